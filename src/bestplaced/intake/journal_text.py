"""Plain-text journals (beancount, ledger, hledger), read by their own programs when installed.

The programs run on a copy of the file in an empty folder, as processes of their own. A journal
that would load code or other files is refused before any of them starts.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import shutil
import subprocess
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

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
    from collections.abc import Iterable

_BEANCOUNT: Final = re.compile(
    rb'(?m)^(?:option[ \t]+"|[0-9]{4}-[0-9]{2}-[0-9]{2}[ \t]+(?:open|commodity|txn|pad)\b)'
)
_HLEDGER: Final = re.compile(
    rb"(?m)^[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}[ \t]+[^\n,;|]*\r?\n[ \t]+[A-Za-z][^\n]*[:  ]"
)
_LOADS: Final = re.compile(
    r'(?mi)^\s*(plugin(?!\s+"beancount\.plugins\.)|!?include|option\s+"insert_pythonpath"|'
    r"python\b|import\b|eval\b)"
)
_OPERATING: Final = re.compile(r'(?m)^option\s+"operating_currency"\s+"([A-Z]{3})"')
_QUERY: Final = "SELECT id, lineno, date, payee, narration, account, currency, weight"
_SECONDS: Final = 300
_ROOTS: Final = {
    "assets": "asset", "liabilities": "liability", "income": "revenue", "revenues": "revenue",
    "expenses": "expense", "equity": "equity",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    entry: str
    line: int
    date: dt.date
    text: str
    account: str
    amount: int
    currency: str
    at_cost: bool


def looks_like_journal(content: bytes) -> bool:
    """Say whether the bytes are a beancount, ledger or hledger journal."""
    return bool(_BEANCOUNT.search(content[:1_000_000]) or _HLEDGER.search(content[:50_000]))


def read_journal(content: bytes, source: str, encoding: str = "") -> Ledger:
    """Return the ledger in a plain-text journal, in its main currency.

    Postings in other currencies or commodities count at cost; entries without any in the main
    currency are left out and said. Raises IntakeError when no program for the journal is
    installed, the program rejects it, or it would load code or other files.
    """
    text = decode(content, source, encoding=encoding)
    loads = _LOADS.search(text)
    if loads:
        line = text.count("\n", 0, loads.start(1)) + 1
        what = f"the journal loads code or other files ({loads[1].strip()}), which is never done."
        raise IntakeError(Fault(what, f"{source}:{line}", "Join it into one plain file first."))
    if _BEANCOUNT.search(content):
        rows = list(_beancount(_run("bean-query", _BEAN_QUERY, text, source), source))
        name = "beancount"
    else:
        rows = list(_hledger(_run("hledger", _HLEDGER_PRINT, text, source), source))
        name = "hledger"
    return _ledger(rows, source, name, _OPERATING.search(text))


_BEAN_QUERY: Final = ("-q", "-f", "csv", "journal", _QUERY)
_HLEDGER_PRINT: Final = ("-f", "journal", "print", "-B", "-O", "csv")


def _run(program: str, arguments: tuple[str, ...], text: str, source: str) -> str:
    """Return what a program prints about a copy of the journal."""
    found = shutil.which(program)
    if found is None:
        what = f"this journal is read by its own program, {program}, which is not installed."
        remedy = f"Install {program}, or export the journal as CSV."
        raise IntakeError(Fault(what, source, remedy))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "journal").write_text(text, encoding="utf-8")
        try:
            done = subprocess.run(  # noqa: S603  - a fixed program on our own copy, no shell
                [found, *arguments], cwd=folder, capture_output=True, timeout=_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise IntakeError(Fault(f"{program} failed ({error}).", source)) from None
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode or (said and not done.stdout):
        raise IntakeError(Fault(f"{program} rejects the journal: {said[:300]}.", source))
    return done.stdout.decode("utf-8", "replace")


def _beancount(printed: str, source: str) -> Iterable[_Row]:
    for row in csv.DictReader(io.StringIO(printed, newline="")):
        cells = {name.strip(): (value or "").strip() for name, value in row.items() if name}
        number, _, currency = cells.get("weight", "").partition(" ")
        cells["text"] = " ".join(filter(None, (cells.get("payee", ""), cells.get("narration", ""))))
        at_cost = cells.get("currency") != currency.strip()
        yield _row(source, cells | {"number": number, "unit": currency.strip()}, at_cost=at_cost)


def _hledger(printed: str, source: str) -> Iterable[_Row]:
    for row in csv.DictReader(io.StringIO(printed, newline="")):
        cells = {name: (value or "").strip() for name, value in row.items() if name}
        yield _row(
            source,
            {
                "id": cells.get("txnidx", ""),
                "date": cells.get("date", ""),
                "text": cells.get("description", ""),
                "account": cells.get("account", "").strip("()[]"),
                "number": cells.get("amount", ""),
                "unit": cells.get("commodity", ""),
            },
            at_cost=False,
        )


def _row(source: str, cells: dict[str, str], *, at_cost: bool) -> _Row:
    try:
        return _Row(
            entry=cells.get("id", ""),
            line=int(cells.get("lineno") or 1),
            date=dt.date.fromisoformat(cells.get("date", "")),
            text=cells["text"],
            account=cells.get("account", ""),
            amount=_hundredths(cells["number"]),
            currency=cells["unit"],
            at_cost=at_cost,
        )
    except ValueError as error:
        raise IntakeError(Fault(f"{error} in what the program printed.", source)) from None


def _hundredths(number: str) -> int:
    """Return an amount rounded to hundredths; quantities at cost have more digits."""
    whole, point, part = number.replace(",", "").partition(".")
    value = amounts.parse(whole + point + part[:2], "point")
    if part[2:3] >= "5":
        value += -1 if number.startswith("-") else 1
    return value


def _ledger(rows: list[_Row], source: str, name: str, operating: re.Match[str] | None) -> Ledger:
    kept = [row for row in rows if row.amount]
    counts = Counter(row.currency for row in kept)
    if not counts:
        raise IntakeError(Fault("the journal holds no postings.", source))
    main = operating[1] if operating and operating[1] in counts else counts.most_common(1)[0][0]
    groups: dict[str, list[_Row]] = defaultdict(list)
    for row in kept:
        if row.currency == main:
            groups[row.entry].append(row)
    rounded = 0
    entries = []
    for group in groups.values():
        entry, moved = _entry(group)
        rounded += moved
        entries.append(entry)
    faults = unbalanced_faults(entries, source, "An entry balances in each currency by itself.")
    if faults:
        raise IntakeError(faults)
    used = dict.fromkeys(row.account for row in kept if row.currency == main)
    read = sum(len(entry.postings) for entry in entries)
    return Ledger(
        format=name,
        source=source,
        organisation="",
        currency=main if re.fullmatch("[A-Z]{3}", main) else "",
        accounts=tuple(map(_account, used)),
        entries=tuple(sorted(entries, key=lambda entry: (entry.date, entry.line))),
        rows=Rows(len(rows), read, len(rows) - read),
        findings=tuple(_findings(rows, counts, main, rounded, source)),
    )


def _findings(
    rows: list[_Row], counts: Counter[str], main: str, rounded: int, source: str
) -> Iterable[Finding]:
    others = ", ".join(f"{n} in {code}" for code, n in counts.most_common() if code != main)
    if others:
        yield Finding(f"postings in other units than {main} are left out: {others}.", source)
    empty = sum(not row.amount for row in rows)
    if empty:
        yield Finding(f"{empty} postings have no amount and are left out.", source)
    if rounded:
        what = f"{rounded} entries at cost were rounded to hundredths, by at most one per line."
        yield Finding(what, source)


def _entry(group: list[_Row]) -> tuple[Entry, bool]:
    """Return an entry; what rounding of quantities at cost leaves goes to the largest of them."""
    off = sum(row.amount for row in group)
    values = [row.amount for row in group]
    priced = [place for place, row in enumerate(group) if row.at_cost]
    if off and priced and abs(off) <= len(group):
        largest = max(priced, key=lambda place: abs(values[place]))
        values[largest] -= off
    postings = tuple(
        Posting(row.account, value, row.text) for row, value in zip(group, values, strict=True)
    )
    first = group[0]
    entry = Entry("", "", first.date, first.text, postings, first.line)
    return entry, values != [row.amount for row in group]


def _account(name: str) -> Account:
    kind = _ROOTS.get(name.partition(":")[0].lower(), "")
    return Account(name, name.replace(":", " "), kind)
