"""The deal as plain data: what ``deal --json`` prints.

The keys are documented in docs/reference/deal-json.md; ``version`` counts breaking changes.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bestplaced.cli.deal_trace import trace_data
from bestplaced.deal.benefits import BENEFITS
from bestplaced.deal.inputs import inputs_of
from bestplaced.deal.lines import LEAST
from bestplaced.deal.trace import traced

if TYPE_CHECKING:
    from bestplaced.deal import Deal, RiskRow, Rival, TierStory
    from bestplaced.deal.band import Band
    from bestplaced.plan import Account

DEAL_JSON_VERSION = 1


def deal_data(deal: Deal) -> dict[str, Any]:
    """Return a deal as JSON values; money in the case's currency a year, to the cent."""
    told = {name.replace("_", " ") for name in BENEFITS}  # these stand in benefit_lines
    return {
        "version": DEAL_JSON_VERSION,
        "case": deal.case.name,
        "currency": deal.case.currency,
        "provider_name": deal.provider,
        "beta": deal.beta,
        "surplus": _money(deal.surplus),
        "band": _band(deal),
        "bands": {q: _bounds(band, deal.fees_of[q]) for q, band in deal.bands.items()},
        "provider": _provider(deal),
        "business": _business(deal),
        "spending": [_rounded(asdict(item)) for item in deal.spending],
        "worth_before_fee": _worth(deal),
        "benefits": deal.benefits.parts,
        "benefit_lines": _lines(deal),
        "risk_schedule": [_row(row) for row in deal.schedule],
        "bad_together": {
            "before": _together(deal.today),
            "after": _together(deal.account),
        },
        "without_flagged_transfers": _unflagged(deal),
        "offers": [_rival(r) for r in deal.rivals],
        "fee_shape": _rounded(asdict(deal.shape)) if deal.shape else None,
        "scope_creep": [_rounded(asdict(c)) for c in deal.creep],
        "dropped": _dropped(deal),
        "stories": [_story(s) for s in deal.stories],
        "unanswered": [
            {"question": u.pain.question.number, "words": u.pain.words, "work": list(u.work)}
            for u in deal.unanswered
        ],
        "claims": [asdict(c) for c in deal.claims],
        "figures": [trace_data(f) for f in traced(deal) if f.part not in told],
        "notes": list(deal.notes),
    }


def _rival(rival: Rival) -> dict[str, Any]:
    """Return one written offer for the same work: cost = fee + money + risk - decisions."""
    return {
        "name": rival.name,
        "provider": rival.provider or None,
        "own": rival.own,
        "parts": list(rival.parts),
        "covers": list(rival.covers),
        "hours": round(rival.hours, 2),
        "cost": _money(rival.cost),
        "fee": _money(rival.fee),
        "money": _money(rival.money),
        "risk": _money(rival.risk),
        "decisions": _money(rival.decisions),
    }


def _money(value: float | None) -> float | None:
    """Return money to the cent; nothing stays nothing."""
    return None if value is None else round(value, 2) + 0.0


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    """Return a record with its figures to four places."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, float):
            found[name] = round(value, 4)
        elif isinstance(value, list | tuple):
            found[name] = [_rounded(v) if isinstance(v, dict) else v for v in value]
        else:
            found[name] = value
    return found


def _bounds(band: Band, fee: float | None) -> dict[str, Any]:
    """Return one band."""
    return {
        "floor": _money(band.floor),
        "ceiling": _money(band.ceiling),
        "fee": _money(fee),
        "closed": band.closed,
        "cut_by": band.cut_by,
        "ceilings": {name: _money(value) for name, value in band.ceilings.items()},
    }


def _band(deal: Deal) -> dict[str, Any] | None:
    """Return the band with the fee, and the fees at β 0.3, 0.5 and 0.7."""
    if deal.band is None:
        return None
    fees = {f"{beta:g}": _money(fee) for beta, fee in deal.fees.items()}
    return {**_bounds(deal.band, deal.fee), "fees": fees}


def _provider(deal: Deal) -> dict[str, Any] | None:
    """Return the provider's side; cost, margin and surplus are null where the cost is unknown."""
    side, fee = deal.side, deal.fee
    if deal.provider is None:
        return None
    if side is None:
        return {"known": False, "cost": None, "margin": None, "risk_price": None, "surplus": None}
    return {
        "known": True,
        "cost": _money(side.cost),
        "margin": None if fee is None or fee <= 0 else round(side.profit(fee) / fee, 4),
        "risk_price": _money(side.risk_price),
        "surplus": _money(deal.provider_surplus),
        "earned_today": _money(side.profit_today),
        "floor": _money(side.floor),
        "labour": _money(side.labour),
        "onboarding": _money(side.onboarding),
        "coordination": _money(side.coordination),
        "policy": _money(side.policy),
        "care": _money(side.care),
        "dependence": _money(side.dependence),
        "guarantee": _money(side.guarantee),
        "minimum_margin": side.minimum_margin,
        "hours": round(side.hours, 2),
        "realisation": None if fee is None else _share(side.realisation(fee)),
        "effective_rate": None if fee is None else _money(side.effective_rate(fee)),
        "grades": [_rounded(asdict(g)) for g in side.grades],
        "clean_up": {**asdict(side.clean_up), "price_once": _money(side.clean_up.price)},
    }


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _business(deal: Deal) -> dict[str, Any] | None:
    """Return the business's gain at the fee."""
    if deal.business is None:
        return None
    return {
        **{name: _money(value) for name, value in asdict(deal.business).items()},
        "value": _money(deal.business.value),
    }


