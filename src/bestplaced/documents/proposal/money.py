"""The three options, the fee with its band, and where the gain comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.catalogue import load_catalogue
from bestplaced.deal.band import AGAINST_TODAY
from bestplaced.deal.ceilings import AT_BILL_RATES
from bestplaced.documents.charts import fee_band, waterfall
from bestplaced.documents.content import (
    Block,
    Column,
    Heading,
    Line,
    Paragraph,
    Row,
    Table,
    line,
)

if TYPE_CHECKING:
    from bestplaced.deal.options import Option
    from bestplaced.documents.proposal.material import Material


def options_part(m: Material) -> list[Block]:
    """Return the options side by side; one without a fee says why."""
    if not m.options:
        return []
    f = m.figures
    rows = [
        Row((line(m.said("options.row.scope")), *(line(_scope(m, o)) for o in m.options))),
        Row((line(m.said("options.row.fee")), *(_fee(m, o) for o in m.options))),
        Row((line(m.said("options.row.gain")), *(_gain(m, o) for o in m.options)), "total"),
        Row((line(m.said("options.row.together")), *(line(f.money(o.surplus)) for o in m.options))),
        Row(
            (line(m.said("options.row.risk")), *(line(f.money(o.account.risk)) for o in m.options))
        ),
        Row((line(m.said("options.row.ours")), *(line(f.hours(o.hours)) for o in m.options))),
        Row(
            (line(m.said("options.row.owner")), *(line(f.hours(o.owner_hours)) for o in m.options))
        ),
        Row((line(m.said("options.row.verdict")), *(_verdict(m, o) for o in m.options))),
    ]
    columns = (
        Column("", weight=1.6),
        *(Column(m.said(f"options.name.{o.name}"), weight=2) for o in m.options),
    )
    return [
        Heading(m.said("options.heading")),
        Paragraph(m.text("options.lead")),
        Table(columns, tuple(rows), m.said("options.caption"), m.text("options.note")),
    ]


def _scope(m: Material, o: Option) -> str:
    """Return how many pieces of work of each tier the provider does."""
    said = [f"{m.said(f'tiers.{t}')} {len(work)}" for t, work in o.moved.items()]
    return ", ".join(said)


def _fee(m: Material, o: Option) -> Line:
    if o.fee is None:
        return m.text("options.no_fee")
    return m.text("options.fee", year=m.figures.money(o.fee), month=m.figures.money(o.fee / 12))


def _gain(m: Material, o: Option) -> Line:
    return (
        line("\N{EN DASH}") if o.business_gain is None else line(m.figures.money(o.business_gain))
    )


def _verdict(m: Material, o: Option) -> Line:
    """Return whether an option is on offer; if not, what stands in its way."""
    if o.broken:
        return m.text("options.breaks", count=m.figures.number(len(o.broken)))
    if o.fee is None:
        floor, ceiling = (
            m.figures.money(o.band.floor or 0.0),
            m.figures.money(max(0.0, o.band.ceiling)),
        )
        return m.text("options.closed", floor=floor, ceiling=ceiling)
    return m.text("options.recommended" if o.name == "recommended" else "options.open")


def fee(m: Material) -> list[Block]:
    """Return the fee, how it was found, and what it covers."""
    deal, f = m.deal, m.figures
    blocks: list[Block] = [
        Heading(m.said("fee.heading")),
        Paragraph(m.text("fee.lead", year=f.money(m.fee), month=f.money(m.fee / 12)), "lead"),
    ]
    if deal.band is not None and deal.side is not None and deal.band.floor is not None:
        blocks += _band(m)
    if deal.shape is not None:
        blocks += _shape(m)
    if deal.side is not None and deal.side.clean_up.months > 0:
        up = deal.side.clean_up
        blocks.append(
            Paragraph(
                m.text(
                    "fee.clean_up",
                    price=f.money(up.price),
                    months=f.number(up.months, int(up.months % 1 > 0)),
                ),
                label=m.said("fee.clean_up_label"),
            )
        )
    if m.case.deal_terms.fee_tax_rate > 0:
        rate = f.percent(m.case.deal_terms.fee_tax_rate)
        back = f.percent(1 - m.case.deal_terms.fee_tax / m.case.deal_terms.fee_tax_rate)
        blocks.append(Paragraph(m.text("fee.tax", rate=rate, back=back), "small"))
    return blocks


def _band(m: Material) -> list[Block]:
    """Return both reservation prices, the fee between them, and what each side gains at it."""
    deal, f = m.deal, m.figures
    assert deal.band is not None  # noqa: S101 - the caller has looked
    assert deal.band.floor is not None  # noqa: S101 - as above
    assert deal.business is not None  # noqa: S101 - as above
    floor, ceiling = f.money(deal.band.floor), f.money(deal.band.ceiling)
    others = [
        (m.said("band.share", share=f.percent(beta)), f.money(value))
        for beta, value in deal.fees.items()
        if value is not None and beta != deal.beta
    ]
    mine = (m.said("band.proposed", share=f.percent(deal.beta)), f.money(m.fee))
    fees = sorted([*others, mine], key=lambda item: float(item[1].value))  # type: ignore[arg-type]
    ends = (m.said("band.floor"), floor), (m.said("band.ceiling"), ceiling)
    alt = m.said("band.alt", floor=floor, ceiling=ceiling, fee=mine[1])
    provider, earned = (
        f.money(deal.provider_surplus or 0.0),
        deal.side.profit_today if deal.side else 0.0,
    )
    key, today = "band.split_today" if earned >= 1 else "band.split", f.money(earned)
    names = {AGAINST_TODAY: "band.cut.today", AT_BILL_RATES: "band.cut.rates"}
    cut = m.said(
        names.get(deal.band.cut_by, "band.cut.other"), by=m.texts.sentence(deal.band.cut_by)
    )
    return [
        fee_band(*ends, fees, (m.said("band.caption"), alt)),
        Paragraph(m.text("band.text", floor=floor, ceiling=ceiling, cut=cut)),
        Paragraph(m.text(key, business=f.money(deal.business.value), ours=provider, today=today)),
    ]


def _shape(m: Material) -> list[Block]:
    """Return what the fee covers and what is counted."""
    shape, f = m.deal.shape, m.figures
    assert shape is not None  # noqa: S101 - the caller has looked
    drivers = load_catalogue().drivers
    rows = tuple(
        Row(
            (
                line(m.texts.name(x.driver, drivers[x.driver].name)),
                line(f.number(x.volume)),
                line(f.counted(x.low)),
                line(f.counted(x.high)),
                line(f.money(x.unit_price, cents=True)),
            )
        )
        for x in shape.meters
    )
    columns = (
        Column(m.said("shape.column.driver"), weight=3),
        Column(m.said("shape.column.volume"), "number"),
        Column(m.said("shape.column.low"), "number"),
        Column(m.said("shape.column.high"), "number"),
        Column(m.said("shape.column.price"), "money", 1.4),
    )
    said = m.text("shape.text", band=f.percent(shape.band, 1))
    return [Paragraph(said), *([Table(columns, rows, m.said("shape.caption"))] if rows else [])]


def worth(m: Material) -> list[Block]:
    """Return where the gain comes from, part by part, adding up exactly."""
    f, parts = m.figures, m.deal.benefits.parts
    steps = [(m.said(f"benefits.{name}"), f.money(value)) for name, value in parts.items()]
    total = (m.said("benefits.together"), f.money(m.deal.benefits.surplus))
    told = ", ".join(f"{name} {figure.text}" for name, figure in (*steps, total))
    signs = (m.said("worth.gain"), m.said("worth.cost"), m.said("worth.sum"))
    rows = tuple(
        Row((line(m.said(f"benefits.{n}")), line(f.money(v)), line(m.said(f"benefits.of.{n}"))))
        for n, v in parts.items()
    )
    last = Row((line(total[0]), line(total[1]), line(m.said("worth.exact"))), "total")
    columns = (
        Column(m.said("worth.column.benefit"), weight=1.4),
        Column(m.said("worth.column.amount"), "money"),
        Column(m.said("worth.column.of"), weight=4),
    )
    return [
        Heading(m.said("worth.heading"), 2),
        waterfall(steps, total, signs, (m.said("worth.caption"), m.said("worth.alt", told=told))),
        Table(columns, (*rows, last), m.said("worth.table")),
    ]
