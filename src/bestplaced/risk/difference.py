"""The law of one plan's yearly loss less another's, when both live through the same events.

Common random numbers: a risk's events come from one stream. Up to the smaller rate the event
happens under both plans and costs ``w_b(X) - w_a(X)`` for the same X; the surplus of the more
frequent plan costs ``+w_b(X)`` or ``-w_a(X)``. The chance that one plan beats the other depends
on this coupling; the mean difference does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.errors import CaseError, Fault
from bestplaced.risk.discretise import discretise_signed
from bestplaced.risk.frequency import Bernoulli, NegativeBinomial, Poisson
from bestplaced.risk.lattice import Exposure, Grid, Lattice, Shock
from bestplaced.risk.layer import NOTHING, Layer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bestplaced.risk.discretise import EventLaw
    from bestplaced.risk.frequency import Frequency
    from bestplaced.risk.laws import LossLaw


@dataclass(frozen=True)
class Coupled:
    """One risk under plans a and b, for one party: both layers are functions of the same loss.

    A performer whose losses are larger by a factor enters by `Layer.rescaled`.
    """

    name: str
    law: LossLaw
    frequency_a: Frequency
    layer_a: Layer
    frequency_b: Frequency
    layer_b: Layer
    group: str = ""


@dataclass(frozen=True)
class CoupledHit:
    """A risk that a performer's shock can hit: with which chance, and what it costs each plan.

    A plan that does not place the risk with this performer has the layer `NOTHING`.
    """

    probability: float
    law: LossLaw
    layer_a: Layer
    layer_b: Layer


@dataclass(frozen=True)
class CoupledShock:
    """Shocks of one performer, the same ones under both plans; ``rate`` a year."""

    name: str
    rate: float
    hits: tuple[CoupledHit, ...]


def difference(
    grid: Grid,
    risks: Sequence[Coupled],
    shocks: Sequence[CoupledShock] = (),
    frailty: Mapping[str, float] | None = None,
) -> Lattice:
    """Return the lattice of plan b's yearly loss less plan a's.

    ``law().below_zero()`` is the probability that b costs less than a; ``law().no_event`` the
    probability that no event tells them apart.
    """
    exposures = [coupled_exposure(grid, risk) for risk in risks]
    both = []
    for shock in shocks:
        hits = tuple((hit.probability, _hit(grid, shock.name, hit)) for hit in shock.hits)
        both.append(Shock(shock.name, shock.rate, hits))
    return Lattice.build(grid, exposures, both, frailty)


def coupled_exposure(grid: Grid, risk: Coupled) -> Exposure:
    """Return the signed exposure of one risk, for `difference` and `Lattice.replaced`."""
    a, b = risk.frequency_a, risk.frequency_b

    def signed(plus: Layer, minus: Layer) -> EventLaw:
        return discretise_signed(risk.law, grid.width, plus, minus, risk.name)

    event = coupled_event((a.weight, risk.layer_a), (b.weight, risk.layer_b), signed)
    return Exposure(risk.name, _larger(risk.name, a, b), event, risk.group)


def coupled_event(
    a: tuple[float, Layer], b: tuple[float, Layer], signed: Callable[[Layer, Layer], EventLaw]
) -> EventLaw:
    """Return b's part less a's of one event; the more frequent plan has the surplus alone.

    Each plan is given by its weight (events a year, or a chance) and its layer; ``signed`` lays
    one layer less another on the grid.
    """
    (weight_a, layer_a), (weight_b, layer_b) = a, b
    if weight_a == weight_b:
        return signed(layer_b, layer_a)
    surplus = signed(layer_b, NOTHING) if weight_b > weight_a else signed(NOTHING, layer_a)
    least, most = sorted((weight_a, weight_b))
    return signed(layer_b, layer_a).mixed(least / most, surplus) if least else surplus


def _hit(grid: Grid, shock: str, hit: CoupledHit) -> EventLaw:
    """Return the signed loss of one risk hit by a shock."""
    return discretise_signed(hit.law, grid.width, hit.layer_b, hit.layer_a, shock)


def _larger(name: str, a: Frequency, b: Frequency) -> Frequency:
    """Return the more frequent of two laws of one kind; refuse kinds that cannot be coupled."""
    rates = isinstance(a, Poisson) and isinstance(b, Poisson)
    chances = isinstance(a, Bernoulli) and isinstance(b, Bernoulli)
    frail = isinstance(a, NegativeBinomial) and isinstance(b, NegativeBinomial) and a.r == b.r
    if not (rates or chances or frail or a == b):
        what = "the two plans' frequencies must be of one kind, and negative binomials of one r."
        raise CaseError(Fault(what, f"{name}.frequency"))
    return a if a.weight >= b.weight else b
