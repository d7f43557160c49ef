import csv
import datetime as dt
import io
import re
from decimal import Decimal
from zipfile import ZipFile

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.tables import csv_bytes, csv_response, xlsx_bytes, xlsx_response

ATTACKS = ["=1+1", "+33 1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1+1", "\u00a0=1", "＝1+1", '=HYPERLINK("https://x.example")']
CELLS = st.one_of(
    st.none(), st.text(), st.integers(-(10**12), 10**12), st.decimals(-(10**9), 10**9, places=2), st.dates(dt.date(1900, 3, 1))
)


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf"), "without its mark, a French spreadsheet reads UTF-8 as Windows-1252"
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def wall(*moment: int) -> dt.datetime:
    """What a spreadsheet holds: a time on the wall, without zone."""
    return dt.datetime(*moment)  # noqa: DTZ001


def read_xlsx(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize("attack", ATTACKS)
def test_csv_neutralises_what_would_run_as_a_formula(attack):
    assert read_csv(csv_bytes(["Nom"], [[attack]]))[1] == [f"'{attack}"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_xlsx_keeps_it_as_quoted_text(attack):
    cell = read_xlsx(xlsx_bytes("Équipe", ["Nom"], [[attack]]))["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (attack.replace("\r", "\n"), "s", True)


def test_headers_are_neutralised_too():
    assert read_csv(csv_bytes(["=1"], []))[0] == ["'=1"]
    assert read_xlsx(xlsx_bytes("x", ["=1"], []))["A1"].data_type == "s"


def test_csv_writes_numbers_and_dates_as_a_french_spreadsheet_reads_them():
    moment = dt.datetime(2026, 7, 14, 8, 30, tzinfo=dt.UTC)
    row = [-3, Decimal("-1234.50"), 0.1, True, None, dt.date(2028, 2, 29), moment, "-12,5", "Stéphane Œuvrard", float("nan")]
    expected = ["-3", "-1234,50", "0,1", "oui", "", "2028-02-29", "2026-07-14 10:30", "-12,5", "Stéphane Œuvrard", ""]
    assert read_csv(csv_bytes([""] * 10, [row]))[1] == expected


def test_yes_and_no_follow_the_language():
    with translation.override("en"):
        assert read_csv(csv_bytes(["?"], [[True], [False]]))[1:] == [["yes"], ["no"]]


def test_xlsx_types_its_cells():
    moment = dt.datetime(2026, 7, 14, 8, 30, tzinfo=dt.UTC)
    row = [Decimal("-1234.50"), dt.date(2028, 2, 29), moment, dt.timedelta(hours=35, minutes=30), "0612345678", "#N/A", 12]
    cells = read_xlsx(xlsx_bytes("Heures", ["x"] * 7, [row]))[2]
    assert [cell.value for cell in cells] == [
        -1234.5, wall(2028, 2, 29), wall(2026, 7, 14, 10, 30), dt.timedelta(hours=35, minutes=30), "0612345678", "#N/A", 12,
    ]  # fmt: skip
    assert [cell.data_type for cell in cells] == ["n", "d", "d", "d", "s", "s", "n"]
    assert cells[1].number_format == "dd/mm/yyyy"


def test_xlsx_header_stays_in_sight_and_columns_fit():
    sheet = read_xlsx(xlsx_bytes("Équipe [A]: tous/toutes ?", ["Nom", "Remarque"], [["Bob", "x" * 300], ["Zoé", "a\nb"]]))
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")
    assert sheet["A1"].font.bold and not sheet["A2"].font.bold
    assert sheet.column_dimensions["A"].width == 8 and sheet.column_dimensions["B"].width == 60
    assert sheet["B3"].alignment.wrap_text
    assert sheet.title == "Équipe  A  tous toutes"


@pytest.mark.parametrize("title", ["", "'", "[]:*?/\\", "x" * 80, "\x00\n", "History\ud800"])
def test_any_sheet_title_gives_a_file_that_opens(title):
    assert 1 <= len(read_xlsx(xlsx_bytes(title, ["a"], [])).title) <= 31


def test_an_empty_table_still_has_its_header():
    assert read_csv(csv_bytes(["Nom"], [])) == [["Nom"]]
    assert read_xlsx(xlsx_bytes("x", ["Nom"], []))["A1"].value == "Nom"


def test_xlsx_names_no_author_and_no_tool_user():
    core = ZipFile(io.BytesIO(xlsx_bytes("x", ["a"], []))).read("docProps/core.xml").decode()
    assert "openpyxl" not in core


@settings(deadline=None, max_examples=150)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5))
def test_any_table_is_read_back_from_csv_without_a_formula(rows):
    read = read_csv(csv_bytes(["a", "b", "c"], rows))
    assert len(read) == len(rows) + 1
    for cell in (cell for row in read[1:] for cell in row):
        assert not re.match(r"\s*[=+@＝＋－＠]|[\t\r\n]", cell)
        assert not cell.strip().startswith("-") or re.fullmatch(r"-\d+([.,]\d+)?", cell)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=4))
def test_any_table_is_read_back_from_xlsx_without_a_formula(rows):
    sheet = read_xlsx(xlsx_bytes("x", ["", "a", "b", "c"], [[1, *row] for row in rows]))
    for row, read in zip(rows, sheet.iter_rows(min_row=2, min_col=2), strict=True):
        for value, cell in zip(row, read, strict=True):
            assert cell.data_type in "snd"
            if isinstance(value, int):
                assert cell.value == value
            elif isinstance(value, str) and value.isprintable() and "_x" not in value:
                assert (cell.value or "") == value


@pytest.mark.parametrize(("filename", "disposition"), [
    ("equipe.csv", 'attachment; filename="equipe.csv"'),
    ("Équipe d’accueil.csv", "attachment; filename*=utf-8''%C3%89quipe%20d%E2%80%99accueil.csv"),
    ("../../etc/passwd\r\nX-Evil: 1.csv", 'attachment; filename="etc passwd X-Evil 1.csv"'),
    ('a"b\x00.csv', 'attachment; filename="a b.csv"'),
    ("", 'attachment; filename="document"'),
    ("x" * 300 + ".csv", f'attachment; filename="{"x" * 110}.csv"'),
])  # fmt: skip
def test_file_names_are_safe(filename, disposition):
    assert csv_response(filename, ["a"], []).headers["Content-Disposition"] == disposition


def test_responses_say_what_they_are_and_are_not_cached():
    response = xlsx_response("a.xlsx", "a", ["a"], [["b"]])
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response["Content-Length"] == str(len(response.content))
    assert "no-store" in response["Cache-Control"]
