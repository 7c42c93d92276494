"""Compound laws with published answers; the cases are kept beside the project, not in it."""

from __future__ import annotations

import functools
import json
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.interpolate import CubicSpline
from scipy.special import ndtr, ndtri

from bestplaced.risk.discretise import discretise
from bestplaced.risk.frequency import Bernoulli, Counts, NegativeBinomial, Poisson
from bestplaced.risk.lattice import Exposure, Grid, Lattice
from bestplaced.risk.laws import Empirical, Pareto
from tests.unit.risk.lattice_laws import Exponential, Normal, Uniform, lattice, units

if TYPE_CHECKING:
    from collections.abc import Callable

    from bestplaced.risk.frequency import Frequency

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("BESTPLACED_SHARED") or ROOT.parent / "shared")
FILE = SHARED / "loss" / "compound_reference.json"
CASES: dict[str, dict[str, Any]] = {}
if FILE.is_file():
    CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))}

needs_cases = pytest.mark.skipif(
    not CASES, reason="shared reference cases absent (set BESTPLACED_SHARED to their folder)"
)
Found = dict[str, float | list[float]]


def _moments(law: Lattice) -> Found:
    return {
        "mean": law.exact_mean,
        "var": law.exact_variance,
        "sd": math.sqrt(law.exact_variance),
    }


def _contracts(small: Empirical | Uniform, large: Empirical | Uniform) -> Lattice:
    """100 contracts with chance .05 of ``large``, 200 with .06 of ``small``."""
    risks = [
        Exposure(f"{i}", Bernoulli(0.05 if i < 100 else 0.06), event)
        for event, places in (
            (discretise(large, 1.0), range(100)),
            (discretise(small, 1.0), range(100, 300)),
        )
        for i in places
    ]
    return lattice(*risks, buckets=1 << 15)


def _lda_521() -> Found:
    law = _contracts(Uniform(300), Uniform(400))
    assert law.law().mean == pytest.approx(law.exact_mean, rel=1e-10)
    # A split adds at most h² / 4 to the square of each of 5 + 12 expected losses.
    assert 0 < law.law().variance - law.exact_variance < 17 / 4
    return _moments(law)


def _lda_521b() -> Found:
    law = _contracts(Empirical.of([300]), Empirical.of([400]))
    assert law.law().variance == pytest.approx(law.exact_variance, rel=1e-9)
    return _moments(law)


def _lda_522() -> Found:
    def modified(mean: float, some: float) -> Counts:
        """Poisson counts with the chance of none set to ``1 - some``."""
        poisson = [math.exp(-mean) * mean**n / math.factorial(n) for n in range(1, 60)]
        scale = some / sum(poisson)
        return Counts((1 - some, *(p * scale for p in poisson)))

    policies = [modified(1, 0.03)] * 40 + [modified(2, 0.05)] * 60
    law = lattice(*(units(n, [1], [1], name=f"{i}") for i, n in enumerate(policies)))
    assert law.law().variance == pytest.approx(law.exact_variance, rel=1e-10)
    return _moments(law)


def _lda_526() -> Found:
    four = [units(NegativeBinomial(1.5, 1), [1], [1], name=f"{i}") for i in range(4)]
    return {"prob": 1 - lattice(*four).law().exceeds(3)}


def _lda_531() -> Found:
    found = lattice(units(Poisson(12), [1, 2, 3], [1 / 2, 1 / 3, 1 / 6])).law()
    return {"mean": found.mean, "var": found.variance}


def _lda_532() -> Found:
    law = lattice(units(Counts((0, 0.8, 0.2)), [0, 100, 1000], [0.2, 0.7, 0.1], 100.0)).law()
    return {"mean": law.mean, "var": law.variance, "mean_plus_sd": law.mean + law.std}


def _lda_533() -> Found:
    law = lattice(units(NegativeBinomial(4, 1), [1, 2, 3, 4], [1, 1, 1, 1])).law()
    return {"prob": 1 - law.exceeds(3)}


