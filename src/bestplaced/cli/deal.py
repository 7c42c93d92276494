"""``bestplaced deal CASE``: the fee at which both sides win, risk by risk."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import datetime as dt


@click.command("deal")
@click.argument("case_file", metavar="CASE")
@click.option("--ledger", "ledgers", multiple=True, metavar="FILE", help="Measure volumes from it.")
@click.option("--map", "mapping", default=(), multiple=True, metavar="PART=COLUMN,...",
              help="Name columns of a CSV ledger, as for `measure`.")  # fmt: skip
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
              help="Count the months the books lie behind up to this day.")  # fmt: skip
@click.option("--provider", metavar="P", help="Deal with this provider (default: the one inside).")
@click.option("--beta", default=0.5, show_default=True, type=click.FloatRange(0, 1),
              help="The provider's share of the band.")  # fmt: skip
@click.option("--seed", default=0, show_default=True, help="Seed of the solver.")
@click.option(
    "--time-limit", type=click.FloatRange(min=0.1, max=86_400), help="Seconds for each solve."
)
@click.option("--trace", "traced", metavar="NAME",
              help="Show what a figure is made of: R26, D14, fee, a person ...")  # fmt: skip
@click.option("--full", is_flag=True,
              help="With risks that stay, lines of benefits, reports.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the deal as JSON (documented schema).")
def deal(  # noqa: PLR0913 - one parameter per option of the command
    case_file: str,
    ledgers: tuple[str, ...],
    mapping: tuple[str, ...],
    provider: str | None,
    as_of: dt.datetime | None,
    *,
    beta: float,
    seed: int,
    time_limit: float | None,
    traced: str | None,
    full: bool,
    as_json: bool,
) -> None:
    """Price the best plan of a CASE for both sides: band, fee, benefits, risk schedule.

    Both reservation prices, what each side gains at the fee, where each benefit comes from, who
    carries which risk before and after, and what the provider earns if the work grows. --trace
    leads from any name on the page to its arithmetic and its inputs with source and grade.
    """
    from bestplaced.cli.deal_data import deal_data  # noqa: PLC0415 - imported when used
    from bestplaced.cli.plan import case_of, measured_of, solved  # noqa: PLC0415 - imported late
    from bestplaced.deal import deal as strike  # noqa: PLC0415 - imported when used
    from bestplaced.plan.reference import WITHOUT  # noqa: PLC0415 - imported when used

    case = case_of(case_file, measured_of(ledgers, mapping, as_of), ())
    outcome = solved(case, seed, time_limit, quiet=as_json, references=(WITHOUT,))
    agreed = strike(outcome, beta=beta, provider=provider, time_limit=time_limit)
    if as_json:
        click.echo(json.dumps(deal_data(agreed), indent=2, ensure_ascii=False, allow_nan=False))
        return
    if traced is not None:
        from bestplaced.cli.deal_trace import show_trace  # noqa: PLC0415 - imported when used

        show_trace(agreed, traced, case_file)
        return
    from bestplaced.cli.deal_tables import show  # noqa: PLC0415 - imported when used

    show(agreed, full=full)
