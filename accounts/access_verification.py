"""Was the access log changed? Reads the whole chain in order, whatever its length in constant memory, and says what is wrong first.

The chain shows what was changed inside the log. That the log as a whole was set back to an older copy of itself shows only against
something kept elsewhere: the anchors, a file of lines « sequence mark seals time », outside the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import access_log, access_marks, notices
from accounts.models import AccessCheck, AccessEntry, AccessHead, AccessSeal, Role, User

KEPT_ANCHORS = "access-log.anchors"


class Kind(StrEnum):
    HEAD = "head: the row that says where the log ends is missing, doubled or forged"
    SEAL = "seal: a sealed month was changed, moved, forged or taken away"
    MISSING = "missing: an entry is gone"
    CHANGED = "changed: an entry is not what was written there"
    ADDED = "added: an entry stands where none was written"
    ANCHOR = "anchor: the log is not the one that was seen before; it was cut or replaced"


@dataclass(frozen=True)
class Finding:
    kind: Kind
    number: int
    """Sequence of the first bad entry, or number of the seal."""

    def __str__(self) -> str:
        return f"{self.number}: {self.kind.value}"


@dataclass(frozen=True)
class Anchor:
    sequence: int
    mark: str
    seals: int


def verify(anchors: list[Anchor] | None = None) -> Finding | None:
    """The first thing wrong, or None. May run while people work: what is written meanwhile is left to the next time."""
    known = anchors or []
    head = AccessHead.objects.filter(pk=1).first()
    finding = _verify(head, known)
    after = AccessHead.objects.filter(pk=1).first()
    if finding and head and after and after.pruned_to != head.pruned_to:
        return _verify(after, known)  # months went while we read
    return finding


def _verify(head: AccessHead | None, anchors: list[Anchor]) -> Finding | None:
    if head is None:
        empty = not (anchors or AccessEntry.objects.exists() or AccessSeal.objects.exists())
        return None if empty else Finding(Kind.HEAD, 0)
    if not access_marks.same(head.proof, head.expected_proof):
        return Finding(Kind.HEAD, head.sequence)
    sealed: dict[int, str] = {0: ""}
    return _of_seals(head, sealed) or _of_anchors_ahead(head, anchors) or _of_entries(head, sealed, anchors) or _of_the_end(head)


def _of_seals(head: AccessHead, sealed: dict[int, str]) -> Finding | None:
    """Fills `sealed`: last mark by last sequence of each sealed month."""
    number, last, mark, month = 0, 0, "", None
    for seal in AccessSeal.objects.filter(number__lte=head.seals).order_by("number").iterator():
        number += 1
        follows = seal.number == number and seal.first == last + 1 and seal.last >= seal.first and (month is None or seal.month > month)
        if not follows or not access_marks.same(seal.mark, access_marks.of_seal(mark, seal)):
            return Finding(Kind.SEAL, number)
        last, mark, month = seal.last, seal.mark, seal.month
        sealed[last] = seal.last_mark
    return Finding(Kind.SEAL, number + 1) if number != head.seals else None


def _of_anchors_ahead(head: AccessHead, anchors: list[Anchor]) -> Finding | None:
    ahead = [anchor.sequence for anchor in anchors if anchor.sequence > head.sequence or anchor.seals > head.seals]
    return Finding(Kind.ANCHOR, min(ahead)) if ahead else None


def _of_entries(head: AccessHead, sealed: dict[int, str], anchors: list[Anchor]) -> Finding | None:
    if head.pruned_to not in sealed:
        return Finding(Kind.SEAL, head.seals)
    anchored = {anchor.sequence: anchor.mark for anchor in anchors}
    sequence, mark = head.pruned_to, sealed[head.pruned_to]
    for entry in AccessEntry.objects.filter(sequence__lte=head.sequence).order_by("sequence", "pk").iterator():
        sequence += 1
        if entry.sequence != sequence:
            return Finding(Kind.MISSING if entry.sequence > sequence else Kind.ADDED, sequence)
        if not access_marks.same(entry.mark, access_marks.of_entry(mark, entry)):
            return Finding(Kind.CHANGED, sequence)
        mark = entry.mark
        if not access_marks.same(sealed.get(sequence, mark), mark):
            return Finding(Kind.SEAL, sequence)
        if not access_marks.same(anchored.get(sequence, mark), mark):
            return Finding(Kind.ANCHOR, sequence)
    if sequence != head.sequence:
        return Finding(Kind.MISSING, sequence + 1)
    return None if access_marks.same(mark, head.mark) else Finding(Kind.CHANGED, sequence)


def _of_the_end(head: AccessHead) -> Finding | None:
    """Entries and seals past the head. They are looked for first: a head read afterwards knows all that was honestly written."""
    last = AccessEntry.objects.aggregate(last=Max("sequence"))["last"] or 0
    seal = AccessSeal.objects.aggregate(last=Max("number"))["last"] or 0
    now = AccessHead.objects.filter(pk=1).first() or head
    if last > now.sequence:
        return Finding(Kind.ADDED, now.sequence + 1)
    return Finding(Kind.SEAL, now.seals + 1) if seal > now.seals else None


# --- Anchors


def kept_anchors() -> Path:
    return Path(settings.DATA_DIR) / KEPT_ANCHORS


def read_anchors(path: Path) -> list[Anchor]:
    """Raises OSError or ValueError for a file that is none."""
    fields = [line.split() for line in path.read_text("ascii").splitlines() if line.strip()]
    return [Anchor(int(sequence), mark, int(seals)) for sequence, mark, seals, _time in fields]


def drop_anchor(path: Path) -> str:
    """Add the end of the log as it is now to the file. Answers the line, which an operator may keep elsewhere."""
    head = AccessHead.objects.filter(pk=1).first()
    line = f"{head.sequence} {head.mark} {head.seals} {timezone.now():%Y-%m-%dT%H:%M:%SZ}" if head and head.sequence else ""
    if line:
        with path.open("a", encoding="ascii") as file:
            file.write(line + "\n")
    return line


# --- Every day


def perform() -> AccessCheck:
    """Verify against the anchors, then seal what is over and anchor what is sound. What is wrong is told to those who answer for it."""
    path = kept_anchors()
    finding = verify(read_anchors(path) if path.exists() else [])
    head = AccessHead.objects.filter(pk=1).first()
    check = AccessCheck.objects.create(sequence=head.sequence if head else 0, finding=str(finding or ""))
    if finding:
        _tell(finding)
    else:
        access_log.seal(timezone.now())
        drop_anchor(path)
    return check


def _tell(finding: Finding) -> None:
    told = User.objects.filter(is_active=True, roles_held__role__in=[Role.DPO, Role.ADMINISTRATOR]).distinct().order_by("pk")
    notice = notices.Notice(
        "access_log_changed",
        _("Le journal des consultations a été changé"),
        _("La vérification du jour a trouvé une altération. Faites lancer `manage.py verify_access_log` par qui exploite le portail."),
        reverse("accounts:notifications"),
    )
    notices.notify_many(list(told), notice)
