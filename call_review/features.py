"""What was measured of a call, in one HDF5 file beside its sound: for drawing it and finding one's way. The only importer of h5py.

Peaks of the waveform at several scales, where somebody speaks, times of words. No text, no pitch, no loudness figure (shared law: nothing
is read from a voice). A file that is damaged or gone is made again from the sound (`redrawing.py`).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

import h5py
import numpy as np

from speech.sound import RATE, Sound
from speech.voice import FRAME, Speech, find_speech

if TYPE_CHECKING:
    from call_review.models import Recording, Turn

VERSION = 2
SCALES = (20, 200)
"""Milliseconds a peak stands for: the finer to zoom, the coarser to see three hours at once."""


@dataclass(frozen=True)
class Features:
    """`peaks[scale][channel]`: largest absolute value of each stretch of `scale` ms, 0 to 255. `voice[channel]`: probability that somebody
    speaks, 0 to 255, every `FRAME` samples. A row each: stretches of speech (channel, start, end in s) and words (start, end in s,
    probability, channel, turn). `made_by`: engine, model, tuning.
    """

    call: str
    sha256: str
    seconds: float
    channels: int
    peaks: dict[int, np.ndarray]
    voice: np.ndarray
    stretches: np.ndarray
    words: np.ndarray
    made_by: dict[str, str]


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


def measured(recording: Recording, sound: Sound, turns: Iterable[Turn], beat: Callable[[], None]) -> bytes:
    """The file, of a sound that was transcribed before. `beat` as in `speech.voice.listen`."""
    said = [(turn.speaker, turn.words) for turn in turns]
    made_by = {"engine": recording.engine, "model": recording.model}
    return to_bytes(recording, sound.seconds, peaks_of(sound), find_speech(sound, beat), said, made_by)


def to_bytes(
    recording: Recording,
    seconds: float,
    peaks: dict[int, np.ndarray],
    speech: Speech,
    turns: Sequence[tuple[str, Sequence[dict[str, Any]]]],
    made_by: dict[str, str],
) -> bytes:
    """The file. `turns`: who speaks and the words of each; `made_by`: engine, model, tuning."""
    out = io.BytesIO()
    with h5py.File(out, "w") as file:
        facts = {"version": VERSION, "call": str(recording.key), "sha256": recording.sha256, "seconds": seconds}
        file.attrs.update(facts | {f"made_by_{name}": said for name, said in made_by.items()})
        for scale, levels in peaks.items():
            dataset = file.create_dataset(f"peaks/{scale}", data=levels, compression="gzip", shuffle=True)
            dataset.attrs["milliseconds"] = scale
        voice = np.round(speech.voice * 255).astype(np.uint8)
        file.create_dataset("voice", data=voice, compression="gzip").attrs["milliseconds"] = 1000 * FRAME / RATE
        spoken = [(channel, start / RATE, end / RATE) for channel, found in enumerate(speech.stretches) for start, end in found]
        _table(file, "stretches", ("channel", "start", "end"), spoken)
        _table(file, "words", ("start", "end", "probability", "channel", "turn"), _words(recording, turns))
    return out.getvalue()


def _table(file: h5py.File, name: str, columns: tuple[str, ...], rows: Sequence[tuple[float, ...]]) -> None:
    file.create_dataset(name, data=np.array(rows, dtype=np.float32).reshape(-1, len(columns)), compression="gzip")
    file[name].attrs["columns"] = columns


def _words(recording: Recording, turns: Sequence[tuple[str, Sequence[dict[str, Any]]]]) -> list[tuple[float, ...]]:
    """A voice on the one channel, or on both alike, is on the first."""
    sides = str(recording.channels).split(",")
    channels = [sides.index(speaker) if speaker in sides else 0 for speaker, _words in turns]
    return [
        (word["start"], word["end"], word["probability"], channels[number], number)
        for number, (_speaker, words) in enumerate(turns)
        for word in words
    ]


def read(source: BinaryIO) -> Features:
    """Raises ValueError when the file is not one of ours, is of another version, or damaged."""
    try:
        with h5py.File(source, "r") as file:
            if file.attrs["version"] != VERSION:
                raise ValueError("another version")
            peaks = {int(scale): file["peaks"][scale][()] for scale in file["peaks"]}
            facts = {name: file.attrs[name] for name in ("call", "sha256", "seconds")}
            tables = {name: file[name][()] for name in ("voice", "stretches", "words")}
            made_by = {name.removeprefix("made_by_"): str(said) for name, said in file.attrs.items() if name.startswith("made_by_")}
            return Features(**facts, channels=peaks[SCALES[0]].shape[0], peaks=peaks, **tables, made_by=made_by)
    except (OSError, KeyError, RuntimeError) as error:
        raise ValueError("not a features file") from error
