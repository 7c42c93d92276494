"""Hours from time-tracking exports: Toggl, Clockify, Harvest, and tables like them.

Who worked how long on what and when, in whole seconds, so that every sum is exact. Descriptions
may name people: they are used to tell the work apart and never shown.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import dates
from bestplaced.intake.columns import normal
from bestplaced.intake.ledger import Finding, Rows
from bestplaced.intake.reports.layout import HEADER_WITHIN, Row, tables_in
from bestplaced.intake.text import decode, head_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from bestplaced.intake.columns import Mapping

HOUR: Final = 3600
_LONGEST: Final = 24 * HOUR
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "person": ("user", "member", "employee", "person", "staff", "team member", "name", "resource",
               "full name", "username"),
    "first": ("first name", "fname"),
    "last": ("last name", "lname"),
    "client": ("client", "customer"),
    "project": ("project", "project name", "job", "matter"),
    "task": ("task", "task name", "activity", "activity name", "service", "product service",
             "jobcode 1", "category", "work type"),
    "text": ("description", "notes", "note", "comment", "memo"),
    "date": ("start date", "date", "spent date", "work date", "activity date", "local date", "day",
             "started at", "start"),
    "duration": (
        "duration", "duration h", "time h", "time", "hours", "total hours", "duration decimal",
        "time decimal", "hours worked", "quantity", "duration hours",
    ),
    "minutes": ("minutes", "duration minutes", "duration min", "mins"),
}  # fmt: skip
_CLOCK: Final = re.compile(r"([0-9]{1,4}):([0-5][0-9])(?::([0-5][0-9]))?")
_WORDED: Final = re.compile(r"(?:([0-9]{1,4})\s*h)?\s*(?:([0-9]{1,2})\s*m(?:in)?)?", re.IGNORECASE)
_MONEY_COLUMNS: Final = frozenset({"debit", "credit", "balance", "account", "konto", "compte"})
_REMEDY: Final = "Export the detailed time report again, as CSV."


@dataclass(frozen=True, slots=True)
class TimeEntry:
    """One stretch of work; ``seconds`` is its length, ``line`` where it stands in its file."""

    person: str
    client: str
    project: str
    task: str
    text: str
    date: dt.date
    seconds: int
    line: int

    @property
    def work(self) -> str:
        """Return what was worked on: the task, else the project, else the description."""
        return self.task or self.project or self.text


@dataclass(frozen=True, slots=True)
class TimeLog:
    """Everything read from one time export; ``rows.total = rows.read + rows.refused``."""

    format: str
    source: str
    entries: tuple[TimeEntry, ...]
    rows: Rows
    findings: tuple[Finding, ...] = ()

    @property
    def seconds(self) -> int:
        """Return the whole time, in seconds."""
        return sum(entry.seconds for entry in self.entries)

    @property
    def first_date(self) -> dt.date:
        """Return the day of the earliest entry."""
        return min(entry.date for entry in self.entries)

    @property
    def last_date(self) -> dt.date:
        """Return the day of the latest entry."""
        return max(entry.date for entry in self.entries)

    def by_person_task_month(self) -> dict[tuple[str, str, str], int]:
        """Return the seconds of every person, work and month (``2026-01``); they sum to all."""
        sums: Counter[tuple[str, str, str]] = Counter()
        for entry in self.entries:
            sums[entry.person, entry.work, f"{entry.date:%Y-%m}"] += entry.seconds
        return dict(sums)

    def by_work(self) -> dict[str, int]:
        """Return the seconds of every kind of work; they sum to all."""
        sums: Counter[str] = Counter()
        for entry in self.entries:
            sums[entry.work] += entry.seconds
        return dict(sums)


def looks_like_time_log(content: bytes) -> bool:
    """Say whether the bytes are a table of working time: a date, a duration, and who or what."""
    return _cut(head_text(content), "")[1] >= 0


def read_time_log(content: bytes, source: str, mapping: Mapping | None = None) -> TimeLog:
    """Return the time log in a table.

    Raises IntakeError with every fault found: durations and dates that cannot be read or read two
    ways, entries longer than a day.
    """
    text = decode(content, source, encoding=mapping.encoding if mapping else "")
    rows, place, places = _cut(text, source)
    if place < 0:
        raise IntakeError(Fault("no header of a time report was found.", source, _REMEDY))
    table = [row for row in rows[place + 1 :] if any(row.cells)]
    days = [(row.line, _cell(row, places, "date")) for row in table]
    order, seen = dates.decide(days)
    chosen = (mapping.date_order if mapping else None) or order
    if chosen is None and "dmy" not in seen:
        chosen = dates.order_in_time([cell for _, cell in days if cell])
    faults: list[Fault] = []
    if chosen is None:
        what, remedy = "dates can be read in two ways.", "State date_order=dmy or date_order=mdy."
        faults.append(Fault(what, f"{source}:{min(seen.values())}", remedy))
    entries: list[TimeEntry] = []
    refused: list[int] = []
    for row in table if chosen else ():
        try:
            entry = _entry(row, places, chosen or "dmy")
        except ValueError as error:
            faults.append(Fault(f"{error}.", f"{source}:{row.line}", _REMEDY))
            continue
        if entry is None:
            refused.append(row.line)
        else:
            entries.append(entry)
    if not entries and not faults:
        faults.append(Fault("the table holds no working time.", source, _REMEDY))
    if faults:
        raise IntakeError(faults)
    findings = []
    if refused:
        what = f"{len(refused)} rows hold no date or no time (totals, running timers); left out."
        findings.append(Finding(what, f"{source}:{refused[0]}"))
    product = _product(rows[place].cells)
    counts = Rows(len(table), len(entries), len(refused))
    return TimeLog(product, source, tuple(entries), counts, tuple(findings))


def _places(header: Sequence[str]) -> dict[str, int]:
    cells = [normal(cell) for cell in header]
    places = {
        part: next(cells.index(word) for word in words if word in cells)
        for part, words in _WORDS.items()
        if any(word in cells for word in words)
    }
    timed = "duration" in places or "minutes" in places
    who = {"person", "last", "project", "task", "client"} & places.keys()
    ledger = _MONEY_COLUMNS & set(cells)
    clock = "duration" in places and cells[places["duration"]] == "time"
    if clock and any(cell.startswith("amount") for cell in cells):
        return {}  # the time of day of a payment
    return places if timed and "date" in places and who and not ledger else {}


def _cut(text: str, source: str) -> tuple[list[Row], int, dict[str, int]]:
    for rows in tables_in(text, source):
        for place, row in enumerate(rows[:HEADER_WITHIN]):
            places = _places(row.cells)
            if places:
                return rows, place, places
    return [], -1, {}


def _product(header: Sequence[str]) -> str:
    cells = {normal(cell) for cell in header}
    if {"duration h", "duration decimal"} <= cells or {"time h", "time decimal"} <= cells:
        return "Clockify"
    if {"hours", "first name", "last name"} <= cells:
        return "Harvest"
    if {"start date", "start time", "duration"} <= cells:
        return "Toggl"
    return "time table"


def _cell(row: Row, places: dict[str, int], part: str) -> str:
    place = places.get(part, -1)
    return row.cells[place] if 0 <= place < len(row.cells) else ""


def _entry(row: Row, places: dict[str, int], order: dates.Order) -> TimeEntry | None:
    """Return the entry in a row, or None when it has no date or no time."""
    day = _cell(row, places, "date")
    duration, minutes = _cell(row, places, "duration"), _cell(row, places, "minutes")
    if not day or not (duration or minutes):
        return None
    seconds = _seconds(duration) if duration else _decimal(minutes, 60)
    if seconds == 0:
        return None
    if not 0 < seconds <= _LONGEST:
        reason = f"{(duration or minutes)[:40]!r} is no time between 0 and 24 hours"
        raise ValueError(reason)
    names = [_cell(row, places, "first"), _cell(row, places, "last")]
    return TimeEntry(
        person=_cell(row, places, "person") or " ".join(filter(None, names)),
        client=_cell(row, places, "client"),
        project=_cell(row, places, "project"),
        task=_cell(row, places, "task"),
        text=_cell(row, places, "text"),
        date=dates.parse(day, order),
        seconds=seconds,
        line=row.line,
    )


def _seconds(cell: str) -> int:
    """Return the seconds in ``1:30:00``, ``1:30``, ``1.5``, ``1,5`` or ``1h 30m``."""
    clock = _CLOCK.fullmatch(cell)
    if clock:
        return int(clock[1]) * HOUR + int(clock[2]) * 60 + int(clock[3] or 0)
    worded = _WORDED.fullmatch(cell)
    if worded and (worded[1] or worded[2]):
        return int(worded[1] or 0) * HOUR + int(worded[2] or 0) * 60
    return _decimal(cell, HOUR)


def _decimal(cell: str, unit: int) -> int:
    """Return decimal hours or minutes in whole seconds, rounded to the nearest."""
    try:
        value = Decimal(cell.replace(",", "."))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > 10**6:
        reason = f"{cell[:40]!r} is not a duration"
        raise ValueError(reason)
    return int((value * unit).to_integral_value())
