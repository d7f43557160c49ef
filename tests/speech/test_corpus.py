"""At length: whole calls, every odd file of the corpus, three hours. `VIGIE_CALLS` and `VIGIE_BAD_AUDIO` name the folders."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench import transcription
from bench.personal_data import Coverage
from bench.score import Score
from speech.errors import NotACall
from speech.glossary import Entry, Glossary
from speech.transcription import transcribe

from .conftest import tone, write

ROOT = Path(__file__).parent.parent.parent
CALLS = Path(os.environ.get("VIGIE_CALLS") or ROOT.parent / "shared" / "calls")
BAD_AUDIO = Path(os.environ.get("VIGIE_BAD_AUDIO") or ROOT.parent / "shared" / "bad-audio")
MANIFEST = json.loads((BAD_AUDIO / "manifest.json").read_text())["files"] if (BAD_AUDIO / "manifest.json").is_file() else []

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def results() -> list[transcription.Result]:
    if not CALLS.is_dir():
        pytest.skip(f"no corpus of calls in {CALLS} (VIGIE_CALLS names another folder)")
    folder = CALLS / "calls" if (CALLS / "calls").is_dir() else CALLS
    found = [transcription.measure(*pair) for pair in transcription.calls([folder])]
    assert found, f"no call with its reference in {folder}"
    return found


def test_ten_calls_have_few_wrong_words(results):
    total = sum((result.scores["both"] for result in results), Score())
    detail = ", ".join(f"{result.name} {result.scores['both'].percent:.1f}" for result in results)
    assert total.percent <= 11.5, f"{total.percent:.2f} % ({detail})"


def test_the_personal_data_of_ten_calls_is_found_in_time(results):
    coverage = Coverage()
    list(coverage.watching(results))
    detail = "\n".join(coverage.table())
    assert coverage.covered.total() >= 0.85 * coverage.marked.total(), detail
    assert coverage.false.total() <= coverage.seconds / 60, detail


@pytest.mark.skipif(not MANIFEST, reason=f"no odd files in {BAD_AUDIO} (VIGIE_BAD_AUDIO names another folder)")
@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: Path(entry["file"]).name)
def test_every_odd_file_does_what_its_manifest_says(entry):
    try:
        made = transcribe(BAD_AUDIO / entry["file"])
    except NotACall:
        assert entry["expect"] in ("reject", "reject_or_empty")
        return
    assert entry["expect"] in ("accept", "accept_empty", "reject_or_empty")
    if entry["expect"] != "accept":
        assert made.turns == ()
        words = "récépissé", "titre de séjour", "Aspa", "Carsat", "merci", "bonjour"
        told = transcribe(BAD_AUDIO / entry["file"], glossary=Glossary(Entry(word) for word in words))
        assert told.turns == (), "a glossary makes nobody speak"


def test_three_hours_do_not_fill_the_memory(tmp_path):
    """Stereo, at 8 kHz: as 32-bit floats at 16 kHz they would be 1.4 GB."""
    path = write(tmp_path / "long.flac", np.stack([np.tile(tone(hertz, 1, 8000, 0.01), 10_800) for hertz in (440, 450)]), 8000, "flac")
    script = (
        "import django, re, sys; django.setup(); from speech.transcription import transcribe; made = transcribe(sys.argv[1]);"
        "peak = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1];"  # getrusage would answer for the parent too
        "print(made.audio_seconds, len(made.turns), int(peak) // 1024)"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run([sys.executable, "-c", script, str(path)], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    seconds, turns, megabytes = done.stdout.split()
    assert float(seconds) == pytest.approx(10_800) and turns == "0"
    assert int(megabytes) < 600
