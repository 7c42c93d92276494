"""MT940: the SWIFT customer statement as banks send it, with or without envelope."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.bank.statement import BankLine, BankStatement, minor
from bestplaced.intake.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT: Final = "MT940"
_REMEDY: Final = "Download the statement from the bank again."
_HEAD: Final = re.compile(rb"(?:^|\n):20:[^\n]*\r?\n(?::(?:21|13[A-Z]?):[^\n]*\r?\n)*:25[A-Z]?:")
_TAG: Final = re.compile(r":([0-9]{2}[A-Z]?):(.*)", re.DOTALL | re.ASCII)
_BALANCE: Final = re.compile(r"([CD])([0-9]{6})([A-Z]{3})?([0-9]+,[0-9]*)", re.ASCII)
_LINE: Final = re.compile(
    r"(?P<value>[0-9]{6})(?P<booked>[0-9]{4}| {4})?(?P<mark>R?[CD])(?P<funds>[A-Z])?"
    r"(?P<amount>[0-9]+,[0-9]*)(?P<type>[A-Z][A-Z0-9]{3})?(?P<reference>.*)",
    re.ASCII,
)
_SUBFIELD: Final = re.compile(r"\?([0-9]{2})")
_SLASHED: Final = re.compile(r"/(NAME|CNTP|REMI|BENM|ORDP|IBAN|EREF)/")
_CENTURY_TURN: Final = 80
_END: Final = ("-", "-}")


def looks_like_mt940(content: bytes) -> bool:
    """Say whether the bytes begin an MT940 file."""
    return _HEAD.search(content[:4000].replace(b"\r\r\n", b"\n")) is not None


@dataclass(slots=True)
class _Open:
    """A statement while it is read."""

    line: int
    account: str = ""
    currency: str = ""
    opening: int | None = None
    closing: int | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    lines: list[BankLine] = field(default_factory=list)


def read_mt940(content: bytes, source: str) -> tuple[BankStatement, ...]:
    """Return the statements of an MT940 file, in the order of the file.

    Raises IntakeError with every fault found: fields that cannot be read, a statement without
    opening or closing balance (the file is cut off), no statement at all.
    """
    text = decode(content.translate(None, b"\x01\x03"), source)
    faults: list[Fault] = []
    found: list[_Open] = []
    for line, tag, value in _fields(text):
        if tag == "20":
            _finish(found, source, faults)
            found.append(_Open(line))
        elif not found:
            what = f"field :{tag}: stands before any :20:."
            faults.append(Fault(what, f"{source}:{line}", _REMEDY))
        else:
            try:
                _read(found[-1], line, tag, value)
            except ValueError as error:
                faults.append(Fault(f"{error}.", f"{source}:{line}", _REMEDY))
    _finish(found, source, faults)
    if not found and not faults:
        faults.append(Fault("the file holds no statement.", source, _REMEDY))
    if faults:
        raise IntakeError(faults)
    return tuple(_statement(item, source) for item in found)


def _fields(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, tag and text of every field; what stands between statements is skipped."""
    current: tuple[int, str, list[str]] | None = None
    for number, raw in enumerate(text.split("\n"), start=1):
        row = raw.rstrip("\r ")
        match = _TAG.match(row)
        if match or row in _END or row.startswith(("-}", "{1:")):
            if current:
                yield current[0], current[1], "\n".join(current[2])
            current = (number, match[1], [match[2]]) if match else None
        elif current:
            current[2].append(row)
    if current:
        yield current[0], current[1], "\n".join(current[2])


def _finish(found: list[_Open], source: str, faults: list[Fault]) -> None:
    """Record what a statement lacks once it is over."""
    if not found:
        return
    last = found[-1]
    lacks = [
        name
        for name, value in (
            ("account (:25:)", last.account),
            ("opening balance (:60F:)", last.first),
            ("closing balance (:62F:)", last.last),
        )
        if not value
    ]
    if lacks:
        what = f"the statement is cut off or damaged: it has no {', no '.join(lacks)}."
        faults.append(Fault(what, f"{source}:{last.line}", _REMEDY))


