"""A general ledger or journal as a table (CSV): one row for each posting.

Nothing is guessed silently that changes a figure: amounts or dates that can be read in two ways,
rows that cannot be read and entries that do not balance are refused, all at once.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts, dates, plain_amounts
from bestplaced.intake.columns import MONEY, ROLES, Columns, Mapping, currency_of
from bestplaced.intake.csv_extra import days_entered, marks
from bestplaced.intake.csv_header import find_header, rows_of
from bestplaced.intake.cutting import Cut, cut, piece_end
from bestplaced.intake.entries import Coder, Entries, Words, days
from bestplaced.intake.gather import (
    Grid,
    Lines,
    coded,
    first_rows,
    group_any,
    group_sums,
    understand,
)
from bestplaced.intake.ledger import (
    Account,
    Finding,
    Ledger,
    Rows,
    one_side_faults,
    unbalanced_faults,
)
from bestplaced.intake.plain_amounts import amounts_of
from bestplaced.intake.text import decode_to_utf8

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bestplaced.intake.entries import Flags, Ints

FORMAT: Final = "CSV"
_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
_HEAD_BYTES: Final = 800_000
_BREAK: Final = re.compile(r"\r\n|\r|\n")
_TOTALS: Final = (
    "total", "summa", "summe", "somme", "subtotal", "sub-total", "balance", "opening", "closing",
)  # fmt: skip
_PLAIN: Final = {
    "name": "account name",
    "text": "description",
    "person": "entered by",
}  # read so without asking
_BALANCE_REMEDY: Final = (
    "Correct the entry, or name the column that holds the entry number (entry=...)."
)


@dataclass(slots=True)
class _State:
    """What is known of the table; rows are counted from 0 below the header."""

    source: str
    decimals: amounts.Decimals = "point"
    order: dates.Order = "dmy"
    grid: Grid = field(default_factory=lambda: Grid(0, {}))
    slashed: bool = False  # the order of days and months was stated, or shows in the dates
    below: bool = False  # the header has been met
    odd: dict[int, str] = field(default_factory=dict)  # row lacking parts -> its first cell
    bad: dict[int, tuple[str, str]] = field(default_factory=dict)  # row -> fault, remedy
    refused: dict[int, str] = field(default_factory=dict)
    inherited: int = 0
    faults: list[Fault] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    currencies: dict[str, int] = field(default_factory=dict)
    guessed: str = ""
    unit: str = ""  # the currency that the headers of the amounts name

    def fault(self, line: int, what: str, remedy: str = "") -> None:
        self.faults.append(Fault(what, f"{self.source}:{line}", remedy))


def read_csv(content: bytes, source: str, mapping: Mapping | None = None) -> Ledger:
    """Return the ledger in a table, with ``rows.total = rows.read + rows.refused``.

    Raises IntakeError with every fault found: no header, rows that cannot be read, amounts or
    dates that can be read in two ways, more than one currency, entries that do not balance.
    """
    mapping = mapping or Mapping()
    state = _State(source)
    _fill(state, decode_to_utf8(content, source, encoding=mapping.encoding), mapping)
    table = _Table.of(state.grid)
    _decide(state, table, mapping)
    lines = _read(state, table) if not state.faults else None
    if lines is None:
        raise IntakeError(state.faults)
    if not state.faults and not len(lines.line):
        state.fault(1, "the table holds no postings.", "Export a period with entries.")
    entries = _gather(lines)
    _check_currency(state)
    _check_balance(state, table, entries)
    if state.faults:
        raise IntakeError(state.faults)
    return _ledger(state, entries, mapping)


def _check_balance(state: _State, table: _Table, entries: Entries) -> None:
    """Ask every entry to balance, but not those of which a row could not be read."""
    damaged = {table.entry[row] for row in state.bad}
    if "" not in damaged:
        whole = np.flatnonzero(entries.number.where(lambda number: number not in damaged))
        asked = entries.take(whole) if damaged else entries
        one = one_side_faults(asked, state.source)
        state.faults.extend(one or unbalanced_faults(asked, state.source, _BALANCE_REMEDY))


def _fill(state: _State, data: bytes, mapping: Mapping) -> None:
    """Read the rows below the header, cut by the delimiter that makes sense of it."""
    source = state.source
    head = data[:_HEAD_BYTES].decode(errors="ignore")
    delimiter, header, columns = find_header(head, source, mapping)
    places = {role: getattr(columns, role) for role in ROLES if getattr(columns, role) >= 0}
    if not any(getattr(mapping, role) for role in ROLES):
        state.guessed = _guess(header, places)
    state.unit = currency_of(header[places[part]] for part in MONEY if part in places)
    state.grid = Grid(len(header), places)
    begin, line = 0, 1
    while begin < len(data):
        end = piece_end(data, begin)
        piece = cut(data[begin:end], delimiter, len(header), places) if state.below else None
        if piece is not None and _is_plain(piece, header, columns):
            state.grid.extend_cut(range(line, line + piece.rows), piece)
            begin, line = end, line + piece.rows
        else:
            rows, begin = rows_of(data, begin, end, delimiter, f"{source}:{line}")
            line = _add(state, rows, line, header, columns)
    if state.faults:
        raise IntakeError(state.faults)


def _is_plain(piece: Cut, header: list[str], columns: Columns) -> bool:
    """Say whether every row has a date and an account, and none is the header again."""
    _, dates_ = piece.columns["date"]
    _, accounts = piece.columns["account"]
    filled_in = all(map(str.strip, dates_)) and all(map(str.strip, accounts))
    return filled_in and header[columns.date] not in dates_


def _add(
    state: _State, rows: list[list[str]], line: int, header: list[str], columns: Columns
) -> int:
    """Add a piece of the table to the grid; return the line after it."""
    grid, width = state.grid, len(header)
    if state.below and set(map(len, rows)) == {width}:
        cells = list(zip(*rows, strict=True))
        date, account = cells[columns.date], cells[columns.account]
        plain = all(map(str.strip, date)) and all(map(str.strip, account))
        if plain and header[columns.date] not in date and not any(map(_broken, cells)):
            grid.extend(range(line, line + len(rows)), cells)
            return line + len(rows)
    numbered = []
    for row in rows:
        numbered.append((line, row))
        line += 1 + sum(len(_BREAK.findall(cell)) for cell in row)
    grid.add(_body(state, numbered, header, columns))
    return line


def _broken(column: Sequence[str]) -> bool:
    """Say whether any cell of a column spans lines."""
    joined = "".join(column)
    return "\n" in joined or "\r" in joined


def _body(
    state: _State, table: Iterable[tuple[int, list[str]]], header: list[str], columns: Columns
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows below the header, each as wide as it; blank rows and the header again go."""
    width, date, account = len(header), columns.date, columns.account
    row = len(state.grid)
    for line, cells in table:
        if not state.below:
            state.below = cells == header
            continue
        if len(cells) != width or not cells[date].strip() or not cells[account].strip():
            bare = [cell.strip() for cell in cells]
            if not any(bare):
                continue
            if any(bare[width:]):
                what = f"the row has {len(cells)} cells under {width} headers."
                remedy = "Quote amounts that hold the delimiter, or export with another one."
                state.fault(line, what, remedy)
            state.odd[row] = next(filter(None, bare))
            yield line, [*cells[:width], *[""] * (width - len(cells))]
        elif cells == header:
            continue
        else:
            yield line, cells
        row += 1


