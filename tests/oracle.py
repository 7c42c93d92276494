"""An oracle beside the optimiser: all plans of a small case, priced by code of its own.

It shares no formula with production code. Risks are priced on 20,000 equally likely points of
each severity instead of closed forms, terms by trying each, plans by enumeration.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bestplaced.case.business import Case, Performer
    from bestplaced.case.dependence import CommonShock, FrailtyGroup
    from bestplaced.case.provenance import Pert
    from bestplaced.case.responsibility import Responsibility
    from bestplaced.case.risk import Risk

POINTS = norm.ppf((np.arange(20_000) + 0.5) / 20_000)


def standard(case: Case, r: Responsibility) -> float:
    """Hours a year at speed 1."""
    size = (case.staff / 25) ** 0.35 if r.tier in ("direction", "strategy") else 1.0
    volume = case.volumes[r.driver] if r.driver else 0.0
    return volume * pert(r.minutes) / 60 + r.cycles * pert(r.fixed_hours) * float(size)


def pert(t: Pert | None) -> float:
    """Mean of a low, most likely and high figure."""
    return (t.lo + 4 * t.mode + t.hi) / 6 if t else 0.0


def hours(case: Case, r: Responsibility, p: Performer) -> float:
    """Hours a year of r with p: a newcomer takes 1.75 times as long for the first three months."""
    if p.name == "nobody":
        return 0.0
    speed = p.speed[r.tier]
    if r.on_site and not p.on_site:
        speed = max(p.on_site_speed, speed)
    new = case.today[r.id] != p.name
    return standard(case, r) * speed * (1 + 0.75 * 3 / case.assumptions.term_months * new)


@dataclass(frozen=True)
class Tag:
    """A portion's price, its events a year, and what one costs business and provider on average."""

    price: float
    often: float
    business: float
    provider: float


NOTHING = Tag(0.0, 0.0, 0.0, 0.0)


def risk_price(
    case: Case, risk: Risk, weight: float, r: Responsibility | None, p: Performer
) -> Tag:
    """Price a portion of a risk with p, terms chosen by trying each admissible one."""
    outside = p.party != "the business"
    party, firm = case.parties[p.party], case.parties["the business"]
    if (risk.created and not outside) or (risk.attaches.requires_attest and not party.attests):
        return NOTHING
    kind, more = p.risk_class, 1.0
    if p.name == "nobody":
        kind, more = "owner", 1.5
    elif r is not None and p.skill < r.skill:
        kind = "owner"
    if risk.created:
        kind = "bureau" if p.risk_class == "bureau" else "practice"
    q, m, own = risk.severity, risk.multipliers[kind], risk.multipliers["owner"]
    sigma = math.log(q.p95 / q.p5) / (2 * 1.6448536269514722)
    base = q.p50 * np.exp(sigma * POINTS)
    rate = math.sqrt(risk.frequency.lo * risk.frequency.hi) * weight
    loss = np.minimum(base * m.severity, risk.max_loss.value)
    often = rate * m.frequency * more
    careless = rate * own.frequency * np.minimum(base * own.severity, risk.max_loss.value).mean()
    avoided = max(0.0, careless - often * loss.mean())
    care_p = avoided * (1 - risk.client_control.value)
    care_c = avoided * risk.client_control.value
    load = 1 + case.assumptions.insurer_load

    def price(x: np.ndarray, tolerance: float) -> float:
        return float(often * (x.mean() + (x**2).mean() / (2 * tolerance)))

    def shared(s: float) -> tuple[float, float, float]:
        owed = np.minimum(s * loss, party.liability_cap)
        insured = np.clip(owed - party.deductible, 0, party.limit)
        paid = np.minimum(owed - insured, party.means)
        left = np.minimum(loss - paid - insured, firm.means)
        part = (paid + insured).mean() / loss.mean()
        care = 0.5 * care_p * (1 - part) ** 2 + 0.5 * care_c * part**2 if outside else 0.0
        premium = often * insured.mean() * load
        total = price(paid, party.tolerance) + price(left, firm.tolerance) + premium + care
        return float(total), float(left.mean()), float(paid.mean())

    v = often * float((loss**2).mean())
    top, bottom = care_p + v / firm.tolerance, v / party.tolerance + care_c
    if risk.penalty:  # by cause
        top, bottom = 1 - risk.client_control.value, risk.client_control.value
    own_policy = case.assumptions.insured_deductible_share * risk.max_loss.value
    excess = np.maximum(loss - own_policy, 0.0)
    options = {
        "retained": shared(0.0),
        "shared": shared(top / (top + bottom)) if top + bottom > 0 else (0.0, 0.0, 0.0),
        "transferred": shared(1.0),
        "insured": (
            price(np.minimum(loss, own_policy), firm.tolerance)
            + often * excess.mean() * load
            + (0.5 * care_p if outside else 0.0),
            float(np.minimum(loss, own_policy).mean()),
            0.0,
        ),
    }
    giving = outside and p.party not in case.kept.get(risk.id, ())
    allowed = set(risk.terms) if giving else {"retained"} | (set(risk.terms) & {"insured"})
    best = min(options[t] for t in allowed)
    cancels = often * float(loss.mean()) if risk.transfer else 0.0
    return Tag(float(max(best[0] - cancels, 0.0)), often, best[1], best[2])


