"""Nobody publishes a course alone; a draft may be incomplete, what a second person reads may not."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from wagtail.admin.panels import get_edit_handler

from courses.models import CoursePage, CourseQuestion, Question
from courses.publishing import ensure_index
from explainers.publishing import ensure_index as ensure_explainers

pytestmark = pytest.mark.usefixtures("wagtails_own_defaults")
SUBMIT = {"action-submit": "1"}
APPROVE = {"action-workflow-action": "1", "workflow-action-name": "approve"}


def screen(page: CoursePage, *quiz: Question, **changes) -> dict:
    """What the editing screen of `page` sends, with `quiz` for its final quiz when given."""
    rows = list(page.course_questions.all()) if not quiz else [CourseQuestion(question=question) for question in quiz]
    sent = {
        "title": page.title, "slug": page.slug, "summary": page.summary, "minutes": page.minutes, "pass_mark": page.pass_mark,
        "objectives-count": 0, "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0,
        **management("course_topics", 0), **management("course_questions", len(rows), initial=sum(1 for row in rows if row.pk)),
        **lessons(page),
    }  # fmt: skip
    for number, row in enumerate(rows):
        place = f"course_questions-{number}"
        sent |= {f"{place}-id": row.pk or "", f"{place}-question": row.question_id, f"{place}-ORDER": number + 1}
    return sent | changes


def management(formset: str, total: int, initial: int = 0) -> dict:
    counts = {"TOTAL_FORMS": total, "INITIAL_FORMS": initial, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    return {f"{formset}-{name}": number for name, number in counts.items()}


def lessons(page: CoursePage) -> dict:
    """The lessons of the tests: a text, a check."""
    sent = {"lessons-count": len(page.lessons)}
    for number, lesson in enumerate(page.lessons):
        place = f"lessons-{number}"
        sent |= block(place, lesson) | {f"{place}-value-title": lesson.value["title"], f"{place}-value-minutes": lesson.value["minutes"]}
        inside = f"{place}-value-content"
        sent[f"{inside}-count"] = 2
        text, check = lesson.value["content"]
        line = {"key": "a", "text": "Elle parle d’un fait.", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
        draft = {"blocks": [line], "entityMap": {}}
        sent |= block(f"{inside}-0", text) | {f"{inside}-0-value-title": text.value["title"], f"{inside}-0-value-text": json.dumps(draft)}
        sent |= block(f"{inside}-1", check) | {f"{inside}-1-value-question": check.value["question"].pk}
    return sent


def block(place: str, child) -> dict:
    return {f"{place}-type": child.block_type, f"{place}-id": child.id, f"{place}-order": place.rsplit("-", 1)[1], f"{place}-deleted": ""}


def edit(client, page, *quiz, **sent):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), screen(page, *quiz, **sent))


def faults(answer) -> str:
    assert answer.status_code == 200
    form = answer.context["form"]
    return f"{form.errors} {form.formsets['course_questions'].non_form_errors()} {form.formsets['course_questions'].errors}"


def approve(client, page):
    task = page.current_workflow_task_state
    return client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk]))


def submitted(page, user) -> CoursePage:
    page.get_workflow().start(page, user)
    return page


def is_open(page) -> bool:
    return CoursePage.objects.open().filter(pk=page.pk).exists()


def test_a_trainer_writes_and_an_editor_approves(client, draft_course, alice, bob):
    page = draft_course()
    client.force_login(alice)
    edit(client, page, **SUBMIT)
    page = CoursePage.objects.get(pk=page.pk)
    assert page.workflow_in_progress
    assert not is_open(page)
    client.force_login(bob)
    approve(client, page)
    assert is_open(page)


def test_alice_cannot_approve_her_own_nor_publish_around(client, draft_course, alice):
    page = submitted(draft_course(), alice)
    client.force_login(alice)
    approve(client, page)
    edit(client, page, **{"action-publish": "1"})
    assert not is_open(page)
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'name="action-publish"' not in shown


def test_a_superuser_waits_too(client, draft_course, django_user_model):
    page = draft_course()
    client.force_login(django_user_model.objects.create_superuser("root@example.org", "x"))
    edit(client, page, **{"action-publish": "1"})
    assert not is_open(page)


def test_bob_who_approves_from_the_editing_screen_has_changed_nothing(client, draft_course, alice, bob):
    page = submitted(draft_course(), alice)
    client.force_login(bob)
    edit(client, page, **APPROVE)
    assert is_open(page)


def test_bob_who_changes_it_on_the_way_has_made_it_his(client, draft_course, alice, bob):
    page = submitted(draft_course(), alice)
    client.force_login(bob)
    answer = edit(client, page, summary="Autre chose.", **APPROVE)
    assert "une autre personne doit les approuver" in client.get(answer["Location"]).content.decode()
    assert not is_open(page)
    page = CoursePage.objects.get(pk=page.pk)
    assert page.get_latest_revision_as_object().summary == "Autre chose."
    client.force_login(alice)
    approve(client, page)
    assert is_open(page)


def test_an_agent_approves_nothing(client, draft_course, alice, charlie):
    page = submitted(draft_course(), alice)
    client.force_login(charlie)
    approve(client, page)
    assert not is_open(page)


def test_a_published_course_changes_only_when_a_second_person_agrees(client, published_course, alice, bob):
    page = published_course()
    client.force_login(alice)
    edit(client, page, summary="Une autre phrase.", **SUBMIT)
    assert CoursePage.objects.get().summary == "Répondre au fait avant la règle."
    client.force_login(bob)
    approve(client, CoursePage.objects.get())
    assert CoursePage.objects.get().summary == "Une autre phrase."


# --- What is submitted can be followed to its end


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"pass_mark": 2}, "attendez-en une"),
        ({"pass_mark": 0}, "supérieure ou égale à 1"),
        ({"pass_mark": 10**12}, "attendez-en une"),
        ({"lessons-count": 0}, "lessons"),
        ({"lessons-0-value-content-count": 0}, "lessons"),
        ({"lessons-0-value-content-1-value-question": ""}, "lessons"),
        ({"lessons-0-value-content-1-value-question": "99999999"}, "lessons"),
        ({"lessons-0-value-minutes": "0"}, "lessons"),
        ({"minutes": 0}, "supérieure ou égale à 1"),
        ({"summary": ""}, "Champ requis"),
        ({"summary": "a" * 301}, "300"),
        ({"summary": "\x00"}, "caractère nul"),
        ({"course_questions-0-question": "99999999999999999999"}, "choix"),
        ({"course_questions-0-DELETE": "on"}, "au moins une question"),
        ({"slug": "affectations"}, "déjà de cette adresse"),
    ],
)
def test_what_is_missing_is_told_when_submitting(client, draft_course, alice, changes, sentence):
    page = draft_course()
    client.force_login(alice)
    assert sentence in faults(edit(client, page, **SUBMIT, **changes))
    assert not CoursePage.objects.get().workflow_in_progress


def test_two_questions_two_right_answers_at_most(client, draft_course, alice, question):
    page = draft_course()
    client.force_login(alice)
    asked = question("Une ?"), question("Deux ?")
    assert "attendez-en 2 au plus" in faults(edit(client, page, *asked, pass_mark=3, **SUBMIT))
    assert edit(client, page, *asked, pass_mark=2, **SUBMIT).status_code == 302


def test_the_same_question_twice_is_told(client, draft_course, alice, question):
    page, asked = draft_course(), question("Une ?")
    client.force_login(alice)
    assert "question" in faults(edit(client, page, asked, asked, **SUBMIT))


def test_a_draft_may_be_incomplete(client, draft_course, alice):
    page = draft_course()
    client.force_login(alice)
    answer = edit(client, page, **{"lessons-count": 0, "summary": "", "course_questions-0-DELETE": "on", "pass_mark": 4})
    assert answer.status_code == 302
    assert CoursePage.objects.get().get_latest_revision_as_object().pass_mark == 4


def test_not_once_it_awaits_approval(client, draft_course, alice):
    page = submitted(draft_course(), alice)
    client.force_login(alice)
    assert "attendez-en une" in faults(edit(client, page, pass_mark=4))
    assert "lessons" in faults(edit(client, page, **{"lessons-count": 0}))


# --- Where courses hang


def test_one_index_and_one_workflow_for_the_portal(course_index):
    assert ensure_index() == course_index
    assert course_index.get_workflow() == ensure_explainers().get_workflow()


def test_the_writing_menu_lists_courses_and_adds_one(client, alice, draft_course):
    draft_course("Appels tendus")
    client.force_login(alice)
    listed = client.get(reverse("course_listing:index")).content.decode()
    assert "Appels tendus" in listed
    answer = client.get(reverse("course_listing:choose_parent"), follow=True)
    assert answer.redirect_chain[-1][0].startswith("/redaction/pages/add/courses/coursepage/")


def test_its_tabs_are_those_an_author_needs():
    assert [str(tab.heading) for tab in get_edit_handler(CoursePage).children] == ["Présentation", "Leçons", "Quiz final", "Adresse"]


def test_a_form_sent_while_the_draft_saved_itself_adds_nothing_twice(client, draft_course, alice, question):
    """Wagtail saves drafts by itself: what Alice sends at that moment does not know yet that her question is stored."""
    page, chosen = draft_course(), question("Que dites-vous ensuite ?")
    client.force_login(alice)
    edit(client, page, chosen)
    answer = edit(client, page, chosen, **SUBMIT)
    assert answer.status_code == 302, faults(answer)
    latest = CoursePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert [row.question for row in latest.course_questions.all()].count(chosen) == 1
