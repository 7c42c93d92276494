"""From a `Case` and its rules to a `Problem`: effort, price tags and rules become arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bestplaced.case.business import BUSINESS
from bestplaced.effort import hours, standard_hours, touches
from bestplaced.plan.problem import PairRow, Problem
from bestplaced.plan.rules import business_rules
from bestplaced.risk import risk_tags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bestplaced.case.business import Case
    from bestplaced.plan.rules import Rule
    from bestplaced.risk import RiskTags

    Array = NDArray[np.float64]


def assemble(
    case: Case, rules: Sequence[Rule] | None = None, *, cost_only: bool = False
) -> Problem:
    """Return the problem of F9 for a case under the given rules (default: all of them).

    ``cost_only`` leaves out the price of risk, care and the value of decisions: the plan that is
    cheapest by cost alone (F11).
    """
    active = business_rules(case) if rules is None else tuple(rules)
    people = list(case.performers.values())
    parties = list(case.parties)
    table = hours(case)
    tags = risk_tags(case, {r.id: standard_hours(case, r) for r in case.responsibilities.values()})
    weight = 0.0 if cost_only else 1.0
    limited = {rule.limits for rule in active}
    assumed = case.assumptions
    cost = table * np.array([p.hour_cost for p in people]) + transition(case, table)
    cost += weight * (tags.by_responsibility(list(case.responsibilities)) + _fixed_pairs(case, tags))
    free = np.array([p.kind != "nobody" and p.name not in limited for p in people])
    edges = case.hand_offs
    where = {name: i for i, name in enumerate(case.responsibilities)}
    return Problem(
        responsibilities=tuple(case.responsibilities),
        performers=tuple(case.performers),
        parties=tuple(parties),
        eligible=_eligible(case, active),
        cost=cost,
        hours=table,
        value=weight * decision_values(case),
        value_cap=decision_cap(case),
        touches=touches(case),
        party=np.array([parties.index(p.party) for p in people], np.intp),
        nobody=np.array([p.kind == "nobody" for p in people]),
        capacity=np.where(free, np.inf, [p.capacity for p in people]),
        step_hours=np.array([p.step_hours for p in people]),
        step_cost=np.array([p.step_cost - p.hour_cost * p.step_hours for p in people]),
        steps_min=np.array([p.steps_min for p in people], float),
        steps_max=np.where(free, 1000.0, [p.steps_max for p in people]),
        lost_cost=np.array([p.lost_hour_cost for p in people]),
        lost_per_switch=np.array([p.resume_minutes for p in people]) / 60 * assumed.working_days,
        lost_ceiling=np.full(
            len(people),
            assumed.focus_ceiling * assumed.focus_minutes_per_day / 60 * assumed.working_days,
        ),
        party_cost=np.array([party_cost(case, q) + weight * tags.party_use[q] for q in parties]),
        edges=np.array([[where[a], where[b]] for a, b in edges], np.intp).reshape(-1, 2),
        edge_cost=np.array([hand_off_cost(case, b) + weight * tags.hand_off for _, b in edges]),
        pairs=_pair_rows(case, active, tags, weight),
        together=tuple(tuple(where[r] for r in rule.together) for rule in active if rule.together),
    )


def _eligible(case: Case, rules: Sequence[Rule]) -> NDArray[np.bool_]:
    """Return which performer may hold which responsibility, shape (R, P)."""
    row = {name: i for i, name in enumerate(case.responsibilities)}
    column = {name: j for j, name in enumerate(case.performers)}
    allowed = np.ones((len(row), len(column)), bool)
    for rule in rules:
        for responsibility, performer in rule.forbids:
            allowed[row[responsibility], column[performer]] = False
    return allowed


def transition(case: Case, table: Array) -> Array:
    """Return the yearly cost of moving each responsibility to another party, shape (R, P).

    Once ``hours + share of a year's hours``, of the receiver and of the business, over the term.
    """
    assumed = case.assumptions
    years = assumed.term_months / 12
    cost = np.zeros_like(table)
    for i, r in enumerate(case.responsibilities):
        before = case.performers[case.today[r]]
        for j, p in enumerate(case.performers.values()):
            if p.kind != "nobody" and before.kind != "nobody" and p.party != before.party:
                once = assumed.transition_hours + assumed.transition_share * table[i, j]
                cost[i, j] = once * (p.rate + assumed.hand_off_rate) / years
    return cost


def decision_values(case: Case) -> Array:
    """Return F13 for each (responsibility, performer), money a year, before the cap."""
    table = np.zeros((len(case.responsibilities), len(case.performers)))
    for i, r in enumerate(case.responsibilities.values()):
        value = case.decision_values.get(r.id)
        if value is None:
            continue
        for j, p in enumerate(case.performers.values()):
            if p.kind != "nobody":
                full = p.skill >= r.skill
                table[i, j] = value.amount * (1 if full else case.assumptions.owner_decision_quality)
    return table


def decision_cap(case: Case) -> float:
    """Return the most that better decisions may be said to be worth, money a year (F13)."""
    return case.assumptions.decision_cap_share * max(0.0, case.net_income)


def party_cost(case: Case, party: str) -> float:
    """Return the owner's search, contract and monitoring of one provider, money a year (F7)."""
    if party == BUSINESS:
        return 0.0
    assumed = case.assumptions
    once = assumed.provider_search_hours * 12 / assumed.term_months
    return (once + assumed.provider_monitoring_hours) * case.owner.rate


