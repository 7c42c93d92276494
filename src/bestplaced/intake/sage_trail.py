"""The audit trail of Sage 50 Accounts (United Kingdom): one row for each split, one side each.

A row names its type, customer, supplier or bank (A/C), nominal code (N/C), net and tax. The other
side follows from the type, as Sage posts it: debtors' and creditors' control, the bank, sales tax
or purchase tax. Journals (JD, JC) hold both sides and have to balance by date and reference.
Types: Sage Knowledgebase, "Transaction types in the audit trail".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts, dates
from bestplaced.intake.columns import normal
from bestplaced.intake.entries import Entry, Posting
from bestplaced.intake.ledger import Account, Finding, Ledger, Rows, unbalanced_faults
from bestplaced.intake.reports.layout import HEADER_WITHIN, Row, tables_in
from bestplaced.intake.text import decode, head_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from bestplaced.intake.columns import Mapping

FORMAT: Final = "Sage 50 audit trail"
CHART: Final = "SAGE50"
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "number": ("no", "tran no", "transaction no", "transaction number", "tran number"),
    "type": ("type", "tp", "transaction type", "tran type"),
    "account": ("a c", "account", "account ref", "account reference", "a c ref"),
    "nominal": ("n c", "nominal", "nominal code", "nominal a c ref", "nominal ref", "nominal a c",
                "nominal account ref"),
    "text": ("details", "description"),
    "date": ("date", "transaction date"),
    "document": ("ref", "reference", "inv ref"),
    "net": ("net", "net amount"),
    "tax": ("tax", "tax amount", "vat", "vat amount"),
    "rate": ("exchange rate", "ex rate"),
    "person": ("user name", "user", "created by"),
    "reconciled": ("bank rec date", "bank reconciled date", "bank rec on"),
}  # fmt: skip
_NEEDED: Final = frozenset({"type", "account", "nominal", "date", "net", "tax"})
# The control accounts of Sage's default chart, and what it calls them.
_DEBTORS, _CREDITORS, _SALES_TAX, _PURCHASE_TAX = "1100", "2100", "2200", "2201"
_NAMES: Final = {
    _DEBTORS: "Debtors Control Account", _CREDITORS: "Creditors Control Account",
    _SALES_TAX: "Sales Tax Control Account", _PURCHASE_TAX: "Purchase Tax Control Account",
    "9998": "Suspense Account", "9999": "Mispostings Account",
}  # fmt: skip


class _Posted(NamedTuple):
    """How a type is posted: side of the nominal code, tax account, and the other side.

    ``other`` is a control account, or empty where A/C names the bank.
    """

    side: int
    tax: str
    other: str
    party: bool


_TYPES: Final[dict[str, _Posted]] = {
    "SI": _Posted(-1, _SALES_TAX, _DEBTORS, party=True),
    "SC": _Posted(1, _SALES_TAX, _DEBTORS, party=True),
    **dict.fromkeys(("SR", "SA", "SD"), _Posted(1, _SALES_TAX, _DEBTORS, party=True)),
    "SP": _Posted(-1, _SALES_TAX, _DEBTORS, party=True),
    "PI": _Posted(1, _PURCHASE_TAX, _CREDITORS, party=True),
    "PC": _Posted(-1, _PURCHASE_TAX, _CREDITORS, party=True),
    **dict.fromkeys(("PP", "PA", "PD"), _Posted(-1, _PURCHASE_TAX, _CREDITORS, party=True)),
    "PR": _Posted(1, _PURCHASE_TAX, _CREDITORS, party=True),
    **dict.fromkeys(("BP", "CP", "VP"), _Posted(1, _PURCHASE_TAX, "", party=False)),
    **dict.fromkeys(("BR", "CR", "VR"), _Posted(-1, _SALES_TAX, "", party=False)),
}
_JOURNAL: Final = {"JD": 1, "JC": -1}
_REMEDY: Final = "Correct the transaction in Sage and export the audit trail again."


class _Split(NamedTuple):
    """One row, understood."""

    line: int
    number: str
    kind: str
    account: str
    nominal: str
    date: dt.date
    document: str
    text: str
    person: str
    matched: str
    net: int
    tax: int


@dataclass(slots=True)
class _State:
    source: str
    places: dict[str, int]
    rows: tuple[Row, ...]
    faults: list[Fault] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)

    def cell(self, row: Row, part: str) -> str:
        place = self.places.get(part, -1)
        return row.cells[place] if 0 <= place < len(row.cells) else ""


def looks_like_sage_trail(content: bytes) -> bool:
    """Say whether the bytes are an audit trail of Sage 50: its columns, and its types below."""
    state = _find(head_text(content), "")
    return state is not None and any(
        state.cell(row, "type").upper() in _TYPES | _JOURNAL for row in state.rows
    )


def read_sage_trail(content: bytes, source: str, mapping: Mapping | None = None) -> Ledger:
    """Return the ledger in an audit trail; ``rows.total = rows.read + rows.refused``.

    Raises IntakeError with every fault found: unknown types, rows that cannot be read, amounts in
    foreign currencies, journals that do not balance.
    """
    state = _find(decode(content, source, encoding=mapping.encoding if mapping else ""), source)
    if state is None:
        raise IntakeError(Fault("the header is not that of Sage's audit trail.", source, _REMEDY))
    below = [row for row in state.rows if any(row.cells)]
    splits = _splits(state, below, mapping.decimal if mapping else None)
    entries = _entries(splits) if not state.faults else []
    if not entries and not state.faults:
        state.faults.append(Fault("the audit trail holds no transactions.", source, _REMEDY))
    state.faults += unbalanced_faults(entries, source, _REMEDY)
    if state.faults:
        raise IntakeError(state.faults)
    numbers = dict.fromkeys(p.account for entry in entries for p in entry.postings)
    what = (
        "the audit trail shows one side of each transaction: the other is posted to Sage's own "
        f"control accounts ({_DEBTORS}, {_CREDITORS}, {_SALES_TAX}, {_PURCHASE_TAX}), and accounts "
        "are taken from its default chart (--account NUMBER=MEANING corrects one)."
    )
    findings = [Finding(what, source)]
    if state.refused:
        what = f"{len(state.refused)} rows have no type and amount: headings, totals, page ends."
        findings.append(Finding(what, f"{source}:{state.refused[0]}"))
    currency = mapping.currency_code.upper() if mapping else ""
    if not currency:
        unstated = "the file does not say its currency (currency_code=... states it)."
        findings.append(Finding(unstated, source))
    return Ledger(
        format=FORMAT,
        source=source,
        organisation="",
        currency=currency,
        accounts=tuple(Account(number, _NAMES.get(number, "")) for number in numbers),
        entries=tuple(entries),
        rows=Rows(len(below), len(below) - len(state.refused), len(state.refused)),
        findings=tuple(findings),
        chart=CHART,
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
            if places.keys() >= _NEEDED:
                twice = [cells[at] for at in places.values() if cells.count(cells[at]) > 1]
                state = _State(source, places, tuple(rows[at + 1 :]))
                for name in twice:
                    what = f"the column {name!r} stands twice in the header."
                    state.faults.append(Fault(what, f"{source}:{row.line}", "Delete one of them."))
                return state
    return None


def _splits(state: _State, rows: Sequence[Row], stated: amounts.Decimals | None) -> list[_Split]:
    """Understand every row: a split, a row that is none, or a fault."""
    body = [row for row in rows if _is_split(state, row)]
    state.refused = [row.line for row in rows if not _is_split(state, row)]
    sign, seen = amounts.decide(
        (row.line, state.cell(row, part)) for row in body for part in ("net", "tax")
    )
    sign = stated or sign
    if sign is None:
        what = "amounts such as this can be read with decimal point or decimal comma."
        where = f"{state.source}:{min(seen.values())}"
        state.faults.append(Fault(what, where, "State decimal=point or decimal=comma."))
    splits = []
    for row in body if not state.faults else ():
        try:
            splits.append(_split(state, row, sign or "point"))
        except ValueError as error:
            state.faults.append(Fault(f"{error}.", f"{state.source}:{row.line}", _REMEDY))
    return splits


def _is_split(state: _State, row: Row) -> bool:
    """Say whether a row is a split: what lacks a type, or a date and amounts, is none."""
    kind = state.cell(row, "type")
    filled_in = state.cell(row, "date") or state.cell(row, "nominal")
    return bool(kind and filled_in) and normal(kind) not in _WORDS["type"]


def _split(state: _State, row: Row, sign: amounts.Decimals) -> _Split:
    kind = state.cell(row, "type").upper()
    if kind not in _TYPES | _JOURNAL:
        reason = f"{kind[:20]!r} is no type of transaction in Sage 50"
        raise ValueError(reason)
    rate = state.cell(row, "rate")
    if rate and amounts.parse(rate[:6], "point") not in {0, 100}:
        reason = f"the row is in a foreign currency (rate {rate[:20]}); only base amounts are read"
        raise ValueError(reason)
    bank = not (kind in _JOURNAL or _TYPES[kind].other)
    needs = ("nominal", "account") if bank else ("nominal",)
    for part in needs:
        if not state.cell(row, part):
            reason = f"the row has no {'A/C' if part == 'account' else 'N/C'}"
            raise ValueError(reason)
    return _Split(
        line=row.line,
        number=state.cell(row, "number"),
        kind=kind,
        account=state.cell(row, "account"),
        nominal=state.cell(row, "nominal"),
        date=_day(state.cell(row, "date")),
        document=state.cell(row, "document"),
        text=state.cell(row, "text"),
        person=state.cell(row, "person"),
        matched=state.cell(row, "reconciled"),
        net=amounts.parse(state.cell(row, "net"), sign),
        tax=amounts.parse(state.cell(row, "tax"), sign),
    )


def _day(cell: str) -> dt.date:
    """Return a day as Sage writes it, the day first: ``31/01/2026``, ``310126``, ``31012026``."""
    plain = cell.strip()
    if plain.isascii() and plain.isdigit() and len(plain) in {len("310126"), len("31012026")}:
        plain = f"{plain[:2]}/{plain[2:4]}/{plain[4:]}"
    return dates.parse(plain, "dmy")


def _entries(splits: Sequence[_Split]) -> list[Entry]:
    """Put splits of one document, and the sides of one journal, together."""
    entries = [
        _entry(list(group)) for key, group in groupby(splits, key=_key) if key[0] != "journal"
    ]
    journals: dict[tuple[object, ...], list[_Split]] = {}
    for split in splits:
        if split.kind in _JOURNAL:
            journals.setdefault((split.date, split.document), []).append(split)
    entries += [_entry(part) for group in journals.values() for part in _parted(group)]
    return sorted(entries, key=lambda entry: (entry.date, entry.line))


def _key(split: _Split) -> tuple[object, ...]:
    """Return what splits of one document share; a row without a reference stands alone."""
    if split.kind in _JOURNAL:
        return ("journal",)
    alone = split.number or split.line if not split.document else ""
    return (split.kind, split.account, split.date, split.document, alone)


def _parted(group: Sequence[_Split]) -> list[list[_Split]]:
    """Part the journals of one day and reference wherever they balance."""
    parts: list[list[_Split]] = [[]]
    balance = 0
    for split in group:
        if not balance and parts[-1]:
            parts.append([])
        parts[-1].append(split)
        balance += _JOURNAL[split.kind] * (split.net + split.tax)
    return parts


def _entry(group: Sequence[_Split]) -> Entry:
    first = group[0]
    postings: list[Posting] = []
    for split in group:
        if split.kind in _JOURNAL:
            value = _JOURNAL[split.kind] * (split.net + split.tax)
            parts = [(split.nominal, value, "", split.matched)]
        else:
            posted = _TYPES[split.kind]
            party = split.account if posted.party else ""
            other = posted.other or split.account
            mark = split.matched
            parts = [
                (split.nominal, posted.side * split.net, "", mark if posted.party else ""),
                (posted.tax, posted.side * split.tax, "", ""),
                (other, -posted.side * (split.net + split.tax), party,
                 "" if posted.party else mark),
            ]  # fmt: skip
        postings += [
            Posting(account, value, split.text, who, mark) for account, value, who, mark in parts
            if value
        ]  # fmt: skip
    return Entry(
        series=first.kind,
        number=first.number,
        date=first.date,
        text=first.text,
        postings=tuple(postings),
        line=first.line,
        person=first.person,
        document=first.document,
    )
