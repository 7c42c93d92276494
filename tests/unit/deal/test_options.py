"""Three ways to work together: each priced like the deal, the recommended one the deal itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bestplaced.deal.options import NARROWER, options
from tests.proposals import material


def test_the_recommended_option_is_the_deal() -> None:
    m = material()
    mine = next(o for o in m.options if o.name == "recommended")
    assert m.deal.business is not None
    assert mine.fee == m.deal.fee
    assert mine.surplus == pytest.approx(m.deal.surplus)
    assert mine.business_gain == pytest.approx(m.deal.business.value)


def test_both_gains_and_tax_sum_to_the_surplus_of_every_option() -> None:
    m = material()
    assert 2 <= len(m.options) <= 3
    for option in m.options:
        assert option.surplus <= m.deal.surplus + 1e-6 * abs(m.deal.surplus)
        if option.fee is None:
            assert option.band.closed
            assert option.business_gain is None
            continue
        assert option.band.floor is not None
        assert option.business_gain is not None
        tax = option.fee * m.case.deal_terms.fee_tax
        floor_price = option.surplus - option.business_gain - tax  # = fee - what the provider needs
        assert option.fee - floor_price <= option.band.floor + 1e-6


def test_a_narrower_option_keeps_the_provider_out_of_the_tiers_above() -> None:
    for option in options(material().outcome, material().deal):
        if option.name in NARROWER:
            assert set(option.moved) <= set(NARROWER[option.name])
            assert option.broken == ()


def test_without_a_known_cost_there_are_no_options() -> None:
    m = material()
    assert options(m.outcome, replace(m.deal, side=None)) == ()
