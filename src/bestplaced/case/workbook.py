"""A case read from its workbook (XLSX); every fault names its sheet and cell, all at once.

Formulas and macros are never run: a cell with a formula counts with the result stored in it.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bestplaced.case.archive_guard import refuse_bombs
from bestplaced.case.faults import checked, nearest
from bestplaced.case.locations import parsed
from bestplaced.case.workbook_layout import (
    BUSINESS,
    KEY,
    LINES,
    MORE,
    PROVIDER,
    PROVIDER_PEOPLE,
    READ_ME,
    SCOPE,
    TABLES,
    VALUE,
)
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bestplaced.case.faults import NameFaults, ReadCase
    from bestplaced.case.locations import Location
    from bestplaced.case.workbook_layout import Column, Kind, TableSheet

WORKBOOK: Final = b"PK\x03\x04"
_UNPACKED: Final = 64 << 20
_CELLS: Final = 2_000_000
_REMEDY: Final = "Write a fresh workbook with `bestplaced workbook CASE --out CASE.xlsx`."
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TRUTH: Final = {"true": True, "yes": True, "false": False, "no": False}
_EMPTY: Final[dict[str, Callable[[], object]]] = {"[]": list, "{}": dict}
_KINDS: Final[dict[str, Kind]] = {line.key: line.kind for line in LINES}

Row = list[object]


@dataclass(slots=True)
class _Filled:
    """The values found so far, each by its path, with the cell it stands in."""

    source: str
    values: dict[Location, object] = field(default_factory=dict)
    cells: dict[Location, int | str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, what: str, cell: str, remedy: str = "") -> None:
        self.faults.append(Fault(what, f"{self.source}:{cell}", remedy))

    def put(self, path: Location, value: object, cell: str) -> None:
        """Keep a value; its parents stand where their first value does."""
        if path in self.values:
            what = f"the value stands in {self.cells[path]} already."
            self.fault(what, cell, "Keep one of the two.")
            return
        self.values[path] = value
        for depth in range(1, len(path) + 1):
            self.cells.setdefault(path[:depth], cell)


def parse_workbook(content: bytes, source: str, names: NameFaults | None = None) -> ReadCase:
    """Return the case in a workbook; ``names`` checks names beside wrong values, as in YAML.

    Cells that were not understood at all may hold names, so then these are checked later.

    Raises:
        CaseError: no such workbook, damaged, or wrong; every fault with sheet and cell.

    """
    sheets = _sheets(content, source)
    known = {READ_ME, BUSINESS, MORE, *(table.name for table in TABLES)}
    filled = _Filled(source)
    if BUSINESS not in sheets:
        what = "this workbook holds no case: there is no sheet 'Business'."
        raise CaseError(Fault(what, source, _REMEDY))
    for name in sheets:
        if name not in known:
            what = f"the sheet {name!r} belongs to no part of a case."
            filled.fault(what, name, f"Delete it, or move it out. {nearest(name, sorted(known))}")
    for name in (BUSINESS, MORE):
        _read_keys(filled, name, sheets.get(name, []))
    for table in TABLES:
        _read_table(filled, table, sheets.get(table.name, []))
    values = _nested(filled)
    if filled.faults:
        names = None
    return checked(values, source, filled.cells, filled.faults, names=names)


def _sheets(content: bytes, source: str) -> dict[str, list[Row]]:
    try:
        import python_calamine as calamine  # noqa: PLC0415  - an extra, and only for workbooks
    except ImportError:
        what = "workbooks are read by python-calamine, which is not installed."
        raise CaseError(Fault(what, source, "Install bestplaced[import].")) from None
    refuse_bombs(content, source, unpacked=_UNPACKED, cells=_CELLS, error=CaseError)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {
            name: [list(row) for row in
                   book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
            for name in book.sheet_names
        }  # fmt: skip
    except (calamine.CalamineError, OSError, ValueError) as error:
        words = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        what = f"the workbook is damaged, locked or of another kind ({words})."
        raise CaseError(Fault(what, source, _REMEDY)) from None


def _cell(sheet: str, column: int, row: int) -> str:
    """Return ``People!B4``; columns and rows are counted from 0."""
    letters, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, len(_LETTERS))
        letters = _LETTERS[letter] + letters
    return f"{sheet}!{letters}{row + 1}"


def decoded(cell: object) -> object:
    """Return a cell as a value: None where blank, whole numbers as such, quoted text unquoted."""
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        try:
            unquoted = json.loads(text)
        except ValueError:
            return text
        return unquoted if isinstance(unquoted, str) else text
    return text or None


def _understood(filled: _Filled, cell: object, kind: Kind, place: str) -> object:
    """Return a cell's value as its column wants it, None where blank."""
    value = decoded(cell)
    if value is None:
        return None
    if kind == "text" and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if kind == "number" and isinstance(value, bool):
        filled.fault("a number is wanted here, not TRUE or FALSE.", place)
        return None
    if kind == "yes" and isinstance(value, str):
        return _TRUTH.get(value.lower(), value)
    return value


