"""Telling people in the portal: in their language, read by them only."""

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import notices
from accounts.models import Delivery, Notification, User


def test_no_email_without_the_wish_but_the_reason_is_kept(bob):
    User.objects.filter(pk=bob.pk).update(email_wanted=False)
    bob.refresh_from_db()
    notification = notices.notify(bob, "essai", "Titre")
    assert (notification.delivery.state, notification.delivery.reason) == ("not_sent", "opted_out")
    assert notification.delivery.get_reason_display() == "la personne ne veut pas d’e-mail"


def test_an_invitation_leaves_in_any_case(bob):
    bob.email_wanted = False
    assert notices.notify(bob, notices.INVITATION, "Titre").delivery.state == "queued"


def test_no_delivery_when_no_email_is_meant(bob):
    notices.notify(bob, "essai", "Titre", email=False)
    assert not Delivery.objects.exists()


def test_each_in_the_language_of_the_person(bob, alice):
    alice.language = "en"
    with translation.override("fr"):
        told = notices.notify_many([bob, alice], notices.Notice("essai", _("Janvier")))
    assert [notification.title for notification in told] == ["Janvier", _english()]


def _english() -> str:
    with translation.override("en"):
        return str(_("Janvier"))


def test_two_hundred_people_are_told_in_a_few_queries(somebody, django_assert_max_num_queries):
    people = [somebody(f"p{number}") for number in range(200)]
    with django_assert_max_num_queries(8):
        notices.notify_many(people, notices.Notice("essai", "Titre"))


def test_bob_reads_his_own(bob, alice, sign_in):
    mine, hers = notices.notify(bob, "essai", "Pour Bob"), notices.notify(alice, "essai", "Pour Alice")
    client = sign_in(bob)
    page = client.get("/notifications/").content.decode()
    assert "Pour Bob" in page and "Pour Alice" not in page
    assert client.post(f"/notifications/{hers.pk}/lire/").status_code == 404
    assert client.post(f"/notifications/{mine.pk}/lire/").status_code == 302
    assert notices.unread_count(bob) == 0
    assert notices.unread_count(alice) == 1


def test_reading_opens_the_page_it_is_about(bob, sign_in):
    notification = notices.notify(bob, "essai", "Titre", url="/annuaire/")
    assert sign_in(bob).post(f"/notifications/{notification.pk}/lire/").headers["Location"] == "/annuaire/"


@pytest.mark.parametrize("url", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)"])
def test_reading_leads_nowhere_else(url, bob, sign_in):
    notification = notices.notify(bob, "essai", "Titre", url=url)
    assert sign_in(bob).post(f"/notifications/{notification.pk}/lire/").headers["Location"] == "/notifications/"


def test_all_read_at_once(bob, alice, sign_in):
    for person in (bob, bob, alice):
        notices.notify(person, "essai", "Titre")
    sign_in(bob).post("/notifications/tout-lu/")
    assert (notices.unread_count(bob), notices.unread_count(alice)) == (0, 1)


def test_an_empty_list_says_what_will_come(bob, sign_in):
    assert "Aucune notification pour l’instant" in sign_in(bob).get("/notifications/").content.decode()


def test_a_long_title_is_cut(bob):
    assert len(Notification.objects.get(pk=notices.notify(bob, "essai", "x" * 500).pk).title) == 200
