"""The header of a table among the lines above it, and the table cut into rows."""

from __future__ import annotations

import csv
import io
from itertools import islice
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.columns import ROLES, Columns, Mapping, doubled, resolve
from bestplaced.intake.gather import CHUNK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DELIMITERS: Final = (",", ";", "\t", "|")
_HEADER_WITHIN: Final = 30
_HEAD_CHARACTERS: Final = 200_000


def find_header(text: str, source: str, mapping: Mapping) -> tuple[str, list[str], Columns]:
    """Return the delimiter that makes sense of a table, its header row and the columns in it.

    Raises IntakeError when there is no such row, or columns are doubled or not those stated.
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
        raise IntakeError(_no_header(widest, source, mapping))
    _, delimiter, header, columns = best
    _check_header(header, columns, source, mapping)
    return delimiter, header, columns


def _cut(text: str, delimiter: str, source: str) -> Iterator[list[str]]:
    for rows in pieces(text, delimiter, source):
        yield from rows


def pieces(text: str, delimiter: str, source: str) -> Iterator[list[list[str]]]:
    """Return the rows of a table, some thousands at a time."""
    stream = io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8", newline="")  # a StringIO: x 4
    reader = csv.reader(stream, delimiter=delimiter)
    try:
        while rows := list(islice(reader, CHUNK)):
            yield rows
    except csv.Error as error:
        fault = Fault(f"the table cannot be read ({error}).", f"{source}:{reader.line_num}")
        raise IntakeError(fault) from None


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