def _read(statement: _Open, line: int, tag: str, value: str) -> None:
    if tag in {"25", "25P"}:
        statement.account = value.split("\n", maxsplit=1)[0].strip()
    elif tag in {"60F", "60M"}:
        statement.opening, statement.first = _balance(statement, value)
    elif tag in {"62F", "62M"}:
        statement.closing, statement.last = _balance(statement, value)
    elif tag == "61":
        statement.lines.append(_line(value, line, statement.currency))
    elif tag == "86" and statement.lines and statement.last is None:
        statement.lines[-1] = _described(statement.lines[-1], value)
    elif tag in {"34F", "90D", "90C"} and statement.first is None:
        reason = f"field :{tag}: belongs to an MT942 interim report, not to a statement"
        raise ValueError(reason)


def _balance(statement: _Open, value: str) -> tuple[int, dt.date]:
    match = _BALANCE.fullmatch(value.strip())
    if match is None:
        reason = f"{value.strip()[:40]!r} is not a balance"
        raise ValueError(reason)
    currency = match[3] or statement.currency  # some banks leave it out after the first balance
    if not currency:
        reason = f"{value.strip()[:40]!r} names no currency"
        raise ValueError(reason)
    if statement.currency and currency != statement.currency:
        reason = f"the balances are in {statement.currency} and {currency}"
        raise ValueError(reason)
    statement.currency = currency
    amount = minor(match[4], currency)
    return (amount if match[1] == "C" else -amount), _day(match[2])


def _day(text: str) -> dt.date:
    year = int(text[:2])
    century = 1900 if year >= _CENTURY_TURN else 2000
    try:
        return dt.date(century + year, int(text[2:4]), int(text[4:6]))
    except ValueError:
        reason = f"{text!r} is not a date (YYMMDD)"
        raise ValueError(reason) from None


def _booked(value: dt.date, month_day: str | None) -> dt.date:
    """Return the booking date, which is given without year, nearest to the value date."""
    if not month_day or not month_day.strip():
        return value
    near = []
    for year in (value.year - 1, value.year, value.year + 1):
        try:
            near.append(dt.date(year, int(month_day[:2]), int(month_day[2:])))
        except ValueError:  # 29 February of another year, or no date at all
            continue
    if not near:
        reason = f"{month_day!r} is not a date (MMDD)"
        raise ValueError(reason)
    return min(near, key=lambda day: abs((day - value).days))


def _line(value: str, line: int, currency: str) -> BankLine:
    head, _, more = value.partition("\n")
    match = _LINE.fullmatch(head.strip())
    if match is None:
        reason = f"{head.strip()[:40]!r} is not a statement line (:61:)"
        raise ValueError(reason)
    amount = minor(match["amount"], currency)
    # RD takes a debit back: money in; RC takes a credit back: money out
    sign = 1 if match["mark"] in {"C", "RD"} else -1
    own, _, banks = match["reference"].partition("//")
    known = [part for part in (banks, own) if part and part != "NONREF"]
    return BankLine(
        date=_booked(_day(match["value"]), match["booked"]),
        amount=sign * amount,
        counterparty=more.strip().replace("\n", " "),
        reference=known[0].strip() if known else "",
        line=line,
    )


def _described(entry: BankLine, value: str) -> BankLine:
    """Return a line with what field :86: says about it."""
    flat = value.replace("\n", "")
    if _SUBFIELD.search(flat):
        parts = _SUBFIELD.split(flat)
        pairs = list(zip(parts[1::2], parts[2::2], strict=True))
        name = "".join(text for code, text in pairs if code in {"32", "33"})
        words = "".join(text for code, text in pairs if "20" <= code <= "29")
    else:
        pieces = _SLASHED.split(flat)
        found = dict(zip(pieces[1::2], pieces[2::2], strict=True))
        name, words = found.get("NAME", ""), value.replace("\n", " ")
    return BankLine(
        date=entry.date,
        amount=entry.amount,
        counterparty=name.strip() or entry.counterparty,
        reference=entry.reference,
        line=entry.line,
        text=" ".join(words.split()),
    )


def _statement(item: _Open, source: str) -> BankStatement:
    return BankStatement(
        format=FORMAT,
        source=source,
        account=item.account,
        currency=item.currency,
        lines=tuple(item.lines),
        opening=item.opening,
        closing=item.closing,
        first=item.first,
        last=item.last,
        line=item.line,
    )
