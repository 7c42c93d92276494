"""What tests of several rooms draw from: ten-line cases, severities, covers."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from bestplaced.case.reading import parse_case
from bestplaced.catalogue import complete
from bestplaced.risk import Cover, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from bestplaced.case.business import Case

    Array = NDArray[np.float64]

TEN_LINES = """\
name: Ten Lines Ltd
country: {country}
currency: {currency}
staff: {staff}
revenue: {revenue}
people:
  - name: Ann
    role: owner
  - name: Bea
    role: bookkeeper
"""

# The currencies of `catalogue/data/price_levels.yaml`.
CURRENCIES = ("USD", "GBP", "EUR", "SEK", "NOK", "DKK", "CAD", "AUD", "NZD")
PERFORMERS_OF_TEN_LINES = (
    "Ann",
    "Bea",
    "practice clerk",
    "practice bookkeeper",
    "practice senior",
    "practice partner",
    "nobody",
)


def ten_lines(
    currency: str = "USD", staff: int = 25, revenue: float = 4_000_000, more: str = ""
) -> str:
    """Return the text of a ten-line case, followed by ``more`` lines."""
    filled = TEN_LINES.format(country="US", currency=currency, staff=staff, revenue=revenue)
    return filled + more


@lru_cache(maxsize=32)
def completed(text: str) -> Case:
    """Return the completed case of a text; a case is frozen, so it can be shared."""
    return complete(parse_case(text, "test.yaml"))


def calibration_case() -> Case:
    """Return the business on which the catalogue is calibrated: 25 staff, USD 4m of sales."""
    return completed(ten_lines())


def scalar(value: float) -> Array:
    """Return one number as an array of no axes."""
    return np.asarray(value, dtype=np.float64)


def law(p5: float, p50: float, p95: float, max_loss: float = 1e18) -> Severity:
    """Return a severity of no axes."""
    return Severity.from_quantiles(scalar(p5), scalar(p50), scalar(p95), scalar(max_loss))


def money(low: float = 1.0, high: float = 1e6) -> st.SearchStrategy[float]:
    """Draw an amount."""
    return st.floats(low, high, allow_nan=False)


@st.composite
def severities(draw: st.DrawFn) -> Severity:
    """Draw a severity whose 5, 50 and 95 % points rise and whose maximum lies beyond."""
    median = draw(money(10.0, 1e5))
    low, high = draw(st.floats(1.2, 20.0)), draw(st.floats(1.2, 20.0))
    most = median * high * draw(st.floats(1.1, 30.0))
    return law(median / low, median, median * high, most)


@st.composite
def covers(draw: st.DrawFn) -> Cover:
    """Draw a promise and what stands behind it; zeros, where a limb is missing, included."""
    amount = st.one_of(st.just(0.0), money())
    share = draw(st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0.0, 1.0)))
    parts = [draw(amount) for _ in range(4)]
    return Cover(scalar(share), *(scalar(part) for part in parts))


def expectation(
    law: Severity, part: Callable[[float], float], corners: Iterable[float] = ()
) -> float:
    """Return E[part(min(X, max_loss))] by numerical integration over the standard normal law.

    ``corners`` are losses at which ``part`` has a kink. Losses below 9 standard deviations under
    the median are left out: they have a probability of 1e-19.
    """
    mu, sigma, most = float(law.mu), float(law.sigma), float(law.max_loss)

    def integrand(z: float) -> float:
        return part(math.exp(mu + sigma * z)) * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

    top = min((math.log(most) - mu) / sigma, 20.0)
    inner = [(math.log(c) - mu) / sigma for c in corners if 0 < c < most]
    cuts = [-9.0, *sorted(z for z in inner if -9.0 < z < top), top]
    body = math.fsum(float(quad(integrand, a, b, limit=100)[0]) for a, b in pairwise(cuts))
    return body + part(most) * float(norm.sf(top))