@dataclass(frozen=True, slots=True)
class _Table:
    """The columns of the table by part, cleaned of blanks around their texts."""

    line: Ints
    date: Words
    entry: Words
    account: Words
    name: Words
    debit: Words
    credit: Words
    amount: Words
    text: Words
    currency: Words
    entered: Words
    person: Words
    approver: Words
    document: Words
    party: Words
    matched: Words

    @classmethod
    def of(cls, grid: Grid) -> _Table:
        return cls(np.array(grid.lines, np.int64), *(grid.column(role) for role in ROLES))


def _decide(state: _State, table: _Table, mapping: Mapping) -> None:
    """Fix the decimal sign and the order of dates for the whole table, or record why not."""

    def cells(*columns: Words) -> list[tuple[int, str]]:
        return sorted(
            (int(table.line[row]), text)
            for words in columns
            for text, row in zip(words.values, first_rows(words).tolist(), strict=True)
            if text
        )

    decimals, seen = plain_amounts.decide(
        (table.debit, table.credit, table.amount), first_rows, table.line
    )
    if mapping.decimal or decimals:
        state.decimals = mapping.decimal or decimals or "point"
    elif "either" in seen and len(seen) == 1:
        remedy = "State decimal=point or decimal=comma."
        state.fault(seen["either"], "amounts such as this can be read in two ways.", remedy)
    else:
        what = f"amounts use a decimal point here and a decimal comma on line {seen['comma']}."
        state.fault(seen["point"], what, "State decimal=point or decimal=comma.")
    order, found = dates.decide(cells(table.date))
    state.slashed = bool(found) or mapping.date_order is not None
    if mapping.date_order or order:
        state.order = mapping.date_order or order or "dmy"
    elif "dmy" not in found:
        remedy = "State date_order=dmy or date_order=mdy."
        state.fault(found["either"], "dates such as this can be read in two ways.", remedy)
    else:
        what = f"the day comes first here and the month first on line {found['mdy']}."
        state.fault(found["dmy"], what, "Export the dates as YYYY-MM-DD.")


