from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet

from accounts.matching import plain
from accounts.models import User
from courses.blocks import MOST_LESSONS, LessonBlock, ObjectiveBlock
from courses.models.question import Question
from courses.writing import COURSE
from explainers.models.children import keep_each_once
from explainers.models.review import NobodyPublishesAlone
from topics.models import Topic


class CourseQuerySet(PageQuerySet):
    def open(self) -> CourseQuerySet:
        """Published, and not kept back by a restriction of Wagtail's; in the order of titles."""
        return self.live().public().order_by("filed_as", "pk")

    def matching(self, words: str) -> CourseQuerySet:
        """Holding every word anywhere, whatever the accents; those whose title holds them all come first."""
        found, in_title = self, models.Q()
        for word in plain(words).split()[:6]:
            found = found.filter(searchable__contains=word)
            in_title &= models.Q(filed_as__contains=word)
        rank = models.Case(models.When(in_title, then=0), default=1) if in_title else models.Value(0)
        return found.annotate(rank=rank).order_by("rank", "filed_as", "pk")


@dataclass(frozen=True)
class Lesson:
    id: str
    """Of the block in the course: the same in every revision."""
    number: int
    title: str
    minutes: int
    blocks: list[Any]
    """Children of a stream: `id`, `block_type` (text, steps, picture, media, check), `value`."""


class CoursePage(Page):
    """A course: its lessons, then its final quiz. One page, so that one revision is one version, approved and published as a whole.

    draft → awaiting a second person → published; a published course stays as it is until its change is approved
    """

    summary = models.CharField(_("en une phrase"), max_length=300, help_text=_("Ce que l’agent saura faire, et pour quels appels."))
    minutes = models.PositiveSmallIntegerField(_("durée indicative, en minutes"), default=15, validators=[MinValueValidator(1)])
    objectives = StreamField([("objective", ObjectiveBlock(max_length=200))], verbose_name=_("objectifs"), blank=True, max_num=8)
    lessons = StreamField([("lesson", LessonBlock())], verbose_name=_("leçons"), max_num=MOST_LESSONS, collapsed=True)
    pass_mark = models.PositiveSmallIntegerField(
        _("réponses justes attendues"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("Combien de questions du quiz final doivent être justes pour terminer le cours. On recommence autant qu’on veut."),
    )
    filed_as = models.CharField(max_length=300, editable=False)
    searchable = models.TextField(editable=False)

    objects = PageManager.from_queryset(CourseQuerySet)()

    edit_handler = COURSE
    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types: list[str] = []
    template = "courses/course_preview.html"

    class Meta:
        verbose_name = _("cours")
        verbose_name_plural = _("cours")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        keep_each_once(self.course_topics, "topic")
        keep_each_once(self.course_questions, "question")
        topics = [each.topic.filed_as for each in self.course_topics.all() if each.topic_id]
        said = [text for block in self.lessons for text in block.block.get_searchable_content(block.value)]
        self.filed_as = plain(self.title)[:300]
        self.searchable = plain(" ".join([self.title, self.summary, *self.objective_list, *topics, *said]))
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "filed_as", "searchable"}
        return super().save(*args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read by people who signed in, where their progress is kept."""
        return redirect("courses:course", self.slug)

    def permissions_for_user(self, user: User) -> NobodyPublishesAlone:
        return NobodyPublishesAlone(user, self)

    @property
    def objective_list(self) -> list[str]:
        return [each.value for each in self.objectives]

    @property
    def lesson_list(self) -> list[Lesson]:
        return [
            Lesson(str(block.id), number, block.value["title"], block.value["minutes"], list(block.value["content"]))
            for number, block in enumerate(self.lessons, 1)
        ]

    @property
    def questions(self) -> list[Question]:
        """The final quiz, in the editor's order."""
        return [each.question for each in self.course_questions.select_related("question")]

    @property
    def version(self) -> int:
        """The revision that is published; 0 if none is."""
        return self.live_revision_id or 0

    @cached_property
    def topics(self) -> list[Topic]:
        return [each.topic for each in self.course_topics.select_related("topic")]


class CourseTopic(Orderable):
    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="course_topics")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", verbose_name=_("motif d’appel"))

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "topic"], name="topic_once_per_course")]


class CourseQuestion(Orderable):
    """A question of the final quiz."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="course_questions")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name=_("question"))

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "question"], name="question_once_per_quiz")]
