"""The plan without flagged transfers: the best of all that make none of them, by enumeration."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pytest

from bestplaced.deal import Bearings, Deal, deal, risk_schedule
from bestplaced.plan import Verifier, plan
from tests.cases import full_case, small_case
from tests.oracle import Oracle

if TYPE_CHECKING:
    from bestplaced.case.business import Case
    from bestplaced.deal.unflagged import Unflagged

NEAR = {"name": "Near", "kind": "practice", "inside_deal": True, "sales": 300_000,
        "people": [{"name": "Nell", "grade": "senior"}]}  # fmt: skip
FAR = {"name": "Far", "kind": "practice", "inside_deal": True, "sales": 900_000,
       "people": [{"name": "Fi", "grade": "bookkeeper"}]}  # fmt: skip
ORACLE = 2e-3  # relative: the oracle integrates losses on a grid


@lru_cache(maxsize=8)
def struck(*work: str, load: float = 0.3) -> tuple[Deal, Unflagged]:
    terms: dict[str, Any] = {"guarantee_load": load}
    case = small_case(*work, providers=[NEAR, FAR], deal=terms) if work else full_case(deal=terms)
    agreed = deal(plan(case, references=()))
    assert agreed.unflagged is not None
    return agreed, agreed.unflagged


def kept_in(case: Case, found: Unflagged) -> Case:
    return case.model_copy(update={"kept": found.kept})


SMALL = [(("B14", "D14", "C09"), 2.0), (("B09", "D01", "B21"), 0.3), (("A10", "D11", "B03"), 2.0)]


@pytest.mark.parametrize(("work", "load"), SMALL)
def test_it_is_the_cheapest_of_all_plans_that_keep_these_risks(
    work: tuple[str, ...], load: float
) -> None:
    agreed, found = struck(*work, load=load)
    oracle = Oracle(kept_in(agreed.case, found))
    cost, _ = oracle.best()
    assert found.account.objective == pytest.approx(cost, rel=ORACLE, abs=5)
    assert found.surplus == pytest.approx(agreed.today.objective - found.account.objective)
    assert oracle.allowed(found.account.placements)


def test_a_transfer_too_dear_to_pay_for_can_move_the_work() -> None:
    agreed, found = struck("B14", "D14", "C09", load=2.0)
    assert found.moved
    assert found.account.placements == {**agreed.account.placements, **found.moved}
    # Left where it was and only its transfers taken back, the plan would cost more.
    stayed = Verifier(kept_in(agreed.case, found)).account(agreed.account.placements)
    assert stayed.objective > found.account.objective + 1


@pytest.mark.parametrize(("work", "load"), [*SMALL, ((), 0.3)])
def test_nothing_is_flagged_in_it_and_kept_risks_cost_their_receiver_nothing(
    work: tuple[str, ...], load: float
) -> None:
    agreed, found = struck(*work, load=load)
    case = kept_in(agreed.case, found)
    borne = Bearings(Verifier(case)).under(found.account.placements)
    before = Bearings(Verifier(agreed.case)).under(agreed.today.placements)
    rows = risk_schedule(case, before, borne)
    assert rows == found.schedule
    assert [r.risk for r in rows if r.flagged and not r.penalty] == []
    assert {r.risk for r in agreed.schedule if r.flagged and not r.penalty} <= set(found.kept)
    for b in borne:
        if b.party in found.kept.get(b.risk, ()):
            assert not b.moved
            assert b.provider == 0


def test_its_band_is_struck_like_the_deals_own() -> None:
    agreed, found = struck()
    assert agreed.side is not None
    assert agreed.band is not None
    assert found.band is not None
    assert found.band.floor is not None
    assert found.band.floor < agreed.side.floor  # it bears less
    name = "another practice at the same bill rates"
    assert found.moved == {}  # the same hours, so the same rates elsewhere
    assert found.band.ceilings[name] == pytest.approx(agreed.band.ceilings[name])


def test_a_buyer_sees_it_too_and_no_floor() -> None:
    far = {**FAR, "inside_deal": False, "people": [{"name": "Fi", "grade": "senior"}]}
    agreed = deal(plan(small_case("B09", "D01", "D05", providers=[far]), references=()))
    assert agreed.side is None
    found = agreed.unflagged
    assert found is not None
    assert found.band is not None
    assert found.band.floor is None
    charged = [y.worked for n, y in found.account.people.items() if n == "Fi"]
    assert found.fee == pytest.approx(sum(charged))


def test_where_nothing_is_flagged_there_is_no_second_plan() -> None:
    agreed, _ = struck()
    harmless = agreed.case.model_copy(
        update={
            "kept": {k: tuple(q for q in agreed.case.parties if q != "the business")
                     for k in agreed.case.risks}
        }
    )  # fmt: skip
    assert deal(plan(harmless, references=())).unflagged is None


def test_it_keeps_within_the_limits_on_worst_years() -> None:
    case = small_case("B09", "D01", worst_year={"the business": 1e7})  # no plan comes near it
    agreed = deal(plan(case, references=()))
    assert agreed.unflagged is not None
    oracle = Oracle(kept_in(agreed.case, agreed.unflagged))
    assert agreed.unflagged.account.objective == pytest.approx(oracle.best()[0], rel=ORACLE, abs=5)
