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
    from rich.table import Table  # noqa: PLC0415 - imported when used
    from rich.text import Text  # noqa: PLC0415 - imported when used

    from bestplaced.cli.page import page  # noqa: PLC0415 - imported when used

    console = page(width=100)
    console.print(Text(f"{case.name}: what would flip the plan", "bold"))
    partial = data["tasks_done"] < data["tasks_asked"]
    if partial:
        console.print(Text(_interrupted(data), "yellow"))
    changes = _changes(data["flips"])
    if changes:
        console.print(Text(_TITLE + (", of those found so far" if partial else ""), "bold"))
        for change in changes[:count]:
            grid = Table.grid(padding=0)
            grid.add_row(Text("- "), Text(_told(change)))
            console.print(grid)
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


_TITLE = "The nearest change of a single figure that moves each placement"
_NOTE = (
    "One figure changes, all others stay as assumed, and everything is planned anew, so that a "
    "figure of one piece of work can move another; just before that value the work still lies "
    "where the plan has it. Where several figures are off together, others can matter more: see "
    "'bestplaced robust'."
)


def _farther(rest: list[dict[str, Any]]) -> str:
    """Return the flips that there is no room for: what moves, with which figure, which way."""
    parts = (f"{f['responsibility']} {f['name']} (if {_clause(f)})" for f in rest)
    return f"Farther away (--count shows more): {'; '.join(parts)}.\n"


def _clause(flip: dict[str, Any]) -> str:
    """Return what the figure of a flip does, as a clause."""
    from bestplaced.cli.input_words import clause  # noqa: PLC0415 - imported when used

    return clause(flip["input"], rises=flip["ranges"] > 0)


def _changes(flips: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return flips by the change that brings them, nearest first."""
    found: dict[tuple[str, float], list[dict[str, Any]]] = {}
    for f in flips:
        found.setdefault((f["input"]["name"], f["value"]), []).append(f)
    return list(found.values())


def _told(change: list[dict[str, Any]]) -> str:
    """Return one change as a sentence: the figure, where it flips, which work then goes where."""
    from bestplaced.cli.input_words import apart  # noqa: PLC0415 - imported when used

    first = change[0]
    entry = first["input"]
    now, then = apart(entry, entry["value"], first["value"])
    if first["before"] == entry["value"] and not first["exact"]:
        then = f"somewhere before {then}"  # only the end of this way is known
    ways: dict[str, list[str]] = {}
    for f in change:
        ways.setdefault(f["place"], []).append(f"{f['responsibility']} {f['name']}")
    work = "; ".join(f"to {place} {', '.join(names)}" for place, names in sorted(ways.items()))
    way = _way(first["ranges"])
    return f"If {_clause(first)} (from {now} to {then}, {way} of its range): {work}."


def _way(ranges: float) -> str:
    """Return a way as a part of the range; never as nothing, which it is not."""
    return f"{abs(ranges):.0%}" if abs(ranges) >= _LEAST else "<1%"


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
    from bestplaced.cli.input_words import noun, span  # noqa: PLC0415 - imported when used
    from bestplaced.cli.page import currency_amount, frame  # noqa: PLC0415 - when used

    table = frame(
        ("figure", "left"), ("from low to high end", "left"),
        ("gain at low", "right"), ("gain at high", "right"), ("", "left"),
        title="The figures that move the gain most"
        + (", of those gone to both ends before the interruption" if partial else "")
        + f" (against today, {currency_amount(case.currency, data['gain'])} as assumed)",
    )  # fmt: skip
    swings = [abs(b["gain_at_high"] - b["gain_at_low"]) for b in data["tornado"]]
    for bar, swing in zip(data["tornado"], swings, strict=True):
        table.add_row(
            noun(bar["input"]), span(bar["input"]),
            currency_amount(case.currency, bar["gain_at_low"]),
            currency_amount(case.currency, bar["gain_at_high"]),
            "\N{FULL BLOCK}" * max(1, round(_WIDTH * swing / max(*swings, 1.0))),
        )  # fmt: skip
    return table