def hand_off_cost(case: Case, after: str) -> float:
    """Return the hours both sides spend on one dependency between parties, money a year (F7)."""
    assumed = case.assumptions
    r = case.responsibilities[after]
    per_cadence = {"daily": 52, "weekly": 52, "pay_run": 26, "monthly": 12, "quarterly": 4}
    cycles = min(assumed.hand_off_max_cycles, r.cycles or per_cadence.get(r.cadence, 1))
    return 2 * assumed.hand_off_hours * cycles * assumed.hand_off_rate


def _charge(case: Case, tags: RiskTags, risks: Sequence[str], held: Sequence[str], times: float) -> Array:
    """Return what multiplying the linked risks' portions costs, shape (P,)."""
    rows = [
        i for i, p in enumerate(tags.portions) if p.risk in risks and p.responsibility in held
    ]
    return (times - 1) * tags.prices[rows].sum(axis=0)


def _pair_rows(
    case: Case, rules: Sequence[Rule], tags: RiskTags, weight: float
) -> tuple[PairRow, ...]:
    """Return hard pairs as active rules say, soft pairs unless their control is scheduled."""
    where = {name: i for i, name in enumerate(case.responsibilities)}
    none = np.zeros(len(case.performers))
    found = [
        PairRow(rule.label, where[rule.separates[0]], where[rule.separates[1]], True, none)  # noqa: FBT003
        for rule in rules
        if rule.separates
    ]
    for pair in case.pairs:
        if pair.rule == "hard" or pair.id in case.controls:
            continue
        for a in pair.left:
            for b in pair.right:
                if a in where and b in where:
                    charge = _charge(case, tags, pair.risks, (a, b), pair.multiplier.value)
                    found.append(PairRow(pair.id, where[a], where[b], False, weight * charge))  # noqa: FBT003
    return tuple(found)


def _fixed_pairs(case: Case, tags: RiskTags) -> Array:
    """Return the charge of holding a duty whose counterpart the owner holds, shape (R, P)."""
    table = np.zeros((len(case.responsibilities), len(case.performers)))
    column = list(case.performers).index(case.owner.name)
    for i, r in enumerate(case.responsibilities):
        for pair in case.pairs:
            if pair.rule == "hard" or pair.id in case.controls:
                continue
            others = pair.right if r in pair.left else pair.left if r in pair.right else ()
            held = [d for d in others if d in case.fixed_duties and case.fixed_duties[d].holder == "owner"]
            if held:
                charge = _charge(case, tags, pair.risks, (r,), pair.multiplier.value)
                table[i, column] += charge[column] * len(held)
    return table
