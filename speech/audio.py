"""From a file of any kind to samples, and back. The only importer of PyAV (FFmpeg)."""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import av
import numpy as np
from av.stream import Disposition
from django.conf import settings

from .containers import demuxer
from .errors import NotACall, TryLater
from .sound import RATE, Sound

MIN_RATE, MAX_RATE = 8_000, 192_000
AAC_FRAME, AAC_BITS = 1024, 40_000
"""Samples of a frame, and bits a second for each channel: a voice needs no more."""
CODECS = frozenset(
    (
        *("pcm_u8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_alaw", "pcm_mulaw"),
        *("adpcm_ima_wav", "adpcm_ima_qt", "adpcm_ms", "gsm", "gsm_ms", "amrnb", "amrwb", "amr_nb", "amr_wb"),
        *("mp1", "mp2", "mp3", "mp1float", "mp2float", "mp3float", "aac", "aac_latm", "alac", "flac", "opus", "vorbis"),
        *("wmav1", "wmav2", "wmapro", "wmavoice", "wmalossless"),
    )
)
Source = str | os.PathLike[str] | BinaryIO


@dataclass(frozen=True)
class Probe:
    """What a file says of itself. `seconds` is None when it does not say, and is only what it says: decoding is the proof."""

    container: str
    codec: str
    channels: int
    rate: int
    seconds: float | None
    picture: str = ""
    """The codec of its moving picture, if it has one: the cover of a record is none."""


def probe(source: Source) -> Probe:
    """Look at a file without decoding it all; raises NotACall for what `decode` would refuse at once."""
    with _open(source) as (container, stream):
        return _describe(container, stream)


def decode(source: Source, max_seconds: float | None = None, beat: Callable[[], None] = lambda: None) -> Sound:
    """Decode the first sound track to 16 kHz, a channel as it was: a `Sound`, which the caller closes.

    Raises NotACall: not a sound, damaged, more than two channels, longer than `max_seconds` (default: settings.AUDIO_MAX_SECONDS).
    Damaged packets are skipped, and a cut file yields what it holds. Raises TryLater when the disk is full.
    `beat` is called again and again while it works, and may raise to stop it.
    """
    limit = settings.AUDIO_MAX_SECONDS if max_seconds is None else max_seconds
    with _open(source) as (container, stream):
        facts = _describe(container, stream)
        if facts.seconds and facts.seconds > limit:
            raise _too_long(limit)
        sound = Sound(facts.channels)
        try:
            _fill(sound, _resampled(_frames(container, stream), sound.channels), limit, beat)
        except BaseException:
            sound.close()
            raise
    return sound


def _fill(sound: Sound, frames: Iterator[Any], limit: float, beat: Callable[[], None]) -> None:
    for frame in frames:
        sound.append(frame.to_ndarray())
        beat()
        if sound.seconds > limit:
            raise _too_long(limit)
    if not sound.samples:
        raise NotACall("sound_without_sample")


def _too_long(limit: float) -> NotACall:
    minutes = round(limit / 60)
    return NotACall("sound_too_long", f"{minutes // 60} h {minutes % 60:02}" if minutes >= 60 else f"{minutes} min")


@contextmanager
def _open(source: Source) -> Iterator[tuple[Any, Any]]:
    with _file(source) as file:
        name = demuxer(file)
        # A tag in an old encoding must not stop a call, hence metadata_errors.
        options = {"codec_whitelist": ",".join(CODECS), "protocol_whitelist": "none"}
        try:
            with av.open(file, format=name, container_options=options, io_open=_refuse, metadata_errors="replace") as container:
                stream = container.streams.best("audio")
                if stream is None:
                    raise NotACall("sound_absent")
                yield container, stream
        except av.error.FFmpegError as error:
            raise NotACall("sound_damaged") from error


