"""Where a person can go from anywhere, by role. Only what exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from accounts.notices import unread_count
from home.models import HELP

TABS = 5
"""Places at the bottom of a phone, the account among them; the others are in the menu of the account."""


@dataclass(frozen=True)
class Place:
    label: str | Promise
    icon: str
    url_name: str
    roles: tuple[Role, ...] = ()
    """Empty: everyone."""
    args: tuple[str, ...] = ()
    short: str | Promise = ""
    """One word of the label, for the bottom of a phone."""
    around: str = ""
    """Where what the place lists is shown, if not below its own address."""


MAIN = (
    Place(_("Accueil"), "house", "dashboard"),
    Place(_("Fiches"), "signpost-split", "explainers:list", around="/pages/fiches/"),
    Place(_("Cours"), "mortarboard", "courses:catalogue"),
    # A phone shows the first four: what an agent reaches between two calls.
    Place(_("Signaler"), "flag", "feedback:new", (Role.AGENT,)),
    Place(_("Mes appels"), "headphones", "recordings:list", (Role.AGENT,)),
    Place(_("Signalements"), "chat-left-text", "feedback:mine", (Role.AGENT,)),
    Place(_("Mes certificats"), "patch-check", "careers:mine", (Role.AGENT,)),
    Place(_("Notices"), "file-earmark-text", "campaigns:notices", (Role.AGENT,)),
    Place(_("Mon journal"), "shield-lock", "journal:home", (Role.AGENT,)),
    Place(_("Appels"), "headphones", "recordings:list", (Role.COACH,)),
    Place(_("Signalements"), "flag", "feedback:board", (Role.BUREAU,), around="/signalements/"),
    Place(_("Certifications"), "patch-check", "careers:holders", (Role.HR,), around="/certifications/"),
    Place(_("Protection des données"), "shield-lock", "protection:retention", (Role.DPO,), short=_("Données")),
    Place(_("Campagnes"), "calendar2-event", "campaigns:campaigns", (Role.COACH, Role.DPO)),
    Place(_("Rédaction"), "pencil", "wagtailadmin_home", (Role.EDITOR, Role.TRAINER, Role.ADMINISTRATOR)),
    Place(_("Annuaire"), "people", "accounts:directory"),
    Place(_("Importer"), "upload", "accounts:roster_imports", (Role.HR, Role.ADMINISTRATOR)),
    Place(_("Équipes"), "building", "accounts:teams", (Role.ADMINISTRATOR,)),
    Place(_("Transcription"), "headphones", "call_review:trials", (Role.ADMINISTRATOR, Role.QUALITY)),
    Place(_("E-mails"), "envelope", "accounts:deliveries", (Role.ADMINISTRATOR,)),
    Place(_("Journal de sécurité"), "key", "accounts:security_log", (Role.ADMINISTRATOR, Role.DPO)),
    Place(_("Composants"), "palette", "gallery", (Role.ADMINISTRATOR,)),
)
END = (
    Place(_("Mon compte"), "person", "accounts:my_account"),
    Place(_("Aide"), "question-circle", "information", args=(HELP,)),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": {"main": [], "end": [], "tabs": [], "rest": [], "unread": 0}}
    main = [_item(place, request) for place in MAIN if _open_to(place, user)]
    end = [_item(place, request) for place in END]
    _keep_the_nearest([*main, *end])
    tabs = [*main[: TABS - 1], end[0]]
    rest = [*main[TABS - 1 :], *end[1:]]
    return {"navigation": {"main": main, "end": end, "tabs": tabs, "rest": rest, "unread": unread_count(user)}}


def _open_to(place: Place, user: User) -> bool:
    return not place.roles or user.holds(*place.roles)


def _keep_the_nearest(items: list[dict[str, Any]]) -> None:
    """Of places below one another, only the one that the page is nearest to is where one is."""
    nearest = max(items, key=lambda item: item["current"], default=None)
    for item in items:
        item["current"] = item is nearest and item["current"] > 0


def _item(place: Place, request: HttpRequest) -> dict[str, Any]:
    url = reverse(place.url_name, args=place.args)
    return {
        "label": place.label,
        "short": place.short or place.label,
        "icon": place.icon,
        "url": url,
        "current": _nearness(place, url, request.path),
        "count": 0,
    }


def _nearness(place: Place, url: str, path: str) -> int:
    """How much of the address of the page leads there; 0 when it does not."""
    if place.url_name == "dashboard":
        return len(url) if path == url else 0
    return max((len(above) for above in (url, place.around) if above and path.startswith(above)), default=0)
