"""The shape of the fee: fixed inside a band of volumes, by the unit outside it (F10).

Within ± the band the provider carries the swings of volume, beyond it the business does, which
mostly controls them. Volumes are taken as normal with the stated spread, moving together
(conservative: real ones even out).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bestplaced.effort import standard_hours

if TYPE_CHECKING:
    from bestplaced.case.business import Case
    from bestplaced.deal.provider import ProviderSide
    from bestplaced.plan import Account

Source = Literal["stated", "measured", "judged"]
METERED = 0.8  # share of the volume-driven cost that the metered drivers make up
LEAST_COUNTED = 12  # units a year; rarer work is priced when it comes
JUDGED = 0.5  # weight of a driver whose volume is judged: counted where it costs twice as much
MOST_METERS = 4  # more meters than that nobody reads
_WHOLE = 1e-9  # units; half a payslip is never counted, so the band's ends are whole ones


@dataclass(frozen=True)
class Meter:
    """One driver that is counted: the fee holds from ``low`` to ``high`` whole units a year.

    ``unit_cost`` is the provider's cost of one unit, ``unit_price`` what a unit outside costs, or
    is credited, at the mark-up of the whole fee. ``source`` says where ``volume`` comes from: the
    case states it, a ledger measured it, or the catalogue judged it from the number of staff.
    """

    driver: str
    volume: float
    low: float
    high: float
    unit_cost: float
    unit_price: float
    source: Source = "stated"


@dataclass(frozen=True)
class Swing:
    """What one standard deviation of yearly volume costs each side under one shape of fee."""

    shape: str
    provider: float
    business: float


@dataclass(frozen=True)
class FeeShape:
    """The proposed shape: a yearly fee, what is counted, and the swings of each side beside it.

    ``costs`` is what each driver's volume costs the provider, money a year; ``markup`` the fee over
    what the provider needs; ``inside`` and ``outside`` the standard deviations of a swing within
    and beyond the band, shares of volume.
    """

    fee: float
    band: float
    spread: float
    meters: tuple[Meter, ...]
    swings: tuple[Swing, ...]
    costs: dict[str, float]
    markup: float
    inside: float
    outside: float


def fee_shape(case: Case, account: Account, side: ProviderSide, fee: float) -> FeeShape:
    """Return the shape proposed for a yearly fee, with the risk each side then carries."""
    terms = case.deal_terms
    costs = _driver_costs(case, account, side.name)
    whole = sum(costs.values())
    markup = fee / side.need if side.need > 0 else 1.0
    meters, told = [], 0.0
    counted = [d for d in costs if case.volumes[d] >= LEAST_COUNTED]
    source = {d: _source(case, d) for d in counted}
    weight = {d: costs[d] * (JUDGED if source[d] == "judged" else 1.0) for d in counted}
    for driver in sorted(counted, key=lambda d: -weight[d])[:MOST_METERS]:
        cost = costs[driver]
        if told >= METERED * whole:
            break
        told += cost
        volume = case.volumes[driver]
        meters.append(
            Meter(
                driver=driver,
                volume=volume,
                low=math.ceil(volume * (1 - terms.volume_band) - _WHOLE),
                high=math.floor(volume * (1 + terms.volume_band) + _WHOLE),
                unit_cost=cost / volume,
                unit_price=cost / volume * markup,
                source=source[driver],
            )
        )
    inside, outside = swings(terms.volume_band, terms.volume_spread)
    return FeeShape(
        fee=fee,
        band=terms.volume_band,
        spread=terms.volume_spread,
        meters=tuple(meters),
        swings=(
            Swing("fixed", whole * terms.volume_spread, 0.0),
            # Of the drivers not metered the provider carries all; the metered part is banded.
            Swing("fixed in the band", told * inside + (whole - told) * terms.volume_spread,
                  told * outside * markup),
            Swing("by the unit", 0.0, whole * terms.volume_spread * markup),
        ),
        costs=costs,
        markup=markup,
        inside=inside,
        outside=outside,
    )  # fmt: skip


def _source(case: Case, driver: str) -> Source:
    """Return where a driver's volume comes from."""
    filled = case.provenance.get(f"volumes.{driver}")
    if filled is None:
        return "stated"
    return "judged" if filled.grade == "E" else "measured"


def swings(band: float, spread: float) -> tuple[float, float]:
    """Return the standard deviations of a normal swing inside and outside ± a band.

    With x ~ N(0, spread²) and c = min(max(x, -band), band): those of c and of x - c, in the unit of
    ``spread``.
    """
    if spread <= 0:
        return 0.0, 0.0
    k = band / spread
    tail = 0.5 * math.erfc(k / math.sqrt(2))
    density = math.exp(-k * k / 2) / math.sqrt(2 * math.pi)
    clipped = spread**2 * ((1 - 2 * tail) - 2 * k * density) + 2 * band**2 * tail
    beyond = 2 * ((spread**2 + band**2) * tail - band * spread * density)
    return math.sqrt(max(0.0, clipped)), math.sqrt(max(0.0, beyond))


def _driver_costs(case: Case, account: Account, party: str) -> dict[str, float]:
    """Return what each driver's volume costs a provider a year."""
    costs: dict[str, float] = {}
    for r, p in account.placements.items():
        work, person = case.responsibilities[r], case.performers[p]
        volume = case.volumes.get(work.driver or "", 0.0)
        if person.party != party or work.driver is None or work.minutes is None or volume <= 0:
            continue
        standard = standard_hours(case, work)
        by_volume = min(1.0, volume * work.minutes.mean / 60 / standard) if standard > 0 else 0.0
        cost = account.hours[r] * by_volume * person.rate
        costs[work.driver] = costs.get(work.driver, 0.0) + cost
    return costs
