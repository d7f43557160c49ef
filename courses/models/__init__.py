from courses.models.completion import Completion
from courses.models.course import CoursePage

__all__ = ["Completion", "CoursePage"]
