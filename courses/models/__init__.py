from courses.models.completion import Completion
from courses.models.course import CoursePage, CourseQuestion, CourseTopic, Lesson
from courses.models.index import CourseIndexPage
from courses.models.question import Question

__all__ = ["Completion", "CourseIndexPage", "CoursePage", "CourseQuestion", "CourseTopic", "Lesson", "Question"]
