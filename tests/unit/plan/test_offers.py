"""Offers in the optimiser against enumeration with fees computed by the test's own arithmetic."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import pytest

from bestplaced.deal import waterfall
from bestplaced.errors import InfeasibleError
from bestplaced.plan import Verifier, plan
from bestplaced.plan.assembly import assemble
from bestplaced.plan.quotes import quotes
from bestplaced.plan.reference import as_quoted
from tests.cases import small_case
from tests.oracle import Oracle, hours

if TYPE_CHECKING:
    from bestplaced.case.business import Case

PEOPLE = [{"name": "Bo", "grade": "bookkeeper"}, {"name": "Pat", "grade": "partner"}]
QUAY = {"name": "Quay & Co", "kind": "practice", "people": PEOPLE}
MILL = {"name": "Mill", "kind": "bureau", "people": [{"name": "Kim", "grade": "senior"}]}
NAMES = ("B08", "B03", "A14", "B02")

Offer = dict[str, Any]


def line_fee(case: Case, line: Offer, done: list[str]) -> float:
    """One line by hand: money a year, or once."""
    if line.get("covers") and not set(line["covers"]) & set(done):
        return 0.0
    match line["kind"]:
        case "fixed":
            return 12 * float(line["monthly"])
        case "unit":
            return float(line["price"] * case.volumes[line["driver"]])
        case "hourly":
            spent = sum(hours(case, case.responsibilities[r], _bo(case)) for r in done)
            billed = line["rate"] * max(0, spent - line.get("included", 0))
            return float(min(line.get("cap", math.inf), billed))
        case "banded":
            volume = case.volumes[line["driver"]]
            return float(next(b["yearly"] for b in line["bands"] if volume <= b.get("up_to", 9e9)))
    return float(line["amount"])


def _bo(case: Case) -> Any:  # noqa: ANN401
    return case.performers["Bo"]  # all of this practice's people are equally fast


def offer_cost(case: Case, offer: Offer, parts: tuple[str, ...], done: list[str]) -> float:
    """The offer's cost a year over the term of 24 months, without indexation or tax."""
    known = {p["name"]: p for p in (*offer.get("packages", ()), *offer.get("add_ons", ()))}
    lines = [*offer.get("fee", ()), *(x for name in parts for x in known[name]["fee"])]
    once = sum(line_fee(case, x, done) for x in lines if x["kind"] == "onboarding")
    steady = sum(line_fee(case, x, done) for x in lines if x["kind"] != "onboarding")
    return float(max(steady, offer.get("minimum_fee", 0)) + once / 2)


def scopes(offer: Offer, parts: tuple[str, ...]) -> set[str]:
    known = {p["name"]: p for p in (*offer.get("packages", ()), *offer.get("add_ons", ()))}
    return {*offer.get("covers", ()), *(r for name in parts for r in known[name].get("covers", ()))}


def ways(offer: Offer) -> list[tuple[str, ...] | None]:
    """Not taken, or each package with each set of add-ons."""
    packages: list[tuple[str, ...]] = [(p["name"],) for p in offer.get("packages", ())] or [()]
    extra = [p["name"] for p in offer.get("add_ons", ())]
    sets = [c for n in range(len(extra) + 1) for c in itertools.combinations(extra, n)]
    return [None, *((*p, *s) for p in packages for s in sets)]


def cheapest(case: Case, offers: list[Offer]) -> float:
    """Enumerate placements and offers; work quoted for is not bought at the bill rate."""
    oracle, best = Oracle(case), math.inf
    quoted = {
        (offer["provider"], r)
        for offer in offers
        for way in ways(offer)
        if way is not None
        for r in scopes(offer, way)
    }
    for chosen in itertools.product(case.performers, repeat=len(case.responsibilities)):
        placed = dict(zip(case.responsibilities, chosen, strict=True))
        if not oracle.allowed(placed):
            continue
        base = oracle.objective(placed)
        home = {r: case.performers[p].party for r, p in placed.items()}
        for taken in itertools.product(*(ways(o) for o in offers)):
            cost, under = base, set()
            legal = True
            for offer, way in zip(offers, taken, strict=True):
                if way is None:
                    continue
                scope = scopes(offer, way)
                done = [r for r in scope if home[r] == offer["provider"]]
                legal = legal and (offer.get("divisible", False) or len(done) == len(scope))
                under |= set(done)
                cost += offer_cost(case, offer, way, done)
            legal = legal and all((home[r], r) not in quoted or r in under for r in placed)
            if legal:
                best = min(best, cost - sum(_rate_of(case, r, placed[r]) for r in under))
    return best


