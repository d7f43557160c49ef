"""Wagtail's screens carry our name and only what applies: people are kept in the portal."""

import pytest
from django.test import RequestFactory
from wagtail.admin import menu

from accounts import roles
from accounts.models import Role, User
from tests.access_world import page_tree
from theme.models import Brand

pytestmark = pytest.mark.django_db


def names(shown: menu.Menu, user: User) -> set[str]:
    request = RequestFactory().get("/redaction/")
    request.user = user
    return {item.name for item in shown.menu_items_for_request(request)}


@pytest.fixture
def editor(bob, caisse) -> User:
    page_tree()
    roles.grant(bob, Role.EDITOR, organisation=caisse)
    return User.objects.get(pk=bob.pk)


@pytest.fixture
def administrator(bob, caisse) -> User:
    page_tree()
    roles.grant(bob, Role.ADMINISTRATOR, organisation=caisse)
    return User.objects.get(pk=bob.pk)


def test_an_editor_writes_and_goes_back(editor):
    assert {"portal", "explorer", "help"} <= names(menu.admin_menu, editor)
    assert "settings" not in names(menu.admin_menu, editor)


def test_an_administrator_sets_the_brand_and_nothing_else(administrator):
    assert names(menu.settings_menu, administrator) == {"identite-du-portail"}


def test_accounts_are_not_kept_there_even_for_who_may_everything(admin_user):
    assert not names(menu.settings_menu, admin_user) & {"users", "groups", "redirects", "workflows", "workflow-tasks"}
    assert "forms" not in names(menu.admin_menu, admin_user)


def test_help_is_ours(editor):
    assert names(menu.help_menu, editor) == {"portal-help", "keyboard-shortcuts-trigger"}


def test_the_screens_carry_the_name_of_the_portal(editor, page_of):
    Brand(name="Écoute 35").save()
    page = page_of(editor, "/redaction/")
    assert "Écoute 35</title>" in page
    assert "css/redaction.css" in page and "vg-writing-logo" in page
    assert "Retour au portail" in page


def test_an_agent_never_enters(charlie, join):
    from django.test import Client

    agent = join(User.objects.create_user("x@example.org"), Role.AGENT)
    client = Client()
    client.force_login(agent)
    assert client.get("/redaction/").status_code in (302, 403)
