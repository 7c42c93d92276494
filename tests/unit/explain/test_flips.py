"""What flips a placement, why it lies where it lies: each claim solved anew from scratch."""

from __future__ import annotations

import pytest

from bestplaced.explain.alternatives import Reasons
from bestplaced.explain.certainty import Certainty
from bestplaced.explain.flips import HIGH, LOW, Flips, alone
from bestplaced.explain.flips import flips as found_flips
from bestplaced.plan import Outcome, plan
from bestplaced.plan.changed import changed
from bestplaced.plan.inputs import Input, uncertain_inputs
from bestplaced.plan.robust import robustness
from tests.cases import small_case

NAMES = ("A12", "D06", "B02", "B03", "D02", "D05", "C03", "B06", "A04", "B08", "B09", "D01")


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return plan(small_case(*NAMES))


@pytest.fixture(scope="module")
def flips(outcome: Outcome) -> Flips:
    assert outcome.plan is not None
    return found_flips(outcome.case, outcome.plan.account, inputs=some(outcome), workers=1)


def some(outcome: Outcome) -> list[Input]:
    """Return a few of the case's inputs, rates of the practice among them."""
    every = uncertain_inputs(outcome.case)
    return [*every[::16], *(e for e in every if e.name.startswith("rates.practice c"))]


def place(outcome: Outcome, responsibility: str) -> str:
    """Return a person inside by name, a provider as a whole."""
    assert outcome.plan is not None
    person = outcome.case.performers[outcome.plan.placements[responsibility]]
    return person.name if person.party == "the business" else person.party


def test_a_flip_flips_at_its_value_and_not_just_before_it(outcome: Outcome, flips: Flips) -> None:
    assert flips.flips
    nearest = {flip.entry.name: flip for flip in reversed(flips.flips)}
    for flip in nearest.values():
        r, name = flip.responsibility, flip.entry.name
        before = plan(changed(outcome.case, {name: flip.before}))
        after = plan(changed(outcome.case, {name: flip.value}))
        assert place(before, r) == place(outcome, r)
        assert place(after, r) == flip.place != place(outcome, r)
        # Just before: nearer to the input's value by a hundredth of the way, or a thousandth of
        # the way to the range's end; where exact, by what shows in money.
        way = abs(flip.value - flip.entry.value)
        assert 0 <= way - abs(flip.before - flip.entry.value) <= 0.02 * max(way, flip.entry.width)


def test_no_end_of_any_range_moves_a_placement_called_firm(outcome: Outcome, flips: Flips) -> None:
    assert flips.done == flips.asked
    assert {flip.responsibility for flip in flips.flips}.isdisjoint(flips.firm)
    assert {*flips.firm, *(flip.responsibility for flip in flips.flips)} == set(NAMES)
    for entry in some(outcome)[::4]:
        for value in (entry.low, entry.high):
            there = plan(changed(outcome.case, {entry.name: value}))
            assert all(place(there, r) == place(outcome, r) for r in flips.firm)


def test_no_flip_is_missed_between_the_value_and_the_one_told(
    outcome: Outcome, flips: Flips
) -> None:
    flip = flips.flips[-1]
    for share in (0.25, 0.5, 0.75):
        value = flip.entry.value + share * (flip.before - flip.entry.value)
        there = plan(changed(outcome.case, {flip.entry.name: value}))
        assert place(there, flip.responsibility) == place(outcome, flip.responsibility)


def test_two_workers_find_the_flips_of_one(outcome: Outcome, flips: Flips) -> None:
    assert outcome.plan is not None
    two = found_flips(outcome.case, outcome.plan.account, inputs=some(outcome), workers=2)
    assert two == flips


def test_an_interruption_keeps_the_ways_that_are_gone(outcome: Outcome) -> None:
    assert outcome.plan is not None

    def stop(done: int, _: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    kept = found_flips(outcome.case, outcome.plan.account, workers=1, progress=stop)
    assert 5 <= kept.done < kept.asked
    assert len(kept.bars) == 2  # five ways are two inputs with both ends, and one end more


def test_an_interruption_calls_nothing_firm_and_keeps_what_it_saw_move(
    outcome: Outcome, flips: Flips
) -> None:
    assert outcome.plan is not None
    ways = 2 * len(some(outcome))

    def stop(done: int, _: int) -> None:
        if done == ways:
            raise KeyboardInterrupt  # all ends are known, no way is looked at closer

    kept = found_flips(
        outcome.case, outcome.plan.account, inputs=some(outcome), workers=1, progress=stop
    )
    assert kept.done == ways < kept.asked
    assert kept.firm == ()
    assert {f.responsibility for f in kept.flips} | {*kept.unknown} == set(NAMES)
    nearest = {f.responsibility: abs(f.ranges) for f in flips.flips}
    assert kept.flips
    for flip in kept.flips:
        assert not flip.exact
        assert flip.before == flip.entry.value
        there = plan(changed(outcome.case, {flip.entry.name: flip.value}))
        assert (
            place(there, flip.responsibility) == flip.place != place(outcome, flip.responsibility)
        )
        assert nearest[flip.responsibility] <= abs(flip.ranges) + 1e-9


def test_an_input_alone_flips_where_the_search_of_all_says(outcome: Outcome, flips: Flips) -> None:
    assert outcome.plan is not None
    flip = flips.flips[0]
    found = alone(outcome.case, outcome.plan.account, [flip.entry])
    one = found[flip.responsibility, flip.entry.name, HIGH if flip.ranges > 0 else LOW]
    assert one.value == pytest.approx(flip.value, rel=1e-6)
    assert one.place == flip.place


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
