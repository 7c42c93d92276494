"""A general ledger or journal as a table (CSV): one row for each posting.

Nothing is guessed silently that changes a figure: amounts or dates that can be read in two ways,
rows that cannot be read and entries that do not balance are refused, all at once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts, dates, plain_amounts
from bestplaced.intake.columns import ROLES, Mapping
from bestplaced.intake.csv_body import State, fill
from bestplaced.intake.csv_extra import days_entered, marks
from bestplaced.intake.entries import Coder, Entries, Words, days
from bestplaced.intake.gather import (
    Grid,
    Lines,
    absent,
    coded,
    first_rows,
    firsts,
    group_any,
    group_sums,
    one_each,
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
    from bestplaced.intake.entries import Codes, Flags, Ints
    from bestplaced.intake.large_file import LargeFile

FORMAT: Final = "CSV"
_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
_TOTALS: Final = (
    "total", "summa", "summe", "somme", "subtotal", "sub-total", "balance", "opening", "closing",
)  # fmt: skip
_BALANCE_REMEDY: Final = (
    "Correct the entry, or name the column that holds the entry number (entry=...)."
)


def read_csv(content: bytes | LargeFile, source: str, mapping: Mapping | None = None) -> Ledger:
    """Return the ledger in a table, with ``rows.total = rows.read + rows.refused``.

    Raises IntakeError with every fault found: no header, rows that cannot be read, amounts or
    dates that can be read in two ways, more than one currency, entries that do not balance.
    """
    mapping = mapping or Mapping()
    state = State(source)
    if isinstance(content, bytes):
        fill(state, decode_to_utf8(content, source, encoding=mapping.encoding), mapping)
    else:
        fill(state, content, mapping)
    table = _Table.of(state.grid)
    _decide(state, table, mapping)
    lines = _read(state, table) if not state.faults else None
    if lines is None:
        raise IntakeError(state.faults)
    if not state.faults and not len(lines.line):
        state.fault(1, "the table holds no postings.", "Export a period with entries.")
    damaged = {table.entry[row] for row in state.bad}
    del table  # of which entries keep what they need
    state.grid.forget()
    entries = _gather(lines)
    del lines
    _check_currency(state)
    _check_balance(state, damaged, entries)
    if state.faults:
        raise IntakeError(state.faults)
    return _ledger(state, entries, mapping)


def _check_balance(state: State, damaged: set[str], entries: Entries) -> None:
    """Ask every entry to balance, but not those of which a row could not be read."""
    if "" not in damaged:
        asked = entries
        if damaged:
            whole = entries.number.where(lambda number: number not in damaged)
            asked = entries.take(np.flatnonzero(whole))
        one = one_side_faults(asked, state.source)
        state.faults.extend(one or unbalanced_faults(asked, state.source, _BALANCE_REMEDY))


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
        return cls(grid.lines, *(grid.column(role) for role in ROLES))


def _decide(state: State, table: _Table, mapping: Mapping) -> None:
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


def _read(state: State, table: _Table) -> Lines:
    """Understand every row: a line, a refused row that is no posting, or a fault."""
    for row, first in state.odd.items():
        if _is_total(table, row, first):
            state.refused[row] = f"{first[:40]!r} is a total or balance row, not a posting."
    value = _values(state, table)
    has = table.debit.given | table.credit.given | table.amount.given
    totals = list(state.refused)
    for row in np.flatnonzero(~has | (value == 0)).tolist():
        if row not in state.bad:
            state.refused.setdefault(row, "the row has no amount: not a posting.")
    live, heads = np.ones((2, len(value)), np.bool_)  # some programs head entries by no amount
    heads[[*totals, *state.bad]] = live[[*state.refused, *state.bad]] = False
    account = _account(table)
    for row in np.flatnonzero(live & ~account.given).tolist():
        state.bad[row] = ("the row has an amount but no account.", "Fill in its account.")
    live &= account.given
    entry, date = _dated(state, table, live, heads)
    live[list(state.bad)] = False
    for row in sorted(state.bad):
        state.fault(int(table.line[row]), *state.bad[row])
    for row in sorted(state.refused):
        where = f"{state.source}:{table.line[row]}"
        state.findings.append(Finding(state.refused[row], where))
    rows = np.flatnonzero(live)
    _name(state, table, account, rows)
    whole = len(rows) == len(live)

    def pick(words: Words) -> Words:
        return words if whole else words.take(rows)

    entered, notes = days_entered(table.entered, table.line, state.order, known=state.slashed)
    state.findings += [Finding(what, f"{state.source}:{line}") for line, what in notes]
    entered = entered[rows] if entered is not None else None
    return Lines(
        table.line[rows], days(date[rows]), absent(len(rows)), pick(entry), pick(table.text),
        pick(account), value[rows], entered=entered,
        document=pick(table.document), party=pick(table.party),
        matched=pick(marks(table.matched)), person=pick(table.person),
        approver=pick(table.approver),
    )  # fmt: skip


def _account(table: _Table) -> Words:
    """Return the account of every row: its number, or its name where there is none."""
    codes = Coder()
    numbers = [codes[text] for text in table.account.values]
    names = [codes[text] for text in table.name.values]
    given = table.account.given
    if given.all():
        return table.account
    return Words(
        np.where(
            given,
            np.array(numbers, np.int32)[table.account.codes],
            np.array(names, np.int32)[table.name.codes],
        ),
        tuple(codes),
    )


def _dated(state: State, table: _Table, live: Flags, heads: Flags) -> tuple[Words, Ints]:
    """Return entry and day of every row; one without a date takes those of the head above it."""
    ordinals, why = understand(
        table.date, lambda text: dates.parse(text, state.order).toordinal() - _EPOCH, 0
    )
    date = np.array(ordinals, np.int64)[table.date.codes]
    dateless = np.isin(table.date.codes, list(why)) if why else np.zeros(len(live), np.bool_)
    unread = dateless & live
    if not unread.any():
        return table.entry, date
    entry = table.entry.codes.copy()
    blank = next(iter(np.flatnonzero(table.entry.texts.size == 0).tolist()), -1)
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


def _name(state: State, table: _Table, account: Words, rows: Ints) -> None:
    """Keep for every account posted to the name it has last, and where each currency begins."""
    state.names = dict.fromkeys((account[row] for row in _met(account, rows)), "")
    last = np.full(len(account.values), -1, np.int64)
    rows_named = rows[table.name.given[rows]]
    last[account.codes[rows_named]] = rows_named  # what is written last stays
    for row in np.sort(last[last >= 0]).tolist():
        state.names[account[row]] = table.name[row]
    for row in _met(table.currency, rows):
        if table.currency[row]:
            state.currencies.setdefault(table.currency[row].upper(), int(table.line[row]))


def _met(words: Words, rows: Ints) -> list[int]:
    """Return the first of some rows for each text met in them, in order."""
    codes = words.codes[rows]
    met = np.bincount(codes, minlength=len(words.values)) > 0
    return [int(rows[at]) for at in np.sort(firsts(codes, len(words.values))[met])]


def _values(state: State, table: _Table) -> Ints:
    """Return the amount of every row, debit positive; faults of rows that are no totals."""
    remedy = "Correct the amount, or state decimal=..."
    signed = table.amount.given
    value, both = np.zeros(len(signed), np.int64), np.zeros(len(signed), np.bool_)
    for words, sign, where in (
        (table.amount, 1, signed), (table.debit, 1, ~signed), (table.credit, -1, ~signed),
    ):  # fmt: skip
        if not words.texts.size.any():
            continue
        read, why = amounts_of(
            words, state.decimals, lambda text: amounts.parse(text, state.decimals)
        )
        if why:
            for row in np.flatnonzero(np.isin(words.codes, list(why)) & where).tolist():
                if row not in state.refused:
                    state.bad.setdefault(row, (f"{why[int(words.codes[row])]}.", remedy))
        read[~where] = 0
        both |= (value != 0) & (read != 0)
        value += sign * read
    for row in np.flatnonzero(both).tolist():
        if row not in state.refused:
            state.bad.setdefault(row, ("the row has both a debit and a credit.", remedy))
    return value


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
    has_number = lines.number.given
    date = lines.date.view(np.int64)
    group: Codes = lines.number.codes
    if not has_number.all():
        loose = len(lines.number.values) + coded(date, lines.text.codes)
        group = coded(np.where(has_number, group, loose))
    if one_each(group, date):
        return lines.gather(group)
    part = coded(group, date)
    torn = group_any(group, group_sums(part, lines.amount) != 0)
    return lines.gather(np.where(torn, group, len(group) + part))


def _check_currency(state: State) -> None:
    if len(state.currencies) > 1:
        places = ", ".join(f"{code} (line {line})" for code, line in state.currencies.items())
        what = f"the table mixes currencies: {places}."
        state.faults.append(Fault(what, state.source, "Export amounts in the home currency."))


def _ledger(state: State, entries: Entries, mapping: Mapping) -> Ledger:
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
