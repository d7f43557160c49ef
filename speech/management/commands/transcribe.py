import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from speech import messages
from speech.errors import SpeechError
from speech.transcription import CHANNELS, LANGUAGE, Transcript, transcribe


class Command(BaseCommand):
    help = "Transcrit un appel enregistré. Si le fichier n’est pas un appel : une phrase, et le code de sortie 2."
    requires_system_checks = ()  # a file and an engine are enough: no database, no web site

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FICHIER", help="l’enregistrement (un nom qui commence par un tiret s’écrit après « -- »)")
        parser.add_argument("--json", action="store_true", help="écrit du JSON, avec chaque mot, ses temps et sa probabilité")
        parser.add_argument("--channels", choices=list(CHANNELS), help="qui parle à gauche et à droite (agent,caller par défaut), ou mono")
        parser.add_argument("--language", metavar="CODE", help="langue de l’appel (fr, en…) ; sinon, le français, sauf évidence contraire")

    def handle(self, *args: Any, **options: Any) -> None:
        # The tool of an operator at a terminal: it speaks the language of the installation, not that of a visitor.
        with translation.override(settings.LANGUAGE_CODE):
            try:
                transcript = transcribe(options["file"], options["channels"], options["language"])
            except SpeechError as error:
                self.stderr.write(messages.sentence(error))
                sys.exit(2)
            if options["json"]:
                self.stdout.write(json.dumps(transcript.to_dict(), ensure_ascii=False, indent=1))
            else:
                self._print(transcript, asked=options["language"])

    def _print(self, transcript: Transcript, asked: str | None) -> None:
        if not asked and transcript.language != LANGUAGE:
            self.stderr.write(messages.foreign(transcript.language))
        if not transcript.turns:
            self.stderr.write(messages.nothing_said())
        for turn in transcript.turns:
            minutes, seconds = divmod(int(turn.start), 60)
            self.stdout.write(f"{minutes}:{seconds:02}  {messages.speaker(turn.speaker)}  {turn.text}")
