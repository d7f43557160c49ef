"""The columns of a roster file. Their names are the ones people write: accents, capitals and spaces do not matter."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.matching import plain


@dataclass(frozen=True)
class Column:
    key: str
    name: str
    synonyms: tuple[str, ...]
    required: bool
    help: str | Promise
    examples: tuple[str, str]


COLUMNS = (
    Column("first_name", "Prénom", ("first name", "given name"), True, _("tel que la personne l’écrit"), ("Stéphane", "Maëlle")),
    Column("last_name", "Nom", ("last name", "family name", "nom de famille"), True, _("nom d’usage"), ("Le Bihan", "N’Diaye")),
    Column(
        "email",
        "Courriel",
        ("e-mail", "email", "mail", "adresse e-mail", "adresse", "adresse électronique"),
        True,
        _("professionnel ; c’est l’identifiant de connexion"),
        ("stephane.lebihan@caisse.example", "maelle.ndiaye@caisse.example"),
    ),
    Column(
        "roles",
        "Rôles",
        ("rôle", "role", "roles"),
        True,
        _("séparés par une virgule ou une barre : agent, coach, responsable d’équipe… L’import en ajoute, il n’en retire jamais"),
        ("agent", "agent | coach"),
    ),
    Column("team", "Équipe", ("team", "service"), False, _("créée si elle n’existe pas"), ("Retraite 2", "Retraite 2")),
    Column(
        "occupation",
        "Métier",
        ("occupation", "poste", "emploi"),
        False,
        _("libellé libre"),
        ("Agent d’accueil téléphonique", "Experte de niveau 2"),
    ),
    Column(
        "weekly_hours",
        "Heures",
        ("heures par semaine", "hours", "heures hebdomadaires"),
        False,
        _("par semaine, de 1 à 48, par exemple 35 ou 17,5"),
        ("35", "17,5"),
    ),
    Column(
        "started_on",
        "Début",
        ("date de début", "start", "depuis le", "date d’arrivée"),
        False,
        _("jour d’arrivée, 28/02/2026 ou 2026-02-28"),
        ("02/03/2026", "01/09/2021"),
    ),
    Column("staff_number", "Matricule", ("staff number", "numéro d’agent"), False, _("unique dans l’organisation"), ("A1207", "A0931")),
    Column(
        "leave_from",
        "Absence du",
        ("congé du", "leave from"),
        False,
        _("premier jour d’absence"),
        ("", "21/12/2026"),
    ),
    Column("leave_to", "Absence au", ("congé au", "leave to"), False, _("dernier jour d’absence"), ("", "31/12/2026")),
)
BY_KEY = {column.key: column for column in COLUMNS}

_NAMES = {plain(name): column for column in COLUMNS for name in (column.name, column.key, *column.synonyms)}


def recognise(heading: str) -> Column | None:
    return _NAMES.get(plain(heading))
