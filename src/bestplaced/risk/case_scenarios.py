"""A case's plans lived through the same simulated years.

Each placed risk is one stream of events of its own and one for each shock that can cause it. A
provider's shocks, its people's included, are the same for all its clients.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.risk.event_table import EventTable, Frailty, ShockSource, Stream, World
from bestplaced.risk.exposures import UNBORNE
from bestplaced.risk.laws import Lognormal
from bestplaced.risk.party_laws import frailty, struck
from bestplaced.risk.placing import Placing
from bestplaced.risk.scenarios import AnnualLimit, Scenarios, rates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bestplaced.case.business import Case
    from bestplaced.risk.exposures import PlacedRisk


def case_scenarios(
    case: Case,
    plans: Mapping[str, Sequence[PlacedRisk]],
    years: int,
    seed: int,
    limits: Sequence[AnnualLimit] = (),
) -> dict[str, Scenarios]:
    """Return each plan in the same ``years`` simulated years of this case.

    ``limits`` are usually those of `yearly_limits`; none by default. Raises `CaseError` where the
    years are none or more than fit.
    """
    world = case_world(case, list(plans.values()))
    placings = {name: case_placings(case, placed) for name, placed in plans.items()}
    table = EventTable.build(world, rates(list(placings.values())), years, seed)
    return {name: Scenarios.build(table, plan, limits) for name, plan in placings.items()}


def yearly_limits(case: Case) -> tuple[AnnualLimit, ...]:
    """Return what contracts and policies limit in a year, in the order in which they bite.

    What a policy does not pay falls back on whom it insures; what exceeds a provider's cap, its
    insurer's part included, on the business.
    """
    found = [
        AnnualLimit(f"insurer of {p.name}", p.yearly_policy_limit, p.name)
        for p in case.parties.values()
        if math.isfinite(p.yearly_policy_limit)
    ]
    found += [
        AnnualLimit(p.name, p.yearly_cap, BUSINESS, f"insurer of {p.name}")
        for p in case.parties.values()
        if math.isfinite(p.yearly_cap) and p.name != BUSINESS
    ]
    return tuple(found)


def flowing_to(case: Case, party: str) -> tuple[AnnualLimit, ...]:
    """Return the yearly limits beyond which a party pays in the place of others."""
    return tuple(limit for limit in yearly_limits(case) if limit.then == party)


def case_world(case: Case, plans: Sequence[Sequence[PlacedRisk]]) -> World:
    """Return all that can happen to a case under any of some plans."""
    streams: dict[str, Stream] = {}
    shocks: dict[str, ShockSource] = {}
    for p in (p for plan in plans for p in plan):
        law = Lognormal(p.mu, p.sigma, risk=p.risk)
        label = case.risks[p.risk].name
        streams.setdefault(p.name, Stream(p.name, law, group=p.group, label=label))
        for shock, whom in struck(case, p):
            name = _shock(shock, whom)
            provider = _provider(case, whom)
            shocks[name] = ShockSource(case.shocks[shock].rate.value, provider)
            hit = _hit(p, shock, whom)
            streams.setdefault(hit, Stream(hit, law, shock=name, label=label))
    groups = {name: Frailty(r) for name, r in frailty(case).items()}
    return World(case.name, tuple(streams.values()), groups, shocks)


def case_placings(case: Case, placed: Sequence[PlacedRisk]) -> dict[str, Placing]:
    """Return how a plan places each stream: the rate, and who pays what of an event."""
    found = {}
    for p in placed:
        gross = p.lost.rescaled(p.factor, p.max_loss)
        payers = [party for party in p.layers if party not in (BUSINESS, UNBORNE)]
        rest, means = BUSINESS, case.business.means
        if p.gain:  # the rest is no loss of the business
            if not payers:
                continue
            rest, means = payers.pop(), math.inf
        parts = tuple((party, p.layer_before(party)) for party in payers)
        found[p.name] = Placing(p.own, gross, parts, rest, means)
        for shock, whom in struck(case, p):
            found[_hit(p, shock, whom)] = Placing(p.hits[shock], gross, parts, rest, means)
    return found


def _shock(shock: str, whom: str) -> str:
    """Return the lasting name of a shock of one person or party."""
    return f"{shock}: {whom}"


def _hit(placed: PlacedRisk, shock: str, whom: str) -> str:
    """Return the lasting name of the hits of a shock on a placed risk."""
    return f"{placed.name} < {_shock(shock, whom)}"


def _provider(case: Case, whom: str) -> str:
    """Return the provider that a struck person or party belongs to; none for the business."""
    party = whom if whom in case.parties else case.performers[whom].party
    return "" if party == BUSINESS else party
