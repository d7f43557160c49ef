"""How words typed by people are compared: « Éric LE-ROUX » is filed, found and recognised as "eric le roux"."""

from __future__ import annotations

import unicodedata

# « œuvre » is typed "oeuvre": Unicode does not take ligatures of letters apart.
TYPED = str.maketrans(dict.fromkeys("’'_-", " ") | {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})


def plain(text: str) -> str:
    """Lower case, without accents, ligatures, hyphens, apostrophes or double spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.translate(TYPED).casefold().split())
