"""The XLSX writer: live formulas with their values, frozen headers, number formats."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]

from bestplaced.documents.archive import same_bytes

if TYPE_CHECKING:
    from bestplaced.documents.sheets import Book, Cell, Role, Sheet

_LOOK: dict[Role, dict[str, Any]] = {
    "body": {},
    "input": {"bg_color": "#FFF7DB", "border": 1, "border_color": "#B7791F"},
    "title": {"bold": True, "font_size": 13},
    "total": {"bold": True, "top": 1},
    "heading": {"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom",
                "bg_color": "#F2F4F7"},
    "note": {"font_color": "#5A6270", "italic": True},
}  # fmt: skip


def xlsx(book: Book) -> bytes:
    """Return a workbook as XLSX, the same bytes each time; no text is ever a formula."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as work:
        day = book.date
        created = dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - Excel knows no zone
        work.set_properties({"title": book.title, "author": book.author, "created": created})
        work.set_calc_mode("auto")
        looks: dict[tuple[str, str, bool], Any] = {}
        for sheet in book.sheets:
            _sheet(work, sheet, looks)
    return same_bytes(buffer.getvalue())


def _sheet(work: Any, sheet: Sheet, looks: dict[tuple[str, str, bool], Any]) -> None:  # noqa: ANN401
    """Write one sheet."""
    page = work.add_worksheet(sheet.name)
    page.hide_gridlines(2)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(sheet.header)
    page.freeze_panes(sheet.header + 1, 1)
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    for y, row in enumerate(sheet.rows):
        for x, found in enumerate(row):
            if found is not None:
                _cell(work, page, (y, x), found, looks, right=_heads_numbers(sheet, y, x))
    if sheet.filter:
        page.autofilter(sheet.header, 0, len(sheet.rows) - 1, len(sheet.widths) - 1)


def _heads_numbers(sheet: Sheet, y: int, x: int) -> bool:
    """Whether a cell is a heading with a number in the row below."""
    found, below = sheet.rows[y][x], sheet.rows[y + 1] if y + 1 < len(sheet.rows) else ()
    under = below[x] if x < len(below) else None
    heads = found is not None and found.role == "heading"
    return heads and under is not None and not isinstance(under.value, str)


def _cell(
    work: Any,  # noqa: ANN401 - XlsxWriter's classes are untyped here
    page: Any,  # noqa: ANN401
    at: tuple[int, int],
    found: Cell,
    looks: dict[tuple[str, str, bool], Any],
    *,
    right: bool,
) -> None:
    """Write one cell."""
    key = found.pattern, found.role, right
    if key not in looks:
        looks[key] = work.add_format(
            {"font_name": "Arial", "font_size": 10, "num_format": found.pattern, "valign": "top",
             **_LOOK[found.role], **({"align": "right"} if right else {})}
        )  # fmt: skip
    if found.formula:
        page.write_formula(*at, f"={found.formula}", looks[key], found.value)
    elif isinstance(found.value, str):
        page.write_string(*at, found.value, looks[key])
    else:
        page.write_number(*at, found.value, looks[key])
