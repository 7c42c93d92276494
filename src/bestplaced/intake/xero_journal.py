"""The Journal report of Xero: every journal with its lines, who posted it and when.

Two layouts: a plain table, in which each line repeats its journal's number and date, and blocks,
in which a heading (``ID 12``, a date, ``Posted 2 Apr 2025 by ...``) stands above the lines of each
journal. Both print a total below each journal, which is held against its lines.

Built after two public parsers of such files and the help pages of Xero, not after files.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts, dates
from bestplaced.intake.columns import normal
from bestplaced.intake.entries import Builder
from bestplaced.intake.ledger import Account, Finding, Ledger, Rows, money, unbalanced_faults
from bestplaced.intake.meaning import by_name
from bestplaced.intake.reports.layout import Layout, Row, read_rows
from bestplaced.intake.reports.reader import period_in
from bestplaced.intake.text import decode, head_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from bestplaced.intake.columns import Mapping

FORMAT: Final = "Xero journal report"
_WITHIN: Final = 60
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "journal": ("journal id", "journal number", "journal no"),
    "date": ("date", "journal date"),
    "code": ("account code",),
    "account": ("account", "account name"),
    "text": ("narration", "description", "details", "source"),
    "memo": ("description", "line description"),
    "document": ("reference",),
    "party": ("contact", "contact name"),
    "entered": ("posted date", "posted on", "created date"),
    "person": ("posted by", "created by", "user"),
    "debit": ("debit",),
    "credit": ("credit",),
}  # fmt: skip
# What a header without the report's title above it has to have, to be Xero's.
_OWN: Final = frozenset({"journal id", "account code", "account", "narration"})
_SIDE: Final = re.compile(r"(debit|credit)(?: ([a-z]{3}))?")
_WORDY: Final = re.compile(r"[A-Za-z]{4}")  # of a heading that reaches into these columns
_ID: Final = re.compile(r"\bID:?\s*#?(\d+)\b")
_POSTED: Final = re.compile(r"\bposted\b", re.IGNORECASE)
_BY: Final = re.compile(r"\bby\s+(.+?)(?:\s+on\b.*)?$", re.IGNORECASE)
_DAY: Final = re.compile(
    r"\d{1,2} [A-Za-z]{3,9} \d{4}|[A-Za-z]{3,9} \d{1,2}, \d{4}|\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}"
)
_CODED: Final = re.compile(r"(.*\S)\s*\(([\w.\-/]+)\)|([\d.]+)\s*[-\u2013:]\s*(.+)")
_REMEDY: Final = "Export the Journal report again, without editing it."


@dataclass(slots=True)
class _Journal:
    """A journal while its lines are met: account, amount, memo and party of each."""

    number: str
    line: int
    date: dt.date | None = None
    text: str = ""
    entered: dt.date | None = None
    person: str = ""
    document: str = ""
    postings: list[tuple[str, int, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    source: str
    layout: Layout
    decimals: amounts.Decimals = "point"
    order: dates.Order = "dmy"
    shown: bool = False  # the order is stated, or shows in the dates
    journals: dict[str, _Journal] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    bare: set[str] = field(default_factory=set)  # accounts without a code
    now: _Journal | None = None
    asides: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    read: int = 0

    def fault(self, line: int, what: str, remedy: str = _REMEDY) -> None:
        self.faults.append(Fault(what, f"{self.source}:{line}", remedy))


def looks_like_xero_journal(content: bytes) -> bool:
    """Say whether the bytes are a Journal report of Xero, in either layout."""
    try:
        rows = read_rows(head_text(content), ",", "")
    except IntakeError:
        return False
    return _layout(rows) is not None


def read_xero_journal(content: bytes, source: str, mapping: Mapping | None = None) -> Ledger:
    """Return the ledger in a Journal report of Xero (CSV, or a sheet read as one).

    Raises IntakeError with every fault found: lines that cannot be read, totals that differ from
    their lines, journals that do not balance, dates or amounts that read two ways.
    """
    text = decode(content, source, encoding=mapping.encoding if mapping else "")
    rows = read_rows(text, ",", source)
    layout = _layout(rows)
    if layout is None:
        raise IntakeError(Fault("this is no Journal report.", source, _REMEDY))
    state = _State(source, layout)
    below = [row for row in rows if row.line > layout.line or not layout.has("journal")]
    _decide(state, below, mapping)
    if not state.faults:
        for row in below:
            _row(state, row)
    builder = Builder()
    for journal in state.journals.values():
        _build(state, builder, journal)
    entries = builder.build()
    if not len(entries) and not state.faults:
        state.fault(layout.line, "the report holds no journals.", "Export a period with entries.")
    state.faults += unbalanced_faults(entries, source, _REMEDY)
    if state.faults:
        raise IntakeError(state.faults)
    asides = sum(state.asides.values())
    return Ledger(
        format=FORMAT,
        source=source,
        organisation=layout.organisation,
        currency=_currency(layout, mapping),
        accounts=tuple(_accounts(state)),
        entries=entries.in_order(),
        rows=Rows(state.read + asides, state.read, asides),
        findings=tuple(_findings(state, _currency(layout, mapping))),
        period=period_in(layout.titles, state.order if state.shown else None),
    )


def _layout(rows: Sequence[Row]) -> Layout | None:
    """Return the header: a plain table has journal and date, a block an ``ID`` above it."""
    seen_id = titled = False
    for place, row in enumerate(rows[:_WITHIN]):
        seen_id = seen_id or any(_ID.search(cell) for cell in row.cells)
        cells = [normal(cell) for cell in row.cells]
        titled = titled or "journal report" in cells
        sides = {match[1]: at for at, cell in enumerate(cells) if (match := _SIDE.fullmatch(cell))}
        if sides.keys() != {"debit", "credit"}:
            continue
        places = {
            part: next(at for word in words for at, cell in enumerate(cells) if cell == word)
            for part, words in _WORDS.items()
            if set(words) & set(cells)
        } | sides
        flat = {"journal", "date", "code"} <= places.keys() and (titled or set(cells) >= _OWN)
        later = seen_id or any(_ID.match(cell) for below in rows[:_WITHIN] for cell in below.cells)
        if flat or (later and "journal" not in places and "date" not in places):
            titles = tuple(cell for above in rows[:place] for cell in above.cells if cell)
            return Layout(places, row.cells, titles, row.line)
    return None


def _decide(state: _State, rows: Iterable[Row], mapping: Mapping | None) -> None:
    """Fix the decimal sign and the order of day and month, or record why not."""
    cell, table = state.layout.cell, list(rows)
    sign, seen = amounts.decide(
        (row.line, text) for row in table for part in ("debit", "credit")
        if (text := cell(row, part)) and not _WORDY.search(text)
    )  # fmt: skip
    sign = (mapping.decimal if mapping else None) or sign
    if sign:
        state.decimals = sign
    else:
        state.fault(min(seen.values()), "amounts such as this can be read in two ways.",
                    "State decimal=point or decimal=comma.")  # fmt: skip
    order, found = dates.decide((row.line, c) for row in table for c in row.cells if _DAY.match(c))
    order = (mapping.date_order if mapping else None) or order
    if order:
        state.order = order
        state.shown = bool(found) or (mapping is not None and mapping.date_order is not None)
    else:
        state.fault(min(found.values()), "dates such as this can be read in two ways.",
                    "State date_order=dmy or date_order=mdy.")  # fmt: skip


def _row(state: _State, row: Row) -> None:
    layout = state.layout
    if not any(row.cells):
        return
    first = next(cell for cell in row.cells if cell)
    total = any(cell.lower().startswith("total") for cell in row.cells)
    sides = [cell for part in ("debit", "credit") if (cell := layout.cell(row, part))]
    if [*map(normal, row.cells)] == [*map(normal, layout.header)]:
        return
    money_in = bool(sides) and not any(map(_WORDY.search, sides))
    if total and not _dated(state, row):
        _total(state, row)
    elif layout.has("journal") and money_in:
        _flat_line(state, row)
    elif money_in and state.now is not None:
        _line(state, row, state.now)
    elif money_in:
        state.fault(row.line, f"the line {first[:40]!r} stands under no journal.")
    else:
        _heading(state, row)


def _dated(state: _State, row: Row) -> bool:
    return bool(state.layout.cell(row, "date"))


def _flat_line(state: _State, row: Row) -> None:
    """Read a line that names its journal and date itself."""
    cell = state.layout.cell
    number = cell(row, "journal")
    journal = state.journals.get(number)
    if journal is None:
        journal = state.journals[number] = _Journal(
            number, row.line, None, cell(row, "text"),
            _maybe(cell(row, "entered"), state.order), cell(row, "person"), cell(row, "document"),
        )  # fmt: skip
    try:
        day = dates.parse(cell(row, "date"), state.order)
    except ValueError as error:
        state.fault(row.line, f"{error}.")
        return
    if journal.date not in {None, day}:
        state.fault(row.line, f"journal {number} has lines of two dates.")
    journal.date, state.now = day, journal
    _line(state, row, journal)


def _line(state: _State, row: Row, journal: _Journal) -> None:
    try:
        value = _side(state, row, "debit") - _side(state, row, "credit")
    except ValueError as error:
        state.fault(row.line, f"{error}.", "State decimal=..., or correct it.")
        return
    if not value:
        state.asides["line without amount"] += 1
        return
    number = _account(state, row)
    if not number:
        state.fault(row.line, "the line has an amount but no account.")
        return
    cell = state.layout.cell
    journal.postings.append((number, value, cell(row, "memo"), cell(row, "party")))
    state.read += 1


def _side(state: _State, row: Row, part: str) -> int:
    return amounts.parse(state.layout.cell(row, part), state.decimals)


def _account(state: _State, row: Row) -> str:
    """Return the account's code, or its name where it has none; note its name."""
    layout = state.layout
    code, name = layout.cell(row, "code"), layout.cell(row, "account")
    if not layout.has("account"):
        name = name or next((cell for cell in row.cells if cell), "")
    match = _CODED.fullmatch(name)
    if match:
        code = code or match[2] or match[3]
        name = (match[1] or match[4]).strip()
    number = code or name
    if number:
        state.names.setdefault(number, name)
        if not code:
            state.bare.add(number)
    return number


