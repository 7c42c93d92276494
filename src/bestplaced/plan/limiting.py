"""Solve, judge by the exact law, cut, again: the best plan within worst-year limits (F9).

Two programs take turns. The *relaxed* one places the work with terms that may be taken in part:
it is nearly as quick as the plain problem, and bounds the cost of every plan within the limits.
The *settled* one fixes its placement and chooses whole terms. Plans that the exact law finds
beyond a limit are cut off in both by the tangent of their worst year, so the bound stays proven;
the tangents hold for any limit, and are kept for the next one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.formulation import MONEY, formulate
from bestplaced.plan.solver import solve
from bestplaced.plan.start import completed
from bestplaced.plan.tangents import solve_curved
from bestplaced.plan.termination import Termination
from bestplaced.plan.verify import Verifier
from bestplaced.plan.worst_year import SLACK, TermChoices, Terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bestplaced.case.business import Case
    from bestplaced.plan.formulation import Formulation
    from bestplaced.plan.problem import Problem, TailCut
    from bestplaced.plan.solver import Solution

    Array = NDArray[np.float64]
    Indices = NDArray[np.intp]

GAP = 1e-3  # relative, of the whole search
PART = 2e-4  # relative, of one relaxed program
FAR = 0.02  # relative; a plan not proven as near as this is worked on further
FIRST = 4  # relaxed programs for one limit before it is asked whether any plan is that calm
ROUNDS = 5  # relaxed programs for one limit; the gap that is left after them is told
SMALL = 300  # other terms at most where whole terms are quick
PATIENT = 40  # programs for one limit there
MOST = 12  # programs in all where no plan within the limits is known, or none proven near
TRIES = 6  # choices of terms for one placement
CLOSE = 2e-3  # relative; aims so little below a limit are no better than the limit
CALM = 5e-3  # relative; so near to a placement's least worst years no other terms are tried
CALM_TRIES = 3  # choices of terms for a placement of least worst years
NODES = 1_000  # of one relaxed program: work, not time, so that every machine stops alike
LINKED = 300  # nodes of one with whole terms, where each takes longer
HALF = 0.5


@dataclass(frozen=True)
class Candidate:
    """A plan with its terms: its cost, and each watched party's worst years, money a year."""

    placement: Indices
    terms: Terms
    offers: Mapping[str, tuple[str, ...]]
    cost: float
    worst: Mapping[str, float]

    def within(self, limits: Mapping[str, float]) -> bool:
        """Return whether no limit is passed."""
        return all(self.worst[q] <= most * (1 + SLACK) for q, most in limits.items())


