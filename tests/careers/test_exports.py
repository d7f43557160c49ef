"""What human resources take away says what the list says."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

HEADER = ["Nom", "Prénom", "Courriel", "Équipe", "Certification", "État", "Numéro", "Délivré le", "Expire le"]


def csv_rows(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def xlsx_rows(response) -> list[tuple]:
    return list(load_workbook(io.BytesIO(response.content)).active.values)


@pytest.fixture
def client(client, alice):
    client.force_login(alice)
    return client


def export(client, kind: str, **filters):
    return client.get(reverse("careers:holders_export", args=[kind]), filters)


def test_each_format_holds_every_row(client, bob, somebody, awarded):
    award = awarded(bob, days_ago=30)
    somebody("eve")
    header, first, second = csv_rows(export(client, "csv"))
    assert header == HEADER
    held = [
        "Bernard", "Bob", "bob@example.org", "Retraite 2", "Communications difficiles", "valable",
        award.number, award.content["awarded_on"], award.expires_on.isoformat(),
    ]  # fmt: skip
    assert first == held
    assert second == ["Exemple", "Eve", "eve@example.org", "Retraite 2", "Communications difficiles", "sans certificat", "", "", ""]
    typed = xlsx_rows(export(client, "xlsx"))
    assert list(typed[0]) == HEADER
    assert typed[1][8].date() == award.expires_on
    assert typed[2][6] is None


def test_the_filters_of_the_list_apply(client, bob, somebody, awarded):
    awarded(bob, days_ago=700)
    awarded(somebody("eve"))
    for filters, names in (
        ({"etat": "expire"}, ["Bob"]),
        ({"mots": "eve"}, ["Eve"]),
        ({"etat": "sans"}, []),
        ({"tri": "-nom"}, ["Eve", "Bob"]),
    ):
        assert [row[1] for row in csv_rows(export(client, "csv", **filters))[1:]] == names
        assert [row[1] for row in xlsx_rows(export(client, "xlsx", **filters))[1:]] == names


def test_a_name_that_would_run_as_a_formula_is_text(client, somebody, awarded):
    eve = somebody("eve")
    eve.last_name = "=1+1"
    eve.save()
    awarded(eve)
    assert csv_rows(export(client, "csv"))[1][0] == "'=1+1"
    cell = load_workbook(io.BytesIO(export(client, "xlsx").content)).active["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_files_are_named_and_not_kept_by_caches(client, certification):
    for kind in ("csv", "xlsx"):
        response = export(client, kind)
        assert f"certifications.{kind}" in response["Content-Disposition"]
        assert "no-store" in response["Cache-Control"]


def test_the_export_asks_as_many_questions_for_many_people(client, somebody, awarded, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(30) as captured:
            export(client, "csv")
        return len(captured)

    awarded(somebody("eve"))
    queries()
    few = queries()
    for number in range(12):
        awarded(somebody(f"one{number}"))
        somebody(f"two{number}")
    assert queries() == few
