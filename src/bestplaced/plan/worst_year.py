"""The worst-year limit of F9, and its judge: ``CVaR_95(yearly loss of a party) <= appetite``.

The judge is the exact law on the lattice, from the case alone, with what yearly caps send back at
most. A plan that breaks a limit is cut off by the tangent of its worst year
(`bestplaced.risk.tail`), which no plan within the limit violates. The terms of a risk with a
performer (F5) become variables where other terms than the cheapest lower what a limited party may
have to pay.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.effort import standard_hours
from bestplaced.plan.problem import Option, TailCut
from bestplaced.plan.verify import Verifier
from bestplaced.risk import TERMS, risk_tags
from bestplaced.risk.case_scenarios import flowing_to
from bestplaced.risk.exposures import CaseRisks
from bestplaced.risk.party_laws import Events
from bestplaced.risk.tail import tails

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from bestplaced.case.business import Case
    from bestplaced.plan.problem import Problem, Swing
    from bestplaced.plan.verify import Account
    from bestplaced.risk import RiskTags
    from bestplaced.risk.exposures import Layers, PlacedRisk
    from bestplaced.risk.tail import Tail

    Array = NDArray[np.float64]

LEVEL = 0.95
SLACK = 1e-9  # relative; rounding of the law, not of money

Terms = dict[str, dict[str, str]]


def worst_years(
    case: Case, placements: Mapping[str, str], parties: Iterable[str] | None = None
) -> dict[str, float]:
    """Return party -> mean loss of its worst 5 years in 100 under a plan, by the exact law.

    What yearly caps send back to it counts at its most (`risk.tail`). Terms are those of the case;
    by default of the parties whose worst year is limited.
    """
    names = case.worst_year if parties is None else parties
    verifier = Verifier(case)
    return {q: sum(t.cvar for t in worst_year_of(case, verifier, placements, q)) for q in names}


def worst_year_of(
    case: Case,
    verifier: Verifier,
    placements: Mapping[str, str],
    party: str,
    layers: Layers | None = None,
    events: Events | None = None,
) -> tuple[Tail, ...]:
    """Return the worst years of a party under a plan, and of what yearly caps send back to it.

    ``layers`` and ``events`` keep what is worked out for further plans of the case.
    """
    factors, crossings = verifier.pair_factors(placements), verifier.crossings(placements)
    placed = CaseRisks(case, verifier.tags, layers).placed(placements, factors, crossings)
    return tails(case, placed, party, LEVEL, events)


def too_much(case: Case, found: Mapping[str, float]) -> list[str]:
    """Return the parties whose worst years are beyond their limit."""
    return [q for q, value in found.items() if value > case.worst_year[q] * (1 + SLACK)]


def judged(case: Case, account: Account) -> Account:
    """Return the account with the limits it breaks among its broken rules."""
    found = worst_years(case, account.placements)
    faults = [
        f"{limit_label(case, q)}: {up_to(case, q)}{found[q]:,.0f} in this plan"
        for q in too_much(case, found)
    ]
    return replace(account, broken=(*account.broken, *faults))


def limit_label(case: Case, party: str) -> str:
    """Return a limit as a rule in words."""
    most = f"{case.worst_year[party]:,.0f} {case.currency}"
    told = f"worst-year limit: {party} loses at most {most} on average in its worst 5 years of 100"
    return told + (", all that yearly caps could send back counted" if up_to(case, party) else "")


def up_to(case: Case, party: str) -> str:
    """Return the words before worst years that yearly caps make a bound of; else nothing."""
    return "up to " if flowing_to(case, party) else ""


class TermChoices:
    """Terms as variables, and tangents of the worst years, of one case and some of its parties."""

    def __init__(self, case: Case, parties: Sequence[str]) -> None:
        """Price every portion under each of the `TERMS`."""
        self.case, self.parties = case.model_copy(update={"terms": {}}), tuple(parties)
        self.people, self.row = list(case.performers), list(case.responsibilities)
        self.verifier = Verifier(self.case)
        self.default = self.verifier.tags
        hours = {r.id: standard_hours(case, r) for r in case.responsibilities.values()}
        portioned = {part.risk for part in self.default.portions}
        forced = [
            self.case.model_copy(
                update={"terms": {k: dict.fromkeys(self.people, name) for k in portioned}}
            )
            for name in TERMS
        ]
        self.versions = [risk_tags(one, hours) for one in forced]
        self._compared: dict[tuple[int, int], bool] = {}
        self._layers: Layers = {}
        self._events = Events()

    @cached_property
    def placed(self) -> list[list[dict[str, PlacedRisk]]]:
        """Placed risks by terms, performer and name, if that performer held everything."""
        return [
            [{p.name: p for p in risks.placed(dict.fromkeys(self.row, who))} for who in self.people]
            for risks in (CaseRisks(self.case, tags, self._layers) for tags in self.versions)
        ]

    @cached_property
    def payers(self) -> list[tuple[str, ...]]:
        """Return the limited parties, and the accounts under each cap that sends back to them."""
        backs = [a for party in self.parties for a in flowing_to(self.case, party)]
        return [*((q,) for q in self.parties), *((a.account, a.insurer) for a in backs)]

    @cached_property
    def offered(self) -> set[tuple[str, int, int]]:
        """Return (risk, performer, terms) that may be better than the cheapest terms.

        Left out are terms beside which others cost no more, and leave none of the `payers` more
        to pay of any loss, in every portion of the risk.
        """
        found = set()
        for i, part in enumerate(self.default.portions):
            name = f"{part.risk} {part.responsibility}"
            for j in range(len(self.people)):
                base = int(self.default.terms[i, j])
                there = [t for t, tags in enumerate(self.versions) if tags.terms[i, j] == t]
                price = {t: float(self.versions[t].prices[i, j]) for t in there}
                there.sort(key=lambda t: (price[t], t != base, t))
                kept: list[PlacedRisk] = []
                for t in there:
                    mine = self.placed[t][j].get(name)
                    if mine is None or any(self._no_more(one, mine) for one in kept):
                        continue
                    kept.append(mine)
                    if t != base:
                        found.add((part.risk, j, t))
        return found

    def _no_more(self, one: PlacedRisk, other: PlacedRisk) -> bool:
        """Return whether all `payers` pay no more of any loss under the first terms."""
        key = id(one.layers), id(other.layers)
        if key not in self._compared:
            self._compared[key] = all(_pointwise(one, other, these) for these in self.payers)
        return self._compared[key]

    def opened(self, problem: Problem) -> Problem:
        """Return the problem with these choices of terms; its cost never exceeds the true one.

        Charges of soft pairs stay those of the cheapest terms, which are the least; their loads
        become the least under any terms.
        """
        squares = [self._aligned(tags, "portions") for tags in self.versions]
        own_pairs = [self._aligned(tags, "multiplied") for tags in self.versions]
        options = []
        for i, part in enumerate(self.default.portions):
            for j in range(len(self.people)):
                for t in range(len(TERMS)):
                    base = int(self.default.terms[i, j])
                    if t == base or (part.risk, j, t) not in self.offered:
                        continue
                    pairs = self._beside_fixed.get((i, j), 0.0)
                    price = float(self.versions[t].prices[i, j] - self.default.prices[i, j])
                    price *= 1.0 + pairs
                    loads = []
                    for k, old in enumerate(self.default.squares):
                        new = squares[t][k][i, j]
                        more = own_pairs[t][k][i, j] - old.multiplied[i, j]
                        loads.append(float(new - old.portions[i, j] + pairs * more))
                        if old.crossed:
                            price -= old.weight * float(new**2 - old.portions[i, j] ** 2)
                    r = self.row.index(part.responsibility)
                    options.append(Option(i, part.risk, r, j, t, price, np.array(loads)))
        return replace(
            problem, options=tuple(options), swings=self._least_pairs(problem, own_pairs)
        )

    def _aligned(self, tags: RiskTags, what: str) -> list[Array]:
        """Return loads of portions under other terms, in the order of the default's squares."""
        own = {(s.name, s.bearer): getattr(s, what) for s in tags.squares}
        return [
            own.get((s.name, s.bearer), np.zeros_like(s.portions)) for s in self.default.squares
        ]

    def _least_pairs(
        self, problem: Problem, own_pairs: Sequence[Sequence[Array]]
    ) -> tuple[Swing, ...]:
        """Return the swings with what soft pairs add to them under the terms that add least."""
        by_id = {pair.id: pair for pair in self.case.pairs}
        soft = [p for p in problem.pairs if not p.hard]
        found = []
        for k, swing in enumerate(problem.swings):
            old = self.default.squares[k].multiplied
            saved = old - np.minimum(old, np.min([own[k] for own in own_pairs], axis=0))
            less = np.zeros_like(swing.pairs)
            for row, pair in enumerate(soft):
                rule = by_id[pair.name]
                duties = {self.row[pair.first], self.row[pair.second]}
                held = [
                    i
                    for i, part in enumerate(self.default.portions)
                    if part.risk in rule.risks and part.responsibility in duties
                ]
                less[row] = (rule.multiplier.value - 1) * saved[held].sum(axis=0)
            found.append(replace(swing, pairs=swing.pairs - less))
        return tuple(found)

    @cached_property
    def _beside_fixed(self) -> dict[tuple[int, int], float]:
        """What fixed duties of the owner multiply frequencies by, less 1: (portion, owner)."""
        case = self.case
        found: dict[tuple[int, int], float] = {}
        for i, part in enumerate(self.default.portions):
            for pair in case.pairs:
                if pair.rule == "hard" or pair.id in case.controls or part.risk not in pair.risks:
                    continue
                r = part.responsibility
                others = pair.right if r in pair.left else pair.left if r in pair.right else ()
                fixed = [case.fixed_duties[d] for d in others if d in case.fixed_duties]
                count = sum(duty.holder == "owner" for duty in fixed)
                if count:
                    key = i, self.people.index(case.owner.name)
                    found[key] = found.get(key, 0.0) + (pair.multiplier.value - 1) * count
        return found

    def settled(self, problem: Problem, taken: Sequence[int]) -> Terms:
        """Return the terms to put into the case when the options of these indices are taken."""
        terms: Terms = {}
        for k in taken:
            option = problem.options[k]
            terms.setdefault(option.risk, {})[self.people[option.performer]] = TERMS[option.terms]
        return terms

    def cut(self, problem: Problem, verifier: Verifier, placements: Mapping[str, str],
            party: str) -> tuple[float, TailCut]:  # fmt: skip
        """Return a party's worst years under a plan, and their tangent as a row of the problem.

        ``verifier`` is of this case with the plan's terms.
        """
        rows = [
            self._row(problem, verifier, placements, tail)
            for tail in worst_year_of(
                verifier.case, verifier, placements, party, self._layers, self._events
            )
        ]
        worst, *parts = (sum(column) for column in zip(*rows, strict=True))
        return float(worst), TailCut(party, *parts)

    def _row(
        self, problem: Problem, verifier: Verifier, placements: Mapping[str, str], tail: Tail
    ) -> tuple[float | Array, ...]:
        """Return worst years under a plan, and the parts of their tangent."""
        tags, now = verifier.tags, {p.name: p for p in tail.placed}
        cells = np.zeros((len(self.row), len(self.people)))
        options = np.zeros(len(problem.options))
        extra: dict[tuple[int, int], list[int]] = {}
        for k, option in enumerate(problem.options):
            extra.setdefault((option.portion, option.performer), []).append(k)
        held = 0.0
        for i, part in enumerate(self.default.portions):
            name, r = f"{part.risk} {part.responsibility}", self.row.index(part.responsibility)
            old, here = now.get(name), self.people.index(placements[part.responsibility])
            taken = int(tags.terms[i, here])
            held += tail.brings(old, old)
            for j in np.flatnonzero(problem.eligible[r]).tolist():
                base = int(self.default.terms[i, j])
                mine = tail.brings(self._as(name, j, base, (here, taken), old), old)
                cells[r, j] += mine
                for k in extra.get((i, j), ()):
                    new = self._as(name, j, problem.options[k].terms, (here, taken), old)
                    options[k] = tail.brings(new, old) - mine
        pairs = self._pairs(problem, tail, now, placements)
        used, edges = self._created(problem, tail, now)
        rest = tail.cvar - held - pairs.sum() - used.sum() - edges.sum()
        return tail.cvar, cells, options, pairs, used, edges, rest

    def _as(
        self, name: str, j: int, t: int, held: tuple[int, int], old: PlacedRisk | None
    ) -> PlacedRisk | None:
        """Return a portion with a performer under terms; what is held is the plan's own."""
        return old if held == (j, t) else self.placed[t][j].get(name)

    def _pairs(
        self,
        problem: Problem,
        tail: Tail,
        now: Mapping[str, PlacedRisk],
        placements: Mapping[str, str],
    ) -> Array:
        """Return what soft pairs in one person's hands bring, (soft pairs, P).

        It is taken off once more with the work itself; that only weakens the row, as does taking
        the terms of the pair's risks under which they bring least.
        """
        by_id = {pair.id: pair for pair in self.case.pairs}
        soft = [p for p in problem.pairs if not p.hard]
        table = np.zeros((len(soft), len(self.people)))
        for k, pair in enumerate(soft):
            one, two = self.row[pair.first], self.row[pair.second]
            if placements[one] != placements[two] or placements[one] == NOBODY:
                continue
            j = self.people.index(placements[one])
            rule = by_id[pair.name]
            for risk in rule.risks:
                for r in (one, two):
                    old = now.get(f"{risk} {r}")
                    if old is None:
                        continue
                    rest = {t for name, who, t in self.offered if (name, who) == (risk, j)}
                    rest |= {int(self.default.terms[self._portion[risk, r], j])}
                    more = [
                        replace(p, own=(rule.multiplier.value - 1) * p.rate, hits={})
                        for p in (self.placed[t][j][old.name] for t in sorted(rest))
                    ]
                    now_more = replace(old, own=more[0].own, hits={})
                    table[k, j] += min(tail.brings(p, now_more) for p in [*more, now_more])
        return table

    @cached_property
    def _portion(self) -> dict[tuple[str, str], int]:
        return {(p.risk, p.responsibility): i for i, p in enumerate(self.default.portions)}

    @cached_property
    def _crossing(self) -> dict[str, list[PlacedRisk]]:
        """Return by risk how one hand-off is borne, whichever outside person is at its end."""
        found: dict[str, list[PlacedRisk]] = {}
        for who in self.people:
            if self.case.performers[who].party == BUSINESS or not self.case.hand_offs:
                continue
            risks = CaseRisks(self.case, self.default, self._layers)
            one = dict.fromkeys(self.row, who)
            for p in risks.placed(one, crossings=self.case.hand_offs[:1]):
                if ">" in p.place:
                    found.setdefault(p.risk, []).append(p)
        return found

    def _created(
        self, problem: Problem, tail: Tail, now: Mapping[str, PlacedRisk]
    ) -> tuple[Array, Array]:
        """Return what the use of parties (Q,) and hand-offs (E,) bring to the worst years."""
        used = np.zeros(len(problem.parties))
        edges = np.zeros(len(problem.edges))
        names = self.case.hand_offs
        for old in now.values():
            if old.place in problem.parties:
                used[problem.parties.index(old.place)] += tail.brings(old, old)
            elif ">" in old.place:
                before, _, after = old.place.partition(">")
                others = [tail.brings(p, old) for p in self._crossing[old.risk]]
                edges[names.index((before, after))] += min(tail.brings(old, old), *others)
        return used, edges


def _pointwise(one: PlacedRisk, other: PlacedRisk, payers: Sequence[str]) -> bool:
    """Return whether some accounts together pay no more of any loss in one placed risk.

    Both are piecewise linear, so the kinks and the largest loss tell.
    """
    mine, theirs = ([p.layers[q] for q in payers if q in p.layers] for p in (one, other))
    at = np.concatenate(([0.0, one.max_loss], *(layer.starts for layer in (*mine, *theirs))))
    at = at[at <= one.max_loss]
    none = np.zeros_like(at)
    return bool(
        (sum((f(at) for f in mine), none) <= sum((f(at) for f in theirs), none) + 1e-9).all()
    )
