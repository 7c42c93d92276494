"""Every event that may happen to a client, year by year, before any plan is chosen.

An event carries its *level*: its place in a Poisson process of rate 1 (`arrivals`), divided by the
year's gamma factors. It happens under a plan exactly when its level is below the plan's rate. So
no rate enters the random numbers: more years, other performers or new plans leave every event as
it was, and a plan with a higher rate has the same events and some more.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from bestplaced.errors import CaseError, Fault
from bestplaced.risk import philox
from bestplaced.risk.arrivals import SLACK, arrivals, reached, tiles
from bestplaced.risk.frequency import check
from bestplaced.risk.placing import to_steps
from bestplaced.risk.quantile_table import QuantileTable, gamma_table, quantiles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bestplaced.risk.arrivals import Arrivals, Tiles
    from bestplaced.risk.philox import Words
    from bestplaced.risk.placing import Placing
    from bestplaced.risk.quantile_table import Drawable, Quantiles

    Array = NDArray[np.float64]
    Years = NDArray[np.intp]
    Span = tuple[int, int]

MOST = 100_000_000  # events of one table: about 4 GB
TINY = 1e-300
EXACT = 2.0**40  # money of an event up to which the compiled loops round as numpy does
LARGE = 5_000_000  # years times streams from which loading numba (about a second) pays
COMPILED = "bestplaced.risk.fast"
SWITCH = "BESTPLACED_WITHOUT_NUMBA"  # 1: numpy only, though numba is installed

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
        draw = Draw(world, seed, years * len(world.streams))
        events = {s.name: draw.span(s, ceilings[s.name], 0, years) for s in world.streams}
        return cls(world, seed, years, ceilings, events)

    def extended(self, years: int) -> EventTable:
        """Return the table with more years; the years it has stay as they are."""
        if years < self.years:
            raise CaseError(Fault(f"{years} years are fewer than {self.years}.", "years"))
        _check_size(self.world, self.ceilings, years)
        draw = Draw(self.world, self.seed, (years - self.years) * len(self.world.streams))
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


@lru_cache(maxsize=1)
def fast_kernels() -> Any:  # noqa: ANN401  numba carries no types
    """Return the module of compiled loops, or None: no numba, or `SWITCH` set to 1."""
    if os.environ.get(SWITCH, "0") == "1" or importlib.util.find_spec("numba") is None:
        return None
    return importlib.import_module(COMPILED)


class Draw:
    """Draws events of one world; tiles, frailties and shocks are drawn once for a span of years.

    ``cells`` (years times streams) says how much is to come: for little numba is not loaded.
    """

    def __init__(self, world: World, seed: int, cells: float = LARGE) -> None:
        self.world, self.seed = world, seed
        self.fast: Any = fast_kernels() if cells >= LARGE or COMPILED in sys.modules else None
        self.key = philox.key(seed, f"client {world.client}")
        self.words = np.array(self.key, np.uint64)
        self.factors: dict[tuple[str, Span], Array] = {}
        self.strikes: dict[tuple[str, Span], list[Arrivals]] = {}
        self.known: dict[Span, tuple[float, Tiles, Array]] = {}
        self.rooms = self.fast.buffers() if self.fast is not None else ()

    def span(self, stream: Stream, ceiling: float, first: int, end: int) -> Events:
        """Return the events of one stream in the years from ``first`` up to ``end``."""
        losses = quantiles(stream.law, stream.name)
        if ceiling <= 0 or first == end:
            return Events.joined([])
        if stream.shock:
            parts = self._hits(stream, ceiling, (first, end), losses)
        elif stream.shape == ONCE:
            parts = self._once(stream, ceiling, (first, end), losses)
        elif self.fast is not None:
            parts = [self._own_fast(stream, ceiling, (first, end), losses)]
        else:
            parts = self._own(stream, ceiling, (first, end), losses)
        return Events.joined(parts)

    def _own_fast(self, stream: Stream, ceiling: float, span: Span, losses: Quantiles) -> Events:
        """Return the same as `_own`, to the last bit, by compiled loops."""
        scale = self._scale(stream, span)
        expected = ceiling * (float(scale.sum()) if scale.size else span[1] - span[0])
        room = int(expected + 6.0 * expected**0.5) + self.fast.ROOM
        while True:
            mark, when = np.empty(room, np.uint32), np.empty(room, np.uint32)
            found = np.empty(room, np.int64), np.empty(room), mark, when
            count = self.fast.all_events(
                *self._drawn(stream, ceiling, span, scale), self.rooms, found
            )
            if count >= 0:
                break
            room *= 2
        year, level, mark, when = (column[:count] for column in found)
        if isinstance(losses, QuantileTable):
            loss = np.empty(count)
            self.fast.look_up(losses.nodes.ravel(), mark, loss)
        else:
            loss = losses(mark.astype(np.uint64))
        return Events(year + span[0], level, loss, philox.uniform(when))

    def add_fast_sums(
        self, stream: Stream, placing: Placing, span: Span, rows: Sequence[int], sums: Array
    ) -> bool:
        """Add what each account pays in each year to its row of ``sums`` (accounts, years).

        ``rows`` are those of the placing's accounts. False: no compiled loop can tell.
        """
        losses = quantiles(stream.law, stream.name)
        simple = isinstance(losses, QuantileTable) and not stream.shock and stream.shape != ONCE
        if self.fast is None or not simple:
            return False
        assert isinstance(losses, QuantileTable)  # noqa: S101  for the type checker
        if placing.gross.largest(losses.largest) > EXACT:
            return False
        if placing.rate > 0:
            drawn = self._drawn(stream, placing.rate, span, self._scale(stream, span))
            means = float(to_steps(np.asarray(placing.ceiling)))
            payers = placing.pieces, np.array(rows, np.int64), means
            self.fast.own_sums(*drawn, self.rooms, losses.nodes.ravel(), payers, sums)
        return True

    def _drawn(self, stream: Stream, ceiling: float, span: Span, scale: Array) -> tuple[Any, ...]:
        """Return what the compiled loops are asked for, and the tiles to look in."""
        half = philox.half(philox.stream(stream.name), philox.EVENT)
        asked = self.words, np.array(half, np.uint64), span, scale, ceiling
        some = self._tiles(span, ceiling, scale)
        return asked, (some.block, some.code)

    def _tiles(self, span: Span, ceiling: float, scale: Array) -> Tiles:
        """Return the tiles that hold events of a rate."""
        if scale.size:
            return reached(span[0], ceiling * scale)
        top, some, starts = self.known.get(span, (0.0, None, np.zeros(0)))
        if some is None or ceiling > top:
            # Few steps, whatever order the streams come in; of very high rates, what is needed.
            top = max(ceiling, min(2.0 * top, 1e6))
            some = tiles(*span, top)
            starts = some.starts
            self.known[span] = top, some, starts
        return some.part(slice(0, int(np.searchsorted(starts, ceiling * SLACK))))

    def _scale(self, stream: Stream, span: Span) -> Array:
        """Return the product of the gamma factors of each year; nothing where there are none."""
        scale = self._factor(stream.group, span) if stream.group else np.ones(0)
        if np.isfinite(stream.shape) and stream.shape != ONCE:
            number = philox.stream(stream.name)
            word = philox.yearly(self.key, span, number, philox.OWN)
            own = gamma_table(stream.shape)(word)
            scale = scale * own if scale.size else own
        return np.maximum(scale, TINY) if scale.size else scale

    def _factor(self, group: str, span: Span) -> Array:
        """Return the group's frailty in a span of years."""
        place = (group, span)
        if place not in self.factors:
            frailty = self.world.frailty[group]
            keys = philox.key(self.seed, f"sector {frailty.sector}") if frailty.sector else self.key
            word = philox.yearly(keys, span, philox.stream(group), philox.FRAILTY)
            self.factors[place] = gamma_table(frailty.r)(word)
        return self.factors[place]

    def _own(self, stream: Stream, ceiling: float, span: Span, losses: Quantiles) -> list[Events]:
        """Return the events of a risk of its own."""
        scale, found = self._scale(stream, span), []
        some = self._tiles(span, ceiling, scale)
        for part in arrivals(self.key, philox.stream(stream.name), philox.EVENT, some, span):
            level = part.level / scale[part.year - span[0]] if scale.size else part.level
            keep = np.flatnonzero(level < ceiling)
            found.append(
                _marked(part.year[keep], level[keep], part.mark[keep], part.when[keep], losses)
            )
        return found

    def _once(self, stream: Stream, ceiling: float, span: Span, losses: Quantiles) -> list[Events]:
        """Return the events of a risk that strikes once a year or not: a word for each year."""
        number = philox.stream(stream.name)
        level = philox.uniform(philox.yearly(self.key, span, number, philox.FIRST))
        year = np.flatnonzero(level < ceiling)
        words = philox.lanes(self.key, (year + span[0]).astype(np.uint64), 0, number, philox.ONCE)
        return [_marked(year + span[0], level[year], words[1], words[2], losses)]

    def _hits(self, stream: Stream, ceiling: float, span: Span, losses: Quantiles) -> list[Events]:
        """Return the hits of a shock: it exists for all clients of the provider at once."""
        hit, found = philox.stream(stream.name), []
        for shock in self._struck(stream.shock, span):
            own = philox.words(self.key, (*shock.place, *philox.half(hit, philox.HIT)))
            level = philox.uniform(own[0])
            hits = np.flatnonzero(level < ceiling)
            found.append(
                _marked(shock.year[hits], level[hits], own[1][hits], shock.when[hits], losses)
            )
        return found

    def _struck(self, shock: str, span: Span) -> list[Arrivals]:
        """Return the shocks of a span of years."""
        place = (shock, span)
        if place not in self.strikes:
            source, number = self.world.shocks[shock], philox.stream(shock)
            keys = philox.key(self.seed, f"provider {source.provider}")
            keys = keys if source.provider else self.key
            some = self._tiles(span, source.rate, np.zeros(0))
            found = arrivals(keys, number, philox.SHOCK, some, span)
            self.strikes[place] = [part.below(source.rate) for part in found]
        return self.strikes[place]


def _marked(year: Years, level: Array, mark: Words, when: Words, losses: Quantiles) -> Events:
    """Return events with their losses and times."""
    return Events(year, level, losses(mark), philox.uniform(when))
