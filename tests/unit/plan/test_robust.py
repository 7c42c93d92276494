"""F12: draws of uncertain inputs, re-solves, and what stays the same whatever is asked."""

from __future__ import annotations

import numpy as np
import pytest

from bestplaced.plan import Account, Verifier, plan
from bestplaced.plan.changed import changed
from bestplaced.plan.conflict import feasible
from bestplaced.plan.draws import draw_values, quantiles, uniforms
from bestplaced.plan.inputs import Input, uncertain_inputs
from bestplaced.plan.resolve import CaseResolver
from bestplaced.plan.robust import Robustness, robustness
from bestplaced.plan.rules import business_rules
from tests.cases import full_case, small_case

NAMES = ("A12", "D06", "B02", "B03", "B08", "B09", "D01", "D02", "D05", "C03", "A04", "B06")


@pytest.fixture(scope="module")
def robust() -> Robustness:
    case = small_case(*NAMES)
    best = plan(case).plan
    assert best is not None
    return robustness(case, best.account, draws=24, workers=1)


def account(robust: Robustness) -> Account:
    desk = CaseResolver(robust.case)
    return desk.account(Verifier(robust.case), robust.recommended)


def test_one_worker_and_two_find_the_same_to_the_last_bit(robust: Robustness) -> None:
    two = robustness(robust.case, account(robust), draws=24, workers=2)
    for a, b in zip(robust.draws, two.draws, strict=True):
        assert (a.number, a.cost, a.bound, a.today) == (b.number, b.cost, b.bound, b.today)
        assert a.plan.key == b.plan.key
        assert a.candidates.tobytes() == b.candidates.tobytes()


def test_each_draw_is_as_good_as_its_case_planned_from_scratch(robust: Robustness) -> None:
    names = [entry.name for entry in robust.inputs]
    for draw in robust.draws[:4] + robust.draws[-4:]:
        values = dict(zip(names, robust.values[draw.number].tolist(), strict=True))
        outcome = plan(changed(robust.case, values))
        assert outcome.plan is not None
        # Draws are proven to 1e-3, the plan from scratch to 1e-6.
        assert draw.cost == pytest.approx(outcome.plan.account.objective, rel=1.1e-3)
        assert draw.bound <= outcome.plan.account.objective * (1 + 1e-6)


def test_every_draw_is_proven_and_regret_is_never_negative(robust: Robustness) -> None:
    for draw in robust.draws:
        assert draw.gap <= 1e-3
        # No plan that fits beats the proven bound, so no regret is below the gap either.
        assert (draw.candidates >= draw.bound * (1 - 1e-9)).all()
        assert draw.regret >= 0


def test_more_draws_leave_the_first_ones_as_they_were(robust: Robustness) -> None:
    recommended = account(robust)
    few = robustness(robust.case, recommended, draws=17, workers=1)
    for a, b in zip(few.draws, robust.draws, strict=False):
        assert (a.cost, a.bound) == (b.cost, b.bound)


