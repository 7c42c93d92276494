"""Compared offers as plain data: what ``offers --json`` prints and the tables show.

The keys are documented in docs/reference/offers-json.md; ``version`` counts breaking changes.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from bestplaced.case.reading import nearest
from bestplaced.deal import deal
from bestplaced.deal.beside import beside
from bestplaced.errors import CaseError, Fault
from bestplaced.fees import possible_choices, to_cents, unit_price, usage_of
from bestplaced.plan import plan
from bestplaced.plan.comparison import NO_OFFER
from bestplaced.plan.cost_by_volume import CostByVolume, cost_drivers, crossover
from bestplaced.plan.reference import WITHOUT

if TYPE_CHECKING:
    from bestplaced.case.business import Case
    from bestplaced.deal import Deal
    from bestplaced.plan.comparison import Comparison, Option

OFFERS_JSON_VERSION = 1
LOW, HIGH = 0.5, 2.0
"""Volumes relative to the usual ones between which crossovers are looked for."""
POINTS = 61


def deal_beside(case: Case) -> Deal | None:
    """Return the deal with a provider of known cost that has quoted, too; where there is none, no.

    Its fee is for other work than the quote's, on costs and not bill rates: readers of both pages
    have to be told.
    """
    quoting = {offer.provider for offer in case.offers.values()}
    if not any(case.parties[q].inside_deal for q in quoting):
        return None
    outcome = plan(case, references=(WITHOUT,), explain=False)
    if outcome.plan is None:
        return None
    struck = deal(outcome, rivals=(), unflagged=False)
    return struck if struck.provider in quoting and struck.fee and struck.business else None


def offers_data(comparison: Comparison, struck: Deal | None = None) -> dict[str, Any]:
    """Return the comparison as JSON values; money in the case's currency a year."""
    case = comparison.case
    crossings = _crossovers(comparison)
    ranked = sorted(comparison.options, key=lambda o: o.total)
    return {
        "version": OFFERS_JSON_VERSION,
        "case": case.name,
        "currency": case.currency,
        "scope": list(comparison.scope),
        "workload_hours": round(comparison.inside_hours, 1),
        "offers": [_option(o) for o in comparison.options],
        "not_deliverable_as_quoted": list(comparison.impossible),
        "crossovers": crossings,
        "best": ranked[0].name if ranked else None,
        "curve": _curve(comparison, crossings),
        "deal": _deal(comparison, struck) if struck is not None else None,
    }


def _deal(comparison: Comparison, struck: Deal) -> dict[str, Any] | None:
    """Return what a deal covers and comes to, beside its provider's best quote."""
    quotes = [
        o for o in comparison.options if o.offer is not None and o.offer.provider == struck.provider
    ]
    b = struck.business
    if not quotes or b is None or struck.fee is None:
        return None
    quote = min(quotes, key=lambda o: o.total)
    covered = quote.account.under_offer
    found = beside(struck, covered)
    return {
        "provider": struck.provider,
        "fee": round(struck.fee, 2),
        "pieces": found.pieces,
        "hours": round(found.hours, 1),
        "quote": quote.name,
        "quote_fee": round(quote.fee[1], 2),
        "quote_pieces": len(covered),
        "quote_hours": round(quote.hours_needed, 1),
        "pieces_more": found.more,
        "hours_more": round(found.more_hours, 1),
        "new_pieces": found.new,
        "cost_today": round(b.cost_today, 2),
        "cost_then": round(b.cost_then, 2),
        "risk_today": round(b.risk_today, 2),
        "risk_then": round(b.risk_then, 2),
    }


