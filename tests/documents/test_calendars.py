import datetime as dt
import io
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.tz import tzical
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.calendars import Event, calendar_bytes, calendar_response

PARIS = ZoneInfo("Europe/Paris")


def read(*events: Event) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(calendar_bytes("Équipe d’accueil", events)).events


def at(*moment: int, **more) -> dt.datetime:
    return dt.datetime(*moment, tzinfo=PARIS, **more)


def test_whole_days_end_on_the_first_day_after():
    (entry,) = read(Event("1@vigie", "Congé d’Alice", dt.date(2026, 12, 24), dt.date(2026, 12, 31)))
    assert (entry.start, entry.end) == (dt.date(2026, 12, 24), dt.date(2027, 1, 1))


def test_the_29_february_is_a_day_like_another():
    one, other = read(
        Event("1@vigie", "Bilan", dt.date(2028, 2, 29)), Event("2@vigie", "Bilan", dt.date(2028, 2, 28), dt.date(2028, 2, 29))
    )
    assert (one.start, one.end, other.end) == (dt.date(2028, 2, 29), dt.date(2028, 3, 1), dt.date(2028, 3, 1))


@pytest.mark.parametrize("moment", [
    at(2026, 3, 29, 1, 59), at(2026, 3, 29, 3, 0), at(2026, 3, 29, 3, 30), at(2026, 10, 25, 1, 30), at(2026, 10, 25, 2, 30, fold=0),
    at(2026, 10, 25, 2, 30, fold=1), at(2026, 10, 25, 3, 0), at(2026, 7, 14, 9, 0), at(2028, 2, 29, 9, 0),
])  # fmt: skip
def test_a_moment_is_the_same_instant_for_who_trusts_only_the_file(moment):
    """Read with the zone rules enclosed in the file, not with those of the reader's machine."""
    content = calendar_bytes("x", [Event("1@vigie", "Débrief", moment)])
    written = icalendar.Calendar.from_ical(content).events[0]["dtstart"]
    if tzid := written.params.get("TZID"):
        enclosed = tzical(io.StringIO(content.decode())).get(tzid)
        wall = written.dt.replace(tzinfo=enclosed)
        assert wall.astimezone(dt.UTC) == moment.astimezone(dt.UTC)
    else:
        assert written.dt == moment.astimezone(dt.UTC)


def test_summer_time_lasts_an_hour_less_between_the_same_wall_times():
    (entry,) = read(Event("1@vigie", "Nuit", at(2026, 3, 28, 22, 0), at(2026, 3, 29, 6, 0)))
    assert entry.start.hour == 22 and entry.end.hour == 6
    assert entry.end.astimezone(dt.UTC) - entry.start.astimezone(dt.UTC) == dt.timedelta(hours=7)


def test_text_survives_and_forges_no_property():
    nasty = "Bilan; a, b\\n\r\nSUMMARY:faux\x00 « été » 😀"
    event = Event(
        "1@vigie\r\nX:1", nasty, dt.date(2026, 1, 1), description=nasty, location=nasty, url="https://x.example/é?a=1\r\nATTACH:x"
    )
    (entry,) = read(event)
    assert entry.summary == str(entry["description"]) == str(entry["location"]) == "Bilan; a, b\\n\nSUMMARY:faux « été » 😀"
    assert "ATTACH" not in entry and "X" not in entry
    assert entry["url"] == "https://x.example/é?a=1ATTACH:x"


def test_lines_are_folded_at_75_bytes_and_end_with_crlf():
    content = calendar_bytes("é" * 200, [Event("1@vigie", "é" * 400, dt.date(2026, 1, 1))])
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75 and b"\n" not in content.replace(b"\r\n", b"")


def test_the_calendar_says_what_it_is():
    calendar = icalendar.Calendar.from_ical(calendar_bytes("Équipe", [Event("1@vigie", "x", at(2026, 1, 1, 9, 0))]))
    assert (calendar["version"], calendar["x-wr-calname"]) == ("2.0", "Équipe")
    assert calendar["prodid"] and not calendar.get_missing_tzids()
    assert calendar.events[0]["dtstamp"].dt.utcoffset() == dt.timedelta()


def test_no_event_is_a_calendar_too():
    assert icalendar.Calendar.from_ical(calendar_bytes("Équipe", [])).events == []


@pytest.mark.parametrize(("start", "end"), [
    (at(2026, 1, 1, 9).replace(tzinfo=None), None), (dt.date(2026, 1, 2), dt.date(2026, 1, 1)), (dt.date(2026, 1, 1), at(2026, 1, 2)),
])  # fmt: skip
def test_a_moment_without_zone_or_a_backward_or_mixed_event_is_refused(start, end):
    with pytest.raises(ValueError):
        Event("1@vigie", "x", start, end)


def test_the_file_is_offered_as_a_download():
    response = calendar_response("Congés.ics", "Congés", [])
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Cong%C3%A9s.ics"


@settings(deadline=None, max_examples=100)
@given(st.text(), st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 400))
def test_any_event_is_read_back(summary, start, days):
    (entry,) = read(Event("1@vigie", summary, start, start + dt.timedelta(days=days)))
    assert (entry.end - entry.start).days == days + 1
    if summary.isprintable():
        assert entry.summary == summary
