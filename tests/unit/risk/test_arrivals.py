"""Tiles of years and levels: a Poisson process that does not know what is asked of it."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from bestplaced.errors import CaseError
from bestplaced.risk.arrivals import LONGEST, MEAN, Arrivals, arrivals, reached, thresholds, tiles
from bestplaced.risk.philox import EVENT


def drawn(span: tuple[int, int], ceiling: float, number: int = 7) -> Arrivals:
    """All arrivals of one stream, in order of year and level."""
    parts = list(arrivals((1, 2), number, EVENT, tiles(*span, ceiling), span))
    columns = [np.concatenate([getattr(p, c) for p in parts]) for c in ("year", "level", "mark")]
    order = np.lexsort(columns[1::-1])
    year, level, mark = (c[order] for c in columns)
    return Arrivals(year, level, mark, mark, (mark, mark)).below(ceiling)


def test_the_words_for_a_tiles_count_are_those_of_a_poisson_law() -> None:
    """P(N > k) is the share of words from the k-th threshold on, to the last of 32 bits."""
    share = 1.0 - thresholds().astype(float) / 2.0**32
    assert np.allclose(share, stats.poisson(MEAN).sf(np.arange(share.size)), rtol=0, atol=2.0**-32)
    mean = float(share.sum())
    assert mean == pytest.approx(MEAN, abs=1e-8)


def test_the_bands_lie_upon_each_other_without_a_gap_and_every_tile_has_the_same_area() -> None:
    some = tiles(0, 1, 200.0)  # one year: one tile of each band
    ends = some.starts + some.height
    assert some.starts[0] == 0
    assert all(high == low for high, low in zip(ends, some.starts[1:], strict=False))
    assert np.all(some.height * 2.0**some.length == MEAN)
    # What the highest tile holds beyond the level asked for is a fifth at most.
    assert all(b / a <= 1.25 for a, b in pairwise(some.starts[5:].tolist()))


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 3 << LONGEST),
    st.integers(1, 3_000),
    st.integers(0, 3_000),
    st.floats(1e-4, 30.0),
    st.floats(0.001, 1.0),
)
def test_any_part_of_the_plane_is_that_part_of_any_larger_one(
    first: int, years: int, more: int, ceiling: float, part: float
) -> None:
    whole = drawn((max(first - more, 0), first + years + more), ceiling)
    piece = drawn((first, first + years), part * ceiling)
    inside = (whole.year >= first) & (whole.year < first + years) & (whole.level < part * ceiling)
    kept = whole.kept(inside)
    for column in ("year", "level", "mark"):
        assert np.array_equal(getattr(kept, column), getattr(piece, column))


def test_a_year_of_its_own_ceiling_needs_the_tiles_that_it_reaches_and_no_other() -> None:
    first, ceilings = 16_380, np.array([0.01, 3.0, 0.0, 90.0, 0.45, 0.45])
    some = tiles(first, first + ceilings.size, 90.0)
    found = reached(first, ceilings)
    wanted = []
    for block, length, start in zip(some.block, some.length, some.starts, strict=True):
        years = [y for y in range(ceilings.size) if (first + y) >> int(length) == block]
        wanted.append(any(start < ceilings[y] for y in years))
    assert 0 < sum(wanted) < len(wanted)
    assert np.array_equal(found.block, some.block[wanted])
    assert np.array_equal(found.code, some.code[wanted])


@pytest.mark.parametrize("ceiling", [0.003, 0.4, 7.0, 120.0])
def test_counts_levels_and_years_are_those_of_a_poisson_process(ceiling: float) -> None:
    years = min(int(40_000 / ceiling), 1 << 20)
    found = drawn((5, 5 + years), ceiling)
    counts = np.bincount(found.year - 5, minlength=years)
    law = stats.poisson(ceiling)
    top = int(law.isf(10 / years)) + 1
    seen = np.bincount(np.minimum(counts, top), minlength=top + 1)
    expected = years * np.append(law.pmf(np.arange(top)), law.sf(top - 1))
    kept = expected > 5
    square = float(np.sum((seen - expected)[kept] ** 2 / expected[kept]))
    assert square < stats.chi2(int(kept.sum())).ppf(1 - 1e-5)
    assert stats.kstest(found.level / ceiling, "uniform").pvalue > 1e-4
    assert stats.kstest((found.year - 5 + 0.5) / years, "uniform").pvalue > 1e-4
    # Neighbours in time, and a year's count and its levels, know nothing of each other.
    noise = 5 / math.sqrt(years)
    assert abs(np.corrcoef(counts[1:], counts[:-1])[0, 1]) < noise


def test_levels_beyond_all_tiles_are_refused() -> None:
    with pytest.raises(CaseError, match="too many to simulate"):
        tiles(0, 10, 1e7)
    assert tiles(0, 10, 0.0).block.size == 0
