from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager, TaskState
from wagtail.query import PageQuerySet

from accounts.matching import plain
from accounts.models import User
from explainers.access import may_report, may_write
from explainers.blocks import BODY, SourceBlock
from explainers.forms import ReviewedPageForm
from explainers.models.children import keep_each_once
from explainers.models.review import NobodyPublishesAlone
from topics.models import LifeEvent, Topic


class ExplainerQuerySet(PageQuerySet):
    def readable(self) -> ExplainerQuerySet:
        """Published, and not kept back by a restriction of Wagtail's."""
        return self.live().public()

    def matching(self, words: str) -> ExplainerQuerySet:
        """Holding every word anywhere, whatever the accents; those whose question holds them all come first."""
        found, in_question = self, models.Q()
        for word in plain(words).split()[:6]:
            found = found.filter(searchable__contains=word)
            in_question &= models.Q(filed_as__contains=word)
        rank = models.Case(models.When(in_question, then=0), default=1) if in_question else models.Value(0)
        return found.annotate(rank=rank).order_by("rank", "filed_as", "pk")

    def about(self, life_event: str) -> ExplainerQuerySet:
        return self.filter(pk__in=ExplainerTopic.objects.filter(topic__life_event=life_event).values("page"))


class ExplainerPage(Page):
    """The answer to a caller's question, found during the call. Public; two people publish it (`explainers/publishing.py`).

    draft → awaiting a second person → published → to be checked, once `review_by` has passed
    """

    summary = models.CharField(_("en une phrase"), max_length=300, help_text=_("La réponse, telle qu’on peut la dire au téléphone."))
    online_url = models.URLField(_("possible en ligne : adresse"), blank=True)
    online_label = models.CharField(_("possible en ligne : nom du service"), max_length=120, blank=True)
    body = StreamField(BODY, verbose_name=_("contenu"), blank=True)
    to_say = StreamField([("phrase", blocks.TextBlock(label=_("Phrase"), max_length=300))], verbose_name=_("à dire"), blank=True)
    to_ask = StreamField([("piece", blocks.CharBlock(label=_("Pièce"), max_length=120))], verbose_name=_("pièces à demander"), blank=True)
    not_by_phone = models.TextField(_("ce que nous ne savons pas dire au téléphone"), blank=True, max_length=600)
    sources = StreamField([("source", SourceBlock())], verbose_name=_("sources officielles"), blank=True)
    bureau = models.CharField(_("bureau responsable"), max_length=120)
    valid_from = models.DateField(_("vraie à partir du"), default=timezone.localdate)
    review_by = models.DateField(_("à revoir avant le"))
    filed_as = models.CharField(max_length=300, editable=False)
    searchable = models.TextField(editable=False)

    objects = PageManager.from_queryset(ExplainerQuerySet)()

    base_form_class = ReviewedPageForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("online_label"), FieldPanel("online_url")]),
        MultipleChooserPanel(
            "explainer_topics", chooser_field_name="topic", heading=_("Motifs d’appel"), label=_("Motif"), icon="tag", min_num=1
        ),
        FieldPanel("body"),
        FieldPanel("to_say"),
        FieldPanel("to_ask"),
        FieldPanel("not_by_phone"),
        FieldPanel("sources"),
        MultiFieldPanel(
            [FieldPanel("bureau"), FieldRowPanel([FieldPanel("valid_from"), FieldPanel("review_by")])], heading=_("Responsable et validité")
        ),
    ]
    parent_page_types = ["explainers.ExplainerIndexPage"]
    subpage_types: list[str] = []
    template = "explainers/explainer.html"

    class Meta:
        verbose_name = _("fiche")
        verbose_name_plural = _("fiches")

    def clean(self) -> None:
        super().clean()
        if self.online_url and not self.online_label:
            raise ValidationError({"online_label": _("Donnez un nom à ce service : une adresse seule ne dit pas où elle mène.")})
        if self.review_by and self.valid_from and self.review_by <= self.valid_from:
            raise ValidationError({"review_by": _("Cette date doit venir après celle d’où la fiche est vraie.")})

    def save(self, *args: Any, **kwargs: Any) -> Any:
        keep_each_once(self.explainer_topics, "topic")
        topics = [each.topic for each in self.explainer_topics.all() if each.topic_id]
        said = [
            text
            for stream in (self.body, self.to_say, self.to_ask)
            for block in stream
            for text in block.block.get_searchable_content(block.value)
        ]
        self.filed_as = plain(self.title)[:300]
        self.searchable = plain(" ".join([self.title, self.summary, *(topic.filed_as for topic in topics), self.not_by_phone, *said]))
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "filed_as", "searchable"}
        return super().save(*args, **kwargs)

    def permissions_for_user(self, user: User) -> NobodyPublishesAlone:
        return NobodyPublishesAlone(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # Names of colleagues are for colleagues; a passer-by reads the date.
        people = self.checked_by if request.user.is_authenticated else []
        may = {"may_write": may_write(request.user), "may_report": may_report(request.user)}
        return {**super().get_context(request, *args, **kwargs), "people": people, **may}

    @property
    def is_due(self) -> bool:
        """The day to look at it again has passed."""
        return self.review_by < timezone.localdate()

    @property
    def checked_on(self) -> datetime.datetime | None:
        return self.last_published_at or self.latest_revision_created_at

    @property
    def checked_by(self) -> list[User]:
        """Who wrote the published version and who approved it, where both are known."""
        if self.live_revision is None:
            return []
        approvals = self.live_revision.task_states.filter(status=TaskState.STATUS_APPROVED).select_related("finished_by")
        people = [self.live_revision.user, *(state.finished_by for state in approvals)]
        return [person for person in dict.fromkeys(people) if person is not None]

    @cached_property
    def topics(self) -> list[Topic]:
        return [each.topic for each in self.explainer_topics.select_related("topic")]

    @property
    def life_events(self) -> list[str]:
        return [str(LifeEvent(event).label) for event in dict.fromkeys(topic.life_event for topic in self.topics) if event]


class ExplainerTopic(Orderable):
    page = ParentalKey(ExplainerPage, on_delete=models.CASCADE, related_name="explainer_topics")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+", verbose_name=_("motif d’appel"))

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "topic"], name="topic_once_per_explainer")]
