"""Profit and loss, and balance sheet, month by month: equal to the postings to the cent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bestplaced.intake.ledger import major
from bestplaced.intake.volumes import month_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.intake.seen import Seen

# Names of accounts that show what is spent on finance work already; lower case.
_ROLE_NAMES: Final[dict[str, re.Pattern[str]]] = {
    "accounting_fees": re.compile(
        r"account(ing|ancy|ant)|bookkeep|audit|redovisning|revision|bokföring|buchführung|"
        r"abschluss- und prüf|steuerberat|honoraires? (compta|expert)|expert.comptable"),
    "software": re.compile(r"software|subscription|saas|programvar|logiciel|edv|it-tjänst|licen"),
    "outsourcing": re.compile(
        r"outsourc|consult|professional fee|contractor|freelanc|inhyrd|konsult|honoraires"),
    "finance_payroll": re.compile(
        r"(salar|wages|payroll).*(office|admin|finance|account)|"
        r"(office|admin|finance|account\w*) (salar|wages|staff)"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Month:
    """One month (``2025-01``) in hundredths: what it earned and what it ended with.

    ``result`` holds the movement of every meaning in the profit and loss (costs positive, revenue
    negative, as posted), ``balance`` the closing balance of every other meaning, debit positive.
    """

    name: str
    result: tuple[tuple[str, int], ...]
    balance: tuple[tuple[str, int], ...]

    def to_json(self) -> dict[str, object]:
        """Return plain values for JSON; money in major units, debit positive."""
        return {
            "result": {name: float(major(value)) for name, value in self.result},
            "balance": {name: float(major(value)) for name, value in self.balance},
        }


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the books say about today, per year, in hundredths.

    ``spend`` is finance work and software already paid for, by role; it is told by account names
    and therefore a least figure. ``drawn`` is what owners took out of equity less what they paid
    in: no expense of the business, yet where they pay themselves so, costs look low. ``income`` is
    operating income: revenue less all costs but financial ones and tax on profit.
    """

    expenses: int
    income: int
    drawn: int
    spend: tuple[tuple[str, int, tuple[str, ...]], ...]

    def to_json(self) -> dict[str, object]:
        """Return plain values for JSON; money in major units per year."""
        return {
            "expenses_per_year": float(major(self.expenses)),
            "operating_income_per_year": float(major(self.income)),
            "drawn_by_owners_per_year": float(major(self.drawn)),
            "spend_per_year": {
                role: {"amount": float(major(value)), "accounts": list(accounts)}
                for role, value, accounts in self.spend
            },
        }


def monthly(seen: Sequence[Seen]) -> tuple[Month, ...]:
    """Return every month from the first entry to the last, opening balances included.

    Entries that close the year to equity are in the balances and not in the result. Opening
    balances are taken from the earliest ledger.
    """
    if not seen:
        return ()
    in_order = sorted(seen, key=lambda item: item.ledger.first_date)
    first = min(int(item.book.months().min()) for item in seen)
    last = max(int(item.book.months().max()) for item in seen)
    held: dict[str, int] = {}
    for opened in in_order[0].ledger.opening:
        found = in_order[0].meanings.get(opened.account)
        if found is not None and found.statement != "result":
            held[found.meaning] = held.get(found.meaning, 0) + opened.amount
    earned: dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]] = {}
    moved: dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]] = {}
    for item in seen:
        month = item.book.months() - first
        closes = item.closes()
        for meaning in sorted({found.meaning for found in item.meanings.values()}):
            for result, into in ((True, earned), (False, moved)):
                in_result = item.chosen(lambda found: found.statement == "result")
                lines = item.on(meaning) & (in_result == result)
                if lines.any():
                    sums = item.book.sums(lines)
                    keep = ~closes if result else np.ones(len(month), np.bool_)
                    column = into.setdefault(meaning, np.zeros(last - first + 1, np.int64))
                    np.add.at(column, month[keep], sums[keep])
    still = np.zeros(last - first + 1, np.int64)
    ends = {
        meaning: held.get(meaning, 0) + np.cumsum(moved.get(meaning, still))
        for meaning in sorted({*held, *moved})
    }
    return tuple(
        Month(
            month_name(first + at),
            tuple((meaning, int(column[at])) for meaning, column in sorted(earned.items())),
            tuple((meaning, int(column[at])) for meaning, column in ends.items()),
        )
        for at in range(last - first + 1)
    )


def baseline(seen: Sequence[Seen], per_year: float) -> Baseline:
    """Return yearly expenses, operating income and finance spend; ``per_year`` scales to a year."""
    net: dict[str, int] = {}
    spend: dict[str, tuple[int, set[str]]] = {}
    drawn = 0
    for item in seen:
        closes = item.closes()
        drawn += int(item.net("equity")[item.work & ~closes].sum())
        keep = ~closes[item.book.owner]
        sums = np.zeros(len(item.book.account.values), np.int64)
        np.add.at(sums, item.book.account.codes[keep], item.book.amount[keep])
        for number, value in zip(item.book.account.values, sums.tolist(), strict=True):
            found = item.meanings[number]
            if found.statement != "result":
                continue
            net[found.meaning] = net.get(found.meaning, 0) + value
            role = _role(found.role, found.name.lower(), found.meaning)
            if role:
                amount, names = spend.get(role, (0, set()))
                spend[role] = (amount + value, names | {f"{number} {found.name}".strip()})
    costs = sum(net.get(name, 0) for name in ("cost_of_sales", "payroll", "other_expense"))
    expenses = costs + net.get("financial", 0) + net.get("tax", 0)
    return Baseline(
        round(expenses * per_year),
        round((-net.get("revenue", 0) - costs) * per_year),
        round(drawn * per_year),
        tuple(
            (role, round(spend[role][0] * per_year), tuple(sorted(spend[role][1])))
            for role in _ROLE_NAMES
            if role in spend
        ),
    )


def _role(stated: str, name: str, meaning: str) -> str:
    if stated:
        return stated
    if meaning not in {"payroll", "other_expense"}:  # subcontracted production is no finance work
        return ""
    for role, pattern in _ROLE_NAMES.items():
        if (role == "finance_payroll") == (meaning == "payroll") and pattern.search(name):
            return role
    return ""
