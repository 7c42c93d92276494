"""F11: the plans that always stand beside the best one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.plan.assembly import assemble, restrict
from bestplaced.plan.best import best_plan
from bestplaced.plan.quotes import quotes
from bestplaced.plan.rules import business_rules

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bestplaced.case.business import Case
    from bestplaced.case.responsibility import Tier
    from bestplaced.plan.problem import Problem
    from bestplaced.plan.verify import Account, Verifier

MOVED = "everything moved"
WITHOUT = "without the provider"
CHEAPEST = "cheapest by cost"
QUOTED = "as quoted"  # each offer's
SOLVED = (MOVED, WITHOUT, CHEAPEST, QUOTED)
"""The reference plans that have to be solved; the others are written down."""
REFERENCE_GAP = 5e-3  # relative; a plan to compare with need not be proven to the last cent
OPTION_GAP = 1e-3  # relative, of plans offered beside the best one
PRICED_GAP = 1e-4  # relative, of plans that a reservation price rests on (F10)


def reference_plans(
    case: Case,
    problem: Problem,
    verifier: Verifier,
    time_limit: float | None = None,
    wanted: Collection[str] = SOLVED,
) -> dict[str, Account]:
    """Return today, nothing moved, everything moved, cheapest by cost, and without the provider.

    Of those that have to be `SOLVED` only the wanted ones. A plan that the time limit did not let
    us find is left out.
    """
    steps = {p.name: p.steps_today for p in case.performers.values() if p.has_steps}
    plans = {
        "today": verifier.today(),
        "nothing moved": verifier.account(_nothing_moved(case), steps),
    }
    found: dict[str, Found | None] = {}
    if MOVED in wanted:
        found[MOVED] = _everything_moved(case, problem, time_limit)
    if WITHOUT in wanted:
        found[WITHOUT] = _without_inside_provider(case, problem, time_limit)
    if CHEAPEST in wanted:
        found[CHEAPEST] = _solved(assemble(case, cost_only=True), time_limit)
    plans |= {
        name: verifier.account(one.placements, offers=one.offers)
        for name, one in found.items()
        if one is not None
    }
    if QUOTED in wanted:
        plans |= as_quoted(case, problem, verifier, time_limit)
    return plans


def as_quoted(
    case: Case, problem: Problem, verifier: Verifier, time_limit: float | None = None
) -> dict[str, Account]:
    """Return each offer as quoted: taken alone, the rest as it is best done without the others.

    What one provider quoted for is not bought from it without its quote; so the rest lies inside,
    with whom it is today, or with a provider at its rate for what that one did not quote.
    An offer whose scope cannot lie with its provider (hours, separation, pins) is left out.
    """
    plans = {}
    for name in case.offers:
        fixed = quotes(case, {other: other == name for other in case.offers})
        inside = case.parties[case.offers[name].provider].inside_deal
        alone = replace(problem, quotes=fixed, eligible=problem.eligible & ~_others(case, name))
        found = _solved(alone, time_limit, PRICED_GAP)
        if found is not None:
            label = f"{QUOTED}: {name}"
            plans[label] = verifier.account(found.placements, offers=found.offers)
            assert inside or plans[label].fees  # noqa: S101 - it was fixed as taken
    return plans


def without_offers(
    case: Case, problem: Problem, verifier: Verifier, time_limit: float | None = None
) -> Account | None:
    """Return the best plan that takes no offer; today's providers may go on at their rates."""
    closed = replace(problem, quotes=quotes(case, dict.fromkeys(case.offers, False)))
    found = _solved(closed, time_limit)
    return None if found is None else verifier.account(found.placements)


def _others(case: Case, name: str) -> np.ndarray:
    """Return the places (R, P) with a provider inside the deal that another's offer rivals.

    Its work at cost, without a fee, would otherwise fill what the rival's offer leaves out.
    """
    rival = case.offers[name].provider
    inside = {q.name for q in case.parties.values() if q.inside_deal} - {BUSINESS, rival}
    return np.array(
        [
            [p.party in inside and case.performers[before].party != p.party for p in people]
            for before in case.today.values()
            for people in [case.performers.values()]
        ]
    )


