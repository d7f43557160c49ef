"""Alice and Bob answer the phone in « Retraite 2 » of the Caisse, Charlie at the Préfecture. Paul and Pia answer for the bureau."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts import roles
from accounts.models import Organisation, Post, Role, Team, User
from explainers.models import ExplainerPage, ExplainerTopic
from explainers.publishing import ensure_index
from feedback import concerns
from feedback.access import origin_of
from feedback.models import Concern
from tests.access_world import page_tree
from topics import tree
from topics.models import Topic


@pytest.fixture
def caisse(db) -> Organisation:
    tree.load()
    return Organisation.objects.create(name="Caisse de l’Ouest")


@pytest.fixture
def retraite(caisse) -> Team:
    return Team.objects.create(organisation=caisse, name="Retraite 2")


@pytest.fixture
def alice(alice, caisse, retraite) -> User:
    return _agent(alice, caisse, retraite)


@pytest.fixture
def bob(bob, caisse, retraite) -> User:
    return _agent(bob, caisse, retraite)


@pytest.fixture
def charlie(charlie) -> User:
    prefecture = Organisation.objects.create(name="Préfecture")
    return _agent(charlie, prefecture, Team.objects.create(organisation=prefecture, name="Titres"))


def _agent(user: User, organisation: Organisation, team: Team) -> User:
    Post.objects.create(user=user, organisation=organisation, team=team)
    roles.grant(user, Role.AGENT, organisation=organisation, team=team)
    return user


@pytest.fixture
def bureau_member(caisse) -> Callable[..., User]:
    """``bureau_member("Paul")`` answers for the whole Caisse, ``bureau_member("Pia", team)`` for one bureau."""

    def join(name: str, team: Team | None = None) -> User:
        user = User.objects.create_user(f"{name.lower()}@example.org", first_name=name, last_name="Exemple")
        roles.grant(user, Role.BUREAU, organisation=caisse, team=team)
        return user

    return join


@pytest.fixture
def paul(bureau_member) -> User:
    return bureau_member("Paul")


@pytest.fixture
def recovery(caisse) -> Team:
    """A bureau with its name in explainers."""
    return Team.objects.create(organisation=caisse, name="Recouvrement amiable")


@pytest.fixture
def pia(bureau_member, recovery) -> User:
    return bureau_member("Pia", recovery)


@pytest.fixture
def explainer(caisse, settings, tmp_path) -> ExplainerPage:
    settings.MEDIA_ROOT = tmp_path
    page_tree()
    page = ExplainerPage(
        title="On me réclame un trop-perçu",
        summary="Une somme versée en trop.",
        bureau="Recouvrement amiable",
        review_by=timezone.localdate() + datetime.timedelta(days=90),
    )
    page.explainer_topics.add(ExplainerTopic(topic=Topic.objects.get(code="PAI-DET-01")))
    ensure_index().add_child(instance=page)
    return page


@pytest.fixture
def concern_of() -> Callable[..., Concern]:
    """``concern_of(alice, text="…")``: raised as the page raises it."""

    def raise_(user: User, text: str = "À qui écrire ?", kind: str = "procedure", **given: Any) -> Concern:
        return concerns.raise_concern(user, origin_of(user), concerns.Report(kind, text, **given))

    return raise_


@pytest.fixture
def answered(concern_of, paul) -> Callable[..., Concern]:
    """Raised, taken, answered and published."""

    def answer(user: User, text: str = "À qui écrire ?", said: str = "Au service nommé sur le courrier.", **given: Any) -> Concern:
        concern = concern_of(user, text, **given)
        concerns.take(concern, paul)
        concerns.draft_answer(concern, paul, said)
        concerns.publish_answer(concern, paul)
        return concern

    return answer
