"""The tables and lists of a document as a workbook: a sheet for each, to sort, filter and tick."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from bestplaced.documents.content import Bullets, Heading, Table, plain
from bestplaced.documents.sheets import Book, Cell, Sheet

if TYPE_CHECKING:
    from bestplaced.documents.content import Document, Line, Row
    from bestplaced.documents.sheets import Role

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")  # in names of sheets
_LONGEST = 31  # characters of a sheet's name
_WIDE = 120.0  # characters over all columns of a sheet


def tabled(document: Document) -> Book:
    """Return every table and list of a document on a sheet of its own, named by its heading."""
    sheets: list[Sheet] = []
    heading = document.title
    for block in document.blocks:
        if isinstance(block, Heading):
            heading = block.text
        elif isinstance(block, Table | Bullets):
            taken = {sheet.name for sheet in sheets}
            caption = block.caption if isinstance(block, Table) else ""
            sheets.append(_sheet(block, caption or heading, taken))
    date = document.date.value
    assert isinstance(date, dt.date)  # noqa: S101 - a document's date is a date
    return Book(document.title, document.brand.name, date, tuple(sheets))


def _sheet(block: Table | Bullets, title: str, taken: set[str]) -> Sheet:
    """Return one table, or a list with its items below each other."""
    name = _name(title, taken)
    if isinstance(block, Bullets):
        items = ((Cell(plain(item)),) for item in block.items)
        return Sheet(name, ((Cell(title, role="heading"),), *items), (_WIDE,), 0)
    whole = sum(column.weight for column in block.columns)
    head = tuple(Cell(column.header, role="heading") for column in block.columns)
    widths = tuple(max(10.0, _WIDE * column.weight / whole) for column in block.columns)
    rows = (*(_cells(row, len(block.columns)) for row in block.rows),)
    return Sheet(name, (head, *rows), widths, 0, filter=True)


def _cells(row: Row, columns: int) -> tuple[Cell | None, ...]:
    """Return a row; the name of a group stands alone in its first cell."""
    found = [_cell(runs, "body" if row.role == "body" else "total") for runs in row.cells]
    return (*found, *[None] * (columns - len(found)))


def _cell(runs: Line, role: Role) -> Cell:
    """Return a cell: a number where it says one figure and nothing else, else its text."""
    figure = runs[0].figure if len(runs) == 1 else None
    if figure is not None and isinstance(figure.value, int | float):
        return Cell(figure.value, figure.pattern, role=role)
    return Cell(plain(runs), role=role)


def _name(title: str, taken: set[str]) -> str:
    """Return a title as a sheet's name: allowed characters, not too long, no other sheet's."""
    base = name = _FORBIDDEN.sub(" ", title).strip()[:_LONGEST].strip() or "1"
    number = 2
    while name.lower() in {t.lower() for t in taken}:
        end = f" {number}"
        name, number = f"{base[: _LONGEST - len(end)].rstrip()}{end}", number + 1
    return name
