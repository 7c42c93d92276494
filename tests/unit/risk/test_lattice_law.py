"""The law of a year: against brute convolution, formulas, quadrature; grids that are too small."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bestplaced.errors import CaseError
from bestplaced.risk.discretise import discretise
from bestplaced.risk.frequency import Bernoulli, NegativeBinomial, Poisson
from bestplaced.risk.lattice import Exposure, Grid, Lattice, Shock
from bestplaced.risk.laws import Lognormal, Pareto
from bestplaced.risk.layer import Layer
from bestplaced.risk.price import compound_price
from bestplaced.risk.terms import Fourier, Measure, exponential, gamma_nodes
from bestplaced.risk.yearly import YearLaw
from tests.unit.risk.lattice_laws import lattice, units

WIDTH = 100.0
GRID = Grid(WIDTH, 1 << 12)
SMALL = discretise(Lognormal(7.0, 1.0, 50_000.0), WIDTH)
LARGE = discretise(Pareto(1.3, 3_000.0, 50_000.0), WIDTH, Layer.between(250, 30_000, 0.7))
FRAIL = {"people": 2.5, "systems": 0.8}
RISKS = [
    Exposure("invoices", Poisson(2.0), SMALL),
    Exposure("fraud", NegativeBinomial(0.6, 1.7), LARGE),
    Exposure("fine", Bernoulli(0.08), LARGE),
    Exposure("payroll", Poisson(0.9), SMALL, "people"),
    Exposure("vat", Poisson(0.4), LARGE, "people"),
    Exposure("outage", Poisson(0.3), LARGE, "systems"),
]
SHOCKS = [
    Shock("bureau", 0.2, ((0.5, SMALL), (0.3, LARGE))),
    Shock("owner", 0.1, ((1.0, LARGE), (0.6, SMALL))),
]
ALL = Lattice.build(GRID, RISKS, SHOCKS, FRAIL)


def test_a_small_compound_equals_its_convolutions() -> None:
    pmf, total = np.array([0.2, 0.5, 0.0, 0.3]), np.zeros(200)
    power = np.array([1.0])
    for n in range(50):
        size = min(power.size, 200)
        total[:size] += math.exp(-1.2) * 1.2**n / math.factorial(n) * power[:size]
        power = np.convolve(power, pmf)
    risk = units(Poisson(1.2), [0, 1, 3], [0.2, 0.5, 0.3])
    law = lattice(risk).law()
    np.testing.assert_allclose(law.pmf[:200], total, atol=1e-16)
    # Independent risks: the convolution of their laws.
    other = units(Bernoulli(0.4), [2, 5], [0.5, 0.5], name="other")
    both = lattice(risk, other).law().pmf
    second = np.array([0.6, 0, 0.2, 0, 0, 0.2])
    np.testing.assert_allclose(both[:200], np.convolve(total, second)[:200], atol=1e-16)


def test_the_grid_keeps_the_mean_of_everything_together() -> None:
    assert ALL.law().mean == pytest.approx(ALL.exact_mean, rel=1e-9)
    events = sum(e.frequency.events for e in RISKS) + 0.2 * 0.8 + 0.1 * 1.6
    assert 0 < ALL.law().variance - ALL.exact_variance < events * WIDTH**2 / 4


def test_the_mean_and_the_variance_of_compound_poisson_losses() -> None:
    """``λ E X`` and ``λ E X²``; the split of losses adds at most ``λ h² / 4``."""
    made = Lattice.build(GRID, [RISKS[0]])
    law = made.law()
    mean, square = (float(m) for m in Lognormal(7.0, 1.0, 5e4).limited(np.asarray(5e4)))
    assert law.mean == pytest.approx(2 * mean, rel=1e-9)
    assert made.exact_variance == pytest.approx(2 * square, rel=1e-12)
    assert 0 < law.variance - 2 * square < 2 * WIDTH**2 / 4


def test_a_layer_of_a_pareto_has_its_published_mean() -> None:
    """Loss Models, example 9.14: 3 losses, deductible 6, limit 24, coinsurance 75 %: 1.640234."""
    layer = Layer.between(6, 18, 0.75)
    event = discretise(Pareto(4.0, 10.0), 0.05, layer)
    made = Lattice.build(Grid(0.05), [Exposure("x", Poisson(3.0), event)])
    # E min(X, c) is 10 / 3 (1 - (10 / (10 + c))³)
    mean = 3 * 0.75 * 10 / 3 * ((10 / 16) ** 3 - (10 / 34) ** 3)
    assert mean == pytest.approx(1.640234, abs=5e-7)
    assert made.law().mean == pytest.approx(mean, rel=1e-12)
    assert made.law().no_event == pytest.approx(math.exp(-3 * (10 / 16) ** 4), rel=1e-12)


def test_the_variance_converges_with_the_square_of_the_width() -> None:
    risk = Lognormal(7.0, 1.0, 50_000.0)
    gaps = []
    for width in (200.0, 100.0, 50.0):
        made = Lattice.build(Grid(width), [Exposure("x", Poisson(2), discretise(risk, width))])
        gaps.append(made.law().variance - made.exact_variance)
    assert gaps[0] / gaps[1] == pytest.approx(4, rel=0.02)
    assert gaps[1] / gaps[2] == pytest.approx(4, rel=0.02)


def test_the_price_is_that_of_the_formula() -> None:
    """F4 from the law of the year and from `compound_price` of the event."""
    risk = Lognormal(7.0, 1.0, 50_000.0)
    event = discretise(risk, 20.0)
    law = Lattice.build(Grid(20.0), [Exposure("x", Poisson(2.0), event)]).law()
    mean, square = risk.limited(np.asarray(50_000.0))
    price = float(compound_price(np.asarray(2.0), mean, square, 40_000.0))
    assert law.price(40_000.0) == pytest.approx(price, rel=1e-6)
    # The same from the variance of the grid's own event, to rounding.
    points = np.arange(event.pmf.size) * 20.0
    own = compound_price(
        np.asarray(2.0), np.asarray(event.mean), np.asarray(event.pmf @ points**2), 40_000.0
    )
    assert law.price(40_000.0) == pytest.approx(float(own), rel=1e-10)


def test_dependence_adds_the_terms_of_the_formula() -> None:
    """Frailty adds ``(Σ λ m)² / r``; a shock ``κ [(Σ q m)² + Σ (q E X² - q² m²)]`` (F4)."""
    alone = [replace(e, group="") for e in RISKS]
    m1, m2 = SMALL.mean, LARGE.mean
    frail = (0.9 * m1 + 0.4 * m2) ** 2 / 2.5 + (0.3 * m2) ** 2 / 0.8
    first = (0.5 * m1 + 0.3 * m2) ** 2 + 0.5 * SMALL.square + 0.3 * LARGE.square
    first -= 0.25 * m1**2 + 0.09 * m2**2
    second = (m2 + 0.6 * m1) ** 2 + LARGE.square + 0.6 * SMALL.square - m2**2 - 0.36 * m1**2
    base = Lattice.build(GRID, alone)
    added = frail + 0.2 * first + 0.1 * second
    assert ALL.exact_variance - base.exact_variance == pytest.approx(added, rel=1e-12)
    events = 3 * WIDTH**2 / 4
    assert ALL.law().variance - base.law().variance == pytest.approx(added, abs=events)


def test_the_closed_form_of_frailty_equals_its_quadrature() -> None:
    """``E[exp(G s)]`` over a gamma G, by 32 Gauss-Laguerre nodes."""
    pair = Measure.of([(0.9, SMALL), (0.4, LARGE)])
    s = Fourier(GRID.buckets)(pair)
    nodes, weights = gamma_nodes(2.5)
    direct = np.exp(np.outer(nodes, s)).T @ weights
    frail = [e for e in RISKS if e.group == "people"]
    made = Lattice.build(Grid(WIDTH, 1 << 12), frail, (), {"people": 2.5})
    np.testing.assert_allclose(np.exp(made.total), direct, atol=1e-13)
    assert weights.sum() == pytest.approx(1)
    assert weights @ nodes == pytest.approx(1)


def test_a_negative_binomial_is_a_poisson_with_a_frailty_of_its_own() -> None:
    own = Lattice.build(GRID, [Exposure("x", NegativeBinomial(0.9, 2.5), SMALL)])
    group = Lattice.build(GRID, [Exposure("x", Poisson(0.9), SMALL, "g")], (), {"g": 2.5})
    np.testing.assert_allclose(own.law().pmf, group.law().pmf, atol=1e-15)


def test_a_negative_binomial_in_a_frail_group_keeps_mean_and_variance() -> None:
    inside = [
        Exposure("a", NegativeBinomial(0.9, 1.5), SMALL, "g"),
        Exposure("b", Poisson(0.5), LARGE, "g"),
    ]
    made = Lattice.build(GRID, inside, (), {"g": 3.0})
    assert made.law().mean == pytest.approx(made.exact_mean, rel=1e-9)
    gap = made.law().variance - made.exact_variance
    assert 0 < gap < 1.4 * WIDTH**2 / 4


def test_a_frailty_that_its_quadrature_misses_is_refused() -> None:
    many = [Exposure("a", NegativeBinomial(60.0, 1.5), SMALL, "g")]
    with pytest.raises(CaseError, match="too frequent") as caught:
        Lattice.build(Grid(WIDTH, tolerance=1.0), many, (), {"g": 0.5})
    assert caught.value.faults[0].where == "g.frequency"


def test_a_certain_shock_is_one_compound_event() -> None:
    event = units(Poisson(1), [1], [1]).event
    shock = Lattice.build(Grid(1.0, 256), [], [Shock("s", 0.7, ((1.0, event), (1.0, event)))])
    both = lattice(units(Poisson(0.7), [2], [1]))
    np.testing.assert_allclose(shock.law().pmf, both.law().pmf, atol=1e-16)


def test_the_chance_of_no_loss_is_exact_and_not_the_first_bucket() -> None:
    z = (math.log(250) - 7.0) / 1.0  # a loss below the deductible of 250 is no loss
    below = 0.5 * math.erfc(-z / math.sqrt(2))
    event = discretise(Lognormal(7.0, 1.0, 5e4), WIDTH, Layer.between(250))
    law = Lattice.build(GRID, [Exposure("x", Poisson(2.0), event)]).law()
    assert law.no_event == pytest.approx(math.exp(-2 * (1 - below)), rel=1e-12)
    assert law.pmf[0] > law.no_event * 1.01  # the bucket also holds payments under 100
    payroll = 1 - SMALL.none
    other = 1 - LARGE.none
    expected = math.exp(-2 * payroll) * (1 + 0.6 * other / 1.7) ** -1.7 * (1 - 0.08 * other)
    expected *= (1 + (0.9 * payroll + 0.4 * other) / 2.5) ** -2.5 * (1 + 0.3 * other / 0.8) ** -0.8
    expected *= math.exp(-0.2 * (1 - (1 - 0.5 * payroll) * (1 - 0.3 * other)))
    expected *= math.exp(-0.1 * (1 - (1 - other) * (1 - 0.6 * payroll)))
    assert ALL.law().no_event == pytest.approx(expected, rel=1e-12)


def test_the_tail_mean_counts_an_atom_only_in_part() -> None:
    """Loss 0, 10, 20 with chances .90, .08, .02: the worst 5 % hold all of 20 and .03 of 10."""
    law = YearLaw(np.array([0.90, 0.08, 0.02]), 10.0, 0.9, 0.0)
    assert law.quantile(0.95) == 10
    assert law.cvar(0.95) == pytest.approx((0.02 * 20 + 0.03 * 10) / 0.05)
    assert law.quantile(0.90) == 0
    assert law.cvar(0.90) == pytest.approx((0.02 * 20 + 0.08 * 10) / 0.10)
    assert law.cvar(0.0) == pytest.approx(law.mean)
    assert law.quantile(0.99) == 20
    assert law.exceeds(0) == pytest.approx(0.10)
    assert law.exceeds(9.9) == pytest.approx(0.10)
    assert law.exceeds(10) == pytest.approx(0.02)
    assert law.limited_mean(15) == pytest.approx(0.08 * 10 + 0.02 * 15)
    with pytest.raises(CaseError, match="level"):
        law.cvar(1.0)


def test_wrap_around_is_found_and_the_grid_enlarged_or_refused() -> None:
    risk = units(Poisson(100.0), [1], [1])
    with pytest.raises(CaseError, match="lies beyond 64 buckets") as caught:
        Lattice.build(Grid(1.0, 64, largest=64), [risk])
    assert caught.value.faults[0].remedy
    made = Lattice.build(Grid(1.0, 64), [risk])
    assert made.grid.buckets == 256  # mean 100, standard deviation 10: 128 is too few
    assert made.wrapped <= 1e-12
    assert made.law().mean == pytest.approx(100, rel=1e-12)
    # Taken on trust, the small grid would have shown a mean of about 100 - 64.
    blind = Lattice.build(Grid(1.0, 64, tolerance=1.0, largest=64), [risk])
    assert blind.law().mean == pytest.approx(36, abs=2)
    assert blind.wrapped == pytest.approx(1.0)


def test_the_bound_of_what_lies_beyond_is_a_bound() -> None:
    risk = units(NegativeBinomial(6, 2), [1, 5], [0.7, 0.3])
    truth = lattice(risk, buckets=2048).law()
    for buckets in (64, 128, 256):
        made = Lattice.build(Grid(1.0, buckets, tolerance=1.0, largest=buckets), [risk])
        beyond = truth.exceeds(buckets - 1)
        assert beyond <= made.wrapped <= 200 * beyond


@pytest.mark.parametrize("group", ["", "people"])
@pytest.mark.parametrize("seed", range(12))
def test_rounding_of_risks_taken_away_hides_no_wrap_around(seed: int, group: str) -> None:
    """Three large risks go, one by one; 2,000 small events (mean 45,504) do not fit 20,480."""
    draw = np.random.default_rng(seed)
    laws = [discretise(Lognormal(5.0, s, 3_000.0), 10.0) for s in (1.0, 1.1, 0.9)]
    large = [Exposure(str(i), Poisson(draw.uniform(0.1, 0.9)), laws[i], group) for i in range(3)]
    small = discretise(Lognormal(3.0, 0.5, 100.0), 10.0)
    made = Lattice.build(Grid(10.0, 2048), large, frailty={"people": 50.0})
    for i in draw.permutation(3):
        made = made.replaced(Exposure(str(i), Poisson(0.1 if i else 2_000.0), small, group))
    assert made.grid.buckets > 2048
    assert made.law().mean == pytest.approx(made.exact_mean, rel=1e-9)


def test_exponentials_by_the_half_angle_are_exponentials() -> None:
    """Angles near an odd multiple of π are those whose half angle's tangent is largest."""
    draw = np.random.default_rng(5)
    angles = np.concatenate((draw.normal(0, 30, 5_000), np.pi * np.arange(-9, 10), [0.0, 1e-300]))
    logs = -draw.exponential(9.0, angles.size) + 1j * angles
    np.testing.assert_allclose(exponential(logs), np.exp(logs), rtol=0, atol=4e-16)


