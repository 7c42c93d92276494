"""Driver volumes that a ledger shows: how many invoices, bank lines, journals ... in a year.

Every rule looks at the net movement of an entry on each meaning of account. A driver that the
data cannot show is absent, never zero by default; :func:`unseen` lists those.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

from bestplaced.intake.ledger import Finding, Ledger
from bestplaced.intake.seen import (
    Seen,
    customer_receipt,
    document,
    journal,
    sales_invoice,
    supplier_invoice,
    supplier_payment,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bestplaced.intake.entries import Flags, Ints
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
_MONTHS: Final = 12
_EDGE_DAYS: Final = 5
_FIRST_MONTH_DAYS: Final = 31
_PAY_LINES: Final = 3
_ENOUGH_MONTHS: Final = 6
_SETTLING_DAYS: Final = 91  # in the first quarter every name is new
OVERDUE_DAYS: Final = 60  # 30 days of credit and 30 days more; judgement (grade E)


Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Volume:
    """How often a driver occurred, per covered period and per year, and how that was counted.

    ``months`` counts it by calendar month (``2025-01``), where it can be dated; ``confidence``
    says how surely the count is the driver itself: high where entries show it directly, medium
    where they nearly do, low where it is inferred.
    """

    driver: str
    value: float
    per_year: float
    basis: str
    confidence: Confidence = "high"
    months: tuple[tuple[str, int], ...] = ()

    @property
    def peak(self) -> tuple[str, float] | None:
        """Return the busiest month and its multiple of the average, from six months on."""
        if len(self.months) < _ENOUGH_MONTHS or not self.value:
            return None
        month, most = max(self.months, key=lambda item: item[1])
        return month, round(most * len(self.months) / self.value, 2)

    @property
    def trend(self) -> float | None:
        """Return the growth a year as a part of the average, by least squares.

        None below six months, and where the slope is within two of its standard errors of zero.
        """
        counts = np.array([count for _, count in self.months], np.float64)
        if len(counts) < _ENOUGH_MONTHS or not counts.any():
            return None
        places = np.arange(len(counts)) - (len(counts) - 1) / 2
        spread = float((places**2).sum())
        slope = float((places * counts).sum()) / spread
        rest = counts - counts.mean() - slope * places
        error = float(np.sqrt((rest**2).sum() / (len(counts) - 2) / spread))
        return round(12 * slope / float(counts.mean()), 3) if abs(slope) > 2 * error else None

    def to_json(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "value": self.value,
            "per_year": self.per_year,
            "basis": self.basis,
            "confidence": self.confidence,
            "months": dict(self.months) or None,
            "peak": {"month": self.peak[0], "of_average": self.peak[1]} if self.peak else None,
            "trend_per_year": self.trend,
        }


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

    @property
    def weak(self) -> bool:
        """Say whether the days are too few to speak of a year."""
        return self.days < WEAK_BELOW_DAYS

    def per_year(self, value: float) -> float:
        """Return a volume scaled to a year; 365 and 366 covered days are one year."""
        if self.days in {_YEAR_DAYS, _YEAR_DAYS + 1}:
            return value
        scaled = Decimal(str(value)) * _YEAR_DAYS / self.days
        return float(scaled.quantize(Decimal("0.1"), ROUND_HALF_UP))


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
    if ledger.balances_only and ledger.period:
        return ledger.period
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
    if not covered.weak:
        return ()
    what = (
        f"the entries cover {covered.days} day(s) only: figures per year are weak, and no plan "
        "takes them for the catalogue's defaults."
    )
    return (Finding(what),)


def measure_volumes(seen: Sequence[Seen]) -> tuple[Volume, ...]:
    """Return every volume that ledgers with vouchers show, in the order of :data:`DRIVERS`.

    Annualised by the covered days; too few of them make every figure unsure. Entries whose text
    says that they open balances are not work of the period and are left out.
    """
    covered = cover(item.ledger for item in seen)
    counted = {**_entry_counts(seen), **_account_counts(seen, covered), **_inferred(seen, covered)}
    return tuple(
        Volume(
            driver,
            float(found.value),
            covered.per_year(float(found.value)) if found.per_year is None else found.per_year,
            found.basis,
            "low" if covered.weak else found.confidence,
            _by_month(found.months, covered) if found.months is not None else (),
        )
        for driver in DRIVERS
        if driver in counted
        for found in (counted[driver],)
    )


class _Count(NamedTuple):
    """A count and, for a driver whose events are dated, the month of each event.

    ``per_year`` stands where a year holds another number than the covered days scaled.
    """

    value: int
    basis: str
    confidence: Confidence = "high"
    months: Ints | None = None
    per_year: float | None = None


def month_name(month: int) -> str:
    """Return a month counted from January 1970 as ``2025-01``."""
    return f"{1970 + month // 12:04d}-{month % 12 + 1:02d}"


def _by_month(months: Ints, covered: Cover) -> tuple[tuple[str, int], ...]:
    """Count events by month, months of the cover without any included."""
    counts = dict(zip(*(part.tolist() for part in np.unique(months, return_counts=True)),
                      strict=True))  # fmt: skip
    every = {
        month for first, last in covered.periods for month in range(_month(first), _month(last) + 1)
    }
    return tuple((month_name(m), counts.get(m, 0)) for m in sorted(every | counts.keys()))


def _month(day: dt.date) -> int:
    return (day.year - 1970) * 12 + day.month - 1


def unseen(volumes: Iterable[Volume]) -> tuple[str, ...]:
    """Return the drivers that the ledgers could not show."""
    known = {volume.driver for volume in volumes}
    return tuple(driver for driver in DRIVERS if driver not in known)


# driver, what must occur in the ledger for it to be visible, rule, basis
_RULES: Final[tuple[tuple[str, tuple[str, ...], Callable[[Seen], Flags], str], ...]] = (
    ("documents", ("bank", "payables", "receivables"), document,
     ("entries with an outside document: supplier invoices, sales invoices, and bank or cash "
     "entries other than customer receipts and supplier payments")),
    ("sales_invoices", ("receivables",), sales_invoice,
     "entries that debit customers and credit revenue"),
    ("supplier_payments", ("payables",), supplier_payment,
     "entries that debit suppliers and credit bank or cash; a batch is one"),
    ("supplier_invoices", ("payables",), supplier_invoice,
     "entries that credit suppliers, or book and pay in one"),
    ("customer_receipts", ("receivables",), customer_receipt,
     "entries that credit customers and debit bank or cash; a batch is one"),
    ("journals", (), journal,
     "entries that touch neither bank, cash, customers, suppliers nor revenue"),
)  # fmt: skip


def _entry_counts(seen: Sequence[Seen]) -> dict[str, _Count]:
    found = {}
    for driver, needs, rule, basis in _RULES:
        if not needs or any(item.touches(*needs).any() for item in seen):
            months = _dated(seen, rule)
            found[driver] = _Count(len(months), basis, _sure(driver), months)
    runs = np.concatenate([np.unique(item.book.date[_pay_run(item) & item.work]) for item in seen])
    if len(runs):
        basis = (
            "dates of entries that debit wages, touch no supplier, and touch the bank or have "
            "three rows or more"
        )
        months = np.unique(runs).astype("datetime64[M]").astype(np.int64)
        found["pay_runs"] = _Count(len(months), basis, "medium", months)
    for driver, rule, basis in (
        ("sales_tax_returns", _settles,
         "months in which sales tax is settled through the bank or the tax account"),
        ("payroll_returns", _payroll_return,
         "months in which payroll taxes or social charges owed are paid"),
    ):  # fmt: skip
        months = np.unique(_dated(seen, rule))
        if len(months):
            found[driver] = _Count(len(months), basis, _sure(driver), months)
    return found


def _sure(driver: str) -> Confidence:
    if driver == "payroll_returns":  # a payment is seen, the return is not
        return "low"
    return "medium" if driver in {"documents", "journals", "sales_tax_returns"} else "high"


def _dated(seen: Sequence[Seen], rule: Callable[[Seen], Flags]) -> Ints:
    """Return the month of every entry that a rule holds for."""
    return np.concatenate([item.book.months()[rule(item) & item.work] for item in seen])


def _pay_run(seen: Seen) -> Flags:
    book = seen.book
    wages = book.sums(seen.chosen(lambda item: item.wages))
    full = seen.touches("bank") | (np.diff(book.start) >= _PAY_LINES)
    return (wages > 0) & full & ~seen.touches("payables", "receivables")


def _settles(seen: Seen) -> Flags:
    few = seen.book.counts(seen.chosen(lambda item: item.statement == "result")) <= 1
    other = seen.touches("receivables", "payables", "revenue", "cost_of_sales", "payroll",
                         "inventory")  # fmt: skip
    return seen.touches("sales_tax") & seen.touches("bank", "tax") & ~other & few


def _payroll_return(seen: Seen) -> Flags:
    owed = seen.chosen(lambda item: item.payroll_debt)
    paid = seen.credits("bank", "tax")
    return (seen.book.sums(owed) > 0) & paid & ~seen.touches("payroll", "receivables")


def _account_counts(seen: Sequence[Seen], covered: Cover) -> dict[str, _Count]:
    moved = {account for item in seen for account in _moved(item)}
    banks = {account.account for account in moved if account.meaning == "bank"}
    balance = {account.account for account in moved if account.statement == "balance"}
    found = {}
    if banks:
        months = np.concatenate([
            item.book.months()[item.book.owner[item.on("bank") & item.work[item.book.owner]]]
            for item in seen
        ])  # fmt: skip
        found["bank_lines"] = _Count(len(months), "postings on bank accounts", "high", months)
        found["bank_account_months"] = _account_months(len(banks), "bank account(s)", covered)
    if balance:
        words = "balance-sheet account(s), bank included,"
        found["balance_sheet_account_months"] = _account_months(len(balance), words, covered)
    return found


def _account_months(
    accounts: int, words: str, covered: Cover, confidence: Confidence = "high"
) -> _Count:
    """Count accounts times the months covered, and times twelve in a year."""
    basis = f"{accounts} {words} with movement x {covered.months} month(s) covered"
    yearly = float(accounts * _MONTHS)
    return _Count(accounts * covered.months, basis, confidence, per_year=yearly)


def _moved(seen: Seen) -> set[AccountMeaning]:
    book = seen.book
    codes = np.unique(book.account.codes[seen.work[book.owner]])
    return {seen.meanings[book.account.values[code]] for code in codes.tolist()}


def _inferred(seen: Sequence[Seen], covered: Cover) -> dict[str, _Count]:
    """Count what only accounts and parties hint at: loans, stock, new parties, late payers."""
    moved = {account for item in seen for account in _moved(item)}
    found = {}
    loans = {item.account for item in moved if item.loan}
    if loans:
        found["loan_months"] = _account_months(len(loans), "loan account(s)", covered, "low")
    if any(item.meaning == "inventory" for item in moved):
        words = "place of stock, as all inventory accounts are taken,"
        found["stock_location_months"] = _account_months(1, words, covered, "low")
    for driver, meaning in (("new_suppliers", "payables"), ("new_customers", "receivables")):
        months = _new_parties(seen, meaning, covered)
        if months is not None:
            basis = "names met for the first time, after the first quarter, scaled to the period"
            days_after = max(covered.days - _SETTLING_DAYS, 1)
            value = round(len(months) * covered.days / days_after)
            found[driver] = _Count(value, basis, "low", months)
    chases = np.concatenate([chased_months(item) for item in seen])
    long = covered.days > OVERDUE_DAYS + _FIRST_MONTH_DAYS  # before that nothing can be overdue
    if long and any(item.touches("receivables").any() for item in seen):
        basis = (
            f"sales invoices open more than {OVERDUE_DAYS} days, at each month's end, if receipts "
            "pay the oldest first"
        )
        found["overdue_chases"] = _Count(len(chases), basis, "low", chases)
    return found


def _new_parties(seen: Sequence[Seen], meaning: str, covered: Cover) -> Ints | None:
    """Return the months in which names appear first, or None where the files name no parties."""
    first: dict[str, int] = {}
    named = False
    for item in seen:
        party = item.book.party
        if party is None:
            continue
        lines = np.flatnonzero(item.on(meaning) & party.given)
        named = named or len(lines) > 0
        ordinals = item.book.date.astype(np.int64)[item.book.owner[lines]]
        order = np.argsort(ordinals, kind="stable")
        codes, at = np.unique(party.codes[lines][order], return_index=True)
        for code, day in zip(codes.tolist(), ordinals[order][at].tolist(), strict=True):
            name = party.values[code]
            first[name] = min(day, first.get(name, day))
    if not named or covered.days <= _SETTLING_DAYS:
        return None
    begin = covered.periods[0][0].toordinal() - dt.date(1970, 1, 1).toordinal() + _SETTLING_DAYS
    late = np.array([day for day in first.values() if day >= begin], np.int64)
    return late.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def chased_months(seen: Seen) -> Ints:
    """Return a month for each sales invoice overdue at its end (F16: one reminder each).

    Receipts settle the oldest invoices first; an opening balance is the oldest of all.
    """
    book = seen.book
    net = seen.net("receivables")
    if not net.any():
        return np.zeros(0, np.int64)
    order = np.argsort(book.date, kind="stable")
    day, change = book.date[order].astype(np.int64), net[order]
    opened = sum(item.amount for item in seen.ledger.opening
                 if item.account in seen.meanings
                 and seen.meanings[item.account].meaning == "receivables")  # fmt: skip
    billed = opened + np.cumsum(np.maximum(change, 0))
    settled = np.cumsum(np.maximum(-change, 0))
    invoice = (sales_invoice(seen) & seen.work)[order]
    months = np.unique(book.months())
    ends = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    found = []
    for month, end in zip(months.tolist(), ends.tolist(), strict=True):
        paid_rows = int(np.searchsorted(day, end))
        paid = int(settled[paid_rows - 1]) if paid_rows else 0
        old = int(np.searchsorted(day, end - OVERDUE_DAYS))
        first_open = int(np.searchsorted(billed, paid, "right"))
        found.append(np.full(int(invoice[first_open:old].sum()), month, np.int64))
    return np.concatenate(found)
