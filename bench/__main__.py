"""python -m bench [--calls DIR] [--engine NAME] [--model NAME]"""

import argparse
import os
import sys
from pathlib import Path

import django


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description="Transcription of calls: word error rate, speed, personal data found in it.")
    parser.add_argument("--calls", type=Path, help="folder of calls, each with its reference beside it (default: those of this repository)")
    parser.add_argument("--engine", help="faster-whisper, openai-whisper or endpoint (default: the settings)")
    parser.add_argument("--model", help="embedded, a folder or the name of a model (default: the settings)")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from bench import personal_data, transcription
    from speech import engines

    if options.calls and not options.calls.is_dir():
        parser.error(f"{options.calls} is not a folder")
    found = transcription.calls([options.calls] if options.calls else list(transcription.OURS))
    if not found:
        parser.error("no sound with a reference beside it (NAME.flac and NAME.json)")
    engine = engines.get(options.engine, options.model)
    sys.stdout.write(f"{engine.name}, {engine.made_with}, {engines.threads()} threads\n")
    coverage = personal_data.Coverage()
    results = coverage.watching(transcription.measure(*pair, options.engine, options.model) for pair in found)
    for line in transcription.table(results):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    sys.stdout.writelines(line + "\n" for line in coverage.table())


if __name__ == "__main__":
    main()
