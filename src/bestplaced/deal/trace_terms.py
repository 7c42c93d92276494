"""The trace of the words that a page takes as known: term, tax, notice, tolerance, formulas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.case.pains import value_factor
from bestplaced.catalogue.defaults import decision_values
from bestplaced.catalogue.services import load_services
from bestplaced.deal.spending import FINDING, HAND_OFFS
from bestplaced.deal.traced import (
    BAND,
    HOURS,
    NOW,
    SHAPE,
    SOURCES,
    THEN,
    Traced,
    known,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bestplaced.deal.agreement import Deal

TERMS = "what it rests on"
FORMULAS = "formulas"
_SAID = {
    "F1": "hours of work",
    "F2": "what a year of a person costs",
    "F3": "hours lost to switching",
    "F4": "the price of a risk: expected loss, and a charge for its swings",
    "F5": "who bears what part of a loss, and what of it can be collected",
    "F7": "hand-offs, and finding and watching providers",
    "F8": "fees and quotes",
    "F9": "the yearly total that the plan makes least",
    "F10": "the fee, between both ends, and what swings cost",
    "F11": "the split of what the plan is worth",
    "F13": "the value of better decisions",
}
_OF_PART = {BAND: "F10", SHAPE: "F10", SOURCES: "F11"}
_OF_NAME = {
    "all risks": "F4",
    "several in one bad year": "F4",
    "policy": "F5",
    "client takes less care": "F5",
    "coordination": "F7",
    HAND_OFFS: "F7",
    FINDING: "F7",
    "clean-up": "F8",
    "surplus": "F9",
    "works from": "F10",
    "better decisions": "F13",
}
_ID = 3  # letters and digits of a responsibility: D14


def of_terms(deal: Deal) -> Iterator[Traced]:
    """Yield the terms that the deal's figures rest on."""
    case, terms = deal.case, deal.case.deal_terms
    months, fee = case.assumptions.term_months, deal.fee or 0.0
    how = f"what is paid once counts by 12 / {months:g} a year"
    yield Traced("term", TERMS, months, how, known(case, "months"), unit="months")
    lost = terms.fee_tax / terms.fee_tax_rate if terms.fee_tax_rate else 0.0
    how = f"tax on a fee of {fee:,.2f}: {terms.fee_tax_rate:g} x {fee:,.2f} = "
    how += f"{terms.fee_tax_rate * fee:,.2f} on top; {1 - lost:.0%} of it is given back, so that "
    how += f"it costs {terms.fee_tax:g} x {fee:,.2f} = {terms.fee_tax * fee:,.2f}"
    inputs = known(case, "deal.fee_tax_rate", "deal.fee_tax")
    if not terms.fee_tax_rate:
        how, inputs = "the case names no tax on the fee", ()
    also: tuple[str, ...] = ("vat", "sales tax", "fee tax")
    yield Traced("tax", TERMS, 100 * terms.fee_tax_rate, how, inputs, unit="%", also=also)
    for name, value, also, how in (
        (
            "volume band",
            terms.volume_band,
            ("band", "tolerance of volume"),
            "either way; in the fee",
        ),
        ("volume spread", terms.volume_spread, ("usual swing", "swing", "swings"), "a usual swing"),
        ("guarantee load", terms.guarantee_load, ("guarantee",), "on the price of what is assumed"),
        ("minimum margin", terms.minimum_margin, ("margin",), "of the fee, kept at least"),
    ):
        given = known(case, f"deal.{name.replace(' ', '_')}")
        yield Traced(name, TERMS, 100 * value, f"{value:g}: {how}", given, unit="%", also=also)
    yield from _once(deal)
    yield from _parties(deal)
    yield from _values(deal)


