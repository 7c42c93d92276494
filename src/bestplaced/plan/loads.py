"""What swings together in one plan, part by part: the dependence of F4 as the account has it.

Recomputed from the placements for `verify`; shares no code with the formulation's swings.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bestplaced.case.business import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bestplaced.case.business import Case
    from bestplaced.risk import RiskTags, Square

Part = tuple[str, str]
"""(risk, responsibility), or (`PAIR`, pair), (`USE`, party), (`CROSSING`, '')."""

PAIR, USE, CROSSING = "pair", "use", "crossing"


@dataclass(frozen=True)
class Swings:
    """One group's or shock's swings in one party's books, by what causes them.

    ``loads`` are in money; the charge is ``weight · (Σ loads)²`` a year, or where ``crossed``
    ``weight · [(Σ loads)² - apart]``, ``apart`` by part being the squares of the single loads.
    """

    name: str
    bearer: str
    weight: float
    loads: Mapping[Part, float]
    apart: Mapping[Part, float]

    @cached_property
    def charge(self) -> float:
        """Money a year beyond the prices of the single risks."""
        return self.weight * (sum(self.loads.values()) ** 2 - sum(self.apart.values()))


class LoadBook:
    """The loads of single placements of one case, to be added up for any plan of it."""

    def __init__(self, case: Case, tags: RiskTags) -> None:
        """Keep where each performer and the portions of each responsibility stand."""
        self.case, self.tags, self.squares = case, tags, tags.squares
        self.risks = {pair.id: set(pair.risks) for pair in case.pairs}
        self.column = {name: j for j, name in enumerate(case.performers)}
        self.portions: dict[str, list[int]] = defaultdict(list)
        for i, part in enumerate(tags.portions):
            self.portions[part.responsibility].append(i)

    def _placed(self, placements: Mapping[str, str]) -> Iterator[tuple[int, Part, float]]:
        """Yield (square, part, load) of the work itself, responsibility by responsibility."""
        rows = [i for r in placements for i in self.portions.get(r, ())]
        parts = [self.tags.portions[i] for i in rows]
        held = [self.column[placements[part.responsibility]] for part in parts]
        for k, square in enumerate(self.squares):
            loads = square.portions[rows, held]
            for n in loads.nonzero()[0].tolist():
                yield k, (parts[n].risk, parts[n].responsibility), float(loads[n])

    def _more(self, duty: str, person: str, risks: set[str]) -> Iterator[tuple[int, float]]:
        """Yield (square, load) of what a pair multiplies of these risks in one person's hands."""
        for i in self.portions.get(duty, ()):
            if self.tags.portions[i].risk in risks:
                for k, square in enumerate(self.squares):
                    yield k, float(square.multiplied[i, self.column[person]])

    def swings(
        self,
        placements: Mapping[str, str],
        held: Iterable[tuple[str, float, Sequence[str], str]],
        crossings: int,
    ) -> tuple[Swings, ...]:
        """Return the swings of a plan, one for every square of the case's tags.

        ``held`` are the pairs in one person's hands: (pair, its factor less 1, duties, person);
        ``crossings`` counts the dependencies between parties.
        """
        sums = [_Sums(square) for square in self.squares]
        for k, part, load in self._placed(placements):
            sums[k].add(part, load)
        for name, more, duties, person in held:
            for duty in duties:
                for k, load in self._more(duty, person, self.risks[name]):
                    sums[k].add((PAIR, name), more * load)
        performers = self.case.performers
        used = {performers[p].party for p in placements.values() if p != NOBODY}
        for one in sums:
            for party in sorted(used & set(one.square.party_use)):
                for load in one.square.party_use[party]:
                    one.add((USE, party), load)
            one.add((CROSSING, ""), one.square.hand_off * crossings)
        return tuple(one.swings() for one in sums)


class _Sums:
    """One square's loads, being added up."""

    def __init__(self, square: Square) -> None:
        self.square = square
        self.loads: dict[Part, float] = {}
        self.apart: dict[Part, float] = {}

    def add(self, part: Part, load: float) -> None:
        """Add one load; of crossed squares only products of different ones count."""
        if load:
            self.loads[part] = self.loads.get(part, 0.0) + load
            if self.square.crossed:
                self.apart[part] = self.apart.get(part, 0.0) + load**2

    def swings(self) -> Swings:
        """Return the sums."""
        square = self.square
        return Swings(square.name, square.bearer, square.weight, self.loads, self.apart)
