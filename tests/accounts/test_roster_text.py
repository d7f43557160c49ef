"""The bytes of a file, whatever saved it."""

import codecs
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import RosterError
from accounts.roster.parsing import parse
from accounts.roster.text import read_lines

HEADINGS = "Prénom;Nom;Courriel;Rôles;Équipe"
LINE = "Stéphane;Le Bihan;stephane@caisse.example;agent;Retraite 2"
FILE = f"{HEADINGS}\r\n{LINE}\r\n"


@pytest.mark.parametrize(
    "content",
    [
        FILE.encode(),
        codecs.BOM_UTF8 + FILE.encode(),
        FILE.encode("latin-1"),
        FILE.encode("cp1252"),
        FILE.encode("utf-16"),
        codecs.BOM_UTF16_BE + FILE.encode("utf-16-be"),
        FILE.replace("é", "e\u0301").encode(),  # as macOS writes it
        FILE.replace("\r\n", "\n").encode(),
        FILE.replace("\r\n", "\r").encode(),
        FILE.replace(";", ",").encode(),
        FILE.replace(";", "\t").encode(),
        FILE.replace(";", "|").encode(),
        b"sep=;\r\n" + FILE.encode(),
        b"\r\n\r\n" + FILE.encode(),
        FILE.replace("Stéphane", ' "Stéphane" ').replace(' "', '"').replace('" ', '"').encode(),
        FILE.upper().replace("STÉPHANE", "Stéphane").encode(),
        FILE.replace("Stéphane", "  Stéphane\u00a0\u200b").encode(),
    ],
)
def test_stephane_stays_stephane(content):
    (row,) = parse(content).rows
    assert row.fault == ""
    assert row.cells["first_name"] == "Stéphane"
    assert row.cells["team"].lower() == "retraite 2"


def test_one_old_line_does_not_damage_the_others():
    content = f"{HEADINGS}\n{LINE}\n".encode() + LINE.replace("stephane@", "autre@").encode("latin-1")
    assert [row.cells["first_name"] for row in parse(content).rows] == ["Stéphane", "Stéphane"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "vide"),
        (b" \r\n\t", "vide"),
        (codecs.BOM_UTF8, "vide"),
        (codecs.BOM_UTF16_BE, "vide"),
        (b"PK\x03\x04" + b"\0" * 50, "tableur"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "PNG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel"),
        (b"<!DOCTYPE html><html>", "page web"),
        (bytes(range(256)) * 4, "texte"),
        (b"Pr\0nom;Nom", "texte"),
        (b"x" * 5_000_001, "5 Mo"),
        (b"Nom;Ville\nLe Bihan;Brest\n", "Prénom, Courriel, Rôles"),
        (f"{HEADINGS};Courriel\n{LINE};a@b.fr".encode(), "deux fois"),
        (HEADINGS.encode(), "ligne de titres"),
        (b"sep=;", "Il manque"),
        (HEADINGS.encode() + b"\n" + (LINE.encode() + b"\n") * 20_001, "20000 lignes"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_with_a_sentence(content, told):
    with pytest.raises(RosterError) as refused:
        parse(content)
    assert told in refused.value.sentence


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    try:
        parse(content)
    except RosterError as error:
        assert error.sentence


@given(st.binary(max_size=300))
def test_any_bytes_below_the_headings_are_rows_or_refused(content):
    try:
        roster = parse(f"{HEADINGS}\n".encode() + content)
    except RosterError as error:
        assert error.sentence
    else:
        numbers = [row.number for row in roster.rows]
        assert numbers == sorted(set(numbers))
        assert numbers[0] > 1


@given(st.text(st.characters(codec="utf-8", categories=["L", "M", "P"]), min_size=1, max_size=30))
def test_names_come_back_composed_however_they_were_written(name):
    for form in ("NFC", "NFD"):
        assert read_lines(f"x{unicodedata.normalize(form, name)}".encode()) == [unicodedata.normalize("NFC", f"x{name}")]
