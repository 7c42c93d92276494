"""``bestplaced offers CASE``: rival quotes on the same workload, side by side."""

from __future__ import annotations

import json

import click


@click.command("offers")
@click.argument("case_file", metavar="CASE")
@click.option("--ledger", "ledgers", multiple=True, metavar="FILE", help="Measure volumes from it.")
@click.option("--map", "mapping", default=(), multiple=True, metavar="PART=COLUMN,...",
              help="Name columns of a CSV ledger, as for `measure`.")  # fmt: skip
@click.option("--per", "driver", metavar="DRIVER", help="Ask for prices a unit of a driver.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON (documented schema).")
def offers(
    case_file: str,
    ledgers: tuple[str, ...],
    mapping: tuple[str, ...],
    driver: str | None,
    *,
    as_json: bool,
) -> None:
    """Compare the offers of a CASE: what each costs with everything it leaves out priced in."""
    from bestplaced.cli.offers_data import (  # noqa: PLC0415 - imported when used
        deal_beside,
        offers_data,
        unit_prices,
    )
    from bestplaced.cli.plan import case_of, measured_of  # noqa: PLC0415 - imported when used
    from bestplaced.plan.comparison import compare  # noqa: PLC0415 - imported when used

    case = case_of(case_file, measured_of(ledgers, mapping), ())
    if driver is not None:
        prices = unit_prices(case, driver)
        click.echo(
            json.dumps(prices) if as_json else "\n".join(f"{n}: {p}" for n, p in prices.items())
        )
        return
    comparison = compare(case)
    struck = deal_beside(case)
    data = offers_data(comparison, struck)
    if as_json:
        click.echo(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))
        return
    from bestplaced.cli.offers_tables import show  # noqa: PLC0415 - imported when used

    show(comparison, data)
