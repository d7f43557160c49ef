"""What the record of processing says of who processes, why, about whom, and of each campaign."""

from __future__ import annotations

from django.db.models import Count, DateField, Field, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Organisation
from call_review.models import Campaign
from call_review.register_section import Section, day, people

FRAME = {"id", "organisation", "name", "state", "created_at", "opened_at", "closed_at"}
CHOSEN = [field for field in Campaign._meta.concrete_fields if field.name not in FRAME]
"""All that is decided when a campaign is prepared: what is added to it later is told without being asked for here."""


def controller(organisations: QuerySet[Organisation]) -> Section:
    facts = [
        (one.name, _("SIRET %(siret)s") % {"siret": one.siret} if one.siret else _("SIRET à renseigner"))
        for one in organisations.order_by("name")
    ]
    return Section(_("Responsable du traitement"), facts)


def processing() -> Section:
    return Section(
        _("Ce qui est traité"),
        [
            (_("Personnes concernées"), _("agents qui répondent, usagers qui appellent, coachs qui réécoutent")),
            (_("Données de l’appel"), _("son, transcription automatique, dessin de l’onde, jour et heure, durée, motif, voies du son")),
            (_("Données de l’agent"), _("identité professionnelle, équipe, prise de connaissance de la notice")),
            (_("Données du débrief"), _("notes, réponses, appréciations de critères par des personnes nommées, passages écoutés")),
            (_("Données de l’usager"), _("sa voix et ce qu’il dit ; ni son nom ni son numéro ne sont demandés ou gardés")),
            (_("Décision automatisée"), _("aucune : ni note, ni classement, ni émotion déduite par une machine")),
            (_("Droits"), _("l’agent télécharge ses appels et en retire un dans les 48 heures ; l’usager s’adresse au délégué")),
        ],
    )


def campaigns(organisations: QuerySet[Organisation]) -> list[Section]:
    today = timezone.localdate()
    live = Q(tokens__revoked_at=None, tokens__expires_on__gte=today)
    found = Campaign.objects.filter(organisation__in=organisations).select_related("organisation").prefetch_related("teams", "notices")
    counted = found.annotate(
        coach_count=Count("coaches", distinct=True),
        folder_count=Count("folders", distinct=True),
        token_count=Count("tokens", filter=live, distinct=True),
    )
    return [_campaign(one) for one in counted.order_by("organisation__name", "first_day", "name", "pk")]


def _campaign(one: Campaign) -> Section:
    notice = max(one.notices.all(), key=lambda notice: notice.version, default=None)
    told = (
        _("version %(version)s du %(day)s") % {"version": notice.version, "day": day(timezone.localdate(notice.published_at))}
        if notice
        else ""
    )
    return Section(
        _("Campagne %(name)s (%(organisation)s)") % {"name": one.name, "organisation": one.organisation},
        [
            (_("État"), one.get_state_display()),
            *[(capfirst(str(field.verbose_name)), _chosen(one, field)) for field in CHOSEN],
            (_("Équipes concernées"), ", ".join(sorted(team.name for team in one.teams.all()))),
            (_("Coachs"), people(one.coach_count)),  # type: ignore[attr-defined]
            (_("Notice d’information des agents"), told),
            (_("Dossiers d’arrivée"), str(one.folder_count)),  # type: ignore[attr-defined]
            (_("Jetons de dépôt qui valent"), str(one.token_count)),  # type: ignore[attr-defined]
        ],
    )


def _chosen(one: Campaign, field: Field) -> str:
    if isinstance(field, DateField):
        return day(field.value_from_object(one))
    return str(getattr(one, f"get_{field.name}_display")() if field.choices else field.value_from_object(one))
