"""Offers of a case file: what is wrong is told with line and remedy; scopes become work."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
import yaml

from bestplaced.case.reading import parse_case
from bestplaced.catalogue import complete
from bestplaced.errors import CaseError
from tests.cases import TEN_LINES, full_case

QUAY = {"name": "Quay & Co", "kind": "practice", "people": [{"name": "Bo", "grade": "senior"}]}
FIXED = {"kind": "fixed", "monthly": 1000}
GOOD: dict[str, Any] = {
    "name": "ledger", "provider": "Quay & Co", "covers": ["bookkeeping"], "fee": [FIXED],
}  # fmt: skip


def text(**changes: object) -> str:
    """Return a case file with one offer, changed."""
    offer = deepcopy(GOOD) | changes
    return yaml.safe_dump({**TEN_LINES, "providers": [QUAY], "offers": [offer]}, sort_keys=False)


def fault_of(**changes: object) -> str:
    """Return what is said about the changed offer."""
    with pytest.raises(CaseError) as caught:
        complete(parse_case(text(**changes), "case.yaml"))
    return str(caught.value)


def banded(*bands: dict[str, float]) -> list[dict[str, Any]]:
    """Return a fee of one banded line."""
    return [{"kind": "banded", "driver": "payslips", "bands": list(bands)}]


def test_a_tier_stands_for_its_work_in_scope_that_may_be_delegated() -> None:
    case = full_case(providers=[QUAY], offers=[GOOD], out_of_scope=["B14"])
    covered = case.offers["ledger"].covers
    assert covered == tuple(
        r.id
        for r in case.responsibilities.values()
        if r.tier == "bookkeeping" and r.delegable and r.id != "B14"
    )


def test_a_line_for_work_that_does_not_occur_here_is_never_charged() -> None:
    fee = [FIXED, {"kind": "unit", "driver": "contractors", "price": 5, "covers": ["B14"]}]
    offer = GOOD | {"fee": fee}
    assert len(full_case(providers=[QUAY], offers=[offer]).offers["ledger"].fee) == 2
    bare = full_case(providers=[QUAY], offers=[offer], out_of_scope=["B14"])
    assert len(bare.offers["ledger"].fee) == 1


def test_the_lowest_cap_of_its_offers_caps_what_a_provider_pays() -> None:
    other = GOOD | {"name": "other", "liability_cap": 30_000}
    case = full_case(providers=[QUAY], offers=[GOOD | {"liability_cap": 50_000}, other])
    assert case.parties["Quay & Co"].liability_cap == 30_000


def test_money_of_an_offer_stays_exact() -> None:
    case = full_case(
        providers=[QUAY], offers=[GOOD | {"fee": [{"kind": "fixed", "monthly": 99.99}]}]
    )
    (line,) = case.offers["ledger"].fee
    assert line.kind == "fixed"
    assert line.a_year == Decimal("1199.88")  # 12 times 99.99


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"covers": ["B99"]}, "unknown responsibility or tier 'B99'. Did you mean 'B19'?"),
        ({"provider": "Quay Co"}, "unknown provider 'Quay Co'. Did you mean 'Quay & Co'?"),
        ({"covers": []}, "it covers nothing"),
        ({"fee": []}, "it has no fee"),
        ({"term_months": 2, "notice_months": 3}, "term of 2 months is shorter than the notice"),
        ({"fee": [{"kind": "fixed", "monthly": -5}]}, "greater than or equal to 0"),
        ({"fee": [{"kind": "fixed"}]}, "either 'monthly' or 'yearly'"),
        ({"fee": [{"kind": "fixd", "monthly": 5}]}, "kind of fee 'fixd'. Did you mean 'fixed'?"),
        ({"fee": [{"monthly": 5}]}, "'offers[1].fee[1].kind' is missing"),
        ({"fee": [{"kind": "fixed", "montly": 5}]}, "Did you mean 'monthly'?"),
        ({"fee": [{"kind": "unit", "driver": "payslip", "price": 1}]}, "mean 'payslips'?"),
        ({"fee": banded({"above": 0, "up_to": 9, "yearly": 1})}, "last band ends at 9"),
        ({"fee": banded({"above": 5, "yearly": 1})}, "first band starts above 5"),
        (
            {"fee": banded({"above": 0, "up_to": 9, "yearly": 1}, {"above": 10, "yearly": 2})},
            "leave a gap from 9 to 10. Write 'above: 9'",
        ),
        (
            {"fee": banded({"above": 0, "up_to": 9, "yearly": 1}, {"above": 8, "yearly": 2})},
            "overlap from 8 to 9",
        ),
        ({"fee": [{"kind": "percent", "of": "payroll", "rate": 0.01}]}, "needs the amount"),
        (
            {"packages": [{"name": "S", "fee": [FIXED]}, {"name": "S", "fee": [FIXED]}]},
            "'S' stands twice",
        ),
        ({"packages": [{"name": "S", "fee": [FIXED]}], "chosen": ["S", "S"]}, "chosen twice"),
        (
            {
                "packages": [{"name": "S", "fee": [FIXED]}, {"name": "L", "fee": [FIXED]}],
                "chosen": ["S", "L"],
            },
            "two packages are chosen: S, L",
        ),
    ],
)
def test_a_wrong_offer_is_told_with_its_line_and_a_remedy(
    changes: dict[str, object], said: str
) -> None:
    message = fault_of(**changes)
    assert said in message
    assert message.startswith("case.yaml:")


def test_all_faults_of_all_offers_are_told_at_once_each_in_its_line() -> None:
    bands = banded({"above": 1, "up_to": 9, "yearly": 1}, {"above": 10, "up_to": 12, "yearly": 2})
    message = fault_of(covers=["B01", "B99"], fee=bands, term_months=1, notice_months=2)
    lines = message.splitlines()
    assert len(lines) == 5  # name, beginning, gap, end of bands, term
    written = text(covers=["B01", "B99"], fee=bands, term_months=1, notice_months=2).splitlines()
    at = {int(line.split(":")[1]): line for line in lines}
    assert "B99" in written[next(n for n, line in at.items() if "B99" in line) - 1]
    assert "term_months" in written[next(n for n, line in at.items() if "term" in line) - 1]


def test_the_same_name_twice_is_refused() -> None:
    case = {**TEN_LINES, "providers": [QUAY], "offers": [GOOD, GOOD]}
    with pytest.raises(CaseError, match="the name 'ledger' stands twice"):
        complete(parse_case(yaml.safe_dump(case)))
