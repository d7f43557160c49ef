"""Alice protects the data of the Caisse and reads its bordereaux; Charlie does the same elsewhere."""

import datetime as dt
import io
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts import roles
from accounts.models import Role
from accounts.models.append_only import AppendOnlyError
from call_review.models import Elimination
from tests.call_review.aged_calls import a_campaign

DAY = dt.timedelta(days=1)
LIST = reverse("protection:eliminations")


@pytest.fixture
def campaign(caisse):
    return a_campaign(caisse, "Accueil d’automne")


@pytest.fixture
def officer(client, alice, caisse):
    roles.grant(alice, Role.DPO, organisation=caisse)
    client.force_login(alice)
    return client


def bordereau(campaign, days_ago: int = 0, **changes: Any) -> Elimination:
    at = timezone.now() - days_ago * DAY
    first = dt.date(2026, 3, 2)
    fields = {"archives_reference": "AD 44, visa 2026-118", "reason": Elimination.Reason.SOUND, "count": 12, "done_at": at}
    days = {"first_day": first, "last_day": first + 4 * DAY}
    return Elimination.objects.create(organisation=campaign.organisation, campaign=campaign, **fields | days | changes)


def shown(client, **query: str) -> list[Elimination]:
    return list(client.get(LIST, query).context["page"])


def test_c19_a_bordereau_is_neither_changed_nor_erased(campaign):
    one = bordereau(campaign)
    one.count = 1
    attempts = (one.save, one.delete, Elimination.objects.all().delete, lambda: Elimination.objects.update(count=1))
    for attempt in attempts:
        with pytest.raises(AppendOnlyError), transaction.atomic():
            attempt()
    assert Elimination.objects.get().count == 12
    with pytest.raises(IntegrityError), transaction.atomic():
        bordereau(campaign, count=0)


def test_a_bordereau_names_nobody(campaign):
    """By its columns: no key to a person or to a call."""
    related = {field.related_model.__name__ for field in Elimination._meta.get_fields() if field.is_relation}
    assert related == {"Organisation", "Campaign", "Purge"}


def test_an_empty_list_says_what_will_come(officer):
    page = officer.get(LIST).content.decode()
    assert "Aucun bordereau" in page and "Chaque effacement d’appels en laissera un ici" in page


def test_filters_and_their_combination(officer, campaign, caisse):
    other = a_campaign(caisse, "Printemps")
    today = bordereau(campaign)
    old = bordereau(campaign, 40, reason=Elimination.Reason.ANALYSES)
    spring = bordereau(other, 10)
    day = timezone.localdate
    assert shown(officer) == [today, spring, old], "the newest first"
    assert shown(officer, campagne=str(other.pk)) == [spring]
    assert shown(officer, motif="analyses") == [old]
    assert shown(officer, du=(day() - 10 * DAY).isoformat()) == [today, spring]
    assert shown(officer, au=(day() - 10 * DAY).isoformat()) == [spring, old], "the last day is included"
    assert shown(officer, campagne=str(campaign.pk), motif="sound", du="2020-01-01", au=day().isoformat()) == [today]
    page = officer.get(LIST, {"motif": "withdrawn"}).content.decode()
    assert "Aucun bordereau ne répond à ces critères" in page and "Tout afficher" in page


@pytest.mark.parametrize(
    ("sort", "order"),
    [("", "cab"), ("date", "bac"), ("-date", "cab"), ("campagne", "cba"), ("-campagne", "acb"), ("appels", "abc"), ("-appels", "cba")],
)
def test_sorting(officer, campaign, caisse, sort, order):
    """Of one campaign, the newest first."""
    other = a_campaign(caisse, "Zèle")
    rows = {bordereau(other, 1, count=1): "a", bordereau(campaign, 2, count=2): "b", bordereau(campaign, 0, count=3): "c"}
    assert "".join(rows[one] for one in shown(officer, tri=sort)) == order


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("campagne", "0"), ("campagne", "9" * 30), ("campagne", "-1"), ("campagne", "\x00"), ("campagne", "x"), ("motif", "nothing"),
        ("motif", "\x00"), ("du", "31/02/2026"), ("du", "0001-01-01"), ("au", "9999-12-31"), ("du", "\x00"), ("du", "9" * 400),
        ("tri", "pk"), ("tri", "\x00"), ("page", "x"), ("page", "9" * 30), ("page", "-3"),
    ],
)  # fmt: skip
def test_an_address_written_by_hand_breaks_nothing(officer, campaign, name, value):
    one = bordereau(campaign)
    for url in (LIST, reverse("protection:eliminations_export", args=["csv"])):
        assert officer.get(url, {name: value}).status_code == 200
    assert shown(officer, **{name: value}) == [one], "what is not on offer filters nothing"


