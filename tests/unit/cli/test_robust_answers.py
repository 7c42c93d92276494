"""What the pages of robustness say in words, and that four questions are answered by them alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bestplaced.case.reading import read_case
from bestplaced.catalogue import complete
from bestplaced.cli.flips import _apart, _changes, _moves, _way
from bestplaced.cli.robust_answers import (
    CERTAIN,
    _noun,
    _turns,
    answers,
    assumed,
    most_certain,
    nearest_to_even,
    no_plan,
)
from bestplaced.cli.robust_data import robust_data
from bestplaced.plan import plan
from bestplaced.plan.inputs import uncertain_inputs
from bestplaced.plan.robust import robustness
from tests.cases import full_case

EXAMPLES = Path(__file__).parents[3] / "examples"

FIGURE = {"value": 40.0, "low": 30.0, "high": 50.0, "unit": "GBP/hour", "grade": "B"}


def test_a_fact_to_check_is_told_with_its_unit_and_range() -> None:
    assert assumed(FIGURE) == "assumed 40 GBP/hour (grade B, between 30 and 50)"


def test_a_factor_is_told_as_times_what_isassumed() -> None:
    told = assumed({**FIGURE, "value": 1.0, "low": 0.8, "high": 1.25, "unit": "x as assumed"})
    assert told == "which may be 0.8 to 1.25 times what is assumed (grade B)"


def test_toss_ups_are_the_three_nearest_to_even() -> None:
    standings = [
        {"responsibility": r, "share": share}
        for r, share in (("A", 0.99), ("B", 0.6), ("C", 0.45), ("D", 0.2), ("E", 0.7))
    ]
    # Distances from one half: 0.49, 0.10, 0.05, 0.30, 0.20.
    assert [s["responsibility"] for s in nearest_to_even(standings)] == ["C", "B", "E"]


def test_placements_that_one_change_moves_stand_in_one_row() -> None:
    flips = [
        {"responsibility": r, "name": "x", "input": {"name": i}, "value": v}
        for r, i, v in (("A", "p", 1.0), ("B", "q", 2.0), ("C", "p", 1.0), ("D", "p", 1.0))
    ]
    changes = _changes(flips)
    assert [[f["responsibility"] for f in change] for change in changes] == [["A", "C", "D"], ["B"]]
    assert [_moves(change) for change in changes] == ["A x; C x; D x", "B x"]
    assert _moves(changes[0] * 2) == "A, C, D, A, C, D"


def test_a_figure_and_what_it_changes_to_never_read_the_same() -> None:
    assert _apart(8.92, 9.05) == ("8.92", "9.05")
    assert _apart(8.9171, 8.9243) == ("8.917", "8.924")
    assert _apart(2160.0, 2160.4) == ("2,160", "2,160.4")
    assert [_way(w) for w in (0.126, -0.006, 0.004, -0.0001)] == [
        "+0.13",
        "-0.01",
        "+<0.01",
        "-<0.01",
    ]


@pytest.fixture(
    scope="module", params=["harbour-joinery", "rowan-lane-bakery", "brightwater-interiors"]
)
def data(request: pytest.FixtureRequest) -> dict[str, Any]:
    case = complete(read_case(EXAMPLES / f"{request.param}.yaml"))
    best = plan(case, references=()).plan
    assert best is not None
    return robust_data(robustness(case, best.account, draws=20, workers=1))


def told(data: dict[str, Any]) -> list[list[str]]:
    """Return the lines that answer each of the four questions."""
    return [lines for _, lines in answers(data)]


def test_five_placements_that_are_certain_are_told_by_name(data: dict[str, Any]) -> None:
    lines = told(data)[0][1:]
    assert len(lines) == 5
    sure = {f"{s['responsibility']} {s['name']}": s for s in data["standings"]}
    for line in lines:
        name = max((n for n in sure if line.startswith(f"- {n} ")), key=len)
        assert sure[name]["share"] >= CERTAIN
        assert line.endswith(f"{sure[name]['share']:.0%} of draws.")


def test_three_toss_ups_are_told_by_name_with_what_they_hang_on(data: dict[str, Any]) -> None:
    lines = told(data)[1][1:]
    near = nearest_to_even(data["standings"])
    assert len(lines) == 3
    for line, s in zip(lines, near, strict=True):
        assert line.startswith(f"- {s['responsibility']} {s['name']}: {s['place']} in ")
        assert s["next_place"] in line
        assert "It leaves when" in line or "It hangs on" in line


def test_the_next_best_plan_has_a_price_and_names_who_does_what(data: dict[str, Any]) -> None:
    lead, *lines = told(data)[2]
    assert re.search(r"costs .[\d,]+ a year (more|less) on average", lead)
    assert lines
    first = data["next_plan"]["differs"]
    differs = [d for d in first if d["place"] != d["other_place"]]
    assert differs[0]["name"] in " ".join(lines)
    assert f"{differs[0]['other_place']}, not {differs[0]['place']}, does" in " ".join(lines)


def test_one_fact_to_check_first_says_how_to_check_it(data: dict[str, Any]) -> None:
    lead = told(data)[3][0]
    if data["worth_learning"]:
        assert lead.startswith(_noun(data["worth_learning"][0])[:1].upper())
        assert "assumed" in lead
    assert lead.endswith(".")
    assert len(lead.split(". ")) > 1  # what it is, then what to do


def test_no_answer_names_work_by_its_id_alone(data: dict[str, Any]) -> None:
    names = {s["responsibility"]: s["name"] for s in data["standings"]}
    for line in (line for lines in told(data) for line in lines):
        for found in re.finditer(r"\b[ABCD]\d\d\b", line):
            name = names.get(found.group(), "")
            assert line[found.end() :].startswith(f" {name}"), line


def test_certain_placements_that_move_come_before_those_that_stay() -> None:
    standings = [
        {"responsibility": r, "share": share, "performer": p, "place": p, "today": t}
        for r, share, p, t in (
            ("A", 1.0, "nobody", "nobody"),
            ("B", 0.96, "Sam", "Sam"),
            ("C", 0.95, "Bo", "Sam"),
            ("D", 0.97, "Bo", "Sam"),
        )
    ]
    assert [s["responsibility"] for s in most_certain(standings)] == ["D", "C", "B", "A"]


def test_every_kind_of_input_has_words_without_what_stood_before_its_name() -> None:
    for entry in uncertain_inputs(full_case()):
        named = {"name": entry.name, "what": entry.what, "unit": entry.unit}
        noun = _noun(named)
        turn = _turns({**named, "median_where_it_stays": 2.0, "median_where_it_leaves": 1.0})
        assert not re.search(r"(of|one|long|many) +('?of|cost|frequency|median)", noun), noun
        assert "than thought (about 1" in turn
        assert " ".join(turn.split()) == turn


def test_rules_that_conflict_in_draws_are_told_before_all_else() -> None:
    data = {
        "draws_done": 20,
        "without_plan": {"draws": 3, "conflicts": [{"rules": ["a", "b"], "draws": 1},
                                                   {"rules": ["c"], "draws": 2}]},
    }  # fmt: skip
    lead, *lines = no_plan(data)
    assert lead.startswith("In 3 of 20 draws no plan obeys all rules")
    assert lines == ["- in 1 draw: a; b", "- in 2 draws: c"]
    assert no_plan({"draws_done": 20, "without_plan": {"draws": 0, "conflicts": []}}) == []
