"""What the business spends: items that sum to both totals, and what becomes of paid time."""

from __future__ import annotations

from functools import lru_cache

import pytest

from bestplaced.case.business import BUSINESS
from bestplaced.deal import Deal, deal
from bestplaced.plan import plan
from tests.cases import full_case

CASES: dict[str, dict[str, object]] = {
    "a practice of the catalogue": {},
    "paid today, with tax that stays": {
        "deal": {"fee_today": 6000, "fee_tax_rate": 0.2, "fee_tax_recoverable": 0.5}
    },
    "a second provider of unknown cost": {
        "providers": [
            {"name": "Open", "kind": "practice", "inside_deal": True,
             "people": [{"name": "open senior", "grade": "senior"}]},
            {"name": "Closed", "kind": "practice",
             "people": [{"name": "closed clerk", "grade": "clerk"}]},
        ]
    },
}  # fmt: skip


@lru_cache(maxsize=3)
def struck(name: str) -> Deal:
    return deal(plan(full_case(**CASES[name]), references=()))


@pytest.mark.parametrize("name", CASES)
def test_items_sum_to_what_finance_costs_today_and_at_the_fee(name: str) -> None:
    made = struck(name)
    assert made.business is not None
    before, after = (sum(getattr(x, side) for x in made.spending) for side in ("before", "after"))
    assert before == pytest.approx(made.business.cost_today, abs=1e-6)
    assert after == pytest.approx(made.business.cost_then, abs=1e-6)
    assert len({x.name for x in made.spending}) == len(made.spending)


@pytest.mark.parametrize("name", CASES)
def test_everybody_who_is_paid_stands_there_with_the_hours_of_both_plans(name: str) -> None:
    made = struck(name)
    people = {x.name: x.hours for x in made.spending if x.hours is not None}
    paid = {
        n: p for n, p in made.case.performers.items() if p.party == BUSINESS and p.steps_today > 0
    }
    assert set(paid) <= set(people)
    for n, p in paid.items():
        assert people[n][0].paid == p.steps_today * p.step_hours
        assert people[n][1].paid == made.account.people[n].steps * p.step_hours
        assert people[n][1].worked == made.account.people[n].load
    assert people[made.case.owner.name][0].paid is None  # nobody pays the owner by the hour


def test_the_tax_that_stays_is_an_item_of_its_own() -> None:
    # half of 20 % stays: 600 on the 6,000 of today, a tenth of the fee in the plan
    made = struck("paid today, with tax that stays")
    (tax,) = [x for x in made.spending if x.name == "tax on fees"]
    assert made.fee is not None
    assert tax.before == pytest.approx(600)
    assert tax.after == pytest.approx(0.1 * made.fee)


@pytest.mark.parametrize("name", CASES)
def test_cash_leaves_out_the_owners_hours_and_the_worth_of_free_time(name: str) -> None:
    made = struck(name)
    for x in made.spending:
        if x.hours is None:
            hours_only = x.kind == "own" and x.name != "tax on fees"
            assert x.cash == ((0.0, 0.0) if hours_only else (x.before, x.after))
            continue
        person = made.case.performers[x.name]
        for cash, cost, year in zip(x.cash, (x.before, x.after), x.hours, strict=True):
            if year.paid is None:
                assert cash == 0
                continue
            # a salary for each paid hour, and hours beyond them at the overtime factor
            beyond = max(0.0, year.worked - year.paid) * person.rate
            overtime = beyond * made.case.assumptions.overtime_factor
            assert cash == pytest.approx(
                year.paid / person.step_hours * person.step_cost + overtime
            )
            free = max(0.0, year.paid - year.worked) * person.hour_cost
            assert cost == pytest.approx(cash - free)
