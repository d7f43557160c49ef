"""Law C8: Bob takes an own call back within 48 hours, without asking anyone; then it exists for nobody."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessEntry, Notification, User
from background.models import Job
from background.runner import work_off
from call_review import recordings
from call_review.models import Elimination, Recording, Turn, Upload

KEPT = dt.timedelta(hours=48)


@pytest.fixture
def bob_withdraws(client, agent, recording):
    client.force_login(agent)
    return lambda: client.post(reverse("recordings:withdraw", args=[recording.key]), follow=True)


def received(recording: Recording, ago: dt.timedelta) -> None:
    Recording.objects.filter(pk=recording.pk).update(received_at=timezone.now() - ago)


def test_c8_row_words_and_files_are_gone_at_once(
    recording, bob_withdraws, calls_folder, campaign, client, coach, agent, charlie, django_capture_on_commit_callbacks
):
    work_off("speech")
    assert Turn.objects.exists() and list(calls_folder.glob("*/*/*"))
    with django_capture_on_commit_callbacks(execute=True):
        said = bob_withdraws()
    assert "L’appel est retiré" in said.content.decode()
    assert not Recording.objects.exists() and not Turn.objects.exists() and not Upload.objects.exists()
    assert not list(calls_folder.glob("??/*"))
    for person in (agent, coach, charlie):
        client.force_login(person)
        for name in ("status", "withdraw", "retry"):
            url = reverse(f"recordings:{name}", args=[recording.key])
            assert (client.get(url) if name == "status" else client.post(url)).status_code == 404
        assert client.get(reverse("recordings:upload", args=[recording.key])).status_code == 404


def test_c8_one_line_is_left_which_names_nobody_and_no_call(recording, bob_withdraws, agent, campaign):
    day = timezone.localtime(recording.recorded_at).date()
    bob_withdraws()
    line = Elimination.objects.get()
    assert (line.count, line.reason, line.campaign, line.archives_reference) == (1, "withdrawn", campaign, "AD 2026-12")
    assert line.first_day <= day <= line.last_day and (line.last_day - line.first_day).days == 6, "a week: the day would tell which call"
    assert not {field.related_model for field in Elimination._meta.get_fields()} & {User, Recording}
    assert not AccessEntry.objects.filter(who=agent).exists(), "that Bob withdrew it is written nowhere"


def test_c8_while_it_is_transcribed_the_work_is_cancelled(recording, bob_withdraws, calls_folder, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        bob_withdraws()
    assert Job.objects.get(kind="call_review.process").state == Job.State.CANCELLED
    assert work_off("speech") == 0


def test_c8_in_the_middle_of_the_work_nothing_is_written(recording, agent, monkeypatch, calls_folder, django_capture_on_commit_callbacks):
    """Withdrawn after the engine heard everything, right before it is written."""
    from call_review import pipeline

    heard = pipeline._listen

    def withdrawn_meanwhile(*args):
        made = heard(*args)
        with django_capture_on_commit_callbacks(execute=True):
            assert recordings.withdraw(Recording.objects.get(), agent)
        calls_folder.joinpath(recording.key.hex[:2], recording.key.hex).mkdir(parents=True)  # as a slow writer would leave it
        return made

    monkeypatch.setattr(pipeline, "_listen", withdrawn_meanwhile)
    work_off("speech")
    assert Job.objects.get(kind="call_review.process").state == Job.State.CANCELLED
    assert not Recording.objects.exists() and not Turn.objects.exists()


@pytest.mark.parametrize(("ago", "gone"), [(KEPT - dt.timedelta(minutes=1), True), (KEPT + dt.timedelta(seconds=1), False)])
def test_c8_until_forty_eight_hours_after_it_came(recording, bob_withdraws, client, ago, gone):
    received(recording, ago)
    page = client.get(reverse("recordings:status", args=[recording.key])).content.decode()
    assert ("Retirer cet appel" in page) is gone
    said = bob_withdraws().content.decode()
    assert Recording.objects.exists() is not gone
    if not gone:
        assert "dpo@ouest.example" in page and "dpo@ouest.example" in said, "whom to ask"


@pytest.mark.parametrize("who", ["coach", "charlie"])
def test_c8_by_nobody_else(recording, client, who, request):
    client.force_login(request.getfixturevalue(who))
    assert client.post(reverse("recordings:withdraw", args=[recording.key])).status_code == 404
    assert Recording.objects.exists()


def test_a_page_that_followed_it_loads_again(recording, bob_withdraws, client, coach):
    bob_withdraws()
    client.force_login(coach)
    asked = client.get(reverse("recordings:status", args=[recording.key]), headers={"HX-Request": "true"})
    assert (asked.status_code, asked["HX-Refresh"], asked.content) == (404, "true", b"")


def test_c8_twice_is_once(recording, bob_withdraws):
    assert bob_withdraws().status_code == 200
    assert bob_withdraws().status_code == 404
    assert Elimination.objects.count() == 1


def test_what_hangs_on_the_notification_leads_nowhere_secret(recording, agent, bob_withdraws, client):
    bob_withdraws()
    told = Notification.objects.get(kind="call_received")
    assert client.get(told.url).status_code == 200
