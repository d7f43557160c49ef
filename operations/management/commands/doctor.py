import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from operations.checks.examination import examine
from operations.management.commands._report import as_json, as_text


class Command(BaseCommand):
    help = "Explain what is wrong with this installation and what to do about it; exit code 1 when something is. Changes nothing."
    requires_system_checks = []  # they are among what is examined

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for a machine")
        parser.add_argument("--deep", action="store_true", help="also load the speech model, draw a PDF, read the whole SQLite file")
        parser.add_argument("--backups", type=Path, metavar="DOSSIER", help="where the backups are: how old is the last one?")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default=settings.LANGUAGE_CODE)

    def handle(self, *, json: bool, deep: bool, backups: Path | None, language: str, **options: Any) -> None:
        with translation.override(language):
            found = examine(deep=deep, backups=backups)
            told = found.findings, found.well, found.not_asked
            self.stdout.write(as_json(*told) if json else as_text(*told, translation.gettext), ending="")
        if found.has_errors:
            sys.exit(1)
