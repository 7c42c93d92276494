"""QuickBooks Desktop IIF: transactions as a TRNS line, its SPL lines and ENDTRNS.

Source: Intuit, *Intuit Interchange Format (IIF) headers and codes*. Tabs part the columns, whose
names stand in lines that begin with an exclamation mark. Amounts are debit positive; the lines of a
transaction add up to zero. Lists (customers, items, ...) are not needed and skipped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts, dates
from bestplaced.intake.ledger import (
    Account,
    Entry,
    Finding,
    Ledger,
    Posting,
    Rows,
    unbalanced_faults,
)
from bestplaced.intake.text import decode

if TYPE_CHECKING:
    from bestplaced.intake.columns import Mapping

FORMAT: Final = "QuickBooks IIF"
_REMEDY: Final = "Export the IIF file again."
_HEADS: Final = (b"!TRNS", b"!ACCNT", b"!HDR")
# Orders and estimates are listed like transactions and post nothing.
_NOT_POSTED: Final = frozenset({"ESTIMATES", "ESTIMATE", "PURCHORD", "SALESORD", "SALES ORDER"})
_KINDS: Final = {
    "BANK": "bank", "AR": "receivables", "OCASSET": "asset", "FIXASSET": "fixed_assets",
    "OASSET": "other_asset", "AP": "payables", "CCARD": "other_liability",
    "OCLIAB": "liability", "LTLIAB": "other_liability", "EQUITY": "equity", "INC": "revenue",
    "COGS": "cost_of_sales", "EXP": "expense", "EXINC": "revenue", "EXEXP": "expense",
}  # fmt: skip


@dataclass(slots=True)
class _Open:
    """A transaction while it is read."""

    head: dict[str, str]
    line: int
    postings: list[Posting] = field(default_factory=list)
    rows: int = 0
    damaged: bool = False


@dataclass(slots=True)
class _State:
    source: str
    decimals: amounts.Decimals = "point"
    order: dates.Order = "mdy"
    names: dict[str, list[str]] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    open: _Open | None = None
    total: int = 0
    read: int = 0
    empty: int = 0
    unposted: int = 0
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, what: str) -> None:
        self.faults.append(Fault(what, f"{self.source}:{line}", _REMEDY))


def looks_like_iif(content: bytes) -> bool:
    """Say whether the bytes begin an IIF file."""
    head = content[:4000].replace(b"\x00", b"").lstrip(b'\xff\xfe\xef\xbb\xbf\r\n \t"')
    return head.startswith(_HEADS) and b"\t" in head


def read_iif(content: bytes, source: str, mapping: Mapping | None = None) -> Ledger:
    """Return the ledger in an IIF file; transactions that post nothing are left out and said.

    Raises IntakeError with every fault found: lines outside a transaction, unknown columns,
    amounts and dates that cannot be read, a file cut short, transactions that do not balance.
    """
    text = decode(content, source, encoding=mapping.encoding if mapping else "")
    table = [
        (line, [cell.strip().strip('"') for cell in row.split("\t")])
        for line, row in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1)
        if row.strip()
    ]
    state = _State(source)
    _decide(state, table, mapping)
    last = 0
    if not state.faults:
        for last, cells in table:
            _row(state, last, cells)
    if state.open is not None:
        state.fault(last, f"the file ends inside the transaction begun on line {state.open.line}.")
    if not state.entries and not state.faults:
        state.fault(last or 1, "the file holds no transactions; its lists alone are no ledger.")
    state.faults += unbalanced_faults(state.entries, source, _REMEDY)
    if state.faults:
        raise IntakeError(state.faults)
    return _ledger(state, mapping)


def _decide(state: _State, table: list[tuple[int, list[str]]], mapping: Mapping | None) -> None:
    """Fix the decimal sign and the order of dates from all transaction lines."""
    names: list[str] = []
    money: list[tuple[int, str]] = []
    days: list[tuple[int, str]] = []
    columns: dict[str, list[str]] = {}
    for line, cells in table:
        if cells[0].startswith("!"):
            columns[cells[0][1:].upper()] = [cell.upper() for cell in cells]
        elif cells[0].upper() in {"TRNS", "SPL"}:
            names = columns.get(cells[0].upper(), [])
            row = dict(zip(names, cells, strict=False))
            money.append((line, row.get("AMOUNT", "")))
            days.append((line, row.get("DATE", "")))
    decimals, seen = amounts.decide(money)
    state.decimals = (mapping.decimal if mapping else None) or decimals or "point"
    if decimals is None and not (mapping and mapping.decimal):
        state.fault(min(seen.values()), "amounts can be read in two ways (state decimal=...).")
    order, found = dates.decide(days)
    chosen = (mapping.date_order if mapping else None) or order
    if chosen:
        state.order = chosen
    else:
        state.fault(min(found.values()), "dates can be read in two ways (state date_order=...).")


def _row(state: _State, line: int, cells: list[str]) -> None:
    label = cells[0].upper()
    if label.startswith("!"):
        names = [cell.upper() for cell in cells]
        used = [name for name in names if name]
        if len(set(used)) < len(used):
            state.fault(line, f"a column stands twice in the header of {label[1:]}.")
        state.names[label[1:]] = names
    elif label == "ACCNT":
        row = _named(state, label, cells)
        name = row.get("NAME", "")
        kind = _KINDS.get(row.get("ACCNTTYPE", "").upper(), "")
        state.accounts[name] = Account(name, row.get("DESC") or name, kind)
    elif label in {"TRNS", "SPL", "ENDTRNS"}:
        _transaction(state, line, label, cells)


def _named(state: _State, label: str, cells: list[str]) -> dict[str, str]:
    return dict(zip(state.names.get(label, []), cells, strict=False))


def _transaction(state: _State, line: int, label: str, cells: list[str]) -> None:
    if label == "ENDTRNS":
        _close(state, line)
        return
    state.total += 1
    row = _named(state, label, cells)
    if not {"ACCNT", "AMOUNT", "DATE"} <= row.keys():
        state.fault(line, f"the {label} line has no header with DATE, ACCNT and AMOUNT above it.")
        return
    if label == "TRNS":
        if state.open is not None:
            state.fault(state.open.line, "the transaction is not closed before the next one.")
        state.open = _Open(row, line)
    if state.open is None:
        state.fault(line, "the SPL line stands outside a transaction.")
        return
    state.open.rows += 1
    try:
        value = amounts.parse(row["AMOUNT"], state.decimals)
    except ValueError as error:
        state.fault(line, f"{error}.")
        state.open.damaged = True
        return
    if not value:
        state.empty += 1
        return
    if not row["ACCNT"]:
        state.fault(line, "the line has an amount but no account.")
        state.open.damaged = True
        return
    state.open.postings.append(
        Posting(row["ACCNT"], value, row.get("MEMO", ""), row.get("NAME", ""))
    )


def _close(state: _State, line: int) -> None:
    done, state.open = state.open, None
    if done is None:
        state.fault(line, "ENDTRNS closes nothing.")
        return
    head = done.head
    if head.get("TRNSTYPE", "").upper() in _NOT_POSTED:
        state.unposted += len(done.postings)
        return
    try:
        date = dates.parse(head["DATE"], state.order)
    except ValueError as error:
        state.fault(done.line, f"{error}.")
        return
    if done.postings and not done.damaged:
        text = head.get("NAME") or head.get("MEMO", "")
        series, number = head.get("TRNSTYPE", ""), head.get("DOCNUM", "")
        state.read += len(done.postings)
        state.entries.append(Entry(series, number, date, text, tuple(done.postings), done.line))


def _ledger(state: _State, mapping: Mapping | None) -> Ledger:
    findings = []
    if state.unposted:
        what = f"{state.unposted} lines of estimates and orders post nothing; left out."
        findings.append(Finding(what, state.source))
    if state.empty:
        what = f"{state.empty} lines have no amount and are no postings."
        findings.append(Finding(what, state.source))
    currency = mapping.currency_code.upper() if mapping else ""
    if not currency:
        what = "the file does not say its currency (currency_code=... states it)."
        findings.append(Finding(what, state.source))
    used = dict.fromkeys(posting.account for e in state.entries for posting in e.postings)
    return Ledger(
        format=FORMAT,
        source=state.source,
        organisation="",
        currency=currency,
        accounts=tuple(state.accounts.get(name, Account(name, name)) for name in used),
        entries=tuple(sorted(state.entries, key=lambda entry: (entry.date, entry.line))),
        rows=Rows(state.total, state.read, state.total - state.read),
        findings=tuple(findings),
    )
