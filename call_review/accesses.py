"""The access log as the data protection officer reads it: who did what, when, on which call of which campaign. Nothing of the call."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext as _

from accounts import access_log
from accounts.models import AccessEntry
from call_review import searching
from call_review.access import organisations_protected_by
from call_review.caller_requests import SEARCHED
from call_review.models import Recording

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.models.access_entry import AccessEntryQuerySet
    from call_review.protection_forms import AccessFilter

SORTS: dict[str, list[str | OrderBy]] = {
    "quand": ["at", "pk"],
    "-quand": ["-at", "-pk"],
    "qui": [F("who__filed_as").asc(nulls_last=True), "-at", "-pk"],
    "-qui": [F("who__filed_as").desc(nulls_last=True), "-at", "-pk"],
    "acte": ["act", "-at", "-pk"],
    "-acte": ["-act", "-at", "-pk"],
}


def entries(user: User, form: AccessFilter) -> AccessEntryQuerySet:
    """Of the organisations protected, what the filters leave; each with `campaign_name`, None once the call is gone."""
    found = AccessEntry.objects.visible_to(user).filter(organisation__in=organisations_protected_by(user), **form.period("at"))
    if person := form.cleaned_data.get("personne"):
        found = found.filter(who=person)
    if act := form.cleaned_data.get("acte"):
        found = found.filter(act=act)
    campaign = Recording.objects.filter(key=OuterRef("object_key")).values("campaign__name")[:1]
    found = found.annotate(campaign_name=Subquery(campaign)).select_related("who")
    return found.order_by(*SORTS[form.cleaned_data.get("tri") or "-quand"])


def about(entry: Any) -> tuple[str, str]:
    """What it was done on, and in which frame: the log itself, the calls of a caller, or a call by the head of its key."""
    if entry.object_key == access_log.ACCESS_LOG:
        return _("Journal des consultations"), ""
    if entry.object_key == SEARCHED:
        return _("Recherche pour un usager"), ""
    if entry.object_key == searching.SEARCHED:
        return _("Recherche dans les appels"), ""
    frame = entry.campaign_name or entry.why
    if entry.act == AccessEntry.Act.ORIGINAL and entry.campaign_name:  # the one act whose reason is not its campaign
        frame = f"{frame}, {entry.why}"
    return str(entry.object_key)[:8], frame


def table(found: AccessEntryQuerySet) -> tuple[list[str], list[list[Any]]]:
    """Header and rows of the export."""
    header = [_("Quand"), _("Personne"), _("Acte"), _("Appel"), _("Campagne")]
    acts = {act.value: str(act.label) for act in AccessEntry.Act}  # translated once: a year of log is tens of thousands of rows
    return header, [[entry.at, str(entry.who or _("Compte effacé")), acts[entry.act], *about(entry)] for entry in found]


def of_call(call: Recording) -> tuple[list[str], list[list[Any]]]:
    """Header and rows, for the agent heard in it: who reached the call, when, to do what (law C16)."""
    found = AccessEntry.objects.filter(organisation=call.organisation_id, object_key=call.key).select_related("who").order_by("at", "pk")
    return [_("Quand"), _("Personne"), _("Acte")], [[one.at, str(one.who or _("Compte effacé")), one.get_act_display()] for one in found]


def note(user: User, act: AccessEntry.Act, key: uuid.UUID = access_log.ACCESS_LOG) -> None:
    """What the data protection officer does to all of a kind, such as reading the log itself, is written in it, in each organisation."""
    for organisation in organisations_protected_by(user):
        access_log.record(user, organisation, act, key)
