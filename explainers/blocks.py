"""What an explainer is made of: an editor fills forms, the templates draw."""

from __future__ import annotations

from typing import Any

from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

SHORTEST_ALTERNATIVE = 10


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Ce qu’il faut faire"), max_length=90)
    detail = blocks.TextBlock(label=_("Précision"), required=False, max_length=400)
    delay = blocks.CharBlock(
        label=_("Délai"), required=False, max_length=60, help_text=_("Vérifié à la source : « sous 48 h », « le mois suivant ».")
    )

    class Meta:
        icon = "arrow-right"
        label = _("étape")


class StepsBlock(blocks.StructBlock):
    """An infographic: numbered steps, drawn down the page, the same for eyes, ears and printers."""

    title = blocks.CharBlock(label=_("Titre"), default=_("Les étapes"), max_length=90)
    steps = blocks.ListBlock(StepBlock(), label=_("Étapes"), min_num=2, max_num=9, default=[{}, {}])

    class Meta:
        icon = "list-ol"
        label = _("Infographie : étapes")
        template = "explainers/blocks/steps.html"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alternative = blocks.CharBlock(
        label=_("Texte de remplacement"),
        max_length=250,
        validators=[
            MinLengthValidator(SHORTEST_ALTERNATIVE, _("Dites ce que l’image apprend, en une phrase : elle sera lue à qui ne la voit pas."))
        ],
        help_text=_("Ce que l’image apprend, en une phrase. Lu à voix haute à qui ne la voit pas."),
    )
    caption = blocks.CharBlock(label=_("Légende"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "explainers/blocks/picture.html"


class MediaBlock(blocks.StructBlock):
    """A sound or a film, with what it says in words beside it."""

    media = SnippetChooserBlock("explainers.CaptionedMedia", label=_("Son ou vidéo"))
    caption = blocks.CharBlock(label=_("Légende"), required=False, max_length=200)

    class Meta:
        icon = "media"
        label = _("Son ou vidéo")
        template = "explainers/blocks/media.html"

    def get_searchable_content(self, value: Any) -> list[str]:
        """The words that are said are found too."""
        said = [cue.text for cue in value["media"].cues] if value["media"] else []
        return [*super().get_searchable_content(value), *said]


class TextBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Titre"), max_length=90)
    text = blocks.RichTextBlock(label=_("Texte"), features=["h3", "bold", "ul", "ol", "link"])

    class Meta:
        icon = "doc-full"
        label = _("Texte")
        template = "explainers/blocks/text.html"


BODY = [("steps", StepsBlock()), ("text", TextBlock()), ("picture", PictureBlock()), ("media", MediaBlock())]


class SourceBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Page officielle"), max_length=150)
    url = blocks.URLBlock(label=_("Adresse"))
    checked_on = blocks.DateBlock(label=_("Lue le"), required=False, help_text=_("Vide tant que personne ne l’a ouverte."))

    class Meta:
        icon = "link"
        label = _("source")
