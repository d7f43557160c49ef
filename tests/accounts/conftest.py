"""Alice looks after the people of the Caisse (HR), Bob answers the phone in « Retraite 2 », Charlie administers another body."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts import roles
from accounts.models import Organisation, Post, Role, Team, User


@pytest.fixture(autouse=True)
def passwords_hashed_at_once(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def caisse(db) -> Organisation:
    return Organisation.objects.create(name="Caisse de l’Ouest")


@pytest.fixture
def prefecture(db) -> Organisation:
    return Organisation.objects.create(name="Préfecture")


@pytest.fixture
def retraite(caisse) -> Team:
    return Team.objects.create(organisation=caisse, name="Retraite 2")


@pytest.fixture
def alice(alice, caisse) -> User:
    Post.objects.create(user=alice, organisation=caisse, occupation="Chargée de parcours")
    roles.grant(alice, Role.HR, organisation=caisse)
    return alice


@pytest.fixture
def bob(bob, caisse, retraite) -> User:
    Post.objects.create(user=bob, organisation=caisse, team=retraite, occupation="Agent d’accueil", staff_number="A1")
    roles.grant(bob, Role.AGENT, organisation=caisse, team=retraite)
    return bob


@pytest.fixture
def dora(caisse) -> User:
    """Administers the Caisse."""
    dora = User.objects.create_user("dora@example.org", "correct horse battery", first_name="Dora", last_name="Denis")
    Post.objects.create(user=dora, organisation=caisse)
    roles.grant(dora, Role.ADMINISTRATOR, organisation=caisse)
    return dora


@pytest.fixture
def charlie(charlie, prefecture) -> User:
    Post.objects.create(user=charlie, organisation=prefecture)
    roles.grant(charlie, Role.ADMINISTRATOR, organisation=prefecture)
    return charlie


@pytest.fixture
def sign_in(db) -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def somebody(caisse, retraite) -> Callable[..., User]:
    """``somebody("eve")`` joins the Caisse, in « Retraite 2 » unless told otherwise."""

    def join(name: str, team: Team | None = retraite, organisation: Organisation = caisse) -> User:
        user = User.objects.create_user(f"{name}@example.org", first_name=name.capitalize(), last_name="Exemple")
        Post.objects.create(user=user, organisation=organisation, team=team)
        return user

    return join