def _rate_of(case: Case, r: str, p: str) -> float:
    """What the oracle charged at the bill rate: the hours, and the provider's part of moving."""
    who, spent = case.performers[p], hours(case, case.responsibilities[r], case.performers[p])
    a = case.assumptions
    moved = case.performers[case.today[r]].party != who.party
    return spent * who.hour_cost + moved * (
        a.transition_hours + a.transition_share * spent
    ) * who.rate / (a.term_months / 12)


def fixed(monthly: float, **more: object) -> Offer:
    return {"kind": "fixed", "monthly": monthly, **more}


BASE: Offer = {"name": "one", "provider": "Quay & Co"}
OFFERS: dict[str, list[Offer]] = {
    "whole at a fixed fee": [{**BASE, "covers": ["B08", "B03"], "fee": [fixed(300)]}],
    "too dear": [{**BASE, "covers": ["B08", "B03"], "fee": [fixed(9_000)]}],
    "parts with lines of their own": [
        {**BASE, "covers": ["B08", "B03", "A14"], "divisible": True, "minimum_fee": 2_000,
         "fee": [fixed(90), fixed(60, covers=["B08"]), fixed(2_500, covers=["A14"]),
                 {"kind": "unit", "driver": "supplier_invoices", "price": 0.9, "covers": ["B03"]}]}
    ],
    "by the hour with a cap": [
        {**BASE, "covers": ["B08", "B03", "B02"], "divisible": True,
         "fee": [{"kind": "hourly", "rate": 60, "included": 20, "cap": 5_000}, fixed(100)]}
    ],
    "by the hour below the cap": [
        {**BASE, "covers": ["B08", "A14"],
         "fee": [{"kind": "hourly", "rate": 20, "cap": 90_000},
                 {"kind": "onboarding", "amount": 700}]}
    ],
    "packages and an add-on": [
        {**BASE, "covers": ["B08"],
         "packages": [{"name": "S", "fee": [fixed(150)]},
                      {"name": "L", "covers": ["B03"], "fee": [fixed(330)]}],
         "add_ons": [{"name": "desk", "covers": ["A14"], "fee": [fixed(40)]}],
         "fee": [{"kind": "onboarding", "amount": 500}]}
    ],
    "two rivals and bands": [
        {**BASE, "covers": ["B08", "B03"], "fee": [fixed(420)]},
        {"name": "two", "provider": "Mill", "covers": ["B08", "B02"],
         "fee": [{"kind": "banded", "driver": "payslips", "bands": [
             {"above": 0, "up_to": 650, "yearly": 3_100}, {"above": 650, "yearly": 8_000}]}]},
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", OFFERS)
def test_the_best_plan_with_offers_is_the_cheapest_of_all(name: str) -> None:
    offers = OFFERS[name]
    providers = [QUAY, MILL] if len(offers) > 1 else [QUAY]
    named = {r for o in offers for way in ways(o) if way is not None for r in scopes(o, way)}
    case = small_case(*sorted(named), providers=providers, offers=offers)
    outcome = plan(case)
    assert outcome.plan is not None
    assert bool(outcome.plan.account.offers) is (name != "too dear")
    assert outcome.plan.account.objective == pytest.approx(cheapest(case, offers), rel=2e-3, abs=5)


def test_cheap_offers_are_taken_and_dear_ones_are_not() -> None:
    for name, taken in (("whole at a fixed fee", True), ("too dear", False)):
        case = small_case(*NAMES, providers=[QUAY], offers=OFFERS[name])
        outcome = plan(case)
        assert outcome.plan is not None
        assert bool(outcome.plan.account.offers) is taken
        label = "as quoted: one"
        assert outcome.references[label].offers == {"one": ()}
        assert outcome.references[label].objective >= outcome.plan.account.objective - 1e-6


def test_the_waterfall_with_an_offer_still_sums_to_the_surplus() -> None:
    case = small_case(*NAMES, providers=[QUAY], offers=OFFERS["whole at a fixed fee"])
    outcome = plan(case)
    assert outcome.plan is not None
    best = outcome.plan.account
    assert best.fees == {"one": 3600.0}  # 12 times 300
    parts = waterfall(case, outcome.today, best)
    assert sum(parts.parts.values()) == pytest.approx(parts.surplus, abs=1e-6)
    assert parts.surplus == pytest.approx(outcome.surplus, abs=0.01)


def test_a_whole_offer_in_parts_and_work_without_its_quote_are_told() -> None:
    case = small_case(*NAMES, providers=[QUAY], offers=OFFERS["whole at a fixed fee"])
    verifier, half = Verifier(case), {**case.today, "B08": "Bo"}
    assert any("taken whole" in f for f in verifier.account(half, offers={"one": ()}).broken)
    assert any("at no quote" in f for f in verifier.account(half).broken)


def test_what_a_provider_does_today_may_go_on_at_its_rate() -> None:
    case = small_case(
        *NAMES, providers=[QUAY], offers=OFFERS["too dear"], today={"B08": "Bo", "B03": "Dana"}
    )
    assert not any("quote" in f for f in Verifier(case).today().broken)


def test_a_pin_and_a_whole_offer_are_a_smallest_conflict_that_names_the_offer() -> None:
    # B08 may only come from Quay & Co with its quote, which brings B03 along: Dana cannot keep it.
    pins = {"B08": "Bo", "B03": "Dana"}
    offers = OFFERS["whole at a fixed fee"]
    with pytest.raises(InfeasibleError) as told:
        plan(small_case(*NAMES, providers=[QUAY], offers=offers, pins=pins))
    for rule in ("offer: Quay & Co", "pin: B03 stays with Dana", "pin: B08 stays with Bo"):
        assert rule in str(told.value)
    assert "capacity" not in str(told.value)


def test_a_whole_offer_is_not_taken_where_a_pin_keeps_part_of_it() -> None:
    offers = OFFERS["whole at a fixed fee"]
    kept = plan(small_case(*NAMES, providers=[QUAY], offers=offers, pins={"B03": "Dana"}))
    assert kept.plan is not None
    assert not kept.plan.account.offers
    assert "as quoted: one" not in kept.references
    loose: list[Offer] = [{**offers[0], "divisible": True, "fee": [fixed(40)]}]
    parted = plan(small_case(*NAMES, providers=[QUAY], offers=loose, pins={"B03": "Dana"}))
    assert parted.plan is not None
    assert parted.plan.account.under_offer == {"B08": "one"}


@pytest.mark.parametrize(
    ("tax", "expected"),
    [
        (None, 0.0),
        ({"rate": 0.2, "recoverable": True}, 0.0),
        # a transfer of 12 x 300 = 3,600 and 700 once over 24 months = 350: 20 % of 3,950
        ({"rate": 0.2, "recoverable": False}, 790.0),
    ],
)
def test_of_an_offer_inside_the_deal_only_tax_that_nobody_gives_back_costs(
    tax: dict[str, object] | None, expected: float
) -> None:
    lines = [fixed(300), {"kind": "onboarding", "amount": 700}]
    offer = {**BASE, "covers": ["B08", "B03"], "fee": lines, **({"tax": tax} if tax else {})}
    case = small_case(*NAMES, providers=[{**QUAY, "inside_deal": True}], offers=[offer])
    quoted = as_quoted(case, assemble(case), Verifier(case))["as quoted: one"]
    assert quoted.fees["one"] == pytest.approx(expected)
    # the program that chose the rest saw the same tax as the account
    (quote,) = quotes(case, {"one": True})
    steady = quote.factor * quote.elements[0].recurring + quote.elements[0].once
    assert steady == pytest.approx(expected)
