"""A case written as a workbook for a person to fill in: drop-downs, units, comments.

What it says is read back by ``bestplaced.case.workbook`` as the same case.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from bestplaced.case.locations import parsed, written
from bestplaced.case.plain_values import flat, values_of
from bestplaced.case.workbook_layout import (
    ANSWERS,
    BUSINESS,
    KEY,
    LINES,
    MEANING,
    MORE,
    PROVIDER,
    PROVIDER_PEOPLE,
    READ_ME,
    RESPONSIBILITIES,
    RISKS,
    SCOPE,
    TABLES,
    UNIT,
    VALUE,
    VOLUMES,
)
from bestplaced.catalogue import load_catalogue
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.case.case_file import CaseFile
    from bestplaced.case.locations import Location
    from bestplaced.case.workbook_layout import Column, TableSheet

_FREE_ROWS: Final = 200  # below the last entry, with drop-downs
_LONGEST_LIST: Final = 255  # characters of a drop-down that Excel takes
_TIERS: Final = ("admin", "bookkeeping", "direction", "strategy")
_ODD: Final = re.compile(
    r'^\s|\s$|^"|[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|_x[0-9a-fA-F]{4}_'
)
_INTRODUCTION: Final = (
    "This workbook is one business, as Bestplaced reads it. Fill in what you know; what is blank",
    "is taken from the catalogue and labelled as assumed. Money is in the currency of the sheet",
    "Business, a year unless its heading says otherwise.",
    "",
    "Business: key facts.  People: who is there today.  Providers, Provider people: outside.",
    "Volumes: how much there is of each kind of work.  Responsibilities: who does what today.",
    "Risks: what you know better than the catalogue.  Answers: what keeps the owner awake.",
    "More: everything else, by its key in the case file, such as offers[1].fee[1].rate.",
    "",
    "Text that begins or ends with a blank stands in double quotes. Formulas count with the result",
    "that Excel stored. Keep names of sheets and headings as they are; rows may be added.",
    "Then: bestplaced plan CASE.xlsx, or bestplaced workbook CASE.xlsx --out CASE.yaml",
)

Rows = list[dict[str, object]]


def write_workbook(file: CaseFile, path: str) -> None:
    """Write the workbook of a case.

    Raises CaseError when XlsxWriter is not installed, and OSError when the file cannot be written.
    """
    try:
        import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra
    except ImportError:
        what = "workbooks are written by XlsxWriter, which is not installed."
        raise CaseError(Fault(what, path, "Install bestplaced[import].")) from None
    left = flat(values_of(file))
    business = {parsed(line.key): left.pop(parsed(line.key), None) for line in LINES}
    tables = {table.name: _rows(table, left, file) for table in TABLES}
    book = xlsxwriter.Workbook(path, {"in_memory": True})
    pen = _Pen(book, file)
    pen.introduction()
    pen.business(business)
    for table in TABLES:
        pen.table(table, tables[table.name])
    pen.more(left)
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        inner = error.args[0] if error.args else error
        raise inner if isinstance(inner, OSError) else OSError(str(error)) from None


def _rows(table: TableSheet, left: dict[Location, object], file: CaseFile) -> Rows:
    """Take the values of a sheet out of those left, and return its rows by column."""
    if table is PROVIDER_PEOPLE:
        return _provider_people(left, file)
    if table is not PROVIDER_PEOPLE and not table.keyed:
        rows: Rows = []
        while taken := _taken(table, left, len(rows)):
            rows.append(taken)
        return rows
    outside = [str(value) for path, value in left.items() if path[0] == "out_of_scope"]
    scoped = table is RESPONSIBILITIES and len(set(outside)) == len(outside)
    found = []
    for key, notes in _known(table, left).items():
        taken = {table.key: key, **notes, **_taken(table, left, key)}
        if not (scoped and key in outside):
            found.append(taken)
        else:
            found.append({**taken, SCOPE: False})
    if scoped:  # at the end and in their order, so that the list reads back as it was
        for path in [path for path in left if path[0] == "out_of_scope"]:
            del left[path]
        found.sort(key=lambda row: outside.index(str(row[table.key])) if SCOPE in row else -1)
    return found


def _taken(
    table: TableSheet, left: dict[Location, object], row: str | int, at: int = 0
) -> dict[str, object]:
    steps = {"*": row, "@": at}
    paths = {column.label: tuple(steps.get(step, step) for step in column.path)
             for column in table.columns if column.path}  # fmt: skip
    return {label: left.pop(path) for label, path in paths.items()
            if path in left and not isinstance(left[path], list | dict)}  # fmt: skip


def _provider_people(left: dict[Location, object], file: CaseFile) -> Rows:
    names = [provider.name for provider in file.providers]
    rows: Rows = []
    if len(set(names)) < len(names):  # a name would not say which: they stand on More
        return rows
    for at, provider in enumerate(file.providers):
        for number in range(len(provider.people)):
            rows.append({PROVIDER: provider.name, **_taken(PROVIDER_PEOPLE, left, number, at)})
    return rows


def _known(table: TableSheet, left: dict[Location, object]) -> dict[str, dict[str, object]]:
    """Return the keys of a sheet's rows, those of the catalogue first, with what they are."""
    catalogue = load_catalogue()
    known: dict[str, dict[str, object]] = {}
    if table is VOLUMES:
        known = {d.id: {UNIT: d.unit, MEANING: d.what} for d in catalogue.drivers.values()}
    elif table is RESPONSIBILITIES:
        known = {tier: {"what it is": f"all of {tier}"} for tier in _TIERS}
        known |= {r.id: {"what it is": r.name} for r in catalogue.responsibilities.values()}
    elif table is RISKS:
        known = {r.id: {"what can go wrong": r.name} for r in catalogue.risks.values()}
    elif table is ANSWERS:
        known = {str(q.number): {"asks": q.text} for q in catalogue.questions}
    roots = {column.path[0] for column in table.columns if column.path}
    roots |= {"out_of_scope"} if table is RESPONSIBILITIES else set()
    for path, value in left.items():
        if path[0] in roots and len(path) > 1:
            known.setdefault(str(value if path[0] == "out_of_scope" else path[1]), {})
    return known


