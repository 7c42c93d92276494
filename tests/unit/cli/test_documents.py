"""Documents fail when they lie: what the README shows is what the program prints."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_readme_shows_what_the_demo_prints() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    command = re.search(r"bestplaced (plan examples/\S+ --ledger \S+)", _makefile())
    assert command is not None
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from bestplaced.cli import main; main()",
            *command.group(1).split(),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    printed = {line.rstrip() for line in done.stdout.splitlines()}
    shown = re.search(r"```text\n(.*?)```", readme, re.DOTALL)
    assert shown is not None
    missing = [line for line in shown.group(1).splitlines() if line.rstrip() not in printed]
    assert missing == []


def _makefile() -> str:
    return (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_tutorial_shows_the_conflict_that_is_printed() -> None:
    tutorial = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    program = [sys.executable, "-c", "from bestplaced.cli import main; main()"]
    example = ["plan", "examples/harbour-joinery.yaml", "--pin", "D06=practice senior"]
    done = subprocess.run(
        [*program, *example], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2
    shown = {line.strip() for line in tutorial.splitlines()}
    assert [line for line in done.stderr.splitlines() if line.strip() not in shown] == []


def test_every_command_is_in_the_readme_or_the_tutorial() -> None:
    from bestplaced.cli import app  # noqa: PLC0415 - the commands of the program

    text = "".join(
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/tutorial.md")
    )
    assert [name for name in app.commands if f"bestplaced {name}" not in text] == []