def _lda_534() -> Found:
    # Only moments matter: a negative binomial of variance 9 = 8 + 8² / 64, two equal points.
    points = [10_000 - 3937, 10_000 + 3937]
    law = lattice(units(NegativeBinomial(8, 64), points, [1, 1], 31.0), buckets=1 << 15)
    sd = math.sqrt(law.exact_variance)
    return {**_moments(law), "prob_normal": float(ndtr(-0.5 * law.exact_mean / sd))}


def _lda_552() -> Found:
    law = Pareto(4, 150)
    ratio = law.survival(np.asarray(100.0)) / law.survival(np.asarray(30.0))
    return {"mean_payments": float(0.4 * ratio)}


def _kpw_93() -> Found:
    # Three counts whose law has mean 6.7 and standard deviation 2.3.
    n = np.array([4.0, 7.0, 10.0])
    table = np.zeros(11)
    table[[4, 7, 10]] = np.linalg.solve(n ** np.arange(3)[:, None], [1, 6.7, 6.7**2 + 2.3**2])
    points = [179247 - 52141, 179247 + 52141]
    law = lattice(units(Counts(tuple(table.tolist())), points, [1, 1], 1e4), buckets=1 << 10)
    mean, sd = law.exact_mean, math.sqrt(law.exact_variance)
    spread = math.log(1 + (sd / mean) ** 2)  # of the lognormal with these moments
    z = (math.log(1.4) + spread / 2) / math.sqrt(spread)
    normal = float(ndtr(-0.4 * mean / sd))
    return {**_moments(law), "prob_normal": normal, "prob_lognormal": float(ndtr(-z))}


def _kpw_95() -> Found:
    counts = Counts((0.05, 0.10, 0.15, 0.20, 0.25, 0.15, 0.06, 0.03, 0.01))
    chances = [0.15, 0.2, 0.25, 0.125, 0.075, 0.05, 0.05, 0.05, 0.025, 0.025]
    law = lattice(units(counts, list(range(1, 11)), chances)).law()
    return {
        "mean_units": law.mean,
        "sd_units": law.std,
        "pmf0_10": law.pmf[:11].tolist(),
        "cdf20": 1 - law.exceeds(20),
    }


def _kpw_919() -> Found:
    law = lattice(units(Counts((0.5, 0.4, 0, 0.1)), [1, 10], [0.9, 0.1])).law()
    return {"mean": law.mean, "prob": law.exceeds(3 * law.mean)}


def _kpw_923() -> Found:
    # 100 lies in the middle between two grid points, so that one loss is above it with chance 1/2.
    event = discretise(Normal(100, 3), 100 / 1000.5)
    return {"prob": lattice(Exposure("x", Counts((0.5, 0.2, 0.2, 0.1)), event)).law().exceeds(100)}


def _kpw_934() -> Found:
    law = lattice(units(Poisson(5), [100, 500, 1000], [0.8, 0.16, 0.04], 100.0)).law()
    return {"p600": float(law.pmf[6]), "cdf2000": 1 - law.exceeds(2000)}


def _kpw_935() -> Found:
    risk = Exposure("x", NegativeBinomial(96, 16), discretise(Uniform(8), 1 / 64))
    law = lattice(risk, buckets=1 << 16)
    assert law.law().mean == pytest.approx(384, rel=1e-10)
    assert 0 < law.law().variance - law.exact_variance < 96 / 64**2 / 4
    sd = math.sqrt(law.exact_variance)
    return {**_moments(law), "p95_normal": law.exact_mean + float(ndtri(0.95)) * sd}


def _kpw_936() -> Found:
    mean, square = (float(m) for m in Pareto(3, 2).limited(np.asarray(np.inf)))
    return {"mean": 3 * mean, "var": 3 * square}


def _kpw_99() -> Found:
    one = units(Poisson(2), [1, 2], [0.6, 0.4], name="one")
    law = lattice(one, units(Poisson(1), [1, 3], [0.7, 0.3], name="two")).law()
    return {"p2": float(law.pmf[2]), "pmf0_9": law.pmf[:10].tolist()}


