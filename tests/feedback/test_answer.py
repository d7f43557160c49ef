"""The bureau takes, answers, publishes or closes; whoever raised it is told each time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Notification
from feedback import concerns, working_days
from feedback.errors import AlreadyMoved, NoAnswer
from feedback.models import Concern

State = Concern.State


def at(name: str, concern: Concern) -> str:
    return reverse(f"feedback:{name}", args=[concern.key])


def told(user) -> list[str]:
    return list(Notification.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def test_taken_answered_published_and_told(client, alice, bob, paul, concern_of):
    concern = concern_of(alice)
    client.force_login(paul)
    client.post(at("take", concern))
    concern.refresh_from_db()
    assert (concern.state, concern.taken_by) == (State.TAKEN, paul)
    assert concern.due_on == working_days.after(timezone.localdate(), 10)
    written = client.post(at("answer", concern), {"text": "Au service nommé sur le courrier."})
    preview = client.get(written.url).content.decode()
    assert "Ce que liront les agents" in preview and "Au service nommé sur le courrier." in preview and "À qui écrire ?" in preview
    client.force_login(bob)
    assert client.get(concern.get_absolute_url()).status_code == 404, "a draft is nobody’s to read"
    client.force_login(paul)
    client.post(at("publish", concern))
    concern.refresh_from_db()
    assert concern.state == State.ANSWERED and concern.answered_by == paul and concern.published_at
    assert told(alice) == ["concern_taken", "concern_answered"]
    assert [event.what for event in concern.events.all()] == ["raised", "taken", "answered"]


def test_nothing_is_published_without_words(client, alice, paul, concern_of):
    concern = concern_of(alice)
    concerns.take(concern, paul)
    client.force_login(paul)
    assert client.post(at("publish", concern)).url == at("answer", concern)
    with pytest.raises(NoAnswer):
        concerns.publish_answer(concern, paul)


@pytest.mark.parametrize("taken", [False, True])
def test_closed_without_change_its_agent_reads_why(client, alice, bob, paul, concern_of, taken):
    concern = concern_of(alice)
    if taken:
        concerns.take(concern, paul)
    client.force_login(paul)
    assert client.post(at("close", concern), {"text": ""}).status_code == 400
    client.post(at("close", concern), {"text": "La règle est écrite sur le courrier."})
    assert told(alice)[-1] == "concern_closed"
    client.force_login(alice)
    assert "La règle est écrite sur le courrier." in client.get(concern.get_absolute_url()).content.decode()
    client.force_login(bob)
    assert client.get(concern.get_absolute_url()).status_code == 404, "there is no answer for all to read"


def test_handed_back_it_is_new_again_and_what_was_written_stays(client, alice, paul, bureau_member, concern_of):
    concern, colleague = concern_of(alice), bureau_member("Rose")
    concerns.take(concern, paul)
    concerns.draft_answer(concern, paul, "À suivre.")
    client.force_login(colleague)
    client.post(at("hand_back", concern))
    concern.refresh_from_db()
    assert (concern.state, concern.taken_by, concern.due_on, concern.answer) == (State.NEW, None, None, "À suivre.")
    assert "À suivre." not in client.get(concern.get_absolute_url()).content.decode()
    concerns.take(concern, colleague)
    assert "À suivre." in client.get(at("answer", concern)).content.decode()


def test_what_is_over_does_not_move(client, alice, paul, answered):
    concern = answered(alice)
    for move in (concerns.take, concerns.hand_back, concerns.publish_answer):
        with pytest.raises(AlreadyMoved):
            move(concern, paul)
    with pytest.raises(AlreadyMoved):
        concerns.close(concern, paul, "Non.")
    client.force_login(paul)
    for name in ("take", "hand_back", "publish", "answer", "close"):
        response = client.post(at(name, concern), {"text": "Autre"}, follow=True)
        assert "a changé entre-temps" in response.content.decode()
    concern.refresh_from_db()
    assert concern.answer == "Au service nommé sur le courrier."


@pytest.mark.parametrize("value", ["", " ", "\x00", "x" * 1501])
@pytest.mark.parametrize("name", ["answer", "close"])
def test_bad_input_comes_back_with_a_sentence(client, alice, paul, concern_of, name, value):
    concern = concern_of(alice)
    concerns.take(concern, paul)
    client.force_login(paul)
    response = client.post(at(name, concern), {"text": value})
    assert response.status_code == 400 and "À corriger avant de continuer" in response.content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"state": "frozen"}, {"state": "taken"}, {"state": "answered", "answer": "Oui."},
        {"state": "closed", "answered_at": timezone.now()},
        {"state": "answered", "answered_at": timezone.now(), "published_at": timezone.now()},
        {"state": "closed", "answer": "Non.", "answered_at": timezone.now(), "published_at": timezone.now()},
    ],
)  # fmt: skip
def test_the_database_refuses_a_state_without_what_it_says(alice, concern_of, change):
    concern_of(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.update(**change)


def test_a_person_who_left_is_not_told(alice, paul, concern_of):
    concern = concern_of(alice)
    alice.delete()
    concern.refresh_from_db()
    concerns.take(concern, paul)
    assert not Notification.objects.exists() and concern.raised_by is None


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 60))
def test_working_days_are_those_of_the_week(day, count):
    end = working_days.after(day, count)
    between = [day + dt.timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(one.weekday() < 5 for one in between) == count and end.weekday() < 5


def test_ten_working_days_from_a_friday():
    assert working_days.after(dt.date(2026, 11, 27), 10) == dt.date(2026, 12, 11)