def test_a_replaced_risk_gives_what_building_anew_gives() -> None:
    changes = [
        replace(RISKS[0], frequency=Poisson(3.1)),
        replace(RISKS[0], event=LARGE),
        replace(RISKS[1], frequency=NegativeBinomial(0.2, 3.0), event=SMALL),
        replace(RISKS[2], frequency=Bernoulli(0.5)),
        replace(RISKS[3], frequency=Poisson(0.1), event=LARGE),
        replace(RISKS[4], group="systems"),
        replace(RISKS[5], frequency=NegativeBinomial(0.3, 2.0), group=""),
        replace(RISKS[0], frequency=Poisson(120.0)),  # does not fit this grid
        replace(RISKS[0], event=discretise(Lognormal(8.0, 1.0, 9e4), WIDTH)),
    ]
    step, known = ALL, {e.name: e for e in RISKS}
    for change in changes:
        known[change.name] = change
        step = step.replaced(change)
        whole = Lattice.build(GRID, list(known.values()), SHOCKS, FRAIL)
        size = min(whole.grid.buckets, step.grid.buckets)
        np.testing.assert_allclose(step.law().pmf[:size], whole.law().pmf[:size], atol=1e-14)
        assert step.law().no_event == pytest.approx(whole.law().no_event, rel=1e-12)
        assert step.exact_mean == whole.exact_mean
        assert step.law().mean == pytest.approx(step.exact_mean, rel=1e-9)


