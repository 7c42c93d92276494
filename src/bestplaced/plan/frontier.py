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
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.errors import CaseError, Fault
from bestplaced.plan import plan
from bestplaced.plan.assembly import assemble
from bestplaced.plan.formulation import MONEY
from bestplaced.plan.limiting import FAR, GAP, PATIENT, Limiter, below, least_worst_year
from bestplaced.plan.obeying import refuse_capped
from bestplaced.plan.termination import Termination
from bestplaced.plan.verify import Verifier

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bestplaced.case.business import Case
    from bestplaced.plan.limiting import Candidate
    from bestplaced.plan.verify import Account

FEW, MANY = 2, 50
ROUNDS = 2  # programs over the whole case for one point, at most
COARSE = 1e-3  # relative gap of one program: points need no finer one
NODES = 150  # of one program at most; those that lead to points need few
ENOUGH = 2e-3  # relative; nearer proofs are not worth their time where there are many terms
POOR = 5e-3  # relative; points proven no nearer get as many programs again
TRIES = 2  # limits tried for each point asked for, at most
NARROW = 1e-3  # of the first point's worst years: stretches as narrow are not halved again
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
    ``asked`` points were wanted; ``tried`` limits were worked on, and ``proven`` of these led to
    a plan near the cheapest. ``interrupted`` says whether more was to be done.
    """

    party: str
    points: tuple[FrontierPoint, ...]
    floor: float
    calmest: float
    asked: int
    tried: int
    proven: int
    interrupted: bool


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

    Limits are evenly apart down to the calmest plan met, until two are not proven to `FAR` after
    ``rounds`` programs. Then the widest stretch between points in which no limit was tried is
    halved, until there are ``points`` plans, or `TRIES` limits for each, or no stretch is left
    that is wider than `NARROW`. The plan without a limit is proven. ``progress`` is called with
    (points found, asked for). Limits of the case itself are set aside. An interruption (Ctrl-C)
    keeps what is done.

    Raises:
        CaseError: no such party, a number of points that cannot be, or a yearly cap of its own.
        InfeasibleError: no plan obeys the rules.

    """
    if party not in case.parties:
        raise CaseError(Fault(f"there is no party '{party}' in this case.", "--party"))
    if not FEW <= points <= MANY:
        raise CaseError(Fault(f"a frontier has {FEW} to {MANY} points, not {points}.", "--points"))
    refuse_capped(case, (party,))
    case = case.model_copy(update={"worst_year": {}, "terms": {}})
    free = plan(case, seed=seed, references=())
    assert free.plan is not None  # noqa: S101 - without a time limit there is a plan or an error
    limiter = Limiter(case, assemble(case), (party,), seed, COARSE, NODES)
    first = limiter.judge(limiter.numbered(free.plan.placements), {}, free.plan.account.offers)
    search = _Search(limiter, party, {first.worst[party]: free.bound})
    interrupted = False
    try:
        floor = search.run(points, rounds, progress or (lambda _done, _total: None))
    except KeyboardInterrupt:
        interrupted, floor = True, limiter.floors.get(party, 0.0)
    found = tuple(search.told(*one) for one in search.points())
    proven = len(search.bounds)
    return Frontier(party, found, floor, search.calmest, points, search.tried, proven, interrupted)


