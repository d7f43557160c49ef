"""The pages of an import: who opens them, what they say at each step, what a wrong file gets."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import roles
from accounts.models import Role, RosterImport, User
from background.models import Job
from background.runner import work_off

CSV = "Prénom;Nom;Courriel;Rôles\nStéphane;Le Bihan;stephane@caisse.example;agent\nLéa;Petit;lea;agent\n".encode()


def file(content: bytes = CSV, name: str = "liste.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def sent(alice, sign_in) -> RosterImport:
    answer = sign_in(alice).post("/importations/", {"file": file()})
    roster_import = RosterImport.objects.get()
    assert answer.headers["Location"] == f"/importations/{roster_import.pk}/"
    return roster_import


@pytest.fixture
def checked(sent) -> RosterImport:
    work_off("default")
    sent.refresh_from_db()
    return sent


def test_from_the_form_to_the_directory(sent, alice, sign_in):
    client = sign_in(alice)
    page = f"/importations/{sent.pk}/"
    assert "hx-get" in client.get(page).content.decode()
    work_off("default")
    shown = client.get(f"{page}?resultat=tout").content.decode()
    assert "Stéphane Le Bihan" in shown and "à créer" in shown.lower() and "1 ligne reste de côté" in shown
    client.post(f"{page}confirmer/")
    work_off("default")
    shown = client.get(f"{page}?resultat=tout").content.decode()
    assert "Import terminé : 1 personne" in shown and "créée" in shown.lower() and "à créer" not in shown.lower()
    assert "Le Bihan" in client.get("/annuaire/").content.decode()


def test_what_is_to_correct_comes_first(checked, alice, sign_in):
    page = sign_in(alice).get(f"/importations/{checked.pk}/").content.decode()
    assert "lea" in page and "incomplète" in page
    assert "Stéphane" not in page


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "Choisissez un fichier CSV"),
        ({"file": "texte"}, "Choisissez un fichier CSV"),
        ({"file": file(b"")}, "vide"),
        ({"file": file(b"x" * 5_000_001)}, "5 Mo"),
        ({"file": file(name="x" * 201 + ".csv")}, "nom de ce fichier"),
    ],
)
def test_a_wrong_form_says_why(files, told, alice, sign_in):
    answer = sign_in(alice).post("/importations/", files)
    assert answer.status_code == 400
    assert told in answer.content.decode()


@pytest.mark.parametrize("name", ["../../etc/passwd", "c:\\liste.csv", "\u202eliste.csv", "liste\0.csv", "<b>.csv"])
def test_hostile_file_names_are_names(name, alice, sign_in):
    client = sign_in(alice)
    assert client.post("/importations/", {"file": file(name=name)}).status_code in (302, 400)
    assert "<b>.csv" not in client.get("/importations/").content.decode()


def test_a_refused_file_says_why(alice, sign_in):
    client = sign_in(alice)
    client.post("/importations/", {"file": file(b"%PDF-1.7 ...", "liste.csv")})
    work_off("default")
    assert "Ce fichier n’est pas un CSV, c’est un fichier PDF" in client.get(RosterImport.objects.get().get_absolute_url()).content.decode()


def test_charlie_and_bob_see_nothing_of_it(checked, charlie, bob, sign_in):
    for path in ("", "rapport.csv", "rapport.xlsx"):
        assert sign_in(charlie).get(f"/importations/{checked.pk}/{path}").status_code == 404
        assert sign_in(bob).get(f"/importations/{checked.pk}/{path}").status_code == 403
    for verb in ("confirmer", "abandonner", "reprendre", "effacer"):
        assert sign_in(charlie).post(f"/importations/{checked.pk}/{verb}/").status_code == 404
        assert sign_in(bob).post(f"/importations/{checked.pk}/{verb}/").status_code == 403
    checked.refresh_from_db()
    assert checked.state == "checked"


def test_a_colleague_of_the_same_organisation_may_confirm(checked, dora, sign_in):
    sign_in(dora).post(f"/importations/{checked.pk}/confirmer/")
    work_off("default")
    assert User.objects.filter(email="stephane@caisse.example").exists()


def test_abandoned_nothing_changes(checked, alice, sign_in):
    client = sign_in(alice)
    client.post(f"/importations/{checked.pk}/abandonner/")
    client.post(f"/importations/{checked.pk}/confirmer/")
    work_off("default")
    assert not User.objects.filter(email="stephane@caisse.example").exists()
    assert "rien n’a changé" in client.get(f"/importations/{checked.pk}/").content.decode()


def test_a_check_that_was_stopped_starts_again_or_is_abandoned(sent, alice, sign_in):
    client = sign_in(alice)
    assert client.post(f"/importations/{sent.pk}/abandonner/", follow=True).status_code == 200
    sent.refresh_from_db()
    assert sent.state == "checking"
    sent.job.cancel()
    assert "Reprendre cette étape" in client.get(f"/importations/{sent.pk}/").content.decode()
    client.post(f"/importations/{sent.pk}/reprendre/")
    client.post(f"/importations/{sent.pk}/reprendre/")
    assert Job.objects.filter(kind="accounts.check_roster", state="waiting").count() == 1
    sent.refresh_from_db()
    sent.job.cancel()
    client.post(f"/importations/{sent.pk}/abandonner/")
    sent.refresh_from_db()
    assert (sent.state, sent.content) == ("abandoned", None)


def test_a_report_is_erased_once_it_is_over(checked, alice, sign_in):
    client = sign_in(alice)
    client.post(f"/importations/{checked.pk}/effacer/")
    assert RosterImport.objects.exists()
    client.post(f"/importations/{checked.pk}/abandonner/")
    client.post(f"/importations/{checked.pk}/effacer/")
    assert not RosterImport.objects.exists()


def test_the_report_as_a_table(checked, alice, sign_in):
    client = sign_in(alice)
    lines = client.get(f"/importations/{checked.pk}/rapport.csv").content.decode("utf-8-sig").splitlines()
    assert lines[1] == "2;à créer;Stéphane Le Bihan;stephane@caisse.example;;;;"
    assert lines[2].startswith("3;à corriger;Léa Petit;lea;Courriel;lea;;Cette adresse est incomplète")
    assert client.get(f"/importations/{checked.pk}/rapport.xlsx").content.startswith(b"PK")


def test_the_example_file_is_a_good_roster(alice, caisse, sign_in):
    client = sign_in(alice)
    example = client.get("/importations/exemple.csv").content
    client.post("/importations/", {"file": file(example)})
    work_off("default")
    assert set(RosterImport.objects.get().lines.values_list("verdict", flat=True)) == {"create"}


@pytest.mark.parametrize("query", ["resultat=%00", "resultat=x", "page=-3", "page=" + "9" * 5000])
def test_odd_addresses_are_no_error(query, checked, alice, sign_in):
    assert sign_in(alice).get(f"/importations/{checked.pk}/?{query}").status_code == 200


@pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 30])
def test_imports_that_do_not_exist(pk, alice, sign_in):
    assert sign_in(alice).get(f"/importations/{pk}/").status_code == 404
    assert sign_in(alice).get(f"/importations/{pk}/rapport.csv").status_code == 404


def test_who_manages_two_organisations_chooses(alice, caisse, prefecture, sign_in):
    roles.grant(alice, Role.HR, organisation=prefecture)
    client = sign_in(alice)
    assert f"?organisation={prefecture.pk}" in client.get("/importations/").content.decode()
    client.post(f"/importations/?organisation={prefecture.pk}", {"file": file()})
    assert RosterImport.objects.get().organisation == prefecture


def test_nobody_imports_into_another_organisation_by_the_address(alice, prefecture, caisse, sign_in):
    sign_in(alice).post(f"/importations/?organisation={prefecture.pk}", {"file": file()})
    assert RosterImport.objects.get().organisation == caisse
