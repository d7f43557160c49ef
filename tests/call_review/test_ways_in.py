"""Each odd file gets the same sentence by whichever way it comes. `VIGIE_BAD_AUDIO` names a folder with more of them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.utils import timezone

from call_review import deposit_tokens, uploads, watched
from call_review.errors import DepositRefused
from call_review.models import Arrival, Recording, Upload
from speech.errors import NotACall
from tests.call_review.dropping import Recorder, look
from tests.call_review.people import deposit
from tests.call_review.test_api import Machine

ODD = Path(os.environ.get("VIGIE_BAD_AUDIO") or Path(__file__).parents[1] / "samples" / "odd")
LISTED = json.loads((ODD / "manifest.json").read_text())
FILES = LISTED["files"] if isinstance(LISTED, dict) else LISTED
OURS = {"video_with_audio.mp4": "reject", "zero_samples.wav": "accept"}
"""A picture is refused, whatever sound goes with it (law C14). An empty sound under a good header is
found by the work on it."""


def in_the_browser(upload: Upload, content: bytes) -> str:
    """What refuses it; nothing when it is a call."""
    try:
        deposit(upload, content)
    except (DepositRefused, NotACall) as error:
        uploads.sentence(error.code, error.detail)
        return error.code
    return ""


def by_the_network(machine: Machine, content: bytes) -> str:
    place = machine.place()
    sent = machine.client.put(place, content, content_type="application/octet-stream", headers={"content-length": str(len(content))})
    if sent.status_code != 200:
        machine.client.delete(place, headers={"tus-resumable": "1.0.0"})
    return sent.json().get("code", "")


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: Path(entry["file"]).name.encode().decode("ascii", "replace"))
def test_the_same_answer_by_each_way(entry, campaign, coach, upload, intake_folder):
    content = (ODD / entry["file"]).read_bytes()
    code = in_the_browser(upload, content)
    Recording.objects.all().delete()
    recorder = Recorder(watched.open_folder(campaign, coach, "mono"), intake_folder)
    recorder.drop_call(content, name="a")
    look(2)
    Recording.objects.all().delete()
    _token, secret = deposit_tokens.make(campaign, coach, "Essai", timezone.localdate(), "mono")
    assert by_the_network(Machine(secret), content) == code
    row = Arrival.objects.exclude(state="waiting").get()
    assert (row.state, row.code) == (("refused", code) if code else ("taken", ""))
    assert not Upload.objects.under_way().exclude(pk=upload.pk).exists() and Recording.objects.count() == (not code)
    expected = OURS.get(Path(entry["file"]).name, entry["expect"])
    assert expected == "reject_or_empty" or bool(code) == (expected == "reject")
