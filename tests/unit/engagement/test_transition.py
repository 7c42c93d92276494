"""What moves when, in an order in which nothing loses its footing."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.catalogue.services import load_services
from bestplaced.engagement import transition
from bestplaced.engagement.transition import clean_up_weeks, quarter_start
from tests.engagements import engaged

CASE, ACCOUNT, SCOPE = engaged()
START = dt.date(2026, 12, 1)
GATED = load_services().transition.at_quarter


def test_it_begins_on_a_monday_with_diagnosis_and_clean_up_only_where_books_are_behind() -> None:
    clean = transition(CASE, ACCOUNT, START)
    assert clean.start == dt.date(2026, 12, 7)
    assert clean.diagnosis_ends == dt.date(2026, 12, 21)  # two weeks
    assert clean.clean_up_ends == clean.diagnosis_ends
    behind, account, _ = engaged(deal={"months_behind": 4})
    late = transition(behind, account, START)
    # 2 weeks + 1 for each of 4 months = 6
    assert late.clean_up_ends - late.diagnosis_ends == dt.timedelta(weeks=6)


def test_clean_up_never_takes_more_than_its_limit() -> None:
    assert clean_up_weeks(0) == 0
    assert clean_up_weeks(1) == 3
    assert clean_up_weeks(120) == 8


def test_everything_whose_hands_change_is_in_it_once_and_nothing_else() -> None:
    moves = transition(CASE, ACCOUNT, START).moves
    changed = {r for r, p in ACCOUNT.placements.items() if p != "nobody" and p != CASE.today[r]}
    assert [m.responsibility for m in moves].count("B08") == 1
    assert {m.responsibility for m in moves} == changed


@given(st.dates(dt.date(2026, 1, 1), dt.date(2030, 12, 31)))
def test_work_never_moves_before_the_moved_work_it_rests_on_payroll_apart(start: dt.date) -> None:
    moves = transition(CASE, ACCOUNT, start).moves
    order = {m.responsibility: i for i, m in enumerate(moves)}
    for move in moves:
        for before in CASE.responsibilities[move.responsibility].depends_on:
            if before in order and before not in GATED and move.responsibility not in GATED:
                assert order[before] < order[move.responsibility]


@given(st.dates(dt.date(2026, 1, 1), dt.date(2030, 12, 31)))
def test_payroll_moves_at_the_start_of_a_quarter(start: dt.date) -> None:
    moves = {m.responsibility: m for m in transition(CASE, ACCOUNT, start).moves}
    for name in ("B08", "B09", "B10"):
        begins = moves[name].starts
        assert (begins.day, begins.month % 3) == (1, 1)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (dt.date(2026, 1, 1), dt.date(2026, 1, 1)),
        (dt.date(2026, 1, 2), dt.date(2026, 4, 1)),
        (dt.date(2026, 11, 30), dt.date(2027, 1, 1)),
    ],
)
def test_a_quarter_starts_on_or_after_a_day(day: dt.date, first: dt.date) -> None:
    assert quarter_start(day) == first


def test_hand_over_hours_are_those_that_the_plan_priced() -> None:
    moves = transition(CASE, ACCOUNT, START).moves
    years = CASE.assumptions.term_months / 12
    for move in moves:
        paid = ACCOUNT.transition[move.responsibility] * years
        rates = CASE.performers[move.after].rate + CASE.assumptions.hand_off_rate
        # the plan's cost is once hours x (receiver's rate + hand-off rate), spread over the term
        assert move.hours * rates == pytest.approx(paid if move.kind == "moves" else 0)


def test_what_nobody_did_begins_without_overlap() -> None:
    moves = {m.responsibility: m for m in transition(CASE, ACCOUNT, START).moves}
    assert moves["D01"].kind == "begins"
    assert moves["D01"].overlap_weeks == 0
    assert moves["B02"].kind == "moves"
    assert moves["B02"].overlap_weeks == 5  # monthly work: one close side by side


def test_a_plan_that_moves_nothing_has_an_empty_transition() -> None:
    from bestplaced.plan import Verifier  # noqa: PLC0415 - only here

    nothing = transition(CASE, Verifier(CASE).account(CASE.today), START)
    assert nothing.moves == ()
    assert nothing.hours == 0
    assert nothing.settled == nothing.clean_up_ends
