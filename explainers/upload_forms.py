"""Wagtail's forms of documents and pictures, which look inside the file."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from explainers import document_files, pictures
from explainers.unsafe import NotSafe


class DocumentForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            try:
                document_files.judge(file.file, file.name)
            except NotSafe as error:
                raise ValidationError(str(error.sentence), code="not_safe") from error
        return file


class ImageForm(BaseImageForm):
    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            try:
                pictures.judge(file.file, file.name)
            except NotSafe as error:
                raise ValidationError(str(error.sentence), code="not_safe") from error
        return file
