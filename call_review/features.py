"""What was measured of a call, in one HDF5 file beside its sound: for drawing it and finding one's way. The only importer of h5py.

Peaks of the waveform at several scales, speech stretches, times of words. No text, no pitch, no loudness figure (shared law: nothing is
read from a voice).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import h5py
import numpy as np

from speech.sound import RATE, Sound

VERSION = 1
SCALES = (20, 200)
"""Milliseconds a peak stands for: the finer to zoom, the coarser to see three hours at once."""


@dataclass(frozen=True)
class Features:
    """`peaks[scale][channel]`: largest absolute value of each stretch of `scale` ms, 0 to 255. Words: start, end (s), probability, turn."""

    call: str
    sha256: str
    seconds: float
    channels: int
    peaks: dict[int, np.ndarray]
    words: np.ndarray


def peaks_of(sound: Sound) -> dict[int, np.ndarray]:
    """Per scale, an array of shape (channels, stretches), uint8. Reads the sound once, a minute at a time."""
    finest = SCALES[0]
    step = RATE * finest // 1000
    found: list[np.ndarray] = []
    for block in sound.blocks():  # (channels, samples); a minute holds a whole number of stretches
        short = -block.shape[1] % step
        padded = np.pad(np.abs(block), ((0, 0), (0, short)))
        found.append(padded.reshape(block.shape[0], -1, step).max(axis=2))
    fine = np.concatenate(found, axis=1) if found else np.zeros((sound.channels, 0))
    levels = np.clip(np.round(fine * 255), 0, 255).astype(np.uint8)
    return {scale: _coarser(levels, scale // finest) for scale in SCALES}


def _coarser(levels: np.ndarray, by: int) -> np.ndarray:
    padded = np.pad(levels, ((0, 0), (0, -levels.shape[1] % by)))
    return padded.reshape(levels.shape[0], -1, by).max(axis=2)


def to_bytes(
    call: str, sha256: str, seconds: float, peaks: dict[int, np.ndarray], turns: Sequence[dict[str, Any]], **made_by: str
) -> bytes:
    """The file. `turns` as in `Transcript.to_dict`; `made_by`: engine, model, software."""
    words = [(word["start"], word["end"], word["probability"], number) for number, turn in enumerate(turns) for word in turn["words"]]
    out = io.BytesIO()
    with h5py.File(out, "w") as file:
        file.attrs.update({"version": VERSION, "call": call, "sha256": sha256, "seconds": seconds, **made_by})
        for scale, levels in peaks.items():
            dataset = file.create_dataset(f"peaks/{scale}", data=levels, compression="gzip", shuffle=True)
            dataset.attrs["milliseconds"] = scale
        file.create_dataset("words", data=np.array(words, dtype=np.float32).reshape(-1, 4), compression="gzip")
        file["words"].attrs["columns"] = ["start", "end", "probability", "turn"]
    return out.getvalue()


def read(source: BinaryIO) -> Features:
    """Raises ValueError when the file is not one of ours, or damaged."""
    try:
        with h5py.File(source, "r") as file:
            peaks = {int(scale): file["peaks"][scale][()] for scale in file["peaks"]}
            facts = {name: file.attrs[name] for name in ("call", "sha256", "seconds")}
            return Features(**facts, channels=peaks[SCALES[0]].shape[0], peaks=peaks, words=file["words"][()])
    except (OSError, KeyError, RuntimeError) as error:
        raise ValueError("not a features file") from error
