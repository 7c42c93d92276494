"""Price tags: each risk for each performer under its cheapest admissible terms (F4-F6)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.case.business import BUSINESS
from bestplaced.effort import standard_hours
from bestplaced.risk import TERMS, effective_class, portions, risk_tags
from bestplaced.risk.severity import Z95
from bestplaced.risk.tags import term_prices
from tests.cases import full_case
from tests.strategies import (
    PERFORMERS_OF_TEN_LINES,
    calibration_case,
    completed,
    expectation,
    law,
    scalar,
    ten_lines,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from bestplaced.case.business import Case, Performer
    from bestplaced.case.risk import Risk
    from bestplaced.risk import RiskTags, Severity

# A provider of each kind beside the bookkeeper; the auditor attests to the accounts.
MANY_PROVIDERS = """\
providers:
  - {name: Pod, kind: practice, inside_deal: true, people: [{name: Pia, grade: senior}]}
  - {name: Solo, kind: freelancer, people: [{name: Sam, grade: bookkeeper}]}
  - {name: Payco, kind: bureau, liability_cap: 3000, people: [{name: Pat, grade: bookkeeper}]}
  - {name: Audit, kind: practice, attests: true, people: [{name: Aud, grade: partner}]}
"""


def tags_of(case: Case) -> RiskTags:
    hours = {r.id: standard_hours(case, r) for r in case.responsibilities.values()}
    return risk_tags(case, hours)


def only(case: Case, *risks: str) -> Case:
    """Return a case with these risks alone, so that its tags are small."""
    return case.model_copy(update={"risks": {name: case.risks[name] for name in risks}})


# ------------------------------------------------------- a second opinion, in plain Python


@dataclass(frozen=True)
class Bill:
    """What one set of terms costs a year, computed by integration."""

    total: float
    care: float
    business: float
    provider: float
    premium: float
    share: float
    promised: float
    collected: float


@dataclass(frozen=True)
class Oracle:
    """F4-F6 for one risk in one performer's hands, from the text of DESIGN."""

    case: Case
    risk: Risk
    weight: float
    skill: int
    performer: Performer

    @property
    def outside(self) -> bool:
        """Whether the work leaves the business."""
        return self.performer.kind != "nobody" and self.performer.party != BUSINESS

    def rate(self) -> float:
        """Return events a year before multipliers: the middle of the range, in logarithms."""
        return math.sqrt(self.risk.frequency.lo * self.risk.frequency.hi) * self.weight

    def factors(self) -> tuple[float, float]:
        """Return factors on frequency and severity by who performs."""
        who, risk = self.performer, self.risk
        party = self.case.parties[who.party]
        if risk.created and not self.outside:
            return 0.0, 1.0
        if risk.attaches.requires_attest and not party.attests:
            return 0.0, 1.0
        often = 1.0
        if risk.created:
            row = risk.multipliers["bureau" if who.risk_class == "bureau" else "practice"]
        elif who.kind == "nobody":
            row, often = risk.multipliers["owner"], 1.5
        elif who.skill < self.skill:
            row = risk.multipliers["owner"]
        else:
            row = risk.multipliers[who.risk_class]
        return row.frequency * often, max(row.severity, 1e-9)  # 0: a loss of next to nothing

    def severity(self, factor: float) -> Severity:
        """Return the law of ``factor`` times the loss under the same maximum."""
        q = self.risk.severity
        sigma = math.log(q.p95 / q.p5) / (2 * Z95)
        fitted = law(q.p5, q.p50, q.p95, self.risk.max_loss.value)
        assert float(fitted.sigma) == pytest.approx(sigma)
        return type(fitted)(scalar(math.log(q.p50 * factor)), fitted.sigma, fitted.max_loss)

    def bills(self) -> dict[str, Bill]:
        """Return the bill of each set of terms."""
        often, large = self.factors()
        rate = self.rate()
        own = self.severity(large)
        mean = expectation(own, lambda x: x)
        square = expectation(own, lambda x: x * x)
        row = self.risk.multipliers["owner"]
        worst = self.severity(max(row.severity, 1e-9))
        careless = rate * row.frequency * expectation(worst, lambda x: x)
        avoided = max(0.0, careless - rate * often * mean)
        client = self.risk.client_control.value
        care_p, care_c = avoided * (1 - client), avoided * client
        variance = rate * often * square
        tau_p = self.case.parties[self.performer.party].tolerance
        tau_c = self.case.business.tolerance
        stake = care_p + care_c + variance / tau_p + variance / tau_c
        best = (care_p + variance / tau_c) / stake if stake > 0 else 0.0
        best = 1 - client if self.risk.penalty else best  # a penalty follows the cause
        return {
            "retained": self.bill(0.0, rate * often, own, (care_p, care_c)),
            "shared": self.bill(best, rate * often, own, (care_p, care_c)),
            "transferred": self.bill(1.0, rate * often, own, (care_p, care_c)),
            "insured": self.insured(rate * often, own, care_p),
        }

    def bill(self, share: float, rate: float, law: Severity, care: tuple[float, float]) -> Bill:
        """Return the bill where the provider answers for ``share`` of each loss."""
        party, biz = self.case.parties[self.performer.party], self.case.business

        def owed(x: float) -> float:
            return min(share * x, party.liability_cap)

        def policy(x: float) -> float:
            return min(max(owed(x) - party.deductible, 0.0), party.limit)

        def provider(x: float) -> float:
            return min(owed(x) - policy(x), party.means)

        def left(x: float) -> float:
            return min(x - provider(x) - policy(x), biz.means)

        limbs = [party.liability_cap, party.deductible, party.means, biz.means]
        limbs += [a + b for a in limbs for b in (party.limit, party.deductible, *limbs)]
        corners = [limb / s for limb in limbs for s in {share, 1.0} if s > 0]

        def average(part: Callable[[float], float]) -> float:
            return expectation(law, part, corners)

        def price(part: Callable[[float], float], tolerance: float) -> float:
            square = average(lambda x: part(x) ** 2)
            return rate * average(part) + rate * square / (2 * tolerance)

        arrives = average(lambda x: provider(x) + policy(x))
        part = arrives / expectation(law, lambda x: x)  # the share that really arrives
        waste = 0.5 * care[0] * (1 - part) ** 2 + 0.5 * care[1] * part**2
        waste = waste if self.outside else 0.0
        price_p, price_c = price(provider, party.tolerance), price(left, biz.tolerance)
        premium = rate * average(policy) * (1 + self.case.assumptions.insurer_load)
        promised = rate * average(lambda x: share * x)
        total = price_p + price_c + premium + waste
        return Bill(total, waste, price_c, price_p, premium, share, promised, rate * arrives)

    def insured(self, rate: float, law: Severity, care_p: float) -> Bill:
        """Return the bill where the business insures: a deductible, cover to the maximum."""
        biz, assumed = self.case.business, self.case.assumptions
        keeps = assumed.insured_deductible_share * self.risk.max_loss.value
        claims = expectation(law, lambda x: max(x - keeps, 0.0), [keeps])
        pays = min(keeps, biz.means)
        mean = expectation(law, lambda x: min(x, pays), [pays])
        square = expectation(law, lambda x: min(x, pays) ** 2, [pays])
        premium = rate * claims * (1 + assumed.insurer_load)
        price = rate * mean + rate * square / (2 * biz.tolerance)
        waste = 0.5 * care_p if self.outside else 0.0
        return Bill(price + premium + waste, waste, price, 0.0, premium, 0.0, 0.0, 0.0)

    def admissible(self) -> list[str]:
        """Return the terms this risk may have; inside there is nobody to share with."""
        if self.outside:
            return [name for name in TERMS if name in self.risk.terms]
        return [
            name for name in TERMS if name == "retained" or name in {"insured"} & {*self.risk.terms}
        ]

    def expected(self) -> float:
        """Return the expected loss a year."""
        often, large = self.factors()
        rate = self.rate()
        return rate * often * expectation(self.severity(large), lambda x: x)


