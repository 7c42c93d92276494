"""The transition: what moves when, in which order, with how much overlap and hand-over.

Work moves in waves by tier. A piece of work moves no earlier than the moved work it rests on;
payroll moves at the start of a quarter of the calendar, and nothing waits for it: what rests on
payroll reads whoever's it is. Hours are those the plan priced (F9, transition).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Literal

from bestplaced.case.business import NOBODY
from bestplaced.case.responsibility import TIERS
from bestplaced.catalogue.services import load_services

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bestplaced.case.business import Case
    from bestplaced.plan import Account

WEEK = dt.timedelta(weeks=1)
Kind = Literal["moves", "begins", "continues", "changes hands inside"]


@dataclass(frozen=True)
class Move:
    """One responsibility in the transition.

    ``moves`` from one party to another, ``begins`` where nobody did it, ``continues`` with the same
    provider (``before`` is another person of it, or the same), or ``changes hands inside`` the
    business. ``overlap_weeks`` are weeks side by side before ``ends``; ``hours`` are hand-over
    hours once, spent by the receiver and again by the giver (0 where the plan prices none).
    """

    responsibility: str
    name: str
    kind: Kind
    before: str
    after: str
    wave: int
    starts: dt.date
    overlap_weeks: float
    hours: float

    @property
    def ends(self) -> dt.date:
        """Day from which the new hands work alone."""
        return self.starts + WEEK * self.overlap_weeks


@dataclass(frozen=True)
class Transition:
    """The whole transition from ``start``: diagnosis, clean-up, waves, closer watch until ``end``.

    ``moves`` are in the order in which they are done.
    """

    start: dt.date
    diagnosis_ends: dt.date
    clean_up_ends: dt.date
    moves: tuple[Move, ...]
    settled: dt.date
    end: dt.date

    @property
    def hours(self) -> float:
        """Hand-over hours of each side, once."""
        return sum(move.hours for move in self.moves)


def begins(dated: dt.date) -> dt.date:
    """Return the day work begins if a paper of this date is signed: a Monday four weeks ahead.

    Long enough for advisers to read a letter; one rule for every paper of a day (judgement).
    """
    day = dated + 4 * WEEK
    return day + dt.timedelta(days=-day.weekday() % 7)


def transition(case: Case, account: Account, start: dt.date) -> Transition:
    """Return the transition from today's placements to a plan's, beginning on a Monday.

    ``start`` is moved to the next Monday where it is none.
    """
    start += dt.timedelta(days=-start.weekday() % 7)
    settings = load_services().transition
    diagnosed = start + WEEK * settings.diagnosis_weeks.value
    ready = diagnosed + WEEK * clean_up_weeks(case.deal_terms.months_behind)
    changed = [r for r, p in account.placements.items() if p not in {NOBODY, case.today[r]}]
    waves = _waves(case, account, changed)
    numbers = sorted({waves[r] for r in changed})
    moves = []
    for r in _order(case, changed, waves):
        wave = numbers.index(waves[r])
        begins = ready + WEEK * settings.wave_weeks.value * wave
        if r in settings.at_quarter and _kind(case, account, r) == "moves":
            begins = quarter_start(begins)
        moves.append(_move(case, account, r, wave + 1, begins))
    moves.sort(key=lambda m: m.starts)  # stable: the order of dependence stays within a day
    settled = max((m.ends for m in moves), default=ready)
    watch = dt.timedelta(days=settings.hypercare_days.value)
    return Transition(start, diagnosed, ready, tuple(moves), settled, settled + watch)


def clean_up_weeks(months_behind: float) -> float:
    """Return weeks of bringing the books up to date before anything moves (judgement)."""
    settings = load_services().transition
    if months_behind <= 0:
        return 0.0
    weeks = (
        settings.clean_up_weeks_first.value + settings.clean_up_weeks_month.value * months_behind
    )
    return float(round(min(weeks, settings.clean_up_weeks_most.value)))


def quarter_start(day: dt.date) -> dt.date:
    """Return the first day of a quarter of the calendar, on or after a day."""
    first = dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    if first >= day:
        return first
    index = first.month - 1 + 3
    return dt.date(first.year + index // 12, index % 12 + 1, 1)


def _kind(case: Case, account: Account, r: str) -> Kind:
    """Return what happens to one responsibility."""
    old, new = case.performers[case.today[r]], case.performers[account.placements[r]]
    if old.kind == "nobody":
        return "begins"
    if old.party != new.party:
        return "moves"
    return "changes hands inside" if new.party == case.business.name else "continues"


def _move(case: Case, account: Account, r: str, wave: int, begins: dt.date) -> Move:
    """Return one responsibility's move; hours are those of the plan's transition cost (F9)."""
    kind, work, assumed = _kind(case, account, r), case.responsibilities[r], case.assumptions
    services = load_services()
    hours = assumed.transition_hours + assumed.transition_share * account.hours[r]
    return Move(
        responsibility=r,
        name=work.name,
        kind=kind,
        before=case.today[r],
        after=account.placements[r],
        wave=wave,
        starts=begins,
        overlap_weeks=services.overlap_weeks[work.cadence].value if kind != "begins" else 0.0,
        hours=hours if kind == "moves" else 0.0,
    )


def _order(case: Case, changed: Iterable[str], waves: dict[str, int]) -> list[str]:
    """Return what changes: by wave, and within one after what it rests on."""
    graph = {r: [d for d in case.responsibilities[r].depends_on if d in waves] for r in changed}
    return sorted(TopologicalSorter(graph).static_order(), key=lambda r: waves[r])


def _waves(case: Case, account: Account, changed: list[str]) -> dict[str, int]:
    """Return the wave of each responsibility: its tier's, or a later one of what it rests on."""
    at_quarter = load_services().transition.at_quarter
    graph = {r: [d for d in case.responsibilities[r].depends_on if d in changed] for r in changed}
    waves: dict[str, int] = {}
    for r in TopologicalSorter(graph).static_order():
        rests = [
            waves[d]
            for d in graph[r]
            if not (d in at_quarter and _kind(case, account, d) == "moves")
        ]
        waves[r] = max([TIERS.index(case.responsibilities[r].tier), *rests])
    return waves
