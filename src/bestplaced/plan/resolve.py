"""Solve one problem again and again with other figures: draws, flips, second-best places (F12).

The proof of each re-solve is exact and cheap: a known good plan gives an upper bound, the warm
started relaxation a lower one; every column whose reduced cost exceeds the distance of the two is
fixed, as no better plan can use it; the small program that is left goes to the solver.
"""

from __future__ import annotations

import heapq
import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.case.business import BUSINESS
from bestplaced.errors import CaseError, Fault, SolverError
from bestplaced.plan.assembly import assemble
from bestplaced.plan.candidates import Candidate, as_offers, distinct, nearest
from bestplaced.plan.formulation import MONEY, formulate
from bestplaced.plan.solver import Relaxations, Solution, shrunk, solve
from bestplaced.plan.start import swing_loads
from bestplaced.plan.tangents import shortfall, tightened
from bestplaced.plan.termination import Termination
from bestplaced.plan.verify import Verifier

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from bestplaced.case.business import Case
    from bestplaced.plan.formulation import Formulation
    from bestplaced.plan.problem import Problem
    from bestplaced.plan.solver import Program, Relaxed
    from bestplaced.plan.verify import Account

    Array = NDArray[np.float64]
    Indices = NDArray[np.intp]

WHOLE = 1e-6  # distance from a whole number that counts as none
GAP = 1e-6  # relative, of every re-solve
_ABOUT = (0.6, 1.0, 1.4)  # tangents of each curve, as multiples of the load expected
_ROUNDS = 30  # of tangents at most; two or three do
_ANY = 0.1  # relative gap at which any plan is good enough
_NEAR = 1e-3  # relative: how far above a relaxation plans are looked for first
_INSIDE = 0.999  # a bound at the edge of the gap is within it, whatever the rounding
_SLACK = 1e-6  # relative: columns within it of the cut are kept
TOLERANCE = 1e-6  # relative: verified cost against the solver's


@dataclass(frozen=True)
class Resolved:
    """The best plan of one problem, its cost and a proven bound, money a year."""

    plan: Candidate
    cost: float
    bound: float

    @property
    def gap(self) -> float:
        """Distance of cost and bound, relative to the cost."""
        return max(0.0, self.cost - self.bound) / max(1.0, abs(self.cost))


@dataclass(frozen=True)
class Watch:
    """How long to search (a moment of the clock), the solver's seed, and whom to tell.

    ``progress`` is called with the cost of the best plan and what is proven, matrix units.
    """

    until: float = math.inf
    seed: int = 0
    progress: Callable[[float, float], None] | None = None

    @property
    def seconds(self) -> float | None:
        """The time left, or no limit."""
        return max(0.0, self.until - time.perf_counter()) if math.isfinite(self.until) else None


class Halted(KeyboardInterrupt):
    """The search was stopped, by the user or the clock; what it has found so far."""

    def __init__(self, termination: Termination, found: Resolved | None, bound: float) -> None:
        """Keep why, the best plan if there is one, and the proven bound (money a year)."""
        super().__init__(termination)
        self.termination, self.found, self.bound = termination, found, bound


class Resolver:
    """Solves problems that share the structure of a first one."""

    def __init__(self, first: Problem, gap: float = GAP) -> None:
        """Solve the relaxation of the first problem; its basis starts all others."""
        self.gap = gap
        self.weight = 10.0 * float(np.abs(first.cost).max()) + 1.0
        self.relaxations = Relaxations(_touched(formulate(first), None))

    def solve(
        self, problem: Problem, pool: Sequence[Candidate] = (), watch: Watch | None = None
    ) -> Resolved | None:
        """Return the best plan of a problem, or nothing if no plan obeys its rules.

        ``pool`` holds plans known from elsewhere; they help, and never change the optimum.

        Raises:
            Halted: stopped by Ctrl-C or by the clock of ``watch``.

        """
        form = formulate(problem)
        known = nearest(problem, pool, self.weight) if pool else None
        loads = None if known is None else swing_loads(problem, known[0].placement)
        program = _touched(form, loads)
        root = self.relaxations.load(program)
        if root is None:
            return None
        form = replace(form, program=program)
        return _Tree(self, problem, form, root, known, watch or Watch()).best()


