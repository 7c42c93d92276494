"""The arrows between the rooms hold, and each contract that guards them can fail.

A contract that has never failed proves nothing, so each is broken once in a copy of the source.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS: dict[str, str] = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
}
PACKAGES = ("bestplaced", "bestplaced_web")


class Breach(NamedTuple):
    """One line of code, in one file, that one contract must refuse."""

    contract: str
    file: str
    line: str


BREACHES = [
    Breach("rooms", "case/breach.py", "import bestplaced.plan"),
    Breach("rooms", "errors.py", "import bestplaced.case"),
    Breach("rooms", "plan/breach.py", "def late() -> None:\n    import bestplaced.deal"),
    Breach("rooms", "effort/breach.py", "import bestplaced.risk"),
    Breach("rooms", "helpers.py", '"""A room that was given no place."""'),
    Breach("web-on-top", "deal/breach.py", "import bestplaced_web"),
    Breach("no-web", "case/breach.py", "from django.db import models"),
    Breach("one-solver-file", "plan/breach.py", "import highspy"),
    Breach("one-solver-file", "deal/breach.py", "import pulp"),
    Breach("verify-alone", "plan/verify.py", "import bestplaced.plan.formulation"),
    Breach("verify-alone", "plan/verify.py", "import bestplaced.plan.problem"),
    Breach("verify-alone", "plan/verify.py", "import bestplaced.plan.rules"),
    Breach("verify-alone", "plan/verify.py", "import bestplaced.plan.solver"),
    Breach("no-cycles", "risk/left.py", "import bestplaced.risk.right"),
]
# What else has to be there for a breach to be one.
SECOND_HALF = {"risk/left.py": ("risk/right.py", "import bestplaced.risk.left")}


def lint(tree: Path) -> tuple[set[str], str]:
    """Return the names of the contracts that the sources below ``tree`` break, and the report."""
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    result = subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--config", str(ROOT / "pyproject.toml")],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree / "src"), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    report = result.stdout + result.stderr
    broken = set(re.findall(r"^(.+) BROKEN", report, flags=re.MULTILINE))
    verdict = re.search(r"^Contracts: \d+ kept, (\d+) broken", report, flags=re.MULTILINE)
    assert verdict, f"the import rules could not be checked:\n{report}"
    assert int(verdict[1]) == len(broken), report
    assert (result.returncode == 0) is (not broken), report
    return broken, report


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder with a copy of the sources to break."""
    for package in PACKAGES:
        shutil.copytree(
            ROOT / "src" / package,
            tmp_path / "src" / package,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    return tmp_path


def append(tree: Path, file: str, line: str) -> None:
    """Add a line to a module of the library, which need not exist yet."""
    with (tree / "src" / "bestplaced" / file).open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")


def test_the_real_tree_keeps_every_contract() -> None:
    broken, report = lint(ROOT)
    assert not broken, report


@pytest.mark.parametrize("breach", BREACHES, ids=lambda b: f"{b.contract}-{b.file}")
def test_a_breach_is_refused_by_its_contract(copy: Path, breach: Breach) -> None:
    append(copy, breach.file, breach.line)
    if breach.file in SECOND_HALF:
        append(copy, *SECOND_HALF[breach.file])
    broken, report = lint(copy)
    assert CONTRACTS[breach.contract] in broken, report


def test_every_contract_is_broken_once() -> None:
    assert {breach.contract for breach in BREACHES} == set(CONTRACTS)
