"""DATEV posting batches (EXTF Buchungsstapel): one row for each posting, with contra account."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts
from bestplaced.intake.ledger import Account, Entry, Finding, Ledger, Posting, Rows
from bestplaced.intake.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FORMAT: Final = "DATEV"
_REMEDY: Final = "Export the Buchungsstapel from DATEV again."
_HEAD: Final = re.compile(rb'\s*"?(?:EXTF|DTVF)"?;')
_BATCH: Final = 21
_CATEGORIES: Final = {
    "16": "customers and suppliers", "20": "account names", "46": "payment terms",
    "48": "addresses", "65": "recurring postings",
}  # fmt: skip
_COLUMNS: Final = {
    "amount": "umsatz",
    "side": "soll/haben",
    "currency": "wkz umsatz",
    "base": "basisumsatz",
    "account": "konto",
    "contra": "gegenkonto",
    "day": "belegdatum",
    "document": "belegfeld 1",
    "text": "buchungstext",
    "reversal": "generalumkehr",
}
_OPTIONAL: Final = frozenset({"currency", "base", "document", "text", "reversal"})
_DEFAULT_DIGITS: Final = 4
_LEAST_HEADER: Final = 15


@dataclass(frozen=True, slots=True)
class _Head:
    """What the first line of a batch says."""

    fiscal_first: dt.date
    first: dt.date | None
    last: dt.date | None
    digits: int
    currency: str
    client: str
    chart: str


class _Row(NamedTuple):
    line: int
    date: dt.date
    document: str
    text: str
    postings: tuple[Posting, Posting]


@dataclass(slots=True)
class _State:
    source: str
    faults: list[Fault] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)
    total: int = 0
    refused: int = 0

    def fault(self, line: int, what: str) -> None:
        self.faults.append(Fault(what, f"{self.source}:{line}", _REMEDY))


def looks_like_datev(content: bytes) -> bool:
    """Say whether the bytes begin a file in the DATEV format."""
    return _HEAD.match(content.removeprefix(b"\xef\xbb\xbf")[:40]) is not None


def read_datev(content: bytes, source: str, encoding: str = "") -> Ledger:
    """Return the ledger in a posting batch.

    Each row is two postings, of the account and of its contra account. Rows of one date and
    document on one customer or supplier are one entry. Raises IntakeError with every fault.
    """
    state = _State(source)
    table = _table(decode(content, source, encoding=encoding), source)
    _, first = next(table, (1, []))
    head = _head(first, source)
    names = next(table, (2, []))
    places = _places(names[1], source)
    for line, cells in table:
        if any(cell.strip() for cell in cells):
            state.total += 1
            _read(state, head, places, line, cells)
    if not state.rows and not state.faults:
        state.fault(1, "the batch holds no postings.")
    if state.faults:
        raise IntakeError(state.faults)
    return _ledger(state, head)


def _table(text: str, source: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        fault = Fault(f"the batch cannot be read ({error}).", f"{source}:{line}", _REMEDY)
        raise IntakeError(fault) from None


def _head(cells: Sequence[str], source: str) -> _Head:
    where = f"{source}:1"
    padded = [cell.strip() for cell in cells] + [""] * 40
    category, start = padded[2], padded[12]
    if category != str(_BATCH):
        held = _CATEGORIES.get(category, f"format category {category[:20] or 'unknown'}")
        what = f"this DATEV file holds {held}, not a posting batch (Buchungsstapel)."
        raise IntakeError(Fault(what, where, "Export the Buchungsstapel."))
    fiscal = _full_date(start)
    if len(cells) < _LEAST_HEADER or fiscal is None:
        what = f"the header does not say when the fiscal year begins ({start[:20]!r})."
        raise IntakeError(Fault(what, where, _REMEDY))
    digits = int(padded[13]) if re.fullmatch("[4-8]", padded[13]) else _DEFAULT_DIGITS
    chart = {"03": "SKR03", "3": "SKR03", "04": "SKR04", "4": "SKR04"}.get(padded[26], "")
    client = f"{padded[10]}-{padded[11]}".strip("-")
    return _Head(
        fiscal_first=fiscal,
        first=_full_date(padded[14]),
        last=_full_date(padded[15]),
        digits=digits,
        currency=padded[21].upper() or "EUR",
        client=f"DATEV client {client}" if client else "",
        chart=chart,
    )


def _full_date(text: str) -> dt.date | None:
    if not re.fullmatch(r"[0-9]{8}", text, re.ASCII):
        return None
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _places(names: Sequence[str], source: str) -> dict[str, int]:
    """Return where each part stands, by the start of its column name."""
    cells = [" ".join(name.lower().split()) for name in names]
    places = {}
    for part, start in _COLUMNS.items():
        hits = [place for place, cell in enumerate(cells) if cell.startswith(start)]
        places[part] = hits[0] if hits else -1
    lacks = [_COLUMNS[part] for part in places if places[part] < 0 and part not in _OPTIONAL]
    if lacks:
        what = f"the second line lacks the columns: {', '.join(lacks)}."
        raise IntakeError(Fault(what, f"{source}:2", _REMEDY))
    return places


def _read(
    state: _State, head: _Head, places: dict[str, int], line: int, cells: Sequence[str]
) -> None:
    padded = [cell.strip() for cell in cells]
    parts = {
        part: padded[place] if 0 <= place < len(padded) else "" for part, place in places.items()
    }
    try:
        value = _value(parts, head)
        date = _date(parts["day"], head)
        account = _account(parts["account"], head)
        contra = _account(parts["contra"], head)
    except ValueError as error:
        state.fault(line, f"{error}.")
        return
    if not value:
        state.refused += 1
        state.findings.append(Finding("the row has no amount.", f"{state.source}:{line}"))
        return
    postings = (Posting(account, value, parts["text"]), Posting(contra, -value, parts["text"]))
    state.rows.append(_Row(line, date, parts["document"], parts["text"], postings))


def _value(parts: dict[str, str], head: _Head) -> int:
    """Return the amount on the account, debit positive, in the currency of the books."""
    foreign = parts["currency"] and parts["currency"].upper() != head.currency
    if foreign and not parts["base"]:
        reason = f"the amount is in {parts['currency'][:3]} and no base amount is given"
        raise ValueError(reason)
    value = amounts.parse(parts["base"] if foreign else parts["amount"], "comma")
    if parts["side"].upper() not in {"S", "H"}:
        reason = f"the side is {parts['side'][:10]!r}, neither S nor H"
        raise ValueError(reason)
    reversal = parts["reversal"].upper() in {"1", "G"}
    return value if (parts["side"].upper() == "S") != reversal else -value


def _account(text: str, head: _Head) -> str:
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        reason = f"{text[:20]!r} is not an account number"
        raise ValueError(reason)
    return text.zfill(head.digits)


@lru_cache(maxsize=10_000)
def _date(text: str, head: _Head) -> dt.date:
    """Return a document date, which is given as day and month; the fiscal year gives the year."""
    if re.fullmatch(r"[0-9]{3,4}", text, re.ASCII):
        day, month = int(text[:-2]), int(text[-2:])
        for year in (head.fiscal_first.year, head.fiscal_first.year + 1):
            try:
                date = dt.date(year, month, day)
            except ValueError:  # 29 February of the other year
                continue
            if date >= head.fiscal_first and (date - head.fiscal_first).days <= 366:  # noqa: PLR2004
                return date
    reason = f"{text[:20]!r} is not a date (TTMM) of the fiscal year from {head.fiscal_first}"
    raise ValueError(reason)


def _personal(account: str, head: _Head) -> str:
    """Return whether an account is a customer's or a supplier's; they have one digit more."""
    if len(account) != head.digits + 1:
        return ""
    return "receivables" if account[0] < "7" else "payables"


def _ledger(state: _State, head: _Head) -> Ledger:
    numbers = sorted({posting.account for row in state.rows for posting in row.postings})
    chart = head.chart or _guess(numbers, head, state)
    state.findings.append(
        Finding(
            "amounts include the sales tax that DATEV splits off by key or automatic account: "
            "revenue and costs stand gross, and sales tax accounts show only direct postings.",
            state.source,
        )
    )
    return Ledger(
        format=FORMAT,
        source=state.source,
        organisation=head.client,
        currency=head.currency,
        accounts=tuple(Account(n, _name(n, head), _personal(n, head)) for n in numbers),
        entries=tuple(_entries(state.rows, head)),
        fiscal_first=head.fiscal_first,
        rows=Rows(state.total, len(state.rows), state.refused),
        findings=tuple(state.findings),
        chart=chart,
        period=(head.first, head.last) if head.first and head.last else None,
    )


def _name(account: str, head: _Head) -> str:
    return {"receivables": "Debitor", "payables": "Kreditor"}.get(_personal(account, head), "")


def _guess(numbers: Sequence[str], head: _Head, state: _State) -> str:
    """Tell SKR03 (revenue in class 8) from SKR04 (costs in 5 and 6) where the header does not."""
    impersonal = [number for number in numbers if len(number) == head.digits]
    third = any(number[0] == "8" for number in impersonal)
    fourth = any(number[0] in "56" for number in impersonal)
    chart = {(True, False): "SKR03", (False, True): "SKR04"}.get((third, fourth), "")
    what = (
        f"the header does not say its chart; the accounts look like {chart}."
        if chart
        else "the header does not say its chart, and the accounts do not tell SKR03 from SKR04."
    )
    state.findings.append(Finding(what, f"{state.source}:1"))
    return chart


def _entries(rows: Sequence[_Row], head: _Head) -> Iterator[Entry]:
    """Join the rows of one document on one customer or supplier; every other row stands alone."""
    groups: dict[tuple[object, ...], list[_Row]] = {}
    for row in rows:
        person = next((p.account for p in row.postings if _personal(p.account, head)), "")
        alone = not (row.document and person)
        key = (row.line,) if alone else (row.date, row.document, person)
        groups.setdefault(key, []).append(row)
    for group in sorted(groups.values(), key=lambda group: (group[0].date, group[0].line)):
        first = group[0]
        postings = tuple(posting for row in group for posting in row.postings)
        yield Entry("", first.document, first.date, first.text, postings, first.line)