def encoded(text: str) -> str:
    """Return a text as its cell shows it: in quotes where blanks or odd signs would be lost."""
    odd = _ODD.search(text) or text in {"", "[]", "{}"}
    return json.dumps(text) if odd else text


class _Pen:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, file: CaseFile) -> None:  # noqa: ANN401 - XlsxWriter has no types
        """Prepare the formats."""
        self._book = book
        self._head = book.add_format({"bold": True, "bg_color": "#DDE6EE", "bottom": 1})
        self._note = book.add_format({"font_color": "#666666", "text_wrap": True, "valign": "top"})
        self._fill = book.add_format(
            {"bg_color": "#FFFBEA", "border": 1, "border_color": "#E6DFC8"}
        )
        people = [person.name for person in file.people]
        people += [p.name for provider in file.providers for p in provider.people]
        self._who = tuple(dict.fromkeys([*people, "nobody"]))

    def introduction(self) -> None:
        """Write how to fill the workbook in."""
        sheet = self._book.add_worksheet(READ_ME)
        sheet.set_column(0, 0, 100)
        for row, line in enumerate(_INTRODUCTION):
            sheet.write_string(row, 0, line)

    def business(self, values: dict[Location, object]) -> None:
        """Write the key facts."""
        sheet = self._sheet(BUSINESS, (KEY, VALUE, UNIT, MEANING), (26, 28, 18, 70))
        for row, line in enumerate(LINES, start=1):
            sheet.write_string(row, 0, line.key)
            self._write(sheet, row, 1, values[parsed(line.key)])
            sheet.write_string(row, 2, line.unit, self._note)
            sheet.write_string(row, 3, line.meaning, self._note)
            if line.choices:
                self._choose(sheet, (row, row), 1, line.choices)
            elif line.kind == "number" and line.least is not None:
                _at_least_zero(sheet, (row, row), 1)

    def table(self, table: TableSheet, rows: Sequence[dict[str, object]]) -> None:
        """Write a sheet with a row for each entry, and free rows below."""
        labels = [column.label for column in table.columns]
        sheet = self._sheet(table.name, labels, [column.width for column in table.columns])
        last = len(rows) + _FREE_ROWS
        for at, column in enumerate(table.columns):
            if column.says:
                sheet.write_comment(0, at, column.says, {"x_scale": 2})
            choices = self._who if column.label in {"today", "stays with"} else column.choices
            if choices:
                self._choose(sheet, (1, last), at, choices)
            elif column.path and column.kind == "number":
                _at_least_zero(sheet, (1, last), at)
            for number, row in enumerate(rows, start=1):
                self._cell(sheet, table, column, (number, at), row.get(column.label))

    def _cell(
        self,
        sheet: Any,  # noqa: ANN401 - XlsxWriter has no types
        table: TableSheet,
        column: Column,
        place: tuple[int, int],
        value: object,
    ) -> None:
        if column.path or column.label in {SCOPE, PROVIDER}:
            self._write(sheet, *place, value)
        elif value is not None:
            text = str(value)
            shown = encoded(text) if column.label == table.key else text
            sheet.write_string(*place, shown, None if column.label == table.key else self._note)

    def more(self, left: dict[Location, object]) -> None:
        """Write what no sheet has a column for."""
        sheet = self._sheet(MORE, (KEY, VALUE), (48, 60))
        for row, (path, value) in enumerate(left.items(), start=1):
            sheet.write_string(row, 0, encoded(written(path)))
            self._write(sheet, row, 1, value)

    def _sheet(self, name: str, heads: Sequence[str], widths: Sequence[int]) -> Any:  # noqa: ANN401
        sheet = self._book.add_worksheet(name)
        for at, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.write_string(0, at, head, self._head)
            sheet.set_column(at, at, width)
        sheet.freeze_panes(1, 1)
        return sheet

    def _write(self, sheet: Any, row: int, at: int, value: object) -> None:  # noqa: ANN401
        """Write a value in a cell to fill in; no text ever becomes a formula or a link."""
        if value is None:
            sheet.write_blank(row, at, None, self._fill)
        elif isinstance(value, bool):
            sheet.write_boolean(row, at, value, self._fill)
        elif isinstance(value, int | float):
            if float(f"{float(value):.16G}") == value:
                sheet.write_number(row, at, value, self._fill)
            else:  # more digits than a workbook keeps
                sheet.write_string(row, at, repr(value), self._fill)
        elif isinstance(value, list | dict):
            sheet.write_string(row, at, "[]" if isinstance(value, list) else "{}", self._fill)
        else:
            sheet.write_string(row, at, encoded(str(value)), self._fill)

    def _choose(self, sheet: Any, rows: tuple[int, int], at: int, choices: Sequence[str]) -> None:  # noqa: ANN401
        if sum(map(len, choices)) + len(choices) > _LONGEST_LIST or any("," in c for c in choices):
            return
        options = {"validate": "list", "source": list(choices), "error_type": "warning"}
        sheet.data_validation(rows[0], at, rows[1], at, options)


def _at_least_zero(sheet: Any, rows: tuple[int, int], at: int) -> None:  # noqa: ANN401
    sheet.data_validation(rows[0], at, rows[1], at, {
        "validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning",
        "error_message": "A number that is not below zero is wanted here.",
    })  # fmt: skip
