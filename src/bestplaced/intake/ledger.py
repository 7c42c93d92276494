"""The neutral ledger: what every reader returns, whatever the file looked like.

Money is an integer count of hundredths of the currency (öre, cents), debit positive and credit
negative; it becomes a decimal only at the edges, through :func:`major` and :func:`money`.
Everything here is frozen and picklable.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, cast

import numpy as np

from bestplaced.errors import Fault
from bestplaced.intake.entries import Entries, Entry, Posting

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

__all__ = ["Account", "Balance", "Entries", "Entry", "Finding", "Ledger", "Posting", "Rows"]

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the chart; ``kind`` is what the file declares, or empty.

    ``standard`` is the account of the national chart that it stands for, where the file says so.

    Declared kinds: ``asset``, ``liability``, ``expense``, or what the account means exactly, as
    in :data:`bestplaced.intake.charts.MEANINGS`.
    """

    number: str
    name: str = ""
    kind: str = ""
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """The balance of an account at a date, in hundredths, debit positive."""

    account: str
    amount: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the reader noticed that does not forbid measuring, and where."""

    what: str
    where: str = ""

    def __str__(self) -> str:
        """Return ``where: what`` on one line."""
        return f"{self.where}: {self.what}" if self.where else self.what


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table: ``total = read + refused``; each refused row has a finding."""

    total: int
    read: int
    refused: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything read from one general-ledger file.

    ``currency`` is an ISO 4217 code, or empty where the file does not say. ``opening`` and
    ``closing`` are the balances at the two ends of the fiscal year, where the file gives them;
    ``rows`` counts table rows and is absent for formats that have none. ``chart`` names the
    national chart that the account numbers follow, where the format or the file fixes it, and
    ``period`` is the first and last day that an export says it was made for.

    ``balances_only`` says that the file holds balances and no vouchers: ``entries`` are then the
    movements of each month, or of the whole period, and show results but count nothing.

    ``entries`` may be given as any sequence of :class:`Entry`; they are kept as columns
    (:attr:`book`), and ``entries`` is then a lazy view of them.
    """

    format: str
    source: str
    organisation: str
    currency: str
    accounts: tuple[Account, ...]
    entries: Sequence[Entry]
    opening: tuple[Balance, ...] = ()
    closing: tuple[Balance, ...] = ()
    fiscal_first: dt.date | None = None
    fiscal_last: dt.date | None = None
    rows: Rows | None = None
    findings: tuple[Finding, ...] = field(default=())
    chart: str = ""
    period: tuple[dt.date, dt.date] | None = None
    balances_only: bool = False

    def __post_init__(self) -> None:
        """Keep the entries as columns."""
        object.__setattr__(self, "entries", Entries.of(self.entries))

    @property
    def book(self) -> Entries:
        """Return the columns of the entries."""
        return cast("Entries", self.entries)

    @property
    def lines(self) -> int:
        """Return the number of postings."""
        return len(self.book.amount)

    @property
    def debits(self) -> int:
        """Return the sum of all debits, in hundredths."""
        amount = self.book.amount
        return int(amount[amount > 0].sum())

    @property
    def credits(self) -> int:
        """Return the sum of all credits as a positive number, in hundredths."""
        amount = self.book.amount
        return -int(amount[amount < 0].sum())

    @property
    def unbalanced(self) -> tuple[Entry, ...]:
        """Return the entries whose debits and credits differ."""
        return tuple(self.book[int(row)] for row in np.flatnonzero(self.book.differences))

    @property
    def first_date(self) -> dt.date:
        """Return the date of the earliest entry."""
        return cast("dt.date", self.book.date.min().item())

    @property
    def last_date(self) -> dt.date:
        """Return the date of the latest entry."""
        return cast("dt.date", self.book.date.max().item())

    def name_of(self, number: str) -> str:
        """Return the name of an account, or an empty text when it is not declared."""
        return next((a.name for a in self.accounts if a.number == number), "")

    def turnover(self) -> dict[str, int]:
        """Return the net movement of every account with postings, in hundredths."""
        account = self.book.account
        net = np.zeros(len(account.values), np.int64)
        np.add.at(net, account.codes, self.book.amount)
        used = np.bincount(account.codes, minlength=len(net)) > 0
        return {
            number: int(value)
            for number, value, seen in zip(account.values, net, used, strict=True)
            if seen
        }


def major(hundredths: int) -> Decimal:
    """Return hundredths as an exact decimal amount with two places."""
    return (Decimal(hundredths) * HUNDREDTH).quantize(HUNDREDTH)


def money(hundredths: int, currency: str = "") -> str:
    """Return an amount for people: ``1,234.56 SEK``."""
    return f"{major(hundredths):,.2f} {currency}".strip()


def unbalanced_faults(entries: Iterable[Entry], source: str, remedy: str) -> list[Fault]:
    """Return one fault for every entry whose debits and credits differ."""
    if isinstance(entries, Entries):
        entries = [entries[int(row)] for row in np.flatnonzero(entries.differences)]
    return [
        Fault(
            what=f"entry {entry.name or '(no number)'} of {entry.date.isoformat()} does not "
            f"balance: debits less credits are {money(entry.difference)}.",
            where=f"{source}:{entry.line}",
            remedy=remedy,
        )
        for entry in entries
        if entry.difference
    ]


def one_side_faults(entries: Entries, source: str) -> list[Fault]:
    """Return the one fault of a table that is not a ledger but the list of one account."""
    accounts = np.unique(entries.account.codes)
    if len(accounts) != 1 or len(entries) == 1 or not entries.differences.any():
        return []
    what = (
        f"all {len(entries.amount):,} lines stand on one account "
        f"({entries.account.values[int(accounts[0])][:40]}): this is one side of the books."
    )
    remedy = (
        "Export the journal, or the general ledger over all accounts; a bank's own list is best "
        "downloaded as CAMT, OFX or MT940."
    )
    return [Fault(what, source, remedy)]
