"""Tables: headers in four languages, ambiguity refused, every row accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.errors import IntakeError
from bestplaced.intake.columns import Mapping, resolve
from bestplaced.intake.csv_ledger import read_csv
from bestplaced.intake.ledger import Ledger, Rows
from bestplaced.intake.meaning import account_meanings

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Date,Entry,Account,Amount,Description\n"


def read(text: str, /, **stated: str) -> Ledger:
    """Return the ledger of a table, with a mapping where something is stated."""
    return read_csv(text.encode(), "x.csv", Mapping(**stated) if stated else None)  # type: ignore[arg-type]


def faults(text: str, /, **stated: str) -> list[str]:
    """Return the faults for which a table is refused."""
    with pytest.raises(IntakeError) as caught:
        read(text, **stated)
    return [str(fault) for fault in caught.value.faults]


def test_swedish_table_with_titles_and_total(csv_path: Path) -> None:
    ledger = read_csv(csv_path.read_bytes(), "b.csv")
    assert [entry.name for entry in ledger.entries] == ["1", "2", "3"]
    # 1250 + 1250 + 400 = 2900.00, as the file's own total row says
    assert (ledger.debits, ledger.credits) == (290_000, 290_000)
    assert ledger.rows == Rows(total=8, read=7, refused=1)
    assert ledger.name_of("2611") == "Utgående moms"
    assert "'Summa' is a total" in str(ledger.findings[0])
    assert "does not say its currency" in str(ledger.findings[1])


@pytest.mark.parametrize(
    "header",
    [
        "Date,Journal No.,Account Code,Account,Debit,Credit,Memo",
        "Bokföringsdatum;Verifikationsnummer;Konto;Kontonamn;Debet;Kredit;Text",
        "Buchungsdatum\tBelegnummer\tKonto\tKontobezeichnung\tSoll\tHaben\tBuchungstext",
        "EcritureDate|EcritureNum|CompteNum|CompteLib|Debit|Credit|EcritureLib",
    ],
)
def test_headers_in_four_languages(header: str) -> None:
    delimiter = next(mark for mark in ",;\t|" if mark in header)
    rows = [
        ["20260105", "9", "100", "Bank", "5", "", "x"],
        ["20260105", "9", "300", "Y", "", "5", "x"],
    ]
    text = "\n".join([header, *map(delimiter.join, rows)])
    (entry,) = read(text).entries
    assert [(p.account, p.amount, p.text) for p in entry.postings] == [
        ("100", 500, "x"), ("300", -500, "x"),
    ]  # fmt: skip
    assert read(text).name_of("100") == "Bank"


def test_unquoted_thousands_are_refused_not_cut() -> None:
    found = faults(HEAD + "2026-01-05,1,100,1,250.00,x\n2026-01-05,1,300,-1,250.00,x\n")
    assert "6 cells under 5 headers" in found[0]
    assert len(found) == 2


def test_ambiguous_amounts_need_a_word() -> None:
    text = HEAD + '2026-01-05,1,100,"1,250",x\n2026-01-05,1,300,"-1,250",x\n'
    assert "x.csv:2: amounts such as this can be read in two ways." in faults(text)[0]
    assert read(text, decimal="point").debits == 125_000
    assert "finer than a hundredth" not in str(read(text, decimal="point"))
    assert any("not an amount" in f or "finer" in f for f in faults(text.replace("50", "55"),
                                                                     decimal="comma"))  # fmt: skip


def test_ambiguous_dates_need_a_word() -> None:
    text = HEAD + "01/02/2026,1,100,5,x\n01/02/2026,1,300,-5,x\n"
    assert "dates such as this can be read in two ways" in faults(text)[0]
    assert read(text, date_order="dmy").first_date.month == 2
    assert read(text, date_order="mdy").first_date.month == 1


def test_contradicting_dates_and_amounts_are_both_reported() -> None:
    text = HEAD + '13/01/2026,1,100,1.5,x\n01/13/2026,1,300,"-1,5",x\n'
    amounts, dates = faults(text)
    assert "decimal point here and a decimal comma on line 3" in amounts
    assert "the day comes first here and the month first on line 3" in dates


def test_every_fault_at_once() -> None:
    text = HEAD + "2026-01-05,1,100,5,x\nnever,2,100,5,x\n2026-01-05,3,,5,x\n2026-01-05,4,100,z,x\n"
    found = faults(text)
    assert [fault.split(":")[1] for fault in found] == ["3", "4", "5", "2"]
    assert "entry 1 of 2026-01-05 does not balance: debits less credits are 5.00" in found[3]


def test_entries_without_numbers_are_gathered_by_date_and_text() -> None:
    text = "Date,Account,Debit,Credit,Memo\n"
    text += "2026-01-05,a,5,,x\n2026-01-05,b,6,,y\n2026-01-05,c,,5,x\n2026-01-05,d,,6,y\n"
    assert [len(entry.postings) for entry in read(text).entries] == [2, 2]


def test_a_number_used_again_makes_a_new_entry_when_both_balance() -> None:
    text = (
        HEAD + "2026-01-05,1,a,5,x\n2026-01-05,1,b,-5,x\n2026-02-05,1,a,7,x\n2026-02-05,1,b,-7,x\n"
    )
    assert len(read(text).entries) == 2
    split = HEAD + "2026-01-05,1,a,5,x\n2026-01-06,1,b,-5,x\n"
    assert len(read(split).entries) == 1


def test_rows_without_date_take_the_entry_above_and_say_so() -> None:
    ledger = read(HEAD + "2026-01-05,1,a,5,x\n,,b,-5,x\n")
    assert len(ledger.entries) == 1
    assert any("take the entry of the row above" in str(f) for f in ledger.findings)


def test_both_sides_in_one_row_are_refused() -> None:
    text = "Date,Account,Debit,Credit\n2026-01-05,a,5,5\n"
    assert "both a debit and a credit" in faults(text)[0]


def test_currencies() -> None:
    text = "Date,Entry,Account,Amount,Currency\n2026-01-05,1,a,5,USD\n2026-01-05,1,b,-5,{}\n"
    assert read(text.format("usd")).currency == "USD"
    assert "mixes currencies: USD (line 2), EUR (line 3)" in faults(text.format("EUR"))[0]
    assert "is in USD, not in GBP" in faults(text.format("USD"), currency_code="GBP")[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hello world\n", "missing: date, account, debit and credit, or amount"),
        ("Date,Account\n2026-01-01,a\n", "missing: debit and credit, or amount"),
        ("Date,Account,Amount,Amount\n2026-01-01,a,1,1\n", "'Amount' stands twice"),
        (HEAD, "holds no postings"),
        (HEAD + '2026-01-01,1,"a\n', "no postings"),
    ],
)
def test_refusals(text: str, words: str) -> None:
    assert any(words in fault for fault in faults(text))


def test_mapping_names_columns_and_misses_are_told() -> None:
    text = "When,What,Sum\n2026-01-05,a,5\n2026-01-05,b,-5\n"
    assert read(text, date="when", account="What", amount="Sum").lines == 2
    assert "missing: date" in faults(text, date="Day", account="What", amount="Sum")[0]
    assert "no column 'Note' for text" in faults(
        text, date="When", account="What", amount="Sum", text="Note")[0]  # fmt: skip


def test_mapping_parse() -> None:
    parsed = Mapping.parse("date=Datum, account=Konto nr,decimal=comma,delimiter=tab")
    assert parsed == Mapping(date="Datum", account="Konto nr", decimal="comma", delimiter="\t")
    with pytest.raises(IntakeError) as caught:
        Mapping.parse("colour=red,date=a,date=b")
    assert len(caught.value.faults) == 2
    with pytest.raises(IntakeError, match="Use point or comma"):
        Mapping.parse("decimal=dot")
    with pytest.raises(IntakeError, match="cannot separate"):
        Mapping(delimiter='"')


def test_debit_and_credit_win_over_amount_unless_it_is_named() -> None:
    header = ["Date", "Account", "Amount", "Debit", "Credit"]
    assert resolve(header, Mapping()).amount == -1
    assert resolve(header, Mapping(amount="Amount")).debit == -1


@given(st.lists(st.lists(st.integers(-(10**8), 10**8).filter(bool), min_size=1, max_size=4)))
def test_rows_read_and_refused_are_all_rows(entries: list[list[int]]) -> None:
    text = HEAD + "2026-01-01,first,a,1.25,x\n2026-01-01,first,b,-1.25,x\n"
    for number, amounts in enumerate(entries):
        for amount in [*amounts, -sum(amounts)]:  # the last may be zero: a refused row
            text += f"2026-01-05,{number},a,{amount / 100:.2f},x\n"
    ledger = read(text)
    assert ledger.rows is not None
    assert ledger.rows.total == 2 + sum(len(amounts) + 1 for amounts in entries)
    assert ledger.rows.total == ledger.rows.read + ledger.rows.refused
    assert ledger.rows.refused == sum(sum(amounts) == 0 for amounts in entries)
    assert ledger.debits == ledger.credits


def test_guessed_columns_are_shown_and_confirmed_by_stating_them() -> None:
    text = "Datum;Konto;Belopp\n2026-01-05;1930;5\n2026-01-05;3000;-5\n"
    shown = 'the columns are read as --map "date=Datum,account=Konto,amount=Belopp"'
    assert any(shown in finding.what for finding in read(text).findings)
    stated = read(text, date="Datum", account="Konto", amount="Belopp")
    assert not any("--map" in finding.what for finding in stated.findings)


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("Date,Account Name,Description,Debit (GBP),Credit (GBP)", "GBP"),
        ("Transaction Date,Full Account Name,Memo,Debit,Credit", ""),
        (("Date,Account Name,Note,Debit Amount (Two Column Approach),"
         "Credit Amount (Two Column Approach)"), ""),
    ],
)  # fmt: skip
def test_accounts_by_name_and_currencies_in_headers(header: str, currency: str) -> None:
    rows = "2025-01-31,Office rent,x,600.00,\n2025-01-31,Expenses:Meals,x,4.00,\n"
    rows += "2025-01-31,Current account,x,,604.00\n"
    ledger = read_csv(f"{header}\n{rows}".encode(), "names.csv")
    assert (ledger.currency, ledger.debits) == (currency, 60_400)
    means = account_meanings(ledger)
    assert [item.meaning for item in means.values()] == ["other_expense", "other_expense", "bank"]
