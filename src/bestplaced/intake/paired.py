"""A journal with both accounts in one row: ``date, text, amount, debit account, credit account``.

So the journals of many programs for small firms in Germany, Austria and Switzerland look. A row is
a balanced entry by itself; rows that name one account only belong to the entry of their day and
document, which has to balance.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts, dates
from bestplaced.intake.columns import SYNONYMS, normal
from bestplaced.intake.entries import Entry, Posting
from bestplaced.intake.ledger import Account, Finding, Ledger, Rows, unbalanced_faults
from bestplaced.intake.reports.layout import HEADER_WITHIN, Row, tables_in
from bestplaced.intake.text import decode, head_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from bestplaced.intake.columns import Mapping

FORMAT: Final = "journal of paired accounts"
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "debit": ("sollkonto", "konto soll", "soll konto", "debit account", "account debit",
              "debetkonto", "konto debet", "compte débit", "compte debit", "conto dare"),
    "credit": ("habenkonto", "konto haben", "haben konto", "credit account", "account credit",
               "kreditkonto", "konto kredit", "compte crédit", "compte credit", "conto avere"),
    "amount": (*SYNONYMS["amount"], "umsatz", "importo", "amount lc", "betrag bw"),
    "date": SYNONYMS["date"],
    "number": (*SYNONYMS["entry"], "belegnr", "doc", "document"),
    "text": SYNONYMS["text"],
    "tax": ("steuerschlüssel", "bu schlüssel", "ust schlüssel", "vat code", "mwst code"),
}  # fmt: skip
_REMEDY: Final = "Correct the row in the accounting program and export again."


@dataclass(slots=True)
class _State:
    source: str
    header: int
    places: dict[str, int]
    rows: list[Row]
    faults: list[Fault] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    taxed: int = 0

    def cell(self, row: Row, part: str) -> str:
        place = self.places.get(part, -1)
        return row.cells[place] if 0 <= place < len(row.cells) else ""


def looks_like_paired(content: bytes) -> bool:
    """Say whether the bytes are a journal with a debit and a credit account in each row."""
    return _find(head_text(content), "") is not None


def read_paired(content: bytes, source: str, mapping: Mapping | None = None) -> Ledger:
    """Return the ledger in such a journal.

    Raises IntakeError with every fault found: amounts and dates that read two ways, rows that
    cannot be read, entries that do not balance.
    """
    text = decode(content, source, encoding=mapping.encoding if mapping else "")
    state = _find(text, source)
    if state is None:
        raise IntakeError(Fault("no header with a debit and a credit account.", source, _REMEDY))
    below = [row for row in state.rows[state.header + 1 :] if any(row.cells)]
    sign, order = _decide(state, below, mapping)
    groups: dict[tuple[object, ...], list[tuple[Row, dt.date, list[Posting]]]] = {}
    for row in below if not state.faults else ():
        _row(state, row, sign, order, groups)
    entries = [_entry(state, group) for group in groups.values()]
    if not entries and not state.faults:
        state.faults.append(Fault("the journal holds no entries.", source, _REMEDY))
    state.faults += unbalanced_faults(entries, source, _REMEDY)
    if state.faults:
        raise IntakeError(state.faults)
    currency = mapping.currency_code.upper() if mapping else ""
    numbers = dict.fromkeys(p.account for entry in entries for p in entry.postings)
    return Ledger(
        format=FORMAT,
        source=source,
        organisation="",
        currency=currency,
        accounts=tuple(map(Account, numbers)),
        entries=tuple(sorted(entries, key=lambda entry: (entry.date, entry.line))),
        rows=Rows(len(below), len(below) - len(state.refused), len(state.refused)),
        findings=tuple(_findings(state, currency, mapping.chart if mapping else "")),
    )


def _find(text: str, source: str) -> _State | None:
    for rows in tables_in(text, source):
        for at, row in enumerate(rows[:HEADER_WITHIN]):
            cells = [normal(cell) for cell in row.cells]
            places = {
                part: next(cells.index(word) for word in words if word in cells)
                for part, words in _WORDS.items()
                if set(words) & set(cells)
            }
            if {"debit", "credit", "amount", "date"} <= places.keys():
                return _State(source, at, places, rows)
    return None


def _decide(
    state: _State, rows: Sequence[Row], mapping: Mapping | None
) -> tuple[amounts.Decimals, dates.Order]:
    """Return the decimal sign and the order of day and month, or record why there is none."""
    sign, seen = amounts.decide((row.line, state.cell(row, "amount")) for row in rows)
    sign = (mapping.decimal if mapping else None) or sign
    order, found = dates.decide((row.line, state.cell(row, "date")) for row in rows)
    order = (mapping.date_order if mapping else None) or order
    for known, places, what, remedy in (
        (sign, seen, "amounts", "decimal=point or decimal=comma"),
        (order, found, "dates", "date_order=dmy or date_order=mdy"),
    ):
        if not known:
            where = f"{state.source}:{min(places.values())}"
            said = f"{what} such as this can be read in two ways."
            state.faults.append(Fault(said, where, f"State {remedy}."))
    return sign or "point", order or "dmy"


def _row(
    state: _State,
    row: Row,
    sign: amounts.Decimals,
    order: dates.Order,
    groups: dict[tuple[object, ...], list[tuple[Row, dt.date, list[Posting]]]],
) -> None:
    sides = [(state.cell(row, part), way) for part, way in (("debit", 1), ("credit", -1))]
    try:
        value = amounts.parse(state.cell(row, "amount"), sign)
        if not value or not any(account for account, _ in sides):
            state.refused.append(row.line)
            return
        day = dates.parse(state.cell(row, "date"), order)
    except ValueError as error:
        state.faults.append(Fault(f"{error}.", f"{state.source}:{row.line}", _REMEDY))
        return
    text = state.cell(row, "text")
    postings = [Posting(account, way * value, text) for account, way in sides if account]
    state.taxed += bool(state.cell(row, "tax").strip("0"))
    whole = all(account for account, _ in sides)
    key = ("row", row.line) if whole else (day, state.cell(row, "number"))
    groups.setdefault(key, []).append((row, day, postings))


def _entry(state: _State, group: list[tuple[Row, dt.date, list[Posting]]]) -> Entry:
    row, day, _ = group[0]
    postings = tuple(posting for _, _, part in group for posting in part)
    return Entry("", state.cell(row, "number"), day, state.cell(row, "text"), postings, row.line)


def _findings(state: _State, currency: str, chart: str) -> list[Finding]:
    lines = ", ".join(map(str, state.refused[:10]))
    left = f"{len(state.refused)} rows have no amount or no account: no postings (lines {lines})."
    taxed = (
        f"{state.taxed} rows have a tax code: their tax stands in the amounts, not on accounts of "
        "its own."
    )
    bare = "the journal names no accounts: --map chart=SKR03 (or another chart) says what they are."
    unstated = "the file does not say its currency (currency_code=... states it)."
    said = [(state.refused, left), (state.taxed, taxed), (not chart, bare),
            (not currency, unstated)]  # fmt: skip
    return [Finding(what, state.source) for holds, what in said if holds]
