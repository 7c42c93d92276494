"""One name of a deal's page traced to its inputs, in the terminal and as data."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from bestplaced.case.reading import read_case
from bestplaced.catalogue import load_catalogue
from bestplaced.cli.page import frame, money_of, page
from bestplaced.deal.inputs import WRITTEN
from bestplaced.deal.trace import traced, traced_by, way_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.console import Console

    from bestplaced.case.business import Case
    from bestplaced.case.reading import ReadCase
    from bestplaced.deal import Deal
    from bestplaced.deal.inputs import Input
    from bestplaced.deal.trace import Traced

    Place = Callable[[Input], str]

_ROWS = 24  # inputs of figures one step further on; those of the case file come first
_TERMS = 12  # figures that one is made of and does not name; of more, the list of names tells
_GRADES = (
    "Grades: A official statistics or law, B primary source read, C secondary or reported, "
    "D arithmetic on cited figures, E the makers' judgement; - is your own figure."
)


def show_trace(deal: Deal, name: str, case_file: str) -> None:
    """Print every figure of a name with its arithmetic down to figures that rest on inputs.

    Then their inputs, each with its line of the ``case_file`` or its source.
    """
    console, figures = page(100), traced(deal)
    found = traced_by(figures, name)
    sums, ends = way_to(figures, found)
    for figure in _once(found):
        _figure(console, deal.case, figure, "bold")
    if sums:
        console.print(Text("made of", "dim"))
    for figure in sums:
        _figure(console, deal.case, figure, "")
    names = _next(found, ends)
    if names:
        console.print(Text(f"Trace any of these to its inputs: {'; '.join(names)}.", "dim"))
    place = _places(read_case(case_file))
    if own := dict.fromkeys(i for f in found for i in f.inputs):
        _inputs(console, deal.case, own, place, "Inputs")
        return
    further = dict.fromkeys(i for f in ends for i in f.inputs)
    first = sorted(further, key=lambda i: i.source != WRITTEN)  # stable: else as on the page
    _inputs(console, deal.case, first[:_ROWS], place, "Inputs, one step further on")
    if len(first) > _ROWS:
        left = f"{len(first) - _ROWS} more inputs stand under the names above."
        console.print(Text(left, "dim"))


def _once(found: Sequence[Traced]) -> list[Traced]:
    """Return the figures, those that are the same today and in the plan told once."""
    told: dict[tuple[str, str], Traced] = {}
    for f in found:
        known = told.setdefault((f.name, f.how), f)
        if known is not f and known.part != f.part:
            told[f.name, f.how] = replace(known, part=f"{known.part} and {f.part}")
    return list(told.values())


def _next(found: Sequence[Traced], ends: Sequence[Traced]) -> list[str]:
    """Return the names that lead to inputs; of *R26 on D01* the first part, which leads to all."""
    here = {f.name for f in found}
    return [n for n in dict.fromkeys(f.name.split(" on ")[0] for f in ends) if n not in here]


def _figure(console: Console, case: Case, figure: Traced, style: str) -> None:
    """Print one figure: what it is called, what it comes to, how."""
    said = Text.assemble((f"{figure.name}, {figure.part}: ", style))
    console.print(said.append(_amount(case, figure), "bold green"))
    for i, line in enumerate(figure.how.split("\n")):
        console.print(Text(f"  {'  ' if i else '= '}{line}"))
    terms = list(dict.fromkeys(n for n, _ in figure.parts))
    if 0 < len(terms) <= _TERMS and not any(n in figure.how for n in terms):
        console.print(Text(f"  made of, to trace next: {'; '.join(terms)}", "dim"))


def _amount(case: Case, figure: Traced) -> str:
    """Return what a figure comes to, in its unit."""
    if figure.unit in {"h", "%"}:
        return f"{figure.amount:,.2f} {figure.unit}"
    if figure.unit in {"figures", "months", "a year"}:
        return f"{figure.amount:,.10g} {figure.unit}"
    unit = f" {figure.unit}" if figure.unit else ""
    return money_of(case, figure.amount, cents=True) + unit


def _inputs(
    console: Console, case: Case, inputs: Iterable[Input], place: Place, title: str
) -> None:
    """Print inputs with where each is written or comes from, then the sources in full."""
    known = tuple(dict.fromkeys(inputs))
    if not known:
        return
    table = frame(
        ("input", "left"), ("value", "left"), ("unit", "left"), ("source", "left"),
        ("grade", "left"), title=f"\n{title}",
    )  # fmt: skip
    for i in known:
        table.add_row(i.name, i.value, i.unit, place(i), i.grade or "-")
    console.print(table)
    console.print(Text(_GRADES, "dim"))
    level = case.provenance["price_level"]
    if level.value != 1:
        said = f"Money of the catalogue is in dollars, here at {level.value:g} {level.unit}: grade "
        console.print(Text(f"{said}{level.grade}, {level.source}.", "dim"))
    cited = {s.strip() for i in known for s in i.source.split(",")}
    for name, source in load_catalogue().sources.items():
        if name in cited and name != "judgement":
            console.print(Text(f"{name}: {source.title}.", "dim"))


def _places(read: ReadCase) -> Place:
    """Return what tells where an input comes from: its line of the case file, or its source."""
    entries: dict[str, list[Any]] = {
        "people": list(read.file.people),
        "providers": list(read.file.providers),
        "offers": list(read.file.offers),
    }

    def place(figure: Input) -> str:
        if figure.source != WRITTEN:
            return figure.source
        top, *rest = figure.key or ("",)
        location: list[str | int] = [top]
        known = entries.get(top, [])
        for part in rest:
            at = next((i for i, entry in enumerate(known) if entry.name == part), None)
            if at is None:
                location.append(part)
                continue
            location += ["people", at] if len(location) > 1 and top == "providers" else [at]
            known = list(getattr(known[at], "people", ()))
        if tuple(location) not in read.lines and location[-1] == "liability_cap":
            said = (i for i, offer in enumerate(read.file.offers) if offer.provider in rest)
            location = ["offers", next(said, 0), "liability_cap"]  # an offer may say it, too
        if len(location) == len(("offers", 0, "kind")) and top == "offers":
            fee = read.file.offers[int(location[1])].fee
            alike = [i for i, line in enumerate(fee) if line.kind == location[2]]
            if len(alike) == 1:  # of several of a kind the offer's own line stands for all
                location = ["offers", location[1], "fee", alike[0]]
        where = read.place(*location).removeprefix(f"{read.source}:")
        return f"case, line {where}" if where.isdigit() else f"case, {Path(where).name}"

    return place


def trace_data(figure: Traced) -> dict[str, Any]:
    """Return one figure as JSON values."""
    return {
        "name": figure.name,
        "part": figure.part,
        "also": list(figure.also),
        "amount": round(figure.amount, 2) + 0.0,
        "unit": figure.unit,
        "how": figure.how,
        "made_of": [list(part) for part in figure.parts],
        "inputs": [asdict(i) for i in figure.inputs],
    }
