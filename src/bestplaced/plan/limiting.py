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
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.formulation import MONEY, formulate
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
ROUNDS = 5  # relaxed programs for one limit; the gap that is left after them is told
SMALL = 300  # other terms at most where whole terms are quick
PATIENT = 40  # programs for one limit there
MOST = 12  # programs in all while no plan within the limits is known
TRIES = 6  # choices of terms for one placement
NODES = 1_000  # of one such program: work, not time, so that every machine stops alike
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
    cuts: list[TailCut] = field(default_factory=list)
    known: list[Candidate] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open the terms of the problem."""
        self.choices = TermChoices(self.case, self.parties)
        self.open = self.choices.opened(self.problem)

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
        for party in self.parties:
            worst[party], cut = self.choices.cut(self.open, terms, names, party)
            self.cuts.append(cut)
        settled = self.choices.case.model_copy(update={"terms": terms})
        cost = Verifier(settled).account(names, offers=offers).objective
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
        aimed = dict(limits)
        for turn in range(TRIES):
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
                aimed = dict(limits)
                continue
            terms = self.terms_in(form, found.point)
            if terms in seen:
                return
            seen.append(terms)
            candidate = self.judge(placement, terms, form.offers(found.point))
            if not least and candidate.within(limits):
                return
            more = 1.0 + turn / 2.0
            aimed = {q: m - more * max(0.0, candidate.worst[q] - m) for q, m in limits.items()}

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

    def relaxed(
        self,
        limits: Mapping[str, float],
        left: float | None,
        *,
        start: Indices | None = None,
        least: str = "",
        linked: bool = False,
        among: NDArray[np.bool_] | None = None,
    ) -> tuple[Solution, Formulation]:
        """Solve over placements, with terms in part unless ``linked``.

        ``among`` (R, P) leaves only these places; the bound is then not that of the whole case.
        """
        problem = self._cut(limits, least)
        if among is not None:
            problem = replace(problem, eligible=problem.eligible & among)
        form = formulate(problem, linked=linked)
        point = None if start is None else completed(form, start)
        found = solve_curved(form.program, form.curves, time_limit=left, gap=self.part,
                             seed=self.seed, start=point, max_nodes=NODES)  # fmt: skip
        return found, form


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
    """Return the best plan within limits, to a relative gap of `GAP` or what `ROUNDS` reach.

    ``bound`` is one known. Where the relaxed programs lead to no plan within the limits, whole
    terms are asked for, until there is one or it is proven that there is none.
    """
    began, seen, plain = time.perf_counter(), set(), 0
    small = len(limiter.open.options) <= SMALL
    rounds, most = (PATIENT, PATIENT) if small else (ROUNDS, MOST)
    linked = False
    if limiter.best(limits) is None and limiter.known:
        limiter.settle(limiter.known[0].placement, limits)
    while True:
        best = limiter.best(limits)
        took = time.perf_counter() - began
        result = Limited(best, bound, Termination.OPTIMAL, took)
        if result.gap <= GAP or (best is not None and plain >= rounds):
            return result
        left = None if time_limit is None else time_limit - took
        if (late := left is not None and left <= 0) or plain >= most:
            end = Termination.TIME_LIMIT if late else Termination.WORK_LIMIT
            return replace(result, termination=end)
        start = None if best is None else best.placement
        linked, plain = linked or plain >= ROUNDS, plain + 1
        found, form = limiter.relaxed(limits, left, start=start, linked=linked)
        if found.termination is Termination.INFEASIBLE:
            return replace(result, termination=Termination.INFEASIBLE)
        bound = max(bound, found.bound * MONEY)
        if found.point is None:
            continue
        placement = form.placements(found.point)
        if linked:
            limiter.judge_whole(form, found.point, limits, _left(began, time_limit))
        elif placement.tobytes() in seen:
            if best is not None and not small:
                return replace(result, bound=bound)
            linked = True
        else:
            seen.add(placement.tobytes())
            limiter.settle(placement, limits, left=_left(began, time_limit))


def _left(began: float, time_limit: float | None) -> float | None:
    """Return the seconds left of a limit."""
    return None if time_limit is None else time_limit - (time.perf_counter() - began)


def least_worst_year(limiter: Limiter, party: str, time_limit: float | None = None) -> Limited:
    """Return the plan with the least worst years of a party; ``bound`` is on these years."""
    began, bound, seen = time.perf_counter(), 0.0, set()
    end = Termination.OPTIMAL
    for _ in range(ROUNDS):
        best = min(limiter.known, key=lambda c: c.worst[party], default=None)
        took = time.perf_counter() - began
        if best is not None and best.worst[party] - bound <= GAP * best.worst[party]:
            break
        left = None if time_limit is None else time_limit - took
        if left is not None and left <= 0:
            end = Termination.TIME_LIMIT
            break
        found, form = limiter.relaxed({}, left, least=party)
        bound = max(bound, found.bound * MONEY)
        if found.point is None:
            break
        placement = form.placements(found.point)
        if placement.tobytes() in seen:
            break
        seen.add(placement.tobytes())
        limiter.settle(placement, {}, least=party, left=_left(began, time_limit))
    best = min(limiter.known, key=lambda c: (c.worst[party], c.cost), default=None)
    return Limited(best, bound, end, time.perf_counter() - began)
