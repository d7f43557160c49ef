"""Whose calls are never recorded (law C8): the only writer of `ProtectedAgent`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import notices
from accounts.models import Organisation
from call_review import access, recordings
from call_review.models import Elimination, ProtectedAgent, Recording

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def protect(organisation: Organisation, user: User, by: User) -> int | None:
    """From now on no campaign concerns the person; calls that are there go at once. Answers how many went; None when it was so already.

    The organisation is locked, as it is while a deposit becomes a call: no call slips in between.
    """
    with transaction.atomic(durable=True):
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        _row, created = ProtectedAgent.objects.get_or_create(organisation=organisation, user=user, defaults={"by": by})
        if not created:
            return None
        calls = Recording.objects.filter(organisation=organisation, agent=user).order_by("pk")
        recordings.lock_jobs_of(list(calls.values_list("pk", flat=True)))
        went = list(calls.select_for_update(of=("self",)).select_related("campaign", "job"))
        for call in went:
            recordings.erase(call, Elimination.Reason.PROTECTED)
        _tell(
            user,
            _("Vos appels ne sont plus enregistrés"),
            _("Aucune campagne d’écoute ne vous concerne plus. Ceux qui l’étaient sont effacés."),
        )
    return len(went)


@transaction.atomic
def release(protected: ProtectedAgent) -> bool:
    """Campaigns concern the person again, once their notice is read. False when it was so already."""
    deleted, _rows = ProtectedAgent.objects.filter(pk=protected.pk).delete()
    if deleted:
        _tell(
            protected.user,
            _("Des campagnes d’écoute peuvent vous concerner à nouveau"),
            _("Aucun de vos appels n’est enregistré avant que vous ayez lu leur notice."),
        )
    return bool(deleted)


def who_may_be(organisation: Organisation) -> QuerySet[User]:
    """Those who answer calls there today and are not protected yet."""
    from accounts.models import Post

    return access.agents_among(Post.objects.current().filter(organisation=organisation), organisation.pk)


def _tell(user: User, title: Promise, body: Promise) -> None:
    notices.notify(user, "protected_agent", title, body, discreet=True)
