"""The DOCX writer: real styles, tables, pictures and numbering, so that Word can edit all of it."""

from __future__ import annotations

import datetime as dt
import io
from itertools import zip_longest
from typing import TYPE_CHECKING

import docx as python_docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Emu, Mm, Pt, RGBColor

from bestplaced.documents.archive import same_bytes
from bestplaced.documents.content import (
    Bullets,
    Chart,
    Clause,
    Heading,
    KeyFigures,
    Note,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
)
from bestplaced.documents.docx_parts import (
    bullet_style,
    describe,
    field_of,
    line_above,
    numbered_list,
    prepare,
    repeat_header,
    shade,
    unbroken,
)
from bestplaced.documents.drawing import png, svg_as_png

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as WordParagraph

    from bestplaced.documents.content import Document, Line, Row

_STYLE = {
    "body": "Normal",
    "lead": "Lead",
    "quote": "Quote",
    "small": "Small",
    "warning": "Warning",
}
_RED = RGBColor(0x9C, 0x2A, 0x1F)
_LEFT = WD_ALIGN_PARAGRAPH.LEFT
_RIGHT = WD_ALIGN_PARAGRAPH.RIGHT


def docx(document: Document) -> bytes:
    """Return a document as DOCX, the same bytes each time."""
    writer = _Writer(document)
    buffer = io.BytesIO()
    writer.written().save(buffer)
    return same_bytes(buffer.getvalue())


