"""A certificate is issued once to who completed every course, whatever is clicked, and is taken back with a reason."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Notification
from background import periodic
from background.models import Job
from background.runner import work_off
from careers import awarding, definitions
from careers.models import Award
from courses import attempts, enrolling, progress
from courses.models import Completion
from tests.background.portal import Portal
from tests.courses import made


def test_completing_the_course_gives_the_certificate_and_tells_its_holder(bob, certification, calls, completed):
    completion = completed(bob, calls)
    [award] = awarding.award_due(completion)
    assert award.holder == bob
    assert award.certification == certification
    assert list(award.completions.all()) == [completion]
    assert award.content == {
        "holder": "Bob Bernard",
        "certification": "Communications difficiles",
        "attests": "Garder son calme.\nPoser un cadre.",
        "issuer": "Caisse de l’Ouest",
        "number": award.number,
        "awarded_on": award.content["expires_on"].replace(str(award.expires_on.year), str(award.expires_on.year - 2), 1),
        "expires_on": award.expires_on.isoformat(),
        "courses": [{"title": "Difficiles", "version": 3, "minutes": 45, "completed_on": award.content["awarded_on"]}],
    }
    told = Notification.objects.get(recipient=bob)
    assert told.url == award.get_absolute_url()
    assert "Communications difficiles" in told.title


def test_asking_again_gives_the_same_one(bob, certification, calls, completed):
    completion = completed(bob, calls)
    first = awarding.award_due(completion)
    assert awarding.award_due(completion) == first
    assert Award.objects.count() == Notification.objects.count() == 1


def test_every_course_is_needed(bob, certification, calls, completed, new_course):
    stress = new_course("Durer")
    certification.courses.add(stress)
    assert awarding.award_due(completed(bob, calls, days_ago=9)) == []
    [award] = awarding.award_due(completed(bob, stress))
    assert [course["title"] for course in award.content["courses"]] == ["Difficiles", "Durer"]
    assert award.expires_on == certification.last_day(max(course["completed_on"] for course in award.courses)), "from the last one"


def test_a_certification_that_is_closed_or_elsewhere_or_without_course_gives_nothing(
    bob, certification, calls, completed, prefecture, new_course
):
    assert awarding.award_due(completed(bob, calls, organisation=prefecture)) == []
    certification.courses.clear()
    work_off_awards()
    certification.courses.add(calls)
    definitions.close(certification)
    assert awarding.award_due(completed(bob, calls)) == []
    work_off_awards()
    assert not Award.objects.exists()


def test_a_course_completed_too_long_ago_gives_nothing(bob, certification, calls, completed):
    assert awarding.award_due(completed(bob, calls, days_ago=24 * 31)) == []
    work_off_awards()
    assert not Award.objects.exists()


def test_completing_again_gives_nothing_while_the_certificate_lasts(bob, calls, completed, awarded):
    first = awarded(bob, days_ago=30)
    assert awarding.award_due(completed(bob, calls)) == []
    work_off_awards()
    assert list(Award.objects.all()) == [first]


def test_in_its_last_sixty_days_the_course_begun_again_renews_it(bob, certification):
    course = made.course()
    certification.courses.set([course])
    enrolment = enrolling.enrol(bob, course)

    def complete() -> Completion:
        for lesson in course.lesson_list:
            progress.finish(enrolment, lesson)
        attempt = attempts.start(enrolment)
        attempts.submit(attempts.save_answers(attempt, made.right_answers(attempt.questions)))
        return Completion.objects.first()

    Completion.objects.filter(pk=complete().pk).update(completed_at=timezone.now() - dt.timedelta(days=700))
    first = Completion.objects.get()
    [award] = awarding.award_due(first, at=first.completed_at)
    assert enrolling.begin_again(enrolment)
    assert awarding.award_due(first) == [award], "nothing new until all is done again"
    second = complete()
    [renewal] = awarding.award_due(second)
    assert (list(renewal.completions.all()), list(award.completions.all())) == ([second], [first])
    assert renewal.expires_on > award.expires_on and renewal.number != award.number


def test_in_its_last_sixty_days_completing_again_gives_the_next_one_with_another_number(bob, calls, completed, awarded):
    first = awarded(bob, days_ago=700)
    assert first.state == Award.State.EXPIRING
    [second] = awarding.award_due(completed(bob, calls))
    assert second.number != first.number
    assert second.expires_on > first.expires_on
    assert [award.pk for award in Award.objects.standing()] == [second.pk]


def test_what_was_revoked_is_not_issued_again_from_the_same_completions(alice, bob, calls, completed, awarded):
    award = awarded(bob)
    awarding.revoke(award, alice, "Erreur d’identité")
    assert awarding.award_due(award.completions.get()) == [award]
    work_off_awards()
    assert Award.objects.count() == 1
    [again] = awarding.award_due(completed(bob, calls))
    assert again.state == Award.State.VALID, "somebody who completes the course anew"


def test_nobody_is_told_of_what_is_issued_in_the_past(bob, awarded):
    awarded(bob, days_ago=300)
    assert not Notification.objects.exists()


# --- By itself


def work_off_awards() -> None:
    Job.objects.all().delete()
    periodic.ask_for_what_is_due()
    Job.objects.exclude(kind="careers.award").delete()
    work_off("default")
    assert Job.objects.get(kind="careers.award").state == Job.State.DONE


def test_the_job_issues_what_nobody_asked_for_and_only_that(bob, certification, calls, completed, somebody, new_course):
    stress = new_course("Durer")
    certification.courses.add(stress)
    eve = somebody("eve")
    for learner, course in ((bob, calls), (bob, stress), (eve, calls)):
        completed(learner, course)
    for _again in range(2):
        work_off_awards()
    assert [award.holder for award in Award.objects.all()] == [bob]
    completed(eve, stress)
    work_off_awards()
    assert {award.holder for award in Award.objects.all()} == {bob, eve}


def test_the_job_looks_at_certified_people_in_as_many_queries_however_many_they_are(
    bob, calls, awarded, somebody, django_assert_max_num_queries
):
    def queries() -> int:
        with django_assert_max_num_queries(20) as captured:
            assert awarding._learners_due(Award.objects.first().certification) == []
        return len(captured)

    awarded(bob)
    few = queries()
    for number in range(8):
        awarded(somebody(f"agent{number}"))
    assert queries() == few


# --- From the last page of a course


def test_the_learner_obtains_it_at_once(client, bob, certification, calls, completed):
    completion = completed(bob, calls)
    client.force_login(bob)
    for _click in range(2):
        response = client.post(reverse("careers:obtain", args=[completion.key]))
        assert response.url == Award.objects.get().get_absolute_url()


def test_somebody_else_does_not(client, bob, certification, calls, completed, somebody):
    client.force_login(somebody("eve"))
    assert client.post(reverse("careers:obtain", args=[completed(bob, calls).key])).status_code == 404
    assert not Award.objects.exists()


def test_what_is_missing_or_already_there_is_said(client, bob, certification, calls, completed, new_course):
    client.force_login(bob)
    certification.courses.add(new_course("Durer"))
    completion = completed(bob, calls)
    page = client.post(reverse("careers:obtain", args=[completion.key]), follow=True).content.decode()
    assert "Ce cours ne suffit pas encore" in page
    assert "Il reste 1 cours à terminer" in page
    certification.courses.set([calls])
    client.post(reverse("careers:obtain", args=[completion.key]))
    page = client.post(reverse("careers:obtain", args=[completed(bob, calls).key]), follow=True).content.decode()
    assert "Vous avez déjà ce certificat" in page
    assert Award.objects.count() == 1


# --- All at once


FIFTY = """
from accounts.models import Notification, Organisation, User
from careers import awarding
from careers.models import Award, Certification
from courses.models import Completion, CoursePage
from tests.access_world import page_tree
from tests.at_once import fifty

