"""Venmo statements as CSV: titles, a blank first column, balances in rows of their own.

A payment that a card or a bank pays, or that goes straight to one, never touches the balance held
at Venmo: it is a line of that bank. Whether totals hold the fee is told by the balances.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts, dates
from bestplaced.intake.bank.statement import BankLine, BankStatement
from bestplaced.intake.columns import normal
from bestplaced.intake.ledger import Finding
from bestplaced.intake.reports.layout import DELIMITERS, HEADER_WITHIN, Row, read_rows
from bestplaced.intake.text import decode, head_text

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMAT: Final = "Venmo"
_NEEDED: Final = frozenset({"datetime", "type", "status", "from", "to", "amount total"})
_READ: Final = _NEEDED | {"id", "note", "amount fee", "funding source", "destination",
                          "beginning balance", "ending balance"}  # fmt: skip
_DONE: Final = frozenset({"complete", "completed", "issued", ""})
_OWN: Final = frozenset({"venmo balance", "venmo", ""})
_ACCOUNT: Final = re.compile(r"\(?(@[\w.-]+)\)?")
_REMEDY: Final = "Download the statement from Venmo again, as CSV."
_Moved = tuple[BankLine, int]  # a line without its fee, and the fee


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows below the header, and where each column stands."""

    above: tuple[Row, ...]
    rows: tuple[Row, ...]
    places: dict[str, int]

    def cell(self, row: Row, name: str) -> str:
        place = self.places.get(name, -1)
        return row.cells[place] if 0 <= place < len(row.cells) else ""


def looks_like_venmo(content: bytes) -> bool:
    """Say whether the bytes begin a statement of Venmo."""
    head = head_text(content, size=4000).splitlines()
    return any(
        frozenset(map(normal, line.split(mark))) >= _NEEDED for line in head for mark in DELIMITERS
    )


def read_venmo(content: bytes, source: str) -> tuple[BankStatement, ...]:
    """Return the statement of the balance held at Venmo.

    Rows not complete, and rows that other banks paid or got, are counted as unread. Raises
    IntakeError with every fault found.
    """
    table = _cut(decode(content, source), source)
    faults: list[Fault] = []
    moved: list[_Moved] = []
    seen: set[tuple[str, ...]] = set()
    waiting = others = doubled = 0
    for row in table.rows:
        if not (table.cell(row, "datetime") or table.cell(row, "amount total")):
            continue  # balances, and what the law wants said
        if table.cell(row, "id") and row.cells in seen:
            doubled += 1
        elif table.cell(row, "status").lower() not in _DONE:
            waiting += 1
        else:
            seen.add(row.cells)
            try:
                line, fee = _line(table, row)
            except ValueError as error:
                faults.append(Fault(f"{error}.", f"{source}:{row.line}", _REMEDY))
                continue
            end = "funding source" if line.amount < 0 else "destination"
            if table.cell(row, end).lower() in _OWN:
                moved.append((line, fee))
            else:
                others += 1
    opening, closing = (_balance(table, f"{end} balance", source, faults)
                        for end in ("beginning", "ending"))  # fmt: skip
    if not (moved or waiting or others or faults):
        faults.append(Fault("the statement holds no payments.", source, _REMEDY))
    if faults:
        raise IntakeError(faults)
    lines = _with_fees(moved, opening, closing)
    titles = " ".join(cell for row in table.above for cell in row.cells)
    account = match[1] if (match := _ACCOUNT.search(titles)) else ""
    said = (
        (waiting, f"{waiting} rows are not complete: left out."),
        (doubled, f"{doubled} rows stand twice, to the last cell: counted once."),
        (others, f"{others} payments of cards and banks, not of the Venmo balance: left out."),
        (opening is None or closing is None,
         "the file does not give both balances: nothing shows that it is complete."),
    )  # fmt: skip
    return (
        BankStatement(
            format=FORMAT,
            source=source,
            account=f"Venmo {account}".strip(),
            currency="USD",
            lines=tuple(sorted(lines, key=lambda line: line.date)),
            opening=opening,
            closing=closing,
            line=table.rows[0].line if table.rows else 1,
            unread=waiting + others + doubled,
            findings=tuple(Finding(what, source) for holds, what in said if holds),
        ),
    )


def _cut(text: str, source: str) -> _Table:
    tables = [read_rows(text, mark, source) for mark in DELIMITERS if mark in text]
    found = ((rows, at, row) for rows in tables for at, row in enumerate(rows[:HEADER_WITHIN]))
    for rows, at, row in found:
        cells = [normal(cell) for cell in row.cells]
        if set(cells) >= _NEEDED:
            twice = sorted(name for name in _READ if cells.count(name) > 1)
            if twice:
                what = f"the column {twice[0]!r} stands twice in the header."
                raise IntakeError(Fault(what, f"{source}:{row.line}", "Delete one of them."))
            places = {name: cells.index(name) for name in _READ if name in cells}
            return _Table(tuple(rows[:at]), tuple(rows[at + 1 :]), places)
    raise IntakeError(Fault("the header is not that of a Venmo statement.", source, _REMEDY))


def _line(table: _Table, row: Row) -> _Moved:
    amount = amounts.parse(table.cell(row, "amount total"), "point")
    other = table.cell(row, "to" if amount < 0 else "from")
    line = BankLine(
        date=dates.parse(table.cell(row, "datetime").replace("T", " "), "mdy"),
        amount=amount,
        counterparty=other,
        reference=table.cell(row, "id"),
        line=row.line,
        text=table.cell(row, "note") or table.cell(row, "type"),
    )
    return line, abs(amounts.parse(table.cell(row, "amount fee"), "point"))


def _balance(table: _Table, name: str, source: str, faults: list[Fault]) -> int | None:
    for row in table.rows:
        if cell := table.cell(row, name):
            try:
                return amounts.parse(cell, "point")
            except ValueError as error:
                faults.append(Fault(f"{error}.", f"{source}:{row.line}", _REMEDY))
    return None


def _with_fees(moved: Sequence[_Moved], opening: int | None, closing: int | None) -> list[BankLine]:
    """Return the lines, less their fees where only so they lead from one balance to the other."""
    plain = [line for line, _ in moved]
    if opening is None or closing is None:
        return plain
    change = closing - opening
    fees = sum(fee for _, fee in moved)
    if fees and sum(line.amount for line in plain) - fees == change:
        return [replace(line, amount=line.amount - fee) for line, fee in moved]
    return plain
