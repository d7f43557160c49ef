import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from accounts import access_log, roles
from accounts.models import AccessEntry, Organisation, Role, Team, User
from call_review import debriefing, grids, uploads
from call_review.models import Campaign, Criterion, Recording, Upload
from call_review.uploads import Declaration
from files.folder_store import FolderStore
from tests.access_world import PREREQUISITES
from tests.call_review import calls
from tests.call_review.people import CLIP, deposit, join, open_campaign


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


# --- Recorded calls: Alice coaches « Accueil », Bob answers there, Charlie coaches elsewhere.


@pytest.fixture(autouse=True)
def patient_leases(settings) -> None:
    """A job that a test runs belongs to a transaction that its heartbeat, on another connection, does not see: it must not look dead."""
    settings.JOB_LEASE_SECONDS = 600


@pytest.fixture(autouse=True)
def calls_folder(tmp_path, monkeypatch) -> Path:
    """Calls of a test are kept in a folder of its own."""
    folder = tmp_path / "calls"
    # A test that changed STORAGES left another one under the name than the one that the fields hold.
    kept_by_the_fields = Recording._meta.get_field("original").storage
    monkeypatch.setitem(storages._storages, "calls", kept_by_the_fields)
    for name in ("base_location", "location"):
        monkeypatch.setitem(kept_by_the_fields.__dict__, name, str(folder))
    return folder


@pytest.fixture(autouse=True)
def intake_folder(tmp_path, monkeypatch) -> Path:
    """And calls that come by themselves arrive in another."""
    monkeypatch.setitem(storages._storages, "intake", FolderStore(location=tmp_path / "intake"))
    return tmp_path / "intake"


@pytest.fixture
def team(caisse) -> Team:
    return Team.objects.create(organisation=caisse, name="Accueil")


@pytest.fixture
def coach(alice, caisse, team) -> User:
    roles.grant(alice, Role.COACH, organisation=caisse, team=team)
    return User.objects.get(pk=alice.pk)


@pytest.fixture
def agent(bob, caisse, team) -> User:
    return join(bob, caisse, team)


@pytest.fixture
def campaign(caisse, team, coach, agent) -> Campaign:
    """Open since five weeks, its notice read by Bob since."""
    return open_campaign(caisse, team, coach, agent)


@pytest.fixture
def declaration(campaign, agent) -> Declaration:
    """Of a call of two days ago, whose caller was told."""
    two_days_ago = timezone.now() - dt.timedelta(days=2)
    return Declaration(campaign, agent, two_days_ago, Recording.Channels.AGENT_CALLER, caller_informed=True)


@pytest.fixture
def upload(coach, declaration) -> Upload:
    return uploads.declare(coach, declaration)


@pytest.fixture
def recording(upload) -> Recording:
    return deposit(upload, CLIP)


# --- A call that is ready, in a campaign without history; Charlie coaches elsewhere


@pytest.fixture
def stranger(charlie: User, prefecture: Organisation) -> User:
    roles.grant(charlie, Role.COACH, organisation=prefecture)
    return charlie


@pytest.fixture
def announced(caisse: Organisation, team: Team, coach: User) -> Campaign:
    campaign = Campaign.objects.create(organisation=caisse, name="Automne", **PREREQUISITES)
    campaign.teams.add(team)
    campaign.coaches.add(coach)
    return campaign


@pytest.fixture
def call(announced: Campaign, agent: User) -> Recording:
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


@pytest.fixture
def fields(campaign, agent) -> dict[str, str]:
    """What a coach says of a call before its bytes, as the page sends it."""
    yesterday = timezone.localtime() - dt.timedelta(days=1)
    return {
        "campaign": str(campaign.pk),
        "agent": str(agent.pk),
        "recorded_at": yesterday.strftime("%Y-%m-%dT%H:%M"),
        "topic": "",
        "channels": "agent,caller",
        "caller_informed": "on",
    }
