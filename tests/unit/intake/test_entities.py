"""The firms that books are of, and the accounts between firms of a group."""

from __future__ import annotations

from bestplaced.intake.entities import count_entities
from bestplaced.intake.formats import parse_ledger
from tests.exports import QBO_CLASSIC, TABLE


def test_one_firm_without_a_group() -> None:
    found = count_entities([parse_ledger(QBO_CLASSIC.encode(), "q.csv")])
    assert found is not None
    assert (found.books, found.organisations, found.group_accounts) == (
        1, ("Harbour Example LLC",), (),
    )  # fmt: skip
    assert str(found) == (
        "1 ledger file of 1 named firm; no account speaks of other firms of a group."
    )


def test_accounts_between_firms_count_where_they_move() -> None:
    text = TABLE.replace("Bank,", "Intercompany loan,")
    ledgers = [parse_ledger(text.encode(), "a.csv"), parse_ledger(TABLE.encode(), "b.csv")]
    found = count_entities(ledgers)
    assert found is not None
    assert found.group_accounts == (("Intercompany loan", "Intercompany loan"),)
    assert "2 ledger files of no named firm" in str(found)
    assert found.to_json()["group_accounts"] == {"Intercompany loan": "Intercompany loan"}


def test_no_ledger_no_entities() -> None:
    assert count_entities([]) is None
