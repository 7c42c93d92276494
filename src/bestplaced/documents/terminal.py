"""The terminal writer: the same document as text; a chart is told in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from bestplaced.documents.content import (
    Bullets,
    Chart,
    Clause,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    Signatures,
    Table,
)

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from bestplaced.documents.content import Block, Document, Line

_STYLES = {"lead": "bold", "quote": "italic", "small": "dim", "warning": "yellow", "body": ""}


def show(document: Document, console: Console) -> None:
    """Print a document."""
    if document.draft:
        console.print(Text(document.draft, "red"))
    console.print(Text(document.title, "bold"))
    console.print(Text(f"{document.brand.name}, {document.date.text}", "dim"))
    console.print(Text(document.subtitle))
    for block in document.blocks:
        for shown in _block(block):
            console.print(shown)


def _text(runs: Line, style: str = "") -> Text:
    """Return a line; no text is read as markup."""
    found = Text(style=style)
    for run in runs:
        found.append(run.text, "bold" if run.strong else None)
    return found


def _block(block: Block) -> list[RenderableType]:  # noqa: PLR0911 - one return for each kind
    """Return what one block prints."""
    match block:
        case Heading(text, level):
            return [Text(), Text(text, "bold underline" if level == 1 else "bold")]
        case Paragraph(runs, style, label):
            lead = Text(f"{label} ", "bold") if label else Text()
            shown = Text.assemble(lead, _text(runs, _STYLES[style]))
            return [Padding(shown, (0, 0, 0, 2)) if style == "quote" else shown]
        case Bullets(items, numbered):
            return [
                Text.assemble(f"  {n}. " if numbered else "  \N{BULLET} ", _text(item))
                for n, item in enumerate(items, 1)
            ]
        case Table():
            return _table(block)
        case Chart(_, _, caption, alt):
            return [Text(), Text(caption, "bold"), Text(alt, "dim")]
        case KeyFigures(items):
            return [Text.assemble((f"{i.figure.text:>14}  ", "bold"), i.means) for i in items]
        case Clause(number, title, paragraphs, level):
            indent = " " * 3 * (level - 1)
            head = f"{indent}{number} {title}"
            return [Text(head, "bold"), *(Padding(_text(p), (0, 0, 0, 6)) for p in paragraphs)]
        case Note(runs):
            return [_text(runs, "dim")]
        case Signatures(signatories, labels):
            return [Text(f"{s.party}: {labels[0]} ____________________") for s in signatories]
        case _:
            return []


def _table(table: Table) -> list[RenderableType]:
    """Return a table with its note; groups are rows with their name in the first column."""
    shown = RichTable(
        box=box.SIMPLE_HEAD,
        title=table.caption or None,
        title_justify="left",
        title_style="bold",
        pad_edge=False,
    )
    for column in table.columns:
        shown.add_column(
            Text(column.header),
            justify="right" if column.right else "left",
            no_wrap=column.right,
            overflow="fold",
            ratio=None if column.right else max(1, round(column.weight)),
        )
    for row in table.rows:
        if row.role == "group":
            shown.add_section()
            cells = [_text(row.cells[0], "bold")] + [Text()] * (len(table.columns) - 1)
            shown.add_row(*cells)
        else:
            shown.add_row(*(_text(c, "bold" if row.role == "total" else "") for c in row.cells))
    return [shown, _text(table.note, "dim")] if table.note else [shown]