def _touched(form: Formulation, loads: Array | None) -> Program:
    """Return the program with three tangents of each curve about these loads (money a year).

    Always three, so that programs of one structure keep one shape.
    """
    program, point = form.program, np.zeros(len(form.program.cost))
    for factor in _ABOUT:
        for j, c in enumerate(form.curves):
            at = c.most / 4 if loads is None else float(loads[j]) / MONEY
            point[c.load], point[c.charge] = factor * at, -1.0
        program = tightened(program, form.curves, point, -np.inf)
    return program


class _Tree:
    """Branch and bound over steps of paid time and use of parties; the rest is the solver's.

    Once these few numbers are whole, the relaxation is all but tight.
    """

    def __init__(
        self,
        owner: Resolver,
        problem: Problem,
        form: Formulation,
        root: Relaxed,
        known: tuple[Candidate, float] | None,
        watch: Watch,
    ) -> None:
        """Keep the loaded program, its root and the best plan known."""
        self.owner, self.problem, self.form, self.root = owner, problem, form, root
        placed = np.zeros(len(form.program.cost), bool)
        placed[form.placed[form.placed >= 0]] = True
        self.few = np.nonzero(form.program.integer & ~placed)[0]
        self.known, self.watch = known, watch
        self.nodes = [(root.objective, 0, root, form.program.lower, form.program.upper)]
        self.count, self.active, self.proven = 0, root.objective, math.inf

    def best(self) -> Resolved | None:
        """Return the best plan, or nothing if there is none."""
        try:
            self._search()
        except KeyboardInterrupt:
            late = time.perf_counter() >= self.watch.until
            why = Termination.TIME_LIMIT if late else Termination.INTERRUPTED
            raise Halted(why, self._found(), self._bound() * MONEY) from None
        return self._found()

    def _found(self) -> Resolved | None:
        """Return the best plan so far and what is proven of it."""
        return None if self.known is None else Resolved(*self.known, self._bound() * MONEY)

    def _bound(self) -> float:
        """Return what is proven of all plans, matrix units."""
        cost = math.inf if self.known is None else self.known[1] / MONEY
        return min(cost, self.proven, self.active, self.nodes[0][0] if self.nodes else math.inf)

    def _search(self) -> None:
        """Answer for every node: search it, or prove that it holds nothing better."""
        self._rounded(self.root)
        while self.nodes:
            bound, _, relaxed, lower, upper = heapq.heappop(self.nodes)
            self.active = bound
            self._tell()
            if self._closed(bound):
                self.proven = min(self.proven, bound)
                break
            split = self._fractional(relaxed)
            if split is None:
                self.proven = min(self.proven, self._finish(relaxed, lower, upper))
            else:
                self._split(split, relaxed, lower, upper)
        self.active = math.inf

    def _tell(self) -> None:
        """Tell the best plan and the bound; stop where the time is over."""
        if self.watch.progress is not None:
            cost = math.inf if self.known is None else self.known[1] / MONEY
            self.watch.progress(cost, self._bound())
        if time.perf_counter() >= self.watch.until:
            raise KeyboardInterrupt

    def _split(self, column: int, relaxed: Relaxed, lower: Array, upper: Array) -> None:
        """Add the parts of a node in which a column is below and above its value."""
        for side in (0, 1):
            low, high = lower.copy(), upper.copy()
            value = relaxed.point[column]
            if side:
                low[column] = math.ceil(value)
            else:
                high[column] = math.floor(value)
            child = self.owner.relaxations.bounded(low, high)
            if child is not None:
                self.count += 1
                heapq.heappush(self.nodes, (child.objective, self.count, child, low, high))

    def _rounded(self, relaxed: Relaxed) -> None:
        """Try a relaxation rounded, with no offers, those of the plan known, and its own.

        Its own only where the few integers are whole: half a package is no offer.
        """
        placement = self.form.placements(relaxed.point)
        pool = [Candidate(placement)]
        if self.known is not None:
            pool.append(Candidate(placement, self.known[0].offers))
        if self._fractional(relaxed) is None:
            pool.append(Candidate(placement, as_offers(self.form.offers(relaxed.point))))
        self._try(distinct(pool))

    def _try(self, pool: Sequence[Candidate]) -> None:
        """Take the best plan near a pool if it is better than what is known."""
        found = nearest(self.problem, pool, self.owner.weight)
        if found is not None and (self.known is None or found[1] < self.known[1]):
            self.known = found

    def _closed(self, bound: float) -> bool:
        """Return whether no plan above this bound can be better by more than the gap."""
        if self.known is None:
            return False
        return self.known[1] - bound * MONEY <= self.owner.gap * max(1.0, abs(self.known[1]))

    def _fractional(self, relaxed: Relaxed) -> int | None:
        """Return the least whole of the few integers, or nothing if all are whole."""
        values = relaxed.point[self.few]
        away = np.abs(values - np.round(values))
        if not len(away) or away.max() <= WHOLE:
            return None
        return int(self.few[np.argmax(away)])

    def _finish(self, relaxed: Relaxed, lower: Array, upper: Array) -> float:
        """Solve what is left of a node; return its bound in units of the matrix.

        Plans are looked for under a ceiling near the relaxation, raised where there are none: a
        low ceiling leaves few columns, and what was not found under it bounds what there is.
        """
        self._rounded(relaxed)
        bound = relaxed.objective
        program = replace(self.form.program, lower=lower, upper=upper)
        room = max(self.owner.gap, _NEAR) * max(1.0, abs(bound))
        for _ in range(_ROUNDS):
            if self._closed(bound):
                break
            ceiling = None if self.known is None else self._ceiling(bound, room)
            small = program if ceiling is None else narrowed(program, relaxed, ceiling)
            found = self._solved(small, ceiling)
            if found.termination not in {Termination.OPTIMAL, Termination.INFEASIBLE}:
                raise KeyboardInterrupt
            most = math.inf if ceiling is None else ceiling
            if found.point is None or found.objective >= most:
                bound, room = max(bound, most), 3 * room
                if ceiling is None:
                    self._barren()
                    break
                continue
            bound = max(bound, min(found.bound, most))
            self._take(found.point, found.objective)
            program = tightened(program, self.form.curves, found.point, 0.0)
        return bound

    def _solved(self, program: Program, ceiling: float | None) -> Solution:
        """Solve what is left without its fixed columns, a third of all; the point has them again.

        They would go before the search anyway, but each costs a little on the way there.
        """
        part = shrunk(program)
        if part is None:
            none = math.inf
            return Solution(Termination.INFEASIBLE, None, math.nan, none, none, 0.0, 0)
        small, left = part
        if not left.any():
            whole = small.constant
            return Solution(Termination.OPTIMAL, program.lower.copy(), whole, whole, 0.0, 0.0, 0)
        found = solve(small, gap=self.owner.gap / 2, heuristics=ceiling is None, cutoff=ceiling,
                      seed=self.watch.seed, time_limit=self.watch.seconds)  # fmt: skip
        if found.point is None:
            return found
        point = program.lower.copy()
        point[left] = found.point
        return replace(found, point=point)

    def _barren(self) -> None:
        """Look for any plan at all, where the first frame searched has none.

        Without one the other frames need not be searched one by one.
        """
        found = solve(self.form.program, gap=_ANY, seed=self.watch.seed,
                      time_limit=self.watch.seconds)  # fmt: skip
        if found.point is not None:
            self._take(found.point, found.objective)
        elif found.termination is Termination.INFEASIBLE:
            self.nodes.clear()
        else:
            raise KeyboardInterrupt

    def _take(self, point: Array, objective: float) -> None:
        """Keep the plan of a point, or what single moves make of it, if it is the best so far."""
        plan = Candidate(self.form.placements(point), as_offers(self.form.offers(point)))
        self._try([plan])
        short = float(np.maximum(shortfall(self.form.curves, point), 0.0).sum())
        cost = (objective + short) * MONEY
        if self.known is None or cost < self.known[1] - TOLERANCE * abs(cost):
            self.known = plan, cost

    def _ceiling(self, bound: float, room: float) -> float:
        """Return the ceiling to look for plans under: the edge itself where it is near.

        Where the best is wanted to a millionth, the plan known mostly is the best already.
        """
        edge, near = self._edge(), 2.0 if self.owner.gap < _NEAR else 1.0
        return edge if edge <= bound + near * room else bound + room

    def _edge(self) -> float:
        """Return the cost below which a plan is better by more than the gap, matrix units."""
        if self.known is None:
            return math.inf
        size = max(1.0, abs(self.known[1]))
        return (self.known[1] - _INSIDE * self.owner.gap * size) / MONEY


