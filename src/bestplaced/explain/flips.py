"""What flips it: the nearest change of one input that moves a placement, and what matters most.

Each input goes from its value to either end of its range while all others stay, and the case is
solved anew at the end and wherever the best plan changes on the way (`bestplaced.plan.along`).
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bestplaced.errors import SolverError
from bestplaced.plan.along import CLOSE, Bend, Stop, bends, seen
from bestplaced.plan.candidates import cost_of, distinct
from bestplaced.plan.changed import changed
from bestplaced.plan.crew import counter, crew
from bestplaced.plan.inputs import uncertain_inputs
from bestplaced.plan.problem import between
from bestplaced.plan.resolve import CaseResolver
from bestplaced.plan.verify import Verifier

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bestplaced.case.business import Case
    from bestplaced.plan.candidates import Candidate
    from bestplaced.plan.inputs import Input
    from bestplaced.plan.problem import Problem
    from bestplaced.plan.verify import Account

BARS = 10
SCOUTS = 32  # ways gone first; their plans help on the others
ROUND = 8  # ways gone before what was found bounds the others
LOW, HIGH = 0, 1


@dataclass(frozen=True)
class Flip:
    """The change of one input that moves a placement, all others as they are.

    At ``value`` the best plan has ``responsibility`` at ``place``; at ``before`` still where the
    plan has it. ``exact``: the two are as near to the crossing of two straight lines as money
    shows; else they bracket it. ``ranges`` is the way from the input's value in widths of its
    range; below 0 the input falls. ``moved`` are the responsibilities that move then.
    """

    responsibility: str
    entry: Input
    value: float
    before: float
    exact: bool
    place: str
    ranges: float
    moved: tuple[str, ...]


@dataclass(frozen=True)
class Bar:
    """What the best plan saves against today at the two ends of one input's range, money a year."""

    entry: Input
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """How far the gain moves over the range."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Flips:
    """The nearest flip of each placement, nearest first; placements no single input flips; bars.

    ``bars`` are the inputs that move the gain most, widest first; ``dead_ends`` are values beyond
    which, inside the range, no plan obeys the rules. After an interruption only ``done`` of
    ``asked`` tasks are: there may be nearer flips, and wider bars; no placement is ``firm`` then,
    those without a flip are ``unknown``, and a flip on a way of which only the end is known is
    told as one not ``exact`` that lies anywhere between the input's value and that end.
    """

    flips: tuple[Flip, ...]
    firm: tuple[str, ...]
    unknown: tuple[str, ...]
    bars: tuple[Bar, ...]
    dead_ends: tuple[tuple[Input, float], ...]
    gain: float
    done: int
    asked: int


@dataclass(frozen=True)
class End:
    """The farthest point of the way of one input (by number) to one end of its range.

    ``last`` is at 1, or where plans cease to be; ``gain`` is what its plan saves against today
    there; ``likely`` is where the way may bend first, in widths of the range: infinite where the
    plan of the case is still the best at the end.
    """

    number: int
    side: int
    last: Stop
    gain: float
    likely: float


Way = tuple[int, int]
Moves = dict[int, Bend]


def flips(
    case: Case,
    best: Account,
    *,
    inputs: Sequence[Input] | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Flips:
    """Go all ways of the inputs (default: all uncertain ones) from the best plan's account (F12).

    First to their ends; where another plan is best there, to the bends on the way, those likely
    to be near first. A placement's flip is looked for no farther than the nearest one found in
    the rounds before. ``workers`` processes share the work (default: one per core); the answer is
    the same for any number. Ctrl-C keeps what is done.

    Raises:
        SolverError: a plan did not survive verification.

    """
    inputs = uncertain_inputs(case) if inputs is None else tuple(inputs)
    desk = WayDesk(case, best, tuple(inputs))
    ways = [(number, side) for number in range(len(inputs)) for side in (LOW, HIGH)]
    ends: dict[Way, End] = {}
    moves: dict[Way, Moves] = {}
    asked = len(ways)
    with crew(desk, workers, len(ways)) as gone, contextlib.suppress(KeyboardInterrupt):
        tell = counter(progress, asked)
        for part in (ways[:SCOUTS], ways[SCOUTS:]):
            plans = _met(ends)
            for way, end, _ in gone((way, None, (), plans) for way in part):
                ends[way] = end
                tell()
        bent = [w for w in ways if ends[w].likely < np.inf]
        bent.sort(key=lambda w: (ends[w].likely, w))
        asked += len(bent)
        tell = counter(progress, asked, len(ways))
        for k in range(0, len(bent), ROUND):
            known, plans = tuple(desk.nearest(moves)), _met(ends, moves)
            for way, _, found in gone((w, ends[w], known, plans) for w in bent[k : k + ROUND]):
                moves[way] = found
                tell()
    return desk.told(ends, moves, asked)


def _met(
    ends: Mapping[Way, End], moves: Mapping[Way, Moves] | None = None
) -> tuple[Candidate, ...]:
    """Return the plans met so far, in an order that does not depend on who was quickest."""
    plans = [ends[way].last.plan for way in sorted(ends)]
    plans += [bend.right for way in sorted(moves or {}) for bend in (moves or {})[way].values()]
    return distinct(plans)


class WayDesk:
    """Everything one worker needs to go any way."""

    def __init__(self, case: Case, best: Account, inputs: tuple[Input, ...]) -> None:
        """Build the base problem once; ``best`` is the account of the proven best plan."""
        self.case, self.best, self.inputs = case, best, inputs
        self.resolver = CaseResolver(case)
        self.verifier = Verifier(case)
        self.start = Stop(0.0, self.resolver.candidate(best), best.objective)
        self.rows = len(self.start.plan.placement)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process as what it is made of."""
        return WayDesk, (self.case, self.best, self.inputs)

    def solve(
        self, way: Way, end: End | None, known: tuple[float, ...], plans: Sequence[Candidate]
    ) -> tuple[Way, End, Moves]:
        """Go a way to its end; or, where that is known, to the bends at which placements move.

        ``known`` is how near a flip of each placement is known, in widths of ranges; ``plans``
        are those met before: they help the search, and never change what is best.
        """
        path = _InputPath(self, self.inputs[way[0]], way[1], plans)
        if end is None:
            last = path.farthest()
            gain = path.at(last.way)[1].today().objective - last.cost
            return way, End(*way, last, gain, path.likely(last)), {}
        path.know(end.last.plan)
        path.limits = np.array(known) / path.ranges(1.0)
        for bend in bends(path, self.start, end.last):
            path.met(bend)
        return way, end, path.moves

    def moved(self, plan: Candidate) -> list[int]:
        """Return the rows that a plan has at another place than the plan of the case."""
        places, here = self.resolver.places, self.start.plan.placement
        differs = np.nonzero(plan.placement != here)[0].tolist()
        return [r for r in differs if places[plan.placement[r]] != places[here[r]]]

    def nearest(self, moves: Mapping[Way, Moves]) -> list[float]:
        """Return how near a flip of each placement is known, in widths of ranges."""
        found = [float(np.inf)] * self.rows
        for (number, side), here in moves.items():
            for row, bend in here.items():
                found[row] = min(found[row], ranges_at(self.inputs[number], side, bend.after))
        return found

    def told(self, ends: Mapping[Way, End], moves: Mapping[Way, Moves], asked: int) -> Flips:
        """Return the nearest flip of each placement, and the bars."""
        found: dict[int, Flip] = {}
        names = self.resolver.base.responsibilities
        for way in sorted(moves):
            for row, bend in moves[way].items():
                flip = self.flip(row, bend, way)
                if row not in found or abs(flip.ranges) < abs(found[row].ranges):
                    found[row] = flip
        done = len(ends) + len(moves)
        asked = max(asked, len(ends) + sum(end.likely < np.inf for end in ends.values()))
        if done < asked:
            for flip in self._at_ends(ends, moves):
                found.setdefault(names.index(flip.responsibility), flip)
        rest = tuple(name for row, name in enumerate(names) if row not in found)
        dead = [(self.inputs[n], value_at(self.inputs[n], side, ends[n, side].last.way))
                for n, side in sorted(ends) if ends[n, side].last.way < 1]  # fmt: skip
        return Flips(
            flips=tuple(sorted(found.values(), key=lambda f: (abs(f.ranges), f.responsibility))),
            firm=rest if done == asked else (),
            unknown=() if done == asked else rest,
            bars=self._bars(ends),
            dead_ends=tuple(dead),
            gain=Verifier(self.case).today().objective - self.best.objective,
            done=done,
            asked=asked,
        )

    def _at_ends(self, ends: Mapping[Way, End], moves: Mapping[Way, Moves]) -> list[Flip]:
        """Return what has moved at the ends of ways not looked at closer, nearest end first."""
        found = [
            self.flip(
                row, Bend(0.0, end.last.way, self.start.plan, end.last.plan, exact=False), way
            )
            for way, end in sorted(ends.items())
            if way not in moves and end.likely < np.inf
            for row in self.moved(end.last.plan)
        ]
        return sorted(found, key=lambda f: abs(f.ranges))

    def flip(self, row: int, bend: Bend, way: Way) -> Flip:
        """Return a bend of a way as what it does to one placement."""
        entry, names = self.inputs[way[0]], self.resolver.base.responsibilities
        value = value_at(entry, way[1], bend.after)
        moved = np.nonzero(bend.right.placement != self.start.plan.placement)[0]
        return Flip(
            responsibility=names[row],
            entry=entry,
            value=value,
            before=value_at(entry, way[1], bend.before),
            exact=bend.exact,
            place=self.resolver.places[bend.right.placement[row]],
            ranges=(value - entry.value) / entry.width,
            moved=tuple(names[i] for i in moved),
        )

    def _bars(self, ends: Mapping[Way, End]) -> tuple[Bar, ...]:
        """Return the inputs that move the gain most, widest first."""
        gains = {way: end.gain for way, end in ends.items() if end.last.way >= 1}
        bars = [
            Bar(entry, gains[number, LOW], gains[number, HIGH])
            for number, entry in enumerate(self.inputs)
            if (number, LOW) in gains and (number, HIGH) in gains
        ]
        return tuple(sorted(bars, key=lambda bar: (-bar.swing, bar.entry.name))[:BARS])


