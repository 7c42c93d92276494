"""A year of dates: what the law sets, what is agreed, and when the business's inputs are due.

Nothing is assumed: a rule that needs a fact nobody stated gives no date but an open point that says
which fact is missing and what stays out of the calendar for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bestplaced.case.business import NOBODY
from bestplaced.catalogue.services import load_services
from bestplaced.engagement.business_days import BusinessDays
from bestplaced.engagement.due_dates import MissingFact, due_dates

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from bestplaced.case.business import Case
    from bestplaced.case.responsibility import Responsibility
    from bestplaced.catalogue.services import DateRule, StatutoryDate
    from bestplaced.engagement.due_dates import Due
    from bestplaced.engagement.scope import Scope

EntryKind = Literal["statutory", "agreed", "input"]
PAYROLL = "B08"


@dataclass(frozen=True)
class CalendarDate:
    """One date in the calendar.

    ``series`` names the rule it comes from; ``who`` acts; ``period`` ends the period it belongs to;
    ``due.moved`` tells whether a weekend or holiday moved it. ``source`` and ``grade`` are the
    rule's.
    """

    kind: EntryKind
    series: str
    responsibility: str
    title: str
    who: str
    due: Due
    source: str
    grade: str


@dataclass(frozen=True)
class OpenPoint:
    """Dates that are not in the calendar, and the fact under ``calendar`` that would bring them."""

    what: str
    fact: str


@dataclass(frozen=True)
class YearCalendar:
    """All dates of one year, in order, what is open, and what no rule covers."""

    year: int
    dates: tuple[CalendarDate, ...]
    open_points: tuple[OpenPoint, ...]
    not_held: str


def year_calendar(scope: Scope, year: int) -> YearCalendar:
    """Return a year's calendar of an engagement.

    Raises:
        CaseError: no holidays are known for the country or region of the case.

    """
    build = _Building(scope, year)
    dates = [*build.statutory(), *build.agreed()]
    dates.sort(key=lambda d: (d.due.date, d.kind, d.responsibility, d.title))
    opened = {(o.what, o.fact): o for o in build.open_points}
    law = load_services().not_held.get(scope.case.country)
    nothing = f"any date of law: none are held for {scope.case.country}"
    return YearCalendar(year, tuple(dates), tuple(opened.values()), law or nothing)


class _Building:
    """What the dates of one year share."""

    def __init__(self, scope: Scope, year: int) -> None:
        self.scope, self.case, self.year = scope, scope.case, year
        self.services = load_services()
        facts = self.case.calendar
        self.days = BusinessDays.of(self.case.country, facts.region)
        self.authority = BusinessDays.of_authority(self.case.country, facts.region)
        self.open_points: list[OpenPoint] = []
        self.pay_runs = pay_runs(self.case)

    def statutory(self) -> Iterator[CalendarDate]:
        """Yield dates of law for the work of the case, whoever does it."""
        for law in self.services.statutory:
            work = self.case.responsibilities.get(law.responsibility)
            if law.country != self.case.country or work is None or not self._concerns(law):
                continue
            for due in self._dates(law.due, law.title, self.authority):
                yield CalendarDate(
                    kind="statutory",
                    series=law.id,
                    responsibility=work.id,
                    title=law.title,
                    who=self._who(work.id),
                    due=due,
                    source=law.source,
                    grade=law.grade,
                )

    def agreed(self) -> Iterator[CalendarDate]:
        """Yield what the provider delivers, and when the business's part is due before it."""
        for work in self.scope.chosen:
            service = self.scope.service(work.id)
            rule = service.due_for(self.case.country)
            for due in self._dates(rule, service.deliverable, self.days):
                yield self._agreed(work, "agreed", service.deliverable, self._who(work.id), due)
                if service.cut_off:
                    date = self.days.shifted(due.date, -service.cut_off)
                    if date.year == self.year:
                        early = type(due)(due.period, date, date)
                        yield self._agreed(work, "input", service.needs, self.case.name, early)

    def _agreed(
        self, work: Responsibility, kind: EntryKind, title: str, who: str, due: Due
    ) -> CalendarDate:
        """Return an agreed date, or the input it rests on."""
        service = self.scope.service(work.id)
        return CalendarDate(
            kind, f"{kind}_{work.id}", work.id, title, who, due, service.source, service.grade
        )

    def _dates(self, rule: DateRule, what: str, days: BusinessDays) -> tuple[Due, ...]:
        """Return a rule's dates; a missing fact becomes an open point."""
        try:
            return due_dates(rule, self.year, days, self.case.calendar, self.pay_runs)
        except MissingFact as missing:
            self.open_points.append(OpenPoint(what, missing.fact))
            return ()

    def _concerns(self, law: StatutoryDate) -> bool:
        """Whether a date of law concerns this business; what is not known is an open point."""
        facts = self.case.calendar
        stated: Mapping[str, tuple[object, tuple[object, ...]]] = {
            "legal_form": (facts.legal_form, law.when.legal_form),
            "deposits": (facts.deposits, law.when.deposits),
        }
        for fact, (value, asked) in stated.items():
            if asked and value is None:
                self.open_points.append(OpenPoint(law.title, fact))
            if asked and value not in asked:
                return False
        if facts.year_end_month in law.except_year_end:
            what = f"{law.title} (the rule differs for this year-end: ask a tax adviser)"
            self.open_points.append(OpenPoint(what, "year_end_month"))
            return False
        return True

    def _who(self, responsibility: str) -> str:
        """Return who performs a piece of work under the plan; the business where nobody does."""
        person = self.case.performers[self.scope.placements[responsibility]]
        if person.name == NOBODY:
            return self.case.name
        return person.party if person.party == self.scope.provider else person.name


def pay_runs(case: Case) -> float:
    """Return pay runs a year: the stated volume of the driver, else the payroll's cycles."""
    work = case.responsibilities.get(PAYROLL)
    return case.volumes.get("pay_runs", work.cycles if work else 0.0)


def dates_by_series(calendar: YearCalendar) -> dict[str, tuple[dt.date, ...]]:
    """Return the dates of each series, in order."""
    found: dict[str, list[dt.date]] = {}
    for entry in calendar.dates:
        found.setdefault(entry.series, []).append(entry.due.date)
    return {series: tuple(days) for series, days in found.items()}
