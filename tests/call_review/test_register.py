"""Law C15: the record of processing says what is configured, changes with it, and names nobody."""

import csv
import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from accounts import access_log, roles
from accounts import security as security_log
from accounts.models import Organisation, Role, Team, User
from background import forgetting
from call_review import debriefing, deposit_tokens, register, retention
from call_review.forms import CampaignForm
from call_review.models import Campaign, Notice, WatchedFolder, arrival, recording, upload
from tests.call_review import calls

CANARY = "canari"
Facts = dict[tuple[str, str], str]


def facts(organisations=None) -> Facts:
    told = json.loads(register.exported(organisations or Organisation.objects.all(), "json"))
    return {(section["title"], fact["name"]): fact["value"] for section in told["sections"] for fact in section["facts"]}


def changed(before: Facts, after: Facts) -> dict[str, str]:
    assert set(before) == set(after)
    return {name: value for (title, name), value in after.items() if before[title, name] != value}


# --- Export equals configuration


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        (
            "SITE_URL",
            "https://vigie.caisse.example",
            {"Liaison chiffrée (TLS), cookies sûrs, HSTS": "oui", "Fichiers publics servis par": "vigie.caisse.example"},
        ),
        ("PRODUCTION", True, {"Gardes de production": "oui"}),
        ("REQUIRE_SECOND_FACTOR", True, {"Second facteur exigé de qui voit les données d’autrui": "oui"}),
        ("SESSION_COOKIE_AGE", 7200, {"Durée d’une session": "2 heures"}),
        ("SIGNIN_FAILURES_PER_NETWORK", 42, {"Échecs de connexion d’un même réseau, en cinq minutes": "42"}),
        ("ACCESS_LOG_KEY", "a-key-of-its-own", {"Clé du journal tenue hors du secret du portail": "oui"}),
        ("PROCONNECT_URL", "https://fca.example/api/v2", {"Identité (ProConnect)": "fca.example"}),
        ("SENTRY_DSN", "https://key@sentry.example/7", {"Pannes signalées à": "sentry.example"}),
        ("MEDIA_ORIGIN", "https://media.example", {"Fichiers publics servis par": "media.example"}),
        ("INTAKE_FOLDER", "/srv/arrivees", {"Dossiers d’arrivée": "/srv/arrivees"}),
        ("SPEECH_ENGINE", "openai-whisper", {"Moteur": "openai-whisper"}),
        ("KEEP_ORIGINAL", True, {"Original d’un appel masqué, sous scellé autant que le son": "oui"}),
        ("AUDIO_MAX_SECONDS", 3600, {"Durée d’un enregistrement, au plus": "1 heure"}),
    ],
)
def test_c15_each_setting_changes_what_it_concerns_and_nothing_else(db, settings, name, value, says):
    before = facts()
    setattr(settings, name, value)
    assert changed(before, facts()) == says


@pytest.mark.parametrize(
    ("module", "name", "value", "row", "says"),
    [
        (recording, "SOUND_KEPT", dt.timedelta(days=90), "Son, transcription, dessin de l’onde", "90 jours"),
        (recording, "ANALYSES_KEPT", dt.timedelta(days=200), "Notes, grilles et ligne de l’appel", "200 jours"),
        (recording, "WITHDRAWAL", dt.timedelta(hours=72), "Retrait par l’agent, sans raison à donner", "72 heures"),
        (retention, "QUARANTINE_KEPT", dt.timedelta(days=10), "Appels mis de côté, que personne n’écoute", "10 jours"),
        (upload, "OPEN_FOR", dt.timedelta(hours=1), "Dépôts laissés en chemin", "1 heure"),
        (arrival, "REFUSED_KEPT", dt.timedelta(days=2), "Fichiers refusés d’un dossier d’arrivée", "2 jours"),
        (arrival, "PATIENCE", dt.timedelta(days=1), "Fichiers sans description d’un dossier d’arrivée", "1 jour"),
        (arrival, "TABLE_KEPT", dt.timedelta(days=4), "Tableaux d’un dossier d’arrivée, après leur dernier changement", "4 jours"),
        (access_log, "MONTHS_KEPT", 6, "Journal des consultations", "6 mois"),
        (security_log, "MONTHS_KEPT", 7, "Journal de sécurité des comptes", "7 mois"),
        (forgetting, "KEPT", dt.timedelta(days=3), "Tâches terminées, qui disent qui a demandé quoi", "3 jours"),
    ],
)
def test_c15_each_period_is_the_one_in_force(db, monkeypatch, module, name, value, row, says):
    before = facts()
    monkeypatch.setattr(module, name, value)
    assert changed(before, facts()) == {row: says}


