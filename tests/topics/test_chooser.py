"""Editors choose a reason by the caller's words."""

import pytest
from django.urls import reverse

from accounts import roles
from accounts.models import Organisation, Role
from topics import tree


@pytest.fixture
def editor(alice, client):
    roles.grant(alice, Role.EDITOR, organisation=Organisation.objects.create(name="Caisse"))
    tree.load()
    client.force_login(alice)
    return client


def test_a_synonym_finds_the_reason_and_where_it_is_filed(editor):
    page = editor.get(reverse("topic_chooser:choose_results"), {"q": "carte grise"}).content.decode()
    assert "Renouvellement, perte ou vol" in page
    assert "DEM-TIT-02" in page
    assert "Titres et attestations" in page
    assert "Adresse" not in page


def test_only_reasons_are_offered_not_their_headings(editor):
    page = editor.get(reverse("topic_chooser:choose"), {"q": "chg-coo"})
    assert page.status_code == 200
    codes = [topic.code for topic in page.context["results"]]
    assert codes == ["CHG-COO-01", "CHG-COO-02", "CHG-COO-03"]
