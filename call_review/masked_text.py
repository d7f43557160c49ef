"""The words of a call once passages are hidden: what is bleeped cannot be read either. Decides nothing and writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils import translation

from call_review.models import Masking, Turn
from privacy.kinds import Kind
from privacy.masking import label

Word = dict[str, Any]


def hide(turns: Iterable[Turn], maskings: Sequence[Masking]) -> list[Turn]:
    """The turns that change, changed and not saved. A run of words becomes one, which says of what kind they were: {"masked": kind}.

    A word goes when its middle is bleeped: of what is left, more than half is heard. Done twice, it changes nothing more.
    """
    changed = []
    for turn in turns:
        over = [one for one in maskings if one.hides(turn.speaker) and one.start < turn.end and turn.start < one.end]
        if over and _hide(turn, over):
            changed.append(turn)
    return changed


def _hide(turn: Turn, over: Sequence[Masking]) -> bool:
    if not turn.words:  # whoever transcribed gave no times: no part of it can be told from another
        turn.words, turn.text = [], _label(over[0].kind)
        return True
    words = [word for _by, run in groupby(turn.words, lambda word: _hidden_by(word, over)) for word in _joined(_by, list(run))]
    if words == turn.words:
        return False
    turn.words, turn.text = words, " ".join(word["text"] for word in words)
    return True


def _hidden_by(word: Word, over: Sequence[Masking]) -> Masking | None:
    if "masked" in word:
        return None
    middle = (word["start"] + word["end"]) / 2
    return next((one for one in over if one.start <= middle <= one.end), None)


def _joined(by: Masking | None, run: list[Word]) -> list[Word]:
    if by is None:
        return run
    return [{"start": run[0]["start"], "end": run[-1]["end"], "text": _label(by.kind), "probability": 1.0, "masked": by.kind}]


def _label(kind: str) -> str:
    """As it is kept, whoever reads it: pages say it again in their own language."""
    with translation.override(settings.LANGUAGE_CODE):
        return label(Kind(kind))


def is_label(text: str) -> bool:
    """What `hide` leaves of a turn whose words have no times."""
    return any(text == _label(kind) for kind in Kind)
