"""The trace of how the fee is charged: what is counted, and what a swing of volumes costs (F10)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bestplaced.deal.traced import BAND, HOURS, SHAPE, Traced, known, summed
from bestplaced.effort import standard_hours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bestplaced.deal.agreement import Deal
    from bestplaced.deal.shape import FeeShape

WITHIN, BEYOND = "swing within the band", "swing beyond the band"
VOLUMES = "volumes"


def of_shape(deal: Deal) -> Iterator[Traced]:
    """Yield what a unit beyond the band costs, and what swings cost each side."""
    shape = deal.shape
    if shape is not None and deal.side is not None:
        yield from _meters(deal, shape, deal.side.name)
        yield from _swings(deal, shape, deal.side.name)
    for driver, volume in deal.case.volumes.items():
        inputs, name = known(deal.case, f"volumes.{driver}"), driver.replace("_", " ")
        how = "how many there are in a usual year"
        yield Traced(name, VOLUMES, volume, how, inputs, unit="a year")


def _meters(deal: Deal, shape: FeeShape, provider: str) -> Iterator[Traced]:
    """Yield the price of a unit of what is counted, and the time each driver takes."""
    case = deal.case
    for m in shape.meters:
        how = (
            f"a unit: {shape.costs[m.driver]:,.2f} of the provider's time / {m.volume:,.10g} x "
            f"{shape.markup:.4f} (fee / needs); {m.low:,.10g} to {m.high:,.10g} are in the fee: "
            f"the whole units within {shape.band:g} of {m.volume:,.10g} either way"
        )
        inputs, name = known(case, "deal.volume_band", f"volumes.{m.driver}"), _plain(m.driver)
        parts = (("fee", BAND), ("needs", provider), (_time(m.driver), SHAPE))
        yield Traced(name, SHAPE, m.unit_price, how, inputs, parts, unit="a unit")
    for driver, cost in shape.costs.items():
        told: list[str] = []
        work_of: list[tuple[str, str]] = []
        for r, p in deal.account.placements.items():
            work, person = case.responsibilities[r], case.performers[p]
            if work.driver != driver or person.party != provider or work.minutes is None:
                continue
            whole = standard_hours(case, work)
            part = min(1.0, case.volumes[driver] * work.minutes.mean / 60 / whole) if whole else 0.0
            told.append(
                f"{deal.account.hours[r]:,.4f} h {r} x {part:.6g} of it by volume x "
                f"{person.rate:,.4f}"
            )
            work_of.append((r, HOURS))
        yield Traced(_time(driver), SHAPE, cost, " + ".join(told), parts=tuple(work_of))


def _plain(driver: str) -> str:
    return driver.replace("_", " ")


def _time(driver: str) -> str:
    return f"time by {_plain(driver)}"


def _swings(deal: Deal, shape: FeeShape, provider: str) -> Iterator[Traced]:
    """Yield what one standard deviation of a year's volume costs each side, by shape of fee."""
    inputs = known(deal.case, "deal.volume_spread", "deal.volume_band")
    needs = (("fee", BAND), ("needs", provider))
    whole = sum(shape.costs.values())
    told = sum(shape.costs[m.driver] for m in shape.meters)
    rest, mark, spread = whole - told, shape.markup, shape.spread
    marked = f"{mark:.6f} (fee / needs)"
    of = f"{whole:,.2f} = {summed((cost, _time(d)) for d, cost in shape.costs.items())}"
    counted = (
        f"{told:,.2f} = {summed((shape.costs[m.driver], _time(m.driver)) for m in shape.meters)}"
    )
    arithmetic = {
        "fixed": (f"provider = {whole:,.2f} x {spread:g}", "business = 0", of),
        "fixed in the band": (
            (
                f"provider = {told:,.2f} counted x {shape.inside:.6f} within the band + "
                f"{rest:,.2f} not counted x {spread:g}"
            ),
            f"business = {told:,.2f} x {shape.outside:.6f} beyond the band x {marked}",
            counted,
            of,
        ),
        "by the unit": (
            "provider = 0",
            (
                f"business = {whole * spread:,.2f} x {marked}, with {whole * spread:,.2f} = "
                f"{whole:,.2f} x {spread:g}"
            ),
            of,
        ),
    }
    times = tuple((_time(d), SHAPE) for d in shape.costs)
    for s in shape.swings:
        how = f"{s.provider:,.2f} the provider's, {s.business:,.2f} the business's: one standard "
        how += "deviation of a year (F10)"
        parts = needs if s.shape != "fixed" else ()
        if s.shape == "fixed in the band":
            parts = ((WITHIN, SHAPE), (BEYOND, SHAPE), *parts)
        lines, amount = "\n".join((how, *arithmetic[s.shape])), s.provider or s.business
        yield Traced(s.shape, SHAPE, amount, lines, inputs, (*times, *parts))
    yield from _band(shape, inputs)


def _band(shape: FeeShape, inputs: tuple) -> Iterator[Traced]:  # type: ignore[type-arg]
    """Yield the standard deviations of a normal swing within and beyond the band."""
    if shape.spread <= 0:
        return
    b, v = f"{shape.band:g}", f"{shape.spread:g}"
    k = shape.band / shape.spread
    tail = 0.5 * math.erfc(k / math.sqrt(2))
    density = math.exp(-k * k / 2) / math.sqrt(2 * math.pi)
    where = (
        f"with {k:.6g} = {b} / {v}; of normal years {tail:.6f} lie beyond one end of the band, "
        f"where the curve is {density:.6f} high"
    )
    within = f"{v}^2 x (1 - 2 x {tail:.6f} - 2 x {k:.6g} x {density:.6f}) + 2 x {b}^2 x {tail:.6f}"
    beyond = f"2 x (({v}^2 + {b}^2) x {tail:.6f} - {b} x {v} x {density:.6f})"
    for name, value, how in ((WITHIN, shape.inside, within), (BEYOND, shape.outside, beyond)):
        told = f"{value:.6f} of volume = ({how})^0.5\n{where}"
        yield Traced(name, SHAPE, 100 * value, told, inputs, unit="%")
