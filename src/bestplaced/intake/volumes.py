"""Driver volumes that a ledger shows: how many invoices, bank lines, journals ... in a year.

Every rule looks at the net movement of an entry on each meaning of account. A driver that the
data cannot show is absent, never zero by default; :func:`unseen` lists those.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from bestplaced.intake.ledger import Finding, Ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bestplaced.intake.ledger import Entry
    from bestplaced.intake.meaning import AccountMeaning

DRIVERS: Final = (
    "documents", "sales_invoices", "bank_deposits", "cash_counts", "payslips", "expense_claims",
    "new_suppliers", "new_customers", "purchase_orders", "supplier_payments",
    "customer_statements", "starters_leavers", "contract_months", "queries", "bank_lines",
    "bank_account_months", "supplier_invoices", "supplier_statements", "customer_receipts",
    "overdue_chases", "pay_runs", "payroll_returns", "year_end_heads", "sales_tax_returns",
    "contractors", "stock_location_months", "revenue_contract_months", "journals",
    "balance_sheet_account_months", "loan_months", "job_postings", "lender_reports",
    "tax_notices", "financings", "appraisal_cases", "deals",
)  # fmt: skip
WEAK_BELOW_DAYS: Final = 28
_YEAR_DAYS: Final = 365
_EDGE_DAYS: Final = 5
_FIRST_MONTH_DAYS: Final = 31
_MONEY: Final = frozenset({"bank", "cash"})
_TRADE: Final = frozenset({"receivables", "payables", "revenue"})
_PAY_LINES: Final = 3
_OPENING: Final = re.compile(
    r"opening balance|balance brought forward|ingående balans|eröffnung|nouveau", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Volume:
    """How often a driver occurred, per covered period and per year, and how that was counted."""

    driver: str
    value: float
    per_year: float
    basis: str


@dataclass(frozen=True, slots=True)
class Cover:
    """The days that the entries cover, both ends included; overlaps count once."""

    periods: tuple[tuple[dt.date, dt.date], ...]

    @property
    def days(self) -> int:
        """Return the number of covered days."""
        return sum((last - first).days + 1 for first, last in self.periods)

    @property
    def months(self) -> int:
        """Return the number of calendar months touched."""
        return len(
            {
                divmod(index, 12)
                for first, last in self.periods
                for index in range(first.year * 12 + first.month, last.year * 12 + last.month + 1)
            }
        )

    def per_year(self, value: float) -> float:
        """Return a volume scaled to a year; 365 and 366 covered days are one year."""
        if self.days in {_YEAR_DAYS, _YEAR_DAYS + 1}:
            return value
        scaled = Decimal(str(value)) * _YEAR_DAYS / self.days
        return float(scaled.quantize(Decimal("0.1"), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry as the rules see it: its net movement by meaning, in hundredths, and its rows."""

    entry: Entry
    net: Mapping[str, int]
    accounts: tuple[AccountMeaning, ...]

    def touches(self, *meanings: str) -> bool:
        """Say whether any posting stands on an account of these meanings."""
        return any(meaning in self.net for meaning in meanings)

    def debits(self, meaning: str) -> bool:
        """Say whether the entry raises the debit side of a meaning."""
        return self.net.get(meaning, 0) > 0

    def credits(self, meaning: str) -> bool:
        """Say whether the entry raises the credit side of a meaning."""
        return self.net.get(meaning, 0) < 0


def look(entry: Entry, meanings: Mapping[str, AccountMeaning]) -> Seen:
    """Return an entry with its accounts understood."""
    net: Counter[str] = Counter()
    for posting in entry.postings:
        net[meanings[posting.account].meaning] += posting.amount
    return Seen(entry, dict(net), tuple(meanings[p.account] for p in entry.postings))


def cover(ledgers: Iterable[Ledger]) -> Cover:
    """Return the covered days of several ledgers.

    From the fiscal year's first day, where the file states it and entries begin in its first
    month, else from the first entry, to the last entry. An end within five days of the turn of
    a month is moved to it, and one within a month of the period the export was made for to that.
    """
    spans = sorted(_span(ledger) for ledger in ledgers)
    joined: list[tuple[dt.date, dt.date]] = []
    for first, last in spans:
        if joined and first <= joined[-1][1] + dt.timedelta(days=1):
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return Cover(tuple(joined))


def _span(ledger: Ledger) -> tuple[dt.date, dt.date]:
    first, last = ledger.first_date, ledger.last_date
    start = ledger.fiscal_first
    if start and start <= first and (first - start).days <= _FIRST_MONTH_DAYS:
        first = start
    elif first.day <= _EDGE_DAYS:
        first = first.replace(day=1)
    month_end = monthrange(last.year, last.month)[1]
    if month_end - last.day < _EDGE_DAYS:
        last = last.replace(day=month_end)
    if ledger.period:
        begins, ends = ledger.period
        first = begins if 0 <= (first - begins).days <= _FIRST_MONTH_DAYS else first
        last = ends if 0 <= (ends - last).days <= _FIRST_MONTH_DAYS else last
    return first, last


def cover_findings(covered: Cover) -> tuple[Finding, ...]:
    """Return a finding when the covered days are too few to speak of a year."""
    if covered.days >= WEAK_BELOW_DAYS:
        return ()
    what = f"the entries cover {covered.days} day(s) only: figures per year are weak."
    return (Finding(what),)


