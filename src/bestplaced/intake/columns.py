"""Which column of a table plays which part: guessed from its header, or told by a mapping."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final, get_args

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.amounts import Decimals
from bestplaced.intake.charts import NATIONAL
from bestplaced.intake.dates import Order

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROLES: Final = (
    "date", "entry", "account", "name", "debit", "credit", "amount", "text", "currency",
    "entered", "person", "approver", "document", "party", "matched",
)  # fmt: skip

_EXTRA: Final = frozenset(ROLES[9:])
MONEY: Final = ("debit", "credit", "amount")
# The currency behind "Debit (EUR)"; others name it by a sign, a word, or not at all.
_UNIT: Final = re.compile(r"\s*\(?\b([A-Z]{3})\)?\s*$")
_UNNAMED: Final = re.compile(
    r"\s*(?:\([^()]*\bcurrency\)|\(?[$€£]\)?|\(?\b(?:euros?|kr)\)?)\s*$", re.IGNORECASE
)

# Header words, lower case without punctuation, best first: English, Swedish, German, French,
# Dutch, Danish and Norwegian, Spanish, Italian, Portuguese.
SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "date": (
        "posting date", "entry date", "transaction date", "journal date", "date", "gl date",
        "bokföringsdatum", "verifikationsdatum", "datum", "buchungsdatum", "belegdatum",
        "ecrituredate", "date comptable", "date écriture",
        "dato", "bilagsdato", "boekdatum", "fecha", "data", "data registrazione",
    ),
    "entry": (
        "entry", "entry number", "entry no", "entry id", "journal number", "journal no",
        "journal id", "journal entry", "transaction number", "transaction no", "transaction id",
        "trans no", "trans", "id no", "voucher", "voucher number", "voucher no", "batch no",
        "verifikationsnummer", "verifikation", "ver nr", "vernr", "verifikat",
        "belegnummer", "belegnr", "beleg", "buchungsnummer", "ecriturenum", "numéro écriture",
        "numéro de pièce", "pièce", "num",
        "boekstuknummer", "boekstuk", "bilagsnr", "bilagsnummer", "bilag", "asiento", "nº asiento",
        "numero registrazione", "lançamento", "vch no", "number",
    ),
    "account": (
        "account number", "account no", "account code", "account id", "accountno", "gl account",
        "nominal code", "account", "full account name", "account full name", "ledger account",
        "nominal account", "kontonummer", "kontonr", "konto nr", "konto", "comptenum",
        "numéro de compte", "n compte", "compte",
        "grootboekrekening", "grootboekrekeningnummer", "grootboeknummer", "grootboek", "rekening",
        "rekeningnummer", "cuenta", "conto", "conta", "particulars",
    ),
    "name": (
        "account name", "account title", "account description", "accounttitle", "gl account name",
        "kontonamn", "benämning", "kontobezeichnung", "kontoname", "comptelib",
        "libellé du compte", "intitulé du compte",
        "kontonavn", "grootboekrekening omschrijving", "rekeningnaam", "nombre de cuenta",
        "descrizione conto",
    ),
    "debit": (
        "debit", "debit amount", "debit amount two column approach", "debits", "debitamount",
        "debet", "soll", "sollbetrag", "débit",
        "debit amt", "dr", "debe", "dare", "débito", "debito", "to num",
    ),
    "credit": (
        "credit", "credit amount", "credit amount two column approach", "credits",
        "creditamount", "kredit", "haben", "habenbetrag", "crédit",
        "credit amt", "cr", "haber", "avere", "crédito", "credito", "from num",
    ),
    "amount": (
        "amount", "amount num", "net amount", "posting amount", "belopp", "betrag",
        "buchungsbetrag", "montant",
        "beløb", "beløp", "bedrag", "importe", "importo", "valor",
    ),
    "text": (
        "description", "memo", "memo description", "narration", "text", "details", "reference",
        "verifikationstext", "transaktionstext", "buchungstext", "verwendungszweck",
        "ecriturelib", "libellé",
        "tekst", "omschrijving", "concepto", "descripción", "descrizione", "descrição",
    ),
    "currency": ("currency", "currency code", "valuta", "währung", "devise"),
    "entered": (
        "entered", "date entered", "entered on", "entered date", "created", "created on",
        "created date", "input date", "registreringsdatum", "registrerad", "erfasst am",
        "erfassungsdatum", "date de saisie", "validdate",
    ),
    "person": (
        "entered by", "created by", "posted by", "prepared by", "user", "user name", "user id",
        "registrerad av", "användare", "erfasst von", "benutzer", "saisi par", "utilisateur",
    ),
    "approver": (
        "approved by", "approver", "godkänd av", "attesterad av", "freigegeben von", "validé par",
    ),
    "document": (
        "document", "document number", "document no", "doc no", "invoice number", "invoice no",
        "fakturanummer", "rechnungsnummer", "pieceref", "numéro de facture",
    ),
    "party": (
        "party", "contact", "contact name", "customer supplier", "supplier", "vendor", "customer",
        "payee", "leverantör", "kund", "kreditor", "debitor", "fournisseur", "tiers", "compauxnum",
    ),
    "matched": (
        "matched", "match", "reconciled", "cleared", "avstämd", "abgestimmt", "lettrage",
        "ecriturelet",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the user states about a table; an empty value is guessed from the file.

    The first fifteen name column headers: ``entered`` is the day an entry was keyed in, ``person``
    who did, ``approver`` who approved it, ``document`` the outside document, ``party`` the customer
    or supplier, ``matched`` the mark of reconciliation. ``decimal`` is ``point`` or ``comma``,
    ``date_order`` is ``dmy`` or ``mdy``, ``currency_code`` is ISO 4217, ``delimiter`` one
    character (or ``tab``), ``sheet`` names the sheet of a workbook, ``chart`` the national chart
    that the account numbers follow (:data:`bestplaced.intake.charts.NATIONAL`). In a bank's list
    ``credit`` is money in, ``debit`` money out and ``balance`` the balance after each line, and
    columns without headers go by number from 1. ``file`` is
    the name of the one file that this is said of (:class:`bestplaced.intake.stated.Stated`).
    """

    date: str = ""
    entry: str = ""
    account: str = ""
    name: str = ""
    debit: str = ""
    credit: str = ""
    amount: str = ""
    text: str = ""
    currency: str = ""
    entered: str = ""
    person: str = ""
    approver: str = ""
    document: str = ""
    party: str = ""
    matched: str = ""
    decimal: Decimals | None = None
    date_order: Order | None = None
    currency_code: str = ""
    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""
    chart: str = ""
    balance: str = ""
    file: str = ""

    def __post_init__(self) -> None:
        """Raise IntakeError when a choice is not one of those allowed."""
        faults = []
        for key, allowed in (
            ("decimal", get_args(Decimals)), ("date_order", get_args(Order)), ("chart", NATIONAL),
        ):  # fmt: skip
            value = getattr(self, key)
            if value and value not in allowed:
                what = f"{value!r} is not a value of {key}."
                faults.append(Fault(what, "mapping", f"Use {' or '.join(allowed)}."))
        if len(self.delimiter) > 1 or self.delimiter in {'"', "\r", "\n", " "}:
            what = f"{self.delimiter!r} cannot separate columns."
            faults.append(Fault(what, "mapping", "Use one character, or tab."))
        if faults:
            raise IntakeError(faults)

    @classmethod
    def parse(cls, text: str) -> Mapping:
        """Return the mapping in ``date=Datum,account=Konto,decimal=comma``.

        Raises IntakeError naming every part that is not ``key=value`` with a known key.
        """
        known = [item.name for item in fields(cls)]
        values: dict[str, str] = {}
        faults = []
        for part in re.split(r",(?=\s*[a-z_]+\s*=)", text):
            key, equals, value = (piece.strip() for piece in part.partition("="))
            if not equals or key not in known or not value:
                what = f"{part.strip()!r} is not understood."
                faults.append(Fault(what, "mapping", f"Use key=column with {', '.join(known)}."))
            elif key in values:
                faults.append(Fault(f"{key!r} is stated twice.", "mapping", "State it once."))
            else:
                values[key] = {"tab": "\t"}.get(value, value) if key == "delimiter" else value
        if faults:
            raise IntakeError(faults)
        return cls(**values)  # type: ignore[arg-type]  # choices are checked by __post_init__


