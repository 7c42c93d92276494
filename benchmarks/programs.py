"""A `Program` as a file: what a child process of any solver can read without this library."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from bestplaced.plan.solver import Program

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Rows:
    """The arrays of `bestplaced.plan.solver.Program`, without the solver behind it."""

    cost: Array
    lower: Array
    upper: Array
    integer: NDArray[np.bool_]
    row_lower: Array
    row_upper: Array
    start: NDArray[np.int32]
    index: NDArray[np.int32]
    value: Array
    constant: float

    def row(self, i: int) -> tuple[list[int], list[float]]:
        """Return the columns of row i and their coefficients."""
        part = slice(self.start[i], self.start[i + 1])
        return self.index[part].tolist(), self.value[part].tolist()


def write(program: Program, path: Path) -> None:
    """Write a program as compressed arrays."""
    arrays = {f.name: np.asarray(getattr(program, f.name)) for f in fields(Rows)}
    np.savez(path, allow_pickle=False, **arrays)


def read(path: Path) -> Rows:
    """Read a program written by `write`."""
    with np.load(path) as found:
        arrays = {f.name: found[f.name] for f in fields(Rows)}
    return Rows(**{**arrays, "constant": float(arrays["constant"])})
