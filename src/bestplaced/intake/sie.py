"""SIE, the Swedish standard file for ledgers: reader and its checks.

Source: SIE-Gruppen, *SIE filformat, utgåva 4C*. Labels that this reader does not need are
skipped, as the standard demands. ``#BTRANS`` (a removed row) is never counted; ``#RTRANS`` (an
added row) is repeated by an identical ``#TRANS`` for old readers and is counted once.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.entries import Builder, Entries
from bestplaced.intake.ledger import (
    Account,
    Balance,
    Finding,
    Ledger,
    unbalanced_faults,
)
from bestplaced.intake.sie_balances import Balances, balance_entries, last_day
from bestplaced.intake.sie_check import account_findings, balance_findings
from bestplaced.intake.sie_fields import (
    FieldError,
    day_of,
    fields_of,
    hundredths,
    maybe_day,
    year_number,
)
from bestplaced.intake.text import decode

if TYPE_CHECKING:
    import datetime as dt

FORMATS: Final = tuple(f"SIE {kind}" for kind in (1, 2, 3, 4))
_KINDS: Final = {"T": "asset", "S": "liability", "K": "expense", "I": "revenue"}
_OPENING_LABELS: Final = (
    "FLAGGA", "FORMAT", "SIETYP", "PROGRAM", "GEN", "PROSA", "FTYP", "FNR", "ORGNR", "BKOD",
    "ADRESS", "FNAMN", "RAR", "TAXAR", "OMFATTN", "KPTYP", "VALUTA", "KONTO", "VER", "KSUMMA",
)  # fmt: skip
_HEAD: Final = re.compile(
    rb"[\s\xef\xbb\xbf]*#\s*(?:" + "|".join(_OPENING_LABELS).encode() + rb")(?=[\s\"{])", re.ASCII
)
_HEADS: Final = frozenset({"FNAMN", "ORGNR", "VALUTA", "SIETYP", "OMFATTN", "GEN"})
_ROWS: Final = frozenset({"TRANS", "RTRANS", "BTRANS"})
_KEPT: Final = _HEADS | _ROWS | {"VER", "KONTO", "KTYP", "RAR", "IB", "UB", "RES", "PSALDO"}
_LABEL: Final = re.compile(r"#\s*(\w+)(?=\s|$)")
_REMEDY: Final = "Correct the voucher in the bookkeeping program and export again."


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
    months: dict[str, dict[str, int]] = field(default_factory=dict)
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
    """Return the ledger in a SIE file; types 1, 2 and 3 hold balances only.

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
    if not state.labels["VER"] and not state.faults:
        return _balances_only(state)
    entries = state.entries.build()
    state.faults.extend(unbalanced_faults(entries, source, _REMEDY))
    if state.faults:
        raise IntakeError(state.faults)
    return _ledger(state, entries)


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
        except FieldError as error:
            state.fault(number, f"{error} in {line[:60]!r}.", "Export the file again.")
            if state.voucher is not None:
                state.voucher.damaged = True


def _dispatch(state: _State, number: int, line: str) -> None:
    opens = line.endswith("{") and not line.endswith("\\{")
    known = _LABEL.match(line)
    if known and known[1].upper() not in _KEPT and not opens and state.voucher is None:
        state.labels[known[1].upper()] += 1  # nothing in it is used, so no slip in it matters
        return
    label, *rest = fields_of(line[1:].removesuffix("{") if opens else line[1:]) or [()]
    if not isinstance(label, str):
        reason = "a label is missing"
        raise FieldError(reason)
    label = label.upper()
    state.labels[label] += 1
    if label in _ROWS:
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
    state.voucher.date = day_of(day)
    state.voucher.entered = day_of(registered) if registered else None


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
        raise FieldError(reason)
    value = hundredths(amount if isinstance(amount, str) else "")
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
        if second or third:  # some invoicing programs leave both days out
            state.years[year_number(first)] = (day_of(second), day_of(third))
    elif label in {"IB", "UB", "RES"}:
        if year_number(first) == 0:
            state.balances.setdefault(label, {})[second] = hundredths(third)
    elif label == "PSALDO":
        _month(state, rest)
    elif label in _HEADS:
        state.heads[label] = first


def _month(state: _State, rest: list[str | tuple[str, ...]]) -> None:
    """Keep the movement of an account in a month of year 0; those of its objects are parts."""
    words = [item for item in rest if isinstance(item, str)] + [""] * 4
    year, month, account, amount = words[:4]
    if year_number(year) == 0 and not any(item for item in rest if isinstance(item, tuple)):
        day_of(f"{month}01")
        state.months.setdefault(month, {})[account] = hundredths(amount)


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
    elif not (state.labels["VER"] or state.months or state.balances.keys() - {"IB"}):
        state.fault(last, "the file holds no vouchers and no balances.", "Export as SIE type 4.")
    elif state.labels["VER"] and not state.closed and not state.faults:
        state.fault(last, "every voucher in the file is empty.", "Export another period.")


def _balances_only(state: _State) -> Ledger:
    """Return the ledger of a file without vouchers.

    It covers the fiscal year up to #OMFATTN, or, where that is not said, up to the day on which
    the file was written.
    """
    first, last = state.years.get(0, (None, None))
    written = maybe_day(state.heads.get("GEN", ""))
    until = maybe_day(state.heads.get("OMFATTN", ""))
    until = until or (last_day(max(state.months)) if state.months else None)
    end = until or min(filter(None, (last, written)), default=None)
    opening, closing, results = (state.balances.get(label, {}) for label in ("IB", "UB", "RES"))
    balances = Balances(state.source, opening, closing, results, state.months, first, end)
    entries, faults, findings = balance_entries(balances)
    if faults:
        raise IntakeError(faults)
    if until is None and last and end and end < last:
        what = (
            f"the file does not say up to when it is booked: taken up to {end}, when it was made."
        )
        findings.append(Finding(what, state.source))
    kind = state.heads.get("SIETYP", "1")
    return replace(
        _ledger(state, entries),
        format=f"SIE {kind}" if f"SIE {kind}" in FORMATS else FORMATS[0],
        findings=(*state.findings, *findings),
        period=balances.period,
        balances_only=True,
    )


def _ledger(state: _State, entries: Entries) -> Ledger:
    held = (number for label in ("IB", "UB") for number in state.balances.get(label, ()))
    numbers = dict.fromkeys([*state.names, *entries.account.values, *held])
    first, last = state.years.get(0, (None, None))
    ledger = Ledger(
        format=FORMATS[-1],
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
