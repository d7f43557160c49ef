"""Topics as lists offer them: filed under the first level of the tree, each with the words it is found by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from topics.models import Topic

Choices = list[tuple[str | Promise, Any]]


class TopicSelect(forms.Select):
    """Each option carries its synonyms, so that a script can narrow the list with a caller's words."""

    words: dict[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if words := self.words.get(str(value)):
            option["attrs"]["data-words"] = words
        return option


def offer_reasons(field: forms.ChoiceField) -> dict[str, Topic]:
    """Fills the field with the reasons that are open. Answers them by key."""
    topics = list(Topic.objects.open().reasons().select_related("parent__parent"))
    field.choices = [("", _("Je ne sais pas")), *_grouped(topics)]
    if isinstance(field.widget, TopicSelect):
        field.widget.words = {str(topic.pk): _words(topic) for topic in topics}
    return {str(topic.pk): topic for topic in topics}


def branches() -> Choices:
    """The two upper levels, for filters: a branch with all that hangs below it."""
    upper = Topic.objects.filter(Q(parent=None) | Q(parent__parent=None)).exclude(children=None).select_related("parent")
    return [("", _("Tous")), *_grouped(list(upper))]


def _grouped(topics: list[Topic]) -> Choices:
    groups: dict[str, list[tuple[str, str]]] = {}
    for topic in topics:
        root, _separator, rest = topic.path.partition(" › ")
        groups.setdefault(root, []).append((str(topic.pk), rest or root))
    return list(groups.items())


def _words(topic: Topic) -> str:
    above = topic.parent.filed_as if topic.parent else ""
    return f"{above} {topic.filed_as}"
