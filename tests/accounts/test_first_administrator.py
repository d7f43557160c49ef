"""The first day of an empty portal: somebody types one command, Alice receives a link and opens the doors to the others."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organisation, RoleHeld, User
from background.runner import work_off


def first_administrator(email: str = "Alice.Martin@caisse.example", organisation: str = "Caisse de l’Ouest", name: str = "Alice") -> None:
    call_command("first_administrator", email, first_name=name, last_name="Martin", organisation=organisation, verbosity=0)


@pytest.fixture
def said(capsys) -> str:
    first_administrator()
    return capsys.readouterr().out


@pytest.mark.django_db
def test_alice_administers_her_organisation_and_is_invited(said, mailoutbox):
    work_off("default")
    alice = User.objects.get()
    assert alice.email == "alice.martin@caisse.example"
    assert [(held.role, held.organisation.name) for held in alice.roles] == [("administrator", "Caisse de l’Ouest")]
    assert [mail.to for mail in mailoutbox] == [[alice.email]]
    assert not alice.has_usable_password()
    assert alice.email in said


@pytest.mark.django_db
def test_asked_twice_there_is_still_one_of_each(said):
    first_administrator(organisation="CAISSE DE L’OUEST")
    assert (User.objects.count(), Organisation.objects.count(), RoleHeld.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"email": "alice"}, {"organisation": "C" * 200}, {"organisation": ""}])
def test_what_is_wrong_is_said_and_nothing_is_written(wrong):
    with pytest.raises(CommandError):
        first_administrator(**wrong)
    assert not User.objects.exists()
    assert not Organisation.objects.exists()
