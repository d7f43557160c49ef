"""How a component is drawn: its template, with what it was given and nothing of the page around it."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def draw(name: str, **context: Any) -> SafeString:
    return render_to_string(f"components/{name}.html", context)
