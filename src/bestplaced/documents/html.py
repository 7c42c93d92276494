"""The HTML writer: one file that needs nothing else, on screen and on paper."""

from __future__ import annotations

import base64
import re
from html import escape
from importlib import resources
from typing import TYPE_CHECKING

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
)
from bestplaced.documents.drawing import svg

if TYPE_CHECKING:
    from bestplaced.documents.content import Block, Document, Line, Logo, Row

# A mark that has something to say: a browser shows its title where the script does not run.
_MARK = re.compile(r'(<(path|line|rect) aria-label="([^"]*)" role="graphics-symbol"[^>]*)/>')
_TYPES = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}


def html(document: Document) -> bytes:
    """Return a document as one HTML page, UTF-8; every text is escaped, nothing is fetched.

    Its charts answer to pointer and keys; printed, or with scripts off, they lack nothing.
    """
    brand = document.brand
    charted = any(isinstance(block, Chart) for block in document.blocks)
    head, script = _shipped("css"), f"<script>{_shipped('js')}</script>" if charted else ""
    colours = f":root{{--accent:{brand.colour};--said:{brand.text_colour};--ink:{brand.ink}}}"
    sender = _logo(brand.logo, brand.name) or f"<strong>{escape(brand.name)}</strong>"
    address = "<br>".join(escape(text) for text in brand.address)
    draft = f'<p class="draft">{escape(document.draft)}</p>' if document.draft else ""
    parts = [
        f'<!doctype html>\n<html lang="{escape(document.language)}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{escape(document.title)}</title><style>{colours}\n{head}</style></head><body>",
        f'{draft}<header><div class="sender"><div>{sender}</div><address>{address}</address></div>',
        f'<div class="title"><h1>{escape(document.title)}</h1><p>{escape(document.subtitle)}</p>',
        f"<p>{escape(document.date.text)}</p></div></header><main>",
        *(_block(block) for block in document.blocks),
        f"</main><footer>{escape(document.footer)}</footer>{script}</body></html>\n",
    ]
    return "\n".join(parts).encode()


def _shipped(kind: str) -> str:
    """Return the style or the script of every page."""
    return resources.files(__package__).joinpath(f"document.{kind}").read_text(encoding="utf-8")


def _logo(logo: Logo | None, name: str) -> str:
    """Return a picture inside the page; as an image, no script in it can run."""
    if logo is None:
        return ""
    data = base64.b64encode(logo.data).decode()
    return f'<img src="data:{_TYPES[logo.type]};base64,{data}" alt="{escape(name)}">'


def _runs(runs: Line) -> str:
    """Return a line; figures do not break, names keep their own reading direction."""
    found = []
    for run in runs:
        text = escape(run.text)
        if run.figure is not None:
            text = f'<span class="figure">{text}</span>'
        found.append(f"<strong>{text}</strong>" if run.strong else text)
    return "".join(found)


def _block(block: Block) -> str:  # noqa: PLR0911 - one return for each kind of block
    """Return one block as HTML."""
    match block:
        case Heading(text, level):
            return f"<h{level + 1}>{escape(text)}</h{level + 1}>"
        case Paragraph(runs, style, label):
            lead = f"<strong>{escape(label)}</strong> " if label else ""
            tag = "blockquote" if style == "quote" else "p"
            return f'<{tag} class="{style}">{lead}{_runs(runs)}</{tag}>'
        case Bullets(items, numbered):
            tag = "ol" if numbered else "ul"
            return f"<{tag}>{''.join(f'<li>{_runs(item)}</li>' for item in items)}</{tag}>"
        case Table():
            return _table(block)
        case Chart(_, _, caption, alt):
            drawn = _MARK.sub(r"\g<1>><title>\g<3></title></\g<2>>", svg(block))
            drawn = drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(alt)}" ', 1)
            width = f"max-width:{block.width:.0%}"
            return (
                f'<figure class="chart" style="{width}"><figcaption>{escape(caption)}</figcaption>'
                f"{drawn}</figure>"
            )
        case KeyFigures(items):
            cells = "".join(
                f"<div><b>{escape(i.figure.text)}</b><span>{escape(i.means)}</span></div>"
                for i in items
            )
            return f'<div class="key">{cells}</div>'
        case Clause(number, title, paragraphs, level):
            heading = f"<strong>{escape(title)}</strong>" if title else ""
            body = "".join(f"<p>{_runs(p)}</p>" for p in paragraphs)
            return (
                f'<section class="clause level{level}"><span>{escape(number)}</span>'
                f"<div>{heading}{body}</div></section>"
            )
        case Note(runs):
            return f'<p class="small">{_runs(runs)}</p>'
        case Signatures():
            return _signatures(block)
        case _:
            return '<div class="break"></div>'


def _table(table: Table) -> str:
    """Return a table; figures stand right, groups span it."""
    sides = [' class="right"' if c.right else "" for c in table.columns]
    header = "".join(
        f'<th scope="col"{side}>{escape(c.header)}</th>'
        for c, side in zip(table.columns, sides, strict=True)
    )
    whole = sum(c.weight for c in table.columns)
    widths = "".join(f'<col style="width:{c.weight / whole:.1%}">' for c in table.columns)
    body = "\n".join(_row(row, sides) for row in table.rows)
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    note = f'<p class="small">{_runs(table.note)}</p>' if table.note else ""
    return (
        f'<div class="table"><table>{caption}<colgroup>{widths}</colgroup>'
        f"<thead><tr>{header}</tr></thead><tbody>{body}</tbody></table></div>{note}"
    )


def _row(row: Row, sides: list[str]) -> str:
    """Return one row of a table."""
    if row.role == "group":
        return (
            f'<tr class="group"><th colspan="{len(sides)}" scope="rowgroup">'
            f"{_runs(row.cells[0])}</th></tr>"
        )
    cells = "".join(f"<td{side}>{_runs(c)}</td>" for c, side in zip(row.cells, sides, strict=True))
    return f'<tr class="{row.role}">{cells}</tr>'


def _signatures(block: Signatures) -> str:
    """Return the blocks to sign."""
    columns = []
    for s in block.signatories:
        values = ("", s.name, s.capacity, "")
        lines = "".join(
            f'<div class="line">{escape(value)}</div><small>{escape(label)}</small>'
            for label, value in zip(block.labels, values, strict=True)
        )
        columns.append(f"<div><strong>{escape(s.party)}</strong>{lines}</div>")
    return f'<div class="sign">{"".join(columns)}</div>'
