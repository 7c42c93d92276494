"""OR-Library's generalised assignment (Beasley) as placement problems, through the same core."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.formulation import MONEY, formulate
from bestplaced.plan.problem import Problem
from bestplaced.plan.solver import solve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FILES = ("gap1.txt", "gap2.txt")


@dataclass(frozen=True)
class Assignment:
    """Agents x jobs: ``profit`` and ``resource`` (agents, jobs), ``capacity`` (agents,)."""

    name: str
    profit: Array
    resource: Array
    capacity: Array


def folder() -> Path:
    """Return where the instances lie: `BESTPLACED_SHARED`, else ``shared`` beside the checkout."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    return Path(os.environ.get("BESTPLACED_SHARED", beside)) / "gap"


def missing() -> str:
    """Return why the instances cannot be read, or an empty string."""
    absent = [name for name in (*FILES, "readme.txt") if not (folder() / name).is_file()]
    if not absent:
        return ""
    return f"OR-Library instances absent: {', '.join(absent)} (set BESTPLACED_SHARED)"


def read(path: Path) -> Iterator[Assignment]:
    """Yield the instances of one file, named as in OR-Library's note: c515-1 ..."""
    numbers = iter(np.array(path.read_text().split(), float))

    def take(*shape: int) -> Array:
        return np.array([next(numbers) for _ in range(int(np.prod(shape)))]).reshape(shape)

    for number in range(int(next(numbers))):
        agents, jobs = int(next(numbers)), int(next(numbers))
        profit, resource = take(agents, jobs), take(agents, jobs)
        yield Assignment(f"c{agents}{jobs}-{number + 1}", profit, resource, take(agents))


def published(path: Path) -> dict[str, float]:
    """Return the published optima (maximisation) of OR-Library's note, by name."""
    found = re.findall(r"(c\d+-\d)\s+(\d+)", path.read_text())
    return {name: float(value) for name, value in found}


def as_problem(given: Assignment) -> Problem:
    """Return agents as performers of one party each, jobs as responsibilities, profit negated."""
    agents, jobs = given.profit.shape
    none = np.zeros(agents)
    return Problem(
        responsibilities=tuple(f"job {j}" for j in range(jobs)),
        performers=tuple(f"agent {i}" for i in range(agents)),
        parties=tuple(f"agent {i}" for i in range(agents)),
        eligible=np.ones((jobs, agents), bool),
        cost=-given.profit.T,
        hours=given.resource.T,
        value=np.zeros((jobs, agents)),
        value_cap=0.0,
        touches=np.zeros(jobs),
        party=np.arange(agents),
        nobody=np.zeros(agents, bool),
        capacity=given.capacity,
        step_hours=none,
        step_cost=none,
        steps_min=none,
        steps_max=none,
        lost_cost=none,
        lost_per_switch=none,
        lost_ceiling=none,
        party_cost=none,
        edges=np.empty((0, 2), np.intp),
        edge_cost=np.empty(0),
    )


def optimum(given: Assignment) -> tuple[float, float]:
    """Return the best profit found and its proven upper bound."""
    found = solve(formulate(as_problem(given)).program)
    return -found.objective * MONEY, -found.bound * MONEY
