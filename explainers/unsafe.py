"""What a browser or an office suite would run, wherever it is hidden in a file."""

from __future__ import annotations

import re

from django.utils.functional import Promise

MARKUP = re.compile(
    rb"<!doctype\s+html|<(?:html|head|body|svg|iframe|object|embed|img|meta|link)[\s/>]|<script|<\?php|javascript:", re.IGNORECASE
)


class NotSafe(Exception):
    """`sentence` says what to do."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def holds_markup(data: bytes) -> bool:
    """In any of the encodings that a browser may guess."""
    return bool(MARKUP.search(data) or MARKUP.search(data.replace(b"\0", b"")))
