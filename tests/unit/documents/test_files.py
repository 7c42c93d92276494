"""The files as other programs read them: LibreOffice, openpyxl, and the golden text of each."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # ships no types
import pytest

from bestplaced.documents import content as c
from bestplaced.documents.docx import docx
from bestplaced.documents.proposal import proposal
from bestplaced.documents.proposal.workbook import workbook
from bestplaced.documents.sheets import Book, Cell, Sheet
from bestplaced.documents.xlsx import xlsx
from tests.documents_reading import FORMATS, read
from tests.documents_sample import sample
from tests.proposals import DAY, material

GOLDEN = Path(__file__).parents[2] / "fixtures" / "documents"
OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")

# LibreOffice keeps the values stored in a workbook unless it is told to calculate them again.
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def converted(source: bytes, name: str, form: str, folder: Path) -> bytes:
    """Return a file as LibreOffice writes it in another format."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    (folder / name).write_bytes(source)
    out = folder / "out"
    assert OFFICE is not None
    subprocess.run(
        [OFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", form,
         "--outdir", str(out), str(folder / name)],
        check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    return next(out.iterdir()).read_bytes()


def formulas(book: Book) -> dict[tuple[str, str], float]:
    """Return the stored value of every formula by sheet and place."""
    return {
        (sheet.name, f"{chr(65 + x)}{y + 1}"): float(cell.value)
        for sheet in book.sheets
        for y, row in enumerate(sheet.rows)
        for x, cell in enumerate(row)
        if cell is not None and cell.formula
    }


def spoiled(book: Book) -> Book:
    """Return a workbook with wrong values stored beside its formulas."""
    return replace(
        book,
        sheets=tuple(
            replace(
                sheet,
                rows=tuple(
                    tuple(replace(x, value=-1.0) if x and x.formula else x for x in row)
                    for row in sheet.rows
                ),
            )
            for sheet in book.sheets
        ),
    )


@needs_office
@pytest.mark.timeout(120)
def test_formulas_calculated_again_give_the_stored_values(tmp_path: Path) -> None:
    book = workbook(material())
    wanted = formulas(book)
    assert len(wanted) > 25
    again = converted(xlsx(spoiled(book)), "book.xlsx", "xlsx:Calc MS Excel 2007 XML", tmp_path)
    found = openpyxl.load_workbook(io.BytesIO(again), data_only=True)
    for (sheet, place), value in wanted.items():
        assert found[sheet][place].value == pytest.approx(value, abs=1e-6), (sheet, place)


@needs_office
@pytest.mark.timeout(120)
def test_word_text_survives_another_program(tmp_path: Path) -> None:
    document = proposal(material())
    text = converted(docx(document), "proposal.docx", "txt:Text (encoded):UTF8", tmp_path).decode()
    flat = re.sub(r"\s", "", text)
    figures = {re.sub(r"\s", "", figure.text) for figure in document.figures()}
    assert {text for text in figures if text not in flat} == set()


def test_the_workbook_shows_the_deal_and_lives() -> None:
    m = material()
    book = xlsx(workbook(m))
    assert book == xlsx(workbook(m))
    values = openpyxl.load_workbook(io.BytesIO(book), data_only=True)
    live = openpyxl.load_workbook(io.BytesIO(book))
    fee = values["Fee"]
    assert fee["B13"].value == pytest.approx(m.fee)
    assert live["Fee"]["B13"].value == "=$B$4+MIN(B12*($B$5-$B$4),MAX(0,$B$7)/(1+$B$8))"
    assert m.deal.business is not None
    assert fee["B15"].value == pytest.approx(m.deal.business.value)
    assert fee["B16"].value == pytest.approx(m.deal.provider_surplus)
    work = values["Work"]
    assert work.freeze_panes == "B3"
    assert work.max_row == 3 + len(m.views)
    assert {live[name].freeze_panes for name in live.sheetnames} <= {"B2", "B3", "B4"}


def test_a_name_that_looks_like_a_formula_stays_a_text() -> None:
    name = '=HYPERLINK("http://example.invalid","x")'
    sheet = Sheet("Names", ((Cell("head", role="heading"),), (Cell(name),)), (20,), 0)
    found = openpyxl.load_workbook(io.BytesIO(xlsx(Book("t", "a", DAY, (sheet,)))))
    assert found["Names"]["A2"].value == name
    assert found["Names"]["A2"].data_type == "s"


def sheet_text(book: Book) -> str:
    """Return a workbook as text, a row a line."""
    found = openpyxl.load_workbook(io.BytesIO(xlsx(book)))
    lines = []
    for page in found:
        lines.append(f"[{page.title}] frozen at {page.freeze_panes}")
        lines += [
            " | ".join("" if x.value is None else f"{x.value} <{x.number_format}>" for x in row)
            for row in page.iter_rows()
        ]
    return "\n".join(lines)


def golden_book() -> Book:
    rows = (
        (Cell("What", role="heading"), Cell("A year", role="heading")),
        (Cell("one"), Cell(1234.5, '"£"#,##0', role="input")),
        (Cell("two"), Cell(0.125, "0.0%")),
        (Cell("sum"), Cell(1234.625, '"£"#,##0', "SUM(B2:B3)", "total")),
    )
    return Book("Sample", "Teasel", DAY, (Sheet("Fee", rows, (20, 12), 0),))


def scrubbed(text: str) -> str:
    """Return a text with dates left out and white space evened."""
    text = re.sub(r"\d{1,2} [A-Z][a-z]+ \d{4}", "<date>", text)
    lines = (re.sub(r"[ \u00a0\u202f\u200b]+", " ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line) + "\n"


@pytest.mark.parametrize("form", [*FORMATS, "xlsx"])
def test_the_golden_text_of_each_format(form: str) -> None:
    text = sheet_text(golden_book()) if form == "xlsx" else read(sample("Rowan Lane"), form)
    path = GOLDEN / f"sample.{form}.txt"
    if os.environ.get("RENEW_GOLDEN"):  # RENEW_GOLDEN=1 make test, then read the difference
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(scrubbed(text), encoding="utf-8")
    assert scrubbed(text) == path.read_text(encoding="utf-8")


def test_every_kind_of_block_is_in_the_golden_text() -> None:
    assert {type(block) for block in sample().blocks} == set(c.Block.__args__)
