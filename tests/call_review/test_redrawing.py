"""What was measured of Bob's call is damaged or gone: it is measured again from the sound, once, and the page works meanwhile."""

import io
from functools import partial

import numpy as np
import pytest
from django.core.files.base import ContentFile

from background.models import Job
from background.runner import work_off
from call_review import features, redrawing
from call_review.models import Recording


@pytest.mark.parametrize("kept", ["", "gone.h5", "damaged", "cut short"])
def test_measures_that_are_damaged_or_gone_are_made_again_from_the_sound(call, agent, sign_in, kept):
    whole = call.features.read()
    call.features.close()
    damaged = {"damaged": b"not one of ours", "cut short": whole[: len(whole) // 2]}.get(kept)
    if damaged:
        call.features.save("features.h5", ContentFile(damaged))
    else:
        Recording.objects.update(features=kept)
    client, wave = sign_in(agent), f"/appels/{call.key}/onde.json"
    assert [client.get(wave).status_code for _time in range(3)] == [404] * 3
    assert client.get(f"/appels/{call.key}/").status_code == 200, "the page works without"
    assert Job.objects.filter(kind=redrawing.KIND).count() == 1 and work_off("speech") == 1
    drawn = client.get(wave).json()
    assert [max(lane["peaks"]) > 50 for lane in drawn["lanes"]] == [True, True]
    call.refresh_from_db()
    made, before = (features.read(io.BytesIO(content)) for content in (call.features.read(), whole))
    call.features.close()
    assert np.array_equal(made.words, before.words) and np.array_equal(made.voice, before.voice)


def test_of_a_sound_that_cannot_be_read_either_the_job_fails_and_is_seen(call, agent, sign_in):
    call.listening.save("listening.wav", ContentFile(b"no sound"))
    Recording.objects.update(features="")
    client = sign_in(agent)
    client.get(f"/appels/{call.key}/onde.json")
    work_off("speech")
    assert Job.objects.get(kind=redrawing.KIND).state == Job.State.FAILED
    client.get(f"/appels/{call.key}/onde.json")
    assert Job.objects.filter(kind=redrawing.KIND).count() == 1, "not asked for at each look"


def test_a_call_that_goes_or_is_masked_meanwhile_keeps_what_it_has(call, monkeypatch):
    Recording.objects.update(features="")
    measured = features.measured
    for change in (partial(Recording.objects.update, listening="masked.m4a"), Recording.objects.all().delete):
        Job.objects.all().delete()
        redrawing.ask(call)
        monkeypatch.setattr(features, "measured", lambda *facts, change=change: (measured(*facts), change())[0])
        assert work_off("speech") == 1
        assert not Recording.objects.exclude(features="").exists()
        Recording.objects.update(listening=call.listening.name)
