"""The way out: complete, in order, priced like the way in."""

import pytest

from bestplaced.engagement import exit_plan
from tests.engagements import engaged

CASE, ACCOUNT, SCOPE = engaged()
PLAN = exit_plan(SCOPE, ACCOUNT)


def test_all_that_was_taken_on_is_handed_back_once() -> None:
    assert sorted(b.responsibility for b in PLAN.hand_backs) == sorted(SCOPE.ids)


def test_work_is_handed_back_before_what_it_rests_on() -> None:
    order = [b.responsibility for b in PLAN.hand_backs]
    for name in order:
        for before in CASE.responsibilities[name].depends_on:
            if before in order:
                assert order.index(name) < order.index(before)


def test_hours_are_two_and_a_tenth_of_a_year_for_each() -> None:
    # transition_hours 2, transition_share 0.10 (settings)
    for back in PLAN.hand_backs:
        assert back.hours == pytest.approx(2 + 0.10 * ACCOUNT.hours[back.responsibility])
    assert PLAN.hours == pytest.approx(sum(b.hours for b in PLAN.hand_backs))


def test_authorities_are_those_of_the_country_and_of_the_services() -> None:
    assert any("8655" in text for text in PLAN.authorities)
    uk, account, scope = engaged(country="GB", currency="GBP")
    assert uk.country == "GB"
    assert exit_plan(scope, account).authorities == (
        "agent's authority for PAYE",
        "agent's authority for corporation tax",
    )
