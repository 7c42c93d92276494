"""How we work together: transition, who does what, service levels."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bestplaced.case.responsibility import TIERS
from bestplaced.catalogue import load_catalogue
from bestplaced.catalogue.services import load_services
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
from bestplaced.documents.date_words import rule_words
from bestplaced.engagement import begins, transition

if TYPE_CHECKING:
    from bestplaced.case.question import ServiceLevel
    from bestplaced.documents.proposal.material import Material
    from bestplaced.engagement import Move, Transition

_WORK = 12
_LEVELS = 7  # more than that nobody watches
_LEAST = dt.timedelta(days=7)  # work that begins anew has no overlap; its bar is a week


def transition_part(m: Material) -> list[Block]:
    """Return how the work changes hands, with dates if it is accepted soon."""
    f = m.figures
    moving = transition(m.case, m.deal.account, begins(m.date))
    spans = _spans(m, moving)
    kinds = [m.said(f"transition.kind.{k}") for k in ("prepare", "side", "watch")]
    told = "; ".join(s.told for s in spans)
    lead = m.text(
        "transition.lead",
        start=f.date(moving.start),
        settled=f.date(moving.settled),
        hours=f.hours(moving.hours),
    )
    rules = (m.texts.line(f"transition.rule.{k}") for k in ("payroll", "side", "gate", "own"))
    return [
        Heading(m.said("transition.heading")),
        Paragraph(lead),
        gantt(spans, kinds, f.months(), (m.said("transition.caption"), told)),
        Bullets(tuple(rules)),
    ]


def _spans(m: Material, moving: Transition) -> list[Span]:
    """Return the bars of the transition: preparation, groups that move together, closer watch."""

    def span(key: str, kind: str, start: dt.date, end: dt.date, **parts: str) -> Span:
        words = m.said(f"transition.{key}", **parts)
        bar = m.figures.date(start), m.figures.date(end)
        return Span(words, m.said(f"transition.kind.{kind}"), *bar)

    spans = [span("diagnosis", "prepare", moving.start, moving.diagnosis_ends)]
    if moving.clean_up_ends > moving.diagnosis_ends:
        spans.append(span("clean_up", "prepare", moving.diagnosis_ends, moving.clean_up_ends))
    groups: dict[tuple[int, dt.date], list[Move]] = {}
    for move in moving.moves:
        groups.setdefault((move.wave, move.starts), []).append(move)
    for n, ((_, starts), moves) in enumerate(sorted(groups.items(), key=lambda g: g[0][::-1]), 1):
        tiers = {m.case.responsibilities[x.responsibility].tier for x in moves}
        named = ", ".join(m.said(f"tiers.{t}") for t in TIERS if t in tiers)
        ends = max(*(x.ends for x in moves), starts + _LEAST)
        parts = {"number": str(n), "tiers": named, "count": str(len(moves))}
        spans.append(span("group", "side", starts, ends, **parts))
    spans.append(span("watch", "watch", moving.settled, moving.end))
    return spans


def duties(m: Material) -> list[Block]:
    """Return what the business gives and what the provider delivers, for the largest work."""
    ours = [v for v in m.views if m.case.performers[v.performer].party == m.deal.provider]
    shown = sorted(ours, key=lambda v: -v.hours)[:_WORK]
    services, rows = load_services().by_responsibility, []
    for v in sorted(shown, key=lambda v: (TIERS.index(v.tier), v.responsibility)):
        work = m.case.responsibilities[v.responsibility]
        rule = services[work.id].due_for(m.case.country)
        due = rule_words(rule, m.texts, m.figures.locale)
        rows.append(
            Row(
                (
                    line(m.work(work.id)),
                    line(m.texts.known(work.inputs)),
                    line(m.texts.known(work.outputs)),
                    line(due),
                )
            )
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
        values = (m.level(key, level, v) for v in (level.entry, level.good))
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
