"""The frontier of F9: what a calmer worst year of a party costs, from the cheapest plan onwards.

Each point is the best plan found within a limit on the party's mean loss of its worst 5 years in
100, judged by the exact law. Tangents do not depend on the limit, so every point starts from all
that was learnt before it, and from its neighbour's plan. Time for each point is short: how far a
better plan could still be is proven and told with the point.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.case.business import BUSINESS
from bestplaced.errors import CaseError, Fault
from bestplaced.plan import plan
from bestplaced.plan.assembly import assemble
from bestplaced.plan.formulation import MONEY
from bestplaced.plan.limiting import GAP, Limiter, least_worst_year
from bestplaced.plan.obeying import refuse_yearly_caps
from bestplaced.plan.termination import Termination
from bestplaced.plan.verify import Verifier

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bestplaced.case.business import Case
    from bestplaced.plan.limiting import Candidate
    from bestplaced.plan.verify import Account

FEW, MANY = 2, 50
SECONDS = 4.0  # for each point; ten points in about a minute
COARSE = 1e-3  # relative gap of one program: points need no finer one
AGAIN = 4  # programs among the places of known plans, for one point
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

    No plan's worst years are below ``floor``, money a year (proven). ``asked`` limits were to be
    tried, ``tried`` were: fewer where the run was interrupted.
    """

    party: str
    points: tuple[FrontierPoint, ...]
    floor: float
    asked: int
    tried: int


def frontier(
    case: Case,
    points: int = 10,
    party: str = BUSINESS,
    *,
    seed: int = 0,
    seconds: float = SECONDS,
    progress: Callable[[int, int], None] | None = None,
) -> Frontier:
    """Return the frontier of cost against a party's worst years, limits evenly apart.

    ``seconds`` are spent on each point at most, twice as many on the calmest plan; the plan
    without a limit is proven whatever it takes. ``progress`` is called with (limits done, of).
    Limits of the case itself are set aside. Fewer points come back where one plan is best for
    several limits; an interruption (Ctrl-C) keeps what is done.

    Raises:
        CaseError: no such party, a number of points that cannot be, or a yearly cap.
        InfeasibleError: no plan obeys the rules.

    """
    if party not in case.parties:
        raise CaseError(Fault(f"there is no party '{party}' in this case.", "--party"))
    if not FEW <= points <= MANY:
        raise CaseError(Fault(f"a frontier has {FEW} to {MANY} points, not {points}.", "--points"))
    refuse_yearly_caps(case)
    case = case.model_copy(update={"worst_year": {}, "terms": {}})
    tell = progress or (lambda _done, _total: None)
    free = plan(case, seed=seed)
    assert free.plan is not None  # noqa: S101 - without a time limit there is a plan or an error
    limiter = Limiter(case, assemble(case), (party,), seed, COARSE)
    first = limiter.judge(limiter.numbered(free.plan.placements), {}, free.plan.account.offers)
    limits, bounds, floor = [first.worst[party]], [free.bound], 0.0
    tell(1, points)
    try:
        least = least_worst_year(limiter, party, 2 * seconds)
        floor = least.bound
        end = _calmest(limiter, party)
        for k in range(1, points):
            limit = limits[0] + (end - limits[0]) * k / (points - 1)
            bounds.append(_approached(limiter, {party: limits[-1]}, {party: limit},
                                      bounds[-1], seconds))  # fmt: skip
            limits.append(limit)
            tell(k + 1, points)
    except KeyboardInterrupt:
        pass
    tried = len(limits)
    if _calmest(limiter, party) < limits[-1]:
        limits.append(_calmest(limiter, party))
        bounds.append(bounds[-1])
    return Frontier(party, _points(limiter, party, limits, bounds), floor, points, tried)


def _calmest(limiter: Limiter, party: str) -> float:
    """Return the least worst years of the plans known."""
    return min(c.worst[party] for c in limiter.known)


def _approached(
    limiter: Limiter,
    before: Mapping[str, float],
    limits: Mapping[str, float],
    bound: float,
    seconds: float,
) -> float:
    """Look for a plan within limits, from the best one within those before; return the bound.

    First the terms of the neighbour's plan, then the places of all plans known: small programs.
    What time is left goes to the whole program, which proves, and may find more.
    """
    end, near = time.perf_counter() + seconds, limiter.best(before)
    assert near is not None  # noqa: S101 - limits are tried from the loosest on
    limiter.settle(near.placement, limits, left=seconds / 4)
    seen: set[bytes] = set()
    for _ in range(AGAIN):
        left = end - seconds / 3 - time.perf_counter()
        if left <= 0 or _near(limiter, limits, bound):
            break
        found, form = limiter.relaxed(limits, left, among=_places(limiter))
        if found.point is None:
            break
        placement = form.placements(found.point)
        if placement.tobytes() in seen:
            break
        seen.add(placement.tobytes())
        limiter.settle(placement, limits, left=max(left / 2, seconds / 4))
    left = end - time.perf_counter()
    if left <= 0 or _near(limiter, limits, bound):
        return bound
    best = limiter.best(limits)
    found, form = limiter.relaxed(limits, left, start=None if best is None else best.placement)
    if found.termination is Termination.INFEASIBLE:
        return bound
    if found.point is not None and (left := end - time.perf_counter()) > 0:
        limiter.settle(form.placements(found.point), limits, left=left)
    return max(bound, found.bound * MONEY)


def _near(limiter: Limiter, limits: Mapping[str, float], bound: float) -> bool:
    """Return whether the best plan known within limits is proven near."""
    best = limiter.best(limits)
    return best is not None and best.cost - bound <= GAP * max(1.0, abs(best.cost))


def _places(limiter: Limiter) -> np.ndarray:
    """Return (R, P): who holds what in any plan known."""
    there = np.zeros_like(limiter.open.eligible)
    for candidate in limiter.known:
        there[np.arange(len(candidate.placement)), candidate.placement] = True
    return there


def _points(
    limiter: Limiter, party: str, limits: list[float], bounds: list[float]
) -> tuple[FrontierPoint, ...]:
    """Return the best plan known for each limit, whichever search met it.

    A plan best for several limits is told once, at the tightest; of plans of one cost the calmest
    is kept. So worst years fall and costs rise from point to point.
    """
    chosen: list[tuple[float, float, Candidate]] = []
    for limit, bound in zip(limits, bounds, strict=True):
        best = limiter.best({party: limit})
        assert best is not None  # noqa: S101 - the calmest plan is within every limit
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
