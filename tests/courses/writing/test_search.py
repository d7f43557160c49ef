"""Published courses are found from the search of the portal, by who signed in."""

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from courses.search import search
from home.search import search as whole_portal


def test_a_published_course_is_found_by_its_words(charlie, published_course, draft_course):
    published_course("Appels tendus")
    draft_course("Appels tendus, suite")
    (found,) = search(charlie, "colere fait")
    assert (found.title, found.url) == ("Appels tendus", reverse("courses:course", args=["appels-tendus"]))
    assert found.excerpt == "Répondre au fait avant la règle."


def test_nobody_finds_it_without_signing_in_nor_with_no_words(charlie, published_course):
    published_course("Appels tendus")
    assert search(AnonymousUser(), "tendus") == []
    assert search(charlie, "  ") == []


def test_the_portal_puts_it_beside_the_rest(charlie, published_course):
    published_course("Appels tendus")
    (group,) = whole_portal(charlie, "tendus")
    assert str(group.source.label) == "Cours"
    assert group.all_url == f"{reverse('courses:catalogue')}?mots=tendus"
