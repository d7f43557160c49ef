"""What is said in a call is written down as it will be searched: the only writer of `CallWords`.

Whoever changes turns, or what is masked of them, calls `index` in the same transaction. What a person decided to mask is not searched
from then on, published or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from call_review import masked_text
from call_review.models import CallWords, Masking, Recording, Turn
from call_review.models.call_words import written
from call_review.stemming import stems_of

BETWEEN, TURN_ENDS = "/", "|"
"""In the place of what is masked, and after each turn: no phrase goes across, and no database takes them for words."""


def index(recording: Recording) -> None:
    """Again, from what the turns and maskings of the call are now. A call without a transcript has no row."""
    turns = list(recording.turns.order_by("position"))
    if not turns:
        CallWords.objects.filter(recording=recording).delete()
        return
    stems = stems_of_call(turns, list(recording.maskings.masked()))
    CallWords.objects.update_or_create(recording=recording, defaults={"stems": stems})


def stems_of_call(turns: Sequence[Turn], maskings: Sequence[Masking]) -> str:
    """As `CallWords.stems` keeps them. The turns come back changed: what is masked is hidden in them."""
    masked_text.hide(turns, maskings)
    return written([stem for turn in turns for stem in (*stems_of_turn(turn), TURN_ENDS)])


def turns_of(stems: str) -> list[list[str]]:
    """The stems of each turn, read back from what `stems_of_call` wrote."""
    return [turn.split() for turn in stems.split(f" {TURN_ENDS} ")[:-1]]


def stems_of_turn(turn: Turn) -> list[str]:
    """In their order; BETWEEN in the place of what is masked."""
    return [stem for word in _spoken(turn) for stem in (stems_of(word) if word else (BETWEEN,))]


def _spoken(turn: Turn) -> Iterator[str | None]:
    """Its words; None in the place of masked ones."""
    if not turn.words:
        yield from [None] if masked_text.is_label(turn.text) else turn.text.split()
    for word in turn.words:
        yield from [None] if "masked" in word else word["text"].split()
