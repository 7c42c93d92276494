"""Run the benchmarks and write docs/benchmarks.md: ``python -m benchmarks [--help]``."""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import generalised_assignment as gap
from benchmarks.programs import write
from benchmarks.result import Result, parse
from benchmarks.specs import SPECS
from benchmarks.table import Block, disagreements, table
from bestplaced.plan.formulation import formulate
from bestplaced.plan.solver import VERSION

if TYPE_CHECKING:
    from benchmarks.specs import Spec

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
BY_HAND = "<!-- Written by hand from here on; the command above leaves it as it is. -->\n"
PEERS = {"cbc": ("pulp", "run_cbc", ()), "cpsat": ("ortools", "run_cpsat", ("1",))}


def child(module: str, *words: str) -> Result | None:
    """Run one measurement in a process of its own; print why if it fails."""
    ended = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        print(f"{module} {words}: {ended.stderr.strip()[-400:]}", file=sys.stderr)
        return None
    return parse(ended.stdout.strip().splitlines()[-1])


def measured(spec: Spec, seeds: int, limit: float, peers: list[str]) -> Block:
    """Return all runs of one kind of instance, one process after the other."""
    runs: dict[str, list[Result]] = {}
    for seed in range(min(seeds, spec.seeds)):
        words = (spec.name, str(seed), str(min(limit, spec.limit)))
        modes = ("plain", "start", *(["whole"] if spec.dependence else []))
        found = [child("run_bestplaced", *words, mode) for mode in modes]
        if spec.peers and peers:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "program.npz"
                linear = replace(spec.make(seed), swings=())
                write(formulate(linear).program, path)
                for peer in peers:
                    _, module, more = PEERS[peer]
                    found.append(child(module, str(path), words[2], *more))
        for result in found:
            if result is not None:
                runs.setdefault(result.solver, []).append(result)
                print(f"{spec.name} seed {seed}: {result}", flush=True)
    return Block(spec.name, limit, dict(runs))


def assignment() -> str:
    """Return a paragraph on the published generalised assignment instances."""
    reason = gap.missing()
    if reason:
        return f"Not run: {reason}.\n"
    known, proven, total = gap.published(gap.folder() / "readme.txt"), 0, 0
    began = time.perf_counter()
    for name in gap.FILES:
        for given in gap.read(gap.folder() / name):
            profit, bound = gap.optimum(given)
            total += 1
            proven += abs(profit - known[given.name]) < 1e-3 and bound < profit + 1  # noqa: PLR2004
    seconds = time.perf_counter() - began
    files = ", ".join(gap.FILES)
    return f"{files}: {proven} of {total} published optima proven in {seconds:.1f} s in all.\n"


def page(blocks: list[Block], command: str) -> str:
    """Return docs/benchmarks.md."""
    differing = disagreements(blocks) or ["none"]
    machine = f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"
    return f"""# Benchmarks

Written by `{command}` on {machine}, {VERSION}. The cores are shared with other work: trust the
ratios, not the seconds. Every run has a process of its own and one thread.

*Plain HiGHS* solves the program as formulated; *bestplaced* searches it by its own tree or frames
(`plan/best.py`), all of it counted. Both, as the peers, to a relative gap of 1e-6 and without
dependence, since peers know no squares; *with dependence* is the model that ships. *ratio*: median
time over that of the first solver of the block. Runs stopped by the time limit count with the
limit, so those ratios are lower bounds (>=). 1000x100 is solved to 1 %.

{table(blocks)}
Proven optima that differ between solvers: {"; ".join(differing)}.

CP-SAT knows integers only: costs are rounded to 0.00001 money, hours in rows to 0.0008,
lost hours count in steps of 0.008. Its optima may differ by that rounding.

CBC comes with PuLP 3; where PuLP brings none, install it (Debian, Ubuntu: the package
`coinor-cbc`), and the benchmark finds it on the path.

## Published instances

Generalised assignment (OR-Library), through the same formulation and solver:
{assignment()}"""


def main() -> None:
    """Parse the command line, measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="*", choices=list(SPECS), default=list(SPECS))
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--limit", type=float, default=600.0, help="seconds for one run at most")
    parser.add_argument("--peers", nargs="*", choices=list(PEERS), default=list(PEERS))
    asked = parser.parse_args()
    there = [p for p in asked.peers if importlib.util.find_spec(PEERS[p][0])]
    for absent in set(asked.peers) - set(there):
        print(f"{absent}: not installed here, left out (`make bench` has it)", file=sys.stderr)
    blocks = [measured(SPECS[n], asked.seeds, asked.limit, there) for n in asked.only]
    blocks = [b for b in blocks if b.runs]
    text = page(blocks, " ".join(["python -m benchmarks", *sys.argv[1:]]))
    print(text)
    by_hand = PAGE.read_text(encoding="utf-8").partition(BY_HAND)[2] if PAGE.exists() else ""
    PAGE.write_text(f"{text}\n{BY_HAND}{by_hand}", encoding="utf-8")


if __name__ == "__main__":
    main()
