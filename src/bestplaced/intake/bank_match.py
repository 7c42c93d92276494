"""Bank statements held against the bank accounts of the ledger: what stands on one side only."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

import numpy as np

from bestplaced.intake.bank.statement import exponent
from bestplaced.intake.health_checks import Check, share
from bestplaced.intake.ledger import money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.intake.bank import BankStatement
    from bestplaced.intake.seen import Seen

NAME: Final = "bank_matched"
TITLE: Final = "Bank held against books"
WEIGHT: Final = 10
_NEAR_DAYS: Final = 5
_BAD: Final = 0.1  # of the bank's lines without a posting; judgement
_SHOWN: Final = 5


def bank_matched(seen: Sequence[Seen], statements: Sequence[BankStatement], currency: str) -> Check:
    """Return how many lines of the bank have no posting of the same amount within five days.

    Only days that both sides cover count, and of the postings on bank accounts none twice. Lines
    that the books hold in one posting show as open: the figure is the most there can be.
    """
    usable = [
        s for s in statements
        if s.kind == "statement" and s.lines and currency and s.currency == currency
        and exponent(s.currency) == 2  # noqa: PLR2004 - amounts of both sides are hundredths then
    ]  # fmt: skip
    if not usable or not any(item.on("bank").any() for item in seen):
        return Check(NAME, TITLE, WEIGHT, "",
                     lacks="bank statements in the currency of the ledger")  # fmt: skip
    first = min(int(item.book.date.min().astype(int)) for item in seen)
    last = max(int(item.book.date.max().astype(int)) for item in seen)
    booked = _booked(seen)
    total = missing = amount = 0
    where: list[str] = []
    for statement in usable:
        for line in sorted(statement.lines, key=lambda item: item.date):
            day = int(np.datetime64(line.date).astype(int))
            if not first <= day <= last:
                continue
            total += 1
            if not _taken(booked, line.amount, day):
                missing, amount = missing + 1, amount + abs(line.amount)
                where.append(
                    f"{statement.source}:{line.line} {line.date} "
                    f"{money(line.amount, currency)} {line.counterparty[:30]}".strip()
                )
    if not total:
        return Check(NAME, TITLE, WEIGHT, "", lacks="days that ledger and statements both cover")
    says = f"all {total:,} lines of the bank stand in the books" if not missing else (
        f"{missing:,} of {total:,} lines of the bank have no posting of their amount within "
        f"{_NEAR_DAYS} days ({money(amount, currency)}); some may be booked in one sum"
    )  # fmt: skip
    return Check(NAME, TITLE, WEIGHT, says, share(missing, total, _BAD), "", missing, amount,
                 tuple(where[:_SHOWN]))  # fmt: skip


def _booked(seen: Sequence[Seen]) -> dict[int, list[int]]:
    """Return the days of the postings on bank accounts, in order, by amount."""
    found: dict[int, list[int]] = {}
    for item in seen:
        at = np.flatnonzero(item.on("bank") & item.work[item.book.owner])
        dates = item.book.date[item.book.owner[at]].astype(np.int64)
        for value, day in zip(item.book.amount[at].tolist(), dates.tolist(), strict=True):
            found.setdefault(value, []).append(day)
    return {value: sorted(days) for value, days in found.items()}


def _taken(booked: dict[int, list[int]], amount: int, day: int) -> bool:
    """Take the earliest posting of an amount near a day, if there is one."""
    days = booked.get(amount, [])
    at = bisect_left(days, day - _NEAR_DAYS)
    if at < len(days) and days[at] <= day + _NEAR_DAYS:
        del days[at]
        return True
    return False
