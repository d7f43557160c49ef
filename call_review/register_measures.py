"""What the record of processing says of periods, recipients, machines and security: read from the settings and from the rules in force."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts import access_log
from accounts import security as security_log
from accounts.limits import LIMITS
from accounts.models import Organisation, Role, RoleHeld
from background import forgetting
from call_review import retention
from call_review.models import arrival, recording, upload
from call_review.register_section import Section, days, host, hours, months, people, yes
from speech import model

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def periods() -> Section:
    return Section(
        _("Durées de conservation"),
        [
            (_("Son, transcription, dessin de l’onde"), days(recording.SOUND_KEPT)),
            (_("Notes, grilles et ligne de l’appel"), days(recording.ANALYSES_KEPT)),
            (_("Retrait par l’agent, sans raison à donner"), hours(recording.WITHDRAWAL)),
            (_("Appels mis de côté, que personne n’écoute"), days(retention.QUARANTINE_KEPT)),
            (_("Original d’un appel masqué, sous scellé autant que le son"), yes(settings.KEEP_ORIGINAL)),
            (_("Dépôts laissés en chemin"), hours(upload.OPEN_FOR)),
            (_("Fichiers refusés d’un dossier d’arrivée"), days(arrival.REFUSED_KEPT)),
            (_("Fichiers sans description d’un dossier d’arrivée"), days(arrival.PATIENCE)),
            (_("Tableaux d’un dossier d’arrivée, après leur dernier changement"), days(arrival.TABLE_KEPT)),
            (_("Journal des consultations"), months(access_log.MONTHS_KEPT)),
            (_("Journal de sécurité des comptes"), months(security_log.MONTHS_KEPT)),
            (_("Tâches terminées, qui disent qui a demandé quoi"), days(forgetting.KEPT)),
            (_("Bordereaux d’élimination, qui ne nomment personne"), _("sans terme")),
            (_("Sauvegardes"), _("durée choisie par l’organisme, hors du portail")),
        ],
    )


def recipients(organisations: QuerySet[Organisation]) -> Section:
    """How many people hold each role, and what it opens."""
    held = RoleHeld.objects.filter(organisation__in=organisations, user__is_active=True)
    return Section(
        _("Destinataires, par rôle"),
        [
            (capfirst(str(role.label)), f"{role.explanation} {people(held.filter(role=role).values('user').distinct().count())}.")
            for role in Role
        ],
    )


def engine() -> Section:
    known = model.describe()
    return Section(
        _("Transcription automatique"),
        [
            (_("Moteur"), known["engine"]),
            (_("Modèle"), known["model"]),
            (_("Empreinte du modèle (SHA-256)"), known["sha256"] or _("inconnue")),
            (_("Où va le son"), known["sent_to"] or _("nulle part : il est transcrit sur les machines de l’organisme")),
            (_("Durée d’un enregistrement, au plus"), hours(timedelta(seconds=settings.AUDIO_MAX_SECONDS))),
        ],
    )


def hosts() -> Section:
    """Where data is, and what leaves the machines: each is this body's, or a processor to name."""
    database = settings.DATABASES["default"]
    where = database.get("HOST") or _("cette machine")
    return Section(
        _("Machines et sous-traitants à désigner"),
        [
            (_("Base de données"), f"{database['ENGINE'].rpartition('.')[2]}, {where}"),
            (_("Magasin des sons"), _store()),
            (_("Dossiers d’arrivée"), settings.INTAKE_FOLDER or _("avec les sons")),
            (_("Envoi des e-mails"), settings.EMAIL_HOST if settings.EMAIL_BACKEND == SMTP else _("aucun : ils restent sur cette machine")),
            (_("Identité (ProConnect)"), host(settings.PROCONNECT_URL) or _("non")),
            (_("Pannes signalées à"), host(settings.SENTRY_DSN) or _("personne")),
            (_("Fichiers publics servis par"), host(settings.MEDIA_ORIGIN) or host(settings.SITE_URL)),
        ],
    )


def _store() -> str:
    if not settings.S3_BUCKET:
        return _("un dossier de cette machine")
    stores: Any = settings.STORAGES
    address = stores["calls"]["OPTIONS"].get("endpoint_url") or "https://s3.amazonaws.com"
    return _("%(bucket)s, chez %(host)s") % {"bucket": settings.S3_BUCKET, "host": host(address)}


def security() -> Section:
    encrypted = settings.SITE_URL.startswith("https://")
    return Section(
        _("Mesures de sécurité"),
        [
            (_("Liaison chiffrée (TLS), cookies sûrs, HSTS"), yes(encrypted)),
            (_("Gardes de production"), yes(settings.PRODUCTION)),
            (_("Second facteur exigé de qui voit les données d’autrui"), yes(settings.REQUIRE_SECOND_FACTOR)),
            (_("Mots de passe"), _("cinquante bits au moins, essais comptés")),
            (_("Échecs de connexion d’un même réseau, en cinq minutes"), str(settings.SIGNIN_FAILURES_PER_NETWORK)),
            (_("Durée d’une session"), hours(timedelta(seconds=settings.SESSION_COOKIE_AGE))),
            (_("Journal des consultations chaîné, qui n’accepte aucun changement"), yes(True)),
            (_("Clé du journal tenue hors du secret du portail"), yes(settings.ACCESS_LOG_KEY)),
            (_("Effacements rejoués après une restauration"), yes(True)),
            (_("Exports par personne et par minute, au plus"), str(LIMITS["export"].by_person)),
            (_("Écoutes, ouvertures et téléchargements inscrits avant le premier octet"), yes(True)),
        ],
    )
