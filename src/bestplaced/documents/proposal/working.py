"""How we work together: transition, who does what, service levels."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bestplaced.case.business import NOBODY
from bestplaced.case.responsibility import TIERS
from bestplaced.catalogue import load_catalogue
from bestplaced.documents.charts import Span, gantt
from bestplaced.documents.content import (
    Block,
    Bullets,
    Column,
    Heading,
    Paragraph,
    Row,
    Table,
    line,
)

if TYPE_CHECKING:
    from bestplaced.case.question import ServiceLevel
    from bestplaced.documents.proposal.material import Material

_WORK = 12
_LEVELS = 7  # more than that nobody watches
# Weeks of each phase (judgement): clean-up takes two and three quarters more a month behind.
_DIAGNOSIS, _CAPTURE, _SIDE_BY_SIDE, _WATCH = 2, 3, 5, 12
_CLEAN_UP, _CLEAN_UP_MONTH, _CLEAN_UP_MOST = 2.0, 0.75, 8.0


def transition_part(m: Material) -> list[Block]:
    """Return how the work changes hands, with dates from the Monday after the proposal."""
    start = m.date + dt.timedelta(days=14 - m.date.weekday())
    phases: list[tuple[str, str, float]] = [("diagnosis", "prepare", _DIAGNOSIS)]
    behind = m.case.deal_terms.months_behind
    if behind > 0:
        weeks = min(_CLEAN_UP_MOST, round(_CLEAN_UP + _CLEAN_UP_MONTH * behind))
        phases.append(("clean_up", "prepare", weeks))
    phases.append(("capture", "prepare", _CAPTURE))
    tiers = [t for t in TIERS if _moves(m, t)]
    spans: list[Span] = []
    day = start
    for name, kind, weeks in phases:
        end = day + dt.timedelta(weeks=weeks)
        spans.append(
            Span(m.said(f"transition.{name}"), m.said(f"transition.kind.{kind}"), day, end)
        )
        day = end
    for n, tier in enumerate(tiers):
        begins = day + dt.timedelta(weeks=2 * n)
        what = m.said("transition.tier", tier=m.said(f"tiers.{tier}"), count=str(_moves(m, tier)))
        spans.append(
            Span(
                what,
                m.said("transition.kind.side"),
                begins,
                begins + dt.timedelta(weeks=_SIDE_BY_SIDE),
            )
        )
    settled = max(s.end for s in spans)
    spans.append(
        Span(m.said("transition.watch"), m.said("transition.kind.watch"), settled,
             settled + dt.timedelta(weeks=_WATCH))
    )  # fmt: skip
    kinds = [m.said(f"transition.kind.{k}") for k in ("prepare", "side", "watch")]
    f = m.figures
    alt = "; ".join(
        f"{s.what}: {f.date(s.start).text} \N{EN DASH} {f.date(s.end).text}" for s in spans
    )
    return [
        Heading(m.said("transition.heading")),
        Paragraph(m.text("transition.lead", start=f.date(start), settled=f.date(settled))),
        gantt(spans, kinds, "%b %Y", (m.said("transition.caption"), alt)),
        Bullets(
            tuple(m.texts.line(f"transition.rule.{k}") for k in ("payroll", "side", "gate", "own"))
        ),
    ]


def _moves(m: Material, tier: str) -> int:
    """Return how many responsibilities of a tier change hands."""
    return sum(v.tier == tier and v.moves and v.performer != NOBODY for v in m.views)


def duties(m: Material) -> list[Block]:
    """Return what the business gives and what the provider delivers, for the largest work."""
    ours = [v for v in m.views if m.case.performers[v.performer].party == m.deal.provider]
    shown = sorted(ours, key=lambda v: -v.hours)[:_WORK]
    rows = []
    for v in sorted(shown, key=lambda v: (TIERS.index(v.tier), v.responsibility)):
        work = m.case.responsibilities[v.responsibility]
        deadline = work.deadline if work.deadline and work.deadline != "none" else "\N{EN DASH}"
        rows.append(
            Row((line(m.work(work.id)), line(work.inputs), line(work.outputs), line(deadline)))
        )
    columns = (
        Column(m.said("duties.column.work"), weight=2),
        Column(m.said("duties.column.inputs"), weight=2),
        Column(m.said("duties.column.outputs"), weight=2),
        Column(m.said("duties.column.deadline"), weight=2),
    )
    rest = len(ours) - len(shown)
    note = m.text("duties.rest", count=m.figures.number(rest)) if rest else ()
    return [
        Heading(m.said("duties.heading")),
        Paragraph(m.text("duties.lead")),
        Table(columns, tuple(rows), m.said("duties.caption"), note),
        Bullets(
            tuple(m.text(f"duties.yours.{k}") for k in ("decide", "release", "inputs", "named"))
        ),
    ]


def service_levels(m: Material) -> list[Block]:
    """Return what is measured, at most seven measures, the worries' own first."""
    levels: dict[str, ServiceLevel] = {}
    for story in m.deal.stories:
        for worry in story.worries:
            levels.setdefault(worry.proof.id, worry.proof)
    theirs = load_catalogue().service_levels["client_response"]
    kept = [v for v in levels.values() if v.id != theirs.id][: _LEVELS - 1]
    rows = []
    for level in (*kept, theirs):
        key = "levels.most" if level.lower else "levels.least"
        values = (m.said(key, value=f"{v:g}", unit=level.unit) for v in (level.entry, level.good))
        name = m.texts.name(level.id, level.name)
        rows.append(Row((line(name), *(line(v) for v in values), line(level.grade))))
    columns = (
        Column(m.said("levels.column.measure"), weight=3),
        Column(m.said("levels.column.entry"), weight=2.2),
        Column(m.said("levels.column.good"), weight=2.2),
        Column(m.said("levels.column.grade"), weight=0.7),
    )
    return [
        Heading(m.said("levels.heading")),
        Paragraph(m.text("levels.lead")),
        Table(columns, tuple(rows), m.said("levels.caption")),
    ]
