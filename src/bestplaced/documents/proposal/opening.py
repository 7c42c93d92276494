"""The opening: the offer in figures, the client's worries, and what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.catalogue import load_catalogue
from bestplaced.documents.content import (
    Block,
    Bullets,
    Column,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Row,
    Run,
    Table,
    line,
)

if TYPE_CHECKING:
    from bestplaced.deal import Worry
    from bestplaced.documents.proposal.material import Material
    from bestplaced.intake import Measurement

_WORRIES = 5
_VOLUMES = 8


def opening(m: Material) -> list[Block]:
    """Return what is offered, in a sentence and four figures."""
    business = m.deal.business
    assert business is not None  # noqa: S101 - `gather` refuses a deal without
    moved = sum(1 for v in m.views if m.case.performers[v.performer].party == m.deal.provider)
    owner = m.case.owner.name
    before, after = (a.people[owner].load for a in (m.outcome.today, m.deal.account))
    f = m.figures
    return [
        Paragraph(
            m.text("proposal.opening", count=f.number(moved), all=f.number(len(m.views))), "lead"
        ),
        KeyFigures(
            (
                KeyFigure(f.money(m.fee / 12), m.said("proposal.key.fee")),
                KeyFigure(f.money(business.value), m.said("proposal.key.gain")),
                KeyFigure(f.money(business.risk_relief), m.said("proposal.key.risk")),
                KeyFigure(f.hours(before - after), m.said("proposal.key.hours", owner=owner)),
            )
        ),
        Paragraph(m.text("proposal.reading", saving=f.money(business.saving)), "small"),
    ]


def worries(m: Material) -> list[Block]:
    """Return what keeps the client awake, in their own words, with what answers and proves it."""
    found: dict[str, Worry] = {}
    for story in m.deal.stories:
        for worry in story.worries:
            found.setdefault(worry.words, worry)
    asked = sorted((w for w in found.values() if w.asked), key=lambda w: -w.score)[:_WORRIES]
    blocks: list[Block] = [Heading(m.said("worries.heading"))]
    if not asked and not m.deal.unanswered:
        blocks.append(Paragraph(m.text("worries.not_asked")))
        items = [
            m.text("worries.usual", words=m.texts.known(w.words)) for w in list(found.values())[:4]
        ]
        return [*blocks, Bullets(tuple(items))]
    blocks.append(Paragraph(m.text("worries.lead", count=m.figures.number(len(m.case.pains)))))
    columns = (
        Column(m.said("worries.column.words"), weight=3),
        Column(m.said("worries.column.brings"), weight=3),
        Column(m.said("worries.column.proof"), weight=3),
    )
    if asked:
        blocks.append(Table(columns, tuple(_worry(m, worry) for worry in asked)))
    left = [_words(m, u.pain.words, u.pain.question.text) for u in m.deal.unanswered]
    if left:
        blocks.append(Paragraph(m.text("worries.unanswered", words="; ".join(left))))
    return blocks


def _words(m: Material, own: str, asked: str) -> str:
    """Return the client's own words in quotation marks; else what was asked."""
    return m.said("worries.quoted", words=own) if own else m.texts.known(asked)


def _worry(m: Material, worry: Worry) -> Row:
    """Return one worry: the client's own words, what answers it, what would prove it answered."""
    words = _words(m, worry.pain.words if worry.pain is not None else "", worry.words)
    brings = ", ".join(m.texts.known(q.name) for q in worry.qualities)
    answer = m.text("worries.answer", brings=brings, hook=m.texts.known(worry.hook))
    level = worry.proof
    key = "levels.at_most" if level.lower else "levels.at_least"
    return Row((line(Run(words, strong=True)), answer, line(m.level(key, level, level.entry))))


def measured(m: Material) -> list[Block]:
    """Return what the client's own files showed, or what was assumed instead."""
    blocks: list[Block] = [Heading(m.said("measured.heading"))]
    if m.measured is None:
        blocks.append(Paragraph(m.text("measured.nothing"), "warning"))
    else:
        blocks += _files(m, m.measured)
    return [*blocks, _volumes(m)]


def _files(m: Material, seen: Measurement) -> list[Block]:
    """Return what was read, and how healthy the books are."""
    f = m.figures
    entries = sum(item.entries for item in seen.files)
    first = min((i.first_date for i in seen.files), default=m.date)
    last = max((i.last_date for i in seen.files), default=m.date)
    blocks: list[Block] = [
        Paragraph(
            m.text(
                "measured.read", entries=f.number(entries), first=f.date(first), last=f.date(last)
            )
        )
    ]
    health = seen.health
    if health is not None and health.score is not None:
        parts = {"score": f.number(health.score), "grade": m.said(f"health.{health.grade}")}
        blocks.append(
            Paragraph(
                m.text(
                    "measured.health" if health.backlog_months else "measured.health_current",
                    months=f.number(health.backlog_months, int(health.backlog_months % 1 > 0)),
                    **parts,
                )
            )
        )
        amiss = [c for c in health.checks if c.amiss and not c.screen and c.amiss > 0.02][:4]  # noqa: PLR2004
        say = m.texts.sentence
        if amiss:
            blocks.append(Bullets(tuple(line(f"{say(c.title)}: {say(c.says)}") for c in amiss)))
        if health.clean_up is not None and health.clean_up.high > 0:
            low, high = f.money(health.clean_up.low), f.money(health.clean_up.high)
            blocks.append(Paragraph(m.text("measured.clean_up", low=low, high=high), "small"))
    return blocks


def _volumes(m: Material) -> Table:
    """Return the volumes that the plan rests on, those with the most work first."""
    seen = {v.driver: v for v in m.measured.planned} if m.measured else {}
    hours: dict[str, float] = {}
    for r, work in m.case.responsibilities.items():
        if work.driver is not None and m.case.volumes.get(work.driver):
            hours[work.driver] = hours.get(work.driver, 0.0) + m.deal.account.hours[r]
    drivers = load_catalogue().drivers
    rows = []
    for driver in sorted(hours, key=lambda d: -hours[d])[:_VOLUMES]:
        assumed = m.case.provenance.get(f"volumes.{driver}")
        if driver in seen:
            source = m.said(
                "measured.counted", confidence=m.said(f"sure.{seen[driver].confidence}")
            )
        elif assumed is None:
            source = m.said("measured.stated")
        else:
            source = m.said("measured.assumed", grade=assumed.grade)
        rows.append(
            Row(
                (
                    line(m.texts.name(driver, drivers[driver].name)),
                    line(m.figures.number(m.case.volumes[driver])),
                    line(m.figures.hours(hours[driver])),
                    line(source),
                )
            )
        )
    columns = (
        Column(m.said("measured.column.driver"), weight=3),
        Column(m.said("measured.column.volume"), "number", 1.3),
        Column(m.said("measured.column.hours"), "hours", 1.3),
        Column(m.said("measured.column.source"), weight=3),
    )
    return Table(columns, tuple(rows), m.said("measured.caption"))
