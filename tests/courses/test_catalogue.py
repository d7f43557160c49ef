from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from courses import assigning, enrolling, progress
from courses.models import CourseTopic, Enrolment
from tests.courses import made
from topics.models import Topic

CATALOGUE = "/cours/"
SOON = dt.timedelta(days=9)


@pytest.fixture
def bobs(client, bob):
    client.force_login(bob)
    return client


def html(client, address: str) -> str:
    return client.get(address).content.decode()


def test_without_a_course_the_list_says_what_will_come(bobs):
    assert "Aucun cours n’est encore publié" in html(bobs, CATALOGUE)


def test_what_is_due_stands_first_with_its_day_then_what_was_begun(bobs, bob, alice, caisse, retraite, course):
    begun, other = made.course("Dire non", "dire-non"), made.course("Écrire après", "ecrire")
    enrolling.enrol(bob, begun)
    day = timezone.localdate() + SOON
    assigning.assign(course, caisse, retraite, day, alice)
    page = html(bobs, CATALOGUE)
    places = [page.index(f">{title}<") for title in (course.title, begun.title, other.title)]
    assert places == sorted(places)
    assert "À terminer avant" in page and f" {day.day} " in page and "Leçons\u00a0: 0 sur 2" in page
    assert page.count(f">{course.title}<") == 1, "each course once"


def test_a_day_that_has_passed_offers_help_and_blames_nobody(bobs, alice, caisse, course):
    assigning.assign(course, caisse, None, timezone.localdate(), alice)
    page = html(bobs, CATALOGUE)
    assert "Besoin de temps" in page and "en retard" not in page


def test_words_and_life_events_find_courses_among_all(bobs, bob, course):
    other = made.course("Dire non", "dire-non")
    topic = Topic.objects.create(code="DEM", label="Déménager", life_event="moving")
    other.course_topics.add(CourseTopic(topic=topic))
    other.save()
    enrolling.enrol(bob, course)
    found = html(bobs, f"{CATALOGUE}?mots=DIRE+NON")
    assert other.title in found and course.title not in found
    assert course.title in html(bobs, f"{CATALOGUE}?mots=colere"), "begun courses are among all"
    found = html(bobs, f"{CATALOGUE}?moment=moving")
    assert other.title in found and course.title not in found
    assert "Aucun cours ne répond" in html(bobs, f"{CATALOGUE}?mots=zzz")


@pytest.mark.parametrize("query", ["mots=%00", "mots=" + "x" * 300, "moment=nowhere", "page=99999999999999999999", "page=x", "mots=%25_"])
def test_a_filter_that_makes_no_sense_is_no_fault(bobs, course, query):
    assert bobs.get(f"{CATALOGUE}?{query}").status_code == 200


def test_a_course_that_is_not_published_does_not_exist(bobs, course):
    course.unpublish()
    assert course.title not in html(bobs, CATALOGUE)
    for name in ("course", "quiz"):
        assert bobs.get(reverse(f"courses:{name}", args=["colere"])).status_code == 404


def test_the_course_page_has_one_thing_to_do_at_each_moment(bobs, bob, course):
    address = reverse("courses:course", args=["colere"])
    page = html(bobs, address)
    assert "Commencer" in page and "Accueillir" in page and "/lecons/1/" not in page
    started = bobs.post(reverse("courses:start", args=["colere"]))
    assert started.url == "/cours/colere/lecons/1/"
    enrolment = Enrolment.objects.get()
    first, second = course.lesson_list
    progress.reach(enrolment, first, progress.block_ids(first)[1])
    assert "Reprendre\u00a0: Écouter" in html(bobs, address)
    assert bobs.post(reverse("courses:start", args=["colere"])).url.endswith(progress.block_ids(first)[1]), "back to where one was"
    progress.finish(enrolment, first)
    assert "Lire\u00a0: Reformuler" in html(bobs, address)
    progress.finish(enrolment, second)
    assert "Passer au contrôle final" in html(bobs, address)
    bobs.post(reverse("courses:quiz", args=["colere"]))
    assert "Reprendre le contrôle final" in html(bobs, address)


def test_who_works_nowhere_is_told_why_no_course_begins(client, course, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody@example.org"))
    said = client.post(reverse("courses:start", args=["colere"]), follow=True).content.decode()
    assert "au sein d’une organisation" in said and not Enrolment.objects.exists()


def test_the_dashboard_says_what_is_due_and_where_to_resume(bobs, bob, alice, caisse, retraite, course):
    assert "Reprendre là où vous étiez" not in html(bobs, "/")
    assigning.assign(course, caisse, retraite, timezone.localdate() + SOON, alice)
    assert "À terminer avant" in html(bobs, "/")
    enrolment = enrolling.enrol(bob, course)
    first, second = course.lesson_list
    progress.reach(enrolment, first, progress.block_ids(first)[2])
    page = html(bobs, "/")
    assert "Reprendre là où vous étiez" in page and f"/cours/colere/lecons/1/#bloc-{progress.block_ids(first)[2]}" in page
    for lesson in (first, second):
        progress.finish(enrolment, lesson)
    assert "Il reste le contrôle final" in html(bobs, "/")


def test_the_list_asks_as_many_questions_for_many_courses_as_for_few(bobs, bob, alice, caisse, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(60) as captured:
            bobs.get(CATALOGUE)
        return len(captured)

    def more(names: str) -> None:
        for name in names:
            assigning.assign(made.course(f"Dû {name}", f"du-{name}"), caisse, None, timezone.localdate() + SOON, alice)
            enrolling.enrol(bob, made.course(f"Commencé {name}", f"commence-{name}"))
            made.course(f"Autre {name}", f"autre-{name}")

    more("ab")
    queries()
    few = queries()
    more("cdefg")
    assert queries() == few
