"""Sides of accounts where a report prints one amount with its natural sign."""

from __future__ import annotations

from bestplaced.intake.ledger import Account
from bestplaced.intake.reports.signs import sides

ACCOUNTS = [Account(name) for name in ("Checking", "Rent Expense", "Accounts Payable (A/P)",
                                       "Sales Tax Payable", "Service Income")]  # fmt: skip


def test_debts_that_settle_each_other_keep_their_natural_sign() -> None:
    """The bank pays rent, and one debt turns into another: each balances as it is printed."""
    groups = [
        {"Checking": -5, "Rent Expense": 5},
        {"Accounts Payable (A/P)": 7, "Sales Tax Payable": -7},
    ]
    found = sides(groups, ACCOUNTS)
    assert (found["Checking"], found["Rent Expense"]) == (1, 1)
    assert (found["Accounts Payable (A/P)"], found["Sales Tax Payable"]) == (-1, -1)


def test_entries_that_cross_the_sides_and_balance_are_debits_less_credits() -> None:
    groups = [{"Checking": 9, "Service Income": -9}, {"Checking": -5, "Rent Expense": 5}]
    assert set(sides(groups, ACCOUNTS).values()) == {1}


def test_an_entry_that_balances_both_ways_proves_nothing() -> None:
    """Checking -1, costs 1, and one debt into another: natural signs balance as they stand."""
    group = {"Checking": -1, "Rent Expense": 1, "Accounts Payable (A/P)": -1,
             "Sales Tax Payable": 1}  # fmt: skip
    found = sides([group], ACCOUNTS)
    assert (found["Checking"], found["Accounts Payable (A/P)"]) == (1, -1)