def test_an_interrupted_run_keeps_what_is_done(robust: Robustness) -> None:
    def stop(done: int, _: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    recommended = account(robust)
    kept = robustness(robust.case, recommended, draws=24, workers=1, progress=stop)
    assert [d.number for d in kept.draws] == [0, 1, 2, 3, 4]
    assert kept.asked == 24
    assert kept.draws[0].cost == robust.draws[0].cost


def test_a_draw_without_a_plan_is_kept_with_rules_that_cannot_hold_together() -> None:
    # D06 takes 43.68 hours as assumed, and somebody has to do it: draws above 46 have no plan.
    alone = [{"name": "Olive", "role": "owner", "hours": 46}]
    case = small_case("D06", "C01", people=alone)
    best = plan(case).plan
    assert best is not None
    one, two = (robustness(case, best.account, draws=20, workers=n) for n in (1, 2))
    assert one.planless
    assert one.planless == two.planless
    assert one.done == one.asked == 20
    numbers = [d.number for d in one.draws] + [d.number for d in one.planless]
    assert sorted(numbers) == list(range(20))
    names = [entry.name for entry in one.inputs]
    for barren in one.planless:
        drawn = changed(case, dict(zip(names, one.values[barren.number].tolist(), strict=True)))
        rules = [rule for rule in business_rules(drawn) if rule.label in barren.conflict]
        assert len(rules) == len(barren.conflict)
        assert not feasible(drawn, rules)
        for dropped in rules:
            assert feasible(drawn, [rule for rule in rules if rule is not dropped])


def test_shares_of_a_responsibility_sum_to_one(robust: Robustness) -> None:
    assert robust.shares().sum(axis=1) == pytest.approx(np.ones(len(NAMES)))


def test_adding_an_input_leaves_the_others_where_they_were() -> None:
    inputs = uncertain_inputs(full_case())
    all_of_them = draw_values(inputs, 50)
    without = draw_values(inputs[1:], 30)
    assert (all_of_them[:30, 1:] == without).all()
    assert (uniforms("rates.Dana", 10, 0) != uniforms("rates.Dana", 10, 1)).all()


def test_a_lognormal_input_has_its_range_as_5_and_95_percent_points() -> None:
    entry = Input("x", "x", "u", 2.0, 1.0, 4.0, "lognormal", "E", stated=True)
    # Symmetric in logarithms: 1, 2 and 4 are the 5, 50 and 95 % points.
    assert quantiles(entry, np.array([0.05, 0.5, 0.95])) == pytest.approx([1.0, 2.0, 4.0])


def test_a_pert_input_stays_in_its_range_around_its_mean() -> None:
    entry = Input("x", "x", "u", 11 / 3, 1.0, 9.0, "pert", "E", stated=True, mode=3.0)
    drawn = quantiles(entry, (np.arange(20_000) + 0.5) / 20_000)
    assert drawn.min() >= 1.0
    assert drawn.max() <= 9.0
    # Mean of PERT: (1 + 4 * 3 + 9) / 6 = 22 / 6.
    assert drawn.mean() == pytest.approx(22 / 6, rel=1e-3)


def test_setting_every_input_to_its_own_value_changes_no_cost() -> None:
    case = full_case()
    own = {entry.name: entry.value for entry in uncertain_inputs(case)}
    desk = CaseResolver(case)
    same, _ = desk.problem(changed(case, own))
    assert same.cost == pytest.approx(desk.base.cost, rel=1e-9)
    assert same.hours == pytest.approx(desk.base.hours, rel=1e-9)
    assert same.step_cost == pytest.approx(desk.base.step_cost, rel=1e-9)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("volumes", "hours"),
        ("minutes", "hours"),
        ("rates", "cost"),
        ("speed", "hours"),
        ("frequency", "cost"),
        ("severity", "cost"),
        ("errors", "cost"),
        ("values", "value"),
        ("tolerance", "cost"),
        ("settings", "cost"),
    ],
)
def test_every_kind_of_input_reaches_the_problem(kind: str, field: str) -> None:
    case = full_case()
    desk = CaseResolver(case)
    values = {e.name: e.high for e in uncertain_inputs(case) if e.name.split(".")[0] == kind}
    moved, _ = desk.problem(changed(case, values))
    assert values
    assert np.abs(getattr(moved, field) - getattr(desk.base, field)).max() > 1e-3


def test_a_volume_moves_the_risks_that_follow_it() -> None:
    case = full_case()
    risk = next(k for k in case.risks.values() if k.scales_with == "sales_invoices")
    doubled = changed(case, {"volumes.sales_invoices": 2 * case.volumes["sales_invoices"]})
    before = risk.frequency.geometric_mean
    assert doubled.risks[risk.id].frequency.geometric_mean == pytest.approx(2 * before)
