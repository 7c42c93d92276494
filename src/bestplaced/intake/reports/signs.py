"""Which side an amount is on, where a report prints one amount with the sign natural to it.

QuickBooks shows what makes an account larger as positive: debits of assets and expenses, credits
of liabilities, equity and income. The sides are found from the entries themselves, which have to
balance, and only then is each connected part of the accounts turned the way their names say.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from bestplaced.intake.ledger import Account, Ledger
from bestplaced.intake.meaning import account_meanings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_DEBIT: Final = frozenset(
    {"bank", "cash", "receivables", "inventory", "fixed_assets", "other_asset", "cost_of_sales",
     "payroll", "other_expense"}
)  # fmt: skip
_CREDIT: Final = frozenset({"payables", "equity", "revenue", "sales_tax", "other_liability"})
_MOST: Final = 10  # accounts of unknown side in one entry; beyond this it proves nothing

Group = "Mapping[str, int]"


def sides(groups: Sequence[Mapping[str, int]], accounts: Iterable[Account]) -> dict[str, int]:
    """Return 1 for accounts whose positive amounts are debits, -1 for credits.

    ``groups`` holds the net amount of each account in each entry, as printed. An account that no
    entry and no name explains is left out.
    """
    hints = _hints(tuple(accounts))
    # Entries that balance as printed prove one sign for all only where natural signs would not
    # balance: they do where a bank pays a cost, or one debt settles another.
    crossed = any(
        {hints.get(account) for account in group} == {1, -1}
        and sum(hints[account] * amount for account, amount in group.items())
        for group in groups
    )
    balanced = bool(groups) and all(sum(group.values()) == 0 for group in groups)
    if balanced and (crossed or not any(hints.values())):
        return dict.fromkeys(hints, 1)
    parts = _Parts()
    todo = [group for group in groups if len(group) > 1]
    while True:
        left = [group for group in todo if not parts.learn(group)]
        if len(left) == len(todo):
            break
        todo = left
    turned = parts.turned(hints)
    if balanced and set(turned.values()) == {1}:  # nothing speaks against debits being positive
        return dict.fromkeys(hints, 1)
    return turned


def _hints(accounts: tuple[Account, ...]) -> dict[str, int]:
    names = Ledger("", "", "", "", accounts, ())
    found = account_meanings(names)
    return {
        number: 1 if item.meaning in _DEBIT else -1 if item.meaning in _CREDIT else 0
        for number, item in found.items()
    }


class _Parts:
    """Accounts whose sides are known relative to each other: a union-find with parity."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}
        self.parity: dict[str, int] = {}

    def find(self, account: str) -> tuple[str, int]:
        """Return the root of an account's part and its side relative to it."""
        self.parent.setdefault(account, account)
        self.parity.setdefault(account, 1)
        side = 1
        while self.parent[account] != account:
            side *= self.parity[account]
            account = self.parent[account]
        return account, side

    def join(self, one: str, other: str, relative: int) -> None:
        """State that two accounts are on the same (1) or opposite (-1) sides."""
        (top, a), (low, b) = self.find(one), self.find(other)
        if top != low:
            self.parent[low] = top
            self.parity[low] = a * b * relative

    def learn(self, group: Mapping[str, int]) -> bool:
        """Join the parts of an entry if it balances in only one way; say whether it is settled."""
        sums: Counter[str] = Counter()
        for account, amount in group.items():
            root, side = self.find(account)
            sums[root] += side * amount
        roots = [root for root, amount in sums.items() if amount]
        if len(roots) < 2 or len(roots) > _MOST:  # noqa: PLR2004  - one part has nothing to join
            return len(roots) < 2  # noqa: PLR2004
        first, *rest = roots
        fits = [
            choice
            for choice in itertools.product((1, -1), repeat=len(rest))
            if sums[first] + sum(s * sums[r] for s, r in zip(choice, rest, strict=True)) == 0
        ]
        if len(fits) != 1:
            return not fits
        for side, root in zip(fits[0], rest, strict=True):
            self.join(first, root, side)
        return True

    def turned(self, hints: Mapping[str, int]) -> dict[str, int]:
        """Return the sides, each part turned as most of its names say."""
        votes: dict[str, int] = defaultdict(int)
        for account, hint in hints.items():
            root, side = self.find(account)
            votes[root] += hint * side
        out = {}
        for account in hints:
            root, side = self.find(account)
            if votes[root]:
                out[account] = side if votes[root] > 0 else -side
        return out
