"""Bank lists without a header row: proven by their balances, or shown and confirmed by flag."""

from __future__ import annotations

import pytest

from bestplaced.errors import IntakeError, NotAnExportError
from bestplaced.intake.bank import BankStatement, looks_headless
from bestplaced.intake.columns import Mapping
from bestplaced.intake.formats import parse_export
from bestplaced.intake.ledger import Ledger
from tests import exports

# Three lines each: +500.00, -10.00 and -120.50, as banks that write no headings list them.
PROVEN = {
    "AU, newest first, signs": (
        ('31/01/2025,"-120.50","POWER CO","+1879.50"\n30/01/2025,"+500.00","ADA","+2000.00"\n'
        '29/01/2025,"-10.00","SHOP","+1500.00"\n'), "date=1,amount=2,text=3,balance=4"),
    "CA, out and in": (
        ("01/31/2025,POWER,120.50,,1879.50\n01/30/2025,ADA,,500.00,2000.00\n"
        "01/29/2025,SHOP,10.00,,1500.00\n"), "date=1,text=2,debit=3,credit=4,balance=5"),
    "DE, oldest first, commas": (
        ("29.01.2025;SHOP;-10,00;1.500,00\n30.01.2025;ADA;500,00;2.000,00\n"
        "31.01.2025;POWER;-120,50;1.879,50\n"), "date=1,text=2,amount=3,balance=4"),
    "NL, a column of sides": (
        ("20250129\tD\t10.00\tSHOP\t1500.00\n20250130\tC\t500.00\tADA\t2000.00\n"
        "20250131\tD\t120.50\tPOWER\t1879.50\n"), "date=1,amount=3,text=4,balance=5"),
}  # fmt: skip
BARE = (
    '"01/31/2025","-120.50","*","","POWER"\n"01/30/2025","500.00","*","","ADA"\n'
    '"01/29/2025","-10.00","*","1021","SHOP"\n'
)


def read(text: str, mapping: Mapping | None = None) -> BankStatement:
    """Return the one statement of a file."""
    found = parse_export(text.encode(), "b.csv", mapping)
    assert isinstance(found, tuple)
    return found[0]


@pytest.mark.parametrize("name", PROVEN)
def test_a_balance_that_follows_proves_the_columns(name: str) -> None:
    text, columns = PROVEN[name]
    statement = read(text)
    assert [line.amount for line in statement.lines] == [-1_000, 50_000, -12_050]
    assert (statement.opening, statement.closing) == (151_000, 187_950)
    assert f"there is no header row: the columns are read as {columns}," in str(
        statement.findings[0]
    )


def test_without_a_balance_the_guess_is_shown_and_nothing_is_read() -> None:
    with pytest.raises(NotAnExportError) as caught:
        read(BARE)
    assert '--map "date=1,amount=2,text=5"' in str(caught.value)
    assert "b.csv:1: no header row was found" in str(caught.value)


def test_the_guess_confirmed_by_flag_is_read() -> None:
    statement = read(BARE, Mapping.parse("date=1,amount=2,text=5,currency_code=USD"))
    assert (statement.money_in, statement.money_out) == (50_000, 13_050)
    assert statement.lines[-1].text == "POWER"


def test_a_list_whose_balance_breaks_is_not_taken_as_proven() -> None:
    """One line taken out: what is left follows nowhere, so the user is asked and told its line."""
    text = PROVEN["AU, newest first, signs"][0] + '28/01/2025,"-5.00","SHOP","+1511.00"\n'
    with pytest.raises(IntakeError, match="no header row was found"):
        read(text)
    with pytest.raises(IntakeError, match=r"b\.csv:3: the balance 1,500\.00 does not follow"):
        read(text, Mapping.parse("date=1,amount=2,balance=4"))


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("date=1,amount=9", "no row has the columns '1', '9'"),
        ("date=1,amount=5", "'POWER' is not an amount"),
        ("date=2,amount=1", "is not a"),
    ],
)
def test_a_wrong_flag_is_refused(stated: str, words: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read(BARE, Mapping.parse(stated))
    assert words in str(caught.value)


def test_columns_of_a_bank_may_be_named_by_headers_of_any_language() -> None:
    text = "Kuupäev;Selgitus;Summa;Jääk\n29.01.2025;Pood;-10,00;1500,00\n"
    text += "30.01.2025;Ada;500,00;2000,00\n"
    with pytest.raises(IntakeError, match="no header row"):
        read(text)
    statement = read(text, Mapping.parse("date=Kuupäev,text=Selgitus,amount=Summa,balance=Jääk"))
    assert (statement.opening, statement.closing) == (151_000, 200_000)


def test_a_ledger_of_which_only_date_and_amount_are_named_stays_a_ledger() -> None:
    mapping = Mapping.parse("date=Date,amount=Amount")
    text = "Date,Entry,Account,Amount\n2026-01-05,1,Bank,5.50\n2026-01-05,1,Sales,-5.50\n"
    assert isinstance(parse_export(text.encode(), "x.csv", mapping), Ledger)


def test_no_other_export_looks_headless() -> None:
    found = [name for name, text in exports.TEXTS.items() if looks_headless(text.encode())]
    assert found == ["headless"]
