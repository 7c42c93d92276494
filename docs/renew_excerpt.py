"""Renew the README's excerpt of `make demo` (run by `make docs`; a test holds the two together)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
# (first line starts with, line after the excerpt starts with)
PARTS = (
    ("Harbour Joinery", "Strategy ("),
    ("Direction (", "Bookkeeping ("),
    ("The plans side by side", "From today"),
    ("From today", "Rules that bind"),
)


def main() -> None:
    """Run the demo's command and put the chosen parts into the README."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    command = re.search(r"bestplaced (plan examples/\S+ --ledger \S+)", makefile)
    if command is None:
        sys.exit("the Makefile has no demo command to show")
    program = [sys.executable, "-c", "from bestplaced.cli import main; main()"]
    done = subprocess.run(  # noqa: S603 - this project's own program
        [*program, *command.group(1).split()],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    shown = "\n\n".join(_part(lines, start, end) for start, end in PARTS)
    path = ROOT / "README.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(r"(?s)```text\n.*?```", f"```text\n{shown}\n```", text), encoding="utf-8"
    )


def _part(lines: list[str], start: str, end: str) -> str:
    """Return the non-empty lines from one that starts so to the one before that ends it."""
    first = next(i for i, line in enumerate(lines) if line.startswith(start))
    last = next(i for i, line in enumerate(lines) if i > first and line.startswith(end))
    return "\n".join(line for line in lines[first:last] if line)


if __name__ == "__main__":
    main()
