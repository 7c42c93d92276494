"""CSV tables with fixed column names, as APIs and data pipelines write them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.text import decode, head_text

DELETED: Final = "_fivetran_deleted"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its file, its column names in lower case, and its rows with their lines."""

    source: str
    columns: frozenset[str]
    rows: tuple[tuple[int, dict[str, str]], ...]
    deleted: int = 0


def header_of(content: bytes) -> frozenset[str]:
    """Return the cells of the first line in lower case."""
    first = _first_line(head_text(content))
    names = first.replace('"', "").split(_delimiter(first))
    return frozenset(name.strip().lower() for name in names)


def _first_line(text: str) -> str:
    return text.partition("\n")[0].partition("\r")[0]


def _delimiter(line: str) -> str:
    return max(",;\t|", key=line.count)


def require(table: Table, needed: frozenset[str]) -> None:
    """Raise IntakeError when a table lacks columns."""
    lacks = sorted(needed - table.columns)
    if lacks:
        what = f"the table lacks the columns {', '.join(lacks)}."
        raise IntakeError(Fault(what, f"{table.source}:1", "Export the table again."))


def read_table(content: bytes, source: str, encoding: str = "") -> Table:
    """Return a delimited table; rows that the pipeline marks as deleted are left out.

    Columns without a name are no part of it; they have to be empty.

    Raises IntakeError for doubled columns and for rows that have more or fewer cells.
    """
    text = decode(content, source, encoding=encoding)
    delimiter = _delimiter(_first_line(text))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    faults: list[Fault] = []
    rows: list[tuple[int, dict[str, str]]] = []
    names: list[str] = []
    deleted, line = 0, 1
    try:
        for cells in reader:
            if not names:
                names = [cell.strip().lower() for cell in cells]
                while len(names) > 1 and not names[-1]:
                    names.pop()
            elif len(cells) >= len(names) and not any(map(str.strip, cells[len(names) :])):
                row = dict(zip(names, (cell.strip() for cell in cells), strict=False))
                gone = row.get(DELETED, "").lower() in {"true", "1", "t"}
                deleted += gone
                rows += [] if gone else [(line, row)]
            elif any(cells):
                what = f"the row has {len(cells)} cells under {len(names)} headers."
                faults.append(Fault(what, f"{source}:{line}", "Export the table again."))
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(f"the table cannot be read ({error}).", f"{source}:{line}"))
    if len(set(names)) < len(names):
        faults.append(Fault("a column stands twice in the header.", f"{source}:1"))
    if faults:
        raise IntakeError(faults)
    return Table(source, frozenset(names), tuple(rows), deleted)
