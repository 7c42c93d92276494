"""One document with every kind of block, and names that try to be markup."""

from __future__ import annotations

import datetime as dt

from babel import Locale

from bestplaced.documents import content as c
from bestplaced.documents.figures import Figures

MARKUP = "<b>Rowan</b> & *Lane* #emph[x] $1+1$ \\ {0} [bold]@y"
"""A name that HTML, Typst, rich, XML and templates would each read as something else."""

FIGURES = Figures(Locale.parse("en_GB"), "GBP")


def spec(name: str) -> dict[str, object]:
    """Return the specification of two bars."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": [{"who": name, "fee": 3}, {"who": "B", "fee": 5}]},
        "mark": "bar",
        "width": 500,
        "height": 80,
        "encoding": {
            "x": {"field": "fee", "type": "quantitative"},
            "y": {"field": "who", "type": "nominal"},
        },
    }


def sample(name: str = MARKUP, **changes: object) -> c.Document:
    """Return the document, about ``name``."""
    f = FIGURES
    table = c.Table(
        (c.Column("Work", weight=3), c.Column("Hours", "hours"), c.Column("Fee", "money")),
        (
            c.Row((c.line("Direction"),), "group"),
            c.Row((c.line(name), c.line(f.hours(46.4)), c.line(f.money(3770.49)))),
            c.Row((c.line("Sum"), c.line(f.hours(46.4)), c.line(f.money(-1234567))), "total"),
        ),
        "The work",
        c.line("A note with ", f.percent(0.1234, 1)),
    )
    blocks: tuple[c.Block, ...] = (
        c.Heading("What keeps you awake"),
        c.Paragraph(c.line(name), "lead"),
        c.Paragraph(c.line("We pay ", f.money(12.5, cents=True), " a year."), label="Fee."),
        c.Paragraph(c.line("Sundays at the kitchen table"), "quote"),
        c.Paragraph(c.line("Careful"), "warning"),
        c.KeyFigures((c.KeyFigure(f.money(15234), "a year"), c.KeyFigure(f.hours(120), "hours"))),
        c.Heading("The work", 2),
        table,
        c.Chart("bars", spec(name), "A chart", "Bars of two"),
        c.Bullets((c.line("one"), c.line(f.number(1234.5, 1)))),
        c.Bullets((c.line("first"), c.line("second")), numbered=True),
        c.PageBreak(),
        c.Clause("1", "Parties", (c.line("Between us."),)),
        c.Clause("1.1", "", (c.line("And ", name),), 2),
        c.Clause("2", "Dates", (c.line("From ", f.date(dt.date(2026, 4, 1))),)),
        c.Note(c.line("Judgement, grade E"), "judgement", "E"),
        c.Signatures(
            (c.Signatory(name, "Maud", "owner"), c.Signatory("Teasel & Quill")),
            ("Signature", "Name", "Capacity", "Date"),
        ),
    )
    values: dict[str, object] = {
        "title": name,
        "subtitle": "From ledger to proposal",
        "date": f.date(dt.date(2026, 3, 4)),
        "brand": c.Brand("Teasel & Quill", ("1 High Street", "Alderford")),
        "language": "en-GB",
        "blocks": blocks,
        "draft": "Draft for review",
        "footer": name,
        **changes,
    }
    return c.Document(**values)  # type: ignore[arg-type]
