"""An engagement for tests without solving: a plan made by hand, and its account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.engagement import Scope
from bestplaced.plan import Verifier
from tests.cases import full_case

if TYPE_CHECKING:
    from bestplaced.case.business import Case
    from bestplaced.plan import Account

PROVIDER = "Fernhill Accounting"
PEOPLE = [
    {"name": "Fernhill clerk", "grade": "clerk"},
    {"name": "Fernhill bookkeeper", "grade": "bookkeeper"},
    {"name": "Fernhill senior", "grade": "senior"},
    {"name": "Fernhill partner", "grade": "partner"},
]
MOVED = {
    "A06": "Fernhill clerk",
    "A14": "Fernhill clerk",
    "B02": "Fernhill bookkeeper",
    "B06": "Fernhill bookkeeper",
    "B07": "Fernhill bookkeeper",
    "B08": "Fernhill bookkeeper",
    "B09": "Fernhill bookkeeper",
    "B10": "Fernhill bookkeeper",
    "D01": "Fernhill senior",
    "D02": "Fernhill senior",
    "D05": "Fernhill senior",
    "D13": "Fernhill partner",
    "C03": "Fernhill partner",
}
"""What the provider takes on; the owner and her staff keep the rest."""


def case_with(**changes: object) -> Case:
    """Return the 25-person example with a named practice inside the deal."""
    provider = {
        "name": PROVIDER,
        "kind": "practice",
        "inside_deal": True,
        "liability_cap": 60_000,
        "people": PEOPLE,
    }
    return full_case(**{"providers": [provider], **changes})


def engaged(**changes: object) -> tuple[Case, Account, Scope]:
    """Return a case, the account of a plan made by hand, and the provider's scope in it."""
    case = case_with(**changes)
    placements = {r: MOVED.get(r, p) for r, p in case.today.items()}
    placements |= {
        r: "Olive" for r, p in placements.items() if p not in {"Olive", "Dana", "Sam", "nobody"}
        and r not in MOVED
    }  # fmt: skip
    account = Verifier(case).account(placements)
    return case, account, Scope(case, PROVIDER, placements)
