"""The header of an account report: which column plays which part, and what stands above it."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.columns import normal, unitless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bestplaced.intake.columns import Mapping

DELIMITERS: Final = (",", ";", "\t", "|")
HEADER_WITHIN: Final = 40
_LOOK: Final = 64_000
_WIDE: Final = 4

# Header words by part, lower case without punctuation, best first.
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "date": (
        "date", "transaction date", "posting date", "journal date", "trans date", "txn date",
        "post date", "posted dt", "posted date", "entry date", "gl date", "datum", "belegdatum",
        "bokföringsdatum",
    ),
    "type": (
        "transaction type", "trans type", "voucher type", "type", "source", "journal type", "jnl",
        "jrnl",
    ),
    "number": (
        "num", "no", "ref", "ref no", "reference no", "number", "trans no", "transaction no",
        "trans", "txn no", "doc no", "doc",
        "document no", "document number", "journal no", "journal number",
        "journal", "voucher", "voucher no", "entry", "entry no", "reference", "id no", "belegnr",
        "verifikation", "ver nr",
    ),
    "name": (
        "name", "payee", "contact", "contact name", "customer vendor", "vendor customer",
        "source name", "customer", "vendor", "payee payer",
    ),
    "memo": (
        "memo description", "memo", "description", "details", "narration", "narrative",
        "particulars", "text", "trans description", "line description", "comment",
    ),
    "account": (
        "account", "account name", "distribution account", "account full name", "full name",
        "gl account", "ledger account", "nominal account", "kontonamn", "benämning",
        "kontobezeichnung", "konto", "account description",
    ),
    "code": (
        "account code", "account no", "account number", "account id", "nominal code", "acct",
        "distribution account number", "account", "kontonr", "kontonummer", "konto",
    ),
    "split": (
        "split", "split account", "item split account", "split account name", "contra account",
        "offset account", "counter account", "related account",
    ),
    "debit": ("debit", "debits", "debit amount", "dr", "debit amt", "debet", "soll"),
    "credit": ("credit", "credits", "credit amount", "cr", "credit amt", "kredit", "haben"),
    "amount": ("amount", "net amount", "net", "transaction amount", "amt"),
    "balance": (
        "balance", "running balance", "account balance", "cumulative balance", "saldo",
        "running total",
    ),
    "currency": ("currency", "currency code"),
}  # fmt: skip
PARTS: Final = tuple(_WORDS)
_REPORT_TITLES: Final = re.compile(
    r"general ledger|account transactions?|journal|transaction (detail|list|report)|ledger|report",
    re.IGNORECASE,
)
_PERIOD: Final = re.compile(
    r"\b(19|20)[0-9]{2}\b|^all dates?$|^(for the )?(year|period|month|quarter)\b", re.IGNORECASE
)
_LABEL: Final = re.compile(r":$|^[0-9/.: -]+(?: ?[AaPp][Mm])?$")
_BASIS: Final = re.compile(r"\b(accrual|cash) basis\b", re.IGNORECASE)


class Row(NamedTuple):
    """A table row: the line it starts on, and its cells without blanks around them."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What the header says: the place of each part (absent ones left out) and the titles above."""

    places: dict[str, int]
    header: tuple[str, ...]
    titles: tuple[str, ...]
    line: int

    def has(self, *parts: str) -> bool:
        """Say whether the table has all these parts."""
        return all(part in self.places for part in parts)

    def cell(self, row: Row, part: str) -> str:
        """Return the cell of a part in a row, or an empty text."""
        place = self.places.get(part, -1)
        return row.cells[place] if 0 <= place < len(row.cells) else ""

    @property
    def sided(self) -> bool:
        """Say whether amounts stand in a debit and a credit column."""
        return self.has("debit", "credit")

    @property
    def journal(self) -> bool:
        """Say whether entries may stand one after another: accounts, no balances, no splits."""
        return self.has("account") and not (self.has("balance") or self.has("split"))

    @property
    def organisation(self) -> str:
        """Return the title that names neither the report, nor a period, nor a basis."""
        others = (_REPORT_TITLES, _PERIOD, _BASIS, _LABEL)
        for title in self.titles:
            if not any(other.search(title) for other in others):
                return title
        return ""

    @property
    def product(self) -> str:
        """Return which product writes this layout, as far as header and titles tell."""
        cells = {normal(cell) for cell in self.header}
        kind = "journal" if self.journal else "general ledger"
        if "transaction type" in cells or "distribution account" in cells:
            return f"QuickBooks Online {kind}"
        if {"type", "num", "split"} <= cells:
            return "QuickBooks Desktop general ledger"
        if {"posted dt", "jnl"} <= cells:
            return "Sage Intacct general ledger"
        if "source" in cells and cells & {"running balance", "gross", "tax", "account code"}:
            return "Xero general ledger"
        return "account report"


