"""Starting, confirming, abandoning and erasing a roster import: the only writer of `RosterImport` beside its two jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.models import Organisation, RosterImport, User
from background.registry import enqueue

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

State = RosterImport.State


@transaction.atomic
def upload(user: User, organisation: Organisation, file: UploadedFile) -> RosterImport:
    roster_import = RosterImport.objects.create(
        organisation=organisation, uploaded_by=user, file_name=_shown_name(file.name or ""), content=file.read()
    )
    _ask(roster_import, user, "accounts.check_roster")
    return roster_import


@transaction.atomic
def confirm(roster_import: RosterImport, user: User) -> bool:
    """False when it is not, or no longer, waiting for a confirmation."""
    if not roster_import.move(State.CHECKED, State.APPLYING):
        return False
    _ask(roster_import, user, "accounts.apply_roster")
    return True


def abandon(roster_import: RosterImport) -> bool:
    """Before anything is written about people: False from the confirmation on."""
    if roster_import.state == State.CHECKING and not roster_import.halted:
        return False
    return roster_import.move(State.CHECKED, State.ABANDONED) or roster_import.move(State.CHECKING, State.ABANDONED, content=None)


@transaction.atomic
def resume(roster_import: RosterImport, user: User) -> bool:
    """After its job failed or was stopped: the same step again. Both steps may run twice without harm."""
    locked = RosterImport.objects.select_for_update(of=("self",)).select_related("job").get(pk=roster_import.pk)
    if not locked.halted:
        return False
    _ask(locked, user, "accounts.check_roster" if locked.state == State.CHECKING else "accounts.apply_roster")
    return True


def erase(roster_import: RosterImport) -> bool:
    """The report and its lines, once it is over. People stay as they are."""
    deleted, _by_model = RosterImport.objects.filter(pk=roster_import.pk, state__in=RosterImport.FINAL).delete()
    return deleted > 0


def _ask(roster_import: RosterImport, user: User, kind: str) -> None:
    roster_import.job = enqueue(kind, owner=user, roster_import=roster_import.pk)
    roster_import.save(update_fields=["job"])


def _shown_name(name: str) -> str:
    """The name as shown: no path, no control or direction characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[:200] or "fichier"