@contextmanager
def _file(source: Source) -> Iterator[BinaryIO]:
    """The source as a binary file at its beginning. Only a regular file is opened: a pipe or a device may never end."""
    if not isinstance(source, (str, os.PathLike)):
        source.seek(0)
        yield source
        return
    try:
        if not stat.S_ISREG(Path(source).stat().st_mode):
            raise NotACall("sound_no_file")
        file = Path(source).open("rb")  # noqa: SIM115 (closed below: errors of reading are not errors of opening)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise NotACall("sound_missing" if isinstance(error, (FileNotFoundError, ValueError)) else "sound_unreadable") from error
    with file:
        yield file


def _refuse(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    raise PermissionError("a sound file may not open another file")


def _describe(container: Any, stream: Any) -> Probe:
    codec = stream.codec_context
    if codec is None or codec.name not in CODECS:
        raise NotACall("sound_codec")
    if not codec.channels or not codec.sample_rate:
        raise NotACall("sound_damaged")
    if codec.channels > 2:
        raise NotACall("sound_channels", str(codec.channels))
    if not MIN_RATE <= codec.sample_rate <= MAX_RATE:
        raise NotACall("sound_rate", str(codec.sample_rate))
    return Probe(container.format.name, codec.name, codec.channels, codec.sample_rate, _seconds(container, codec), _picture(container))


def _picture(container: Any) -> str:
    films = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
    return (films[0].codec_context.name if films[0].codec_context else "unknown") if films else ""


def _seconds(container: Any, codec: Any) -> float | None:
    """The declared duration. A WAV whose recorder was cut off declares an enormous one: there, only what its bytes can hold counts."""
    if not container.duration:
        return None
    declared = container.duration / av.time_base
    if container.format.name != "wav":
        return declared
    exact = codec.name.startswith(("pcm_", "gsm")) and codec.bit_rate
    return min(declared, container.size * 8 / codec.bit_rate) if exact else None


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.error.FFmpegError):  # cut in the middle: what came before is good
            return
        try:
            yield from packet.decode()
        except av.error.FFmpegError:  # one damaged packet (some GSM files end with one of 1 byte)
            continue


def _resampled(frames: Iterator[Any], channels: int) -> Iterator[Any]:
    """Frames at 16 kHz, s16. A stream may change its format on the way (HE-AAC does): each format has its own resampler."""
    current: tuple[str, str, int] | None = None
    resampler: Any = None
    for frame in frames:
        if len(frame.layout.channels) > 2:
            raise NotACall("sound_channels", str(len(frame.layout.channels)))
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if kind != current:
            if resampler:
                yield from resampler.resample(None)
            current, resampler = kind, av.AudioResampler(format="s16", layout="stereo" if channels == 2 else "mono", rate=RATE)
        frame.pts = None  # times come from the samples: a leap in the file's clock is not silence
        yield from resampler.resample(frame)
    if resampler:
        yield from resampler.resample(None)


# --- The other way: from samples to a file that browsers play


def encode_m4a(sound: Sound, path: Path, beat: Callable[[], None] = lambda: None) -> None:
    """AAC in an MP4 whose index stands first, so that a browser can seek by ranges of bytes; channels as they are.

    `beat` as in `decode`. Raises TryLater when the disk is full; what was written is then left to the caller to remove.
    """
    layout = "stereo" if sound.channels == 2 else "mono"
    try:
        with av.open(str(path), "w", format="ipod", options={"movflags": "+faststart"}) as container:
            stream = container.add_stream("aac", rate=RATE, layout=layout, bit_rate=AAC_BITS * sound.channels)
            for frame in _as_frames(sound, layout):
                container.mux(stream.encode(frame))
                beat()
            container.mux(stream.encode(None))
    except OSError as error:  # FFmpeg's errors are also the system's, with its numbers
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise TryLater("disk_full") from error
        raise


def _as_frames(sound: Sound, layout: str) -> Iterator[Any]:
    """Exactly the samples of the sound, the last frame shorter than the others."""
    start = 0
    for block in sound.blocks():
        samples = np.clip(np.round(block * 32768), -32768, 32767).astype(np.int16)
        for at in range(0, samples.shape[1], AAC_FRAME):
            piece = np.ascontiguousarray(samples[:, at : at + AAC_FRAME].T).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(piece, format="s16", layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = RATE, start + at, Fraction(1, RATE)
            yield frame
        start += samples.shape[1]
