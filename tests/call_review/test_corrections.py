"""Alice puts right what was said of Bob's call on its way in; the rules are those of its deposit. Eve answers in the same team."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification, User
from call_review import corrections, uploads
from call_review.errors import DepositRefused
from call_review.models import Acknowledgement, Campaign, Masking, Note, Recording
from call_review.models.recording import SOUND_KEPT
from tests.call_review import calls
from tests.call_review.people import join
from topics.models import Topic

DAY = dt.timedelta(days=1)


@pytest.fixture
def call(campaign, agent) -> Recording:
    return calls.ready(agent, campaign)


@pytest.fixture
def eve(caisse, team, campaign) -> User:
    eve = join(User.objects.create_user("eve@example.org"), caisse, team)
    Acknowledgement.objects.create(notice=campaign.current_notice, agent=eve, acknowledged_at=timezone.now() - dt.timedelta(weeks=4))
    return eve


@pytest.fixture
def correct(call, coach):
    def corrected(**changes) -> Recording:
        said = {"topic": call.topic, "recorded_at": call.recorded_at, "agent": call.agent} | changes
        return corrections.correct(call, coach, corrections.Correction(**said))

    return corrected


def test_the_topic_alone_changes_nothing_else(correct, call):
    topic = Topic.objects.create(code="PAI", label="Paiement", position=1)
    after = correct(topic=topic)
    assert (after.topic, after.received_at, after.state) == (topic, call.received_at, Recording.State.READY)


def test_another_moment_that_was_announced(correct, call):
    after = correct(recorded_at=call.recorded_at - 3 * DAY)
    assert after.state == Recording.State.READY and after.erase_sound_at == call.recorded_at - 3 * DAY + SOUND_KEPT


def test_a_later_moment_keeps_the_sound_no_longer(correct, call):
    assert correct(recorded_at=call.recorded_at + DAY).erase_sound_at == call.erase_sound_at


@pytest.mark.parametrize(("weeks", "reason"), [(6, "period"), (5, "notice")])
def test_c5_a_moment_that_was_not_announced_sets_it_aside(weeks, reason, correct, call, coach, agent, campaign):
    Campaign.objects.filter(pk=campaign.pk).update(first_day=timezone.localdate() - dt.timedelta(days=36))
    after = correct(recorded_at=timezone.now() - dt.timedelta(weeks=weeks))
    assert (after.state, after.quarantine) == (Recording.State.QUARANTINED, reason)
    assert not Recording.objects.visible_to(coach).exists() and not Recording.objects.visible_to(agent).exists()


@pytest.mark.parametrize(
    ("moment", "code"), [(timezone.now() + DAY, "in_the_future"), (timezone.now() - dt.timedelta(days=200), "too_old")]
)
def test_a_moment_that_no_call_may_have(moment, code, correct, call):
    with pytest.raises(DepositRefused, match=code):
        correct(recorded_at=moment)
    call.refresh_from_db()
    assert call.state == Recording.State.READY


def test_c2_a_week_that_is_full_takes_no_call_more_and_its_own_is_not_counted_twice(correct, call, agent, campaign):
    Campaign.objects.filter(pk=campaign.pk).update(weekly_cap=1)
    other = call.recorded_at - 7 * DAY
    calls.ready(agent, campaign, recorded_at=other)
    with pytest.raises(DepositRefused, match="week_is_full"):
        correct(recorded_at=other)
    start, _end = uploads.week_of(call.recorded_at)
    assert correct(recorded_at=start + dt.timedelta(hours=1)).recorded_at < call.recorded_at


def test_c8_another_agent_has_two_days_to_withdraw_it_and_the_first_sees_it_no_more(correct, call, agent, eve):
    Recording.objects.filter(pk=call.pk).update(received_at=timezone.now() - 9 * DAY)
    after = correct(agent=eve)
    assert after.may_be_withdrawn and list(Recording.objects.visible_to(eve)) == [after]
    assert not Recording.objects.visible_to(agent).exists()
    told = dict(Notification.objects.filter(kind__in=["call_received", "call_not_yours"]).values_list("recipient__email", "kind"))
    assert told == {eve.email: "call_received", agent.email: "call_not_yours"}


def test_c5_an_agent_who_had_not_read_the_notice_sets_it_aside_and_is_not_asked(correct, eve):
    Acknowledgement.objects.filter(agent=eve).delete()
    assert correct(agent=eve).quarantine == "notice"
    assert not Notification.objects.filter(recipient=eve, kind="call_received").exists()


def test_what_was_written_to_one_agent_is_not_for_another(correct, call, coach, eve):
    Note.objects.create(recording=call, author=coach, start=1, end=2, text="Bien dit, Bob.")
    with pytest.raises(DepositRefused, match="agent_written_to"):
        correct(agent=eve)


def test_somebody_whom_the_campaign_does_not_concern(correct, charlie):
    with pytest.raises(DepositRefused, match="agent_not_concerned"):
        correct(agent=charlie)


def test_voices_that_people_gave_are_not_swapped(call):
    """Both channels carry the same sound: the wiring says nothing of who speaks there."""
    call.turns.filter(position=0).update(speaker="unknown")
    call.turns.filter(position=1).update(placed_at=timezone.now())
    before = list(call.turns.order_by("position").values_list("speaker", flat=True))
    assert corrections.swap_sides(call)
    after = list(call.turns.order_by("position").values_list("speaker", flat=True))
    assert after[:2] == before[:2] == ["unknown", "caller"] and after[2] != before[2]


def test_sides_are_swapped_and_swapped_back(call, coach, client):
    Masking.objects.create(recording=call, start=1, end=2, channel="caller", kind="name", decision="masked")
    client.force_login(coach)
    page = client.get(call.get_absolute_url()).content.decode()
    address = reverse("review:swap_sides", args=[call.key])
    assert address in page and reverse("review:correct", args=[call.key]) in page
    before = list(call.turns.values_list("speaker", "text"))
    assert "interverties" in client.post(address, follow=True).content.decode()
    call.refresh_from_db()
    other = {"agent": "caller", "caller": "agent"}
    assert call.channels == "caller,agent" and call.maskings.get().channel == "agent"
    assert list(call.turns.values_list("speaker", "text")) == [(other[speaker], text) for speaker, text in before]
    client.post(address)
    assert list(call.turns.values_list("speaker", "text")) == before


def test_one_voice_has_no_sides_and_work_under_way_is_not_disturbed(call, recording):
    Recording.objects.filter(pk=call.pk).update(channels="mono")
    assert not corrections.swap_sides(call)
    assert recording.in_progress and not corrections.swap_sides(recording)


def test_the_page_comes_filled_and_says_what_is_wrong(call, coach, client, campaign):
    client.force_login(coach)
    address = reverse("review:correct", args=[call.key])
    moment = timezone.localtime(call.recorded_at).strftime("%Y-%m-%dT%H:%M")
    assert moment in client.get(address).content.decode()
    wrong = client.post(address, {"recorded_at": "demain", "agent": "9" * 30, "topic": "\0"})
    assert wrong.status_code == 400 and set(wrong.context["form"].errors) == {"recorded_at", "agent", "topic"}
    done = client.post(address, {"recorded_at": moment, "agent": call.agent.pk, "topic": ""}, follow=True).content.decode()
    assert "L’appel est corrigé" in done
    aside = client.post(address, {"recorded_at": "2026-01-01T10:00", "agent": call.agent.pk})
    assert aside.status_code == 400 and "plus de six mois" in aside.content.decode()


def test_the_agent_heard_corrects_nothing(call, agent, client):
    client.force_login(agent)
    assert client.get(reverse("review:correct", args=[call.key])).status_code == 404
    assert client.post(reverse("review:swap_sides", args=[call.key])).status_code == 404
    assert reverse("review:swap_sides", args=[call.key]) not in client.get(call.get_absolute_url()).content.decode()
