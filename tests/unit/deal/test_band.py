"""F10's arithmetic: the band, its split, several providers, tax that nobody gives back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.deal import Band, fee_band, joint_fees

SUMS = st.floats(0, 1e7, allow_nan=False)
SHIFTS = st.floats(-1e6, 1e6, allow_nan=False)
BETA = st.floats(0, 1, allow_nan=False)
BANDS = st.lists(st.tuples(SUMS, SUMS), min_size=1, max_size=5)


@given(floor=SUMS, ceilings=st.lists(SUMS, min_size=1, max_size=4), shift=SHIFTS, beta=BETA)
def test_the_band_and_the_fee_shift_one_for_one_with_both_reservation_prices(
    floor: float, ceilings: list[float], shift: float, beta: float
) -> None:
    named = {str(i): c for i, c in enumerate(ceilings)}
    before = fee_band(floor, named)
    after = fee_band(floor + shift, {n: c + shift for n, c in named.items()})
    assert after.floor == pytest.approx(floor + shift, abs=1e-6)
    assert after.ceiling == pytest.approx(before.ceiling + shift, abs=1e-6)
    one, other = before.fee(beta), after.fee(beta)
    if one is not None and other is not None:
        assert other == pytest.approx(one + shift, abs=1e-6)


@given(floor=SUMS, ceiling=SUMS, shift=st.floats(0, 1e6))
def test_each_end_moves_with_its_own_reservation_price_alone(
    floor: float, ceiling: float, shift: float
) -> None:
    base = fee_band(floor, {"today": ceiling})
    assert fee_band(floor + shift, {"today": ceiling}).ceiling == base.ceiling
    assert fee_band(floor, {"today": ceiling + shift}).floor == base.floor
    width = base.width
    assert width is not None
    wider = fee_band(floor, {"today": ceiling + shift}).width
    assert wider == pytest.approx(width + shift, abs=1e-6)


@given(floor=SUMS, ceiling=SUMS, beta=BETA)
def test_a_fee_lies_inside_the_band_or_is_none(floor: float, ceiling: float, beta: float) -> None:
    band = fee_band(floor, {"today": ceiling})
    fee = band.fee(beta)
    if ceiling < floor:
        assert band.closed
        assert fee is None
    else:
        assert fee is not None
        assert floor - 1e-6 <= fee <= ceiling + 1e-6


def test_the_lowest_ceiling_cuts_and_may_close_the_band() -> None:
    open_, shut = {"today": 100.0, "rival": 80.0}, {"today": 100.0, "rival": 50.0}
    assert fee_band(60.0, open_).cut_by == "rival"
    assert fee_band(60.0, open_).fee(0.5) == 70.0
    assert fee_band(60.0, shut).closed


def test_tax_that_nobody_gives_back_lies_outside() -> None:
    # Of 120 that the business would pay, 20 % tax leaves the provider 100.
    assert fee_band(60.0, {"today": 120.0}, tax=0.2).ceiling == pytest.approx(100.0)


def test_an_unknown_floor_gives_no_fee_and_no_width() -> None:
    band = fee_band(None, {"today": 100.0})
    assert band.width is None
    assert band.fee(0.5) is None
    assert not band.closed


@given(ends=BANDS, surplus=st.floats(-1e6, 1e7), beta=BETA, tax=st.floats(0, 0.3))
def test_what_providers_get_over_their_floors_is_never_more_than_the_surplus(
    ends: list[tuple[float, float]], surplus: float, beta: float, tax: float
) -> None:
    bands = {str(i): Band(low, high, "today", {}) for i, (low, high) in enumerate(ends)}
    fees = joint_fees(bands, surplus, beta, tax)
    over = [fees[n] - b.floor for n, b in bands.items() if fees[n] is not None]  # type: ignore[operator]
    assert all(part >= -1e-6 for part in over)
    assert sum(over) * (1 + tax) <= max(0.0, surplus) + 1e-3


def test_two_that_can_replace_each_other_share_what_they_add_together() -> None:
    # Each alone adds 80 of 100; at beta 1 both ask 80, 160 in all: each gets 50.
    bands = {q: Band(10.0, 90.0, "today", {}) for q in ("one", "other")}
    assert joint_fees(bands, 100.0, 1.0) == {"one": 60.0, "other": 60.0}