def test_the_seven_days_of_refused_sounds_are_told(db):
    assert facts()["Durées de conservation", "Fichiers refusés d’un dossier d’arrivée"] == "7 jours"


def test_c15_it_says_where_sound_goes(db, settings):
    assert facts()["Transcription automatique", "Où va le son"].startswith("nulle part")
    settings.SPEECH_ENGINE, settings.SPEECH_MODEL = "endpoint", "large-v3"
    settings.SPEECH_ENDPOINT_URL, settings.SPEECH_ENDPOINT_IS_LOCAL = "https://stt.example/v1/secret-path", False
    told = facts()
    assert told["Transcription automatique", "Où va le son"] == "stt.example"
    assert told["Transcription automatique", "Modèle"] == "large-v3"
    assert told["Transcription automatique", "Empreinte du modèle (SHA-256)"] == "inconnue"


def test_c15_it_says_where_sounds_are_kept_and_who_sends_mail(db, settings, monkeypatch):
    before = facts()
    settings.S3_BUCKET = "vigie-calls"
    monkeypatch.setitem(settings.STORAGES["calls"], "OPTIONS", {"endpoint_url": "https://s3.example:9000"})
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "smtp.example"
    assert changed(before, facts()) == {"Magasin des sons": "vigie-calls, chez s3.example", "Envoi des e-mails": "smtp.example"}


@pytest.mark.parametrize(
    ("field", "value", "row", "says"),
    [
        ("state", Campaign.State.CLOSED, "État", "close"),
        ("purpose", "Évaluer l’accueil", "Finalité", "Évaluer l’accueil"),
        ("legal_basis", "legitimate_interest", "Base légale", "intérêt légitime (RGPD, article 6.1.f)"),
        ("first_day", dt.date(2026, 10, 12), "Premier jour", "12 octobre 2026"),
        ("last_day", dt.date(2026, 12, 20), "Dernier jour", "20 décembre 2026"),
        ("weekly_cap", 2, "Appels par agent et par semaine, au plus", "2"),
        ("dpo_contact", "dpd@ouest.example", "Contact du délégué à la protection des données", "dpd@ouest.example"),
        ("consulted_on", dt.date(2026, 8, 1), "Représentants du personnel consultés le", "1 août 2026"),
        ("consultation_document", "CSA n° 4", "Document de la consultation", "CSA n° 4"),
        ("archives_reference", "AD 44", "Visa d’élimination des archives", "AD 44"),
        ("caller_information", "Annonce vocale", "Information des usagers", "Annonce vocale"),
    ],
)
def test_c15_each_choice_of_a_campaign_is_told(announced, field, value, row, says):
    before = facts()
    Campaign.objects.update(**{field: value})
    assert changed(before, facts()) == {row: says}


def test_c15_its_teams_coaches_notices_folders_and_tokens_too(announced, coach, caisse):
    before = facts()
    announced.teams.add(Team.objects.create(organisation=caisse, name="Retraites"))
    announced.coaches.add(User.objects.create_user("lea@example.org"))
    for version in (1, 2):
        Notice.objects.create(
            campaign=announced, version=version, text="Lisez.", published_at=dt.datetime(2026, 10, version, tzinfo=dt.UTC)
        )
    WatchedFolder.objects.create(campaign=announced, opened_by=coach, name="boite", channels="mono")
    deposit_tokens.DepositToken.objects.create(
        campaign=announced, made_by=coach, digest="d", label="Téléphonie", channels="mono", expires_on=timezone.localdate()
    )
    assert changed(before, facts()) == {
        "Équipes concernées": "Accueil, Retraites",
        "Coachs": "2 personnes",
        "Notice d’information des agents": "version 2 du 2 octobre 2026",
        "Dossiers d’arrivée": "1",
        "Jetons de dépôt qui valent": "1",
    }


def test_c15_all_that_its_form_asks_is_told(announced):
    """What is asked tomorrow too."""
    told = {name for _title, name in facts()} | {"Nom"}
    asked = [field.label for field in CampaignForm.base_fields.values()]
    assert [label for label in asked if capfirst(label) not in told] == [] and len(asked) > 10


