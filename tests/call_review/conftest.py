import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import StorageHandler
from django.test import Client

from accounts import access_log, roles
from accounts.models import AccessEntry, Organisation, Post, Role, Team, User
from call_review import debriefing, grids
from call_review.models import Campaign, Criterion, Recording, recording
from call_review.models.recording import calls_storage
from tests.access_world import PREREQUISITES
from tests.call_review import calls


@pytest.fixture
def caisse(db) -> Organisation:
    return Organisation.objects.create(name="Caisse de l’Ouest")


@pytest.fixture
def prefecture(db) -> Organisation:
    return Organisation.objects.create(name="Préfecture")


@pytest.fixture
def alice_administers(alice: User, caisse: Organisation) -> User:
    roles.grant(alice, Role.ADMINISTRATOR, organisation=caisse)
    return alice


@pytest.fixture
def bob_checks_quality(bob: User, caisse: Organisation) -> User:
    roles.grant(bob, Role.QUALITY, organisation=caisse)
    return bob


@pytest.fixture
def charlie_administers_elsewhere(charlie: User, prefecture: Organisation) -> User:
    roles.grant(charlie, Role.ADMINISTRATOR, organisation=prefecture)
    return charlie


@pytest.fixture
def storage(tmp_path, monkeypatch) -> Path:
    """The folder of the calls, empty."""
    folder = tmp_path / "calls"
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder, "base_url": None}}
    monkeypatch.setattr(django_settings, "STORAGES", {**django_settings.STORAGES, "calls": backend})
    handler = StorageHandler()
    fields = [Recording._meta.get_field(name) for name in ("original", "listening", "features")]
    for field in fields:
        monkeypatch.setattr(field, "storage", handler["calls"])
    monkeypatch.setattr(recording, "storages", handler)
    return folder


# --- One call: Alice coaches « Accueil » and is named in its campaign; Bob answers there and was recorded; Charlie coaches elsewhere


@pytest.fixture
def calls_apart(tmp_path, monkeypatch) -> None:
    """Sounds of a test go with it."""
    monkeypatch.setitem(calls_storage().__dict__, "location", str(tmp_path))


@pytest.fixture
def welcome(caisse: Organisation) -> Team:
    return Team.objects.create(organisation=caisse, name="Accueil")


@pytest.fixture
def coach(alice: User, caisse: Organisation, welcome: Team) -> User:
    roles.grant(alice, Role.COACH, organisation=caisse, team=welcome)
    return alice


@pytest.fixture
def agent(bob: User, caisse: Organisation, welcome: Team) -> User:
    Post.objects.create(user=bob, organisation=caisse, team=welcome, started_on=dt.date(2020, 1, 1))
    roles.grant(bob, Role.AGENT, organisation=caisse, team=welcome)
    return bob


@pytest.fixture
def stranger(charlie: User, prefecture: Organisation) -> User:
    roles.grant(charlie, Role.COACH, organisation=prefecture)
    return charlie


@pytest.fixture
def announced(caisse: Organisation, welcome: Team, coach: User) -> Campaign:
    campaign = Campaign.objects.create(organisation=caisse, name="Automne", **PREREQUISITES)
    campaign.teams.add(welcome)
    campaign.coaches.add(coach)
    return campaign


@pytest.fixture
def call(announced: Campaign, agent: User, calls_apart: None) -> Recording:
    return calls.ready(agent, announced)


@pytest.fixture
def criteria(db) -> list[Criterion]:
    grids.load()
    return list(Criterion.objects.order_by("position"))


@pytest.fixture
def sign_in(db) -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def listened(call: Recording) -> Callable[..., None]:
    """``listened(alice, (2, 5))`` : that person played these seconds of the call."""

    def listen(who: User, *stretches: tuple[float, float]) -> None:
        access_log.record(who, call.organisation, AccessEntry.Act.PLAY, call.key)
        debriefing.record_played(call, who, stretches)

    return listen
