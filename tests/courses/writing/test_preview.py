"""Authors see the whole course as it will be read, with the key; nothing is recorded and nobody else sees it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.courses.writing.test_two_people import screen


@pytest.fixture
def preview(client, alice, draft_course, question):
    """``preview(summary="…")``: the preview of what the screen holds."""

    def see(**changes) -> str:
        asked = question("Quand rappelez-vous ?", kind="ordering", hint="Le fait d’abord.", objective="apaiser")
        page = draft_course("Appels tendus", quiz=[asked])
        address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        client.force_login(alice)
        assert client.post(address, screen(page, **changes)).json()["is_valid"]
        return client.get(address).content.decode()

    return see


def test_the_whole_course_with_its_key(preview):
    shown = preview(summary="Ce qui vient d’être tapé.")
    for words in ("Appels tendus", "Ce qui vient d’être tapé.", "Leçon 1, 5 min", "Elle parle d’un fait.", "que vérifiez-vous ?",
                  "Bonne réponse", "Ce que vaut « Calmez-vous. ».", "Quiz final", "Quand rappelez-vous ?", "Dans le bon ordre",
                  "Le fait d’abord.", "Rien n’est enregistré"):  # fmt: skip
        assert words in shown, words


def test_an_unfinished_course_is_shown_as_far_as_it_goes(preview):
    shown = preview(**{"lessons-0-value-content-1-value-question": "", "lessons-0-value-title": "", "course_questions-0-DELETE": "on"})
    assert "Elle parle d’un fait." in shown