def _nothing_moved(case: Case) -> dict[str, str]:
    """Inside people keep what they do; the owner does the rest."""
    inside = {
        p.name for p in case.performers.values() if p.party == BUSINESS and p.kind != "nobody"
    }
    return {r: p if p in inside else case.owner.name for r, p in case.today.items()}


def _without_inside_provider(
    case: Case, problem: Problem, time_limit: float | None
) -> Found | None:
    """Return the best plan without the provider inside the deal (F10), if there is either."""
    inside = {p.name for p in case.parties.values() if p.inside_deal} - {BUSINESS}
    return _without(case, problem, inside, time_limit) if inside else None


def surplus_without(
    case: Case, verifier: Verifier, party: str, time_limit: float | None = None
) -> float | None:
    """Return W(without q) of F10: the surplus of the best plan that does not use a party.

    None where no plan obeys the rules without it.
    """
    placed = _without(case, assemble(case), {party}, time_limit)
    if placed is None:
        return None
    account = verifier.account(placed.placements, offers=placed.offers)
    return verifier.today().objective - account.objective


def narrower_plan(
    case: Case,
    verifier: Verifier,
    party: str,
    tiers: Sequence[Tier],
    time_limit: float | None = None,
) -> Account | None:
    """Return the best plan in which a party works in these tiers only; None where there is none."""
    problem = assemble(case)
    theirs = np.array([case.performers[p].party == party for p in problem.performers])
    above = np.array([case.responsibilities[r].tier not in tiers for r in problem.responsibilities])
    allowed = problem.eligible & ~(above[:, None] & theirs[None, :])
    found = _solved(replace(problem, eligible=allowed), time_limit, OPTION_GAP)
    return None if found is None else verifier.account(found.placements, offers=found.offers)


def _without(
    case: Case, problem: Problem, inside: set[str], time_limit: float | None
) -> Found | None:
    """Return the best plan in which these parties do nothing."""
    out = np.array([case.performers[p].party in inside for p in problem.performers])
    return _solved(replace(problem, eligible=problem.eligible & ~out), time_limit, PRICED_GAP)


def _everything_moved(case: Case, problem: Problem, time_limit: float | None) -> Found | None:
    """Move everything that may be moved, as cheaply as the rules allow.

    Where providers' hours or the separation of duties do not allow it, those rules are broken,
    and the plan lists them.
    """
    outside = ~problem.nobody & (problem.party != problem.parties.index(BUSINESS))
    strict = _restricted(problem, outside)
    placed = _solved(strict, time_limit)
    if placed is None and time_limit is None:
        soft = [r for r in business_rules(case) if r.family not in {"capacity", "segregation"}]
        placed = _solved(_restricted(restrict(problem, case, soft), outside), time_limit)
    if placed is None and time_limit is None:
        placed = _cheapest_cells(strict)
    return placed


def _restricted(problem: Problem, outside: np.ndarray) -> Problem:
    """Return the problem in which movable responsibilities may only lie outside, none undone."""
    eligible = problem.eligible & ~problem.nobody[None, :]
    movable = (eligible & outside[None, :]).any(axis=1)
    return replace(problem, eligible=np.where(movable[:, None], eligible & outside, eligible))


@dataclass(frozen=True)
class Found:
    """Placements (responsibility -> performer) and the offers taken."""

    placements: dict[str, str]
    offers: dict[str, tuple[str, ...]]


def _solved(problem: Problem, time_limit: float | None, gap: float = REFERENCE_GAP) -> Found | None:
    """Return the optimal placements of a problem, or nothing if there are none."""
    found = best_plan(problem, gap=gap, time_limit=time_limit)
    if found.plan is None:
        return None
    names = zip(problem.responsibilities, found.plan.placement, strict=True)
    return Found({r: problem.performers[p] for r, p in names}, found.plan.taken())


def _cheapest_cells(problem: Problem) -> Found:
    """Return each responsibility with its cheapest eligible performer, rules on sums ignored."""
    cost = np.where(problem.eligible, problem.cost, np.inf)
    names = (*problem.performers, NOBODY)
    best = [int(np.argmin(row)) if np.isfinite(row).any() else -1 for row in cost]
    places = {r: names[p] for r, p in zip(problem.responsibilities, best, strict=True)}
    return Found(places, {})
