"""``bestplaced flips CASE``: what would move which placement, and which inputs matter most."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from bestplaced.cli.opening import case_options, opened, solved
from bestplaced.cli.robust import counting
from bestplaced.errors import InfeasibleError

if TYPE_CHECKING:
    from rich.table import Table

    from bestplaced.case.business import Case
    from bestplaced.explain.flips import Flips

FLIPS_JSON_VERSION = 2
_WIDTH = 16  # characters of the longest bar
_NAMED = 4  # placements of one change told by name; of more only the ids
_DIGITS = 9  # that count, at most, to tell a figure from the one it was
_LEAST = 0.005  # ways below it would read as 0.00


@click.command("flips")
@case_options
@click.option("--count", default=10, show_default=True, type=click.IntRange(1, 1000),
              help="Changes to show, the nearest first.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 256), help="Processes. Default: one per core.")
def flips(  # noqa: PLR0913 - one parameter per option of the command
    case_file: str,
    ledgers: tuple[str, ...],
    mapping: tuple[str, ...],
    pins: tuple[str, ...],
    *,
    count: int,
    workers: int | None,
    as_json: bool,
) -> None:
    """Find the nearest change of one input of a CASE that moves a placement of its plan."""
    from bestplaced.explain.flips import flips as found_flips  # noqa: PLC0415 - when used

    case = opened(case_file, ledgers, mapping, pins)
    outcome = solved(case, quiet=as_json)
    if outcome.plan is None:
        raise InfeasibleError(())
    with counting("Looking for flips", quiet=as_json) as tell:
        found = found_flips(case, outcome.plan.account, workers=workers, progress=tell)
    data = flips_data(case, found)
    if as_json:
        click.echo(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        _show(case, data, count)


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
                "exact": f.exact,
                "ranges": round(f.ranges, 4),
                "place": f.place,
                "moved": list(f.moved),
            }
            for f in found.flips
        ],
        "no_flip_found": list(found.firm),
        "tasks_asked": found.asked,
        "tasks_done": found.done,
        "no_plan_beyond": [
            {"input": input_data(entry), "value": value} for entry, value in found.dead_ends
        ],
        "tornado": [
            {
                "input": input_data(bar.entry),
                "gain_at_low": money(bar.at_low),
                "gain_at_high": money(bar.at_high),
            }
            for bar in found.bars
        ],
    }


def _show(case: Case, data: dict[str, Any], count: int) -> None:
    """Print flips and the tornado for a person."""
    from rich.text import Text  # noqa: PLC0415 - imported when used

    from bestplaced.cli.page import page  # noqa: PLC0415 - imported when used

    console = page(width=100)
    console.print(Text(f"{case.name}: what would flip the plan", "bold"))
    if data["tasks_done"] < data["tasks_asked"]:
        told = f"{data['tasks_done']} of {data['tasks_asked']} steps were done; there may be nearer"
        console.print(Text(f"Interrupted: {told} flips, and more of them.", "yellow"))
    changes = _changes(data["flips"])
    if changes:
        console.print(_nearest(changes[:count]))
    rest = [f for change in changes[count:] for f in change]
    if rest:
        text = ", ".join(f"{f['responsibility']} {f['ranges']:+.2f}" for f in rest)
        console.print(Text(f"Farther, in widths of the range (--count shows more): {text}.\n"))
    if data["no_flip_found"]:
        text = ", ".join(data["no_flip_found"])
        told = f"No single input anywhere in its range moves these {len(data['no_flip_found'])}"
        console.print(Text(f"{told}: {text}.\n"))
    for dead in data["no_plan_beyond"]:
        console.print(Text(_dead_end(dead), "yellow"))
    console.print(_tornado(case, data))
    console.print(Text(_NOTE, "dim"))


_NOTE = (
    "One input changes, all others stay as assumed, and everything is planned anew. 'to' is where "
    "the placements have moved: just before, they still lie where they are. 'way' is counted in "
    "widths of the input's whole range, from its value. Where several inputs are off together, "
    "see 'bestplaced robust'."
)


def _changes(flips: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return flips by the change that brings them, nearest first."""
    found: dict[tuple[str, float], list[dict[str, Any]]] = {}
    for f in flips:
        found.setdefault((f["input"]["name"], f["value"]), []).append(f)
    return list(found.values())


def _nearest(changes: list[list[dict[str, Any]]]) -> Table:
    """Return the table of the nearest changes and the placements they move."""
    from bestplaced.cli.page import frame  # noqa: PLC0415 - imported when used

    table = frame(
        ("when this changes", "left"), ("from", "right"), ("to", "right"), ("unit", "left"),
        ("way", "right"), ("this moves", "left"), ("to", "left"),
        title="The nearest change of a single input that moves each placement",
    )  # fmt: skip
    for change in changes:
        entry, places = change[0]["input"], sorted({f["place"] for f in change})
        table.add_row(
            entry["what"], *_apart(entry["value"], change[0]["value"]), entry["unit"],
            _way(change[0]["ranges"]), _moves(change), ", ".join(places),
        )  # fmt: skip
    return table


def _apart(one: float, other: float) -> tuple[str, str]:
    """Return two figures with three digits that count, or as many more as tell them apart."""
    from bestplaced.cli.page import figure  # noqa: PLC0415 - imported when used

    told = figure(one), figure(other)
    digits = 4
    while told[0] == told[1] and digits <= _DIGITS:
        told = f"{one:,.{digits}g}", f"{other:,.{digits}g}"
        digits += 1
    return told


def _way(ranges: float) -> str:
    """Return a way in widths of the range; never as nothing, which it is not."""
    if abs(ranges) >= _LEAST:
        return f"{ranges:+.2f}"
    return f"{'+' if ranges > 0 else '-'}<0.01"


def _moves(change: list[dict[str, Any]]) -> str:
    """Return the placements that a change moves: up to four by name, more by id."""
    if len(change) <= _NAMED:
        return "; ".join(f"{f['responsibility']} {f['name']}" for f in change)
    return ", ".join(f["responsibility"] for f in change)


def _dead_end(dead: dict[str, Any]) -> str:
    """Return in words where plans cease to be."""
    from bestplaced.cli.page import figure  # noqa: PLC0415 - imported when used

    entry = dead["input"]
    side = "above" if dead["value"] > entry["value"] else "below"
    return (
        f"No plan obeys the rules with {entry['what']} {side} {figure(dead['value'])} "
        f"{entry['unit']} (now {figure(entry['value'])}); its range goes on."
    )


def _tornado(case: Case, data: dict[str, Any]) -> Table:
    """Return the table of the inputs that move the gain most, as bars."""
    from bestplaced.cli.page import currency_amount, figure, frame  # noqa: PLC0415 - when used

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
            "\N{FULL BLOCK}" * max(1, round(_WIDTH * swing / max(*swings, 1.0))),
        )  # fmt: skip
    return table
