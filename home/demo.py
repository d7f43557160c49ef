"""The demonstration: two fictional bodies and the people who work there. Adds what is missing, erases nothing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import roles
from accounts.demo import DEMO_DOMAIN, DEMO_PASSWORD
from accounts.models import Leave, Organisation, Post, Role, Team, User
from accounts.notices import notify
from call_review import demo as calls
from call_review import demo_review as call_notes
from careers import demo as careers
from courses import demo as courses
from courses import demo_assignments
from courses import publishing as course_publishing
from explainers import demo as explainers
from explainers.publishing import ensure_index
from feedback import demo as feedback
from topics import tree

AGENT, EXPERT = "Agent d’accueil téléphonique", "Expert de niveau 2"


@dataclass(frozen=True)
class Person:
    first_name: str
    last_name: str
    address: str
    role: Role
    team: str | None
    occupation: str
    weekly_hours: str = "35"
    leave: tuple[int, int] | None = None
    """First and last day away, in days from today."""

    @property
    def email(self) -> str:
        return f"{self.address}@{DEMO_DOMAIN}"


@dataclass(frozen=True)
class Body:
    name: str
    people: tuple[Person, ...]


BODIES = (
    Body(
        "Caisse de retraite de l’Ouest",
        (
            Person("Nadia", "Benali", "nadia.benali", Role.AGENT, "Retraite 2", AGENT, leave=(24, 31)),
            Person("Sophie", "Lambert", "sophie.lambert", Role.COACH, "Retraite 2", "Coach"),
            Person("Marc", "Oger", "marc.oger", Role.TEAM_LEAD, "Retraite 2", "Superviseur"),
            Person("Claire", "Fontaine", "claire.fontaine", Role.TRAINER, None, "Formatrice"),
            Person("Béatrice", "Le Goff", "beatrice.legoff", Role.HR, None, "Chargée de parcours professionnels"),
            Person("Hélène", "Morel", "helene.morel", Role.EDITOR, None, "Rédactrice de contenus"),
            Person("Paul", "Diallo", "paul.diallo", Role.BUREAU, "Bureau Réglementation", "Chargé de réglementation"),
            Person("Anne", "Kerbrat", "anne.kerbrat", Role.QUALITY, None, "Référente qualité"),
            Person("Julien", "Maze", "julien.maze", Role.DPO, None, "Délégué à la protection des données"),
            Person("Éric", "Le Roux", "eric.leroux", Role.ADMINISTRATOR, None, "Administrateur du portail"),
            Person("Thomas", "Nguyen", "thomas.nguyen", Role.AGENT, "Retraite 2", AGENT, "28", leave=(-2, 4)),
            Person("Yacine", "Amrani", "yacine.amrani", Role.AGENT, "Retraite 2", EXPERT),
            Person("Aminata", "Diop", "aminata.diop", Role.AGENT, "Retraite 1", AGENT),
            Person("Lucie", "Marchand", "lucie.marchand", Role.AGENT, "Retraite 1", AGENT, "17.5"),
        ),
    ),
    Body(
        "Préfecture d’Armorique",
        (
            Person("Karim", "Haddad", "karim.haddad", Role.AGENT, "Titres", AGENT),
            Person("Florence", "Petit", "florence.petit", Role.ADMINISTRATOR, None, "Administratrice du portail"),
        ),
    ),
)


def leading_people() -> list[Person]:
    """One person a role, in the order of the roles: those that `make run` names."""
    return list(BODIES[0].people[:10])


@transaction.atomic
def load() -> int:
    """Returns how many people were added."""
    added = sum(_add(body, person) for body in BODIES for person in body.people)
    author, approver, coach, *heard = (
        User.objects.get(email=f"{name}@{DEMO_DOMAIN}")
        for name in ("helene.morel", "eric.leroux", "sophie.lambert", "nadia.benali", "yacine.amrani")
    )
    tree.load()
    explainers.load(ensure_index(), author, approver)
    courses.load(course_publishing.ensure_index(), author, approver)
    demo_assignments.load(Team.objects.get(name="Retraite 2"), User.objects.get(email=f"claire.fontaine@{DEMO_DOMAIN}"))
    if calls.load(coach, heard, list(Team.objects.filter(organisation__name=BODIES[0].name, name__startswith="Retraite"))):
        call_notes.load(heard[0], coach)
    feedback.load()
    careers.load(
        Organisation.objects.get(name=BODIES[0].name), {person.address: User.objects.get(email=person.email) for person in BODIES[0].people}
    )
    return added


def _add(body: Body, person: Person) -> bool:
    if User.objects.filter(email=person.email).exists():
        return False
    organisation, _created = Organisation.objects.get_or_create(name=body.name)
    team = Team.objects.get_or_create(organisation=organisation, name=person.team)[0] if person.team else None
    user = User.objects.create_user(person.email, DEMO_PASSWORD, first_name=person.first_name, last_name=person.last_name)
    today = timezone.localdate()
    Post.objects.create(
        user=user,
        organisation=organisation,
        team=team,
        occupation=person.occupation,
        weekly_hours=Decimal(person.weekly_hours),
        started_on=today - datetime.timedelta(days=400),
    )
    roles.grant(user, person.role, organisation=organisation, team=team)
    if person.leave:
        first, last = (today + datetime.timedelta(days=days) for days in person.leave)
        Leave.objects.create(user=user, first_day=first, last_day=last)
    _welcome(user)
    return True


def _welcome(user: User) -> None:
    title = _("Bienvenue dans Vigie")
    body = _("Votre page « Mon compte » dit vos rôles, votre poste et ce que le portail sait de vous.")
    notify(user, "welcome", title, body, url="/mon-compte/", email=False)
