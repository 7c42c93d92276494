"""Plans in the same years: exact conservation, exact moves, monotone in rates, limits, stories."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bestplaced.case.business import BUSINESS
from bestplaced.errors import CaseError
from bestplaced.risk.estimates import cvar, mean, quantile, share
from bestplaced.risk.event_table import EventTable, Stream, World
from bestplaced.risk.exposures import UNBORNE
from bestplaced.risk.laws import Empirical
from bestplaced.risk.layer import Layer
from bestplaced.risk.placing import Placing
from bestplaced.risk.scenarios import AnnualLimit, Scenarios, beats, rates
from tests.unit.risk.worlds import MOVED, TODAY, WHOLE, outsourced, world

YEARS = 3_000
TABLE = EventTable.build(world(), rates([TODAY, MOVED]), YEARS, 20261123)
TOGETHER = (AnnualLimit("bureau", 3_900, BUSINESS, "insurer"),)
LIMITS = (AnnualLimit("insurer", 6_000, "bureau"), AnnualLimit("bureau", 1_200))


def gross_of(
    plan: dict[str, Placing], table: EventTable
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """All losses, added up event by event from the table, without the engine's accounts."""
    total = [[] for _ in range(table.years)]  # type: list[list[float]]
    for name, placing in plan.items():
        events = table.events[name]
        gross = np.rint(placing.gross(events.loss) * 1024) / 1024
        for year, level, loss in zip(events.year, events.level, gross, strict=True):
            if level < placing.rate:
                total[year].append(float(loss))
    return np.array([math.fsum(losses) for losses in total])


@pytest.mark.parametrize("limits", [(), LIMITS, TOGETHER])
def test_what_the_accounts_pay_is_the_loss_to_the_last_bit(
    limits: tuple[AnnualLimit, ...],
) -> None:
    made = Scenarios.build(TABLE, MOVED, limits)
    paid = sum(made.paid(account) for account in made.accounts)
    assert np.array_equal(paid, gross_of(MOVED, TABLE))
    assert np.array_equal(paid, made.gross)
    assert all(float(made.paid(a).min()) >= 0 for a in made.accounts)
    assert set(made.accounts) == {BUSINESS, "bureau", "insurer", UNBORNE}


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(sorted(TODAY)), unique=True), st.floats(0, 1), st.floats(0.1, 2))
def test_a_plan_reached_by_moves_is_the_plan_built_anew(
    moved: list[str], part: float, factor: float
) -> None:
    changes = {name: outsourced(part * TABLE.ceilings[name], factor) for name in moved}
    step = Scenarios.build(TABLE, TODAY, LIMITS).replaced(changes)
    whole = Scenarios.build(TABLE, {**TODAY, **changes}, LIMITS)
    for account in whole.accounts:
        assert np.array_equal(step.paid(account), whole.paid(account))
    back = step.replaced({name: TODAY[name] for name in moved})
    start = Scenarios.build(TABLE, TODAY, LIMITS)
    assert all(np.array_equal(back.paid(a), start.paid(a)) for a in start.accounts)


def test_a_new_stream_leaves_the_years_of_the_others_as_they_were() -> None:
    wider = replace(world(), streams=(*world().streams, Stream("theft", WIDE)))
    table = EventTable.build(wider, {**TABLE.ceilings, "theft": 0.4}, YEARS, 20261123)
    one, other = Scenarios.build(TABLE, MOVED), Scenarios.build(table, MOVED)
    assert all(np.array_equal(one.paid(a), other.paid(a)) for a in one.accounts)
    more = other.replaced({"theft": Placing(0.4, WHOLE)})
    assert np.all(more.paid(BUSINESS) >= other.paid(BUSINESS))


WIDE = Empirical.of([1_000.0, 20_000.0])


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_every_year_costs_no_less_at_a_higher_rate(low: float, high: float) -> None:
    low, high = sorted((low, high))
    plans = [{n: replace(p, rate=p.rate * f) for n, p in TODAY.items()} for f in (low, high)]
    one, two = (Scenarios.build(TABLE, plan) for plan in plans)
    assert np.all(one.paid(BUSINESS) <= two.paid(BUSINESS))


def test_more_years_leave_the_first_years_accounts_as_they_were() -> None:
    long = Scenarios.build(TABLE.extended(YEARS + 500), MOVED, LIMITS)
    short = Scenarios.build(TABLE, MOVED, LIMITS)
    for account in short.accounts:
        assert np.array_equal(long.paid(account)[:YEARS], short.paid(account))


def test_moving_one_risk_is_known_far_better_with_common_years() -> None:
    """Design of the engine: the variance of the difference is below 1/1,000 of independent runs."""
    change = {"close": replace(TODAY["close"], rate=0.98 * TODAY["close"].rate)}
    start = Scenarios.build(TABLE, TODAY)
    common = start.replaced(change).paid(BUSINESS) - start.paid(BUSINESS)
    assert common.var() < 2 * start.paid(BUSINESS).var() / 1_000


def two_losses(limits: tuple[AnnualLimit, ...]) -> tuple[Scenarios, int]:
    """Return a plan of losses of 10,000, and a year that has two of them."""
    w = World("c", (Stream("x", Empirical.of([10_000.0])),))
    table = EventTable.build(w, {"x": 2.0}, 200, 1)
    counts = np.bincount(table.events["x"].year, minlength=200)
    # Of each loss: bureau 40 % of what lies between 250 and 2,000 is 700; insurer 40 % of the
    # 8,000 above is 3,200; the business 6,100.
    placing = Placing(
        2.0,
        WHOLE,
        (("bureau", Layer.between(250, 1_750, 0.4)), ("insurer", Layer.between(2_000, 1e5, 0.4))),
    )
    return Scenarios.build(table, {"x": placing}, limits), int(np.flatnonzero(counts == 2)[0])


