"""Pains: scores by tier and by responsibility, and what they may and may not change."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.case.pains import ordered, responsibility_weights, tier_scores, value_factor
from bestplaced.case.question import OFTEN, Pain
from bestplaced.catalogue import load_catalogue
from tests.cases import full_case

QUESTIONS = load_catalogue().questions
PAINS = st.lists(
    st.builds(
        Pain,
        question=st.sampled_from(QUESTIONS),
        severity=st.integers(0, 4),
        often=st.sampled_from(OFTEN),
    ),
    max_size=34,
    unique_by=lambda pain: pain.question.number,
)


@given(pains=PAINS)
def test_tier_scores_sum_to_the_total(pains: list[Pain]) -> None:
    assert math.fsum(tier_scores(pains).values()) == pytest.approx(sum(p.score for p in pains))


@given(pains=PAINS)
def test_weights_sum_to_one_or_are_none(pains: list[Pain]) -> None:
    weights = responsibility_weights(pains)
    assert not weights or math.fsum(weights.values()) == pytest.approx(1.0)
    assert all(w >= 0 for w in weights.values())


@given(pains=PAINS)
def test_worst_comes_first(pains: list[Pain]) -> None:
    scores = [p.score for p in ordered(pains)]
    assert scores == sorted(scores, reverse=True)


@given(pains=PAINS)
def test_the_factor_on_value_lies_between_a_half_and_one_and_a_half(pains: list[Pain]) -> None:
    for name in ("D05", "C03", "A01"):
        assert 0.5 <= value_factor(pains, name) <= 1.5


def test_a_score_by_hand() -> None:
    # Question 1: severity 4, monthly = 3, solvable 0.7: 4 x 3 x 0.7 = 8.4, half to each tier.
    pain = Pain(question=QUESTIONS[0], severity=4, often="monthly")
    assert pain.felt == 12
    assert pain.score == pytest.approx(8.4)
    assert tier_scores([pain])["direction"] == pytest.approx(4.2)
    assert responsibility_weights([pain]) == {"D05": 0.5, "C08": 0.5}
    assert value_factor([pain], "D05") == pytest.approx(0.5 + 12 / 16)


def test_pains_scale_default_values_and_leave_risks_and_own_estimates_alone() -> None:
    answers = {"1": {"severity": 4, "often": "weekly"}, "8": {"severity": 0, "often": "never"}}
    own = {"C08": {"base": 1000, "improvement": 0.1, "probability_of_acting": 1}}
    plain, felt = full_case(values=own), full_case(values=own, answers=answers)
    assert felt.risks == plain.risks
    before, after = plain.decision_values, felt.decision_values
    assert after["D05"].amount == pytest.approx(1.5 * before["D05"].amount)
    assert after["C03"].amount == pytest.approx(0.5 * before["C03"].amount)
    assert after["C08"].amount == before["C08"].amount == pytest.approx(100)
    assert after["C01"].amount == before["C01"].amount