# R01 one responsibility; R02 two, by weight; R15 heavy tail, insurable; R40 created by moving
# work; and whichever risks are transfers or need an attesting firm.
def chosen_risks() -> list[str]:
    risks = calibration_case().risks
    special = [k.id for k in risks.values() if k.transfer or k.attaches.requires_attest]
    insurable = [k.id for k in risks.values() if "insured" in k.terms][:2]
    return list(dict.fromkeys(["R01", "R02", "R15", *insurable, "R41", *special[:3]]))


@pytest.mark.parametrize("name", chosen_risks())
@pytest.mark.parametrize("who", ["Ann", "Bea", "nobody", "Pia", "Sam", "Pat", "Aud"])
def test_a_tag_agrees_with_a_second_opinion_by_integration(name: str, who: str) -> None:
    case = only(completed(ten_lines(more=MANY_PROVIDERS)), name)
    tags = tags_of(case)
    part, column = tags.portions[0], list(case.performers).index(who)
    risk, work = case.risks[name], case.responsibilities[part.responsibility]
    oracle = Oracle(case, risk, part.weight, work.skill, case.performers[who])
    bills = oracle.bills()
    priced = term_prices(case, [(risk, part.weight, work.skill)])
    for term, bill in bills.items():
        for figure in Bill.__dataclass_fields__:
            found = float(getattr(priced[term], figure)[0, column])
            scale = 1e-7 * abs(bill.total) + 1e-9
            assert found == pytest.approx(getattr(bill, figure), rel=1e-5, abs=scale), figure
    admissible = oracle.admissible()
    least = min(bills[term].total for term in admissible)
    chosen = TERMS[tags.terms[0, column]]
    assert chosen in admissible
    assert bills[chosen].total == pytest.approx(least, rel=1e-5, abs=1e-9)
    tag = max(0.0, least - oracle.expected()) if risk.transfer else least
    assert tags.prices[0, column] == pytest.approx(tag, rel=1e-5, abs=1e-6)
    assert tags.share[0, column] == pytest.approx(bills[chosen].share, rel=1e-5, abs=1e-9)