def read_rows(text: str, delimiter: str, source: str) -> list[Row]:
    """Return the rows of a table; raises IntakeError when it cannot be cut into cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, line = [], 1
    try:
        for cells in reader:
            rows.append(Row(line, tuple(cell.strip() for cell in cells)))
            line = reader.line_num + 1
    except csv.Error as error:
        fault = Fault(f"the table cannot be read ({error}).", f"{source}:{line}")
        raise IntakeError(fault) from None
    return rows


def tables_in(text: str, source: str) -> Iterator[list[Row]]:
    """Yield the rows of a text under each delimiter it holds and can be cut by."""
    for delimiter in DELIMITERS:
        if delimiter in text:
            with contextlib.suppress(IntakeError):
                yield read_rows(text, delimiter, source)


def find_layout(rows: Sequence[Row], stated: Mapping | None = None) -> Layout | None:
    """Return the layout whose header row stands within the first rows, or None."""
    best: Layout | None = None
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        places = _places(row.cells, stated)
        wide = len([cell for cell in row.cells if cell]) >= _WIDE
        money = "amount" in places or {"debit", "credit"} <= places.keys()
        if wide and money and "date" in places and (best is None or len(places) > len(best.places)):
            titles = [cell for above in rows[:place] for cell in above.cells if cell]
            best = Layout(places, row.cells, tuple(titles), row.line)
    return best


def best_delimiter(text: str, source: str) -> tuple[str, Layout | None]:
    """Return the delimiter under which a table has the fullest header, and that header."""
    head = text[:_LOOK].rpartition("\n")[0] if len(text) > _LOOK else text
    found: list[tuple[int, str, Layout]] = []
    for delimiter in DELIMITERS:
        try:
            layout = find_layout(read_rows(head, delimiter, source))
        except IntakeError:
            continue
        if layout:
            found.append((len(layout.places), delimiter, layout))
    if not found:
        return ",", None
    _, delimiter, layout = max(found, key=lambda item: item[0])
    return delimiter, layout


def doubled_parts(layout: Layout) -> tuple[str, ...]:
    """Return the headers in use that stand in more than one column."""
    cells = [normal(cell) for cell in layout.header]
    used = {normal(layout.header[place]) for place in layout.places.values()}
    return tuple(sorted(name for name in used if cells.count(name) > 1))


def _places(header: Iterable[str], stated: Mapping | None) -> dict[str, int]:
    header = list(header)
    cells = [normal(cell) for cell in header]
    bare = [unitless(cell) for cell in header]
    places: dict[str, int] = {}
    for part, words in _WORDS.items():
        named = normal(getattr(stated, _STATED.get(part, part), "") or "") if stated else ""
        for word in (named, *words) if named else words:
            at = next((have.index(word) for have in (cells, bare) if word in have), -1)
            if at >= 0 and at not in places.values():
                places[part] = at
                break
    if {"debit", "credit"} <= places.keys():
        places.pop("amount", None)
    return places


# Parts that a user names by another word of the mapping.
_STATED: Final = {"number": "entry", "memo": "text", "name": "-", "account": "account"}
