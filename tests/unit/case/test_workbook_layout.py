"""Sheets and columns of a case's workbook."""

from __future__ import annotations

from bestplaced.case.locations import parsed
from bestplaced.case.workbook_layout import LINES, TABLES


def test_no_value_has_two_cells() -> None:
    paths = [parsed(line.key) for line in LINES]
    paths += [column.path for table in TABLES for column in table.columns if column.path]
    assert len(set(paths)) == len(paths)
