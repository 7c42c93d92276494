"""What is handed on where hours run out: work of that person, to another place."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from bestplaced.explain.certainty import Certainty
from bestplaced.explain.keeping import (
    HandedOn,
    _ranked,
    _saved,
    _swapped,
    _tried,
    keeping,
    overfull,
)
from bestplaced.plan import plan
from bestplaced.plan.candidates import costs_of, is_legal
from bestplaced.plan.resolve import places
from bestplaced.plan.robust import DrawDesk, Robustness, robustness
from tests.cases import small_case

NAMES = ("A12", "D06", "B02", "B03", "D02", "D05", "C03", "B06", "A04", "B08", "B09", "D01")


@pytest.fixture(scope="module")
def tight() -> Robustness:
    """Return draws of a case in which each desk is as wide as the plan fills it."""
    case = small_case(*NAMES)
    best = plan(case, references=()).plan
    assert best is not None
    load = {p: year.load for p, year in best.account.people.items() if year.load}
    people = dict(case.performers)
    for name, hours in load.items():
        if not people[name].has_steps:
            people[name] = people[name].model_copy(update={"capacity": hours})
    narrow = case.model_copy(update={"performers": people})
    again = plan(narrow, references=()).plan
    assert again is not None
    return robustness(narrow, again.account, draws=20, workers=1)


def test_only_work_of_the_person_whose_hours_run_out_is_handed_on(tight: Robustness) -> None:
    held = dict(zip(tight.case.responsibilities, tight.recommended.placement, strict=True))
    found = keeping(tight).handed_on
    assert found
    for person, pieces in found.items():
        draws = sum(person in overfull(draw) for draw in tight.draws)
        assert draws
        for piece in pieces:
            assert tight.performers[held[piece.responsibility]] == person != piece.place
            assert 1 <= piece.draws <= draws


def test_where_hours_run_out_something_leaves_that_desk_or_its_firm_sees_to_it(
    tight: Robustness,
) -> None:
    found = keeping(tight).handed_on
    inside = {n for n, p in tight.case.performers.items() if p.party == "the business"}
    for draw in tight.draws:
        for person in set(overfull(draw)) & inside:
            if draw.candidates[0] < float("inf"):
                assert found[person]


def test_a_piece_is_told_once_with_the_place_that_takes_it_most_often() -> None:
    counts = Counter({(0, "Bo"): 3, (0, "Cy"): 5, (1, "Bo"): 4})
    assert _ranked(["A", "B"], counts) == (HandedOn("A", "Cy", 5), HandedOn("B", "Bo", 4))


def test_swaps_are_tried_of_work_oftener_elsewhere_and_of_the_three_nearest_to_even(
    tight: Robustness,
) -> None:
    standings = {s.responsibility: s for s in Certainty(tight).standings() if s.elsewhere}
    leads = {name: round(s.share - s.elsewhere_share, 9) for name, s in standings.items()}
    names = list(tight.case.responsibilities)
    near = sorted(leads, key=lambda name: (abs(leads[name]), names.index(name)))[:3]
    tried = {names[row] for row, _ in _tried(tight, places(tight.case, tight.performers))}
    assert tried == {*near, *(name for name in leads if leads[name] < 0)}


def test_a_swap_is_another_place_and_costs_no_more_than_its_own_account(tight: Robustness) -> None:
    """Accounts of each draw are apart from the prices of plans; mending makes no plan dearer."""
    desk = DrawDesk(tight.case, tight.inputs, tight.values)
    names, where = list(tight.case.responsibilities), places(tight.case, tight.performers)
    weight, compared = desk.resolver.resolver.weight, 0
    cells = _tried(tight, where)
    assert {s.responsibility for s in keeping(tight).swaps} <= {names[row] for row, _ in cells}
    for row, performer in cells:
        assert where[performer] != where[tight.recommended.placement[row]]
        other = _swapped(tight, row, performer)
        for draw in tight.draws:
            problem, verifier = desk.problem(draw.number)
            if is_legal(problem, other):
                (price,) = costs_of(problem, [other], weight)
                compared += 1
                assert price <= desk.resolver.account(verifier, other).objective * (1 + 1e-6)
    assert compared


def test_what_a_swap_saves_is_a_mean_where_the_plan_can_be_kept() -> None:
    # Differences 3, 1 and 2 in the draws where plan 0 has a cost: mean 2, error 1 / sqrt(3).
    costs = np.array([[10.0, 7.0], [10.0, 9.0], [np.inf, 5.0], [10.0, 8.0]])
    assert np.allclose(_saved(costs, 1), (2.0, 1 / 3**0.5))
    assert _saved(np.array([[1.0, np.inf], [1.0, 0.5]]), 1)[0] == -np.inf
