"""The neutral ledger as a file: a CSV that is read back as exactly the ledger that was written.

For keeping what was read, handing it on, and looking at it in a spreadsheet. The first cell of
each row says what it holds. Texts that a spreadsheet would take for a formula get an apostrophe
in front, which the reader takes off again; nothing in a CSV is ever computed.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.ledger import (
    Account,
    Balance,
    Entry,
    Finding,
    Ledger,
    Posting,
    Rows,
    major,
    unbalanced_faults,
)
from bestplaced.intake.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MARK: Final = "bestplaced ledger 1"
_REMEDY: Final = "Write the ledger again with write_ledger; the file is damaged or was edited."
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "'")
_AMOUNT: Final = re.compile(r"(-?)([0-9]{1,16})\.([0-9]{2})", re.ASCII)
_TEXTS: Final = ("format", "source", "organisation", "currency", "chart")


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; :func:`plain` undoes it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def plain(cell: str) -> str:
    """Return the text that :func:`neutral` was given."""
    return cell.removeprefix("'")


def write_ledger(ledger: Ledger) -> bytes:
    """Return a ledger as the bytes of a CSV (UTF-8) from which :func:`read_canonical` makes it.

    Raises IntakeError when a text of it holds a NUL character, which no CSV can hold.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow([MARK])
    for row in _rows(ledger):
        writer.writerow(row)
    text = out.getvalue()
    if "\x00" in text:
        what = "a text of the ledger holds a NUL character."
        raise IntakeError(Fault(what, ledger.source, "Correct it in the accounting program."))
    return text.encode("utf-8", "surrogatepass")


def _about(ledger: Ledger) -> Iterator[list[str]]:
    for name in _TEXTS:
        yield ["about", name, neutral(getattr(ledger, name))]
    yield ["about", "fiscal year", _day(ledger.fiscal_first), _day(ledger.fiscal_last)]
    if ledger.balances_only:
        yield ["about", "balances only", "yes"]
    if ledger.period:
        yield ["about", "period", *map(_day, ledger.period)]
    if ledger.rows:
        yield ["about", "rows", str(ledger.rows.total), str(ledger.rows.read),
               str(ledger.rows.refused)]  # fmt: skip


def _rows(ledger: Ledger) -> Iterator[list[str]]:
    yield from _about(ledger)
    for item in ledger.accounts:
        standard = [item.standard] if item.standard else []
        yield ["account", *map(neutral, (item.number, item.name, item.kind, *standard))]
    for kind, balances in (("opening", ledger.opening), ("closing", ledger.closing)):
        for balance in balances:
            yield [kind, neutral(balance.account), str(major(balance.amount))]
    for finding in ledger.findings:
        yield ["finding", neutral(finding.what), neutral(finding.where)]
    for entry in ledger.entries:
        texts = (entry.series, entry.number, entry.text, entry.person, entry.approver,
                 entry.document)  # fmt: skip
        yield ["entry", _day(entry.date), str(entry.line), _day(entry.entered),
               *map(neutral, texts)]  # fmt: skip
        for posting in entry.postings:
            said = (posting.account, posting.text, posting.party, posting.matched)
            yield ["posting", str(major(posting.amount)), *map(neutral, said)]
    yield ["end", str(len(ledger.entries)), str(ledger.lines)]


def looks_like_canonical(content: bytes) -> bool:
    """Say whether the bytes begin a file of :func:`write_ledger`."""
    return content[:64].removeprefix(b"\xef\xbb\xbf").lstrip(b'"').startswith(MARK.encode())


