"""SIE 4, the Swedish standard file for ledgers: reader and its checks.

Source: SIE-Gruppen, *SIE filformat, utgåva 4C*. Labels that this reader does not need are
skipped, as the standard demands. ``#BTRANS`` (a removed row) is never counted; ``#RTRANS`` (an
added row) is repeated by an identical ``#TRANS`` for old readers and is counted once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.entries import Builder, Entries
from bestplaced.intake.ledger import (
    Account,
    Balance,
    Finding,
    Ledger,
    unbalanced_faults,
)
from bestplaced.intake.sie_check import account_findings, balance_findings
from bestplaced.intake.text import decode

FORMAT: Final = "SIE 4"
_KINDS: Final = {"T": "asset", "S": "liability", "K": "expense", "I": "revenue"}
_NO_VOUCHERS: Final = frozenset({"1", "2", "3"})
_AMOUNT: Final = re.compile(r"([+-]?)([0-9]{1,15})?(?:\.([0-9]{1,12}))?", re.ASCII)
_OPENING_LABELS: Final = (
    "FLAGGA", "FORMAT", "SIETYP", "PROGRAM", "GEN", "PROSA", "FTYP", "FNR", "ORGNR", "BKOD",
    "ADRESS", "FNAMN", "RAR", "TAXAR", "OMFATTN", "KPTYP", "VALUTA", "KONTO", "VER", "KSUMMA",
)  # fmt: skip
_HEAD: Final = re.compile(
    rb"[\s\xef\xbb\xbf]*#\s*(?:" + "|".join(_OPENING_LABELS).encode() + rb")(?=[\s\"{])", re.ASCII
)
_REMEDY: Final = "Correct the voucher in the bookkeeping program and export again."


class _FieldError(ValueError):
    """A field that cannot be read; the message says why."""


@dataclass(slots=True)
class _Voucher:
    series: str
    number: str
    date: dt.date | None
    text: str
    line: int
    postings: list[tuple[str, int, str]] = field(default_factory=list)
    added: tuple[str, tuple[str, ...], int] | None = None
    entered: dt.date | None = None
    person: str = ""
    opened: bool = False
    damaged: bool = False


@dataclass(slots=True)
class _State:
    """What has been gathered so far; ``voucher`` is the one being read."""

    source: str
    names: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    years: dict[int, tuple[dt.date, dt.date]] = field(default_factory=dict)
    balances: dict[str, dict[str, int]] = field(default_factory=dict)
    entries: Builder = field(default_factory=Builder)
    closed: int = 0  # vouchers with rows
    faults: list[Fault] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)
    voucher: _Voucher | None = None

    def fault(self, line: int, what: str, remedy: str = "") -> None:
        self.faults.append(Fault(what, f"{self.source}:{line}", remedy))


def looks_like_sie(content: bytes) -> bool:
    """Say whether the first thing in the file is a SIE label."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.replace(b"\x00", b"")[2:]
    return _HEAD.match(content) is not None


def read_sie(content: bytes, source: str, encoding: str = "") -> Ledger:
    """Return the ledger in a SIE 4 file.

    Raises IntakeError with every fault found: unreadable lines, dates and amounts, a file cut
    short, and every voucher whose debits and credits differ by as little as one öre.
    """
    if not looks_like_sie(content):
        fault = Fault("this is not a SIE file.", source, "A SIE file begins with #FLAGGA.")
        raise IntakeError(fault)
    text = decode(content, source, encoding=encoding, sie=True)
    state = _State(source)
    last = 0
    for last, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if line.strip():
            _read_line(state, last, line.strip())
    _finish(state, last)
    entries = state.entries.build()
    state.faults.extend(unbalanced_faults(entries, source, _REMEDY))
    if state.faults:
        raise IntakeError(state.faults)
    return _ledger(state, entries)


def fields(line: str) -> list[str | tuple[str, ...]]:
    r"""Split a SIE line into fields; a ``{...}`` list becomes a tuple.

    Quotes may hold blanks, and ``\"`` a quote. Raises ValueError for an open quote or brace.
    """
    out: list[str | tuple[str, ...]] = []
    position = 0
    while position < len(line):
        char = line[position]
        if char.isspace():
            position += 1
        elif char == "{":
            inner, position = _braced(line, position + 1)
            out.append(inner)
        else:
            word, position = _word(line, position)
            out.append(word)
    return out


