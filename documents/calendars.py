"""Calendar files that any diary subscribes to or imports (RFC 5545). The only importer of icalendar."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import icalendar
from django.http import HttpResponse
from django.utils import timezone, translation

from documents.downloads import download, without_controls

CALENDAR_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Event:
    """One entry. Two dates: whole days, the last one included. Two aware datetimes: a moment. No end: that day, or that instant.

    `uid` identifies the entry for ever (`leave-12@vigie.example`): a diary that imports the file again updates what it has.
    """

    uid: str
    summary: str
    start: dt.date | dt.datetime
    end: dt.date | dt.datetime | None = None
    description: str = ""
    location: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        moments = [self.start] if self.end is None else [self.start, self.end]
        if len({isinstance(moment, dt.datetime) for moment in moments}) > 1:
            raise ValueError("An event holds two dates or two datetimes, not one of each.")
        if any(isinstance(moment, dt.datetime) and timezone.is_naive(moment) for moment in moments):
            raise ValueError("An event needs aware datetimes.")
        if moments[-1] < moments[0]:
            raise ValueError("An event cannot end before it starts.")


def calendar_bytes(name: str, events: Iterable[Event]) -> bytes:
    """The calendar `name`, times in the portal's zone with its rules enclosed, so that an hour stays that hour through summer time."""
    events, stamp = list(events), timezone.now()
    calendar = icalendar.Calendar.new(name=_text(name), prodid="-//Vigie//Vigie//FR", language=translation.get_language() or "fr")
    moments = [moment for event in events for moment in (event.start, event.end) if isinstance(moment, dt.datetime)]
    if moments:
        calendar.add_component(_zone_rules(min(moments).year - 1, max(moments).year + 1))
    for event in events:
        calendar.add_component(_entry(event, stamp))
    return calendar.to_ical()


def calendar_response(filename: str, name: str, events: Iterable[Event]) -> HttpResponse:
    return download(filename, CALENDAR_TYPE, calendar_bytes(name, events))


def _entry(event: Event, stamp: dt.datetime) -> icalendar.Event:
    start, end = _moment(event.start), None if event.end is None else _moment(event.end)
    if not isinstance(start, dt.datetime):
        end = (end or start) + dt.timedelta(days=1)  # DTEND of whole days is the first day after
    entry = icalendar.Event.new(uid=_text(event.uid), stamp=stamp.astimezone(dt.UTC), summary=_text(event.summary), start=start, end=end)
    for key, value in (("description", event.description), ("location", event.location)):
        if value:
            entry.add(key, _text(value))
    if event.url:
        entry.add("url", "".join(without_controls(str(event.url)).split()))  # a URL is written as it is: a line end would forge a property
    return entry


def _moment(moment: dt.date | dt.datetime) -> dt.date | dt.datetime:
    """A local time, or UTC within the autumn hour that happens twice: RFC 5545 can only name its first turn."""
    if not isinstance(moment, dt.datetime):
        return moment
    local = moment.astimezone(timezone.get_default_timezone())
    return moment.astimezone(dt.UTC) if local.fold else local


def _zone_rules(first_year: int, last_year: int) -> icalendar.Timezone:
    """Each change of offset, dated in the wall time that it ends (icalendar's own generator dates spring changes an hour late)."""
    zone = timezone.get_default_timezone()
    rules = icalendar.Timezone()
    rules.add("tzid", str(zone))
    day, last = dt.datetime(first_year, 1, 1, tzinfo=dt.UTC), dt.datetime(last_year + 1, 1, 1, tzinfo=dt.UTC)
    rules.add_component(_offset_rule(day.astimezone(zone), day.astimezone(zone)))
    while day < last:
        following = day + dt.timedelta(days=1)
        if day.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            rules.add_component(_offset_rule(*_change(day.astimezone(zone), following)))
        day = following
    return rules


def _change(before: dt.datetime, following: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """The same instant by the old offset and by the new one: the first minute of the day after `before` at which the offset is new."""
    zone, instant = before.tzinfo, before.astimezone(dt.UTC)
    while instant < following and instant.astimezone(zone).utcoffset() == before.utcoffset():
        instant += dt.timedelta(minutes=1)
    return instant.astimezone(dt.timezone(before.utcoffset() or dt.timedelta())), instant.astimezone(zone)


def _offset_rule(old: dt.datetime, new: dt.datetime) -> icalendar.TimezoneStandard | icalendar.TimezoneDaylight:
    rule = icalendar.TimezoneDaylight() if new.dst() else icalendar.TimezoneStandard()
    rule.DTSTART, rule.TZOFFSETFROM, rule.TZOFFSETTO = old.replace(tzinfo=None), old.utcoffset(), new.utcoffset()
    rule.add("tzname", new.tzname())
    return rule


def _text(text: str) -> str:
    return without_controls(str(text))
