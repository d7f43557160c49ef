"""Preparing, opening and closing a campaign, and telling its agents: the only writer of campaigns, notices and acknowledgements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import notices
from call_review.errors import NoLongerDraft, NotReady
from call_review.models import Acknowledgement, Campaign, Notice

if TYPE_CHECKING:
    from accounts.models import User
    from call_review.forms import CampaignForm

PREREQUISITES = {
    "purpose": _("La finalité : écrivez à quoi serviront les écoutes."),
    "legal_basis": _("La base légale : choisissez-en une."),
    "period": _("La période : indiquez un premier et un dernier jour, qui n’est pas passé."),
    "teams": _("Les équipes concernées : choisissez-en au moins une."),
    "coaches": _("Les coachs : choisissez au moins une personne qui écoutera."),
    "dpo_contact": _("Le contact du délégué à la protection des données : écrivez son adresse ou son téléphone."),
    "consulted_on": _("La consultation des représentants du personnel : indiquez le jour où elle a eu lieu."),
    "consultation_document": _("Le document de la consultation : écrivez son nom ou sa référence."),
    "archives_reference": _("Le visa d’élimination des archives, ou l’autorisation permanente : écrivez sa référence."),
    "caller_information": _("L’information des usagers : écrivez comment ils sont prévenus et comment ils refusent."),
    "notice": _("La notice d’information des agents : publiez-en une première version."),
}


@transaction.atomic
def save_draft(form: CampaignForm, user: User) -> Campaign:
    """Who prepares it is one of its coaches. Raises NoLongerDraft."""
    campaign: Campaign = form.instance
    if campaign.pk and not Campaign.objects.select_for_update().filter(pk=campaign.pk, state=Campaign.State.DRAFT).exists():
        raise NoLongerDraft
    campaign = form.save()
    campaign.coaches.add(user)
    return campaign


@transaction.atomic
def publish_notice(campaign: Campaign, text: str, user: User) -> Notice:
    """Of an open campaign, the agents are told to read it again. Raises NoLongerDraft when the campaign is closed."""
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if locked.state == Campaign.State.CLOSED:
        raise NoLongerDraft
    last = locked.current_notice
    notice = Notice.objects.create(campaign=locked, version=last.version + 1 if last else 1, text=text, published_by=user)
    if locked.state == Campaign.State.OPEN:
        _tell(notice)
    return notice


@transaction.atomic
def open_campaign(campaign: Campaign) -> bool:
    """Raises NotReady with everything that is missing. False when it is no draft any more."""
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if locked.state != Campaign.State.DRAFT:
        return False
    if missing := locked.missing():
        raise NotReady(missing)
    opened = locked.move(Campaign.State.DRAFT, Campaign.State.OPEN, opened_at=timezone.now())
    notice = locked.current_notice
    if opened and notice:
        _tell(notice)
    return opened


def discard(campaign: Campaign) -> bool:
    """A draft that nobody was told of leaves nothing behind. False when it is no draft any more: what was announced stays."""
    with transaction.atomic():
        locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if locked.state != Campaign.State.DRAFT:
            return False
        locked.delete()
    return True


def close_campaign(campaign: Campaign) -> bool:
    return campaign.move(Campaign.State.OPEN, Campaign.State.CLOSED, closed_at=timezone.now())


@transaction.atomic
def acknowledge(notice: Notice, agent: User) -> bool:
    """The notification that asked for it is read with it. False when it was already said: the first moment stays."""
    _row, created = Acknowledgement.objects.get_or_create(notice=notice, agent=agent)
    notices.mark_read(agent, url=notice.get_absolute_url())
    return created


def waiting(campaign: Campaign) -> list[User]:
    """Agents who have not read the version in force."""
    read = Acknowledgement.objects.filter(notice=campaign.current_notice).values("agent")
    return list(campaign.population().exclude(pk__in=read))


def _tell(notice: Notice) -> None:
    told = notices.Notice(
        "campaign_notice",
        _("Une notice à lire sur l’écoute des appels"),
        _("Aucun de vos appels ne peut être enregistré avant que vous en ayez pris connaissance."),
        notice.get_absolute_url(),
    )
    notices.notify_many(list(notice.campaign.population()), told)