def narrowed(program: Program, relaxed: Relaxed, known: float) -> Program:
    """Return the program without what no plan cheaper than ``known`` can contain.

    An integer column at its bound in the relaxation with reduced cost d moves by at most
    ``(known - relaxed) / |d|`` in any plan below ``known`` (reduced-cost fixing).
    """
    room = known - relaxed.objective + _SLACK * max(1.0, abs(known))
    size = np.abs(relaxed.reduced)
    most = np.floor(np.divide(room, size, out=np.full_like(size, np.inf), where=size > 1e-9))  # noqa: PLR2004
    free = program.integer & (size > 1e-9) & np.isfinite(program.lower)  # noqa: PLR2004
    low, high = program.lower.copy(), program.upper.copy()
    rising, falling = free & (relaxed.reduced > 0), free & (relaxed.reduced < 0)
    high[rising] = np.minimum(high[rising], low[rising] + most[rising])
    low[falling] = np.maximum(low[falling], program.upper[falling] - most[falling])
    return replace(program, lower=low, upper=high)


def refuse_limits(case: Case) -> None:
    """Refuse a case with worst-year limits: re-solves do not know them.

    Raises:
        CaseError: the case has one.

    """
    if case.worst_year:
        what = (
            "'robust', 'flips', 'why' and 'propose --draws' cannot keep to a limit on worst years; "
            "they would answer for another plan than yours."
        )
        remedy = (
            "Take 'worst_year' out of a copy of the case to ask them about the plan without it; "
            "'bestplaced plan' tells what the limit costs, 'bestplaced frontier' what a tighter "
            "or looser one would."
        )
        raise CaseError(Fault(what, "worst_year", remedy))


