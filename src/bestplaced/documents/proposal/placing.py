"""The map of work before and after, and what stays with the business and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.case.responsibility import TIERS
from bestplaced.documents.charts import hours_by_person, tier_map
from bestplaced.documents.content import (
    Block,
    Column,
    Heading,
    Paragraph,
    Row,
    Table,
    line,
)

if TYPE_CHECKING:
    from bestplaced.documents.proposal.material import Material
    from bestplaced.explain import PlacementView

_LISTED = 14
_PEOPLE = 8


def when(m: Material) -> tuple[str, str]:
    """Return the words for before and after."""
    return m.said("when.today"), m.said("when.plan")


def map_part(m: Material) -> list[Block]:
    """Return the map, the work that moves, and the hours of each person."""
    nobody, moments = m.said("map.nobody"), when(m)
    tiers: dict[str, str] = {t: m.said(f"tiers.{t}") for t in reversed(TIERS)}
    counts: dict[tuple[str, str, str], int] = {}
    for v in m.views:
        for moment, who in zip(moments, (v.today, v.performer), strict=True):
            party = nobody if who == NOBODY else m.party(who)
            key = tiers[v.tier], moment, party
            counts[key] = counts.get(key, 0) + 1
    parties = [m.case.name, m.provider]
    parties += sorted({p for _, _, p in counts} - {*parties, nobody})
    if any(p == nobody for _, _, p in counts):
        parties.append(nobody)
    else:
        parties.append("")
    used = [t for t in tiers.values() if any(k[0] == t for k in counts)]
    chart = tier_map(
        used, moments, counts, [p for p in parties if p],
        (m.said("map.caption"), m.said("map.alt", told=_told(used, moments, counts, parties))),
    )  # fmt: skip
    return [
        Heading(m.said("map.heading")),
        Paragraph(m.text("map.lead")),
        chart,
        _moved(m),
        _hours(m),
    ]


def _told(
    tiers: list[str],
    moments: tuple[str, str],
    counts: dict[tuple[str, str, str], int],
    parties: list[str],
) -> str:
    """Return the map in words."""
    told = []
    for tier in tiers:
        for moment in moments:
            said = [
                f"{p} {counts[tier, moment, p]}" for p in parties if (tier, moment, p) in counts
            ]
            told.append(f"{tier}, {moment}: {', '.join(said)}")
    return "; ".join(told)


def _moved(m: Material) -> Table:
    """Return the work that changes hands, by tier, largest gain first."""
    moved = [v for v in m.views if v.moves and v.performer != NOBODY]
    shown = sorted(moved, key=lambda v: -v.gain)[:_LISTED]
    rows: list[Row] = []
    for tier in reversed(TIERS):
        of_tier = [v for v in shown if v.tier == tier]
        if not of_tier:
            continue
        rows.append(Row((line(m.said(f"tiers.{tier}")),), "group"))
        rows += [_move(m, v) for v in of_tier]
    columns = (
        Column(m.said("map.column.work"), weight=3.6),
        Column(m.said("map.column.today"), weight=1.7),
        Column(m.said("map.column.plan"), weight=2),
        Column(m.said("map.column.hours"), "hours", 0.9),
        Column(m.said("map.column.risk_before"), "money", 1.2),
        Column(m.said("map.column.risk_after"), "money", 1.2),
    )
    rest = len(moved) - len(shown)
    note = m.text("map.rest", count=m.figures.number(rest)) if rest else ()
    return Table(columns, tuple(rows), m.said("map.moves"), note)


def _move(m: Material, v: PlacementView) -> Row:
    """Return one row of the work that moves."""
    f = m.figures
    return Row(
        (
            line(m.work(v.responsibility)),
            line(m.person(v.today)),
            line(m.person(v.performer)),
            line(f.hours(v.hours)),
            line(f.money(m.outcome.today.risk_of(v.responsibility))),
            line(f.money(v.risk_price)),
        )
    )


def _hours(m: Material) -> Block:
    """Return the hours of each person before and after."""
    f, rows = m.figures, []
    before, after = m.outcome.today.people, m.deal.account.people
    for name in dict.fromkeys([*before, *after]):
        old, new = before[name].load, after[name].load
        if max(old, new) >= 1:
            rows.append((m.person(name), f.hours(old), f.hours(new)))
    rows = sorted(rows, key=lambda r: -max(float(r[1].value), float(r[2].value)))[:_PEOPLE]  # type: ignore[arg-type]
    told = "; ".join(f"{name} {a.text} \N{RIGHTWARDS ARROW} {b.text}" for name, a, b in rows)
    return hours_by_person(rows, when(m), (m.said("hours.caption"), m.said("hours.alt", told=told)))


def stays(m: Material) -> list[Block]:
    """Return what stays with the business, by reason, and what nobody does."""
    by_reason: dict[str, list[str]] = {}
    for v in m.views:
        if m.case.performers[v.performer].party == BUSINESS or v.performer == NOBODY:
            by_reason.setdefault(_reason(v), []).append(m.work(v.responsibility))
    order = ("non-delegable", "authority", "access", "independence", "pin", "cheapest", "undone")
    rows = [
        Row((line(m.said(f"stays.why.{reason}")), line("; ".join(by_reason[reason]))))
        for reason in order
        if reason in by_reason
    ]
    columns = (
        Column(m.said("stays.column.why"), weight=2),
        Column(m.said("stays.column.work"), weight=4),
    )
    return [
        Heading(m.said("stays.heading")),
        Paragraph(m.text("stays.lead")),
        Table(columns, tuple(rows), m.said("stays.caption")),
    ]


def _reason(v: PlacementView) -> str:
    """Return why a responsibility stays, as a key of the texts."""
    if v.performer == NOBODY:
        return "undone"
    family = v.reasons[0].split(":")[0] if v.reasons else ""
    known = {"non-delegable", "authority", "access", "independence", "pin"}
    return family if family in known else "cheapest"