class _Search:
    """The limits tried so far, and what is proven for them (``bounds``: limit -> money a year)."""

    def __init__(self, limiter: Limiter, party: str, bounds: dict[float, float]) -> None:
        self.limiter, self.party, self.bounds = limiter, party, bounds
        self.tried = len(bounds)
        self.end = 0.0
        self.lost: list[float] = []

    def run(self, points: int, rounds: int, tell: Callable[[int, int], None]) -> float:
        """Try limits until there are enough points; return the proven floor of worst years."""
        tell(1, points)
        floor = least_worst_year(self.limiter, self.party).bound
        start, self.end = next(iter(self.bounds)), self.calmest
        todo = [start + (self.end - start) * k / (points - 1) for k in range(1, points)]
        while self.tried < TRIES * points:
            if todo:
                limit = todo.pop(0)
            elif len(self.points()) >= points or not (widest := self._widest(NARROW * start)):
                break
            else:
                limit = widest
            bound = _approached(self.limiter, self.party, limit, self.bounds, rounds)
            if _near(self.limiter, {self.party: limit}, bound, FAR):
                self.bounds[limit] = bound
            else:
                self.lost.append(limit)
                todo = todo if len(self.lost) == 1 else []
            self.tried += 1
            tell(min(points, len(self.points())), points)
        return floor

    @property
    def calmest(self) -> float:
        """The least worst years of the plans known."""
        return min(c.worst[self.party] for c in self.limiter.known)

    def _widest(self, least: float) -> float:
        """Return the middle of the widest stretch below a point, down to the next limit tried.

        Nothing (0) where none is wider than ``least``.
        """
        tops = [plan.worst[self.party] for _, _, plan in self.points()]
        limits = [*self.bounds, *self.lost, self.end]
        ends = [max((one for one in limits if one < top), default=top) for top in tops]
        width, top = max((top - end, top) for top, end in zip(tops, ends, strict=True))
        return top - width / 2 if width > least else 0.0

    def points(self) -> list[tuple[float, float, Candidate]]:
        """Return (limit, bound, the best plan known for it), whichever search met the plan.

        A plan best for several limits is told once, at the tightest; of plans of one cost the
        calmest is kept. So worst years fall and costs rise from point to point.
        """
        chosen: list[tuple[float, float, Candidate]] = []
        least, party = -math.inf, self.party
        for limit in sorted(self.bounds, reverse=True):
            least = bound = max(least, self.bounds[limit])  # what a looser limit bars, it bars
            best = self.limiter.best({party: limit})
            assert best is not None  # noqa: S101 - only limits with a plan near the bound are kept
            if chosen and best.worst[party] >= chosen[-1][2].worst[party]:
                chosen[-1] = (limit, bound, chosen[-1][2])
            elif chosen and math.isclose(best.cost, chosen[-1][2].cost, rel_tol=SAME):
                chosen[-1] = (*chosen[-1][:2], best)
            else:
                chosen.append((limit, bound, best))
        return chosen

    def told(self, limit: float, bound: float, best: Candidate) -> FrontierPoint:
        """Return a point with the account of its plan."""
        settled = self.limiter.case.model_copy(update={"terms": best.terms})
        names = self.limiter.named(best.placement)
        account = Verifier(settled).account(names, offers=best.offers)
        return FrontierPoint(limit, best.cost, bound, best.worst[self.party], account, settled)


def _approached(
    limiter: Limiter, party: str, limit: float, bounds: Mapping[float, float], rounds: int
) -> float:
    """Look for a plan within a limit, from the best one of the next looser; return the bound.

    What is proven for the looser one holds here too; where a plan known from a tighter limit is
    near it, nothing is left to do. Otherwise first other terms for that plan; then programs over
    the whole case, each placement given the terms that obey, and a small one among the places of
    all plans met, which aims below the limit by what the last plan was above it. After ``rounds``
    of both, points near but not within `POOR` get as many again. Where there are few terms they
    are whole in the program, until it proves the plan.
    """
    looser, limits = min(one for one in bounds if one >= limit), {party: limit}
    bound, near = bounds[looser], limiter.best({party: looser})
    assert near is not None  # noqa: S101 - the plan that made the looser limit a point
    small, seen = limiter.small, set[bytes]()
    enough = GAP if small else ENOUGH
    if not _near(limiter, limits, bound, enough):
        limiter.settle(near.placement, limits)
    for k in range(PATIENT if small else 4 * rounds):
        usual = small or k < 2 * rounds
        if _near(limiter, limits, bound, enough if usual else POOR):
            break
        if not usual and not _near(limiter, limits, bound, FAR):
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
