"""Amounts and dates as people write them; nothing ambiguous is guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.intake import amounts, dates


@pytest.mark.parametrize(
    ("cell", "decimals", "expected"),
    [
        ("1,234.56", "point", 123_456),
        ("1.234,56", "comma", 123_456),
        ("(1.00)", "point", -100),
        ("$(1.00)", "point", -100),
        ("-$1.00", "point", -100),
        ("12.50-", "point", -1250),
        ("1 234,5 kr", "comma", 123_450),
        ("1'234.50", "point", 123_450),
        ("5.00 CR", "point", -500),
        ("\u2212 7", "point", -700),
        ("10.5000", "point", 1050),
        ("", "point", 0),
        ("-", "point", 0),
    ],
)
def test_parse(cell: str, decimals: amounts.Decimals, expected: int) -> None:
    assert amounts.parse(cell, decimals) == expected


@pytest.mark.parametrize(
    "cell", ["abc", "1.234,56", "1,23", "1,2345.00", "0.005", "1.2.3", "٣", "-(1.00)", "(5.00) CR"]
)
def test_refuse_with_decimal_point(cell: str) -> None:
    with pytest.raises(ValueError, match=r"is not an amount|finer than a hundredth"):
        amounts.parse(cell, "point")


@given(st.integers(-(10**12), 10**12), st.sampled_from(["point", "comma"]))
def test_written_amounts_are_read_back(value: int, decimals: amounts.Decimals) -> None:
    text = f"{value / 100 if abs(value) < 10**10 else value // 100:,.2f}"
    expected = value if abs(value) < 10**10 else value // 100 * 100
    if decimals == "comma":
        text = text.translate(str.maketrans(",.", ".,"))
    assert amounts.parse(text, decimals) == expected
    assert amounts.evidence(text) == decimals


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1,234", "1,234.5"], "point"),
        (["1.234", "0,5"], "comma"),
        (["1.234.567"], "comma"),
        (["1,234", "5"], None),
        (["1.5", "1,5"], None),
        (["5", "12"], "point"),
    ],
)
def test_decimal_sign_of_a_column(cells: list[str], expected: str | None) -> None:
    assert amounts.decide(enumerate(cells))[0] == expected


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        ("2026-02-01", "mdy"), ("20260201", "mdy"), ("2026/2/1", "mdy"), ("01.02.2026", "mdy"),
        ("01/02/2026", "dmy"), ("2/1/26", "mdy"), ("1 Feb 2026", "mdy"), ("Feb 1, 2026", "dmy"),
        ("1-February-26", "mdy"), ("2026-02-01T10:30:00Z", "dmy"),
    ],
)  # fmt: skip
def test_dates(cell: str, order: dates.Order) -> None:
    assert dates.parse(cell, order) == dt.date(2026, 2, 1)


@pytest.mark.parametrize("cell", ["", "2026-02-30", "1 Foo 2026", "99/99/2026", "0000-01-01"])
def test_bad_dates(cell: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        dates.parse(cell, "dmy")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["01/02/2026", "13/02/2026"], "dmy"),
        (["01/02/2026", "02/13/2026"], "mdy"),
        (["01/02/2026", "03/04/2026"], None),
        (["13/01/2026", "01/13/2026"], None),
        (["02/02/2026"], "dmy"),  # either way the same day
        (["2026-01-02"], "dmy"),
    ],
)
def test_order_of_a_column(cells: list[str], expected: str | None) -> None:
    assert dates.decide(enumerate(cells))[0] == expected


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("5.-", 500), ("5,-", 500), ("-5.-", -500), ("CHF 5.\u2014", 500),
        ("12,34,567.89", 123_456_789), ("\u20b91,00,000.00", 10_000_000), ("NZ$5.00", 500),
        ("\u00a51200", 120_000), ("- $20.00", -2_000), ("\u2014", 0), ("5.00 Fr.", 500),
    ],
)  # fmt: skip
def test_habits_of_many_countries(cell: str, value: int) -> None:
    assert amounts.parse(cell, "point") == value


def test_what_a_bank_marks_as_debit_is_money_out() -> None:
    assert amounts.sided("5.00 Dr.")
    assert amounts.sided("5.00CR")
    assert not amounts.sided("5.00")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("5 janv. 2026", "2026-01-05"),
        ("28 f\u00e9vr. 2026", "2026-02-28"),
        ("3. M\u00e4rz 2026", "2026-03-03"),
        ("12 de mayo de 2026", "2026-05-12"),
        ("1 mai 2026", "2026-05-01"),
        ("30 juin 2026", "2026-06-30"),
        ("14 juillet 2026", "2026-07-14"),
        ("2 ao\u00fbt 2026", "2026-08-02"),
        ("9 set 2026", "2026-09-09"),
        ("31 okt 2026", "2026-10-31"),
        ("24. Dezember 2026", "2026-12-24"),
        ("4-Jul-26", "2026-07-04"),
        ("17. juni 2026", "2026-06-17"),
        ("6 marzo 2026", "2026-03-06"),
        ("8 maj 2026", "2026-05-08"),
    ],
)
def test_months_by_name_in_other_languages(cell: str, day: str) -> None:
    assert dates.parse(cell, "dmy").isoformat() == day


@pytest.mark.parametrize("cell", ["5 Foo 2026", "32 mai 2026", "5 xx 2026", "mai 2026"])
def test_words_that_are_no_months(cell: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        dates.parse(cell, "dmy")
