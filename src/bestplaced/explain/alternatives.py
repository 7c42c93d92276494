"""Why here: the next best place of a responsibility with all else re-optimised, and what binds.

A *place* is a person of the business by name, or a provider as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.changed import changed
from bestplaced.plan.resolve import CaseResolver
from bestplaced.plan.rules import business_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bestplaced.case.business import Case
    from bestplaced.plan.candidates import Candidate
    from bestplaced.plan.problem import Problem
    from bestplaced.plan.verify import Account

MONTHLY = 8.0  # hours a month by which a full desk is widened
_CENT = 0.01
_FULL = 0.97  # share of the hours from which a desk counts as full
_CELL_RULES = ("skill", "access", "non-delegable", "authority", "independence", "pin", "done")


@dataclass(frozen=True)
class Alternative:
    """The best plan with a responsibility at another place; differences are against the plan.

    ``regret`` (never negative) is ``cost + risk - decisions``; ``moved`` maps the other
    responsibilities that change their performer with it to whom they go; ``offers`` are those
    taken then, if they are not those of the plan. Money a year.
    """

    place: str
    performer: str
    regret: float
    cost: float
    risk: float
    decisions: float
    moved: dict[str, str]
    offers: tuple[str, ...] | None


@dataclass(frozen=True)
class Relaxation:
    """A rule that could be eased, in words, and what that is worth, money a year (>= 0)."""

    what: str
    worth: float


@dataclass(frozen=True)
class Why:
    """One responsibility: where it lies, its other places in order of regret, and what binds.

    ``barred`` maps each place where no plan may put it to the rule that says so.
    """

    responsibility: str
    place: str
    performer: str
    alternatives: tuple[Alternative, ...]
    barred: dict[str, str]
    relaxations: tuple[Relaxation, ...]


class Reasons:
    """Answers *why here* for the responsibilities of one case and its best plan."""

    def __init__(self, case: Case, best: Account) -> None:
        """Build the problem once; ``best`` is the account of the proven best plan."""
        self.case, self.best = case, best
        self.resolver = CaseResolver(case)
        self.problem, self.verifier = self.resolver.problem(case)
        self.plan = self.resolver.candidate(best)
        self.places = self.resolver.places

    def why(self, responsibility: str) -> Why:
        """Return the account of one responsibility."""
        row = self.problem.responsibilities.index(responsibility)
        here = self.places[self.plan.placement[row]]
        found, barred = [], {}
        for place in dict.fromkeys(self.places):
            if place == here:
                continue
            other = self._at(row, place)
            if other is not None:
                found.append(other)
            else:
                barred[place] = self._rule(responsibility, place)
        found.sort(key=lambda a: (a.regret, a.place))
        return Why(
            responsibility=responsibility,
            place=here,
            performer=self.problem.performers[self.plan.placement[row]],
            alternatives=tuple(found),
            barred=barred,
            relaxations=self._relaxations(responsibility, row),
        )

    def moving(self, responsibility: str, place: str) -> Alternative | None:
        """Return the best plan with a responsibility at one other place; nothing if rules bar it.

        Raises:
            SolverError: the plan did not survive verification.

        """
        return self._at(self.problem.responsibilities.index(responsibility), place)

    def place(self, responsibility: str) -> str:
        """Return where the plan has a responsibility."""
        row = self.problem.responsibilities.index(responsibility)
        return str(self.places[self.plan.placement[row]])

    def place_at(self, responsibility: str, values: Mapping[str, float]) -> str | None:
        """Return where a responsibility lies if inputs have other values; nothing without a plan.

        ``values`` maps names of uncertain inputs to values in their units.

        Raises:
            SolverError: the plan did not survive verification.

        """
        found = self.moves_at(values)
        if found is None:
            return None
        return found.get(responsibility, self.place(responsibility))

    def moves_at(self, values: Mapping[str, float]) -> dict[str, str] | None:
        """Return what the best plan has at another place if inputs have other values, and where.

        ``values`` as for `place_at`; nothing without a plan.

        Raises:
            SolverError: the plan did not survive verification.

        """
        problem, verifier = self.resolver.problem(changed(self.case, values))
        found = self.resolver.solve(problem, verifier, [self.plan])
        if found is None:
            return None
        pairs = zip(self.plan.placement, found[0].plan.placement, strict=True)
        places = [(self.places[here], self.places[there]) for here, there in pairs]
        return {
            name: there
            for name, (here, there) in zip(self.problem.responsibilities, places, strict=True)
            if here != there
        }

    def touches(self, responsibility: str, place: str, values: Mapping[str, float]) -> bool:
        """Return whether other values of inputs change what moving just this work there costs.

        If they do not, they move it only by way of other work. Rules are not asked.
        """
        row, verifier = self.problem.responsibilities.index(responsibility), self.resolver
        there = [
            j for j, p in enumerate(self.places) if p == place and self.problem.eligible[row, j]
        ]
        costs = []
        for judge in (self.verifier, verifier.problem(changed(self.case, values))[1]):
            plans = [self.plan, *(self._with(row, j) for j in there)]
            each = np.array([verifier.account(judge, plan).objective for plan in plans])
            costs.append(each[1:] - each[0])
        return bool((np.abs(costs[1] - costs[0]) > _CENT).any())

    def _with(self, row: int, performer: int) -> Candidate:
        """Return the plan with one piece of work at another performer."""
        placement = self.plan.placement.copy()
        placement[row] = performer
        return replace(self.plan, placement=placement)

    def _forced(self, row: int, allowed: list[bool]) -> Candidate | None:
        eligible = self.problem.eligible.copy()
        eligible[row] &= np.array(allowed)
        if not eligible[row].any():
            return None
        problem = replace(self.problem, eligible=eligible)
        answer = self.resolver.solve(problem, self.verifier, [self.plan])
        return None if answer is None else answer[0].plan

    def _at(self, row: int, place: str) -> Alternative | None:
        """Return the best plan with a responsibility at this place, or nothing if rules bar it."""
        other = self._forced(row, [p == place for p in self.places])
        if other is None:
            return None
        account, best = self.resolver.account(self.verifier, other), self.best
        changed = np.nonzero(other.placement != self.plan.placement)[0]
        return Alternative(
            place=place,
            performer=self.problem.performers[other.placement[row]],
            # The plan is proven to a millionth; below that an alternative is as good.
            regret=max(0.0, account.objective - best.objective),
            cost=account.cost - best.cost,
            risk=account.risk - best.risk,
            decisions=account.decisions - best.decisions,
            moved={
                self.problem.responsibilities[i]: self.problem.performers[other.placement[i]]
                for i in changed
                if i != row
            },
            offers=None if other.offers == self.plan.offers else tuple(account.offers),
        )

    def _rule(self, responsibility: str, place: str) -> str:
        """Return the rule that keeps a responsibility from a place."""
        there = {p for p, q in zip(self.problem.performers, self.places, strict=True) if q == place}
        for rule in business_rules(self.case):
            if any(r == responsibility and p in there for r, p in rule.forbids):
                return rule.label
        return "no plan with it there obeys all rules at once (hours, duties and the rest)"

    def _relaxations(self, responsibility: str, row: int) -> tuple[Relaxation, ...]:
        """Return what easing each rule near this responsibility is worth, dearest first."""
        trials = [*self._wider_desks(), *self._freer(responsibility, row)]
        found = [Relaxation(text, self._worth(problem)) for text, problem in trials]
        paying = [r for r in found if r.worth >= 1]
        return tuple(sorted(paying, key=lambda r: (-r.worth, r.what)))

    def _worth(self, problem: Problem) -> float:
        """Return what the best plan of an eased problem saves."""
        answer = self.resolver.resolver.solve(problem, [self.plan])
        return 0.0 if answer is None else max(0.0, self.best.objective - answer.cost)

    def _wider_desks(self) -> list[tuple[str, Problem]]:
        """Return problems in which one full desk has eight hours a month more."""
        trials = []
        for j, name in enumerate(self.problem.performers):
            year = self.best.people.get(name)
            person = self.case.performers[name]
            hours = person.steps_max * person.step_hours if person.has_steps else person.capacity
            if year is None or hours <= 0 or year.load < _FULL * hours:
                continue
            text = f"another {MONTHLY:.0f} hours of {name} a month"
            if person.has_steps:
                size = self.problem.step_hours.copy()
                size[j] += 12 * MONTHLY / max(1, person.steps_max)
                cost = self.problem.step_cost.copy()
                extra = 12 * MONTHLY / max(1, person.steps_max)
                cost[j] += extra * (person.rate - person.hour_cost)
                trials.append((text, replace(self.problem, step_hours=size, step_cost=cost)))
            else:
                capacity = self.problem.capacity.copy()
                capacity[j] += 12 * MONTHLY
                trials.append((text, replace(self.problem, capacity=capacity)))
        return trials

    def _freer(self, responsibility: str, row: int) -> list[tuple[str, Problem]]:
        """Return problems without one rule that bars this responsibility from somewhere."""
        trials = []
        bars: dict[str, set[str]] = {}
        kept = self.problem.eligible[row]
        for rule in business_rules(self.case):
            for r, p in rule.forbids:
                if r == responsibility and rule.family in _CELL_RULES:
                    bars.setdefault(rule.label, set()).add(p)
        for label, people in bars.items():
            others = set().union(*(q for other, q in bars.items() if other != label))
            free = [j for j, p in enumerate(self.problem.performers) if p in people - others]
            if free and not kept[free].all():
                eligible = self.problem.eligible.copy()
                eligible[row, free] = True
                trials.append((f"without '{label}'", replace(self.problem, eligible=eligible)))
        mine = [p for p in self.problem.pairs if p.hard and row in (p.first, p.second)]
        if mine:
            pairs = tuple(p for p in self.problem.pairs if p not in mine)
            text = f"one more person to separate {responsibility} from other duties"
            trials.append((text, replace(self.problem, pairs=pairs)))
        return trials
