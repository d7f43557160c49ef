"""A course of two lessons and three questions, for those who learn it."""

from __future__ import annotations

from typing import Any

from courses.models import CoursePage, CourseQuestion, Question
from courses.publishing import ensure_index
from tests.access_world import page_tree

RIGHT, WRONG, ALSO = "Je vous écoute.", "Calmez-vous.", "Je note votre numéro."


def question(kind: str = "single", stem: str = "Que dites-vous d’abord ?", objective: str = "accueillir") -> Question:
    """Of a multiple, the first two are right; of an ordering, they stand in the right order."""
    right = {"single": 1, "multiple": 2, "ordering": 3}[kind]
    choices = [
        ("choice", {"text": text, "right": rank < right, "feedback": f"Retour {rank + 1}."})
        for rank, text in enumerate((RIGHT, ALSO, WRONG))
    ]
    return Question.objects.create(kind=kind, stem=stem, objective=objective, choices=choices)


def course(title: str = "Accueillir la colère", slug: str = "colere", pass_mark: int = 2, paragraphs: int = 1) -> CoursePage:
    def text(title: str) -> tuple[str, dict[str, Any]]:
        return "text", {"title": title, "text": "<p>Une personne en colère a besoin d’être entendue.</p>" * paragraphs}

    page_tree()
    check = question(stem="Que dites-vous ?")
    lessons = [
        (
            "lesson",
            {"title": "Écouter", "minutes": 6, "content": [text("Un"), text("Deux"), ("check", {"question": check}), text("Quatre")]},
        ),
        ("lesson", {"title": "Reformuler", "minutes": 4, "content": [text("Cinq")]}),
    ]
    page = CoursePage(
        title=title, slug=slug, summary="Répondre au fait avant la règle.", minutes=10, pass_mark=pass_mark,
        objectives=[("objective", "Accueillir")], lessons=lessons,
    )  # fmt: skip
    page.course_questions = [
        CourseQuestion(question=question(kind, stem=stem, objective=objective), sort_order=order)
        for order, (kind, stem, objective) in enumerate(
            [
                ("single", "Que dites-vous en premier ?", "accueillir"),
                ("multiple", "Que gardez-vous ?", "reformuler"),
                ("ordering", "Dans quel ordre ?", "conclure"),
            ]
        )
    ]
    ensure_index().add_child(instance=page)
    page.save_revision().publish()
    return CoursePage.objects.get(pk=page.pk)


def right_answers(questions: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {str(each["question"]): [choice["id"] for choice in each["choices"] if choice["right"]] for each in questions}


def form(questions: list[dict[str, Any]], answers: dict[str, list[str]]) -> dict[str, Any]:
    """What a browser sends."""
    data: dict[str, Any] = {"asked": [str(each["question"]) for each in questions]}
    for each in questions:
        key = str(each["question"])
        for rank, choice in enumerate(answers.get(key, []), 1):
            if each["kind"] == "ordering":
                data[f"r-{key}-{choice}"] = str(rank)
            else:
                data.setdefault(f"q-{key}", []).append(choice)
    return data
