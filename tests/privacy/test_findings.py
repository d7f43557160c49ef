"""What people type of others is found; what they type of rules, sums and times is not."""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.fr import nir
from stdnum.iso7064 import mod_97_10

from privacy.findings import find
from privacy.kinds import Certainty, Kind
from privacy.masking import mask

SEPARATORS = st.sampled_from(["", " ", ".", "-", "\u00a0", "\u202f"])
WORDS = st.sampled_from(["", "rappeler ", "Mme P. dit : ", "(", "« "])


@st.composite
def spaced(draw, number: str) -> str:
    """The same number, with any separator or none after each character."""
    return "".join(character + draw(SEPARATORS) for character in number[:-1]) + number[-1]


@st.composite
def social_security_numbers(draw) -> str:
    department = draw(st.sampled_from([f"{n:02}" for n in range(1, 96)] + ["2A", "2B", "99"]))
    number = f"{draw(st.sampled_from('12'))}{draw(st.integers(0, 99)):02}{draw(st.integers(1, 12)):02}{department}"
    number += f"{draw(st.integers(1, 989)):03}{draw(st.integers(1, 999)):03}"
    return number + nir.calc_check_digits(number + "00")


@st.composite
def bank_accounts(draw) -> str:
    bank = draw(st.text("0123456789", min_size=10, max_size=10)) + draw(st.text("0123456789ABCXYZ", min_size=11, max_size=11))
    account = f"{bank}{draw(st.integers(0, 99)):02}"
    return f"FR{mod_97_10.calc_check_digits(f'{account}FR')}{account}"


@st.composite
def telephones(draw) -> str:
    national = draw(st.sampled_from("1234679")) + draw(st.text("0123456789", min_size=8, max_size=8))
    number = phonenumbers.parse(f"0{national}", "FR")
    assert phonenumbers.is_possible_number(number)
    return draw(st.sampled_from(["0", "+33", "0033"])) + national


def found_alone(text: str, number: str, kind: Kind) -> bool:
    return [(text[one.start : one.end], one.kind) for one in find(text)] == [(number, kind)]


@given(social_security_numbers().flatmap(spaced), WORDS)
def test_a_social_security_number_is_found_however_it_is_spaced(number, before):
    text = f"{before}{number} pour la retraite"
    assert found_alone(text, number, Kind.NIR)
    assert find(text)[0].certainty == Certainty.SURE


@given(social_security_numbers(), WORDS)
def test_it_is_found_without_its_key_too(number, before):
    assert found_alone(f"{before}{number[:13]}, sans la clé", number[:13], Kind.NIR)


@given(bank_accounts().flatmap(spaced), WORDS, st.booleans())
def test_a_bank_account_is_found_however_it_is_spaced(number, before, lower):
    number = number.lower() if lower else number
    assert found_alone(f"{before}{number} : refusé", number, Kind.IBAN)


@given(telephones().flatmap(spaced), WORDS)
def test_a_telephone_is_found_however_it_is_spaced(number, before):
    assert found_alone(f"{before}{number} pour la troisième fois", number, Kind.PHONE)


@given(st.text("0123456789", min_size=14, max_size=17), SEPARATORS)
def test_a_payment_card_is_found(digits, separator):
    number = f"4{digits}"
    number += luhn.calc_check_digit(number)
    written = separator.join(number[start : start + 4] for start in range(0, len(number), 4))
    assert found_alone(f"carte {written}, débitée", written, Kind.CARD)


@given(st.text("0123456789", min_size=6, max_size=30), st.sampled_from(["", " ", "\u00a0"]))
def test_six_digits_or_more_are_found_whatever_they_are(digits, separator):
    written = separator.join(digits)
    found = find(f"dossier {written}")
    left = re.split(r"\[.+?\]", mask(f"dossier {written}", found))
    assert found and all(sum(character.isdigit() for character in part) < 6 for part in left)


@given(st.text(st.characters(exclude_categories=["Nd", "Cs"], exclude_characters="@")))
def test_without_digit_or_at_sign_there_is_nothing(text):
    assert find(text) == []


@given(st.text(st.sampled_from("0123456789 .-/+@()FRabcéàZ\u00a0\n")))
def test_findings_lie_inside_the_text_and_apart(text):
    found = find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("écrire à Jeanne.Perrin@example.org, sans réponse", Kind.EMAIL),
        ("voiture AB-123-CD", Kind.PLATE),
        ("voiture ab-123-cd", Kind.PLATE),
        ("voiture ZZ 987 ZY", Kind.PLATE),
        ("voiture 1234 AB 44", Kind.PLATE),
        ("née le 17/04/1958", Kind.BIRTH_DATE),
        ("né 17.04.1958", Kind.BIRTH_DATE),
        ("date de naissance : 17 avril 1958", Kind.BIRTH_DATE),
        ("son fils, né le 3 juillet 2023", Kind.BIRTH_DATE),
        ("le 01-02-1949", Kind.BIRTH_DATE),
        ("dossier 9 999 417 K", Kind.NUMBER),
        ("dossier n° 20241187", Kind.NUMBER),
        ("rappeler au +44 20 7946 0958", Kind.PHONE),
        ("rappeler au +33 (0)6 39 98 12 34", Kind.PHONE),
    ],
)
def test_each_kind_is_known(text, kind):
    assert [one.kind for one in find(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "1 200 euros", "120 000 €", "1 234 567,89 €", "250000 euros", "120 000 retraités", "62 %", "9 h 12", "de 9 h 30 à 12 h 45",
        "2024", "en 2024 2025", "2024-2025", "depuis le 1er janvier 2026", "depuis le 01/01/2026", "avant le 28/02/2099",
        "décret 2023-435 du 3 juin 2023", "article L. 351-1", "R. 351-37", "44000 Nantes", "le 3960", "le 36 46", "poste 4521",
        "3 mois et 12 jours", "le courrier R12, page 3", "24 48 72 heures", "31/02/1958", "elle ne paie plus depuis mars 2026",
        "10 000 dossiers", "formulaire S 3705", "cerfa 15725",
    ],
)  # fmt: skip
def test_sums_times_years_and_references_of_rules_are_no_personal_data(text):
    assert find(text) == []


@pytest.mark.parametrize("text", ["0 809 10 20 30", "SIRET 388 474 337 00012", "dossier 123456", "le 14/03/1958"])
def test_a_person_may_know_better(text):
    assert {one.certainty for one in find(text)} == {Certainty.POSSIBLE}


def test_the_mask_keeps_what_it_was():
    text = "Mme P. (06 39 98 12 34, jeanne@example.org) rappelle."
    assert mask(text, find(text)) == "Mme P. ([téléphone], [adresse e-mail]) rappelle."
    assert find(mask(text, find(text))) == []


def test_a_birth_date_of_tomorrow_is_none():
    tomorrow = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=2)
    assert find(f"née le {tomorrow:%d/%m/%Y}") == []


def test_nothing_of_it_is_logged(caplog):
    caplog.set_level(logging.DEBUG)
    find("06 39 98 12 34, 2 58 04 99 991 012 15, FR76 9999 9990 0100 0001 2345 666, x@example.org")
    assert caplog.records == []