def read_canonical(content: bytes, source: str, encoding: str = "") -> Ledger:
    """Return the ledger that was written, as it was.

    Raises IntakeError with every fault found: rows that were changed, a file cut short, entries
    that do not balance.
    """
    reader = csv.reader(io.StringIO(decode(content, source, encoding=encoding), newline=""))
    held = _Held(source)
    line = 1
    try:
        for cells in reader:
            held.row(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        held.fault(line, f"the table cannot be read ({error}).")
    if not held.ended:
        held.fault(line, "the closing row is missing or counts other rows: the file is cut short.")
    held.faults += unbalanced_faults(held.entries, source, _REMEDY)
    if held.faults:
        raise IntakeError(held.faults)
    return held.ledger()


class _Held:
    """The rows of a canonical file while it is read."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.faults: list[Fault] = []
        self.about: dict[str, list[str]] = {}
        self.accounts: list[Account] = []
        self.balances: dict[str, list[Balance]] = {"opening": [], "closing": []}
        self.findings: list[Finding] = []
        self.heads: list[Entry] = []
        self.postings: list[list[Posting]] = []
        self.ended = False

    @property
    def entries(self) -> list[Entry]:
        """Return the entries with their postings."""
        pairs = zip(self.heads, self.postings, strict=True)
        return [replace(head, postings=tuple(lines)) for head, lines in pairs]

    def fault(self, line: int, what: str) -> None:
        """Record a fault at a line."""
        self.faults.append(Fault(what, f"{self.source}:{line}", _REMEDY))

    def row(self, line: int, cells: list[str]) -> None:
        """Take in one row; what is wrong with it is recorded."""
        if not cells or (line == 1 and cells == [MARK]):
            return
        takers: dict[str, Callable[[list[str]], None]] = {
            "about": self._about, "account": self._account, "opening": self._balance,
            "closing": self._balance, "finding": self._finding, "entry": self._entry,
            "posting": self._posting, "end": self._end,
        }  # fmt: skip
        take = takers.get(cells[0])
        if take is None or self.ended:
            self.fault(line, f"a row {cells[0][:20]!r} does not belong here.")
            return
        try:
            take(cells)
        except (ValueError, IndexError) as error:
            self.fault(line, f"the row cannot be read ({error}).")

    def _about(self, cells: list[str]) -> None:
        self.about[cells[1]] = cells[2:]

    def _account(self, cells: list[str]) -> None:
        number, name, kind, *standard = map(plain, cells[1:])
        self.accounts.append(Account(number, name, kind, *standard[:1]))

    def _balance(self, cells: list[str]) -> None:
        kind, account, amount = cells
        self.balances[kind].append(Balance(plain(account), _amount(amount)))

    def _finding(self, cells: list[str]) -> None:
        what, where = map(plain, cells[1:])
        self.findings.append(Finding(what, where))

    def _entry(self, cells: list[str]) -> None:
        date, line, entered, *texts = cells[1:]
        series, number, text, person, approver, document = map(plain, texts)
        day = dt.date.fromisoformat(date)
        keyed = _read_day(entered)
        entry = Entry(series, number, day, text, (), int(line), keyed, person, approver, document)
        self.heads.append(entry)
        self.postings.append([])

    def _posting(self, cells: list[str]) -> None:
        amount, *texts = cells[1:]
        account, text, party, matched = map(plain, texts)
        self.postings[-1].append(Posting(account, _amount(amount), text, party, matched))

    def _end(self, cells: list[str]) -> None:
        counted = [str(len(self.heads)), str(sum(map(len, self.postings)))]
        self.ended = cells[1:] == counted

    def ledger(self) -> Ledger:
        """Return the ledger; raises IntakeError when what stands above its rows is damaged."""
        try:
            texts = {name: plain(self.about[name][0]) for name in _TEXTS}
            first, last = map(_read_day, self.about["fiscal year"])
            period = tuple(map(dt.date.fromisoformat, self.about.get("period", [])))
            counts = tuple(map(int, self.about.get("rows", [])))
            rows = _counted(*counts) if counts else None
        except (KeyError, ValueError, IndexError, TypeError) as error:
            fault = Fault(f"what stands above the rows is damaged ({error}).", self.source, _REMEDY)
            raise IntakeError(fault) from None
        return Ledger(
            format=texts["format"],
            source=texts["source"],
            organisation=texts["organisation"],
            currency=texts["currency"],
            accounts=tuple(self.accounts),
            entries=self.entries,
            opening=tuple(self.balances["opening"]),
            closing=tuple(self.balances["closing"]),
            fiscal_first=first,
            fiscal_last=last,
            rows=rows,
            findings=tuple(self.findings),
            chart=texts["chart"],
            period=(period[0], period[1]) if period else None,
            balances_only="balances only" in self.about,
        )


def _counted(total: int, read: int, refused: int) -> Rows:
    if total != read + refused:
        raise ValueError("read and refused rows are not all rows")
    return Rows(total, read, refused)


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _read_day(cell: str) -> dt.date | None:
    return dt.date.fromisoformat(cell) if cell else None


def _amount(cell: str) -> int:
    match = _AMOUNT.fullmatch(cell)
    if match is None:
        reason = f"{cell[:40]!r} is not an amount"
        raise ValueError(reason)
    value = int(match[2] + match[3])
    return -value if match[1] else value
