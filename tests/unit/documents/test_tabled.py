"""Tables as sheets: each figure a number, each list to tick, names that Excel accepts."""

from __future__ import annotations

import io

import openpyxl  # type: ignore[import-untyped]  # ships no types
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.documents import content as c
from bestplaced.documents.tabled import tabled
from bestplaced.documents.writing import writer_of
from tests.documents_sample import FIGURES, sample


def book(*blocks: c.Block) -> openpyxl.Workbook:
    """Return the workbook of a document with these blocks, read back."""
    data = writer_of("xlsx")(sample("Rowan", blocks=blocks))
    return openpyxl.load_workbook(io.BytesIO(data))


def test_each_table_and_list_has_its_sheet_and_figures_are_numbers() -> None:
    found = openpyxl.load_workbook(io.BytesIO(writer_of("xlsx")(sample("Rowan Lane"))))
    assert found.sheetnames == ["The work", "The work 2", "The work 3"]
    rows = [[cell.value for cell in row] for row in found["The work"].iter_rows()]
    assert rows == [
        ["Work", "Hours", "Fee"], ["Direction", None, None], ["Rowan Lane", 46, 3770],
        ["Sum", 46, -1234567],
    ]  # fmt: skip
    assert found["The work"]["C3"].number_format == '"£"#,##0'
    assert [row[0].value for row in found["The work 3"].iter_rows()] == [
        "The work", "first", "second",
    ]  # fmt: skip


def test_a_figure_within_words_stays_text() -> None:
    rows = (c.Row((c.line("about ", FIGURES.number(5)),)),)
    found = book(c.Heading("Volumes"), c.Table((c.Column("Volume"),), rows))
    assert found["Volumes"]["A2"].value == "about 5"


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_any_heading_names_a_sheet(headings: list[str]) -> None:
    blocks = [b for h in headings for b in (c.Heading(h), c.Bullets((c.line("x"),)))]
    names = [sheet.name for sheet in tabled(sample(blocks=tuple(blocks))).sheets]
    assert len({name.lower() for name in names}) == len(headings)
    assert all(1 <= len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
