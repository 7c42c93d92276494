"""``bestplaced plan CASE``: the best place for each responsibility, and what that is worth."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from bestplaced.case.business import Case
    from bestplaced.intake import Measurement
    from bestplaced.plan import Outcome

_MOST_BEHIND = 120.0  # months that a case may state


@click.command("plan")
@click.argument("case_file", metavar="CASE")
@click.option("--ledger", "ledgers", multiple=True, metavar="FILE", help="Measure volumes from it.")
@click.option("--map", "mapping", default=(), multiple=True, metavar="PART=COLUMN,...",
              help="Name columns of a CSV ledger, as for `measure`.")  # fmt: skip
@click.option("--pin", "pins", multiple=True, metavar="R=P", help="Keep responsibility R with P.")
@click.option("--seed", default=0, show_default=True, help="Seed of the solver.")
@click.option(
    "--time-limit", type=click.FloatRange(min=0.1, max=86_400), help="Seconds for each solve."
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
              help="Count the months the books lie behind up to this day.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON (documented schema).")
def plan(  # noqa: PLR0913 - one parameter per option of the command
    case_file: str,
    ledgers: tuple[str, ...],
    mapping: tuple[str, ...],
    pins: tuple[str, ...],
    as_of: dt.datetime | None,
    *,
    seed: int,
    time_limit: float | None,
    as_json: bool,
) -> None:
    """Find and prove the best plan of a CASE, beside today, nothing and everything moved."""
    measured = measured_of(ledgers, mapping, as_of)
    case = case_of(case_file, measured, pins)
    outcome = solved(case, seed, time_limit, quiet=as_json)
    from bestplaced.cli.plan_data import plan_data  # noqa: PLC0415 - imported when used

    data = plan_data(outcome)
    if as_json:
        click.echo(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))
        return
    from bestplaced.cli.plan_tables import show  # noqa: PLC0415 - imported when used

    show(outcome, data, measured)


def measured_of(
    ledgers: tuple[str, ...], mapping: tuple[str, ...], as_of: dt.datetime | None = None
) -> Measurement | None:
    """Measure the given ledgers, if any."""
    if not ledgers:
        return None
    from bestplaced.intake import Stated, measure  # noqa: PLC0415 - imported when used

    return measure(
        ledgers,
        Stated.parse(mapping),
        as_of=as_of.date() if as_of else None,
    )


def case_of(case_file: str, measured: Measurement | None, pins: tuple[str, ...]) -> Case:
    """Read and complete the case; measured volumes and logged hours replace defaults.

    Months that the measured books lie behind are cleaned up (F8), unless the case states its own.
    """
    from bestplaced.case.reading import read_case  # noqa: PLC0415 - imported when used
    from bestplaced.catalogue import complete, name_faults  # noqa: PLC0415 - imported when used

    pinned = _pins(pins)
    read = read_case(case_file, lambda rest: name_faults(rest, pinned))
    volumes, logged = {}, dict[str, float]()
    if measured is not None:
        if measured.currency not in {"", read.file.currency}:
            text = f"the ledger is in {measured.currency}, the case in {read.file.currency}."
            remedy = f"Write the case in {measured.currency}."
            raise CaseError(Fault(text, read.place("currency"), remedy))
        volumes = {v.driver: v.per_year for v in measured.planned}
        logged = measured.hours.planned if measured.hours else {}
        if "months_behind" not in read.file.deal.model_fields_set:
            behind = {"months_behind": min(measured.months_behind, _MOST_BEHIND)}
            terms = read.file.deal.model_copy(update=behind)
            read = replace(read, file=read.file.model_copy(update={"deal": terms}))
    return complete(read, volumes, pinned, logged)


def _pins(pins: tuple[str, ...]) -> dict[str, str]:
    """Return pins given on the command line; the same responsibility twice is a fault."""
    found: dict[str, str] = {}
    faults = []
    for pin in pins:
        responsibility, _, performer = pin.partition("=")
        if not performer or not responsibility:
            faults.append(Fault(f"--pin {pin!r} is not R=P.", remedy="For example --pin B08=Dana."))
        elif found.get(responsibility, performer) != performer:
            text = f"{responsibility} is pinned to {found[responsibility]} and to {performer}."
            faults.append(Fault(text, "--pin", "Keep one of the two."))
        else:
            found[responsibility] = performer
    if faults:
        raise CaseError(faults)
    return found


def solved(
    case: Case,
    seed: int,
    time_limit: float | None,
    *,
    quiet: bool,
    references: Collection[str] | None = None,
) -> Outcome:
    """Solve, with a line of progress where a person is watching.

    ``references`` are the reference plans to solve for (default: all).
    """
    from rich.console import Console  # noqa: PLC0415 - imported when used

    from bestplaced.plan import plan as best_plan  # noqa: PLC0415 - imported when used
    from bestplaced.plan.reference import SOLVED  # noqa: PLC0415 - imported when used

    wanted = SOLVED if references is None else references

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        return best_plan(case, seed=seed, time_limit=time_limit, references=wanted)
    with console.status("Placing responsibilities ...") as status:

        def tell(objective: float, bound: float) -> None:
            status.update(f"Placing responsibilities: {objective:,.1f}k, bound {bound:,.1f}k")

        return best_plan(case, seed=seed, time_limit=time_limit, progress=tell, references=wanted)
