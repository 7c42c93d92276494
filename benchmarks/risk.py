"""Task L for both risk engines beside their peers: ``python -m benchmarks.risk``.

100,000 years of 60 independent Poisson-lognormal risks, a layer per event (`benchmarks.lattice`).
Contenders take turns in one process, one thread each but where two are named. The table has medians
and ratios, by the processor's time (other work on the machine counts little) and by the clock (for
two threads; trust it on idle cores only). Peers are measured where they can be imported: aggregate,
GEMAct and lossmodels (``make .venv-bench/.installed`` installs them).
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import math
import os
import statistics
import sys
import time
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.lattice import (
    DEDUCTIBLE,
    LIMIT,
    RISKS,
    YEARS,
    Task,
    lattice,
    peer,
    read,
    simulate,
    task,
)
from bestplaced.case.business import BUSINESS
from bestplaced.risk import event_table, philox
from bestplaced.risk.arrivals import MEAN, tiles
from bestplaced.risk.estimates import cvar, mean, quantile
from bestplaced.risk.event_table import EventTable, Stream, World
from bestplaced.risk.frequency import Poisson
from bestplaced.risk.laws import Lognormal
from bestplaced.risk.layer import Layer
from bestplaced.risk.long_run import yearly_losses
from bestplaced.risk.placing import Placing
from bestplaced.risk.scenarios import AnnualLimit, Scenarios, beats, rates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bestplaced.risk.lattice import Lattice

    Plan = Mapping[str, Placing]

SLOW = {"aggregate 2^13": 5, "aggregate 2^16": 3, "GEMAct FFT 2^13": 3, "GEMAct MC, risks apart": 2}
FEW = 5_000  # years of the slowest peer, whose time is multiplied up to those of all others
MOVES = 10  # in a row, as a user makes them, for memory and caches are as they leave them
MOVED = ("one risk moved", "the same to a new law")
SCALED = {"GEMAct MC, risks apart": YEARS / FEW}
SCALED |= {f"{what} 2^{log2}": 1 / MOVES for what in MOVED for log2 in (13, 16)}
MAX_LOSS = 1e9
DRAGS = 200
QUIET = 1.5  # load, this process itself counted, below which two threads have a core each
YARDSTICK = "numpy counts + repeat"
SUMS, PLAIN = "bestplaced, yearly sums", "yearly sums, numpy only"
WORDS = "random words alone"
KEYED = "random words, by cells and events"
TWO = f"{SUMS}, two threads"


def world(of: Task) -> World:
    """Return the task's risks as streams of events."""
    laws = [Lognormal(float(m), float(s), MAX_LOSS) for m, s in zip(of.mu, of.sigma, strict=True)]
    return World("task L", tuple(Stream(f"u{i}", law) for i, law in enumerate(laws)))


def plan(of: Task, factor: float = 1.0) -> dict[str, Placing]:
    """Return the task's rates and layer."""
    layer = Layer.between(DEDUCTIBLE, LIMIT)
    return {f"u{i}": Placing(factor * float(of.rate[i]), layer) for i in range(RISKS)}


def without_numba(run: Callable[[], object]) -> Callable[[], object]:
    """Return the run as it is where numba is not installed."""

    def plain() -> object:
        known = event_table.fast_kernels
        event_table.fast_kernels = lambda: None  # type: ignore[assignment]
        try:
            return run()
        finally:
            event_table.fast_kernels = known

    return plain


def move(made: Lattice, *, new: bool = False) -> None:
    """Move `MOVES` risks, one after the other, each back before the next; read all measures.

    ``new``: to a law whose transform is not kept.
    """
    for old in list(made.exposures.values())[:MOVES]:
        event = replace(old.event) if new else old.event
        rate = Poisson(1.3 * old.frequency.weight)
        read(made.replaced(replace(old, frequency=rate, event=event)).law())


def calls_of(of: Task) -> int:
    """Return how many calls of the generator the task takes: for each tile and each arrival."""
    return sum(tiles(0, YEARS, float(rate)).block.size for rate in of.rate) * (1 + MEAN)


def keyed_calls(of: Task) -> int:
    """Return how many calls a design takes that keys cells and events: one for each of both.

    A cell is a risk in a year. The aim of three times the words alone was set for that design.
    """
    return YEARS * RISKS + round(YEARS * float(of.rate.sum()))


