"""Task L: the yearly loss of 60 lognormal risks, a layer per event: ``-m benchmarks.lattice``.

60 independent Poisson risks, about 18.9 events a year, deductible 250 and limit 50,000 per event;
wanted are the mean, the standard deviation, the 95 % quantile and the worst 5 % and 1 % of years
of the sum. Contenders take turns in one process; medians and their ratios are printed. The peer
`aggregate` is measured when it can be imported.
"""

from __future__ import annotations

import importlib.util
import math
import statistics
import sys
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from bestplaced.risk.discretise import discretise
from bestplaced.risk.frequency import Poisson
from bestplaced.risk.lattice import Exposure, Grid, Lattice
from bestplaced.risk.laws import Lognormal
from bestplaced.risk.layer import Layer

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from bestplaced.risk.yearly import YearLaw

    Array = NDArray[np.float64]

RISKS, EVENTS = 60, 18.9
DEDUCTIBLE, LIMIT = 250.0, 50_000.0
YEARS = 100_000
GRIDS = ((100.0, 13), (10.0, 16))


@dataclass(frozen=True)
class Task:
    """Rates a year and lognormal parameters, each of shape (60,)."""

    rate: Array
    mu: Array
    sigma: Array


@dataclass(frozen=True)
class Answer:
    """What a contender found of the sum; money a year."""

    mean: float
    std: float
    q95: float
    cvar95: float
    cvar99: float


def task(seed: int = 1) -> Task:
    """Return the made-up task; the same seed gives the same task."""
    draw = np.random.default_rng(seed)
    rate = draw.lognormal(0.0, 1.0, RISKS)
    mu = np.log(draw.uniform(300.0, 3_000.0, RISKS))
    return Task(rate * EVENTS / rate.sum(), mu, draw.uniform(0.6, 2.0, RISKS))


def read(law: YearLaw) -> Answer:
    """Return all measures of a lattice law."""
    return Answer(law.mean, law.std, law.quantile(0.95), law.cvar(0.95), law.cvar(0.99))


def exposure(of: Task, i: int, width: float) -> Exposure:
    """Return one risk on the grid."""
    layer = Layer.between(DEDUCTIBLE, LIMIT)
    event = discretise(Lognormal(float(of.mu[i]), float(of.sigma[i])), width, layer)
    return Exposure(f"u{i}", Poisson(float(of.rate[i])), event)


def lattice(of: Task, width: float, log2: int) -> Lattice:
    """Build the lattice from nothing, on exactly this grid."""
    grid = Grid(width, 1 << log2, largest=1 << log2)
    return Lattice.build(grid, [exposure(of, i, width) for i in range(RISKS)])


def simulate(of: Task, seed: int) -> Answer:
    """Counts per year, repeat, add up per year: plain numpy, 100,000 years."""
    rng = np.random.default_rng(seed)
    total, years = np.zeros(YEARS), np.arange(YEARS)
    for rate, mu, sigma in zip(of.rate, of.mu, of.sigma, strict=True):
        year = np.repeat(years, rng.poisson(rate, YEARS))
        loss = np.exp(mu + sigma * rng.standard_normal(year.size))
        part = np.minimum(np.maximum(loss - DEDUCTIBLE, 0.0), LIMIT)
        total += np.bincount(year, part, YEARS)
    total.sort()
    tails = [float(total[int(YEARS * level) :].mean()) for level in (0.95, 0.99)]
    return Answer(float(total.mean()), float(total.std()), float(total[95 * YEARS // 100]), *tails)


def peer(of: Task, width: float, log2: int) -> Answer:
    """Build and update a `Portfolio` of aggregate; losses below the deductible count as none."""
    from aggregate import build  # noqa: PLC0415  an optional peer

    lines = [
        f"agg u{i} {float(of.rate[i])!r} claims {LIMIT:.0f} xs {DEDUCTIBLE:.0f} "
        f"sev {math.exp(of.mu[i])!r} * lognorm {float(of.sigma[i])!r} ! poisson"
        for i in range(RISKS)
    ]
    text = "port L\n\t" + "\n\t".join(lines)
    made: Any = build(text, update=False)
    made.update(log2=log2, bs=width, add_exa=False, remove_fuzz=True)
    frame = made.density_df
    p, x = frame.p_total.to_numpy(), frame.loss.to_numpy()
    mean = float(p @ x)
    tails = [float(made.tvar(level)) for level in (0.95, 0.99)]
    return Answer(mean, float(np.sqrt(p @ (x - mean) ** 2)), float(made.q(0.95)), *tails)


def contenders(of: Task) -> dict[str, Callable[[], Answer]]:
    """Return every contender by name; the first is the yardstick."""
    found: dict[str, Callable[[], Answer]] = {}
    for width, log2 in GRIDS:
        found[f"lattice 2^{log2}"] = lambda w=width, n=log2: read(lattice(of, w, n).law())
    for width, log2 in GRIDS:
        made = lattice(of, width, log2)
        old = made.exposures["u0"]
        new = replace(old, frequency=Poisson(1.3 * old.frequency.weight))
        found[f"one risk moved 2^{log2}"] = lambda m=made, e=new: read(m.replaced(e).law())
    found["numpy counts + repeat"] = lambda: simulate(of, 7)
    if importlib.util.find_spec("aggregate"):
        for width, log2 in GRIDS:
            found[f"aggregate 2^{log2}"] = lambda w=width, n=log2: peer(of, w, n)
    return found


def main(rounds: int = 7) -> None:
    """Print times, ratios and errors."""
    of = task()
    runs = contenders(of)
    exact = read(lattice(of, 5.0, 17).law())
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    answers: dict[str, Answer] = {}
    for turn in range(rounds):
        for name, run in runs.items():
            if name.startswith("aggregate") and turn >= (rounds + 1) // 2:
                continue  # slow: half the rounds
            start = time.perf_counter()
            answers[name] = run()
            seconds[name].append(time.perf_counter() - start)
    yardstick = statistics.median(seconds["lattice 2^13"])
    print(f"{'contender':24}{'median ms':>10}{'min ms':>10}{'ratio':>9}{'mean':>12}", end="")
    print(f"{'CVaR99':>12}{'error':>10}")
    for name, taken in seconds.items():
        middle, found = statistics.median(taken), answers[name]
        print(f"{name:24}{1e3 * middle:10.2f}{1e3 * min(taken):10.2f}", end="")
        error = math.nan if "moved" in name else found.cvar99 / exact.cvar99 - 1
        print(f"{middle / yardstick:9.2f}{found.mean:12.2f}{found.cvar99:12.1f}{error:10.1e}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
