"""What is sealed opens with its key, in its place, unchanged; and with nothing else."""

from __future__ import annotations

import time
import unicodedata
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wellbeing.conftest import QUICK
from wellbeing import sealing
from wellbeing.sealing import Unreadable

KEY, OTHER_KEY = bytes(range(32)), bytes(32)
EVERY_DAY = sealing.ARGON2ID


@given(st.binary(max_size=2_000), st.text(max_size=80))
def test_what_is_sealed_opens_in_its_place(content, about):
    sealed = sealing.seal(KEY, content, about)
    assert sealing.unseal(KEY, sealed, about) == content
    assert sealing.seal(KEY, content, about) != sealed, "a nonce is never used twice"


@given(st.binary(max_size=300), st.data())
def test_one_bit_changed_and_it_does_not_open(content, data):
    sealed = bytearray(sealing.seal(KEY, content, "ici"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unreadable):
        sealing.unseal(KEY, bytes(sealed), "ici")


@given(st.binary(max_size=200))
def test_anything_else_does_not_open(junk):
    with pytest.raises(Unreadable):
        sealing.unseal(KEY, junk, "ici")


def test_another_key_or_another_place_opens_nothing():
    sealed = sealing.seal(KEY, b"x", "ici")
    for key, about in ((OTHER_KEY, "ici"), (KEY, "ailleurs"), (b"short", "ici")):
        with pytest.raises(Unreadable):
            sealing.unseal(key, sealed, about)


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_two_passphrases_give_two_keys(one, other):
    salt = bytes(16)
    same = sealing.from_passphrase(one, salt, QUICK)
    assert sealing.from_passphrase(one, salt, QUICK) == same != sealing.from_passphrase(one, bytes(15) + b"\x01", QUICK)
    alike = unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other)
    assert (sealing.from_passphrase(other, salt, QUICK) == same) is alike


def test_an_accent_typed_on_another_keyboard_is_the_same():
    assert sealing.from_passphrase("été", bytes(16), QUICK) == sealing.from_passphrase("e\u0301te\u0301", bytes(16), QUICK)


def test_a_code_is_copied_by_hand():
    code = sealing.new_code()
    assert len(code.replace("-", "")) == 25 and len({sealing.new_code() for _time in range(100)}) == 100
    assert sealing.from_code(f" {code.lower().replace('-', ' ')} ", "ici") == sealing.from_code(code, "ici")
    assert sealing.from_code("O1L", "ici") == sealing.from_code("011", "ici") != sealing.from_code("011", str(uuid4()))


def test_the_derivation_of_every_day_is_slow_enough_and_not_too_slow():
    """A guess costs 64 MiB and a sixth of a second of one core or so; a person waits for less than a second, on a busy machine too."""
    began = time.process_time()
    sealing.from_passphrase("quatre mots", bytes(16), EVERY_DAY)
    assert 0.02 < time.process_time() - began < 3
