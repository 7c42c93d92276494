"""The columns of a bank's table: which plays which part, and whose account it is.

A ledger has dates, texts and amounts too, but counts debits the other way round; so a table with a
column of accounts is a bank's only where that column holds bank account numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bestplaced.intake.columns import SYNONYMS, normal, unitless
from bestplaced.intake.reports.layout import HEADER_WITHIN, Row, tables_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.intake.columns import Mapping

_LOOK_BELOW: Final = 50
_LONG: Final = 10  # digits that a bank's account number has and a ledger's hardly ever
_SHORT: Final = 6  # enough where the header names a bank's codes too
# Header words by part, lower case without punctuation, best first.
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "date": ("completed date", "date completed", "booking date", "posting date", "posted date",
             "buchungstag", "buchungsdatum", "buchung", "bokföringsdag", "bokföringsdatum",
             "bokføringsdato", "bogført dato", "kirjauspäivä", "data księgowania",
             "date de comptabilisation", "date opération", "date operation", "fecha operación",
             "fecha contable", "data contabile", "data operazione", "boekdatum", "date",
             "transaction date", "trans date", "created", "datum", "dato", "fecha", "data",
             "data movimento", "settlement date", "operation date", "date started", "value date",
             "valutadatum", "transactiedatum"),
    "text": ("description", "details", "narrative", "memo", "transaction description",
             "transaction details", "payment reference", "reference", "verwendungszweck",
             "buchungstext", "text", "tekst", "beskrivelse", "omschrijving", "mededelingen",
             "omschrijving 1", "libellé", "libelle", "communication", "particulars",
             "concepto", "descripción", "descrizione", "causale", "descrição", "opis operacji",
             "specifikation", "beskrivning", "referens", "description 1", "rubrik", "notes",
             "naam omschrijving", "tytuł"),
    "party": ("name", "payee", "merchant", "merchant name", "counterparty", "other party",
              "counterparty name", "counter party", "partner name", "beneficiary",
              "naam tegenpartij", "tegenpartij",
              "auftraggeber empfänger", "begünstigter zahlungspflichtiger",
              "beguenstigter zahlungspflichtiger", "zahlungsempfänger", "empfänger",
              "name zahlungsbeteiligter", "zahlungsbeteiligter", "mottagare", "namn"),
    "in": ("credit", "credit amount", "paid in", "money in", "deposits", "deposit", "credits",
           "deposit amt", "crédit", "haben", "in", "bij", "avere", "entrate", "haber", "ind"),
    "out": ("debit", "debit amount", "paid out", "money out", "withdrawals", "withdrawal",
            "withdrawal amt", "debits", "débit", "soll", "out", "af", "dare", "uscite", "debe",
            "ud"),
    "amount": ("amount", "transaction amount", "value", "betrag", "umsatz", "belopp", "beløp",
               "beløb", "montant", "importe", "importo", "bedrag", "valor", "kwota", "määrä",
               "total amount incl vat", "cad", "usd", "gbp", "eur", "aud", "nzd"),
    "fee": ("fee",),
    "balance": ("balance", "running balance", "runningbalance", "running bal", "account balance",
                "closing balance", "saldo", "solde", "saldo nach buchung", "saldo na trn",
                "saldo na mutatie", "saldo contabile", "saldo po operacji"),
    "currency": ("currency", "währung", "waehrung", "munt", "valuta", "devise", "divisa", "waluta",
                 "moneda"),
    "state": ("state", "status", "info"),
}  # fmt: skip
_OWN: Final = (
    "account number", "account no", "account", "iban", "iban bban", "own account", "auftragskonto",
    "iban auftragskonto", "auftraggeberkonto", "iban auftraggeberkonto", "kontonummer",
    "rekeningnummer", "rekening", "konto", "numéro de compte", "compte", "cuenta", "conto",
    "tilinumero", "kontonr",
)  # fmt: skip
# Columns that only ledgers have, and those that only banks have.
_LEDGER: Final = frozenset(
    {*SYNONYMS["account"], *SYNONYMS["name"], "split", "journal", "distribution account",
     "sollkonto", "habenkonto", "konto soll", "konto haben", "gegenkonto", "debit account",
     "credit account", "account debit", "account credit", "compte débit", "compte crédit",
     "vch type", "vch no", "voucher type", "voucher no", "bilagsnr", "boekstuknummer"}
) - {"particulars"}  # fmt: skip
_BANKS: Final = ("sort code", "bic", "swift", "blz", "bankleitzahl", "iban", "routing")
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}")
_CURRENCY: Final = re.compile(r"\(?\b([A-Z]{3})\)?\s*$")
_SIDES: Final = {
    **dict.fromkeys(("c", "cr", "credit", "bij", "h", "haben", "in", "+", "crdt", "kredit"), 1),
    **dict.fromkeys(("d", "dr", "debit", "af", "s", "soll", "out", "-", "dbit", "debet"), -1),
}


@dataclass(frozen=True, slots=True)
class Places:
    """The rows of a table and the place of each part in them; ``own`` is the account's column.

    ``currency`` is what the headers of the amounts name; ``side`` is the place of a column that
    alone says whether money came in or went out.
    """

    rows: tuple[Row, ...] = ()
    header: int = -1
    parts: dict[str, int] = field(default_factory=dict)
    own: int = -1
    side: int = -1
    currency: str = ""

    def cell(self, row: Row, part: str) -> str:
        """Return the cell of a part in a row, or an empty text."""
        place = self.parts.get(part, -1)
        return row.cells[place] if 0 <= place < len(row.cells) else ""

    def account(self, row: Row) -> str:
        """Return the account a row is of, or an empty text."""
        return row.cells[self.own] if 0 <= self.own < len(row.cells) else ""

    def moves(self, row: Row) -> bool:
        """Say whether a row holds any amount."""
        return any(self.cell(row, part) for part in ("in", "out", "amount"))

    def sign(self, row: Row) -> int:
        """Return -1 where a column of its own says that the amount went out, else 1."""
        if not 0 <= self.side < len(row.cells):
            return 1
        return _SIDES.get(row.cells[self.side].lower(), 1)


def find_places(text: str, source: str, mapping: Mapping | None = None) -> Places:
    """Return the table under the delimiter that makes most sense of it; none has header -1.

    A mapping that names columns of a bank wins (:func:`states_bank`), by header or by number.
    """
    best = Places()
    stated = states_bank(mapping)
    for rows in tables_in(text, source):
        found = _stated(rows, stated) if stated else _header(rows)
        if len(found.parts) > len(best.parts):
            best = found
    return best


def states_bank(mapping: Mapping | None) -> dict[str, str]:
    """Return the columns of a bank's list that a mapping names: a date and money, no account."""
    if mapping is None or mapping.account or mapping.name or mapping.entry:
        return {}
    named = {"date": mapping.date, "text": mapping.text, "party": mapping.party,
             "amount": mapping.amount, "in": mapping.credit, "out": mapping.debit,
             "balance": mapping.balance, "currency": mapping.currency}  # fmt: skip
    moves = mapping.amount or (mapping.debit and mapping.credit)
    return {part: name for part, name in named.items() if name} if mapping.date and moves else {}


