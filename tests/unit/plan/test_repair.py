"""What mends a case without a plan: each repair, made, lets a plan be at the cost it told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bestplaced.errors import InfeasibleError
from bestplaced.plan import plan
from bestplaced.plan.conflict import smallest_conflict
from bestplaced.plan.repair import repairs
from tests.cases import small_case

if TYPE_CHECKING:
    from bestplaced.case.business import Case

ALONE = [{"name": "Olive", "role": "owner", "hours": 4000}]
APP = {
    "name": "Ledger App",
    "kind": "software",
    "people": [{"name": "app", "grade": "clerk", "skill": 0}],
}


def alone() -> Case:
    """One person and two duties that nobody may hold together."""
    return small_case("A12", "D06", people=ALONE, providers=[APP])


def test_releasing_a_pin_mends_what_the_pin_broke_at_the_cost_of_the_case_without_it() -> None:
    case = small_case("A08", "D06", "B02", pins={"A08": "Olive"})
    conflict = smallest_conflict(case)
    found = {repair.what: repair for repair in repairs(case, conflict)}
    released = next(r for what, r in found.items() if what.startswith("release the pin of A08"))
    free = plan(case.model_copy(update={"pins": {}})).plan
    assert free is not None
    # Ranked to a thousandth.
    assert released.cost == pytest.approx(free.account.objective, rel=1e-3)


def test_one_person_too_few_is_mended_by_a_hire_or_a_practice() -> None:
    case = alone()
    found = repairs(case, smallest_conflict(case))
    assert any(r.what.startswith("hire a half-time") for r in found)
    assert any(r.what.startswith("buy work from a practice") for r in found)
    assert [r.cost for r in found] == sorted(r.cost for r in found)
    assert all((r.paid > 0) == r.what.startswith("hire") for r in found)


def test_too_few_hours_are_mended_by_more_of_them() -> None:
    case = small_case("D06", "C01", people=[{"name": "Olive", "role": "owner", "hours": 2}])
    found = repairs(case, smallest_conflict(case))
    assert any(r.what == "find up to 100 hours a year more of Olive" for r in found)


def test_two_conflicts_are_mended_by_the_cheapest_pair_of_changes_and_by_neither_alone() -> None:
    # Olive has to release payments (43 hours a year), and her pin of A08 breaks its separation.
    people = [
        {"name": "Olive", "role": "owner", "hours": 10},
        {"name": "Dana", "role": "bookkeeper", "hours": 1600},
        {"name": "Sam", "role": "admin", "hours": 800},
    ]
    case = small_case("A08", "D06", "B02", people=people, pins={"A08": "Olive"})
    found = repairs(case, smallest_conflict(case))
    assert found
    assert [r.cost for r in found] == sorted(r.cost for r in found)
    pair = next(r for r in found if "release the pin of A08" in r.what)
    assert "find up to 100 hours a year more of Olive" in pair.what
    longer = case.performers["Olive"].model_copy(update={"capacity": 110.0})
    hours = {"performers": {**case.performers, "Olive": longer}}
    mended = plan(case.model_copy(update={**hours, "pins": {}})).plan
    assert mended is not None
    # Ranked to a thousandth.
    assert pair.cost == pytest.approx(mended.account.objective, rel=1e-3)
    with pytest.raises(InfeasibleError):
        plan(case.model_copy(update=hours))
    with pytest.raises(InfeasibleError):
        plan(case.model_copy(update={"pins": {}}))


def test_the_error_names_the_conflict_and_the_cheapest_repair() -> None:
    with pytest.raises(InfeasibleError) as caught:
        plan(alone())
    assert caught.value.repairs
    text = str(caught.value)
    assert text.index("cannot hold together") < text.index("What would mend it")
    assert f"  + {caught.value.repairs[0]}" in text
    assert "a year" in caught.value.repairs[0]
    assert "against today" in caught.value.repairs[0] or "than today" in caught.value.repairs[0]
