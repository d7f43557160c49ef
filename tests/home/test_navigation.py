"""From anywhere, each person reaches what the role opens, and only that."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from accounts import roles
from accounts.models import Role, User
from accounts.notices import notify
from home.navigation import TABS, navigation


def places(user: User, address: str = "/") -> dict:
    request = RequestFactory().get(address)
    request.user = user
    return navigation(request)["navigation"]


def labels(items: list[dict]) -> list[str]:
    return [str(item["label"]) for item in items]


FIRST, THEN = ["Accueil", "Fiches", "Cours"], ["Annuaire"]
"""What everyone has, before and after what the role opens."""


@pytest.mark.parametrize(
    ("role", "own", "after"),
    [
        (Role.AGENT, ["Signaler", "Mes appels", "Signalements", "Mes certificats", "Notices", "Mon journal"], []),
        (Role.COACH, ["Appels", "Campagnes"], []),
        (Role.TEAM_LEAD, [], []),
        (Role.TRAINER, ["Rédaction"], []),
        (Role.BUREAU, ["Signalements"], []),
        (Role.DPO, ["Protection des données", "Campagnes"], ["Journal de sécurité"]),
        (Role.HR, ["Certifications"], ["Importer"]),
        (Role.EDITOR, ["Rédaction"], []),
        (Role.QUALITY, [], ["Transcription"]),
        (Role.ADMINISTRATOR, ["Rédaction"], ["Importer", "Équipes", "Transcription", "E-mails", "Journal de sécurité", "Composants"]),
    ],
)
def test_each_role_has_its_places(db, join, role, own, after):
    person = join(User.objects.create_user("x@example.org"), role)
    assert labels(places(person)["main"]) == FIRST + own + THEN + after
    assert labels(places(person)["end"]) == ["Mon compte", "Aide"]


def test_the_bottom_of_a_phone_has_one_word_for_data_protection(db, join):
    person = join(User.objects.create_user("x@example.org"), Role.DPO)
    assert [str(item["short"]) for item in places(person)["tabs"]] == ["Accueil", "Fiches", "Cours", "Données", "Mon compte"]


def test_an_agent_reports_from_the_bottom_of_a_phone(db, join):
    person = join(User.objects.create_user("x@example.org"), Role.AGENT)
    assert labels(places(person)["tabs"]) == ["Accueil", "Fiches", "Cours", "Signaler", "Mon compte"]


def test_a_phone_shows_five_and_loses_none(db, join):
    person = join(User.objects.create_user("x@example.org"), Role.ADMINISTRATOR)
    shown = places(person)
    assert len(shown["tabs"]) == TABS
    everywhere = labels(shown["main"]) + labels(shown["end"])
    assert sorted(labels(shown["tabs"]) + labels(shown["rest"])) == sorted(everywhere)


def test_one_place_is_current(bob):
    for address, label in (
        ("/signalements/nouveau/", "Signaler"),
        ("/signalements/", "Signalements"),
        ("/signalements/x/", "Signalements"),
    ):
        assert labels([item for item in places(bob, address)["main"] if item["current"]]) == [label]
    for address, label in (("/", "Accueil"), ("/annuaire/", "Annuaire"), ("/annuaire/12/", "Annuaire"), ("/pages/fiches/x/", "Fiches")):
        shown = places(bob, address)
        assert labels([item for item in shown["main"] + shown["end"] if item["current"]]) == [label]


def test_what_is_unread_is_counted_for_oneself(bob, alice):
    notify(alice, "welcome", "Bonjour", email=False)
    assert places(bob)["unread"] == 0 and places(alice)["unread"] == 1


def test_nobody_goes_nowhere(rf):
    request = rf.get("/")
    assert navigation(request)["navigation"]["main"] == []
    request.user = AnonymousUser()
    assert navigation(request)["navigation"]["tabs"] == []


def test_the_frame_names_its_parts_for_who_hears_them(bob, page_of):
    page = page_of(bob)
    assert page.index('href="#contenu"') < page.index("<header"), "the skip link comes first"
    for part in ('<main id="contenu" tabindex="-1">', 'aria-label="Navigation principale"', 'aria-current="page"', "<footer"):
        assert part in page
    assert "Accessibilité\u00a0: non conforme" in page


def test_roles_that_end_close_their_places(bob, caisse):
    held = roles.grant(bob, Role.QUALITY, organisation=caisse)
    assert "Transcription" in labels(places(User.objects.get(pk=bob.pk))["main"])
    roles.revoke(held)
    assert "Transcription" not in labels(places(User.objects.get(pk=bob.pk))["main"])