@dataclass
class Limiter:
    """Plans of one case within limits on the worst years of these parties; what is learnt stays."""

    case: Case
    problem: Problem
    parties: Sequence[str]
    seed: int = 0
    part: float = PART
    nodes: int = NODES
    cuts: list[TailCut] = field(default_factory=list)
    known: list[Candidate] = field(default_factory=list)
    floors: dict[str, float] = field(default_factory=dict)
    """Party -> worst years below which no plan comes, money a year (proven)."""
    asked: dict[str, list[bytes]] = field(default_factory=dict)
    """Party -> placements that programs of its least worst years led to."""

    def __post_init__(self) -> None:
        """Open the terms of the problem."""
        self.choices = TermChoices(self.case, self.parties)
        self.open = self.choices.opened(self.problem)

    @property
    def small(self) -> bool:
        """Whether whole terms are quick."""
        return len(self.open.options) <= SMALL

    def named(self, placement: Indices) -> dict[str, str]:
        """Return responsibility -> performer."""
        people, work = self.problem.performers, self.problem.responsibilities
        return {r: people[p] for r, p in zip(work, placement, strict=True)}

    def numbered(self, placements: Mapping[str, str]) -> Indices:
        """Return performers' indices, shape (R,)."""
        column = {name: j for j, name in enumerate(self.problem.performers)}
        return np.array([column[placements[r]] for r in self.problem.responsibilities], np.intp)

    def judge(
        self, placement: Indices, terms: Terms, offers: Mapping[str, tuple[str, ...]]
    ) -> Candidate:
        """Return a plan with its verified cost and worst years; keep the tangents at it."""
        names, worst = self.named(placement), {}
        verifier = Verifier(self.choices.case.model_copy(update={"terms": terms}))
        for party in self.parties:
            worst[party], cut = self.choices.cut(self.open, verifier, names, party)
            self.cuts.append(cut)
        cost = verifier.account(names, offers=offers).objective
        found = Candidate(placement, terms, offers, cost, worst)
        self.known.append(found)
        return found

    def best(self, limits: Mapping[str, float]) -> Candidate | None:
        """Return the cheapest plan known within the limits."""
        there = [c for c in self.known if c.within(limits)]
        return min(there, key=lambda c: c.cost, default=None)

    def settle(
        self,
        placement: Indices,
        limits: Mapping[str, float],
        least: str = "",
        left: float | None = None,
    ) -> None:
        """Choose terms for a placement until a plan within the limits is known, or none is left.

        Tangents fall short of the law a little; what a plan passes a limit by is taken off the
        limit for the next one, and more with every try. With ``least``, the terms of that party's
        least worst years. ``left`` is seconds.
        """
        end = np.inf if left is None else time.perf_counter() + left
        only = np.zeros_like(self.open.eligible)
        only[np.arange(len(placement)), placement] = True
        seen: list[Terms] = []
        aimed = failed = dict(limits)
        while len(seen) < (CALM_TRIES if least else TRIES):
            if (now := time.perf_counter()) >= end:
                return
            problem = replace(self._cut(aimed, least), eligible=only & self.open.eligible)
            form = formulate(problem)
            allowed = None if left is None else end - now
            found = solve_curved(form.program, form.curves, seed=self.seed, gap=1e-5,
                                 time_limit=allowed)  # fmt: skip
            if found.point is None:
                if aimed == limits:
                    return
                failed, aimed = aimed, dict(limits)  # whose tangents know more by now
                continue
            terms = self.terms_in(form, found.point)
            if terms in seen:
                if failed == limits or (nearer := _nearer(failed, limits)) == limits:
                    return
                failed, aimed = dict(limits), nearer
                continue
            seen.append(terms)
            candidate = self.judge(placement, terms, form.offers(found.point))
            if candidate.within(limits) if not least else _calm(candidate.worst[least], found):
                return
            more = (1.0 + len(seen)) / 2.0
            aimed = {q: m - more * max(0.0, candidate.worst[q] - m) for q, m in limits.items()}

    def calmer(self, party: str, left: float | None) -> bool:
        """Solve for a party's least worst years once more; return whether that can go on.

        It raises the floor, and judges the placement it leads to under its calmest terms.
        """
        asked = self.asked.setdefault(party, [])
        if len(asked) >= ROUNDS:
            return False
        found, form = self.relaxed({}, left, least=party)
        self.floors[party] = max(self.floors.get(party, 0.0), found.bound * MONEY)
        if found.point is None:
            return False
        placement = form.placements(found.point)
        if placement.tobytes() in asked:
            asked += [b""] * ROUNDS  # the same program would come again
        else:
            asked.append(placement.tobytes())
            self.settle(placement, {}, least=party, left=left)
        return True

    def aim(
        self, limits: Mapping[str, float], aims: Mapping[str, float], left: float | None
    ) -> dict[str, float]:
        """Look for a plan within the limits that the tangents put below them; return new aims.

        The next aims are below the limits by what the calmest of the new plans is above them: its
        tangents make up for the rest.
        """
        if aims == limits and self.known:
            aims = below(limits, self.known[-1])
        found, form = self.relaxed(aims, left)
        if found.point is None:
            return _nearer(aims, limits)
        known = len(self.known)
        self.settle(form.placements(found.point), limits, left=left)
        new = min(self.known[known:], key=lambda c: sum(c.worst.values()), default=self.known[-1])
        return below(limits, new)

    def places(self) -> NDArray[np.bool_]:
        """Return (R, P): who holds what in any plan known."""
        there = np.zeros_like(self.open.eligible)
        for candidate in self.known:
            there[np.arange(len(candidate.placement)), candidate.placement] = True
        return there

    def judge_whole(
        self, form: Formulation, point: Array, limits: Mapping[str, float], left: float | None
    ) -> None:
        """Judge a point of whole terms; settle its placement while no plan within is known."""
        placement = form.placements(point)
        self.judge(placement, self.terms_in(form, point), form.offers(point))
        if self.best(limits) is None:
            self.settle(placement, limits, left=left)

    def _cut(self, limits: Mapping[str, float], least: str = "") -> Problem:
        """Return the problem with open terms, under the tangents known."""
        cuts = [c for c in self.cuts if not least or c.party_name == least]
        return replace(self.open, tails=tuple(cuts), limits=dict(limits), least=bool(least))

    def terms_in(self, form: Formulation, point: Array) -> Terms:
        """Return the terms chosen in a point of whole terms."""
        taken = [k for k, c in enumerate(form.options) if c >= 0 and point[c] > HALF]
        return self.choices.settled(self.open, taken)

    def relaxed(  # noqa: PLR0913 - one parameter per part of the question
        self,
        limits: Mapping[str, float],
        left: float | None,
        *,
        start: Indices | None = None,
        least: str = "",
        linked: bool = False,
        among: NDArray[np.bool_] | None = None,
        heuristics: bool = True,
    ) -> tuple[Solution, Formulation]:
        """Solve over placements, with terms in part unless ``linked``.

        ``among`` (R, P) leaves only these places; the bound is then not that of the whole case.
        Without ``heuristics`` points come from the branching alone, which is quicker from a start.
        """
        problem = self._cut(limits, least)
        if among is not None:
            problem = replace(problem, eligible=problem.eligible & among)
        form = formulate(problem, linked=linked)
        nodes = LINKED if linked and not self.small else self.nodes
        point = None if start is None else completed(form, start)
        found = solve_curved(form.program, form.curves, time_limit=left, gap=self.part,
                             seed=self.seed, start=point, max_nodes=nodes,
                             by=partial(solve, heuristics=heuristics))  # fmt: skip
        return found, form


