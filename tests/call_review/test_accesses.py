"""Alice protects the data of the Caisse and reads who reached what there; that she read it is written too."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts import roles
from accounts.access_log import ACCESS_LOG
from accounts.models import AccessEntry, Role, User
from tests.call_review.aged_calls import DAY, a_call, a_campaign, a_turn

LIST = reverse("protection:accesses")
PLAY, OPEN, SEARCH, DOWNLOAD = AccessEntry.Act.PLAY, AccessEntry.Act.OPEN, AccessEntry.Act.SEARCH, AccessEntry.Act.DOWNLOAD


@pytest.fixture
def coach(caisse) -> User:
    return User.objects.create_user("sophie@example.org", first_name="Sophie", last_name="Exemple")


@pytest.fixture
def call(caisse, bob):
    call = a_call(a_campaign(caisse, "Accueil d’automne"), bob)
    a_turn(call, "canary-said")
    return call


@pytest.fixture
def officer(client, alice, caisse):
    roles.grant(alice, Role.DPO, organisation=caisse)
    client.force_login(alice)
    return client


def entry(who: User, call, act: str = PLAY, days_ago: float = 0) -> AccessEntry:
    at = timezone.now() - days_ago * DAY
    return AccessEntry.objects.create(who=who, organisation=call.organisation, act=act, object_key=call.key, why="Campagne d’été", at=at)


def shown(client, **query: str) -> list[AccessEntry]:
    return [one for one in client.get(LIST, query).context["page"] if one.object_key != ACCESS_LOG]


def test_c13_who_listened_to_what(officer, coach, call):
    entry(coach, call)
    page = officer.get(LIST).content.decode()
    for said in ("Sophie Exemple", "a écouté", str(call.key)[:8], "Accueil d’automne"):
        assert said in page
    assert str(call.key) not in page, "the key is shortened: no address leads to the call from here"


def test_c12_nothing_of_the_call_nor_of_the_agent(officer, coach, bob, call):
    entry(coach, call)
    exports = [officer.get(reverse("protection:accesses_export", args=[kind])).content for kind in ("csv", "xlsx")]
    text = officer.get(LIST).content.decode() + exports[0].decode("utf-8-sig")
    cells = [str(cell.value) for row in load_workbook(io.BytesIO(exports[1])).active.rows for cell in row]
    for hidden in ("canary", "Bob", bob.email, f"{call.recorded_at:%H:%M:%S}"):
        assert hidden not in text and not [cell for cell in cells if hidden in cell]


def test_a_call_that_is_gone_leaves_its_frame(officer, coach, call):
    entry(coach, call)
    call.delete()
    page = officer.get(LIST).content.decode()
    assert "Campagne d’été" in page and "Accueil d’automne" not in page


def test_c13_reading_and_taking_away_are_written_too(officer, alice, caisse):
    officer.get(LIST)
    officer.get(LIST, {"acte": PLAY})
    officer.get(reverse("protection:accesses_export", args=["csv"]))
    assert set(AccessEntry.objects.values_list("who", "organisation", "act", "object_key")) == {
        (alice.pk, caisse.pk, SEARCH, ACCESS_LOG),
        (alice.pk, caisse.pk, DOWNLOAD, ACCESS_LOG),
    }
    assert AccessEntry.objects.count() == 2, "one reading of several pages is one line"
    assert "Journal des consultations" in officer.get(LIST).content.decode(), "she finds herself there"


def test_who_is_refused_leaves_no_line(client, bob):
    client.force_login(bob)
    assert client.get(LIST).status_code == 404
    assert not AccessEntry.objects.exists()


def test_c12_one_body_never_sees_the_other(officer, alice, coach, call, prefecture, charlie):
    mine = entry(coach, call)
    theirs = a_call(a_campaign(prefecture, "Titres d’identité"), charlie)
    entry(charlie, theirs)
    entry(alice, theirs)  # Alice works there too, and protects nothing there
    assert shown(officer) == [mine]
    assert shown(officer, personne=str(charlie.pk)) == [mine], "who is not on offer filters nothing"
    assert "Titres d’identité" not in officer.get(LIST).content.decode()


def test_filters_and_sorting(officer, coach, bob, call):
    today, opened, old = entry(coach, call), entry(bob, call, OPEN, 2), entry(coach, call, PLAY, 40)
    assert shown(officer) == [today, opened, old]
    assert shown(officer, personne=str(coach.pk)) == [today, old]
    assert shown(officer, acte="open") == [opened]
    assert shown(officer, du=(timezone.localdate() - 2 * DAY).isoformat()) == [today, opened]
    assert shown(officer, au=(timezone.localdate() - 2 * DAY).isoformat()) == [opened, old]
    assert shown(officer, personne=str(coach.pk), au=(timezone.localdate() - DAY).isoformat()) == [old]
    assert shown(officer, tri="quand") == [old, opened, today]
    assert shown(officer, tri="qui") == [opened, today, old] and shown(officer, tri="-qui") == [today, old, opened]
    assert shown(officer, tri="acte") == [opened, today, old] and shown(officer, tri="-acte") == [today, old, opened]
    assert "Aucune consultation ne répond" in officer.get(LIST, {"acte": "download"}).content.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("personne", "0"), ("personne", "9" * 30), ("personne", "\x00"), ("personne", "x"), ("acte", "\x00"), ("acte", "sing"),
        ("du", "2026-02-31"), ("du", "0001-01-01"), ("au", "9999-12-31"), ("au", "\x00"), ("tri", "who"), ("page", "9" * 30),
    ],
)  # fmt: skip
def test_an_address_written_by_hand_breaks_nothing(officer, coach, call, name, value):
    one = entry(coach, call)
    assert shown(officer, **{name: value}) == [one]
    assert officer.get(reverse("protection:accesses_export", args=["xlsx"]), {name: value}).status_code == 200


def test_an_account_that_is_gone(officer, coach, call):
    entry(coach, call)
    coach.delete()
    assert "Compte effacé" in officer.get(LIST).content.decode()


def test_exports_hold_what_the_filters_leave(officer, coach, call):
    at = entry(coach, call).at
    entry(coach, call, OPEN)
    csv = officer.get(reverse("protection:accesses_export", args=["csv"]), {"acte": "play"}).content.decode("utf-8-sig")
    header, line = csv.strip().split("\r\n")
    assert header == "Quand;Personne;Acte;Appel;Campagne"
    assert line == f"{timezone.localtime(at):%Y-%m-%d %H:%M};Sophie Exemple;a écouté;{str(call.key)[:8]};Accueil d’automne"


def test_a_hundred_lines_cost_no_more_queries(officer, coach, call, django_assert_max_num_queries):
    entry(coach, call)
    officer.get(LIST)
    with django_assert_max_num_queries(25) as few:
        officer.get(LIST)
    for _number in range(40):
        entry(coach, call)
    with django_assert_max_num_queries(len(few)):
        officer.get(LIST)


def test_who_protects_two_bodies_is_written_in_both(officer, alice, caisse, prefecture):
    roles.grant(alice, Role.DPO, organisation=prefecture)
    officer.get(LIST)
    assert set(AccessEntry.objects.values_list("organisation", flat=True)) == {caisse.pk, prefecture.pk}