def alone(case: Case, best: Account, entries: Sequence[Input]) -> dict[tuple[str, str, int], Flip]:
    """Return where each of a few inputs, changed alone, first moves which placement.

    Keys are responsibility, name of the input, and `LOW` where it falls or `HIGH` where it rises;
    what is not among them does not move between the input's value and that end of its range.

    Raises:
        SolverError: a plan did not survive verification.

    """
    desk = WayDesk(case, best, tuple(entries))
    found: dict[tuple[str, str, int], Flip] = {}
    for way in [(number, side) for number in range(len(entries)) for side in (LOW, HIGH)]:
        _, end, _ = desk.solve(way, None, (), ())
        if end.likely == np.inf:
            continue
        _, _, moves = desk.solve(way, end, tuple(desk.nearest({})), ())
        for row, bend in moves.items():
            flip = desk.flip(row, bend, way)
            found[flip.responsibility, flip.entry.name, way[1]] = flip
    return found


def value_at(entry: Input, side: int, way: float) -> float:
    """Return an input's value at a point of the way to one end of its range, in its unit."""
    end = entry.high if side == HIGH else entry.low
    return entry.value + way * (end - entry.value)


def ranges_at(entry: Input, side: int, way: float) -> float:
    """Return how far a point of the way is, in widths of the input's range."""
    return abs(value_at(entry, side, way) - entry.value) / entry.width


