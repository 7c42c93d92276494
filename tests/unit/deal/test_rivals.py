"""Written offers as rivals: the business compares whole years; the band they cut, or close."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest

from bestplaced.deal import Rival, deal
from bestplaced.plan import Outcome, plan
from bestplaced.plan.comparison import compare
from tests.cases import small_case

WORK = ("B02", "B09", "D01", "D05", "D08", "D13")
NEAR = {
    "name": "Near",
    "kind": "practice",
    "inside_deal": True,
    "people": [
        {"name": "Nell", "grade": "bookkeeper"},
        {"name": "Nan", "grade": "senior"},
        {"name": "Noor", "grade": "partner"},
    ],
}
FAR = {
    "name": "Far",
    "kind": "practice",
    "people": [
        {"name": "Fay", "grade": "bookkeeper"},
        {"name": "Fi", "grade": "senior"},
        {"name": "Flo", "grade": "partner"},
    ],
}
COVERS = ["B02", "B09", "D01", "D05", "D08", "D13"]


def offer(name: str, provider: str, yearly: float, **more: object) -> dict[str, Any]:
    fee = [{"kind": "fixed", "yearly": yearly}]
    return {"name": name, "provider": provider, "covers": COVERS, "fee": fee, **more}


@lru_cache(maxsize=8)
def solved(*quoted: tuple[str, str, float], switching: float = 1200, tax: float = 0) -> Outcome:
    more: dict[str, Any] = {"tax": {"rate": tax, "recoverable": False}} if tax else {}
    return plan(
        small_case(
            *WORK,
            providers=[NEAR, FAR],
            deal={"switching_cost": switching, "minimum_margin": 0.1},
            offers=[offer(*q, **more) for q in quoted],
        )
    )


@pytest.mark.parametrize("tax", [0.0, 0.2])
def test_a_rival_asks_for_the_same_work_what_leaves_the_business_as_well_off(tax: float) -> None:
    outcome = solved(("rival", "Far", 20_000), tax=tax)
    agreed = deal(outcome, provider="Near")
    (rival,) = agreed.rivals
    assert rival.fee == pytest.approx(20_000 * (1 + tax))
    assert rival.fee is not None
    assert rival.cost == pytest.approx(rival.fee + rival.money + rival.risk - rival.decisions)
    # The business's whole year beside the rival, from the comparison: all it pays in money and
    # time, less its value of decisions; its risk is what is left of the price when the rival's
    # part is taken off, which the deal's schedule tells for its own plan only.
    account = next(o for o in compare(outcome.case).options if o.name == "rival").account
    assert agreed.side is not None
    mine = agreed.account.cost - agreed.side.cost
    assert rival.fee + rival.money == pytest.approx(account.cost - mine)
    assert rival.decisions == pytest.approx(account.decisions - agreed.account.decisions)
    # Item by item: everything but its fee, less what the deal's year costs but its provider's.
    assert sum(rival.spent.values()) == pytest.approx(account.cost - account.fee)
    assert rival.beside == pytest.approx(mine)
    assert rival.money == pytest.approx(sum(rival.spent.values()) - rival.beside)


def test_at_its_ceiling_the_business_is_as_well_off_as_with_the_rival_and_switching() -> None:
    outcome = solved(("rival", "Far", 20_000), switching=1200)
    agreed = deal(outcome, provider="Near")
    assert agreed.band is not None
    # 1,200 once over 24 months: 600 a year
    (rival,) = agreed.rivals
    assert agreed.band.ceilings["the offer of rival"] == pytest.approx(rival.cost + 600)
    dearer = deal(solved(("rival", "Far", 23_000), switching=1200), provider="Near")
    assert dearer.rivals[0].cost == pytest.approx(rival.cost + 3000, abs=1.0)


def test_the_providers_own_written_offer_needs_no_switching() -> None:
    agreed = deal(solved(("own", "Near", 24_000)), provider="Near")
    assert agreed.band is not None
    (own,) = agreed.rivals
    assert own.own
    assert agreed.band.ceilings["its own offer own"] == pytest.approx(own.cost)


def test_more_rivals_never_raise_what_the_business_pays() -> None:
    none = deal(solved(), provider="Near").band
    some = deal(solved(("rival", "Far", 20_000)), provider="Near").band
    assert none is not None
    assert some is not None
    assert some.ceiling <= none.ceiling + 1e-6


def test_a_closed_band_says_who_closed_it_and_drops_the_worst_work_first() -> None:
    outcome = solved()
    base = deal(outcome, provider="Near")
    assert base.side is not None
    cheap = Rival("Bargain", base.side.floor - 1800, fee=1.0)
    shut = deal(outcome, provider="Near", rivals=[cheap])
    assert shut.band is not None
    assert shut.band.closed
    assert shut.band.cut_by == "the offer of Bargain"
    assert any("with the offer of Bargain open to it" in note for note in shut.notes)
    assert shut.dropped is not None
    widths = [s.worth for s in shut.dropped.steps]
    assert all(w > 0 for w in widths)
    # the steps widen the band from what it was to what is left, to the cent
    assert shut.band.width is not None
    assert shut.dropped.band.width == pytest.approx(shut.band.width + sum(widths))


def test_clean_up_stands_apart_from_rivals_as_from_the_deal() -> None:
    """It is needed whoever keeps the books; the deal's fee holds none."""
    plain = offer("rival", "Far", 20_000)
    cleaning = {**plain, "fee": [*plain["fee"], {"kind": "clean_up", "amount": 900}]}
    costs = []
    for quoted in (plain, cleaning):
        terms = {"switching_cost": 1200, "minimum_margin": 0.1, "months_behind": 3}
        case = small_case(*WORK, providers=[NEAR, FAR], deal=terms, offers=[quoted])
        (rival,) = deal(plan(case), provider="Near").rivals
        assert sum(value for _, value, _ in rival.charges) == pytest.approx(20_000)
        costs.append(rival.cost)
    assert costs[1] == pytest.approx(costs[0])