def test_wrong_books_are_refused_with_every_fault() -> None:
    wrong = [
        RISKS[0],
        replace(RISKS[0], group="unknown"),
        Exposure("fine", Bernoulli(0.1), SMALL, "people"),
        Exposure("other", Poisson(1.0), discretise(Lognormal(7.0, 1.0, 5e4), 50.0)),
    ]
    with pytest.raises(CaseError) as caught:
        Lattice.build(GRID, wrong, (), FRAIL)
    places = [fault.where for fault in caught.value.faults]
    assert places == ["invoices.name", "other", "invoices.group", "fine.group"]
    with pytest.raises(CaseError, match="no exposure of that name"):
        ALL.replaced(Exposure("other", Poisson(1.0), SMALL))
    with pytest.raises(CaseError, match="power of two"):
        Grid(1.0, 1000)
    with pytest.raises(CaseError, match=r"people\.r"):
        Lattice.build(GRID, RISKS[:1], (), {"people": 0.0})
    with pytest.raises(CaseError, match=r"s\.hits\[0\]"):
        Shock("s", 1.0, ((1.5, SMALL),))


@settings(deadline=None)
@given(
    rates=st.lists(st.floats(0, 3), min_size=2, max_size=2),
    r=st.floats(0.3, 20),
    level=st.floats(0.5, 0.995),
    shock=st.floats(0, 0.5),
)
def test_the_worst_years_are_worse_than_the_quantile_and_pool(
    rates: list[float], r: float, level: float, shock: float
) -> None:
    """CVaR is at least the quantile and the mean, and subadditive even under dependence."""
    frailty = {"g": r}
    risks = [
        Exposure("a", Poisson(rates[0]), SMALL, "g"),
        Exposure("b", Poisson(rates[1]), LARGE, "g"),
    ]
    hits = ((0.5, SMALL), (0.8, LARGE))
    both = Lattice.build(GRID, risks, [Shock("s", shock, hits)], frailty).law()
    parts = [
        Lattice.build(GRID, [risk], [Shock("s", shock, (hit,))], frailty).law()
        for risk, hit in zip(risks, hits, strict=True)
    ]
    for law in (both, *parts):
        assert law.cvar(level) >= law.quantile(level)
        assert law.cvar(level) >= law.mean - 1e-6
        assert law.pmf.sum() == pytest.approx(1.0, abs=1e-9)
        assert law.pmf[0] >= law.no_event - 1e-12
    assert both.mean == pytest.approx(sum(law.mean for law in parts), rel=1e-9, abs=1e-6)
    total = sum(law.cvar(level) for law in parts)
    assert both.cvar(level) <= total * (1 + 1e-9) + 1e-6


@settings(deadline=None)
@given(rate=st.floats(0.01, 5), more=st.floats(1.01, 3), level=st.floats(0.1, 0.99))
def test_more_events_never_make_a_better_year(rate: float, more: float, level: float) -> None:
    few, many = (
        Lattice.build(GRID, [Exposure("x", Poisson(n), LARGE)]) for n in (rate, rate * more)
    )
    assert many.law().cvar(level) >= few.law().cvar(level) - 1e-6
    assert many.law().quantile(level) >= few.law().quantile(level)
    assert many.law().no_event < few.law().no_event
