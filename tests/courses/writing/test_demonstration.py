"""Courses of the demonstration go through two people, bring what they show, and can be loaded again."""

from __future__ import annotations

import json
import shutil

import pytest
from wagtail.images import get_image_model
from wagtail.models import TaskState

from courses import demo
from courses.models import CoursePage, Question
from explainers.demo import CALL, LETTER
from explainers.models import CaptionedMedia

ANSWERS = [{"text": text, "right": text == "Oui", "feedback": f"{text} : voici pourquoi."} for text in ("Oui", "Non", "Peut-être")]
COURSE = {
    "slug": "ouvrir-un-appel",
    "title": "Ouvrir un appel",
    "summary": "Accueillir, écouter, reformuler.",
    "minutes": 8,
    "objectives": ["Laisser parler"],
    "topics": ["DOS-PIE-01"],
    "pass_mark": 1,
    "lessons": [
        {
            "title": "Écouter",
            "minutes": 4,
            "content": [
                {"type": "text", "title": "D’abord", "html": "<p>Laissez <b>parler</b>.</p>"},
                {"type": "steps", "title": "Ensuite", "steps": [{"title": f"Étape {n}", "detail": "", "delay": ""} for n in (1, 2)]},
                {"type": "media", "file": CALL.name, "captions": "x.vtt", "title": "Un début", "caption": "", "credit": "CC BY 4.0"},
                {"type": "picture", "file": LETTER.name, "title": "Courrier", "alternative": "Un courrier avec sa date.", "caption": ""},
                {"type": "check", "question": "a"},
            ],
        }
    ],
    "questions": {
        key: {"kind": kind, "stem": f"Question {key} ?", "hint": "", "objective": "écouter", "topic": topic, "choices": ANSWERS}
        for key, kind, topic in (("a", "single", "DOS-PIE-01"), ("b", "ordering", ""))
    },
    "quiz": ["b", "a"],
}


@pytest.fixture
def folder(tmp_path):
    shutil.copy(CALL, tmp_path / CALL.name)
    shutil.copy(CALL.with_suffix(".vtt"), tmp_path / "x.vtt")
    shutil.copy(LETTER, tmp_path / LETTER.name)
    (tmp_path / "un.json").write_text(json.dumps(COURSE), encoding="utf-8")
    return tmp_path


def test_one_writes_another_approves(folder, course_index, alice, bob):
    assert demo.load(course_index, alice, bob, folder) == 1
    course = CoursePage.objects.open().get()
    assert course.live_revision.user == alice
    assert [state.finished_by for state in course.live_revision.task_states.filter(status=TaskState.STATUS_APPROVED)] == [bob]
    assert [block.block_type for block in course.lesson_list[0].blocks] == ["text", "steps", "media", "picture", "check"]
    assert [question.stem for question in course.questions] == ["Question b ?", "Question a ?"]
    assert [topic.code for topic in course.topics] == ["DOS-PIE-01"]
    assert (course.version, course.pass_mark, course.objective_list) == (course.live_revision_id, 1, ["Laisser parler"])


def test_loading_again_adds_nothing(folder, course_index, alice, bob):
    demo.load(course_index, alice, bob, folder)
    assert demo.load(course_index, alice, bob, folder) == 0
    CoursePage.objects.get().delete()
    assert demo.load(course_index, alice, bob, folder) == 1
    assert (Question.objects.count(), CaptionedMedia.objects.count(), get_image_model().objects.count()) == (2, 1, 1)


def test_a_key_that_makes_no_sense_loads_nothing(folder, course_index, alice, bob):
    said = json.loads((folder / "un.json").read_text("utf-8"))
    said["questions"]["a"]["choices"] = [{**answer, "right": False} for answer in ANSWERS]
    (folder / "un.json").write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(Exception, match="et une seule"):
        demo.load(course_index, alice, bob, folder)
    assert not CoursePage.objects.exists()


def test_the_courses_that_ship(course_index, alice, bob):
    shipped = sorted(demo.FILES.glob("*.json"))
    assert demo.load(course_index, alice, bob) == len(shipped) > 0
    for course in CoursePage.objects.open():
        assert len(course.lesson_list) >= 3
        assert {question.kind for question in course.questions} == set(Question.Kind.values)
        assert 0 < course.pass_mark <= len(course.questions)
