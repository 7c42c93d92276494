"""Plans of a case lived through the same simulated years: from placed risks to scenarios.

A stream is a placed risk's own events, or its hits by one shock of one performer or party; it is
keyed by what it is, so that another plan, or more years, leaves every event as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.risk.event_table import EventTable, Frailty, ShockSource, Stream, World
from bestplaced.risk.exposures import UNBORNE, WHOLE
from bestplaced.risk.party_laws import frailty, struck
from bestplaced.risk.placing import Placing
from bestplaced.risk.scenarios import Scenarios, rates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bestplaced.case.business import Case
    from bestplaced.risk.exposures import PlacedRisk


def simulated(
    case: Case, plans: Mapping[str, Sequence[PlacedRisk]], years: int, seed: int
) -> dict[str, Scenarios]:
    """Return every plan in the same ``years`` years.

    Raises `CaseError` for a number of years that is not possible, or more events than fit.
    """
    streams: dict[str, Stream] = {}
    shocks: dict[str, ShockSource] = {}
    placings = {name: _placings(case, plan, streams, shocks) for name, plan in plans.items()}
    groups = {group: Frailty(r) for group, r in frailty(case).items()}
    world = World(case.name, tuple(streams.values()), groups, shocks)
    table = EventTable.build(world, rates(list(placings.values())), years, seed)
    return {name: Scenarios.build(table, plan) for name, plan in placings.items()}


def _placings(
    case: Case,
    plan: Sequence[PlacedRisk],
    streams: dict[str, Stream],
    shocks: dict[str, ShockSource],
) -> dict[str, Placing]:
    """Return a plan's placing of each stream; new streams and shocks are noted on the way."""
    found = {}
    for p in plan:
        law, label = p.law_before(_smallest_factor(case, p)), _label(case, p)
        if p.name not in streams:
            streams[p.name] = Stream(p.name, law, group=p.group, label=label)
        found[p.name] = _placing(case, p, p.own)
        for shock, whom in struck(case, p):
            source, name = f"{case.shocks[shock].name}: {whom}", f"{p.name} / {shock} {whom}"
            if name not in streams:
                party = case.performers[p.performer].party
                provider = party if party != BUSINESS and whom == party else ""
                shocks[source] = ShockSource(case.shocks[shock].rate.value, provider)
                streams[name] = Stream(name, law, shock=source, label=label)
            found[name] = _placing(case, p, p.hits[shock])
    return found


def _smallest_factor(case: Case, p: PlacedRisk) -> float:
    """Return the smallest factor of any performer: a stream's law ends where it still matters.

    It is the catalogue's, not the plan's, so that a stream is the same whoever else is compared.
    """
    factors = [m.severity for m in case.risks[p.risk].multipliers.values() if m.severity > 0]
    return min([*factors, p.factor])


def _label(case: Case, p: PlacedRisk) -> str:
    """Return what a reader is shown of a stream: the risk, and the work it hangs on."""
    work = case.responsibilities.get(p.place)
    hands = p.place.replace(">", " to ")
    return f"{case.risks[p.risk].name} ({work.name if work is not None else hands})"


def _placing(case: Case, p: PlacedRisk, rate: float) -> Placing:
    """Return how often a stream strikes under a plan and who pays: the business pays the rest."""
    parts = tuple(
        (party, p.layer_before(party)) for party in p.layers if party not in {BUSINESS, UNBORNE}
    )
    gross = WHOLE.rescaled(p.factor, p.max_loss)
    return Placing(rate, gross, parts, BUSINESS, case.business.means)
