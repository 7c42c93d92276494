"""All of a plan's risks in one value: the trade of each, every party's years, the odds."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.errors import CaseError, Fault
from bestplaced.explain.trade import RiskTrade, risk_trades
from bestplaced.explain.worst_years import Simulation, simulation
from bestplaced.plan import Verifier
from bestplaced.risk.case_scenarios import case_scenarios, yearly_limits
from bestplaced.risk.exposures import UNBORNE, CaseRisks
from bestplaced.risk.limited_years import average, changed, limited_figures
from bestplaced.risk.party_laws import ALL, YearFigures, bearers, figures, party_lattice
from bestplaced.risk.party_prices import party_prices
from bestplaced.risk.plan_difference import plan_difference

if TYPE_CHECKING:
    from collections.abc import Callable

    from bestplaced.plan import Account, Outcome
    from bestplaced.risk.exposures import PlacedRisk
    from bestplaced.risk.lattice import Lattice
    from bestplaced.risk.scenarios import Scenarios

PLANS = {
    "today": "today",
    "best": "best",
    "everything": "everything moved",
    "nothing": "nothing moved",
    "cheapest": "cheapest by cost",
}
"""Short name of a plan -> its name among the plans of F11."""

ALWAYS = ("today", "best", "everything")


@dataclass(frozen=True)
class Odds:
    """Chances that a year under a plan is better than the same year under today's placements.

    ``business``: the business loses less to risks. ``all``: all parties together do. ``all_costs``:
    the same with the plans' own costs less the value of better decisions (F9); fees between the
    parties cancel. ``error`` is the standard error of ``business`` where yearly limits make it a
    simulated chance in part.
    """

    business: float
    all: float
    all_costs: float
    error: float = 0.0


@dataclass(frozen=True)
class RiskReport:
    """The risks of one plan beside today, money a year.

    ``years`` is party -> plan -> figures; ``dependence`` is the part of the price of risk that no
    single risk has (shared years and shocks), plan -> money a year.
    """

    plan: str
    trades: tuple[RiskTrade, ...]
    years: dict[str, dict[str, YearFigures]]
    odds: Odds | None
    odds_of_best: Odds | None
    dependence: dict[str, float]
    placed: dict[str, tuple[PlacedRisk, ...]]
    simulation: Simulation


def risk_report(
    outcome: Outcome,
    plan: str = "best",
    years: int = 5_000,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> RiskReport:
    """Return the report of one of `PLANS`, the usual ones beside it.

    ``years`` are simulated, from ``seed``, to show the worst of them, and for what yearly limits
    change; all other figures are exact.
    ``progress`` is told what is being worked out. Raises `CaseError` if the plan was not found, or
    for a number of years that is not possible.
    """
    case, verifier = outcome.case, Verifier(outcome.case)
    if PLANS[plan] not in outcome.references:
        what = f"there is no plan '{plan}': the solver stopped with '{outcome.termination}'."
        raise CaseError(Fault(what, "--plan", "Give it more time, or choose another plan."))
    accounts = {
        name: outcome.references[PLANS[name]]
        for name in dict.fromkeys((*ALWAYS, plan))
        if PLANS[name] in outcome.references
    }
    risks = CaseRisks(case, verifier.tags)
    usual = Verifier(case.model_copy(update={"terms": {}})) if case.terms else verifier
    others = CaseRisks(case, usual.tags) if case.terms else risks
    placed = {
        name: _placed(*((risks, verifier) if name == "best" else (others, usual)), account)
        for name, account in accounts.items()
    }
    crossings = len(verifier.crossings(accounts[plan].placements))
    prices = party_prices(risks, crossings)
    if progress is not None:
        progress(f"{years:,} simulated years")
    limits = yearly_limits(case)
    chosen = placed if limits else {n: placed[n] for n in dict.fromkeys(("today", plan))}
    lived = case_scenarios(case, chosen, years, seed, limits)
    odds = {
        name: _limited_odds(_odds(outcome, accounts, placed, name, progress), lived, name)
        for name in dict.fromkeys((plan, "best"))
        if name in accounts and name != "today"
    }
    return RiskReport(
        plan=plan,
        trades=risk_trades(case, placed["today"], placed[plan], prices),
        years=_years(outcome, placed, lived, progress),
        odds=odds.get(plan),
        odds_of_best=odds.get("best"),
        dependence={n: a.risk - sum(p.price for p in placed[n]) for n, a in accounts.items()},
        placed=placed,
        simulation=simulation(case, placed, plan, lived),
    )


def _placed(risks: CaseRisks, verifier: Verifier, account: Account) -> tuple[PlacedRisk, ...]:
    """Return the risks of one account, with its duty pairs and hand-offs."""
    placements = account.placements
    return risks.placed(
        placements, verifier.pair_factors(placements), verifier.crossings(placements)
    )


def _years(
    outcome: Outcome,
    placed: dict[str, tuple[PlacedRisk, ...]],
    lived: dict[str, Scenarios],
    progress: Callable[[str], None] | None,
) -> dict[str, dict[str, YearFigures]]:
    """Return party -> plan -> figures; a party that bears nothing under a plan is left out."""
    years: dict[str, dict[str, YearFigures]] = {}
    for name, risks in placed.items():
        relieved = 0.0
        for party in (*bearers(risks)[::-1], ALL):  # the business last: it takes what others do not
            if progress is not None:
                progress(f"{party}, {PLANS[name]}")
            lattice = party_lattice(outcome.case, risks, party)
            exact = found = figures(lattice)
            if name in lived:
                found = _limited(lattice, exact, lived[name], party)
            if party == BUSINESS and found is not exact:
                found = replace(found, mean=exact.mean + relieved)
            relieved += exact.mean - found.mean
            years.setdefault(party, {})[name] = found
    parties = [BUSINESS, *outcome.case.parties]
    others = sorted(set(years) - {*parties, UNBORNE, ALL})
    order = [*dict.fromkeys(parties), *others, UNBORNE, ALL]
    return {party: years[party] for party in order if party in years}


def _limited(lattice: Lattice, exact: YearFigures, lived: Scenarios, party: str) -> YearFigures:
    """Return a party's figures under the yearly limits that touch it."""
    touched = [n for n in lived.limits if party in (n.account, n.insurer, n.then)]
    if not touched or party not in lived.before:
        return exact
    most = min((n.most for n in touched if n.then != party), default=math.inf)
    alone = len(touched) == 1 and touched[0].account == party
    if alone and touched[0].insurer not in lived.before and most > lattice.grid.width:
        return figures(lattice, most)
    return limited_figures(exact, lived.before[party], lived.paid(party), most)


def _limited_odds(odds: Odds, lived: dict[str, Scenarios], name: str) -> Odds:
    """Return the odds with what yearly limits change for the business, from the same years."""
    today = lived["today"]
    if not today.limits:
        return odds
    free = lived[name].before[BUSINESS] < today.before[BUSINESS]
    held = lived[name].paid(BUSINESS) < today.paid(BUSINESS)
    moved = changed(average, free.astype(float), held.astype(float))
    return replace(
        odds, business=min(max(odds.business + moved.value, 0.0), 1.0), error=moved.error
    )


def _odds(
    outcome: Outcome,
    accounts: dict[str, Account],
    placed: dict[str, tuple[PlacedRisk, ...]],
    name: str,
    progress: Callable[[str], None] | None,
) -> Odds:
    """Return how often a plan beats today in the same years."""
    if progress is not None:
        progress(f"{PLANS[name]} against today")
    laws = [
        plan_difference(outcome.case, placed["today"], placed[name], party).law()
        for party in (BUSINESS, ALL)
    ]
    fixed = [accounts[n].cost - accounts[n].decisions for n in ("today", name)]
    return Odds(laws[0].below_zero(), laws[1].below_zero(), laws[1].below(fixed[0] - fixed[1]))
