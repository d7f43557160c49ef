from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from accounts.models import Post, Role, Team, User
from courses import assigning, demo_assignments, enrolling
from courses.errors import AlreadyAssigned
from courses.models import Assignment, Enrolment
from tests.courses import made

ASSIGNMENTS = "/cours/affectations/"


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.fixture
def alices(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def to_the_team(course, caisse, retraite, alice) -> Assignment:
    return assigning.assign(course, caisse, retraite, in_days(9), alice)


def test_what_is_asked_of_a_team_is_due_for_its_people_and_for_who_joins_later(to_the_team, bob, charlie, alice, retraite, caisse):
    assert [each.due_on for each in assigning.due(bob)] == [in_days(9)]
    assert assigning.due(alice) == assigning.due(charlie) == []
    Post.objects.create(user=charlie, organisation=caisse, team=retraite)
    assert len(assigning.due(fresh(charlie))) == 1
    bob.posts.update(started_on=in_days(-30), ended_on=in_days(-1))
    assert assigning.due(fresh(bob)) == [], "who left the team is asked nothing"


def test_of_several_demands_the_nearest_day_counts_and_the_whole_body_is_concerned(to_the_team, course, caisse, alice, bob):
    assigning.assign(course, caisse, None, in_days(3), alice)
    [due] = assigning.due(bob)
    assert due.due_on == in_days(3)
    assert [each.due_on for each in assigning.due(alice)] == [in_days(3)]


def test_what_is_completed_or_withdrawn_is_due_no_more(to_the_team, course, bob):
    enrolment = enrolling.enrol(bob, course)
    assert assigning.due(bob)[0].enrolment == enrolment
    Enrolment.objects.update(completed_at=timezone.now())
    assert assigning.due(bob) == []
    Enrolment.objects.update(completed_at=None)
    assert assigning.withdraw(to_the_team) and not assigning.withdraw(to_the_team)
    assert assigning.due(bob) == []


def test_a_course_that_is_no_longer_published_is_due_to_nobody(to_the_team, course, bob):
    course.unpublish()
    assert assigning.due(bob) == []


def test_the_same_people_are_asked_once_at_a_time(to_the_team, course, caisse, retraite, alice):
    with pytest.raises(AlreadyAssigned):
        assigning.assign(course, caisse, retraite, in_days(20), alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        for _ in range(2):
            Assignment.objects.create(course=course, organisation=caisse, due_on=in_days(2))
    assigning.withdraw(to_the_team)
    assert assigning.assign(course, caisse, retraite, in_days(20), alice)


def test_hr_asks_follows_and_withdraws(alices, course, retraite, bob):
    assert "Aucun cours n’est demandé" in alices.get(ASSIGNMENTS).content.decode()
    data = {"course": course.pk, "target": f"t{retraite.pk}", "due_on": in_days(9).isoformat()}
    page = alices.post(ASSIGNMENTS, data, follow=True).content.decode()
    assert "Le cours paraît sur l’accueil" in page and "moins de 10 personnes" in page
    again = alices.post(ASSIGNMENTS, data)
    assert again.status_code == 400 and "déjà demandé à ces personnes" in again.content.decode()
    assignment = Assignment.objects.get()
    page = alices.post(reverse("courses:withdraw_assignment", args=[assignment.pk]), follow=True).content.decode()
    assert "L’affectation est retirée" in page and assigning.due(bob) == []


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("due_on", "", "Indiquez un jour"), ("due_on", "31/02/2027", "n’existe pas"), ("due_on", "\x00", "n’existe pas"),
        ("due_on", timezone.localdate().isoformat(), "choisissez un jour à venir"), ("due_on", "9999-12-31", "paraît fausse"),
        ("target", "", "Choisissez à qui"),
        ("target", "t999999", "Choisissez dans la liste"), ("target", "\x00", "Choisissez dans la liste"),
        ("course", "", "Choisissez un cours"),
        ("course", "9" * 40, "Choisissez dans la liste"), ("course", "\x00", "Choisissez dans la liste"),
        ("course", "x" * 900, "Choisissez dans la liste"),
    ],
)  # fmt: skip
def test_bad_input_comes_back_with_a_sentence(alices, course, retraite, name, value, sentence):
    data = {"course": course.pk, "target": f"t{retraite.pk}", "due_on": in_days(9).isoformat()} | {name: value}
    response = alices.post(ASSIGNMENTS, data)
    assert response.status_code == 400 and sentence in response.content.decode()
    assert not Assignment.objects.exists()


