"""What anybody may read: the accessibility statement and the pages about the portal."""

import pytest
from django.test import Client
from wagtail.models import Page

from home.information import FIRST_VERSIONS, WAGTAILS_WELCOME, ensure_pages
from home.models import LEGAL, InformationPage
from tests.access_world import page_tree
from theme import vendored
from theme.models import Brand

pytestmark = pytest.mark.django_db


def read(address: str, **more: str) -> str:
    response = Client(**more).get(address, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_the_statement_is_public_and_says_what_the_footer_says():
    page = read("/accessibilite/")
    assert "Accessibilité\u00a0: non conforme" in page
    assert "Non conforme. Aucun audit RGAA 4.1.2" in page
    assert "Défenseur des droits" in page and "article 47" in page
    assert vendored.version("axe-core") in page


def test_the_statement_names_whom_to_write_to():
    assert "l’annuaire la nomme" in read("/accessibilite/")
    Brand(body_name="Caisse de l’Ouest", contact_email="acces@caisse.example").save()
    page = read("/accessibilite/")
    assert "mailto:acces@caisse.example" in page and "Caisse de l’Ouest s’engage" in page


def test_the_statement_is_told_in_english_too():
    page = read("/accessibilite/", headers={"accept-language": "en"})
    assert "Not compliant." in page and "Aucun audit" not in page


@pytest.fixture
def pages() -> list[InformationPage]:
    page_tree()
    return ensure_pages()


@pytest.mark.parametrize("slug", FIRST_VERSIONS)
def test_the_pages_that_every_page_links_to_exist(pages, slug):
    page = read(f"/informations/{slug}/")
    assert f"<h1>{FIRST_VERSIONS[slug][0]}</h1>" in page
    assert "Page revue le" in page


def test_making_them_again_changes_nothing_that_editors_wrote(pages):
    help_page = InformationPage.objects.get(slug="aide")
    help_page.body = "<p>Réécrite.</p>"
    help_page.save_revision().publish()
    assert ensure_pages() == []
    assert InformationPage.objects.count() == len(FIRST_VERSIONS)
    assert "Réécrite." in read("/informations/aide/")


def test_a_page_taken_down_is_a_page_that_does_not_exist(pages):
    InformationPage.objects.get(slug="aide").unpublish()
    assert Client().get("/informations/aide/").status_code == 404


def test_the_legal_notice_names_the_body_of_the_settings(pages):
    assert "Son nom n’est pas encore renseigné" in read(f"/informations/{LEGAL}/")
    Brand(body_name="Caisse <b>de l’Ouest").save()
    page = read(f"/informations/{LEGAL}/")
    assert "Caisse &lt;b&gt;de l’Ouest" in page and "Son nom n’est pas encore renseigné" not in page


def test_wagtails_welcome_becomes_a_list_of_the_pages(pages):
    root = page_tree()
    Page.objects.filter(pk=root.pk).update(title=WAGTAILS_WELCOME)
    ensure_pages()
    root.refresh_from_db()
    assert root.title == "Pages du portail"


def test_nothing_may_be_written_under_an_information_page():
    assert InformationPage.allowed_subpage_models() == []


def test_the_help_page_says_what_the_header_does(pages):
    page = read("/informations/aide/")
    for word in ("thème", "langue", "clavier", "Mot de passe oublié", "annuaire"):
        assert word in page