# ---------------------------------------------------------------------------- rules of tags


def test_no_admissible_terms_are_cheaper_than_the_chosen_ones() -> None:
    case = completed(ten_lines(more=MANY_PROVIDERS))
    tags = tags_of(case)
    cells = [
        (case.risks[p.risk], p.weight, case.responsibilities[p.responsibility].skill)
        for p in tags.portions
    ]
    priced = term_prices(case, cells)
    totals = np.stack([priced[t].total for t in TERMS], axis=-1)
    chosen = np.take_along_axis(totals, tags.terms[..., None], -1)[..., 0]
    for i, (risk, _, _) in enumerate(cells):
        for j, who in enumerate(case.performers.values()):
            inside = who.kind == "nobody" or who.party == BUSINESS
            allowed = {*risk.terms} & {"insured"} | {"retained"} if inside else {*risk.terms}
            assert TERMS[tags.terms[i, j]] in allowed
            for t, term in enumerate(TERMS):
                if term in allowed:
                    assert chosen[i, j] <= totals[i, j, t]


def test_every_tag_is_finite_and_never_negative() -> None:
    tags = tags_of(completed(ten_lines(more=MANY_PROVIDERS)))
    for table in (tags.prices, tags.care, tags.business, tags.provider, tags.premium):
        assert np.all(np.isfinite(table))
        assert np.all(table >= 0)
    assert np.all((tags.share >= 0) & (tags.share <= 1))
    assert np.all((tags.collectable >= 0) & (tags.collectable <= 1 + 1e-9))


def column(case: Case, who: str) -> int:
    return list(case.performers).index(who)


def test_terms_settled_for_one_person_are_not_those_of_a_colleague_of_the_same_kind() -> None:
    people = [{"name": "Bo", "grade": "bookkeeper"}, {"name": "Bea", "grade": "bookkeeper"}]
    mill = {"name": "Mill", "kind": "practice", "people": people}
    case = full_case(providers=[mill])
    before = tags_of(case)
    bo, bea = column(case, "Bo"), column(case, "Bea")
    assert (before.prices[:, bo] == before.prices[:, bea]).all()
    row, name = next(
        (i, part.risk)
        for i, part in enumerate(before.portions)
        if "retained" in case.risks[part.risk].terms
        and TERMS[before.terms[i, bo]] != "retained"
        and before.prices[i, bo] > 0
    )
    after = tags_of(case.model_copy(update={"terms": {name: {"Bo": "retained"}}}))
    assert TERMS[after.terms[row, bo]] == "retained"
    assert after.prices[row, bo] > before.prices[row, bo]
    assert (after.prices[:, bea] == before.prices[:, bea]).all()


