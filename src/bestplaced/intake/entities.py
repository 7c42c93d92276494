"""How many firms the books are of, and which accounts name other firms of a group."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.intake.ledger import Ledger

# What accounts between firms of one group are called in the languages of the charts.
_GROUP: Final = re.compile(
    r"inter-?\s?compan|\bgroup (compan|entit)|affiliate|subsidiar|\bparent compan|"
    r"due (to|from) (parent|group|related)|\bkoncern|intressef\u00f6retag|dotterbolag|moderbolag|"
    r"verbundene[nr]? unternehmen|gesellschafterverrechnung|soci\u00e9t\u00e9s? du groupe|filiale|"
    r"\bgroupe et associ|empresas do grupo|konsern",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Entities:
    """The firms that ledgers are of, as far as they name them, and accounts between firms.

    ``books`` counts the ledgers; ``organisations`` are the names in them, each once;
    ``group_accounts`` are accounts with movement whose names speak of other firms of a group.
    """

    books: int
    organisations: tuple[str, ...]
    group_accounts: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "books": self.books,
            "organisations": list(self.organisations),
            "group_accounts": dict(self.group_accounts),
        }

    def __str__(self) -> str:
        """Return the fact in a sentence."""
        firms = len(self.organisations)
        named = f"{firms} named firm{'s' if firms != 1 else ''}" if firms else "no named firm"
        between = ", ".join(f"{number} {name}" for number, name in self.group_accounts[:5])
        said = (
            f"accounts with other firms of a group: {between}"
            if between
            else ("no account speaks of other firms of a group")
        )
        return f"{self.books} ledger file{'s' if self.books != 1 else ''} of {named}; {said}."


def count_entities(ledgers: Sequence[Ledger]) -> Entities | None:
    """Return the firms that ledgers are of; None without a ledger."""
    if not ledgers:
        return None
    moved = {number for ledger in ledgers for number in ledger.turnover()}
    group = {
        account.number: account.name or account.number
        for ledger in ledgers
        for account in ledger.accounts
        if account.number in moved and _GROUP.search(account.name or account.number)
    }
    names = dict.fromkeys(ledger.organisation for ledger in ledgers if ledger.organisation)
    return Entities(len(ledgers), tuple(names), tuple(group.items()))
