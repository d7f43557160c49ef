"""Light or dark, French or English: chosen in the header, with a form, by anyone."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_nobody_chose_yet(client):
    page = client.get("/accessibilite/").content.decode()
    assert 'data-theme="auto" data-bs-theme="light"' in page


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_theme_is_chosen_without_script(client, theme):
    answer = client.post("/theme/", {"theme": theme, "next": "/accessibilite/"})
    assert answer["Location"] == "/accessibilite/"
    cookie = client.cookies["theme"]
    assert (cookie.value, cookie["samesite"], cookie["max-age"]) == (theme, "Lax", 365 * 24 * 3600)
    assert f'data-theme="{theme}" data-bs-theme="{theme}"' in client.get("/accessibilite/").content.decode()


def test_a_theme_that_does_not_exist_changes_nothing(client):
    assert client.post("/theme/", {"theme": '"><script>', "next": "/accessibilite/"}).status_code == 302
    assert "theme" not in client.cookies
    client.cookies["theme"] = '"><script>'
    assert 'data-theme="auto"' in client.get("/accessibilite/").content.decode()


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_the_choice_leads_nowhere_else(client, target):
    assert client.post("/theme/", {"theme": "dark", "next": target})["Location"] == "/"


def test_a_link_changes_nothing(client):
    assert client.get("/theme/?theme=dark").status_code == 405


def test_the_language_is_chosen_and_stays(client):
    assert '<html lang="fr"' in client.get("/accessibilite/").content.decode()
    answer = client.post("/langue/", {"language": "en", "next": "/accessibilite/"})
    assert answer["Location"] == "/accessibilite/"
    page = client.get("/accessibilite/").content.decode()
    assert '<html lang="en"' in page and "Skip to content" in page
    client.post("/langue/", {"language": "fr", "next": "/"})
    assert "Aller au contenu" in client.get("/accessibilite/").content.decode()


def test_the_browsers_language_counts_until_one_is_chosen():
    page = Client(headers={"accept-language": "en-GB,en;q=0.9"}).get("/accessibilite/").content.decode()
    assert '<html lang="en"' in page
