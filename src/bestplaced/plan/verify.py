"""The account of a plan, recomputed from the Case alone; shares no code with the formulation.

Every plan, recommended or not, passes through here: what it costs, person by person and rule by
rule, and which rules it breaks. Reference plans may break rules and pay for it (F11).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS, NOBODY, OFFICERS
from bestplaced.effort import hours, lost_hours, person_year, standard_hours, touches
from bestplaced.plan.loads import LoadBook
from bestplaced.plan.offer_account import covered, fees, offer_faults
from bestplaced.risk import risk_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bestplaced.case.business import Case
    from bestplaced.case.duties import DutyPair
    from bestplaced.effort import PersonYear
    from bestplaced.plan.loads import Swings
    from bestplaced.risk import RiskTags


@dataclass(frozen=True)
class Account:
    """What a complete set of placements costs, money a year, and the rules it breaks.

    ``risk`` is the price of risk by responsibility with pair charges apart in ``pair_charges``
    (pair id -> money); ``risk_by_portion`` by (risk, responsibility); ``transition`` by
    responsibility; ``party_use`` and ``provider_upkeep`` by party; ``hand_offs`` is what
    dependencies between parties cost, ``hand_off_risk`` their risk; ``decisions`` the value of
    better decisions after the cap. ``swings`` are what dependence adds (F4), group by group and
    shock by shock for each party that bears it. ``offers`` are those
    taken with their packages and add-ons, ``under_offer`` says which of them pays for a
    responsibility (whose hours then cost nothing), ``fees`` what each costs (F8).
    """

    placements: dict[str, str]
    hours: dict[str, float]
    people: dict[str, PersonYear]
    risk_by_portion: dict[tuple[str, str], float]
    pair_charges: dict[str, float]
    transition: dict[str, float]
    party_use: dict[str, float]
    provider_upkeep: dict[str, float]
    hand_offs: float
    hand_off_risk: float
    decisions: float
    swings: tuple[Swings, ...]
    broken: tuple[str, ...]
    offers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    under_offer: dict[str, str] = field(default_factory=dict)
    fees: dict[str, float] = field(default_factory=dict)

    @property
    def labour(self) -> float:
        """Salaries, hours, overtime, lost hours, less the worth of idle ones."""
        return sum(year.cost for year in self.people.values())

    @property
    def fee(self) -> float:
        """What the offers taken cost together."""
        return sum(self.fees.values())

    @property
    def coordination(self) -> float:
        """Hand-offs and the upkeep of providers."""
        return self.hand_offs + sum(self.provider_upkeep.values())

    @property
    def cost(self) -> float:
        """Everything that is paid in money or time."""
        return self.labour + self.fee + sum(self.transition.values()) + self.coordination

    @property
    def risk(self) -> float:
        """The price of all risks: created ones, pair charges and dependence included."""
        return (
            sum(self.risk_by_portion.values())
            + sum(self.pair_charges.values())
            + sum(self.party_use.values())
            + self.hand_off_risk
            + self.dependence
        )

    @property
    def dependence(self) -> float:
        """What it costs that risks are bad together: frailty groups and common shocks (F4)."""
        return sum(swings.charge for swings in self.swings)

    @property
    def objective(self) -> float:
        """The yearly total of F9, money a year."""
        return self.cost + self.risk - self.decisions

    def risk_of(self, responsibility: str) -> float:
        """Return the price of the risks hanging on one responsibility, money a year."""
        return sum(v for (_, r), v in self.risk_by_portion.items() if r == responsibility)


class Verifier:
    """Recomputes accounts of one case; tables are computed once and shared by its plans."""

    def __init__(self, case: Case) -> None:
        """Keep the case; nothing else is an input."""
        self.case = case

    @cached_property
    def _hours(self) -> dict[tuple[str, str], float]:
        table = hours(self.case)
        return {
            (r, p): float(table[i, j])
            for i, r in enumerate(self.case.responsibilities)
            for j, p in enumerate(self.case.performers)
        }

    def standard(self, responsibility: str) -> float:
        """Return the hours a year that a competent person takes for one responsibility (F1)."""
        return standard_hours(self.case, self.case.responsibilities[responsibility])

    @cached_property
    def _touches(self) -> dict[str, float]:
        return dict(zip(self.case.responsibilities, touches(self.case).tolist(), strict=True))

    @cached_property
    def tags(self) -> RiskTags:
        """Price tags of the case's risks."""
        case = self.case
        standard = {r.id: standard_hours(case, r) for r in case.responsibilities.values()}
        return risk_tags(case, standard)

    @cached_property
    def _prices(self) -> dict[tuple[str, str, str], float]:
        prices: dict[tuple[str, str, str], float] = defaultdict(float)
        for part, row in zip(self.tags.portions, self.tags.prices.tolist(), strict=True):
            for p, price in zip(self.case.performers, row, strict=True):
                prices[part.risk, part.responsibility, p] += price
        return prices

    @cached_property
    def _loads(self) -> LoadBook:
        return LoadBook(self.case, self.tags)

    def account(
        self,
        placements: Mapping[str, str],
        steps: Mapping[str, int] | None = None,
        offers: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Account:
        """Return the account of a plan.

        ``placements`` maps every responsibility to a performer; ``steps`` fixes the paid steps of
        employees (today's plan), else the fewest that carry the load are paid; ``offers`` are the
        offers taken, each with the names of its package and add-ons.
        """
        case, taken = self.case, dict(offers or {})
        under = covered(case, placements, taken)
        people = self._people(placements, steps or {}, under)
        spent = {r: self._hours[r, p] for r, p in placements.items()}
        used = {case.performers[p].party for p in placements.values() if p != NOBODY} - {BUSINESS}
        crossings = [after for _, after in self.crossings(placements)]
        risks = {
            (part.risk, part.responsibility): self._prices[
                part.risk, part.responsibility, placements[part.responsibility]
            ]
            for part in self.tags.portions
        }
        return Account(
            placements=dict(placements),
            hours=spent,
            people=people,
            risk_by_portion=risks,
            pair_charges=self._pair_charges(placements),
            transition={r: self._transition(r, p, r in under) for r, p in placements.items()},
            party_use={q: self.tags.party_use[q] for q in sorted(used)},
            provider_upkeep={q: self._upkeep() for q in sorted(used)},
            hand_offs=sum(self._hand_off(b) for b in crossings),
            hand_off_risk=len(crossings) * self.tags.hand_off,
            decisions=self._decisions(placements),
            swings=self._loads.swings(placements, self._multiplied(placements), len(crossings)),
            broken=(*self._broken(placements, people), *offer_faults(case, placements, taken)),
            offers=taken,
            under_offer=under,
            fees=fees(case, spent, under, taken),
        )

    def today(self) -> Account:
        """Return the account of the placement today, with today's paid steps.

        Terms that a plan takes (`Case.terms`) or leaves (`Case.kept`) are not today's.
        """
        if self.case.terms or self.case.kept:
            return Verifier(self.case.model_copy(update={"terms": {}, "kept": {}})).today()
        steps = {p.name: p.steps_today for p in self.case.performers.values() if p.has_steps}
        return self.account(self.case.today, steps)

    def _people(
        self, placements: Mapping[str, str], steps: Mapping[str, int], under: Mapping[str, str]
    ) -> dict[str, PersonYear]:
        productive: dict[str, float] = defaultdict(float)
        touched: dict[str, float] = defaultdict(float)
        for r, p in placements.items():
            productive[p] += self._hours[r, p]
            touched[p] += self._touches[r]
        years = {}
        for name, person in self.case.performers.items():
            if person.kind == "nobody":
                continue
            lost = lost_hours(self.case, person, touched[name])
            year = person_year(self.case, person, productive[name], lost, steps.get(name))
            paid = sum(self._hours[r, name] for r in under if placements[r] == name)
            if paid and not self.case.parties[person.party].inside_deal:
                year = replace(year, worked=year.worked - paid * person.hour_cost)
            years[name] = year
        return years

    def _crosses(self, placements: Mapping[str, str], before: str, after: str) -> bool:
        one, two = (self.case.performers[placements[r]] for r in (before, after))
        return NOBODY not in (one.name, two.name) and one.party != two.party

    def _hand_off(self, after: str) -> float:
        assumed, work = self.case.assumptions, self.case.responsibilities[after]
        units = self.case.volumes.get(work.driver, 1.0) if work.driver else 1.0
        cycles = work.cycles if work.cycles > 0 else units
        both_sides = 2 * assumed.hand_off_hours * assumed.hand_off_rate
        return both_sides * min(cycles, assumed.hand_off_max_cycles)

    def _transition(self, responsibility: str, performer: str, quoted: bool) -> float:  # noqa: FBT001
        old = self.case.performers[self.case.today[responsibility]]
        new = self.case.performers[performer]
        if NOBODY in (old.name, new.name) or old.party == new.party:
            return 0.0
        assumed = self.case.assumptions
        effort = self._hours[responsibility, performer] * assumed.transition_share
        # an offer's onboarding pays the provider's hours of the transition
        free = quoted and not self.case.parties[new.party].inside_deal
        rate = (0.0 if free else new.rate) + assumed.hand_off_rate
        once = (assumed.transition_hours + effort) * rate
        return once * 12 / assumed.term_months

    def _upkeep(self) -> float:
        assumed = self.case.assumptions
        search = assumed.provider_search_hours / (assumed.term_months / 12)
        return self.case.owner.rate * (search + assumed.provider_monitoring_hours)

    def _decisions(self, placements: Mapping[str, str]) -> float:
        total = 0.0
        for r, value in self.case.decision_values.items():
            person = self.case.performers[placements[r]]
            if person.kind == "nobody":
                continue
            below = person.skill < self.case.responsibilities[r].skill
            total += value.amount * (self.case.assumptions.owner_decision_quality if below else 1.0)
        most = self.case.assumptions.decision_cap_share * max(0.0, self.case.net_income)
        return min(total, most)

    def _held_together(
        self, pair: DutyPair, placements: Mapping[str, str]
    ) -> list[tuple[tuple[str, ...], str]]:
        """Return (responsibilities, person) for each way a pair is in one person's hands."""
        fixed = self.case.fixed_duties
        found = []
        for a in pair.left:
            for b in pair.right:
                known = tuple(d for d in (a, b) if d in placements)
                holders = [
                    placements[d] if d in placements else self._fixed_holder(d)
                    for d in (a, b)
                    if d in placements or d in fixed
                ]
                if known and len(holders) == 2 and holders[0] == holders[1] != NOBODY:  # noqa: PLR2004
                    found.append((known, holders[0]))
        return found

    def _fixed_holder(self, duty: str) -> str:
        owned = self.case.fixed_duties[duty].holder == "owner"
        return self.case.owner.name if owned else NOBODY

    def _multiplied(
        self, placements: Mapping[str, str]
    ) -> list[tuple[str, float, tuple[str, ...], str]]:
        """Return pairs in one person's hands that multiply risks: (pair, factor - 1, duties, who).

        Hard ones too: a plan that breaks the rule pays for it (F5).
        """
        return [
            (pair.id, pair.multiplier.value - 1, duties, person)
            for pair in self.case.pairs
            if pair.rule == "hard" or pair.id not in self.case.controls
            for duties, person in self._held_together(pair, placements)
        ]

    def multiplied_portions(
        self, placements: Mapping[str, str]
    ) -> tuple[tuple[str, float, str, str], ...]:
        """Return what duty pairs in one person's hands add to: (pair, factor - 1, risk, work)."""
        risks = {pair.id: pair.risks for pair in self.case.pairs}
        return tuple(
            (name, more, part.risk, part.responsibility)
            for name, more, duties, _ in self._multiplied(placements)
            for part in self.tags.portions
            if part.risk in risks[name] and part.responsibility in duties
        )

    def _pair_charges(self, placements: Mapping[str, str]) -> dict[str, float]:
        charges: dict[str, float] = defaultdict(float)
        for name, more, risk, r in self.multiplied_portions(placements):
            charges[name] += more * self._prices[risk, r, placements[r]]
        return {name: extra for name, extra in charges.items() if extra > 0}

    def pair_factors(self, placements: Mapping[str, str]) -> dict[tuple[str, str], float]:
        """Return what duty pairs in one person's hands multiply frequencies by, where above 1.

        By (risk, responsibility); several pairs add their excess over 1, as their charges do.
        """
        factors: dict[tuple[str, str], float] = {}
        for _, more, risk, r in self.multiplied_portions(placements):
            factors[risk, r] = factors.get((risk, r), 1.0) + more
        return factors

    def crossings(self, placements: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Return the dependencies (before, after) whose two sides lie with different parties."""
        return tuple(edge for edge in self.case.hand_offs if self._crosses(placements, *edge))

    def _broken(
        self, placements: Mapping[str, str], people: Mapping[str, PersonYear]
    ) -> tuple[str, ...]:
        found = [fault for r, p in placements.items() for fault in self._cell_faults(r, p)]
        for pair in self.case.pairs:
            if pair.rule == "hard":
                for duties, person in self._held_together(pair, placements):
                    text = " and ".join(duties)
                    found.append(f"segregation {pair.id}: {person} holds {text} ({pair.reason})")
        for name, year in people.items():
            someone = self.case.performers[name]
            stepped = year.steps * someone.step_hours
            limit = stepped if someone.has_steps else someone.capacity
            if year.load > limit * (1 + 1e-7) + 1e-6:
                found.append(
                    f"capacity: {name} carries {year.load:,.0f} hours of {limit:,.0f} a year"
                )
        for bundle in self.case.bundles:
            inside = [r for r in bundle.responsibilities if r in placements]
            if len({self.case.performers[placements[r]].party for r in inside}) > 1:
                found.append(f"bundle: {bundle.name} is split over parties")
        for before, after in self.case.hand_offs:
            if placements[before] == NOBODY != placements[after]:
                found.append(f"dependence: {after} is done but {before}, on which it rests, is not")
        return tuple(found)

    def _cell_faults(self, responsibility: str, performer: str) -> list[str]:
        work, person = self.case.responsibilities[responsibility], self.case.performers[performer]
        if person.kind == "nobody":
            free = work.tier in {"direction", "strategy"} and not work.must_be_done
            allowed = free and self.case.today[responsibility] == NOBODY
            return [] if allowed else [f"done: nobody does {work.id} {work.name}"]
        found = []
        label = f"{work.id} {work.name} with {performer}"
        if person.kind != "owner" and person.skill < work.skill:
            found.append(f"skill: {label} needs {work.skill}, has {person.skill}")
        if work.access not in person.access:
            found.append(f"access: {label} needs {work.access.replace('_', ' ')} access")
        if not work.delegable and person.party != BUSINESS:
            found.append(f"non-delegable: {label} has to stay with the business")
        officer_only = not work.delegable and work.duty == "authorise"
        if officer_only and person.role not in OFFICERS:
            found.append(f"authority: {label} is for an officer of the business")
        attests = self.case.parties[person.party].attests
        if attests and (work.decision or work.id in self.case.attest_forbidden):
            found.append(f"independence: {label}, a firm that attests the accounts")
        pinned = self.case.pins.get(responsibility, performer)
        if pinned != performer:
            found.append(f"pin: {label}, pinned to {pinned}")
        return found