def test_c15_a_campaign_more_is_a_section_more(announced, caisse):
    Campaign.objects.create(organisation=caisse, name="Printemps")
    told = facts()
    assert ("Campagne Printemps (Caisse de l’Ouest)", "Finalité") in told
    assert told["Campagne Printemps (Caisse de l’Ouest)", "État"] == "en préparation"


def test_recipients_are_counted_by_role(coach, caisse, charlie):
    before = facts()
    roles.grant(charlie, Role.DPO, organisation=caisse)
    told = changed(before, facts())
    assert list(told) == ["Protection des données"] and told["Protection des données"].endswith(" 1 personne.")


# --- Nobody is named, no secret is told


def test_c15_nobody_is_named_and_no_secret_is_told(call, coach, agent, settings, criteria, listened):
    for person in (coach, agent):
        person.first_name, person.last_name, person.email = f"{CANARY}-prenom", f"{CANARY}-nom", f"{CANARY}-{person.pk}@example.org"
        person.save()
    listened(coach, (0, 5))
    debriefing.write_note(call, coach, 0, 1, f"{CANARY} noté")
    call.turns.update(text=f"{CANARY} dit", words=calls.words(f"{CANARY} dit", 0, 1))
    settings.SECRET_KEY = settings.ACCESS_LOG_KEY = settings.PROCONNECT_SECRET = f"{CANARY}-secret"
    settings.SENTRY_DSN = f"https://{CANARY}@sentry.example/7"
    settings.SPEECH_ENGINE, settings.SPEECH_ENDPOINT_KEY = "endpoint", f"{CANARY}-cle"
    settings.SPEECH_ENDPOINT_URL = f"https://stt.example/{CANARY}"
    for kind in register.TYPES:
        content = register.exported(Organisation.objects.all(), kind).decode()
        assert "Automne" in content and CANARY not in content and str(call.key)[:8] not in content


# --- Taken away


@pytest.fixture
def officer(client, alice, caisse):
    roles.grant(alice, Role.DPO, organisation=caisse)
    client.force_login(alice)
    return client


def test_the_three_formats_say_the_same(officer, announced):
    def taken(kind: str) -> str:
        answer = officer.get(reverse("protection:register_export", args=[kind]))
        assert f"registre.{kind}" in answer["Content-Disposition"] and answer["Content-Type"] == register.TYPES[kind]
        return answer.content.decode("utf-8-sig")

    told = [
        [section["title"], fact["name"], fact["value"]] for section in json.loads(taken("json"))["sections"] for fact in section["facts"]
    ]
    assert list(csv.reader(io.StringIO(taken("csv")), delimiter=";"))[1:] == told
    page = taken("html")
    assert all(name in page for _title, name, _value in told) and "<script" not in page and "<style" not in page


def test_the_officer_takes_away_that_of_her_body_alone(officer, announced, prefecture):
    Campaign.objects.create(organisation=prefecture, name="Titres d’identité")
    content = officer.get(reverse("protection:register_export", args=["json"])).content.decode()
    assert "Automne" in content and "Titres" not in content and "Préfecture" not in content


def test_what_a_campaign_is_called_runs_no_formula_and_no_script(officer, announced):
    Campaign.objects.update(purpose="=1+1", caller_information="<script>alert(1)</script>")
    assert ";'=1+1" in officer.get(reverse("protection:register_export", args=["csv"])).content.decode()
    assert "<script>" not in officer.get(reverse("protection:register_export", args=["html"])).content.decode()


def test_the_page_of_retention_leads_there(officer):
    page = officer.get(reverse("protection:retention")).content.decode()
    assert all(reverse("protection:register_export", args=[kind]) in page for kind in register.TYPES)


def test_the_command_writes_it_of_all_bodies_or_of_one(announced, prefecture):
    def written(*options: str) -> str:
        out = io.StringIO()
        call_command("export_register", *options, stdout=out)
        return out.getvalue()

    assert "Préfecture" in written() and "Automne" in written("--format", "csv")
    assert "Préfecture" not in written("--format", "html", "--organisation", "Caisse de l’Ouest")
    with pytest.raises(CommandError, match="Aucun organisme"):
        written("--organisation", "Nulle part")
