"""F1: hours of each responsibility by each performer. F3: productivity lost to switching."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.case.business import NOBODY, Case, Performer
from bestplaced.effort import hours, learning, lost_hours, standard_hours, touches
from tests.strategies import calibration_case, completed, ten_lines


def table(case: Case) -> dict[tuple[str, str], float]:
    """Return hours by (responsibility, performer)."""
    found = hours(case)
    return {
        (r, p): float(found[i, j])
        for i, r in enumerate(case.responsibilities)
        for j, p in enumerate(case.performers)
    }


def test_capturing_documents_takes_minutes_per_document() -> None:
    # A01 takes 0.3 / 0.7 / 1.5 minutes per document; PERT mean (0.3 + 4 · 0.7 + 1.5) / 6 = 0.76667.
    # 1,000 documents: 766.67 minutes = 12.7778 hours at speed 1.
    case = completed(ten_lines(more="volumes: {documents: 1000}\n"))
    assert standard_hours(case, case.responsibilities["A01"]) == pytest.approx(12.7778, abs=1e-4)
    found = table(case)
    # Bea does it today at speed 1.0 (admin): no learning.
    assert case.today["A01"] == "Bea"
    assert found["A01", "Bea"] == pytest.approx(12.7778, abs=1e-4)
    # Ann is slower (1.4) and would learn: 3 of 24 months at 1.75 hours per hour, which is
    # 1 + 0.75 · 3 / 24 = 1.09375 over the term. 12.7778 · 1.4 · 1.09375 = 19.5660.
    assert found["A01", "Ann"] == pytest.approx(19.5660, abs=1e-4)
    # The practice has speed 0.9: 12.7778 · 0.9 · 1.09375 = 12.5781.
    assert found["A01", "practice clerk"] == pytest.approx(12.5781, abs=1e-4)
    assert found["A01", NOBODY] == 0


def test_filing_takes_time_per_document_and_per_month() -> None:
    # A02: minutes (0.05 + 4 · 0.1 + 0.3) / 6 = 0.125; hours a month (0.2 + 1.2 + 0.6) / 6 = 1/3.
    # 1,200 documents and 12 months: 1,200 · 0.125 / 60 + 12 / 3 = 2.5 + 4 = 6.5. No size scale.
    case = completed(ten_lines(staff=100, more="volumes: {documents: 1200}\n"))
    assert standard_hours(case, case.responsibilities["A02"]) == pytest.approx(6.5)


@pytest.mark.parametrize("tier", ["direction", "strategy"])
def test_direction_grows_with_the_business_less_than_in_proportion(tier: str) -> None:
    # Four times 25 staff: 4^0.35 = 1.62450 times the hours, where no driver counts.
    small, large = calibration_case(), completed(ten_lines(staff=100))
    work = [r for r in small.responsibilities.values() if r.tier == tier and not r.driver]
    assert work
    for r in work:
        ratio = standard_hours(large, r) / standard_hours(small, r)
        assert ratio == pytest.approx(1.62450, abs=1e-5)


def test_admin_and_bookkeeping_grow_with_their_volumes_alone() -> None:
    small, large = calibration_case(), completed(ten_lines(staff=100))
    fixed = [
        r
        for r in small.responsibilities.values()
        if r.tier in {"admin", "bookkeeping"} and r.driver is None
    ]
    assert fixed
    for r in fixed:
        assert standard_hours(large, r) == pytest.approx(standard_hours(small, r))


def test_measured_hours_are_those_of_whoever_does_the_work() -> None:
    # Ann needs 1.8 hours where a competent bookkeeper needs 1: her 90 measured are 50 standard.
    case = completed(ten_lines(more="hours: {B01: 90}\ntoday: {B01: Ann}\n"))
    assert standard_hours(case, case.responsibilities["B01"]) == pytest.approx(50)
    found = table(case)
    assert found["B01", "Ann"] == pytest.approx(90)
    # The practice at 0.8 with learning 1.09375: 50 · 0.8 · 1.09375 = 43.75.
    assert found["B01", "practice senior"] == pytest.approx(43.75)


def test_work_on_site_takes_an_outsider_at_least_twice_the_time() -> None:
    case = calibration_case()
    on_site = [r.id for r in case.responsibilities.values() if r.on_site]
    assert on_site
    found = table(case)
    for name in on_site:
        standard = standard_hours(case, case.responsibilities[name])
        slow = found[name, "practice clerk"]
        assert slow == pytest.approx(standard * 2.0 * 1.09375)
        assert found[name, "Bea"] <= slow


def test_whoever_does_it_today_has_nothing_to_learn() -> None:
    case = calibration_case()
    for r in case.responsibilities.values():
        for performer in case.performers.values():
            knows = performer.name in {case.today[r.id], NOBODY}
            assert learning(case, r, performer) == (1.0 if knows else 1.09375)


@given(st.integers(1, 120))
def test_learning_is_spread_over_the_term_and_never_exceeds_onboarding(months: int) -> None:
    case = calibration_case()
    assumed = case.assumptions.model_copy(update={"term_months": float(months)})
    short = case.model_copy(update={"assumptions": assumed})
    factor = learning(short, short.responsibilities["A01"], short.performers["Ann"])
    # 75 % more hours for min(3, term) of the term's months.
    assert factor == pytest.approx(1 + 0.75 * min(3, months) / months)
    assert 1 < factor <= 1.75


@given(st.floats(0, 1e6), st.floats(1.01, 10))
def test_hours_are_never_negative_and_grow_with_the_volume(volume: float, more: float) -> None:
    case = calibration_case()
    few = case.model_copy(update={"volumes": {**case.volumes, "documents": volume}})
    many = case.model_copy(update={"volumes": {**case.volumes, "documents": volume * more}})
    assert np.all(hours(few) >= 0)
    assert np.all(np.isfinite(hours(many)))
    assert np.all(hours(many) >= hours(few))


# ------------------------------------------------------------------------------------- focus


def person(resume_minutes: float) -> Performer:
    who = calibration_case().performers["Ann"]
    return who.model_copy(update={"resume_minutes": resume_minutes})


@pytest.mark.parametrize(
    ("switches", "resume", "minutes"),
    [
        (6, 5, 30),  # 6 · 5 = 30 of 480 minutes: 6.25 %, the reference's 6 %
        (15, 5, 75),  # 15.6 %, the reference's 16 %
        (15, 10, 150),  # 31.25 %, the reference's 31 %
        (100, 10, 192),  # 1,000 minutes, cut at 40 % of 480
    ],
)
def test_switching_costs_minutes_up_to_40_percent(
    switches: float, resume: float, minutes: float
) -> None:
    case = calibration_case()
    # n switches a day are n + 1 touches; 220 working days.
    lost = lost_hours(case, person(resume), switches + 1)
    assert lost == pytest.approx(minutes / 60 * 220)


def test_one_touch_a_day_is_no_switch() -> None:
    case = calibration_case()
    assert lost_hours(case, person(15), 1.0) == 0
    assert lost_hours(case, person(15), 0.0) == 0
    assert lost_hours(case, person(15), 0.3) == 0


@given(st.floats(0, 500), st.floats(0, 500), st.floats(0, 60))
def test_more_touches_never_lose_less_and_never_more_than_the_ceiling(
    one: float, other: float, resume: float
) -> None:
    case = calibration_case()
    few, many = sorted(lost_hours(case, person(resume), t) for t in (one, other))
    assert lost_hours(case, person(resume), max(one, other)) == many
    assert 0 <= few <= many <= 0.4 * 480 / 60 * 220 + 1e-9


def test_a_daily_task_is_touched_once_a_day_and_rarer_ones_less_often() -> None:
    case = calibration_case()
    by_cadence = dict(
        zip((r.cadence for r in case.responsibilities.values()), touches(case), strict=True)
    )
    assert by_cadence["daily"] == 1.0
    order = ["daily", "weekly", "pay_run", "monthly", "quarterly", "annual"]
    found = [by_cadence[name] for name in order]
    assert found == sorted(found, reverse=True)
    assert found[-1] > 0
