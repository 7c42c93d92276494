"""Who pays one event: the provider from its means, its policy, and what is left the business."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bestplaced.risk import Cover, Severity, piecewise_moments
from tests.strategies import covers, expectation, law, money, scalar, severities

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LOSSES = st.one_of(st.just(0.0), money(0.01, 5e6))


def plain_collectable(cover: Cover, loss: float) -> float:
    """Return what arrives: the policy answers for what is owed, the means for the rest."""
    share, cap, means = float(cover.share), float(cover.cap), float(cover.means)
    owed = min(share * loss, cap)
    policy = min(max(owed - float(cover.deductible), 0.0), float(cover.limit))
    return min(owed, means + policy)


@given(covers(), LOSSES)
def test_collectable_is_the_least_of_promise_cap_and_backing(cover: Cover, loss: float) -> None:
    collected = float(cover.collectable(scalar(loss)))
    assert collected == pytest.approx(plain_collectable(cover, loss), rel=1e-12, abs=1e-9)


@given(covers(), LOSSES)
def test_collectable_follows_f5_where_the_means_carry_the_deductible(
    cover: Cover, loss: float
) -> None:
    # F5 writes min(s X, cap, means + min(max(s X - d, 0), L)). A policy never pays for more than
    # is owed, so the code takes min(s X, cap) inside as well. With means >= d both are the same.
    share, cap, means = float(cover.share), float(cover.cap), float(cover.means)
    deductible, limit = float(cover.deductible), float(cover.limit)
    assume(means >= deductible)
    f5 = min(share * loss, cap, means + min(max(share * loss - deductible, 0.0), limit))
    assert float(cover.collectable(scalar(loss))) == pytest.approx(f5, rel=1e-12, abs=1e-9)


@given(covers(), LOSSES)
def test_nothing_is_lost_between_the_payers(cover: Cover, loss: float) -> None:
    x = scalar(loss)
    paid = [float(cover.provider_pays(x)), float(cover.insurer_pays(x))]
    business = loss - math.fsum(paid)
    assert all(part >= 0 for part in paid)
    assert business >= -1e-9 * loss
    assert paid[0] <= float(cover.means)
    assert paid[1] <= float(cover.limit)
    assert math.fsum([*paid, business]) == pytest.approx(loss)


@given(covers(), LOSSES, LOSSES)
def test_no_payer_pays_less_of_a_larger_loss(cover: Cover, one: float, other: float) -> None:
    small, large = scalar(min(one, other)), scalar(max(one, other))
    for pays in (
        cover.provider_pays,
        cover.insurer_pays,
        cover.collectable,
        lambda x: x - cover.collectable(x),
    ):
        assert float(pays(large)) >= float(pays(small)) - 1e-9 * float(large)


@given(covers(), money(1, 1e7), st.integers(0, 2**32 - 1))
def test_between_two_kinks_every_payer_is_straight(cover: Cover, most: float, seed: int) -> None:
    kinks = cover.kinks(scalar(most))
    assert kinks[0] == 0
    assert kinks[-1] == most
    assert np.all(np.diff(kinks) >= 0)
    draw = np.random.default_rng(seed).random(kinks.size - 1)
    between = kinks[:-1] + draw * np.diff(kinks)
    for pays in (cover.provider_pays, cover.insurer_pays):
        straight = np.interp(between, kinks, pays(kinks))
        assert pays(between) == pytest.approx(straight, rel=1e-9, abs=1e-8 * most)


def test_a_loss_of_100_000_by_hand() -> None:
    # Share 80 %: 80,000, cap 60,000 -> owed 60,000. Deductible 5,000, limit 40,000: the policy
    # pays min(55,000, 40,000) = 40,000. Of the other 20,000 the provider has means for 12,000.
    # The business is left with 100,000 - 52,000 = 48,000.
    cover = Cover(*(scalar(v) for v in (0.8, 60_000, 12_000, 5_000, 40_000)))
    loss = scalar(100_000)
    assert float(cover.owed(loss)) == 60_000
    assert float(cover.insurer_pays(loss)) == 40_000
    assert float(cover.provider_pays(loss)) == 12_000
    assert float(cover.collectable(loss)) == 52_000


def moments(
    law: Severity, cover: Cover, ceiling: float = math.inf
) -> dict[str, tuple[float, float]]:
    """Return the first two moments of each payer's part, by the closed form under test."""
    kinks = cover.kinks(law.max_loss)
    parts = {"provider": cover.provider_pays(kinks), "insurer": cover.insurer_pays(kinks)}
    parts["business"] = kinks - parts["provider"] - parts["insurer"]
    found = {}
    for name, values in parts.items():
        top = ceiling if name == "business" else math.inf
        first, second = piecewise_moments(law, kinks, values, top)
        found[name] = (float(first), float(second))
    return found


