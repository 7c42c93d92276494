"""The registry of instances: frozen, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.firms import firm
from benchmarks.instances import made_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from bestplaced.plan.problem import Problem


@dataclass(frozen=True)
class Spec:
    """One kind of instance: how to make it from a seed, how many seeds, how long to try.

    ``gap`` is the relative gap that counts as done; ``peers`` says whether other solvers join;
    ``dependence`` whether there are squares, and so a run with them (F4).
    """

    name: str
    make: Callable[[int], Problem]
    seeds: int
    limit: float
    gap: float = 1e-6
    peers: bool = True
    dependence: bool = False


def _sized(responsibilities: int, performers: int) -> Callable[[int], Problem]:
    """Return the maker of made-up firms of one size."""
    return lambda seed: made_up(responsibilities, performers, seed)


SPECS = {
    spec.name: spec
    for spec in (
        Spec("catalogue 69x8", firm, 10, 60, dependence=True),
        Spec("40x6", _sized(40, 6), 10, 60),
        Spec("69x8", _sized(69, 8), 10, 60),
        Spec("150x20", _sized(150, 20), 3, 60),
        Spec("1000x100", _sized(1000, 100), 1, 600, gap=1e-2, peers=False),
    )
}
