"""The value of each column, and the sentence about each wrong one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.roster.columns import COLUMNS, recognise
from accounts.roster.parsing import Row
from accounts.roster.reading import read

GOOD = {"first_name": "Stéphane", "last_name": "Le Bihan", "email": "s@caisse.example", "roles": "agent"}


def reading(**cells: str):
    return read(Row(2, {**GOOD, **cells}))


def remark(**cells: str) -> dict[str, str]:
    remarks = reading(**cells).remarks
    assert len(remarks) == 1, remarks
    return remarks[0]


@pytest.mark.parametrize(
    ("key", "written", "read_as"),
    [
        ("email", "S.LEBIHAN@Caisse.Example", "s.lebihan@caisse.example"),
        ("last_name", "D’Aboville-N'Guyen (ép. Petit)", "D’Aboville-N'Guyen (ép. Petit)"),
        ("last_name", "Ñuñez Ång Łukasz", "Ñuñez Ång Łukasz"),
        ("last_name", "MAGALHÃES", "MAGALHÃES"),
        ("weekly_hours", "17,5", "17.50"),
        ("weekly_hours", "35 h", "35.00"),
        ("weekly_hours", "35 heures", "35.00"),
        ("started_on", "28/02/2026", "2026-02-28"),
        ("started_on", "2026-02-28", "2026-02-28"),
        ("started_on", "28.02.2026", "2026-02-28"),
        ("roles", "Agent | Coach", ["agent", "coach"]),
        ("roles", "RH, formatrice", ["hr", "trainer"]),
        ("roles", "responsable d'équipe/agent", ["agent", "team_lead"]),
        ("roles", "Responsable d’équipe", ["team_lead"]),
        ("roles", "AGENT+agent", ["agent"]),
        ("staff_number", "0042", "0042"),
    ],
)
def test_values(key, written, read_as):
    found = reading(**{key: written})
    assert found.remarks == []
    assert found.values[key] == read_as


@pytest.mark.parametrize(
    ("key", "written", "told"),
    [
        ("first_name", "", "manque"),
        ("first_name", "06 12 34 56 78", "lettres"),
        ("first_name", "-", "lettres"),
        ("last_name", "x" * 151, "150"),
        ("first_name", "StÃ©phane", "accents"),
        ("first_name", "StÃ\u00a9phane", "accents"),
        ("last_name", "LefÃ¨vre", "accents"),
        ("last_name", "Ã‰mile", "accents"),
        ("last_name", "Lâ€™Hostis", "accents"),
        ("last_name", "CÅ“ur", "accents"),
        ("first_name", "St\ufffdphane", "accents"),
        ("team", "ComptabilitÃ©", "accents"),
        ("email", "stephane", "incomplète"),
        ("email", "stéphane@caisse.example", "sans accent"),
        ("email", "a@b@c.fr", "incomplète"),
        ("roles", "chef", "« chef » n’est pas un rôle"),
        ("roles", ",;|", "manque"),
        ("weekly_hours", "beaucoup", "nombre d’heures"),
        ("weekly_hours", "350", "1 à 48"),
        ("weekly_hours", "NaN", "1 à 48"),
        ("weekly_hours", "1e999999999", "1 à 48"),
        ("started_on", "30/02/2026", "n’existe pas"),
        ("started_on", "01/01/0026", "année"),
        ("started_on", "bientôt", "n’existe pas"),
        ("staff_number", "9" * 41, "40"),
        ("team", "x" * 81, "80"),
        ("leave_from", "21/12/2026", "premier et un dernier jour"),
        ("leave_to", "21/12/2026", "premier et un dernier jour"),
    ],
)
def test_sentences(key, written, told):
    assert told in remark(**{key: written})["sentence"]


def test_a_remark_names_the_column_and_what_was_found():
    found = remark(weekly_hours="350")
    assert (found["column"], found["found"]) == ("Heures", "350")


def test_leave_ends_after_it_starts():
    assert "avant d’avoir commencé" in remark(leave_from="31/12/2026", leave_to="21/12/2026")["sentence"]


def test_every_wrong_value_of_a_line_is_named():
    assert len(reading(email="x", weekly_hours="y", started_on="z").remarks) == 3


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_is_recognised_by_each_of_its_names(column):
    for name in (column.name, column.key, column.name.upper(), f" {column.name} ", *column.synonyms):
        assert recognise(name) is column


@given(st.dictionaries(st.sampled_from([column.key for column in COLUMNS]), st.text(max_size=60)))
def test_any_cells_are_read_or_told(cells):
    found = read(Row(2, cells))
    for told in found.remarks:
        assert told["sentence"]
    assert not (set(found.values) & {told["column"] for told in found.remarks})