def _total(state: _State, row: Row) -> None:
    """Hold a journal's total, or that of the report, against its lines."""
    state.asides["total"] += 1
    named = state.layout.cell(row, "journal")
    journal = state.journals.get(named) if named else state.now
    whole = [p[1] for j in state.journals.values() for p in j.postings]
    own = [posting[1] for posting in journal.postings] if journal else whole
    try:
        stated = _side(state, row, "debit"), _side(state, row, "credit")
    except ValueError:
        return
    ways = [(sum(v for v in values if v > 0), -sum(v for v in values if v < 0))
            for values in (own, whole)]  # fmt: skip
    if stated not in ways and any(stated):
        what = (
            f"the total of journal {journal.number if journal else '-'} is "
            f"{money(stated[0])} and {money(stated[1])}, but its lines make "
            f"{money(ways[0][0])} and {money(ways[0][1])}."
        )
        state.fault(row.line, what)


def _heading(state: _State, row: Row) -> None:
    """Read a row above the lines of a journal: number, date, narration, who posted it and when."""
    state.asides["heading"] += 1
    if state.layout.has("journal"):
        return
    words = [cell for cell in row.cells if cell]
    match = next(filter(None, map(_ID.search, words)), None)
    if match:
        number = match[1]
        if number in state.journals:
            state.fault(row.line, f"journal {number} stands twice.")
        state.now = state.journals[number] = _Journal(number, row.line)
    if state.now is None or (not match and state.now.postings):
        return
    for cell in words:
        day = _DAY.search(cell)
        found = _maybe(day[0], state.order) if day else None
        if _POSTED.search(cell):
            who = _BY.search(cell)
            state.now.entered = found
            state.now.person = _DAY.sub("", who[1]).strip(" ,") if who else ""
        elif found and state.now.date is None:
            state.now.date = found
        elif not _ID.fullmatch(cell):
            state.now.text = state.now.text or cell


