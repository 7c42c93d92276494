"""Hours that time logs show, by responsibility where the work is called like one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bestplaced.catalogue import load_catalogue
from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.columns import normal
from bestplaced.intake.ledger import Finding
from bestplaced.intake.timelog import HOUR

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from bestplaced.intake.timelog import TimeLog

_YEAR: Final = 365
_BELIEVED: Final = 28  # days; a shorter log is scaled to a year with a warning
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Hours:
    """What time logs show together; hours are those logged, ``per_year`` scales them by days.

    ``responsibilities`` and ``other_work`` hold pairs of an id (or the work as the log names it)
    and its logged hours; together they are ``total``, and so are ``months``. ``people`` counts who
    logged any, ``workers`` how many worked on each responsibility: nobody is named.
    """

    files: tuple[tuple[str, str, int, int], ...]
    first_date: dt.date
    last_date: dt.date
    total: float
    responsibilities: tuple[tuple[str, float], ...]
    other_work: tuple[tuple[str, float], ...]
    months: tuple[tuple[str, float], ...]
    people: int
    workers: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]

    @property
    def days(self) -> int:
        """Return the days from the first to the last entry, both counted."""
        return (self.last_date - self.first_date).days + 1

    @property
    def planned(self) -> dict[str, float]:
        """Return the hours a year of each responsibility, where the log is long enough to plan."""
        if self.days < _BELIEVED:
            return {}
        return {item: self.per_year(hours) for item, hours in self.responsibilities}

    def per_year(self, hours: float) -> float:
        """Return logged hours scaled to a year."""
        return hours * _YEAR / self.days

    def to_json(self) -> dict[str, object]:
        """Return plain values for JSON; hours as decimals."""
        return {
            "files": [
                {"source": source, "format": product, "entries": entries, "rows": rows}
                for source, product, entries, rows in self.files
            ],
            "first_date": self.first_date.isoformat(),
            "last_date": self.last_date.isoformat(),
            "hours": round(self.total, 2),
            "people": self.people,
            "by_responsibility": {
                item: {
                    "hours": round(hours, 2),
                    "per_year": round(self.per_year(hours), 1),
                    "people": dict(self.workers)[item],
                }
                for item, hours in self.responsibilities
            },
            "by_month": {month: round(hours, 2) for month, hours in self.months},
            "unassigned": {work: round(hours, 2) for work, hours in self.other_work},
        }


def measure_hours(logs: Sequence[TimeLog], stated: Mapping[str, str] | None = None) -> Hours | None:
    """Return the hours of time logs by responsibility; None without any log.

    ``stated`` assigns work (as the log names it, any case) to responsibilities. What is not stated
    is assigned only where it is called like exactly one responsibility of the catalogue. Raises
    IntakeError for responsibilities that the catalogue does not know, and for a log given twice.
    """
    names = {item.id: item.name for item in load_catalogue().responsibilities.values()}
    unknown = [
        Fault(f"there is no responsibility {item!r}.", "hours", "Use an id of the catalogue.")
        for item in (stated or {}).values()
        if item not in names
    ]
    if unknown:
        raise IntakeError(unknown)
    if not logs:
        return None
    _refuse_twice(logs)
    assigned, other, workers = _assign(logs, names, stated or {})
    months: Counter[str] = Counter()
    people: set[str] = set()
    for log in logs:
        for (person, _, month), seconds in log.by_person_task_month().items():
            months[month] += seconds
            people.add(person)
    total = sum(log.seconds for log in logs)
    first, last = min(log.first_date for log in logs), max(log.last_date for log in logs)
    return Hours(
        files=tuple((log.source, log.format, len(log.entries), log.rows.total) for log in logs),
        first_date=first,
        last_date=last,
        total=total / HOUR,
        responsibilities=_sorted(assigned),
        other_work=_sorted(other),
        months=tuple((month, seconds / HOUR) for month, seconds in sorted(months.items())),
        people=len(people),
        workers=tuple((item, len(who)) for item, who in workers.items()),
        findings=tuple(_findings(logs, other, total, (last - first).days + 1)),
    )


def _refuse_twice(logs: Sequence[TimeLog]) -> None:
    seen: dict[frozenset[tuple[object, ...]], str] = {}
    faults = []
    for log in logs:
        key = frozenset((e.person, e.date, e.work, e.text, e.seconds) for e in log.entries)
        if key in seen:
            what = f"the entries are all in {seen[key]} too."
            faults.append(Fault(what, log.source, "Give each period once."))
        seen[key] = log.source
    if faults:
        raise IntakeError(faults)


def _assign(
    logs: Sequence[TimeLog], names: Mapping[str, str], stated: Mapping[str, str]
) -> tuple[Counter[str], Counter[str], dict[str, set[str]]]:
    """Return the seconds of each responsibility, of the work assigned to none, and who did it."""
    given = {normal(work): item for work, item in stated.items()}
    called: dict[str, set[str]] = {}
    for item, name in names.items():
        for word in (normal(item), normal(name), normal(f"{item} {name}")):
            called.setdefault(word, set()).add(item)
    assigned: Counter[str] = Counter()
    other: Counter[str] = Counter()
    workers: dict[str, set[str]] = {}
    for log in logs:
        for (person, work, _), seconds in log.by_person_task_month().items():
            evident = called.get(normal(work), set())
            item = given.get(normal(work)) or (next(iter(evident)) if len(evident) == 1 else "")
            if item:
                assigned[item] += seconds
                workers.setdefault(item, set()).add(person)
            else:
                other[work or "(not named)"] += seconds
    return assigned, other, workers


def _sorted(seconds: Counter[str]) -> tuple[tuple[str, float], ...]:
    return tuple((name, value / HOUR) for name, value in seconds.most_common())


def _findings(logs: Sequence[TimeLog], other: Counter[str], total: int, days: int) -> list[Finding]:
    found = [finding for log in logs for finding in log.findings]
    if other:
        shown = ", ".join(name for name, _ in other.most_common(_SHOWN))
        more = f" and {len(other) - _SHOWN} more" if len(other) > _SHOWN else ""
        what = (
            f"{sum(other.values()) / HOUR:,.1f} of {total / HOUR:,.1f} logged hours are assigned "
            f"to no responsibility ({shown}{more}); state them with --hours WORK=RESPONSIBILITY."
        )
        found.append(Finding(what))
    if days < _BELIEVED:
        what = f"the time logs cover {days} days only: their hours per year are weak."
        found.append(Finding(what))
    return found
