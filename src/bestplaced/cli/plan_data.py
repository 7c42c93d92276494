"""The plan as plain data: what ``plan --json`` prints and the tables show.

The keys are documented in docs/reference/plan-json.md; ``version`` counts breaking changes.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from bestplaced.deal import deal
from bestplaced.explain import binding_rules, placement_views, plan_warnings
from bestplaced.plan import Verifier

if TYPE_CHECKING:
    from bestplaced.deal import Deal
    from bestplaced.explain import PlacementView
    from bestplaced.plan import Account, Outcome, WorstYearLimit

PLAN_JSON_VERSION = 1


def plan_data(outcome: Outcome) -> dict[str, Any]:
    """Return the outcome as JSON values; money in the case's currency a year, to the cent."""
    case = outcome.case
    data: dict[str, Any] = {
        "version": PLAN_JSON_VERSION,
        "case": case.name,
        "currency": case.currency,
        "termination": str(outcome.termination),
        "bound": _money(outcome.bound),
        "gap": outcome.gap if math.isfinite(outcome.gap) else None,
        "seconds": round(outcome.seconds, 3),
        "seed": outcome.seed,
        "versions": outcome.versions,
        "objective": None,
        "offers": [],
        "placements": [],
        "reference_plans": [_reference(n, a) for n, a in outcome.references.items()],
        "binding_rules": [],
        "worst_years": [],
        "warnings": [],
        "care": None,
        "benefits": {},
        "surplus": None,
        "business_gain_at_even_split": None,
        "deal": None,
        "assumed_figures": len(case.provenance),
    }
    if outcome.plan is None:
        return data
    best = outcome.plan.account
    agreed = deal(outcome, unflagged=False)
    verifier = Verifier(case)
    views = placement_views(outcome, verifier)
    data |= {
        "objective": _money(best.objective),
        "offers": [
            {
                "offer": name,
                "parts": list(parts),
                "covers": [r for r, under in best.under_offer.items() if under == name],
                "fee": _money(best.fees[name]),
            }
            for name, parts in best.offers.items()
        ],
        "placements": [_placement(v) for v in views],
        "binding_rules": [
            {"rule": b.rule, "worth": None if b.worth is None else _money(b.worth)}
            for b in binding_rules(outcome, verifier)
        ],
        "worst_years": [_limit(one) for one in outcome.limits],
        "warnings": list(plan_warnings(outcome, views)),
        "care": _money(sum(b.care for view in views for b in view.bearings)),
        "benefits": agreed.benefits.parts,
        "surplus": agreed.benefits.surplus,
        "business_gain_at_even_split": _gain(agreed),
        "deal": _deal(agreed),
    }
    return data


def _gain(agreed: Deal) -> float | None:
    """Return the business's own gain at β = 0.5; all of the surplus where nobody is paid a fee."""
    if agreed.business is not None:
        return _money(agreed.business.value)
    return None if agreed.provider else _money(agreed.surplus)


def _deal(agreed: Deal) -> dict[str, Any] | None:
    """Return the even deal as ``bestplaced deal`` strikes it; nothing where nobody is paid."""
    if agreed.provider is None or agreed.band is None:
        return None
    band = agreed.band
    return {
        "provider": agreed.provider,
        "floor": None if band.floor is None else _money(band.floor),
        "ceiling": _money(band.ceiling),
        "cut_by": band.cut_by,
        "fee": None if agreed.fee is None else _money(agreed.fee),
        "provider_surplus": None
        if agreed.provider_surplus is None
        else _money(agreed.provider_surplus),
        "provider_gain": None if agreed.provider_gain is None else _money(agreed.provider_gain),
    }


def _money(value: float) -> float | None:
    """Return money to the cent, or nothing where there is no finite figure."""
    return round(value, 2) if math.isfinite(value) else None


def _limit(one: WorstYearLimit) -> dict[str, Any]:
    """Return a limit on a party's worst years, and what it changes."""
    return {
        "party": one.party,
        "most": _money(one.most),
        "found": _money(one.found),
        "unlimited": _money(one.unlimited),
        "worth": _money(one.worth),
        "sent_back": None if one.sent_back is None else _money(one.sent_back),
    }


def _reference(name: str, account: Account) -> dict[str, Any]:
    """Return one of the plans of F11."""
    return {
        "name": name,
        "objective": _money(account.objective),
        "cost": _money(account.cost),
        "risk_price": _money(account.risk),
        "dependence": _money(account.dependence),
        "decisions": _money(account.decisions),
        "broken_rules": list(account.broken),
    }


def _placement(view: PlacementView) -> dict[str, Any]:
    """Return one responsibility's placement."""
    return {
        "responsibility": view.responsibility,
        "tier": view.tier,
        "today": view.today,
        "performer": view.performer,
        "answerable": view.answerable,
        "terms": {
            b.risk: {
                "terms": b.terms,
                "provider_share": round(b.share, 4),
                "collectable": round(b.collectable, 4),
                "price": _money(b.price),
            }
            for b in view.bearings
        },
        "hours": round(view.hours, 2),
        "cost": _money(view.cost),
        "risk_price": _money(view.risk_price),
        "gain": _money(view.gain),
        "reasons": list(view.reasons),
    }
