"""``bestplaced robust CASE``: how sure the plan is, over draws of everything uncertain (F12)."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from bestplaced.cli.opening import case_options, opened, solved
from bestplaced.errors import InfeasibleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bestplaced.case.business import Case


@click.command("robust")
@case_options
@click.option("--draws", default=200, show_default=True, type=click.IntRange(20, 100_000))
@click.option("--workers", type=click.IntRange(1, 256), help="Processes. Default: one per core.")
@click.option("--seed", default=0, show_default=True, help="Seed of the draws.")
def robust(  # noqa: PLR0913 - one parameter per option of the command
    case_file: str,
    ledgers: tuple[str, ...],
    mapping: tuple[str, ...],
    pins: tuple[str, ...],
    *,
    draws: int,
    workers: int | None,
    seed: int,
    as_json: bool,
) -> None:
    """Re-solve a CASE over draws of every uncertain input: what is certain, what is a toss-up."""
    case = opened(case_file, ledgers, mapping, pins)
    data = _robust_data(case, draws, workers, seed, quiet=as_json)
    if as_json:
        click.echo(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))
        return
    from bestplaced.cli.robust_tables import show  # noqa: PLC0415 - imported when used

    show(data)


def _robust_data(
    case: Case, draws: int, workers: int | None, seed: int, *, quiet: bool
) -> dict[str, Any]:
    """Solve, draw, re-solve; return what the tables and --json show."""
    from bestplaced.cli.robust_alone import tell_alone, tell_staying  # noqa: PLC0415 - when used
    from bestplaced.cli.robust_answers import band, moved_by, nearest_to_even  # noqa: PLC0415
    from bestplaced.cli.robust_data import robust_data  # noqa: PLC0415 - imported when used
    from bestplaced.explain.keeping import keeping  # noqa: PLC0415 - imported when used
    from bestplaced.plan.robust import robustness  # noqa: PLC0415 - imported when used

    outcome = solved(case, quiet=quiet)
    if outcome.plan is None:
        raise InfeasibleError(())
    with counting("Re-solving draws", quiet=quiet) as tell:
        found = robustness(
            case, outcome.plan.account, draws=draws, seed=seed, workers=workers, progress=tell
        )
    with counting("Pricing the plan in each draw", quiet=quiet) as tell:
        data = robust_data(found, keeping(found, tell) if found.draws else None)
    if found.done == found.asked and found.draws:
        few, moved = nearest_to_even(data["standings"]), moved_by(data)
        with counting("Looking closer at toss-ups", quiet=quiet) as tell:
            tell_alone(found, outcome.plan.account, few, tell)
        sure = [s for s in data["standings"] if band(s, moved) == "certain"]
        with counting("Pricing what is certain", quiet=quiet) as tell:
            tell_staying(found, outcome.plan.account, sure, tell)
    return data


@contextmanager
def counting(text: str, *, quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar with the time left on a person's terminal; yield what moves it."""
    from rich.console import Console  # noqa: PLC0415 - imported when used

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    from rich.progress import (  # noqa: PLC0415 - imported when used
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn(text), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(text, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
