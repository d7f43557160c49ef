import pytest

from accounts import roles
from accounts.models import Organisation, Role, User


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
