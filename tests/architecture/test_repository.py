"""Habits of the repository that a machine can check."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
MODULE_LINES = 450
FUNCTION_LINES = 60

# A folder of somebody's machine; a relative path such as `docs/work/` is none.
MACHINE_PATH = re.compile(
    r"(?<![\w.~*/-])/(?:work|root|home|Users|opt|srv|mnt)/[\w.]|\b[A-Z]:\\Users\\"
)
ADDRESS = re.compile(
    r"\w+://|(?:^|\s)--(?:index|extra-index|find-links|trusted-host)|^-[if]\s", re.MULTILINE
)
GENERATED = {"__pycache__", "build", "dist"}


def tracked_files() -> list[Path]:
    """Return the files that are, or would be, committed; without git, all that are there."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        listing = subprocess.run(
            [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        names = [os.fsdecode(name) for name in listing.split(b"\0") if name]
        return [ROOT / name for name in names if (ROOT / name).is_file()]
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not any(
            part in GENERATED or (part.startswith(".") and part not in {".ci", ".gitignore"})
            for part in path.relative_to(ROOT).parts
        )
    ]


def text(path: Path) -> str:
    """Return a file as text; bytes that are none are dropped."""
    return path.read_bytes().decode("utf-8", errors="ignore")


def test_no_file_names_a_folder_of_a_machine() -> None:
    found = {
        str(path.relative_to(ROOT)): match[0]
        for path in tracked_files()
        if (match := MACHINE_PATH.search(text(path)))
    }
    assert not found


def test_the_pattern_knows_a_machine_path_from_a_relative_one() -> None:
    root = "/"  # apart, so that this file holds no such path itself
    assert MACHINE_PATH.search(f"read {root}home/dana/books.csv")
    assert not MACHINE_PATH.search("docs/home/index.md")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_holds_hashes_and_no_address(lock: Path) -> None:
    content = text(lock)
    assert not ADDRESS.search(content)
    pins = re.findall(r"^[\w.-]+==.*?(?=^\S|\Z)", content, flags=re.DOTALL | re.MULTILINE)
    assert pins
    assert not [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin]


def test_the_three_locks_are_there() -> None:
    assert [lock.name for lock in LOCKS] == ["bench.txt", "core.txt", "dev.txt"]


def test_modules_are_short() -> None:
    lines = {str(path.relative_to(ROOT)): len(text(path).splitlines()) for path in SOURCES}
    assert not {name: count for name, count in lines.items() if count > MODULE_LINES}


def test_functions_are_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION_LINES
    ]
    assert not long


def test_the_readme_names_the_command_that_integration_runs() -> None:
    script = ROOT / ".ci" / "run"
    command = re.findall(r"^(?:exec )?(make .+)$", text(script), flags=re.MULTILINE)
    assert command == ["make test"]
    assert re.search(rf"^{command[0]}\b", text(ROOT / "README.md"), flags=re.MULTILINE)
    assert os.access(script, os.X_OK)
