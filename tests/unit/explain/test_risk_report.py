"""The trade of risk of the 25-person example: what is exchanged, and what years look like."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bestplaced.case.business import BUSINESS
from bestplaced.errors import CaseError
from bestplaced.explain import worst_years
from bestplaced.explain.risk_report import RiskReport, risk_report
from bestplaced.explain.worst_years import simulation
from bestplaced.plan import Outcome, plan
from bestplaced.risk.case_scenarios import case_scenarios
from bestplaced.risk.party_laws import ALL, party_lattice, struck
from tests.cases import full_case, small_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.risk.exposures import PlacedRisk

YEARS = 3_000


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return plan(full_case())


@pytest.fixture(scope="module")
def report(outcome: Outcome) -> RiskReport:
    return risk_report(outcome, "best", YEARS, 7)


def expected(placed: Sequence[PlacedRisk]) -> float:
    return sum(p.expected for p in placed)


def test_the_trades_of_all_risks_add_up_to_the_fall_of_the_price(
    outcome: Outcome, report: RiskReport
) -> None:
    best = outcome.references["best"]
    tied = report.dependence["today"] - report.dependence["best"]
    worth = sum(trade.worth for trade in report.trades)
    assert worth + tied == pytest.approx(outcome.today.risk - best.risk, abs=0.01)
    assert sum(trade.today.price for trade in report.trades) == pytest.approx(
        outcome.today.risk - report.dependence["today"], abs=0.01
    )


def test_the_dependence_of_the_account_is_that_of_the_exact_laws(
    outcome: Outcome, report: RiskReport
) -> None:
    """F4: the swings of a party's lattice law beyond independent events, over 2 τ, summed.

    The account has them from squares of sums over placements (`bestplaced.risk.linked`), the
    lattice from the law of the year: two derivations of one figure.
    """
    for name, placed in report.placed.items():
        charge = 0.0
        for party in outcome.case.parties.values():
            variance = party_lattice(outcome.case, placed, party.name).exact_variance
            alone = sum(
                p.rate * p.layers[party.name].moments(p.law)[1]
                for p in placed
                if party.name in p.layers
            )
            charge += (variance - alone) / (2 * party.tolerance)
        assert charge > 100
        assert report.dependence[name] == pytest.approx(charge, rel=1e-9), name


def test_the_bearer_has_the_largest_part_of_what_is_expected(report: RiskReport) -> None:
    for trade in report.trades:
        for side in (trade.today, trade.plan):
            assert sum(side.parts.values()) == pytest.approx(side.expected)
            if side.bearer:
                assert side.parts[side.bearer] == max(side.parts.values())
                assert side.share == pytest.approx(side.parts[side.bearer] / side.expected)
    bearers = {trade.plan.bearer for trade in report.trades}
    assert "the practice" in bearers  # the trade moves whole risks, not only work


def test_created_risks_have_a_price_for_the_provider_alone(
    outcome: Outcome, report: RiskReport
) -> None:
    for trade in report.trades:
        created = outcome.case.risks[trade.risk].created
        assert (BUSINESS not in trade.prices) == created, trade.risk
        assert all(price > 0 for price in trade.prices.values())


def test_a_retained_risk_of_one_person_has_the_price_of_its_tag(
    outcome: Outcome, report: RiskReport
) -> None:
    """R19 hangs on A07 alone, may only be retained, and the admin does it today: price = tag."""
    trade = next(t for t in report.trades if t.risk == "R19")
    assert outcome.today.placements["A07"] == "Sam"
    assert trade.today.price == pytest.approx(trade.prices[BUSINESS])


def test_every_party_has_a_year_under_every_plan(report: RiskReport) -> None:
    assert next(iter(report.years)) == BUSINESS
    assert list(report.years)[-1] == ALL
    for plans in (report.years[BUSINESS], report.years[ALL]):
        assert list(plans) == ["today", "best", "everything"]
        for year in plans.values():
            assert 0 <= year.p_zero <= 1
            assert year.median <= year.q95 <= year.q99 <= year.cvar99
            assert year.q95 <= year.cvar95 <= year.cvar99
            assert year.method == "lattice"
    for name, placed in report.placed.items():
        parties = [y[name].mean for party, y in report.years.items() if party != ALL and name in y]
        assert sum(parties) == pytest.approx(expected(placed), rel=1e-9)
        gains = sum(p.expected for p in placed if p.gain)
        whole = report.years[ALL][name].mean
        assert whole == pytest.approx(expected(placed) - gains, rel=1e-9)


def test_costs_change_the_odds_and_losses_alone_do_not_tell_all(report: RiskReport) -> None:
    odds = report.odds
    assert odds is not None
    assert odds == report.odds_of_best
    assert 0.9 < odds.business < 1
    assert odds.all_costs < odds.all  # the plan pays more for work than it saves


def test_simulated_years_agree_with_the_exact_ones(report: RiskReport) -> None:
    run = report.simulation
    for party, plans in run.means.items():
        for name, estimate in plans.items():
            exact = report.years[party][name].mean
            rare = report.years[party][name].p_zero > 0.99
            assert rare or abs(estimate.value - exact) < 4 * estimate.error, (party, name)
    assert run.beats is not None
    assert report.odds is not None
    assert abs(run.beats.value - report.odds.business) < 4 * run.beats.error


def test_the_worst_years_are_told_to_the_last_event(report: RiskReport) -> None:
    run = report.simulation
    assert len(run.worst) == 5
    sums = [year.paid[BUSINESS] for year in run.worst]
    assert sums == sorted(sums, reverse=True)
    assert sums[-1] > report.years[BUSINESS]["best"].q99
    for year in run.worst:
        for party, paid in year.paid.items():
            told = sum(event.paid.get(party, 0.0) for event in year.events)
            assert told == pytest.approx(paid)
        assert [e.when for e in year.events] == sorted(e.when for e in year.events)
        assert 0 < year.chance < 0.01
    labels = {event.label for year in run.worst for event in year.events}
    assert any(label.startswith("Bad debt (") for label in labels)


def test_the_worst_tenth_of_the_years_is_struck_at_least_as_often_as_any_year(
    monkeypatch: pytest.MonkeyPatch, outcome: Outcome, report: RiskReport
) -> None:
    """A year is struck with chance 1 - exp(-Σ κ (1 - Π (1 - q))) over all (shock, who is struck).

    Shocks only add losses, so bad years cannot be struck less often; 4 binomial deviations.
    """
    case, count = outcome.case, 300
    monkeypatch.setattr(worst_years, "COUNT", count)
    lived = case_scenarios(case, report.placed, YEARS, 7)
    worst = simulation(case, report.placed, "best", lived).worst
    missed: dict[tuple[str, str], float] = {}
    for placed in report.placed["best"]:
        for key in struck(case, placed):
            missed[key] = missed.get(key, 1.0) * (1.0 - placed.hits[key[0]])
    rate = sum(case.shocks[name].rate.value * (1.0 - miss) for (name, _), miss in missed.items())
    chance = 1.0 - math.exp(-rate)
    hits = [{(e.shock, e.when) for e in year.events if e.shock} for year in worst]
    share = sum(map(bool, hits)) / count
    assert share > chance - 4 * (chance * (1 - chance) / count) ** 0.5
    named = {shock.split(":")[0] for year in hits for shock, _ in year}
    assert named <= {shock.name for shock in case.shocks.values()}
    assert len(named) > 1


PROVIDERS = [
    {"name": "Pod", "kind": "practice", "inside_deal": True,
     "people": [{"name": "Pia", "grade": "senior"}, {"name": "Cleo", "grade": "clerk"}]},
    {"name": "Payco", "kind": "bureau", "liability_cap": 3000,
     "people": [{"name": "Pat", "grade": "bookkeeper"}]},
]  # fmt: skip
WORK = ("A06", "A07", "A08", "A12", "B03", "B09", "B21", "D05")
SPREAD = dict(zip(WORK, ("Sam", "Pat", "Sam", "Cleo", "Cleo", "Pat", "Pia", "Pia"), strict=True))


def spread_report(**caps: object) -> tuple[Outcome, RiskReport]:
    """Return a report of a plan in which a bureau, a practice and the business all work."""
    providers = [{**PROVIDERS[0], **caps}, PROVIDERS[1]]
    outcome = plan(small_case(*WORK, providers=providers, pins=SPREAD))
    return outcome, risk_report(outcome, "best", 20_000, 3)


@pytest.fixture(scope="module")
def shared() -> RiskReport:
    return spread_report()[1]


def test_a_bureau_and_a_practice_each_have_their_years(shared: RiskReport) -> None:
    assert list(shared.years)[:3] == [BUSINESS, "Pod", "Payco"]
    assert "insurer of Pod" in shared.years  # Payco's cap of 3,000 is below its deductible
    placed = shared.placed["best"]
    for provider in ("Pod", "Payco"):
        own = sum(p.mean(provider) for p in placed)
        assert shared.years[provider]["best"].mean == pytest.approx(own, rel=1e-9)
        assert own > 0
    assert not shared.years[BUSINESS]["best"].errors


def test_a_yearly_cap_moves_losses_to_the_business_and_loses_none(shared: RiskReport) -> None:
    capped = spread_report(yearly_cap=1_000, yearly_policy_limit=500)[1]
    free, held = (
        {party: years["best"] for party, years in r.years.items()} for r in (shared, capped)
    )
    assert held["Pod"].cvar99 <= 1_000
    assert held["insurer of Pod"].q99 <= 500
    assert held["Pod"].errors["mean"] > 0
    assert held["Pod"].method == held[BUSINESS].method == "lattice + scenarios"
    assert free["Pod"].mean + free["insurer of Pod"].mean > 2 * (
        held["Pod"].mean + held["insurer of Pod"].mean
    )
    assert held[BUSINESS].mean > free[BUSINESS].mean
    parties = [party for party in free if party != ALL]
    whole = sum(free[party].mean for party in parties)
    assert sum(held[party].mean for party in parties) == pytest.approx(whole, rel=1e-9)
    for party in ("Payco", ALL):
        assert held[party] == free[party]
    assert shared.odds is not None
    assert capped.odds is not None
    assert capped.odds.business <= shared.odds.business
    assert capped.odds.error > 0


def test_a_policy_limit_alone_is_exact(shared: RiskReport) -> None:
    held = spread_report(yearly_policy_limit=500)[1].years["insurer of Pod"]["best"]
    assert held.method == "lattice"
    assert held.cvar99 <= 500 < shared.years["insurer of Pod"]["best"].cvar99


def test_more_years_keep_the_years_that_there_were(outcome: Outcome, report: RiskReport) -> None:
    more = risk_report(outcome, "best", YEARS + 500, 7)
    old, new = ({y.year: y.paid for y in r.simulation.worst} for r in (report, more))
    kept = [year for year in new if year < YEARS]
    assert kept
    assert all(new[year] == old[year] for year in kept)


def test_today_beside_itself_has_no_odds(outcome: Outcome) -> None:
    report = risk_report(outcome, "today", 10)
    assert report.odds is None
    assert report.odds_of_best is not None
    assert report.simulation.beats is None
    assert all(trade.worth == 0 for trade in report.trades)


def test_a_plan_that_was_not_found_is_refused_by_name(outcome: Outcome) -> None:
    without = {n: a for n, a in outcome.references.items() if n != "everything moved"}
    with pytest.raises(CaseError, match="there is no plan 'everything'"):
        risk_report(replace(outcome, references=without), "everything", 10)