def measure_volumes(
    ledgers: Sequence[Ledger], meanings: Sequence[Mapping[str, AccountMeaning]]
) -> tuple[Volume, ...]:
    """Return every volume the ledgers show, in the order of :data:`DRIVERS`.

    ``meanings`` belong to the ledgers one by one. Annualised by the covered days. Entries whose
    text says that they open balances are not work of the period and are left out.
    """
    covered = cover(ledgers)
    seen = [
        look(entry, means)
        for ledger, means in zip(ledgers, meanings, strict=True)
        for entry in ledger.entries
        if not _OPENING.search(entry.text)
    ]
    counted = {**_entry_counts(seen), **_account_counts(seen, covered)}
    return tuple(
        Volume(driver, float(value), covered.per_year(float(value)), basis)
        for driver in DRIVERS
        if driver in counted
        for value, basis in (counted[driver],)
    )


def unseen(volumes: Iterable[Volume]) -> tuple[str, ...]:
    """Return the drivers that the ledgers could not show."""
    known = {volume.driver for volume in volumes}
    return tuple(driver for driver in DRIVERS if driver not in known)


def _supplier_payment(seen: Seen) -> bool:
    return seen.debits("payables") and any(seen.credits(meaning) for meaning in _MONEY)


def _supplier_invoice(seen: Seen) -> bool:
    booked_and_paid = seen.net.get("payables") == 0
    return seen.credits("payables") or booked_and_paid


def _sales_invoice(seen: Seen) -> bool:
    return seen.debits("receivables") and seen.credits("revenue")


def _customer_receipt(seen: Seen) -> bool:
    return seen.credits("receivables") and any(seen.debits(meaning) for meaning in _MONEY)


def _other_money(seen: Seen) -> bool:
    return seen.touches(*_MONEY) and not any(
        rule(seen)
        for rule in (_supplier_payment, _supplier_invoice, _sales_invoice, _customer_receipt)
    )


def _document(seen: Seen) -> bool:
    return _supplier_invoice(seen) or _sales_invoice(seen) or _other_money(seen)


def _journal(seen: Seen) -> bool:
    return not seen.touches(*_MONEY, *_TRADE)


# driver, what must occur in the ledger for it to be visible, rule, basis
_RULES: Final[tuple[tuple[str, tuple[str, ...], Callable[[Seen], bool], str], ...]] = (
    ("documents", ("bank", "payables", "receivables"), _document,
     ("entries with an outside document: supplier invoices, sales invoices, and bank or cash "
     "entries other than customer receipts and supplier payments")),
    ("sales_invoices", ("receivables",), _sales_invoice,
     "entries that debit customers and credit revenue"),
    ("supplier_payments", ("payables",), _supplier_payment,
     "entries that debit suppliers and credit bank or cash; a batch is one"),
    ("supplier_invoices", ("payables",), _supplier_invoice,
     "entries that credit suppliers, or book and pay in one"),
    ("customer_receipts", ("receivables",), _customer_receipt,
     "entries that credit customers and debit bank or cash; a batch is one"),
    ("journals", (), _journal,
     "entries that touch neither bank, cash, customers, suppliers nor revenue"),
)  # fmt: skip


def _entry_counts(seen: Sequence[Seen]) -> dict[str, tuple[int, str]]:
    present = {meaning for item in seen for meaning in item.net}
    found = {
        driver: (sum(map(rule, seen)), basis)
        for driver, needs, rule, basis in _RULES
        if not needs or present & set(needs)
    }
    runs = {item.entry.date for item in seen if _pay_run(item)}
    if runs:
        found["pay_runs"] = (
            len(runs),
            (
                "dates of entries that debit wages, touch no supplier, and touch the bank or have "
                "three rows or more"
            ),
        )
    returns = {(item.entry.date.year, item.entry.date.month) for item in seen if _settles(item)}
    if returns:
        found["sales_tax_returns"] = (
            len(returns),
            "months in which sales tax is settled through the bank or the tax account",
        )
    return found


def _pay_run(seen: Seen) -> bool:
    wages = sum(
        posting.amount
        for posting, account in zip(seen.entry.postings, seen.accounts, strict=True)
        if account.wages
    )
    full = seen.touches("bank") or len(seen.entry.postings) >= _PAY_LINES
    return wages > 0 and full and not seen.touches("payables", "receivables")


def _settles(seen: Seen) -> bool:
    balance_only = not seen.touches(*_TRADE, "cost_of_sales", "payroll", "inventory")
    small = sum(account.statement == "result" for account in seen.accounts) <= 1
    return seen.touches("sales_tax") and seen.touches("bank", "tax") and balance_only and small


def _account_counts(seen: Sequence[Seen], covered: Cover) -> dict[str, tuple[int, str]]:
    moved = {account for item in seen for account in item.accounts}
    banks = {account.account for account in moved if account.meaning == "bank"}
    balance = {account.account for account in moved if account.statement == "balance"}
    lines = sum(account.meaning == "bank" for item in seen for account in item.accounts)
    found = {}
    if banks:
        found["bank_lines"] = (lines, "postings on bank accounts")
        found["bank_account_months"] = (
            len(banks) * covered.months,
            f"{len(banks)} bank account(s) with movement x {covered.months} month(s) covered",
        )
    if balance:
        basis = f"balance-sheet account(s) with movement x {covered.months} month(s) covered"
        found["balance_sheet_account_months"] = (
            len(balance) * covered.months,
            f"{len(balance)} {basis}, bank included",
        )
    return found
