"""Processor seconds spent in the models: the engine's and the network that hears voices."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from ctranslate2.models import Whisper
from onnxruntime import InferenceSession

STEPS = ((Whisper, "encode"), (Whisper, "generate"), (Whisper, "align"), (Whisper, "detect_language"), (InferenceSession, "run"))


@contextmanager
def watched() -> Iterator[list[float]]:
    """Durations of every step of the models until the end of the block."""
    spent: list[float] = []
    patches = [patch.object(kind, step, _timed(getattr(kind, step), spent)) for kind, step in STEPS]
    for one in patches:
        one.start()
    try:
        yield spent
    finally:
        for one in patches:
            one.stop()


def _timed(step: Callable[..., Any], spent: list[float]) -> Callable[..., Any]:
    def timed(*given: Any, **named: Any) -> Any:
        began = time.process_time()
        try:
            return step(*given, **named)
        finally:
            spent.append(time.process_time() - began)

    return timed
