"""What a proposal is made of: the plan, the deal, and what stands beside them, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.deal.options import Option, options
from bestplaced.documents.figures import Figures
from bestplaced.documents.texts import Texts, texts_in
from bestplaced.errors import CaseError, Fault
from bestplaced.explain import placement_views
from bestplaced.plan import Verifier
from bestplaced.risk.exposures import CaseRisks
from bestplaced.risk.party_laws import YearFigures, figures, party_lattice

if TYPE_CHECKING:
    import datetime as dt

    from bestplaced.case.business import Case
    from bestplaced.case.question import ServiceLevel
    from bestplaced.deal import Deal
    from bestplaced.documents.content import Brand, Line
    from bestplaced.explain import PlacementView
    from bestplaced.intake import Measurement
    from bestplaced.plan import Account, Outcome
    from bestplaced.plan.comparison import Comparison
    from bestplaced.plan.robust import Robustness

STAND_IN = "the practice"
"""The catalogue's practice, in a case that names no provider: the sender stands in its place."""


@dataclass(frozen=True)
class Material:
    """Everything a proposal says, before it is said.

    ``years`` is party -> (today, plan), the exact law of its yearly loss. ``measured`` is None
    where no export was read. ``date`` is the day of the proposal. ``comparison`` (other quotes) and
    ``robust`` (the plan under other figures) are told where they were worked out.
    """

    outcome: Outcome
    deal: Deal
    options: tuple[Option, ...]
    views: tuple[PlacementView, ...]
    years: dict[str, tuple[YearFigures, YearFigures]]
    measured: Measurement | None
    brand: Brand
    date: dt.date
    texts: Texts
    figures: Figures
    comparison: Comparison | None = None
    robust: Robustness | None = None

    @property
    def case(self) -> Case:
        """The case."""
        return self.outcome.case

    @property
    def provider(self) -> str:
        """The provider's name; the sender's where the catalogue's practice stands in for it."""
        return self.known(self.deal.provider or "")

    def known(self, party: str) -> str:
        """Return a party's name as the reader knows it."""
        if party == BUSINESS:
            return self.case.name
        return self.brand.name if party == STAND_IN else self.texts.known(party)

    @property
    def fee(self) -> float:
        """The fee a year, net of tax."""
        assert self.deal.fee is not None  # noqa: S101 - `gather` refuses a deal without
        return self.deal.fee

    def party(self, performer: str) -> str:
        """Return the party of a performer as the reader knows it."""
        return self.known(self.case.performers[performer].party)

    def person(self, performer: str) -> str:
        """Return a performer's name as the reader knows it."""
        return self.said("map.nobody") if performer == NOBODY else self.texts.known(performer)

    def text(self, key: str, **parts: object) -> Line:
        """Return a text about this business and this provider."""
        known = {"business": self.case.name, "provider": self.provider}
        return self.texts.line(key, **{**known, **parts})  # type: ignore[arg-type]

    def said(self, key: str, **parts: object) -> str:
        """Return a text as plain words."""
        return "".join(run.text for run in self.text(key, **parts))

    def level(self, key: str, level: ServiceLevel, value: float) -> str:
        """Return a value of a service level in words, its unit in the number it needs."""
        name, unit = self.texts.name(level.id, level.name), level.unit
        if self.figures.locale.plural_form(value) == "one":
            unit = self.texts.name(f"one.{unit}", unit)
        else:
            unit = self.texts.known(unit)
        shown = self.figures.number(value, int(value % 1 > 0))
        return self.said(key, name=name, value=shown, unit=unit)

    def work(self, identity: str) -> str:
        """Return a responsibility's id and name."""
        return f"{identity} {self.texts.responsibility(self.case, identity)}"


def gather(
    outcome: Outcome,
    deal: Deal,
    brand: Brand,
    date: dt.date,
    *,
    measured: Measurement | None = None,
    language: str = "en",
) -> Material:
    """Return the material of a proposal.

    Raises:
        CaseError: there is no deal to propose: nobody to deal with, or no fee at which both win.

    """
    _refuse(deal)
    case, texts = outcome.case, texts_in(language)
    return Material(
        outcome=outcome,
        deal=deal,
        options=options(outcome, deal),
        views=placement_views(outcome, Verifier(case)),
        years=_years(outcome, deal),
        measured=measured,
        brand=brand,
        date=date,
        texts=texts,
        figures=Figures.of(case, texts.language),
    )


def _refuse(deal: Deal) -> None:
    """Refuse a deal that cannot be proposed, saying what stands in its way."""
    if deal.fee is not None and deal.business is not None:
        return
    first = deal.notes[0] if deal.notes else "no fee is known"
    remedy = "Look at `bestplaced deal`: it names what to leave out first."
    raise CaseError(Fault(f"there is no deal to propose: {first}.", deal.case.name, remedy))


def _years(outcome: Outcome, deal: Deal) -> dict[str, tuple[YearFigures, YearFigures]]:
    """Return the law of the yearly loss of the business and the provider, today and in the plan."""
    verifier = Verifier(outcome.case)
    risks = CaseRisks(outcome.case, verifier.tags)

    def law(account: Account, party: str) -> YearFigures:
        places = account.placements
        placed = risks.placed(places, verifier.pair_factors(places), verifier.crossings(places))
        return figures(party_lattice(outcome.case, placed, party))

    parties = [BUSINESS, *([deal.provider] if deal.provider else [])]
    return {p: (law(outcome.today, p), law(deal.account, p)) for p in parties}
