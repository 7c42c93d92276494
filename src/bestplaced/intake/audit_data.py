"""AICPA Audit Data Standard, general ledger: the GL detail file (pipes or commas).

Source: AICPA, *Audit Data Standards: Base and General Ledger Subledger Standards* (2015), table
GL_Detail. Amounts are signed (debit positive), or plain with a debit/credit indicator.
"""

from __future__ import annotations

from collections import defaultdict
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
from bestplaced.intake.reports.layout import read_rows
from bestplaced.intake.text import decode

if TYPE_CHECKING:
    import datetime as dt

FORMAT: Final = "Audit Data Standard"
_NEEDED: Final = frozenset({"journal_id", "gl_account_number", "amount", "effective_date"})
_INDICATOR: Final = ("amount_credit_debit_indicator", "amount_debit_credit_indicator",
                     "debit_credit_indicator")  # fmt: skip
_REMEDY: Final = "Export the GL detail file again, complete."
_Key = tuple[str, ...]


@dataclass(slots=True)
class _State:
    source: str
    decimals: amounts.Decimals = "point"
    order: dates.Order = "mdy"
    signed: bool = False
    groups: dict[_Key, list[tuple[int, dt.date, dict[str, str], Posting]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    names: dict[str, str] = field(default_factory=dict)
    currencies: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    total: int = 0

    def fault(self, line: int, what: str) -> None:
        self.faults.append(Fault(what, f"{self.source}:{line}", _REMEDY))


def looks_like_audit_data(content: bytes) -> bool:
    """Say whether the bytes begin a GL detail table of the standard."""
    return frozenset(_names(content[:20_000])) >= _NEEDED


def _names(head: bytes) -> list[str]:
    plain = head.replace(b"\x00", b"").lstrip(b"\xff\xfe").removeprefix(b"\xef\xbb\xbf")
    first = plain.partition(b"\n")[0].decode("latin-1")
    delimiter = max("|,\t;", key=first.count)
    return [cell.strip(' "\r').lower() for cell in first.split(delimiter)]


def read_audit_data(content: bytes, source: str, encoding: str = "") -> Ledger:
    """Return the ledger in a GL detail file, in its reporting currency.

    Raises IntakeError with every fault found: doubled columns, short or long rows, amounts, dates
    and indicators that cannot be read, mixed currencies, journals that do not balance.
    """
    text = decode(content, source, encoding=encoding)
    first = text.partition("\n")[0]
    rows = read_rows(text, max("|,\t;", key=first.count), source)
    names = [cell.strip('"').lower() for cell in rows[0].cells] if rows else []
    state = _State(source)
    if len(set(names)) < len(names):
        state.fault(1, "a column stands twice in the header.")
    if not frozenset(names) >= _NEEDED:
        state.fault(1, f"the header lacks {', '.join(sorted(_NEEDED - set(names)))}.")
    if state.faults:
        raise IntakeError(state.faults)
    table = []
    for row in rows[1:]:
        if not any(row.cells):
            continue
        state.total += 1
        if len(row.cells) != len(names):
            what = f"the row has {len(row.cells)} cells under {len(names)} headers."
            state.fault(row.line, what)
            continue
        table.append((row.line, dict(zip(names, row.cells, strict=True))))
    _decide(state, table)
    for line, cells in table if not state.faults else ():
        _read(state, line, cells)
    if not state.groups and not state.faults:
        state.fault(1, "the table holds no postings.")
    return _ledger(state)


def _decide(state: _State, table: list[tuple[int, dict[str, str]]]) -> None:
    """Fix decimal sign, order of dates, and whether amounts carry the side that is indicated."""
    decimals, seen = amounts.decide((line, row["amount"]) for line, row in table)
    state.decimals = decimals or "point"
    if decimals is None:
        state.fault(min(seen.values()), "amounts can be read with decimal point or decimal comma.")
    order, found = dates.decide((line, row["effective_date"]) for line, row in table)
    state.order = order or "mdy"
    if order is None:
        state.fault(min(found.values()), "dates such as this can be read in two ways.")
    credited = [row["amount"] for _, row in table if _side(row) == "C"]
    minus = sum(cell.startswith(("-", "(")) for cell in credited)
    state.signed = 2 * minus > len(credited)


def _side(row: dict[str, str]) -> str:
    return next((row[name].upper()[:1] for name in _INDICATOR if row.get(name)), "")


def _read(state: _State, line: int, row: dict[str, str]) -> None:
    try:
        value = amounts.parse(row["amount"], state.decimals)
        date = dates.parse(row["effective_date"], state.order)
    except ValueError as error:
        state.fault(line, f"{error}.")
        return
    side = _side(row)
    if side not in {"", "D", "C"}:
        state.fault(line, f"the indicator {side!r} is neither D nor C.")
        return
    if not row["gl_account_number"]:
        state.fault(line, "the row has no account.")
        return
    if side == "C" and not state.signed:
        value = -value
    if not value:
        state.empty.append(line)
        return
    currency = row.get("amount_currency", "").upper()
    if currency:
        state.currencies.setdefault(currency, line)
    number = row["gl_account_number"]
    state.names.setdefault(number, row.get("gl_account_name", ""))
    text = row.get("je_line_description", "")
    key = (row.get("business_unit_code", ""), row.get("source", ""), row["journal_id"])
    state.groups[key].append((line, date, row, Posting(number, value, text)))


def _entered(cell: str, order: dates.Order) -> dt.date | None:
    """Return the day an entry was keyed in; one that cannot be read is as good as none."""
    try:
        return dates.parse(cell, order)
    except ValueError:
        return None


def _ledger(state: _State) -> Ledger:
    entries = []
    for (_, series, number), lines in state.groups.items():
        line, date, row, first = lines[0]
        entries.append(
            Entry(
                series,
                number,
                date,
                row.get("je_header_description") or first.text,
                tuple(item[3] for item in lines),
                line,
                entered=_entered(row.get("entered_date", ""), state.order),
                person=row.get("entered_by", ""),
                approver=row.get("approved_by", ""),
            )
        )
    if len(state.currencies) > 1:
        places = ", ".join(f"{code} (line {line})" for code, line in state.currencies.items())
        what = f"the table mixes currencies: {places}."
        state.faults.append(Fault(what, state.source, "Export amounts in the home currency."))
    state.faults += unbalanced_faults(entries, state.source, _REMEDY)
    if state.faults:
        raise IntakeError(state.faults)
    findings = []
    if state.empty:
        what = f"{len(state.empty)} lines have no amount and are no postings."
        findings.append(Finding(what, f"{state.source}:{state.empty[0]}"))
    if not state.currencies:
        findings.append(Finding("the file does not say its currency.", state.source))
    read = sum(len(entry.postings) for entry in entries)
    return Ledger(
        format=FORMAT,
        source=state.source,
        organisation="",
        currency=next(iter(state.currencies), ""),
        accounts=tuple(Account(number, name) for number, name in state.names.items()),
        entries=tuple(sorted(entries, key=lambda entry: (entry.date, entry.line))),
        rows=Rows(state.total, read, len(state.empty)),
        findings=tuple(findings),
    )