class _InputPath:
    """The case along one input towards one end of its range."""

    def __init__(self, desk: WayDesk, entry: Input, side: int, plans: Sequence[Candidate]) -> None:
        self.desk, self.entry, self.side = desk, entry, side
        self.problems = {0.0: (desk.resolver.base, desk.verifier)}
        self.known = list(distinct([desk.start.plan, *plans]))
        self.limits = np.full(desk.rows, np.inf)
        self.moves: Moves = {}

    def know(self, plan: Candidate) -> None:
        """Keep a plan that may be good elsewhere on this way."""
        self.known = list(distinct([*self.known, plan]))

    def ranges(self, way: float) -> float:
        """Return how far a point is, in widths of the range."""
        return ranges_at(self.entry, self.side, way)

    def at(self, way: float) -> tuple[Problem, Verifier]:
        """Return the problem at a point, and who verifies its plans."""
        if way not in self.problems:
            value = value_at(self.entry, self.side, way)
            case = changed(self.desk.case, {self.entry.name: value})
            self.problems[way] = self.desk.resolver.problem(case)
        return self.problems[way]

    def stop(self, way: float) -> Stop:
        """Solve the case at a point where it has a plan."""
        found = self._solved(way)
        if found is None:
            msg = f"{self.entry.name}: no plan between two points of its range that have one"
            raise SolverError(msg)
        return found

    def cost(self, plan: Candidate, way: float) -> float:
        """Return what a plan costs at a point."""
        return cost_of(self.at(way)[0], plan)

    def guess(self, plan: Candidate, way: float, ends: tuple[float, float]) -> float:
        """Return about what a plan costs between two points, their problems taken as linear."""
        one, other = self.at(ends[0])[0], self.at(ends[1])[0]
        return cost_of(between(one, other, (way - ends[0]) / (ends[1] - ends[0])), plan)

    def matters(self, first: Stop, last: Stop) -> float:
        """Return how far a placement may flip first that has not flipped yet on this way."""
        rows = [row for row in self.desk.moved(last.plan) if row not in self.moves]
        return max((min(self.limits[row], last.way) for row in rows), default=first.way)

    def met(self, bend: Bend) -> None:
        """Take the next bend of the way."""
        for row in self.desk.moved(bend.right):
            if bend.after <= self.limits[row]:
                self.moves.setdefault(row, bend)

    def likely(self, last: Stop) -> float:
        """Return where a first bend may be, in widths of the range: where two lines cross."""
        ahead = self.cost(last.plan, 0.0) - self.desk.start.cost
        saved = self.cost(self.desk.start.plan, last.way) - last.cost
        if not self.desk.moved(last.plan) or saved <= seen(last.cost):
            return float(np.inf)
        share = ahead / (ahead + saved) if np.isfinite(ahead + saved) else 0.5
        return self.ranges(last.way * share)

    def farthest(self) -> Stop:
        """Return the end of the range, or where on the way there plans cease to be."""
        last = self._solved(1.0)
        if last is not None:
            return last
        found, beyond = self.desk.start, 1.0
        while beyond - found.way > CLOSE:
            stop = self._solved((found.way + beyond) / 2)
            if stop is None:
                beyond = (found.way + beyond) / 2
            else:
                found = stop
        return found

    def _solved(self, way: float) -> Stop | None:
        """Solve the case at a point, if it has a plan; plans met on this way help the next one."""
        answer = self.desk.resolver.solve(*self.at(way), self.known)
        if answer is None:
            return None
        found, account = answer
        self.know(found.plan)
        return Stop(way, found.plan, account.objective)