def test_work_nobody_does_goes_wrong_half_as_often_again_as_the_owner_s() -> None:
    # Same multipliers, tolerance and means as the owner's, 1.5 times the events: 1.5 times the tag.
    # Where the work takes more skill than the owner has, the owner still counts as the owner.
    case = calibration_case()
    tags = tags_of(case)
    ordinary = np.array([not case.risks[p.risk].transfer for p in tags.portions])
    owner, nobody = (tags.prices[:, column(case, who)] for who in ("Ann", "nobody"))
    assert nobody[ordinary] == pytest.approx(1.5 * owner[ordinary])
    assert effective_class(case, case.performers["nobody"], 1) == ("owner", 1.5)


def test_work_below_the_required_skill_counts_as_the_owner_s() -> None:
    # Bea (skill 3) works for the same party as Ann: below the skill their tags are the same.
    case = calibration_case()
    tags = tags_of(case)
    bea, ann = (tags.prices[:, column(case, who)] for who in ("Bea", "Ann"))
    skills = np.array([case.responsibilities[p.responsibility].skill for p in tags.portions])
    assert np.any(skills > 3)
    assert np.any(bea[skills <= 3] < ann[skills <= 3])
    assert bea[skills > 3] == pytest.approx(ann[skills > 3])
    assert effective_class(case, case.performers["Bea"], 4) == ("owner", 1.0)
    assert effective_class(case, case.performers["Bea"], 3) == ("in_house", 1.0)


def test_risks_of_moving_work_cost_nothing_while_it_stays() -> None:
    case = calibration_case()
    tags = tags_of(case)
    created = np.array([case.risks[p.risk].created for p in tags.portions])
    inside = np.array([column(case, who) for who in ("Ann", "Bea", "nobody")])
    practice = [who for who in PERFORMERS_OF_TEN_LINES if who.startswith("practice")]
    moved = np.array([column(case, who) for who in practice])
    assert np.any(created)
    assert np.all(tags.prices[np.ix_(created, inside)] == 0)
    assert np.any(tags.prices[np.ix_(created, moved)] > 0)
    assert tags.party_use[BUSINESS] == 0
    assert tags.party_use["the practice"] > 0
    assert tags.hand_off > 0


def test_weights_split_the_frequency_and_never_the_severity() -> None:
    # Inside, terms are retained or insured and their price is linear in the frequency: half a
    # weight is half a tag. Were the severity split, the swings would fall to a quarter.
    case = calibration_case()
    risk = case.risks["R15"]
    whole, half = (term_prices(case, [(risk, w, 1)]) for w in (1.0, 0.5))
    for term in TERMS:
        assert half[term].total == pytest.approx(whole[term].total / 2)
        assert half[term].share == pytest.approx(whole[term].share)


def test_the_portions_of_a_risk_are_one_whole() -> None:
    case = calibration_case()
    hours = {r.id: standard_hours(case, r) for r in case.responsibilities.values()}
    weights: dict[str, float] = {}
    for part in portions(case, hours):
        assert part.weight > 0
        weights[part.risk] = weights.get(part.risk, 0.0) + part.weight
    # Risks of using a provider and of hand-offs hang on parties and edges, not on work.
    elsewhere = {
        k.id for k in case.risks.values() if k.attaches.scope in {"provider_use", "hand_offs"}
    }
    assert set(weights) == set(case.risks) - elsewhere
    assert all(math.isclose(total, 1.0) for total in weights.values())


def test_a_scope_is_split_by_hours() -> None:
    case = calibration_case()
    scoped = next(k for k in case.risks.values() if k.attaches.scope == "all_work")
    hours = dict.fromkeys(case.responsibilities, 0.0) | {"A01": 30.0, "B01": 10.0}
    found = {p.responsibility: p.weight for p in portions(only(case, scoped.id), hours)}
    assert found == {"A01": 0.75, "B01": 0.25}  # 30 and 10 of 40 hours


def test_a_case_without_work_has_no_tags() -> None:
    case = calibration_case()
    empty = case.model_copy(update={"responsibilities": {}, "today": {}})
    tags = risk_tags(empty, {})
    assert tags.portions == ()
    assert tags.prices.shape == (0, len(case.performers))


