"""The PDF writer: Typst sets the pages; what they say is passed as data, never as markup."""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import lru_cache
from importlib import resources
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from bestplaced.documents.content import (
    Bullets,
    Chart,
    Clause,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    Signatures,
    Table,
    plain,
)
from bestplaced.documents.drawing import svg
from bestplaced.documents.fonts import FAMILY, font_folder, not_shown
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from typst import Fonts

    from bestplaced.documents.content import Block, Document, Line, Logo

_PROBE = f'#set document(title: [x])\n#set text(font: "{FAMILY}")\n#sys.inputs.text'.encode()
_EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_RUNNING, _FOOTER = 70, 260  # characters of a running title and footer before they are cut
_LONG_WORD = re.compile(r"\S{25,}")
_BREAK = "\N{ZERO WIDTH SPACE}"
_LETTER = frozenset({"US", "CA", "MX", "PH"})  # countries that print on US letter


def pdf(document: Document) -> bytes:
    """Return a document as PDF, tagged for screen readers (PDF/UA-1), the same bytes each time.

    Where a text holds characters that the shipped family lacks, fonts of this machine help out.

    Raises:
        CaseError: no font here can show a character of the text.

    """
    import typst  # noqa: PLC0415 - slow, and needed only here

    foreign = unseen(document)
    try:
        return typst.compile(
            _template(),
            font_paths=_fonts(system=bool(foreign)),
            sys_inputs={"document": json.dumps(_data(document), ensure_ascii=False)},
            format="pdf",
            timestamp=_EPOCH,
            pdf_standards="ua-1",
        )
    except typst.TypstError as error:
        if foreign and "could not be displayed" in str(error):
            raise CaseError(_no_shape(foreign)) from error
        raise


def unseen(document: Document) -> frozenset[str]:
    """Return the characters of a document that the shipped family cannot show."""
    said = [plain(runs) for runs in document.lines()]
    drawn = _drawn(document)
    return not_shown("".join((*said, drawn, document.brand.name, *document.brand.address)))


def _drawn(document: Document) -> str:
    """Return all texts of a document's charts."""
    return "".join(str(block.spec) for block in document.blocks if isinstance(block, Chart))


def boxes_in_pictures(document: Document) -> frozenset[str]:
    """Return the characters of charts that a picture made here shows as empty boxes."""
    import typst  # noqa: PLC0415 - slow, and needed only here

    foreign = not_shown(_drawn(document))
    if not foreign:
        return foreign
    try:
        typst.compile(
            _PROBE,
            font_paths=_fonts(system=True),
            sys_inputs={"text": "".join(sorted(foreign))},
            format="pdf",
            pdf_standards="ua-1",
        )
    except typst.TypstError:
        return foreign
    return frozenset()


def _no_shape(characters: frozenset[str]) -> Fault:
    """Return the fault of characters that no font here can show."""
    shown = "".join(sorted(characters)[:20])
    return Fault(
        f"the PDF was not written: no font on this machine can show '{shown}'.",
        remedy="Install a font that has these characters, or send the docx or html.",
    )


@lru_cache(maxsize=2)
def _fonts(*, system: bool) -> Fonts:
    """Return the shipped family, with the fonts of this machine behind it if asked for."""
    import typst  # noqa: PLC0415 - slow, and needed only here

    return typst.Fonts(
        include_system_fonts=system, include_embedded_fonts=False, font_paths=[font_folder()]
    )


@lru_cache(maxsize=1)
def _template() -> bytes:
    return resources.files(__package__).joinpath("document.typ").read_bytes()


def _data(document: Document) -> dict[str, Any]:
    """Return what the template reads."""
    language, _, region = document.language.partition("-")
    brand = document.brand
    return {
        "title": _breakable(document.title),
        "short-title": shortened(document.title, _RUNNING),
        "short-name": shortened(brand.name, _RUNNING // 2),
        "subtitle": _breakable(document.subtitle),
        "date": document.date.text,
        "lang": language,
        "region": region or None,
        "paper": "us-letter" if region in _LETTER else "a4",
        "fonts": [FAMILY],
        "draft": document.draft,
        "footer": _breakable(shortened(document.footer, _FOOTER)),
        "ink": brand.ink,
        "text-colour": brand.text_colour,
        "brand": {
            "name": _breakable(brand.name),
            "address": [_breakable(text) for text in brand.address],
            "colour": brand.colour,
            "logo": _logo(brand.logo),
        },
        "blocks": [
            {**_block(block), "sticky": isinstance(after, Chart | Table | KeyFigures | Signatures)}
            for block, after in zip_longest(document.blocks, document.blocks[1:])
        ],
    }


def _logo(logo: Logo | None) -> dict[str, Any] | None:
    """Return a picture as the template reads it."""
    if logo is None:
        return None
    return {"data": list(logo.data), "format": logo.type}


def _runs(runs: Line) -> list[dict[str, Any]]:
    return [{"text": _breakable(run.text), "strong": run.strong} for run in runs]


def shortened(text: str, most: int) -> str:
    """Return a text cut to so many characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def _breakable(text: str) -> str:
    """Return a text in which a word longer than any column may be broken."""
    return _LONG_WORD.sub(
        lambda m: _BREAK.join(m[0][i : i + 12] for i in range(0, len(m[0]), 12)), text
    )


def _block(block: Block) -> dict[str, Any]:  # noqa: PLR0911 - one return for each kind of block
    """Return one block as the template reads it."""
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": _breakable(text), "level": level}
        case Paragraph(runs, style, label):
            return {"kind": "paragraph", "line": _runs(runs), "style": style, "label": label}
        case Bullets(items, numbered):
            return {"kind": "bullets", "items": [_runs(i) for i in items], "numbered": numbered}
        case Table():
            return _table(block)
        case Chart(_, _, caption, alt):
            picture = {"data": svg(block), "format": "svg"}
            return {
                "kind": "chart",
                "picture": picture,
                "caption": caption,
                "alt": alt,
                "width": block.width,
            }
        case KeyFigures(items):
            found = [{"figure": i.figure.text, "means": i.means} for i in items]
            return {"kind": "key_figures", "items": found}
        case Clause(number, title, paragraphs, level):
            return {
                "kind": "clause",
                "number": number,
                "title": _breakable(title),
                "paragraphs": [_runs(p) for p in paragraphs],
                "level": level,
            }
        case Note(runs):
            return {"kind": "note", "line": _runs(runs)}
        case Signatures(signatories, labels):
            found = [
                {"party": _breakable(s.party), "name": s.name, "capacity": s.capacity}
                for s in signatories
            ]
            return {"kind": "signatures", "signatories": found, "labels": list(labels)}
        case _:
            return {"kind": "page_break"}


def _table(table: Table) -> dict[str, Any]:
    """Return a table as the template reads it."""
    return {
        "kind": "table",
        "columns": [
            {"header": _breakable(c.header), "right": c.right, "weight": c.weight}
            for c in table.columns
        ],
        "rows": [{"cells": [_runs(c) for c in row.cells], "role": row.role} for row in table.rows],
        "caption": table.caption,
        "note": _runs(table.note),
    }
