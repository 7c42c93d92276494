"""Counts, losses and layers: the parts of a yearly law, each against another way to get it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from bestplaced.errors import CaseError
from bestplaced.risk.discretise import discretise, discretise_signed
from bestplaced.risk.frequency import Bernoulli, Counts, NegativeBinomial, Poisson
from bestplaced.risk.laws import Empirical, Lognormal, Pareto, Pert
from bestplaced.risk.layer import Layer
from bestplaced.risk.severity import Severity
from bestplaced.risk.waterfall import Cover, piecewise_moments

if TYPE_CHECKING:
    from collections.abc import Callable

    from bestplaced.risk.frequency import Frequency
    from bestplaced.risk.laws import LossLaw
    from bestplaced.risk.layer import Side

SHARES = st.one_of(st.just(0.0), st.floats(1e-6, 1))
LAWS: dict[str, LossLaw] = {
    "lognormal": Lognormal(7.0, 1.2, 60_000.0),
    "shifted up": Lognormal(7.0, 1.2, 60_000.0, shift=500.0),
    "shifted down": Lognormal(7.0, 1.2, 60_000.0, shift=-500.0),
    "pareto": Pareto(0.9, 2_000.0, 60_000.0),
    "pareto of shape one": Pareto(1.0, 2_000.0, 60_000.0),
    "pareto of shape two": Pareto(2.0, 2_000.0, 60_000.0),
    "pert": Pert(200.0, 3_000.0, 40_000.0),
    "empirical": Empirical.of([100.0, 30_000.0, 2_500.0, 800.0], [4, 1, 2, 3]),
}


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Poisson(-1.0, "fraud"), "fraud.mean"),
        (lambda: Poisson(math.nan, "fraud"), "fraud.mean"),
        (lambda: Poisson(math.inf, "fraud"), "fraud.mean"),
        (lambda: NegativeBinomial(1.0, 0.0, "fraud"), "fraud.r"),
        (lambda: NegativeBinomial(-1.0, 2.0, "fraud"), "fraud.mean"),
        (lambda: Bernoulli(1.01, "fraud"), "fraud.probability"),
        (lambda: Bernoulli(-0.1, "fraud"), "fraud.probability"),
        (lambda: Counts((0.5, 0.4), "fraud"), "fraud.probabilities"),
        (lambda: Counts((0.5, -0.5, 1.0), "fraud"), "fraud.probabilities[1]"),
        (lambda: Lognormal(1.0, 0.0, risk="fraud"), "fraud.sigma"),
        (lambda: Lognormal(1.0, 1.0, 0.0, risk="fraud"), "fraud.max_loss"),
        (lambda: Pareto(math.nan, 1.0, risk="fraud"), "fraud.alpha"),
        (lambda: Pert(1.0, 3.0, 2.0, "fraud"), "fraud.mode"),
        (lambda: Pert(1.0, 1.0, 1.0, "fraud"), "fraud.high"),
        (lambda: Empirical.of([], risk="fraud"), "fraud"),
        (lambda: Empirical.of([1.0, -1.0], risk="fraud"), "fraud.losses"),
        (lambda: Empirical.of([1.0], [0.0], risk="fraud"), "fraud.weights"),
        (lambda: Layer(np.zeros(1), np.array([-1.0])), "layer.slopes"),
        (lambda: Layer(np.ones(1), np.ones(1)), "layer.starts"),
    ],
)
def test_a_wrong_value_names_risk_and_field(make: Callable[[], object], field: str) -> None:
    with pytest.raises(CaseError) as caught:
        make()
    assert caught.value.faults[0].where == field


@pytest.mark.parametrize(
    ("frequency", "chances"),
    [
        (Poisson(1.5), [math.exp(-1.5) * 1.5**n / math.factorial(n) for n in range(60)]),
        # r = 2 and mean 3: p_n = (n + 1) 0.4² 0.6^n
        (NegativeBinomial(3.0, 2.0), [(n + 1) * 0.16 * 0.6**n for n in range(120)]),
        (Bernoulli(0.3), [0.7, 0.3]),
        (Counts((0.2, 0.0, 0.8)), [0.2, 0.0, 0.8]),
    ],
)
def test_a_frequency_is_the_sum_over_its_counts(frequency: Frequency, chances: list[float]) -> None:
    phi = np.exp(1j * np.linspace(0.0, 3.0, 7)) * 0.9
    direct = sum(p * phi**n for n, p in enumerate(chances))
    scaled = frequency.log_of(frequency.weight * (phi - 1))
    np.testing.assert_allclose(np.exp(scaled), direct, rtol=1e-12)
    mean = sum(n * p for n, p in enumerate(chances))
    square = sum(n * n * p for n, p in enumerate(chances))
    assert frequency.events == pytest.approx(mean)
    assert frequency.variance == pytest.approx(square - mean**2)


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.parametrize("limit", [300.0, 2_500.0, 35_000.0, 1e6])
def test_limited_moments_are_integrals_of_the_survival(name: str, limit: float) -> None:
    law = LAWS[name]
    top = min(limit, law.max_loss)
    marks = [x for x in (100.0, 200.0, 500.0, 800.0, 2_500.0, 10_000.0, 30_000.0) if x < top]

    def survival(x: float) -> float:
        return float(law.survival(np.asarray(x)))

    first = quad(survival, 0, top, points=marks, limit=200)[0]
    second = quad(lambda x: 2 * x * survival(x), 0, top, points=marks, limit=200)[0]
    found = law.limited(np.asarray(limit))
    assert float(found[0]) == pytest.approx(first, rel=1e-7)
    assert float(found[1]) == pytest.approx(second, rel=1e-7)


def test_the_lognormal_is_one_entry_of_the_price_tags_severity() -> None:
    many = Severity(np.array([[6.0], [7.0]]), np.array([[1.0, 2.0]]), np.array([[9e3, 5e4]]))
    one = Lognormal.of(many, (1, 0))
    assert one == Lognormal(7.0, 1.0, 9e3)
    np.testing.assert_array_equal(
        one.limited(np.asarray(4e3)), [m[1, 0] for m in many.limited(np.asarray(4e3))]
    )


def test_an_infinite_mean_is_refused_and_a_maximum_cures_it() -> None:
    with pytest.raises(CaseError, match="mean loss is infinite"):
        discretise(Pareto(1.0, 1_000.0), 100.0, risk="fraud")
    with pytest.raises(CaseError, match="losses have no end"):
        discretise_signed(Pareto(3.0, 1_000.0), 100.0, Layer.between(), Layer.between(250))
    # ∫ 1000 / (1000 + t) dt up to 9000 is 1000 ln 10
    found = discretise(Pareto(1.0, 1_000.0, 9_000.0), 100.0)
    assert found.mean == pytest.approx(1_000 * math.log(10))


def test_losses_beyond_the_grid_are_refused_never_cut_off() -> None:
    with pytest.raises(CaseError, match="go on beyond 256 buckets"):
        discretise(Lognormal(7.0, 1.2), 100.0, buckets=256, risk="fraud")


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.parametrize(
    "layer",
    [
        Layer.between(),
        Layer.between(250, 20_000),
        Layer.between(250, 20_000, 0.35),
        Layer.between().at_most(5_030.0),
        Layer.between(250).rescaled(1.7, 30_000.0),
    ],
)
def test_the_grid_keeps_mean_and_mass_and_hardly_moves_the_square(name: str, layer: Layer) -> None:
    law, width = LAWS[name], 100.0
    event = discretise(law, width, layer)
    grid = np.arange(event.pmf.size) * width
    assert event.pmf.sum() == pytest.approx(1.0, abs=1e-12)
    assert event.pmf @ grid == pytest.approx(event.mean, rel=1e-11)
    gap = event.pmf @ grid**2 - event.square
    assert -1e-11 * event.square <= gap <= width**2 / 4


@pytest.mark.parametrize("name", LAWS)
def test_cutting_at_grid_crossings_gives_the_same_grid(name: str) -> None:
    law, layer = LAWS[name], Layer.between(250, 20_000, 0.35)
    by_mean = discretise(law, 100.0, layer)
    by_cells = discretise_signed(law, 100.0, layer, Layer(np.zeros(1), np.zeros(1)))
    assert by_cells.first == 0
    np.testing.assert_allclose(by_cells.pmf[: by_mean.pmf.size], by_mean.pmf, atol=1e-10)
    assert by_cells.none == pytest.approx(by_mean.none, abs=1e-14)
    assert by_cells.mean == pytest.approx(by_mean.mean, rel=1e-12)
    assert by_cells.square == pytest.approx(by_mean.square, rel=1e-12)


@pytest.mark.parametrize("side", ["provider", "insurer", "business"])
def test_a_layer_of_a_cover_has_the_waterfalls_moments(side: Side) -> None:
    law = Severity(np.asarray(7.0), np.asarray(1.2), np.asarray(60_000.0))
    cover = Cover(*(np.asarray(v) for v in (0.6, 20_000.0, 3_000.0, 1_000.0, 8_000.0)))
    kinks = cover.kinks(law.max_loss)
    paid = {"provider": cover.provider_pays(kinks), "insurer": cover.insurer_pays(kinks)}
    paid["business"] = kinks - paid["provider"] - paid["insurer"]
    expected = piecewise_moments(law, kinks, paid[side], 15_000.0)
    layer = Layer.of(cover, side, 60_000.0, 15_000.0)
    found = layer.moments(Lognormal.of(law))
    assert found == pytest.approx([float(m) for m in expected], rel=1e-12)
    losses = np.linspace(0, 60_000, 601)
    whole = {"provider": cover.provider_pays(losses), "insurer": cover.insurer_pays(losses)}
    whole["business"] = losses - whole["provider"] - whole["insurer"]
    np.testing.assert_allclose(layer(losses), np.minimum(whole[side], 15_000.0), atol=1e-8)


def test_the_parts_of_all_sides_add_up_to_the_loss() -> None:
    cover = Cover(*(np.asarray(v) for v in (0.6, 20_000.0, 3_000.0, 1_000.0, 8_000.0)))
    sides: tuple[Side, ...] = ("provider", "insurer", "business")
    law = Lognormal(7.0, 1.2, 60_000.0)
    parts = [discretise(law, 50.0, Layer.of(cover, s, 60_000.0)).mean for s in sides]
    assert sum(parts) == pytest.approx(discretise(law, 50.0).mean, rel=1e-12)


@settings(deadline=None)
@given(
    deductible=st.floats(0, 5_000),
    limit=st.floats(1, 50_000),
    share=st.floats(0.01, 1),
    width=st.floats(10, 2_000),
    mu=st.floats(3, 9),
    sigma=st.floats(0.2, 2.5),
)
def test_any_layer_keeps_its_mean_on_any_grid(
    deductible: float, limit: float, share: float, width: float, mu: float, sigma: float
) -> None:
    law = Lognormal(mu, sigma, 60_000.0)
    event = discretise(law, width, Layer.between(deductible, limit, share))
    mean = float(event.pmf @ np.arange(event.pmf.size)) * width
    assert mean == pytest.approx(event.mean, rel=1e-9, abs=1e-9)
    assert event.pmf.min() >= 0
    assert 0 <= event.none <= 1


@settings(deadline=None)
@given(
    a=st.tuples(st.floats(0, 5_000), st.floats(1, 50_000), SHARES),
    b=st.tuples(st.floats(0, 5_000), st.floats(1, 50_000), SHARES),
    factor=st.floats(0.3, 3),
    name=st.sampled_from(sorted(LAWS)),
)
def test_any_difference_of_layers_keeps_its_mean(
    a: tuple[float, float, float], b: tuple[float, float, float], factor: float, name: str
) -> None:
    plus, minus = Layer.between(*b).rescaled(factor), Layer.between(*a)
    event = discretise_signed(LAWS[name], 100.0, plus, minus)
    grid = (event.first + np.arange(event.pmf.size)) * 100.0
    scale = plus.moments(LAWS[name])[0] + minus.moments(LAWS[name])[0]
    assert event.pmf.sum() == pytest.approx(1.0, abs=1e-9)
    assert event.pmf @ grid == pytest.approx(event.mean, rel=1e-9, abs=1e-9 * scale + 1e-6)
    assert -1e-4 * (1 + scale) <= event.pmf @ grid**2 - event.square <= 100.0**2 / 4 + 1
