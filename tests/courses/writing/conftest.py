"""Alice writes courses and trains, Bob reads over her shoulder (an editor), Charlie answers the phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.template import engines

from accounts import roles
from accounts.models import Organisation, Role, User
from courses.models import CourseIndexPage, CoursePage, CourseQuestion, Question
from courses.publishing import ensure_index, let_writers_keep_questions
from tests.access_world import page_tree
from topics import tree


@pytest.fixture(autouse=True)
def pictures_apart(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def wagtails_own_defaults(monkeypatch) -> None:
    """Wagtail's screens write ``{{ icon|default:"…" }}``, and Django skips `default` where undefined variables are marked."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


@pytest.fixture
def caisse(db) -> Organisation:
    page_tree()
    return Organisation.objects.create(name="Caisse de l’Ouest")


@pytest.fixture
def alice(caisse) -> User:
    alice = User.objects.create_user("alice@example.org", first_name="Alice", last_name="Arnaud")
    roles.grant(alice, Role.TRAINER, organisation=caisse)
    return alice


@pytest.fixture
def bob(caisse) -> User:
    bob = User.objects.create_user("bob@example.org", first_name="Bob", last_name="Bernard")
    roles.grant(bob, Role.EDITOR, organisation=caisse)
    return bob


@pytest.fixture
def charlie(caisse) -> User:
    charlie = User.objects.create_user("charlie@example.org", first_name="Charlie", last_name="Colin")
    roles.grant(charlie, Role.AGENT, organisation=caisse)
    return charlie


@pytest.fixture
def course_index(caisse) -> CourseIndexPage:
    tree.load()
    let_writers_keep_questions()
    return ensure_index()


def choice(text: str, right: bool = False) -> tuple[str, dict[str, Any]]:
    return "choice", {"text": text, "right": right, "feedback": f"Ce que vaut « {text} »."}


@pytest.fixture
def question(db) -> Callable[..., Question]:
    """``question("Que dites-vous ?")``: one right answer among two."""

    def write(stem: str = "Que dites-vous d’abord ?", kind: str = Question.Kind.SINGLE, choices=None, **fields) -> Question:
        given = choices or [choice("Trois appels, je comprends.", right=True), choice("Calmez-vous."), choice("La règle est claire.")]
        made = Question(stem=stem, kind=kind, choices=given, **fields)
        made.full_clean()
        made.save()
        return made

    return write


@pytest.fixture
def draft_course(course_index, alice, question) -> Callable[..., CoursePage]:
    """``draft_course("Appels tendus")``: one lesson with a check, one question in the quiz; by Alice, not yet submitted."""

    def write(title: str = "Appels tendus", check: Question | None = None, quiz: list[Question] | None = None, **fields) -> CoursePage:
        check = check or question(f"{title} : que vérifiez-vous ?")
        content = [
            ("text", {"title": "La colère", "text": '<p data-block-key="a">Elle parle d’un fait.</p>'}),
            ("check", {"question": check}),
        ]
        given = {
            "summary": "Répondre au fait avant la règle.",
            "lessons": [("lesson", {"title": "Écouter", "minutes": 5, "content": content})],
        } | fields
        page = CoursePage(title=title, live=False, **given)
        page.course_questions = [CourseQuestion(question=each) for each in quiz or [question(f"{title} : que dites-vous ?")]]
        course_index.add_child(instance=page)
        page.save_revision(user=alice)
        return page

    return write


@pytest.fixture
def published_course(draft_course, alice, bob) -> Callable[..., CoursePage]:
    def publish(*args, **fields) -> CoursePage:
        page = draft_course(*args, **fields)
        page.get_workflow().start(page, alice)
        page.current_workflow_task_state.approve(user=bob)
        return CoursePage.objects.get(pk=page.pk)

    return publish
