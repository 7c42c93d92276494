"""From the best plan of a case to the best one within its worst-year limits (F9)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

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
from bestplaced.plan.worst_year import judged, limit_label, too_much, worst_years

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.case.business import Case
    from bestplaced.plan.limiting import Limited
    from bestplaced.plan.outcome import Outcome
    from bestplaced.plan.problem import Problem
    from bestplaced.plan.rules import Rule


def refuse_yearly_caps(case: Case) -> None:
    """Raise `CaseError` where a party has a yearly cap: the judge is the law before these."""
    capped = [
        q.name
        for q in case.parties.values()
        if np.isfinite(q.yearly_cap) or np.isfinite(q.yearly_policy_limit)
    ]
    if capped:
        what = f"limits on worst years are judged before yearly caps, and {capped[0]} has one."
        raise CaseError(Fault(what, "worst_year", "Take out the limit or the yearly cap."))


def obeying(free: Outcome, problem: Problem, time_limit: float | None = None) -> Outcome:
    """Return the outcome with the best plan within the case's limits; ``free`` has the best of all.

    Reference plans list the limits they break. Raises `InfeasibleError` where no plan within the
    limits exists, or none was found, and `CaseError` beside yearly caps, which its judge, the law
    before yearly caps, does not know.
    """
    case = free.case
    refuse_yearly_caps(case)
    references = {name: judged(case, account) for name, account in free.references.items()}
    if free.plan is None:
        return replace(free, references=references)
    before = worst_years(case, free.plan.placements)
    if not too_much(case, before):
        limits = _limits(case, before, before, 0.0)
        return replace(free, references=references, limits=limits)
    limiter = Limiter(case, problem, tuple(case.worst_year), free.seed)
    limiter.judge(limiter.numbered(free.plan.placements), {}, free.plan.account.offers)
    found = limited(limiter, case.worst_year, free.bound, time_limit)
    took = free.seconds + found.seconds
    if found.plan is None:
        if found.termination is Termination.INFEASIBLE or time_limit is None:
            raise _impossible(limiter, found)
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
        limits=_limits(case, worst_years(settled, names), before, worth),
    )


def _limits(
    case: Case, found: dict[str, float], before: dict[str, float], worth: float
) -> tuple[WorstYearLimit, ...]:
    """Return the case's limits beside what the plans reach."""
    return tuple(
        WorstYearLimit(q, most, found[q], before[q], worth) for q, most in case.worst_year.items()
    )


def _impossible(limiter: Limiter, found: Limited) -> InfeasibleError:
    """Return the error that names what cannot hold together, and what can be reached."""
    case, notes = limiter.case, []
    for party in case.worst_year:
        least = least_worst_year(limiter, party)
        if least.plan is not None:
            told = f"{least.plan.worst[party]:,.0f} {case.currency}"
            proof = f"proven: no plan is below {least.bound:,.0f}"
            notes.append(f"The least worst year found for {party} is {told} ({proof}).")
    labels = [limit_label(case, q) for q in case.worst_year]
    if found.termination is not Termination.INFEASIBLE:
        return InfeasibleError(labels, notes, proven=False)
    return InfeasibleError([*(r.label for r in _conflicting(limiter)), *labels], notes)


def _conflicting(limiter: Limiter) -> Sequence[Rule]:
    """Return an irreducible set of business rules that, by the tangents, bar every plan within.

    Tangents are drawn anew with every placement open, so that what a dropped rule allows counts
    with what it brings.
    """
    case = limiter.case
    everywhere = Limiter(case, assemble(case, ()), limiter.parties, limiter.seed)
    for candidate in limiter.known:
        everywhere.judge(candidate.placement, candidate.terms, candidate.offers)
    problem = replace(everywhere.open, tails=tuple(everywhere.cuts), limits=dict(case.worst_year))

    def holds(rules: Sequence[Rule]) -> bool:
        program = formulate(restrict(problem, case, rules), linked=False).program
        return solve(replace(program, cost=np.zeros_like(program.cost))).point is not None

    rules = business_rules(case)
    return rules if holds(rules) else irreducible(rules, holds)
