"""Simulated years beside the exact law, for every party: ``-m benchmarks.agreement CASE [YEARS]``.

Today's, the best and the everything-moved plan of a case live through a million years each; every
party's years are compared with its law: |z| of the mean, the variance, the share of years without
loss, and what lies beyond five quantiles. With 13 figures, 15 parties and plans, and honest engines
the largest of 200 |z| is usually about 3; above 4 something is wrong.
"""

from __future__ import annotations

import math
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.cli.plan import case_of
from bestplaced.explain import risk_report
from bestplaced.plan import plan
from bestplaced.plan.reference import MOVED
from bestplaced.risk.case_scenarios import case_placings, case_world
from bestplaced.risk.long_run import yearly_losses
from bestplaced.risk.party_laws import bearers, party_lattice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bestplaced.risk.yearly import YearLaw

LEVELS = (0.5, 0.9, 0.95, 0.99, 0.999)
FEW = 100  # years beyond a quantile, below which its error is not normal
TINY = 1e-9  # money: a difference of two plans may be nothing but rounding
MOST = 4.0


def z_scores(
    law: YearLaw, losses: NDArray[np.float64], variance: float | None = None
) -> dict[str, float]:
    """Return how many standard errors simulated years lie from their law, figure by figure.

    ``losses`` money of each year, shape (years,); ``variance`` money², if it is to be compared.
    """
    years, z = losses.size, {}
    root = math.sqrt(years)
    z["mean"] = float(losses.mean() - law.mean) / (float(losses.std()) / root)
    if variance is not None:
        squares = (losses - law.mean) ** 2
        z["variance"] = float(squares.mean() - variance) / (float(squares.std()) / root)
    none = math.sqrt(law.no_event * (1 - law.no_event) / years)
    z["none"] = (float(np.mean(np.abs(losses) < TINY)) - law.no_event) / none
    for level in LEVELS:
        # Half a bucket up: the bucket at q holds what lies around q.
        edge = law.quantile(level) + law.width / 2
        beyond = law.exceeds(edge)
        if beyond * years > FEW:
            error = math.sqrt(beyond * (1 - beyond) / years)
            z[f"beyond {level}"] = (float(np.mean(losses > edge)) - beyond) / error
            excess = np.maximum(losses - edge, 0.0)
            exact = law.mean - law.limited_mean(edge)
            z[f"excess {level}"] = float(excess.mean() - exact) / (float(excess.std()) / root)
    return z


def main(case_file: str, years: int = 1_000_000, seed: int = 1) -> int:
    """Print the largest |z| of each party and plan; return 1 if one is above `MOST`."""
    case = case_of(case_file, None, ())
    placed = risk_report(plan(case, references=(MOVED,)), years=5).placed
    worst = 0.0
    print(
        f"{years:,} years, seed {seed}\n\n| plan | party | largest abs(z) | of |\n|---|---|---|---|"
    )
    for name, risks in placed.items():
        begin = time.process_time()
        world, placings = case_world(case, [risks]), case_placings(case, risks)
        lived = yearly_losses(world, placings, years, seed)
        taken = time.process_time() - begin
        for party in bearers(risks):
            lattice = party_lattice(case, risks, party)
            z = z_scores(lattice.law(), lived[party], lattice.exact_variance)
            figure = max(z, key=lambda key: abs(z[key]))
            worst = max(worst, abs(z[figure]))
            print(f"| {name} | {party} | {abs(z[figure]):.2f} | {figure} |")
        print(f"| {name} | *simulation: {taken:.1f} s of processor time* | | |")
    print(f"\nlargest: {worst:.2f}, {'below' if worst < MOST else 'NOT BELOW'} {MOST:.0f}")
    return int(worst >= MOST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *(int(text) for text in sys.argv[2:])))
