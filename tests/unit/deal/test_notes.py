"""What both sides are told: money in one way, what is assumed, who is paid for no work."""

from __future__ import annotations

from bestplaced.deal import deal
from bestplaced.plan import plan
from tests.cases import full_case


def told(**changes: object) -> str:
    return "\n".join(deal(plan(full_case(**changes), references=())).notes)


def test_a_practice_that_the_case_does_not_name_is_said_to_be_the_catalogues() -> None:
    text = told()
    assert "the case names no provider; the practice is a usual one of the catalogue" in text
    assert "is taken to do D11 Year-end file, D12" in text
    assert "works for the business already" not in text
    own = {"name": "Quill", "kind": "practice", "inside_deal": True,
           "people": [{"name": "Q senior", "grade": "senior"}]}  # fmt: skip
    assert "names no provider" not in told(providers=[own])


def test_what_the_provider_is_said_to_do_today_is_not_called_assumed() -> None:
    own = {"name": "Quill", "kind": "practice", "inside_deal": True,
           "people": [{"name": "Q senior", "grade": "senior"}]}  # fmt: skip
    placed = dict.fromkeys(("D11", "D12", "D13"), "Q senior")
    assert "Quill is said to do D11" in told(providers=[own], today=placed)
    paid = told(providers=[own], today=placed, deal={"fee_today": 5000})
    assert "said to do" not in paid  # then the fee is known, and nothing is assumed


def test_who_is_paid_without_any_work_today_is_named() -> None:
    people = [
        {"name": "Olive", "role": "owner"},
        {"name": "Dana", "role": "bookkeeper", "hours": 1600},
        {"name": "Paul", "role": "bookkeeper", "hours": 800},
    ]
    text = told(people=people)
    assert "Paul is paid for 800 hours and has no finance work today" in text
    assert "Dana is paid" not in text
    assert "Paul is paid" not in told(people=people, today={"B03": "Paul"})


def test_money_is_written_as_on_the_page() -> None:
    text = told(currency="GBP", country="GB")
    assert "GBP" not in text
    assert "what an hour of Olive (£" in text


def test_the_result_and_the_pay_that_a_case_leaves_out_are_said_to_be_assumed() -> None:
    text = told()
    assert "the case does not say the yearly result ($320,000), what an hour of Olive" in text
    assert "the pay of Dana ($31.94), Sam ($30.05)" in text
    people = [
        {"name": "Olive", "role": "owner", "rate": 90},
        {"name": "Dana", "role": "bookkeeper", "hours": 1600, "rate": 40},
    ]
    written = told(people=people, net_income=200_000)
    assert "the case does not say" not in written


def test_paid_hours_that_end_are_said_to_cost_notice() -> None:
    made = deal(plan(full_case(), references=()))
    ended = {
        x.name: x.hours[0].paid - x.hours[1].paid
        for x in made.spending
        if x.hours and x.hours[0].paid is not None and x.hours[1].paid is not None
    }
    text = "\n".join(made.notes)
    for name, hours in ended.items():
        assert (f"{hours:,.0f} paid hours of {name}" in text) is (hours >= 1)
    assert "notice and perhaps severance" in text  # somebody's hours do end in this case
    kept = [{"name": "Olive", "role": "owner"},
            {"name": "Dana", "role": "bookkeeper", "hours": 1600, "releasable": False}]  # fmt: skip
    assert "severance" not in told(people=kept)
