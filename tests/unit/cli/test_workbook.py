"""``bestplaced workbook``: to Excel and back; other commands read the workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bestplaced.case.reading import read_case
from bestplaced.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

CASE = Path(__file__).parents[3] / "examples" / "rowan-lane-bakery.yaml"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Return a function that runs a command and returns its exit code and all it printed."""

    def command(*arguments: object) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return int(left.value.code or 0), printed.out + printed.err

    return command


def test_there_and_back_again(run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    book, again = tmp_path / "case.xlsx", tmp_path / "case.yaml"
    assert run("workbook", CASE, "--out", book)[0] == 0
    assert run("workbook", book, "--out", again)[0] == 0
    assert read_case(again).file == read_case(CASE).file


def test_nothing_is_overwritten_and_nothing_half_written(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    code, said = run("workbook", CASE, "--out", CASE)
    assert code == 2
    assert "exists already" in said
    assert run("workbook", CASE, "--out", tmp_path / "case.doc")[0] == 2
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: x\n")
    assert run("workbook", bad, "--out", tmp_path / "case.xlsx")[0] == 2
    assert run("workbook", CASE, "--out", tmp_path / "none" / "case.xlsx")[0] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["bad.yaml"]


def test_questions_are_asked_of_a_workbook_too(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    book, answers = tmp_path / "case.xlsx", tmp_path / "answers.csv"
    run("workbook", CASE, "--out", book)
    answers.write_text("question,severity,often,words\n2,4,weekly,Every Sunday\n")
    assert run("ask", book, "--answers", answers)[0] == 0
    assert read_case(tmp_path / "case-answered.yaml").file.answers["2"].words == "Every Sunday"
