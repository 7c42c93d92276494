"""Fees line by line: edges of bands, caps, minimums, one-offs, tax, and refused unit prices."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from pydantic import TypeAdapter

from bestplaced.case.offer import FeeLine, Offer
from bestplaced.errors import CaseError
from bestplaced.fees import Usage, charge, one_off, recurring, to_cents, unit_price, yearly_cost

LINE: TypeAdapter[FeeLine] = TypeAdapter(FeeLine)


def usage(volume: float = 0, behind: int = 0, **hours: int) -> Usage:
    spent = {r: Fraction(h) for r, h in hours.items()}
    volumes = {"payslips": Fraction(str(volume)), "revenue": Fraction(1_000_000)}
    return Usage(volumes, spent, Fraction(behind))


def cost(line: dict[str, Any], used: Usage) -> Decimal:
    return to_cents(charge(LINE.validate_python(line), used))


def offer(*fee: dict[str, Any], **more: object) -> Offer:
    return Offer.model_validate(
        {"name": "o", "provider": "q", "covers": ["B08"], "fee": fee, **more}
    )


BANDS = [{"above": 0, "up_to": 50, "monthly": 100}, {"above": 50, "up_to": 100, "monthly": 150},
         {"above": 100, "price": "2.50"}]  # fmt: skip


@pytest.mark.parametrize(
    ("volume", "fee"),
    [
        (0, "1200"),
        (599, "1200"),  # one below the edge of 12 x 50 a year
        (600, "1200"),  # exactly at it: the band holds its upper edge
        (601, "1800"),  # one above
        (1199, "1800"),
        (1200, "1800"),
        (1201, "3002.50"),  # 1,201 x 2.50
    ],
)
def test_a_band_holds_its_upper_edge_and_not_one_more(volume: int, fee: str) -> None:
    line = {"kind": "banded", "driver": "payslips", "per": "month", "bands": BANDS}
    assert cost(line, usage(volume)) == Decimal(fee)


def test_a_graduated_fee_prices_only_the_units_inside_each_band() -> None:
    bands = [{"above": 0, "up_to": 100, "price": 2}, {"above": 100, "price": 1}]
    line = {"kind": "banded", "driver": "payslips", "graduated": True, "bands": bands}
    assert [cost(line, usage(v)) for v in (99, 100, 101)] == [198, 200, 201]


@pytest.mark.parametrize(
    ("volume", "fee"),
    [(89, "1199"), (90, "1200"), (100, "1200"), (110, "1200"), (111, "1203")],
)
def test_inside_its_band_an_included_quantity_costs_the_base_alone(volume: int, fee: str) -> None:
    # 100 +- 10 %: above 110 each costs 3; below 90 each gives back 1
    line = {"kind": "included", "driver": "payslips", "quantity": 100, "band": 0.1,
            "monthly": 100, "overage": 3, "refund": 1}  # fmt: skip
    assert cost(line, usage(volume)) == Decimal(fee)


def test_hours_are_billed_above_those_included_and_up_to_the_cap() -> None:
    line = {"kind": "hourly", "rate": 50, "included": 10, "cap": 1_000}
    billed = [cost(line, usage(B08=h)) for h in (9, 10, 11, 30, 31)]
    assert billed == [0, 0, 50, 1000, 1000]  # 20 x 50 is the cap
    assert cost({**line, "hours": 12}, usage(B08=500)) == 100  # stated hours are what is billed


def test_a_line_for_some_work_is_charged_only_where_that_work_lies_with_the_provider() -> None:
    line = {"kind": "fixed", "yearly": 500, "covers": ["B08"]}
    assert [cost(line, usage(B08=1)), cost(line, usage(B03=1))] == [500, 0]


def test_percentages_units_and_clean_up_are_what_their_words_say() -> None:
    assert cost({"kind": "percent", "of": "revenue", "rate": 0.012}, usage()) == 12_000
    assert cost({"kind": "percent", "of": "payroll", "rate": 0.01, "amount": 5e5}, usage()) == 5_000
    assert cost({"kind": "unit", "driver": "payslips", "price": "6.35"}, usage(7)) == Decimal(
        "44.45"
    )
    line = {"kind": "clean_up", "amount": 500, "exponent": 1.5}
    assert [cost(line, usage(behind=m)) for m in (0, 1, 4)] == [0, 500, 4000]  # 500 x 4^1.5


def test_a_minimum_fee_holds_for_the_recurring_part_only() -> None:
    quote = offer({"kind": "unit", "driver": "payslips", "price": 1},
                  {"kind": "onboarding", "amount": 300}, minimum_fee=100)  # fmt: skip
    assert [recurring(quote, (), usage(v)) for v in (99, 100, 101)] == [100, 100, 101]
    assert one_off(quote, (), usage(5)) == 300


def test_a_year_averages_indexation_and_one_offs_and_counts_tax_that_is_not_recovered() -> None:
    lines = ({"kind": "fixed", "yearly": 1_000}, {"kind": "onboarding", "amount": 500})
    plain = offer(*lines, indexation=0.1, credits={"share": 0.1, "missed": 0.5})
    # (1000 + 1100) / 2 over two years, less 10 % in half the time; 500 over two years
    assert yearly_cost(plain, (), usage(), 24) == Fraction("997.5") + 250
    taxed = plain.model_copy(update={"tax": offer(tax={"rate": 0.2}).tax})
    assert yearly_cost(taxed, (), usage(), 24) == Fraction("1247.5")  # recovered: no cost
    lost = offer(tax={"rate": 0.2, "recoverable": False}).tax
    assert yearly_cost(plain.model_copy(update={"tax": lost}), (), usage(), 24) == 1497


def test_a_retainer_is_refused_as_a_unit_price_with_the_reason() -> None:
    unit = offer({"kind": "unit", "driver": "payslips", "price": 7})
    assert unit_price(unit, (), "payslips", usage(100)) == 7
    with pytest.raises(CaseError, match=r"it has: fixed\).*10.00 now, would be 5.00"):
        unit_price(offer({"kind": "fixed", "yearly": 1000}), (), "payslips", usage(100))
    with pytest.raises(CaseError, match="minimum fee"):
        unit_price(unit.model_copy(update={"minimum_fee": 1}), (), "payslips", usage(100))
