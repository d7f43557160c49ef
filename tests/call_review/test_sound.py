"""The sound of a call: in parts, never kept by a browser, and written down before a byte leaves."""

import json

import pytest
from django.core.files.base import ContentFile

from accounts.models import AccessEntry
from call_review.models import Recording
from tests.call_review.calls import SECONDS, SOUND


def heard(client, call, **headers) -> tuple[int, bytes, dict]:
    answer = client.get(f"/appels/{call.key}/son.m4a", headers=headers)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body, dict(answer.headers)


def test_all_of_it_or_the_part_asked_for(call, agent, sign_in):
    client = sign_in(agent)
    status, body, headers = heard(client, call)
    assert (status, body) == (200, SOUND)
    assert headers["Content-Type"] == "audio/wav" and headers["Accept-Ranges"] == "bytes"
    assert "no-store" in headers["Cache-Control"] and "private" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    status, body, headers = heard(client, call, range="bytes=100-199")
    assert (status, body) == (206, SOUND[100:200])
    assert headers["Content-Range"] == f"bytes 100-199/{len(SOUND)}"
    assert heard(client, call, range=f"bytes={len(SOUND)}-")[0] == 416


@pytest.mark.parametrize(
    ("name", "kind"), [("a.m4a", "audio/mp4"), ("a.ogg", "audio/ogg"), ("a.opus", "audio/ogg"), ("a.wav", "audio/wav")]
)
def test_its_type_is_that_of_the_file_kept(call, agent, sign_in, name, kind):
    call.listening.save(name, ContentFile(b"bytes"))
    assert heard(sign_in(agent), call)[2]["Content-Type"] == kind


def test_one_listening_is_one_line_with_its_frame(call, coach, sign_in):
    client = sign_in(coach)
    client.get(f"/appels/{call.key}/")
    assert not AccessEntry.objects.filter(act=AccessEntry.Act.PLAY).exists(), "to open the page is not to listen"
    for _piece in range(3):
        heard(client, call, range="bytes=0-99")
    entry = AccessEntry.objects.get(act=AccessEntry.Act.PLAY)
    assert (entry.who, entry.object_key, entry.why, entry.organisation) == (coach, call.key, "Automne", call.organisation)


def test_it_is_written_down_before_a_byte_leaves(call, agent, sign_in):
    answer = sign_in(agent).get(f"/appels/{call.key}/son.m4a")
    assert AccessEntry.objects.filter(who=agent, act=AccessEntry.Act.PLAY).count() == 1
    assert next(iter(answer.streaming_content))
    answer.close()


@pytest.mark.parametrize(
    "change", [{"sound_erased_at": "2026-11-01T00:00Z"}, {"state": "waiting"}, {"listening": ""}, {"listening": "gone.wav"}]
)
def test_what_may_not_be_played_does_not_exist_and_leaves_no_line(call, agent, sign_in, change):
    Recording.objects.update(**change)
    assert heard(sign_in(agent), call)[0] == 404
    assert not AccessEntry.objects.exists()


def test_others_hear_nothing(call, stranger, sign_in):
    assert heard(sign_in(stranger), call)[0] == 404
    assert not AccessEntry.objects.exists()


def test_behind_nginx_the_portal_says_who_may_and_nginx_sends_the_bytes(call, agent, stranger, sign_in, settings, calls_folder):
    settings.ACCEL_PREFIX, settings.DATA_DIR = "/protected/", calls_folder.parent
    status, body, headers = heard(sign_in(agent), call)
    assert (status, body) == (200, b"") and headers["X-Accel-Redirect"] == f"/protected/calls/{call.listening.name}"
    assert "no-store" in headers["Cache-Control"] and AccessEntry.objects.filter(act=AccessEntry.Act.PLAY).count() == 1
    assert "X-Accel-Redirect" not in heard(sign_in(stranger), call)[2]


# --- The waveform


def test_two_lanes_the_agent_first_whatever_the_wiring(call, agent, sign_in):
    client = sign_in(agent)
    drawn = client.get(f"/appels/{call.key}/onde.json").json()
    assert drawn["milliseconds"] == 200 and [lane["speaker"] for lane in drawn["lanes"]] == ["agent", "caller"]
    assert all(len(lane["peaks"]) == SECONDS * 5 and min(lane["peaks"]) >= 0 and max(lane["peaks"]) <= 255 for lane in drawn["lanes"])
    agents_voice = drawn["lanes"][0]["peaks"]
    assert agents_voice[5] > 50 and agents_voice[20] == 0, "the agent speaks first, then the caller"
    Recording.objects.update(channels=Recording.Channels.CALLER_AGENT)
    assert client.get(f"/appels/{call.key}/onde.json").json()["lanes"][1]["peaks"] == agents_voice


def test_the_waveform_holds_no_word(call, agent, sign_in):
    text = json.dumps(sign_in(agent).get(f"/appels/{call.key}/onde.json").json())
    assert set(json.loads(text)) == {"milliseconds", "lanes"} and "trimestres" not in text
