"""The header of a table among the lines above it, and the table cut into rows."""

from __future__ import annotations

import csv
import io
from collections import deque
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError, NotAnExportError
from bestplaced.intake.columns import ROLES, Columns, Mapping, doubled, resolve
from bestplaced.intake.cutting import piece_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bestplaced.intake.large_file import Content

_DELIMITERS: Final = (",", ";", "\t", "|")
_HEADER_WITHIN: Final = 30
_HEAD_CHARACTERS: Final = 200_000


def find_header(text: str, source: str, mapping: Mapping) -> tuple[str, list[str], Columns]:
    """Return the delimiter that makes sense of a table, its header row and the columns in it.

    Raises NotAnExportError when there is no such row, and IntakeError when columns are doubled or
    not those stated.
    """
    head = "\n".join(text[:_HEAD_CHARACTERS].splitlines()[: _HEADER_WITHIN * 2])
    choices = (mapping.delimiter,) if mapping.delimiter else _DELIMITERS
    best: tuple[int, str, list[str], Columns] | None = None
    widest: list[str] = []
    for delimiter in choices:
        for place, cells in enumerate(_cut(head, delimiter, source)):
            if place >= _HEADER_WITHIN:
                break
            columns = resolve(cells, mapping)
            widest = max(widest, cells, key=len)
            known = sum(getattr(columns, role) >= 0 for role in ROLES)
            if not columns.missing and (best is None or known > best[0]):
                best = (known, delimiter, cells, columns)
    if best is None:
        raise NotAnExportError(_no_header(widest, source, mapping))
    _, delimiter, header, columns = best
    _check_header(header, columns, source, mapping)
    return delimiter, header, columns


def _cut(text: str, delimiter: str, source: str) -> Iterator[list[str]]:
    data, begin, line = text.encode(), 0, 1
    while begin < len(data):
        rows, begin = rows_of(data, begin, piece_end(data, begin), delimiter, f"{source}:{line}")
        line += len(rows)
        yield from rows


class _Lines:
    """The lines of some bytes from a place on, past the end of their piece if asked."""

    def __init__(self, data: Content, begin: int, end: int) -> None:
        """Start with the lines of one piece."""
        self._data, self.end = data, end
        self._waiting = _lines(data[begin:end])

    def __iter__(self) -> Iterator[str]:
        """Return the lines; a quoted cell may ask for more than the piece has."""
        while True:
            while self._waiting:
                yield self._waiting.popleft()
            if self.end >= len(self._data):
                return
            begin, self.end = self.end, self._data.find(b"\n", self.end) + 1 or len(self._data)
            self._waiting = _lines(self._data[begin : self.end])

    @property
    def done(self) -> bool:
        """Say whether every line fetched has been asked for."""
        return not self._waiting


def _lines(piece: bytes) -> deque[str]:
    # Lines end as csv wants them: line feeds, carriage returns or both, kept as they are.
    return deque(io.TextIOWrapper(io.BytesIO(piece), "utf-8", newline=""))


def rows_of(
    data: Content, begin: int, end: int, delimiter: str, where: str
) -> tuple[list[list[str]], int]:
    """Return the rows that begin in a piece of a table, and where the next piece begins.

    Raises IntakeError, naming the file and ``line`` the piece begins on, for a broken table.
    """
    lines = _Lines(data, begin, end)
    reader = csv.reader(lines, delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if lines.done:
                break
    except csv.Error as error:
        source, _, first = where.rpartition(":")
        line = int(first) + max(reader.line_num - 1, 0)
        fault = Fault(f"the table cannot be read ({error}).", f"{source}:{line}")
        raise IntakeError(fault) from None
    return rows, lines.end


def _no_header(widest: Sequence[str], source: str, mapping: Mapping) -> Fault:
    lacks = ", ".join(resolve(widest, mapping).missing)
    shown = ", ".join(cell.strip()[:30] for cell in widest[:15]) or "none"
    return Fault(
        f"no header row with the columns of a ledger was found; missing: {lacks}. "
        f"Columns seen: {shown}.",
        source,
        "This is neither SIE nor a ledger table, or its columns need naming "
        "(date=...,account=...,debit=...,credit=...).",
    )


def _check_header(header: Sequence[str], columns: Columns, source: str, mapping: Mapping) -> None:
    faults = [
        Fault(f"the column {name!r} stands twice in the header.", source, "Rename one of them.")
        for name in doubled(header, columns)
    ]
    faults += [
        Fault(
            f"there is no column {getattr(mapping, role)!r} for {role}.",
            source,
            f"The columns are: {', '.join(header)}.",
        )
        for role in ROLES
        if getattr(mapping, role)
        and getattr(columns, role) < 0
        and not (role in {"debit", "credit"} and mapping.amount)
    ]
    if faults:
        raise IntakeError(faults)
