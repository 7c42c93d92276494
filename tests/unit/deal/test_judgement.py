"""How much of less risk and better decisions rests on judgement: by grade, weighed by its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bestplaced.deal import deal
from bestplaced.deal.judgement import judged_share, newly_done
from bestplaced.plan import plan
from tests.cases import full_case

if TYPE_CHECKING:
    from bestplaced.case.business import Case


def graded(case: Case, risk: str, grade: str) -> Case:
    """The case with how often and how badly one risk strikes of another grade."""
    known = case.risks[risk]
    parts = {
        name: getattr(known, name).model_copy(update={"grade": grade})
        for name in ("frequency", "severity")
    }
    return case.model_copy(update={"risks": {**case.risks, risk: known.model_copy(update=parts)}})


def test_a_risk_counts_as_judgement_by_its_grade_and_by_what_it_changes() -> None:
    made = deal(plan(full_case(), references=()), unflagged=False)
    assert judged_share(made.case, made.schedule, 0.0) == 1.0  # the catalogue's risks are all E
    changes = {r.risk: abs(r.before.by_business - r.after.by_business) for r in made.schedule}
    risk = max(changes, key=lambda k: changes[k])
    known = graded(made.case, risk, "B")
    share = judged_share(known, made.schedule, 0.0)
    assert share == pytest.approx(1 - changes[risk] / sum(changes.values()))
    assert judged_share(known, (), 0.0) == 0.0  # of nothing, nothing


def test_what_new_work_brings_is_its_benefit_with_the_cost_of_doing_it_put_back() -> None:
    made = deal(plan(full_case(), references=()), unflagged=False)
    people, account = made.case.performers, made.account
    # Direction and strategy that nobody does today, at the hourly cost of who does it in the plan.
    cost = sum(
        account.hours[r] * people[p].hour_cost
        for r, p in account.placements.items()
        if made.case.responsibilities[r].tier in {"direction", "strategy"}
        and made.today.placements[r] == "nobody" != p
        and not people[p].has_steps
    )
    assert cost > 0
    benefit = made.benefits.parts["decisions"]
    assert newly_done(made.case, made.lines) == pytest.approx(benefit + cost, abs=1.0)
