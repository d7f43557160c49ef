"""Decoded sound, kept on the disk: three hours of a stereo call must not sit in memory."""

import errno
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType

import numpy as np

from .errors import TryLater

RATE = 16_000
BLOCK = 60 * RATE


class Sound:
    """Mono or stereo sound at 16 kHz, 16 bit, in an anonymous temporary file that disappears with the object or the process.

    Positions are in samples of one channel; what is read is float32 in [-1, 1).
    """

    def __init__(self, channels: int) -> None:
        self.channels = channels
        self.samples = 0
        self._stored = channels
        self._sign = 1.0
        self._file = tempfile.TemporaryFile(prefix="vigie-sound-")  # noqa: SIM115 (lives as long as the sound)

    def __enter__(self) -> "Sound":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def seconds(self) -> float:
        return self.samples / RATE

    def append(self, samples: np.ndarray) -> None:
        """Add int16 samples, interleaved: any shape whose order is sample by sample, channel by channel."""
        try:
            self._file.write(np.ascontiguousarray(samples, dtype=np.int16).data)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise TryLater("disk_full") from error
            raise
        self.samples += samples.size // self._stored

    def read(self, start: int, end: int) -> np.ndarray:
        """Samples [start, end) of every channel: float32, shape (channels, n)."""
        start, end = max(0, start), min(end, self.samples)
        self._file.seek(start * self._stored * 2)
        data = self._file.read(max(0, end - start) * self._stored * 2)
        samples = np.frombuffer(data, dtype=np.int16).reshape(-1, self._stored).T.astype(np.float32) / 32768
        if self.channels < self._stored:
            return (samples[:1] + self._sign * samples[1:]) / 2
        return samples

    def mix(self, sign: float = 1.0) -> None:
        """Read as one channel from now on: half the sum of the two, or half their difference for `sign` -1 (a line wired backwards)."""
        self.channels, self._sign = 1, sign

    def blocks(self, size: int = BLOCK) -> Iterator[np.ndarray]:
        """The whole sound in pieces of `size` samples: float32, shape (channels, ≤ size)."""
        for start in range(0, self.samples, size):
            yield self.read(start, start + size)

    def close(self) -> None:
        with suppress(OSError):  # what no longer fits on the disk is thrown away with the file
            self._file.close()
