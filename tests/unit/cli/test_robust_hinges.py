"""What a toss-up hangs on, in words."""

from __future__ import annotations

import re

from bestplaced.cli.page import listed
from bestplaced.cli.robust_hinges import (
    _by_way_of,
    _together,
    _turns,
    first_few,
    hanging,
    turning,
)

HINGE = {
    "input": "rates.Bo", "what": "cost of an hour of Bo", "unit": "USD/hour", "value": 48.6,
    "low": 40.5, "high": 58.3, "grade": "D", "correlation": 0.5,
    "median_where_it_stays": 53.4, "median_where_it_leaves": 47.0, "goes_to": "Bo",
}  # fmt: skip


def test_a_turn_is_compared_with_what_is_assumed_never_with_a_middle_of_draws() -> None:
    told = _turns({**HINGE, "alone_flips_at": 47.5}, "Sam")
    assert told == "an hour of Bo costs less ($48.60 an hour; alone below $47.50 an hour)"
    none = _turns({**HINGE, "alone_flips_at": None}, "Sam")
    assert none.endswith("($48.60 an hour; alone not even at $40.50 an hour)")
    assert _turns(HINGE, "Sam") == "an hour of Bo costs less ($48.60 an hour)"


def test_what_would_move_work_that_no_figure_moves_alone_is_told() -> None:
    risk = {"unit": "USD/event", "value": 900.0, "low": 600.0, "high": 1350.0, "correlation": 0.5,
            "goes_to": "Cy"}  # fmt: skip
    two = [
        {**risk, "input": "severity.R9", "what": "median event of R9 Loss", "alone_flips_at": None},
        {**risk, "input": "frequency.R9", "what": "frequency of R9 Loss", "alone_flips_at": None},
    ]
    told = turning({"place": "Sam", "hangs_on": two})
    assert re.fullmatch(
        r"More often with Cy if one event of 'R9 Loss' costs less .*, or if it strikes .*", told
    )
    both = _together({"hangs_on": two, "together_move_it": True})
    assert both == " Both together move it; neither alone."
    assert "Both together do not move it either" in _together(
        {"hangs_on": two, "together_move_it": False}
    )
    assert _together({"hangs_on": two[:1]}) == " It takes other figures off as well."
    # Where one figure is enough, it is told, and the other is not.
    enough = [two[0], {**two[1], "alone_flips_at": 0.5}]
    told = turning({"place": "Sam", "hangs_on": enough})
    assert told.startswith("More often with Cy if 'R9 Loss' strikes less often (")
    assert _together({"hangs_on": enough}) == ""


def test_each_figure_names_the_place_it_sends_the_work_to() -> None:
    none = {**HINGE, "alone_flips_at": None}
    other = {**none, "input": "rates.Di", "what": "cost of an hour of Di", "goes_to": "nobody"}
    assert re.fullmatch(
        r"More often with Bo if an hour of Bo costs less \(.*\); more often undone if an hour of "
        r"Di costs less \(.*\)",
        turning({"place": "Sam", "hangs_on": [none, other]}),
    )
    s = {"responsibility": "A", "name": "x", "place": "Sam", "performer": "Sam", "share": 0.4,
         "next_place": "Cy", "next_share": 0.35, "moving_costs": 1511.0,
         "hangs_on": [{**HINGE, "alone_flips_at": 47.5}]}  # fmt: skip
    told = hanging(s, "USD")
    # Most often else with Cy, but that figure alone sends it to Bo: each is named where it belongs.
    moving = "others 25%; moving it to Cy costs $1,511 a year more as assumed"
    assert f"{moving}. More often with Bo if" in told
    # That is with all else placed anew; kept over the draws by itself, the move saves 700.
    swap = {"responsibility": "A", "place": "Cy", "saves": 700.0, "standard_error": 90.0,
            "clearly_cheaper": True}  # fmt: skip
    told = hanging(s, "USD", [{**swap, "place": "Bo", "saves": 1.0}, swap])
    assert f"{moving}, $700 less on average over the draws. More often" in told
    chance = {**swap, "saves": -100.0}
    unclear = "on average over the draws (not clear of chance)."
    assert f"$100 more {unclear}" in hanging(s, "USD", [chance])
    # What the verdict does not call clearly cheaper, the hinge does not either.
    seems = {**swap, "saves": 250.0, "clearly_cheaper": False}
    assert f"$250 less {unclear}" in hanging(s, "USD", [seems])


def test_a_figure_of_neither_place_comes_last_and_says_by_way_of_which_work() -> None:
    far = {**HINGE, "alone_flips_at": 47.5, "touches": False, "goes_to": "Cy"}
    near = {**HINGE, "alone_flips_at": 47.0, "touches": True, "goes_to": "Cy"}
    assert "below $47)" in turning({"place": "Sam", "hangs_on": [far, near]}).replace(
        " an hour)", ")"
    )
    moves = [
        {"responsibility": r, "name": "x", "place": "Bo", "other_place": "Sam"} for r in "DEFG"
    ]
    along = {**far, "along": moves}
    assert _turns(along, "Sam").endswith("; Sam then takes over D x, E x, F x and 1 more)")
    leaves = [{**moves[0], "place": "Cy", "other_place": "Bo"}]
    assert _by_way_of({**far, "along": leaves}, "Sam") == "Cy then hands on D x"
    assert _by_way_of({**far, "along": moves[:1]}, "Ed") == "together with D x"
    assert _by_way_of({**far, "alone_flips_at": None}, "Sam") == "by way of other work"
    # Where none is enough alone, one of neither place is not told beside one that bears on them.
    both = [{**far, "alone_flips_at": None}, {**near, "alone_flips_at": None, "input": "rates.Di",
            "what": "cost of an hour of Di"}]  # fmt: skip
    told = turning({"place": "Sam", "hangs_on": both})
    assert "hour of Di" in told
    assert "hour of Bo" not in told
    alone = {"hangs_on": both, "together_move_it": True}
    assert _together(alone) == " It takes other figures off as well."


def test_lists_name_a_few_and_count_the_rest() -> None:
    work = [{"responsibility": r, "name": "x"} for r in "ABCDE"]
    assert first_few(work) == "A x, B x, C x and 2 more"
    assert first_few(work[:2]) == "A x and B x"
    assert listed(["A"], "or") == "A"
