"""The risks of a plan as plain data, for ``--json`` (docs/reference/risk-json.md)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bestplaced.explain.trade import carried

if TYPE_CHECKING:
    from bestplaced.explain import Carried, RiskReport, RiskTrade, Simulation, WorstYear
    from bestplaced.plan import Outcome
    from bestplaced.risk.estimates import Estimate
    from bestplaced.risk.party_laws import YearFigures

VERSION = 1


def risk_data(outcome: Outcome, report: RiskReport) -> dict[str, Any]:
    """Return everything the command knows, money to the cent and chances to six digits."""
    best, chosen = report.odds_of_best, report.odds
    return {
        "version": VERSION,
        "case": outcome.case.name,
        "currency": outcome.case.currency,
        "plan": report.plan,
        "seed": outcome.seed,
        "versions": outcome.versions,
        "tags": [_tag(outcome, report, trade) for trade in report.trades],
        "dependence": {name: _money(value) for name, value in report.dependence.items()},
        "parties": {
            party: {plan: _year(figures) for plan, figures in plans.items()}
            for party, plans in report.years.items()
        },
        "p_best_beats_today": None if best is None else _chance(best.business),
        "p_beats_today": None
        if chosen is None
        else {
            "business": _chance(chosen.business),
            "all": _chance(chosen.all),
            "all_costs": _chance(chosen.all_costs),
            "standard_error": _chance(chosen.error),
        },
        "scenarios": [_scenario(year) for year in report.simulation.worst],
        "simulation": _simulation(report.simulation),
    }


def _money(value: float) -> float:
    return round(value, 2) + 0.0  # a negative zero is a zero


def _chance(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 6)


def _tag(outcome: Outcome, report: RiskReport, trade: RiskTrade) -> dict[str, Any]:
    """Return one risk: who carries it, for how much, and what it would cost each party."""
    best = carried([p for p in report.placed.get("best", ()) if p.risk == trade.risk])
    return {
        "risk": trade.risk,
        "name": outcome.case.risks[trade.risk].name,
        "bearer_today": trade.today.bearer or None,
        "bearer_best": best.bearer or None,
        "today": _carried(trade.today),
        "plan": _carried(trade.plan),
        "price_by_party": {party: _money(price) for party, price in trade.prices.items()},
        "worth": _money(trade.worth),
    }


def _carried(side: Carried) -> dict[str, Any]:
    return {
        "bearer": side.bearer or None,
        "bearer_share": round(side.share, 4),
        "expected": _money(side.expected),
        "expected_by_party": {party: _money(part) for party, part in side.parts.items()},
        "price": _money(side.price),
        "performers": list(side.performers),
    }


def _year(year: YearFigures) -> dict[str, Any]:
    """Return one party's year; sums in money, `p_zero` a chance."""
    known = asdict(year)
    errors = known.pop("errors")
    data: dict[str, Any] = {n: _money(v) for n, v in known.items() if n not in {"p_zero", "method"}}
    data |= {"bucket": year.bucket, "p_zero": _chance(year.p_zero), "method": year.method}
    if errors:
        data["standard_error"] = {n: round(v, 6) for n, v in errors.items()}
    return data


def _scenario(year: WorstYear) -> dict[str, Any]:
    """Return one bad year, its events in order of time; ``when`` is the part of the year gone."""
    return {
        "year": year.year,
        "paid": {party: _money(paid) for party, paid in year.paid.items()},
        "business_today": _money(year.today),
        "chance_of_worse": _chance(year.chance),
        "events": [
            {
                "when": round(event.when, 4),
                "what": event.label,
                "shock": event.shock or None,
                "loss": _money(event.loss),
                "paid": {party: _money(paid) for party, paid in event.paid.items()},
            }
            for event in year.events
        ],
    }


def _simulation(run: Simulation) -> dict[str, Any]:
    """Return what the simulated years say, each figure with its standard error."""
    beats = run.beats
    return {
        "years": run.years,
        "mean": {
            party: {plan: _estimate(mean) for plan, mean in plans.items()}
            for party, plans in run.means.items()
        },
        "p_business_beats_today": None
        if beats is None
        else {"value": _chance(beats.value), "standard_error": _chance(beats.error)},
    }


def _estimate(estimate: Estimate) -> dict[str, float]:
    return {"value": _money(estimate.value), "standard_error": _money(estimate.error)}
