from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from theme.models import Brand

THEME_COOKIE = "theme"
THEMES = ("light", "dark", "auto")


def appearance(request: HttpRequest) -> dict[str, Any]:
    """What every page needs to look like itself: the theme chosen and the brand of the body."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return {"appearance": {"theme": chosen if chosen in THEMES else "auto", "brand": Brand.current()}}