class _Writer:
    """Writes one document, block by block."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.word: WordDocument = python_docx.Document()
        prepare(self.word, document)
        section = self.word.sections[0]
        assert section.page_width and section.left_margin and section.right_margin  # noqa: S101, PT018
        self.width = section.page_width - section.left_margin - section.right_margin

    def written(self) -> WordDocument:
        """Return the whole document."""
        self._properties()
        self._frame()
        self._title()
        for block, after in zip_longest(self.document.blocks, self.document.blocks[1:]):
            self._block(block)
            if isinstance(block, Paragraph) and isinstance(after, Chart | Table | Signatures):
                self.word.paragraphs[-1].paragraph_format.keep_with_next = True
        return self.word

    def _properties(self) -> None:
        core, date = self.word.core_properties, self.document.date.value
        assert isinstance(date, dt.date)  # noqa: S101 - a document's date is a date
        when = dt.datetime(date.year, date.month, date.day)  # noqa: DTZ001 - Word knows no zone
        core.title, core.subject = self.document.title[:255], self.document.subtitle[:255]
        core.author = core.last_modified_by = self.document.brand.name[:255]
        core.language, core.comments = self.document.language, ""
        core.created = core.modified = when

    def _frame(self) -> None:
        """Write header and footer."""
        section = self.word.sections[0]
        if self.document.draft:
            self._line(section.header.paragraphs[0], ((self.document.draft, True),))
            section.header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            for run in section.header.paragraphs[0].runs:
                run.font.color.rgb, run.font.size = _RED, Pt(8)
        foot = section.footer.paragraphs[0]
        foot.style = self.word.styles["Small"]
        foot.add_run(f"{self.document.footer}   ")
        field_of(foot, "PAGE")
        foot.add_run(" / ")
        field_of(foot, "NUMPAGES")

    def _title(self) -> None:
        brand = self.document.brand
        if brand.logo is not None:
            data = brand.logo.data if brand.logo.type != "svg" else svg_as_png(brand.logo.data)
            shown = self.word.add_paragraph().add_run().add_picture(io.BytesIO(data), height=Mm(16))
            describe(shown, brand.name)
        self.word.add_paragraph(", ".join((brand.name, *brand.address)), "Small")
        self.word.add_paragraph(self.document.title, "Title")
        self.word.add_paragraph(self.document.subtitle, "Subtitle")
        self.word.add_paragraph(self.document.date.text, "Small")

    def _line(self, paragraph: WordParagraph, parts: tuple[tuple[str, bool], ...]) -> None:
        for text, strong in parts:
            run = paragraph.add_run(text)
            run.bold = True if strong else None

    def _runs(self, paragraph: WordParagraph, runs: Line) -> WordParagraph:
        self._line(paragraph, tuple((run.text, run.strong) for run in runs))
        return paragraph

    def _block(self, block: object) -> None:  # noqa: C901 - one case for each kind of block
        match block:
            case Heading(text, level):
                self.word.add_heading(text, level)
            case Paragraph(runs, style, label):
                paragraph = self.word.add_paragraph(style=_STYLE[style])
                self._line(paragraph, ((f"{label} ", True),) if label else ())
                self._runs(paragraph, runs)
            case Bullets(items, numbered):
                number = numbered_list(self.word) if numbered else None
                for item in items:
                    paragraph = self._runs(self.word.add_paragraph(style="List Bullet"), item)
                    bullet_style(paragraph, number)
            case Table():
                self._table(block)
            case Chart(_, _, caption, alt):
                self.word.add_paragraph(caption, "Caption")
                width = round(self.width * min(1.0, block.width))
                shown = self.word.add_paragraph().add_run()
                describe(shown.add_picture(io.BytesIO(png(block)), width=width), alt)
            case KeyFigures():
                self._key_figures(block)
            case Clause(_, title, paragraphs, level):
                self._clause(title, paragraphs, level)
            case Note(runs):
                self._runs(self.word.add_paragraph(style="Small"), runs)
            case Signatures():
                self._signatures(block)
            case PageBreak():
                self.word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _clause(self, title: str, paragraphs: tuple[Line, ...], level: int) -> None:
        """Write a clause; Word itself counts, so that clauses can be moved and added."""
        head = self.word.add_paragraph(style=f"Clause {level}")
        rest = paragraphs
        if title:
            self._line(head, ((title, True),))
            head.paragraph_format.keep_with_next = True
        elif paragraphs:
            self._runs(head, paragraphs[0])
            rest = paragraphs[1:]
        for runs in rest:
            self._runs(self.word.add_paragraph(style=f"Clause {level} text"), runs)

    def _table(self, table: Table) -> None:
        if table.caption:
            self.word.add_paragraph(table.caption, "Caption")
        columns = table.columns
        shown = self.word.add_table(rows=1, cols=len(columns), style="Figures")
        shown.autofit = False
        whole = sum(c.weight for c in columns)
        widths = [Emu(round(self.width * c.weight / whole)) for c in columns]
        for cell, column in zip(shown.rows[0].cells, columns, strict=True):
            self._cell(cell, ((column.header, True),), right=column.right)
        repeat_header(shown.rows[0])
        for row in table.rows:
            cells = shown.add_row().cells
            unbroken(shown.rows[-1])
            self._row(cells, row, [c.right for c in columns])
        for column, width in zip(shown.columns, widths, strict=True):
            column.width = width
            for cell in column.cells:
                cell.width = width
        self._runs(self.word.add_paragraph(style="Small"), table.note)

    def _row(self, cells: tuple[_Cell, ...], row: Row, right: list[bool]) -> None:
        if row.role == "group":
            merged = cells[0].merge(cells[-1]) if len(cells) > 1 else cells[0]
            self._cell(merged, tuple((run.text, True) for run in row.cells[0]), right=False)
            return
        for cell, runs, side in zip(cells, row.cells, right, strict=True):
            parts = tuple((run.text, run.strong or row.role == "total") for run in runs)
            self._cell(cell, parts, right=side)
            if row.role == "total":
                line_above(cell)

    def _cell(self, cell: _Cell, parts: tuple[tuple[str, bool], ...], *, right: bool) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = self.word.styles["Cell"]
        paragraph.alignment = _RIGHT if right else _LEFT
        self._line(paragraph, parts)

    def _key_figures(self, block: KeyFigures) -> None:
        shown = self.word.add_table(rows=1, cols=len(block.items))
        for cell, item in zip(shown.rows[0].cells, block.items, strict=True):
            shade(cell, "F2F4F7")
            cell.paragraphs[0].style = self.word.styles["Key figure"]
            cell.paragraphs[0].add_run(item.figure.text)
            cell.add_paragraph(item.means, "Cell")
        self.word.add_paragraph(style="Small")

    def _signatures(self, block: Signatures) -> None:
        shown = self.word.add_table(rows=1, cols=len(block.signatories))
        unbroken(shown.rows[0])
        for cell, s in zip(shown.rows[0].cells, block.signatories, strict=True):
            self._line(cell.paragraphs[0], ((s.party, True),))
            values = ("", s.name, s.capacity, "")
            for label, value in zip(block.labels, values, strict=True):
                line = cell.add_paragraph(value)
                line.paragraph_format.space_before = Pt(22 if not value else 10)
                cell.add_paragraph(f"{'_' * 34}\n{label}", "Small")