def below(limits: Mapping[str, float], plan: Candidate) -> dict[str, float]:
    """Return aims below the limits by what a plan is above them."""
    return {q: m - max(0.0, plan.worst[q] - m) for q, m in limits.items()}


def _nearer(aimed: Mapping[str, float], limits: Mapping[str, float]) -> dict[str, float]:
    """Return aims half as far below their limits, or the limits once they are `CLOSE` to them."""
    half = {q: (m + aimed[q]) / 2 for q, m in limits.items()}
    return dict(limits) if all(half[q] > m * (1 - CLOSE) for q, m in limits.items()) else half


def _calm(worst: float, found: Solution) -> bool:
    """Return whether a placement's worst years are as near to its least as is worth a try."""
    return worst <= found.bound * MONEY * (1 + CALM)


@dataclass(frozen=True)
class Limited:
    """The best plan found within limits, and what is proven: bound in money a year.

    ``plan`` is nothing where none was found; ``termination`` says whether there is any.
    """

    plan: Candidate | None
    bound: float
    termination: Termination
    seconds: float

    @property
    def gap(self) -> float:
        """Distance of cost and bound, relative to the cost."""
        if self.plan is None:
            return np.inf
        return max(0.0, self.plan.cost - self.bound) / max(1.0, abs(self.plan.cost))


def limited(
    limiter: Limiter,
    limits: Mapping[str, float],
    bound: float = -np.inf,
    time_limit: float | None = None,
) -> Limited:
    """Return the best plan within limits, to a relative gap of `GAP` or what counted work reaches.

    ``bound`` is one known. Relaxed programs come first. Where `FIRST` of them lead to no plan
    within the limits, the calmest plans are looked for: they are within, or prove that none is.
    After `ROUNDS` a gap within `FAR` is left, and told; with a wider one, or no plan, every other
    program aims below the limits, `MOST` programs at most.
    """
    search = _Search(limiter, limits, bound, time_limit)
    if limiter.best(limits) is None and limiter.known:
        limiter.settle(limiter.known[0].placement, limits)
    while (done := search.ended()) is None:
        search.step()
    return done


