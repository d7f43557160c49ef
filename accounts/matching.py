"""How words typed by people are compared: « Éric LE-ROUX » is filed, found and recognised as "eric le roux"."""

from __future__ import annotations

import unicodedata

BLANKS = str.maketrans("’'_-", "    ")


def plain(text: str) -> str:
    """Lower case, without accents, hyphens, apostrophes or double spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.translate(BLANKS).casefold().split())
