"""The components every page is composed of: template tags, always loaded, each drawn by templates/components/<name>.html.

What they look like and which ARIA they carry is told by the gallery, /composants/. A theme is another folder of these templates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from theme.drawing import draw as _draw
from theme.fields import field, form_errors
from theme.icons import ICONS

register = template.Library()

BADGE_ICONS = {
    "ok": "check-circle-fill",
    "warn": "exclamation-triangle-fill",
    "late": "exclamation-octagon-fill",
    "info": "arrow-right-circle",
    "neutral": "",
    "line": "",
}
ALERT_ICONS = {
    "ok": "check-circle-fill",
    "warn": "exclamation-triangle-fill",
    "late": "exclamation-octagon-fill",
    "info": "info-circle-fill",
}
DOUBTFUL_UNDER = 0.5
_ids = count(1)


def _unique(prefix: str) -> str:
    return f"{prefix}-{next(_ids)}"


# --- Small parts


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Decorative: a button that holds nothing else needs an aria-label."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"icon {name!r} is not in theme/icons.py")
    from django.templatetags.static import static

    sprite = static("vendor/bootstrap-icons/icons.svg")
    classes = "vg-i vg-i-lg" if size == "lg" else "vg-i"
    return format_html('<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', classes, sprite, name)


@register.simple_tag
def badge(text: str, kind: str = "neutral", icon: str | None = None) -> SafeString:
    """A shape, a word, a tint. Kinds: ok, warn, late, info, neutral, line."""
    return _draw("badge", text=text, kind=kind, icon_name=BADGE_ICONS[kind] if icon is None else icon)


@register.simple_tag
def progress(value: int, label: str, note: str = "", state: str = "running") -> SafeString:
    """`value` in percent. States: running, stalled, failed."""
    return _draw("progress", value=max(0, min(100, int(value))), label=label, note=note, state=state)


@register.simple_tag
def moment(when: datetime) -> str:
    """A day and a time of it, as one says them: 23 novembre 2026, 9 h 12."""
    local = timezone.localtime(when)
    parts = {"day": date_format(local, "j F Y"), "hour": local.hour, "minute": f"{local.minute:02}"}
    return _("%(day)s, %(hour)s h %(minute)s") % parts


@register.simple_tag
def stepper(steps: Sequence[str], current: int) -> SafeString:
    """3 to 5 steps; `current` counts from 1."""
    states = [(step, "done" if i < current else "here" if i == current else "") for i, step in enumerate(steps, 1)]
    return _draw("stepper", steps=states)


@register.simple_tag
def breadcrumb(crumbs: Iterable[tuple[str, str]]) -> SafeString:
    """(label, address) from the top; the last, without address, is the page itself."""
    return _draw("breadcrumb", crumbs=list(crumbs))


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "page") -> SafeString:
    """Keeps the filters of the address. Nothing when all is on one page."""
    if page.paginator.num_pages < 2:
        return SafeString("")
    query = context["request"].GET.copy()
    query.pop(parameter, None)
    return _draw("pagination", page=page, parameter=parameter, query=query.urlencode())


@register.simple_tag(takes_context=True)
def sort_header(context: Context, key: str, label: str, parameter: str = "tri") -> SafeString:
    """A column head that sorts: `key` upwards, `-key` downwards, the other filters kept."""
    query = context["request"].GET.copy()
    current = query.get(parameter, "")
    state = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    query[parameter] = f"-{key}" if state == "ascending" else key
    query.pop("page", None)
    return _draw("sort_header", label=label, state=state, query=query.urlencode())


@register.simple_tag
def conversation(turns: Iterable[dict[str, Any]]) -> SafeString:
    """Turns of a transcript: {"speaker", "start", "text", "words"?: [{"text", "probability"}]}. A doubtful word is dotted."""
    return _draw("conversation", turns=[_said(turn) for turn in turns])


def _said(turn: dict[str, Any]) -> dict[str, Any]:
    seconds = int(turn["start"])
    words = [(word["text"], word["probability"] < DOUBTFUL_UNDER) for word in turn.get("words", [])]
    side = turn["speaker"] if turn["speaker"] in ("agent", "caller") else "unknown"
    return {"side": side, "clock": f"{seconds // 60}:{seconds % 60:02}", "words": words, "text": turn["text"]}


# --- Parts with a body


@register.simple_block_tag
def page_header(content: str, title: str, lede: str = "") -> SafeString:
    """The only h1 of the page; the body holds its buttons."""
    return _draw("page_header", title=title, lede=lede, actions=mark_safe(content.strip()))


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    id: str = "",
    level: int = 2,
    variant: str = "",
    link_url: str = "",
    link_label: str = "",
    flush: bool = False,
) -> SafeString:
    """`variant`: soft, here (the bookmark). `flush` when the body is a vg-list or a table, which bring their own margins."""
    heading = id or _unique("card")
    return _draw(
        "card",
        content=content,
        title=title,
        heading=heading,
        level=level,
        variant=variant,
        link_url=link_url,
        link_label=link_label,
        flush=flush,
    )


@register.simple_block_tag
def row(content: str, title: str, icon: str = "", url: str = "", meta: str = "", unread: bool = False) -> SafeString:
    """An <li> of a <ul class="vg-list">; the body is one badge or button."""
    return _draw("row", content=mark_safe(content.strip()), title=title, icon_name=icon, url=url, meta=meta, unread=unread)


@register.simple_block_tag
def alert(content: str, kind: str = "info", announce: bool = False) -> SafeString:
    """Kinds: info, ok, warn, late. `announce` for the answer to an action: read aloud at once when it is an error."""
    return _draw("alert", content=content, kind=kind, icon_name=ALERT_ICONS[kind], announce=announce)


@register.simple_block_tag
def empty(content: str, title: str, icon: str = "search", level: int = 3) -> SafeString:
    """What is missing, why, and the one action that fills it."""
    return _draw("empty", content=content, title=title, icon_name=icon, level=level)


@register.simple_block_tag
def table(content: str, caption: str, cards: bool = True, hide_caption: bool = False) -> SafeString:
    """Body: thead and tbody. On a phone each row becomes a card, where `data-l` of a cell is its label."""
    return _draw("table", content=content, caption=caption, cards=cards, hide_caption=hide_caption)


@register.simple_block_tag
def tabs(content: str, label: str) -> SafeString:
    """Body: {% tab %} only. Sections under headings; a script makes them panels under tabs."""
    return _draw("tabs", content=content, label=label)


@register.simple_block_tag
def tab(content: str, title: str, id: str = "", count: int | None = None, level: int = 3) -> SafeString:
    """`id` when an address must be able to lead to it."""
    return _draw("tab", content=content, title=title, id=id or _unique("tab"), count=count, level=level)


@register.simple_block_tag
def timeline(content: str) -> SafeString:
    """Body: <li class="done|here|">…</li>, each state also told in words."""
    return _draw("timeline", content=content)


@register.simple_block_tag(takes_context=True)
def toolbar(context: Context, content: str, label: str = "", action: str = "") -> SafeString:
    """Filters of a list: a GET form. `label` names it for those who hear the page."""
    return _draw("toolbar", content=content, label=label, action=action or context["request"].path)


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """Opened by <button data-dialog="id">, closed by Escape or <button data-dialog-close>."""
    return _draw("dialog", content=content, id=id, title=title)


# --- Forms

register.simple_tag(form_errors)
register.simple_tag(field)