def _worth(deal: Deal) -> dict[str, Any] | None:
    """Return what the business gains before any fee, money and hours apart from risk."""
    worth = deal.worth
    if worth is None:
        return None
    return {
        "money_and_hours": _money(worth.saving),
        "risk_relief": _money(worth.risk_relief),
        "decisions": _money(worth.decisions),
        "value": _money(worth.value),
    }


def _lines(deal: Deal) -> list[dict[str, Any]]:
    """Return every line of a benefit that is worth a cent, dearest first, with its inputs."""
    lines = sorted(deal.lines, key=lambda line: -abs(line.amount))
    return [
        {
            "benefit": line.benefit,
            "subject": line.subject,
            "what": line.what,
            "before": round(line.before, 4),
            "after": round(line.after, 4),
            "unit": line.unit,
            "factor": round(line.factor, 4),
            "amount": _money(line.amount),
            "inputs": [asdict(i) for i in inputs_of(deal.case, line)],
        }
        for line in lines
        if abs(line.amount) >= LEAST
    ]


def _row(row: RiskRow) -> dict[str, Any]:
    """Return one row of the risk schedule."""
    verdict = row.verdict
    return {
        "risk": row.risk,
        "name": row.name,
        "matters": row.matters,
        "before": _rounded(asdict(row.before)),
        "after": _rounded(asdict(row.after)),
        "terms": list(row.terms),
        "receiver": row.receiver,
        "share": _share(row.share),
        "share_of_all": _share(row.of_all),
        "cap": _money(row.cap),
        "collectable": _share(row.collectable),
        "provider_share_of_cause": _share(row.cause),
        "trade": _rounded(asdict(row.trade)) if row.trade else None,
        "sustainable": None if verdict is None else verdict.sustainable,
        "failed": [] if verdict is None else list(verdict.failed),
        "principles": [] if verdict is None else list(verdict.principles),
        "penalty": row.penalty,
        "penalty_rule": None
        if row.penalties is None
        else {who: _share(part) for who, part in row.penalties.items()},
        "created": row.created,
        "contract": row.contract,
    }


def _together(account: Account) -> dict[str, float | None]:
    """Return what dependence adds to the price of risk, by who bears it (F4)."""
    borne: dict[str, float] = {}
    for swings in account.swings:
        borne[swings.bearer] = borne.get(swings.bearer, 0.0) + swings.charge
    return {bearer: _money(charge) for bearer, charge in borne.items()}


def _unflagged(deal: Deal) -> dict[str, Any] | None:
    """Return the plan without flagged transfers, placed anew, where any is flagged."""
    found = deal.unflagged
    if found is None:
        return None
    band = found.band
    return {
        "kept": {risk: list(parties) for risk, parties in found.kept.items()},
        "placed_otherwise": found.moved,
        "surplus": _money(found.surplus),
        "price_of_risk": _money(found.account.risk),
        "floor": _money(band.floor) if band else None,
        "ceiling": _money(band.ceiling) if band else None,
        "fee": _money(found.fee),
        "still_flagged": [row.risk for row in found.schedule if row.flagged],
    }


def _dropped(deal: Deal) -> dict[str, Any] | None:
    """Return what to leave out first, where there is no band."""
    if deal.dropped is None:
        return None
    return {
        "steps": [
            {"responsibility": step.responsibility, "worth": _money(step.worth)}
            for step in deal.dropped.steps
        ],
        "opened": deal.dropped.opened,
        "floor": _money(deal.dropped.band.floor),
        "ceiling": _money(deal.dropped.band.ceiling),
    }


def _story(story: TierStory) -> dict[str, Any]:
    """Return one tier's story."""
    return {
        "tier": story.tier,
        "buyer": story.buyer,
        "buyer_role": story.buyer_role,
        "decider": story.decider,
        "score": round(story.score, 2),
        "sold": list(story.sold),
        "worries": [
            {
                "words": w.words,
                "asked": w.asked,
                "question": w.pain.question.number if w.pain else None,
                "score": round(w.score, 2),
                "qualities": [q.id for q in w.qualities],
                "hook": w.hook,
                "service_level": w.proof.model_dump(),
                "responsibilities": list(w.responsibilities),
                "risks": list(w.risks),
            }
            for w in story.worries
        ],
    }