def random_words(wanted: int) -> None:
    """Make only words."""
    fast = event_table.fast_kernels()
    calls = 2048
    place, half = np.arange(calls, dtype=np.uint32), (3, 4)
    keys, number = np.array([1, 2], np.uint64), np.array(half, np.uint64)
    words = np.empty((4, calls), np.uint32)
    for _ in range(wanted // calls):
        if fast is None:
            philox.words((1, 2), (place, place, *half))
        else:
            fast.words(keys, place, place, number, words)


def gemact(of: Task, **method: object) -> Callable[[], object]:
    """Sixty models of GEMAct, one per risk; their sum's law is not made."""

    def run() -> None:
        from gemact.lossmodel import (  # noqa: PLC0415  an optional peer
            Frequency,
            Layer,
            LossModel,
            PolicyStructure,
            Severity,
        )

        importlib.import_module("twiggy").emitters.clear()  # by which GEMAct tells of every step
        with redirect_stdout(io.StringIO()):
            for rate, mu, sigma in zip(of.rate, of.mu, of.sigma, strict=True):
                LossModel(
                    frequency=Frequency("poisson", {"mu": float(rate)}),
                    severity=Severity("lognormal", {"shape": float(sigma), "scale": math.exp(mu)}),
                    policystructure=PolicyStructure(
                        layers=Layer(cover=LIMIT, deductible=DEDUCTIBLE)
                    ),
                    **method,
                )

    return run


def lossmodels(of: Task) -> None:
    """Sixty collective models of lossmodels, without the layer, added up."""
    made = importlib.import_module("lossmodels")
    total = np.zeros(YEARS)
    for rate, mu, sigma in zip(of.rate, of.mu, of.sigma, strict=True):
        model = made.CollectiveRiskModel(
            made.Poisson(float(rate)), made.Lognormal(float(mu), float(sigma))
        )
        total += np.asarray(model.sample(YEARS))


def contenders(of: Task) -> dict[str, Callable[[], object]]:
    """Return every contender by name; the first is the yardstick."""
    w, known, calls = world(of), plan(of), calls_of(of)
    found: dict[str, Callable[[], object]] = {
        YARDSTICK: lambda: simulate(of, 7),
        WORDS: lambda: random_words(calls),
        KEYED: lambda: random_words(keyed_calls(of)),
        SUMS: lambda: yearly_losses(w, known, YEARS, 1),
        TWO: lambda: yearly_losses(w, known, YEARS, 1, 2),
        "bestplaced, event table": lambda: EventTable.build(w, rates([known]), YEARS, 1),
    }
    found[PLAIN] = without_numba(found[SUMS])
    for width, log2 in ((100.0, 13), (10.0, 16)):
        made = lattice(of, width, log2)
        found[f"lattice 2^{log2}"] = lambda x=width, n=log2: read(lattice(of, x, n).law())
        found[f"one risk moved 2^{log2}"] = lambda m=made: move(m)
        found[f"the same to a new law 2^{log2}"] = lambda m=made: move(m, new=True)
        if importlib.util.find_spec("aggregate"):
            found[f"aggregate 2^{log2}"] = lambda x=width, n=log2: peer(of, x, n)
    if importlib.util.find_spec("gemact"):
        fft: dict[str, Any] = {"aggr_loss_dist_method": "fft", "n_aggr_dist_nodes": 1 << 13}
        fft |= {"sev_discr_method": "localmoments", "n_sev_discr_nodes": 500}
        found["GEMAct FFT 2^13"] = gemact(of, **fft)
        drawn: dict[str, Any] = {"aggr_loss_dist_method": "mc", "n_sim": FEW, "random_state": 1}
        found["GEMAct MC, risks apart"] = gemact(of, **drawn)
    if importlib.util.find_spec("lossmodels"):
        found["lossmodels MC, no layer"] = lambda: lossmodels(of)
    return found


@dataclass(frozen=True)
class Drag:
    """Milliseconds of the processor for whole drags, sorted."""

    taken: list[float]

    def at(self, level: float) -> float:
        """Return a quantile."""
        return self.taken[min(int(level * len(self.taken)), len(self.taken) - 1)]


def drags(of: Task, years: int, count: int = DRAGS) -> Drag:
    """Drag cards: two risks move, annual caps, four metrics of both payers, P(beats today)."""
    layer, parts = (
        Layer.between(DEDUCTIBLE, LIMIT),
        (("provider", Layer.between(250, 20_000, 0.5)),),
    )
    table = EventTable.build(world(of), rates([plan(of)]), years, 1)
    limits = (AnnualLimit("provider", 30_000.0),)
    today = Scenarios.build(table, plan(of), limits)
    start = Scenarios.build(
        table, {n: Placing(p.rate, layer, parts) for n, p in plan(of).items()}, limits
    )
    rng, taken = np.random.default_rng(1), []
    for _ in range(count):
        two = rng.choice(RISKS, 2, replace=False)
        changes = {f"u{i}": Placing(0.7 * float(of.rate[i]), layer, parts) for i in two}
        begin = time.process_time()
        moved = start.replaced(changes)
        for account in (BUSINESS, "provider"):
            paid = moved.paid(account)
            _ = mean(paid), quantile(paid, 0.95), cvar(paid, 0.95), cvar(paid, 0.99)
        beats(moved, today)
        taken.append(1e3 * (time.process_time() - begin))
    return Drag(sorted(taken))


def show(seconds: Mapping[str, list[tuple[float, float]]]) -> None:
    """Print medians, and how many times each contender's time the yardstick takes."""
    print("| contender | median CPU ms | least | numpy takes x times this | by the clock |")
    print("|---|---|---|---|---|")
    yardstick = [statistics.median(t) for t in zip(*seconds[YARDSTICK], strict=True)]
    for name, times in seconds.items():
        cpu, clock = (
            [SCALED.get(name, 1.0) * t for t in taken] for taken in zip(*times, strict=True)
        )
        ratios = yardstick[0] / statistics.median(cpu), yardstick[1] / statistics.median(clock)
        print(
            f"| {name} | {1e3 * statistics.median(cpu):.1f} | {1e3 * min(cpu):.1f} "
            f"| {ratios[0]:.3g} | {ratios[1]:.3g} |"
        )


AIMS = (
    ("numpy counts + repeat over yearly sums", YARDSTICK, SUMS, 5.0, True),
    ("yearly sums over random words alone", SUMS, WORDS, 3.0, False),
    ("the same over the words of a design by cells and events", SUMS, KEYED, 3.0, False),
    ("yearly sums without numba over with it", PLAIN, SUMS, 10.0, False),
    ("aggregate over lattice, 2^13", "aggregate 2^13", "lattice 2^13", 30.0, True),
    ("aggregate over lattice, 2^16", "aggregate 2^16", "lattice 2^16", 30.0, True),
    ("GEMAct FFT over lattice, 2^13", "GEMAct FFT 2^13", "lattice 2^13", 30.0, True),
    ("lattice over one risk moved, 2^13", "lattice 2^13", "one risk moved 2^13", 20.0, True),
    ("the same to a new law, 2^13", "lattice 2^13", "the same to a new law 2^13", 20.0, True),
    ("lattice over one risk moved, 2^16", "lattice 2^16", "one risk moved 2^16", 20.0, True),
    ("the same to a new law, 2^16", "lattice 2^16", "the same to a new law 2^16", 20.0, True),
)
"""What is compared, the slower and the quicker contender, the aim, and whether more is better."""


def show_aims(seconds: Mapping[str, list[tuple[float, float]]]) -> None:
    """Print the aims beside what this run found, by the processor's time."""
    print("\n| median over median, processor's time | found | aim |")
    print("|---|---|---|")
    for what, slow, quick, aim, more in AIMS:
        if slow in seconds and quick in seconds:
            times = [
                SCALED.get(name, 1.0) * statistics.median(t[0] for t in seconds[name])
                for name in (slow, quick)
            ]
            ratio = times[0] / times[1]
            met = "met" if (ratio >= aim) == more else "**not met**"
            print(f"| {what} | {ratio:.1f} | {'>=' if more else '<='} {aim:.0f}: {met} |")
    clock = [statistics.median(t[1] for t in seconds[name]) for name in (SUMS, TWO)]
    busy = os.getloadavg()[0]
    told = "cores were idle" if busy < QUIET else f"a load of {busy:.1f}: run it on idle cores"
    print(f"| one thread over two, by the clock ({told}) | {clock[0] / clock[1]:.2f} | - |")


def main(rounds: int = 7) -> None:
    """Print the tables."""
    of = task()
    runs = contenders(of)
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for run in runs.values():
        run()  # imports, compiled loops and tables are made once
    for turn in range(rounds):
        for name, run in runs.items():
            if turn < SLOW.get(name, rounds):
                begin = time.process_time(), time.perf_counter()
                run()
                taken = time.process_time() - begin[0], time.perf_counter() - begin[1]
                seconds[name].append((taken[0], taken[1]))
    print(f"load average: {os.getloadavg()[0]:.1f}\n")
    show(seconds)
    show_aims(seconds)
    if "GEMAct MC, risks apart" in seconds:
        print(f"\nGEMAct MC: {FEW:,} years, time x {YEARS / FEW:.0f}")
    exact = read(lattice(of, 5.0, 17).law())
    print()
    for width, log2 in ((100.0, 13), (10.0, 16)):
        error = read(lattice(of, width, log2).law()).cvar99 / exact.cvar99 - 1
        print(f"CVaR99 of lattice 2^{log2}: relative error {error:.1e}")
    print("\n| whole drag, numpy only | median CPU ms | p95 |")
    print("|---|---|---|")
    for years in (20_000, 100_000):
        drag = drags(of, years)
        print(f"| {years:,} years | {drag.at(0.5):.1f} | {drag.at(0.95):.1f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
