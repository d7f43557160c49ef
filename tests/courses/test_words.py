"""The words of the demonstration's courses keep the rules of who writes them: no trap, no cheer, something to say to every choice."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from explainers import captions, media_files
from tests.french_signs import faults, sentences
from topics import tree

FOLDER = Path(settings.BASE_DIR) / "courses" / "demonstration"
COURSES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))}
QUESTIONS = [
    pytest.param(question, id=f"{slug}-{key}") for slug, course in COURSES.items() for key, question in course["questions"].items()
]
NOT_SENTENCES = frozenset(("slug", "file", "captions", "kind", "type", "topic", "topics", "question", "quiz"))
DRAWN = {"p", "h3", "b", "ul", "ol", "li", "a"}
"""What the rich text of a lesson keeps (`explainers.blocks.TextBlock`)."""


@pytest.fixture(params=COURSES.values(), ids=COURSES)
def course(request) -> dict:
    return request.param


def contents(course: dict, kind: str) -> list[dict]:
    return [each for lesson in course["lessons"] for each in lesson["content"] if each["type"] == kind]


def single(course: dict) -> list[dict]:
    return [question for question in course["questions"].values() if question["kind"] == "single"]


def test_both_courses_are_there():
    assert {slug: (course["pass_mark"], len(course["quiz"])) for slug, course in COURSES.items()} == {
        "appels-difficiles": (5, 6),
        "tenir-dans-la-duree": (4, 5),
    }


# --- A course


def test_a_course_says_what_it_is(course):
    assert course["slug"] in COURSES
    assert 0 < len(course["title"]) <= 90
    assert 0 < len(course["summary"]) <= 300
    assert 2 <= len(course["objectives"]) <= 8
    assert all(0 < len(objective) <= 200 for objective in course["objectives"])


def test_its_lessons_take_the_announced_time(course):
    assert len(course["lessons"]) == 3
    assert sum(lesson["minutes"] for lesson in course["lessons"]) == course["minutes"]


def test_each_lesson_is_checked_on_the_way(course):
    for lesson in course["lessons"]:
        assert any(each["type"] == "check" for each in lesson["content"]), lesson["title"]


def test_it_is_heard_seen_and_followed_step_by_step(course):
    assert len(contents(course, "steps")) >= 2
    assert contents(course, "media")
    assert contents(course, "picture")


def test_every_question_is_asked_once(course):
    asked = [each["question"] for each in contents(course, "check")] + course["quiz"]
    assert Counter(asked) == Counter(course["questions"].keys())


def test_the_quiz_asks_in_three_ways(course):
    assert {course["questions"][key]["kind"] for key in course["quiz"]} == {"single", "multiple", "ordering"}


def test_topics_are_in_the_tree(course):
    known = {line.split(";")[0] for line in Path(tree.__file__).with_name("tree.csv").read_text("utf-8").splitlines()}
    named = {*course["topics"], *(question["topic"] for question in course["questions"].values())} - {""}
    assert named <= known


# --- What a lesson shows


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_texts_use_what_the_editor_offers_and_close_it(course):
    for text in contents(course, "text"):
        tags = Tags(text["html"])
        assert tags.names <= DRAWN
        assert tags.open == []


def test_titles_and_steps_fit_their_fields(course):
    assert all(len(lesson["title"]) <= 120 for lesson in course["lessons"])
    for kind in ("text", "steps", "media", "picture"):
        assert all(0 < len(each["title"]) <= 90 for each in contents(course, kind))
    for infographic in contents(course, "steps"):
        assert 2 <= len(infographic["steps"]) <= 9
        for step in infographic["steps"]:
            assert 0 < len(step["title"]) <= 90
            assert len(step["detail"]) <= 400
            assert len(step["delay"]) <= 60


def test_sounds_are_played_by_browsers_and_followed_with_the_sound_off(course):
    for media in contents(course, "media"):
        assert len(media["caption"]) <= 200
        assert "CC BY 4.0" in media["credit"]
        with (FOLDER / media["file"]).open("rb") as file:
            playable = media_files.judge(file)
        cues = captions.parse((FOLDER / media["captions"]).read_text("utf-8"))
        assert playable.content_type == "audio/mp4"
        assert {cue.speaker for cue in cues} == {"Agent", "Usager"}
        assert cues[-1].end <= playable.seconds


def test_pictures_are_light_and_told_in_words(course):
    for picture in contents(course, "picture"):
        path = FOLDER / picture["file"]
        assert path.stat().st_size <= 60 * 1024
        with Image.open(path) as image:
            assert image.format == "PNG"
        assert 10 <= len(picture["alternative"]) <= 250
        assert len(picture["caption"]) <= 200


def test_nothing_lies_in_the_folder_unused():
    named = {each[key] for course in COURSES.values() for each in contents(course, "media") for key in ("file", "captions")}
    named |= {each["file"] for course in COURSES.values() for each in contents(course, "picture")}
    assert {path.name for path in FOLDER.iterdir() if path.suffix in {".m4a", ".vtt", ".png"}} == named


# --- A question


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_one_situation_with_a_hint(question):
    assert 0 < len(question["stem"]) <= 400
    assert 0 < len(question["hint"]) <= 400
    assert re.fullmatch(r"[68]\.\d .+", question["objective"])
    assert not any(choice["text"] in question["hint"] for choice in question["choices"])


@pytest.mark.parametrize("question", QUESTIONS)
def test_choices_are_three_or_four_of_like_length(question):
    lengths = [len(choice["text"]) for choice in question["choices"]]
    assert 3 <= len(lengths) <= 4
    assert len({choice["text"] for choice in question["choices"]}) == len(lengths)
    assert max(lengths) <= min(300, 2.5 * min(lengths))


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_choice_is_answered(question):
    for choice in question["choices"]:
        assert 40 <= len(choice["feedback"]) <= 600, choice["text"]
        assert choice["feedback"] != choice["text"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_its_key_fits_its_kind(question):
    right = [choice["right"] for choice in question["choices"]]
    fits = {"single": sum(right) == 1, "multiple": 2 <= sum(right) < len(right), "ordering": all(right)}
    assert fits[question["kind"]]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_multiple_says_how_many(question):
    words = {2: "deux", 3: "trois"}
    if question["kind"] == "multiple":
        assert words[sum(choice["right"] for choice in question["choices"])] in question["stem"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_wrong_choice_is_not_snubbed(question):
    """« Oui. » opens what is said to a right one, and nothing else's."""
    if question["kind"] != "ordering":
        assert all(choice["feedback"].startswith("Oui. ") == choice["right"] for choice in question["choices"])


