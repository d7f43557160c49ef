"""Two organisations with the same things in each: what the access matrix tries to reach."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, Locale, Page, Site

from accounts import roles
from accounts.models import Delivery, Leave, Notification, Organisation, Post, Role, RosterImport, RosterLine, Team, User
from background.models import Job
from call_review.models import Campaign, Notice, Trial
from explainers.models import CaptionedMedia
from home.models import InformationPage

ANONYMOUS, SUPERUSER = "anonymous", "superuser"
WHO = (ANONYMOUS, *Role.values, SUPERUSER)
PASSWORD = "pbkdf2_sha256$1$salt$no-such-hash"  # one that nobody knows, without the seconds that hashing twenty takes
IN_A_TEAM = {Role.AGENT, Role.COACH, Role.TEAM_LEAD}
WORDS = [{"start": 0.0, "end": 1.5, "text": "Bonjour.", "probability": 0.9}]
TRANSCRIPT = {
    "engine": "faster-whisper",
    "model": "base",
    "language": "fr",
    "audio_seconds": 4.0,
    "elapsed_seconds": 1.0,
    "turns": [{"speaker": "agent", "start": 0.0, "end": 1.5, "text": "Bonjour.", "words": WORDS}],
}

PREREQUISITES = {
    "state": Campaign.State.OPEN,
    "opened_at": timezone.now(),
    "purpose": "Former",
    "legal_basis": Campaign.LegalBasis.PUBLIC_TASK,
    "first_day": dt.date(2026, 10, 5),
    "last_day": dt.date(2026, 12, 24),
    "dpo_contact": "dpo@ouest.example",
    "consulted_on": dt.date(2026, 9, 1),
    "consultation_document": "CSA du 1er septembre",
    "archives_reference": "AD 2026-12",
    "caller_information": "Message d’accueil",
}


@dataclass
class Side:
    """What one organisation holds. `mine` when the people who ask work there."""

    mine: bool
    organisation: Organisation
    team: Team
    empty_team: Team
    person: User
    leave: Leave
    held: Any
    roster_import: RosterImport
    trial: Trial
    campaign: Campaign
    notice: Notice
    stranger: User
    delivery: Delivery

    def owner(self, user: Any) -> User:
        """Whose jobs and notifications are tried: those of who asks, or of a stranger."""
        return user if self.mine and isinstance(user, User) else self.stranger

    def job(self, user: Any) -> Job:
        return Job.objects.create(kind="accounts.check_roster", owner=self.owner(user))

    def notification(self, user: Any) -> Notification:
        return Notification.objects.create(recipient=self.owner(user), kind="welcome", title="Bienvenue", url="/")


@dataclass
class World:
    own: Side
    other: Side
    people: dict[str, Any]
    document: Any
    media: CaptionedMedia


def build() -> World:
    root = page_tree()
    own, other = side("Caisse de l’Ouest", "ouest", mine=True), side("Préfecture", "prefecture", mine=False)
    people: dict[str, Any] = {ANONYMOUS: AnonymousUser()}
    for role in Role:
        people[role.value] = employee(f"{role.value}@ouest.example", own.organisation, own.team)
        roles.grant(people[role.value], role, organisation=own.organisation, team=own.team if role in IN_A_TEAM else None)
    own.campaign.coaches.add(people[Role.COACH.value])
    people[SUPERUSER] = User.objects.create(email="superuser@ouest.example", password=PASSWORD, is_staff=True, is_superuser=True)
    return World(own, other, people, published(root), captioned())


def side(name: str, slug: str, *, mine: bool) -> Side:
    organisation = Organisation.objects.create(name=name)
    team, empty = (Team.objects.create(organisation=organisation, name=team_name) for team_name in ("Accueil", "Vide"))
    person, stranger = (employee(f"{first}@{slug}.example", organisation, team) for first in ("nadia", "karim"))
    roster_import = RosterImport.objects.create(
        organisation=organisation, uploaded_by=stranger, file_name="a.csv", state=RosterImport.State.CHECKED
    )
    RosterLine.objects.create(
        roster_import=roster_import, number=2, verdict=RosterLine.Verdict.CREATE, email="zoe@ouest.example", name="Zoé"
    )
    campaign = Campaign.objects.create(organisation=organisation, name="Accueil de l’automne", **PREREQUISITES)
    campaign.teams.add(team)
    notice = Notice.objects.create(campaign=campaign, version=1, text="Des appels seront réécoutés.")
    told = Notification.objects.create(recipient=stranger, kind="welcome", title="Bienvenue")
    return Side(
        mine=mine, organisation=organisation, team=team, empty_team=empty, person=person, stranger=stranger, roster_import=roster_import,
        leave=Leave.objects.create(user=person, first_day=timezone.localdate(), last_day=timezone.localdate() + dt.timedelta(days=3)),
        delivery=Delivery.objects.create(notification=told, state=Delivery.State.FAILED),
        held=roles.grant(person, Role.AGENT, organisation=organisation, team=team),
        campaign=campaign, notice=notice,
        trial=Trial.objects.create(
            organisation=organisation, sample_id="d03", asked_by=stranger, transcript=TRANSCRIPT, finished_at=timezone.now()
        ),
    )  # fmt: skip


def employee(email: str, organisation: Organisation, team: Team) -> User:
    user = User.objects.create(email=email, password=PASSWORD, first_name=email.partition("@")[0].title(), last_name="Martin")
    Post.objects.create(user=user, organisation=organisation, team=team, started_on=dt.date(2020, 1, 1))
    return user


def page_tree() -> Page:
    """What Wagtail's migrations make, which fast tests leave out."""
    Locale.objects.get_or_create(language_code="fr")
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    site, _created = Site.objects.get_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": root})
    return site.root_page


def published(root: Page) -> Any:
    root.add_child(instance=InformationPage(title="Aide", slug="aide-d-essai", body="<p>Bonjour</p>"))
    document = get_document_model()(title="Charte")
    document.file.save("charte.txt", ContentFile(b"charte"))
    return document


def captioned() -> CaptionedMedia:
    media = CaptionedMedia(title="Une ouverture", captions="00:00.000 --> 00:01.000\nBonjour.", content_type="audio/mp4", seconds=1.0)
    media.file.save("ouverture.m4a", ContentFile(b"sound"))
    return media
