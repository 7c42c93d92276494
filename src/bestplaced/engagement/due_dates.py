"""From a rule to dates: every due date that falls in one year, by the calendar's facts.

A date is kept where its *moved* day lies in the year, so that a year's calendar also holds what is
due early in January for December.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bestplaced.case.calendar import CalendarEntry
    from bestplaced.catalogue.services import DateRule
    from bestplaced.engagement.business_days import BusinessDays

MONTHS = 12
FRIDAY, TUESDAY = 4, 1
MONTHLY_RUNS, WEEKLY_RUNS, FORTNIGHTLY_RUNS, FOUR_WEEKLY_RUNS = 12, 52, 26, 13
DAYS_BETWEEN = {WEEKLY_RUNS: 7, FORTNIGHTLY_RUNS: 14, FOUR_WEEKLY_RUNS: 28}


@dataclass(frozen=True)
class Due:
    """One due date: the period it belongs to ends (or the pay day falls) on ``period``.

    ``nominal`` is the date before it moved; ``date`` the business day on which it is due.
    """

    period: dt.date
    nominal: dt.date
    date: dt.date

    @property
    def moved(self) -> bool:
        """Whether a weekend or holiday moved it."""
        return self.date != self.nominal


class MissingFact(Exception):  # noqa: N818 - it is caught beside, never shown as an error
    """A rule needs a fact of the calendar that nobody stated; ``fact`` is its key."""

    def __init__(self, fact: str) -> None:
        """Keep the key of the fact under ``calendar`` in a case file."""
        self.fact = fact
        super().__init__(fact)


def due_dates(
    rule: DateRule, year: int, days: BusinessDays, facts: CalendarEntry, pay_runs: float
) -> tuple[Due, ...]:
    """Return a rule's due dates in a year, in order.

    ``pay_runs`` a year. Rules for each ``day`` and each ``event`` have no dates of their own.

    Raises:
        MissingFact: the rule needs a fact of the calendar that is not stated.

    """
    found = [d for d in _all(rule, year, days, facts, pay_runs) if d.date.year == year]
    return tuple(sorted(found, key=lambda d: (d.date, d.period)))


def _all(
    rule: DateRule, year: int, days: BusinessDays, facts: CalendarEntry, pay_runs: float
) -> Iterator[Due]:
    """Yield a rule's due dates around a year."""
    match rule.every:
        case "day" | "event":
            return
        case "week":
            for nominal in _weekly(year, (rule.weekday or 1) - 1):
                yield Due(nominal, nominal, days.rolled(nominal, rule.roll))
        case "pay_run" | "semi_weekly":
            for pay_day in pay_days(year, facts, pay_runs):
                start = _half_week(pay_day) if rule.every == "semi_weekly" else pay_day
                moved = days.rolled(start, rule.roll)
                date = days.shifted(moved, rule.business_days or 0)
                yield Due(pay_day, date if rule.business_days else start, date)
        case _:
            for end in _period_ends(rule.every, year, facts):
                yield _after(rule, end, days)


def _after(rule: DateRule, end: dt.date, days: BusinessDays) -> Due:
    """Return the due date that belongs to a period's end."""
    if rule.business_day is not None:
        date = days.shifted(end, rule.business_day)
        return Due(end, date, date)
    nominal = _day_of(end, rule.month_after, rule.day or 1)
    return Due(end, nominal, days.rolled(nominal, rule.roll))


def _day_of(end: dt.date, months: int, day: int) -> dt.date:
    """Return a day of the month that lies some months after a date, at most the month's last."""
    index = end.year * MONTHS + end.month - 1 + months
    year, month = index // MONTHS, index % MONTHS + 1
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def month_end(year: int, month: int) -> dt.date:
    """Return the last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _period_ends(every: str, year: int, facts: CalendarEntry) -> Iterator[dt.date]:
    """Yield the ends of all periods from two years before a year to one after it."""
    if every == "accounting_year" and facts.year_end_month is None:
        raise MissingFact("year_end_month")
    if every == "vat_quarter" and facts.vat_quarter_month is None:
        raise MissingFact("vat_quarter_month")
    months = {
        "month": range(1, MONTHS + 1),
        "quarter": range(3, MONTHS + 1, 3),
        "vat_quarter": range(facts.vat_quarter_month or 1, MONTHS + 1, 3),
        "year": (MONTHS,),
        "accounting_year": (facts.year_end_month or MONTHS,),
    }[every]
    for each in range(year - 2, year + 2):
        for month in months:
            yield month_end(each, month)


def _weekly(year: int, weekday: int) -> Iterator[dt.date]:
    """Yield a weekday of every week that touches a year."""
    day = dt.date(year, 1, 1) - dt.timedelta(days=7)
    day += dt.timedelta(days=(weekday - day.weekday()) % 7)
    while day <= dt.date(year, 12, 31) + dt.timedelta(days=7):
        yield day
        day += dt.timedelta(days=7)


def pay_days(year: int, facts: CalendarEntry, pay_runs: float) -> Iterator[dt.date]:
    """Yield pay days from December before a year to January after it.

    Weekly, fortnightly and four-weekly ones count on from the stated pay day; monthly ones keep its
    day of the month.

    Raises:
        MissingFact: no pay day is stated, or the number of runs fits none of these rhythms.

    """
    if facts.pay_day is None:
        raise MissingFact("pay_day")
    first, last = dt.date(year - 1, 12, 1), dt.date(year + 1, 1, 31)
    step = DAYS_BETWEEN.get(round(pay_runs))
    if step is not None:
        day = facts.pay_day + dt.timedelta(days=-(-(first - facts.pay_day).days // step) * step)
        while day <= last:
            yield day
            day += dt.timedelta(days=step)
    elif round(pay_runs) == MONTHLY_RUNS:
        for month in range(-1, MONTHS + 1):
            yield _day_of(dt.date(year, 1, 31), month, facts.pay_day.day)
    else:
        raise MissingFact("pay_day")


def _half_week(pay_day: dt.date) -> dt.date:
    """Return the Friday or Tuesday that closes the half week of a pay day.

    Wednesday to Friday belong to the Friday, Saturday to Tuesday to the Tuesday.
    """
    close = FRIDAY if 2 <= pay_day.weekday() <= FRIDAY else TUESDAY  # noqa: PLR2004 - Wednesday
    return pay_day + dt.timedelta(days=(close - pay_day.weekday()) % 7)