class _Search:
    """One search of `limited`: what is proven so far, and what the next program is."""

    def __init__(
        self,
        limiter: Limiter,
        limits: Mapping[str, float],
        bound: float,
        time_limit: float | None,
    ) -> None:
        self.limiter, self.limits, self.bound = limiter, dict(limits), bound
        self.began, self.time_limit = time.perf_counter(), time_limit
        self.programs, self.aims = 0, dict(limits)
        self.linked = self.impossible = False
        self.seen: set[bytes] = set()

    @property
    def left(self) -> float | None:
        """Seconds that are left, if they are counted."""
        return _left(self.began, self.time_limit)

    def ended(self) -> Limited | None:
        """Return what was found once it is proven, impossible, or all that was to be done."""
        best = self.limiter.best(self.limits)
        if best is None and self.programs >= FIRST:
            self._ask_calmest()
            best = self.limiter.best(self.limits)
        took = time.perf_counter() - self.began
        result = Limited(best, self.bound, Termination.OPTIMAL, took)
        if self.impossible:
            return replace(result, termination=Termination.INFEASIBLE)
        if result.gap <= GAP:
            return result
        if (left := self.left) is not None and left <= 0:
            return replace(result, termination=Termination.TIME_LIMIT)
        most = PATIENT if self.limiter.small else ROUNDS if result.gap <= FAR else MOST
        if self.programs < most:
            return None
        return replace(result, termination=Termination.WORK_LIMIT)

    def _ask_calmest(self) -> None:
        """Look for the calmest plans: one may be within the limits, or a floor above them."""
        for q, most in self.limits.items():
            least_worst_year(self.limiter, q, self.left, enough=most)
            self.impossible |= self.limiter.floors.get(q, 0.0) > most * (1 + SLACK)

    def step(self) -> None:
        """Solve one program, and judge the plan it leads to."""
        self.programs += 1
        if self.programs > ROUNDS and self.programs % 2 == 0 and not self.limiter.small:
            self.aims = self.limiter.aim(self.limits, self.aims, self.left)
            return
        best = self.limiter.best(self.limits)
        start = None if best is None else best.placement
        found, form = self.limiter.relaxed(self.limits, self.left, start=start, linked=self.linked)
        self.impossible |= found.termination is Termination.INFEASIBLE
        self.bound = max(self.bound, found.bound * MONEY)
        if found.point is None:
            return
        placement = form.placements(found.point)
        if self.linked:
            self.limiter.judge_whole(form, found.point, self.limits, self.left)
        elif placement.tobytes() in self.seen:
            self.linked = True
        else:
            self.seen.add(placement.tobytes())
            self.limiter.settle(placement, self.limits, left=self.left)


def _left(began: float, time_limit: float | None) -> float | None:
    """Return the seconds left of a limit."""
    return None if time_limit is None else time_limit - (time.perf_counter() - began)


def least_worst_year(
    limiter: Limiter, party: str, time_limit: float | None = None, *, enough: float = 0.0
) -> Limited:
    """Return the plan with the least worst years of a party; ``bound`` is on these years.

    `ROUNDS` programs at most for one party, whoever asks; fewer once a plan with no more than
    ``enough`` is known, or proven that there is none.
    """
    began, end = time.perf_counter(), Termination.WORK_LIMIT
    while True:
        best = min(limiter.known, key=lambda c: (c.worst[party], c.cost), default=None)
        floor = limiter.floors.get(party, 0.0)
        if best is not None and best.worst[party] <= max(enough, floor * (1 + GAP)):
            end = Termination.OPTIMAL
        left = _left(began, time_limit)
        if left is not None and left <= 0:
            end = Termination.TIME_LIMIT
        if end is not Termination.WORK_LIMIT or floor > enough * (1 + SLACK) > 0:
            break
        if not limiter.calmer(party, left):
            break
    return Limited(best, floor, end, time.perf_counter() - began)
