from __future__ import annotations

import uuid
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from explainers import captions, media_files
from explainers.captions import Cue, NotCaptions
from speech.errors import SpeechError
from speech.messages import sentence

LATE = 1.0
"""Seconds by which captions may outlive their sound: durations are rounded by whoever exports."""

CAPTION_FAULTS = {
    "empty": _("Aucun sous-titre ici. Collez un fichier WebVTT ou SRT : une ligne « 00:00:01.000 --> 00:00:03.500 », puis les mots."),
    "times": _("Ligne %(line)d : un début et une fin sont attendus, comme « 00:00:01.000 --> 00:00:03.500 »."),
    "order": _("Ligne %(line)d : ce sous-titre finit avant de commencer, ou commence avant celui du dessus."),
    "wordless": _("Ligne %(line)d : ce sous-titre ne dit rien. Écrivez ce qui s’entend, ou retirez-le."),
}


def stored_as(media: CaptionedMedia, _name: str) -> str:
    return f"captioned_media/{uuid.uuid4().hex}.{media_files.KINDS[media.content_type].extension}"


class CaptionedMedia(models.Model):
    """A sound or a film that one can follow with the sound off: never without captions. What the file is, its content says."""

    title = models.CharField(_("titre"), max_length=150)
    file = models.FileField(_("fichier"), upload_to=stored_as, help_text=_("MP3, M4A, Ogg, WAV ou FLAC ; MP4 ou WebM pour une vidéo."))
    captions = models.TextField(
        _("sous-titres"),
        help_text=_("Collez le fichier WebVTT ou SRT. Relisez-le en écoutant : noms propres, nombres, qui parle (« <v Agent>Bonjour »)."),
    )
    credit = models.CharField(_("auteur et licence"), max_length=200, blank=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content_type = models.CharField(max_length=20, editable=False)
    seconds = models.FloatField(editable=False)
    changed_at = models.DateTimeField(_("modifié le"), auto_now=True)

    panels = [
        FieldPanel("title"),
        FieldPanel("file"),
        MultiFieldPanel([FieldPanel("captions"), FieldPanel("credit")], heading=_("Sous-titres et crédit")),
    ]

    class Meta:
        verbose_name = _("média sous-titré")
        verbose_name_plural = _("médias sous-titrés")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Judges the file and its captions together: captions of another recording outlive their sound."""
        if not self.file:
            return
        try:
            found = media_files.judge(self.file.file)
        except SpeechError as error:
            raise ValidationError({"file": sentence(error)}) from error
        except media_files.NotPlayable as error:
            raise ValidationError({"file": error.sentence}) from error
        self.content_type, self.seconds = found.content_type, found.seconds
        self._check_captions()

    def _check_captions(self) -> None:
        try:
            cues = captions.parse(self.captions)
        except NotCaptions as error:
            raise ValidationError({"captions": str(CAPTION_FAULTS[error.code]) % {"line": error.line}}) from error
        if cues[-1].end > self.seconds + LATE:
            late = gettext("Les sous-titres continuent après la fin (%(seconds)d s). Sont-ils ceux de ce fichier ?")
            raise ValidationError({"captions": late % {"seconds": self.seconds}})

    @cached_property
    def cues(self) -> list[Cue]:
        return captions.parse(self.captions)

    @property
    def is_film(self) -> bool:
        return self.content_type.startswith("video/")

    @property
    def kind(self) -> str:
        return gettext("Vidéo") if self.is_film else gettext("Son")

    @property
    def length(self) -> str:
        """Minutes and seconds: 3:07."""
        return f"{int(self.seconds) // 60}:{int(self.seconds) % 60:02}"