def test_tags_add_up_by_responsibility() -> None:
    tags = tags_of(calibration_case())
    names = list(calibration_case().responsibilities)
    table = tags.by_responsibility(names)
    assert table.sum(axis=0) == pytest.approx(tags.prices.sum(axis=0))
    mine = [i for i, p in enumerate(tags.portions) if p.responsibility == "B09"]
    assert table[names.index("B09")] == pytest.approx(tags.prices[mine].sum(axis=0))


def test_a_larger_cap_never_makes_less_arrive() -> None:
    def collected(cap: float) -> float:
        more = MANY_PROVIDERS.replace("liability_cap: 3000", f"liability_cap: {cap}")
        case = completed(ten_lines(more=more))
        priced = term_prices(case, [(case.risks["R15"], 1.0, 1)])
        return float(priced["transferred"].collected[0, column(case, "Pat")])

    amounts = [collected(cap) for cap in (0, 1_000, 10_000, 100_000, 1_000_000)]
    assert amounts[0] == 0
    assert amounts == sorted(amounts)
    assert amounts[-1] > amounts[1]


def test_a_deductible_never_costs_the_business_more_than_its_means() -> None:
    # F4: no event costs a party more than its means; a deductible is no exception.
    case = calibration_case()
    poor = case.business.model_copy(update={"means": 10.0})
    bare = case.model_copy(update={"parties": {**case.parties, BUSINESS: poor}})
    risk = next(k for k in case.risks.values() if "insured" in k.terms)
    bill = term_prices(bare, [(risk, 1.0, 1)])["insured"]
    # At most 10 per event: λ (10 + 10² / (2 τ)) at the owner's multiplier.
    rate = risk.frequency.geometric_mean * risk.multipliers["owner"].frequency
    most = rate * (10 + 100 / (2 * poor.tolerance))
    assert float(bill.business[0, column(bare, "Ann")]) <= most


@given(st.sampled_from(sorted(calibration_case().risks)), st.floats(1.01, 4))
def test_a_risk_that_strikes_more_often_is_never_cheaper(name: str, more: float) -> None:
    case = only(calibration_case(), name)
    risk = case.risks[name]
    before = term_prices(case, [(risk, 1.0, 1)])
    after = term_prices(case, [(risk, more, 1)])
    for term in TERMS:
        assert np.all(after[term].total >= before[term].total * (1 - 1e-9))


@given(st.sampled_from(["GBP", "SEK", "NOK", "EUR"]))
def test_the_currency_of_a_case_does_not_change_its_risks(currency: str) -> None:
    # A business of the same size in another currency: every tag is the factor times that in USD.
    # Defaults are rounded to the cent when they are converted, hence the tolerance.
    dollars = calibration_case()
    factor = completed(ten_lines(currency)).price_level
    other = completed(ten_lines(currency, revenue=round(4_000_000 * factor, 2)))
    assert tags_of(other).prices == pytest.approx(factor * tags_of(dollars).prices, rel=1e-5)


def least_bill(oracle: Oracle) -> float:
    """Return the tag of one risk in one performer's hands, by integration."""
    bills = oracle.bills()
    least = min(bills[term].total for term in oracle.admissible())
    return max(0.0, least - oracle.expected()) if oracle.risk.transfer else least


def test_using_a_provider_costs_its_risks_once_whatever_moves() -> None:
    case = completed(ten_lines(more=MANY_PROVIDERS))
    tags = tags_of(case)
    used = [k for k in case.risks.values() if k.attaches.scope == "provider_use"]
    assert used
    for party, who in (("Pod", "Pia"), ("Solo", "Sam"), ("Payco", "Pat"), ("Audit", "Aud")):
        expected = sum(least_bill(Oracle(case, k, 1.0, 0, case.performers[who])) for k in used)
        assert tags.party_use[party] == pytest.approx(expected, rel=1e-5)


def test_the_risk_of_hand_offs_is_spread_over_the_edges() -> None:
    # One edge of n bears 1/n of the events; the price is that of the dearest provider.
    case = completed(ten_lines(more=MANY_PROVIDERS))
    crossing = [k for k in case.risks.values() if k.attaches.scope == "hand_offs"]
    weight = 1 / len(case.hand_offs)
    expected = max(
        sum(least_bill(Oracle(case, k, weight, 0, case.performers[who])) for k in crossing)
        for who in ("Pia", "Sam", "Pat", "Aud")
    )
    assert tags_of(case).hand_off == pytest.approx(expected, rel=1e-5)
