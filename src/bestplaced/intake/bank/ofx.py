"""OFX and QFX: bank, card and brokerage statements, version 1 (SGML) and version 2 (XML).

One reader for both: in version 1 elements that hold a value are not closed. Nothing but the
five named characters and numeric references is ever replaced.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.bank.statement import BankLine, BankStatement, minor
from bestplaced.intake.ledger import Finding
from bestplaced.intake.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT: Final = "OFX"
_REMEDY: Final = "Download the statement from the bank again."
_TAG: Final = re.compile(
    r"<(/?)([A-Za-z0-9._]+)(?:\s[^<>]*)?>(?:\s*<!\[CDATA\[(.*?)\]\]>|([^<]*))", re.DOTALL
)
_STATEMENTS: Final = frozenset({"STMTRS", "CCSTMTRS", "INVSTMTRS"})
_ACCOUNTS: Final = frozenset({"BANKACCTFROM", "CCACCTFROM", "INVACCTFROM"})
_AGGREGATES: Final = (
    _STATEMENTS
    | _ACCOUNTS
    | {"OFX", "STMTTRN", "BANKTRANLIST", "INVTRANLIST", "INVTRAN", "LEDGERBAL", "AVAILBAL",
       "BANKACCTTO", "CCACCTTO", "PAYEE", "CURRENCY", "ORIGCURRENCY", "BAL", "STATUS"}
)  # fmt: skip
_HEAD: Final = re.compile(rb"OFXHEADER\s*[:=]|<\?OFX\s|<OFX>", re.IGNORECASE)


def looks_like_ofx(content: bytes) -> bool:
    """Say whether the bytes begin an OFX file of either version."""
    return _HEAD.search(content[:2000]) is not None


@dataclass(slots=True)
class _Open:
    """A statement while it is read: the values of its parts."""

    line: int
    card: bool
    parts: dict[str, dict[str, str]] = field(default_factory=dict)
    lines: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    investments: int = 0

    def value(self, part: str, name: str) -> str:
        return self.parts.get(part, {}).get(name, "")


def read_ofx(content: bytes, source: str) -> tuple[BankStatement, ...]:
    """Return the statements of an OFX file, in the order of the file.

    Raises IntakeError with every fault found: no statement, a file that is cut off or declares
    a document type, lines without amount or date.
    """
    text = decode(content, source)
    for mark in ("<!DOCTYPE", "<!ENTITY"):
        if mark in text.upper():
            what = "the file declares a document type or entities, which are never read."
            raise IntakeError(Fault(what, source, "Export it without a DTD."))
    faults: list[Fault] = []
    if not re.search(r"</OFX\s*>", text, re.IGNORECASE):
        faults.append(Fault("the file is cut off: </OFX> is missing.", source, _REMEDY))
    opened = _parse(text, source, faults)
    statements = [_statement(item, source, faults) for item in opened]
    if not opened and not faults:
        what = "the file holds no bank, card or brokerage statement."
        faults.append(Fault(what, source, "Download transactions, not only balances."))
    if faults:
        raise IntakeError(faults)
    return tuple(statements)


def _tokens(text: str) -> Iterator[tuple[int, bool, str, str]]:
    """Yield line, whether it closes, name and value of every tag."""
    breaks = [match.start() for match in re.finditer("\n", text)]
    for match in _TAG.finditer(text):
        value = match[3] if match[3] is not None else html.unescape(match[4])
        line = bisect_right(breaks, match.start()) + 1
        yield line, bool(match[1]), match[2].upper(), value.strip()


def _parse(text: str, source: str, faults: list[Fault]) -> list[_Open]:
    stack: list[str] = []
    found: list[_Open] = []
    for line, closes, name, value in _tokens(text):
        if name in _AGGREGATES and not closes:
            stack.append(name)
            if name in _STATEMENTS:
                found.append(_Open(line, name == "CCSTMTRS"))
            elif name == "STMTTRN":
                _begin_line(found, line, source, faults)
            elif name == "INVTRAN" and found:
                found[-1].investments += 1
        elif closes and name in stack:
            while stack.pop() != name:
                pass
        elif not closes and found and stack:
            _keep(found[-1], stack, name, value)
    return found


def _begin_line(found: list[_Open], line: int, source: str, faults: list[Fault]) -> None:
    if found:
        found[-1].lines.append((line, {}))
    else:
        faults.append(Fault("a transaction stands outside a statement.", f"{source}:{line}"))


def _keep(statement: _Open, stack: list[str], name: str, value: str) -> None:
    within = stack[-1]
    if "STMTTRN" in stack and statement.lines:
        values = statement.lines[-1][1]
        if within == "STMTTRN":
            values.setdefault(name, value)
        elif within in {"PAYEE", "CURRENCY"}:
            values.setdefault(f"{within}.{name}", value)
    elif within in _ACCOUNTS:
        statement.parts.setdefault("account", {}).setdefault(name, value)
    else:
        statement.parts.setdefault(within, {}).setdefault(name, value)


def _statement(item: _Open, source: str, faults: list[Fault]) -> BankStatement:
    place = f"{source}:{item.line}"
    kind = next((tag for tag in _STATEMENTS if item.value(tag, "CURDEF")), "")
    currency = item.value(kind, "CURDEF").upper() or _lines_currency(item)
    account = item.value("account", "ACCTID")
    if not account:
        faults.append(Fault("the statement does not say its account.", place, _REMEDY))
    lines = [
        read
        for line, values in item.lines
        if (read := _line(line, values, currency, source, faults)) is not None
    ]
    closing = item.value("LEDGERBAL", "BALAMT")
    period = "BANKTRANLIST" if "BANKTRANLIST" in item.parts else "INVTRANLIST"
    findings = []
    if not currency:
        findings.append(Finding("the statement does not say its currency.", place))
    if item.investments:
        what = f"{item.investments} purchases, sales and income of securities are no bank lines."
        findings.append(Finding(what, place))
    return BankStatement(
        format=FORMAT,
        source=source,
        account=account,
        currency=currency,
        lines=tuple(lines),
        closing=_amount(closing, currency, place, faults) if closing else None,
        first=_day(item.value(period, "DTSTART"), place, faults),
        last=_day(item.value(period, "DTEND"), place, faults),
        line=item.line,
        unread=item.investments,
        findings=tuple(findings),
    )


def _lines_currency(item: _Open) -> str:
    """Return the currency that all lines of a statement name, if they name one."""
    named = {values.get("CURRENCY.CURSYM", "").upper() for _, values in item.lines}
    return named.pop() if len(named) == 1 else ""


def _line(
    line: int, values: dict[str, str], currency: str, source: str, faults: list[Fault]
) -> BankLine | None:
    place = f"{source}:{line}"
    before = len(faults)
    amount = _amount(values.get("TRNAMT", ""), currency, place, faults)
    date = _day(values.get("DTPOSTED", ""), place, faults)
    if not values.get("DTPOSTED"):
        faults.append(Fault("the transaction has no date (DTPOSTED).", place, _REMEDY))
    if amount is None or date is None or len(faults) > before:
        return None
    return BankLine(
        date=date,
        amount=amount,
        counterparty=values.get("NAME", "") or values.get("PAYEE.NAME", ""),
        reference=values.get("FITID", ""),
        line=line,
        text=values.get("MEMO", ""),
    )


def _amount(text: str, currency: str, place: str, faults: list[Fault]) -> int | None:
    try:
        return minor(text, currency)
    except ValueError as error:
        faults.append(Fault(f"{error}.", place, _REMEDY))
        return None


def _day(text: str, place: str, faults: list[Fault]) -> dt.date | None:
    """Return the day in an OFX date; time and zone are dropped, the day stays as written."""
    if not text:
        return None
    match = re.match(r"([0-9]{4})([0-9]{2})([0-9]{2})", text, re.ASCII)
    if match:
        try:
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:  # no such day
            pass
    faults.append(Fault(f"{text[:40]!r} is not a date.", place, _REMEDY))
    return None