def _braced(line: str, position: int) -> tuple[tuple[str, ...], int]:
    words: list[str] = []
    while position < len(line) and line[position] != "}":
        if line[position].isspace():
            position += 1
        else:
            word, position = _word(line, position)
            words.append(word)
    if position >= len(line):
        reason = "a list begun with { is not closed on its line"
        raise _FieldError(reason)
    return tuple(words), position + 1


def _word(line: str, position: int) -> tuple[str, int]:
    quoted = line[position] == '"'
    position += quoted
    out: list[str] = []
    while position < len(line):
        char = line[position]
        if char == "\\" and line[position + 1 : position + 2] in {'"', "\\"}:
            out.append(line[position + 1])
            position += 2
            continue
        if quoted and char == '"':
            return "".join(out), position + 1
        if not quoted and (char.isspace() or char in "{}"):
            break
        out.append(char)
        position += 1
    if quoted:
        reason = "a quote is not closed"
        raise _FieldError(reason)
    if not out:  # a lone closing brace among the fields
        return line[position], position + 1
    return "".join(out), position


def _read_line(state: _State, number: int, line: str) -> None:
    if line == "{":
        _open(state, number)
    elif line == "}":
        _close(state, number)
    elif not line.startswith("#"):
        state.fault(
            number, f"{line[:40]!r} is not a SIE line.", "Every line begins with # or is a brace."
        )
    else:
        try:
            _dispatch(state, number, line)
        except _FieldError as error:
            state.fault(number, f"{error} in {line[:60]!r}.", "Export the file again.")
            if state.voucher is not None:
                state.voucher.damaged = True


def _dispatch(state: _State, number: int, line: str) -> None:
    opens = line.endswith("{") and not line.endswith("\\{")
    label, *rest = fields(line[1:].removesuffix("{") if opens else line[1:]) or [()]
    if not isinstance(label, str):
        reason = "a label is missing"
        raise _FieldError(reason)
    label = label.upper()
    state.labels[label] += 1
    if label in {"TRANS", "RTRANS", "BTRANS"}:
        _row(state, number, label, rest)
        return
    if label == "VER":
        _voucher(state, number, rest, opened=opens)
    elif state.voucher is not None and state.voucher.opened:
        state.fault(number, f"#{label} stands inside {_voucher_name(state)}.", "Close it with }.")
    else:
        _head(state, label, rest)
        if opens:
            _open(state, number)


def _voucher(
    state: _State, number: int, rest: list[str | tuple[str, ...]], *, opened: bool
) -> None:
    if state.voucher is not None:
        state.fault(
            state.voucher.line,
            f"{_voucher_name(state)} is not closed before the next one.",
            "A } is missing: the file is damaged or cut short; export it again.",
        )
    words = [item if isinstance(item, str) else "" for item in rest] + [""] * 6
    series, serial, day, text, registered, person = words[:6]
    state.voucher = _Voucher(
        series, serial or f"(line {number})", None, text, number, opened=opened, person=person
    )
    state.voucher.date = _date(day)
    state.voucher.entered = _date(registered) if registered else None


def _row(state: _State, number: int, label: str, rest: list[str | tuple[str, ...]]) -> None:
    voucher = state.voucher
    if voucher is None or not voucher.opened:
        state.fault(number, f"#{label} stands outside a voucher.", "Export the file again.")
        return
    if label == "BTRANS":
        return
    if len(rest) > 1 and isinstance(rest[1], str):  # some writers leave the empty list out
        rest = [rest[0], (), *rest[1:]]
    account, objects, amount = [*rest, *[""] * 3][:3]
    if not isinstance(account, str) or not account or not isinstance(objects, tuple):
        reason = f"#{label} lacks its account or amount"
        raise _FieldError(reason)
    value = _amount(amount if isinstance(amount, str) else "")
    same = (account, objects, value)
    if label == "TRANS" and voucher.added == same:
        voucher.added = None
        return
    voucher.added = same if label == "RTRANS" else None
    text = next((item for item in rest[4:5] if isinstance(item, str)), "")
    voucher.postings.append((account, value, text))


def _open(state: _State, number: int) -> None:
    if state.voucher is None or state.voucher.opened:
        state.fault(number, "a { opens nothing.", "The #VER line before it is missing.")
        return
    state.voucher.opened = True