def test_a_day_that_does_not_read_is_told(officer):
    assert "Ce jour n’existe pas" in officer.get(LIST, {"du": "2026-02-31"}).content.decode()
    assert "L’année 1 paraît fausse" in officer.get(LIST, {"du": "0001-01-01"}).content.decode()
    assert "finit avant d’avoir commencé" in officer.get(LIST, {"du": "2026-03-02", "au": "2026-03-01"}).content.decode()


def test_a_campaign_of_another_body_is_not_on_offer(officer, campaign, prefecture, charlie):
    theirs = a_campaign(prefecture, "Titres d’identité")
    bordereau(theirs)
    mine = bordereau(campaign)
    assert shown(officer) == [mine] and shown(officer, campagne=str(theirs.pk)) == [mine]
    assert "Titres d’identité" not in officer.get(LIST).content.decode()


def test_pages_keep_the_filters(officer, campaign):
    for _number in range(30):
        bordereau(campaign)
    page = officer.get(LIST, {"motif": "sound"}).content.decode()
    assert "Page 1 sur 2" in page and "?motif=sound&amp;page=2" in page


def test_the_number_of_queries_does_not_grow(officer, campaign, django_assert_max_num_queries):
    bordereau(campaign)
    officer.get(LIST)
    with django_assert_max_num_queries(20) as few:
        officer.get(LIST)
    for _number in range(20):
        bordereau(campaign)
    with django_assert_max_num_queries(len(few)):
        officer.get(LIST)


def test_exports_hold_what_the_filters_leave(officer, campaign):
    one = bordereau(campaign)
    bordereau(campaign, reason=Elimination.Reason.ANALYSES)
    csv = officer.get(reverse("protection:eliminations_export", args=["csv"]), {"motif": "sound"}).content.decode("utf-8-sig")
    header, line = csv.strip().split("\r\n")
    assert header == "Bordereau;Fait le;Campagne;Motif;Appels;Premier jour;Dernier jour;Visa"
    assert line.startswith(one.number) and line.endswith("12;2026-03-02;2026-03-06;AD 44, visa 2026-118")
    book = load_workbook(io.BytesIO(officer.get(reverse("protection:eliminations_export", args=["xlsx"])).content))
    assert [row[4].value for row in book.active.rows] == ["Appels", 12, 12]


def test_c19_the_document_says_all_that_an_archivist_asks(officer, campaign):
    response = officer.get(bordereau(campaign).get_absolute_url())
    reader = PdfReader(io.BytesIO(response.content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for said in (
        "Accueil d’automne",
        "12",
        "2 mars 2026",
        "6 mars 2026",
        "AD 44, visa 2026-118",
        "six mois",
        "L212-2",
        "Caisse de l’Ouest",
    ):
        assert said in text, said
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] and reader.trailer["/Root"]["/Lang"] == "fr"
    assert "bordereau-" in response["Content-Disposition"]


@pytest.mark.parametrize("reason", Elimination.Reason.values)
def test_every_reason_has_its_document(officer, campaign, reason):
    one = bordereau(campaign, reason=reason, last_day=dt.date(2026, 3, 2))
    assert officer.get(one.get_absolute_url()).content.startswith(b"%PDF")


def test_the_document_in_english(officer, alice, campaign):
    one = bordereau(campaign)
    response = officer.get(one.get_absolute_url(), headers={"accept-language": "en"})
    assert PdfReader(io.BytesIO(response.content)).trailer["/Root"]["/Lang"] == "en"


def test_what_an_old_campaign_was_called_is_no_obstacle(officer, campaign):
    one = bordereau(campaign, archives_reference="=1+1 \U0001f600")
    assert officer.get(one.get_absolute_url()).status_code == 200
    csv = officer.get(reverse("protection:eliminations_export", args=["csv"])).content.decode("utf-8-sig")
    assert ";'=1+1" in csv, "no formula runs"


def test_of_another_body_no_bordereau(client, charlie, prefecture, campaign):
    roles.grant(charlie, Role.DPO, organisation=prefecture)
    client.force_login(charlie)
    assert client.get(bordereau(campaign).get_absolute_url()).status_code == 404
    assert shown(client) == []
