"""Every figure of a deal's page leads to its arithmetic and to inputs with unit and source."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest

from bestplaced.case.business import BUSINESS
from bestplaced.case.reading import read_case
from bestplaced.catalogue import complete
from bestplaced.deal import Deal, ProviderSide, deal
from bestplaced.deal.trace import BAND, RISKS, Traced, traced, traced_by
from bestplaced.deal.traced import HOURS
from bestplaced.errors import CaseError
from bestplaced.plan import plan

BAKERY = Path(__file__).parents[3] / "examples" / "rowan-lane-bakery.yaml"


@lru_cache(maxsize=1)
def agreed() -> Deal:
    return deal(plan(complete(read_case(BAKERY)), references=()))


@lru_cache(maxsize=1)
def figures() -> tuple[Traced, ...]:
    return traced(agreed())


def side() -> ProviderSide:
    found = agreed().side
    assert found is not None
    return found


def one(name: str, part: str) -> Traced:
    (found,) = [f for f in traced_by(figures(), name) if f.part == part]
    return found


def worth(arithmetic: str) -> float:
    """Evaluate what is told as arithmetic: digits, + - * / ^ and brackets only."""
    plain = arithmetic.replace(",", "").replace(" x ", " * ").replace("^", "**")
    assert set(plain) <= set("0123456789.+-*/() "), plain
    return float(eval(plain))  # noqa: S307 - digits and operators, as asserted


def test_every_figure_names_inputs_with_unit_source_and_grade() -> None:
    assert len(figures()) > 300
    for f in figures():
        assert f.inputs or f.parts or f.unit == "figures" or abs(f.amount) < 0.01, f.name
        for i in f.inputs:
            assert i.value, i
            assert i.unit, i
            assert i.source, i
            assert i.grade in set("ABCDE") or i.source == "case", i


@pytest.mark.parametrize("name", ["works from", "clean-up", "earns", "if hours grow 25%"])
def test_what_is_told_as_arithmetic_gives_the_amount(name: str) -> None:
    found = one(name, side().name)
    told = found.how.removeprefix("once: ").split(";")[0]
    assert worth(told) == pytest.approx(found.amount, abs=0.05)


def test_a_part_of_a_unit_is_no_nothing() -> None:
    """A financing once in five years: 0.2 x (1,200 + 4 x 3,600 + 9,000) / 6 minutes, and more."""
    (work,) = [f for f in traced_by(figures(), "C02") if f.part == HOURS]
    assert [i.value for i in work.inputs if i.name == "financings"] == ["0.2"]


@pytest.mark.parametrize(("name", "part"), [("onboarding", ""), ("moving the work", BUSINESS)])
def test_moving_is_told_by_piece_of_work(name: str, part: str) -> None:
    found = one(name, part or side().name)
    told = found.how.split(";")[0].rpartition(": ")[2]
    moved = {r for r, amount in agreed().account.transition.items() if amount}
    assert set(re.findall(r"[A-D][0-9]{2}", told)) == moved
    assert worth(re.sub(r" [A-D][0-9]{2}", "", told)) == pytest.approx(found.amount, abs=0.06)


def test_the_fee_and_its_ceiling_can_be_worked_out_again() -> None:
    fee = one("fee", BAND)
    assert worth(fee.how) == pytest.approx(fee.amount, abs=0.02)
    elsewhere = one("another practice at the same bill rates", BAND)
    told = elsewhere.how.removeprefix("hours at bill rates: ").split(";")[0]
    told = told.replace(" of switching", "").replace(" months", "")
    assert worth(told) == pytest.approx(elsewhere.amount, abs=1)  # hours to a hundredth
    today = one("staying as today", BAND)
    told = today.how.removeprefix("needs ").split(";")[0].replace("the worth of this plan ", "")
    told = told.replace(" that today's fee is above the need of that work", "")
    assert worth(told) == pytest.approx(today.amount, abs=0.05)


def test_what_the_business_gains_can_be_worked_out_again() -> None:
    business = agreed().business
    assert business is not None
    parts = [one(name, "the business") for name in ("money and hours", "less risk")]
    for found, amount in zip(parts, (business.saving, business.risk_relief), strict=True):
        told = found.how.split(":")[0].split(";")[0]
        for words in (" today", " of its own in the plan", " in the plan", " fees to others",
                      " fee", " tax"):  # fmt: skip
            told = told.replace(words, "")
        assert worth(told) == pytest.approx(amount, abs=0.05)
        assert found.amount == amount
    whole = one("better off by", "the business")
    told = re.sub(r" [a-z ]+(?= |$)", "", whole.how)
    assert worth(told) == pytest.approx(business.value, abs=0.05)


def test_a_persons_hours_times_the_rate_are_the_persons_cost() -> None:
    for g in side().grades:
        found = one(g.performer, side().name)
        hours, rate = found.how.split(", with ")[0].split(" h x ")
        assert worth(hours) * worth(rate) == pytest.approx(found.amount, abs=0.01)


def test_a_rate_written_in_the_case_is_told_as_written_and_not_as_worked_out() -> None:
    found = {i.name: i for i in one("Teasel senior", side().name).inputs}
    rate, share = found["Teasel senior cost rate"], found["utilisation of Teasel & Quill"]
    assert (rate.value, rate.unit, rate.source) == ("30", "GBP/hour", "case")  # as in the file
    grade = next(g for g in side().grades if g.performer == "Teasel senior")
    assert grade.rate == pytest.approx(30 / float(share.value))


def test_the_parts_of_the_account_sum_to_what_the_provider_needs() -> None:
    account = [f for f in figures() if f.part == side().name]
    names = [f.name for f in account]
    parts = [f.amount for f in account[: names.index("needs")]]
    assert sum(parts) == pytest.approx(one("needs", side().name).amount)


def test_risks_sum_to_the_price_of_all_risks_without_bad_years() -> None:
    account = agreed().account
    known = agreed().case.risks
    total = sum(f.amount for f in figures() if f.part == RISKS and f.name in known)
    assert total == pytest.approx(account.risk - account.dependence)
    assert one("all risks", RISKS).amount == pytest.approx(account.risk)


def test_money_is_in_the_currency_of_the_case() -> None:
    units = {i.unit for f in figures() for i in f.inputs}
    assert not [u for u in units if "USD" in u]


def test_a_name_that_is_not_on_the_page_is_refused_with_the_nearest() -> None:
    with pytest.raises(CaseError, match=r"no figure is called 'onbording'.*onboarding"):
        traced_by(figures(), "onbording")
    with pytest.raises(CaseError, match="Take a name from the page"):
        traced_by(figures(), "zzz")
