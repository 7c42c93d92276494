"""The frontier of F9: what a calmer worst year of a party costs, from the cheapest plan onwards.

Each point is the best plan found within a limit on the party's mean loss of its worst 5 years in
100, judged by the exact law. Tangents do not depend on the limit, so every point starts from all
that was learnt before it, and from its neighbour's plan. The search ends by counts, never by the
clock, so it is the same each time; how far a better plan could still be is proven and told with the
point, and limits for which that is far are left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.errors import CaseError, Fault
from bestplaced.plan import plan
from bestplaced.plan.assembly import assemble
from bestplaced.plan.formulation import MONEY
from bestplaced.plan.limiting import FAR, GAP, PATIENT, Limiter, below, least_worst_year
from bestplaced.plan.obeying import refuse_yearly_caps
from bestplaced.plan.termination import Termination
from bestplaced.plan.verify import Verifier

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bestplaced.case.business import Case
    from bestplaced.plan.limiting import Candidate
    from bestplaced.plan.verify import Account

FEW, MANY = 2, 50
ROUNDS = 2  # programs over the whole case for one point, at most
COARSE = 1e-3  # relative gap of one program: points need no finer one
ENOUGH = 2e-3  # relative; nearer proofs are not worth their time where there are many terms
SAME = 1e-9  # relative: costs that differ by rounding only


@dataclass(frozen=True)
class FrontierPoint:
    """The best plan found whose worst 5 years in 100 cost the party at most ``limit`` on average.

    Money a year: ``cost`` is the verified objective, ``bound`` is proven (no plan within ``limit``
    is cheaper), ``worst_year`` is the plan's own. ``case`` carries the plan's terms.
    """

    limit: float
    cost: float
    bound: float
    worst_year: float
    account: Account
    case: Case

    @property
    def gap(self) -> float:
        """Distance of cost and bound, relative to the cost."""
        return max(0.0, self.cost - self.bound) / max(1.0, abs(self.cost))


@dataclass(frozen=True)
class Frontier:
    """Points from the cheapest plan to the calmest one found, both figures strictly monotone.

    No plan's worst years are below ``floor``, money a year (proven); the calmest plan met has
    ``calmest``, below the last point where no plan that calm is proven to be near the cheapest.
    ``asked`` limits were to be tried, ``tried`` were: fewer where the run was interrupted.
    """

    party: str
    points: tuple[FrontierPoint, ...]
    floor: float
    calmest: float
    asked: int
    tried: int


def frontier(
    case: Case,
    points: int = 10,
    party: str = BUSINESS,
    *,
    seed: int = 0,
    rounds: int = ROUNDS,
    progress: Callable[[int, int], None] | None = None,
) -> Frontier:
    """Return the frontier of cost against a party's worst years.

    Limits are evenly apart down to the calmest plan met; once one is not proven to `FAR` after
    ``rounds`` programs, the rest halve the widest stretches before it. The plan without a limit
    is proven. ``progress`` is called with (limits done, of). Limits of the case itself are set
    aside. Fewer points come back where one plan is best for several limits; an interruption
    (Ctrl-C) keeps what is done.

    Raises:
        CaseError: no such party, a number of points that cannot be, or a yearly cap.
        InfeasibleError: no plan obeys the rules.

    """
    if party not in case.parties:
        raise CaseError(Fault(f"there is no party '{party}' in this case.", "--party"))
    if not FEW <= points <= MANY:
        raise CaseError(Fault(f"a frontier has {FEW} to {MANY} points, not {points}.", "--points"))
    refuse_yearly_caps(case, (party,))
    case = case.model_copy(update={"worst_year": {}, "terms": {}})
    tell = progress or (lambda _done, _total: None)
    free = plan(case, seed=seed)
    assert free.plan is not None  # noqa: S101 - without a time limit there is a plan or an error
    limiter = Limiter(case, assemble(case), (party,), seed, COARSE)
    first = limiter.judge(limiter.numbered(free.plan.placements), {}, free.plan.account.offers)
    bounds, floor, tried = {first.worst[party]: free.bound}, 0.0, 1
    tell(tried, points)
    try:
        floor = least_worst_year(limiter, party).bound
        todo = _evenly(first.worst[party], _calmest(limiter, party), points)
        beyond = todo[-1]
        while tried < points:
            limit = todo.pop(0) if todo else _widest([*bounds, beyond])
            bound = _approached(limiter, party, limit, bounds, rounds)
            if _near(limiter, {party: limit}, bound, FAR):
                bounds[limit] = bound
            else:
                todo, beyond = [], limit
            tried += 1
            tell(tried, points)
    except KeyboardInterrupt:
        pass
    found = _points(limiter, party, bounds)
    return Frontier(party, found, floor, _calmest(limiter, party), points, tried)


def _evenly(start: float, end: float, points: int) -> list[float]:
    """Return the limits after the first, evenly apart."""
    return [start + (end - start) * k / (points - 1) for k in range(1, points)]


def _widest(limits: Sequence[float]) -> float:
    """Return the middle of the widest stretch between limits, the tightest of equal ones."""
    _, low, high = max((high - low, -low, high) for low, high in pairwise(sorted(limits)))
    return (high - low) / 2


def _calmest(limiter: Limiter, party: str) -> float:
    """Return the least worst years of the plans known."""
    return min(c.worst[party] for c in limiter.known)


def _approached(
    limiter: Limiter, party: str, limit: float, bounds: Mapping[float, float], rounds: int
) -> float:
    """Look for a plan within a limit, from the best one of the next looser; return the bound.

    What is proven for the looser one holds here too; where a plan known from a tighter limit is
    near it, nothing is left to do. Otherwise first other terms for that plan; then programs over
    the whole case, each placement given the terms that obey, and a small one among the places of
    all plans met, which aims below the limit by what the last plan was above it. Where there are
    few terms they are whole in the program, until it proves the plan.
    """
    looser, limits = min(one for one in bounds if one >= limit), {party: limit}
    bound, near = bounds[looser], limiter.best({party: looser})
    assert near is not None  # noqa: S101 - the plan that made the looser limit a point
    small, seen = limiter.small, set[bytes]()
    enough = GAP if small else ENOUGH
    if not _near(limiter, limits, bound, enough):
        limiter.settle(near.placement, limits)
    for k in range(PATIENT if small else 2 * rounds):
        if _near(limiter, limits, bound, enough):
            break
        best, among = limiter.best(limits), limiter.places() if k % 2 and not small else None
        start = None if best is None else best.placement
        aims = limits if among is None else below(limits, limiter.known[-1])
        found, form = limiter.relaxed(
            aims, None, start=start, among=among, linked=small, heuristics=small or start is None
        )
        if among is None:
            if found.termination is Termination.INFEASIBLE:
                break
            bound = max(bound, found.bound * MONEY)
        if found.point is None:
            continue
        placement = form.placements(found.point)
        if small:
            limiter.judge(placement, limiter.terms_in(form, found.point), form.offers(found.point))
        elif placement.tobytes() not in seen:
            seen.add(placement.tobytes())
            limiter.settle(placement, limits)
    return bound


def _near(limiter: Limiter, limits: Mapping[str, float], bound: float, gap: float) -> bool:
    """Return whether the best plan known within limits is proven near, to a relative gap."""
    best = limiter.best(limits)
    return best is not None and best.cost - bound <= gap * max(1.0, abs(best.cost))


def _points(
    limiter: Limiter, party: str, bounds: Mapping[float, float]
) -> tuple[FrontierPoint, ...]:
    """Return the best plan known for each limit, whichever search met it.

    A plan best for several limits is told once, at the tightest; of plans of one cost the calmest
    is kept. So worst years fall and costs rise from point to point.
    """
    chosen: list[tuple[float, float, Candidate]] = []
    least = -math.inf
    for limit in sorted(bounds, reverse=True):
        least = bound = max(least, bounds[limit])  # what a looser limit bars, a tighter one bars
        best = limiter.best({party: limit})
        assert best is not None  # noqa: S101 - only limits with a plan near the bound are kept
        if chosen and best.worst[party] >= chosen[-1][2].worst[party]:
            chosen[-1] = (limit, bound, chosen[-1][2])
        elif chosen and math.isclose(best.cost, chosen[-1][2].cost, rel_tol=SAME):
            chosen[-1] = (*chosen[-1][:2], best)
        else:
            chosen.append((limit, bound, best))
    found = []
    for limit, bound, best in chosen:
        settled = limiter.case.model_copy(update={"terms": best.terms})
        account = Verifier(settled).account(limiter.named(best.placement), offers=best.offers)
        found.append(FrontierPoint(limit, best.cost, bound, best.worst[party], account, settled))
    return tuple(found)
