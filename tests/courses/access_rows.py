"""Who may go where: courses. Those of the portal are the same for every body; progress, attempts and assignments are not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from courses import attempts, enrolling
from courses.models import Assignment, Attempt, CoursePage, Enrolment
from tests.access_rows import GONE, Arguments, Case, get, only, post, post_only, signed_in
from tests.access_world import SUPERUSER, Side, World
from tests.courses import made

ASSIGNERS = ("hr", "trainer")
LEARNER = signed_in(302)
NOWHERE = {SUPERUSER: 404}  # keeps the machine, works in no organisation: learns nowhere

MATRIX: dict[str, list[Case]] = {
    "courses:catalogue": get(signed_in()),
    "courses:course": get(signed_in()),
    "courses:start": post_only(LEARNER),
    "courses:begin_again": post_only(LEARNER | NOWHERE),
    "courses:lesson": get(signed_in() | {SUPERUSER: 302}),
    "courses:reach": post_only(signed_in(404)),
    "courses:check": post_only(signed_in(404)),
    "courses:finish_lesson": post_only(LEARNER | NOWHERE),
    "courses:quiz": get(signed_in() | {SUPERUSER: 302}) + post(LEARNER),
    "courses:attempt": get(LEARNER | NOWHERE, other=GONE),
    "courses:save_answers": post_only(signed_in(204) | NOWHERE, other=GONE),
    "courses:submit_attempt": post_only(LEARNER | NOWHERE, other=GONE, anyway="yes"),
    "courses:assignments": get(only(*ASSIGNERS)) + post(only(*ASSIGNERS, code=400)),
    "courses:withdraw_assignment": post_only(only(*ASSIGNERS, code=302, refused=404), other=GONE),
}


def course() -> CoursePage:
    return CoursePage.objects.first() or made.course()


def learning(user: Any, world: World) -> Enrolment | None:
    """Of who asks, when there is somebody who works somewhere."""
    learner = user if user in world.people.values() and getattr(user, "pk", None) and user.current_posts else None
    return enrolling.enrol(learner, course()) if learner else None


def attempt(side: Side, user: Any, world: World) -> Attempt:
    """The learner's own, or a stranger's."""
    enrolment = (learning(user, world) if side.mine else None) or enrolling.enrol(world.other.stranger, course())
    return attempts.start(enrolment)


def named(side: Side, user: Any, world: World) -> dict[str, Any]:
    learning(user, world)
    return {"slug": course().slug}


def completed(side: Side, user: Any, world: World) -> dict[str, Any]:
    """By who asks alone; what others completed is nobody's to begin again."""
    stranger = enrolling.enrol(world.other.stranger, course())
    done = [enrolment.pk for enrolment in (learning(user, world), stranger) if enrolment]
    Enrolment.objects.filter(pk__in=done).update(completed_at=timezone.now())
    return {"slug": course().slug}


def lesson(side: Side, user: Any, world: World) -> dict[str, Any]:
    return {**named(side, user, world), "number": 1}


def own_attempt(side: Side, user: Any, world: World) -> dict[str, Any]:
    return {"pk": attempt(side, user, world).pk}


def assignment(side: Side, user: Any, world: World) -> dict[str, Any]:
    due_on = timezone.localdate() + dt.timedelta(days=9)
    asked = {"course": course(), "organisation": side.organisation, "team": side.team}
    return {"pk": Assignment.objects.get_or_create(**asked, defaults={"due_on": due_on})[0].pk}


ARGUMENTS: dict[str, Arguments] = {
    "courses:withdraw_assignment": assignment,
    "courses:begin_again": completed,
    **{f"courses:{name}": named for name in ("course", "start", "quiz")},
    **{f"courses:{name}": lesson for name in ("lesson", "reach", "check", "finish_lesson")},
    **{f"courses:{name}": own_attempt for name in ("attempt", "save_answers", "submit_attempt")},
}
