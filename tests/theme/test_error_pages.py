"""Each page that says no says what to do next, whatever state the request is in."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import include, path


def fails(error: Exception):
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


handler500 = "theme.failures.server_error"
urlpatterns = [
    path("", include("config.urls")),
    path("illisible/", fails(SuspiciousOperation("a secret detail"))),
    path("refus/", fails(PermissionDenied("a secret detail"))),
    path("absent/", fails(Http404("a secret detail"))),
    path("panne/", fails(RuntimeError("a secret detail"))),
    path("base-absente/", fails(OperationalError("a secret detail"))),
]


@pytest.fixture
def alices_browser(alice) -> Client:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(alice)
    return client


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/illisible/", 400, "Cette demande n’a pas été comprise"),
        ("/refus/", 403, "Cette page ne vous est pas ouverte"),
        ("/absent/", 404, "Page introuvable"),
        ("/panne/", 500, "Une panne de notre côté"),
    ],
)
def test_what_went_wrong_is_told_and_no_detail_leaks(alices_browser, address, status, title):
    response = alices_browser.get(address)
    assert response.status_code == status
    page = response.content.decode()
    assert f"<h1>{title}</h1>" in page
    assert "Aller à l’accueil" in page
    assert "secret detail" not in page


def test_an_old_form_is_explained(alices_browser):
    response = alices_browser.post("/theme/", {"theme": "dark"})
    assert response.status_code == 403
    assert "Le formulaire a expiré" in response.content.decode()


@pytest.mark.django_db
def test_an_unknown_host_gets_a_page_before_anything_is_known_of_the_request():
    response = Client(raise_request_exception=False).get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "Cette demande n’a pas été comprise" in response.content.decode()


@pytest.mark.django_db
def test_a_missing_page_is_told_to_strangers_too(client):
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "Page introuvable" in response.content.decode()


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_what_is_shown_when_nothing_works_needs_nothing(name):
    page = render_to_string(name)
    assert '<html lang="fr">' in page
    assert 'lang="en"' in page, "also for who reads English: the choice of language is not known here"
    assert "http://" not in page and "https://" not in page


@override_settings(ROOT_URLCONF=__name__)
def test_a_database_that_is_away_asks_to_come_back(alices_browser):
    response = alices_browser.get("/base-absente/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert "secret detail" not in response.content.decode()
