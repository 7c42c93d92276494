"""The provider's side: whose figure the clean-up is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bestplaced.deal import Bearings, provider_side
from bestplaced.plan import Verifier
from tests.cases import small_case

if TYPE_CHECKING:
    from bestplaced.deal.provider import CleanUp

NEAR = {"name": "Near", "kind": "practice", "inside_deal": True,
        "people": [{"name": "Nell", "grade": "senior"}]}  # fmt: skip
FAR = {"name": "Far", "kind": "practice", "people": [{"name": "Fi", "grade": "senior"}]}


def clean_up_of(provider: str) -> CleanUp:
    """The clean-up of Near, where one of the two has quoted 900 x months^1.4."""
    quote = {"name": "Quote", "provider": provider, "covers": ["D01"],
             "fee": [{"kind": "fixed", "monthly": 500},
                     {"kind": "clean_up", "amount": 900, "exponent": 1.4}]}  # fmt: skip
    case = small_case(
        "B09", "D01", providers=[NEAR, FAR], offers=[quote], deal={"months_behind": 2}
    )
    verifier = Verifier(case)
    placed = dict.fromkeys(("B09", "D01"), "Nell")
    account, borne = verifier.account(placed), Bearings(verifier).under(placed)
    return provider_side(case, verifier, account, borne, "Near").clean_up


def test_the_clean_up_is_the_quoted_one_where_the_provider_has_quoted_it() -> None:
    found = clean_up_of("Near")
    assert found.quoted == "Quote"
    assert found.price == pytest.approx(2375.11, abs=0.01)  # 900 x 2^1.4 = 900 x 2.63902


def test_what_another_quotes_is_not_this_providers() -> None:
    found = clean_up_of("Far")
    assert found.quoted == ""
    assert found.price == pytest.approx(450 * 2**1.45)  # the catalogue's
