"""The engagement letter: clauses for the services chosen, schedules from the plan, room to sign.

A draft for professional review, marked so on every page. It promises what the plan says and no
more: what no plan decides is a proposal, listed with its source and grade for whoever reviews it,
or a [bracket] to complete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.catalogue.clauses import LAWS, load_clauses
from bestplaced.catalogue.services import load_services
from bestplaced.documents.content import (
    Brand,
    Bullets,
    Clause,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Signatory,
    Signatures,
    joined,
    line,
)
from bestplaced.documents.figures import Figures
from bestplaced.documents.letter_schedules import PAPERS, SCHEDULES, Schedules, installments
from bestplaced.documents.texts import fill, texts_in
from bestplaced.engagement import Scope, transition
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator

    from bestplaced.deal import Deal
    from bestplaced.documents.content import Block, Figure, Line

STAND_IN = "the practice"


def letter(
    deal: Deal,
    *,
    date: dt.date,
    start: dt.date,
    brand: Brand | None = None,
    language: str = "en",
    only: Collection[str] = (),
) -> Document:
    """Return the letter on a deal; the work begins on ``start`` or the Monday after it.

    ``only`` names the `SCHEDULES` wanted without the letter, such as ``("roles", "exit")``.

    Raises:
        CaseError: no clauses are held for the country's law, there is no fee to agree on, or no
            such schedule.

    """
    _refuse(deal, only)
    assert deal.provider is not None  # noqa: S101 - refused above
    builder = _Letter(deal, start, language)
    draft = "" if only and PAPERS.issuperset(only) else builder.texts("letter.draft")
    return Document(
        title=builder.texts("letter.papers" if only else "letter.title"),
        subtitle=builder.texts(
            "letter.subtitle", provider=builder.provider, business=deal.case.name
        ),
        date=builder.figures.date(date),
        brand=brand or Brand(builder.provider),
        language=f"{builder.texts.language}-{deal.case.country}",
        blocks=tuple(builder.schedules.blocks(only) if only else builder.blocks()),
        draft=draft,
        footer=builder.texts(
            "letter.footer" if draft else "letter.papers_footer",
            provider=builder.provider,
            business=deal.case.name,
        ),
    )


def refuse_unknown(only: Collection[str]) -> None:
    """Raise a `CaseError` that names every schedule there is not."""
    known = f"There are: {', '.join(SCHEDULES)}."
    faults = [Fault(f"no schedule '{s}'.", "--only", known) for s in only if s not in SCHEDULES]
    if faults:
        raise CaseError(faults)


def _refuse(deal: Deal, only: Collection[str]) -> None:
    """Raise every reason for which there is no letter to write."""
    refuse_unknown(only)
    faults = []
    terms = not only or not PAPERS.issuperset(only)
    if terms and deal.case.country not in LAWS:
        text = f"no clauses are held for the law of {deal.case.country}."
        laws, free = " and ".join(LAWS), ",".join(s for s in SCHEDULES if s in PAPERS)
        remedy = (
            f"Letters are drafted under the law of {laws}; have one drafted where you are. "
            f"--only {free} writes the papers that need no law."
        )
        faults.append(Fault(text, "country", remedy))
    if deal.provider is None:
        text = "the best plan uses no provider: there is nothing to agree."
        faults.append(Fault(text, "", "Read the plan: the work is best kept inside."))
    elif terms and deal.fee is None:
        text = f"there is no fee at which both {deal.case.name} and {deal.provider} win."
        faults.append(Fault(text, "", "See `bestplaced deal` for what to leave out first."))
    if faults:
        raise CaseError(faults)


class _Letter:
    """What the parts of one letter share."""

    def __init__(self, deal: Deal, start: dt.date, language: str) -> None:
        self.deal, self.case = deal, deal.case
        self.texts = texts_in(language)
        self.figures = Figures.of(deal.case, self.texts.language)
        self.provider = self.texts.known(str(deal.provider))
        self.scope = Scope(self.case, str(deal.provider), deal.account.placements)
        self.transition = transition(self.case, deal.account, start)
        self.services = load_services()
        self.schedules = Schedules(deal, self.scope, self.transition, self.texts, self.figures)
        self.party = self.case.parties[str(deal.provider)]

    def blocks(self) -> Iterator[Block]:
        """Yield the letter: introduction, terms, acceptance, schedules, notes for the reviewer."""
        names = {"provider": self.provider, "business": self.case.name}
        yield Paragraph(self.texts.line("letter.intro", **names))
        if self.deal.provider == STAND_IN:
            yield Paragraph(self.texts.line("letter.stand_in", **names), "warning")
        yield Heading(self.texts("letter.clauses"))
        yield from self.clauses()
        yield Heading(self.texts("letter.accept.title"))
        yield Paragraph(self.texts.line("letter.accept.lead"))
        yield self._signatures()
        yield PageBreak()
        yield from self.schedules.blocks()
        yield PageBreak()
        yield from self.review()

    def clauses(self) -> Iterator[Block]:
        """Yield the numbered clauses that stand, each with its numbered paragraphs."""
        places = self.places()
        standing = load_clauses().standing(self.case.country, self.scope.ids, self.facts())
        for number, (clause, texts) in enumerate(standing, start=1):
            yield Clause(f"{number}", self.texts.known(clause.title), ())
            for sub, text in enumerate(texts, start=1):
                said = fill(self.texts.known(text.text), **places)
                yield Clause(f"{number}.{sub}", "", (said,), level=2)

    def facts(self) -> frozenset[str]:
        """Return the facts on which clauses depend."""
        deal, shape, side, ids = self.deal, self.deal.shape, self.deal.side, self.scope.ids
        privacy = {self.scope.service(r.id).privacy for r in self.scope.chosen}
        rows, quoted = self.schedules.shared, self.schedules.quoted
        metered = shape is not None and bool(shape.meters)
        law = {d.responsibility for d in self.services.statutory if d.country == self.case.country}
        stated: dict[str, bool] = {
            "decisions": any(r.decision for r in self.scope.chosen),
            "statutory": bool(ids & law),
            "taxed": self.case.deal_terms.fee_tax_rate > 0,
            "metered": metered,
            "moves": any(m.kind == "moves" for m in self.schedules.moves),
            "clean_up": side is not None and side.clean_up.price > 0,
            "penalties": any(row.penalty for row in rows),
            "capped": self.party.liability_cap > 0,
            "shares": bool(rows),
            "insured": self.party.limit > 0,
            "independence": bool(ids & deal.case.attest_forbidden),
            "credited": bool(quoted.credits),
            "indexed": bool(quoted.rises),
            "bound": quoted.term_months is not None,
        }
        stated |= dict.fromkeys(privacy, True)
        opposite = {"taxed": "untaxed", "metered": "unmetered", "capped": "uncapped"}
        opposite |= {"insured": "uninsured", "credited": "uncredited", "indexed": "unindexed"}
        for fact, other in opposite.items():
            stated[other] = not stated[fact]
        return frozenset(fact for fact, holds in stated.items() if holds)

    def places(self) -> dict[str, str | Figure | Line]:
        """Return what fills the clauses' places."""
        deal, figures, terms = self.deal, self.figures, self.case.deal_terms
        fee = float(deal.fee or 0)
        part, last = installments(fee)
        side, quoted = deal.side, self.schedules.quoted
        settled: dict[str, Figure] = {
            name: figures.number(figure.value) for name, figure in dict(self.services.terms).items()
        }
        return {
            **settled,
            "notice_months": figures.number(self.schedules.leaving.notice_months),
            "bound_months": figures.number(quoted.term_months or 0),
            "credits": self._by_quote(quoted.credits),
            "rises": self._by_quote(quoted.rises),
            "business": self.case.name,
            "provider": self.provider,
            "owner": self.case.owner.name,
            "country": self._country(),
            "start": figures.date(self.transition.start),
            "term_months": figures.number(self.case.assumptions.term_months),
            "fee": figures.money(fee),
            "monthly": figures.money(float(part), cents=True),
            "last": figures.money(float(last), cents=True),
            "tax_rate": figures.percent(terms.fee_tax_rate, self._places(terms.fee_tax_rate)),
            "tax": figures.money(round(fee) * terms.fee_tax_rate),
            "months_behind": figures.number(terms.months_behind),
            "clean_up": figures.money(side.clean_up.price if side else 0.0),
            "cap": figures.money(self.party.liability_cap),
            "policy": figures.money(self.party.limit),
            "processor_work": self._work_of("processor"),
            "controller_work": self._work_of("controller"),
            "exit_hours": figures.hours(self.schedules.leaving.hours),
        }

    def _by_quote(self, shares: tuple[tuple[str, float], ...]) -> Line:
        """Return shares, each with the quote that states it."""
        said = [
            self.texts.line(
                "letter.by_quote", quote=name, share=self.figures.percent(x, self._places(x))
            )
            for name, x in shares
        ]
        return joined(said)

    @staticmethod
    def _places(share: float) -> int:
        """Return decimals that show a rate of tax without loss, at most two."""
        return next((n for n in (0, 1) if abs(share * 10 ** (n + 2) % 1) < 1e-9), 2)  # noqa: PLR2004

    def _country(self) -> str:
        """Return the country's name in the letter's language."""
        return str(self.figures.locale.territories.get(self.case.country, self.case.country))

    def _work_of(self, privacy: str) -> str:
        """Return the names of services in one role for personal data."""
        chosen = [
            self.texts.responsibility(self.case, r.id)
            for r in self.scope.chosen
            if self.scope.service(r.id).privacy == privacy
        ]
        if len(chosen) == len(self.scope.chosen):
            return self.texts("letter.all_services")
        if privacy == "processor" and 2 * len(chosen) > len(self.scope.chosen):
            return self.texts("letter.other_services")  # the clause on the few stands next
        return ", ".join(chosen)

    def _signatures(self) -> Block:
        """Return room for both to sign."""
        labels = self.texts.listed("sign.labels")
        return Signatures(
            (
                Signatory(self.provider, "", self.texts("letter.accept.provider")),
                Signatory(
                    self.case.name, self.case.owner.name, self.texts("letter.accept.business")
                ),
            ),
            (labels[0], labels[1], labels[2], labels[3]),
        )

    def review(self) -> Iterator[Block]:
        """Yield what the professional who reviews the draft has to look at."""
        clauses, texts, figures = load_clauses(), self.texts, self.figures
        yield Heading(texts("letter.review.title"))
        yield Paragraph(
            texts.line(
                "letter.review.lead",
                sources=", ".join(map(texts.known, clauses.source.split(","))),
                grade=clauses.grade,
                date=figures.date(clauses.as_of),
                law=figures.date(self.services.as_of),
            )
        )
        yield Heading(texts("letter.review.points"), 2)
        points = [
            line(texts.known(t.text))
            for t in clauses.review
            if t.stands(self.case.country, self.scope.ids, self.facts())
        ]
        if any(row.flagged for row in self.schedules.taken):
            points.append(texts.line("letter.review.flagged"))
        if self.deal.business is not None and self.deal.business.saving < 0:
            points.append(texts.line("letter.review.saving"))
        missing = texts.known(self.services.not_held[self.case.country])
        points.append(texts.line("letter.review.not_held", what=missing))
        yield Bullets(tuple(points))
        yield self.schedules.proposed_terms()
