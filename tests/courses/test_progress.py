from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses import enrolling, progress
from courses.models import CheckAnswer, CoursePage, Enrolment, LessonProgress

NEWS = st.lists(st.integers(0, 3), min_size=1, max_size=12)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NEWS)
def test_progress_never_goes_backwards_in_whatever_order_the_news_arrives(enrolment, course, news):
    LessonProgress.objects.all().delete()
    lesson = course.lesson_list[0]
    ids = progress.block_ids(lesson)
    for position, furthest in zip(news, [max(news[: count + 1]) for count in range(len(news))], strict=True):
        assert progress.reach(enrolment, lesson, ids[position])
        assert progress.outline(course, enrolment).here.block == ids[furthest]


def test_one_resumes_at_the_furthest_block_of_the_lesson_read_last(enrolment, course, bob):
    first, second = course.lesson_list
    progress.reach(enrolment, first, progress.block_ids(first)[2])
    here = progress.outline(course, Enrolment.objects.get()).here
    assert (here.lesson.number, here.seen, here.total) == (1, 3, 4)
    assert here.resume_url.endswith(f"/cours/colere/lecons/1/#bloc-{progress.block_ids(first)[2]}")
    progress.reach(enrolment, second, progress.block_ids(second)[0])
    assert progress.outline(course, Enrolment.objects.get()).here.lesson == second
    progress.finish(enrolment, second)
    assert progress.outline(course, Enrolment.objects.get()).here.lesson == first, "what is left"
    assert enrolling.enrol(bob, course) == enrolment


def test_a_lesson_done_stays_done(enrolment, course):
    lesson = course.lesson_list[0]
    progress.finish(enrolment, lesson)
    done_at = LessonProgress.objects.get().done_at
    progress.finish(enrolment, lesson)
    progress.reach(enrolment, lesson, progress.block_ids(lesson)[0])
    row = LessonProgress.objects.get()
    assert (row.done_at, row.block) == (done_at, progress.block_ids(lesson)[-1])
    assert Enrolment.objects.get().position == "", "reading again what is done moves nothing"


def test_a_block_of_another_lesson_is_no_news(enrolment, course):
    first, second = course.lesson_list
    assert not progress.reach(enrolment, first, progress.block_ids(second)[0])
    assert not progress.reach(enrolment, first, "")
    assert not LessonProgress.objects.exists()


def test_a_new_version_keeps_what_was_read(enrolment, course):
    """Editors add a block above and take the furthest one away: one resumes at the start of what is left, never at an error."""
    lesson = course.lesson_list[0]
    progress.reach(enrolment, lesson, progress.block_ids(lesson)[1])
    raw = course.lessons.raw_data
    del raw[0]["value"]["content"][1]
    course.lessons = list(raw)
    course.save_revision().publish()
    course = CoursePage.objects.get()
    here = progress.outline(course, enrolment).here
    assert (here.lesson.id, here.seen, here.total) == (lesson.id, 0, 3)
    assert progress.reach(enrolment, here.lesson, progress.block_ids(here.lesson)[0])


def test_the_answer_to_a_check_is_kept_as_given(enrolment, course):
    lesson = course.lesson_list[0]
    block = progress.block_ids(lesson)[2]
    for chosen in (["a"], ["b"], ["b"]):
        progress.answer_check(enrolment, lesson, block, chosen)
    assert CheckAnswer.objects.get().chosen == ["b"]
    assert progress.outline(course, enrolment).here.seen == 3, "who answers it has seen it"


def test_what_is_left_is_told_in_minutes(enrolment, course):
    lesson = course.lesson_list[0]
    assert progress.outline(course, enrolment).here.minutes_left == 6
    progress.reach(enrolment, lesson, progress.block_ids(lesson)[1])
    assert progress.outline(course, enrolment).here.minutes_left == 3
