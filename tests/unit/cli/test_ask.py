"""`bestplaced ask`: piped and resumed, never half written; a terminal is played by the runner."""

from __future__ import annotations

import stat
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from bestplaced.case.reading import read_case
from bestplaced.catalogue import load_catalogue
from bestplaced.cli import app
from bestplaced.errors import CaseError
from tests.cases import TEN_LINES

if TYPE_CHECKING:
    from pathlib import Path

    from bestplaced.case.case_file import AnswerEntry

ROWS = 'question,severity,often,words\n1,4,monthly,"I pay them from my own pocket"\n'


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text("# mine\n" + yaml.safe_dump(TEN_LINES, sort_keys=False), encoding="utf-8")
    return path


def run(*args: str | Path, piped: str) -> str:
    done = CliRunner().invoke(app, ["ask", *map(str, args)], input=piped, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_piped_answers_are_scored_and_written_into_a_copy(case: Path) -> None:
    before = case.read_text(encoding="utf-8")
    told = run(case, piped=ROWS)
    copy = case.with_name("case-answered.yaml")
    assert read_case(copy).file.answers["1"].words == "I pay them from my own pocket"
    assert copy.read_text(encoding="utf-8").startswith("# mine\n")
    assert case.read_text(encoding="utf-8") == before
    assert "1 of 34 questions answered" in told
    assert stat.S_IMODE(copy.stat().st_mode) == 0o644


def test_a_second_run_keeps_what_was_answered(case: Path) -> None:
    run(case, piped=ROWS)
    run(case, piped="13: {severity: 3, often: weekly}\n")
    answers = read_case(case.with_name("case-answered.yaml")).file.answers
    assert set(answers) == {"1", "13"}


def test_wrong_answers_leave_no_file(case: Path) -> None:
    with pytest.raises(CaseError, match="unknown question '99'"):
        CliRunner().invoke(
            app,
            ["ask", str(case)],
            input="99: {severity: 1, often: weekly}",
            catch_exceptions=False,
        )
    assert [p.name for p in case.parent.iterdir()] == ["case.yaml"]


def test_at_a_terminal_return_skips_and_q_stops() -> None:
    program = import_module("bestplaced.cli.ask")  # the package's own name is the command
    answers: dict[str, AnswerEntry] = {}
    typed = "\n4\nw\ncash!\n9\n0\n\nq\n"  # skip 1; answer 2; 3 is answered at second try; stop
    with CliRunner().isolation(input=typed):
        program.interview(load_catalogue().questions, answers)
    assert {n: (a.severity, a.often, a.words) for n, a in answers.items()} == {
        "2": (4, "weekly", "cash!"),
        "3": (0, "never", ""),
    }


def test_the_end_of_the_input_keeps_what_was_answered() -> None:
    program = import_module("bestplaced.cli.ask")
    answers: dict[str, AnswerEntry] = {}
    with CliRunner().isolation(input="4\nm\nmine\n3\n"):
        program.interview(load_catalogue().questions, answers)
    assert set(answers) == {"1"}
