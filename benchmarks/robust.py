"""Draws re-solved beside each solved from scratch: ``python -m benchmarks.robust [DRAWS]``.

The full catalogue at a firm of 25 (examples/harbour-joinery.yaml). *From scratch*: each draw's
case assembled, formulated and given to the solver as it comes, without start or warm basis, to the
same relative gap. One process and one thread each; the time is the processor's, draws alternate
between the contenders. Memory is the peak of a process of its own.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import sys
import time
from pathlib import Path

from bestplaced.case.reading import read_case
from bestplaced.catalogue import complete
from bestplaced.plan import plan
from bestplaced.plan.assembly import assemble
from bestplaced.plan.draws import draw_values
from bestplaced.plan.formulation import MONEY, formulate
from bestplaced.plan.inputs import uncertain_inputs
from bestplaced.plan.robust import DRAW_GAP, SCOUTS, DrawDesk, robustness
from bestplaced.plan.tangents import solve_curved

CASE = Path(__file__).parent.parent / "examples" / "harbour-joinery.yaml"


def compare(draws: int) -> None:
    """Print processor seconds a draw of both contenders, and their ratio."""
    case = complete(read_case(CASE))
    best = plan(case).plan
    if best is None:
        sys.exit("the example has no plan")
    inputs = uncertain_inputs(case)
    desk = DrawDesk(case, inputs, draw_values(inputs, draws, 0))
    pool = [desk.resolver.candidate(best.account)]
    ours, plain, solver = [], [], []
    for k in range(draws):
        began = time.process_time()
        draw = desk.solve(k, tuple(pool), ())
        ours.append(time.process_time() - began)
        if k < SCOUTS:
            pool.append(draw.plan)
        began = time.process_time()
        form = formulate(assemble(desk.drawn(k)))
        built = time.process_time()
        found = solve_curved(form.program, form.curves, gap=DRAW_GAP)
        plain.append(time.process_time() - began)
        solver.append(time.process_time() - built)
        if abs(found.objective * MONEY - draw.cost) > 2 * DRAW_GAP * abs(draw.cost):
            sys.exit(f"draw {k}: {draw.cost} here, {found.objective * MONEY} from scratch")
    print(f"{draws} draws, each proven to {DRAW_GAP:g}; processor milliseconds a draw\n")
    print("| contender | mean | median | 90 % | takes x times ours |\n|---|---|---|---|---|")
    total = statistics.fmean(ours)
    for name, each in (
        ("bestplaced, warm (assembly, solve, account, today)", ours),
        ("from scratch, plain HiGHS (assembly, solve)", plain),
        ("from scratch, plain HiGHS (solve alone)", solver),
    ):
        points = statistics.quantiles(each, n=10)
        print(
            f"| {name} | {1000 * statistics.fmean(each):.0f} | {1000 * points[4]:.0f} "
            f"| {1000 * points[8]:.0f} | {statistics.fmean(each) / total:.2f} |"
        )


def _memory(draws: int) -> None:
    """Print the peak memory and the time of a run of its own, one worker."""
    case = complete(read_case(CASE))
    best = plan(case).plan
    if best is None:
        sys.exit("the example has no plan")
    began = time.process_time()
    found = robustness(case, best.account, draws=draws, workers=1)
    took, worst = time.process_time() - began, max(d.gap for d in found.draws)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| {draws} | {peak:.0f} | {took:.1f} | {worst:.1e} |", flush=True)


def main(draws: int = 50) -> None:
    """Compare, then measure memory for 50 and 200 draws."""
    compare(draws)
    print("\n| draws | peak MB | processor s, one worker | worst gap |", flush=True)
    print("|---|---|---|---|", flush=True)
    for count in (50, 200):
        child = multiprocessing.get_context("spawn").Process(target=_memory, args=(count,))
        child.start()
        child.join()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
