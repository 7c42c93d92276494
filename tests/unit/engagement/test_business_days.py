"""Business days by country, and dates that roll."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.engagement.business_days import BusinessDays
from bestplaced.errors import CaseError

DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2035, 12, 31))
UK, US = BusinessDays.of("GB"), BusinessDays.of("US")
IRS = BusinessDays.of_authority("US")


@pytest.mark.parametrize(
    ("date", "works"),
    [
        (dt.date(2026, 12, 28), False),  # Boxing Day 2026 is a Saturday: Monday instead
        (dt.date(2027, 12, 28), False),  # Christmas 2027 is a Saturday: Monday and Tuesday instead
        (dt.date(2027, 12, 29), True),
        (dt.date(2026, 4, 3), False),  # Good Friday
        (dt.date(2026, 4, 4), False),  # a Saturday
        (dt.date(2026, 4, 7), True),  # the Tuesday after Easter Monday
    ],
)
def test_english_bank_holidays_and_their_substitutes_are_no_business_days(
    date: dt.date, *, works: bool
) -> None:
    assert UK.works(date) == works


def test_tax_dates_mind_emancipation_day_and_a_business_elsewhere_does_not() -> None:
    # 16 April 2022 was a Saturday, so that the District of Columbia kept Friday the 15th
    assert US.works(dt.date(2022, 4, 15))
    assert not IRS.works(dt.date(2022, 4, 15))
    assert IRS.rolled(dt.date(2022, 4, 15), "forward") == dt.date(2022, 4, 18)


def test_good_friday_is_a_business_day_in_the_united_states() -> None:
    assert US.works(dt.date(2026, 4, 3))


def test_scotland_works_on_easter_monday_and_england_does_not() -> None:
    monday = dt.date(2026, 4, 6)
    assert BusinessDays.of("GB", "SCT").works(monday) != UK.works(monday)


@given(DAYS)
def test_a_rolled_date_is_the_nearest_business_day_in_its_direction(day: dt.date) -> None:
    later, earlier = UK.rolled(day, "forward"), UK.rolled(day, "back")
    assert UK.works(later)
    assert UK.works(earlier)
    assert earlier <= day <= later
    between = (earlier + dt.timedelta(days=i) for i in range(1, (later - earlier).days))
    assert not any(UK.works(d) for d in between)
    assert UK.rolled(day, "none") == day


@given(DAYS, st.integers(1, 15))
def test_going_forward_and_back_by_business_days_returns_to_a_business_day(
    day: dt.date, count: int
) -> None:
    start = UK.rolled(day, "forward")
    assert UK.shifted(UK.shifted(start, count), -count) == start


def test_an_unknown_country_or_region_is_refused_with_what_there_is() -> None:
    with pytest.raises(CaseError, match="no holidays are known for country ZZ"):
        BusinessDays.of("ZZ")
    with pytest.raises(CaseError, match=r"GB has no region TX.*SCT"):
        BusinessDays.of("GB", "TX")