def _read(state: _State, table: _Table) -> Lines:
    """Understand every row: a line, a refused row that is no posting, or a fault."""
    for row, first in state.odd.items():
        if _is_total(table, row, first):
            state.refused[row] = f"{first[:40]!r} is a total or balance row, not a posting."
    value = _values(state, table)
    has = table.debit.where(bool) | table.credit.where(bool) | table.amount.where(bool)
    totals = list(state.refused)
    for row in np.flatnonzero(~has | (value == 0)).tolist():
        if row not in state.bad:
            state.refused.setdefault(row, "the row has no amount: not a posting.")
    live, heads = np.ones((2, len(value)), np.bool_)  # some programs head entries by no amount
    heads[[*totals, *state.bad]] = live[[*state.refused, *state.bad]] = False
    account = _account(table)
    for row in np.flatnonzero(live & ~account.where(bool)).tolist():
        state.bad[row] = ("the row has an amount but no account.", "Fill in its account.")
    live &= account.where(bool)
    entry, date = _dated(state, table, live, heads)
    live[list(state.bad)] = False
    for row in sorted(state.bad):
        state.fault(int(table.line[row]), *state.bad[row])
    for row in sorted(state.refused):
        where = f"{state.source}:{table.line[row]}"
        state.findings.append(Finding(state.refused[row], where))
    rows = np.flatnonzero(live)
    _name(state, table, account, rows)
    none = Words(np.zeros(len(rows), np.int32), ("",))
    entered, notes = days_entered(table.entered, table.line, state.order, known=state.slashed)
    state.findings += [Finding(what, f"{state.source}:{line}") for line, what in notes]
    entered = entered[rows] if entered is not None else None
    return Lines(
        table.line[rows], days(date[rows]), none, entry.take(rows), table.text.take(rows),
        account.take(rows), value[rows], entered=entered,
        document=table.document.take(rows), party=table.party.take(rows),
        matched=marks(table.matched).take(rows), person=table.person.take(rows),
        approver=table.approver.take(rows),
    )  # fmt: skip


def _account(table: _Table) -> Words:
    """Return the account of every row: its number, or its name where there is none."""
    codes = Coder()
    numbers = [codes[text] for text in table.account.values]
    names = [codes[text] for text in table.name.values]
    given = table.account.where(bool)
    return Words(
        np.where(
            given,
            np.array(numbers, np.int32)[table.account.codes],
            np.array(names, np.int32)[table.name.codes],
        ),
        tuple(codes),
    )


def _dated(state: _State, table: _Table, live: Flags, heads: Flags) -> tuple[Words, Ints]:
    """Return entry and day of every row; one without a date takes those of the head above it."""
    ordinals, why = understand(
        table.date, lambda text: dates.parse(text, state.order).toordinal() - _EPOCH, 0
    )
    date = np.array(ordinals, np.int64)[table.date.codes]
    entry = table.entry.codes.copy()
    blank = table.entry.values.index("") if "" in table.entry.values else -1
    dateless = np.isin(table.date.codes, list(why))
    unread = dateless & live
    above = -1
    before = np.maximum.accumulate(np.where(heads & ~dateless, np.arange(len(live)), -1))
    for row in np.flatnonzero(unread).tolist():
        above = max(above, int(before[row]))
        if not table.date[row] and above >= 0 and entry[row] in {blank, entry[above]}:
            state.inherited += 1
            entry[row], date[row] = entry[above], date[above]
            above = row
        else:
            state.bad[row] = (f"{why[int(table.date.codes[row])]}.", "Use YYYY-MM-DD.")
    return Words(entry, table.entry.values), date


