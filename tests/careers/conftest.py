"""Alice is in charge of human resources at the Caisse, Bob answers the phone there in « Retraite 2 », Charlie works in another body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts import roles
from accounts.models import Organisation, Post, Role, Team, User
from careers import awarding
from careers.models import Award, Certification
from courses.models import Completion, CoursePage
from tests.access_world import PASSWORD, page_tree


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
def somebody(caisse, retraite) -> Callable[..., User]:
    """``somebody("eve")`` answers the phone at the Caisse, in « Retraite 2 » unless told otherwise."""

    def join(name: str, team: Team = retraite) -> User:
        user = User.objects.create(email=f"{name}@example.org", password=PASSWORD, first_name=name.capitalize(), last_name="Exemple")
        Post.objects.create(user=user, organisation=team.organisation, team=team)
        roles.grant(user, Role.AGENT, organisation=team.organisation, team=team)
        return user

    return join


@pytest.fixture
def bob(bob, caisse, retraite) -> User:
    Post.objects.create(user=bob, organisation=caisse, team=retraite)
    roles.grant(bob, Role.AGENT, organisation=caisse, team=retraite)
    return bob


@pytest.fixture
def charlie(charlie, prefecture) -> User:
    Post.objects.create(user=charlie, organisation=prefecture)
    roles.grant(charlie, Role.HR, organisation=prefecture)
    return charlie


@pytest.fixture
def new_course(db) -> Callable[[str], CoursePage]:
    root = page_tree()
    return lambda title: root.add_child(
        instance=CoursePage(title=title, slug=title.lower(), summary=f"{title}, en une phrase.", minutes=45)
    )


@pytest.fixture
def calls(new_course) -> CoursePage:
    return new_course("Difficiles")


@pytest.fixture
def certification(caisse, calls) -> Certification:
    made = Certification.objects.create(
        organisation=caisse, name="Communications difficiles", attests="Garder son calme.\nPoser un cadre.", months=24
    )
    made.courses.add(calls)
    return made


@pytest.fixture
def completed(caisse) -> Callable[..., Completion]:
    """``completed(bob, course, days_ago=3)``."""

    def complete(learner: User, course: CoursePage, days_ago: int = 0, **changes: Any) -> Completion:
        context = {"title": course.title, "version": 3, "minutes": 45, "objectives": [], "lessons": [], "questions": 6, "pass_mark": 5}
        at = timezone.now() - dt.timedelta(days=days_ago)
        fields = {"learner": learner, "course": course, "organisation": caisse, "completed_at": at, "context": context}
        return Completion.objects.create(**(fields | changes))

    return complete


@pytest.fixture
def awarded(completed, certification, calls) -> Callable[..., Award]:
    """``awarded(bob, days_ago=700)``: as if it had been issued then."""

    def award(holder: User, days_ago: int = 0) -> Award:
        completion = completed(holder, calls, days_ago)
        [made] = awarding.award_due(completion, at=completion.completed_at)
        return made

    return award
