"""The French FEC (fichier des écritures comptables, LPF art. A47 A-1): 18 to 22 columns.

Tab or pipe between columns; commas or points as decimal sign, padded with zeros or not. Entry
numbers that are empty, 0 or used again are replaced by journal, date and document.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts
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
    from collections.abc import Callable, Iterable, Sequence

FORMAT: Final = "FEC"
_REMEDY: Final = "Export the FEC again from the accounting software."
_HEAD: Final = re.compile(
    rb'\s*"?JournalCode"?[\t|;]"?JournalLib"?[\t|;]"?EcritureNum', re.IGNORECASE
)
_NEEDED: Final = ("journalcode", "ecriturenum", "ecrituredate", "comptenum")
_PADDING: Final = re.compile(r"^([+-]?)0+(?=[0-9])")
_NO_NUMBER: Final = re.compile(r"0*")


class _Row(NamedTuple):
    line: int
    journal: str
    number: str
    date: dt.date
    document: str
    text: str
    posting: Posting


@dataclass(slots=True)
class _State:
    source: str
    decimals: amounts.Decimals = "comma"
    faults: list[Fault] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    total: int = 0
    refused: int = 0

    def fault(self, line: int, what: str) -> None:
        self.faults.append(Fault(what, f"{self.source}:{line}", _REMEDY))


def looks_like_fec(content: bytes) -> bool:
    """Say whether the bytes begin a FEC."""
    plain = content[:400].replace(b"\x00", b"").lstrip(b"\xff\xfe").removeprefix(b"\xef\xbb\xbf")
    return _HEAD.match(plain) is not None


def read_fec(content: bytes, source: str, encoding: str = "") -> Ledger:
    """Return the ledger in a FEC, in euro.

    Raises IntakeError with every fault found: missing columns, rows that cannot be read or have
    the wrong number of cells, entries that do not balance under any reading.
    """
    state = _State(source)
    table = _table(decode(content, source, encoding=encoding))
    if not table:
        raise IntakeError(Fault("the file is empty.", source, _REMEDY))
    header = [cell.strip().lower() for cell in table[0][1]]
    places = {name: place for place, name in reversed(list(enumerate(header)))}
    _check_header(header, places, source)
    _decide(state, table, places)
    for line, row in table[1:]:
        state.total += 1
        _read(state, header, places, line, row)
    if not state.rows and not state.faults:
        state.fault(1, "the file holds no entries.")
    entries = [] if state.faults else _entries(state)
    state.faults.extend(unbalanced_faults(entries, source, _REMEDY))
    if state.faults:
        raise IntakeError(state.faults)
    return Ledger(
        format=FORMAT,
        source=source,
        organisation="",
        currency="EUR",
        accounts=tuple(Account(number, name) for number, name in state.names.items()),
        entries=tuple(entries),
        rows=Rows(state.total, len(state.rows), state.refused),
        findings=tuple(state.findings),
        chart="PCG",
    )


def _table(text: str) -> list[tuple[int, list[str]]]:
    """Return the rows with their lines; carriage returns never end a row by themselves."""
    text = text.replace("\ufeff", "")
    if "\n" not in text:
        text = text.replace("\r", "\n")
    lines = [(n, row.replace("\r", "")) for n, row in enumerate(text.split("\n"), start=1)]
    rows = [(n, row) for n, row in lines if row.strip()]
    delimiter = max("\t|;", key=rows[0][1].count) if rows else ""
    return [(n, [cell.strip().strip('"') for cell in row.split(delimiter)]) for n, row in rows]


def _check_header(header: Sequence[str], places: dict[str, int], source: str) -> None:
    lacks = [name for name in _NEEDED if name not in places]
    if not {"debit", "credit"} <= places.keys() and not {"montant", "sens"} <= places.keys():
        lacks.append("debit and credit, or montant and sens")
    if lacks:
        what = f"the header lacks {', '.join(lacks)}."
        raise IntakeError(Fault(what, f"{source}:1", _REMEDY))
    if len(places) < len(header):
        raise IntakeError(Fault("a column stands twice in the header.", f"{source}:1", _REMEDY))


def _decide(state: _State, table: list[tuple[int, list[str]]], places: dict[str, int]) -> None:
    """Fix the decimal sign for the whole file; amounts that read both ways have a comma."""
    cells = [
        (line, row[places[name]])
        for line, row in table[1:]
        for name in ("debit", "credit", "montant")
        if name in places and places[name] < len(row)
    ]
    decimals, seen = amounts.decide(cells)
    if decimals is None and len(seen) > 1:
        what = f"amounts use a decimal point here and a decimal comma on line {seen['comma']}."
        state.fault(seen["point"], what)
    state.decimals = decimals or "comma"


def _read(
    state: _State, header: Sequence[str], places: dict[str, int], line: int, row: list[str]
) -> None:
    extra = [cell for cell in row[len(header) :] if cell]
    if extra or len(row) <= max(places[name] for name in _NEEDED):
        state.fault(line, f"the row has {len(row)} cells under {len(header)} headers.")
        return

    def cell(name: str) -> str:
        place = places.get(name, -1)
        return row[place] if 0 <= place < len(row) else ""

    try:
        value = _value(cell, state.decimals)
        date = _date(cell("ecrituredate"))
    except ValueError as error:
        state.fault(line, f"{error}.")
        return
    account = cell("comptenum")
    if not account:
        state.fault(line, "the row has no CompteNum.")
        return
    if not value:
        state.refused += 1
        state.findings.append(Finding("the row has no amount.", f"{state.source}:{line}"))
        return
    state.names.setdefault(account, cell("comptelib"))
    posting = Posting(account, value, cell("ecriturelib"))
    number, journal = cell("ecriturenum"), cell("journalcode")
    document, text = cell("pieceref"), cell("ecriturelib")
    state.rows.append(_Row(line, journal, number, date, document, text, posting))


def _value(cell: Callable[[str], str], decimals: amounts.Decimals) -> int:
    if cell("montant") and not (cell("debit") or cell("credit")):
        side = cell("sens").upper()
        if side not in {"D", "C", "+1", "-1", "1"}:
            reason = f"Sens is {side[:10]!r}, neither D nor C"
            raise ValueError(reason)
        value = _amount(cell("montant"), decimals)
        return -value if side in {"C", "-1"} else value
    return _amount(cell("debit"), decimals) - _amount(cell("credit"), decimals)


def _amount(text: str, decimals: amounts.Decimals) -> int:
    """Return an amount; zeros in front pad it to a fixed width and say nothing."""
    if not text:
        return 0
    bare = text.replace(" ", "").replace("\xa0", "")
    stripped = _PADDING.sub(r"\1", bare) if bare[1:2].isdigit() else bare
    return amounts.parse(stripped, decimals)


@lru_cache(maxsize=10_000)
def _date(text: str) -> dt.date:
    match = re.fullmatch(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})", text, re.ASCII)
    swapped = re.fullmatch(r"([0-9]{2})/([0-9]{2})/([0-9]{4})", text, re.ASCII)
    try:
        if match:
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        if swapped:
            return dt.date(int(swapped[3]), int(swapped[2]), int(swapped[1]))
    except ValueError:  # no such day
        pass
    reason = f"{text[:20]!r} is not a date (AAAAMMJJ)"
    raise ValueError(reason)


def _entries(state: _State) -> list[Entry]:
    """Gather rows into entries: by number, or by date and document where it tells nothing."""
    by_number = _group(state.rows, lambda row: (row.journal, row.number))
    entries: list[Entry] = []
    loose: list[_Row] = []
    reused = 0
    for rows in by_number:
        days = _group(rows, lambda row: (row.date,))
        if _NO_NUMBER.fullmatch(rows[0].number):
            loose.extend(rows)
        elif len(days) > 1 and all(_difference(day) == 0 for day in days):
            reused += 1
            loose.extend(rows)
        else:
            entries.append(_entry(rows))
    if reused:
        what = f"{reused} entry numbers are used again on other dates: taken by document."
        state.findings.append(Finding(what, state.source))
    entries.extend(_by_document(loose, state))
    return sorted(entries, key=lambda entry: (entry.date, entry.line))


def _by_document(rows: Sequence[_Row], state: _State) -> Iterable[Entry]:
    """Gather rows by journal, date and document; by coarser keys only where those balance."""
    days = _group(rows, lambda row: (row.date,))
    for day in days:
        for journal in _group(day, lambda row: (row.journal,)):
            parts = _group(journal, lambda row: (row.number, row.document))
            if all(_difference(part) == 0 for part in parts):
                yield from map(_entry, parts)
            elif _difference(journal) == 0:
                first = journal[0]
                what = (
                    f"the documents of journal {first.journal} on {first.date} balance only "
                    "together: taken as one entry."
                )
                state.findings.append(Finding(what, f"{state.source}:{first.line}"))
                yield _entry(journal)
            else:
                yield from map(_entry, parts)


def _group(rows: Iterable[_Row], key: Callable[[_Row], tuple[object, ...]]) -> list[list[_Row]]:
    groups: dict[tuple[object, ...], list[_Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return list(groups.values())


def _difference(rows: Iterable[_Row]) -> int:
    return sum(row.posting.amount for row in rows)


def _entry(rows: Sequence[_Row]) -> Entry:
    first = rows[0]
    number = first.document if _NO_NUMBER.fullmatch(first.number) else first.number
    postings = tuple(row.posting for row in rows)
    return Entry(first.journal, number, first.date, first.text, postings, first.line)
