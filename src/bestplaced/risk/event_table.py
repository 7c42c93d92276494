"""Every event that may happen to a client, year by year, before any plan is chosen.

An event carries its *level*: the arrival time of a Poisson process of rate 1, divided by the
year's gamma factors. It happens under a plan exactly when its level is below the plan's rate. So
no rate enters the random numbers: more years, other performers or new plans leave every event as
it was, and a plan with a higher rate has the same events and some more.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.errors import CaseError, Fault
from bestplaced.risk import philox
from bestplaced.risk.frequency import check
from bestplaced.risk.quantile_table import gamma_table, quantiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from bestplaced.risk.philox import Words
    from bestplaced.risk.quantile_table import Drawable, Quantiles

    Array = NDArray[np.float64]
    Years = NDArray[np.intp]

CHUNK = 8192  # years at a time: the words of a chunk stay in the processor's cache
MOST = 100_000_000  # events of one table: about 4 GB
TINY = 1e-300

# Shape of the own gamma of a risk that strikes once a year or not at all.
ONCE = 0.0
POISSON = float("inf")


@dataclass(frozen=True)
class Stream:
    """One source of events: a risk, the part of it on one responsibility, or a shock's hits.

    ``name`` is lasting: it keys the random numbers. ``law`` is the loss before any performer's
    factor. ``shape`` is that of the risk's own gamma factor (negative binomial), `POISSON` for
    none, `ONCE` for an event that happens once a year or not (Bernoulli). ``group`` names a shared
    frailty. With ``shock`` the events are hits of that shock: their level is a plain uniform
    number and a plan's rate the chance that one shock hits. ``label`` is what a reader is shown.
    """

    name: str
    law: Drawable
    shape: float = POISSON
    group: str = ""
    shock: str = ""
    label: str = ""

    def __post_init__(self) -> None:
        if not self.shape >= 0:
            what = f"got {self.shape!r}; 0 or more is needed."
            raise CaseError(Fault(what, f"{self.name}.shape"))
        if self.group and (self.shock or self.shape == ONCE):
            what = "only Poisson and negative binomial counts can share a frailty."
            raise CaseError(Fault(what, f"{self.name}.group"))

    @property
    def most(self) -> float:
        """The highest rate there can be: 1 where it is a chance."""
        return 1.0 if self.shape == ONCE or self.shock else np.inf


@dataclass(frozen=True)
class Frailty:
    """A gamma factor of mean 1 and shape ``r`` shared by a group's rates in a year.

    ``sector``: the same factor for all clients that name it; else the client's own.
    """

    r: float
    sector: str = ""


@dataclass(frozen=True)
class ShockSource:
    """What strikes one performer ``rate`` times a year.

    ``provider``: the same shocks for all clients of that provider; empty for the client's own
    people.
    """

    rate: float
    provider: str = ""


@dataclass(frozen=True)
class World:
    """All that can happen to one client: streams by lasting name, groups, shocks."""

    client: str
    streams: tuple[Stream, ...]
    frailty: Mapping[str, Frailty] = field(default_factory=dict)
    shocks: Mapping[str, ShockSource] = field(default_factory=dict)

    def __post_init__(self) -> None:
        faults, names = [], [s.name for s in self.streams]
        doubled = (
            sorted({n for n in names if names.count(n) > 1}) if len(set(names)) < len(names) else []
        )
        faults += [Fault("named twice.", name) for name in doubled]
        for s in self.streams:
            if s.group and s.group not in self.frailty:
                faults.append(Fault(f"frailty group '{s.group}' is unknown.", f"{s.name}.group"))
            if s.shock and s.shock not in self.shocks:
                faults.append(Fault(f"shock '{s.shock}' is unknown.", f"{s.name}.shock"))
        if faults:
            raise CaseError(faults)
        for group, frailty in self.frailty.items():
            check(frailty.r, group, "r", TINY)
        for shock, source in self.shocks.items():
            check(source.rate, shock, "rate", 0.0)


@dataclass(frozen=True, eq=False)
class Events:
    """Candidate events of one stream, one entry each, all of shape (m,).

    ``year`` from 0; ``level`` in events a year; ``loss`` money before a performer's factor;
    ``when`` is the part of the year gone, 0 to 1.
    """

    year: Years
    level: Array
    loss: Array
    when: Array

    @classmethod
    def joined(cls, parts: Sequence[Events]) -> Events:
        """Return the events of several spans of years or of levels."""
        if len(parts) == 1:
            return parts[0]
        none = np.zeros(0)
        joined = [
            np.concatenate([getattr(p, name) for p in parts] or [none])
            for name in ("year", "level", "loss", "when")
        ]
        return cls(joined[0].astype(np.intp), *joined[1:])


@dataclass(frozen=True, eq=False)
class EventTable:
    """All candidate events of ``years`` years below each stream's ceiling (events a year)."""

    world: World
    seed: int
    years: int
    ceilings: Mapping[str, float]
    events: Mapping[str, Events]

    @classmethod
    def build(
        cls, world: World, ceilings: Mapping[str, float], years: int, seed: int
    ) -> EventTable:
        """Draw the table; ``ceilings`` are the highest rates that any plan will use.

        Raises `CaseError` for an infinite mean, an unknown stream, or more events than fit.
        """
        known = {s.name for s in world.streams}
        unknown = [Fault("there is no such stream.", n) for n in ceilings if n not in known]
        if unknown:
            raise CaseError(unknown)
        ceilings = {s.name: ceilings.get(s.name, 0.0) for s in world.streams}
        for stream in world.streams:
            check(ceilings[stream.name], stream.name, "rate", 0.0, stream.most)
        _check_size(world, ceilings, years)
        draw = _Draw(world, seed)
        events = {s.name: draw.span(s, ceilings[s.name], 0, years) for s in world.streams}
        return cls(world, seed, years, ceilings, events)

    def extended(self, years: int) -> EventTable:
        """Return the table with more years; the years it has stay as they are."""
        if years < self.years:
            raise CaseError(Fault(f"{years} years are fewer than {self.years}.", "years"))
        _check_size(self.world, self.ceilings, years)
        draw = _Draw(self.world, self.seed)
        events = {}
        for s in self.world.streams:
            more = draw.span(s, self.ceilings[s.name], self.years, years)
            events[s.name] = Events.joined([self.events[s.name], more])
        return replace(self, years=years, events=events)

    def raised(self, ceilings: Mapping[str, float]) -> EventTable:
        """Return the table that also holds the events up to higher rates."""
        higher = {n: c for n, c in ceilings.items() if c > self.ceilings.get(n, 0.0)}
        if not higher:
            return self
        chosen = tuple(s for s in self.world.streams if s.name in higher)
        part = EventTable.build(replace(self.world, streams=chosen), higher, self.years, self.seed)
        return replace(
            self,
            ceilings={**self.ceilings, **part.ceilings},
            events={**self.events, **part.events},
        )


