"""What a browser can play, judged from the content of a file and never from its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from speech.audio import Probe, probe

MEGABYTE = 1024 * 1024
LARGEST = 200 * MEGABYTE


@dataclass(frozen=True)
class Kind:
    container: str
    """FFmpeg's name of the demuxer (`speech.containers`)."""
    extension: str
    sounds: frozenset[str]
    pictures: frozenset[str] = frozenset()
    """Codecs; without any, the kind is a sound."""


MP3 = frozenset(("mp3", "mp3float"))
FREE = frozenset(("opus", "vorbis"))
KINDS = {
    "audio/mpeg": Kind("mp3", "mp3", MP3),
    "audio/mp4": Kind("mov", "m4a", MP3 | {"aac"}),
    "audio/ogg": Kind("ogg", "ogg", FREE),
    "audio/wav": Kind("wav", "wav", frozenset({"pcm_s16le"})),
    "audio/flac": Kind("flac", "flac", frozenset({"flac"})),
    "audio/webm": Kind("matroska", "weba", FREE),
    "video/mp4": Kind("mov", "mp4", MP3 | {"aac"}, frozenset(("h264", "av1"))),
    "video/webm": Kind("matroska", "webm", FREE, frozenset(("vp8", "vp9", "av1"))),
}


@dataclass(frozen=True)
class Playable:
    content_type: str
    seconds: float


class NotPlayable(Exception):
    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def judge(file: BinaryIO) -> Playable:
    """Raises NotPlayable, or speech's NotACall for what holds no sound at all. The file is left at its beginning."""
    if file.seek(0, 2) > LARGEST:
        raise NotPlayable(_("Ce fichier dépasse 200 Mo. Exportez-le en plus petit : sur un téléphone, il ne se chargerait pas."))
    said = probe(file)
    file.seek(0)
    content_type = next((name for name, kind in KINDS.items() if _fits(said, kind)), None)
    if content_type is None:
        raise NotPlayable(_("Les navigateurs ne lisent pas tous ce format. Exportez un son en MP3 ou M4A, une vidéo en MP4 (H.264)."))
    if not said.seconds:
        raise NotPlayable(_("Ce fichier ne dit pas combien de temps il dure : il est sans doute incomplet. Exportez-le à nouveau."))
    return Playable(content_type, said.seconds)


def _fits(said: Probe, kind: Kind) -> bool:
    picture = said.picture in kind.pictures if said.picture else not kind.pictures
    return said.container == kind.container and said.codec in kind.sounds and picture
