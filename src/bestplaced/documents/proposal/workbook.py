"""The workbook: fee scenarios that recalculate, and every figure of the plan as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.catalogue import load_catalogue
from bestplaced.documents.sheets import Book, Cell, Sheet, cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.documents.proposal.material import Material

Rows = list[tuple[Cell | None, ...]]


def workbook(m: Material) -> Book:
    """Return the workbook of a proposal."""
    sheets = [_fee(m), _volumes(m), _worth(m), _work(m), _risks(m)]
    return Book(m.said("proposal.title"), m.brand.name, m.date,
                tuple(s for s in sheets if s is not None))  # fmt: skip


def _head(m: Material, *keys: str) -> tuple[Cell, ...]:
    return tuple(Cell(m.said(key), role="heading") for key in keys)


def _fee(m: Material) -> Sheet | None:
    """Return the fee over the share of the gain: change the yellow share, all else follows."""
    deal, f = m.deal, m.figures
    if deal.side is None or deal.worth is None or deal.band is None or deal.band.floor is None:
        return None
    money, share = f.money(0), f.percent(0)
    need, floor, ceiling = deal.side.need, deal.band.floor, deal.band.ceiling
    tax, width = m.case.deal_terms.fee_tax, deal.band.ceiling - floor
    surplus, worth = deal.surplus, deal.worth.value
    rows: Rows = [
        (Cell(m.said("book.fee.title"), role="title"),),
        (Cell(m.said("book.fee.note"), role="note"),),
        _head(m, "book.column.what", "book.column.a_year"),
        (Cell(m.said("band.floor")), cell(floor, money)),
        (Cell(m.said("band.ceiling")), cell(ceiling, money)),
        (Cell(m.said("book.fee.need")), cell(need, money)),
        (Cell(m.said("book.fee.surplus")), cell(surplus, money)),
        (Cell(m.said("book.fee.tax")), cell(tax, f.percent(0, 1))),
        (Cell(m.said("book.fee.worth")), cell(worth, money)),
        (),
        (*_head(m, "book.fee.scenario"), *(Cell("", role="heading") for _ in range(4))),
    ]
    betas = (deal.beta, *deal.fees)
    values = [floor + min(b * width, max(0.0, surplus) / (1 + tax)) for b in betas]
    columns = "BCDE"[: len(betas)]
    shares = [cell(b, share, role="input" if n == 0 else "body") for n, b in enumerate(betas)]
    rows += [
        (Cell(m.said("book.fee.share")), *shares),
        (Cell(m.said("book.fee.fee")),
         *(cell(v, money, f"$B$4+MIN({c}12*($B$5-$B$4),MAX(0,$B$7)/(1+$B$8))", "total")
           for c, v in zip(columns, values, strict=True))),
        (Cell(m.said("book.fee.month")),
         *(cell(v / 12, money, f"{c}13/12") for c, v in zip(columns, values, strict=True))),
        (Cell(m.said("book.fee.gain")),
         *(cell(worth - v * (1 + tax), money, f"$B$9-{c}13*(1+$B$8)")
           for c, v in zip(columns, values, strict=True))),
        (Cell(m.said("book.fee.ours")),
         *(cell(v - need, money, f"{c}13-$B$6") for c, v in zip(columns, values, strict=True))),
        (),
        (*_head(m, "book.creep.title"), *(Cell("", role="heading") for _ in range(4))),
        (Cell(m.said("book.creep.labour")), cell(deal.side.labour, money)),
        *_creep(m, values[0]),
    ]  # fmt: skip
    return Sheet(m.said("book.fee.sheet"), tuple(rows), (46, 16, 16, 16, 16), 2)


def _creep(m: Material, fee: float) -> Rows:
    """Return what the provider earns if hours outgrow the priced ones; the shares are inputs."""
    side, f = m.deal.side, m.figures
    assert side is not None  # noqa: S101 - the caller has looked
    return [
        (
            Cell(m.said("book.creep.row")),
            cell(c.share, f.percent(0), role="input"),
            cell(side.profit(fee, c.share), f.money(0), f"$B$13-$B$6-B{20 + n}*$B$19", "total"),
        )
        for n, c in enumerate(m.deal.creep)
    ]


def _volumes(m: Material) -> Sheet | None:
    """Return what a year costs at other volumes: change the yellow volumes."""
    shape, f = m.deal.shape, m.figures
    if shape is None or not shape.meters:
        return None
    number, cents, money = f.number(0), f.money(0, cents=True), f.money(0)
    drivers = load_catalogue().drivers
    factors = (1 - shape.spread, 1.0, 1 + shape.spread)
    head = ("shape.column.driver", "shape.column.low", "shape.column.high", "shape.column.price",
            "book.volumes.slow", "book.volumes.usual", "book.volumes.busy")  # fmt: skip
    rows: Rows = [
        (Cell(m.said("book.volumes.title"), role="title"),),
        (Cell(m.said("book.volumes.note"), role="note"),),
        _head(m, *head),
    ]
    for x in shape.meters:
        volumes = [cell(x.volume * k, number, role="input") for k in factors]
        name = Cell(m.texts.name(x.driver, drivers[x.driver].name))
        rows.append(
            (
                name,
                cell(x.low, f.counted(x.low)),
                cell(x.high, f.counted(x.high)),
                cell(x.unit_price, cents),
                *volumes,
            )
        )
    first, last = 4, 3 + len(shape.meters)
    rows.append((Cell(m.said("book.volumes.fixed")), None, None, None,
                 *(cell(shape.fee, money) for _ in factors)))  # fmt: skip
    extras = [
        sum((max(0.0, x.volume * k - x.high) - max(0.0, x.low - x.volume * k)) * x.unit_price
            for x in shape.meters)
        for k in factors
    ]  # fmt: skip
    over = [
        f"SUMPRODUCT((({c}{first}:{c}{last}-$C${first}:$C${last})>0)"
        f"*({c}{first}:{c}{last}-$C${first}:$C${last})*$D${first}:$D${last})"
        f"-SUMPRODUCT((($B${first}:$B${last}-{c}{first}:{c}{last})>0)"
        f"*($B${first}:$B${last}-{c}{first}:{c}{last})*$D${first}:$D${last})"
        for c in "EFG"
    ]
    rows.append((Cell(m.said("book.volumes.extra")), None, None, None,
                 *(cell(v, money, o) for v, o in zip(extras, over, strict=True))))  # fmt: skip
    rows.append((Cell(m.said("book.volumes.year"), role="total"), None, None, None,
                 *(cell(shape.fee + v, money, f"{c}{last + 1}+{c}{last + 2}", "total")
                   for c, v in zip("EFG", extras, strict=True))))  # fmt: skip
    return Sheet(m.said("book.volumes.sheet"), tuple(rows), (34, 12, 12, 14, 14, 14, 14), 2)


def _worth(m: Material) -> Sheet:
    """Return the benefits with their sum."""
    money, parts = m.figures.money(0, cents=True), m.deal.benefits.parts
    rows: Rows = [
        (Cell(m.said("worth.caption"), role="title"),),
        _head(m, "worth.column.benefit", "worth.column.amount", "worth.column.of"),
    ]
    rows += [
        (Cell(m.said(f"benefits.{n}")), cell(v, money), Cell(m.said(f"benefits.of.{n}")))
        for n, v in parts.items()
    ]
    total = cell(sum(parts.values()), money, f"SUM(B3:B{2 + len(parts)})", "total")
    rows.append((Cell(m.said("benefits.together"), role="total"), total))
    return Sheet(m.said("book.worth.sheet"), tuple(rows), (24, 16, 70), 1)


def _work(m: Material) -> Sheet:
    """Return every responsibility, before and after."""
    f = m.figures
    hours, money = f.hours(0), f.money(0)
    head = ("map.column.work", "book.work.tier", "map.column.today", "map.column.plan",
            "book.work.answerable", "map.column.hours", "book.work.cost", "map.column.risk_before",
            "map.column.risk_after")  # fmt: skip
    rows: Rows = [(Cell(m.said("book.work.title"), role="title"),), _head(m, *head)]
    for v in m.views:
        today = m.outcome.today.risk_of(v.responsibility)
        rows.append(
            (
                Cell(m.work(v.responsibility)),
                Cell(m.said(f"tiers.{v.tier}")),
                Cell(m.person(v.today)),
                Cell(m.person(v.performer)),
                Cell(m.known(v.answerable)),
                cell(v.hours, hours),
                cell(v.cost, money),
                cell(today, money),
                cell(v.risk_price, money),
            )
        )
    rows.append(_sums(m, rows, ((5, hours), (6, money), (7, money), (8, money))))
    widths = (38, 13, 20, 22, 22, 12, 12, 12, 12)
    return Sheet(m.said("book.work.sheet"), tuple(rows), widths, 1, filter=True)


def _risks(m: Material) -> Sheet:
    """Return the whole risk schedule."""
    money, share = m.figures.money(0), m.figures.percent(0)
    head = ("risks.column.risk", "risks.column.before", "risks.column.after",
            "risks.column.business", "book.risks.providers", "book.risks.insurers",
            "book.risks.share", "book.risks.collectable", "book.risks.verdict")  # fmt: skip
    rows: Rows = [(Cell(m.said("book.risks.title"), role="title"),), _head(m, *head)]
    for r in m.deal.schedule:
        verdict = (
            ""
            if r.verdict is None
            else m.said("book.risks.flag" if r.flagged else "book.risks.lasts")
        )
        rows.append(
            (
                Cell(f"{r.risk} {m.texts.risk(m.case, r.risk)}"),
                *(cell(v, money) for v in (r.before.total, r.after.total, r.after.business,
                                           r.after.providers, r.after.insurers)),
                None if r.share is None else cell(r.share, share),
                None if r.collectable is None else cell(r.collectable, share),
                Cell(verdict),
            )
        )  # fmt: skip
    rows.append(_sums(m, rows, tuple((n, money) for n in range(1, 6))))
    widths = (48, 13, 13, 13, 13, 13, 13, 13, 30)
    return Sheet(m.said("book.risks.sheet"), tuple(rows), widths, 1, filter=True)


def _sums(
    m: Material, rows: Rows, columns: Sequence[tuple[int, object]]
) -> tuple[Cell | None, ...]:
    """Return a row of live sums below rows that start at the third."""
    found: list[Cell | None] = [Cell(m.said("book.sum"), role="total")]
    for at, like in columns:
        found += [None] * (at - len(found))
        letter = "ABCDEFGHIJ"[at]
        value = sum(
            c.value
            for row in rows[2:]
            if (c := row[at]) is not None and not isinstance(c.value, str)
        )
        found.append(cell(value, like, f"SUM({letter}3:{letter}{len(rows)})", "total"))  # type: ignore[arg-type]
    return tuple(found)
