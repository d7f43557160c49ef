"""Which container a file is, from its first bytes.

FFmpeg's own probing would open an HLS playlist or a concat script that hides behind a ".wav" name, and with it other files or addresses.
So the demuxer is named here, from a closed list, and never guessed by FFmpeg.
"""

import re
from collections.abc import Callable
from typing import BinaryIO

from .errors import NotACall

HEAD_BYTES = 256 * 1024

_ISO_BOXES = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot")
_MAGIC = (
    (b"fLaC", "flac"),
    (b"OggS", "ogg"),
    (b"#!AMR", "amr"),
    (b"\x1a\x45\xdf\xa3", "matroska"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
)
# What people send by mistake, told apart so that the answer can say what it is.
_MISTAKES = (
    (rb"\s*(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body|script)", "html"),
    (rb"\s*(\xef\xbb\xbf)?\s*(#EXTM3U|ffconcat|\[playlist\])", "playlist"),
    (rb"%PDF-", "pdf"),
    (rb"PK\x03\x04|Rar!|7z\xbc\xaf|\x1f\x8b", "archive"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\x00{4}", "image"),
)
_BITRATES = {
    (1, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def demuxer(file: BinaryIO) -> str:
    """FFmpeg's name of the demuxer for what `file` holds; the file is left at its beginning.

    Raises NotACall, with what the file looks like, when it is none of the containers we read.
    """
    head = _read(file, 0)
    if not head:
        raise NotACall("sound_empty_file")
    name = _by_magic(head) or _by_magic(sound := _after_id3(file, head)) or _bare_frames(sound)
    if not name:
        raise NotACall(f"sound_is_{_mistake(head)}")
    return name


def _read(file: BinaryIO, start: int) -> bytes:
    file.seek(start)
    data = file.read(HEAD_BYTES)
    file.seek(0)
    return data


def _by_magic(head: bytes) -> str | None:
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return "wav"
    if head[4:8] in _ISO_BOXES:
        return "mov"
    return next((name for magic, name in _MAGIC if head.startswith(magic)), None)


def _after_id3(file: BinaryIO, head: bytes) -> bytes:
    """What follows the ID3 tag, which may hold a cover picture larger than `HEAD_BYTES`."""
    if not head.startswith(b"ID3") or len(head) < 10:
        return head
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return _read(file, size + 10)


def _bare_frames(data: bytes) -> str | None:
    """Bare MP3 or AAC: three frame headers in a row, each where the one before says. Garbage before the first is skipped."""
    for found in re.finditer(rb"\xff[\xe0-\xff]", data):
        for name, length in (("aac", _adts_length), ("mp3", _mp3_length)):
            if _chain(data, found.start(), length):
                return name
    return None


def _chain(data: bytes, start: int, length: Callable[[bytes, int], int]) -> bool:
    position = start
    for _ in range(3):
        size = length(data, position)
        if not size:  # a file of one or two frames counts, if they are all it holds
            return start == 0 < position and position + 7 > len(data)
        position += size
    return True


def _adts_length(data: bytes, i: int) -> int:
    if i + 7 > len(data) or data[i] != 0xFF or data[i + 1] & 0xF6 != 0xF0:
        return 0
    length = (data[i + 3] & 3) << 11 | data[i + 4] << 3 | data[i + 5] >> 5
    return length if length > 7 and data[i + 2] >> 2 & 0xF < 13 else 0


def _mp3_length(data: bytes, i: int) -> int:
    if i + 4 > len(data) or data[i] != 0xFF or data[i + 1] & 0xE0 != 0xE0:
        return 0
    version, layer = data[i + 1] >> 3 & 3, 4 - (data[i + 1] >> 1 & 3)
    bitrate, rate = data[i + 2] >> 4, data[i + 2] >> 2 & 3
    if version == 1 or layer == 4 or not 0 < bitrate < 15 or rate == 3:
        return 0
    bits = _BITRATES[1 if version == 3 else 2, layer][bitrate - 1] * 1000
    hertz, padding = _RATES[version][rate], data[i + 2] >> 1 & 1
    if layer == 1:
        return (12 * bits // hertz + padding) * 4
    samples = 72 if layer == 3 and version != 3 else 144
    return samples * bits // hertz + padding


def _mistake(head: bytes) -> str:
    for pattern, code in _MISTAKES:
        if re.match(pattern, head, re.IGNORECASE | re.DOTALL):
            return code
    try:
        text = head[:4000].decode("utf-8", errors="strict" if len(head) < 4000 else "ignore")
    except UnicodeDecodeError:
        return "unknown"
    return "text" if text.strip() and all(c.isprintable() or c.isspace() for c in text) else "unknown"
