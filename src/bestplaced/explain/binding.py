"""The rules that bind a plan: where one more move would pay if a single rule let it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.assembly import assemble
from bestplaced.plan.worst_year import limit_label, too_much, up_to, worst_years

if TYPE_CHECKING:
    from bestplaced.plan import Outcome, Verifier

_NO_LEVER = {"skill", "done"}  # facts about people and work, not rules one could relax
_TIGHT = 0.97  # share of the hours from which a capacity counts as used up
_TRIED = 200  # moves looked at, the most promising first


@dataclass(frozen=True)
class Binding:
    """A rule that one move would break, and what that move alone would save, money a year.

    The worth of dropping the rule is at least this: other moves could follow. Nothing stands for
    hours that are used up, whose worth one move cannot show.
    """

    rule: str
    worth: float | None


def binding_rules(outcome: Outcome, verifier: Verifier) -> tuple[Binding, ...]:
    """Return the rules that stop a paying move, dearest first, limits on worst years included.

    Want of skill and work left undone are no levers, and are left out.
    """
    assert outcome.plan is not None  # noqa: S101 - callers hold a plan
    best = outcome.plan.account
    found: dict[str, float] = {}
    for r, p in _promising(outcome):
        moved = verifier.account({**best.placements, r: p}, offers=best.offers)
        worth = best.objective - moved.objective
        if worth > 1 and len(moved.broken) == 1:
            rule = moved.broken[0]
            if rule.split(":")[0] in _NO_LEVER or worth <= found.get(rule, 0.0):
                continue
            if too_much(outcome.case, worst_years(outcome.case, moved.placements)):
                continue  # it is the limit that stops this move, too
            found[rule] = max(worth, found.get(rule, 0.0))
    found |= {
        f"{limit_label(outcome.case, one.party)}; "
        f"{up_to(outcome.case, one.party)}{one.unlimited:,.0f} without the limit": one.worth
        for one in outcome.limits
        if one.unlimited > one.most
    }
    dearest = [Binding(rule, worth) for rule, worth in sorted(found.items(), key=_by_worth)]
    return (*dearest, *_used_up(outcome))


def _used_up(outcome: Outcome) -> list[Binding]:
    """Return the people whose hours are used up."""
    assert outcome.plan is not None  # noqa: S101 - callers hold a plan
    case, found = outcome.case, []
    for name, year in outcome.plan.account.people.items():
        person = case.performers[name]
        hours = person.steps_max * person.step_hours if person.has_steps else person.capacity
        if hours > 0 and year.load >= _TIGHT * hours:
            text = f"capacity: {name} has {hours:,.0f} hours a year, {year.load:,.0f} used"
            found.append(Binding(text, None))
    return found


def _by_worth(item: tuple[str, float]) -> tuple[float, str]:
    """Sort key: dearest first, then by name."""
    return -item[1], item[0]


def _promising(outcome: Outcome) -> list[tuple[str, str]]:
    """Return single moves whose own price is lower, by price; steps of paid time not counted."""
    assert outcome.plan is not None  # noqa: S101 - callers hold a plan
    problem = assemble(outcome.case, ())
    price = problem.cost - problem.value
    column = {name: j for j, name in enumerate(problem.performers)}
    held = [column[outcome.plan.placements[r]] for r in problem.responsibilities]
    drop = price[np.arange(len(held)), held][:, None] - price
    order = np.argsort(-drop, axis=None, kind="stable")[:_TRIED]
    cells = [divmod(int(k), len(column)) for k in order]
    return [
        (problem.responsibilities[r], problem.performers[p]) for r, p in cells if drop[r, p] > 0
    ]
