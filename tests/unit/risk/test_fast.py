"""With numba and without: the same events to the last bit."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bestplaced.risk import event_table
from bestplaced.risk.event_table import (
    Draw,
    EventTable,
    Frailty,
    Stream,
    World,
    fast_kernels,
)
from bestplaced.risk.laws import Empirical
from bestplaced.risk.long_run import BLOCK, yearly_losses
from bestplaced.risk.scenarios import Scenarios, rates
from tests.unit.risk.worlds import LARGE, MOVED, SMALL, world

if TYPE_CHECKING:
    from bestplaced.risk.quantile_table import Drawable

pytest.importorskip("numba", reason="the extra `fast` is not installed")


def columns(
    monkeypatch: pytest.MonkeyPatch, w: World, rate: float, span: tuple[int, int], *, fast: bool
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """All events of the world's one stream, in order of year and level."""
    with monkeypatch.context() as patch:
        if not fast:
            patch.setattr(event_table, "fast_kernels", lambda: None)
        events = Draw(w, 5).span(w.streams[0], rate, *span)
    table = np.stack([events.year.astype(float), events.level, events.loss, events.when])
    return table[:, np.lexsort(table[1::-1])]


@settings(max_examples=40, deadline=None)
@given(
    st.floats(1e-4, 40),
    st.integers(0, 3_000),
    st.integers(1, 1_200),
    st.sampled_from([0.05, 1.3, float("inf")]),
    st.sampled_from(["", "g"]),
    st.sampled_from([SMALL, LARGE, Empirical.of([10, 400])]),
)
def test_compiled_loops_give_the_same_bits(
    rate: float, first: int, years: int, shape: float, group: str, law: Drawable
) -> None:
    w = World("c", (Stream("x", law, shape, group),), {"g": Frailty(0.7)})
    patch = pytest.MonkeyPatch()
    one, other = (
        columns(patch, w, rate, (first, first + years), fast=fast) for fast in (True, False)
    )
    assert np.array_equal(one, other)


def test_the_switch_leaves_numba_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    fast_kernels.cache_clear()
    monkeypatch.setenv(event_table.SWITCH, "1")
    assert fast_kernels() is None
    fast_kernels.cache_clear()
    monkeypatch.delenv(event_table.SWITCH)
    assert fast_kernels() is not None


def test_numba_is_loaded_for_large_tables_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, event_table.COMPILED, raising=False)
    monkeypatch.delenv(event_table.SWITCH, raising=False)
    fast_kernels.cache_clear()
    assert Draw(world(), 1, event_table.LARGE - 1).fast is None
    assert Draw(world(), 1, event_table.LARGE).fast is not None


def test_many_years_without_a_table_are_those_of_the_table_for_any_number_of_threads() -> None:
    years = BLOCK + 5
    made = Scenarios.build(EventTable.build(world(), rates([MOVED]), years, 3), MOVED)
    for threads in (1, 2):
        found = yearly_losses(world(), MOVED, years, 3, threads)
        assert set(found) == set(made.accounts)
        assert all(np.array_equal(found[a], made.paid(a)) for a in found)