def _once(deal: Deal) -> Iterator[Traced]:
    """Yield what switching costs, what is paid today, and the notice that ends the deal."""
    case, terms = deal.case, deal.case.deal_terms
    how, called = (
        "what a year leaves, before this deal",
        ("yearly result", "yearly profit", "result"),
    )
    yield Traced("net income", TERMS, case.net_income, how, known(case, "result"), also=called)
    how = f"once; {terms.switching_cost:,.2f} x 12 / {case.assumptions.term_months:g} a year"
    given, also = (
        known(case, "deal.switching_cost", "months"),
        ("switching", "changing to another provider"),
    )
    yield Traced("switching cost", TERMS, terms.switching_cost, how, given, unit="once", also=also)
    paid = known(case, "deal.fee_today") if terms.fee_today else ()
    how = "as written in the case" if paid else "the case names no fee of today"
    yield Traced("fee today", TERMS, terms.fee_today, how, paid)
    quoted = [o for o in case.offers.values() if o.provider == deal.provider and o.notice_months]
    longest = max((float(o.notice_months) for o in quoted), default=0.0)
    usual = load_services().terms.notice_months
    how = "the longest of its quotes" if quoted else "as the letter proposes, where no quote says"
    inputs = known(case, *(f"offers.{o.name}" for o in quoted)) if quoted else known(case, "notice")
    yield Traced("notice", TERMS, longest or usual.value, how, inputs, unit="months")


def _parties(deal: Deal) -> Iterator[Traced]:
    """Yield each party's tolerance and means (F4)."""
    case = deal.case
    for name, party in case.parties.items():
        inputs = known(case, f"bears.{name}")
        filled = case.provenance.get("tolerance" if name == BUSINESS else
                                     f"providers.{name}.tolerance")  # fmt: skip
        how = "as written in the case" if filled is None else filled.unit
        own = name == BUSINESS
        also: tuple[str, ...] = ("tolerance", "risk tolerance") if own else ()
        label = f"tolerance of {name}"
        yield Traced(label, TERMS, party.tolerance, f"the swing it can take: {how}", inputs,
                     unit="an event", also=also)  # fmt: skip
        how, also = "the most that one event can cost it", ("means",) if own else ()
        yield Traced(
            f"means of {name}", TERMS, party.means, how, inputs, unit="an event", also=also
        )


def _values(deal: Deal) -> Iterator[Traced]:
    """Yield what better decisions by each piece of work are worth, before the cap (F13)."""
    case = deal.case
    bases = {"revenue": case.revenue, "result": max(0.0, case.net_income)}
    for r, value in case.decision_values.items():
        x = decision_values().get(r)
        how = "base x improvement x chance of acting x (1 - overlap), as written in the case"
        if x is not None and value.provenance.source != "case":
            pains = value_factor(case.pains, r)
            how = (
                f"{bases[x['base']]:,.2f} {x['base']} x {x['improvement']:g} better x "
                f"{x['probability_of_acting']:g} acted upon x (1 - {x['overlap']:g}) not counted "
                "elsewhere"
            )
            how += "" if pains == 1 else f" x {pains:.6g} by the answers about it"
        label, inputs = f"value of {r}", known(case, f"values.{r}", "result")
        yield Traced(label, TERMS, value.amount, how, inputs)


def of_formulas(figures: Iterable[Traced]) -> Iterator[Traced]:
    """Yield the formulas by number, each with the figures that go by it."""
    by: dict[str, list[tuple[str, str]]] = {}
    for figure in figures:
        for number in _numbers(figure):
            by.setdefault(number, []).append(figure.key)
    for number in sorted(by, key=lambda n: int(n[1:])):
        keys = tuple(dict.fromkeys(by[number]))
        yield Traced(number, FORMULAS, len(keys), _SAID[number], parts=keys, unit="figures")


def _numbers(figure: Traced) -> set[str]:
    """Return the formulas that a figure goes by: those it cites, and those of its part."""
    if figure.part in {NOW, THEN}:
        return set()  # the risk stands for its pieces
    found = {n for n in re.findall(r"\bF\d+\b", figure.how) if n in _SAID}
    if figure.part in _OF_PART:
        found.add(_OF_PART[figure.part])
    if figure.part == HOURS:
        found.add("F1" if len(figure.name) == _ID else "F3")
    return found | {n for name, n in _OF_NAME.items() if figure.name == name}
