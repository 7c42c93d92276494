"""What moves a placement at the figures assumed: each claim solved from scratch."""

from __future__ import annotations

from typing import Any

import pytest

from bestplaced.cli.robust_alone import tell_alone, tell_staying
from bestplaced.cli.robust_data import robust_data
from bestplaced.explain.alternatives import Reasons
from bestplaced.plan import Outcome, plan
from bestplaced.plan.changed import changed
from bestplaced.plan.inputs import uncertain_inputs
from bestplaced.plan.robust import Robustness, robustness
from tests.cases import small_case

NAMES = ("A12", "D06", "B02", "B03", "D02", "D05", "C03", "B06", "A04", "B08", "B09", "D01")


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return plan(small_case(*NAMES), references=())


@pytest.fixture(scope="module")
def robust(outcome: Outcome) -> Robustness:
    assert outcome.plan is not None
    return robustness(outcome.case, outcome.plan.account, draws=40, workers=1)


@pytest.fixture(scope="module")
def told(outcome: Outcome, robust: Robustness) -> list[dict[str, Any]]:
    """Return the standings of some work that moves in some draws, told."""
    assert outcome.plan is not None
    few = [s for s in robust_data(robust)["standings"] if s["next_place"]]
    tell_alone(robust, outcome.plan.account, few)
    assert any(s["hangs_on"] for s in few)
    return few


def test_moving_costs_what_why_says_it_does(outcome: Outcome, told: list[dict[str, Any]]) -> None:
    assert outcome.plan is not None
    reasons = Reasons(outcome.case, outcome.plan.account)
    for s in told:
        others = {a.place: a.regret for a in reasons.why(s["responsibility"]).alternatives}
        cost = s["moving_costs"]
        assert cost is None or cost == pytest.approx(others[s["next_place"]], abs=0.01)


def test_figures_that_do_not_move_work_alone_leave_it_there_at_their_ends(
    outcome: Outcome, told: list[dict[str, Any]]
) -> None:
    for s in told:
        for h in s["hangs_on"]:
            value = h["alone_flips_at"]
            end = h["low" if h["correlation"] > 0 else "high"]
            there = _place(changed(outcome.case, {h["input"]: end if value is None else value}), s)
            assert there == (s["place"] if value is None else h["goes_to"])


def test_an_hour_of_a_third_person_bears_on_no_move_between_two_others(outcome: Outcome) -> None:
    """What an hour of one of the two costs does bear on it, at least for some."""
    assert outcome.plan is not None
    reasons, case = Reasons(outcome.case, outcome.plan.account), outcome.case
    place = dict(zip(reasons.problem.performers, reasons.places, strict=True))
    rates = {e.name.partition(".")[2]: e for e in uncertain_inputs(case) if e.name[:6] == "rates."}
    work = case.responsibilities["B03"].id
    here, compared = reasons.place(work), set[bool]()
    for other in reasons.why(work).alternatives:
        for person, entry in rates.items():
            bears = reasons.touches(work, other.place, {entry.name: entry.high})
            if place[person] not in {here, other.place}:
                assert not bears
            compared.add(bears)
    assert compared == {True, False}


def test_what_moves_at_other_figures_is_what_a_plan_from_scratch_has_elsewhere(
    outcome: Outcome, robust: Robustness
) -> None:
    assert outcome.plan is not None
    reasons, moved = Reasons(outcome.case, outcome.plan.account), 0
    for entry in [e for e in robust.inputs if e.name.startswith("rates.")]:
        found = reasons.moves_at({entry.name: entry.high})
        assert found is not None
        best = changed(outcome.case, {entry.name: entry.high})
        for name in outcome.case.responsibilities:
            there = found.get(name, reasons.place(name))
            assert there == _place(best, {"responsibility": name})
            assert (name in found) == (there != reasons.place(name))
        moved += len(found)
    assert moved


def test_staying_as_today_costs_what_why_says_it_does(outcome: Outcome, robust: Robustness) -> None:
    assert outcome.plan is not None
    standings, reasons = (
        robust_data(robust)["standings"],
        Reasons(outcome.case, outcome.plan.account),
    )
    tell_staying(robust, outcome.plan.account, standings)
    place, priced = dict(zip(robust.performers, reasons.places, strict=True)), 0
    for s in standings:
        others = {a.place: a.regret for a in reasons.why(s["responsibility"]).alternatives}
        today = place[s["today"]]
        assert ("staying_costs" in s) == (today != s["place"])
        if s.get("staying_costs") is not None:
            assert s["staying_costs"] == pytest.approx(others[today], abs=0.01)
            priced += 1
        elif "staying_costs" in s:
            assert today not in others
    assert priced


def test_both_figures_together_are_solved_anew(
    outcome: Outcome, robust: Robustness, told: list[dict[str, Any]]
) -> None:
    """Two inputs that do nothing by themselves, taken together, are no surprise either."""
    assert outcome.plan is not None
    reasons = Reasons(outcome.case, outcome.plan.account)
    for s in told:
        values = {e.name: e.low for e in robust.inputs if e.name.startswith("rates.")}
        there = _place(changed(outcome.case, values), s)
        assert reasons.place_at(s["responsibility"], values) == there


def _place(case: Any, standing: dict[str, Any]) -> str:  # noqa: ANN401 - a case
    """Return where the best plan of a case has some work, planned from scratch."""
    best = plan(case, references=()).plan
    assert best is not None
    person = case.performers[best.placements[standing["responsibility"]]]
    return str(person.name if person.party == "the business" else person.party)
