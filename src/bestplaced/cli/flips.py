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
_WIDTH = 8  # characters of the longest bar
_NAMED = 4  # placements of one change told by name; of more only the ids
_LEAST = 0.005  # ways below it would read as 0%


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
        "not_yet_known": list(found.unknown),
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
    partial = data["tasks_done"] < data["tasks_asked"]
    if partial:
        console.print(Text(_interrupted(data), "yellow"))
    changes = _changes(data["flips"])
    if changes:
        console.print(_nearest(changes[:count], partial=partial))
        console.print(Text(_NOTE, "dim"))
        console.print()
    rest = [f for change in changes[count:] for f in change]
    if rest:
        console.print(Text(_farther(rest)))
    names = {r.id: r.name for r in case.responsibilities.values()}
    for key, told in (
        ("no_flip_found", "No single input anywhere in its range moves these"),
        ("not_yet_known", "Not yet known, as the search was interrupted, is what moves these"),
    ):
        if data[key]:
            text = "; ".join(f"{r} {names[r]}" for r in data[key])
            console.print(Text(f"{told} {len(data[key])}: {text}.\n"))
    for dead in data["no_plan_beyond"]:
        console.print(Text(_dead_end(dead), "yellow"))
    if data["tornado"]:
        console.print(_tornado(case, data, partial=partial))


def _interrupted(data: dict[str, Any]) -> str:
    """Return how far an interrupted search came, and what that means."""
    return (
        f"Interrupted: {data['tasks_done']} of at least {data['tasks_asked']} steps were done. "
        "These are the flips found so far; there may be nearer ones, and more of them. 'before' "
        "marks inputs of which only that end of the range is solved: they flip somewhere on the "
        "way to it."
    )


_NOTE = (
    "One input changes, all others stay as assumed, and everything is planned anew; just before "
    "the value where it flips, the placements still lie where the plan has them. 'Distance' is the "
    "part of the input's whole range, from low to high end, that lies between. Where several "
    "inputs are off together, other figures can matter more: see 'bestplaced robust'."
)


def _farther(rest: list[dict[str, Any]]) -> str:
    """Return the flips that the table has no room for: what moves, with which input, which way."""
    parts = (
        f"{f['responsibility']} {f['name']} ({f['input']['what']} {_direction(f)})" for f in rest
    )
    return f"Farther away (--count shows more): {'; '.join(parts)}.\n"


def _direction(flip: dict[str, Any]) -> str:
    """Return which way an input has to go."""
    return "rises" if flip["ranges"] > 0 else "falls"


def _changes(flips: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return flips by the change that brings them, nearest first."""
    found: dict[tuple[str, float], list[dict[str, Any]]] = {}
    for f in flips:
        found.setdefault((f["input"]["name"], f["value"]), []).append(f)
    return list(found.values())


def _nearest(changes: list[list[dict[str, Any]]], *, partial: bool) -> Table:
    """Return the table of the nearest changes and the placements they move."""
    from bestplaced.cli.input_words import apart  # noqa: PLC0415 - imported when used
    from bestplaced.cli.page import frame  # noqa: PLC0415 - imported when used

    title = "The nearest change of a single input that moves each placement"
    table = frame(
        ("when this input", "left"), ("assumed", "left"), ("flips at", "left"),
        ("distance", "right"), ("this moves", "left"), ("to", "left"),
        title=title + (", of those found so far" if partial else ""),
    )  # fmt: skip
    for change in changes:
        first, places = change[0], sorted({f["place"] for f in change})
        entry = first["input"]
        now, then = apart(entry, entry["value"], first["value"])
        if first["before"] == entry["value"] and not first["exact"]:
            then = f"before {then}"  # only the end of this way is known
        table.add_row(
            f"{entry['what']} {_direction(first)}", now, then, _way(first["ranges"]),
            _moves(change), ", ".join(places),
        )  # fmt: skip
    return table


def _way(ranges: float) -> str:
    """Return a way as a part of the range; never as nothing, which it is not."""
    return f"{abs(ranges):.0%}" if abs(ranges) >= _LEAST else "<1%"


def _moves(change: list[dict[str, Any]]) -> str:
    """Return the placements that a change moves: up to four by name, more by id."""
    if len(change) <= _NAMED:
        return "; ".join(f"{f['responsibility']} {f['name']}" for f in change)
    return ", ".join(f["responsibility"] for f in change)


def _dead_end(dead: dict[str, Any]) -> str:
    """Return in words where plans cease to be."""
    from bestplaced.cli.input_words import apart  # noqa: PLC0415 - imported when used

    entry = dead["input"]
    side = "above" if dead["value"] > entry["value"] else "below"
    now, there = apart(entry, entry["value"], dead["value"])
    return (
        f"No plan obeys the rules with {entry['what']} {side} {there} (assumed {now}); its range "
        "goes on."
    )


def _tornado(case: Case, data: dict[str, Any], *, partial: bool) -> Table:
    """Return the table of the inputs that move the gain most, as bars."""
    from bestplaced.cli.input_words import amount  # noqa: PLC0415 - imported when used
    from bestplaced.cli.page import currency_amount, frame  # noqa: PLC0415 - when used

    table = frame(
        ("input", "left"), ("low end", "left"), ("assumed", "left"), ("high end", "left"),
        ("gain at low", "right"), ("gain at high", "right"), ("", "left"),
        title="The inputs that move the gain most"
        + (", of those gone to both ends before the interruption" if partial else "")
        + f" (gain as assumed {currency_amount(case.currency, data['gain'])})",
    )  # fmt: skip
    swings = [abs(b["gain_at_high"] - b["gain_at_low"]) for b in data["tornado"]]
    for bar, swing in zip(data["tornado"], swings, strict=True):
        entry = bar["input"]
        table.add_row(
            entry["what"], amount(entry, entry["low"]), amount(entry, entry["value"]),
            amount(entry, entry["high"]), currency_amount(case.currency, bar["gain_at_low"]),
            currency_amount(case.currency, bar["gain_at_high"]),
            "\N{FULL BLOCK}" * max(1, round(_WIDTH * swing / max(*swings, 1.0))),
        )  # fmt: skip
    return table
