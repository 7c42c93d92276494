"""The PayPal reader: what moves money, currencies apart, the order of day and month."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.errors import IntakeError
from bestplaced.intake.bank import balance_findings
from bestplaced.intake.bank.paypal import looks_like_paypal, read_paypal

TEXT = (
    "Date, Time, Name, Type, Status, Currency, Gross, Fee, Net, Transaction ID, Balance\n"
    '4/9/2026,1:00,Ann,Payment,Completed,EUR,"1,000.00",-10.00,990.00,A,"1,090.00"\n'
    "4/9/2026,1:00,Ann,Cart Item,Completed,EUR,1000.00,,,A,\n"
    "4/8/2026,1:00,Bob,Refund,Pending,EUR,-5.00,0,-5.00,B,100.00\n"
    "4/2/2026,1:00,Cy,Payment,Completed,USD,7.00,0,7.00,C,7.00\n"
    "2/3/2026,1:00,Di,Payment,Completed,EUR,60.00,0,60.00,D,100.00\n"
)


def test_currencies_are_accounts_and_add_up() -> None:
    euro, dollar = read_paypal(TEXT.encode(), "x.csv")
    assert (euro.account, len(euro.lines), euro.unread) == ("PayPal EUR", 2, 2)
    # 40.00 before the first line; + 60.00 + 990.00 = 1,090.00
    assert (euro.opening, euro.closing, euro.difference) == (4_000, 109_000, 0)
    assert (dollar.money_in, dollar.unread) == (700, 0)


def test_rows_run_in_one_direction_only_with_the_month_first() -> None:
    (euro, _) = read_paypal(TEXT.encode(), "x.csv")
    # month first: 9, 8, 2 April, 3 February; day first they would jump
    assert euro.lines[0].date == dt.date(2026, 2, 3)
    with pytest.raises(IntakeError, match="order of day and month cannot be told"):
        read_paypal("".join(TEXT.splitlines(keepends=True)[:2]).encode(), "x.csv")


def test_missing_lines_show_in_the_balance() -> None:
    euro, _ = read_paypal(TEXT.replace("990.00,A", "890.00,A").encode(), "x.csv")
    (finding,) = balance_findings(euro)
    assert "opening 40.00 EUR + 2 lines 950.00 EUR is not closing 1,090.00 EUR" in str(finding)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("990.00,A", "x,A", "x.csv:2: 'x' is not an amount"),
        ("4/2/2026", "4/31/2026", "x.csv:5: '4/31/2026' is not a date"),
        ("USD", "", "x.csv:5: the row has no currency"),
        (",Cy,", ",", "x.csv:5: the row has 10 cells under 11 headers"),
        ("Net", "Other", "the header is not that of PayPal"),
    ],
)
def test_refusals(old: str, new: str, words: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read_paypal(TEXT.replace(old, new).encode(), "x.csv")
    assert words in str(caught.value)


def test_detection() -> None:
    assert looks_like_paypal(TEXT.encode())
    assert not looks_like_paypal(b"Date,Account,Net\n")


@given(st.binary(max_size=200), st.integers(0, len(TEXT)))
def test_any_bytes_give_statements_or_an_intake_error(junk: bytes, cut: int) -> None:
    whole = TEXT.encode()
    for content in (junk, whole[:cut] + junk + whole[cut:], whole[:cut]):
        try:
            read_paypal(content, "x.csv")
        except IntakeError as error:
            assert error.faults  # noqa: PT017  - both outcomes are right


LANGUAGES = {
    "German": (('"Datum","Uhrzeit","Zeitzone","Name","Typ","Status","Währung","Brutto","Gebühr",'
               '"Netto","Transaktionscode","Guthaben","Auswirkung auf Guthaben"\n'),
               "Abgeschlossen",
               "Offen"),
    "French": (('"Date","Heure","Fuseau horaire","Nom","Type","État","Devise","Avant commission",'
               '"Commission","Net","Numéro de transaction","Solde","Impact sur le solde"\n'),
               "Terminé", "En attente"),
}  # fmt: skip


@pytest.mark.parametrize("name", LANGUAGES)
def test_activity_in_other_languages(name: str) -> None:
    head, done, waiting = LANGUAGES[name]
    rows = (
        f'"13.01.2026","10:00:00","CET","Ann","x","{done}","EUR","1.010,00","-10,00","1.000,00",'
        '"T1","1.000,00","Credit"\n'
        f'"14.01.2026","10:00:00","CET","Oak","x","{done}","EUR","-20,50","0,00","-20,50","T2",'
        '"979,50","Debit"\n'
        f'"14.01.2026","11:00:00","CET","Oak","x","{waiting}","EUR","-5,00","0,00","-5,00","T3",'
        '"979,50","Debit"\n'
        f'"14.01.2026","12:00:00","CET","Oak","x","{done}","EUR","-7,00","0,00","-7,00","T4",'
        '"979,50","Memo"\n'
    )
    (statement,) = read_paypal((head + rows).encode(), "x.csv")
    assert [line.amount for line in statement.lines] == [100_000, -2_050]
    assert (statement.opening, statement.closing, statement.unread) == (0, 97_950, 2)


def test_the_monthly_report_of_the_balance_has_no_status() -> None:
    text = (
        '"Date","Time","Time Zone","Description","Currency","Gross","Fee","Net","Balance",'
        '"Transaction ID","From Email Address","Name"\n'
        '"1/15/2026","10:00:00","PST","Payment","USD","10.00","-0.50","9.50","9.50","T1","","Ann"\n'
    )
    (statement,) = read_paypal(text.encode(), "x.csv")
    assert [line.amount for line in statement.lines] == [950]