def test_neither_place_nor_length_gives_the_key_away(course):
    places, longest = set(), 0
    for question in single(course):
        lengths = {choice["right"]: 0 for choice in question["choices"]}
        for place, choice in enumerate(question["choices"]):
            lengths[choice["right"]] = max(lengths[choice["right"]], len(choice["text"]))
            if choice["right"]:
                places.add(place)
        longest += lengths[True] > lengths[False]
    assert len(places) >= 3
    assert longest <= len(single(course)) // 2


# --- Signs


def test_french_signs_are_right(course):
    assert [fault for sentence in sentences(course, but=NOT_SENTENCES) for fault in faults(sentence)] == []


def test_captions_have_french_signs_too(course):
    for media in contents(course, "media"):
        said = " ".join(cue.text for cue in captions.parse((FOLDER / media["captions"]).read_text("utf-8")))
        assert [fault for fault in faults(said) if "exclamation" not in fault] == []


@pytest.mark.parametrize(
    "wrong", ["Quoi ?", "Quoi?", "« Oui\u00a0»", "l'appel", "Bravo.", "Oui\u00a0!", "Attendez...", "12 minutes", "A la fin"]
)
def test_the_reader_sees_what_is_wrong(wrong):
    assert len(faults(wrong)) == 1


@pytest.mark.parametrize(
    "right", ["«\u00a0Pourquoi\u00a0?\u00a0»", "12\u00a0minutes", "L’appel", "À 0:04", "16\u00a0h\u00a010", "<a href='x'>a</a>"]
)
def test_the_reader_lets_good_french_pass(right):
    assert faults(right) == []
