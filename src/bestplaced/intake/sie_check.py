"""Checks on a SIE ledger that do not forbid measuring it: findings, with the amounts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.intake.ledger import Finding, Ledger, money

if TYPE_CHECKING:
    from collections.abc import Mapping


def account_findings(ledger: Ledger, declared: frozenset[str]) -> list[Finding]:
    """Name each account that is posted to but never declared by ``#KONTO``."""
    book = ledger.book
    first_use: dict[str, int] = {}
    for at in np.flatnonzero(book.account.where(lambda number: number not in declared)).tolist():
        entry = int(np.searchsorted(book.start, at, "right")) - 1
        first_use.setdefault(book.account[at], int(book.line[entry]))
    return [
        Finding(
            f"account {number} is posted to but never declared (#KONTO).",
            f"{ledger.source}:{line}",
        )
        for number, line in sorted(first_use.items())
    ]


def balance_findings(ledger: Ledger, results: Mapping[str, int]) -> list[Finding]:
    """Check opening + postings = closing, and postings = declared results, for the fiscal year.

    ``results`` are the ``#RES`` figures of year 0 in hundredths. Vouchers dated outside the
    fiscal year are a finding and take no part in the check.
    """
    first, last = ledger.fiscal_first, ledger.fiscal_last
    book = ledger.book
    inside = np.ones(len(book), np.bool_)
    if first is not None:
        inside &= book.date >= np.datetime64(first)
    if last is not None:
        inside &= book.date <= np.datetime64(last)
    found: list[Finding] = []
    outside = int((~inside).sum())
    if outside:
        found.append(
            Finding(f"{outside} voucher(s) are dated outside {first} to {last}.", ledger.source)
        )
    net = np.zeros(len(book.account.values), np.int64)
    lines = inside[book.owner]
    np.add.at(net, book.account.codes[lines], book.amount[lines])
    moved = Counter({name: int(sum_) for name, sum_ in zip(book.account.values, net, strict=True)})
    opening = {balance.account: balance.amount for balance in ledger.opening}
    closing = {balance.account: balance.amount for balance in ledger.closing}
    if opening and closing:
        found.extend(_roll(ledger, opening, moved, closing))
    for number, declared in sorted(results.items()):
        if moved[number] != declared:
            found.append(
                Finding(
                    f"account {number}: postings {money(moved[number])}, but the file declares a "
                    f"result of {money(declared)} (#RES).",
                    ledger.source,
                )
            )
    return found


def _roll(
    ledger: Ledger, opening: Mapping[str, int], moved: Counter[str], closing: Mapping[str, int]
) -> list[Finding]:
    found = []
    for number in sorted(opening.keys() | closing.keys()):
        before, after = opening.get(number, 0), closing.get(number, 0)
        expected = before + moved[number]
        if expected != after:
            found.append(
                Finding(
                    f"account {number}: opening {money(before)} + postings "
                    f"{money(moved[number])} = {money(expected)}, but the file declares a closing "
                    f"balance of {money(after)}; difference {money(after - expected)}.",
                    ledger.source,
                )
            )
    return found
