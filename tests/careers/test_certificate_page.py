"""What holders see of their certificates, and how one comes to have one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Role
from careers import certificate, definitions
from careers.models import Award


def test_without_a_certificate_the_page_says_how_to_get_one(client, bob, certification):
    client.force_login(bob)
    page = client.get(reverse("careers:mine")).content.decode()
    assert "Aucun certificat pour l’instant" in page
    assert "Communications difficiles" in page
    assert "Difficiles" in page
    assert "Il reste 1 cours à terminer" in page


def test_the_list_and_the_page_show_it_as_it_reads(client, bob, awarded):
    award = awarded(bob)
    client.force_login(bob)
    mine = client.get(reverse("careers:mine")).content.decode()
    assert award.get_absolute_url() in mine
    assert "À obtenir" not in mine, "what one holds is not offered again"
    page = client.get(award.get_absolute_url()).content.decode()
    for said in (
        "Communications difficiles",
        "Bob Bernard",
        "Caisse de l’Ouest",
        award.number,
        award.verification_address,
        "Garder son calme.",
    ):
        assert said in page
    assert "authentique et valable" in page
    assert certificate.day(award.expires_on) in page


def test_what_is_typed_by_people_is_never_markup(client, alice, bob, certification, awarded):
    certification.attests = "<script>alert(1)</script>"
    certification.save(update_fields=["attests"])
    award = awarded(bob)
    client.force_login(bob)
    for address in (award.get_absolute_url(), reverse("careers:verify", args=[award.key])):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_what_changes_afterwards_does_not_change_the_certificate(client, bob, calls, caisse, certification, awarded):
    award = awarded(bob)
    bob.last_name = "Autre"
    bob.save()
    calls.title = "Autre cours"
    calls.save()
    calls.delete()
    client.force_login(bob)
    page = client.get(award.get_absolute_url()).content.decode()
    assert "Bob Bernard" in page
    assert "Difficiles" in page
    assert "Autre cours" not in page


def test_nobody_else_opens_it(client, bob, alice, charlie, somebody, awarded):
    award = awarded(bob)
    for other in (somebody("eve"), charlie, alice):
        client.force_login(other)
        assert client.get(award.get_absolute_url()).status_code == 404
    pdf = reverse("careers:certificate_pdf", args=[award.key])
    answers = []
    for person in (bob, alice, charlie, somebody("zoe")):
        client.force_login(person)
        answers.append(client.get(pdf).status_code)
    assert answers == [200, 200, 404, 404]


def test_what_a_closed_certification_asked_for_is_offered_no_more(client, bob, certification):
    definitions.close(certification)
    client.force_login(bob)
    assert "À obtenir" not in client.get(reverse("careers:mine")).content.decode()


def test_the_list_asks_as_many_questions_for_many_certificates(
    client, bob, caisse, calls, certification, completed, django_assert_max_num_queries
):
    def queries() -> int:
        with django_assert_max_num_queries(40) as captured:
            client.get(reverse("careers:mine"))
        return len(captured)

    def another(number: int) -> None:
        made = type(certification).objects.create(organisation=caisse, name=f"Autre {number}", attests="Cela.")
        made.courses.add(calls)
        completion = completed(bob, calls)
        content = {"certification": f"Autre {number}"}
        Award.objects.create(
            certification=made, holder=bob, organisation=caisse, number=f"N{number}", expires_on="2027-01-01", content=content,
            completions_digest=str(completion.key),
        )  # fmt: skip

    client.force_login(bob)
    another(0)
    client.get(reverse("careers:mine"))
    few = queries()
    for number in range(1, 9):
        another(number)
    assert queries() == few


@pytest.mark.parametrize(("minutes", "said"), [(12, "12 min"), (60, "1 h"), (90, "1 h 30"), (125, "2 h 05"), (0, "0 min")])
def test_durations(minutes, said):
    assert certificate.duration(minutes) == said


def test_the_dashboard_shows_the_newest_to_agents_and_the_figures_to_human_resources(client, alice, bob, somebody, awarded):
    client.force_login(somebody("eve"))
    assert "Mon dernier certificat" not in client.get("/").content.decode()
    awarded(bob, days_ago=700)
    client.force_login(bob)
    page = client.get("/").content.decode()
    assert "Mon dernier certificat" in page
    assert Award.objects.get().get_absolute_url() in page
    client.force_login(alice)
    page = client.get("/").content.decode()
    assert reverse("careers:holders") + "?etat=expire" in page
    assert not alice.holds(Role.AGENT)
