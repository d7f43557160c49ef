"""Wagtail's own addresses of courses lead to where people learn."""

from django.urls import reverse


def test_a_course_and_its_index_lead_to_the_portal(client, charlie, published_course):
    page = published_course("Appels tendus")
    client.force_login(charlie)
    assert client.get(page.url)["Location"] == reverse("courses:course", args=["appels-tendus"])
    assert client.get(page.get_parent().url)["Location"] == reverse("courses:catalogue")
