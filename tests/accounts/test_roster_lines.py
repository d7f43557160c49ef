"""Lines of a file: their numbers, and what a broken one does to the others."""

import csv
import io
import unicodedata

from hypothesis import assume, given
from hypothesis import strategies as st

from accounts.roster.parsing import MAX_CELL, parse

HEADINGS = "Prénom;Nom;Courriel;Rôles;Équipe"


def rows(*lines: str):
    return parse("\n".join([HEADINGS, *lines]).encode()).rows


def test_lines_are_numbered_as_an_editor_counts_them():
    found = rows("A;B;a@b.fr;agent;T", "", ";;;;", "C;D;c@d.fr;agent;T")
    assert [row.number for row in found] == [2, 5]


def test_a_cell_over_two_lines_has_the_number_of_its_first():
    found = rows('A;B;a@b.fr;agent;"Retraite\n2"', "C;D;c@d.fr;agent;T")
    assert [row.number for row in found] == [2, 4]
    assert found[0].cells["team"] == "Retraite 2"


def test_a_quote_left_open_spoils_its_own_line_only():
    found = rows('A;"B;a@b.fr;agent;T', "C;D;c@d.fr;agent;T", 'E;"F";e@f.fr;agent;T')
    assert [row.number for row in found] == [2, 3, 4]
    assert "guillemet" in found[0].fault
    assert [row.fault for row in found[1:]] == ["", ""]


def test_two_quotes_left_open_spoil_two_lines():
    found = rows('A;"B;a@b.fr;agent;T', "C;D;c@d.fr;agent;T", 'E;"F;e@f.fr;agent;T')
    assert [bool(row.fault) for row in found] == [True, False, True]


def test_too_many_values_are_counted():
    (row,) = rows("A;B;a@b.fr;agent;T;de trop")
    assert "6 valeurs pour 5 colonnes" in row.fault


def test_missing_values_at_the_end_are_empty():
    (row,) = rows("A;B;a@b.fr;agent")
    assert row.fault == ""
    assert "team" not in row.cells


def test_a_value_longer_than_anything_useful_is_refused():
    (row,) = rows(f"A;{'B' * (MAX_CELL + 1)};a@b.fr;agent;T")
    assert "300" in row.fault


def test_a_line_of_a_megabyte_is_a_faulty_line():
    long, good = rows("A;B;a@b.fr;agent;" + "x" * 1_000_000, "C;D;c@d.fr;agent;T")
    assert long.fault
    assert not good.fault


def test_unknown_columns_are_told_and_dropped():
    roster = parse("Ville;Prénom;Nom;Courriel;Rôles\nBrest;A;B;a@b.fr;agent".encode())
    assert roster.unknown == ["Ville"]
    assert "Brest" not in roster.rows[0].cells.values()


CELL = st.text(st.characters(categories=["L", "Nd", "P", "Zs"]), max_size=20)


@given(
    st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=10),
    st.sampled_from(";,\t"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_a_spreadsheet_writes_comes_back(people, separator, encoding):
    expected = [[" ".join(unicodedata.normalize("NFC", cell).split()) for cell in person] for person in people]
    assume(all(any(person) for person in expected))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(
        [["Prénom", "Nom", "Métier", "Courriel", "Rôles"], *[[*person, "x@y.fr", "agent"] for person in people]]
    )
    found = parse(out.getvalue().encode(encoding)).rows
    assert [[row.cells["first_name"], row.cells["last_name"], row.cells["occupation"]] for row in found] == expected
    assert not any(row.fault for row in found)
