"""A quote that is taken binds: its notice, term, credits and rises, and no other's."""

from __future__ import annotations

from typing import Any

from bestplaced.catalogue.services import load_services
from bestplaced.engagement import QuotedTerms, Scope, exit_plan, quoted_terms
from bestplaced.plan import Account, Verifier
from tests.engagements import MOVED, PROVIDER, case_with, engaged

FEE = [{"kind": "fixed", "yearly": 9_000}]
TAKEN: dict[str, Any] = {
    "name": "Whole", "provider": PROVIDER, "covers": ["B02", "B06"], "fee": FEE,
    "notice_months": 4, "term_months": 18, "indexation": 0.03, "credits": {"share": 0.1},
}  # fmt: skip
OTHER = {**TAKEN, "name": "Left", "covers": ["B07"], "notice_months": 9}


def bound(*taken: str, **changes: object) -> tuple[Scope, Account]:
    """Return the engagement whose plan takes these quotes."""
    case = case_with(offers=[{**TAKEN, **changes}, OTHER])
    _, account, _ = engaged()
    placements = {r: MOVED.get(r, p) for r, p in account.placements.items()}
    found = Verifier(case).account(placements, offers=dict.fromkeys(taken, ()))
    return Scope(case, PROVIDER, placements), found


def test_without_a_quote_nothing_is_bound_and_the_notice_is_a_proposal() -> None:
    _, account, scope = engaged()
    assert quoted_terms(scope, account) == QuotedTerms()
    assert exit_plan(scope, account).notice_months == load_services().terms.notice_months.value


def test_the_terms_of_the_quote_taken_are_carried() -> None:
    scope, account = bound("Whole")
    assert quoted_terms(scope, account) == QuotedTerms(
        ("Whole",), 4.0, 18.0, (("Whole", 0.1),), (("Whole", 0.03),)
    )
    assert exit_plan(scope, account).notice_months == 4


def test_of_two_quotes_the_longer_notice_holds() -> None:
    scope, account = bound("Whole", "Left")
    assert quoted_terms(scope, account).notice_months == 9
    assert [name for name, _ in quoted_terms(scope, account).credits] == ["Whole", "Left"]


def test_what_a_quote_leaves_open_stays_open() -> None:
    scope, account = bound("Whole", notice_months=0, term_months=None, indexation=0, credits=None)
    assert quoted_terms(scope, account) == QuotedTerms(("Whole",))
    assert exit_plan(scope, account).notice_months == load_services().terms.notice_months.value
