"""Folders of CSV tables from the Xero and QuickBooks Online APIs: journals joined with lines."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
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
    money,
    unbalanced_faults,
)
from bestplaced.intake.tables import Table, header_of, read_table, require
from bestplaced.intake.text import read_bytes

if TYPE_CHECKING:
    import datetime as dt
    import os

_NAME: Final = re.compile(r"^(?:xero|quickbooks|qbo)_+|_+data$|s$")
_REMEDY: Final = "Export the journal tables again, complete and of the same day."
_DOCUMENTS: Final = (
    "bill", "bill_payment", "invoice", "payment", "purchase", "deposit", "transfer",
    "vendor_credit", "credit_memo", "sales_receipt",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Layout:
    """How one product names its tables and columns."""

    format: str
    lines: str
    heads: str
    needed: frozenset[str]
    heads_needed: frozenset[str]
    join: str
    id: str
    date: str
    number: str
    amount: str
    account_id: str
    type: str


_XERO: Final = _Layout(
    "Xero tables", "journal_line", "journal", frozenset({"journal_id", "net_amount", "account_id"}),
    frozenset({"journal_id", "journal_date"}), "journal_id", "journal_id", "journal_date",
    "journal_number", "net_amount", "account_id", "type",
)  # fmt: skip
_QUICKBOOKS: Final = _Layout(
    "QuickBooks tables", "journal_entry_line", "journal_entry",
    frozenset({"journal_entry_id", "posting_type", "amount", "account_id"}),
    frozenset({"id", "transaction_date"}), "journal_entry_id", "id", "transaction_date",
    "doc_number", "amount", "id", "account_type",
)  # fmt: skip
# Types of both products; what is left open ("asset", "expense") the account's name tells.
_KINDS: Final = {
    "bank": "bank", "current": "asset", "currliab": "liability", "directcosts": "cost_of_sales",
    "depreciatn": "other_expense", "equity": "equity", "expense": "expense",
    "fixed": "fixed_assets",
    "inventory": "inventory", "liability": "liability", "noncurrent": "asset",
    "otherincome": "revenue", "overheads": "expense", "prepayment": "other_asset",
    "revenue": "revenue", "sales": "revenue", "termliab": "other_liability",
    "wagesexpense": "payroll", "accounts receivable": "receivables",
    "accounts payable": "payables", "credit card": "other_liability",
    "other current asset": "asset", "other current liability": "liability",
    "long term liability": "other_liability", "fixed asset": "fixed_assets",
    "other asset": "other_asset", "income": "revenue", "other income": "revenue",
    "cost of goods sold": "cost_of_sales", "other expense": "expense",
}  # fmt: skip


@dataclass(slots=True)
class _State:
    layout: _Layout
    source: str
    numbers: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    groups: dict[str, list[Posting]] = field(default_factory=lambda: defaultdict(list))
    first_line: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def looks_like_api_table(content: bytes) -> bool:
    """Say whether the bytes begin one table of such a folder."""
    names = header_of(content)
    parts = (_XERO.needed, _QUICKBOOKS.needed, _XERO.heads_needed)
    return any(names >= part for part in parts) or "_fivetran_synced" in names


def one_table_fault(source: str) -> Fault:
    """Return the fault for a single table that is measured without its folder."""
    return Fault(
        "this is one table of a Xero or QuickBooks API export, not a ledger by itself.",
        source,
        "Name the folder that holds the journal and journal line tables.",
    )


def read_api_folder(path: str | os.PathLike[str], currency: str = "") -> Ledger | None:
    """Return the ledger in a folder of API tables; None when it holds no journal lines.

    ``currency`` is that of the books, where the user states it.

    Raises IntakeError with every fault found: tables that are damaged or missing, lines without
    journal, entries that do not balance.
    """
    folder = Path(path)
    files = {_table_name(item): item for item in sorted(folder.glob("*.csv"))}
    for layout in (_XERO, _QUICKBOOKS):
        if layout.lines in files:
            content = read_bytes(files[layout.lines])
            if header_of(content) >= layout.needed:
                return _read(layout, folder.name, files, currency.upper())
    return None


def holds_api_tables(folder: Path) -> bool:
    """Say whether a folder holds the journal lines of an API export."""
    names = {_table_name(item) for item in folder.glob("*.csv")}
    return bool(names & {_XERO.lines, _QUICKBOOKS.lines})


def is_api_table(path: Path) -> bool:
    """Say whether a file is by its name one of the tables that such a folder is read from."""
    known = {
        *_DOCUMENTS,
        "account",
        *(n for lay in (_XERO, _QUICKBOOKS) for n in (lay.lines, lay.heads)),
    }
    return path.suffix == ".csv" and _table_name(path) in known


def _table_name(path: Path) -> str:
    name = path.stem.lower()
    for _ in range(3):
        name = _NAME.sub("", name)
    return name


def _read(layout: _Layout, folder: str, files: dict[str, Path], currency: str) -> Ledger:
    tables = {
        name: read_table(read_bytes(files[name]), f"{folder}/{files[name].name}")
        for name in (layout.lines, layout.heads, "account", *_DOCUMENTS)
        if name in files
    }
    require(tables[layout.lines], layout.needed)
    if layout.heads in tables:
        require(tables[layout.heads], layout.heads_needed)
    state = _State(layout, f"{folder}/{files[layout.lines].name}")
    if "account" in tables:
        _accounts(state, tables["account"])
    lines = tables[layout.lines]
    for line, row in lines.rows:
        _line(state, line, row)
    if layout.heads not in tables:
        raise IntakeError([_no_heads(state, tables), *state.faults])
    entries = _join(state, tables[layout.heads])
    state.faults.extend(unbalanced_faults(entries, state.source, _REMEDY))
    if not entries and not state.faults:
        state.faults.append(Fault("the tables hold no entries.", state.source, _REMEDY))
    if state.faults:
        raise IntakeError(state.faults)
    _say_left_out(state, tables)
    read = sum(len(entry.postings) for entry in entries)
    refused = lines.deleted
    return Ledger(
        format=layout.format,
        source=folder,
        organisation="",
        currency=currency or _currency(state, tables),
        accounts=tuple(state.accounts.values()),
        entries=tuple(sorted(entries, key=lambda entry: (entry.date, entry.line))),
        rows=Rows(read + refused, read, refused),
        findings=tuple(state.findings),
    )


def _accounts(state: _State, table: Table) -> None:
    for _, row in table.rows:
        code = row.get("code") or row.get("account_number", "")
        name, key = row.get("name", ""), row.get(state.layout.account_id, "")
        _declare(state, key, code, name, row.get(state.layout.type, ""))


def _declare(state: _State, key: str, code: str, name: str, kind: str) -> None:
    """Give an account the number people know it by; one taken already gets its id beside it."""
    if key in state.numbers:
        return
    number = code or name or key
    if number in state.numbers.values():
        number = f"{number} [{key[:8]}]"
    state.numbers[key] = number
    state.accounts[number] = Account(number, name, _KINDS.get(kind.lower(), ""))


def _line(state: _State, line: int, row: dict[str, str]) -> None:
    where = f"{state.source}:{line}"
    try:
        value = amounts.parse(row[state.layout.amount], "point")
    except ValueError as error:
        state.faults.append(Fault(f"{error}.", where, _REMEDY))
        return
    side = row.get("posting_type", "Debit").lower()
    if side not in {"debit", "credit"}:
        state.faults.append(Fault(f"{side[:20]!r} is neither Debit nor Credit.", where, _REMEDY))
        return
    key = row["account_id"]
    if not key:
        state.faults.append(Fault("the line has no account.", where, _REMEDY))
        return
    _declare(
        state, key, row.get("account_code", ""), row.get("account_name", ""),
        row.get("account_type", ""),
    )  # fmt: skip
    signed = value if side == "debit" else -value
    posting = Posting(state.numbers[key], signed, row.get("description", ""))
    journal = row[state.layout.join]
    state.groups[journal].append(posting)
    state.first_line.setdefault(journal, line)


def _join(state: _State, heads: Table) -> list[Entry]:
    entries, known = [], set()
    bare = 0
    for line, row in heads.rows:
        key = row[state.layout.id]
        if key in known:
            what = f"journal {key} stands twice."
            state.faults.append(Fault(what, f"{heads.source}:{line}", _REMEDY))
            continue
        known.add(key)
        if key not in state.groups:
            bare += 1
            continue
        try:
            date = dates.parse(row[state.layout.date], "dmy")
        except ValueError as error:
            state.faults.append(Fault(f"{error}.", f"{heads.source}:{line}", _REMEDY))
            continue
        number = row.get(state.layout.number, "") or key
        text = row.get("reference") or row.get("private_note") or row.get("source_type", "")
        postings = tuple(state.groups[key])
        entered = _entered(row.get("created_date_utc", ""))
        entries.append(
            Entry("", number, date, text, postings, state.first_line[key], entered=entered)
        )
    state.faults += [
        Fault(f"the line's journal {key} is in no journal table.", f"{state.source}:{line}")
        for key, line in state.first_line.items()
        if key not in known
    ]
    if bare:
        state.findings.append(Finding(f"{bare} journals have no lines.", heads.source))
    return entries


def _entered(text: str) -> dt.date | None:
    """Return the day on which a journal was keyed in, where the table says it."""
    try:
        return dates.parse(text[:10], "dmy")
    except ValueError:
        return None


def _no_heads(state: _State, tables: dict[str, Table]) -> Fault:
    """Describe what the lines show when the table with their dates is missing."""
    off = {key: sum(p.amount for p in group) for key, group in state.groups.items()}
    wrong = {key: value for key, value in off.items() if value}
    shown = ", ".join(f"{key} by {money(value)}" for key, value in list(wrong.items())[:5])
    unbalanced = f"; {len(wrong)} of them do not balance ({shown})" if wrong else ""
    held = _documents(tables)
    others = f" The folder also holds {held}, which are no postings by themselves." if held else ""
    return Fault(
        f"the table {state.layout.heads} is missing, so {len(off)} entries have no date"
        f"{unbalanced}.{others}",
        state.source,
        f"Export {state.layout.heads} too, or the Journal report as CSV.",
    )


def _documents(tables: dict[str, Table]) -> str:
    counts = Counter({name: len(tables[name].rows) for name in _DOCUMENTS if name in tables})
    return ", ".join(f"{n} rows of {name}" for name, n in counts.items() if n)


def _say_left_out(state: _State, tables: dict[str, Table]) -> None:
    held = _documents(tables)
    if held and state.layout is _QUICKBOOKS:
        what = (
            f"{held} are not in the journal entries of this folder: result and volumes lack them. "
            "Export the Journal report for the whole ledger."
        )
        state.findings.append(Finding(what, state.source))
    for name in (state.layout.lines, state.layout.heads):
        if tables[name].deleted:
            what = f"{tables[name].deleted} rows are marked as deleted and left out."
            state.findings.append(Finding(what, tables[name].source))


def _currency(state: _State, tables: dict[str, Table]) -> str:
    rows = tables["account"].rows if "account" in tables else ()
    found = {row.get("currency_id", "") for _, row in rows} - {""}
    if len(found) == 1:
        return found.pop().upper()
    what = "the tables do not say the currency of the books (currency_code=... states it)."
    state.findings.append(Finding(what, state.source))
    return ""
