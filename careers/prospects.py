"""What a person may still obtain, and what is left to do for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from careers.models import Award, Certification
from courses.models import Completion, CoursePage

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Prospect:
    certification: Certification
    courses: list[tuple[CoursePage, bool]]
    """Each with whether it is done for the next certificate."""

    @property
    def left(self) -> int:
        return sum(not done for _course, done in self.courses)


def prospects(user: User) -> list[Prospect]:
    """Open certifications that the person does not hold for longer than sixty days, in a fixed number of queries."""
    holding = Award.objects.lasting().filter(holder=user).values("certification")
    offered = Certification.objects.offered_to(user).exclude(pk__in=holding).prefetch_related("courses")
    completions = list(Completion.objects.filter(learner=user).prefetch_related("awards"))
    return [_prospect(certification, completions) for certification in offered]


def _prospect(certification: Certification, completions: list[Completion]) -> Prospect:
    first = certification.oldest_first_day(timezone.localdate())
    done = {
        completion.course_id
        for completion in completions
        if completion.organisation_id == certification.organisation_id
        and timezone.localdate(completion.completed_at) >= first
        and all(award.certification_id != certification.pk for award in completion.awards.all())
    }
    return Prospect(certification, [(course, course.pk in done) for course in certification.courses.all()])
