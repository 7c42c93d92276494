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
from bestplaced.plan.worst_year import judged, limit_label, too_much, worst_years

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bestplaced.case.business import Case
    from bestplaced.plan.limiting import Limited
    from bestplaced.plan.outcome import Outcome
    from bestplaced.plan.problem import Problem
    from bestplaced.plan.rules import Rule


ENOUGH = 3  # plans whose tangents are drawn before they are asked what they bar


def refuse_yearly_caps(case: Case, parties: Iterable[str]) -> None:
    """Raise `CaseError` for each yearly cap that changes the worst years of one of these parties.

    A limit is proven by the exact law, and that is the law before yearly caps: what these send
    back is known in simulated years only. A cap touches the party that it relieves and the
    business; worst years of others are exact beside it.
    """
    limited = set(parties)
    faults = [
        Fault(
            f"'{key}' of {q.name} cannot stand beside a limit on the worst years of {party}, which "
            "is proven by the exact law: what a yearly cap sends back is known by simulation only.",
            case.name,
            f"Take '{key}' out to plan within the limit; then put it back without the limit, and "
            "'bestplaced risk' shows the worst 5 % of years with it.",
        )
        for q in case.parties.values()
        for key in ("yearly_cap", "yearly_policy_limit")
        if np.isfinite(getattr(q, key))
        for party in dict.fromkeys((BUSINESS, q.name))
        if party in limited
    ]
    if faults:
        raise CaseError(faults)


def obeying(
    free: Outcome, problem: Problem, time_limit: float | None = None, *, explain: bool = True
) -> Outcome:
    """Return the outcome with the best plan within the case's limits; ``free`` has the best of all.

    Reference plans list the limits they break. Raises `InfeasibleError` where no plan within the
    limits exists, or none was found (with what can be reached, unless ``explain`` is false: that
    takes as long again), and `CaseError` beside yearly caps that touch a limited party.
    """
    case = free.case
    refuse_yearly_caps(case, case.worst_year)
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
        limits=_limits(case, worst_years(settled, names), before, worth),
    )


def _limits(
    case: Case, found: dict[str, float], before: dict[str, float], worth: float
) -> tuple[WorstYearLimit, ...]:
    """Return the case's limits beside what the plans reach."""
    return tuple(
        WorstYearLimit(q, most, found[q], before[q], worth) for q, most in case.worst_year.items()
    )


def _impossible(limiter: Limiter, found: Limited, *, explain: bool) -> InfeasibleError:
    """Return the error that names what cannot hold together, and what can be reached."""
    case, notes = limiter.case, []
    labels = [limit_label(case, q) for q in case.worst_year]
    if not explain:
        return InfeasibleError(labels, proven=found.termination is Termination.INFEASIBLE)
    for party in case.worst_year:
        least = least_worst_year(limiter, party)
        if least.plan is not None:
            told = f"{least.plan.worst[party]:,.0f} {case.currency}"
            proof = f"proven: no plan is below {least.bound:,.0f}"
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
