"""Until when a certificate holds, whatever the calendar, and what its dates say of it."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from careers import awarding
from careers.models import Award, Certification
from careers.validity import EXPIRING_WITHIN, months_after

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31))
MONTHS = st.integers(1, 120)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        ("2024-02-29", 12, "2025-02-28"), ("2024-02-29", 24, "2026-02-28"), ("2024-02-29", 36, "2027-02-28"),
        ("2024-02-29", 48, "2028-02-29"), ("2024-02-29", -12, "2023-02-28"), ("2096-02-29", 48, "2100-02-28"),
        ("2026-01-31", 1, "2026-02-28"), ("2026-08-31", 1, "2026-09-30"), ("2026-12-31", 1, "2027-01-31"), ("2026-11-25", 24, "2028-11-25"),
    ],
)  # fmt: skip
def test_the_end_of_a_short_month(first, months, last):
    assert months_after(dt.date.fromisoformat(first), months).isoformat() == last


@given(DAYS, MONTHS)
def test_the_same_day_or_the_last_one_of_a_shorter_month(day, months):
    last = months_after(day, months)
    assert (last.year * 12 + last.month) - (day.year * 12 + day.month) == months
    longest = calendar.monthrange(last.year, last.month)[1]
    assert last.day == day.day or (last.day == longest < day.day)


@given(DAYS, DAYS, MONTHS)
def test_who_completed_later_is_certified_at_least_as_long(one, other, months):
    first, second = sorted((one, other))
    assert months_after(first, months) <= months_after(second, months)


@given(DAYS, st.sampled_from([12, 24, 36]))
def test_whole_years_end_on_the_anniversary_or_on_28_february(day, months):
    last = months_after(day, months)
    assert (last.month, last.day) == (
        (2, 28) if (day.month, day.day) == (2, 29) and not calendar.isleap(last.year) else (day.month, day.day)
    )


@given(DAYS, MONTHS)
def test_no_course_old_enough_to_have_expired_is_looked_at_twice(today, months):
    """What `oldest_first_day` leaves out has expired; what it keeps expires today at the earliest, but for the end of a short month."""
    oldest = Certification(months=months).oldest_first_day(today)
    assert months_after(oldest - dt.timedelta(days=1), months) <= today
    assert months_after(oldest, months) >= today - dt.timedelta(days=3)


@given(DAYS, st.integers(-4000, 4000))
def test_a_certificate_has_exactly_one_state_each_day(today, left):
    state = Award(expires_on=today + dt.timedelta(days=left)).state_on(today)
    assert state == (Award.State.EXPIRED if left < 0 else Award.State.EXPIRING if left <= EXPIRING_WITHIN else Award.State.VALID)
    revoked = Award(expires_on=today + dt.timedelta(days=left), revoked_at=timezone.now())
    assert revoked.state_on(today) == Award.State.REVOKED


def test_lists_and_states_say_the_same_around_each_border(bob, alice, awarded):
    award = awarded(bob)
    today = timezone.localdate()
    for left in (-400, -1, 0, 1, 59, 60, 61, 400):
        Award.objects.update(expires_on=today + dt.timedelta(days=left))
        state = Award.objects.get().state
        assert Award.objects.valid().exists() == (state in (Award.State.VALID, Award.State.EXPIRING)), left
        assert Award.objects.expiring().exists() == (state == Award.State.EXPIRING), left
        assert Award.objects.lasting().exists() == (state == Award.State.VALID), left
        assert Award.objects.expired().exists() == (state == Award.State.EXPIRED), left
        assert not Award.objects.revoked().exists()
    assert not Award.objects.expiring(within=30, day=today + dt.timedelta(days=369)).exists()
    assert Award.objects.expiring(within=31, day=today + dt.timedelta(days=369)).exists()
    awarding.revoke(award, alice, "Erreur")
    assert Award.objects.revoked().exists()
    assert not (Award.objects.valid().exists() or Award.objects.expired().exists())


def test_where_somebody_stands_is_the_last_certificate_that_was_not_revoked(alice, bob, awarded):
    old, new = awarded(bob, days_ago=720), awarded(bob, days_ago=5)
    assert list(Award.objects.standing()) == [new]
    awarding.revoke(new, alice, "Erreur")
    assert list(Award.objects.standing()) == [old]
    awarding.revoke(old, alice, "Erreur")
    assert list(Award.objects.standing()) == [new]


def test_one_sees_the_own_certificates_and_human_resources_those_of_the_organisation(alice, bob, charlie, awarded, somebody):
    award = awarded(bob)
    assert [list(Award.objects.visible_to(user)) for user in (bob, alice, charlie, somebody("eve"))] == [[award], [award], [], []]
    assert not Award.objects.managed_by(bob).exists()
