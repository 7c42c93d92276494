"""Other quotes on the same workload, and where they change order."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from bestplaced.catalogue import load_catalogue
from bestplaced.documents.charts import crossover as crossover_chart
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
from bestplaced.plan.comparison import NO_OFFER
from bestplaced.plan.cost_by_volume import CostByVolume, cost_drivers, crossover

if TYPE_CHECKING:
    from bestplaced.documents.proposal.material import Material
    from bestplaced.plan.comparison import Comparison, Option

_LOW, _HIGH = 0.5, 2.0  # volumes relative to the usual ones
_POINTS = 49
_TOLD = 5


def quotes(m: Material) -> list[Block]:
    """Return the quotes side by side and their crossovers; nothing where none were compared."""
    if m.comparison is None:
        return []
    f, options = m.figures, sorted(m.comparison.options, key=lambda o: o.total)
    rows = tuple(
        Row(
            (
                line(_label(m, o)),
                line(f.money(o.fee[1])) if o.offer else line("\N{EN DASH}"),
                *(line(f.money(cost)) for cost in o.cost),
                line(f.money(o.account.risk)),
                line(f.money(o.total)),
            )
        )
        for o in options
    )
    columns = (
        Column(m.said("quotes.column.quote"), weight=2.6),
        *(Column(m.said(f"quotes.column.{k}"), "money", 1.2)
          for k in ("fee", "slow", "usual", "busy", "risk", "total")),
    )  # fmt: skip
    return [
        Heading(m.said("quotes.heading")),
        Paragraph(m.text("quotes.lead", count=f.number(len(m.case.offers)))),
        Table(columns, rows, m.said("quotes.caption"), m.text("quotes.note")),
        *_crossovers(m, m.comparison),
    ]


def _label(m: Material, option: Option) -> str:
    """Return a quote's name with the parts taken."""
    if option.name == NO_OFFER:
        return m.said("quotes.none")
    parts = ", ".join(option.parts)
    return f"{option.name} ({parts})" if parts else option.name


def _crossovers(m: Material, comparison: Comparison) -> list[Block]:
    """Return the costs over the driver at which the quotes change order most often."""
    case, options = comparison.case, comparison.options
    found: dict[str, list[Line]] = {}
    drivers = load_catalogue().drivers
    for driver in cost_drivers(case, [o.account for o in options]):
        usual = case.volumes[driver]
        for one, two in combinations(options, 2):
            for c in crossover(
                CostByVolume(case, one.account, driver),
                CostByVolume(case, two.account, driver),
                _LOW * usual,
                _HIGH * usual,
            ):
                below, above = (one, two) if c.first_below else (two, one)
                found.setdefault(driver, []).append(
                    m.text(
                        "quotes.crossing",
                        volume=m.figures.number(float(c.at)),
                        driver=m.texts.name(driver, drivers[driver].name).lower(),
                        below=_label(m, below),
                        above=_label(m, above),
                    )
                )
    if not found:
        return [Paragraph(m.text("quotes.no_crossing"))]
    driver = max(found, key=lambda d: len(found[d]))
    usual = case.volumes[driver]
    volumes = [usual * (_LOW + (_HIGH - _LOW) * i / (_POINTS - 1)) for i in range(_POINTS)]
    costs = {
        _label(m, o): [
            m.figures.money(float(CostByVolume(case, o.account, driver)(Fraction(v))))
            for v in volumes
        ]
        for o in options
    }
    name = m.texts.name(driver, drivers[driver].name)
    mark = m.said("quotes.usual", volume=m.figures.number(usual)), usual
    told = " ".join("".join(run.text for run in runs) for runs in found[driver])
    texts, at = (m.said("quotes.chart", driver=name), told), [m.figures.number(v) for v in volumes]
    return [
        crossover_chart(m.said("quotes.axis", driver=name), at, costs, mark, texts),
        Bullets(tuple(found[driver][:_TOLD])),
    ]
