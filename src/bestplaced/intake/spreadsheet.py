"""Workbooks (XLSX, XLS) as text tables: one CSV for each sheet, one line for each row.

What is a CSV to a reader is a sheet to it too, so every layout of tables is read from both. A
workbook is measured before it is opened: how far its parts unpack and how wide its sheets claim to
be, because a file of a few kilobytes can claim either without end. Formulas are never computed;
their stored results are read.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bestplaced.case.archive_guard import refuse_bombs
from bestplaced.errors import Fault, IntakeError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from python_calamine import CalamineWorkbook

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_UNPACKED: Final = 1 << 30
_XLS_LARGEST: Final = 64 << 20
_CELLS: Final = 60_000_000  # a dense sheet of a million rows and sixty columns
_REMEDY: Final = "Save the report as CSV, or export it again."
_HUNDREDTHS: Final = 100
_NEAR: Final = 1e-6
_BREAKS: Final = re.compile(r"[\r\n]+")

Cell = object


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as the bytes of a CSV (UTF-8, commas); line n of it is row n of the sheet."""

    name: str
    content: bytes


def looks_like_workbook(content: bytes) -> bool:
    """Say whether the bytes are a workbook: XLSX, or the older XLS."""
    return content.startswith(_OLE) or (content.startswith(_ZIP) and b"xl/" in content)


def read_sheets(content: bytes, source: str) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook that hold anything.

    Raises IntakeError for a damaged or locked workbook, one that unpacks beyond all measure, one
    that declares a document type, and when python-calamine is not installed.
    """
    try:
        import python_calamine as calamine  # noqa: PLC0415  - an extra, and only for workbooks
    except ImportError:
        what = "workbooks are read by python-calamine, which is not installed."
        remedy = "Install bestplaced[import], or save the sheet as CSV."
        raise IntakeError(Fault(what, source, remedy)) from None
    _refuse_bombs(content, source)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = tuple(_sheet(book, name) for name in book.sheet_names)
    except (calamine.CalamineError, OSError, ValueError) as error:
        words = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        what = f"the workbook is damaged, locked or of another kind ({words})."
        raise IntakeError(Fault(what, source, _REMEDY)) from None
    held = tuple(sheet for sheet in sheets if sheet.content.strip(b',\r\n"'))
    if not held:
        raise IntakeError(Fault("the workbook is empty.", source, _REMEDY))
    return held


def _refuse_bombs(content: bytes, source: str) -> None:
    """Raise IntakeError for what would fill the memory."""
    if content.startswith(_OLE):
        if len(content) > _XLS_LARGEST:
            raise IntakeError(Fault("the workbook is too large.", source, _REMEDY))
        return
    refuse_bombs(content, source, unpacked=_UNPACKED, cells=_CELLS, error=IntakeError)


def _sheet(book: CalamineWorkbook, name: str) -> Sheet:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return Sheet(name, _csv(rows).encode())


def _csv(rows: Iterable[Iterable[Cell]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        writer.writerow(cells)
    return out.getvalue()


def _text(cell: Cell) -> str:
    """Return a cell as text that reads one way: ISO dates, a decimal point, no thousands."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, dt.timedelta):  # a duration: kept in hours, minutes and seconds
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
    if isinstance(cell, float):
        return _number(cell)
    return _BREAKS.sub(" ", str(cell)).replace("\x00", "")


def _number(value: float) -> str:
    """Return a number; what floating point adds to hundredths is taken off."""
    if value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    hundredths = round(value * _HUNDREDTHS)
    if abs(value * _HUNDREDTHS - hundredths) < _NEAR * max(1.0, abs(value)):
        return f"{hundredths / _HUNDREDTHS:.2f}"
    return f"{value:.6f}"