def _option(option: Option) -> dict[str, Any]:
    """Return one option."""
    offer, account = option.offer, option.account
    return {
        "name": option.name,
        "provider": offer.provider if offer else None,
        "parts": list(option.parts),
        "fee": dict(zip(("p10", "p50", "p90"), (round(f, 2) for f in option.fee), strict=True)),
        "cost": dict(zip(("p10", "p50", "p90"), (round(c, 2) for c in option.cost), strict=True)),
        "risk_price": round(account.risk, 2),
        "decisions": round(account.decisions, 2),
        "total": round(option.total, 2),
        "first_year_fee": float(option.first_year),
        "hours_bought": option.hours_bought,
        "hours_needed": round(option.hours_needed, 1),
        "hours_today": {who: round(spent, 1) for who, spent in option.done_today.items()},
        "gaps": option.gaps,
        "undeliverable": list(option.undeliverable),
        "exclusions": list(offer.exclusions) if offer else [],
        "term_months": offer.term_months if offer else None,
        "notice_months": offer.notice_months if offer else None,
        "owed_after_term": float(option.owed_after),
        "credits_at_risk": float(offer.credits.share) if offer and offer.credits else 0.0,
        "liability_cap": float(offer.liability_cap) if offer and offer.liability_cap else None,
        "overloaded_when_busy": list(option.stretched),
    }


def _crossovers(comparison: Comparison) -> list[dict[str, Any]]:
    """Return every change of order of two options' costs along one driver."""
    case, found = comparison.case, []
    for driver in cost_drivers(case, [o.account for o in comparison.options]):
        usual = case.volumes[driver]
        costs = [(o, CostByVolume(case, o.account, driver)) for o in comparison.options]
        for (one, first), (two, second) in combinations(costs, 2):
            for c in crossover(first, second, LOW * usual, HIGH * usual):
                pair = (one.name, two.name) if c.first_below else (two.name, one.name)
                found.append(
                    {
                        "driver": driver,
                        "usual": round(usual, 2),
                        "volume": round(float(c.at), 2),
                        "cheaper_below": pair[0],
                        "cheaper_above": pair[1],
                    }
                )
    return found


def _curve(comparison: Comparison, crossings: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return costs along the driver at which the options change order most often."""
    case = comparison.case
    drivers = [c["driver"] for c in crossings] or list(
        cost_drivers(case, [o.account for o in comparison.options])
    )
    if not drivers:
        return None
    driver = max(dict.fromkeys(drivers), key=drivers.count)
    usual = case.volumes[driver]
    step = (HIGH - LOW) / (POINTS - 1)
    volumes = [usual * (LOW + step * i) for i in range(POINTS)]
    costs = {
        o.name: [round(float(cost(_exact(v))), 2) for v in volumes]
        for o in comparison.options
        for cost in [CostByVolume(case, o.account, driver)]
    }
    return {"driver": driver, "volumes": [round(v, 2) for v in volumes], "cost": costs}


def _exact(value: float) -> Any:  # noqa: ANN401 - a Fraction; its import would say no more
    from fractions import Fraction  # noqa: PLC0415

    return Fraction(value)


def unit_prices(case: Case, driver: str) -> dict[str, str]:
    """Return the price a unit of a driver for each offer.

    Raises:
        CaseError: an unknown driver, no offers, or a fee that is no unit price; all at once.

    """
    if driver not in case.volumes:
        raise CaseError(
            Fault(f"unknown driver '{driver}'.", "--per", nearest(driver, list(case.volumes)))
        )
    if not case.offers:
        raise CaseError(Fault("the case has no offers.", remedy="Write them under 'offers:'."))
    usage, found = usage_of(case), {}
    faults: list[Fault] = []
    for name, offer in case.offers.items():
        try:
            price = unit_price(offer, possible_choices(offer)[0], driver, usage)
            found[name] = f"{to_cents(price)} {case.currency} for each of {driver}"
        except CaseError as error:
            faults += error.faults
    if faults:
        raise CaseError(faults)
    return found


def is_offer(data: dict[str, Any]) -> bool:
    """Return whether an entry of ``offers`` is a quote and not the work done without one."""
    return bool(data["name"] != NO_OFFER)
