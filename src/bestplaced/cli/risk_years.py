"""The worst simulated years in the terminal, told event by event."""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

from rich.text import Text

from bestplaced.case.business import BUSINESS
from bestplaced.cli.page import currency_amount as money
from bestplaced.cli.page import frame

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from bestplaced.explain import RiskReport, WorstYear
    from bestplaced.risk.scenarios import Happening

_EVENTS = 4  # events of a year that are told, at least
_MANY = 8  # and at most
_SMALL = 0.1  # part of the year's loss that may be left to smaller events before more are told
_DAYS = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)


def worst_years(console: Console, currency: str, report: RiskReport) -> None:
    """Print the worst years of a plan for the business, and how the simulation compares."""
    run = report.simulation
    title = f"The {len(run.worst)} worst of {run.years:,} simulated years for the business"
    console.print(Text(f"{title} ({report.plan}; drawn by lot, --seed {run.seed})", "bold"))
    for year in run.worst:
        console.print(Text(_opening(currency, report, year)))
        console.print(told_events(currency, year))
    means = run.means.get(BUSINESS, {}).get(report.plan)
    if means is not None:
        exact = report.years[BUSINESS][report.plan].mean
        text = (
            f"The simulated years cost {money(currency, means.value)} on average, give or take "
            f"{money(currency, means.error)} (one standard error); exact: {money(currency, exact)}."
        )
        console.print(Text(text, "dim"))


def _opening(currency: str, report: RiskReport, year: WorstYear) -> str:
    """Return what a year costs, how rare it is, and what it would have cost today."""
    paid = year.paid.get(BUSINESS, 0.0)
    text = f"Year {year.year + 1}: the business loses {money(currency, paid)}"
    if year.chance > 0:
        text += f" (a worse year comes once in {_rounded(1 / year.chance)})"
    if report.plan != "today":
        text += f"; as things stand it would have lost {money(currency, year.today)}"
    others = [f"{p} {money(currency, m)}" for p, m in year.paid.items() if p != BUSINESS and m >= 1]
    return text + "." + (f" Others pay: {', '.join(others)}." if others else "")


def _rounded(years: float) -> str:
    """Return a return period with two figures that mean something."""
    digits = max(len(f"{years:.0f}") - 2, 0)
    return f"{round(years, -digits):,.0f} years"


def told_events(currency: str, year: WorstYear) -> object:
    """Return the largest events of a year in order of time, the small ones in one row."""
    largest = year.largest
    count = _count([_business(event) for event in largest])
    told = sorted(largest[:count], key=lambda event: event.when)
    table = frame(("when", "left"), ("what", "left"), ("the business pays", "right"))
    for event in told:
        table.add_row(_month(event.when), _what(currency, event), money(currency, _business(event)))
    rest = largest[count:]
    if rest:
        others: dict[str, float] = {}
        for event in rest:
            for party, part in event.paid.items():
                others[party] = others.get(party, 0.0) + part
        small = others.pop(BUSINESS, 0.0)
        text = f"and {len(rest)} smaller event{'s' * (len(rest) > 1)}" + _others(currency, others)
        table.add_row("", text, money(currency, small))
    back = year.paid.get(BUSINESS, 0.0) - sum(map(_business, largest))
    if back >= 1:
        table.add_row("", "what yearly caps send back", money(currency, back))
    return table


def _count(sums: list[float]) -> int:
    """Return how many events, the largest first, tell nearly all of a year."""
    left = sum(sums) - sum(sums[:_EVENTS])
    for count in range(_EVENTS, min(_MANY, len(sums))):
        if left <= _SMALL * sum(sums):
            return count
        left -= sums[count]
    return _MANY


def _business(event: Happening) -> float:
    return event.paid.get(BUSINESS, 0.0)


def _month(when: float) -> str:
    """Return the month in which a part of the year is gone."""
    day = when * _DAYS[-1]
    number = next(i for i, end in enumerate(_DAYS[1:], start=1) if day <= end)
    return calendar.month_abbr[number]


def _what(currency: str, event: Happening) -> str:
    """Return what happened, through which shock, and who else paid."""
    text = event.label
    if event.shock:
        text = f"{event.shock}. {text}"
    return text + _others(currency, event.paid)


def _others(currency: str, paid: Mapping[str, float]) -> str:
    """Return who else paid, behind a semicolon."""
    others = [f"{p} {money(currency, m)}" for p, m in paid.items() if p != BUSINESS and m >= 0.5]  # noqa: PLR2004 - shown as 0
    return f"; {', '.join(others)}" if others else ""
