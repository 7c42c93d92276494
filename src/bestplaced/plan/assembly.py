"""From a `Case` and its rules to a `Problem`: effort, price tags and rules become arrays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.case.business import BUSINESS
from bestplaced.effort import hours, standard_hours, touches
from bestplaced.plan.problem import PairRow, Problem
from bestplaced.plan.quotes import quotes
from bestplaced.plan.rules import business_rules
from bestplaced.plan.swings import linear_parts, swings
from bestplaced.risk import risk_tags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bestplaced.case.business import Case
    from bestplaced.case.duties import DutyPair
    from bestplaced.plan.rules import Rule
    from bestplaced.risk import RiskTags

    Array = NDArray[np.float64]

_NO_LIMIT = 1000.0  # paid steps of a role whose capacity rule was dropped


def assemble(
    case: Case,
    rules: Sequence[Rule] | None = None,
    *,
    cost_only: bool = False,
    tags: RiskTags | None = None,
) -> Problem:
    """Return the problem of F9 for a case under the given rules (default: all of them).

    ``cost_only`` leaves out the price of risk, care and the value of decisions: the plan that is
    cheapest by cost alone (F11). ``tags`` are the case's price tags where they are known already.
    """
    priced = _priced(case, 0.0 if cost_only else 1.0, tags)
    return restrict(priced, case, business_rules(case) if rules is None else rules)


def restrict(problem: Problem, case: Case, rules: Sequence[Rule]) -> Problem:
    """Return a case's problem under these rules instead of those it had; prices stay."""
    row = {name: i for i, name in enumerate(problem.responsibilities)}
    column = {name: j for j, name in enumerate(problem.performers)}
    eligible = np.ones((len(row), len(column)), bool)
    for rule in rules:
        for responsibility, performer in rule.forbids:
            eligible[row[responsibility], column[performer]] = False
    limited = {rule.limits for rule in rules}
    quoted = {rule.quoted for rule in rules}
    free = np.array([name not in limited for name in problem.performers])
    people = list(case.performers.values())
    none = np.zeros(len(column))
    hard = [
        PairRow(rule.label, row[rule.separates[0]], row[rule.separates[1]], hard=True, charge=none)
        for rule in rules
        if rule.separates
    ]
    return replace(
        problem,
        eligible=eligible,
        capacity=np.where(free, np.inf, [p.capacity for p in people]),
        steps_max=np.where(free, _NO_LIMIT, [p.steps_max for p in people]),
        pairs=(*hard, *(pair for pair in problem.pairs if not pair.hard)),
        together=tuple(tuple(row[r] for r in rule.together) for rule in rules if rule.together),
        rests=tuple((row[rule.rests[0]], row[rule.rests[1]]) for rule in rules if rule.rests),
        quotes=tuple(q for q in problem.quotes if q.name in quoted),
    )


def _priced(case: Case, weight: float, tags: RiskTags | None = None) -> Problem:
    """Return the case's problem with its prices and no rule; ``weight`` 0 leaves risk unpriced."""
    people, parties = list(case.performers.values()), list(case.parties)
    table = hours(case)
    if tags is None:
        standard = {r.id: standard_hours(case, r) for r in case.responsibilities.values()}
        tags = risk_tags(case, standard)
    assumed = case.assumptions
    cost = table * np.array([p.hour_cost for p in people]) + transition(case, table)
    risk = tags.by_responsibility(list(case.responsibilities)) + _fixed_pairs(case, tags)
    own, of_use = linear_parts(case, tags)
    pairs = _soft_pairs(case, tags, weight)
    where = {name: i for i, name in enumerate(case.responsibilities)}
    edges = [(where[a], where[b]) for a, b in case.hand_offs]
    ceiling = assumed.focus_ceiling * assumed.focus_minutes_per_day / 60 * assumed.working_days
    return Problem(
        responsibilities=tuple(case.responsibilities),
        performers=tuple(case.performers),
        parties=tuple(parties),
        eligible=np.ones_like(table, bool),
        cost=cost + weight * (risk + own),
        hours=table,
        value=weight * decision_values(case),
        value_cap=decision_cap(case),
        touches=touches(case),
        party=np.array([parties.index(p.party) for p in people], np.intp),
        nobody=np.array([p.kind == "nobody" for p in people]),
        capacity=np.full(len(people), np.inf),
        step_hours=np.array([p.step_hours for p in people]),
        step_cost=np.array([p.step_cost - p.hour_cost * p.step_hours for p in people]),
        steps_min=np.array([p.steps_min for p in people], float),
        steps_max=np.full(len(people), _NO_LIMIT),
        lost_cost=np.array([p.lost_hour_cost for p in people]),
        lost_per_switch=np.array([p.resume_minutes for p in people]) / 60 * assumed.working_days,
        lost_ceiling=np.full(len(people), ceiling),
        party_cost=np.array(
            [party_cost(case, q) + weight * (tags.party_use[q] + of_use[q]) for q in parties]
        ),
        edges=np.array(edges, np.intp).reshape(-1, 2),
        edge_cost=np.array(
            [hand_off_cost(case, b) + weight * tags.hand_off for _, b in case.hand_offs]
        ),
        pairs=pairs,
        swings=swings(case, tags, pairs) if weight else (),
        quotes=quotes(case),
    )


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
                table[i, j] = value.amount * (
                    1 if full else case.assumptions.owner_decision_quality
                )
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
    # Event work has no cycle: each unit of its driver is handed over on its own.
    cycles = min(assumed.hand_off_max_cycles, r.cycles or case.volumes.get(r.driver or "", 1))
    return 2 * assumed.hand_off_hours * cycles * assumed.hand_off_rate


def _charge(tags: RiskTags, pair: DutyPair, held: Sequence[str]) -> Array:
    """Return what multiplying the linked risks' portions costs, shape (P,)."""
    rows = [
        i for i, p in enumerate(tags.portions) if p.risk in pair.risks and p.responsibility in held
    ]
    charge: Array = (pair.multiplier.value - 1) * tags.prices[rows].sum(axis=0)
    return charge


def _soft_pairs(case: Case, tags: RiskTags, weight: float) -> tuple[PairRow, ...]:
    """Return soft pairs with what holding both costs, unless their control is scheduled."""
    where = {name: i for i, name in enumerate(case.responsibilities)}
    found = []
    for pair in case.pairs:
        if pair.rule == "hard" or pair.id in case.controls:
            continue
        for a in pair.left:
            for b in pair.right:
                if a in where and b in where:
                    charge = weight * _charge(tags, pair, (a, b))
                    found.append(PairRow(pair.id, where[a], where[b], hard=False, charge=charge))
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
            fixed = [case.fixed_duties[d] for d in others if d in case.fixed_duties]
            held = [duty for duty in fixed if duty.holder == "owner"]
            if held:
                charge = _charge(tags, pair, (r,))
                table[i, column] += charge[column] * len(held)
    return table
