from __future__ import annotations

import hashlib
import logging
import math
from dataclasses import dataclass

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.images.models import SourceImageIOError

from theme.contrast import COLOUR, channels, contrast, is_colour

logger = logging.getLogger(__name__)

HEXADECIMAL = RegexValidator(COLOUR, _("Écrivez une couleur comme #0a5d6c : un dièse et six chiffres ou lettres de a à f."))
TEXT, CONTROL = 4.5, 3.0


@dataclass(frozen=True)
class Pair:
    """A colour of the brand, and what is drawn on it or under it: another of the brand, or one of ours, which does not change."""

    colour: str
    other: str
    name: Promise
    least: float = TEXT


PAIRS = (
    Pair("frame", "#ffffff", _("le nom du portail, blanc")),
    Pair("frame", "#a3bcc2", _("les liens de navigation")),
    Pair("frame", "#ffc72c", _("le repère jaune"), CONTROL),
    Pair("frame_2", "#ffffff", _("le lien choisi, blanc")),
    Pair("primary", "#e8eef0", _("le fond des encadrés, où il s’écrit")),
    Pair("primary", "on_primary", _("le texte sur l’action")),
    Pair("primary_hover", "#e8eef0", _("le fond des encadrés, où il s’écrit")),
    Pair("primary_hover", "on_primary", _("le texte sur l’action")),
    Pair("primary_soft", "#485c62", _("le texte secondaire")),
    Pair("primary_soft", "primary", _("l’action")),
    Pair("primary_soft", "primary_hover", _("l’action survolée")),
)


class ColourField(models.CharField):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"max_length": 7, "validators": [HEXADECIMAL], **kwargs})  # type: ignore[arg-type]


@register_setting(icon="pick", order=100)
class Brand(BaseGenericSetting):
    """Name, logo and colours of the body that runs the portal. Yellow (you are here) and the two voices belong to nobody's brand."""

    name = models.CharField(_("nom du portail"), max_length=40, default="Vigie")
    body_name = models.CharField(_("organisme"), max_length=120, blank=True, help_text=_("Il figure dans les mentions légales."))
    contact_email = models.EmailField(
        _("adresse de contact"), blank=True, help_text=_("Montrée à qui n’a pas de compte, et sur la page Accessibilité.")
    )
    logo = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Sur fond sombre, 64 pixels de haut au moins."),
    )
    frame = ColourField(_("cadre"), default="#0d2a33")
    frame_2 = ColourField(_("cadre, élément choisi"), default="#17414d")
    primary = ColourField(_("action"), default="#0a5d6c")
    primary_hover = ColourField(_("action survolée"), default="#074752")
    primary_soft = ColourField(_("fond léger d’action"), default="#dcecef")
    on_primary = ColourField(_("texte sur l’action"), default="#ffffff")

    logo_url = ""
    """Of a small copy of the logo; empty without one. Known on `current()`."""
    COLOURS = ("frame", "frame_2", "primary", "primary_hover", "primary_soft", "on_primary")
    CACHE_KEY = "theme.brand"

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("body_name"), FieldPanel("contact_email"), FieldPanel("logo")], _("Identité")),
        MultiFieldPanel([FieldPanel(colour) for colour in COLOURS], _("Couleurs du thème clair")),
    ]

    class Meta:
        verbose_name = _("identité du portail")

    @classmethod
    def current(cls) -> Brand:
        """Cached: every page asks."""
        brand = cache.get(cls.CACHE_KEY)
        if brand is None:
            brand = cls.objects.select_related("logo").first() or cls()
            brand.logo_url = brand._logo_url()
            cache.set(cls.CACHE_KEY, brand, 300)
        return brand

    def save(self, *args: object, **kwargs: object) -> None:
        super().save(*args, **kwargs)
        cache.delete(self.CACHE_KEY)

    def clean(self) -> None:
        """Refuses what would be hard to read. Colours that are not written as such are refused by their field."""
        faults: dict[str, list[str]] = {}
        for pair in PAIRS:
            ours, other = getattr(self, pair.colour), getattr(self, pair.other, pair.other)
            if is_colour(ours) and is_colour(other) and (found := contrast(ours, other)) < pair.least:
                faults.setdefault(pair.colour, []).append(_too_close(pair, found))
        if faults:
            raise ValidationError(faults)

    def _logo_url(self) -> str:
        try:
            return self.logo.get_rendition("max-360x64").url if self.logo else ""
        except SourceImageIOError:  # its file is gone: the name alone says where one is
            logger.warning("the file of the logo is missing (image %s)", self.logo_id)
            return ""

    @property
    def has_own_colours(self) -> bool:
        return any(getattr(self, colour) != self._meta.get_field(colour).default for colour in self.COLOURS)

    @property
    def version(self) -> str:
        return hashlib.sha256(self.css().encode()).hexdigest()[:12]

    def css(self) -> str:
        """For the light theme; the dark one keeps our colours, which were measured together. Bootstrap wants some as numbers."""
        lines = [f"--vg-{colour.replace('_', '-')}: {getattr(self, colour)};" for colour in self.COLOURS]
        lines += [f"--bs-{name}-rgb: {', '.join(map(str, channels(getattr(self, colour))))};" for name, colour in AS_NUMBERS]
        return "[data-bs-theme=light] {\n  " + "\n  ".join(lines) + "\n}\n"


AS_NUMBERS = (("primary", "primary"), ("link-color", "primary"), ("link-hover-color", "primary_hover"))


def _too_close(pair: Pair, found: float) -> str:
    # Rounded down: 4.49 is not enough, and must not be told as 4.5.
    measured = {"name": pair.name, "found": number_format(math.floor(found * 10) / 10, 1), "least": number_format(pair.least, 1)}
    return (
        _("Trop proche d’une autre couleur, %(name)s : contraste de %(found)s, il en faut %(least)s. Choisissez-la plus éloignée.")
        % measured
    )
