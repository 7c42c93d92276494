"""Made-up firms of any size as `Problem` values, straight from arrays and a seed.

Magnitudes follow the shipped catalogue: hours, rates, lognormal price tags, process chains of six,
15 % of the work forced to stay, skill, hard and soft duty pairs, half-FTE steps, focus, bundles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.problem import PairRow, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Bools = NDArray[np.bool_]

CHAIN = 6  # responsibilities in one process
STAYS = 0.15  # share of work that may not leave the business
LOAD = 0.45  # hours of work as a share of all hours there are
DAYS, MINUTES = 220, 480  # working days a year, minutes a day
OWNER_RATE = 120.0
BUSINESS = 0  # index of the party

# role: skill, rate of an hour, half-FTE steps, minutes to resume after a switch
EMPLOYEES = ((2, 32.0, 2, 8.0), (1, 26.0, 1, 8.0), (4, 55.0, 2, 7.0), (1, 24.0, 2, 8.0))
PROVIDER_PEOPLE = ((1, 37.0, 800.0), (2, 48.0, 800.0), (3, 83.0, 800.0), (5, 150.0, 700.0))


@dataclass(frozen=True)
class _People:
    """Performers of a made-up firm, owner first, nobody last; arrays of shape (P,)."""

    party: NDArray[np.intp]
    skill: NDArray[np.intp]
    rate: Array
    capacity: Array
    steps: Array
    resume: Array

    @property
    def nobody(self) -> Bools:
        """The last performer is nobody."""
        return np.asarray(np.arange(len(self.party)) == len(self.party) - 1)

    @property
    def inside(self) -> Bools:
        """People of the business."""
        return np.asarray((self.party == BUSINESS) & ~self.nobody)

    @property
    def hours(self) -> Array:
        """Hours each can work, steps included."""
        return np.where(self.steps > 0, self.steps * 800.0, self.capacity)


@dataclass(frozen=True)
class _Work:
    """Responsibilities of a made-up firm; arrays of shape (R,)."""

    skill: NDArray[np.intp]
    hours: Array
    stays: Bools
    undone: Bools
    chain: NDArray[np.intp]


def made_up(responsibilities: int, performers: int, seed: int) -> Problem:
    """Return a made-up firm of the given size; the same seed gives the same firm."""
    draw = np.random.default_rng([seed, responsibilities, performers])
    people = _people(draw, performers)
    work = _work(draw, responsibilities, people)
    eligible = _eligible(draw, work, people)
    together = _bundles(draw, work)
    value = _values(draw, work, people)
    hours = work.hours[:, None] * np.where(people.inside, draw.uniform(1.0, 1.25, performers), 1.0)
    edges = np.array(
        [(i, i + 1) for i in range(responsibilities - 1) if work.chain[i] == work.chain[i + 1]],
        np.intp,
    )
    parties = int(people.party.max()) + 1
    stepped = people.steps > 0
    return Problem(
        responsibilities=tuple(f"R{i}" for i in range(responsibilities)),
        performers=tuple(f"P{i}" for i in range(performers)),
        parties=tuple(f"Q{i}" for i in range(parties)),
        eligible=eligible,
        cost=_cost(draw, work, people, hours),
        hours=np.where(people.nobody, 0.0, hours),
        value=value,
        value_cap=0.7 * float(value.max(axis=1).sum()),
        touches=draw.choice(
            [1.0, 0.2, 0.1, 0.05, 0.01], responsibilities, p=[0.06, 0.2, 0.4, 0.2, 0.14]
        ),
        party=people.party,
        nobody=people.nobody,
        capacity=people.capacity,
        step_hours=np.where(stepped, 800.0, 0.0),
        step_cost=np.where(stepped, 800.0 * people.rate / 2, 0.0),
        steps_min=np.zeros(performers),
        steps_max=people.steps,
        lost_cost=np.where(stepped, people.rate / 2, people.rate),
        lost_per_switch=people.resume / 60 * DAYS,
        lost_ceiling=np.full(performers, 0.4 * MINUTES / 60 * DAYS),
        party_cost=np.where(
            np.arange(parties) == BUSINESS, 0.0, draw.uniform(2_000, 4_000, parties)
        ),
        edges=edges,
        rests=tuple((int(a), int(b)) for a, b in edges),
        edge_cost=draw.choice([50.0, 60.0, 90.0, 140.0, 230.0], len(edges)),
        pairs=(*_hard_pairs(draw, work, performers, together), *_soft_pairs(draw, work, people)),
        together=together,
    )


def _people(draw: np.random.Generator, performers: int) -> _People:
    """Return owner, employees, teams of providers (about 60 % of all), nobody."""
    team = PROVIDER_PEOPLE if performers >= 8 else PROVIDER_PEOPLE[1:]  # noqa: PLR2004
    providers = max(1, round((performers - 1) * 0.6 / len(team)))
    employees = performers - 2 - providers * len(team)
    rows = [(BUSINESS, 5, OWNER_RATE, 500.0, 0.0, 15.0)]
    for i in range(employees):
        skill, rate, steps, resume = EMPLOYEES[i % len(EMPLOYEES)]
        rows.append((BUSINESS, skill, round(rate * draw.uniform(0.85, 1.15)), 0.0, steps, resume))
    for q in range(providers):
        level = draw.uniform(0.85, 1.15)
        rows += [(q + 1, skill, rate * level, most, 0.0, 6.0) for skill, rate, most in team]
    rows.append((BUSINESS, 0, 0.0, np.inf, 0.0, 0.0))
    columns = [np.array(column, float) for column in zip(*rows, strict=True)]
    return _People(columns[0].astype(np.intp), columns[1].astype(np.intp), *columns[2:])


def _work(draw: np.random.Generator, count: int, people: _People) -> _Work:
    """Return responsibilities in chains of six; scarce skills have fewer hours."""
    skill = draw.choice([1, 2, 3, 4, 5], count, p=[0.3, 0.33, 0.23, 0.08, 0.06])
    raw = draw.lognormal(0.0, 0.8, count) * np.array([0, 1.2, 1.2, 1.0, 0.6, 0.4])[skill]
    most = float(people.hours[~people.nobody].sum())
    stays = (draw.random(count) < STAYS) & (skill <= max(3, *people.skill[people.inside][1:]))
    undone = (skill >= 4) & ~stays & (draw.random(count) < 0.6)  # noqa: PLR2004
    return _Work(skill, raw * LOAD * most / raw.sum(), stays, undone, np.arange(count) // CHAIN)


def _eligible(draw: np.random.Generator, work: _Work, people: _People) -> Bools:
    """Skill, access and work that stays; the owner may do anything; some may be left undone."""
    able = people.skill[None, :] >= work.skill[:, None]
    party_has_access = draw.random((len(work.skill), int(people.party.max()) + 1)) < 0.93  # noqa: PLR2004
    party_has_access[:, BUSINESS] = True
    able &= party_has_access[:, people.party]
    able &= people.inside[None, :] | ~work.stays[:, None]
    able[:, 0] = True
    able[:, -1] = work.undone
    return able


def _cost(draw: np.random.Generator, work: _Work, people: _People, hours: Array) -> Array:
    """Labour, transition and price tags: by the party's tolerance and the person's skill."""
    count, parties = len(work.skill), int(people.party.max()) + 1
    paid = np.where(people.steps > 0, people.rate / 2, people.rate)  # a step pays the other half
    outside = people.party != BUSINESS
    moved = (4 + 0.15 * hours) * (people.rate + 60) / 2 * outside
    tag = draw.lognormal(6.3, 1.3, count)
    carries = draw.uniform(0.55, 1.0, parties)
    carries[BUSINESS] = 1.0
    short = np.maximum(
        0, work.skill[:, None] - np.where(people.rate == OWNER_RATE, 2, people.skill)
    )
    tags = tag[:, None] * carries[people.party] * (1 + 0.6 * short) * 0.93**people.skill
    created = draw.lognormal(4.0, 0.7, (count, parties))[:, people.party] * outside
    cost = hours * paid + moved + tags + created
    return np.where(people.nobody, 1.5 * tag[:, None], cost)


def _values(draw: np.random.Generator, work: _Work, people: _People) -> Array:
    """Return what better decisions are worth on direction and strategy work."""
    worth = np.where(work.skill >= 4, draw.lognormal(8.0, 0.6, len(work.skill)), 0.0)  # noqa: PLR2004
    quality = np.where(people.nobody, 0.0, np.where(people.rate == OWNER_RATE, 0.35, 1.0))
    return worth[:, None] * quality


def _bundles(draw: np.random.Generator, work: _Work) -> tuple[tuple[int, ...], ...]:
    """Return three neighbours of one chain per seventy responsibilities, none forced to stay."""
    heads = [
        i
        for i in range(0, len(work.skill) - 2, CHAIN)
        if not work.stays[i : i + 3].any() and work.skill[i : i + 3].max() <= 3  # noqa: PLR2004
    ]
    chosen = draw.permutation(heads)[: max(1, len(work.skill) // 70)]
    return tuple((int(i), int(i) + 1, int(i) + 2) for i in np.sort(chosen))


def _hard_pairs(
    draw: np.random.Generator, work: _Work, performers: int, together: tuple[tuple[int, ...], ...]
) -> tuple[PairRow, ...]:
    """Return stars and triangles of duties near each other: fourteen, or one in four duties."""
    count, bundled = len(work.skill), {r for group in together for r in group}
    wanted, none = max(14, count // 4), np.zeros(performers)
    found: dict[tuple[int, int], PairRow] = {}
    while len(found) < wanted:
        hub = int(draw.integers(count))
        near = [int(r) % count for r in hub + draw.choice(np.arange(1, 13), 3, replace=False)]
        star = [(hub, r) for r in near] + ([(near[0], near[1])] if draw.random() < 0.5 else [])  # noqa: PLR2004
        for a, b in star:
            if not {a, b} <= bundled:
                pair = (min(a, b), max(a, b))
                found[pair] = PairRow(f"H{len(found)}", *pair, hard=True, charge=none)
    return tuple(found.values())[:wanted]


def _soft_pairs(draw: np.random.Generator, work: _Work, people: _People) -> tuple[PairRow, ...]:
    """Return charged pairs, one per twelve responsibilities."""
    count = len(work.skill)
    rows = []
    for i in range(max(5, count // 12)):
        a, b = (int(r) for r in draw.choice(count, 2, replace=False))
        charge = np.array(draw.lognormal(7.6, 0.7) * 0.9**people.skill * ~people.nobody, float)
        rows.append(PairRow(f"S{i}", a, b, hard=False, charge=charge))
    return tuple(rows)