def test_a_provider_and_its_insurer_are_relieved_in_proportion() -> None:
    """Bureau 1,400 and insurer 6,400 owe 7,800; a cap of 3,900 together halves both."""
    made, year = two_losses(TOGETHER)
    assert float(made.paid("bureau")[year]) == 700
    assert float(made.paid("insurer")[year]) == 3_200
    assert float(made.paid(BUSINESS)[year]) == 12_200 + 3_900
    assert float((made.paid("bureau") + made.paid("insurer")).max()) <= 3_900


def test_an_annual_limit_returns_the_excess_in_turn() -> None:
    made, year = two_losses(LIMITS)
    # Insurer 6,400 -> 6,000, 400 to the bureau: 1,400 + 400 = 1,800 -> 1,200, 600 to the business.
    assert float(made.paid("insurer")[year]) == 6_000
    assert float(made.paid("bureau")[year]) == 1_200
    assert float(made.paid(BUSINESS)[year]) == 12_200 + 600
    told = made.told(year)
    assert told.returned == {"insurer": 400, "bureau": 600}
    assert [dict(e.paid) for e in told.events] == [
        {"bureau": 700, "insurer": 3_200, BUSINESS: 6_100}
    ] * 2


def test_a_bad_year_is_told_event_by_event() -> None:
    made = Scenarios.build(TABLE, MOVED, LIMITS)
    worst = made.worst(BUSINESS, 5)
    paid = made.paid(BUSINESS)
    assert [float(paid[y]) for y in worst] == sorted(paid, reverse=True)[:5]
    for year in (*worst, int(np.argmin(made.gross))):
        told = made.told(year)
        assert sum(e.loss for e in told.events) == float(made.gross[year])
        for account in made.accounts:
            events = sum(e.paid.get(account, 0.0) for e in told.events)
            assert events == float(made.before[account][year])
            assert told.paid[account] == float(made.paid(account)[year])
        assert sum(told.paid.values()) == float(made.gross[year])
        times = [e.when for e in told.events]
        assert times == sorted(times)


def test_the_hits_of_one_shock_happen_together() -> None:
    made = Scenarios.build(TABLE, MOVED)
    both = 0
    for year in range(YEARS):
        struck = TABLE.events["vat/bureau down"].year == year
        other = TABLE.events["payroll/bureau down"].year == year
        if struck.any() and other.any():
            times = {e.when for e in made.told(year).events if e.shock}
            both += len(times) < struck.sum() + other.sum()
    # 0.2 shocks a year, 0.24 of them hit both: 144 in 3,000 years.
    assert 100 < both < 190


def test_which_plan_beats_which_adds_up() -> None:
    one, two = Scenarios.build(TABLE, TODAY), Scenarios.build(TABLE, MOVED)
    ties = share(one.paid(BUSINESS) == two.paid(BUSINESS)).value
    assert beats(one, two).value + beats(two, one).value + ties == pytest.approx(1)
    assert beats(one, one).value == 0
    assert beats(two, one, by=1e9).value == 0
    other = Scenarios.build(EventTable.build(world(), TABLE.ceilings, YEARS, 1), TODAY)
    with pytest.raises(CaseError, match="different years"):
        beats(one, other)


def test_what_a_plan_may_not_say_is_refused_by_name() -> None:
    high = {"vat": Placing(9.0, WHOLE)}
    with pytest.raises(CaseError, match=r"vat\.rate: the rate 9 is above the table's 0\.4"):
        Scenarios.build(TABLE, high)
    Scenarios.build(TABLE.raised(rates([high])), high)
    with pytest.raises(CaseError, match="no such stream"):
        Scenarios.build(TABLE, {"unheard": Placing(0.1, WHOLE)})
    with pytest.raises(CaseError, match=r"vat\.rate: got nan"):
        Scenarios.build(TABLE, {"vat": Placing(math.nan, WHOLE)})
    with pytest.raises(CaseError, match=r"vat\.parts: one account"):
        Scenarios.build(TABLE, {"vat": Placing(0.1, WHOLE, ((BUSINESS, WHOLE),))})
    with pytest.raises(CaseError, match=r"bureau\.annual limit: got -1"):
        Scenarios.build(TABLE, TODAY, [AnnualLimit("bureau", -1)])
    with pytest.raises(CaseError, match="returns to the account it left"):
        Scenarios.build(TABLE, TODAY, [AnnualLimit(BUSINESS, 5)])
    with pytest.raises(CaseError, match="no year"):
        Scenarios.build(TABLE, TODAY).told(YEARS)
    vast = Empirical.of([1e13])
    table = EventTable.build(World("c", (Stream("x", vast),)), {"x": 5.0}, 50, 1)
    with pytest.raises(CaseError, match="cannot be added up exactly"):
        Scenarios.build(table, {"x": Placing(5.0, WHOLE)})


def test_estimates_carry_the_error_that_repetition_shows() -> None:
    """400 samples of 1,000 exponential years: the spread of the estimates is their stated error."""
    draws = np.random.default_rng(1).exponential(100.0, (400, 1_000))
    for find, exact in (
        (mean, 100.0),
        (lambda x: quantile(x, 0.95), 100 * math.log(20)),
        (lambda x: cvar(x, 0.95), 100 * (1 + math.log(20))),
        (lambda x: share(x < 50), 1 - math.exp(-0.5)),
    ):
        found = [find(row) for row in draws]
        values = np.array([e.value for e in found])
        stated = float(np.mean([e.error for e in found]))
        assert values.std() == pytest.approx(stated, rel=0.15)
        assert abs(values.mean() - exact) < 5 * stated / 20 + 0.006 * exact
