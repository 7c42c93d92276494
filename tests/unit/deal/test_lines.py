"""The lines behind the benefits, with the waterfall's 128 evaluations as their oracle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from bestplaced.deal import BENEFITS, benefit_lines, inputs_of, waterfall
from bestplaced.deal.benefits import SkilledPrices
from bestplaced.plan import Verifier
from tests.cases import full_case, small_case

if TYPE_CHECKING:
    from bestplaced.case.business import Case

FULL = full_case()
# Work of every kind: with steps, with pairs, undone today, with values, done outside today.
SMALL = small_case("A08", "B03", "D05", "D06", "D13")
SMALL_VERIFIER = Verifier(SMALL)


def drawn(case: Case, draw: np.random.Generator) -> dict[str, str]:
    names = list(case.performers)
    return {r: str(draw.choice(names)) for r in case.responsibilities}


def test_lines_sum_to_every_benefit_and_these_to_the_surplus_on_a_thousand_cases() -> None:
    draw = np.random.default_rng(7)
    accounts = [SMALL_VERIFIER.account(drawn(SMALL, draw)) for _ in range(40)]
    accounts.append(SMALL_VERIFIER.today())
    skilled = SkilledPrices(SMALL)
    for _ in range(1000):
        before, after = (accounts[i] for i in draw.integers(len(accounts), size=2))
        lines = benefit_lines(SMALL, before, after, skilled)
        parts = waterfall(SMALL, before, after, skilled)
        for name in BENEFITS:
            total = sum(line.amount for line in lines if line.benefit == name)
            assert total == pytest.approx(parts.parts[name], abs=0.011), name
        assert sum(round(100 * v) for v in parts.parts.values()) == round(100 * parts.surplus)
        assert parts.surplus == pytest.approx(before.objective - after.objective, abs=0.006)
        assert sum(x.amount for x in lines) == pytest.approx(
            before.objective - after.objective, abs=1e-6
        )


@pytest.mark.parametrize("seed", range(4))
def test_lines_sum_to_every_benefit_of_a_whole_business(seed: int) -> None:
    verifier = Verifier(FULL)
    today, after = verifier.today(), verifier.account(drawn(FULL, np.random.default_rng(seed)))
    lines, parts = benefit_lines(FULL, today, after), waterfall(FULL, today, after).parts
    for name in BENEFITS:
        total = sum(line.amount for line in lines if line.benefit == name)
        assert total == pytest.approx(parts[name], abs=0.011), name


def test_nothing_stands_twice() -> None:
    verifier = Verifier(FULL)
    after = verifier.account(drawn(FULL, np.random.default_rng(5)))
    lines = benefit_lines(FULL, verifier.today(), after)
    keys = [(x.benefit, x.subject, x.what) for x in lines]
    assert len(keys) == len(set(keys))


def test_hours_and_price_of_one_move_by_hand() -> None:
    # D14 from Olive (120 an hour) to the senior (58 / 0.70 = 82.857): hours at the mean price,
    # price at the mean hours.
    case = small_case("D14", "D13")
    verifier = Verifier(case)
    today = verifier.today()
    moved = verifier.account({**today.placements, "D14": "practice senior"})
    h0, h1 = today.hours["D14"], moved.hours["D14"]
    found = {
        (x.benefit, x.unit): x for x in benefit_lines(case, today, moved) if x.subject == "D14"
    }
    hours, price = found["efficiency", "hours"], found["focus", "USD/hour"]
    assert hours.amount == pytest.approx((h0 - h1) * (120 + 58 / 0.7) / 2)
    assert price.amount == pytest.approx((120 - 58 / 0.7) * (h0 + h1) / 2)


def test_every_line_names_its_inputs_with_source_and_grade() -> None:
    verifier = Verifier(FULL)
    after = verifier.account(drawn(FULL, np.random.default_rng(2)))
    for line in benefit_lines(FULL, verifier.today(), after):
        inputs = inputs_of(FULL, line)
        assert inputs, line
        assert all(i.source and (i.grade in "ABCDE" or i.source == "case") for i in inputs), line


def test_what_the_case_says_is_named_as_its_own() -> None:
    case = full_case(volumes={"bank_lines": 5000}, hours={"D14": 20})
    verifier = Verifier(case)
    today = verifier.today()
    placed = {**today.placements, "D14": "practice senior", "B01": "practice bookkeeper"}
    found = {
        i.name: i
        for line in benefit_lines(case, today, verifier.account(placed))
        for i in inputs_of(case, line)
    }
    assert found["hours of D14"].source == "case"
    assert (found["bank lines"].value, found["bank lines"].source) == ("5,000", "case")
