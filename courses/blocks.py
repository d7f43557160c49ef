"""What a lesson is made of. Texts, infographics, images and captioned media are those of explainers; checks come from the bank."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtail.snippets.widgets import AdminSnippetChooser

from explainers.blocks import MediaBlock, PictureBlock, StepsBlock, TextBlock

LONGEST_LESSON = 60
MOST_LESSONS = 12


class ObjectiveBlock(blocks.CharBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Alone in its block, the field has no label of its own: Wagtail writes one above, for eyes.
        self.field.widget.attrs["aria-label"] = self.label

    class Meta:
        label = _("Objectif")


class ChoiceBlock(blocks.StructBlock):
    """One answer among those offered, and what to say to whoever chose it."""

    text = blocks.TextBlock(label=_("Réponse proposée"), max_length=300, rows=1)
    right = blocks.BooleanBlock(
        label=_("Bonne réponse"), required=False, help_text=_("Sans effet pour une remise en ordre : l’ordre des réponses est la clé.")
    )
    feedback = blocks.TextBlock(
        label=_("Retour à qui choisit cette réponse"),
        max_length=600,
        rows=1,
        help_text=_(
            "Pourquoi on peut le penser, et ce que cela fait à la personne au téléphone. Remise en ordre : pourquoi elle vient là."
        ),
    )

    class Meta:
        icon = "tick-inverse"
        label = _("Réponse")
        label_format = "{text}"


class QuestionChooserBlock(SnippetChooserBlock):
    @cached_property
    def widget(self) -> AdminSnippetChooser:
        widget = super().widget
        widget.choose_one_text, widget.choose_another_text = _("Choisir une question"), _("Choisir une autre question")
        return widget


class CheckBlock(blocks.StructBlock):
    """A question of the bank between two contents: tried again at will, nothing is counted.

    It has no template: learners answer it in a page of theirs, and must not read its key in an article.
    """

    question = QuestionChooserBlock(
        "courses.Question", label=_("Question"), help_text=_("Choisissez-la dans la banque, ou écrivez-la en chemin.")
    )

    class Meta:
        icon = "help"
        label = _("Vérification")


class LessonBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Titre de la leçon"), max_length=120)
    minutes = blocks.IntegerBlock(
        label=_("Durée, en minutes"), default=5, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_LESSON)]
    )
    content = blocks.StreamBlock(
        [("text", TextBlock()), ("steps", StepsBlock()), ("picture", PictureBlock()), ("media", MediaBlock()), ("check", CheckBlock())],
        label=_("Contenu"),
    )

    class Meta:
        icon = "doc-full-inverse"
        label = _("Leçon")
        label_format = "{title}"