def _close(state: _State, number: int) -> None:
    voucher = state.voucher
    if voucher is None or not voucher.opened:
        state.fault(number, "a } closes nothing.", "The { before it is missing.")
        return
    state.voucher = None
    if voucher.date is None or voucher.damaged:  # its fault stands already
        return
    if not voucher.postings:
        state.findings.append(
            Finding(
                f"voucher {voucher.series} {voucher.number} has no rows; it is left out.",
                f"{state.source}:{voucher.line}",
            )
        )
        return
    state.closed += 1
    state.entries.entry(
        voucher.series, voucher.number, voucher.date, voucher.text, voucher.line,
        entered=voucher.entered, person=voucher.person,
    )  # fmt: skip
    for posting in voucher.postings:
        state.entries.post(*posting)


def _head(state: _State, label: str, rest: list[str | tuple[str, ...]]) -> None:
    words = [item for item in rest if isinstance(item, str)] + [""] * 3
    first, second, third = words[:3]
    if label == "KONTO":
        state.names[first] = second
    elif label == "KTYP":
        state.kinds[first] = _KINDS.get(second.upper(), "")
    elif label == "RAR":
        state.years[_year(first)] = (_date(second), _date(third))
    elif label in {"IB", "UB", "RES"}:
        if _year(first) == 0:
            state.balances.setdefault(label, {})[second] = _amount(third)
    elif label in {"FNAMN", "ORGNR", "VALUTA", "SIETYP"}:
        state.heads[label] = first


def _finish(state: _State, last: int) -> None:
    if state.voucher is not None:
        state.fault(
            last,
            f"the file ends inside {_voucher_name(state)}, which began on line "
            f"{state.voucher.line}.",
            "The closing } is missing: the file is cut short; export it again.",
        )
    elif state.labels["KSUMMA"] % 2:
        state.fault(last, "the closing #KSUMMA is missing.", "The file is cut short.")
    elif not state.labels["VER"]:
        kind = state.heads.get("SIETYP", "1")
        why = f" (it is SIE type {kind})" if kind in _NO_VOUCHERS else ""
        state.fault(last, f"the file holds no vouchers{why}.", "Export as SIE type 4.")
    elif not state.closed and not state.faults:
        state.fault(last, "every voucher in the file is empty.", "Export another period.")


def _ledger(state: _State, entries: Entries) -> Ledger:
    numbers = dict.fromkeys([*state.names, *entries.account.values])
    first, last = state.years.get(0, (None, None))
    ledger = Ledger(
        format=FORMAT,
        source=state.source,
        organisation=state.heads.get("FNAMN", ""),
        currency=(state.heads.get("VALUTA") or "SEK").upper(),
        accounts=tuple(
            Account(number, state.names.get(number, ""), state.kinds.get(number, ""))
            for number in numbers
        ),
        entries=entries,
        opening=_balances(state, "IB"),
        closing=_balances(state, "UB"),
        fiscal_first=first,
        fiscal_last=last,
    )
    findings = [
        *state.findings,
        *account_findings(ledger, frozenset(state.names)),
        *balance_findings(ledger, state.balances.get("RES", {})),
    ]
    return replace(ledger, findings=tuple(findings))


def _balances(state: _State, label: str) -> tuple[Balance, ...]:
    return tuple(Balance(*item) for item in state.balances.get(label, {}).items())


def _voucher_name(state: _State) -> str:
    voucher = state.voucher
    return f"voucher {voucher.series} {voucher.number}" if voucher else "a voucher"


def _year(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,3}", text, re.ASCII):
        reason = f"{text!r} is not a year number"
        raise _FieldError(reason)
    return int(text)


def _date(text: str) -> dt.date:
    if re.fullmatch(r"[0-9]{8}", text, re.ASCII):
        try:
            return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            pass
    reason = f"{text!r} is not a date (YYYYMMDD)"
    raise _FieldError(reason)


def _amount(text: str) -> int:
    match = _AMOUNT.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        reason = f"{text!r} is not an amount (digits with a decimal point)"
        raise _FieldError(reason)
    sign, whole, part = match[1], match[2] or "0", (match[3] or "").ljust(2, "0")
    if part[2:].strip("0"):
        reason = f"{text!r} has more than two decimals"
        raise _FieldError(reason)
    value = int(whole) * 100 + int(part[:2])
    return -value if sign == "-" else value
