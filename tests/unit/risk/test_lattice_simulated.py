"""A million simulated years beside the lattice, and the difference of two plans."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.special import ndtri

from bestplaced.errors import CaseError
from bestplaced.risk.difference import (
    Coupled,
    CoupledHit,
    CoupledShock,
    coupled_exposure,
    difference,
)
from bestplaced.risk.discretise import discretise
from bestplaced.risk.frequency import Bernoulli, Counts, NegativeBinomial, Poisson
from bestplaced.risk.lattice import Exposure, Grid, Lattice, Shock
from bestplaced.risk.laws import Lognormal
from bestplaced.risk.layer import NOTHING, Layer
from tests.unit.risk.account_laws import assert_agreement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bestplaced.risk.frequency import Frequency

    Array = NDArray[np.float64]
    Ints = NDArray[np.intp]

YEARS = 1_000_000
GRID = Grid(20.0, 1 << 14)
RETAINED = Layer.between()
PART = Layer.between(250, 20_000, 0.4)
REST = Layer(np.array([0.0, 250.0, 20_250.0]), np.array([1.0, 0.6, 1.0]))
FRAIL = {"people": 2.0}
SMALL = Lognormal(6.5, 0.9, 30_000.0)
LARGE = Lognormal(7.8, 1.3, 60_000.0)


def _draw(rng: np.random.Generator, law: Lognormal, count: int) -> Array:
    x = np.exp(law.mu + law.sigma * ndtri(rng.random(count)))
    return np.asarray(np.minimum(x, law.max_loss))


def _sum(years: Ints, part: Array) -> Array:
    return np.asarray(np.bincount(years, part, YEARS), float)


def _events(rng: np.random.Generator, rate: float | Array) -> Ints:
    """The years of Poisson events, one entry per event."""
    return np.repeat(np.arange(YEARS), rng.poisson(rate, YEARS))


def _struck(rng: np.random.Generator, rate: float, chances: Sequence[float]) -> list[Ints]:
    """The years in which each risk is hit by common shocks."""
    shocks = _events(rng, rate)
    return [shocks[rng.random(shocks.size) < q] for q in chances]


def test_a_million_years_with_frailty_and_shocks_agree() -> None:
    risks = [
        Exposure("a", Poisson(1.5), discretise(SMALL, 20.0)),
        Exposure("b", NegativeBinomial(0.6, 1.2), discretise(LARGE, 20.0, PART)),
        Exposure("c", Bernoulli(0.1), discretise(LARGE, 20.0)),
        Exposure("d", Poisson(0.7), discretise(SMALL, 20.0, REST), "people"),
        Exposure("e", Poisson(0.3), discretise(LARGE, 20.0, PART), "people"),
        Exposure("f", NegativeBinomial(0.4, 1.5), discretise(SMALL, 20.0), "people"),
    ]
    hits = ((0.6, discretise(SMALL, 20.0, REST)), (0.5, discretise(LARGE, 20.0)))
    made = Lattice.build(GRID, risks, [Shock("bureau", 0.2, hits)], FRAIL)
    rng = np.random.default_rng(20261123)
    g = rng.gamma(2.0, 0.5, YEARS)
    rates: list[float | Array] = [1.5, 0.6 * rng.gamma(1.2, 1 / 1.2, YEARS)]
    rates += [0.7 * g, 0.3 * g, 0.4 * g * rng.gamma(1.5, 1 / 1.5, YEARS)]
    streams = [_events(rng, rate) for rate in rates]
    streams.append(np.flatnonzero(rng.random(YEARS) < 0.1))
    streams += _struck(rng, 0.2, (0.6, 0.5))
    laws = (SMALL, LARGE, SMALL, LARGE, SMALL, LARGE, SMALL, LARGE)
    layers = (RETAINED, PART, REST, PART, RETAINED, RETAINED, REST, RETAINED)
    losses = np.zeros(YEARS)
    for years, law, layer in zip(streams, laws, layers, strict=True):
        losses += _sum(years, layer(_draw(rng, law, years.size)))
    assert_agreement(made.law(), losses, made.law().variance)


PAIRS = [
    # moved to a better performer: fewer, smaller, partly paid by the provider
    Coupled("a", SMALL, Poisson(1.5), RETAINED, Poisson(0.9), REST.rescaled(0.8, 30_000.0)),
    # moved to one who errs more often, with a shared frailty
    Coupled("b", LARGE, Poisson(0.3), REST, Poisson(0.5), PART, "people"),
    Coupled("c", LARGE, Bernoulli(0.08), RETAINED, Bernoulli(0.15), PART),
    Coupled("d", SMALL, NegativeBinomial(0.5, 1.5), RETAINED, NegativeBinomial(0.2, 1.5), RETAINED),
    # not moved at all
    Coupled("e", LARGE, Poisson(0.4), RETAINED, Poisson(0.4), RETAINED, "people"),
]
SHOCKS = [
    CoupledShock("owner", 0.2, (CoupledHit(0.7, LARGE, RETAINED, NOTHING),)),
    CoupledShock(
        "bureau",
        0.15,
        (CoupledHit(0.6, SMALL, NOTHING, RETAINED), CoupledHit(0.5, LARGE, RETAINED, REST)),
    ),
]


def _rates(f: Frequency, rng: np.random.Generator) -> Array:
    return rng.gamma(f.r, 1 / f.r, YEARS) if isinstance(f, NegativeBinomial) else np.ones(YEARS)


def test_the_difference_of_two_plans_agrees_with_common_random_numbers() -> None:
    """Levels: an event happens under a plan when its level is below that plan's rate."""
    rng = np.random.default_rng(7)
    g = rng.gamma(2.0, 0.5, YEARS)
    plan_a, plan_b = np.zeros(YEARS), np.zeros(YEARS)
    for risk in PAIRS:
        a, b = risk.frequency_a.weight, risk.frequency_b.weight
        if isinstance(risk.frequency_a, Bernoulli):
            years, level = np.arange(YEARS), rng.random(YEARS)
        else:
            own = _rates(risk.frequency_a, rng) * (g if risk.group else 1.0)
            years = _events(rng, max(a, b) * own)
            level = max(a, b) * rng.random(years.size)
        x = _draw(rng, LARGE if risk.law is LARGE else SMALL, years.size)
        plan_a += _sum(years, risk.layer_a(x) * (level < a))
        plan_b += _sum(years, risk.layer_b(x) * (level < b))
    for shock in SHOCKS:
        struck = _struck(rng, shock.rate, [hit.probability for hit in shock.hits])
        for hit, years in zip(shock.hits, struck, strict=True):
            x = _draw(rng, LARGE if hit.law is LARGE else SMALL, years.size)
            plan_a += _sum(years, hit.layer_a(x))
            plan_b += _sum(years, hit.layer_b(x))
    made = difference(Grid(20.0, 1 << 15), PAIRS, SHOCKS, FRAIL)
    law = made.law()
    assert law.mean == pytest.approx(made.exact_mean, rel=1e-9)
    assert_agreement(law, plan_b - plan_a, law.variance)
    beats = law.below_zero()
    simulated = float(np.mean(plan_b - plan_a < -1e-9))
    assert abs(simulated - beats) < 4 * math.sqrt(beats * (1 - beats) / YEARS)


