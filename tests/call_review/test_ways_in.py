"""Each odd file gets the same sentence by whichever way it comes, and leaves nothing; each format that telephones write comes in.

`VIGIE_BAD_AUDIO` names a folder with more odd files, `VIGIE_CALLS` the corpus of calls, whose variants are written as telephones do.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from call_review import deposit_tokens, uploads, watched
from call_review.models import Arrival, Campaign, Recording, Upload
from call_review.sample_calls import SAMPLES
from tests.call_review.dropping import Recorder, look, told
from tests.call_review.test_api import Machine
from tests.call_review.test_tus import Sender

ODD = Path(os.environ.get("VIGIE_BAD_AUDIO") or Path(__file__).parents[1] / "samples" / "odd")
LISTED = json.loads((ODD / "manifest.json").read_text())
FILES = LISTED["files"] if isinstance(LISTED, dict) else LISTED
CALLS = os.environ.get("VIGIE_CALLS", "")
FORMATS = sorted(Path(CALLS, "variants").glob("*.*")) if CALLS else [sample.path for sample in SAMPLES.values()]
OURS = {"video_with_audio.mp4": "reject", "zero_samples.wav": "accept"}
"""A picture is refused, whatever sound goes with it (law C14). An empty sound under a good header is
found by the work on it."""


class Ways:
    """One content by the browser, a watched folder and the network. Each answers the sentence of its refusal; nothing when it is a call."""

    def __init__(self, upload: Upload, coach: User, campaign: Campaign, intake: Path) -> None:
        self.upload, self.coach, self.campaign, self.intake = upload, coach, campaign, intake
        self.taken: list[tuple[str, str]] = []

    def each(self, content: bytes) -> dict[str, str]:
        said = {}
        for way in (self.browser, self.folder, self.network):
            said[way.__name__] = way(content)
            self.taken += Recording.objects.values_list("sha256", "state")
            Recording.objects.all().delete()
        return said

    def browser(self, content: bytes) -> str:
        client = Client(headers={"accept-language": "fr"})
        client.force_login(self.coach)
        sender = Sender(client, self.upload)
        answer = sender.create(len(content))
        if answer.status_code == 201:
            answer = sender.patch(0, content)
        if answer.status_code == 204:
            return ""
        assert answer.status_code == 422 and answer["Content-Type"].startswith("text/plain")
        assert sender.offset() == 0, "what came is forgotten"
        return answer.content.decode()

    def folder(self, content: bytes) -> str:
        recorder = Recorder(watched.open_folder(self.campaign, self.coach, "mono"), self.intake)
        recorder.drop_call(content, name="a")
        look(2)
        (state, sentence), *others = [row for row in told() if row[0] != Arrival.State.WAITING]
        assert not others
        assert state == (Arrival.State.TAKEN if Recording.objects.exists() else Arrival.State.REFUSED)
        return "" if state == Arrival.State.TAKEN else sentence

    def network(self, content: bytes) -> str:
        _token, secret = deposit_tokens.make(self.campaign, self.coach, "Essai", timezone.localdate(), "mono")
        machine = Machine(secret)
        place = machine.place()
        sent = machine.client.put(place, content, content_type="application/octet-stream", headers={"content-length": str(len(content))})
        if sent.status_code == 200:
            return ""
        assert (sent.status_code, sent["Content-Type"]) == (422, "application/problem+json")
        assert machine.client.head(place, headers={"tus-resumable": "1.0.0"})["Upload-Offset"] == "0"
        machine.client.delete(place, headers={"tus-resumable": "1.0.0"})
        return sent.json()["title"]


@pytest.fixture
def ways(upload, coach, campaign, intake_folder) -> Ways:
    return Ways(upload, coach, campaign, intake_folder)


def left_of_refused(folder: Path) -> list[Path]:
    """Bytes that a refused deposit left; an empty file is what the next one would fill."""
    return [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size]


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: Path(entry["file"]).name.encode().decode("ascii", "replace"))
def test_the_same_answer_by_each_way(entry, ways, calls_folder, django_capture_on_commit_callbacks):
    content = (ODD / entry["file"]).read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        said = ways.each(content)
    assert len(set(said.values())) == 1, said
    (sentence,) = set(said.values())
    known = {uploads.sentence(code) for code in uploads.SENTENCES | uploads.speech_messages.SENTENCES}
    assert not sentence or sentence in known or "voies" in sentence or "limite est de" in sentence
    assert not Upload.objects.under_way().exclude(pk=ways.upload.pk).exists()
    if sentence:
        assert not ways.taken and not left_of_refused(calls_folder)
    expected = OURS.get(Path(entry["file"]).name, entry["expect"])
    assert expected == "reject_or_empty" or bool(sentence) == (expected == "reject")


@pytest.mark.parametrize("file", FORMATS, ids=lambda file: file.name)
def test_each_format_comes_in_by_each_way(file, ways):
    assert set(ways.each(file.read_bytes()).values()) == {""}
    assert {state for _sha256, state in ways.taken} == {Recording.State.WAITING}
    assert len(ways.taken) == 3 and len({sha256 for sha256, _state in ways.taken}) == 1, "the very bytes, three times"
