"""What a picture is, judged from its content: it can be drawn whole, and it is nothing else besides."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from explainers.unsafe import NotSafe, holds_markup

KINDS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".webp": "WEBP"}
"""SVG is no picture but a page: it may hold scripts."""
MOST_PIXELS = 50_000_000
"""A photograph of a telephone, not a bomb that fills the memory."""

_NOT_A_PICTURE = _("Ce fichier n’est pas l’image que son nom annonce, ou il est abîmé. Ouvrez-le, puis exportez-le en PNG ou en JPEG.")
_TOO_LARGE = _("Cette image a trop de points. Réduisez-la : 4 000 points de large suffisent à tout écran.")
_TWO_THINGS = _("Cette image cache autre chose : une page, un programme ou une archive. Ouvrez-la, puis exportez-la en PNG ou en JPEG.")


def judge(file: BinaryIO, name: str) -> None:
    """Raises NotSafe. The file is left at its beginning."""
    try:
        _judge(file, KINDS.get(PurePath(name).suffix.lower(), ""))
    finally:
        file.seek(0)


def _judge(file: BinaryIO, kind: str) -> None:
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            picture = Image.open(file, formats=[kind] if kind else [])
            if picture.width * picture.height * getattr(picture, "n_frames", 1) > MOST_PIXELS:
                raise NotSafe(_TOO_LARGE)
            picture.load()
    except Image.DecompressionBombError as error:
        raise NotSafe(_TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:  # what Pillow raises for a damaged file
        raise NotSafe(_NOT_A_PICTURE) from error
    file.seek(0)
    data = file.read()
    if holds_markup(data) or b"%PDF-" in data or zipfile.is_zipfile(file):
        raise NotSafe(_TWO_THINGS)
