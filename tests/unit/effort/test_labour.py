"""F2: what a person's year costs. The same hour is counted once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.effort import person_year, steps_needed
from tests.strategies import calibration_case, completed, ten_lines

if TYPE_CHECKING:
    from bestplaced.case.business import Case, Performer

# Bea: two steps of 800 hours at 30 an hour; a freed hour is worth 10; she may grow by one step.
BEA = """\
  - {name: Ben, role: bookkeeper, hours: 1600, rate: 30, value_of_time: 10, may_grow_by: 800}
"""
HOURS = st.floats(0, 4_000)


def case_with_ben() -> tuple[Case, Performer]:
    case = completed(ten_lines(more=BEA))
    return case, case.performers["Ben"]


def test_a_half_used_bookkeeper_by_hand() -> None:
    # 900 productive and 100 lost hours: 1,000 of 1,600 paid. Two steps: 1,600 · 30 = 48,000.
    # 600 idle hours worth 10 each come back: 48,000 - 6,000 = 42,000.
    case, ben = case_with_ben()
    year = person_year(case, ben, 900, 100)
    assert (year.steps, year.salary, year.idle, year.overtime) == (2, 48_000, -6_000, 0)
    assert year.cost == pytest.approx(42_000)


def test_a_released_step_saves_its_whole_cost() -> None:
    # 800 hours fit into one step: 24,000 and nothing idle.
    case, ben = case_with_ben()
    assert person_year(case, ben, 700, 100).cost == pytest.approx(24_000)
    # One hour more takes the second step; 799 freed hours are worth 7,990 of its 24,000.
    assert person_year(case, ben, 701, 100).cost == pytest.approx(48_000 - 7_990)


def test_a_step_is_never_hired_to_idle() -> None:
    # A freed hour is worth less than it costs, so each further step costs money.
    case, ben = case_with_ben()
    costs = [person_year(case, ben, 100, 0, steps=n).cost for n in (1, 2, 3)]
    assert costs == sorted(costs)
    assert costs[0] < costs[1]


def test_hours_beyond_all_steps_are_overtime_at_half_as_much_again() -> None:
    # Three steps are 2,400 hours; 100 more at 30 · 1.5 = 45 each: 72,000 + 4,500.
    case, ben = case_with_ben()
    year = person_year(case, ben, 2_400, 100)
    assert (year.steps, year.overtime_hours) == (3, 100)
    assert year.overtime == pytest.approx(4_500)
    assert year.cost == pytest.approx(76_500)


def test_who_cannot_be_released_is_paid_idle() -> None:
    text = ten_lines(more=BEA.replace("may_grow_by: 800", "releasable: false"))
    case = completed(text)
    ben = case.performers["Ben"]
    assert (ben.steps_min, ben.steps_max) == (2, 2)
    year = person_year(case, ben, 0, 0)
    # Nothing to do: 48,000 paid, 1,600 hours worth 10.
    assert year.cost == pytest.approx(48_000 - 16_000)


@pytest.mark.parametrize(
    ("load", "steps"), [(0, 0), (1, 1), (800, 1), (800.01, 2), (1600, 2), (2400, 3), (9999, 3)]
)
def test_steps_are_whole_halves_of_a_person(load: float, steps: int) -> None:
    _, ben = case_with_ben()
    assert steps_needed(ben, load) == steps


@given(HOURS, HOURS)
def test_every_paid_hour_is_productive_lost_idle_or_overtime_once(
    productive: float, lost: float
) -> None:
    case, ben = case_with_ben()
    year = person_year(case, ben, productive, lost)
    paid = year.steps * ben.step_hours
    idle = -year.idle / ben.hour_cost  # idle hours, from their worth
    assert productive + lost + idle == pytest.approx(paid + year.overtime_hours, abs=1e-6)
    assert idle == 0 or year.overtime_hours == 0
    assert (year.worked, year.lost) == (0, 0)  # the salary covers both


@given(HOURS, HOURS)
def test_an_owner_s_hour_costs_the_same_worked_or_lost(productive: float, lost: float) -> None:
    case = calibration_case()
    ann = case.performers["Ann"]  # 120 an hour by default, no steps
    year = person_year(case, ann, productive, lost)
    assert year.cost == pytest.approx(120 * (productive + lost))
    assert year.salary == year.idle == 0
    assert year.overtime_hours == pytest.approx(max(0.0, productive + lost - ann.capacity))


@given(HOURS, HOURS)
def test_the_practice_s_own_lost_hours_count_and_a_stranger_s_do_not(
    productive: float, lost: float
) -> None:
    # Inside the deal: cost 58 over a utilisation of 70 % = 82.857 an hour, worked or lost.
    inside = calibration_case()
    senior = inside.performers["practice senior"]
    found = person_year(inside, senior, productive, lost).cost
    assert found == pytest.approx(58 / 0.7 * (productive + lost))
    # Outside: the bill rate 150 for hours worked; hours it loses are its own affair.
    more = "providers: [{name: P, kind: practice, people: [{name: Pia, grade: senior}]}]\n"
    outside = completed(ten_lines(more=more))
    found = person_year(outside, outside.performers["Pia"], productive, lost).cost
    assert found == pytest.approx(150 * productive)


@given(HOURS, st.floats(0, 500))
def test_more_hours_cost_more_while_a_freed_hour_is_worth_something(
    load: float, more: float
) -> None:
    case, ben = case_with_ben()
    less, later = (person_year(case, ben, h, 0).cost for h in (load, load + more))
    assert later >= less - 1e-6
    assert math.isfinite(later)