def _stated(rows: Sequence[Row], named: dict[str, str]) -> Places:
    """Return the columns that are named, by a header row that has them all, or by number."""
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        cells = [normal(cell) for cell in row.cells]
        if all(cells.count(normal(name)) == 1 for name in named.values()):
            parts = {part: cells.index(normal(name)) for part, name in named.items()}
            below = [item for item in rows[place + 1 :] if any(item.cells)][:_LOOK_BELOW]
            own = _own(cells, below)
            if _LEDGER & set(cells) and own < 0:
                return Places()
            return Places(tuple(rows), place, parts, own, side_of(parts, below))
    widest = max((len(row.cells) for row in rows), default=0)
    if all(name.isdecimal() and 0 < int(name) <= widest for name in named.values()):
        parts = {part: int(name) - 1 for part, name in named.items()}
        body = [row for row in rows if any(row.cells)]
        # An empty row stands for the header that is not there.
        side = side_of(parts, body[:_LOOK_BELOW])
        return Places((Row(0, ()), *rows), 0, parts, -1, side)
    return Places()


def _header(rows: Sequence[Row]) -> Places:
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        cells = [normal(cell) for cell in row.cells]
        bare = [unitless(cell) or normal(cell) for cell in row.cells]
        parts = {
            part: at for part, words in _WORDS.items() if (at := _first(words, cells, bare)) >= 0
        }
        moves = "amount" in parts or {"in", "out"} <= parts.keys()
        if not ("date" in parts and moves and ("text" in parts or "party" in parts)):
            if "date" in parts and _LEDGER & set(cells):
                return Places()
            continue
        below = [item for item in rows[place + 1 :] if any(item.cells)][:_LOOK_BELOW]
        own = _own(cells, below)
        if _LEDGER & set(cells) and own < 0 and not _coded(cells):
            return Places()
        named = {
            match[1]
            for part in ("amount", "in", "out")
            if part in parts and (match := _CURRENCY.search(row.cells[parts[part]]))
            and normal(row.cells[parts[part]]) not in _WORDS[part]
        }  # fmt: skip
        side = side_of(parts, below)
        currency = named.pop() if len(named) == 1 else ""
        return Places(tuple(rows), place, parts, own, side, currency)
    return Places()


def _first(words: Sequence[str], cells: Sequence[str], bare: Sequence[str]) -> int:
    """Return the place of the first word that a header holds, with or without its currency."""
    return next((have.index(word) for word in words for have in (cells, bare) if word in have), -1)


def _own(cells: Sequence[str], below: Sequence[Row]) -> int:
    """Return the column that holds the numbers of the accounts themselves, or -1."""
    coded = _coded(cells)
    for word in _OWN:
        for at in (place for place, cell in enumerate(cells) if cell == word):
            values = {row.cells[at] for row in below if at < len(row.cells) and row.cells[at]}
            if (
                values
                and len(values) <= max(1, len(below) // 2)
                and all(_bank_number(value, coded=coded) for value in values)
            ):
                return at
    return -1


def _coded(cells: Sequence[str]) -> bool:
    """Say whether a header names the codes by which banks know each other."""
    return any(word in cell for cell in cells for word in _BANKS)


def _bank_number(text: str, *, coded: bool) -> bool:
    plain = re.sub(r"[\s\-./']", "", text)
    digits = sum(character.isdigit() for character in plain)
    return _IBAN.fullmatch(plain) is not None or (
        plain.isdigit() and digits >= (_SHORT if coded else _LONG)
    )


def side_of(parts: dict[str, int], below: Sequence[Row]) -> int:
    """Return the column that says which way each amount went, where amounts have no signs."""
    at = parts.get("amount", -1)
    if at < 0 or any(row.cells[at][:1] in {"-", "\u2212", "("} or row.cells[at][-1:] == "-"
                     for row in below if at < len(row.cells)):  # fmt: skip
        return -1
    moved = [row for row in below if at < len(row.cells) and row.cells[at]]
    for place in range(max((len(row.cells) for row in moved), default=0)):
        words = [row.cells[place].lower() if place < len(row.cells) else "" for row in moved]
        if words and place != at and all(word in _SIDES for word in words):
            return place
    return -1
