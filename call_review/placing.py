"""A person says who speaks in a turn of a call whose one channel carries both people: the only writer of it.

Whoever comes here may open the call (`Recording.objects.visible_to`): that is asked before. Who is heard knows the own voice best.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from call_review.errors import PlacedMeanwhile
from call_review.models import Recording, Turn

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def place(recording: Recording, person: User, position: int, speaker: Turn.Speaker, seen: Turn.Speaker) -> Turn:
    """`seen`: who spoke according to the page that the person looked at; « unknown » as `speaker` takes back what was said.

    Said twice, it is said once. Raises PlacedMeanwhile where somebody else said otherwise since, and Http404 where the channel tells.
    """
    rows = Turn.objects.one_voice().select_for_update(of=("self",)).filter(recording=recording)
    turn = get_object_or_404(rows, position=position)
    if turn.speaker == speaker:
        return turn
    if turn.speaker != seen:
        raise PlacedMeanwhile(turn)
    turn.speaker, turn.placed_at, turn.placed_by = speaker, timezone.now(), person
    turn.save(update_fields=["speaker", "placed_at", "placed_by"])
    return turn
