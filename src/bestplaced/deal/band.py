"""F10: reservation prices, the band between them, and its split; one provider or several.

Pure arithmetic on money a year. The floor is what a provider needs, the ceiling what the business
gains, cut off by its best other way. Both are net of tax; tax that nobody gives back lies between
what the business pays and what the provider gets, and is an outside cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

BETAS = (0.3, 0.5, 0.7)
AGAINST_TODAY = "staying as today"


@dataclass(frozen=True)
class Band:
    """The fees at which both win, money a year, net of tax.

    ``floor`` is None where the provider's cost is not known (a foreign quote): then no surplus of
    the provider's may be shown. ``cut_by`` is what sets the ceiling: the business's best other way.
    ``ceilings`` are all of them by name.
    """

    floor: float | None
    ceiling: float
    cut_by: str
    ceilings: dict[str, float]

    @property
    def width(self) -> float | None:
        """Ceiling less floor; below 0 where there is no band; None where the floor is unknown."""
        return None if self.floor is None else self.ceiling - self.floor

    @property
    def closed(self) -> bool:
        """Whether no fee leaves both better off, as far as is known."""
        return self.ceiling <= 0 if self.floor is None else self.ceiling < self.floor

    def fee(self, beta: float) -> float | None:
        """Return ``floor + β (ceiling - floor)``; None without a known floor or without a band."""
        if self.floor is None or self.closed:
            return None
        return self.floor + beta * (self.ceiling - self.floor)


def fee_band(floor: float | None, ceilings: Mapping[str, float], tax: float = 0.0) -> Band:
    """Return the band from the floor and the gross ceilings by name; the lowest one cuts.

    ``tax`` is the share of the fee that is tax nobody gives back: of a gross sum G the provider
    gets ``G / (1 + tax)``.
    """
    net = {name: value / (1 + tax) for name, value in ceilings.items()}
    cut_by = min(net, key=lambda name: net[name])
    return Band(floor, net[cut_by], cut_by, net)


def joint_fees(
    bands: Mapping[str, Band], room: float, beta: float, tax: float = 0.0
) -> dict[str, float | None]:
    """Return each provider's fee so that jointly ``Σ (fee - floor) (1 + tax) ≤ room``.

    ``room`` is what the business gains if every provider gets its floor. Each provider gets β of
    its band; where these parts together would exceed the room (two providers that can replace each
    other add less apart than together), all are cut in proportion.
    """
    parts = {
        name: beta * band.width
        for name, band in bands.items()
        if band.width is not None and not band.closed
    }
    asked = sum(parts.values()) * (1 + tax)
    cut = 1.0 if asked <= max(0.0, room) else max(0.0, room) / asked
    fees: dict[str, float | None] = {}
    for name, band in bands.items():
        part = parts.get(name)
        fees[name] = None if part is None or band.floor is None else band.floor + part * cut
    return fees
