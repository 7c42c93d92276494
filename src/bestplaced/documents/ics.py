"""A year's calendar as an iCalendar file (RFC 5545).

Due dates are whole days without a time zone: a deadline is the same date wherever it is read.
Weekly dates of which none had to move are one recurring event; every other date is an event of its
own. The same calendar and stamp give the same bytes, and ids stay
the same from year to year's renewal, so that importing again replaces instead of doubling.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from icalendar import Alarm, Calendar, Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bestplaced.documents.texts import Texts
    from bestplaced.engagement.calendar import CalendarDate, EntryKind, YearCalendar
    from bestplaced.engagement.scope import Scope

REMINDERS: dict[EntryKind, tuple[int, ...]] = {
    "statutory": (10, 2),
    "agreed": (1,),
    "input": (2,),
}
"""Days before a date on which to remind."""
MORNING = dt.timedelta(hours=9)
WEEK = dt.timedelta(weeks=1)


def ics(scope: Scope, year: YearCalendar, texts: Texts, stamp: dt.datetime) -> bytes:
    """Return the file; ``stamp`` is when it was made, in UTC."""
    calendar = Calendar()
    name = texts("calendar.title", business=scope.case.name, year=str(year.year))
    calendar.add("prodid", "-//Bestplaced//Bestplaced//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add(
        "x-wr-caldesc", texts("calendar.description", not_held=texts.sentence(year.not_held))
    )
    dates = sorted(year.dates, key=lambda d: (d.series, d.due.date, d.due.period))
    for _, series in groupby(dates, key=lambda d: d.series):
        for event in _events(scope, list(series), texts, stamp):
            calendar.add_component(event)
    if year.open_points:
        calendar.add_component(_open_points(scope, year, texts, stamp))
    return bytes(calendar.to_ical())


def _events(
    scope: Scope, series: Sequence[CalendarDate], texts: Texts, stamp: dt.datetime
) -> Iterator[Event]:
    """Yield a series' events: each run of unmoved weekly dates is one recurring event."""
    for run in _runs(series):
        event = _event(scope, run[0], texts, stamp)
        if len(run) > 1:
            event.add("rrule", {"freq": "weekly", "until": run[-1].due.date})
        yield event


def _runs(series: Sequence[CalendarDate]) -> Iterator[list[CalendarDate]]:
    """Yield a series in runs: dates a week apart of which none moved, every other date alone."""
    run = [series[0]]
    for before, entry in pairwise(series):
        weekly = entry.due.date - before.due.date == WEEK
        if weekly and not before.due.moved and not entry.due.moved:
            run.append(entry)
        else:
            yield run
            run = [entry]
    yield run


def _event(scope: Scope, entry: CalendarDate, texts: Texts, stamp: dt.datetime) -> Event:
    """Return the event of one date."""
    work, who = entry.responsibility, texts.known(entry.who)
    named = texts.responsibility(scope.case, work)
    what = texts.known(entry.title)
    title = texts(f"calendar.summary.{entry.kind}", work=named, what=what, who=who)
    event = _whole_day(scope, f"{entry.series} {entry.due.period}", entry.due.date, title, stamp)
    moved = texts("calendar.moved", date=entry.due.nominal.isoformat()) if entry.due.moved else ""
    about = texts(
        f"calendar.about.{entry.kind}",
        who=who,
        responsibility=f"{work} {named}",
        source=entry.source,
        grade=entry.grade,
    )
    event.add("description", f"{about} {moved}".strip())
    event.add("categories", [texts(f"calendar.category.{entry.kind}")])
    for days in REMINDERS[entry.kind]:
        event.add_component(_alarm(title, days))
    return event


def _open_points(scope: Scope, year: YearCalendar, texts: Texts, stamp: dt.datetime) -> Event:
    """Return an event on 2 January that says what is not in the calendar, and why."""
    day = dt.date(year.year, 1, 2)
    title = texts("calendar.open.title")
    event = _whole_day(scope, f"open {year.year}", day, title, stamp)
    points = "\n".join(
        texts("calendar.open.point", what=texts.sentence(point.what), fact=f"calendar.{point.fact}")
        for point in year.open_points
    )
    event.add("description", f"{texts('calendar.open.lead')}\n{points}")
    event.add_component(_alarm(title, 1))
    return event


def _whole_day(scope: Scope, key: str, day: dt.date, title: str, stamp: dt.datetime) -> Event:
    """Return an event over one day that keeps nobody's time busy."""
    event = Event()
    name = f"{scope.case.name}\n{scope.provider}\n{key}"
    event.add("uid", f"{hashlib.sha256(name.encode()).hexdigest()[:32]}@bestplaced")
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("summary", title)
    event.add("transp", "TRANSPARENT")
    return event


def _alarm(title: str, days: int) -> Alarm:
    """Return a reminder at nine in the morning, some days before a whole-day event."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", MORNING - dt.timedelta(days=days))
    return alarm
