"""The shape of the fee: swings inside and outside the band against plain simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.deal import Bearings, fee_shape, provider_side
from bestplaced.deal.shape import LEAST_COUNTED, swings
from bestplaced.plan import Verifier
from tests.cases import small_case


@pytest.mark.parametrize(("band", "spread"), [(0.125, 0.2), (0.1, 0.1), (0.3, 0.1), (0.01, 0.3)])
def test_swings_are_those_of_a_clipped_normal(band: float, spread: float) -> None:
    x = np.random.default_rng(3).normal(0, spread, 1_000_000)
    inside = np.clip(x, -band, band)
    one, other = swings(band, spread)
    assert one == pytest.approx(inside.std(), rel=0.01)
    assert other == pytest.approx((x - inside).std(), rel=0.03, abs=1e-5)


@given(band=st.floats(0, 1), spread=st.floats(1e-3, 1))
def test_neither_side_carries_more_than_the_whole_swing(band: float, spread: float) -> None:
    inside, outside = swings(band, spread)
    assert 0 <= inside <= spread * (1 + 1e-9)
    assert 0 <= outside <= spread * (1 + 1e-9)


def test_no_band_leaves_all_with_the_business_and_a_wide_one_all_with_the_provider() -> None:
    assert swings(0.0, 0.2) == pytest.approx((0.0, 0.2))
    assert swings(9.0, 0.2) == pytest.approx((0.2, 0.0))
    assert swings(0.1, 0.0) == (0.0, 0.0)


def test_meters_are_the_volumes_that_cost_most_and_are_worth_counting() -> None:
    case = small_case("B01", "C04", "D13")
    verifier = Verifier(case)
    placed = {"B01": "practice bookkeeper", "C04": "practice partner", "D13": "practice partner"}
    account = verifier.account(placed)
    side = provider_side(case, verifier, account, Bearings(verifier).under(placed), "the practice")
    shape = fee_shape(case, account, side, 2 * side.need)
    assert [m.driver for m in shape.meters] == ["bank_lines"]  # appraisals are too rare to count
    meter = shape.meters[0]
    assert meter.volume >= LEAST_COUNTED
    cost = account.hours["B01"] * case.performers["practice bookkeeper"].rate
    assert meter.unit_cost == pytest.approx(cost / case.volumes["bank_lines"])
    assert meter.unit_price == pytest.approx(2 * meter.unit_cost)
    assert (meter.low, meter.high) == pytest.approx((0.875 * meter.volume, 1.125 * meter.volume))


def test_what_the_owner_states_is_counted_before_what_is_judged() -> None:
    # B01 counts bank lines, A03 sales invoices. Judged ones weigh half, so a stated driver of
    # half their cost and more is counted first.
    placed = {"B01": "practice bookkeeper", "A03": "practice clerk"}

    def meters(**volumes: float) -> list[tuple[str, str]]:
        case = small_case("B01", "A03", volumes=volumes)
        verifier = Verifier(case)
        account, borne = verifier.account(placed), Bearings(verifier).under(placed)
        side = provider_side(case, verifier, account, borne, "the practice")
        shape = fee_shape(case, account, side, 2 * side.need)
        return [(m.driver, m.source) for m in shape.meters]

    judged = meters()
    assert {source for _, source in judged} == {"judged"}
    dearest = judged[0][0]
    other = "bank_lines" if dearest == "sales_invoices" else "sales_invoices"
    usual = small_case("B01", "A03").volumes[other]
    assert meters(**{other: usual})[0] == (other, "stated")