def _check_size(world: World, ceilings: Mapping[str, float], years: int) -> None:
    """Refuse a table that would not fit."""
    times = {name: shock.rate for name, shock in world.shocks.items()}
    events = years * sum(ceilings[s.name] * times.get(s.shock, 1.0) for s in world.streams)
    if not 1 <= years <= philox.MASK:
        raise CaseError(Fault(f"got {years}; 1 to {philox.MASK} are possible.", "years"))
    if events > MOST:
        what = f"about {events:.2g} events in {years} years; at most {MOST:.0e} fit."
        raise CaseError(Fault(what, "years", "Simulate fewer years."))


class _Draw:
    """Draws events of one world; frailties and shocks are drawn once for each span of years."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.seed = world, seed
        self.key = philox.key(seed, f"client {world.client}")
        self.factors: dict[tuple[str, int], Array] = {}

    def span(self, stream: Stream, ceiling: float, first: int, end: int) -> Events:
        """Return the events of one stream in the years from ``first`` up to ``end``."""
        losses = quantiles(stream.law, stream.name)
        if ceiling <= 0:
            chunks: Iterable[int] = ()
        else:
            chunks = range(first, end, CHUNK)
        draw = self._hits if stream.shock else self._own
        parts = []
        for low in chunks:
            year = np.arange(low, min(low + CHUNK, end), dtype=np.uint64)
            parts += draw(stream, ceiling, year, losses)
        return Events.joined(parts) if parts else _none()

    def _factor(self, group: str, year: Words) -> Array:
        """Return the group's frailty in a chunk of years."""
        place = (group, int(year[0]))
        if place not in self.factors or self.factors[place].size != year.size:
            frailty = self.world.frailty[group]
            keys = philox.key(self.seed, f"sector {frailty.sector}") if frailty.sector else self.key
            number = philox.stream(group)
            word = philox.lanes(keys, year, 0, number, philox.FRAILTY)[3]
            self.factors[place] = gamma_table(frailty.r)(word)
        return self.factors[place]

    def _own(self, stream: Stream, ceiling: float, year: Words, losses: Quantiles) -> list[Events]:
        """Return the events of a risk of its own in a chunk of years."""
        number = philox.stream(stream.name)
        lanes = philox.lanes(self.key, year, 0, number, philox.EVENT)
        if stream.shape == ONCE:
            level = philox.uniform(lanes[0])
            return [_kept(year, level, lanes, losses, level < ceiling)]
        arrival = philox.minus_log(philox.uniform(lanes[0]))
        scale = self._factor(stream.group, year) if stream.group else np.ones(year.size)
        if np.isfinite(stream.shape):
            scale = scale * gamma_table(stream.shape)(lanes[3])
        scale = np.maximum(scale, TINY)
        found, count = [], 0
        while True:
            level = arrival / scale
            keep = level < ceiling
            found.append(_kept(year, level, lanes, losses, keep))
            year, arrival, scale = year[keep], arrival[keep], scale[keep]
            if not year.size:
                return found
            count += 1
            lanes = philox.lanes(self.key, year, count, number, philox.EVENT)
            arrival = arrival + philox.minus_log(philox.uniform(lanes[0]))

    def _hits(self, stream: Stream, ceiling: float, year: Words, losses: Quantiles) -> list[Events]:
        """Return the hits of a shock: it exists for all clients of the provider at once."""
        source = self.world.shocks[stream.shock]
        keys = philox.key(self.seed, f"provider {source.provider}") if source.provider else self.key
        shock, hit = philox.stream(stream.shock), philox.stream(stream.name)
        arrival, found, count = np.zeros(year.size), [], 0
        while year.size:
            lanes = philox.lanes(keys, year, count, shock, philox.SHOCK)
            arrival = arrival + philox.minus_log(philox.uniform(lanes[0]))
            keep = arrival < source.rate
            year, arrival, when = year[keep], arrival[keep], lanes[2][keep]
            own = philox.lanes(self.key, year, count, hit, philox.HIT)
            level = philox.uniform(own[0])
            marks = (own[0], own[1], when, own[3])
            found.append(_kept(year, level, marks, losses, level < ceiling))
            count += 1
        return found


def _kept(
    year: Words,
    level: Array,
    lanes: tuple[Words, ...],
    losses: Quantiles,
    keep: NDArray[np.bool_],
) -> Events:
    """Return the events among candidates."""
    loss = losses(lanes[1][keep])
    when = philox.uniform(lanes[2][keep])
    return Events(year[keep].astype(np.intp), level[keep], loss, when)


def _none() -> Events:
    """Return no events."""
    return Events(np.zeros(0, np.intp), np.zeros(0), np.zeros(0), np.zeros(0))
