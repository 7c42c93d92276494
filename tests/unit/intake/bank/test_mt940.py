"""The MT940 reader: marks, dates without year, structured and free descriptions."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.errors import IntakeError
from bestplaced.intake.bank.mt940 import looks_like_mt940, read_mt940

TEXT = """{1:F01XXXX}{4:
:20:START
:25:DE00TEST
:28C:1/1
:60F:C251231EUR1000,5
:61:2601020102CR20,NTRFNONREF//BANK1
:86:166?00CREDIT?20Invoice ?21 12?32Ann?33Smith
:61:2601021231D10,25NMSCOWN-REF
/OCMT/EUR10,25
:86:/NAME/Bob Ltd/REMI/rent
:61:260105RC5,00NRTINONREF
:61:260105RDR1,5NRTI
:62F:C260105EUR1006,75
:64:C260105EUR1006,75
:86:statement information
-}
"""


def test_statement_adds_up() -> None:
    (found,) = read_mt940(TEXT.encode(), "x.sta")
    # 20.00 in; 10.25 out; a credit of 5.00 taken back; a debit of 1.50 taken back
    assert [line.amount for line in found.lines] == [2_000, -1_025, -500, 150]
    # 1000.50 + 20.00 - 10.25 - 5.00 + 1.50 = 1006.75
    assert (found.opening, found.closing, found.difference) == (100_050, 100_675, 0)
    assert [line.line for line in found.lines] == [6, 8, 11, 12]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (":61:2601020102CR20,", ":61:260102    CR20,"),  # blanks for the day of booking
        (":62F:C260105EUR1006,75", ":62F:C2601051006,75"),  # the currency only once
        ("EUR1000,5", "EUR00000000000000001000,5"),  # padded beyond fifteen digits
    ],
)
def test_habits_of_banks(old: str, new: str) -> None:
    (as_written,) = read_mt940(TEXT.encode(), "x.sta")
    (found,) = read_mt940(TEXT.replace(old, new).encode(), "x.sta")
    assert [line.amount for line in found.lines] == [line.amount for line in as_written.lines]
    assert (found.difference, found.currency, found.opening) == (0, "EUR", 100_050)
    assert found.lines[0].date == dt.date(2026, 1, 2)


def test_a_balance_without_any_currency_is_refused() -> None:
    with pytest.raises(IntakeError, match="names no currency"):
        read_mt940(TEXT.replace("EUR", "").encode(), "x.sta")


def test_letters_of_old_code_pages_do_not_refuse_the_file() -> None:
    text = TEXT.replace("Smith", "Sm\u00fcth \u2551").encode("cp850")  # 0x81 is none in CP1252
    (found,) = read_mt940(text, "x.sta")
    assert found.lines[0].counterparty == "AnnSm\u00fcth \u2551"


def test_booking_date_takes_the_nearest_year() -> None:
    (found,) = read_mt940(TEXT.encode(), "x.sta")
    # value 2 January 2026, booked 31 December: of 2025
    assert found.lines[1].date == dt.date(2025, 12, 31)
    assert found.lines[2].date == dt.date(2026, 1, 5)


def test_descriptions() -> None:
    (found,) = read_mt940(TEXT.encode(), "x.sta")
    first, second, third, _ = found.lines
    assert (first.counterparty, first.text, first.reference) == ("AnnSmith", "Invoice 12", "BANK1")
    assert (second.counterparty, second.reference) == ("Bob Ltd", "OWN-REF")
    assert third.text == ""  # what follows the closing balance belongs to the statement


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (":62F:C260105EUR1006,75\n", "", "x.sta:2: the statement is cut off or damaged: it has"),
        (":60F:C251231EUR1000,5\n", "", "no opening balance"),
        (":25:DE00TEST\n", ":25:\n", "no account"),
        ("EUR1006,75", "USD1006,75", "the balances are in EUR and USD"),
        (":61:2601020102CR20,", ":61:26010201X", "x.sta:6: '26010201XNTRFNONREF"),
        (":61:2601020102", ":61:2613020102", "'261302' is not a date"),
        (":61:2601020102", ":61:2601021399", "'1399' is not a date"),
        ("EUR1000,5", "EUR1000,555", "finer than the smallest unit"),
        (":20:START\n", "", "stands before any :20:"),
    ],
)
def test_refusals(old: str, new: str, words: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read_mt940(TEXT.replace(old, new).encode(), "x.sta")
    assert words in str(caught.value)


def test_interim_report_is_named() -> None:
    text = ":20:A\n:25:B\n:28C:1\n:34F:EUR0,\n:61:260105C1,NTRF\n"
    with pytest.raises(IntakeError, match="MT942 interim report"):
        read_mt940(text.encode(), "x.sta")


def test_detection() -> None:
    assert looks_like_mt940(TEXT.encode())
    assert looks_like_mt940(TEXT.replace("\n", "\r\n").encode())
    assert not looks_like_mt940(b":20:something else\n")


@given(st.binary(max_size=200), st.integers(0, len(TEXT)))
def test_any_bytes_give_statements_or_an_intake_error(junk: bytes, cut: int) -> None:
    whole = TEXT.encode()
    for content in (junk, whole[:cut] + junk + whole[cut:], whole[:cut]):
        try:
            read_mt940(content, "x.sta")
        except IntakeError as error:
            assert error.faults  # noqa: PT017  - both outcomes are right
