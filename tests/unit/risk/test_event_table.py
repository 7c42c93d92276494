"""Events that do not know of plans, of other streams, or of how many years are simulated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from bestplaced.errors import CaseError
from bestplaced.risk import philox
from bestplaced.risk.arrivals import LONGEST
from bestplaced.risk.event_table import (
    ONCE,
    Events,
    EventTable,
    Frailty,
    ShockSource,
    Stream,
    World,
)
from bestplaced.risk.laws import Lognormal, Pareto
from tests.unit.risk.worlds import RATES, SMALL, STREAMS, world

CEILINGS = {s.name: r for s, r in zip(STREAMS, (*RATES, 0.6, 0.4), strict=True)}
YEARS = 500
HIGHER = {s.name for s in STREAMS if s.most > 1}


def same(one: Events, other: Events, years: int, rate: float) -> None:
    """Both tables hold the same events, bit for bit, in the first years below a rate."""
    rows = []
    for events in (one, other):
        kept = (events.year < years) & (events.level < rate)
        columns = (events.year, events.level, events.loss, events.when)
        table = np.stack([np.asarray(c, float)[kept] for c in columns])
        rows.append(table[:, np.lexsort(table)])
    assert np.array_equal(rows[0], rows[1])


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 60), st.integers(0, 200), st.integers(0, 5))
def test_more_years_leave_the_years_before_as_they_were(years: int, more: int, seed: int) -> None:
    short = EventTable.build(world(), CEILINGS, years, seed)
    for long in (short.extended(years + more), EventTable.build(world(), CEILINGS, 260, seed)):
        for name, rate in CEILINGS.items():
            same(short.events[name], long.events[name], years, rate)


def test_more_years_agree_beyond_the_longest_tile() -> None:
    tile = 1 << LONGEST
    one = EventTable.build(world(), CEILINGS, tile - 3, 1).extended(tile + 5)
    other = EventTable.build(world(), CEILINGS, tile + 5, 1)
    for name, rate in CEILINGS.items():
        same(one.events[name], other.events[name], tile + 5, rate)


@settings(max_examples=10, deadline=None)
@given(st.floats(1.0, 20.0), st.integers(0, 5))
def test_a_higher_rate_adds_events_and_changes_none(factor: float, seed: int) -> None:
    low = EventTable.build(world(), CEILINGS, 100, seed)
    more = {n: c * factor for n, c in CEILINGS.items() if n in HIGHER}
    for high in (low.raised(more), EventTable.build(world(), {**CEILINGS, **more}, 100, seed)):
        for name, rate in CEILINGS.items():
            same(low.events[name], high.events[name], 100, rate)
            assert high.events[name].year.size >= low.events[name].year.size


def test_other_streams_and_their_order_change_nothing() -> None:
    whole = EventTable.build(world(), CEILINGS, YEARS, 4)
    added = Stream("a new risk", SMALL, group="people")
    other = replace(world(), streams=(added, *reversed(STREAMS[2:])))
    known = {s.name: CEILINGS[s.name] for s in STREAMS[2:]}
    table = EventTable.build(other, {**known, "a new risk": 3.0}, YEARS, 4)
    for name, rate in known.items():
        same(whole.events[name], table.events[name], YEARS, rate)


def test_seeds_and_clients_live_other_years() -> None:
    tables = [EventTable.build(world(), CEILINGS, YEARS, seed) for seed in (1, 2)]
    tables.append(EventTable.build(world("other"), CEILINGS, YEARS, 1))
    levels = [set(t.events["invoices"].level.tolist()) for t in tables]
    assert not levels[0] & levels[1]
    assert not levels[0] & levels[2]


def test_one_outage_hits_all_clients_of_a_provider_in_the_same_year() -> None:
    """Existence and time are the provider's; whether it hits and how hard are the client's."""
    sure = tuple(s for s in STREAMS if s.shock)
    shocks = {"bureau down": ShockSource(0.2, "bureau")}
    built = [
        EventTable.build(World(c, sure, {}, shocks), {s.name: 1.0 for s in sure}, YEARS, 9)
        for c in ("a", "b", "c")
    ]
    hits = [t.events["vat/bureau down"] for t in built]
    assert hits[0].year.size > 60  # 100 expected
    for other in hits[1:]:
        assert np.array_equal(hits[0].year, other.year)
        assert np.array_equal(hits[0].when, other.when)
        assert not np.any(hits[0].loss == other.loss)
    assert np.array_equal(hits[0].when, built[0].events["payroll/bureau down"].when)
    # Another provider's outages, and shocks of the client's own people, are others.
    for source in (ShockSource(0.2, "rival"), ShockSource(0.2)):
        alone = World("a", sure, {}, {"bureau down": source})
        years = EventTable.build(alone, {s.name: 1.0 for s in sure}, YEARS, 9)
        assert not np.array_equal(years.events["vat/bureau down"].year, hits[0].year)


def test_clients_of_one_sector_share_its_bad_years() -> None:
    """With r = 0.5, rate 4: the counts of two clients correlate as 8 / (8 + 1) x the same."""
    streams = (Stream("vat", SMALL, group="rules"),)
    counts = {}
    for sector in ("retail", ""):
        for client in ("a", "b"):
            w = World(client, streams, {"rules": Frailty(0.5, sector)})
            events = EventTable.build(w, {"vat": 4.0}, 4_000, 3).events["vat"]
            counts[sector, client] = np.bincount(events.year, minlength=4_000)
    # Var N = 4 + 16 / 0.5 = 36, Cov = 32: correlation 0.889.
    shared = np.corrcoef(counts["retail", "a"], counts["retail", "b"])[0, 1]
    assert shared == pytest.approx(32 / 36, abs=0.03)
    assert abs(np.corrcoef(counts["", "a"], counts["", "b"])[0, 1]) < 0.07


@pytest.mark.parametrize(
    ("stream", "rate", "law"),
    [
        (Stream("p", SMALL), 2.3, stats.poisson(2.3)),
        # scipy's n is r, its p is r / (r + mean).
        (Stream("n", SMALL, shape=1.3), 2.0, stats.nbinom(1.3, 1.3 / 3.3)),
        (Stream("g", SMALL, group="g"), 2.0, stats.nbinom(0.8, 0.8 / 2.8)),
        (Stream("b", SMALL, shape=ONCE), 0.3, stats.bernoulli(0.3)),
        (Stream("h", SMALL, shock="s"), 0.4, stats.poisson(0.6)),
    ],
)
def test_counts_follow_their_laws(stream: Stream, rate: float, law: stats.rv_discrete) -> None:
    w = World("c", (stream,), {"g": Frailty(0.8)}, {"s": ShockSource(1.5, "p")})
    # The ceiling is higher than the rate: levels sort out the rest.
    top = min(3.0, stream.most)
    events = EventTable.build(w, {stream.name: top}, 40_000, 1).events[stream.name]
    counts = np.bincount(events.year[events.level < rate], minlength=40_000)
    seen = np.bincount(np.minimum(counts, 8), minlength=9)
    expected = 40_000 * np.append(law.pmf(np.arange(8)), law.sf(7))
    kept = expected > 5
    assert np.sum((seen - expected)[kept] ** 2 / expected[kept]) < stats.chi2(8).ppf(1 - 1e-5)


def test_times_in_the_year_are_even() -> None:
    events = EventTable.build(world(), CEILINGS, 5_000, 1).events["invoices"]
    assert stats.kstest(events.when, "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(events.when, events.loss)[0, 1]) < 0.05


def test_what_cannot_be_drawn_is_refused_by_name() -> None:
    def refused(match: str, *streams: Stream, rate: float = 1.0, years: int = 10) -> None:
        ceilings = {s.name: rate for s in streams}
        with pytest.raises(CaseError, match=match):
            EventTable.build(
                World("c", streams, {"g": Frailty(1.0)}, {"s": ShockSource(1.0)}),
                ceilings,
                years,
                1,
            )

    refused(r"fine\.rate: got 1\.2", Stream("fine", SMALL, shape=ONCE), rate=1.2)
    refused(r"vat\.rate: got nan", Stream("vat", SMALL), rate=float("nan"))
    refused(r"vat\.severity: the mean loss is infinite", Stream("vat", Pareto(0.9, 10.0)))
    refused(r"vat\.group: frailty group 'h' is unknown", Stream("vat", SMALL, group="h"))
    refused(r"vat\.shock: shock 't' is unknown", Stream("vat", SMALL, shock="t"))
    refused(r"vat: named twice", Stream("vat", SMALL), Stream("vat", SMALL))
    refused(r"years: about 1e\+09 events", Stream("vat", SMALL), rate=100.0, years=10_000_000)
    refused(r"years: got 0", Stream("vat", SMALL), years=0)
    refused(r"vat\.rate: got 1\.5", Stream("vat", SMALL, shock="s"), rate=1.5)
    refused(r"rate: 1e\+07 events a year are too many", Stream("vat", SMALL), rate=1e7, years=1)
    with pytest.raises(CaseError, match=r"vat\.group: only Poisson"):
        Stream("vat", SMALL, shape=ONCE, group="g")
    with pytest.raises(CaseError, match=r"vat\.shape"):
        Stream("vat", SMALL, shape=-1.0)
    with pytest.raises(CaseError, match=r"g\.r: got 0\.0"):
        World("c", (), {"g": Frailty(0.0)})
    with pytest.raises(CaseError, match="no such stream"):
        EventTable.build(world(), {"nothing": 1.0}, 10, 1)
    with pytest.raises(CaseError, match="fewer"):
        EventTable.build(world(), CEILINGS, 10, 1).extended(5)


def test_a_lognormal_without_end_is_drawn() -> None:
    w = World("c", (Stream("x", Lognormal(5.0, 1.0)),))
    assert EventTable.build(w, {"x": 2.0}, 100, 1).events["x"].loss.size > 100


# When (as the words that say it) the first two events of each stream come in 40 years.
MARKS = {
    "invoices": [(0, 2188189683), (0, 2097370477)],
    "fraud": [(7, 3439664236), (7, 3964485819)],
    "fine": [(2, 857533297), (9, 4251470138)],
    "payroll": [(0, 619334549), (4, 4140898943)],
    "vat": [(9, 755589469), (12, 500420814)],
    "close": [(0, 2856101090), (0, 1700773115)],
    "penalty": [(3, 1176880794), (3, 2841923148)],
    "payroll/bureau down": [(8, 1374052137), (18, 1933320540)],
    "vat/bureau down": [(8, 1374052137), (32, 59491322)],
}


def test_the_same_seed_means_the_same_events_in_every_version_of_the_model() -> None:
    """Golden words. Whoever changes what is drawn raises `philox.MODEL` and renews them.

    Integers, because the last bit of a loss may differ between machines' exponentials.
    """
    table = EventTable.build(world(sector="trade"), CEILINGS, 40, 1)
    found = {}
    for name, events in table.events.items():
        first = np.lexsort((events.level, events.year))[:2]
        words = events.when[first] / philox.UNIT - 0.5
        found[name] = list(zip(events.year[first].tolist(), words.tolist(), strict=True))
    assert (philox.MODEL, found) == (3, MARKS)
