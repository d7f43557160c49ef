"""A file from the form to the directory: checked, confirmed, imported, told line by line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import imports, roles
from accounts.models import Delivery, Leave, Organisation, Role, RoleHeld, RosterImport, Team, User
from accounts.notices import INVITATION
from background.models import Job
from background.runner import perform, work_off

HEADINGS = "Prénom;Nom;Courriel;Rôles;Équipe;Métier;Heures;Début;Matricule;Absence du;Absence au"
STEPHANE = "Stéphane;Le Bihan;stephane@caisse.example;agent;Retraite 2;Agent d’accueil;17,5;02/03/2026;B1;21/12/2026;31/12/2026"
MAELLE = "Maëlle;N’Diaye;maelle@caisse.example;agent | coach;Retraite 3;;;;;;"

State = RosterImport.State


@pytest.fixture
def check(alice, caisse) -> Callable[..., RosterImport]:
    """``check(line, …)``: a file of these lines sent by Alice, or ``by=``, and checked."""

    def checked(*lines: str, by: User | None = None, organisation: Organisation = caisse, encoding: str = "utf-8") -> RosterImport:
        file = SimpleUploadedFile("liste.csv", "\n".join([HEADINGS, *lines]).encode(encoding))
        roster_import = imports.upload(by or alice, organisation, file)
        work_off("default")
        roster_import.refresh_from_db()
        return roster_import

    return checked


@pytest.fixture
def apply(check, alice) -> Callable[..., RosterImport]:
    def applied(*lines: str, **options: object) -> RosterImport:
        roster_import = check(*lines, **options)
        assert imports.confirm(roster_import, alice)
        work_off("default")
        roster_import.refresh_from_db()
        return roster_import

    return applied


def verdicts(roster_import: RosterImport) -> dict[int, str]:
    return dict(roster_import.lines.values_list("number", "verdict"))


def sentence(roster_import: RosterImport, number: int = 2) -> str:
    return " ".join(remark["sentence"] for remark in roster_import.lines.get(number=number).remarks)


def test_the_check_writes_nothing_about_people(check):
    before = User.objects.count()
    roster_import = check(STEPHANE, MAELLE)
    assert roster_import.state == State.CHECKED
    assert verdicts(roster_import) == {2: "create", 3: "create"}
    assert User.objects.count() == before
    assert not Team.objects.filter(name="Retraite 3").exists()
    assert roster_import.content is None


def test_the_import_creates_people_with_all_that_the_file_says(apply, caisse):
    assert apply(STEPHANE, MAELLE).state == State.APPLIED
    stephane = User.objects.get(email="stephane@caisse.example")
    assert (stephane.first_name, stephane.last_name, stephane.filed_as) == (
        "Stéphane",
        "Le Bihan",
        "le bihan stephane stephane@caisse.example",
    )
    assert not stephane.has_usable_password()
    post = stephane.posts.get()
    assert (post.organisation, str(post.team), str(post.weekly_hours), post.staff_number) == (caisse, "Retraite 2", "17.50", "B1")
    assert str(stephane.leaves.get()) == "21/12/2026 – 31/12/2026"
    maelle = User.objects.get(email="maelle@caisse.example")
    assert {(held.role, str(held.team)) for held in maelle.roles} == {("agent", "Retraite 3"), ("coach", "Retraite 3")}


def test_each_new_person_is_invited_once(apply, mailoutbox):
    apply(STEPHANE, MAELLE)
    assert sorted(mail.to[0] for mail in mailoutbox) == ["maelle@caisse.example", "stephane@caisse.example"]
    apply(STEPHANE, MAELLE)
    assert len(mailoutbox) == 2
    assert Delivery.objects.filter(notification__kind=INVITATION, state=Delivery.State.SENT).count() == 2


def test_a_second_import_changes_nothing(apply, check):
    apply(STEPHANE, MAELLE)
    people = list(User.objects.values())
    again = check(STEPHANE, MAELLE)
    assert verdicts(again) == {2: "unchanged", 3: "unchanged"}
    apply(STEPHANE, MAELLE)
    assert list(User.objects.values()) == people
    assert Leave.objects.count() == 1


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8-sig", "utf-16"])
def test_stephane_stays_stephane(encoding, apply):
    apply(STEPHANE.replace("’", "'"), encoding=encoding)
    assert User.objects.filter(first_name="Stéphane").exists()


def test_three_bad_lines_stop_nothing_else(apply):
    roster_import = apply(
        STEPHANE,
        ";Sans Prénom;sans@caisse.example;agent;;;;;;;",
        "Léa;Petit;lea(at)caisse.example;agent;;;;;;;",
        "Marc;Oger;marc@caisse.example;pilote;;;99;;;;",
        MAELLE,
    )
    assert verdicts(roster_import) == {2: "create", 3: "error", 4: "error", 5: "error", 6: "create"}
    assert User.objects.filter(email__endswith="@caisse.example").count() == 2
    assert {remark["column"] for remark in roster_import.lines.get(number=5).remarks} == {"Rôles", "Heures"}


def test_the_report_tells_what_changes(apply, check):
    apply(STEPHANE)
    roster_import = check(STEPHANE.replace("Retraite 2", "Retraite 3").replace("17,5", "35").replace("02/03/2026", "03/03/2026"))
    changes = {(change["column"], change["before"], change["after"]) for change in roster_import.lines.get().changes}
    assert changes == {
        ("Équipe", "Retraite 2", "Retraite 3"),
        ("Heures", "17,5", "35"),
        ("Début", "02/03/2026", "03/03/2026"),
        ("Rôles", "agent (Retraite 2)", "agent (Retraite 3)"),
    }


def test_a_person_who_changes_team_takes_the_role_along(apply):
    apply(STEPHANE)
    apply(STEPHANE.replace("Retraite 2", "Retraite 3"))
    stephane = User.objects.get(email="stephane@caisse.example")
    assert [str(held.team) for held in stephane.roles] == ["Retraite 3"]
    assert str(stephane.posts.get().team) == "Retraite 3"


def test_roles_are_added_never_taken_back(apply):
    apply(MAELLE)
    apply(MAELLE.replace("agent | coach", "agent"))
    assert RoleHeld.objects.filter(user__email="maelle@caisse.example").count() == 2


def test_a_team_is_found_whatever_its_capitals(apply, retraite):
    apply(STEPHANE.replace("Retraite 2", "RETRAITE 2"))
    assert Team.objects.get() == retraite


def test_new_teams_are_told_beforehand(check, retraite):
    assert "Retraite 3" in " ".join(check(STEPHANE, MAELLE).remarks)
    assert "Retraite 2" not in " ".join(check(STEPHANE, MAELLE).remarks)


def test_the_same_address_twice_is_named(check):
    roster_import = check(STEPHANE, MAELLE, STEPHANE.replace("stephane@", "STEPHANE@").replace("B1", "B2"))
    assert verdicts(roster_import) == {2: "create", 3: "create", 4: "error"}
    assert "déjà à la ligne 2" in sentence(roster_import, 4)


def test_the_same_staff_number_twice_is_named(check, bob):
    roster_import = check(STEPHANE, STEPHANE.replace("stephane@", "autre@"), STEPHANE.replace("stephane@", "tiers@").replace("B1", "A1"))
    assert verdicts(roster_import) == {2: "create", 3: "error", 4: "error"}
    assert "déjà à la ligne 2" in sentence(roster_import, 3)
    assert "autre personne" in sentence(roster_import, 4)


def test_charlie_of_another_body_is_refused_without_a_word_about_it(check, charlie, prefecture):
    roster_import = check(f"Charlie;Colin;{charlie.email};agent;;;;;;;", STEPHANE)
    assert verdicts(roster_import) == {2: "error", 3: "create"}
    assert prefecture.name not in sentence(roster_import)
    assert roster_import.lines.get(number=2).changes == []


def test_somebody_who_left_is_taken_back(check, apply, bob, retraite):
    post = bob.posts.get()
    post.ended_on = "2026-01-01"
    post.started_on = "2025-01-01"
    post.save()
    apply(f"Bob;Bernard;{bob.email};agent;Retraite 2;;;;A1;;")
    assert bob.posts.lasting().get().staff_number == "A1"
    assert bob.posts.count() == 2


def test_a_closed_account_is_told(check, bob):
    bob.is_active = False
    bob.save()
    assert "fermé" in sentence(check(f"Bob;Bernard;{bob.email};agent;;;;;;;"))


def test_hr_gives_no_administrator_by_file(check):
    roster_import = check(STEPHANE.replace(";agent;", ";administration;"))
    assert verdicts(roster_import) == {2: "error"}
    assert "administration du portail" in sentence(roster_import)


def test_an_administrator_does(check, apply, dora):
    apply(STEPHANE.replace(";agent;", ";administration;"), by=dora)
    assert User.objects.get(email="stephane@caisse.example").holds(Role.ADMINISTRATOR)


def test_who_is_no_administrator_any_more_when_it_is_applied_gives_none(check, dora, alice, caisse):
    other = User.objects.create_user("other@example.org")
    roles.grant(other, Role.ADMINISTRATOR, organisation=caisse)
    roster_import = check(STEPHANE.replace(";agent;", ";administration;"), by=dora)
    roles.revoke(dora.roles[0])
    imports.confirm(roster_import, alice)
    work_off("default")
    assert verdicts(roster_import) == {2: "error"}
    assert not User.objects.filter(email="stephane@caisse.example").exists()


def test_alice_does_not_promote_herself_by_file(check, alice):
    assert "Vos propres rôles" in sentence(check(f"Alice;Arnaud;{alice.email};coach;;;;;;;"))


def test_leave_that_overlaps_is_told(check, apply):
    apply(STEPHANE)
    assert "recoupent" in sentence(check(STEPHANE.replace("31/12/2026", "04/01/2027")))
    assert verdicts(check(STEPHANE.replace("21/12/2026", "24/12/2026"))) == {2: "unchanged"}


def test_what_changed_between_check_and_import_is_looked_at_again(check, alice, charlie, prefecture, somebody):
    roster_import = check(STEPHANE, MAELLE)
    somebody("stephane", organisation=prefecture, team=None)
    User.objects.filter(email="stephane@example.org").update(email="stephane@caisse.example")
    imports.confirm(roster_import, alice)
    work_off("default")
    assert verdicts(roster_import) == {2: "error", 3: "create"}
    assert User.objects.filter(email="maelle@caisse.example").exists()


def test_a_file_that_is_no_roster_is_refused(alice, caisse):
    roster_import = imports.upload(alice, caisse, SimpleUploadedFile("liste.csv", b"PK\x03\x04"))
    work_off("default")
    roster_import.refresh_from_db()
    assert roster_import.state == State.REFUSED
    assert "tableur" in roster_import.refusal
    assert roster_import.content is None


REFUSE_MAELLE = {
    "sqlite": [
        "CREATE TEMP TRIGGER refuse_maelle BEFORE INSERT ON accounts_user"
        " WHEN NEW.email LIKE 'maelle%' BEGIN SELECT RAISE(ABORT, 'no'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION pg_temp.refuse() RETURNS trigger AS"
        " $$ BEGIN RAISE integrity_constraint_violation USING MESSAGE = 'no'; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER refuse_maelle BEFORE INSERT ON accounts_user FOR EACH ROW"
        " WHEN (NEW.email LIKE 'maelle%') EXECUTE FUNCTION pg_temp.refuse()",
    ],
}


def test_a_line_that_the_database_refuses_stops_nothing_else(check, alice):
    roster_import = check(STEPHANE, MAELLE)
    with connection.cursor() as cursor:
        for statement in REFUSE_MAELLE[connection.vendor]:
            cursor.execute(statement)
    imports.confirm(roster_import, alice)
    work_off("default")
    assert verdicts(roster_import) == {2: "create", 3: "error"}
    assert User.objects.filter(email="stephane@caisse.example").exists()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER refuse_maelle" + (" ON accounts_user" if connection.vendor == "postgresql" else ""))


def test_queries_do_not_grow_with_the_lines(check, alice):
    def people(count: int, tag: str) -> list[str]:
        return [f"Ada;Petit;{tag}{n}@caisse.example;agent;Retraite {n % 5};;;;;21/12/2026;31/12/2026" for n in range(count)]

    def queries(lines: list[str]) -> int:
        roster_import = check(*lines)
        imports.confirm(roster_import, alice)
        with CaptureQueriesContext(connection) as captured:
            perform(Job.objects.claim_next("default", "test"))
        return len(captured)

    # SQLite takes a thousand values at a time: each table written asks once more for 150 people than for 10.
    assert queries(people(150, "b")) <= queries(people(10, "a")) + 6


def test_two_clicks_apply_once(check, alice, mailoutbox):
    roster_import = check(STEPHANE)
    assert imports.confirm(roster_import, alice)
    assert not imports.confirm(roster_import, alice)
    work_off("default")
    assert len(mailoutbox) == 1


def test_the_importer_is_told_in_the_portal(apply, alice):
    apply(STEPHANE)
    assert alice.notifications.get().title == "Import terminé : liste.csv"
