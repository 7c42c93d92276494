"""Driver volumes, against entries counted by hand."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from bestplaced.intake.formats import read_ledger
from bestplaced.intake.ledger import Account, Entry, Ledger, Posting
from bestplaced.intake.meaning import account_meanings
from bestplaced.intake.seen import Seen
from bestplaced.intake.volumes import (
    DRIVERS,
    Cover,
    Volume,
    cover,
    cover_findings,
    measure_volumes,
    unseen,
)

if TYPE_CHECKING:
    from pathlib import Path


def ledger(*entries: tuple[str, dict[str, int]], text: str = "") -> Ledger:
    """Return a SIE-like ledger from dates and amounts by account."""
    made = tuple(
        Entry("A", str(n), dt.date.fromisoformat(day), text,
              tuple(Posting(*item) for item in amounts.items()), n)
        for n, (day, amounts) in enumerate(entries, start=1)
    )  # fmt: skip
    numbers = sorted({number for _, amounts in entries for number in amounts})
    return Ledger("SIE 4", "x", "", "SEK", tuple(map(Account, numbers)), made)


def volumes(*ledgers: Ledger) -> dict[str, Volume]:
    """Return the volumes by driver."""
    found = measure_volumes([Seen(item, account_meanings(item)) for item in ledgers])
    return {volume.driver: volume for volume in found}


def test_small_joinery(sie_path: Path) -> None:
    found = volumes(read_ledger(sie_path))
    # January, five vouchers: sale, purchase, receipt, pay, payment
    assert {driver: volume.value for driver, volume in found.items()} == {
        "documents": 3,  # sale, purchase, pay
        "sales_invoices": 1,
        "supplier_payments": 1,
        "bank_lines": 3,
        "bank_account_months": 1,
        "supplier_invoices": 1,
        "customer_receipts": 1,
        "pay_runs": 1,
        "journals": 0,
        "balance_sheet_account_months": 6,  # 1510 1930 2440 2611 2641 2710
    }
    assert found["pay_runs"].per_year == 11.8  # 365 / 31 = 11.77
    assert all(volume.basis for volume in found.values())


def test_credit_notes_are_no_invoices_and_net_movement_decides() -> None:
    found = volumes(
        ledger(
            ("2025-01-02", {"2440": 100, "4010": -100}),  # supplier's credit note
            ("2025-01-03", {"1510": -100, "3041": 100}),  # own credit note
            ("2025-01-04", {"2440": 300, "2441": -100, "1930": -200}),  # payment less a credit
            ("2025-01-05", {"4010": 100, "2440": -80, "1930": -20}),  # bill, part paid at once
        )
    )
    got = {name: found[name].value for name in ("supplier_invoices", "sales_invoices",
                                                "supplier_payments")}  # fmt: skip
    assert got == {"supplier_invoices": 1, "sales_invoices": 0, "supplier_payments": 1}


def test_pay_runs_leave_out_accruals_and_bought_in_staff_costs() -> None:
    found = volumes(
        ledger(
            ("2025-01-25", {"7210": 100, "2710": -30, "1930": -70}),
            ("2025-01-31", {"7210": 50, "2920": -50}),  # accrual: two rows, no bank
            ("2025-01-12", {"7690": 9, "1930": -9}),  # coffee
            ("2025-02-25", {"7210": 100, "2710": -30, "1930": -70}),
        )
    )
    assert found["pay_runs"].value == 2
    assert found["journals"].value == 1


def test_sales_tax_settlement() -> None:
    found = volumes(
        ledger(
            ("2025-02-12", {"2650": 100, "1930": -100}),
            ("2025-05-12", {"2650": 100, "1630": -101, "3740": 1}),  # revenue touched: left out
            ("2025-08-12", {"2650": 100, "1630": -100}),
            ("2025-08-20", {"5010": 80, "2641": 20, "1930": -100}),
            ("2025-08-21", {"2641": 20, "1930": -25, "6250": 5}),
        )
    )
    assert found["sales_tax_returns"].value == 2  # February and August


def test_what_is_not_there_is_absent_not_zero() -> None:
    found = volumes(ledger(("2025-01-02", {"5010": 5, "2990": -5})))
    assert set(found) == {"journals", "balance_sheet_account_months"}
    assert set(unseen(found.values())) == set(DRIVERS) - set(found)


def test_opening_balances_are_no_work() -> None:
    found = volumes(
        ledger(("2025-01-01", {"1930": 5, "2440": -5}), text="Opening balances"),
        ledger(("2025-01-02", {"4010": 5, "2440": -5})),
    )
    assert found["supplier_invoices"].value == 1


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2025-01-02", "2025-12-31", 365),  # the start moves to the first
        ("2024-01-01", "2024-12-29", 366),  # the end moves to the last
        ("2025-01-10", "2025-01-20", 11),  # neither end is near
    ],
)
def test_cover(first: str, last: str, days: int) -> None:
    found = cover([ledger((first, {"1930": 0}), (last, {"1930": 0}))])
    assert found.days == days
    assert found.per_year(26.0) == (26.0 if days > 364 else 862.7)  # 26 x 365 / 11


def test_two_halves_are_one_year_and_overlaps_count_once() -> None:
    spring = ledger(("2025-01-01", {"1930": 0}), ("2025-06-30", {"1930": 0}))
    autumn = ledger(("2025-06-01", {"1930": 0}), ("2025-12-31", {"1930": 0}))
    found = cover([autumn, spring])
    assert (found.days, found.months) == (365, 12)


def test_short_periods_are_weak() -> None:
    short = Cover(((dt.date(2025, 1, 1), dt.date(2025, 1, 27)),))
    (finding,) = cover_findings(short)
    assert "27 day(s) only" in str(finding)
    assert not cover_findings(Cover(((dt.date(2025, 1, 1), dt.date(2025, 1, 28)),)))
