"""A call in which a name and a telephone number are said: what tests of maskings decide on."""

from __future__ import annotations

from call_review.models import Recording, Turn
from tests.call_review.calls import words

ASKED, SAID, REPEATED = "Quel est votre nom ?", "Alors Kowalczyk, 06 39 98 12 34.", "Merci madame Kowalczyk."
CANARIES = ("Kowalczyk", "39 98 12 34", "06 39")
"""Must be nowhere once they are masked."""


def say(call: Recording) -> None:
    """The agent asks, the caller answers, the agent repeats the name."""
    for position, (text, start, end) in enumerate([(ASKED, 0.5, 3.0), (SAID, 3.4, 7.2), (REPEATED, 7.8, 11.0)]):
        Turn.objects.filter(recording=call, position=position).update(text=text, words=words(text, start, end))
