"""Sage Intacct GL detail: one row for each line of a posted batch."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts, dates
from bestplaced.intake.ledger import Account, Entry, Finding, Ledger, Posting, Rows, money
from bestplaced.intake.tables import Table, header_of, read_table, require

if TYPE_CHECKING:
    import datetime as dt

FORMAT: Final = "Sage Intacct"
_NEEDED: Final = frozenset({"recordno", "accountno", "batch_no", "entry_date"})
_POSTED: Final = frozenset({"P", "POSTED", ""})


@dataclass(slots=True)
class _State:
    source: str
    batches: dict[str, list[tuple[int, dict[str, str], dt.date, Posting]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    names: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    refused: int = 0

    def refuse(self, line: int, why: str) -> None:
        self.refused += 1
        self.findings.append(Finding(why, f"{self.source}:{line}"))


def looks_like_sage(content: bytes) -> bool:
    """Say whether the bytes begin a GL detail table of Sage Intacct."""
    return header_of(content) >= _NEEDED


def read_sage(content: bytes, source: str, encoding: str = "") -> Ledger:
    """Return the ledger in a GL detail table.

    Raises IntakeError with every fault found; a batch that does not balance is described in
    full, because extracts by account or by vendor hold one side only.
    """
    table = read_table(content, source, encoding)
    require(table, _NEEDED)
    state = _State(source)
    for line, row in table.rows:
        _read(state, line, row)
    if not state.batches and not state.faults:
        state.faults.append(Fault("the table holds no posted lines.", source))
    entries = [_entry(state, number, rows) for number, rows in state.batches.items()]
    if state.faults:
        raise IntakeError(state.faults)
    return _ledger(state, table, entries)


def _read(state: _State, line: int, row: dict[str, str]) -> None:
    if row.get("entry_state", "").upper() not in _POSTED:
        state.refuse(line, f"the line is not posted (state {row['entry_state'][:10]}).")
        return
    where = f"{state.source}:{line}"
    try:
        value = _value(row)
        date = dates.parse(row["entry_date"], "mdy")
    except ValueError as error:
        state.faults.append(Fault(f"{error}.", where))
        return
    if not row["accountno"]:
        state.faults.append(Fault("the line has no account number.", where))
        return
    if not value:
        state.refuse(line, "the line has no amount.")
        return
    state.names.setdefault(row["accountno"], row.get("accounttitle", ""))
    posting = Posting(row["accountno"], value, row.get("description", ""))
    state.batches[row.get("batchkey") or row["batch_no"]].append((line, row, date, posting))


def _value(row: dict[str, str]) -> int:
    """Return the amount, debit positive; the three columns that state it have to agree."""
    debit = amounts.parse(row.get("debitamount", ""), "point")
    credit = amounts.parse(row.get("creditamount", ""), "point")
    if not row.get("amount"):
        return debit - credit
    value = amounts.parse(row["amount"], "point")
    stated = bool(row.get("debitamount") or row.get("creditamount"))
    if stated and value != debit - credit:
        reason = f"amount {row['amount']} is not debit less credit, {money(debit - credit)}"
        raise ValueError(reason)
    return value


def _entry(
    state: _State, key: str, rows: list[tuple[int, dict[str, str], dt.date, Posting]]
) -> Entry:
    line, first, date, _ = rows[0]
    number = first["batch_no"] or key
    entry = Entry("", number, date, first.get("batch_title", ""), tuple(r[3] for r in rows), line)
    if entry.difference:
        debits = sum(p.amount for p in entry.postings if p.amount > 0)
        accounts = ", ".join(sorted({posting.account for posting in entry.postings}))
        what = (
            f"batch {number} of {date.isoformat()} does not balance: {len(rows)} lines on account "
            f"{accounts}, debits {money(debits)}, credits {money(debits - entry.difference)}, "
            f"difference {money(entry.difference)}."
        )
        remedy = "The extract lacks lines of the batch: export GL detail of all accounts."
        state.faults.append(Fault(what, f"{state.source}:{line}", remedy))
    return entry


def _ledger(state: _State, table: Table, entries: list[Entry]) -> Ledger:
    if table.deleted:
        what = f"{table.deleted} rows are marked as deleted and left out."
        state.findings.append(Finding(what, state.source))
    currencies = {row.get("basecurr") or row.get("currency", "") for _, row in table.rows} - {""}
    if len(currencies) > 1:
        what = f"the table mixes currencies: {', '.join(sorted(currencies))}."
        raise IntakeError(Fault(what, state.source, "Export amounts in the base currency."))
    if not currencies:
        state.findings.append(Finding("the file does not say its currency.", state.source))
    read = sum(len(entry.postings) for entry in entries)
    refused = state.refused + table.deleted
    return Ledger(
        format=FORMAT,
        source=state.source,
        organisation="",
        currency=next(iter(currencies), ""),
        accounts=tuple(Account(number, name) for number, name in state.names.items()),
        entries=tuple(sorted(entries, key=lambda entry: (entry.date, entry.line))),
        rows=Rows(read + refused, read, refused),
        findings=tuple(state.findings),
    )
