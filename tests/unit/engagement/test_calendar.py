"""A year's calendar: law, agreement, inputs, and what is left open."""

import datetime as dt

import pytest

from bestplaced.engagement import year_calendar
from bestplaced.engagement.business_days import BusinessDays
from bestplaced.engagement.calendar import dates_by_series
from tests.engagements import PROVIDER, engaged

FACTS = {
    "year_end_month": 12,
    "legal_form": "s_corporation",
    "pay_day": dt.date(2027, 1, 8),
    "deposits": "monthly",
}
CASE, ACCOUNT, SCOPE = engaged(calendar=FACTS)
YEAR = year_calendar(SCOPE, 2027)


def test_dates_are_in_order_and_in_the_year() -> None:
    days = [d.due.date for d in YEAR.dates]
    assert days == sorted(days)
    assert {d.year for d in days} == {2027}


def test_dates_of_law_stand_whoever_does_the_work_and_name_who_does() -> None:
    who = {d.series: d.who for d in YEAR.dates if d.kind == "statutory"}
    assert who["us_941"] == PROVIDER
    assert who["us_1099"] == "Dana"
    assert "us_1120" not in who  # an S corporation files Form 1120-S
    assert "us_deposit_semi_weekly" not in who


def test_agreed_dates_are_only_of_what_the_provider_performs() -> None:
    assert {d.responsibility for d in YEAR.dates if d.kind == "agreed"} <= SCOPE.ids
    # monthly by the 4th business day: January 2027 has 1 (holiday), 4, 5, 6, 7 -> the 7th
    series = dates_by_series(YEAR)
    assert series["agreed_B02"][0] == dt.date(2027, 1, 7)
    assert len(series["agreed_B02"]) == 12


def test_every_agreed_date_is_a_business_day_and_its_input_comes_before() -> None:
    days = BusinessDays.of("US")
    agreed = {
        (d.responsibility, d.due.period): d.due.date for d in YEAR.dates if d.kind == "agreed"
    }
    assert all(days.works(d) for d in agreed.values())
    for entry in YEAR.dates:
        if entry.kind == "input":
            due = agreed[entry.responsibility, entry.due.period]
            assert entry.due.date < due
            cut_off = SCOPE.service(entry.responsibility).cut_off
            assert days.shifted(due, -cut_off) == entry.due.date


def test_agreed_filings_are_never_later_than_the_law() -> None:
    law = {
        (d.responsibility, d.due.period): d.due.date for d in YEAR.dates if d.kind == "statutory"
    }
    met = [
        (d.due.date, law[d.responsibility, d.due.period])
        for d in YEAR.dates
        if d.kind == "agreed" and (d.responsibility, d.due.period) in law
    ]
    assert met
    assert all(agreed <= limit for agreed, limit in met)


def test_what_is_not_stated_is_open_and_not_in_the_calendar() -> None:
    _, _, scope = engaged()
    bare = year_calendar(scope, 2027)
    assert {o.fact for o in bare.open_points} == {
        "pay_day",
        "year_end_month",
        "legal_form",
        "deposits",
    }
    assert not any(d.series.startswith(("us_deposit", "us_1120")) for d in bare.dates)
    assert YEAR.open_points == ()


def test_a_june_year_end_of_a_corporation_is_left_to_an_adviser() -> None:
    _, _, scope = engaged(calendar={**FACTS, "legal_form": "corporation", "year_end_month": 6})
    year = year_calendar(scope, 2027)
    assert not any(d.series == "us_1120" for d in year.dates)
    assert any("tax adviser" in o.what for o in year.open_points)


def test_a_country_without_dates_of_law_says_so() -> None:
    _, _, scope = engaged(country="SE", currency="SEK")
    year = year_calendar(scope, 2027)
    assert "none are held for SE" in year.not_held
    assert not any(d.kind == "statutory" for d in year.dates)
    # 6 January (Epiphany) and 1 January are holidays in Sweden: the 4th business day is the 8th,
    # a Friday (4, 5, 7, 8)
    assert dates_by_series(year)["agreed_B02"][0] == dt.date(2027, 1, 8)


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_no_series_has_the_same_date_twice_for_one_period(year: int) -> None:
    entries = year_calendar(SCOPE, year).dates
    keys = [(e.series, e.due.period) for e in entries]
    assert len(keys) == len(set(keys))
