"""The schedules of the letter: services, roles, fee, levels, hand-over, risks, handing back."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.case.responsibility import TIERS
from bestplaced.catalogue import load_catalogue
from bestplaced.catalogue.services import load_services
from bestplaced.documents.content import Bullets, Column, Heading, Paragraph, Row, Table, line
from bestplaced.documents.date_words import rule_words
from bestplaced.engagement import exit_plan, quoted_terms, raci

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bestplaced.case.question import ServiceLevel
    from bestplaced.case.responsibility import Responsibility
    from bestplaced.deal import Deal, RiskRow
    from bestplaced.documents.content import Block, Kind, Line
    from bestplaced.documents.figures import Figures
    from bestplaced.documents.texts import Texts
    from bestplaced.engagement import Move, Scope, Transition

SCHEDULES = ("services", "roles", "fee", "levels", "transition", "risks", "exit")
PAPERS = frozenset({"roles", "transition", "exit"})
"""Schedules that say how the work is run: they need neither a fee nor anybody's law."""
MONTHS = 12
NEAREST = 0.05  # shares of a loss are estimates: none is told finer


class Schedules:
    """Builds the schedules of one letter, in order."""

    def __init__(
        self, deal: Deal, scope: Scope, moving: Transition, texts: Texts, figures: Figures
    ) -> None:
        """Keep the parts that every schedule reads."""
        self.deal, self.case, self.scope = deal, deal.case, scope
        self.transition, self.texts, self.figures = moving, texts, figures
        self.leaving = exit_plan(scope, deal.account)
        self.quoted = quoted_terms(scope, deal.account)
        self.rows = raci(self.case, deal.account.placements)

    @property
    def moves(self) -> tuple[Move, ...]:
        """What the hand-over does for this provider's services."""
        return tuple(m for m in self.transition.moves if m.responsibility in self.scope.ids)

    @cached_property
    def taken(self) -> tuple[RiskRow, ...]:
        """Risks of which the provider bears a part, dearest first."""
        return tuple(
            row
            for row in self.deal.schedule
            if row.receiver == self.scope.provider and self._share(row) > 0
        )

    @property
    def shared(self) -> tuple[RiskRow, ...]:
        """Those whose transfer the analysis does not advise against."""
        return tuple(row for row in self.taken if not row.flagged)

    def blocks(self, only: Collection[str] = SCHEDULES) -> Iterator[Block]:
        """Yield the schedules, in order; each keeps its number where others are left out."""
        for number, key in enumerate(SCHEDULES, start=1):
            if key in only:
                title = self.texts(f"letter.{key}.title")
                yield Heading(self.texts("letter.schedule", number=str(number), title=title))
                yield from getattr(self, f"_{key}")()

    def _columns(
        self, key: str, weights: Sequence[float], kinds: Sequence[Kind] = ()
    ) -> tuple[Column, ...]:
        """Return columns with headers from the texts."""
        headers = self.texts.listed(key)
        return tuple(
            Column(header, kinds[i] if kinds else "text", weights[i])
            for i, header in enumerate(headers)
        )

    def _name(self, responsibility: str) -> str:
        """Return the name of a piece of work."""
        return self.texts.responsibility(self.case, responsibility)

    def _by_tier(self, work: Sequence[Responsibility]) -> Iterator[tuple[str, Responsibility]]:
        """Yield work by tier, strategy last."""
        for tier in TIERS:
            for each in work:
                if each.tier == tier:
                    yield tier, each

    def _services(self) -> Iterator[Block]:
        """Yield the schedule of services."""
        yield Paragraph(self.texts.line("letter.services.lead"))
        rows, last = [], ""
        for tier, work in self._by_tier(self.scope.chosen):
            if tier != last:
                name = self.texts(f"tiers.{tier}")
                rows.append(Row((line(name),), "group"))
                last = tier
            rows.append(Row(self._service(work)))
        columns = self._columns("letter.services.columns", (1.3, 2.0, 1.5, 2.0, 1.3))
        yield Table(columns, tuple(rows))

    def _service(self, work: Responsibility) -> tuple[Line, ...]:
        """Return one service's row."""
        service, texts = self.scope.service(work.id), self.texts
        name = self._name(work.id)
        if work.decision:
            name = f"{name} ({texts('letter.advice')})"
        rule = service.due_for(self.case.country)
        key = {0: "same", 1: "cut_off_one"}.get(service.cut_off, "cut_off")
        needs = texts.line(
            f"letter.services.{key}",
            needs=_capital(texts.known(service.needs)),
            days=self.figures.number(service.cut_off),
        )
        when = _capital(rule_words(rule, texts, self.figures.locale))
        return (
            line(name),
            line(texts.known(service.deliverable)),
            line(when),
            needs,
            self._volume(work),
        )

    def _volume(self, work: Responsibility) -> Line:
        """Return a service's yearly volume: its band where it is counted."""
        volume = self.case.volumes.get(work.driver or "")
        if work.driver is None or volume is None:
            return self.texts.line("letter.services.none")
        driver = self.texts.name(work.driver, load_catalogue().drivers[work.driver].name).lower()
        meters = {m.driver: m for m in self.deal.shape.meters} if self.deal.shape else {}
        meter = meters.get(work.driver)
        if meter is None:
            if 0 < volume < 1:
                return self.texts.line(
                    "letter.services.rare", years=self.figures.number(1 / volume)
                )
            shown = self.figures.number(volume)
            return self.texts.line("letter.services.volume", volume=shown, driver=driver)
        low, high = self.figures.counted(meter.low), self.figures.counted(meter.high)
        return self.texts.line("letter.services.counted", low=low, high=high, driver=driver)

    def _roles(self) -> Iterator[Block]:
        """Yield who does what, what stays, and what nobody does."""
        texts, mine, known = self.texts, self.scope.ids, self.texts.known
        yield Paragraph(texts.line("letter.roles.lead"))
        rows = tuple(
            Row(
                tuple(
                    line(text)
                    for text in (
                        self._name(row.responsibility),
                        known(row.performs),
                        known(row.answerable),
                        ", ".join(map(known, row.consulted)) or "\N{EN DASH}",
                        ", ".join(map(known, row.informed)) or "\N{EN DASH}",
                        self.case.name if row.law == BUSINESS else known(row.law),
                    )
                )
            )
            for row in self.rows
            if row.responsibility in mine
        )
        weights = (1.5, 1.1, 1.1, 1.2, 1.4, 1.1)
        yield Table(self._columns("letter.roles.columns", weights), rows)
        kept = tuple(
            Row(tuple(map(line, (self._name(row.responsibility), *map(known, who)))))
            for row in self.rows
            for who in [(row.performs, row.answerable)]
            if row.responsibility not in mine
        )
        caption = texts("letter.roles.kept", business=self.case.name)
        if kept:
            columns = self._columns("letter.roles.kept_columns", (2, 1, 1))
            yield Table(columns, kept, caption)
        if self.scope.undone:
            work = ", ".join(self._name(r.id) for r in self.scope.undone)
            yield Paragraph(texts.line("letter.roles.undone", work=work))

    def _fee(self) -> Iterator[Block]:
        """Yield the fee, its parts, and the bands of what is counted."""
        texts, figures, fee = self.texts, self.figures, float(self.deal.fee or 0)
        part, last = installments(fee)
        terms, side = self.case.deal_terms, self.deal.side
        lines = [
            (texts.line("letter.fee.fee"), figures.money(fee)),
            (texts.line("letter.fee.monthly"), figures.money(float(part), cents=True)),
            (texts.line("letter.fee.last"), figures.money(float(last), cents=True)),
        ]
        if terms.fee_tax_rate > 0:
            rate = figures.percent(terms.fee_tax_rate)
            tax = figures.money(round(fee) * terms.fee_tax_rate)
            lines.append((texts.line("letter.fee.tax", rate=rate), tax))
        if side is not None and side.clean_up.price > 0:
            lines.append((texts.line("letter.fee.clean_up"), figures.money(side.clean_up.price)))
        rows = tuple(Row((what, line(amount))) for what, amount in lines)
        yield Table(self._columns("letter.fee.columns", (3, 1), ("text", "money")), rows)
        shape = self.deal.shape
        if shape is None or not shape.meters:
            yield Paragraph(texts.line("letter.fee.no_meters"))
            return
        counted = tuple(
            Row(
                (
                    line(texts.name(m.driver, load_catalogue().drivers[m.driver].name)),
                    *(line(figures.counted(edge)) for edge in (m.low, m.high)),
                    line(figures.money(m.unit_price, cents=True)),
                )
            )
            for m in shape.meters
        )
        kinds: tuple[Kind, ...] = ("text", "number", "number", "money")
        yield Table(
            self._columns("letter.fee.meter_columns", (2, 1, 1, 1.5), kinds),
            counted,
            texts("letter.fee.meters", band=figures.percent(shape.band, 1)),
            texts.line("letter.fee.note"),
        )

    def levels(self) -> tuple[ServiceLevel, ...]:
        """Return what is measured: the worries' own proofs first, few in all."""
        services, known = load_services(), load_catalogue().service_levels
        moved = services.promisable(self.scope.ids, self.case.responsibilities)
        proofs = [worry.proof.id for story in self.deal.stories for worry in story.worries]
        first = [name for name in dict.fromkeys(proofs) if name in moved]
        ordered = dict.fromkeys((*first, *moved))
        chosen = [*ordered][: services.most_measures]
        return tuple(known[name] for name in (*chosen, *services.always_measured))

    def _levels(self) -> Iterator[Block]:
        """Yield the service levels."""
        figures = self.figures
        rows = tuple(
            Row(
                (
                    line(_capital(self.texts.name(level.id, level.name))),
                    line(figures.number(level.entry, _decimals(level.entry))),
                    line(figures.number(level.good, _decimals(level.good))),
                    line(self.texts.known(level.unit)),
                    line(level.grade),
                )
            )
            for level in self.levels()
        )
        yield Paragraph(self.texts.line("letter.levels.lead"))
        kinds: tuple[Kind, ...] = ("text", "number", "number", "text", "text")
        weights = (3, 1, 1, 2.2, 0.7)
        yield Table(self._columns("letter.levels.columns", weights, kinds), rows)

    def _transition(self) -> Iterator[Block]:
        """Yield the hand-over in its order."""
        texts, figures, moving = self.texts, self.figures, self.transition
        if not self.moves:
            yield Paragraph(
                texts.line("letter.transition.none", provider=texts.known(self.scope.provider))
            )
            return
        clean_up: Line = ()
        if moving.clean_up_ends > moving.diagnosis_ends:
            until = figures.date(moving.clean_up_ends)
            clean_up = texts.line("letter.transition.clean_up", date=until)
        yield Paragraph(
            texts.line(
                "letter.transition.lead",
                start=figures.date(moving.start),
                diagnosed=figures.date(moving.diagnosis_ends),
                clean_up=clean_up,
                settled=figures.date(moving.settled),
                end=figures.date(moving.end),
            )
        )
        rows = [Row(self._moved(move)) for move in self.moves]
        total = figures.hours(sum(m.hours for m in self.moves))
        empty: tuple[Line, ...] = ((), (), (), ())
        label = line(texts("letter.transition.total"))
        rows.append(Row((label, *empty, line(total)), "total"))
        kinds: tuple[Kind, ...] = ("text", "text", "text", "text", "text", "hours")
        weights = (1.9, 1.2, 1.3, 1.45, 1.45, 0.8)
        columns = self._columns("letter.transition.columns", weights, kinds)
        note = texts.line("letter.transition.note")
        yield Table(columns, tuple(rows), "", note)

    def _moved(self, move: Move) -> tuple[Line, ...]:
        """Return one row of the hand-over."""
        begins = move.kind == "begins"
        before = self.texts("letter.transition.begins") if begins else self.texts.known(move.before)
        none = line("\N{EN DASH}")
        return (
            line(self._name(move.responsibility)),
            line(before),
            line(self.texts.known(move.after)),
            line(self.figures.date(move.starts)),
            none if move.overlap_weeks == 0 else line(self.figures.date(move.ends)),
            line(self.figures.hours(move.hours)) if move.hours else none,
        )

    def _share(self, row: RiskRow) -> float:
        """Return the provider's share of a risk, to the nearest five per cent."""
        return round((row.share or 0.0) / NEAREST) * NEAREST

    def _risks(self) -> Iterator[Block]:
        """Yield who bears which loss; transfers advised against stand apart."""
        texts, figures = self.texts, self.figures
        cap = self.case.parties[self.scope.provider].liability_cap
        key = "letter.risks.lead" if cap > 0 else "letter.risks.lead_open"
        yield Paragraph(texts.line(key, cap=figures.money(cap)))
        flagged = [row for row in self.taken if row.flagged]
        rows: list[Row] = []
        for title, group in (("agreed", self.shared), ("agree", flagged)):
            if flagged and group:
                rows.append(Row((texts.line(f"letter.risks.{title}"),), "group"))
            rows.extend(
                Row(
                    (
                        line(texts.risk(self.case, row.risk)),
                        line(figures.percent(self._share(row))),
                        line(texts("letter.risks.penalty")) if row.penalty else (),
                    )
                )
                for row in group
            )
        if rows:
            columns = self._columns(
                "letter.risks.columns", (2.4, 0.8, 2.4), ("text", "percent", "text")
            )
            yield Table(columns, tuple(rows), "", texts.line("letter.risks.note"))

    def _exit(self) -> Iterator[Block]:
        """Yield the hand-back: order, checklist, authorities."""
        texts, figures, leaving = self.texts, self.figures, self.leaving
        yield Paragraph(
            texts.line(
                "letter.exit.lead",
                notice=figures.number(leaving.notice_months),
                days=figures.number(leaving.hand_back_days),
            )
        )
        rows = [
            Row(
                (
                    line(self._name(back.responsibility)),
                    line(_capital(texts.known(back.outputs))),
                    line(texts(f"letter.access.{back.access}")),
                    line(figures.hours(back.hours)),
                )
            )
            for back in leaving.hand_backs
        ]
        total = line(texts("letter.exit.total"))
        rows.append(Row((total, (), (), line(figures.hours(leaving.hours))), "total"))
        kinds: tuple[Kind, ...] = ("text", "text", "text", "hours")
        yield Table(self._columns("letter.exit.columns", (2, 2.4, 1.8, 1), kinds), tuple(rows))
        yield Heading(texts("letter.exit.checklist"), 2)
        items = [line(item) for item in texts.listed("letter.exit.items")]
        if leaving.authorities:
            what = "; ".join(map(texts.known, leaving.authorities))
            items.append(texts.line("letter.exit.authorities", what=what))
        yield Bullets(tuple(items))

    def proposed_terms(self) -> Block:
        """Return the terms that neither plan nor quote decides, with source and grade."""
        rows = tuple(
            Row(
                (
                    line(self.texts(f"letter.review.names.{name}")),
                    line(self.figures.number(figure.value)),
                    line(self.texts.known(figure.unit)),
                    line(self.texts.known(figure.source)),
                    line(figure.grade),
                )
            )
            for name, figure in dict(load_services().terms).items()
            if name != "notice_months" or self.quoted.notice_months is None
        )
        kinds: tuple[Kind, ...] = ("text", "number", "text", "text", "text")
        columns = self._columns("letter.review.columns", (2.4, 0.8, 1.2, 1.4, 0.7), kinds)
        return Table(columns, rows, self.texts("letter.review.terms"))


def installments(fee: float) -> tuple[Decimal, Decimal]:
    """Return the monthly part of a whole yearly fee and the last one; they add up to the cent."""
    whole = Decimal(round(fee))
    part = (whole / MONTHS).quantize(Decimal("0.01"))
    return part, whole - (MONTHS - 1) * part


def _capital(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]


def _decimals(value: float) -> int:
    """Return how many decimals show a value as given, at most one."""
    return 0 if value == round(value) else 1
