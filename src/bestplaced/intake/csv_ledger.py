"""A general ledger or journal as a table (CSV): one row for each posting.

Nothing is guessed silently that changes a figure: amounts or dates that can be read in two ways,
rows that cannot be read and entries that do not balance are refused, all at once.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts, dates
from bestplaced.intake.columns import ROLES, Columns, Mapping, doubled, resolve
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
    import datetime as dt
    from collections.abc import Iterable, Sequence

FORMAT: Final = "CSV"
_DELIMITERS: Final = (",", ";", "\t", "|")
_HEADER_WITHIN: Final = 30
_TOTALS: Final = ("total", "summa", "summe", "somme", "subtotal", "sub-total", "balance")
_BALANCE_REMEDY: Final = (
    "Correct the entry, or name the column that holds the entry number (entry=...)."
)


@dataclass(frozen=True, slots=True)
class _Row:
    """One table row by part: the text of each cell in use, and its line."""

    line: int
    cells: dict[str, str]
    first: str

    @property
    def has_amount(self) -> bool:
        return any(self.cells[role] for role in ("debit", "credit", "amount"))


@dataclass(frozen=True, slots=True)
class _Line:
    """A row that was read, before rows are gathered into entries."""

    line: int
    entry: str
    date: dt.date
    posting: Posting


@dataclass(slots=True)
class _State:
    source: str
    decimals: amounts.Decimals = "point"
    order: dates.Order = "dmy"
    lines: list[_Line] = field(default_factory=list)
    refused: int = 0
    inherited: int = 0
    faults: list[Fault] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    damaged: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    currencies: dict[str, int] = field(default_factory=dict)

    def fault(self, line: int, what: str, remedy: str = "") -> None:
        self.faults.append(Fault(what, f"{self.source}:{line}", remedy))

    def damage(self, row: _Row, what: str, remedy: str) -> None:
        """Record a fault of a row; its entry is not asked to balance without it."""
        self.fault(row.line, what, remedy)
        self.damaged.add(row.cells["entry"])

    def refuse(self, line: int, why: str) -> None:
        self.refused += 1
        self.findings.append(Finding(why, f"{self.source}:{line}"))


def read_csv(content: bytes, source: str, mapping: Mapping | None = None) -> Ledger:
    """Return the ledger in a table, with ``rows.total = rows.read + rows.refused``.

    Raises IntakeError with every fault found: no header, rows that cannot be read, amounts or
    dates that can be read in two ways, more than one currency, entries that do not balance.
    """
    mapping = mapping or Mapping()
    text = decode(content, source, encoding=mapping.encoding)
    rows = _rows(text, source, mapping)
    state = _State(source)
    _decide(state, rows, mapping)
    if not state.faults:
        for row in rows:
            _read(state, row)
    if not state.faults and not state.lines:
        state.fault(1, "the table holds no postings.", "Export a period with entries.")
    entries = _entries(state.lines)
    _check_currency(state)
    if "" not in state.damaged:
        whole = [entry for entry in entries if entry.number not in state.damaged]
        state.faults.extend(unbalanced_faults(whole, source, _BALANCE_REMEDY))
    if state.faults:
        raise IntakeError(state.faults)
    return _ledger(state, entries, len(rows), mapping)


def _rows(text: str, source: str, mapping: Mapping) -> list[_Row]:
    """Return the rows below the header, cut by the delimiter that makes sense of it."""
    head = "\n".join(text.splitlines()[: _HEADER_WITHIN * 2])
    choices = (mapping.delimiter,) if mapping.delimiter else _DELIMITERS
    best: tuple[int, str, list[str], Columns] | None = None
    widest: list[str] = []
    for delimiter in choices:
        for place, (_, cells) in enumerate(_cut(head, delimiter, source)):
            if place >= _HEADER_WITHIN:
                break
            columns = resolve(cells, mapping)
            widest = max(widest, cells, key=len)
            known = sum(getattr(columns, role) >= 0 for role in ROLES)
            if not columns.missing and (best is None or known > best[0]):
                best = (known, delimiter, cells, columns)
    if best is None:
        raise IntakeError(_no_header(widest, source, mapping))
    _, delimiter, header, columns = best
    _check_header(header, columns, source, mapping)
    return _body(_cut(text, delimiter, source), header, columns, source)


def _cut(text: str, delimiter: str, source: str) -> Iterable[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        fault = Fault(f"the table cannot be read ({error}).", f"{source}:{line}")
        raise IntakeError(fault) from None


def _no_header(widest: Sequence[str], source: str, mapping: Mapping) -> Fault:
    lacks = ", ".join(resolve(widest, mapping).missing)
    shown = ", ".join(cell.strip()[:30] for cell in widest[:15]) or "none"
    return Fault(
        f"no header row with the columns of a ledger was found; missing: {lacks}. "
        f"Columns seen: {shown}.",
        source,
        "This is neither SIE nor a ledger table, or its columns need naming "
        "(date=...,account=...,debit=...,credit=...).",
    )


def _check_header(header: Sequence[str], columns: Columns, source: str, mapping: Mapping) -> None:
    faults = [
        Fault(f"the column {name!r} stands twice in the header.", source, "Rename one of them.")
        for name in doubled(header, columns)
    ]
    faults += [
        Fault(
            f"there is no column {getattr(mapping, role)!r} for {role}.",
            source,
            f"The columns are: {', '.join(header)}.",
        )
        for role in ROLES
        if getattr(mapping, role)
        and getattr(columns, role) < 0
        and not (role in {"debit", "credit"} and mapping.amount)
    ]
    if faults:
        raise IntakeError(faults)


def _body(
    table: Iterable[tuple[int, list[str]]], header: list[str], columns: Columns, source: str
) -> list[_Row]:
    places = {role: getattr(columns, role) for role in ROLES}
    rows: list[_Row] = []
    faults: list[Fault] = []
    below = False
    for line, cells in table:
        if not below:
            below = cells == header
        elif any(cell.strip() for cell in cells) and cells != header:
            if any(cell.strip() for cell in cells[len(header) :]):
                what = f"the row has {len(cells)} cells under {len(header)} headers."
                remedy = "Quote amounts that hold the delimiter, or export with another one."
                faults.append(Fault(what, f"{source}:{line}", remedy))
            padded = [cell.strip() for cell in cells] + [""] * len(header)
            parts = {role: padded[place] if place >= 0 else "" for role, place in places.items()}
            rows.append(_Row(line, parts, next(filter(None, padded), "")))
    if faults:
        raise IntakeError(faults)
    return rows


def _decide(state: _State, rows: Sequence[_Row], mapping: Mapping) -> None:
    """Fix the decimal sign and the order of dates for the whole table, or record why not."""
    money_roles = ("debit", "credit", "amount")
    cells = [(row.line, row.cells[role]) for row in rows for role in money_roles]
    decimals, seen = amounts.decide(cells)
    if mapping.decimal or decimals:
        state.decimals = mapping.decimal or decimals or "point"
    elif "either" in seen and len(seen) == 1:
        remedy = "State decimal=point or decimal=comma."
        state.fault(seen["either"], "amounts such as this can be read in two ways.", remedy)
    else:
        what = f"amounts use a decimal point here and a decimal comma on line {seen['comma']}."
        state.fault(seen["point"], what, "State decimal=point or decimal=comma.")
    order, found = dates.decide((row.line, row.cells["date"]) for row in rows)
    if mapping.date_order or order:
        state.order = mapping.date_order or order or "dmy"
    elif "dmy" not in found:
        remedy = "State date_order=dmy or date_order=mdy."
        state.fault(found["either"], "dates such as this can be read in two ways.", remedy)
    else:
        what = f"the day comes first here and the month first on line {found['mdy']}."
        state.fault(found["dmy"], what, "Export the dates as YYYY-MM-DD.")


def _read(state: _State, row: _Row) -> None:
    """Read one row into a line, refuse it as no posting, or record its faults."""
    cells = row.cells
    if _is_total(row):
        state.refuse(row.line, f"{row.first[:40]!r} is a total or balance row, not a posting.")
        return
    try:
        value = _value(state, row)
    except ValueError as error:
        state.damage(row, f"{error}.", "Correct the amount, or state decimal=...")
        return
    if not row.has_amount or value == 0:
        state.refuse(row.line, "the row has no amount: not a posting.")
        return
    account = cells["account"] or cells["name"]
    if not account:
        state.damage(row, "the row has an amount but no account.", "Fill in its account.")
        return
    entry, text_date = cells["entry"], cells["date"]
    above = state.lines[-1] if state.lines else None
    if not text_date and above and entry in {"", above.entry}:
        state.inherited += 1
        entry, day = above.entry, above.date
    else:
        try:
            day = dates.parse(text_date, state.order)
        except ValueError as error:
            state.damage(row, f"{error}.", "Use YYYY-MM-DD.")
            return
    if cells["name"] or account not in state.names:
        state.names[account] = cells["name"] or state.names.get(account, "")
    if cells["currency"]:
        state.currencies.setdefault(cells["currency"].upper(), row.line)
    state.lines.append(_Line(row.line, entry, day, Posting(account, value, cells["text"])))


def _value(state: _State, row: _Row) -> int:
    if row.cells["amount"]:
        return amounts.parse(row.cells["amount"], state.decimals)
    debit = amounts.parse(row.cells["debit"], state.decimals)
    credit = amounts.parse(row.cells["credit"], state.decimals)
    if debit and credit:
        reason = "the row has both a debit and a credit"
        raise ValueError(reason)
    return debit - credit


def _is_total(row: _Row) -> bool:
    """Say whether a row sums others: it lacks a date or account and says so, or sums both."""
    cells = row.cells
    if cells["date"] and cells["account"]:
        return False
    if any(row.first.lower().startswith(word) for word in _TOTALS):
        return True
    return not cells["account"] and bool(cells["debit"]) and bool(cells["credit"])


def _entries(lines: Sequence[_Line]) -> list[Entry]:
    """Gather lines into entries: by number, or by date and text where there is no number.

    A number used again on other dates makes separate entries when each of them balances.
    """
    groups: dict[tuple[str, ...], list[_Line]] = defaultdict(list)
    for line in lines:
        key = (line.entry,) if line.entry else ("", line.date.isoformat(), line.posting.text)
        groups[key].append(line)
    entries: list[Entry] = []
    for group in groups.values():
        parts: dict[dt.date, list[_Line]] = defaultdict(list)
        for line in group:
            parts[line.date].append(line)
        if all(sum(line.posting.amount for line in part) == 0 for part in parts.values()):
            entries.extend(_entry(part) for part in parts.values())
        else:
            entries.append(_entry(group))
    return sorted(entries, key=lambda entry: (entry.date, entry.line))


def _entry(lines: Sequence[_Line]) -> Entry:
    first = lines[0]
    postings = tuple(line.posting for line in lines)
    return Entry("", first.entry, first.date, first.posting.text, postings, first.line)


def _check_currency(state: _State) -> None:
    if len(state.currencies) > 1:
        places = ", ".join(f"{code} (line {line})" for code, line in state.currencies.items())
        what = f"the table mixes currencies: {places}."
        state.faults.append(Fault(what, state.source, "Export amounts in the home currency."))


def _ledger(state: _State, entries: list[Entry], total: int, mapping: Mapping) -> Ledger:
    if state.inherited:
        what = f"{state.inherited} row(s) without a date take the entry of the row above."
        state.findings.append(Finding(what, state.source))
    currency = next(iter(state.currencies), mapping.currency_code.upper())
    if mapping.currency_code and currency != mapping.currency_code.upper():
        what = f"the table is in {currency}, not in {mapping.currency_code.upper()}."
        raise IntakeError(Fault(what, state.source, "Correct currency_code."))
    if not currency:
        what = "the file does not say its currency (currency_code=... states it)."
        state.findings.append(Finding(what, state.source))
    return Ledger(
        format=FORMAT,
        source=state.source,
        organisation="",
        currency=currency,
        accounts=tuple(Account(number, name) for number, name in state.names.items()),
        entries=tuple(entries),
        rows=Rows(total, len(state.lines), state.refused),
        findings=tuple(state.findings),
    )
