"""Nothing that leads to a person is stored, unless masked, or kept where the proof is weak."""

from __future__ import annotations

import logging

import pytest
from django.urls import reverse

from feedback import concerns
from feedback.models import Concern

NEW = reverse("feedback:new")
PHONE = {"kind": "procedure", "text": "Mme P. rappelle au 06 39 98 12 34 pour la troisième fois."}
FILE = {"kind": "tool", "text": "L’outil refuse le dossier 123456 depuis lundi."}


def test_the_form_comes_back_and_nothing_is_stored(client, alice, caplog):
    caplog.set_level(logging.DEBUG)
    client.force_login(alice)
    response = client.post(NEW, PHONE)
    page = response.content.decode()
    assert response.status_code == 400 and not Concern.objects.exists()
    assert "« 06 39 98 12 34 » ressemble à un téléphone" in page and "Masquer et envoyer" in page and "Corriger" in page
    assert "Ce n’est pas une donnée personnelle" not in page, "a telephone leaves no doubt"
    assert "06 39 98" not in caplog.text


def test_masked_it_is_sent(client, alice):
    client.force_login(alice)
    client.post(NEW, PHONE | {"mask": "oui"})
    concern = Concern.objects.get()
    assert concern.text == "Mme P. rappelle au [téléphone] pour la troisième fois."
    assert "06 39" not in concern.filed_as


def test_what_is_weakly_proved_may_be_kept_by_a_person_who_says_so(client, alice):
    client.force_login(alice)
    assert "Ce n’est pas une donnée personnelle" in client.post(NEW, FILE).content.decode()
    assert client.post(NEW, FILE | {"kept": ["number:123456"]}).status_code == 302
    assert "123456" in Concern.objects.get().text


def test_saying_so_of_a_telephone_or_of_something_else_keeps_nothing(client, alice):
    client.force_login(alice)
    assert client.post(NEW, PHONE | {"kept": ["phone:06 39 98 12 34"]}).status_code == 400
    assert client.post(NEW, FILE | {"kept": ["number:654321", "\x00"]}).status_code == 400
    assert not Concern.objects.exists()


def test_what_is_kept_stays_and_the_rest_is_masked(client, alice):
    client.force_login(alice)
    text = "Le dossier 123456 : rappeler au 06 39 98 12 34."
    client.post(NEW, {"kind": "tool", "text": text, "kept": ["number:123456"], "mask": "oui"})
    assert Concern.objects.get().text == "Le dossier 123456 : rappeler au [téléphone]."


def test_masking_never_makes_a_text_too_long(client, alice):
    client.force_login(alice)
    text = "x" * 582 + " 06 39 98 12 34 A"[:18]
    text = "né le 01/01/1950 " * 35
    response = client.post(NEW, {"kind": "tool", "text": text.strip(), "mask": "oui"})
    assert response.status_code == 400 and "trop long" in response.content.decode() and not Concern.objects.exists()


def test_while_one_types_the_same_is_asked(client, alice, paul):
    for person in (alice, paul):
        client.force_login(person)
        assert "ressemble à un téléphone" in client.post(reverse("feedback:check"), {"text": PHONE["text"]}).content.decode()
    assert client.post(reverse("feedback:check"), {"text": "Deux mois, 1 200 euros\x00"}).content.decode().strip() == ""
    assert client.post(reverse("feedback:check")).status_code == 200
    assert not Concern.objects.exists()


@pytest.mark.parametrize("name", ["answer", "close"])
def test_a_bureau_may_name_where_to_call_and_never_a_social_security_number(client, alice, paul, concern_of, name):
    concern = concern_of(alice)
    concerns.take(concern, paul)
    client.force_login(paul)
    address = reverse(f"feedback:{name}", args=[concern.key])
    said = "Écrivez à trop-percu@example.org."
    assert client.post(address, {"text": said}).status_code == 400
    nir = "2 58 04 99 991 012 15"
    assert client.post(address, {"text": f"Pour {nir}.", "kept": [f"nir:{nir}"]}).status_code == 400
    concern.refresh_from_db()
    assert concern.answer == ""
    assert client.post(address, {"text": said, "kept": ["email:trop-percu@example.org"]}).status_code == 302
    concern.refresh_from_db()
    assert concern.answer == said
