"""A ledger's entries as the rules see them: what each moves on every meaning of account."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bestplaced.intake.entries import Entries, Flags, Ints
    from bestplaced.intake.ledger import Ledger
    from bestplaced.intake.meaning import AccountMeaning

_OPENING: Final = (
    "opening balance", "balance brought forward", "ingående balans", "eröffnung", "nouveau",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """The entries of one ledger with their accounts understood; every rule is one array.

    ``work`` leaves out entries whose text says that they open balances: not work of the period.
    """

    ledger: Ledger
    meanings: Mapping[str, AccountMeaning]
    _lines: dict[str, Flags] = field(default_factory=dict)
    _nets: dict[str, Ints] = field(default_factory=dict)

    @property
    def book(self) -> Entries:
        """Return the columns of the entries."""
        return self.ledger.book

    @property
    def work(self) -> Flags:
        """Say for every entry whether it is work of the period."""
        if "" not in self._lines:
            text = self.book.text
            self._lines[""] = ~text.texts.holding(_OPENING)[text.codes]
        return self._lines[""]

    def chosen(self, holds: Callable[[AccountMeaning], bool]) -> Flags:
        """Say for every posting whether its account passes."""
        return self.book.account.where(lambda number: holds(self.meanings[number]))

    def on(self, meaning: str) -> Flags:
        """Say for every posting whether it stands on an account of this meaning."""
        if meaning not in self._lines:
            self._lines[meaning] = self.chosen(lambda item: item.meaning == meaning)
        return self._lines[meaning]

    def net(self, meaning: str) -> Ints:
        """Return the net movement of every entry on a meaning, in hundredths."""
        if meaning not in self._nets:
            self._nets[meaning] = self.book.sums(self.on(meaning))
        return self._nets[meaning]

    def touches(self, *meanings: str) -> Flags:
        """Say for every entry whether any posting stands on an account of these meanings."""
        hit = np.zeros(len(self.book.amount), np.bool_)
        for meaning in meanings:
            hit |= self.on(meaning)
        return np.asarray(self.book.counts(hit) > 0, np.bool_)

    def debits(self, *meanings: str) -> Flags:
        """Say for every entry whether it raises the debit side of one of these meanings."""
        return _any(self.net(meaning) > 0 for meaning in meanings)

    def credits(self, *meanings: str) -> Flags:
        """Say for every entry whether it raises the credit side of one of these meanings."""
        return _any(self.net(meaning) < 0 for meaning in meanings)

    def closes(self) -> Flags:
        """Say for every entry whether it only carries the year's result to equity."""
        result = self.chosen(lambda item: item.statement == "result")
        alone = self.book.counts(~(result | self.on("equity"))) == 0
        return _all((self.net("revenue") > 0, self.touches("equity"), alone))


def _any(flags: Iterable[Flags]) -> Flags:
    return np.asarray(np.logical_or.reduce(list(flags)), np.bool_)


def _all(flags: Iterable[Flags]) -> Flags:
    return np.asarray(np.logical_and.reduce(list(flags)), np.bool_)


def supplier_payment(seen: Seen) -> Flags:
    """Say which entries debit suppliers and credit bank or cash."""
    return _all((seen.debits("payables"), seen.credits("bank", "cash")))


def supplier_invoice(seen: Seen) -> Flags:
    """Say which entries credit suppliers, or book an invoice and pay it in one."""
    both = _all((seen.touches("payables"), seen.net("payables") == 0))
    return _any((seen.credits("payables"), both))


def sales_invoice(seen: Seen) -> Flags:
    """Say which entries debit customers and credit revenue."""
    return seen.debits("receivables") & seen.credits("revenue")


def customer_receipt(seen: Seen) -> Flags:
    """Say which entries credit customers and debit bank or cash."""
    return seen.credits("receivables") & seen.debits("bank", "cash")


def other_money(seen: Seen) -> Flags:
    """Say which entries move bank or cash and are none of the four above."""
    known = (supplier_payment, supplier_invoice, sales_invoice, customer_receipt)
    return _all((seen.touches("bank", "cash"), ~_any(rule(seen) for rule in known)))


def document(seen: Seen) -> Flags:
    """Say which entries rest on a document from outside."""
    return _any(rule(seen) for rule in (supplier_invoice, sales_invoice, other_money))


def journal(seen: Seen) -> Flags:
    """Say which entries touch neither money nor trade."""
    return ~seen.touches("bank", "cash", "receivables", "payables", "revenue")