@dataclass(frozen=True, slots=True)
class Columns:
    """The position of each part in a row; -1 where the table has none."""

    date: int = -1
    entry: int = -1
    account: int = -1
    name: int = -1
    debit: int = -1
    credit: int = -1
    amount: int = -1
    text: int = -1
    currency: int = -1
    entered: int = -1
    person: int = -1
    approver: int = -1
    document: int = -1
    party: int = -1
    matched: int = -1

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the parts without which there is no ledger."""
        lacks = [role for role in ("date", "account") if getattr(self, role) < 0]
        if self.amount < 0 and (self.debit < 0 or self.credit < 0):
            lacks.append("debit and credit, or amount")
        return tuple(lacks)


def normal(header: str) -> str:
    """Return a header in lower case without punctuation and doubled blanks."""
    return re.sub(r"[\W_]+", " ", header).strip().lower()


def unitless(header: str) -> str:
    """Return a header as :func:`normal` does, without the currency it ends in."""
    return normal(_UNIT.sub("", _UNNAMED.sub("", header)))


def resolve(header: Sequence[str], mapping: Mapping) -> Columns:
    """Return the columns of a header row: those stated, then those guessed.

    A stated column that is absent stays -1. Debit and credit columns win over an amount column,
    and an account's number over its name.
    """
    cells = [normal(cell) for cell in header]
    bare = [unitless(cell) for cell in header]
    found: dict[str, int] = {}
    for role in ROLES:
        stated = normal(getattr(mapping, role))
        words = (stated,) if stated else SYNONYMS[role]
        taken = set(found.values())
        once = role not in _EXTRA or bool(stated)  # a doubled column of these is left unread
        names = bare if role in MONEY and not stated and not set(words) & set(cells) else cells
        hits = (names.index(w) for w in words if w in names and (once or names.count(w) == 1))
        found[role] = next((place for place in hits if stated or place not in taken), -1)
    if found["account"] < 0 <= found["name"] and not mapping.name:
        found["account"], found["name"] = found["name"], -1  # accounts go by their names
    columns = Columns(**found)
    if columns.name < 0 and not mapping.name:
        columns = _name_beside_number(columns, cells)
    if mapping.amount:
        return replace(columns, debit=-1, credit=-1)
    if columns.debit >= 0 and columns.credit >= 0:
        return replace(columns, amount=-1)
    return columns


def _name_beside_number(columns: Columns, cells: Sequence[str]) -> Columns:
    """Read ``Account Code, Account`` as number and name."""
    if columns.account >= 0 and cells[columns.account] not in {"account", "konto", "compte"}:
        for word in ("account", "konto", "compte"):
            if word in cells:
                return replace(columns, name=cells.index(word))
    return columns


def currency_of(headers: Iterable[str]) -> str:
    """Return the currency that headers such as ``Debit (EUR)`` name, if they all name one."""
    named = {match[1] if (match := _UNIT.search(header)) else "" for header in headers}
    return named.pop() if len(named) == 1 else ""


def doubled(header: Sequence[str], columns: Columns) -> tuple[str, ...]:
    """Return the headers in use that stand in more than one column."""
    cells = [normal(cell) for cell in header]
    used = {getattr(columns, role) for role in ROLES} - {-1}
    return tuple(header[place] for place in sorted(used) if cells.count(cells[place]) > 1)
