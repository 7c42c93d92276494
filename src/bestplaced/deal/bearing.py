"""Who bears which part of which risk under a plan: the account's price of risk, side by side.

The parts of all bearings sum to the price of risk in the account. Where a loss to one side is a
gain to the other (scope that grows at a fixed fee), the gain stands with the business, which has
the work.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.effort import standard_hours
from bestplaced.risk import TERMS, portions
from bestplaced.risk.tags import choose_terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from bestplaced.case.risk import Risk
    from bestplaced.plan import Verifier

    Array = NDArray[np.float64]
    Cell = tuple[Risk, float, int]

HAND_OFFS = "hand-offs"
DUTY_PAIRS = "duties in one person's hands"


@dataclass(frozen=True)
class Bearing:
    """One risk on one piece of work, on the use of a provider or on hand-offs; money a year.

    ``on``: a responsibility, a party, `HAND_OFFS` or `DUTY_PAIRS`. ``share``
    is the provider's share s of a loss, ``effective`` what cap, means and policy leave of it.
    ``business`` and ``provider`` are each side's price, ``premium`` the insurer's (paid by the
    provider for its own policy, by the business under ``insured``); ``care_business`` is what the
    provider's want of care costs the business, ``care_provider`` the reverse (F5). ``alone`` is the
    total at s = 0 with the same performer.

    ``frequency`` is events a year: ``weight`` of the risk's, in these hands, ``more`` times (what a
    duty ``pair`` adds; dependencies that cross). One of them costs the business and the provider
    ``business_mean`` and ``provider_mean`` on average, money an event. ``gain`` is what of the loss
    is work that the business has for nothing; it is taken off ``business``.
    """

    risk: str
    on: str
    performer: str
    party: str
    terms: str
    share: float
    collectable: float
    effective: float
    expected: float
    business: float
    provider: float
    premium: float
    care_business: float
    care_provider: float
    alone: float
    frequency: float
    weight: float
    business_mean: float
    provider_mean: float
    work: str = ""
    pair: str = ""
    more: float = 1.0
    gain: float = 0.0

    @property
    def total(self) -> float:
        """The whole price, care included."""
        return self.borne_by_business + self.borne_by_provider

    @property
    def borne_by_business(self) -> float:
        """What the business bears: its price, its own policy, care it misses."""
        own = self.premium if self.terms == "insured" else 0.0
        return self.business + own + self.care_business

    @property
    def borne_by_provider(self) -> float:
        """What the party that does the work bears: its price, its policy, care it misses."""
        own = 0.0 if self.terms == "insured" else self.premium
        return self.provider + own + self.care_provider

    @property
    def moved(self) -> bool:
        """Whether somebody outside the business bears part of the loss."""
        return self.party != BUSINESS and self.effective > 0 and self.expected > 0

    def times(self, factor: float, on: str) -> Bearing:
        """Return this bearing with its money multiplied, hanging on something else."""
        yearly = ("expected", "business", "provider", "premium", "alone", "gain")
        names = (*yearly, "frequency", "more", "care_business", "care_provider")
        return replace(self, on=on, **{n: getattr(self, n) * factor for n in names})


class Bearings:
    """The bearings of one case; tables are computed once and shared by its plans."""

    def __init__(self, verifier: Verifier) -> None:
        """Keep the verifier, which knows duty pairs and crossings."""
        self.case, self.verifier = verifier.case, verifier
        self.column = {name: j for j, name in enumerate(self.case.performers)}

    def under(self, placements: Mapping[str, str]) -> tuple[Bearing, ...]:
        """Return how every risk is borne under a plan."""
        single = {
            (p.risk, p.responsibility): replace(
                self._bearing(
                    self._portions[1], i, p.risk, p.responsibility, placements[p.responsibility]
                ),
                weight=p.weight,
                work=p.responsibility,
            )
            for i, p in enumerate(self._portions[0])
        }
        pairs = self._pairs(placements, single)
        found = (*single.values(), *pairs, *self._use(placements), *self._crossing(placements))
        return tuple(b for b in found if b.total != 0 or b.expected != 0)

    @cached_property
    def _portions(self) -> tuple[Sequence, dict[str, Array]]:  # type: ignore[type-arg]
        case = self.case
        parts = portions(
            case, {r.id: standard_hours(case, r) for r in case.responsibilities.values()}
        )
        work = case.responsibilities
        cells = [(case.risks[p.risk], p.weight, work[p.responsibility].skill) for p in parts]
        return parts, choose_terms(case, cells)

    @cached_property
    def _wide(self) -> dict[str, tuple[list[Cell], dict[str, Array]]]:
        """Risks that hang on the use of a provider, and on dependencies between parties."""
        edges = max(1, len(self.case.hand_offs))
        table = {}
        for scope, weight in (("provider_use", 1.0), ("hand_offs", 1.0 / edges)):
            risks = [k for k in self.case.risks.values() if k.attaches.scope == scope]
            cells = [(k, weight, 0) for k in risks]
            if cells:
                table[scope] = (cells, choose_terms(self.case, cells))
        return table

    def _bearing(
        self, pick: dict[str, Array], i: int, risk: str, on: str, performer: str
    ) -> Bearing:
        """Return one cell's bearing; care and a gain of the other side go where they fall."""
        j, person = self.column[performer], self.case.performers[performer]
        money = {n: float(a[i, j]) for n, a in pick.items()}
        expected, promised = money["expected"], money["promised"]
        ratio = money["collected"] / promised if promised > 0 else 1.0
        effective = min(1.0, money["collected"] / expected) if expected > 0 else 0.0
        to_business, to_provider = self._care(risk, effective, money["care"])
        parts = money["business"] + money["provider"] + money["premium"] + money["care"]
        gain = parts - money["total"]  # extra work unpaid: the business has its worth
        terms = TERMS[int(money["terms"])]
        return Bearing(
            risk=risk,
            on=on,
            performer=performer,
            party=BUSINESS if performer == NOBODY else person.party,
            terms=terms,
            share=money["share"] if terms in {"shared", "transferred"} else 0.0,
            collectable=ratio,
            effective=effective,
            expected=expected,
            business=money["business"] - gain,
            provider=money["provider"],
            premium=money["premium"],
            care_business=to_business,
            care_provider=to_provider,
            alone=money["alone"],
            frequency=money["frequency"],
            weight=1.0,
            business_mean=money["business_mean"],
            provider_mean=money["provider_mean"],
            gain=gain,
        )

    def _care(self, risk: str, share: float, care: float) -> tuple[float, float]:
        """Split care: half I_p (1-s)^2 is what the business misses, half I_c s^2 the provider."""
        control = self.case.risks[risk].client_control.value
        first, second = (1 - control) * (1 - share) ** 2, control * share**2
        whole = first + second
        part = first / whole if whole > 0 else 1.0
        return care * part, care * (1 - part)

    def _pairs(
        self, placements: Mapping[str, str], single: Mapping[tuple[str, str], Bearing]
    ) -> list[Bearing]:
        """Return what duty pairs in one person's hands add to the risks they make worse."""
        return [
            replace(single[risk, r].times(more, DUTY_PAIRS), pair=pair)
            for pair, more, risk, r in self.verifier.multiplied_portions(placements)
        ]

    def _use(self, placements: Mapping[str, str]) -> list[Bearing]:
        """Return the risks that come with each provider used (F6)."""
        people = self.case.performers
        used = {people[p].party for p in placements.values() if p != NOBODY} - {BUSINESS}
        cells, pick = self._wide.get("provider_use", ([], {}))
        found = []
        for party in sorted(used):
            first = next(p.name for p in people.values() if p.party == party)
            found += [
                self._bearing(pick, i, k.id, party, first) for i, (k, _, _) in enumerate(cells)
            ]
        return found

    def _crossing(self, placements: Mapping[str, str]) -> list[Bearing]:
        """Return the risks of dependencies between parties, at the dearest provider's price."""
        cells, pick = self._wide.get("hand_offs", ([], {}))
        outside = [j for n, j in self.column.items() if self.case.performers[n].party != BUSINESS]
        if not cells or not outside:
            return []
        totals = pick["total"].sum(axis=0)
        dearest = list(self.column)[max(outside, key=lambda j: totals[j])]
        found = []
        for party, count in self.crossings(placements).items():
            for i, (k, _, _) in enumerate(cells):
                one = self._bearing(pick, i, k.id, HAND_OFFS, dearest)
                weight = 1.0 / len(self.case.hand_offs)
                found.append(replace(one.times(count, HAND_OFFS), party=party, weight=weight))
        return found

    def crossings(self, placements: Mapping[str, str]) -> dict[str, int]:
        """Return party outside -> dependencies with it; between two providers, the later one's."""
        counts: dict[str, int] = {}
        for before, after in self.verifier.crossings(placements):
            ends = [self.case.performers[placements[r]].party for r in (after, before)]
            party = next(q for q in ends if q != BUSINESS)
            counts[party] = counts.get(party, 0) + 1
        return counts
