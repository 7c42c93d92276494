"""`bestplaced propose`: files that are whole, the same again, and clear words for bad input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from bestplaced.catalogue import load_catalogue
from bestplaced.cli import app
from bestplaced.errors import CaseError
from tests.cases import TEN_LINES
from tests.proposals import WORK

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a case file of a few responsibilities."""
    others = [r for r in load_catalogue().responsibilities if r not in WORK]
    path = tmp_path / "case.yaml"
    path.write_text(yaml.safe_dump({**TEN_LINES, "out_of_scope": others}), encoding="utf-8")
    return path


def proposed(case: Path, *args: str) -> str:
    """Run the command and return what it prints."""
    line = ["propose", str(case), "--date", "2026-03-04", *args]
    done = CliRunner().invoke(app, line, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_all_formats_are_written_and_are_the_same_again(small: Path, tmp_path: Path) -> None:
    (tmp_path / "brand.yaml").write_text("name: Teasel & Quill\ncolour: '#0a7d5a'\n")
    brand = ("--brand", str(tmp_path / "brand.yaml"))
    first, second = tmp_path / "first", tmp_path / "second"
    printed = proposed(small, "--out", str(first), *brand)
    proposed(small, "--out", str(second), *brand)
    names = sorted(path.name for path in first.iterdir())
    assert names == [
        "harbour-joinery-figures.xlsx",
        "harbour-joinery-proposal.docx",
        "harbour-joinery-proposal.html",
        "harbour-joinery-proposal.pdf",
    ]
    assert all(name in printed for name in names)
    assert [n for n in names if (first / n).read_bytes() != (second / n).read_bytes()] == []
    assert "Teasel &amp; Quill" in (first / names[2]).read_text(encoding="utf-8")


def test_the_terminal_fits_and_only_what_is_asked_for_is_written(
    small: Path, tmp_path: Path
) -> None:
    printed = proposed(small, "--out", str(tmp_path / "o"), "--format", "html", "--show")
    assert max(len(line) for line in printed.splitlines() if "harbour" not in line) <= 100
    assert "What could make this a bad deal" in printed
    assert [p.suffix for p in (tmp_path / "o").iterdir()] == [".html"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--format", "pdf,doc,odt"), r"unknown format 'doc'(.|\n)*unknown format 'odt'"),
        (("--format", ","), "unknown format 'nothing'"),
        (("--language", "xx"), "no texts in the language 'xx'"),
        (("--provider", "Nobody & Co"), "unknown provider"),
    ],
)
def test_bad_input_is_told_and_leaves_no_file(
    small: Path, tmp_path: Path, args: tuple[str, ...], said: str
) -> None:
    line = ["propose", str(small), "--out", str(tmp_path / "o"), *args]
    with pytest.raises(CaseError, match=said):
        CliRunner().invoke(app, line, catch_exceptions=False)
    assert not (tmp_path / "o").exists()
