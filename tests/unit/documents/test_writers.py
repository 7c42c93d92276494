"""Every writer says the same: each figure of a document is the same string in every format."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import docx as python_docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.documents import content as c
from bestplaced.documents.docx import docx
from bestplaced.documents.html import html
from bestplaced.documents.pdf import boxes_in_pictures, pdf
from bestplaced.documents.writing import writer_of, written
from bestplaced.errors import CaseError
from tests.documents_reading import FORMATS, Words, read, words
from tests.documents_sample import FIGURES, MARKUP, sample

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("form", FORMATS)
def test_every_figure_is_the_same_string_in_every_format(form: str) -> None:
    document, seen = sample(), words(sample(), form)
    figures = [re.sub(r"\s", "", figure.text) for figure in document.figures()]
    assert len(figures) >= 9
    assert [text for text in figures if text not in seen] == []


@pytest.mark.parametrize("form", FORMATS)
def test_no_name_is_read_as_markup(form: str) -> None:
    name = re.sub(r"\s", "", MARKUP)
    # title, paragraph, table, clause and signature at least
    assert words(sample(), form).count(name) >= 4


@pytest.mark.parametrize("writer", [pdf, docx, html])
def test_the_same_document_gives_the_same_bytes(writer: Callable[[c.Document], bytes]) -> None:
    assert writer(sample()) == writer(sample())


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "name",
    ["Łukasz Żółć Sp. z o.o.", "X" * 300, "שלום בע״מ", "a\x00b\x1bc\u202egnp.exe", "  "],
    ids=["latin", "long", "hebrew", "control", "blank"],
)
def test_awkward_names_are_written_or_cleaned(form: str, name: str) -> None:
    text = words(sample(name), form)
    assert not re.search("[\x00\x1b\u202e]", text)
    assert "kitchen" in text


def test_characters_that_no_font_shows_are_named_with_a_remedy() -> None:
    private = "\N{DESERET CAPITAL LETTER LONG I}\U00013000"
    with pytest.raises(CaseError, match=r"no font on this machine .* docx or html"):
        pdf(sample(private))
    assert private in read(sample(private), "html")


def test_html_fetches_nothing_and_without_charts_runs_nothing() -> None:
    page = html(sample()).decode()
    parser = Words()
    parser.feed(page)
    assert not {"link", "iframe"} & set(parser.tags)
    assert not re.search(r"(?:src|href)=.https?:", page)
    calm = tuple(b for b in sample().blocks if not isinstance(b, c.Chart))
    assert b"<script" not in html(sample(blocks=calm))


def test_docx_counts_its_clauses_itself_and_has_real_styles() -> None:
    word = python_docx.Document(io.BytesIO(docx(sample())))
    styles = [p.style.name for p in word.paragraphs if p.style]
    assert styles.count("Clause 1") == 2
    assert styles.count("Clause 2") == 1
    assert {"Title", "Heading 1", "Heading 2", "Quote", "List Bullet", "Caption"} <= set(styles)
    clause = next(p for p in word.paragraphs if p.style and p.style.name == "Clause 1")
    assert clause.text == "Parties"  # no number typed into the text
    assert word.tables[1].style is not None
    assert word.tables[1].style.name == "Figures"


def test_pictures_carry_text_for_who_cannot_see_them() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(sample()))) as archive:
        word = archive.read("word/document.xml").decode()
        assert 'descr="Bars of two"' in word
        assert 'distR="0" distL="0"' in word or 'distL="0" distR="0"' in word  # nothing pushes it
    assert 'aria-label="Bars of two"' in html(sample()).decode()
    assert b"/StructTreeRoot" in pdf(sample())  # tagged; PDF/UA-1 refuses a picture without


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(CaseError, match="unknown format 'doc'"):
        writer_of("doc")


def test_a_table_refuses_rows_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="2 cells has 1"):
        c.Table((c.Column("a"), c.Column("b")), (c.Row((c.line("x"),)),))


def test_ink_reads_on_the_colour() -> None:
    # WCAG: white on dark blue 8.6 to 1; black on yellow 19.6 to 1
    assert c.Brand("x", colour="#1f4e79").ink == "#ffffff"
    assert c.Brand("x", colour="#ffff00").ink == "#000000"


@given(st.integers(0, 0xFFFFFF))
def test_text_in_any_senders_colour_can_be_read(number: int) -> None:
    colour = f"#{number:06x}"
    brand = c.Brand("x", colour=colour)
    # Contrast with white is more than with the pale grey that 4.5 is asked for.
    assert 1.05 / (c.luminance(brand.text_colour) + 0.05) >= 4.5
    if c.luminance(colour) < 0.1:  # dark already: (0.88 + 0.05) / (0.1 + 0.05) = 6.2
        assert brand.text_colour == colour


def test_pictures_that_would_show_boxes_are_told() -> None:
    private = "\N{DESERET CAPITAL LETTER LONG I}\U00013000"
    assert boxes_in_pictures(sample("Ann")) == frozenset()
    files, faults = written(sample(private), ("docx", "pdf", "html"), "x")
    assert set(files) == {"x.docx", "x.html"}  # what can be written is
    assert [str(fault).split(":")[0] for fault in faults] == [
        "the PDF was not written",
        "the docx was written, but its charts show boxes",
    ]


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert FIGURES.money(-0.4).text == "£0"
    assert FIGURES.money(-1234.5678, cents=True).text == "-£1,234.57"
    assert FIGURES.percent(0.1234, 1).text == "12.3%"
    # halves go away from nothing, as a spreadsheet shows them
    assert [FIGURES.number(v).text for v in (10.5, 11.5, -10.5, 2.675)] == ["11", "12", "-11", "3"]
    assert [FIGURES.counted(v).text for v in (10.5, 12, 1312.5)] == ["10.5", "12", "1,313"]
    with pytest.raises(ValueError, match="no figure"):
        FIGURES.money(float("nan"))
