"""F12: the plan under other figures: re-solved over draws of all uncertain inputs.

The answer is bit-equal for any number of workers: a draw's solve starts from the base plan and,
from draw `SCOUTS` on, from the plans of the first draws, never from whatever was done last.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from bestplaced.case.business import BUSINESS
from bestplaced.plan.candidates import Candidate, costs_of, distinct, is_legal
from bestplaced.plan.changed import changed
from bestplaced.plan.conflict import smallest_conflict
from bestplaced.plan.crew import counter, crew
from bestplaced.plan.draws import draw_values
from bestplaced.plan.inputs import uncertain_inputs
from bestplaced.plan.resolve import CaseResolver
from bestplaced.plan.verify import Verifier

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from bestplaced.case.business import Case
    from bestplaced.plan.inputs import Input
    from bestplaced.plan.problem import Problem
    from bestplaced.plan.verify import Account

    Array = NDArray[np.float64]
    Plans = tuple[Candidate, ...]

DRAWS = 200
DRAW_GAP = 1e-3  # relative: how near its bound each draw's plan is proven
SCOUTS = 16  # draws solved first; their plans start the others and are compared in every draw


@dataclass(frozen=True)
class Draw:
    """One draw: the best plan in it and what other plans cost in it, money a year.

    ``plan`` is the best one; ``candidates`` the cost of each plan compared (made to
    fit by the cheapest single moves where it does not; infinite where that fails); ``fits`` says
    whether the recommended plan, the first candidate, fits as it is; where not, ``broken`` are the
    rules that it breaks.
    """

    number: int
    plan: Candidate
    cost: float
    bound: float
    today: float
    nothing: float
    candidates: Array
    fits: bool
    broken: tuple[str, ...] = ()

    @property
    def regret(self) -> float:
        """What the recommended plan costs more than this draw's best, never below 0."""
        return float(max(self.candidates[0] - self.cost, 0.0))

    @property
    def gap(self) -> float:
        """Distance of cost and proven bound, relative."""
        return max(0.0, self.cost - self.bound) / max(1.0, abs(self.cost))


@dataclass(frozen=True)
class Planless:
    """A draw in which no plan obeys all rules; ``conflict`` are labels of a smallest set of them.

    Together these cannot hold in the draw; without any one of them some plan could.
    """

    number: int
    conflict: tuple[str, ...]


@dataclass(frozen=True)
class Robustness:
    """The recommended plan and the draws that were done (all asked for, unless interrupted).

    ``draws`` are those in which some plan obeys all rules, and every figure below is over these;
    ``planless`` are the others. ``values`` (draws asked for, inputs) are the values drawn;
    ``plans`` the plans compared, the recommended one first; ``gain`` is what that one saves
    against today at the case's own figures, money a year.
    """

    case: Case
    inputs: tuple[Input, ...]
    values: Array
    performers: tuple[str, ...]
    plans: Plans
    draws: tuple[Draw, ...]
    planless: tuple[Planless, ...]
    asked: int
    seed: int
    gain: float

    @property
    def done(self) -> int:
        """How many draws were done, those without a plan included."""
        return len(self.draws) + len(self.planless)

    @property
    def recommended(self) -> Candidate:
        """The plan that is best at the case's own figures."""
        return self.plans[0]

    @property
    def gains(self) -> Array:
        """What the best plan of each draw saves against today, money a year, (draws,)."""
        return np.array([d.today - d.cost for d in self.draws])

    @property
    def kept_gains(self) -> Array:
        """What the recommended plan saves against today in each draw, (draws,)."""
        return np.array([d.today - d.candidates[0] for d in self.draws])

    @property
    def regrets(self) -> Array:
        """What the recommended plan costs more than each draw's best, (draws,).

        Infinite where single moves do not make it fit.
        """
        return np.array([d.regret for d in self.draws])

    def shares(self) -> Array:
        """Return in what share of draws each responsibility lies with each performer, (R, P)."""
        table = np.zeros((len(self.recommended.placement), len(self.performers)))
        for draw in self.draws:
            table[np.arange(len(table)), draw.plan.placement] += 1
        return table / max(1, len(self.draws))

    def outside(self) -> Array:
        """Return the share of responsibilities outside the business in each draw, (draws,)."""
        outside = np.array([self.case.performers[p].party != BUSINESS for p in self.performers])
        return np.array([outside[d.plan.placement].mean() for d in self.draws])

    def costs(self) -> Array:
        """Return the cost of each plan compared in each draw, (draws, K)."""
        return np.array([d.candidates for d in self.draws]).reshape(len(self.draws), -1)

    def safest(self) -> int:
        """Return which plan compared has the best worst decile of gains.

        The recommended one unless another is better by more than a thousandth of its cost.
        """
        today = np.array([d.today for d in self.draws])[:, None]
        worst = np.quantile(today - self.costs(), 0.1, axis=0, method="lower")
        other = int(np.argmax(worst))
        margin = 1e-3 * max(1.0, abs(float(np.median([d.cost for d in self.draws]))))
        return other if worst[other] > worst[0] + margin else 0


