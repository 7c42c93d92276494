"""QIF, the Quicken Interchange Format: bank, cash and card registers.

One record for each transaction, fields by their first letter, a caret after each record. Splits add
up to their transaction; investments and lists are not read. The format has no balances and no
currency, so nothing in it can be proved; the order of day and month is told from the dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts, dates
from bestplaced.intake.bank.statement import BankLine, BankStatement, from_hundredths
from bestplaced.intake.ledger import Finding, money
from bestplaced.intake.text import decode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.intake.columns import Mapping

FORMAT: Final = "QIF"
_REMEDY: Final = "Export the register again as QIF, or better as OFX or CAMT, which hold balances."
_HEAD: Final = re.compile(
    rb"(?:!Option:[^\r\n]*|!Clear:[^\r\n]*|#[^\r\n]*|\s)*!(?:Type:|Account)", re.IGNORECASE
)
_DOTTED: Final = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{2,4})")
_ORDERS: Final[dict[str, dates.Order]] = {"mdy": "mdy", "dmy": "dmy"}
_READ: Final = frozenset({"bank", "cash", "ccard", "oth a", "oth l"})
_APOSTROPHE: Final = re.compile(r"([0-9]{1,2})[/.-]\s*([0-9]{1,2})\s*'\s*([0-9]{1,4})")
_OPENING: Final = "opening balance"


@dataclass(slots=True)
class _Record:
    """One transaction as it stands: each field with its text, splits in order."""

    line: int
    account: str
    fields: dict[str, str] = field(default_factory=dict)
    splits: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    source: str
    account: str = ""
    kind: str = ""
    records: list[_Record] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    skipped: int = 0
    order: dates.Order | None = None  # of day and month, where the file states it

    def fault(self, line: int, what: str, remedy: str = _REMEDY) -> None:
        self.faults.append(Fault(what, f"{self.source}:{line}", remedy))


def looks_like_qif(content: bytes) -> bool:
    """Say whether the bytes begin a QIF file."""
    head = content[:2000].replace(b"\x00", b"").lstrip(b"\xff\xfe").removeprefix(b"\xef\xbb\xbf")
    return _HEAD.match(head) is not None


def read_qif(
    content: bytes, source: str, mapping: Mapping | None = None
) -> tuple[BankStatement, ...]:
    """Return one statement for each register in a QIF file.

    Raises IntakeError with every fault found: a record without its end, dates that read two ways,
    amounts that cannot be read, splits that do not add up, files of investments or lists only.
    """
    state = _State(source)
    _records(state, decode(content, source, encoding=mapping.encoding if mapping else ""))
    days = [(record.line, _day(record.fields.get("D", ""))) for record in state.records]
    order, found = dates.decide(days)
    order = (mapping.date_order if mapping else None) or state.order or order
    if order is None and "dmy" not in found:
        order = dates.order_in_time([day for _, day in days])
    if order is None:
        remedy = "State date_order=dmy or date_order=mdy."
        state.fault(min(found.values()), "dates such as this can be read in two ways.", remedy)
    cells = [(r.line, cell) for r in state.records for cell in (_total(r), *r.splits)]
    decimals, seen = amounts.decide(cells)
    decimals = (mapping.decimal if mapping else None) or decimals
    if decimals is None:
        what = "amounts can be read with decimal point or decimal comma."
        state.fault(min(seen.values()), what, "State decimal=point or decimal=comma.")
    if not state.records and not state.faults:
        state.fault(1, "the file holds no bank, cash or card transactions.")
    currency = mapping.currency_code.upper() if mapping else ""
    registers: dict[str, list[BankLine]] = {}
    opening: dict[str, int] = {}
    for record in state.records if not state.faults else ():
        try:
            line = _line(record, order or "mdy", decimals or "point", currency)
        except ValueError as error:
            state.fault(record.line, f"{error}.")
            continue
        lines = registers.setdefault(record.account, [])
        if line.counterparty.lower() == _OPENING and record.account not in opening:
            opening[record.account] = line.amount
        else:
            lines.append(line)
    if state.faults:
        raise IntakeError(state.faults)
    return tuple(
        _statement(state, account, currency, lines, opening.get(account))
        for account, lines in registers.items()
    )


def _records(state: _State, text: str) -> None:
    """Cut the file into records; keep those of the registers that are read."""
    record: _Record | None = None
    lists = False
    last = 0
    for last, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        row = raw.strip()
        if not row:
            continue
        if row.startswith("!"):
            lists = _headed(state, row)
        elif row == "^" and record is not None:
            _keep(state, record, lists=lists)
            record = None
        elif row == "^":
            continue
        elif state.kind or lists:  # above the first heading there are only remarks
            record = record or _Record(last, state.account)
            letter, cell = row[0].upper(), row[1:].strip()
            if letter == "$" and not lists:
                record.splits.append(cell)
            elif letter not in record.fields:
                record.fields[letter] = cell
    if record is not None:
        state.fault(last, f"the file ends inside the record begun on line {record.line}.")


def _headed(state: _State, row: str) -> bool:
    """Read a heading, such as ``!Type:Bank``; say whether a list of accounts follows it."""
    head, _, kind = row[1:].lower().partition(":")
    if head == "option":
        state.order = _ORDERS.get(kind.strip(), state.order)
    elif head == "type":
        state.kind = kind.strip()
    return head == "account"


def _keep(state: _State, record: _Record, *, lists: bool) -> None:
    if lists:
        state.account = record.fields.get("N", "")
    elif state.kind in _READ:
        state.records.append(record)
    else:
        state.skipped += 1


def _total(record: _Record) -> str:
    return record.fields.get("T") or record.fields.get("U", "")


def _day(cell: str) -> str:
    """Return a date with slashes: ``1/15'26`` and ``1/15' 6`` are written so by Quicken.

    Dots say nothing here about the order of day and month, as they do in other files.
    """
    match = _APOSTROPHE.fullmatch(cell)
    if match is None and (dotted := _DOTTED.fullmatch(cell)):
        return "/".join(dotted.groups())
    if match is None:
        return cell.replace(" ", "") if re.fullmatch(r"[0-9/. -]+", cell) else cell
    year = int(match[3]) + (2000 if int(match[3]) < 100 else 0)  # noqa: PLR2004  - an apostrophe
    return f"{match[1]}/{match[2]}/{year}"


def _line(
    record: _Record, order: dates.Order, decimals: amounts.Decimals, currency: str
) -> BankLine:
    if not _total(record):
        reason = "the record has no amount"
        raise ValueError(reason)
    value = amounts.parse(_total(record), decimals)
    parts = [amounts.parse(cell, decimals) for cell in record.splits]
    if parts and sum(parts) != value:
        reason = f"the splits make {money(sum(parts))}, the transaction {money(value)}"
        raise ValueError(reason)
    return BankLine(
        date=dates.parse(_day(record.fields.get("D", "")), order),
        amount=from_hundredths(value, currency),
        counterparty=record.fields.get("P", ""),
        reference=record.fields.get("N", ""),
        line=record.line,
        text=record.fields.get("M", "") or record.fields.get("L", ""),
    )


def _statement(
    state: _State, account: str, currency: str, lines: Sequence[BankLine], opening: int | None
) -> BankStatement:
    unnamed = "" if currency else "no currency (currency_code=... states it) and "
    what = f"the file names {unnamed}no closing balance: nothing shows that it is complete."
    findings = [Finding(what, state.source)]
    if state.skipped:
        what = f"{state.skipped} records of investments or lists are no bank lines."
        findings.append(Finding(what, state.source))
    return BankStatement(
        format=FORMAT,
        source=state.source,
        account=account or "QIF register",
        currency=currency,
        lines=tuple(sorted(lines, key=lambda line: line.date)),
        opening=opening,
        line=lines[0].line if lines else 1,
        unread=state.skipped,
        findings=tuple(findings),
    )
