"""What can go wrong with a campaign, a deposit, a debrief. The French sentence is made where it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from call_review.models import Turn


class DebriefError(Exception):
    """What cannot be written about a call."""

    code = "debrief"
    temporary = False


class NotPlayed(DebriefError):
    """A criterion is rated only at a moment that its rater has played."""

    code = "moment_not_played"


class NotYours(DebriefError):
    """Only its author changes a note; nobody rates an own call."""

    code = "debrief_not_yours"


class AlreadyAnswered(DebriefError):
    """A note that somebody answered stays as it was read."""

    code = "note_already_answered"


class SoundGone(DebriefError):
    """Six months have passed: what is no longer heard is no longer noted or rated."""

    code = "sound_gone"


class MaskingError(Exception):
    """What cannot be decided of a passage: `masking_views.SENTENCES` says why."""

    code = "masking"
    temporary = False


class BeingMasked(MaskingError):
    """The sound is being made: what was decided no longer changes."""

    code = "being_masked"


class AlreadyMasked(MaskingError):
    """What was bleeped was not kept: it cannot come back."""

    code = "already_masked"


class StillToDecide(MaskingError):
    """A person looks at each proposal before anything is published."""

    code = "still_to_decide"


class NothingToMask(MaskingError):
    """All that was decided is published."""

    code = "nothing_to_mask"


class PlacedMeanwhile(Exception):
    """Somebody else said who speaks in this turn since the page was read: `turn` as it is now."""

    code = "placed_meanwhile"
    temporary = False

    def __init__(self, turn: Turn) -> None:
        super().__init__(turn.pk)
        self.turn = turn


class CampaignError(Exception):
    code = "campaign"
    temporary = False


class NotReady(CampaignError):
    """`missing` names every prerequisite that is not there: keys of `campaigns.PREREQUISITES`."""

    code = "campaign_not_ready"

    def __init__(self, missing: list[str]) -> None:
        super().__init__(*missing)
        self.missing = missing


class NoLongerDraft(CampaignError):
    """Somebody opened or closed it in the meantime."""

    code = "campaign_no_longer_draft"


class DepositRefused(CampaignError):
    """A call that may not come in: `code` is a key of `uploads.SENTENCES`, `detail` what its sentence quotes."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class DepositDelayed(DepositRefused):
    """Whole, but not kept yet: what came stays, and `leftovers.sweep` ends the deposit when the store is back."""

    temporary = True