def robustness(
    case: Case,
    recommended: Account,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Robustness:
    """Re-solve the case over draws of its uncertain inputs (F12).

    ``recommended`` is the account of the best plan of the case as it is. ``workers`` processes
    share the work (default: one per core); one needs no process. Ctrl-C keeps what is done. A draw
    in which rules cannot hold together is kept apart, with the rules.

    Raises:
        SolverError: a plan did not survive verification.

    """
    inputs = uncertain_inputs(case)
    values = draw_values(inputs, draws, seed)
    desk = DrawDesk(case, inputs, values)
    plans: Plans = (desk.resolver.candidate(recommended),)
    done: dict[int, Draw | Planless] = {}
    with crew(desk, workers, draws) as solved, contextlib.suppress(KeyboardInterrupt):
        tell = counter(progress, draws)
        first = min(SCOUTS, draws)
        for draw in solved((k, plans, ()) for k in range(first)):
            done[draw.number] = draw
            tell()
        scouts = (done[k] for k in range(first))
        plans = distinct([*plans, *(one.plan for one in scouts if isinstance(one, Draw))])
        for draw in solved((k, plans, plans) for k in range(first, draws)):
            done[draw.number] = draw
            tell()
    told = [done[k] for k in sorted(done)]
    return Robustness(
        case=case,
        inputs=inputs,
        values=values,
        performers=desk.resolver.base.performers,
        plans=plans,
        draws=tuple(_complete(desk, one, plans) for one in told if isinstance(one, Draw)),
        planless=tuple(one for one in told if isinstance(one, Planless)),
        asked=draws,
        seed=seed,
        gain=Verifier(case).today().objective - recommended.objective,
    )


def _complete(desk: DrawDesk, draw: Draw, plans: Plans) -> Draw:
    """Return a draw in which every plan is priced; the first draws had not met them all."""
    if len(draw.candidates) == len(plans):
        return draw
    problem, _ = desk.problem(draw.number)
    costs = costs_of(problem, plans, desk.resolver.resolver.weight)
    return replace(draw, candidates=costs)


class DrawDesk:
    """Everything one worker needs to solve any draw."""

    def __init__(self, case: Case, inputs: tuple[Input, ...], values: Array) -> None:
        """Build the base problem once."""
        self.case, self.inputs, self.values = case, inputs, values
        self.resolver = CaseResolver(case, DRAW_GAP)
        inside = {p.name for p in case.performers.values() if p.party == BUSINESS}
        self.nothing = {
            r: p if p in inside and p != "nobody" else case.owner.name
            for r, p in case.today.items()
        }

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process as what it is made of."""
        return DrawDesk, (self.case, self.inputs, self.values)

    def drawn(self, number: int) -> Case:
        """Return the case of one draw."""
        names = (entry.name for entry in self.inputs)
        return changed(self.case, dict(zip(names, self.values[number].tolist(), strict=True)))

    def problem(self, number: int) -> tuple[Problem, Verifier]:
        """Return the problem of one draw and who verifies it."""
        return self.resolver.problem(self.drawn(number))

    def solve(self, number: int, pool: Plans, compared: Plans) -> Draw | Planless:
        """Solve one draw; price the plans compared (at least the recommended one) in it.

        Where no plan obeys all rules, find a smallest set of rules that conflict.
        """
        problem, verifier = self.problem(number)
        answer = self.resolver.solve(problem, verifier, pool)
        if answer is None:
            return Planless(number, smallest_conflict(verifier.case))
        found, account = answer
        legal = is_legal(problem, pool[0])
        steps = {p.name: p.steps_today for p in self.case.performers.values() if p.has_steps}
        return Draw(
            number=number,
            plan=found.plan,
            cost=account.objective,
            bound=found.bound,
            today=verifier.today().objective,
            nothing=verifier.account(self.nothing, steps).objective,
            candidates=costs_of(problem, compared or pool[:1], self.resolver.resolver.weight),
            fits=legal,
            broken=() if legal else self.resolver.account(verifier, pool[0]).broken,
        )
