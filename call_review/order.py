"""Which call is transcribed first: what a person waits for before what a machine brought, and bodies in turn (docs/transcription.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from call_review.models import Arrival

if TYPE_CHECKING:
    from accounts.models import Organisation
    from call_review.models import Upload

FROM_A_MACHINE, FROM_A_PERSON, SHORT, FIRST = 0, 1, 2, 3
"""Priorities of jobs: a watched folder or the API; a browser, or somebody who asks again; maskings; what a coach let go first."""


def turn_of(organisation: Organisation) -> str:
    """Whose turn it is, for `background`, which knows no bodies."""
    return f"organisation {organisation.pk}"


def priority_of(upload: Upload) -> int:
    by_machine = upload.token_id is not None or Arrival.objects.filter(upload=upload).exists()
    return FROM_A_MACHINE if by_machine else FROM_A_PERSON