def pay(cover: Cover, name: str, loss: Array, top: float) -> Array:
    """Return one payer's part of losses, from the definition; the business pays at most ``top``."""
    owed = np.minimum(float(cover.share) * loss, float(cover.cap))
    policy = np.minimum(np.maximum(owed - float(cover.deductible), 0), float(cover.limit))
    own = np.minimum(owed - policy, float(cover.means))
    left: Array = np.minimum(loss - own - policy, top)
    parts: dict[str, Array] = {"provider": own, "insurer": policy, "business": left}
    return parts[name]


@given(severities(), covers(), st.floats(0.001, 1.5), st.integers(0, 2**32 - 1))
def test_moments_agree_with_simulation(law: Severity, cover: Cover, part: float, seed: int) -> None:
    ceiling = part * float(law.max_loss)
    z = np.random.default_rng(seed).standard_normal(20_000)
    losses = np.minimum(np.exp(law.mu + law.sigma * z), law.max_loss)
    for name, expected in moments(law, cover, ceiling).items():
        paid = pay(cover, name, losses, ceiling)
        for power in (1, 2):
            sample = paid**power
            error = sample.std() / math.sqrt(sample.size)
            # Parts that begin far in the tail, or are at their ceiling but for a handful of draws,
            # do not have a normal mean; there integration (below) is the judge.
            varied = min(np.count_nonzero(paid > 0), np.count_nonzero(paid < paid.max()))
            if varied > 2_000 and error > 1e-9 * sample.mean():
                assert abs(sample.mean() - expected[power - 1]) / error < 6.0


@pytest.mark.parametrize("seed", range(5))
def test_moments_of_a_sold_guarantee_agree_with_a_million_draws(seed: int) -> None:
    cover = Cover(*(scalar(v) for v in (0.7, 24_000, 12_000, 2_500, 9_000)))
    losses_law = law(500, 9_000, 60_000, 200_000)
    z = np.random.default_rng(seed).standard_normal(1_000_000)
    losses = np.minimum(np.exp(losses_law.mu + losses_law.sigma * z), 200_000)
    for name, expected in moments(losses_law, cover, 30_000).items():
        for power in (1, 2):
            sample = pay(cover, name, losses, 30_000) ** power
            error = sample.std() / math.sqrt(sample.size)
            assert abs(sample.mean() - expected[power - 1]) / error < 4.5


@given(severities(), covers(), st.floats(0.001, 1.5))
def test_moments_agree_with_integration(drawn: Severity, cover: Cover, part: float) -> None:
    ceiling = part * float(drawn.max_loss)
    corners = [float(kink) for kink in cover.kinks(drawn.max_loss)]
    # The business's part meets its ceiling between two of the kinks.
    left = pay(cover, "business", np.array(corners), math.inf)
    corners.append(float(np.interp(ceiling, left, corners)))
    for name, expected in moments(drawn, cover, ceiling).items():
        for power in (1, 2):

            def paid(loss: float, name: str = name, power: int = power) -> float:
                return float(pay(cover, name, np.array(loss), ceiling) ** power)

            value = expectation(drawn, paid, corners)
            scale = float(drawn.limited(drawn.max_loss)[power - 1])
            assert expected[power - 1] == pytest.approx(value, rel=1e-5, abs=1e-7 * scale)


@given(severities(), covers(), st.floats(0.001, 1.5))
def test_no_part_costs_more_than_its_ceiling(drawn: Severity, cover: Cover, part: float) -> None:
    ceiling = part * float(drawn.max_loss)
    bounded, free = moments(drawn, cover, ceiling), moments(drawn, cover)
    first, second = bounded["business"]
    assert first <= ceiling * (1 + 1e-9)
    assert second <= ceiling**2 * (1 + 1e-9)
    rounding = 1e-12 * ceiling  # where provider and insurer pay all, nothing is left but that
    assert first <= free["business"][0] * (1 + 1e-9) + rounding
    assert bounded["provider"] == free["provider"]


@given(severities(), covers())
def test_the_parts_of_an_event_add_up_to_its_mean(drawn: Severity, cover: Cover) -> None:
    parts = moments(drawn, cover)
    mean = float(drawn.limited(drawn.max_loss)[0])
    assert math.fsum(first for first, _ in parts.values()) == pytest.approx(mean, rel=1e-9)
