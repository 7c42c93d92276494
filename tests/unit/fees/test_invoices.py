"""Invoices and earned revenue sum to the contract price, to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bestplaced.case.offer import Offer
from bestplaced.fees import Usage, contract_price, invoices, recognised

CENTS = st.integers(0, 10_000_000).map(lambda c: Decimal(c) / 100)
NOTHING = Usage({})


def offer(yearly: Decimal, once: Decimal, rise: Decimal) -> Offer:
    fee = [{"kind": "fixed", "yearly": yearly}, {"kind": "onboarding", "amount": once}]
    tax = {"rate": "0.07"}
    return Offer.model_validate(
        {"name": "o", "provider": "q", "covers": ["B08"], "fee": fee, "indexation": rise,
         "tax": tax}
    )  # fmt: skip


@given(CENTS, CENTS, st.integers(0, 200), st.integers(1, 60))
@settings(deadline=None)  # a busy machine is no fault
def test_invoices_of_a_term_sum_to_the_contract_price(
    yearly: Decimal, once: Decimal, rise: int, months: int
) -> None:
    quote = offer(yearly, once, Decimal(rise) / 1000)
    bills = invoices(quote, (), NOTHING, months)
    price = contract_price(quote, (), NOTHING, months)
    assert len(bills) == months
    assert sum(b.net for b in bills) == price
    # tax is 7 % of the price within the rounding of each to a cent
    assert abs(sum(b.tax for b in bills) - price * Decimal("0.07")) <= Decimal("0.01")


def test_a_price_that_twelve_months_cannot_share_evenly_loses_no_cent() -> None:
    bills = invoices(offer(Decimal(1000), Decimal(0), Decimal(0)), (), NOTHING, 12)
    assert {b.net for b in bills} == {Decimal("83.33"), Decimal("83.34")}  # 83.333...
    assert sum(b.net for b in bills) == 1000


@given(
    CENTS,
    st.floats(0, 500, allow_nan=False),
    st.lists(st.floats(0, 80, allow_nan=False), min_size=1, max_size=36),
)
@settings(deadline=None)  # a busy machine is no fault
def test_revenue_over_the_term_is_the_contract_price_whatever_hours_are_used(
    price: Decimal, sold: float, used: list[float]
) -> None:
    earned = recognised(price, sold, used)
    assert sum(earned) == price
    assert all(e >= 0 for e in earned)


def test_three_of_four_prepaid_hours_earn_three_quarters_until_the_term_ends() -> None:
    # the failure of others: 12.00 sold as 4 hours showed 9.00 after 3 hours, for ever
    assert recognised(Decimal(12), 4, [3, 0]) == (Decimal("9.00"), Decimal("3.00"))
    assert list(recognised(Decimal(12), 4, [3, 5, 2])) == [9, 3, 0]  # beyond what was sold: nothing
    with pytest.raises(ValueError, match="at least one month"):
        recognised(Decimal(1), 1, [])


def test_a_rise_comes_with_each_full_year() -> None:
    bills = invoices(offer(Decimal(1200), Decimal(0), Decimal("0.1")), (), NOTHING, 13)
    assert [bills[11].net, bills[12].net] == [100, 110]
    assert contract_price(offer(Decimal(1200), Decimal(0), Decimal("0.1")), (), NOTHING, 13) == 1310