caisse = Organisation.objects.create(name="Caisse")
bob = User.objects.create(email="bob@example.org")
course = page_tree().add_child(instance=CoursePage(title="Un", slug="un", summary="Un."))
Certification.objects.create(organisation=caisse, name="Une", attests="Cela.").courses.add(course)
context = {"title": "Un", "version": 1, "minutes": 5}
completion = Completion.objects.create(learner=bob, course=course, organisation=caisse, context=context)

def ask():
    return [award.number for award in awarding.award_due(Completion.objects.get(pk=completion.pk))]

answers, failures = fifty(ask)
numbers = [number for answer in answers for number in answer]
print(len(failures), len(numbers), len(set(numbers)), Award.objects.count(), Notification.objects.count())
"""


def test_fifty_demands_at_once_give_one_certificate(tmp_path):
    portal = Portal(tmp_path)
    made = portal.manage("migrate", "--run-syncdb", "-v0")
    assert made.returncode == 0, made.stderr
    portal.manage("createcachetable", check=True)
    assert portal.run(FIFTY).split() == ["0", "50", "1", "1", "1"]


def test_the_database_refuses_a_second_one_from_the_same_completions(bob, awarded):
    award = awarded(bob)
    award.pk, award.key, award.number = None, None, "VG-2026-AAAA-AAAA"
    award.key = "12345678-1234-4234-8234-123456789012"
    with pytest.raises(IntegrityError), transaction.atomic():
        award.save(force_insert=True)


# --- Taken back


def test_human_resources_revoke_once_with_a_reason_and_the_holder_is_told(client, alice, bob, awarded):
    award = awarded(bob)
    client.force_login(alice)
    address = reverse("careers:revoke", args=[award.key])
    for reason in ("", "  ", "x" * 301, "\x00"):
        response = client.post(address, {"reason": reason})
        assert response.status_code == 400
        assert "À corriger avant de continuer" in response.content.decode()
    for reason in ("Identité usurpée", "Autre motif"):
        client.post(address, {"reason": reason})
    award.refresh_from_db()
    assert (award.state, award.revocation_reason, award.revoked_by) == (Award.State.REVOKED, "Identité usurpée", alice)
    assert [told.recipient for told in Notification.objects.all()] == [bob]
    client.force_login(bob)
    assert "Identité usurpée" in client.get(award.get_absolute_url()).content.decode()


def test_another_organisation_revokes_nothing(client, charlie, bob, awarded):
    award = awarded(bob)
    client.force_login(charlie)
    assert client.post(reverse("careers:revoke", args=[award.key]), {"reason": "x"}).status_code == 404
    award.refresh_from_db()
    assert award.revoked_at is None


@pytest.mark.parametrize("change", [{"revocation_reason": "x"}, {"revoked_at": "2026-11-01T00:00Z"}])
def test_the_database_wants_both_the_day_and_the_reason(bob, awarded, change):
    awarded(bob)
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.update(**change)


# --- Numbers


@given(st.integers(min_value=2000, max_value=2200))
def test_a_number_reads_aloud_without_doubt(year):
    assert re.fullmatch(rf"VG-{year}(-[2-9A-HJKMNP-TV-Z]{{4}}){{2}}", awarding.new_number(year))


def test_ten_thousand_numbers_differ():
    assert len({awarding.new_number(2026) for _ in range(10_000)}) == 10_000


@given(st.permutations([1, 2, 3, 4]))
def test_the_digest_does_not_depend_on_the_order(order):
    completions = [Completion(key=f"00000000-0000-0000-0000-00000000000{n}") for n in (1, 2, 3, 4)]
    assert awarding.digest([completions[n - 1] for n in order]) == awarding.digest(completions)
    assert awarding.digest(completions[:3]) != awarding.digest(completions)
