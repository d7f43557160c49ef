"""What the page of a call shows of its maskings: what is proposed, what was decided, what is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from background.models import Job
from call_review import access, clock, masking
from call_review.masking_forms import PassageForm
from call_review.models import Masking, Recording, Turn
from call_review.redaction import Proposal
from privacy.kinds import Certainty, Kind
from privacy.masking import NAMES

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class ShownProposal:
    """Found by rules, decided by nobody yet. `number` in the order of the call, for what must be unique in the page."""

    number: int
    name: str | Promise
    said: str
    start: float
    end: float
    sure: bool
    form: PassageForm

    @property
    def clock(self) -> str:
        return clock.written(self.start)


@dataclass(frozen=True)
class ShownMasking:
    row: Masking

    @property
    def name(self) -> str | Promise:
        return NAMES[Kind(self.row.kind)]

    @property
    def clock(self) -> str:
        return clock.written(self.row.start)


@dataclass(frozen=True)
class ShownMaskings:
    """`job`: that of the reader, whose bar may be watched; `busy` for everyone; `stopped`: it must be asked for
    again. `left`: looked at, in a call that is published. `keepers` of a sealed original."""

    proposals: list[ShownProposal]
    decided: list[ShownMasking]
    left: list[ShownMasking]
    published: list[ShownMasking]
    form: PassageForm
    may_publish: bool
    job: Job | None
    busy: bool
    stopped: Job | None
    keepers: list[str]

    @property
    def sure(self) -> int:
        return sum(1 for one in self.proposals if one.sure)

    @property
    def hides(self) -> bool:
        return any(one.row.hidden for one in self.decided)

    @property
    def publishable(self) -> bool:
        return self.may_publish and not self.busy and not self.proposals


def shown(recording: Recording, turns: list[Turn], reader: User, failed: PassageForm | None = None) -> ShownMaskings:
    """`failed`: a form that was refused, of a proposal or of a passage chosen by hand."""
    rows = list(recording.maskings.select_related("decided_by").order_by("start", "pk"))
    known = {row.found for row in rows if row.found}
    alone = masking.one_voice(recording)
    found = [one for one in masking.found_in(turns) if one.key not in known]
    job = recording.masking_job
    by_hand = failed if failed and not failed.data.get("found") else None
    new = recording.masked_at is None or any(row.hidden and not row.applied_at for row in rows)
    return ShownMaskings(
        proposals=[_proposal(number, one, turns, recording, alone, failed) for number, one in enumerate(found, 1)],
        decided=[ShownMasking(row) for row in rows if not row.applied_at and (row.hidden or not recording.masked_at)],
        left=[ShownMasking(row) for row in rows if not row.hidden and recording.masked_at],
        published=[ShownMasking(row) for row in rows if row.applied_at],
        form=by_hand or PassageForm(recording=recording, one_voice=alone, auto_id="passage-%s"),
        may_publish=access.may_publish_maskings(reader, recording) and new,
        job=job if job and job.owner_id == reader.pk else None,
        busy=recording.being_masked,
        stopped=job if job and job.state in (Job.State.FAILED, Job.State.CANCELLED) else None,
        keepers=[str(one.person) for one in recording.campaign.keepers.select_related("person")] if recording.sealed else [],
    )


def _proposal(number: int, one: Proposal, turns: list[Turn], call: Recording, alone: bool, failed: PassageForm | None) -> ShownProposal:
    said = " ".join(word["text"] for word in turns[one.turn].words[one.first : one.last + 1])
    form = failed if failed and failed.data.get("found") == one.key else None
    if form is None:
        passage = masking.passage_of(one, turns)
        first = {"start": passage.start, "end": passage.end, "channel": passage.channel, "kind": passage.kind, "found": passage.found}
        form = PassageForm(recording=call, one_voice=alone, initial=first, auto_id=f"passage-{number}-%s")
    return ShownProposal(number, NAMES[one.kind], said, one.start, one.end, one.certainty == Certainty.SURE, form)
