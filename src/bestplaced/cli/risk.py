"""``bestplaced risk CASE``: who carries each risk, what that costs, and how bad years can be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from bestplaced.cli.plan import case_of, measured_of, solved

if TYPE_CHECKING:
    from bestplaced.explain import RiskReport
    from bestplaced.plan import Outcome


@click.command("risk")
@click.argument("case_file", metavar="CASE")
@click.option(
    "--plan",
    "plan_name",
    type=click.Choice(["today", "best", "everything", "nothing", "cheapest"]),
    default="best",
    show_default=True,
    help="The plan to set beside today.",
)
@click.option("--ledger", "ledgers", multiple=True, metavar="FILE", help="Measure volumes from it.")
@click.option("--map", "mapping", default=(), multiple=True, metavar="PART=COLUMN,...",
              help="Name columns of a CSV ledger, as for `measure`.")  # fmt: skip
@click.option("--pin", "pins", multiple=True, metavar="R=P", help="Keep responsibility R with P.")
@click.option(
    "--years",
    type=click.IntRange(min=5, max=1_000_000),
    default=5_000,
    show_default=True,
    help="Years to simulate, the worst of which are told.",
)
@click.option("--seed", default=0, show_default=True, help="Seed of everything drawn.")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
def risk(  # noqa: PLR0913 - one parameter per option of the command
    case_file: str,
    plan_name: str,
    ledgers: tuple[str, ...],
    mapping: tuple[str, ...],
    pins: tuple[str, ...],
    *,
    years: int,
    seed: int,
    as_json: bool,
) -> None:
    """Show the trade of risk in a CASE, every party's yearly loss, and the odds against today."""
    case = case_of(case_file, measured_of(ledgers, mapping), pins)
    from bestplaced.plan.reference import CHEAPEST, MOVED  # noqa: PLC0415 - imported when used

    wanted = (MOVED, CHEAPEST) if plan_name == "cheapest" else (MOVED,)
    outcome = solved(case, seed, None, quiet=as_json, references=wanted)
    report = _report(outcome, plan_name, years, quiet=as_json)
    if as_json:
        from bestplaced.cli.risk_data import risk_data  # noqa: PLC0415 - imported when used

        data = risk_data(outcome, report)
        click.echo(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))
        return
    from bestplaced.cli.risk_tables import show  # noqa: PLC0415 - imported when used

    show(outcome, report)


def _report(outcome: Outcome, plan_name: str, years: int, *, quiet: bool) -> RiskReport:
    """Work out the report, with a line of progress where a person is watching."""
    from rich.console import Console  # noqa: PLC0415 - imported when used

    from bestplaced.explain import risk_report  # noqa: PLC0415 - imported when used

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        return risk_report(outcome, plan_name, years, outcome.seed)
    with console.status("Adding up the years ...") as status:

        def tell(what: str) -> None:
            status.update(f"Yearly loss: {what}")

        return risk_report(outcome, plan_name, years, outcome.seed, tell)
