"""Plans priced without the solver: the account's figures, whatever offers they take."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bestplaced.explain.alternatives import Reasons
from bestplaced.fees import possible_choices
from bestplaced.plan import Verifier, plan
from bestplaced.plan.candidates import Candidate, as_offers, cost_of, costs_of, is_legal, nearest
from bestplaced.plan.changed import changed
from bestplaced.plan.inputs import uncertain_inputs
from bestplaced.plan.resolve import CaseResolver
from bestplaced.plan.robust import robustness
from tests.cases import small_case

if TYPE_CHECKING:
    from bestplaced.case.business import Case

PEOPLE = [{"name": "Bo", "grade": "bookkeeper"}, {"name": "Pat", "grade": "partner"}]
QUAY = {"name": "Quay & Co", "kind": "practice", "people": PEOPLE}
MILL = {"name": "Mill", "kind": "bureau", "people": [{"name": "Kim", "grade": "senior"}]}
OFFERS = [
    {
        "name": "Quay by the hour", "provider": "Quay & Co", "covers": ["B08", "B03", "B02"],
        "divisible": True, "minimum_fee": 900,
        "fee": [{"kind": "hourly", "rate": 40, "included": 10, "cap": 4000},
                {"kind": "onboarding", "amount": 500}],
    },
    {
        "name": "Mill per payslip", "provider": "Mill", "covers": ["B08"],
        "fee": [{"kind": "unit", "driver": "payslips", "price": 2.5, "covers": ["B08"]}],
        "packages": [{"name": "Plus", "covers": ["B02"],
                      "fee": [{"kind": "fixed", "monthly": 90}]}],
    },
]  # fmt: skip
NAMES = ("B08", "B03", "B02")


@pytest.fixture(scope="module")
def case() -> Case:
    return small_case(*NAMES, providers=[QUAY, MILL], offers=OFFERS)


def test_a_plan_costs_what_its_account_says_under_every_choice_of_offers(case: Case) -> None:
    desk, verifier = CaseResolver(case), Verifier(case)
    choices = [[None, *possible_choices(offer)] for offer in case.offers.values()]
    seen = 0
    for chosen in itertools.product(*choices):
        taken = {n: tuple(c) for n, c in zip(case.offers, chosen, strict=True) if c is not None}
        for held in itertools.product(range(len(desk.base.performers)), repeat=len(NAMES)):
            known = Candidate(np.array(held, np.intp), as_offers(taken))
            account = desk.account(verifier, known)
            legal = is_legal(desk.base, known)
            assert legal == (not account.broken)
            if legal:
                cost = costs_of(desk.base, [known], desk.resolver.weight)[0]
                assert cost == pytest.approx(account.objective, abs=1e-6)
                seen += 1
    assert seen > 30


def test_work_that_nobody_does_is_in_no_ones_hands_so_pairs_of_it_swing_with_nothing() -> None:
    case = small_case("D01", "D08")  # a soft pair
    desk, verifier = CaseResolver(case), Verifier(case)
    nobody = int(np.flatnonzero(desk.base.nobody)[0])
    assert any(swing.pairs[:, nobody].any() for swing in desk.base.swings)
    undone = Candidate(np.array([nobody, nobody], np.intp))
    account = desk.account(verifier, undone)
    assert not account.broken
    assert cost_of(desk.base, undone) == pytest.approx(account.objective, rel=1e-9)


def test_from_a_known_plan_moves_only_lead_downhill(case: Case) -> None:
    desk, best = CaseResolver(case), plan(case).plan
    assert best is not None
    found = nearest(desk.base, [desk.candidate(best.account)], desk.resolver.weight)
    assert found is not None
    assert found[1] == pytest.approx(best.account.objective, rel=1e-6)


def test_draws_of_volumes_change_fees_and_the_plan_with_them(case: Case) -> None:
    best = plan(case).plan
    assert best is not None
    robust = robustness(case, best.account, draws=6, workers=1)
    names = [entry.name for entry in uncertain_inputs(case)]
    for draw in robust.draws:
        values = dict(zip(names, robust.values[draw.number].tolist(), strict=True))
        outcome = plan(changed(case, values))
        assert outcome.plan is not None
        assert draw.cost == pytest.approx(outcome.plan.account.objective, rel=1.1e-3)
        assert draw.regret >= 0


def test_why_knows_the_offers_of_other_places(case: Case) -> None:
    best = plan(case).plan
    assert best is not None
    for other in Reasons(case, best.account).why("B08").alternatives:
        pinned = plan(case.model_copy(update={"pins": {"B08": other.performer}})).plan
        assert pinned is not None
        extra = pinned.account.objective - best.account.objective
        assert extra == pytest.approx(other.regret, abs=1)
