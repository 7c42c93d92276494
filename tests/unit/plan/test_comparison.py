"""Quotes compared on one workload: points of the volumes, gaps, hours on both sides, terms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bestplaced.errors import CaseError
from bestplaced.fees import usage_of
from bestplaced.plan.comparison import (
    NO_OFFER,
    Comparison,
    buyers_view,
    compare,
    owed_after,
    volumes_at,
)
from tests.cases import small_case

WORK = ("B02", "B03", "B08", "D01")
QUAY = {
    "name": "Quay",
    "kind": "practice",
    "inside_deal": True,
    "people": [
        {"name": "Bo", "grade": "bookkeeper", "bill_rate": 60},
        {"name": "Cy", "grade": "senior", "bill_rate": 95},
    ],
}
MILL = {"name": "Mill", "kind": "bureau", "people": [{"name": "Kim", "grade": "bookkeeper"}]}
WHOLE: dict[str, Any] = {
    "name": "whole", "provider": "Quay", "covers": ["B03", "B08", "D01"], "hours": 60,
    "fee": [{"kind": "fixed", "monthly": 500}, {"kind": "onboarding", "amount": 600}],
    "term_months": 36, "indexation": 0.05, "tax": {"rate": 0.1, "recoverable": False},
}  # fmt: skip
PART: dict[str, Any] = {
    "name": "part", "provider": "Mill", "covers": ["B03", "B08"],
    "fee": [{"kind": "unit", "driver": "supplier_invoices", "price": 2}],
}  # fmt: skip


def compared(**more: object) -> Comparison:
    settings: dict[str, object] = {
        "volumes": {"supplier_invoices": 2000},
        "volume_ranges": {"supplier_invoices": {"lo": 1500, "hi": 3000}},
        **more,
    }
    return compare(small_case(*WORK, providers=[QUAY, MILL], offers=[WHOLE, PART], **settings))


def test_each_point_of_the_volumes_is_the_cost_of_that_year() -> None:
    options = {o.name: o for o in compared().options}
    # 2 a unit: 1,500, 2,000 and 3,000 invoices
    assert options["part"].fee == (3000.0, 4000.0, 6000.0)
    # 6,000 a year, 5 % more in the second of two: 6,150, and 600 once over two years; 10 % tax
    assert options["whole"].fee == pytest.approx(((6150 + 300) * 1.1,) * 3)
    for option in options.values():
        assert option.cost[0] < option.cost[1] < option.cost[2]
        assert option.cost[1] == pytest.approx(option.account.cost)


def test_volumes_without_a_stated_range_move_by_the_judged_spread() -> None:
    case = compared().case
    low, usual, high = (volumes_at(case, i) for i in range(3))
    assert usual == case.volumes
    other = next(d for d in case.volumes if d != "supplier_invoices" and case.volumes[d] > 0)
    assert low[other] == pytest.approx(case.volumes[other] * case.assumptions.volume_low)
    assert high[other] == pytest.approx(case.volumes[other] * case.assumptions.volume_high)
    assert (low["supplier_invoices"], high["supplier_invoices"]) == (1500, 3000)


def test_what_an_offer_leaves_out_is_done_and_named() -> None:
    found = compared()
    assert set(found.scope) == {"B03", "B08", "D01"}
    options = {o.name: o for o in found.options}
    assert options["whole"].gaps == {}
    assert set(options["part"].gaps) == {"D01"}
    assert options["part"].gaps["D01"] == options["part"].account.placements["D01"]
    assert options[NO_OFFER].fee == (0.0, 0.0, 0.0)


def test_hours_stand_on_both_sides() -> None:
    options = {o.name: o for o in compared().options}
    whole = options["whole"]
    assert whole.hours_bought == 60
    assert whole.hours_needed == pytest.approx(
        sum(whole.account.hours[r] for r in ("B03", "B08", "D01"))
    )
    assert set(whole.done_today) == {"Dana"}  # nobody does D01 today, and it costs nobody's hours
    assert options["part"].hours_bought is None


def test_a_minimum_term_beyond_the_case_is_told_in_money() -> None:
    options = {o.name: o for o in compared().options}
    # months 25 to 36 at 500 a month, twice raised by 5 %, with 10 % tax: 6,000 x 1.1025 x 1.1
    assert options["whole"].owed_after == Decimal("7276.50")
    assert options["part"].owed_after == 0
    long = compared(term_months=36)
    assert {o.owed_after for o in long.options} == {Decimal("0.00")}
    offer = long.case.offers["whole"]
    assert owed_after(offer, (), usage_of(long.case), 36) == 0


def test_the_first_years_fee_holds_its_one_offs_and_no_indexation() -> None:
    whole = next(o for o in compared().options if o.name == "whole")
    assert whole.first_year == Decimal("7260.00")  # (6,000 + 600) x 1.1


def test_a_buyer_pays_every_provider_at_its_bill_rate() -> None:
    case = buyers_view(small_case(*WORK, providers=[QUAY, MILL]))
    assert not any(p.inside_deal for n, p in case.parties.items() if n != "the business")
    assert case.performers["Bo"].hour_cost == case.performers["Bo"].bill_rate == 60
    assert case.performers["Dana"].hour_cost < case.performers["Dana"].rate


def test_an_offer_that_cannot_be_had_as_quoted_is_said_to_be_so() -> None:
    tiny = {**MILL, "people": [{"name": "Kim", "grade": "bookkeeper", "hours": 1}]}
    case = small_case(*WORK, providers=[QUAY, tiny], offers=[WHOLE, PART])
    found = compare(case)
    assert found.impossible == ("part",)
    assert [o.name for o in found.options] == [NO_OFFER, "whole"]


def test_nothing_to_compare_is_an_error() -> None:
    with pytest.raises(CaseError, match="no offers to compare"):
        compare(small_case(*WORK))
