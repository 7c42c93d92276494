"""The neutral content of a spreadsheet: cells with values, formats and live formulas.

A formula carries the value it gives, so that a reader that does not calculate shows it, too, and
a test can compare both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bestplaced.documents.content import Figure, Said

if TYPE_CHECKING:
    import datetime as dt

Role = Literal["body", "input", "total", "heading", "note", "title"]


@dataclass(frozen=True)
class Cell(Said):
    """One cell: a text or an unrounded number shown through ``pattern``.

    ``formula`` is in English notation with a comma between arguments, without the sign ``=``.
    An ``input`` is meant to be changed by the reader.
    """

    value: str | float
    pattern: str = "General"
    formula: str = ""
    role: Role = "body"


def cell(value: float, like: Figure, formula: str = "", role: Role = "body") -> Cell:
    """Return a number shown like a figure."""
    return Cell(value, like.pattern, formula, role)


@dataclass(frozen=True)
class Sheet(Said):
    """One sheet: rows of cells below a header that stays in view.

    ``header`` is the number of the row (from 0) that holds the column headers; ``filter`` lets the
    reader filter below it. ``widths`` are in characters.
    """

    name: str
    rows: tuple[tuple[Cell | None, ...], ...]
    widths: tuple[float, ...]
    header: int
    filter: bool = False


@dataclass(frozen=True)
class Book(Said):
    """A workbook: its sheets, title, author and day."""

    title: str
    author: str
    date: dt.date
    sheets: tuple[Sheet, ...]