def _name(state: _State, table: _Table, account: Words, rows: Ints) -> None:
    """Keep for every account posted to the name it has last, and where each currency begins."""
    state.names = dict.fromkeys((account.values[code] for code in _met(account, rows)), "")
    pairs = coded(account.codes[rows], table.name.codes[rows])
    _, back = np.unique(pairs[::-1], return_index=True)  # the last row of each pair
    for row in rows[np.sort(len(rows) - 1 - back)].tolist():
        if table.name[row]:
            state.names[account[row]] = table.name[row]
    for code, row in _met(table.currency, rows).items():
        if table.currency.values[code]:
            state.currencies.setdefault(table.currency.values[code].upper(), int(table.line[row]))


def _met(words: Words, rows: Ints) -> dict[int, int]:
    """Return the codes met in some rows, in order, each with the row that holds it first."""
    codes, first = np.unique(words.codes[rows], return_index=True)
    order = np.argsort(first)
    return dict(zip(codes[order].tolist(), rows[first[order]].tolist(), strict=True))


def _values(state: _State, table: _Table) -> Ints:
    """Return the amount of every row, debit positive; faults of rows that are no totals."""
    remedy = "Correct the amount, or state decimal=..."
    signed = table.amount.where(bool)
    sides = []
    for words, where in ((table.amount, signed), (table.debit, ~signed), (table.credit, ~signed)):
        read, why = amounts_of(
            words, state.decimals, lambda text: amounts.parse(text, state.decimals)
        )
        sides.append(read)
        if why:
            for row in np.flatnonzero(np.isin(words.codes, list(why)) & where).tolist():
                if row not in state.refused:
                    state.bad.setdefault(row, (f"{why[int(words.codes[row])]}.", remedy))
    amount, debit, credit = sides
    for row in np.flatnonzero(~signed & (debit != 0) & (credit != 0)).tolist():
        if row not in state.refused:
            state.bad.setdefault(row, ("the row has both a debit and a credit.", remedy))
    return np.asarray(np.where(signed, amount, debit - credit), np.int64)


def _is_total(table: _Table, row: int, first: str) -> bool:
    """Say whether a row sums others: it lacks a date or account and says so, or sums both."""
    if table.date[row] and table.account[row]:
        return False
    if first.lower().strip("'\"* ").startswith(_TOTALS):
        return True
    return not table.account[row] and bool(table.debit[row]) and bool(table.credit[row])


def _gather(lines: Lines) -> Entries:
    """Gather lines into entries: by number, or by date and text where there is no number.

    A number used again on other dates makes separate entries when each of them balances.
    """
    numbered = lines.number.where(bool)
    date = lines.date.astype(np.int64)
    loose = coded(date, lines.text.codes.astype(np.int64))
    group = coded(np.where(numbered, lines.number.codes, len(lines.number.values) + loose))
    part = coded(group, date)
    torn = group_any(group, group_sums(part, lines.amount) != 0)
    return lines.gather(np.where(torn, group, len(group) + part))


def _guess(header: Sequence[str], places: dict[str, int]) -> str:
    """Return the mapping that was guessed, where headers are not plainly what they are read as."""
    if all(header[at].strip().lower() in {part, _PLAIN.get(part)} for part, at in places.items()):
        return ""
    return ",".join(f"{role}={header[place].strip()}" for role, place in places.items())


def _check_currency(state: _State) -> None:
    if len(state.currencies) > 1:
        places = ", ".join(f"{code} (line {line})" for code, line in state.currencies.items())
        what = f"the table mixes currencies: {places}."
        state.faults.append(Fault(what, state.source, "Export amounts in the home currency."))


def _ledger(state: _State, entries: Entries, mapping: Mapping) -> Ledger:
    if state.inherited:
        what = f"{state.inherited} row(s) without a date take the entry of the row above."
        state.findings.append(Finding(what, state.source))
    currency = next(iter(state.currencies), mapping.currency_code.upper()) or state.unit
    if mapping.currency_code and currency != mapping.currency_code.upper():
        what = f"the table is in {currency}, not in {mapping.currency_code.upper()}."
        raise IntakeError(Fault(what, state.source, "Correct currency_code."))
    if not currency:
        what = "the file does not say its currency (currency_code=... states it)."
        state.findings.append(Finding(what, state.source))
    if state.guessed:
        what = f'the columns are read as --map "{state.guessed}"; state it to confirm or correct.'
        state.findings.append(Finding(what, state.source))
    return Ledger(
        format=FORMAT,
        source=state.source,
        organisation="",
        currency=currency,
        accounts=tuple(Account(number, name) for number, name in state.names.items()),
        entries=entries,
        rows=Rows(len(state.grid), len(entries.amount), len(state.refused)),
        findings=tuple(state.findings),
    )
