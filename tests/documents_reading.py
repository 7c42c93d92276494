"""What a reader of a document sees in each format, for tests that compare formats."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import docx as python_docx
import pypdfium2  # type: ignore[import-untyped]
from rich.console import Console

from bestplaced.documents.docx import docx
from bestplaced.documents.html import html
from bestplaced.documents.pdf import pdf
from bestplaced.documents.terminal import show

if TYPE_CHECKING:
    from bestplaced.documents import content as c

FORMATS = ("pdf", "docx", "html", "terminal")


_UNREAD = frozenset({"script", "style", "svg"})


class Words(HTMLParser):
    """Collects what a browser would show, charts, styles and scripts left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hidden = 0
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what opens."""
        del attrs
        self.tags.append(tag)
        self.hidden += tag in _UNREAD

    def handle_endtag(self, tag: str) -> None:
        """Note what closes."""
        self.hidden -= tag in _UNREAD

    def handle_data(self, data: str) -> None:
        """Keep what is shown."""
        if not self.hidden:
            self.found.append(data)


def words(document: c.Document, form: str) -> str:
    """Return what a reader of a format sees, without white space and break marks."""
    return re.sub(r"[\s\u200b\u00ad\ufffe\x02]", "", read(document, form))


def read(document: c.Document, form: str) -> str:
    """Return what a reader of a format sees."""
    if form == "pdf":
        pages = pypdfium2.PdfDocument(pdf(document))
        return "\n".join(str(page.get_textpage().get_text_range()) for page in pages)
    if form == "docx":
        word = python_docx.Document(io.BytesIO(docx(document)))
        body = "".join(node.text or "" for node in word.element.body.iter() if _is_text(node.tag))
        section = word.sections[0]
        return f"{body}{section.header.paragraphs[0].text}{section.footer.paragraphs[0].text}"
    if form == "html":
        parser = Words()
        parser.feed(html(document).decode())
        return "".join(parser.found)
    console = Console(width=200, record=True, file=io.StringIO())
    show(document, console)
    return console.export_text()


def _is_text(tag: object) -> bool:
    return isinstance(tag, str) and tag.endswith("}t")
