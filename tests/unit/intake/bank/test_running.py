"""The order of bank lines in time: where lines of one day stand either way, balances decide."""

from __future__ import annotations

import datetime as dt

import pytest

from bestplaced.errors import IntakeError
from bestplaced.intake.bank.running import breaks, in_time
from bestplaced.intake.bank.statement import BankLine, from_hundredths
from bestplaced.intake.columns import Mapping
from bestplaced.intake.formats import parse_export
from tests.exports import PAYPAL, QIF

DAY = dt.date(2026, 1, 5)


def line(amount: int, day: dt.date = DAY) -> BankLine:
    """Return a line of a bank."""
    return BankLine(day, amount, "", "", 1)


def test_lines_of_one_day_listed_newest_first_are_turned() -> None:
    listed = [(line(5), 15), (line(10), 10)]  # 0 + 10 = 10, and 10 + 5 = 15
    assert in_time(listed) == listed[::-1]
    assert breaks(listed) == [1]
    assert breaks(in_time(listed)) == []


def test_without_balances_the_order_of_the_file_is_kept() -> None:
    listed = [(line(5), None), (line(10), None)]
    assert in_time(listed) == listed


def test_paypal_on_one_day_newest_first_opens_and_closes_right() -> None:
    head, row = PAYPAL.splitlines()
    later = row.replace('"9.50","T1","9.50"', '"-4.00","T2","5.50"').replace('"10.00"', '"-3.50"')
    found = parse_export(f"{head}\n{later}\n{row}\n".encode(), "x.csv")
    assert isinstance(found, tuple)
    assert (found[0].opening, found[0].closing, found[0].difference) == (0, 550, 0)


def test_the_order_of_days_may_be_stated_where_nothing_shows_it() -> None:
    text = QIF.replace("D1/31'26", "D1/2'26").replace("D1/1'26", "D1/7'26")
    found = parse_export(text.encode(), "x.qif", Mapping(date_order="dmy", currency_code="gbp"))
    assert isinstance(found, tuple)
    assert found[0].currency == "GBP"
    assert [item.date for item in found[0].lines] == [dt.date(2026, 2, 1), dt.date(2026, 5, 1)]


def test_a_paypal_table_with_a_doubled_column_is_refused() -> None:
    head, row = PAYPAL.splitlines()
    with pytest.raises(IntakeError, match="'net' stands twice"):
        parse_export(f'{head},"Net"\n{row},"0.00"\n'.encode(), "x.csv")


def test_yen_have_no_hundredths() -> None:
    assert from_hundredths(120_000, "JPY") == 1_200
    assert from_hundredths(120_000, "KWD") == 1_200_000
    with pytest.raises(ValueError, match="finer than the smallest unit of JPY"):
        from_hundredths(120_050, "JPY")
    text = "Date,Description,Amount,Balance,Currency\n2026-01-05,x,1200,3000,JPY\n"
    found = parse_export(text.encode(), "x.csv")
    assert isinstance(found, tuple)
    assert (found[0].money_in, found[0].say(found[0].money_in)) == (1_200, "1,200 JPY")
