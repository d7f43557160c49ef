import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts import passwords
from accounts.models import User

ALICE = User(email="alice.arnaud@caisse.example", first_name="Alice", last_name="Arnaud")


@pytest.mark.parametrize(
    "weak", ["", "azerty", "Motdepasse1!", "AliceArnaud2026!", "caisse.vigie.alice", "aaaaaaaaaaaaaaaaaaaaaaaa", "14071789"]
)
def test_guessed_at_once(weak):
    with pytest.raises(ValidationError):
        validate_password(weak, ALICE)


@pytest.mark.parametrize(
    "strong", ["quatre-phares-dans-la-brume", "lanterne calme et 7 mouettes", "ŒuvreÀ l’été§ brumeux", "x7#Qp2!vLm9w@RtK"]
)
def test_long_enough_to_last(strong):
    validate_password(strong, ALICE)


def test_ones_own_name_adds_nothing():
    assert passwords.bits("Alice-Arnaud-9", passwords.personal_words(ALICE)) < passwords.bits("Alice-Arnaud-9")


@given(st.text(max_size=400))
def test_any_text_is_measured_and_more_than_nothing_is_never_less_than_nothing(text):
    assert passwords.bits(text) >= 0.0


def test_changing_it_asks_for_the_current_one_and_keeps_the_session(client, alice):
    client.force_login(alice)
    new = "lanterne-calme-et-7-mouettes"
    wrong = client.post("/compte/password/change/", {"oldpassword": "wrong", "password1": new, "password2": new})
    assert wrong.status_code == 200
    assert "À corriger avant de continuer" in wrong.content.decode()
    sent = {"oldpassword": "quatre-phares-dans-la-brume", "password1": new, "password2": new}
    assert client.post("/compte/password/change/", sent).status_code == 302
    assert User.objects.get(pk=alice.pk).check_password(new)
    assert client.get("/mon-compte/").status_code == 200


def test_a_weak_one_is_refused_with_advice(client, alice):
    client.force_login(alice)
    sent = {"oldpassword": "quatre-phares-dans-la-brume", "password1": "azerty", "password2": "azerty"}
    assert "se devine trop vite" in client.post("/compte/password/change/", sent).content.decode()
