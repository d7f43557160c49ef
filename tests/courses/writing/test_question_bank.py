"""Questions are written once, found by their words, and kept as long as a course remembers them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from courses.models import CoursePage, CourseQuestion, Question
from courses.usage import courses_bound, courses_remembering, current_uses
from tests.courses.writing.conftest import choice

pytestmark = pytest.mark.usefixtures("wagtails_own_defaults")
LIST = "wagtailsnippets_courses_question:list"
EDIT = "wagtailsnippets_courses_question:edit"


def sent(*texts: str, right: tuple[int, ...] = (0,), **fields) -> dict[str, str]:
    """What the screen of a question sends."""
    form = {
        "kind": "single",
        "stem": "Que dites-vous ?",
        "hint": "",
        "objective": "",
        "topic": "",
        "choices-count": str(len(texts)),
    } | fields
    for number, text in enumerate(texts):
        place = f"choices-{number}"
        form |= {f"{place}-type": "choice", f"{place}-order": str(number), f"{place}-deleted": "", f"{place}-id": ""}
        form |= {f"{place}-value-text": text, f"{place}-value-feedback": f"Retour sur {text}."}
        form |= {f"{place}-value-right": "on"} if number in right else {}
    return form


def add(client, *texts: str, **fields):
    return client.post(reverse("wagtailsnippets_courses_question:add"), sent(*texts, **fields))


def faults(answer) -> str:
    """Wagtail writes what is wrong with blocks as JSON, which a script draws."""
    assert answer.status_code == 200
    return str(answer.context["form"].errors)


@pytest.mark.parametrize(
    ("kind", "right", "sentence"),
    [
        ("single", (), "et une seule"),
        ("single", (0, 1), "et une seule"),
        ("multiple", (), "au moins une réponse"),
    ],
)
def test_a_key_that_makes_no_sense_says_what_to_tick(client, alice, course_index, kind, right, sentence):
    client.force_login(alice)
    answer = add(client, "Oui", "Non", kind=kind, right=right)
    assert sentence in faults(answer)
    assert not Question.objects.exists()


def test_two_choices_at_least_and_three_to_put_in_order(client, alice, course_index):
    client.force_login(alice)
    assert "au moins deux réponses" in faults(add(client, "Oui"))
    assert "trois réponses ou plus" in faults(add(client, "Un", "Deux", kind="ordering", right=()))
    assert add(client, "Un", "Deux", "Trois", kind="ordering", right=()).status_code == 302


def test_a_choice_without_feedback_is_refused(client, alice, course_index):
    client.force_login(alice)
    answer = client.post(reverse("wagtailsnippets_courses_question:add"), sent("Oui", "Non") | {"choices-1-value-feedback": ""})
    assert answer.status_code == 200
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [{"stem": "a" * 401}, {"stem": "\x00"}, {"stem": ""}, {"kind": "essay"}, {"topic": "99999999999"}, {"choices-0-value-text": "\x00"},
     {"choices-0-value-text": "a" * 301}, {"hint": "\x00"}, {"objective": "a" * 201}],
)  # fmt: skip
def test_bad_input_is_told_not_thrown(client, alice, course_index, bad):
    client.force_login(alice)
    answer = client.post(reverse("wagtailsnippets_courses_question:add"), sent("Oui", "Non") | bad)
    assert answer.status_code == 200
    assert not Question.objects.exists()


def test_a_new_question_shows_three_choices_to_fill(client, alice, course_index):
    client.force_login(alice)
    assert "choices" in client.get(reverse("wagtailsnippets_courses_question:add")).context["form"].initial
    assert len(client.get(reverse("wagtailsnippets_courses_question:add")).context["form"].initial["choices"]) == 3


@given(st.lists(st.booleans(), max_size=6), st.sampled_from(Question.Kind.values))
def test_the_rule_of_each_kind(ticked, kind):
    question = Question(kind=kind, stem="?", choices=[choice(str(number), right) for number, right in enumerate(ticked)])
    answerable = {
        "single": len(ticked) >= 2 and sum(ticked) == 1,
        "multiple": len(ticked) >= 2 and sum(ticked) >= 1,
        "ordering": len(ticked) >= 3,
    }[kind]
    try:
        question.clean()
    except ValidationError as error:
        assert not answerable and "choices" in error.error_dict
    else:
        assert answerable


def test_a_snapshot_is_what_was_asked_and_stays_so(question):
    written = question("Que dites-vous ?", hint="Le fait.", objective="apaiser")
    taken = written.snapshot()
    assert (taken["question"], taken["kind"], taken["stem"]) == (written.pk, "single", "Que dites-vous ?")
    assert [each["right"] for each in taken["choices"]] == [True, False, False]
    assert len({each["id"] for each in taken["choices"]}) == 3
    again = Question.objects.get(pk=written.pk)
    assert again.snapshot() == taken
    again.stem = "Autre chose ?"
    again.save()
    assert taken["stem"] == "Que dites-vous ?"


def test_all_is_right_in_an_ordering(question):
    ordering = question(kind="ordering", choices=[choice("Un"), choice("Deux"), choice("Trois")])
    assert [each["right"] for each in ordering.snapshot()["choices"]] == [True] * 3


def test_the_list_is_found_by_words_whatever_the_accents(client, alice, course_index, question):
    question("Une colère monte : que dites-vous ?")
    question("Une pièce manque : que demandez-vous ?")
    client.force_login(alice)
    found = client.get(reverse(LIST), {"q": "COLERE calmez"}).content.decode()
    assert "Une colère monte" in found
    assert "Une pièce manque" not in found


def test_the_list_costs_the_same_with_more_questions(client, alice, question, draft_course):
    client.force_login(alice)
    draft_course("Premier")
    client.get(reverse(LIST))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(reverse(LIST))
    for number in range(6):
        question(f"Question {number} ?")
    draft_course("Second")
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(LIST))
    assert len(many) <= len(few)


def test_the_list_names_the_courses_that_ask(client, alice, draft_course, question):
    draft_course("Appels tendus", quiz=[question("Que vérifiez-vous ?")], check=question("Que promettez-vous ?"))
    client.force_login(alice)
    assert client.get(reverse(LIST)).content.decode().count("Appels tendus") == 2


def test_an_agent_has_no_bank(client, charlie, course_index, question):
    written = question()
    client.force_login(charlie)
    for address in (reverse(LIST), reverse(EDIT, args=[written.pk])):
        assert client.get(address).status_code == 302


# --- What a course asks does not change behind its readers


def change(client, question, **fields):
    texts = [each["text"] for each in question.snapshot()["choices"]]
    return client.post(reverse(EDIT, args=[question.pk]), sent(*texts, **({"stem": question.stem} | fields)))


def test_a_question_of_a_draft_is_still_written(client, alice, draft_course, question):
    free = question("Encore un brouillon ?")
    draft_course(quiz=[free])
    client.force_login(alice)
    assert change(client, free, stem="Encore une version ?").status_code == 302
    assert Question.objects.get(pk=free.pk).stem == "Encore une version ?"


@pytest.mark.parametrize("place", ["check", "quiz"])
def test_a_published_question_is_copied_not_changed(client, alice, published_course, question, place):
    asked = question("Que promettez-vous ?")
    published_course(**{place: asked if place == "check" else [asked]})
    client.force_login(alice)
    screen = client.get(reverse(EDIT, args=[asked.pk])).content.decode()
    assert "Copier la question" in screen
    answer = change(client, asked, stem="Autre chose ?")
    assert "Copiez-la" in answer.content.decode()
    assert Question.objects.get(pk=asked.pk).stem == "Que promettez-vous ?"
    assert client.get(reverse("wagtailsnippets_courses_question:copy", args=[asked.pk])).status_code == 200


def test_nor_while_a_second_person_reads_it(client, bob, alice, draft_course, question):
    asked = question("Que promettez-vous ?")
    page = draft_course(quiz=[asked])
    page.get_workflow().start(page, alice)
    assert courses_bound(asked) == [page]
    client.force_login(bob)
    assert "Copiez-la" in change(client, asked, stem="Autre chose ?").content.decode()
    page.current_workflow_state.cancel(user=alice)
    assert courses_bound(asked) == []


def test_a_draft_change_does_not_free_the_published_question(published_course, alice, question):
    asked, other = question("Dans la version publiée ?"), question("Dans le brouillon ?")
    page = published_course(quiz=[asked])
    page.course_questions = [CourseQuestion(question=other)]
    page.save_revision(user=alice)
    assert courses_bound(asked) == [page]
    assert courses_bound(other) == []
    assert set(current_uses()) >= {asked.pk, other.pk}


# --- Nor does it vanish


def test_deleting_an_asked_question_says_who_asks_it(client, alice, draft_course, question):
    asked = question("Que promettez-vous ?")
    draft_course("Appels tendus", check=asked)
    client.force_login(alice)
    address = reverse("wagtailsnippets_courses_question:delete", args=[asked.pk])
    for send in (client.get, client.post):
        answer = send(address, follow=True)
        assert "Rien n’est supprimé" in answer.content.decode()
        assert "Appels tendus" in answer.content.decode()
    assert Question.objects.filter(pk=asked.pk).exists()


def test_a_past_version_is_remembered_too(client, alice, draft_course, question):
    first, second = question("Première version ?"), question("Seconde version ?")
    page = draft_course(quiz=[first])
    page.course_questions = [CourseQuestion(question=second)]
    page.save()
    page.save_revision(user=alice)
    assert courses_remembering([first]) == [page]
    client.force_login(alice)
    old = page.revisions.order_by("pk").first()
    assert client.get(reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, old.pk])).status_code == 200


def test_a_question_nobody_asks_is_deleted(client, alice, course_index, question):
    free = question()
    client.force_login(alice)
    client.post(reverse("wagtailsnippets_courses_question:delete", args=[free.pk]))
    assert not Question.objects.exists()


def test_the_database_holds_it_as_well(draft_course, question):
    asked = question()
    draft_course(quiz=[asked])
    with pytest.raises(ProtectedError):
        asked.delete()
    assert CoursePage.objects.get().questions == [asked]
