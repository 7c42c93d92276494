"""Due dates of law in known years, each derived by hand."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.case.calendar import CalendarEntry
from bestplaced.catalogue.services import DateRule, load_services
from bestplaced.engagement.business_days import BusinessDays
from bestplaced.engagement.due_dates import MissingFact, due_dates

FACTS = CalendarEntry(
    year_end_month=12,
    legal_form="corporation",
    pay_day=dt.date(2026, 1, 9),
    vat_quarter_month=3,
    deposits="semi_weekly",
)
LAW = {law.id: law for law in load_services().statutory}


def dates(name: str, year: int, **changes: object) -> list[str]:
    """Return the dates of one rule of law as ISO text."""
    law = LAW[name]
    facts = FACTS.model_copy(update=changes)
    days = BusinessDays.of_authority(law.country)
    return [d.date.isoformat() for d in due_dates(law.due, year, days, facts, 26)]


def test_form_941_is_due_at_the_end_of_the_month_after_the_quarter_or_the_next_business_day() -> (
    None
):
    # 2026: 31 January is a Saturday -> Monday 2 February; 31 October is a Saturday -> 2 November
    assert dates("us_941", 2026) == ["2026-02-02", "2026-04-30", "2026-07-31", "2026-11-02"]
    # 2027: Sundays 31 January and 31 October -> Mondays; Saturday 31 July -> Monday 2 August
    assert dates("us_941", 2027) == ["2027-02-01", "2027-04-30", "2027-08-02", "2027-11-01"]


def test_monthly_deposits_of_february_2026_wait_for_presidents_day() -> None:
    # 15 February 2026 is a Sunday and Monday the 16th Washington's Birthday
    found = dates("us_deposit_monthly", 2026)
    assert found[1] == "2026-02-17"
    assert found[2] == "2026-03-16"  # the 15th is a Sunday
    assert len(found) == 12


def test_semi_weekly_deposits_follow_a_friday_by_three_business_days() -> None:
    found = dates("us_deposit_semi_weekly", 2026)
    # Friday 9 January 2026 -> Monday 12, Tuesday 13, Wednesday 14
    assert found[0] == "2026-01-14"
    # Friday 4 September 2026: Monday the 7th is Labor Day -> Tuesday 8, Wednesday 9, Thursday 10
    assert "2026-09-10" in found
    # Tuesday 6 January 2026 closes its own half week -> Wednesday 7, Thursday 8, Friday 9
    assert dates("us_deposit_semi_weekly", 2026, pay_day=dt.date(2026, 1, 6))[0] == "2026-01-09"


def test_income_tax_returns_follow_the_accounting_year() -> None:
    assert dates("us_1120", 2026) == ["2026-04-15"]
    assert dates("us_1120s", 2026) == ["2026-03-16"]  # 15 March 2026 is a Sunday
    assert dates("us_1120", 2023) == ["2023-04-18"]  # Saturday, and Emancipation Day on Monday
    # A year that ends in September 2026 has its return in January 2027 (15 January, a Friday).
    assert dates("us_1120", 2027, year_end_month=9) == ["2027-01-15"]


def test_uk_paye_arrives_on_the_22nd_or_the_working_day_before() -> None:
    found = dates("uk_paye", 2026)
    # 22 February and 22 March 2026 are Sundays, 22 August a Saturday, 22 November a Sunday
    assert found[1] == "2026-02-20"
    assert found[2] == "2026-03-20"
    assert found[7] == "2026-08-21"
    assert found[10] == "2026-11-20"
    assert found[0] == "2026-01-22"


def test_uk_vat_is_due_one_month_and_seven_days_after_the_quarter() -> None:
    # 7 February and 7 November 2026 are Saturdays -> the Friday before; 7 May Thursday; 7 August
    # Friday
    assert dates("uk_vat", 2026) == ["2026-02-06", "2026-05-07", "2026-08-07", "2026-11-06"]
    # Quarters that end in January, April, July, October (stagger 2)
    assert dates("uk_vat", 2026, vat_quarter_month=1)[0] == "2026-03-06"  # 7 March is a Saturday


def test_uk_company_dates_follow_the_year_end() -> None:
    # Year to 31 March 2026: accounts by 31 December 2026, tax by 1 January 2027, which is a bank
    # holiday: 31 December 2026; return by 31 March 2027.
    assert dates("uk_accounts", 2026, year_end_month=3) == ["2026-12-31"]
    assert "2026-12-31" in dates("uk_ct_payment", 2026, year_end_month=3)
    assert dates("uk_ct_return", 2027, year_end_month=3) == ["2027-03-31"]
    # Year to 28 February 2026: nine months later is 30 November, the month's own last day
    assert dates("uk_accounts", 2026, year_end_month=2) == ["2026-11-30"]


def test_uk_year_end_forms_do_not_move_with_weekends() -> None:
    assert dates("uk_p60", 2026) == ["2026-05-31"]  # a Sunday: the law names the day
    assert dates("uk_p11d", 2026) == ["2026-07-06"]


@given(
    st.sampled_from([law for law in LAW.values() if law.due.every != "semi_weekly"]),
    st.integers(2025, 2034),
)
def test_each_period_has_one_date_and_it_rolls_the_way_its_rule_says(
    law: object, year: int
) -> None:
    rule = law.due  # type: ignore[attr-defined]
    days = BusinessDays.of_authority(law.country)  # type: ignore[attr-defined]
    found = due_dates(rule, year, days, FACTS, 26)
    assert len({d.period for d in found}) == len(found)
    for due in found:
        assert due.date.year == year
        if rule.roll == "forward":
            assert due.date >= due.nominal
            assert days.works(due.date)
        elif rule.roll == "back":
            assert due.date <= due.nominal or rule.every == "pay_run"
            assert days.works(due.date)


@pytest.mark.parametrize(("runs", "between"), [(52, 7), (26, 14), (13, 28)])
def test_pay_days_count_on_from_the_stated_one(runs: int, between: int) -> None:
    rule = DateRule(every="pay_run", business_days=0)
    found = due_dates(rule, 2027, BusinessDays.of("US"), FACTS, runs)
    days = [d.period for d in found]
    assert {(b - a).days for a, b in itertools.pairwise(days)} == {between}
    assert all((d - dt.date(2026, 1, 9)).days % between == 0 for d in days)


def test_monthly_pay_days_keep_their_day_and_end_with_short_months() -> None:
    rule = DateRule(every="pay_run", business_days=0)
    facts = FACTS.model_copy(update={"pay_day": dt.date(2026, 1, 31)})
    found = due_dates(rule, 2027, BusinessDays.of("GB"), facts, 12)
    assert [d.period.day for d in found][:3] == [31, 28, 31]


@pytest.mark.parametrize(
    ("every", "fact"),
    [("accounting_year", "year_end_month"), ("vat_quarter", "vat_quarter_month")],
)
def test_a_fact_that_nobody_stated_is_asked_for_and_not_assumed(every: str, fact: str) -> None:
    rule = DateRule.model_validate({"every": every, "day": 7})
    with pytest.raises(MissingFact) as missing:
        due_dates(rule, 2026, BusinessDays.of("GB"), CalendarEntry(), 26)
    assert missing.value.fact == fact


def test_a_rhythm_of_pay_that_fits_no_calendar_asks_for_the_pay_day() -> None:
    rule = DateRule(every="pay_run", business_days=0)
    with pytest.raises(MissingFact):
        due_dates(rule, 2026, BusinessDays.of("US"), FACTS, 24)
