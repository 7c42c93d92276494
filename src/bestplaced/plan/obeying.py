"""From the best plan of a case to the best one within its worst-year limits (F9)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.case.business import BUSINESS
from bestplaced.errors import CaseError, Fault, InfeasibleError, SolverError
from bestplaced.plan.assembly import assemble, restrict
from bestplaced.plan.conflict import irreducible
from bestplaced.plan.formulation import formulate
from bestplaced.plan.limiting import Limiter, least_worst_year, limited
from bestplaced.plan.outcome import Plan, WorstYearLimit
from bestplaced.plan.rules import business_rules
from bestplaced.plan.solver import solve
from bestplaced.plan.termination import Termination
from bestplaced.plan.verify import Verifier
from bestplaced.plan.worst_year import (
    judged,
    limit_label,
    too_much,
    up_to,
    worst_year_of,
    worst_years,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bestplaced.case.business import Case
    from bestplaced.plan.limiting import Limited
    from bestplaced.plan.outcome import Outcome
    from bestplaced.plan.problem import Problem
    from bestplaced.plan.rules import Rule


ENOUGH = 3  # plans whose tangents are drawn before they are asked what they bar


def refuse_capped(case: Case, parties: Iterable[str]) -> None:
    """Raise `CaseError` for each of these parties whose own payments a yearly cap limits.

    A limit is proven by rows that no plan is below. What caps of others send back to a party adds
    to its year, and to the rows; its own cap takes away, and no such row would hold.
    """
    faults = [
        Fault(
            f"'yearly_cap' of {q} cannot stand beside a limit on the worst years of {q} itself: "
            "the cap already limits them.",
            case.name,
            "Take the limit out, or 'yearly_cap' to plan without it.",
        )
        for q in parties
        if q != BUSINESS and np.isfinite(case.parties[q].yearly_cap)
    ]
    if faults:
        raise CaseError(faults)


def obeying(
    free: Outcome, problem: Problem, time_limit: float | None = None, *, explain: bool = True
) -> Outcome:
    """Return the outcome with the best plan within the case's limits; ``free`` has the best of all.

    Reference plans list the limits they break. Raises `InfeasibleError` where no plan within the
    limits exists, or none was found (with what can be reached, unless ``explain`` is false: that
    takes as long again), and `CaseError` beside a yearly cap of a limited party's own.
    """
    case = free.case
    refuse_capped(case, case.worst_year)
    references = {name: judged(case, account) for name, account in free.references.items()}
    if free.plan is None:
        return replace(free, references=references)
    before = worst_years(case, free.plan.placements)
    if not too_much(case, before):
        limits = _limits(case, free.plan.placements, before, 0.0)
        return replace(free, references=references, limits=limits)
    limiter = Limiter(case, problem, tuple(case.worst_year), free.seed)
    limiter.judge(limiter.numbered(free.plan.placements), {}, free.plan.account.offers)
    found = limited(limiter, case.worst_year, free.bound, time_limit)
    took = free.seconds + found.seconds
    if found.plan is None:
        if found.termination is Termination.INFEASIBLE or time_limit is None:
            raise _impossible(limiter, found, explain=explain)
        references.pop("best")
        return replace(free, plan=None, termination=found.termination, bound=found.bound,
                       gap=np.inf, seconds=took, references=references)  # fmt: skip
    settled = case.model_copy(update={"terms": found.plan.terms})
    verifier, names = Verifier(settled), limiter.named(found.plan.placement)
    account = judged(settled, verifier.account(names, offers=found.plan.offers))
    if account.broken:
        raise SolverError("the solver's plan breaks rules: " + "; ".join(account.broken))
    references["best"] = account
    # The best plan within the limits costs no less than the bound: so much is sure to be saved.
    worth = max(0.0, found.bound - free.plan.account.objective)
    return replace(
        free,
        case=settled,
        plan=Plan(account),
        termination=found.termination,
        bound=found.bound,
        gap=found.gap,
        seconds=took,
        references=references,
        tags=verifier.tags,
        limits=_limits(settled, names, before, worth),
    )


def _limits(
    case: Case, placements: Mapping[str, str], before: Mapping[str, float], worth: float
) -> tuple[WorstYearLimit, ...]:
    """Return the case's limits beside what a plan reaches, and the best one ``before`` them."""
    found = []
    for q, most in case.worst_year.items():
        own, *backs = (t.cvar for t in worst_year_of(case, Verifier(case), placements, q))
        back = sum(backs) if backs else None
        found.append(WorstYearLimit(q, most, own + sum(backs), before[q], worth, back))
    return tuple(found)


def _impossible(limiter: Limiter, found: Limited, *, explain: bool) -> InfeasibleError:
    """Return the error that names what cannot hold together, and what can be reached."""
    case, notes = limiter.case, []
    labels = [limit_label(case, q) for q in case.worst_year]
    if not explain:
        return InfeasibleError(labels, proven=found.termination is Termination.INFEASIBLE)
    for party in case.worst_year:
        least = least_worst_year(limiter, party)
        if least.plan is not None:
            told = f"{up_to(case, party)}{least.plan.worst[party]:,.0f} {case.currency}"
            so = "counted so, " if up_to(case, party) else ""
            proof = f"proven: {so}no plan is below {least.bound:,.0f}"
            notes.append(f"The least worst year found for {party} is {told} ({proof}).")
    if found.termination is not Termination.INFEASIBLE:
        return InfeasibleError(labels, notes, proven=False)
    rules = [r.label for r in _conflicting(limiter)]
    if rules:
        told = "Without the limit there is a plan; that one without a rule above stays within"
        notes.append(f"{told} the limit is likely, not proven.")
    return InfeasibleError([*rules, *labels], notes)


def _conflicting(limiter: Limiter) -> Sequence[Rule]:
    """Return an irreducible set of business rules that, by the tangents, bar every plan within.

    Tangents are drawn anew with every placement open, so that what a dropped rule allows counts
    with what it brings: those of the calmest plans first, until they bar what the rules allow.
    """
    case = limiter.case
    everywhere = Limiter(case, assemble(case, ()), limiter.parties, limiter.seed)

    def holds(rules: Sequence[Rule]) -> bool:
        cuts = tuple(everywhere.cuts)
        problem = replace(everywhere.open, tails=cuts, limits=dict(case.worst_year))
        program = formulate(restrict(problem, case, rules), linked=False).program
        return solve(replace(program, cost=np.zeros_like(program.cost))).point is not None

    rules = business_rules(case)
    for c in sorted(limiter.known, key=lambda c: sum(c.worst.values())):
        everywhere.judge(c.placement, c.terms, c.offers)
        if len(everywhere.known) >= ENOUGH and not holds(rules):
            return irreducible(rules, holds)
    return rules if holds(rules) else irreducible(rules, holds)
