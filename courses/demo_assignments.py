"""What the demonstration asks its people to learn: the first course of one team, the second of everyone."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from courses import assigning
from courses.models import Assignment, CoursePage

if TYPE_CHECKING:
    from accounts.models import Team, User

TEAM_HAS, EVERYONE_HAS = datetime.timedelta(days=9), datetime.timedelta(days=30)


def load(team: Team, asked_by: User) -> int:
    """Once: a demand that was withdrawn is not made again. Answers how many."""
    courses = list(CoursePage.objects.open()[:2])
    if len(courses) < 2 or Assignment.objects.filter(organisation=team.organisation).exists():
        return 0
    today = timezone.localdate()
    assigning.assign(courses[0], team.organisation, team, today + TEAM_HAS, asked_by)
    assigning.assign(courses[1], team.organisation, None, today + EVERYONE_HAS, asked_by)
    return 2