def _read_keys(filled: _Filled, sheet: str, rows: Sequence[Row]) -> None:
    """Read a sheet of keys and values."""
    if not rows:
        return
    heads = [str(decoded(cell) or "").lower() for cell in rows[0]]
    if KEY not in heads or VALUE not in heads:
        what = f"the first row lacks the headers {KEY!r} and {VALUE!r}."
        filled.fault(what, _cell(sheet, 0, 0), _REMEDY)
        return
    at, to = heads.index(KEY), heads.index(VALUE)
    for number, row in enumerate(rows[1:], start=1):
        key, place = decoded(row[at]), _cell(sheet, to, number)
        empty = _EMPTY.get(str(row[to]).strip())
        kind = _KINDS.get(str(key), "any")
        value = empty() if empty else _understood(filled, row[to], kind, place)
        if value is None:
            continue
        try:
            path = parsed(str(key)) if key is not None else ()
        except ValueError:
            path = ()
        if path:
            filled.put(path, value, place)
        else:
            what = f"{key!r} is no key of a case." if key is not None else "a value without a key."
            filled.fault(what, _cell(sheet, at, number), "Keys look like offers[1].name.")


def _read_table(filled: _Filled, table: TableSheet, rows: Sequence[Row]) -> None:
    """Read a sheet with a row for each entry."""
    if not rows:
        return
    heads = [str(decoded(cell) or "").lower() for cell in rows[0]]
    columns = {column.label: column for column in table.columns}
    for place, head in enumerate(heads):
        if (head and head not in columns) or (head and head in heads[:place]):
            why = "stands twice" if head in columns else "belongs to no part of a case"
            filled.fault(f"the column {head!r} {why}.", _cell(table.name, place, 0),
                         nearest(head, list(columns)))  # fmt: skip
    used = [(at, columns[head]) for at, head in enumerate(heads) if head in columns]
    entry = 0
    for number, row in enumerate(rows[1:], start=1):
        given = [
            (column, value, _cell(table.name, at, number))
            for at, column in used
            if column.path or column.label in {table.key, PROVIDER, SCOPE}
            if (value := _understood(filled, row[at], column.kind,
                                     _cell(table.name, at, number))) is not None
        ]  # fmt: skip
        if given and any(column.path or column.label == SCOPE for column, _, _ in given):
            _put_row(filled, table, given, entry, _cell(table.name, 0, number))
            entry += 1


def _put_row(
    filled: _Filled,
    table: TableSheet,
    given: list[tuple[Column, object, str]],
    entry: int,
    place: str,
) -> None:
    """Keep the values of one row under its number in the list, or under its key."""
    heads = {column.label: str(value) for column, value, _ in given if not column.path}
    row: str | int = entry
    provider = 0
    if table.keyed:
        if table.key not in heads:
            filled.fault(f"the row has no {table.key}.", place, "Fill in its first column.")
            return
        row = heads[table.key]
    if table is PROVIDER_PEOPLE:
        names = [value for path, value in filled.values.items()
                 if path[0] == "providers" and len(path) == 3 and path[2] == "name"]  # noqa: PLR2004  # fmt: skip
        name = heads.get(PROVIDER, "")
        if name not in names:
            remedy = nearest(name, [str(known) for known in names]) if names else "Add it there."
            filled.fault(f"the sheet Providers has no {name!r}.", place, remedy)
            return
        provider = names.index(name)
        row = len({p[3] for p in filled.values if p[:3] == ("providers", provider, "people")})
    for column, value, cell in given:
        if column.label == SCOPE and not column.path:
            if value is False:
                many = sum(path[0] == "out_of_scope" for path in filled.values)
                filled.put(("out_of_scope", many), row, cell)
            elif value is not True:
                filled.fault(f"TRUE or FALSE is wanted here, not {value!r}.", cell)
        elif column.path:
            steps = {"*": row, "@": provider}
            filled.put(tuple(steps.get(step, step) for step in column.path), value, cell)


def _nested(filled: _Filled) -> dict[str, object]:
    """Return the values nested; gaps in the numbers of a list are faults."""
    top: dict[str | int, object] = {}
    for path, value in filled.values.items():
        inner = top
        for step in path[:-1]:
            below = inner.setdefault(step, {})
            if not isinstance(below, dict):
                break
            inner = below
        else:
            if path[-1] not in inner:
                inner[path[-1]] = value
                continue
        filled.fault("the key is a value here and holds others elsewhere.",
                     str(filled.cells[path]))  # fmt: skip
    return {str(key): _lists(filled, item, (key,)) for key, item in top.items()}


def _lists(filled: _Filled, value: object, path: Location) -> object:
    if not isinstance(value, dict) or not value:
        return value
    numbers = [key for key in value if isinstance(key, int)]
    if not numbers:
        return {str(key): _lists(filled, item, (*path, key)) for key, item in value.items()}
    if sorted(numbers) != list(range(len(value))):
        what = "the numbers of a list must run 1, 2, 3 ... without a gap."
        filled.fault(what, str(filled.cells[path]))
    return [_lists(filled, value[key], (*path, key)) for key in sorted(numbers)]