def test_nobody_asks_anything_of_another_body(alices, course, prefecture, alice):
    team = Team.objects.create(organisation=prefecture, name="Titres")
    for target in (f"t{team.pk}", f"o{prefecture.pk}"):
        data = {"course": course.pk, "target": target, "due_on": in_days(9).isoformat()}
        assert alices.post(ASSIGNMENTS, data).status_code == 400
    theirs = assigning.assign(course, prefecture, team, in_days(9), alice)
    assert "Titres" not in alices.get(ASSIGNMENTS).content.decode()
    assert alices.post(reverse("courses:withdraw_assignment", args=[theirs.pk])).status_code == 404


def test_who_trains_one_team_asks_of_that_team_only(client, bob, caisse, retraite, course, to_the_team, alice):
    other = Team.objects.create(organisation=caisse, name="Titres")
    assigning.assign(course, caisse, other, in_days(9), alice)
    roles.grant(bob, Role.TRAINER, organisation=caisse, team=retraite)
    client.force_login(fresh(bob))
    page = client.get(ASSIGNMENTS).content.decode()
    assert "Retraite 2" in page and "Titres" not in page and "Toute l’organisation" not in page
    data = {"course": course.pk, "target": f"t{other.pk}", "due_on": in_days(9).isoformat()}
    assert client.post(ASSIGNMENTS, data).status_code == 400


def test_the_demonstration_asks_once(course, retraite, alice, bob):
    assert demo_assignments.load(retraite, alice) == 0, "with a single course there is nothing to show"
    made.course("Dire non", "dire-non")
    assert demo_assignments.load(retraite, alice) == 2
    assert [each.course.title for each in assigning.due(bob)] == [course.title, "Dire non"]
    Assignment.objects.update(withdrawn_at=timezone.now())
    assert demo_assignments.load(retraite, alice) == 0


@pytest.mark.parametrize("role", [Role.AGENT, Role.COACH, Role.TEAM_LEAD, Role.ADMINISTRATOR, Role.DPO])
def test_others_neither_see_nor_ask(client, charlie, prefecture, role):
    roles.grant(charlie, role, organisation=prefecture)
    client.force_login(fresh(charlie))
    assert client.get(ASSIGNMENTS).status_code == client.post(ASSIGNMENTS).status_code == 403
    assert "Affectations" not in client.get("/cours/").content.decode()


def test_figures_are_shown_from_ten_people_up_and_name_nobody(alices, to_the_team, course, caisse, retraite):
    people = [User.objects.create_user(f"agent{number}@example.org", first_name="Zoé", last_name=f"Z{number}") for number in range(10)]
    for person in people[:8]:
        Post.objects.create(user=person, organisation=caisse, team=retraite, started_on=in_days(-30))
    for person in people[:3]:
        enrolling.enrol(person, course)
    Enrolment.objects.update(completed_at=timezone.now())
    assert Assignment.objects.counted().get().concerned == 8
    assert "moins de 10 personnes" in alices.get(ASSIGNMENTS).content.decode()
    for person in people[8:]:
        Post.objects.create(user=person, organisation=caisse, team=retraite, started_on=in_days(-30))
    page = alices.get(ASSIGNMENTS).content.decode()
    assert "3 sur 10" in page and "moins de 10 personnes" not in page and "Zoé" not in page
    Post.objects.filter(user=people[0]).update(ended_on=in_days(-1))
    assert Assignment.objects.counted().get().completed == 2, "who left is not counted"


def test_who_holds_two_posts_is_one_person(to_the_team, course, caisse, prefecture, retraite, bob, alice):
    Post.objects.create(user=bob, organisation=prefecture)
    assigning.assign(course, caisse, None, in_days(5), alice)
    assert {each.team_id: each.concerned for each in Assignment.objects.counted()} == {retraite.pk: 1, None: 2}


def test_the_list_asks_as_many_questions_for_many_assignments_as_for_few(alices, alice, caisse, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(60) as captured:
            alices.get(ASSIGNMENTS)
        return len(captured)

    def more(names: str) -> None:
        for name in names:
            team = Team.objects.create(organisation=caisse, name=name)
            assigning.assign(made.course(name, name), caisse, team, in_days(9), alice)

    more("ab")
    queries()
    few = queries()
    more("cdefghij")
    assert queries() == few
