"""The originals of masked calls, where the portal keeps them: two named people hear them, for a reason that is written down first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import access_log, notices
from accounts.models import AccessEntry
from call_review.models import Campaign, Keeper

if TYPE_CHECKING:
    from accounts.models import User
    from call_review.models import Recording

HANDED_OVER = access_log.A_MOMENT
"""How long a reason that was given lets one listen."""


class Reason(models.TextChoices):
    """Closed: the access log holds no free text."""

    CHECK = "check", _("vérifier ce qui a été masqué")
    COMPLAINT = "complaint", _("répondre à une réclamation")
    RIGHTS = "rights", _("répondre à une demande de l’usager ou de l’agent")
    AUTHORITY = "authority", _("répondre à une autorité")


@transaction.atomic
def name_keepers(campaign: Campaign, by: User, people: tuple[User, User]) -> None:
    """In the place of those who were. Who was not among them is told."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    before = set(campaign.keepers.values_list("person", flat=True))
    campaign.keepers.all().delete()
    Keeper.objects.bulk_create(Keeper(campaign=campaign, person=person, place=place, named_by=by) for place, person in enumerate(people, 1))
    told = notices.Notice(
        "call_keeper",
        _("Vous pouvez entendre l’original d’appels masqués"),
        _("Chaque écoute demande une raison, qui est inscrite au journal."),
        reverse("campaigns:originals", args=[campaign.pk]),
    )
    notices.notify_many([person for person in people if person.pk not in before and person.pk != by.pk], told)


def ask(recording: Recording, person: User, reason: Reason) -> None:
    """Written in the access log before anything is handed over."""
    with translation.override(settings.LANGUAGE_CODE):
        access_log.record(person, recording.organisation, AccessEntry.Act.ORIGINAL, recording.key, why=str(reason.label))


def handed_over(recording: Recording, person: User) -> bool:
    since = timezone.now() - HANDED_OVER
    return AccessEntry.objects.filter(who=person, act=AccessEntry.Act.ORIGINAL, object_key=recording.key, at__gt=since).exists()
