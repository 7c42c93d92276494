"""Plans known from elsewhere and what they cost in a problem: placements with the offers taken.

A plan's cost is found without the solver: under fixed offers a place that a quote covers is spared
its bill rate, a place quoted for and not covered is closed, and what remains is a problem without
quotes; the fees are added.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.start import cost_as_placed, fits, nearest_plan, plan_costs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bestplaced.plan.problem import Problem
    from bestplaced.plan.quotes import Element, Quote

    Array = NDArray[np.float64]
    Indices = NDArray[np.intp]
    Offers = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Candidate:
    """A complete plan: performers' indices (R,) and the offers taken, each with its parts."""

    placement: Indices
    offers: Offers = ()

    @property
    def key(self) -> tuple[bytes, Offers]:
        """What two equal plans share."""
        return self.placement.tobytes(), self.offers

    def taken(self) -> dict[str, tuple[str, ...]]:
        """Return the offers as an account wants them."""
        return dict(self.offers)


def as_offers(taken: Mapping[str, tuple[str, ...]]) -> Offers:
    """Return offers taken in a fixed order."""
    return tuple((name, tuple(sorted(taken[name]))) for name in sorted(taken))


def distinct(plans: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the plans without repetitions, first come first."""
    seen: dict[tuple[bytes, Offers], Candidate] = {}
    for plan in plans:
        seen.setdefault(plan.key, plan)
    return tuple(seen.values())


def nearest(
    problem: Problem, pool: Sequence[Candidate], weight: float
) -> tuple[Candidate, float] | None:
    """Return the cheapest legal plan that single moves reach from a pool, and its cost.

    The offers of each plan stay as they are; a plan with other offers than are fixed is none.
    Nothing, where no legal plan is met.
    """
    best: tuple[Candidate, float] | None = None
    for offers, group in _by_offers(pool).items():
        if not _permitted(problem, offers):
            continue
        placements = [pool[k].placement for k in group]
        found = nearest_plan(bought(problem, offers), placements, weight)
        if found is not None:
            plan = Candidate(found[0], offers)
            cost = found[1] + offer_fees(problem, plan)
            if best is None or cost < best[1]:
                best = plan, cost
    return best


def costs_of(problem: Problem, pool: Sequence[Candidate], weight: float) -> Array:
    """Return the cost of each plan of a pool, made legal by the cheapest single moves.

    Shape (len(pool),); infinite where single moves do not lead to a legal plan.
    """
    costs = np.full(len(pool), np.inf)
    for offers, group in _by_offers(pool).items():
        here = bought(problem, offers)
        priced = plan_costs(here, [pool[k].placement for k in group], weight)
        for k, found in zip(group, priced, strict=True):
            if found is not None:
                costs[k] = found[1] + offer_fees(problem, Candidate(found[0], offers))
    return costs


def cost_of(problem: Problem, plan: Candidate) -> float:
    """Return what a plan costs as it is, money a year; infinite where it does not fit."""
    return cost_as_placed(bought(problem, plan.offers), plan.placement) + offer_fees(problem, plan)


def is_legal(problem: Problem, plan: Candidate) -> bool:
    """Return whether a plan fits: hours, duties, bundles, dependence, and its offers' scope."""
    return fits(bought(problem, plan.offers), plan.placement)


def _by_offers(pool: Sequence[Candidate]) -> dict[Offers, list[int]]:
    """Return the plans of a pool by the offers they take."""
    groups: dict[Offers, list[int]] = {}
    for k, plan in enumerate(pool):
        groups.setdefault(plan.offers, []).append(k)
    return groups


def _permitted(problem: Problem, offers: Offers) -> bool:
    """Return whether these offers are taken as the problem has them fixed."""
    taken = dict(offers)
    return all(q.taken is None or q.taken == (q.name in taken) for q in problem.quotes)


def _elements(quote: Quote, parts: tuple[str, ...]) -> list[Element]:
    """Return what of a quote is taken: its own lines and the parts named."""
    return [e for e in quote.elements if not e.name or e.name in parts]


def bought(problem: Problem, offers: Offers) -> Problem:
    """Return the problem in which just these offers are taken, fees aside: one without quotes."""
    if not problem.quotes:
        return problem
    taken = dict(offers)
    eligible, cost = problem.eligible.copy(), problem.cost.copy()
    for people in dict.fromkeys(q.people for q in problem.quotes):
        mine, who = [q for q in problem.quotes if q.people == people], np.array(people, np.intp)
        covered: set[int] = set()
        for quote in mine:
            if quote.name not in taken:
                continue
            scope = {r for e in _elements(quote, taken[quote.name]) for r in e.rows}
            covered |= scope
            if not quote.divisible:
                elsewhere = np.setdiff1d(np.arange(eligible.shape[1]), who)
                eligible[np.ix_(np.array(sorted(scope), np.intp), elsewhere)] = False
        for r in sorted(set[int]().union(*(q.rows for q in mine))):
            if r in covered:
                cost[r, who] -= mine[0].saved[r, who]
            elif not any(r in q.today for q in mine):
                eligible[r, who] = False
    return replace(problem, eligible=eligible, cost=cost, quotes=())


def offer_fees(problem: Problem, plan: Candidate) -> float:
    """Return what the offers taken cost for this placement, money a year (F8)."""
    total, taken = 0.0, plan.taken()
    for quote in problem.quotes:
        if quote.name not in taken:
            continue
        here = set(np.nonzero(np.isin(plan.placement, quote.people))[0].tolist())
        fee = once = 0.0
        parts = _elements(quote, taken[quote.name])
        covered = {r for q in problem.quotes if q.people == quote.people and q.name in taken
                   for e in _elements(q, taken[q.name]) for r in e.rows}  # fmt: skip
        for element in parts:
            fee, once = fee + element.recurring, once + element.once
            for steady, single, rows in element.charges:
                if here & covered & set(rows):
                    fee, once = fee + steady, once + single
            for term in element.hourly:
                there = [r for r in term.rows if r in here and r in covered]
                spent = float(problem.hours[there, plan.placement[there]].sum())
                fee += min(term.cap, term.rate * max(0.0, spent - term.included))
        total += quote.factor * max(fee, quote.minimum) + once
    return total
