"""The waterfall: recomputed quantities that sum to the surplus, to the cent."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bestplaced.deal import BENEFITS, waterfall
from bestplaced.plan import Verifier, plan
from tests.cases import full_case, small_case

CASE = full_case()
VERIFIER = Verifier(CASE)
TODAY = VERIFIER.today()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_parts_sum_to_the_surplus_for_any_plan(data: st.DataObject) -> None:
    names = list(CASE.performers)
    placed = {r: data.draw(st.sampled_from(names)) for r in CASE.responsibilities}
    account = VERIFIER.account(placed)
    parts = waterfall(CASE, TODAY, account)
    cents = sum(round(value * 100) for value in parts.parts.values())
    assert cents == round(parts.surplus * 100)
    assert parts.surplus == pytest.approx(TODAY.objective - account.objective, abs=0.006)


def test_going_nowhere_is_worth_nothing() -> None:
    parts = waterfall(CASE, TODAY, TODAY)
    assert parts.surplus == 0
    assert set(parts.parts) == set(BENEFITS)
    assert all(value == 0 for value in parts.parts.values())


def test_there_and_back_cancels() -> None:
    best = plan(CASE).references["best"]
    there, back = waterfall(CASE, TODAY, best), waterfall(CASE, best, TODAY)
    for name in BENEFITS:
        assert there.parts[name] == pytest.approx(-back.parts[name], abs=0.03), name


def test_owner_hours_given_back_are_focus_and_efficiency_by_hand() -> None:
    # D14 alone: Olive 120 USD/h, then the practice's senior at 58 / 0.70 = 82.857 USD/h.
    case = small_case("D14", "D13")
    verifier = Verifier(case)
    today = verifier.today()
    moved = verifier.account({**today.placements, "D14": "practice senior"})
    h0, h1 = today.hours["D14"], moved.hours["D14"]
    v0, v1 = 120.0, case.performers["practice senior"].hour_cost
    assert v1 == pytest.approx(58 / 0.70)
    parts = waterfall(case, today, moved).parts
    # Shapley value of h·v over two switches: each at the other's mean.
    assert parts["efficiency"] == pytest.approx(
        (h0 - h1) * (v0 + v1) / 2 - moved.hand_offs, abs=0.02
    )
    assert parts["focus"] == pytest.approx((v0 - v1) * (h0 + h1) / 2, abs=0.02)


def test_newly_done_direction_work_stands_in_decisions_with_its_cost_value_and_risks() -> None:
    # D05 is done by nobody today; with the practice's senior it costs hours, is worth F13, and its
    # risks fall; none of them lives on missing separation. D13 keeps the practice in use today.
    case = small_case("D05", "D13")
    verifier = Verifier(case)
    today = verifier.today()
    done = verifier.account({**today.placements, "D05": "practice senior"})
    cost = done.hours["D05"] * case.performers["practice senior"].hour_cost
    relief = today.risk_of("D05") - done.risk_of("D05")
    relief += today.dependence - done.dependence  # nothing else changes, so it is D05's alone
    parts = waterfall(case, today, done).parts
    expected = case.decision_values["D05"].amount + relief - cost
    assert parts["decisions"] == pytest.approx(expected, abs=0.02)
    assert parts["risk_relief"] == pytest.approx(0, abs=0.02)


def test_freed_steps_are_cost_not_staffing_twice() -> None:
    best = plan(CASE).references["best"]
    dana = (TODAY.people["Dana"], best.people["Dana"])
    if dana[0].steps == dana[1].steps:
        pytest.skip("the best plan of this catalogue keeps both of Dana's steps")
    saved = dana[0].salary - dana[1].salary
    total = sum(waterfall(CASE, TODAY, best).parts.values())
    assert saved == pytest.approx(800 * CASE.performers["Dana"].rate)
    assert total == pytest.approx(TODAY.objective - best.objective, abs=0.01)
