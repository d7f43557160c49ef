"""python -m bench [--calls DIR] [--only NAME…] [--engine NAME] [--model NAME]"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import django


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description="Transcription of calls: word error rate, speed, personal data found in it.")
    parser.add_argument("--calls", type=Path, help="folder of calls, each with its reference beside it (default: those of this repository)")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only these calls of the folder")
    parser.add_argument("--engine", help="faster-whisper, openai-whisper or endpoint (default: the settings)")
    parser.add_argument("--model", help="embedded, a folder or the name of a model (default: the settings)")
    parser.add_argument("--glossary", type=Path, help="words that may be said, one a line")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from bench import personal_data, transcription
    from speech import engines
    from speech.glossary import Entry, Glossary

    if options.calls and not options.calls.is_dir():
        parser.error(f"{options.calls} is not a folder")
    found = transcription.calls([options.calls] if options.calls else list(transcription.OURS))
    if options.only:
        found = [pair for pair in found if pair[0].stem in options.only]
    if not found:
        parser.error("no sound with a reference beside it (NAME.flac and NAME.json)")
    engine = engines.get(options.engine, options.model)
    sys.stdout.write(f"{engine.name}, {engine.made_with}, {engines.threads()} threads\n")
    words = options.glossary.read_text("utf-8").splitlines() if options.glossary else []
    glossary = Glossary(Entry(word.strip()) for word in words if word.strip())
    coverage = personal_data.Coverage()
    measured = []

    def kept() -> Iterator[transcription.Result]:
        for result in coverage.watching(transcription.measure(*pair, options.engine, options.model, glossary) for pair in found):
            measured.append(result)
            yield result

    _print(transcription.table(kept()))
    _print(coverage.table())
    if engine.name == "faster-whisper" and engine.windows:
        from bench import plain, processes

        _print(transcription.beside((ours, *plain.measure(*pair)) for ours, pair in zip(measured, found, strict=True)))
        _print(processes.table(max(found, key=lambda pair: pair[0].stat().st_size)[0]))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
