"""Alice looks after the people of the Caisse (HR), Bob answers the phone in « Retraite 2 » with Dora away, Charlie is of another body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from accounts import roles
from accounts.models import Leave, Organisation, Post, Role, Team, User

Join = Callable[..., User]


@pytest.fixture
def caisse(db) -> Organisation:
    return Organisation.objects.create(name="Caisse de l’Ouest")


@pytest.fixture
def retraite(caisse) -> Team:
    return Team.objects.create(organisation=caisse, name="Retraite 2")


@pytest.fixture
def join(caisse) -> Join:
    """``join(user, Role.AGENT, team=retraite)``: a post and a role, in the Caisse unless told otherwise."""

    def joined(user: User, role: Role | None = None, team: Team | None = None, organisation: Organisation = caisse) -> User:
        Post.objects.create(user=user, organisation=organisation, team=team)
        if role:
            roles.grant(user, role, organisation=organisation, team=None if role.only_whole else team)
        return user

    return joined


@pytest.fixture
def alice(alice, join) -> User:
    return join(alice, Role.HR)


@pytest.fixture
def bob(bob, join, retraite) -> User:
    return join(bob, Role.AGENT, retraite)


@pytest.fixture
def dora(join, retraite) -> User:
    """Bob's colleague, away until the day after tomorrow."""
    dora = join(User.objects.create_user("dora@example.org", first_name="Dora", last_name="Zimmer"), Role.AGENT, retraite)
    today = timezone.localdate()
    Leave.objects.create(user=dora, first_day=today, last_day=today + dt.timedelta(days=2))
    return dora


@pytest.fixture
def charlie(charlie, join) -> User:
    prefecture = Organisation.objects.create(name="Préfecture")
    return join(charlie, Role.ADMINISTRATOR, Team.objects.create(organisation=prefecture, name="Titres"), prefecture)


@pytest.fixture
def page_of(db) -> Callable[..., str]:
    """``page_of(alice)``: her first page; ``page_of(alice, "/aide/")`` another."""

    def page(user: User, address: str = "/") -> str:
        client = Client()
        client.force_login(user)
        response = client.get(address)
        assert response.status_code == 200, response
        return response.content.decode()

    return page