def _maybe(text: str, order: dates.Order) -> dt.date | None:
    try:
        return dates.parse(text, order)
    except ValueError:
        return None


def _build(state: _State, builder: Builder, journal: _Journal) -> None:
    if not journal.postings:
        return
    if journal.date is None:
        state.fault(journal.line, f"journal {journal.number} has no date.")
        return
    builder.entry(
        "", journal.number, journal.date, journal.text, journal.line,
        entered=journal.entered, person=journal.person, document=journal.document,
    )  # fmt: skip
    for posting in journal.postings:
        builder.post(*posting)


def _accounts(state: _State) -> Iterable[Account]:
    """Yield the accounts; Xero gives a code to all but bank accounts."""
    coded = len(state.bare) < len(state.names)
    for number, name in state.names.items():
        bank = (
            coded and number in state.bare and by_name(Account(number, name)).meaning == "unknown"
        )
        yield Account(number, name, "bank" if bank else "")


def _currency(layout: Layout, mapping: Mapping | None) -> str:
    """Return the currency that the user states, or that stands behind the word debit."""
    if mapping and mapping.currency_code:
        return mapping.currency_code.upper()
    match = _SIDE.fullmatch(normal(layout.header[layout.places["debit"]]))
    return (match[2] or "").upper() if match else ""


def _findings(state: _State, currency: str) -> list[Finding]:
    found = []
    if state.asides:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(state.asides.items()))
        found.append(Finding(f"{sum(state.asides.values())} rows are no postings ({kinds}).",
                             state.source))  # fmt: skip
    banks = [account.name for account in _accounts(state) if account.kind == "bank"]
    if banks:
        what = f"accounts without a code are taken as bank accounts: {', '.join(banks)}."
        found.append(Finding(what, state.source))
    if not currency:
        what = "the file does not say its currency (currency_code=... states it)."
        found.append(Finding(what, state.source))
    return found
