"""Accounts understood: by BAS, by name, and by a chart that the names reveal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bestplaced.errors import IntakeError
from bestplaced.intake.ledger import Account, Ledger
from bestplaced.intake.meaning import account_meanings, by_name, meanings_in

if TYPE_CHECKING:
    from pathlib import Path


def ledger(kind: str, *accounts: Account) -> Ledger:
    """Return a ledger without entries."""
    return Ledger(kind, "x", "", "SEK", accounts, ())


@pytest.mark.parametrize(
    ("number", "meaning", "statement"),
    [
        ("1229", "fixed_assets", "balance"), ("1460", "inventory", "balance"),
        ("1510", "receivables", "balance"), ("1650", "sales_tax", "balance"),
        ("1910", "cash", "balance"), ("1930", "bank", "balance"), ("2081", "equity", "balance"),
        ("2440", "payables", "balance"), ("2510", "tax", "balance"),
        ("2611", "sales_tax", "balance"), ("2710", "other_liability", "balance"),
        ("3041", "revenue", "result"), ("4010", "cost_of_sales", "result"),
        ("5010", "other_expense", "result"), ("7210", "payroll", "result"),
        ("7832", "other_expense", "result"), ("8410", "financial", "result"),
        ("8910", "tax", "result"), ("8999", "equity", "balance"), ("x", "unknown", "unknown"),
    ],
)  # fmt: skip
def test_bas(number: str, meaning: str, statement: str) -> None:
    found = account_meanings(ledger("SIE 4", Account(number, "anything")))[number]
    assert (found.meaning, found.statement) == (meaning, statement)
    assert found.basis


def test_declared_type_wins_over_the_range() -> None:
    found = account_meanings(ledger("SIE 4", Account("2999", "", "expense")))["2999"]
    assert (found.meaning, found.statement) == ("other_expense", "result")
    assert "#KTYP" in found.basis


def test_only_pay_itself_is_wages() -> None:
    found = account_meanings(ledger("SIE 4", Account("7210"), Account("7690")))
    assert (found["7210"].wages, found["7690"].wages) == (True, False)


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("Sales tax payable", "sales_tax"), ("Accounts payable", "payables"),
        ("Payroll taxes payable", "other_liability"), ("Payroll checking", "bank"),
        ("Bank fees", "other_expense"), ("Interest expense", "financial"),
        ("Equipment loan", "other_liability"), ("Income tax expense", "tax"),
        ("Accumulated depreciation", "fixed_assets"), ("Depreciation expense", "other_expense"),
        ("Deferred revenue", "other_liability"), ("Cost of goods sold", "cost_of_sales"),
        ("Office salaries", "payroll"), ("Sales, repairs", "revenue"), ("Rent", "other_expense"),
        ("Retained earnings", "equity"), ("Raw materials inventory", "inventory"),
        ("Petty cash", "cash"), ("Kundfordringar", "receivables"), ("Zzz", "unknown"),
    ],
)  # fmt: skip
def test_names(name: str, meaning: str) -> None:
    assert by_name(Account("1", name)).meaning == meaning


US = (
    Account("1000", "Checking"), Account("1200", "Accounts receivable"),
    Account("3200", "Retained earnings"), Account("4000", "Sales"),
    Account("5000", "Cost of goods sold"), Account("6000", "Wages"),
)  # fmt: skip


def test_names_reveal_the_chart_and_numbers_settle_the_rest() -> None:
    found = account_meanings(ledger("CSV", *US, Account("4300", "Yard"), Account("6900", "Boats")))
    assert found["4300"].meaning == "revenue"
    assert found["6900"].meaning == "other_expense"
    assert "US chart" in found["6900"].basis


def test_number_overrules_a_name_that_says_the_other_statement() -> None:
    found = account_meanings(
        ledger("CSV", *US, Account("4150", "Repair fees"), Account("6450", "Small equipment"))
    )
    assert found["4150"].meaning == "revenue"  # by name an expense
    assert found["6450"].meaning == "other_expense"  # by name a fixed asset


def test_too_few_names_leave_numbers_unread() -> None:
    found = account_meanings(ledger("CSV", Account("4000", "Sales"), Account("4300", "Yard")))
    assert found["4300"].meaning == "unknown"


def test_a_file_states_what_accounts_mean_and_every_bad_row_is_told(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("account,meaning\n6230,accounting_fees\n\n1999,bank\n")
    assert meanings_in(path) == {"6230": "accounting_fees", "1999": "bank"}
    path.write_text("6230,fees\n1999\n1,bank\n1,cash\n")
    with pytest.raises(IntakeError) as caught:
        meanings_in(path)
    assert [fault.where for fault in caught.value.faults] == [
        "accounts.csv:1", "accounts.csv:2", "accounts.csv:4",
    ]  # fmt: skip