def places(case: Case, performers: Sequence[str]) -> tuple[str, ...]:
    """Return the place of each performer: a person of the business by name, a provider as a whole.

    Who does the work inside a provider is the provider's affair.
    """
    people = (case.performers[p] for p in performers)
    return tuple(p.name if p.party == BUSINESS else p.party for p in people)


class CaseResolver:
    """Best plans of a case with other figures, each verified by an account of its own."""

    def __init__(self, case: Case, gap: float = GAP) -> None:
        """Build the problem of the case as it is."""
        refuse_limits(case)
        self.case = case
        self.base = assemble(case)
        self.resolver = Resolver(self.base, gap)
        self.places = places(case, self.base.performers)
        self._column = {name: j for j, name in enumerate(self.base.performers)}

    def problem(self, case: Case) -> tuple[Problem, Verifier]:
        """Return the problem of a changed case, and who verifies its plans."""
        verifier = Verifier(case)
        return assemble(case, tags=verifier.tags), verifier

    def candidate(self, account: Account) -> Candidate:
        """Return the plan of an account."""
        held = [self._column[account.placements[r]] for r in self.base.responsibilities]
        return Candidate(np.array(held, np.intp), as_offers(account.offers))

    def account(self, verifier: Verifier, plan: Candidate) -> Account:
        """Return the account of a plan."""
        return verifier.account(self.names(plan.placement), offers=plan.taken())

    def names(self, placement: Indices) -> dict[str, str]:
        """Return performers' indices as placements."""
        names = (self.base.performers[p] for p in placement)
        return dict(zip(self.base.responsibilities, names, strict=True))

    def solve(
        self, problem: Problem, verifier: Verifier, pool: Sequence[Candidate]
    ) -> tuple[Resolved, Account] | None:
        """Return the best plan and its account, or nothing if there is no plan.

        Raises:
            SolverError: the account differs from the solver's cost, or names a broken rule.

        """
        found = self.resolver.solve(problem, pool)
        if found is None:
            return None
        account = self.account(verifier, found.plan)
        if account.broken:
            raise SolverError("a re-solved plan breaks rules: " + "; ".join(account.broken))
        if abs(account.objective - found.cost) > TOLERANCE * max(1.0, abs(found.cost)):
            text = (
                f"a re-solved plan's verified cost {account.objective:.6f} is not {found.cost:.6f}"
            )
            raise SolverError(text)
        return found, account
