"""The table of results: medians, ranges and ratios, as Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.result import Result

HEAD = (
    "| instance | solver | proven | median s | min-max s | ratio "
    "| worst gap | build s | peak MB |\n"
    "|---|---|---|---|---|---|---|---|---|\n"
)


@dataclass(frozen=True)
class Block:
    """All runs of one instance kind: solver -> results by seed; the first is the yardstick."""

    name: str
    limit: float
    runs: dict[str, Sequence[Result]]


def table(blocks: Sequence[Block]) -> str:
    """Return all blocks as one Markdown table."""
    return HEAD + "".join(_lines(block) for block in blocks)


def _lines(block: Block) -> str:
    """Return one line per solver. A run stopped by its limit counts with the limit."""
    yardstick = median(r.seconds for r in next(iter(block.runs.values())))
    lines = ""
    for solver, results in block.runs.items():
        seconds = [r.seconds for r in results]
        proven = sum(r.proven for r in results)
        mark = "" if proven == len(results) else ">= "
        lines += (
            f"| {block.name} | {solver} | {proven}/{len(results)} "
            f"| {median(seconds):.2f} | {min(seconds):.2f}-{max(seconds):.2f} "
            f"| {mark}{median(seconds) / yardstick:.1f} "
            f"| {max(r.gap for r in results):.1e} "
            f"| {median(r.build for r in results):.2f} "
            f"| {max(r.megabytes for r in results):.0f} |\n"
        )
    return lines


DEPENDENT = "with dependence"  # the end of the name of a run with squares: another program


def disagreements(blocks: Sequence[Block], tolerance: float = 1e-5) -> list[str]:
    """Return where two solvers claim different proven optima of the linear program."""
    found = []
    for block in blocks:
        if len({len(results) for results in block.runs.values()}) > 1:
            found.append(f"{block.name}: not compared, a run failed")
            continue
        for seed, row in enumerate(zip(*block.runs.values(), strict=True)):
            proven = [r for r in row if r.proven and not r.solver.endswith(DEPENDENT)]
            found += [
                f"{block.name} seed {seed}: {proven[0].solver} {proven[0].objective:.5f}, "
                f"{r.solver} {r.objective:.5f}"
                for r in proven[1:]
                if abs(r.objective - proven[0].objective) > tolerance * abs(proven[0].objective)
            ]
    return found
