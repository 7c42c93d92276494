"""What the deal is struck on (F10): the answers with their questions, tax, margin, clean-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS, NOBODY, DealTerms
from bestplaced.case.pains import ordered
from bestplaced.case.question import Pain
from bestplaced.catalogue.defaults import settings
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bestplaced.case.business import Party, Performer
    from bestplaced.case.case_file import CaseFile
    from bestplaced.case.reading import ReadCase
    from bestplaced.catalogue.contents import Catalogue
    from bestplaced.catalogue.people import Filling


def answered(file: CaseFile, catalogue: Catalogue) -> tuple[Pain, ...]:
    """Return the answers with their questions, worst first; every number is known by now."""
    questions = {str(q.number): q for q in catalogue.questions}
    return ordered(
        Pain(question=questions[n], severity=a.severity, often=a.often, words=a.words)
        for n, a in file.answers.items()
    )


def check_fee_today(
    read: ReadCase,
    today: Mapping[str, str],
    performers: Mapping[str, Performer],
    parties: Mapping[str, Party],
) -> None:
    """Check that a fee of today is paid to one party: a practice inside the deal that works.

    Raises:
        CaseError: it is paid for nothing, or it is not said which of several gets it.

    """
    serve = {
        performers[p].party
        for p in today.values()
        if p != NOBODY
        and performers[p].party != BUSINESS
        and parties[performers[p].party].inside_deal
    }
    if not read.file.deal.fee_today or len(serve) == 1:
        return
    if serve:
        both = " and ".join(sorted(serve))
        what = f"deal: fee_today is one fee, but {both} both work inside the deal today."
        remedy = "Set inside_deal on one of them only, or take the line out."
    else:
        what = "deal: fee_today is given, but no practice inside the deal does anything today."
        remedy = "Say under 'today' what it does, or take the line out."
    raise CaseError(Fault(what, read.place("deal", "fee_today"), remedy))


def deal_terms(
    file: CaseFile,
    performers: Mapping[str, Performer],
    filling: Filling,
) -> DealTerms:
    """Return the terms of the deal: the case's own figures, else the catalogue's, noted.

    The default switching cost is the owner's hours of searching and contracting.
    """
    own, known = file.deal, settings()

    def share(name: str, given: float | None) -> float:
        """Return a written share, else the catalogue's."""
        if given is not None:
            return given
        figure = known[name]
        return filling.note(f"deal.{name}", figure.value, figure.unit, figure.source, figure.grade)

    month = known["clean_up_month"]
    if own.clean_up_month is not None:
        first = float(own.clean_up_month)
    else:
        first = filling.money(
            "deal.clean_up_month", month.value, "month behind", month.source, month.grade
        )
    if own.switching_cost is not None:
        switching = float(own.switching_cost)
    else:
        owner = next(p for p in performers.values() if p.kind == "owner")
        hours = known["provider_search_hours"]
        unit = f"{filling.currency} once"
        amount = hours.value * owner.rate
        switching = filling.note("deal.switching_cost", amount, unit, hours.source, hours.grade)
    return DealTerms(
        months_behind=own.months_behind,
        clean_up_month=first,
        clean_up_exponent=share("clean_up_exponent", own.clean_up_exponent),
        fee_tax_rate=own.fee_tax_rate,
        fee_tax=own.fee_tax_rate * (1 - own.fee_tax_recoverable),
        minimum_margin=share("minimum_margin", own.minimum_margin),
        guarantee_load=share("guarantee_load", own.guarantee_load),
        switching_cost=switching,
        volume_band=share("volume_band", None),
        volume_spread=share("volume_spread", None),
        fee_today=float(own.fee_today or 0),
    )
