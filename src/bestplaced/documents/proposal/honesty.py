"""What could make it a bad deal, the way out, and what the figures rest on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bestplaced.deal import inputs_of
from bestplaced.documents.content import (
    Block,
    Bullets,
    Column,
    Heading,
    Line,
    Note,
    Paragraph,
    Row,
    Table,
    joined,
    line,
)
from bestplaced.engagement import Scope, exit_plan
from bestplaced.explain import overloaded_today

if TYPE_CHECKING:
    from bestplaced.deal import Line as BenefitLine
    from bestplaced.documents.proposal.material import Material

_LINES, _INPUTS = 6, 3
_LONG = re.compile(r"\d+\.\d{3,}")


def wary(m: Material) -> list[Block]:
    """Return what would turn the deal bad, each with its figure, and how it ends."""
    return [
        Heading(m.said("wary.heading")),
        Paragraph(m.text("wary.lead")),
        Bullets(tuple(_doubts(m))),
        Heading(m.said("exit.heading"), 2),
        Bullets(_way_out(m)),
    ]


def _way_out(m: Material) -> tuple[Line, ...]:
    """Return how it ends: notice, what is yours, the hand-back and what it takes."""
    f, scope = m.figures, Scope(m.case, m.deal.provider or "", m.deal.account.placements)
    leaving = exit_plan(scope, m.deal.account)
    parts = {
        "months": f.number(leaving.notice_months),
        "days": f.number(leaving.hand_back_days),
        "count": f.number(len(leaving.hand_backs)),
        "hours": f.hours(leaving.hours),
    }
    return tuple(m.text(f"exit.{k}", **parts) for k in ("notice", "own", "back", "help", "today"))


def _doubts(m: Material) -> list[Line]:
    """Return the doubts that this case gives reason for."""
    deal, f = m.deal, m.figures
    business = deal.business
    assert business is not None  # noqa: S101 - `gather` refuses a deal without
    doubts: list[Line] = []
    if business.saving < 0:
        doubts.append(m.text("wary.money", more=f.money(-business.saving)))
    if business.value > 0 and business.needed > 0:
        doubts.append(m.text("wary.risk", share=f.percent(business.needed)))
    if business.decisions > 0:
        rest = business.value - business.decisions
        doubts.append(
            m.text("wary.decisions", value=f.money(business.decisions), rest=f.money(rest))
        )
    doubts += [
        m.text("wary.today", said=m.texts.sentence(said)) for said in overloaded_today(m.outcome)
    ]
    worst = [c for c in deal.creep if c.profit < 0]
    if deal.creep:
        first = worst[0] if worst else deal.creep[-1]
        key = "wary.creep" if worst else "wary.creep_fine"
        doubts.append(m.text(key, share=f.percent(first.share), profit=f.money(first.profit)))
    if deal.unflagged is not None:
        both = {"surplus": f.money(deal.unflagged.surplus), "here": f.money(deal.surplus)}
        doubts.append(m.text("wary.flagged", **both))
    doubts += [m.text("wary.one_person"), m.text("wary.inputs")]
    if m.case.offers and not deal.rivals:
        doubts.append(m.text("wary.offers", count=f.number(len(m.case.offers))))
    return doubts


def evidence(m: Material) -> list[Block]:
    """Return what the largest gains rest on, how far to trust it, and what others report."""
    f = m.figures
    lines = sorted(m.deal.lines, key=lambda x: -abs(x.amount))[:_LINES]
    rows = tuple(
        Row(
            (
                line(m.said(f"benefits.{x.benefit}")),
                line(_subject(m, x)),
                line(f.money(x.amount)),
                _inputs(m, x),
            )
        )
        for x in lines
    )
    columns = (
        Column(m.said("evidence.column.benefit"), weight=1.4),
        Column(m.said("evidence.column.line"), weight=2.2),
        Column(m.said("evidence.column.amount"), "money", 1),
        Column(m.said("evidence.column.inputs"), weight=4.2),
    )
    grades = [figure.grade for figure in m.case.provenance.values()]
    counts = [
        m.text(
            "evidence.count", grade=g, count=f.number(grades.count(g)), means=m.said(f"grades.{g}")
        )
        for g in "ABCDE"
        if g in grades
    ]
    reported: list[Block] = [Note(_claim(m, c), c.source, c.grade) for c in m.deal.claims]
    return [
        Heading(m.said("evidence.heading")),
        Paragraph(m.text("evidence.lead")),
        Bullets(tuple(counts)),
        Table(columns, rows, m.said("evidence.caption"), m.text("evidence.note")),
        Heading(m.said("evidence.reported"), 2),
        *reported,
        Note(m.text("evidence.run", versions=_versions(m), seed=str(m.outcome.seed),
                    gap=f.percent(m.outcome.gap, 3))),
    ]  # fmt: skip


def _versions(m: Material) -> str:
    return ", ".join(f"{name} {version}" for name, version in sorted(m.outcome.versions.items()))


def _claim(m: Material, claim: object) -> Line:
    """Return one reported claim with this case's own figure beside it."""
    c, f = claim, m.figures
    says = {
        k: m.texts.known(getattr(c, k))
        for k in ("says", "reported_by", "population", "source", "own")
    }
    before, after = getattr(c, "before", None), getattr(c, "after", None)
    if before is not None and after is not None:
        return m.text(
            "evidence.claim_both", before=f.percent(before), after=f.percent(after), **says
        )
    if after is not None:
        return m.text("evidence.claim_one", after=f.percent(after), **says)
    return m.text("evidence.claim", **says)


def _subject(m: Material, x: BenefitLine) -> str:
    """Return what a line is about, with names for ids."""
    risk, _, work = x.subject.partition(" on ")
    if work and risk in m.case.risks:
        return f"{m.texts.risk(m.case, risk)} ({work})"
    if x.subject in m.case.responsibilities:
        return f"{m.work(x.subject)}, {m.texts.sentence(x.what)}"
    what = m.texts.sentence(x.what)
    return what if x.subject == "values" else f"{m.texts.sentence(x.subject)}, {what}"


def _short(value: str) -> str:
    """Return a value with at most three digits that say something behind the point."""
    return _LONG.sub(lambda match: f"{float(match[0]):.3g}", value)


def _inputs(m: Material, x: BenefitLine) -> Line:
    """Return the first inputs of a line that are figures, each with its grade."""
    every = inputs_of(m.case, x)
    found = [i for i in every if not any(c.isalpha() for c in i.value)]
    shown = [
        m.text(
            "evidence.input",
            name=m.texts.sentence(i.name),
            value=_short(i.value),
            unit=m.texts.sentence(i.unit),
            grade=i.grade or "\N{EN DASH}",
        )
        for i in found[:_INPUTS]
    ]
    if len(every) > len(shown):
        shown.append(m.text("evidence.more", count=str(len(every) - len(shown))))
    return joined(shown)
