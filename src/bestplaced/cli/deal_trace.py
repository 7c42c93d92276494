"""One name of a deal's page traced to its inputs, in the terminal and as data."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.text import Text

from bestplaced.cli.page import frame, money_of, page
from bestplaced.deal.trace import traced_by

if TYPE_CHECKING:
    from bestplaced.deal import Deal
    from bestplaced.deal.trace import Traced


def show_trace(deal: Deal, name: str) -> None:
    """Print every figure of a name with its arithmetic, then the inputs of them all."""
    console, found = page(100), traced_by(deal, name)
    for figure in found:
        part = figure.part.replace("_", " ")
        amount = money_of(deal.case, figure.amount, cents=True)
        console.print(Text.assemble((f"{figure.name}, {part}: ", "bold"), (amount, "bold green")))
        console.print(Text(f"  = {figure.how}"))
    inputs = tuple(dict.fromkeys(i for figure in found for i in figure.inputs))
    if not inputs:
        console.print(Text("Its parts stand on the page; trace these."))
        return
    table = frame(
        ("input", "left"), ("value", "left"), ("unit", "left"), ("source", "left"),
        ("grade", "left"), title="\nInputs",
    )  # fmt: skip
    for i in inputs:
        table.add_row(i.name, i.value, i.unit, i.source, i.grade or "-")
    table.caption = "source 'case': written in the case file. Grades: A official ... E judgement."
    table.caption_justify = "left"
    console.print(table)


def trace_data(figure: Traced) -> dict[str, Any]:
    """Return one figure as JSON values."""
    return {
        "name": figure.name,
        "part": figure.part,
        "amount": round(figure.amount, 2) + 0.0,
        "how": figure.how,
        "inputs": [asdict(i) for i in figure.inputs],
    }
