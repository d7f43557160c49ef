"""Alice looks after the people of the Caisse (HR), Bob answers the phone in « Retraite 2 », Charlie in another body."""

from __future__ import annotations

import pytest

from accounts import roles
from accounts.models import Organisation, Post, Role, Team, User
from courses import enrolling
from courses.models import CoursePage, Enrolment
from tests.courses import made


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
    Post.objects.create(user=alice, organisation=caisse)
    roles.grant(alice, Role.HR, organisation=caisse)
    return alice


@pytest.fixture
def bob(bob, caisse, retraite) -> User:
    Post.objects.create(user=bob, organisation=caisse, team=retraite)
    roles.grant(bob, Role.AGENT, organisation=caisse, team=retraite)
    return bob


@pytest.fixture
def charlie(charlie, prefecture) -> User:
    Post.objects.create(user=charlie, organisation=prefecture)
    roles.grant(charlie, Role.AGENT, organisation=prefecture)
    return charlie


@pytest.fixture
def course(db) -> CoursePage:
    return made.course()


@pytest.fixture
def enrolment(bob, course) -> Enrolment:
    return enrolling.enrol(bob, course)
