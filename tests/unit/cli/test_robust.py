"""`robust`, `why` and `flips` on a small case: JSON that is whole, pages that fit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from bestplaced.catalogue import load_catalogue
from bestplaced.cli import app
from bestplaced.cli.why import eased, with_it
from tests.cases import TEN_LINES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def case_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    others = [r for r in load_catalogue().responsibilities if r not in {"C06", "D06"}]
    path: Path = tmp_path_factory.mktemp("robust") / "case.yaml"
    path.write_text(yaml.safe_dump({**TEN_LINES, "out_of_scope": others}), encoding="utf-8")
    return str(path)


def output(*words: str) -> str:
    """Return what a command prints for a person or a program."""
    run = CliRunner().invoke(app, words)
    assert run.exit_code == 0, run.output
    return run.stdout


def test_the_page_of_flips_tells_what_moves_and_what_nothing_moves(case_file: str) -> None:
    page = output("flips", case_file, "--workers", "1")
    assert "C06 Risk appetite" in page
    assert "No single input anywhere in its range moves these 1: D06 " in page
    assert max(map(len, page.splitlines())) <= 100


def test_the_page_of_draws_answers_what_is_certain_and_what_to_check(case_file: str) -> None:
    page = output("robust", case_file, "--draws", "20", "--workers", "1")
    questions = (
        "Which plan should be signed?",
        "Which placements are certain?",
        "Which are a toss-up",
        "next best plan?",
        "Which one fact should be checked first?",
        "What the plan is worth",
        "All placements",
    )
    assert sorted(questions, key=page.index) == list(questions)
    assert max(map(len, page.splitlines())) <= 100


def test_draws_in_which_nobody_has_the_hours_are_counted_with_the_rules(tmp_path: Path) -> None:
    others = [r for r in load_catalogue().responsibilities if r not in {"C01", "D06"}]
    alone = [{"name": "Olive", "role": "owner", "hours": 46}]
    path = tmp_path / "tight.yaml"
    case = {**TEN_LINES, "people": alone, "out_of_scope": others}
    path.write_text(yaml.safe_dump(case), encoding="utf-8")
    page = output("robust", str(path), "--draws", "20", "--workers", "1")
    assert "of 20 draws no plan obeys all rules" in page
    assert "capacity: Olive has 46 hours a year" in page
    assert "Which placements are certain?" in page


def test_why_names_the_next_best_place_and_what_bars_others(case_file: str) -> None:
    data = json.loads(output("why", case_file, "c06", "--json"))
    assert data["responsibility"] == "C06"
    assert all(other["regret"] >= 0 for other in data["alternatives"])
    assert data["alternatives"] or data["barred"]


def test_what_moves_with_a_piece_of_work_is_told_by_name_and_to_whom() -> None:
    other = {
        "moved_to": {
            "A": {"name": "x", "performer": "Bo"},
            "B": {"name": "y", "performer": "Cy"},
            "C": {"name": "z", "performer": "Bo"},
        },
        "offers": None,
    }
    assert with_it(other) == "moves with it A x, C z to Bo; B y to Cy"
    assert with_it({"moved_to": {}, "offers": ["gold"]}) == "offers taken: gold"
    assert with_it({"moved_to": {}, "offers": None}) == ""


def test_the_price_of_a_rule_is_told_as_no_advice() -> None:
    assert eased("without 'done: A05 Petty cash has to be done'", "$815") == (
        "The rule 'A05 Petty cash has to be done' costs $815 a year: its price, no advice to "
        "drop it."
    )
    assert eased("8 more hours of Sam a month", "$90") == (
        "Worth $90 a year: 8 more hours of Sam a month."
    )