class Oracle:
    """All plans of one case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.total = sum(standard(case, r) for r in case.responsibilities.values())
        self.portion = lru_cache(maxsize=None)(self._portion)

    def _weight(self, risk: Risk, r: Responsibility) -> float:
        a = risk.attaches
        if a.responsibilities is not None:
            return a.responsibilities.get(r.id, 0.0)
        if a.scope in ("provider_use", "hand_offs") or (a.tiers and r.tier not in a.tiers):
            return 0.0
        inside = [
            x for x in self.case.responsibilities.values() if not a.tiers or x.tier in a.tiers
        ]
        return standard(self.case, r) / sum(standard(self.case, x) for x in inside)

    def _portion(self, risk: str, r: str, p: str) -> Tag:
        work, k = self.case.responsibilities[r], self.case.risks[risk]
        weight = self._weight(k, work)
        return (
            risk_price(self.case, k, weight, work, self.case.performers[p]) if weight else NOTHING
        )

    def objective(self, plan: dict[str, str], steps: dict[str, int] | None = None) -> float:
        """Yearly total of a plan by F1-F7 and F13."""
        case, a = self.case, self.case.assumptions
        total = 0.0
        for r, p in plan.items():
            work, who, old = (
                case.responsibilities[r],
                case.performers[p],
                case.performers[case.today[r]],
            )
            total += sum(self.portion(k, r, p).price for k in case.risks)
            if "nobody" not in (p, old.name) and who.party != old.party:
                once = a.transition_hours + a.transition_share * hours(case, work, who)
                total += once * (who.rate + a.hand_off_rate) / (a.term_months / 12)
        total += sum(
            self._person(name, plan, steps) for name in case.performers if name != "nobody"
        )
        total += self._parties(plan) + self._hand_offs(plan) + self._pairs(plan)
        total += self.dependence(plan)
        value = 0.0
        for r, v in case.decision_values.items():
            who = case.performers[plan[r]]
            if who.name != "nobody":
                value += v.amount * (1 if who.skill >= case.responsibilities[r].skill else 0.35)
        return total - min(value, 0.10 * max(case.net_income, 0))

    def _person(self, name: str, plan: dict[str, str], steps: dict[str, int] | None) -> float:
        case, p = self.case, self.case.performers[name]
        mine = [case.responsibilities[r] for r, who in plan.items() if who == name]
        work = sum(hours(case, r, p) for r in mine)
        touched = sum(case.assumptions.touches[r.cadence] for r in mine)
        lost = min(0.4 * 480, max(0, touched - 1) * p.resume_minutes) / 60 * 220
        if not p.step_hours:
            return work * p.hour_cost + lost * p.lost_hour_cost
        need = max(p.steps_min, min(p.steps_max, math.ceil((work + lost) / p.step_hours - 1e-9)))
        paid = (steps or {}).get(name, need) * p.step_hours
        spare = paid - work - lost
        return paid * p.rate - (spare * p.hour_cost if spare > 0 else spare * p.rate * 1.5)

    def _parties(self, plan: dict[str, str]) -> float:
        case, a = self.case, self.case.assumptions
        owner = next(p for p in case.performers.values() if p.kind == "owner")
        total = 0.0
        for name in {case.performers[p].party for p in plan.values()} - {"the business"}:
            someone = next(p for p in case.performers.values() if p.party == name)
            years = a.term_months / 12
            total += (a.provider_search_hours / years + a.provider_monitoring_hours) * owner.rate
            for k in case.risks.values():
                if k.attaches.scope == "provider_use":
                    total += risk_price(case, k, 1.0, None, someone).price
        return total

    def _edges(self) -> list[tuple[str, str]]:
        known = self.case.responsibilities
        return [(b, r.id) for r in known.values() for b in r.depends_on if b in known]

    def _hand_offs(self, plan: dict[str, str]) -> float:
        case, a, total = self.case, self.case.assumptions, 0.0
        outsiders = [p for p in case.performers.values() if p.party != "the business"]
        weight = 1 / max(1, len(self._edges()))
        gaps = [k for k in case.risks.values() if k.attaches.scope == "hand_offs"]
        prices = [sum(risk_price(case, k, weight, None, p).price for k in gaps) for p in outsiders]
        dearest = max(prices, default=0.0)
        for before, after in self._edges():
            one, two = (case.performers[plan[x]] for x in (before, after))
            if "nobody" in (one.name, two.name) or one.party == two.party:
                continue
            r = case.responsibilities[after]
            total += 0.1 * min(52, r.cycles or case.volumes[r.driver or ""]) * a.hand_off_rate
            total += dearest
        return total

    def _same_hands(self, plan: dict[str, str]) -> Iterator[tuple[str, str, str, list[str]]]:
        owner = next(p.name for p in self.case.performers.values() if p.kind == "owner")
        fixed = {
            d.id: owner if d.holder == "owner" else "" for d in self.case.fixed_duties.values()
        }
        for pair in self.case.pairs:
            for x, y in itertools.product(pair.left, pair.right):
                one, two = plan.get(x, fixed.get(x)), plan.get(y, fixed.get(y))
                if one and one == two and one != "nobody" and (x in plan or y in plan):
                    yield pair.id, pair.rule, one, [d for d in (x, y) if d in plan]

    def _pairs(self, plan: dict[str, str]) -> float:
        by_id, total = {p.id: p for p in self.case.pairs}, 0.0
        for name, rule, who, duties in self._same_hands(plan):
            if rule == "soft" and name in self.case.controls:
                continue
            pair = by_id[name]
            extra = sum(self.portion(k, r, who).price for k in pair.risks for r in duties)
            total += (pair.multiplier.value - 1) * extra
        return total

    def _struck(self, shock: CommonShock, p: Performer) -> str:
        """Who is struck when a shock strikes p: the person, the party, or nothing."""
        if p.name == "nobody":
            return ""
        if shock.scope == "person":
            return p.name if p.kind in shock.kinds else ""
        return p.party if self.case.parties[p.party].kind in shock.kinds else ""

    def _events(self, plan: dict[str, str]) -> Iterator[tuple[str, float, Performer, Tag, bool]]:
        """All that can happen under a plan: (risk, weight, with whom, tag, on work)."""
        case = self.case
        for r, p in plan.items():
            for k in case.risks.values():
                weight = self._weight(k, case.responsibilities[r])
                if weight:
                    yield k.id, weight, case.performers[p], self.portion(k.id, r, p), True
        for name in {case.performers[p].party for p in plan.values()} - {"the business"}:
            someone = next(p for p in case.performers.values() if p.party == name)
            for k in case.risks.values():
                if k.attaches.scope == "provider_use":
                    yield k.id, 1.0, someone, risk_price(case, k, 1.0, None, someone), False

    def dependence(self, plan: dict[str, str]) -> float:
        """What it costs that risks are bad together: covariances over twice the tolerance."""
        case = self.case
        group_of = {risk: g for g in case.groups.values() for risk in g.risks}
        drift: dict[tuple[str, str], float] = defaultdict(float)
        struck: dict[tuple[str, str, str], list[float]] = defaultdict(list)

        def bear(book: list[tuple[str, float]], who: Performer, tag: Tag, often: float) -> None:
            book += [("the business", often * tag.business), (who.party, often * tag.provider)]

        for risk, weight, who, tag, on_work in self._events(plan):
            shocks = [
                (s, self._struck(s, who), s.hits.get(risk, 0.0) * weight)
                for s in case.shocks.values()
                if self._struck(s, who) and (on_work or s.scope == "party")
            ]
            brought = sum(s.rate.value * chance for s, _, chance in shocks)
            scale = min(1.0, tag.often / brought) if brought > 0 else 1.0
            own = tag.often - scale * brought
            if risk in group_of:
                book: list[tuple[str, float]] = []
                bear(book, who, tag, own)
                for party, load in book:
                    drift[group_of[risk].id, party] += load
            for s, one, chance in shocks:
                book = []
                bear(book, who, tag, scale * chance)
                for party, load in book:
                    struck[s.id, one, party].append(load)
        self._add_pairs_and_hand_offs(plan, drift, group_of)
        twice = {name: 2 * party.tolerance for name, party in case.parties.items()}
        total = sum(
            load**2 / case.groups[g].shape.value / twice[party]
            for (g, party), load in drift.items()
        )
        for (shock, _, party), loads in struck.items():
            rate, before = case.shocks[shock].rate.value, 0.0
            for load in loads:  # twice each product of two different ones
                total += rate * 2 * before * load / twice[party]
                before += load
        return total

    def _add_pairs_and_hand_offs(
        self,
        plan: dict[str, str],
        drift: dict[tuple[str, str], float],
        group_of: dict[str, FrailtyGroup],
    ) -> None:
        """What pairs in one person's hands and hand-offs add to the groups' drift."""
        case, by_id = self.case, {p.id: p for p in self.case.pairs}
        for name, rule, who, duties in self._same_hands(plan):
            if rule == "soft" and name in case.controls:
                continue
            for k, r in itertools.product(by_id[name].risks, duties):
                tag, more = self.portion(k, r, who), by_id[name].multiplier.value - 1
                if k in group_of:
                    g = group_of[k].id
                    drift[g, "the business"] += more * tag.often * tag.business
                    drift[g, case.performers[who].party] += more * tag.often * tag.provider
        outsiders = [p for p in case.performers.values() if p.party != "the business"]
        weight = 1 / max(1, len(self._edges()))
        gaps = [k for k in case.risks.values() if k.attaches.scope == "hand_offs"]
        sides = [(p, {k.id: risk_price(case, k, weight, None, p) for k in gaps}) for p in outsiders]
        if not sides:
            return
        who_is, tags = max(sides, key=lambda side: sum(t.price for t in side[1].values()))
        for before, after in self._edges():
            one, two = (case.performers[plan[x]] for x in (before, after))
            if "nobody" not in (one.name, two.name) and one.party != two.party:
                for k, tag in tags.items():
                    if k in group_of:
                        drift[group_of[k].id, "the business"] += tag.often * tag.business
                        drift[group_of[k].id, who_is.party] += tag.often * tag.provider

    def allowed(self, plan: dict[str, str]) -> bool:
        """Whether a plan obeys every rule."""
        case = self.case
        for r, p in plan.items():
            work, who = case.responsibilities[r], case.performers[p]
            outside = who.party != "the business"
            if p == "nobody":
                late = case.today[r] == "nobody" and work.tier in ("direction", "strategy")
                if not late or work.must_be_done:
                    return False
                continue
            officer = who.role in ("owner", "controller", "cfo")
            if (
                (who.kind != "owner" and who.skill < work.skill)
                or work.access not in who.access
                or (outside and not work.delegable)
                or (not work.delegable and work.duty == "authorise" and not officer)
                or case.pins.get(r, p) != p
            ):
                return False
        if any(rule == "hard" for _, rule, _, _ in self._same_hands(plan)):
            return False
        if any(plan[b] == "nobody" != plan[a] for b, a in self._edges()):
            return False
        return all(self._fits(n, plan) for n in case.performers if n != "nobody")

    def _fits(self, name: str, plan: dict[str, str]) -> bool:
        case, p = self.case, self.case.performers[name]
        mine = [case.responsibilities[r] for r, who in plan.items() if who == name]
        touched = sum(case.assumptions.touches[r.cadence] for r in mine)
        lost = min(192.0, max(0, touched - 1) * p.resume_minutes) / 60 * 220
        room = p.steps_max * p.step_hours if p.step_hours else p.capacity
        return sum(hours(case, r, p) for r in mine) + lost <= room + 1e-6

    def best(self) -> tuple[float, dict[str, str]]:
        """The cheapest allowed plan of all; `inf` if there is none."""
        found: tuple[float, dict[str, str]] = (math.inf, {})
        names = list(self.case.responsibilities)
        for chosen in itertools.product(self.case.performers, repeat=len(names)):
            plan = dict(zip(names, chosen, strict=True))
            if self.allowed(plan):
                cost = self.objective(plan)
                if cost < found[0]:
                    found = (cost, plan)
        return found
