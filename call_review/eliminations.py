"""Bordereaux as they are read: found, put in a spreadsheet, drawn as a document. The purge writes them, or who erases one call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.db.models.expressions import OrderBy
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from call_review.models import Elimination
from documents.pdf import render_pdf
from theme.components import moment
from theme.models import Brand

if TYPE_CHECKING:
    from accounts.models import User
    from call_review.models.elimination import EliminationQuerySet
    from call_review.protection_forms import EliminationFilter

SORTS: dict[str, list[str | OrderBy]] = {
    "date": ["done_at", "pk"],
    "-date": ["-done_at", "-pk"],
    "campagne": [F("campaign__name").asc(nulls_last=True), "-done_at", "-pk"],
    "-campagne": [F("campaign__name").desc(nulls_last=True), "-done_at", "-pk"],
    "appels": ["count", "-done_at", "-pk"],
    "-appels": ["-count", "-done_at", "-pk"],
}


def found(user: User, form: EliminationFilter) -> EliminationQuerySet:
    """What the filters leave of those the person may read."""
    rows = Elimination.objects.visible_to(user).select_related("campaign", "organisation").filter(**form.period("done_at"))
    if campaign := form.cleaned_data.get("campagne"):
        rows = rows.filter(campaign=campaign)
    if reason := form.cleaned_data.get("motif"):
        rows = rows.filter(reason=reason)
    return rows.order_by(*SORTS[form.cleaned_data.get("tri") or "-date"])


def table(rows: EliminationQuerySet) -> tuple[list[str], list[list[Any]]]:
    """Header and rows of the export."""
    header = [_("Bordereau"), _("Fait le"), _("Campagne"), _("Motif"), _("Appels"), _("Premier jour"), _("Dernier jour"), _("Visa")]
    return header, [
        [
            one.number,
            one.done_at,
            one.campaign.name if one.campaign else "",
            one.get_reason_display(),
            one.count,
            one.first_day,
            one.last_day,
            one.archives_reference,
        ]
        for one in rows
    ]


def title(one: Elimination) -> str:
    return _("Bordereau d’élimination n° %(number)s") % {"number": one.number}


def what_went(one: Elimination) -> str:
    """Which of the things kept about a call went, for who reads the bordereau without knowing the portal."""
    if one.reason == Elimination.Reason.SOUND:
        return _("Son de l’appel, copie d’écoute, transcription et dessin de l’onde. Les notes et les grilles restent jusqu’à un an.")
    return _("Tout ce que le portail gardait de l’appel : son, transcription, notes, grilles et sa ligne dans la base.")


def pdf(one: Elimination, language: str) -> bytes:
    facts = [
        [_("Organisme"), str(one.organisation)],
        [_("Campagne d’écoute"), one.campaign.name if one.campaign else "—"],
        [_("Ce qui est éliminé"), what_went(one)],
        [_("Nombre d’appels"), str(one.count)],
        [_("Dates extrêmes des appels"), _days(one)],
        [_("Motif"), capfirst(one.get_reason_display())],
        [_("Visa d’élimination, ou autorisation permanente"), one.archives_reference],
        [_("Fait le"), moment(one.done_at)],
        [_("Fait par"), _by_whom(one)],
    ]
    data = {
        "brand": Brand.current().name,
        "introduction": _(
            "Élimination d’archives publiques courantes, au titre des articles L212-2 et L214-3 du code du patrimoine et du terme de la "
            "durée de conservation annoncée."
        ),
        "sections": [
            {"title": _("L’élimination"), "table": {"header": [_("Rubrique"), _("Contenu")], "rows": facts}},
            {"title": _("Ce que ce bordereau ne dit pas"), "paragraphs": [_("Il ne nomme personne, ni agent ni usager, et aucun appel.")]},
        ],
    }
    return render_pdf("documents/report.typ", data, title=title(one), language=language)


def _days(one: Elimination) -> str:
    first, last = date_format(one.first_day, "j F Y"), date_format(one.last_day, "j F Y")
    return first if one.first_day == one.last_day else _("du %(first)s au %(last)s") % {"first": first, "last": last}


def _by_whom(one: Elimination) -> str:
    if one.reason == Elimination.Reason.WITHDRAWN:
        return _("L’agent de l’appel, qui l’a retiré dans les 48 heures")
    if one.reason == Elimination.Reason.CALLER:
        return _("Le délégué à la protection des données, saisi par l’usager")
    return _("La purge du portail, au terme des durées annoncées")