def _kpw_940() -> Found:
    groups = ((50, 10_000), (60, 20_000), (30, 40_000))
    law = lattice(*(units(Poisson(n), [x], [1], 10_000.0, f"{x}") for n, x in groups)).law()
    return {
        "mean": law.mean,
        "sd": law.std,
        "p_gt_30k": law.exceeds(30_000),
        "p_gt_3m": law.exceeds(3_000_000),
    }


def _kpw_947() -> Found:
    law = lattice(units(Poisson(2), [1, 2], [0.25, 0.75])).law()
    dividend = 4.5 - law.limited_mean(4.5)
    return {"dividend": dividend, "excess": 6 - law.mean - dividend}


def _kpw_958() -> Found:
    # X as in the exercise before it in the source, 9.57.
    law = lattice(units(NegativeBinomial(3, 6), [1, 2, 3, 4], [0.4, 0.3, 0.2, 0.1])).law()
    return {"prob": 1 - law.exceeds(3)}


def _smooth_quantile(frequency: Frequency, width: float, level: float) -> float:
    """The quantile between grid points: the sums to bucket j are the law at ``(j + 1/2) h``."""
    event = discretise(Exponential(), width)
    law = Lattice.build(Grid(width, 1 << 13), [Exposure("x", frequency, event)]).law()
    beyond = np.cumsum(law.pmf[::-1])[::-1]
    logs = np.log(beyond[1 : int(130 / width)])

    edges = (np.arange(logs.size) + 0.5) * width
    start = int(60 / width)
    return float(CubicSpline(-logs[start:], edges[start:])(-math.log(1 - level)))


def _embrechts_frei() -> Found:
    """The error is of order h², so two grids take it away."""
    found: Found = {}
    for name, level in (("p999", 0.999), ("p999999", 0.999999)):
        wide, narrow = (_smooth_quantile(Poisson(50), h, level) for h in (1 / 32, 1 / 64))
        found[name] = narrow + (narrow - wide) / 3
    return found


ANSWERS: dict[str, Callable[[], Found]] = {
    "LDA-5.2.1": _lda_521,
    "LDA-5.2.1b": _lda_521b,
    "LDA-5.2.2": _lda_522,
    "LDA-5.2.6": _lda_526,
    "LDA-5.3.1": _lda_531,
    "LDA-5.3.2": _lda_532,
    "LDA-5.3.3": _lda_533,
    "LDA-5.3.4": _lda_534,
    "LDA-5.5.2": _lda_552,
    "KPW-9.3/9.4": _kpw_93,
    "KPW-9.5/9.6": _kpw_95,
    "KPW-9.19": _kpw_919,
    "KPW-9.23": _kpw_923,
    "KPW-9.34": _kpw_934,
    "KPW-9.35": _kpw_935,
    "KPW-9.36": _kpw_936,
    "KPW-9.9": _kpw_99,
    "KPW-9.40": _kpw_940,
    "KPW-9.47": _kpw_947,
    "KPW-9.58": _kpw_958,
    "EF-2009-T1": _embrechts_frei,
}


@functools.cache
def _found(case: str) -> Found:
    return ANSWERS[case]()


@needs_cases
def test_every_case_of_the_file_has_its_answer() -> None:
    assert set(CASES) == set(ANSWERS)


@needs_cases
@pytest.mark.parametrize("case", ANSWERS)
def test_the_lattice_meets_the_exact_answer(case: str) -> None:
    exact = CASES[case]["exact"]
    found = _found(case)
    # A tail quantile of a continuous loss is interpolated between grid points; everything else
    # is exact but for the rounding of the transform.
    rel = 5e-8 if case == "EF-2009-T1" else 1e-10 if case == "KPW-9.23" else 5e-12
    for name, value in exact.items():
        assert found[name] == pytest.approx(value, rel=rel, abs=1e-14), name


@needs_cases
@pytest.mark.parametrize("case", ANSWERS)
def test_the_exact_answer_rounds_to_the_printed_one(case: str) -> None:
    found = _found(case)
    for name, printed in (CASES[case]["published"] or {}).items():
        digits = len(str(printed).partition(".")[2])
        value = found[name]
        assert isinstance(value, float)
        assert abs(value - printed) <= 1.01 * 10.0**-digits, name
