"""What each check of the health report means for the owner, what to do, and what to ask for.

Written for the person who sits with a prospect: plain, without blame, nothing promised. All of it
is judgement (grade E).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bestplaced.intake.health_checks import Check

_AMISS: Final = 0.02  # from here on something is to be done, as the report marks it "look"


@dataclass(frozen=True, slots=True)
class Advice:
    """Why a check matters, what to do where it finds something, what it needs where it is dark."""

    means: str
    do: str
    ask: str


ADVICE: Final[dict[str, Advice]] = {
    "backlog": Advice(
        "Figures for decisions and returns are only as fresh as the last month booked.",
        "Book the months that are missing first; price that work apart from the monthly fee.",
        "the day to judge on (--as-of)",
    ),
    "bank_matched": Advice(
        "Lines that only the bank or only the books have are where errors and losses hide.",
        "Go through the lines that found no partner, then reconcile every month.",
        "bank statements of the same months (CAMT, OFX, MT940 or CSV)",
    ),
    "balance": Advice(
        "A ledger that does not balance cannot be reported from.",
        "Correct these entries in the program before any other work.",
        "",
    ),
    "numbers": Advice(
        "A gap in numbers may be an entry deleted, or one kept elsewhere.",
        "Ask what happened to the missing numbers; note the answers for the auditor.",
        "an export with entry numbers",
    ),
    "numbers_twice": Advice(
        "A number used twice makes it hard to find the document behind an entry.",
        "Renumber them, or let the program number by itself.",
        "",
    ),
    "invoices": Advice(
        "A missing invoice number may be income not booked, and tax offices ask for it.",
        "Find the missing invoices, or the notes that they were cancelled.",
        "the list of sales invoices with their numbers",
    ),
    "duplicate_payments": Advice(
        "Invoices paid twice are money that can be claimed back.",
        "Ask these suppliers for a statement; claim back what was paid twice.",
        "an export that names the supplier of each payment",
    ),
    "stale_receivables": Advice(
        "The older a receivable, the less of it is usually paid.",
        "Chase from the oldest, agree write-offs, and set a monthly routine of reminders.",
        "",
    ),
    "stale_payables": Advice(
        "Old payables are disputes, late fees to come, or invoices booked twice.",
        "Match the oldest with supplier statements; clear what is not owed.",
        "",
    ),
    "unreconciled": Advice(
        "What is not reconciled may be wrong, and nobody would know.",
        "Reconcile the open lines from the latest closed month on.",
        "an export with marks of reconciliation",
    ),
    "late": Advice(
        "Entries keyed in late make monthly figures late and change months already read.",
        "Agree a day by which documents arrive, and close each month on it.",
        "an export with the day each entry was keyed in",
    ),
    "suspense": Advice(
        "Amounts on suspense accounts are in the wrong place in the result or the balance sheet.",
        "Ask about each amount once, in one list, and move it.",
        "",
    ),
    "negative_cash": Advice(
        "Cash cannot be below zero: takings or transfers are missing, or dates are wrong.",
        "Look at the days named; an overdraft belongs on a bank account.",
        "opening balances of the bank and cash accounts",
    ),
    "one_person": Advice(
        "Where one person enters and approves, neither error nor misuse is seen by anybody else.",
        "Let a second person approve, or review a sample each month.",
        "an export with who keyed in and who approved each entry",
    ),
}


def to_do(checks: Iterable[Check]) -> list[tuple[str, Advice]]:
    """Return what to do by the title of its check, what weighs most first; screens say nothing."""
    found = [
        (check.weight * check.amiss, check.title, ADVICE[check.name])
        for check in checks
        if check.amiss is not None and check.amiss >= _AMISS and check.name in ADVICE
    ]
    return [(title, advice) for _, title, advice in sorted(found, key=lambda item: -item[0])]


def to_ask(checks: Iterable[Check]) -> list[str]:
    """Return what to ask for, so that dark checks can be made; what weighs most first."""
    dark = [check for check in checks if check.amiss is None and check.weight]
    wanted = (
        ADVICE[check.name].ask for check in sorted(dark, key=lambda c: -c.weight)
        if check.name in ADVICE
    )  # fmt: skip
    return list(dict.fromkeys(filter(None, wanted)))
