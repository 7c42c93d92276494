"""The worst of many simulated years, told event by event, and what simulation itself says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.risk.estimates import Estimate, mean
from bestplaced.risk.limited_years import average, changed
from bestplaced.risk.party_laws import party_lattice
from bestplaced.risk.scenarios import beats

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bestplaced.case.business import Case
    from bestplaced.risk.exposures import PlacedRisk
    from bestplaced.risk.scenarios import Happening, Scenarios

COUNT = 5  # worst years told


@dataclass(frozen=True)
class WorstYear:
    """One simulated year that costs the business much, money.

    ``chance`` is the exact chance that a year costs the business more (from its lattice law;
    what yearly limits add to it is simulated);
    ``paid`` is account -> money; ``today`` what the same year costs the business today; ``events``
    are all of the year, in order of time.
    """

    year: int
    chance: float
    paid: Mapping[str, float]
    today: float
    events: tuple[Happening, ...]

    @property
    def largest(self) -> tuple[Happening, ...]:
        """The year's events, the largest for the business first."""
        return tuple(sorted(self.events, key=lambda e: (-e.paid.get(BUSINESS, 0.0), e.when)))


@dataclass(frozen=True)
class Simulation:
    """What ``years`` simulated years say: estimates with standard errors, and the worst years.

    ``means`` is party -> plan -> mean of a year; ``beats`` the share of years in which the business
    loses less under the plan than today, nothing for today itself.
    """

    years: int
    seed: int
    means: dict[str, dict[str, Estimate]]
    beats: Estimate | None
    worst: tuple[WorstYear, ...]


def simulation(
    case: Case,
    placed: Mapping[str, Sequence[PlacedRisk]],
    plan: str,
    lived: Mapping[str, Scenarios],
) -> Simulation:
    """Return the worst years of a plan for the business, beside today in the same years."""
    table = lived[plan].table
    means: dict[str, dict[str, Estimate]] = {}
    for name in dict.fromkeys(("today", plan)):
        scenarios = lived[name]
        for account in scenarios.accounts:
            if scenarios.paid(account).any() and table.years > 1:
                means.setdefault(account, {})[name] = mean(scenarios.paid(account))
    return Simulation(
        years=table.years,
        seed=table.seed,
        means=means,
        beats=beats(lived[plan], lived["today"]) if plan != "today" else None,
        worst=_worst(case, placed[plan], lived[plan], lived["today"]),
    )


def _worst(
    case: Case, placed: Sequence[PlacedRisk], plan: Scenarios, today: Scenarios
) -> tuple[WorstYear, ...]:
    """Return the worst years of a plan, each with its exact rarity."""
    law = party_lattice(case, placed, BUSINESS).law()
    held, free = plan.paid(BUSINESS), plan.before[BUSINESS]
    places = {p.name: p for p in placed}
    found = []
    for year in plan.worst(BUSINESS, COUNT):
        told = plan.told(year)
        more = law.exceeds(told.paid[BUSINESS])
        if plan.limits:  # what they make of it, in the same years
            more += changed(average, free > held[year], held > held[year]).value
        found.append(
            WorstYear(
                year=year,
                chance=more,
                paid={account: sum_ for account, sum_ in told.paid.items() if sum_ > 0},
                today=float(today.paid(BUSINESS)[year]),
                events=tuple(_told(case, places, event) for event in told.events),
            )
        )
    return tuple(found)


def _told(case: Case, places: Mapping[str, PlacedRisk], event: Happening) -> Happening:
    """Return an event with the names a reader knows: the risk, its work, the shock, who is struck.

    A hit's stream is ``placed risk < shock: who is struck``.
    """
    placed = places[event.stream.split(" < ")[0]]
    work = case.responsibilities.get(placed.place)
    where = work.name if work is not None else placed.place.replace(">", " to ")
    shock, _, whom = event.shock.partition(": ")
    return replace(
        event,
        label=f"{case.risks[placed.risk].name} ({where})",
        shock=f"{case.shocks[shock].name}: {whom}" if shock else "",
    )
