"""``bestplaced flips CASE``: what would move which placement, and which inputs matter most."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from bestplaced.cli.opening import case_options, opened, solved
from bestplaced.cli.robust import counting
from bestplaced.errors import InfeasibleError

if TYPE_CHECKING:
    from bestplaced.case.business import Case
    from bestplaced.explain.flips import Flips

FLIPS_JSON_VERSION = 1
_WIDTH = 16  # characters of the longest bar


@click.command("flips")
@case_options
@click.option("--count", default=10, show_default=True, type=click.IntRange(1, 1000),
              help="Placements to look at, the nearest to flipping first.")  # fmt: skip
def flips(
    case_file: str,
    ledgers: tuple[str, ...],
    mapping: tuple[str, ...],
    pins: tuple[str, ...],
    *,
    count: int,
    as_json: bool,
) -> None:
    """Find the nearest change of one input of a CASE that moves a placement of its plan."""
    from bestplaced.explain.flips import FlipSearch  # noqa: PLC0415 - imported when used

    case = opened(case_file, ledgers, mapping, pins)
    outcome = solved(case, quiet=as_json)
    if outcome.plan is None:
        raise InfeasibleError(())
    with counting("Looking for flips", quiet=as_json) as tell:
        found = FlipSearch(case, outcome.plan.account, tell).search(count)
    data = flips_data(case, found)
    if as_json:
        click.echo(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        _show(case, data)


def flips_data(case: Case, found: Flips) -> dict[str, Any]:
    """Return flips as JSON values (docs/reference/robust-json.md)."""
    from bestplaced.cli.robust_data import input_data, money  # noqa: PLC0415 - when used

    return {
        "version": FLIPS_JSON_VERSION,
        "case": case.name,
        "currency": case.currency,
        "gain": money(found.gain),
        "flips": [
            {
                "responsibility": f.responsibility,
                "name": case.responsibilities[f.responsibility].name,
                "input": input_data(f.entry),
                "value": f.value,
                "before": f.before,
                "ranges": round(f.ranges, 4),
                "place": f.place,
                "moved": list(f.moved),
            }
            for f in found.flips
        ],
        "no_flip_found": list(found.firm),
        "not_looked_at": list(found.unchecked),
        "tornado": [
            {
                "input": input_data(bar.entry),
                "gain_at_low": money(bar.at_low),
                "gain_at_high": money(bar.at_high),
            }
            for bar in found.bars
        ],
    }


def _show(case: Case, data: dict[str, Any]) -> None:
    """Print flips and the tornado for a person."""
    from rich.text import Text  # noqa: PLC0415 - imported when used

    from bestplaced.cli.page import currency_amount, figure, frame, page  # noqa: PLC0415

    console = page(width=100)
    console.print(Text(f"{case.name}: what would flip the plan", "bold"))
    table = frame(
        ("responsibility", "left"), ("moves to", "left"), ("when", "left"), ("from", "right"),
        ("to", "right"), ("unit", "left"), ("ranges", "right"),
        title="The nearest single changes that move a placement, each solved on both sides",
    )  # fmt: skip
    for f in data["flips"]:
        entry = f["input"]
        table.add_row(
            f"{f['responsibility']} {f['name']}", f["place"], entry["what"],
            figure(entry["value"]), figure(f["value"]), entry["unit"], f"{f['ranges']:+.2f}",
        )  # fmt: skip
    console.print(table)
    if data["no_flip_found"]:
        text = ", ".join(data["no_flip_found"])
        console.print(
            Text(f"No single input was found to flip within three times its range: {text}.")
        )
    if data["not_looked_at"]:
        text = ", ".join(data["not_looked_at"])
        console.print(Text(f"Farther away and not looked at (--count): {text}."))
    table = frame(
        ("input", "left"), ("from", "right"), ("to", "right"), ("gain at low", "right"),
        ("gain at high", "right"), ("", "left"),
        title="The inputs that move the gain most, each end solved anew "
        f"(gain now {currency_amount(case.currency, data['gain'])})",
    )  # fmt: skip
    swings = [abs(b["gain_at_high"] - b["gain_at_low"]) for b in data["tornado"]]
    for bar, swing in zip(data["tornado"], swings, strict=True):
        entry = bar["input"]
        table.add_row(
            entry["what"], figure(entry["low"]), f"{figure(entry['high'])} {entry['unit']}",
            currency_amount(case.currency, bar["gain_at_low"]),
            currency_amount(case.currency, bar["gain_at_high"]),
            "█" * max(1, round(_WIDTH * swing / max(*swings, 1.0))),
        )  # fmt: skip
    console.print(table)
