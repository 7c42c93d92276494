"""The risk schedule: who carries what before and after, at what price, and how bad years can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.deal.schedule import bad_together, by_side
from bestplaced.documents.charts import risk_trade, years_of_loss
from bestplaced.documents.charts.risks import YearOfLoss
from bestplaced.documents.content import (
    Block,
    Bullets,
    Column,
    Heading,
    Line,
    Paragraph,
    Row,
    Table,
    line,
)
from bestplaced.documents.proposal.placing import when

if TYPE_CHECKING:
    from bestplaced.deal import RiskRow
    from bestplaced.documents.proposal.material import Material

_ROWS, _DRAWN = 12, 8
_PART = 0.02  # of a price: a smaller part is drawn with the largest


def risks(m: Material) -> list[Block]:
    """Return the schedule, what moves and why it lasts, and the years."""
    rows = [r for r in m.deal.schedule if r.matters and max(r.before.total, r.after.total) >= 1]
    return [
        Heading(m.said("risks.heading")),
        Paragraph(m.text("risks.lead")),
        _chart(m, rows[:_DRAWN]),
        _table(m, rows[:_ROWS], len(rows)),
        *_caps(m, rows),
        *_years(m),
        Paragraph(m.text("years.text"), "small"),
    ]


def _name(m: Material, row: RiskRow) -> str:
    return f"{row.risk} {m.texts.risk(m.case, row.risk)}"


def _chart(m: Material, rows: list[RiskRow]) -> Block:
    """Return the price of the dearest risks before and after, by who bears it."""
    f, moments = m.figures, when(m)
    bearers = [m.case.name, m.said("risks.providers"), m.said("risks.insurers")]
    drawn = [
        (
            _name(m, r),
            tuple(map(f.money, (r.before.business, r.before.providers, r.before.insurers))),
            f.money(r.before.total),
            tuple(map(f.money, (r.after.business, r.after.providers, r.after.insurers))),
            f.money(r.after.total),
        )
        for r in rows
    ]
    told = "; ".join(
        f"{name} {old.text} \N{RIGHTWARDS ARROW} {new.text}" for name, _, old, _, new in drawn
    )
    texts = m.said("risks.chart"), m.said("risks.alt", told=told)
    return risk_trade(drawn, moments, bearers, texts)


def _table(m: Material, rows: list[RiskRow], all_rows: int) -> Table:
    """Return the schedule as a table, with the sum over all risks."""
    f, deal = m.figures, m.deal
    shown = [Row((line(_name(m, r)), *(line(f.money(v)) for v in by_side([r])), _how(m, r)))
             for r in rows]  # fmt: skip
    bad, every = bad_together(deal.today, deal.account), by_side(deal.schedule)
    whole = [x + y for x, y in zip(every, bad, strict=True)]
    rest = [x - y for x, y in zip(whole, by_side(rows), strict=True)]
    other = Row((line(m.said("risks.others")), *(line(f.money(v)) for v in rest), line()))
    total = Row((line(m.said("risks.all")), *(line(f.money(v)) for v in whole), line()), "total")
    theirs = "ours" if len(deal.bands) == 1 else "providers"
    sides = ("business_before", "business_after", f"{theirs}_before", f"{theirs}_after")
    columns = (
        Column(m.said("risks.column.risk"), weight=3),
        *(Column(m.said(f"risks.column.{side}"), "money", 1.3) for side in sides),
        Column(m.said("risks.column.how"), weight=2.6),
    )
    note = m.text("risks.note", count=f.number(all_rows))
    return Table(columns, (*shown, other, total), m.said("risks.caption"), note)


def _how(m: Material, row: RiskRow) -> Line:
    """Return how a risk is borne after the deal."""
    if row.share is None:
        return m.text("risks.insured" if "insured" in row.terms else "risks.kept")
    share, paid = m.figures.percent(row.share), m.figures.percent(row.collectable or 0.0)
    key = "risks.shared_flagged" if row.flagged else "risks.shared"
    return m.text(key, share=share, paid=paid)


def _caps(m: Material, rows: list[RiskRow]) -> list[Block]:
    """Return what the provider pays at most, and what is not worth moving."""
    items: list[Line] = []
    for name, cap in {r.receiver: r.cap for r in rows if r.receiver and r.cap}.items():
        items.append(m.text("risks.cap", who=m.known(name), cap=m.figures.money(cap or 0.0)))
    flagged = [_name(m, r) for r in rows if r.flagged]
    if flagged:
        items.append(m.text("risks.flagged", risks=", ".join(flagged)))
    if any(r.penalty for r in rows):
        items.append(m.text("risks.penalty"))
    return [Bullets(tuple(items))] if items else []


def _years(m: Material) -> list[Block]:
    """Return the spread of each party's yearly loss, exact."""
    f = m.figures
    marks = m.said("years.median"), m.said("years.bad"), m.said("years.worst")
    blocks: list[Block] = []
    for party, laws in m.years.items():
        name = m.known(party)
        rows = [
            YearOfLoss(
                name, moment, *(f.money(v) for v in (law.median, law.mean, law.q95, law.q99))
            )
            for moment, law in zip(when(m), laws, strict=True)
        ]
        told = "; ".join(f"{r.when}: {r.median.text}, {r.bad.text}, {r.worst.text}" for r in rows)
        texts = m.said("years.caption", who=name), m.said("years.alt", told=told)
        blocks.append(years_of_loss(f"years{len(blocks)}", rows, marks, texts))
    return blocks
