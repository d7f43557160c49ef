"""A named human rates a criterion at a moment that this human played (law C18). No total, and nobody rates an own call."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from call_review import debriefing
from call_review.errors import NotPlayed, NotYours, SoundGone
from call_review.models import Criterion, Grid, Played, Rating, Recording
from tests.call_review import calls

PART = {"HX-Request": "true"}


def rate(client, call, criterion, value="yes", moment="0:03", **extra):
    return client.post(f"/appels/{call.key}/grille/{criterion.pk}/", {"value": value, "moment": moment}, **extra)


def test_an_unplayed_moment_is_refused_and_a_played_one_is_kept(call, coach, criteria, listened, sign_in):
    client = sign_in(coach)
    refused = rate(client, call, criteria[0])
    assert refused.status_code == 400 and "pas encore écouté ce moment" in refused.content.decode()
    listened(coach, (2.5, 5.0))
    assert rate(client, call, criteria[0], moment="0:09").status_code == 400, "another moment than the one played"
    assert not Rating.objects.exists()
    assert rate(client, call, criteria[0]).status_code == 302
    rating = Rating.objects.get()
    assert (rating.rated_by, rating.value, rating.start, rating.end) == (coach, "yes", 3.0, 4.0)


def test_what_another_person_played_does_not_count(call, coach, agent, criteria, listened, sign_in):
    listened(agent, (0, 12))
    assert rate(sign_in(coach), call, criteria[0]).status_code == 400


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(played=st.lists(st.tuples(st.floats(0, 12), st.floats(0, 12)), max_size=4), moment=st.integers(0, 20))
def test_a_rating_exists_only_at_a_second_that_was_played(call, coach, criteria, listened, played, moment):
    Rating.objects.all().delete()
    Played.objects.all().delete()
    listened(coach, *played)
    overlaps = any(start < moment + 1 and end > moment for start, end in debriefing.played_by(coach, call))
    try:
        debriefing.rate(call, criteria[0], coach, Rating.Value.NO, moment)
    except NotPlayed:
        assert not overlaps and not Rating.objects.exists()
    else:
        assert overlaps and moment < call.seconds and Rating.objects.get().end <= call.seconds


def test_a_rating_changes_with_its_day_and_stays_one(call, coach, criteria, listened, sign_in):
    listened(coach, (0, 12))
    client = sign_in(coach)
    rate(client, call, criteria[0])
    Rating.objects.update(rated_at=timezone.now() - timezone.timedelta(days=3))
    rate(client, call, criteria[0], "na", "0:05")
    rating = Rating.objects.get()
    assert (rating.value, rating.start) == ("na", 5.0) and (timezone.now() - rating.rated_at).days == 0


def test_the_agent_sees_who_chose_what_and_may_not_choose(call, coach, agent, criteria, listened, sign_in):
    listened(coach, (0, 12))
    rate(sign_in(coach), call, criteria[0], "partly")
    client = sign_in(agent)
    page = client.get(f"/appels/{call.key}/").content.decode()
    assert "En partie" in page and "Alice Arnaud" in page and "/grille/" not in page
    listened(agent, (0, 12))
    assert rate(client, call, criteria[0]).status_code == 404
    with pytest.raises(NotYours):
        debriefing.rate(call, criteria[0], agent, Rating.Value.YES, 3)


@pytest.mark.parametrize(
    ("value", "moment", "sentence"),
    [
        ("", "0:03", "Choisissez Oui"),
        ("très bien", "0:03", "Choisissez Oui"),
        ("yes\x00", "0:03", "Choisissez Oui"),
        ("yes", "", "Écoutez un passage"),
        ("yes", "0:03\x00", "Écrivez un moment comme"),
        ("yes", "9" * 40, "Écrivez un moment comme"),
        ("yes", "99999", "pas encore écouté ce moment"),
    ],
)
@pytest.mark.parametrize("headers", [{}, PART], ids=["page", "part"])
def test_a_refused_choice_says_what_to_do(call, coach, criteria, listened, sign_in, value, moment, sentence, headers):
    listened(coach, (0, 12))
    answer = rate(sign_in(coach), call, criteria[0], value, moment, headers=headers)
    assert answer.status_code == 400 and sentence in answer.content.decode()
    assert ("<html" in answer.content.decode()) is not bool(headers)
    assert not Rating.objects.exists()


def test_a_script_gets_the_criterion_alone(call, coach, criteria, listened, sign_in):
    listened(coach, (0, 12))
    text = rate(sign_in(coach), call, criteria[0], "no", headers=PART).content.decode()
    assert "<html" not in text and text.count("vg-crit-label") == 1
    assert f'value="no" id="critere-{criteria[0].pk}-no" aria-pressed="true"' in text


def test_only_criteria_of_the_grid_of_the_call(call, coach, criteria, listened, sign_in):
    listened(coach, (0, 12))
    old = Grid.objects.create(code=criteria[0].grid.code, version=0, name="Ancienne")
    stray = Criterion.objects.create(grid=old, code="X", position=1, label="X", yes="", partly="", no="", not_applicable="")
    client = sign_in(coach)
    assert rate(client, call, stray).status_code == 404
    assert client.post(f"/appels/{call.key}/grille/{10**30}/", {"value": "yes"}).status_code == 404


def test_nothing_is_rated_once_the_sound_is_gone(call, coach, criteria, listened, sign_in):
    listened(coach, (0, 12))
    Recording.objects.update(sound_erased_at=timezone.now())
    call.refresh_from_db()
    with pytest.raises(SoundGone):
        debriefing.rate(call, criteria[0], coach, Rating.Value.YES, 3)
    answer = rate(sign_in(coach), call, criteria[0])
    assert answer.status_code == 400 and not Rating.objects.exists()


def test_no_total_is_shown(call, coach, criteria, listened, sign_in):
    listened(coach, (0, 12))
    for criterion in criteria:
        rate(sign_in(coach), call, criterion, "yes")
    page = sign_in(coach).get(f"/appels/{call.key}/").content.decode()
    assert "%" not in page.split("</head>")[1].split('id="grille"')[1].split("</aside>")[0]


def test_each_rates_in_the_own_name(call, coach, agent, criteria, listened, sign_in, somebody_coaching_too):
    listened(coach, (0, 12))
    listened(somebody_coaching_too, (0, 12))
    rate(sign_in(coach), call, criteria[0], "yes")
    rate(sign_in(somebody_coaching_too), call, criteria[0], "no")
    assert Rating.objects.count() == 2
    other = calls.ready(agent, call.campaign)
    assert rate(sign_in(coach), other, criteria[0]).status_code == 400, "played in one call, not in the other"


@pytest.fixture
def somebody_coaching_too(call, caisse, team):
    from accounts import roles
    from accounts.models import Role, User

    eve = User.objects.create_user("eve@example.org", first_name="Eve", last_name="Évrard")
    roles.grant(eve, Role.COACH, organisation=caisse, team=team)
    call.campaign.coaches.add(eve)
    return eve
