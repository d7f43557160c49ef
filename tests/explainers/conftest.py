"""Alice writes explainers, Bob reads over her shoulder (both editors), Charlie answers the phone."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts import roles
from accounts.models import Organisation, Role, User
from explainers.models import ExplainerIndexPage, ExplainerPage, ExplainerTopic
from explainers.publishing import ensure_index
from tests.access_world import page_tree
from topics import tree
from topics.models import Topic


@pytest.fixture(autouse=True)
def pictures_apart(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def caisse(db) -> Organisation:
    page_tree()
    return Organisation.objects.create(name="Caisse de l’Ouest")


@pytest.fixture
def alice(alice, caisse) -> User:
    roles.grant(alice, Role.EDITOR, organisation=caisse)
    return alice


@pytest.fixture
def bob(bob, caisse) -> User:
    roles.grant(bob, Role.EDITOR, organisation=caisse)
    return bob


@pytest.fixture
def charlie(charlie, caisse) -> User:
    roles.grant(charlie, Role.AGENT, organisation=caisse)
    return charlie


@pytest.fixture
def index(caisse) -> ExplainerIndexPage:
    tree.load()
    return ensure_index()


@pytest.fixture
def draft(index, alice) -> Callable[..., ExplainerPage]:
    """``draft("Je déménage")``: written by Alice, not yet submitted."""

    def write(title: str = "Je déménage", codes: tuple[str, ...] = ("CHG-COO-01",), **fields) -> ExplainerPage:
        today = timezone.localdate()
        given = {"summary": "Prévenir chaque organisme.", "bureau": "Accueil", "review_by": today + datetime.timedelta(days=90)} | fields
        page = ExplainerPage(title=title, live=False, **given)
        for code in codes:
            page.explainer_topics.add(ExplainerTopic(topic=Topic.objects.get(code=code)))
        index.add_child(instance=page)
        page.save_revision(user=alice)
        return page

    return write


@pytest.fixture
def published(draft, alice, bob) -> Callable[..., ExplainerPage]:
    def publish(*args, **fields) -> ExplainerPage:
        page = draft(*args, **fields)
        page.get_workflow().start(page, alice)
        page.current_workflow_task_state.approve(user=bob)
        return ExplainerPage.objects.get(pk=page.pk)

    return publish
