"""Law C2: whatever coaches ask for, no week of an agent ever holds more calls than what was announced."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from call_review import calls_taken, recordings, uploads
from call_review.errors import DepositRefused
from call_review.models import CallsTaken, Campaign, Elimination, Recording, Upload
from tests.background.conftest import empty_database, portal  # noqa: F401 - fixtures
from tests.background.portal import Portal
from tests.call_review.people import deposit, join, noise

HERE = ZoneInfo("Europe/Paris")
calls = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 34 * 24 * 60), st.sampled_from(["leave", "finish", "discard", "withdraw"])),
    min_size=150,
    max_size=200,
)


def week(moment: dt.datetime) -> tuple[int, int, int]:
    return moment.astimezone(HERE).isocalendar()[:2]


GENTLE = {"deadline": None, "suppress_health_check": list(HealthCheck)}


answered = st.dictionaries(st.tuples(st.integers(0, 1), st.integers(0, 5)), st.integers(0, 300))
"""How many calls were taken, where that was declared: by agent, and by weeks ago."""
asking = {"asked": calls, "cap": st.integers(1, 10), "share": st.integers(1, 10), "answered": answered}


@settings(max_examples=5, **GENTLE)
@given(**asking)
def test_c2_neither_cap_nor_share_is_ever_passed(asked, cap, share, answered, campaign, coach, declaration, eve):
    simulate(asked, cap, share, answered, campaign, coach, declaration, eve)


@pytest.mark.long
@settings(max_examples=60, **GENTLE)
@given(**asking)
def test_c2_ten_thousand_simulated_calls_pass_neither_cap_nor_share(asked, cap, share, answered, campaign, coach, declaration, eve):
    simulate(asked, cap, share, answered, campaign, coach, declaration, eve)


@pytest.fixture
def eve(caisse, team) -> User:
    return join(User.objects.create_user("eve@example.org"), caisse, team)


def simulate(asked, cap, share, answered, campaign, coach, declaration, eve) -> None:
    """About 170 calls of two agents, at any minute of five weeks; some end on the way. Refused when full, and only then."""
    Recording.objects.all().delete()
    Upload.objects.all().delete()
    CallsTaken.objects.all().delete()
    Campaign.objects.filter(pk=campaign.pk).update(weekly_cap=cap, share_cap=share)
    agents, now, held = [declaration.agent, eve], timezone.now(), Counter()
    most = declared(answered, campaign, agents, now, cap, share)
    for who, minutes, then in asked:
        said = replace(declaration, agent=agents[who], recorded_at=now - dt.timedelta(minutes=minutes))
        place = agents[who].pk, week(said.recorded_at)
        if held[place] >= most.get(place, cap):
            with pytest.raises(DepositRefused, match="week_is_full"):
                uploads.declare(coach, said)
            continue
        upload = uploads.declare(coach, said)
        held[place] += 1
        if then == "discard":
            uploads.discard(upload)
            held[place] -= 1
        elif then != "leave":
            became(upload)
            if then == "withdraw":
                recordings.erase(Recording.objects.get(key=upload.key), Elimination.Reason.WITHDRAWN)
                held[place] -= 1
    assert taken() == +held and all(number <= most.get(place, cap) for place, number in held.items())


def declared(answered, campaign, agents, now, cap, share) -> dict[tuple[int, tuple], int]:
    """Most calls of an agent in a week, where the calls taken are known: one of twenty is five of a hundred, never more."""
    most = {}
    for (who, weeks), count in answered.items():
        moment = now - dt.timedelta(weeks=weeks)
        monday = calls_taken.monday_of(moment.astimezone(HERE).date())
        CallsTaken.objects.create(organisation=campaign.organisation, agent=agents[who], monday=monday, count=count)
        most[agents[who].pk, week(moment)] = max(n for n in range(cap + 1) if n * 100 <= count * share)
    return most


def became(upload: Upload) -> None:
    """Without its bytes, which other tests look at."""
    same = ("key", "organisation", "campaign", "agent", "recorded_at")
    upload.recording = Recording.objects.create(sha256=upload.key.hex, **{name: getattr(upload, name) for name in same})
    upload.save(update_fields=["recording"])


def taken() -> Counter[tuple[int, tuple]]:
    rows = [*Recording.objects.values_list("agent", "recorded_at"), *Upload.objects.under_way().values_list("agent", "recorded_at")]
    return Counter((agent, week(moment)) for agent, moment in rows)


@pytest.mark.parametrize(
    ("moment", "monday"),
    [
        ("2026-11-22T23:59:59", "2026-11-16"),  # a Sunday night
        ("2026-11-23T00:00:00", "2026-11-23"),
        ("2026-10-25T12:00:00", "2026-10-19"),  # the night before, clocks went back
        ("2027-01-01T09:00:00", "2026-12-28"),
    ],
)
def test_a_week_goes_from_monday_to_monday_where_the_portal_is(moment, monday):
    start, end = uploads.week_of(dt.datetime.fromisoformat(moment).replace(tzinfo=HERE))
    first = dt.date.fromisoformat(monday)
    assert (start.astimezone(HERE).date(), end.astimezone(HERE).date()) == (first, first + dt.timedelta(days=7))
    assert start.astimezone(HERE).hour == end.astimezone(HERE).hour == 0


def test_what_is_set_aside_counts_too(coach, declaration, campaign):
    Campaign.objects.filter(pk=campaign.pk).update(weekly_cap=1)
    long_ago = replace(declaration, recorded_at=timezone.now() - dt.timedelta(weeks=8))
    assert deposit(uploads.declare(coach, long_ago), noise()).state == Recording.State.QUARANTINED
    with pytest.raises(DepositRefused, match="week_is_full"):
        uploads.declare(coach, long_ago)


PREPARE = """
from accounts import roles
from accounts.models import Organisation, Role, Team, User
from tests.call_review.people import join, open_campaign
caisse = Organisation.objects.create(name="Caisse")
team = Team.objects.create(organisation=caisse, name="Accueil")
alice, bob = User.objects.create_user("alice@example.org"), User.objects.create_user("bob@example.org")
roles.grant(alice, Role.COACH, organisation=caisse, team=team)
open_campaign(caisse, team, User.objects.get(pk=alice.pk), join(bob, caisse, team), weekly_cap=2)
"""
ASK = """
import datetime as dt, sys
from django.utils import timezone
from accounts.models import User
from call_review import uploads
from call_review.errors import DepositRefused
from call_review.models import Campaign
alice, bob = User.objects.get(email="alice@example.org"), User.objects.get(email="bob@example.org")
said = uploads.Declaration(Campaign.objects.get(), bob, timezone.now() - dt.timedelta(days=1), "agent,caller", caller_informed=True)
sys.stdin.readline()
try:
    uploads.declare(alice, said)
    print("taken")
except DepositRefused as error:
    print(error.code)
"""


@pytest.mark.long
def test_c2_asking_at_once_does_not_pass_it(portal: Portal):  # noqa: F811
    """Six processes ask together for the last two places."""
    portal.run(PREPARE)
    asking = [portal.python(ASK) for _ in range(6)]
    for process in asking:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = Counter(process.communicate(timeout=60)[0].strip() for process in asking)
    assert answers == {"taken": 2, "week_is_full": 4}
    assert portal.query("SELECT count(*) FROM call_review_upload") == [(2,)]
