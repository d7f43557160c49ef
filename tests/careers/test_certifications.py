"""Human resources define what is certified, change it before anyone holds it, and close it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Team
from careers import definitions
from careers.errors import AlreadyHeld, NameTaken, NoLongerOpen
from careers.forms import CertificationForm
from careers.models import Certification

NEW = "/certifications/nouvelle/"


@pytest.fixture
def data(calls) -> dict[str, object]:
    return {"name": "Accueil", "attests": "Savoir accueillir.", "courses": [calls.pk], "months": "24"}


def test_it_is_created_changed_and_closed(client, alice, caisse, retraite, calls, data):
    client.force_login(alice)
    assert "Aucune certification pour l’instant" in client.get("/certifications/").content.decode()
    created = client.post(NEW, data | {"teams": [retraite.pk]})
    made = Certification.objects.get()
    assert created.url == made.get_absolute_url()
    assert (made.organisation, list(made.courses.all()), list(made.teams.all())) == (caisse, [calls], [retraite])
    assert "Accueil" in client.get("/certifications/").content.decode()
    client.post(reverse("careers:edit_certification", args=[made.pk]), data | {"months": "36"})
    made.refresh_from_db()
    assert (made.months, made.teams.count()) == (36, 0)
    for _click in range(2):
        page = client.post(reverse("careers:close_certification", args=[made.pk]), follow=True).content.decode()
    assert "déjà close" in page
    made.refresh_from_db()
    assert made.state == Certification.State.CLOSED


def test_what_somebody_holds_or_what_is_closed_does_not_change(client, alice, bob, calls, caisse, certification, data, awarded):
    form = CertificationForm(data, instance=Certification.objects.get(), organisation=caisse)
    assert form.is_valid()
    awarded(bob)
    with pytest.raises(AlreadyHeld):
        definitions.save(form)
    client.force_login(alice)
    page = client.post(reverse("careers:edit_certification", args=[certification.pk]), data, follow=True).content.decode()
    assert "ne change plus" in page
    assert Certification.objects.get().name == "Communications difficiles"
    other = Certification.objects.create(organisation=caisse, name="Autre", attests="Cela.")
    form = CertificationForm(data, instance=Certification.objects.get(pk=other.pk), organisation=caisse)
    assert form.is_valid()
    definitions.close(other)
    with pytest.raises(NoLongerOpen):
        definitions.save(form)


def test_a_name_is_taken_once_while_open(client, alice, caisse, certification, data):
    client.force_login(alice)
    response = client.post(NEW, data | {"name": " COMMUNICATIONS  difficiles"})
    assert response.status_code == 400
    assert "porte déjà ce nom" in response.content.decode()
    form = CertificationForm(data, organisation=caisse)
    assert form.is_valid()
    Certification.objects.create(organisation=caisse, name="accueil", attests="Cela.")
    with pytest.raises(NameTaken):
        definitions.save(form)
    definitions.close(certification)
    assert client.post(NEW, data | {"name": "Communications difficiles"}).status_code == 302


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""), ("name", "x" * 121), ("name", "\x00"), ("attests", ""), ("attests", "x" * 2001), ("attests", "\x00"),
        ("courses", []), ("courses", ["9" * 40]), ("courses", ["\x00"]), ("months", ""), ("months", "0"), ("months", "121"),
        ("months", "9" * 40), ("months", "deux"), ("months", "-3"), ("teams", ["9" * 40]), ("teams", ["x"]),
    ],
)  # fmt: skip
def test_bad_input_comes_back_with_a_sentence(client, alice, data, name, value):
    client.force_login(alice)
    response = client.post(NEW, data | {name: value})
    assert response.status_code == 400
    assert "À corriger avant de continuer" in response.content.decode()
    assert not Certification.objects.exists()


def test_neither_a_team_of_another_body_nor_a_draft_course_is_on_offer(client, alice, prefecture, new_course, data):
    client.force_login(alice)
    theirs = Team.objects.create(organisation=prefecture, name="Titres")
    draft = new_course("Brouillon")
    draft.live = False
    draft.save()
    for changes in ({"teams": [theirs.pk]}, {"courses": [draft.pk]}):
        assert client.post(NEW, data | changes).status_code == 400


@pytest.mark.parametrize("months", [0, 121])
def test_the_database_refuses_a_validity_out_of_bounds(certification, months):
    with pytest.raises(IntegrityError), transaction.atomic():
        Certification.objects.update(months=months)
