"""The rules that bind a plan: hours used up, duties kept apart, work that may not leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.plan.rules import business_rules

if TYPE_CHECKING:
    from bestplaced.plan import Outcome

_TIGHT = 0.97  # share of the hours from which a capacity counts as used up


def binding_rules(outcome: Outcome) -> tuple[str, ...]:
    """Return the labels of rules that the plan presses against."""
    assert outcome.plan is not None  # noqa: S101 - callers hold a plan
    case, best = outcome.case, outcome.plan.account
    found = []
    for rule in business_rules(case):
        if rule.limits is not None:
            person, year = case.performers[rule.limits], best.people[rule.limits]
            limit = person.steps_max * person.step_hours if person.has_steps else person.capacity
            if limit > 0 and year.load >= _TIGHT * limit:
                found.append(f"{rule.label}, {year.load:,.0f} used")
        elif rule.family in {"pin", "authority", "independence", "non-delegable", "bundle"}:
            found.append(rule.label)
    return tuple(found)
