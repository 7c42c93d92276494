"""A good plan to start from: the relaxation rounded, then repaired and improved by single moves.

Large problems go on to `bestplaced.plan.frames`, which has neighbourhoods of its own.

The proof is the solver's; this only hands it an incumbent, so rules may be broken on the way
(at a price that rises) and the result may be nothing. Deterministic: no randomness at all.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.solver import relaxation, solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bestplaced.plan.formulation import Formulation
    from bestplaced.plan.problem import Problem

    Array = NDArray[np.float64]
    Indices = NDArray[np.intp]

MOST = 10_000  # open cells above which the moves themselves take too long
TENURE = 7  # rounds in which a responsibility that moved stays
SMALL = 1e-9
PATIENCE = 60  # rounds without a better plan before giving up


def good_start(problem: Problem, form: Formulation) -> Array | None:
    """Return a full point of the program, or nothing if no plan without fault was met.

    Very large problems get none: the moves themselves would take too long.
    """
    if np.count_nonzero(problem.eligible) > MOST:
        return None
    problem = without_offers(problem)
    upper = form.program.upper.copy()
    upper[[parts[""] for parts in form.taken.parts.values()]] = 0.0
    found = relaxation(replace(form.program, upper=upper))
    if found is None:
        return None
    placement = improved(problem, form.placements(found.point))
    return None if placement is None else completed(form, placement)


def without_offers(problem: Problem) -> Problem:
    """Return the problem in which nothing is bought by a quote: the start takes no offer."""
    eligible = problem.eligible.copy()
    for quote in problem.quotes:
        fresh = [r for r in quote.rows if r not in quote.today]
        eligible[np.ix_(np.array(fresh, np.intp), np.array(quote.people, np.intp))] = False
    return replace(problem, eligible=eligible)


def completed(form: Formulation, placement: Indices) -> Array | None:
    """Return the best full point with this placement (R,), or nothing if it breaks a rule."""
    program = form.program
    lower, upper = program.lower.copy(), program.upper.copy()
    upper[form.placed[form.placed >= 0]] = 0.0
    chosen = form.placed[np.arange(len(placement)), placement]
    if (chosen < 0).any():
        return None
    lower[chosen] = upper[chosen] = 1.0
    return solve(replace(program, lower=lower, upper=upper)).point


def improved(problem: Problem, placement: Indices) -> Indices | None:
    """Take the best single move again and again, barring the way back; return the best plan met."""
    search = _Search(problem, placement.copy())
    patience = PATIENCE + 2 * len(placement)
    barred = np.zeros(len(placement), int)
    best, best_cost, idle = None, np.inf, 0
    for turn in range(10 * patience):
        cost, faults = search.account()
        idle += 1
        if faults <= 0 and cost < best_cost - SMALL:
            best, best_cost, idle = search.placement.copy(), cost, 0
        if idle > patience:
            break
        change = search.changes()
        after = cost + search.weight * faults + change
        change[(barred > turn)[:, None] & (after >= best_cost - SMALL)] = np.inf
        r, p = divmod(int(np.argmin(change)), change.shape[1])
        if not np.isfinite(change[r, p]):
            break
        search.move(r, p)
        barred[r] = turn + TENURE
        search.weight *= 1.05 if faults > 0 else 0.95
    return best


def nearest_plan(
    problem: Problem, pool: Sequence[Indices], weight: float
) -> tuple[Indices, float] | None:
    """Return the cheapest legal plan that single moves reach from a pool, and its cost.

    Plans of the pool are compared first, rule breaks counted at ``weight`` (money for one); the
    best is then moved downhill. Nothing, where no legal plan is met.
    """
    search = _Search(problem, pool[0].copy())
    search.weight = weight
    best, lowest = pool[0], np.inf
    for placement in pool:
        search.place(placement)
        cost, faults = search.account()
        if cost + weight * faults < lowest - SMALL:
            best, lowest = placement, cost + weight * faults
    search.place(best)
    return _downhill(search)


def plan_costs(
    problem: Problem, pool: Sequence[Indices], weight: float
) -> list[tuple[Indices, float] | None]:
    """Return each plan of a pool, made legal by the cheapest single moves, and its cost.

    Nothing, where single moves do not lead to a legal plan.
    """
    search = _Search(problem, pool[0].copy())
    search.weight = weight
    found: list[tuple[Indices, float] | None] = []
    for placement in pool:
        search.place(placement)
        cost, faults = search.account()
        found.append(_downhill(search, legal=True) if faults > 0 else (placement, cost))
    return found


def swing_loads(problem: Problem, placement: Indices) -> Array:
    """Return the load of each swing under a plan (F4), money a year, shape (S,)."""
    return _Search(problem, placement.copy()).loads()


def fits(problem: Problem, placement: Indices) -> bool:
    """Return whether a plan fits: hours, duties, bundles and dependence."""
    return bool(np.isfinite(cost_as_placed(problem, placement)))


def cost_as_placed(problem: Problem, placement: Indices) -> float:
    """Return what a plan costs as it is, money a year; infinite where it does not fit."""
    cost, faults = _Search(problem, placement.copy()).account()
    return cost if faults <= 0 else float(np.inf)


def _downhill(search: _Search, *, legal: bool = False) -> tuple[Indices, float] | None:
    """Take the best single move until none is left (``legal``: until no rule is broken)."""
    for _ in range(4 * len(search.placement)):
        cost, faults = search.account()
        if legal and faults <= 0:
            break
        change = search.changes()
        r, p = divmod(int(np.argmin(change)), change.shape[1])
        if not change[r, p] < -SMALL * max(1.0, abs(cost)):
            break
        search.move(r, p)
    cost, faults = search.account()
    return (search.placement.copy(), cost) if faults <= 0 else None


class _Search:
    """A placement, its cost, and what each single move would change; faults cost ``weight``."""

    def __init__(self, problem: Problem, placement: Indices) -> None:
        """Flatten what every turn needs: homes, pairs and bundles as arrays."""
        self.problem, self.placement = problem, placement
        self.rows = np.arange(len(placement))
        self.weight = float(np.abs(problem.cost).mean())
        self.home = np.where(problem.nobody, len(problem.parties), problem.party)
        self.party_cost = np.append(np.maximum(problem.party_cost, 0.0), 0.0)
        self.edges = problem.edges.reshape(-1, 2)
        self.edge_cost = np.maximum(problem.edge_cost, 0.0)
        self.first = np.array([pair.first for pair in problem.pairs], np.intp)
        self.second = np.array([pair.second for pair in problem.pairs], np.intp)
        self.hard = np.array([pair.hard for pair in problem.pairs], bool)
        charge = [np.maximum(pair.charge, 0.0) for pair in problem.pairs]
        self.charge = np.array(charge).reshape(-1, len(problem.performers)) * ~problem.nobody
        links = [link for group in problem.together for link in pairwise(group)]
        self.links = np.array(links, np.intp).reshape(-1, 2)
        stepped = problem.step_hours > 0
        self.limit = np.where(stepped, problem.steps_max * problem.step_hours, problem.capacity)
        self.limit[problem.nobody] = np.inf
        self._curves()
        self._sum()

    def _curves(self) -> None:
        """Keep the swings' loads (S, R, P), and for each two places what a square turns on."""
        swings, shape = self.problem.swings, self.problem.cost.shape
        self.swing = np.array([s.cells for s in swings], float).reshape(-1, *shape)
        self.swing_weight = np.array([s.weight for s in swings], float)
        self.swing_pairs = np.zeros((len(swings), *self.charge.shape))
        self.swing_party = np.zeros((len(swings), len(self.party_cost)))
        for j, s in enumerate(swings):
            # work that nobody does is in no one's hands, so it makes no pair
            self.swing_pairs[j, ~self.hard] = s.pairs * ~self.problem.nobody
            self.swing_party[j, :-1] = s.party
        self.swing_edge = np.array([s.edge for s in swings], float)
        scaled = self.swing * self.swing_weight[:, None, None]
        self.meeting = np.einsum("srp,srq->rpq", scaled, self.swing)

    def _swings(self) -> Array:
        """Return what moves change in the squares of swings, shape (R, P), pairs aside."""
        rows, held = self.rows, self.placement
        steep = 2.0 * self.swing_weight * self.loads()
        slope = np.tensordot(steep, self.swing, 1)
        meeting = self.meeting
        own = np.einsum("rpp->rp", meeting)
        square = own - 2.0 * meeting[rows, held] + own[rows, held][:, None]
        return np.asarray(slope - slope[rows, held][:, None] + square)

    def loads(self) -> Array:
        """Return the load of each swing, shape (S,)."""
        problem, held = self.problem, self.placement
        home, nobody = self.home[held], len(problem.parties)
        a, b = home[self.edges[:, 0]], home[self.edges[:, 1]]
        crossing = ((a != b) & (a != nobody) & (b != nobody)).sum()
        both = held[self.first] == held[self.second]
        pairs = self.swing_pairs[:, np.arange(len(both)), held[self.first]] @ both
        loads = self.swing[:, self.rows, held].sum(axis=1) + pairs + self.swing_edge * crossing
        return np.asarray(loads + self.swing_party @ (self.holdings > 0))

    def _sum(self) -> None:
        """Sum hours, touches, holdings of parties and values of the placement."""
        problem, held = self.problem, self.placement
        count = len(problem.performers)
        self.load: Array = np.bincount(held, problem.hours[self.rows, held], count).astype(float)
        self.touched: Array = np.bincount(held, problem.touches, count).astype(float)
        self.holdings = np.bincount(self.home[held], minlength=len(self.party_cost))
        self.worth = float(problem.value[self.rows, held].sum())

    def place(self, placement: Indices) -> None:
        """Take another placement; what may not be there counts as a fault of `account`."""
        self.placement = placement.copy()
        self._sum()

    def move(self, r: int, p: int) -> None:
        """Place responsibility r with performer p."""
        self.placement[r] = p
        self._sum()

    def _person(self, who: Indices, hours: Array, touched: Array) -> tuple[Array, Array]:
        """Return what people with these hours and touches cost, and their faults (F2, F3)."""
        problem = self.problem
        switches = np.maximum(0.0, touched - 1)
        lost = np.minimum(problem.lost_ceiling[who], problem.lost_per_switch[who] * switches)
        lost = np.where(problem.nobody[who], 0.0, lost)
        load, size = hours + lost, problem.step_hours[who]
        steps = np.ceil(np.divide(load, size, out=np.zeros_like(load), where=size > 0) - SMALL)
        steps = np.clip(steps, problem.steps_min[who], problem.steps_max[who])
        over = np.maximum(0.0, load - self.limit[who])
        faults = np.where(over > SMALL, 0.2 + over / 100, 0.0)
        return lost * problem.lost_cost[who] + np.where(size > 0, steps, 0) * problem.step_cost[
            who
        ], faults

    def account(self) -> tuple[float, float]:
        """Return the plan's cost and its faults (0 if it is legal)."""
        problem, held = self.problem, self.placement
        everyone = np.arange(len(problem.performers))
        people, faults = self._person(everyone, self.load, self.touched)
        home = self.home[held]
        nobody = len(problem.parties)
        a, b = home[self.edges[:, 0]], home[self.edges[:, 1]]
        crosses = (a != b) & (a != nobody) & (b != nobody)
        both = held[self.first] == held[self.second]
        charged = self.charge[np.arange(len(self.first)), held[self.first]]
        broken = (both & self.hard & ~problem.nobody[held[self.first]]).sum()
        split = (home[self.links[:, 0]] != home[self.links[:, 1]]).sum()
        cost = problem.cost[self.rows, held].sum() + people.sum()
        cost += self.party_cost[self.holdings > 0].sum() + self.edge_cost[crosses].sum()
        cost += charged[both & ~self.hard].sum() - min(self.worth, problem.value_cap)
        cost += (self.swing_weight * self.loads() ** 2).sum()
        loose = ((a == nobody) & (b != nobody)).sum()
        misplaced = (~problem.eligible[self.rows, held]).sum()
        return float(cost), float(faults.sum() + broken + split + loose + misplaced)

    def changes(self) -> Array:
        """Return the change of cost and weighted faults of each single move, shape (R, P)."""
        problem, held, rows = self.problem, self.placement, self.rows
        table = problem.cost + self._relations()
        values = self.worth - problem.value[rows, held][:, None] + problem.value
        table = table - np.minimum(values, problem.value_cap)
        table = table - table[rows, held][:, None] + self._loads() + self._uses()
        if problem.swings:
            table += self._swings()
        table[~problem.eligible] = np.inf
        table[rows, held] = np.inf
        return table

    def _loads(self) -> Array:
        """Return what moves change in people's hours, focus and steps, shape (R, P)."""
        problem, held = self.problem, self.placement
        everyone = np.arange(len(problem.performers))
        hours, touches = problem.hours, problem.touches
        own = hours[self.rows, held]
        now = self._weighed(everyone, self.load, self.touched)
        joined = self._weighed(everyone, self.load + hours, self.touched + touches[:, None])
        left = self._weighed(held, self.load[held] - own, self.touched[held] - touches)
        return joined - now + (left - now[held])[:, None]

    def _weighed(self, who: Indices, hours: Array, touched: Array) -> Array:
        """Return people's cost with their faults at the present weight."""
        cost, faults = self._person(who, hours, touched)
        return cost + self.weight * faults

    def _uses(self) -> Array:
        """Return what moves change in the use of parties, shape (R, P)."""
        home = self.home[self.placement]
        saved = np.where(self.holdings == 1, self.party_cost, 0.0)[home]
        spent = np.where(self.holdings == 0, self.party_cost, 0.0)[self.home]
        return np.where(home[:, None] == self.home[None, :], 0.0, spent[None, :] - saved[:, None])

    def _relations(self) -> Array:
        """Return what hand-offs, dependence, bundles and pairs cost at each place, shape (R, P)."""
        problem, held, nobody = self.problem, self.placement, len(self.problem.parties)
        home = self.home[held]
        near = np.zeros((len(held), nobody + 1))
        one, two = self.edges[:, 0], self.edges[:, 1]
        np.add.at(near, (one, home[two]), self.edge_cost)
        np.add.at(near, (two, home[one]), self.edge_cost)
        apart = near[:, :nobody].sum(axis=1, keepdims=True) - near
        apart[:, nobody] = 0.0
        np.add.at(apart[:, nobody], one, self.weight * (home[two] != nobody))
        loose = np.zeros(len(held))
        np.add.at(loose, two, self.weight * (home[one] == nobody))
        apart[:, :nobody] += loose[:, None]
        for x, y in ((0, 1), (1, 0)):
            np.add.at(apart, (self.links[:, x], home[self.links[:, y]]), -self.weight)
        table = apart[:, self.home]
        cost = np.where(self.hard[:, None], self.weight * ~problem.nobody, self.charge)
        k: Indices = np.arange(len(self.first))
        for here, there in ((self.first, self.second), (self.second, self.first)):
            np.add.at(table, (here, held[there]), cost[k, held[there]])
        return np.asarray(table)
