"""Reasons are made from data: each placement has one, and the gains are real."""

from __future__ import annotations

import pytest

from bestplaced.explain import binding_rules, overloaded_today, placement_views, steep_prices
from bestplaced.plan import Outcome, Verifier, plan
from tests.cases import full_case

CASE = full_case()
OUTCOME = plan(CASE)
VERIFIER = Verifier(CASE)
VIEWS = {view.responsibility: view for view in placement_views(OUTCOME, VERIFIER)}


def test_every_responsibility_has_a_reason() -> None:
    assert set(VIEWS) == set(CASE.responsibilities)
    assert all(view.reasons for view in VIEWS.values())


def test_the_gain_is_what_going_back_alone_would_cost() -> None:
    best = OUTCOME.references["best"]
    for view in VIEWS.values():
        back = VERIFIER.account({**best.placements, view.responsibility: view.today})
        if view.moves:
            assert view.gain == pytest.approx(back.objective - best.objective)
            # The best plan is optimal: only a broken rule can make going back look cheaper.
            assert view.gain >= -1e-6 or back.broken, view.responsibility
        else:
            assert view.gain == 0


def test_money_is_released_by_the_owner_because_no_provider_may() -> None:
    view = VIEWS["D06"]
    assert (view.performer, view.answerable) == ("Olive", "the business")
    assert any("D06" in reason for reason in view.reasons)


def test_the_one_who_answers_in_law_does_not_move_with_the_work() -> None:
    assert VIEWS["D13"].performer == "practice partner"
    assert VIEWS["D13"].answerable == "the business"


def test_risks_are_borne_on_named_terms_and_shares_lie_between_0_and_1() -> None:
    for view in VIEWS.values():
        for bearing in view.bearings:
            assert bearing.terms in {"retained", "shared", "transferred", "insured"}
            assert 0 <= bearing.share <= 1
            assert 0 <= bearing.collectable <= 1 + 1e-9


def test_a_price_far_above_the_expected_loss_is_reported() -> None:
    # An event of 3m once in a hundred years, of which the business can pay 1m, tolerance 10,000:
    # and the practice makes each event 0.9 times as large:
    # (1m + 1m² / (2 · 10,000)) / 2.7m = 19 times the expected loss. R23 is retained only.
    rare = {
        "frequency": {"lo": 0.01, "hi": 0.01},
        "severity": {"p5": 2.9e6, "p50": 3e6, "p95": 3.1e6, "max_loss": 4e6},
    }
    assert steep_prices(CASE, tuple(VIEWS.values())) == ()
    case = full_case(risks={"R23": rare}, tolerance=10_000, means=1_000_000)
    warned = steep_prices(case, placement_views(plan(case), Verifier(case)))
    assert any(text.startswith("R23") and "19 times" in text for text in warned)


def test_a_binding_rule_is_worth_what_breaking_it_alone_saves() -> None:
    best = OUTCOME.references["best"]
    bindings = binding_rules(OUTCOME, VERIFIER)
    assert bindings
    priced = [b for b in bindings if b.worth is not None]
    assert any(b.rule.startswith("dependence") for b in priced)
    for binding in priced:
        savings = [
            best.objective - moved.objective
            for r in CASE.responsibilities
            for p in CASE.performers
            if (moved := VERIFIER.account({**best.placements, r: p})).broken == (binding.rule,)
        ]
        assert max(savings) == pytest.approx(binding.worth)


def test_a_pinned_place_is_explained_by_its_pin() -> None:
    case = full_case(pins={"D11": "practice senior", "C01": "nobody"})
    views = {v.responsibility: v for v in placement_views(plan(case), Verifier(case))}
    assert views["D11"].reasons == ("pin: D11 stays with practice senior",)
    assert views["C01"].reasons == ("pin: C01 stays with nobody",)


def test_a_doubtful_picture_of_today_is_told() -> None:
    case = full_case(people=[{"name": "Olive", "role": "owner", "hours": 300}])
    verifier = Verifier(case)
    alone = Outcome(
        case=case,
        termination=OUTCOME.termination,
        plan=None,
        bound=0,
        gap=0,
        seconds=0,
        seed=0,
        versions={},
        references={"today": verifier.today()},
        tags=verifier.tags,
    )
    assert any("today Olive would need" in text for text in overloaded_today(alone))
    assert overloaded_today(OUTCOME) == ()
