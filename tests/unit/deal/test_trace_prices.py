"""A price of risk told in pieces: what an event costs each side, integrated by brute force."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtri

from bestplaced.case.business import BUSINESS
from bestplaced.case.reading import read_case
from bestplaced.catalogue import complete
from bestplaced.deal import Deal, deal
from bestplaced.deal.trace_prices import Piece, pieces
from bestplaced.deal.traced import NOW, THEN
from bestplaced.plan import plan
from bestplaced.risk.tags import multipliers

BAKERY = Path(__file__).parents[3] / "examples" / "rowan-lane-bakery.yaml"
EVENTS = ndtri((np.arange(400_000) + 0.5) / 400_000)  # a fine sample of the standard normal law


@lru_cache(maxsize=1)
def agreed() -> Deal:
    return deal(plan(complete(read_case(BAKERY)), references=()), unflagged=False)


def losses(piece: Piece) -> np.ndarray:
    """Losses of one event in these hands, money, each as likely as any other."""
    case, b = piece.case, piece.first
    risk, person = case.risks[b.risk], case.performers[b.performer]
    skill = case.responsibilities[b.work].skill if b.work else 0
    _, severity = multipliers(case, risk, person, skill)
    spread = np.log(risk.severity.p95 / risk.severity.p5) / (2 * 1.6448536)
    usual = risk.severity.p50 * severity
    return np.asarray(np.minimum(usual * np.exp(spread * EVENTS), risk.max_loss.value))


@pytest.mark.parametrize("part", [NOW, THEN])
def test_what_a_shared_event_costs_each_side_is_what_sharing_it_gives(part: str) -> None:
    shared = [x for x in pieces(agreed(), part) if x.provider > 0]
    assert shared
    for piece in shared:
        b, party = piece.first, piece.case.parties[piece.first.party]
        event = losses(piece)
        owed = np.minimum(b.share * event, party.liability_cap)
        insurer = np.minimum(np.maximum(owed - party.deductible, 0), party.limit)
        provider = np.minimum(owed - insurer, party.means)
        business = np.minimum(event - provider - insurer, piece.case.parties[BUSINESS].means)
        told = piece.traced(part).how
        found = re.search(
            r"business pays ([\d,.]+) \(([\d,.]+) .*?provider ([\d,.]+) \(([\d,.]+) .*?insurer "
            r"([\d,.]+\d):", told,
        )  # fmt: skip
        assert found, told
        figures = [float(x.replace(",", "")) for x in found.groups()]
        roots = [float(np.sqrt(np.mean(x**2))) for x in (business, provider)]
        expected = [business.mean(), roots[0], provider.mean(), roots[1], insurer.mean()]
        assert figures == pytest.approx(expected, rel=0.005, abs=0.02), piece.name


def test_a_price_kept_by_the_business_is_expected_loss_and_half_the_square_over_tolerance() -> None:
    for piece in (x for x in pieces(agreed(), NOW) if x.first.terms == "retained"):
        if piece.first.party != BUSINESS:
            continue
        mine = piece.case.parties[BUSINESS]
        event = np.minimum(losses(piece), mine.means)
        price = piece.rate * (event.mean() + np.mean(event**2) / (2 * mine.tolerance))
        assert piece.sum("total") == pytest.approx(price, rel=0.005), piece.name
