"""What the pages of robustness say in words, and that four questions are answered by them alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bestplaced.case.reading import read_case
from bestplaced.catalogue import complete
from bestplaced.cli.flips import _changes, _moves, _way
from bestplaced.cli.input_words import amount, apart, assumed, clause, how, noun
from bestplaced.cli.robust_answers import (
    CERTAIN,
    _check_first,
    _turns,
    answers,
    holds,
    most_certain,
    nearest_to_even,
    no_plan,
    worth_checking,
)
from bestplaced.cli.robust_data import robust_data
from bestplaced.cli.robust_tables import _against_next
from bestplaced.plan import plan
from bestplaced.plan.inputs import uncertain_inputs
from bestplaced.plan.robust import robustness
from tests.cases import full_case

EXAMPLES = Path(__file__).parents[3] / "examples"

FIGURE = {"value": 40.0, "low": 30.0, "high": 50.0, "unit": "GBP/hour", "grade": "B"}


def test_a_fact_to_check_is_told_with_its_unit_and_range() -> None:
    assert assumed(FIGURE) == "assumed £40 an hour (grade B, between £30 an hour and £50 an hour)"


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
    minutes = {"unit": "minutes/unit"}
    assert apart(minutes, 8.92, 9.05) == ("8.92 minutes a unit", "9.05 minutes a unit")
    assert apart(minutes, 8.9171, 8.9243) == ("8.917 minutes a unit", "8.924 minutes a unit")
    assert apart({"unit": "a year"}, 2160.0, 2160.4) == ("2,160 a year", "2,160.4 a year")
    # 1 / 0.00710 = 140.8 and 1 / 0.00708 = 141.2: three digits do not tell them apart, four do.
    assert apart({"unit": "events/year"}, 0.0071, 0.00708) == (
        "once in 140.8 years",
        "once in 141.2 years",
    )
    assert [_way(w) for w in (0.126, -0.006, 0.004, -0.0001)] == ["13%", "1%", "<1%", "<1%"]


def test_values_are_told_in_the_units_of_people() -> None:
    told = {
        ("events/year", 0.00581): "once in 170 years",
        ("events/year", 3.171): "3.17 times a year",
        ("GBP/event", 24758.0): "£24,800 an event",
        ("USD/hour", 48.6): "$48.60 an hour",
        ("GBP/year", 414.2): "£414 a year",
        ("GBP", 62720.0): "£62,700",
        ("hours/cycle", 1.083): "1.08 hours a cycle",
        ("x as assumed", 1.021): "1.02 times what is assumed",
        ("x as assumed", 1.0): "as assumed",
    }
    assert {key: amount({"unit": key[0]}, key[1]) for key in told} == told


def test_what_nobody_sees_is_not_to_be_counted() -> None:
    hidden = {"name": "frequency.R25", "value": 3.0}
    rare = {"name": "frequency.R32", "value": 0.007}
    often = {"name": "frequency.R20", "value": 8.0}
    assert "to count here" in how(hidden) == how(rare)
    assert how(often).startswith("Count how often")


HINGE = {
    "input": "rates.Bo", "what": "cost of an hour of Bo", "unit": "USD/hour", "value": 48.6,
    "low": 40.5, "high": 58.3, "grade": "D", "correlation": 0.5,
    "median_where_it_stays": 53.4, "median_where_it_leaves": 47.0,
}  # fmt: skip


def test_a_turn_is_compared_with_what_is_assumed_never_with_a_middle_of_draws() -> None:
    told = _turns({**HINGE, "alone_flips_at": 47.5})
    assert told == (
        "an hour of Bo costs less than assumed (assumed $48.60 an hour; alone below $47.50 an hour)"
    )
    none = _turns({**HINGE, "alone_flips_at": None})
    assert none.endswith(
        "(assumed $48.60 an hour; alone it does not move it, even at $40.50 an hour)"
    )
    assert _turns(HINGE) == "an hour of Bo costs less than assumed ($48.60 an hour)"


def learned(worth: float, error: float) -> dict[str, Any]:
    """Return the data of one fact's worth; a thousandth of the gain is 50, the owner's hour 80."""
    one = {**HINGE, "name": "rates.Bo", "worth": worth, "standard_error": error}
    return {
        "currency": "USD", "worth_learning": [one], "worth_checking_from": 80.0,
        "knowing_everything": {"worth": 900.0}, "draws": [0] * 200,
    }  # fmt: skip


def test_a_fact_is_to_be_checked_only_where_its_worth_is_clear_and_no_trifle() -> None:
    assert _check_first(learned(100.0, 40.0))[0].startswith("What an hour of Bo costs")
    for data, why in ((learned(100.0, 60.0), "chance alone"), (learned(60.0, 20.0), "less than")):
        (told,) = _check_first(data)
        assert told.startswith("No single fact is worth checking before deciding: ")
        assert why in told
        assert told.endswith("Knowing every figure before deciding would be worth $900 a year.")


def test_how_often_the_plan_cannot_be_kept_is_told_with_what_runs_out() -> None:
    data = {"recommended_fits": 0.52, "recommended_cannot_be_kept": 0.01,
            "recommended_breaks": [{"what": "the hours of Sam", "draws": 96}]}  # fmt: skip
    lead, worst = holds(data)
    assert "in 52% of draws only" in lead
    assert "the hours of Sam (in 96 draws)" in lead
    assert "these draws are bad ones" in worst


def test_a_more_careful_plan_that_is_the_next_best_is_told_once() -> None:
    next_plan = {"differs": [{"responsibility": "A", "other": "Bo"},
                             {"responsibility": "B", "other": "Cy"}]}  # fmt: skip
    same = [{"responsibility": "A", "name": "x", "safest": "Bo"},
            {"responsibility": "B", "name": "y", "safest": "Cy"}]  # fmt: skip
    more = [*same, {"responsibility": "C", "name": "z", "safest": "Di"}]
    standings = [{"responsibility": r, "name": n} for r, n in (("A", "x"), ("B", "y"), ("C", "z"))]
    data: dict[str, Any] = {
        "next_plan": next_plan,
        "safest_plan": {"differs": same},
        "standings": standings,
    }
    assert _against_next(data) == "It is the best other plan described above."
    data["safest_plan"] = {"differs": more}
    assert _against_next(data) == "It is the best other plan described above, but for C z with Di."
    data["next_plan"] = None
    assert _against_next(data) == "It differs in: A x with Bo, B y with Cy, C z with Di."


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
        assert line.startswith(f"- {s['responsibility']} {s['name']}: ")
        assert f"in {s['share']:.0%} of draws" in line
        assert s["next_place"] in line
        assert re.search("(It leaves .*|is done) more often when|It hangs on", line)


def test_the_next_best_plan_has_a_price_and_names_who_does_what(data: dict[str, Any]) -> None:
    lead, *lines = told(data)[2]
    assert re.search(r"costs .[\d,]+ a year (more|less) on average", lead)
    assert lines
    first = data["next_plan"]["differs"]
    differs = [d for d in first if d["place"] != d["other_place"]]
    assert differs[0]["name"] in " ".join(lines)
    assert re.search(rf"- {re.escape(differs[0]['other_place'])}.*, not .*, does", lines[0])


def test_one_fact_to_check_first_says_how_to_check_it(data: dict[str, Any]) -> None:
    lines = told(data)[3]
    clear = worth_checking(data)
    if clear:
        assert lines[0].startswith(noun(clear[0])[:1].upper() + noun(clear[0])[1:])
        assert lines[0].endswith(how(clear[0]))
    else:
        assert lines[0].startswith("No single fact is worth checking before deciding")
    assert "Knowing every figure before deciding would be worth" in lines[-1]


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
        words = noun(named)
        turn = clause(named, rises=False)
        assert not re.search(r"(of|one|long|many) +('?of|cost|frequency|median)", words), words
        assert "less" in turn or "fewer" in turn
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
