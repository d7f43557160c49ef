from courses.models.assignment import Assignment
from courses.models.attempt import Attempt
from courses.models.completion import Completion
from courses.models.course import CoursePage, CourseQuestion, CourseTopic, Lesson
from courses.models.enrolment import Enrolment
from courses.models.index import CourseIndexPage
from courses.models.progress import CheckAnswer, LessonProgress
from courses.models.question import Question

__all__ = [
    "Assignment",
    "Attempt",
    "CheckAnswer",
    "Completion",
    "CourseIndexPage",
    "CoursePage",
    "CourseQuestion",
    "CourseTopic",
    "Enrolment",
    "Lesson",
    "LessonProgress",
    "Question",
]