def _mean(side: str) -> float:
    """The expected yearly loss of one plan alone."""
    books, shocks = [], []
    for p in PAIRS:
        frequency, layer = (p.frequency_a, p.layer_a) if side == "a" else (p.frequency_b, p.layer_b)
        books.append(Exposure(p.name, frequency, discretise(p.law, 20.0, layer), p.group))
    for s in SHOCKS:
        layers = [h.layer_a if side == "a" else h.layer_b for h in s.hits]
        laws = [discretise(h.law, 20.0, f) for h, f in zip(s.hits, layers, strict=True)]
        chances = [h.probability for h in s.hits]
        shocks.append(Shock(s.name, s.rate, tuple(zip(chances, laws, strict=True))))
    return Lattice.build(GRID, books, shocks, FRAIL).exact_mean


def test_the_difference_has_the_mean_of_both_plans_and_changes_sign_with_them() -> None:
    there = difference(GRID, PAIRS, SHOCKS, FRAIL)
    turned = [
        Coupled(p.name, p.law, p.frequency_b, p.layer_b, p.frequency_a, p.layer_a, p.group)
        for p in PAIRS
    ]
    back_shocks = [
        CoupledShock(
            s.name,
            s.rate,
            tuple(CoupledHit(h.probability, h.law, h.layer_b, h.layer_a) for h in s.hits),
        )
        for s in SHOCKS
    ]
    back = difference(GRID, turned, back_shocks, FRAIL)
    assert there.exact_mean == pytest.approx(-back.exact_mean, rel=1e-12)
    assert there.exact_variance == pytest.approx(back.exact_variance, rel=1e-12)
    one, two = there.law(), back.law()
    assert one.below_zero() + two.below_zero() + one.no_event == pytest.approx(1, abs=1e-10)
    assert there.exact_mean == pytest.approx(_mean("b") - _mean("a"), rel=1e-12)


def test_a_plan_never_beats_itself_and_always_beats_one_that_pays_more() -> None:
    same = [Coupled("x", LARGE, Poisson(0.4), REST, Poisson(0.4), REST)]
    law = difference(GRID, same).law()
    assert law.no_event == pytest.approx(1)
    assert law.below_zero() == pytest.approx(0, abs=1e-12)
    assert law.std == pytest.approx(0, abs=1e-6)
    # b pays a part of each of the same losses: it is cheaper in every year with an event.
    less = [Coupled("x", LARGE, Poisson(0.4), RETAINED, Poisson(0.4), Layer.between(share=0.5))]
    found = difference(GRID, less).law()
    assert found.no_event == pytest.approx(math.exp(-0.4), rel=1e-12)
    assert found.exceeds(0.0) == pytest.approx(0, abs=1e-12)
    assert found.below_zero() == pytest.approx(1 - math.exp(-0.4), rel=1e-10)
    # The other way round it never is.
    more = [Coupled("x", LARGE, Poisson(0.4), Layer.between(share=0.5), Poisson(0.4), RETAINED)]
    assert difference(GRID, more).law().below_zero() == 0


def test_moving_one_risk_updates_the_difference() -> None:
    made = difference(GRID, PAIRS, SHOCKS, FRAIL)
    moved = Coupled("a", SMALL, Poisson(1.5), RETAINED, Poisson(2.1), PART)
    step = made.replaced(coupled_exposure(GRID, moved))
    whole = difference(GRID, [moved, *PAIRS[1:]], SHOCKS, FRAIL)
    np.testing.assert_allclose(step.law().pmf, whole.law().pmf, atol=1e-14)
    assert step.law().below_zero() == pytest.approx(whole.law().below_zero(), rel=1e-12)


def test_frequencies_of_two_kinds_cannot_be_coupled() -> None:
    for one, two in (
        (Poisson(1.0), Bernoulli(0.5)),
        (NegativeBinomial(1.0, 2.0), NegativeBinomial(1.0, 3.0)),
        (Counts((0.5, 0.5)), Counts((0.4, 0.6))),
    ):
        with pytest.raises(CaseError, match="of one kind"):
            difference(GRID, [Coupled("x", SMALL, one, RETAINED, two, RETAINED)])
