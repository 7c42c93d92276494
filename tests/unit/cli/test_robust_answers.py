"""What the pages of robustness say in words, and that four questions are answered by them alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bestplaced.case.reading import read_case
from bestplaced.catalogue import complete
from bestplaced.cli.flips import _changes, _told, _way
from bestplaced.cli.input_words import amount, apart, assumed, clause, how, noun
from bestplaced.cli.page import percent
from bestplaced.cli.robust_answers import (
    CERTAIN,
    _check_first,
    _next_best,
    _sign,
    answers,
    band,
    differences,
    holds,
    most_certain,
    moved_by,
    nearest_to_even,
    no_plan,
    same_places,
    verdict,
    worth_checking,
)
from bestplaced.cli.robust_data import robust_data
from bestplaced.cli.robust_hinges import elsewhere
from bestplaced.plan import plan
from bestplaced.plan.inputs import uncertain_inputs
from bestplaced.plan.robust import robustness
from tests.cases import full_case

EXAMPLES = Path(__file__).parents[3] / "examples"

FIGURE = {"value": 40.0, "low": 30.0, "high": 50.0, "unit": "GBP/hour", "grade": "B"}


def test_a_fact_to_check_is_told_with_its_unit_and_range() -> None:
    assert assumed(FIGURE) == "assumed £40 an hour (grade B, £30 an hour to £50 an hour)"


def test_a_speed_is_told_with_the_hours_that_it_is_about() -> None:
    factor = {**FIGURE, "value": 1.0, "low": 0.8, "high": 1.25, "unit": "x as assumed"}
    assert assumed({**factor, "hours_today": 1136.3, "hours_planned": 795.4}) == (
        "assumed 1,136 hours a year today and 795 in the plan (grade B, 0.8 to 1.25 times that)"
    )
    planned = assumed({**factor, "hours_today": 0.0, "hours_planned": 795.4})
    assert planned.startswith("assumed 795 hours a year in the plan (")


def test_toss_ups_are_the_three_whose_two_places_are_nearest_to_each_other() -> None:
    shares = {"A": (0.99, 0.01), "B": (0.6, 0.4), "C": (0.34, 0.33), "D": (0.45, 0.55),
              "E": (0.5, 0.2)}  # fmt: skip
    standings = [
        {"responsibility": r, "share": here, "next_share": there}
        for r, (here, there) in shares.items()
    ]
    # Distances of the two places: 0.98, 0.20, 0.01, 0.10, 0.30.
    assert [s["responsibility"] for s in nearest_to_even(standings)] == ["C", "D", "B"]


def test_placements_that_one_change_moves_stand_in_one_row() -> None:
    rate = {
        i: {**FIGURE, "name": f"rates.{i}", "what": f"cost of an hour of {i}"} for i in ("Bo", "Di")
    }
    shared = {"name": "x", "before": 40, "exact": True, "ranges": -0.125}
    places = (("A", "Bo", 30, "Cy"), ("B", "Di", 20, "Cy"), ("C", "Bo", 30, "Ed"),
              ("D", "Bo", 30, "Cy"))  # fmt: skip
    flips = [
        {**shared, "responsibility": r, "input": rate[i], "value": v, "place": p}
        for r, i, v, p in places
    ]
    changes = _changes(flips)
    assert [[f["responsibility"] for f in change] for change in changes] == [["A", "C", "D"], ["B"]]
    assert _told(changes[0]) == (
        "If an hour of Bo costs less (from £40 an hour to £30 an hour, 12% of its range): "
        "to Cy A x, D x; to Ed C x."
    )


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
    hidden = {"name": "frequency.R25", "value": 3.0, "hidden": True}
    rare = {"name": "frequency.R32", "value": 0.007, "hidden": False}
    often = {"name": "frequency.R20", "value": 8.0, "hidden": False}
    assert "to count here" in how(hidden) == how(rare)
    assert how(often).startswith("Count how often")


def test_hours_inside_are_noted_and_those_of_a_firm_are_asked_for() -> None:
    assert how({"name": "speed.Bo", "inside": True}).startswith("Keep a time sheet")
    assert how({"name": "speed.the practice", "inside": False}).startswith("Ask for the hours")


def test_shares_are_told_so_that_they_add_up_and_never_round_to_all_or_nothing() -> None:
    # 85 and 115 draws of 200 are 42.5 % and 57.5 %: whole per cents would add up to 99 or 101.
    shares = (0.425, 0.575, 1.0, 0.01, 0.0, 0.99996, 0.00004, 0.995)
    assert [percent(s) for s in shares] == [
        "42.5%", "57.5%", "100%", "1%", "0%", ">99.9%", "<0.1%", "99.5%",
    ]  # fmt: skip
    place = {"share": 0.425, "next_place": "Bo", "next_share": 0.57}
    assert elsewhere(place) == "Bo 57%, others 0.5%"
    assert elsewhere({**place, "share": 0.43}) == "Bo 57%"


HINGE = {
    "input": "rates.Bo", "what": "cost of an hour of Bo", "unit": "USD/hour", "value": 48.6,
    "low": 40.5, "high": 58.3, "grade": "D", "correlation": 0.5,
}  # fmt: skip


def learned(worth: float, error: float) -> dict[str, Any]:
    """Return the data of one fact's worth; a thousandth of the gain is 50, the owner's hour 80."""
    one = {**HINGE, "name": "rates.Bo", "worth": worth, "standard_error": error}
    cy = {**HINGE, "input": "rates.Cy", "what": "cost of an hour of Cy"}
    turning = [{"responsibility": r, "name": "x", "share": 0.5, "next_share": 0.5, "hangs_on": [cy]}
               for r in "ABCDE"]  # fmt: skip
    return {
        "currency": "USD", "worth_learning": [one], "worth_checking_from": 80.0,
        "knowing_everything": {"worth": 900.0}, "draws": [0] * 200, "standings": turning,
        "next_plan": None, "safest_plan": None,
    }  # fmt: skip


def test_a_fact_is_to_be_checked_only_where_its_worth_is_clear_and_no_trifle() -> None:
    assert _check_first(learned(100.0, 40.0))[0].startswith("What an hour of Bo costs")
    for data, why in (
        (learned(100.0, 60.0), "chance can show"),
        (learned(60.0, 20.0), "less than"),
    ):
        told, check = _check_first(data)
        assert told.startswith("None has to be: the most that knowing one figure ")
        assert why in told
        assert told.endswith("Knowing every figure would be worth $900 a year.")
        # The one with which most work turns that is not certain is named all the same.
        assert check.startswith(
            "If you check one all the same: more placements hang on what an hour of Cy costs than "
        )
        assert "They are A x, B x, C x and 2 more; where" in check


def test_how_often_the_plan_cannot_be_kept_is_told_with_what_runs_out_and_which_work_goes() -> None:
    work = [
        {"responsibility": r, "name": "x", "place": p, "draws": n}
        for r, p, n in (("A", "Bo", 60), ("B", "Cy", 50), ("C", "Bo", 40), ("D", "Cy", 1))
    ]
    breaks = [{"what": "the hours of Sam", "draws": 95, "handed_on": work}]
    data = {"recommended_fits": 0.525, "recommended_breaks": breaks}
    (told,) = holds(data)
    assert (
        "52.5% of draws; in the other 47.5% it asks for more than there is of the hours of" in told
    )
    assert told.endswith("hand on (in so many draws): to Bo A x (60), C x (40); to Cy B x (50).")


def plans(**changed: dict[str, Any] | list[dict[str, Any]] | None) -> dict[str, Any]:
    """Return the data of a next best and a more careful plan, each moving some work."""

    def differs(moves: dict[str, str]) -> list[dict[str, str]]:
        return [{"responsibility": r, "name": "x", "recommended": "Sam", "place": "Sam",
                 "other": p, "other_place": p} for r, p in moves.items()]  # fmt: skip

    return {
        "standings": [{"responsibility": r, "name": "x", "place": "Al", "performer": "Al"}
                      for r in "EF"],
        "currency": "USD", "plans_compared": 9, "swaps": [], "gain_of_recommended": {"p10": 1000.0},
        "next_plan": {"dearer_on_average": -50.0, "standard_error": 40.0, "clearly_cheaper": False,
                      "cheaper_in": 0.5, "differs": differs({"A": "Bo", "B": "Sam"})},
        "safest_plan": {"dearer_on_average": 300.0, "standard_error": 40.0,
                        "gain": {"p10": 1200.0}, "differs": differs({"A": "Cy", "C": "Cy"})},
    } | changed  # fmt: skip


SWAP = {"responsibility": "E", "name": "x", "performer": "Bo", "place": "Bo", "saves": 700.0,
        "standard_error": 90.0, "clearly_cheaper": True}  # fmt: skip
BETTER = {**plans()["next_plan"], "dearer_on_average": -500.0, "clearly_cheaper": True}


def test_one_plan_is_said_to_be_signed() -> None:
    told = _sign(plans())
    assert told == (
        "The one of 'bestplaced plan': none of 9 plans compared is clearly cheaper on average, nor "
        "is it with one piece moved. The more careful one below saves $200 a year more than that "
        "of 'bestplaced plan' if figures turn out badly (one draw in ten), but costs $300 more on "
        "average."
    )
    assert _sign(plans(safest_plan=None)).endswith("nor is it with one piece moved.")
    assert _sign(plans(next_plan=BETTER)).startswith(
        "Not the one of 'bestplaced plan', but the next best one below: it costs $500 a year less"
    )
    signed = "The one of 'bestplaced plan', cheapest at the figures assumed, but E x with Bo (--pin"
    for data in (plans(swaps=[SWAP]), plans(swaps=[SWAP], next_plan=BETTER)):
        assert _sign(data).startswith(signed)
        assert "$700 a year less on average over the draws" in _sign(data)
    both = [SWAP, {**SWAP, "responsibility": "F", "saves": 300.0}]
    told = _sign(plans(swaps=both))
    assert " F x with Bo ($300) alone would save less; two together were not tried." in told
    assert told.endswith("if figures turn out badly (one draw in ten).")  # the more careful plan
    assert "next best" in _sign(plans(swaps=[{**SWAP, "saves": 400.0}], next_plan=BETTER))


def test_a_careful_plan_that_is_as_cheap_is_still_no_second_verdict() -> None:
    same = {**plans()["safest_plan"], "dearer_on_average": -50.0}
    told = _sign(plans(safest_plan=same, next_plan={**same, "clearly_cheaper": False}))
    assert told.startswith("The one of 'bestplaced plan': ")
    assert (
        "The next best one below saves $200 a year more than that of 'bestplaced plan' if" in told
    )
    assert "seems $50 cheaper on average, which may be chance" in told
    assert "If bad years weigh most with you, sign the next best one; else that of" in told


def test_the_page_ends_with_the_plan_that_it_begins_with() -> None:
    assert verdict(plans()) == "To sign: the plan of 'bestplaced plan'."
    assert verdict(plans(next_plan=BETTER)).startswith("To sign: the next best plan above")
    moved = "To sign: the plan of 'bestplaced plan', but E x with Bo (--pin \"E=Bo\")."
    assert verdict(plans(swaps=[SWAP], next_plan=BETTER)) == moved
    # The most saving swap is within chance; the next one is clear of it.
    unclear = {**SWAP, "responsibility": "G", "saves": 900.0, "clearly_cheaper": False}
    assert verdict(plans(swaps=[unclear, SWAP])) == moved


def test_a_single_move_that_comes_nearer_than_the_next_best_plan_is_told_before_it() -> None:
    lead, *_ = _next_best(plans())
    assert lead.startswith("Of the whole plans compared, the best costs $50 a year less than that")
    near = {**SWAP, "saves": -20.0, "clearly_cheaper": False}
    dearer = {**plans()["next_plan"], "dearer_on_average": 300.0}
    first, second, *_ = _next_best(plans(swaps=[near], next_plan=dearer))
    assert first.startswith("A single move comes nearer: E x with Bo costs $20 a year more than")
    assert second.startswith("Of the other whole plans compared, the best costs $300 a year more")
    assert len(_next_best(plans(swaps=[{**near, "saves": -400.0}], next_plan=dearer))) == 2
    # What is signed is no alternative to itself: 700 less than the plan, and so 650 and 750 more.
    signed = plans(swaps=[SWAP, {**near, "saves": -50.0}])
    lead, *lines = _next_best(signed)
    assert "it costs $650 more than the one to sign" in lead
    assert lead.endswith("What differs from the one to sign:")
    # It leaves E with Al, where the plan to sign has it with Bo.
    assert lines[0] == "- Al, not Bo: E x"
    other = {**near, "responsibility": "F"}
    first, *_ = _next_best(plans(swaps=[SWAP, other], next_plan=dearer))
    assert first.startswith("Another single move, instead, comes nearer: F x with Bo costs $20 ")
    assert first.endswith(", $720 more than the one to sign.")
    assert "it is the one to sign" in _next_best(plans(next_plan=BETTER))[0]


def test_work_that_another_plan_on_the_page_moves_is_never_called_certain() -> None:
    moved = moved_by(plans())
    assert moved == {"A": ("next best", "Bo"), "C": ("more careful", "Cy")}
    shares = {"A": 0.99, "B": 0.99, "C": 0.96, "D": 0.8, "E": 0.7, "F": 0.6, "G": 0.4, "H": 0.39}
    named = {r: {"responsibility": r, "share": s, "next_share": 1 - s} for r, s in shares.items()}
    assert {r: band(s, moved) for r, s in named.items()} == {
        "A": "likely", "B": "certain", "C": "likely", "D": "likely", "E": "open", "F": "toss-up",
        "G": "toss-up", "H": "oftener elsewhere",
    }  # fmt: skip


def test_work_split_among_three_places_is_a_toss_up_unless_one_of_them_leads() -> None:
    shares = {(0.34, 0.33): "toss-up", (0.33, 0.34): "toss-up", (0.55, 0.35): "toss-up",
              (0.5, 0.25): "open", (0.2, 0.5): "oftener elsewhere"}  # fmt: skip
    for (here, there), name in shares.items():
        assert band({"responsibility": "A", "share": here, "next_share": there}, ()) == name


def test_what_differs_between_plans_is_told_by_who_does_it_and_not_inside_a_firm() -> None:
    differs = plans()["safest_plan"]["differs"]
    assert differences(differs) == ["- Cy, not Sam: A x and C x"]
    inside = {**differs[0], "responsibility": "D", "other": "Ed", "other_place": "Sam"}
    assert differences([inside]) == []
    assert same_places({"differs": differs}, {"differs": [*differs, inside]})
    assert not same_places(plans()["next_plan"], plans()["safest_plan"])


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
    count, *lines, more = told(data)[1]
    assert len(lines) == 5
    assert int(count.split()[0]) == 5 + int(more.split()[0])
    sure, moved = (
        {f"{s['responsibility']} {s['name']}": s for s in data["standings"]},
        moved_by(data),
    )
    for line in lines:
        name = max((n for n in sure if line.startswith(f"- {n}: ")), key=len)
        assert sure[name]["share"] >= CERTAIN
        assert sure[name]["responsibility"] not in moved
        assert line.endswith(f", {percent(sure[name]['share'])}")


def test_three_toss_ups_are_told_by_name_with_what_they_hang_on(data: dict[str, Any]) -> None:
    lines = told(data)[2][1:]
    near = nearest_to_even(data["standings"])
    assert len(lines) == 3
    for line, s in zip(lines, near, strict=True):
        assert line.startswith(f"- {s['responsibility']} {s['name']}: ")
        assert f"in {percent(s['share'])} of draws" in line
        assert s["next_place"] in line
        assert re.search("More often (undone|with .*) if|It hangs on", line)


def test_the_next_best_plan_has_a_price_and_names_who_does_what(data: dict[str, Any]) -> None:
    lines = told(data)[3]
    (lead,) = [line for line in lines if line.startswith("Of the ")]
    assert re.search(r"costs .[\d,]+ a year (more|less) than that of", lead)
    first = data["next_plan"]["differs"]
    better = any(swap["clearly_cheaper"] for swap in data["swaps"])
    signs = told(data)[0][0]
    assert (data["next_plan"]["clearly_cheaper"] or better) == ("none of" not in signs)
    for d in first:
        if d["place"] != d["other_place"]:
            (line,) = [
                e for e in lines if e.startswith("- ") and f"{d['responsibility']} {d['name']}" in e
            ]
            assert re.match(
                rf"- {re.escape(d['other_place'])}.*, not {re.escape(d['place'])}", line
            )


def test_one_fact_to_check_first_says_how_to_check_it(data: dict[str, Any]) -> None:
    first, second = told(data)[4]
    clear = worth_checking(data)
    if clear:
        assert first.startswith(noun(clear[0])[:1].upper() + noun(clear[0])[1:])
        assert how(clear[0]) in first
    else:
        assert first.startswith("None has to be: ")
        assert second.startswith("If you check one all the same: more placements hang on ")


def test_no_answer_names_work_by_its_id_alone(data: dict[str, Any]) -> None:
    names = {s["responsibility"]: s["name"] for s in data["standings"]}
    for line in (line for lines in told(data) for line in lines):
        for found in re.finditer(r"\b[ABCD]\d\d\b(?!=)", line):  # but for a --pin
            name = names.get(found.group(), "")
            assert line[found.end() :].startswith(f" {name}"), line


def test_certain_placements_that_move_come_before_those_that_stay() -> None:
    standings = [
        {"responsibility": r, "share": share, "performer": p, "place": p, "today": t} | worth
        for r, share, p, t, worth in (
            ("A", 1.0, "nobody", "nobody", {}),
            ("B", 0.96, "Sam", "Sam", {}),
            ("C", 0.95, "Bo", "Sam", {"staying_costs": 900.0}),
            ("D", 0.97, "Bo", "Sam", {"staying_costs": 80.0}),
            ("E", 0.99, "Bo", "Sam", {"staying_costs": None}),  # rules bar it
        )
    ]
    assert [s["responsibility"] for s in most_certain(standings)] == ["C", "D", "E", "B", "A"]


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
