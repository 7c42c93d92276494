"""What flips a placement, why it lies where it lies: each claim solved anew from scratch."""

from __future__ import annotations

import pytest

from bestplaced.explain.alternatives import Reasons
from bestplaced.explain.certainty import Certainty
from bestplaced.explain.flips import Flips, FlipSearch
from bestplaced.plan import Outcome, plan
from bestplaced.plan.changed import changed
from bestplaced.plan.robust import robustness
from tests.cases import small_case

NAMES = ("A12", "D06", "B02", "B03", "D02", "D05", "C03", "B06")


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return plan(small_case(*NAMES))


@pytest.fixture(scope="module")
def flips(outcome: Outcome) -> Flips:
    assert outcome.plan is not None
    return FlipSearch(outcome.case, outcome.plan.account).search(2)


def place(outcome: Outcome, responsibility: str) -> str:
    """Return a person inside by name, a provider as a whole."""
    assert outcome.plan is not None
    person = outcome.case.performers[outcome.plan.placements[responsibility]]
    return person.name if person.party == "the business" else person.party


def test_a_flip_flips_at_its_value_and_not_just_before_it(outcome: Outcome, flips: Flips) -> None:
    assert flips.flips
    for flip in flips.flips:
        r, name = flip.responsibility, flip.entry.name
        before = plan(changed(outcome.case, {name: flip.before}))
        after = plan(changed(outcome.case, {name: flip.value}))
        assert place(before, r) == place(outcome, r)
        assert place(after, r) == flip.place != place(outcome, r)
        # Just before: nearer to the input's value by at most four hundredths of the way.
        way = abs(flip.value - flip.entry.value)
        assert 0 <= way - abs(flip.before - flip.entry.value) <= 0.05 * way


def test_the_bars_of_the_tornado_are_the_gains_at_the_ends(outcome: Outcome, flips: Flips) -> None:
    bar = flips.bars[0]
    low = plan(changed(outcome.case, {bar.entry.name: bar.entry.low}))
    high = plan(changed(outcome.case, {bar.entry.name: bar.entry.high}))
    assert bar.at_low == pytest.approx(low.surplus, abs=1)
    assert bar.at_high == pytest.approx(high.surplus, abs=1)
    assert [b.swing for b in flips.bars] == sorted((b.swing for b in flips.bars), reverse=True)


def test_regret_is_never_negative_and_is_what_a_pin_elsewhere_costs(outcome: Outcome) -> None:
    assert outcome.plan is not None
    reasons = Reasons(outcome.case, outcome.plan.account)
    for name in NAMES[:4]:
        for other in reasons.why(name).alternatives:
            assert other.regret >= 0
            assert other.regret == pytest.approx(
                other.cost + other.risk - other.decisions, abs=0.01 + 1e-6 * 250_000
            )
            pinned = plan(outcome.case.model_copy(update={"pins": {name: other.performer}}))
            assert pinned.plan is not None
            extra = pinned.plan.account.objective - outcome.plan.account.objective
            assert extra == pytest.approx(other.regret, abs=1)


def test_easing_a_rule_never_costs(outcome: Outcome) -> None:
    assert outcome.plan is not None
    reasons = Reasons(outcome.case, outcome.plan.account)
    for name in NAMES[:3]:
        assert all(eased.worth >= 1 for eased in reasons.why(name).relaxations)


def test_every_place_is_an_alternative_or_barred_with_its_rule(outcome: Outcome) -> None:
    assert outcome.plan is not None
    reasons = Reasons(outcome.case, outcome.plan.account)
    why = reasons.why("A12")
    told = {why.place, *why.barred, *(a.place for a in why.alternatives)}
    assert told == set(reasons.places)
    assert all(rule for rule in why.barred.values())


def test_standings_shares_and_the_worth_of_learning(outcome: Outcome) -> None:
    assert outcome.plan is not None
    sure = Certainty(robustness(outcome.case, outcome.plan.account, draws=24, workers=1))
    standings = sure.standings()
    assert [s.responsibility for s in standings] == list(outcome.case.responsibilities)
    for standing in standings:
        assert 0 <= standing.share <= 1
        assert standing.elsewhere_share <= 1 - standing.share + 1e-12
    everything, _ = sure.knowing_all()
    for one in sure.learning():
        # No single fact is worth more than all of them, but for the error of the estimate.
        assert one.worth <= everything + 3 * one.error + 1
