"""Each page, for those who may open it, draws itself without an undefined variable."""

import pytest

from accounts import notices
from accounts.models import Leave
from accounts.roster.columns import COLUMNS

OWN = ["/mon-compte/", "/notifications/", "/annuaire/", "/mon-compte/mes-absences.ics", "/mon-compte/securite/"]
MANAGER = [*OWN, "/annuaire/annuaire.csv", "/annuaire/annuaire.xlsx", "/importations/", "/importations/exemple.csv"]
ADMINISTRATOR = [*MANAGER, "/equipes/", "/envois/", "/organisation/", "/journal-de-securite/"]


@pytest.fixture
def something_to_show(bob, dora, alice) -> None:
    for person in (bob, dora, alice):
        notices.notify(person, "essai", "Un titre", "Un texte", url="/annuaire/")
        Leave.objects.create(user=person, first_day="2030-01-01", last_day="2030-01-02")


@pytest.mark.parametrize("path", OWN)
def test_bob_opens(path, bob, sign_in, something_to_show):
    assert sign_in(bob).get(path).status_code == 200


@pytest.mark.parametrize("path", MANAGER)
def test_alice_opens(path, alice, sign_in, something_to_show):
    assert sign_in(alice).get(path).status_code == 200


@pytest.mark.parametrize("path", ADMINISTRATOR)
def test_dora_opens(path, dora, sign_in, something_to_show):
    assert sign_in(dora).get(path).status_code == 200


@pytest.mark.parametrize("path", sorted(set(ADMINISTRATOR) - {*OWN, "/importations/exemple.csv"}))
def test_bob_is_kept_out(path, bob, sign_in):
    assert sign_in(bob).get(path).status_code == 403


@pytest.mark.parametrize("path", sorted(set(ADMINISTRATOR) - set(MANAGER)))
def test_alice_is_kept_out_of_administration(path, alice, sign_in):
    assert sign_in(alice).get(path).status_code == 403


def test_the_import_page_names_every_column(alice, sign_in):
    page = sign_in(alice).get("/importations/").content.decode()
    for column in COLUMNS:
        assert f"<dt>{column.name}" in page


def test_the_pages_of_a_person(alice, bob, dora, sign_in, something_to_show):
    for reader in (alice, bob, dora):
        assert sign_in(reader).get(f"/annuaire/{bob.pk}/").status_code == 200
    assert sign_in(alice).get(f"/annuaire/{bob.pk}/poste/").status_code == 200


def test_a_passer_by_is_asked_to_sign_in(client, db):
    for path in ADMINISTRATOR:
        assert client.get(path).headers["Location"].startswith("/compte/")
