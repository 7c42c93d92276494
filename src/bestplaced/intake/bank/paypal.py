"""PayPal activity as CSV: each currency is an account, fees are inside the net amount."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts, dates
from bestplaced.intake.bank.running import in_time
from bestplaced.intake.bank.statement import BankLine, BankStatement, from_hundredths
from bestplaced.intake.ledger import Finding
from bestplaced.intake.text import decode, head_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.intake.bank.running import Balanced
    from bestplaced.intake.columns import Mapping

FORMAT: Final = "PayPal"
_NEEDED: Final = frozenset({"date", "type", "currency", "gross", "net", "transaction id"})
# What PayPal heads its columns with in other languages, and in its monthly report of the balance.
_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "date": ("datum", "fecha", "data"),
    "name": ("nom", "nombre", "nome", "naam"),
    "type": (
        "typ",
        "tipo",
        "description",
        "beschreibung",
        "descripci\u00f3n",
        "descrizione",
        "omschrijving",
    ),
    "status": ("\u00e9tat", "etat", "statut", "estado", "stato"),
    "currency": ("w\u00e4hrung", "devise", "divisa", "moneda", "valuta"),
    "gross": ("brutto", "avant commission", "brut", "bruto", "lordo"),
    "net": ("netto", "neto", "netto bedrag"),
    "transaction id": (
        "transaktionscode",
        "num\u00e9ro de transaction",
        "transactiereferentie",
        "id. de transacci\u00f3n",
        "id de transacci\u00f3n",
        "identificador de la transacci\u00f3n",
        "codice transazione",
        "transactie id",
    ),
    "balance": ("guthaben", "solde", "saldo"),
    "balance impact": (
        "auswirkung auf guthaben",
        "impact sur le solde",
        "impacto en el saldo",
        "impatto sul saldo",
        "effect op saldo",
    ),
}
_CALLED: Final = {word: name for name, words in _NAMES.items() for word in words}
_DONE: Final = frozenset({"completed", "abgeschlossen", "termin\u00e9", "termine", "effectu\u00e9",
                          "completado", "completada", "completato", "voltooid"})  # fmt: skip
_READ: Final = _NEEDED | {"balance", "name", "status", "balance impact"}
_REMEDY: Final = "Download the activity from PayPal again, as CSV of all transactions."

_Row = tuple[int, dict[str, str]]


def looks_like_paypal(content: bytes) -> bool:
    """Say whether the bytes begin a PayPal activity table, in any of six languages."""
    names, _ = _names(head_text(content))
    return frozenset(names) >= _NEEDED


def _names(text: str) -> tuple[list[str], str]:
    """Return the headers in English, and the delimiter; a column already there keeps its name."""
    first = text.lstrip("\ufeff").partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    found = [cell.strip(' "\r').lower() for cell in first.split(delimiter)]
    names: list[str] = []
    for cell in found:
        called = _CALLED.get(cell, cell)
        names.append(cell if called in {*names, *found} else called)
    return names, delimiter


@dataclass(slots=True)
class _Account:
    """One currency while it is read."""

    read: list[Balanced] = field(default_factory=list)
    unread: int = 0


def read_paypal(
    content: bytes, source: str, mapping: Mapping | None = None
) -> tuple[BankStatement, ...]:
    """Return one statement for each currency in a PayPal activity table.

    Rows without net amount (items of a cart) and rows that are not completed move no money; they
    are counted as unread. Raises IntakeError with every fault found.
    """
    rows = _rows(decode(content, source, encoding=mapping.encoding if mapping else ""), source)
    money = [(n, row[c]) for n, row in rows for c in ("gross", "net", "balance") if c in row]
    decimals = (mapping.decimal if mapping else None) or amounts.decide(money)[0]
    faults: list[Fault] = []
    if decimals is None:
        what = "amounts can be read with decimal point or decimal comma."
        faults.append(Fault(what, source, "State decimal=point or decimal=comma."))
    order = (mapping.date_order if mapping else None) or _order(rows)
    if order is None:
        what = "the order of day and month cannot be told."
        faults.append(Fault(what, source, "State date_order=dmy or date_order=mdy."))
    accounts: dict[str, _Account] = defaultdict(_Account)
    if not faults:
        for line, row in rows:
            try:
                _read(accounts, line, row, decimals or "point", order or "mdy")
            except ValueError as error:
                faults.append(Fault(f"{error}.", f"{source}:{line}", _REMEDY))
    if not accounts and not faults:
        faults.append(Fault("the table holds no transactions.", source, _REMEDY))
    if faults:
        raise IntakeError(faults)
    return tuple(_statement(code, account, source) for code, account in accounts.items())


def _rows(text: str, source: str) -> list[_Row]:
    names, delimiter = _names(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[_Row] = []
    faults = []
    if not frozenset(names) >= _NEEDED:
        faults.append(Fault("the header is not that of PayPal's activity.", f"{source}:1"))
    for name in sorted(name for name in _READ & frozenset(names) if names.count(name) > 1):
        what = f"the column {name!r} stands twice in the header."
        faults.append(Fault(what, f"{source}:1", "Delete one of them."))
    line = 1
    try:
        for cells in reader:
            if line > 1 and len(cells) != len(names) and any(cells):
                what = f"the row has {len(cells)} cells under {len(names)} headers."
                faults.append(Fault(what, f"{source}:{line}", _REMEDY))
            elif line > 1 and any(cells):
                rows.append((line, dict(zip(names, map(str.strip, cells), strict=True))))
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(f"the table cannot be read ({error}).", f"{source}:{line}"))
    if faults:
        raise IntakeError(faults)
    return rows


def _order(rows: Sequence[_Row]) -> dates.Order | None:
    """Return the order of day and month: as the cells prove, or that in which the rows run."""
    order, seen = dates.decide((line, row["date"]) for line, row in rows)
    if order or "dmy" in seen:
        return order
    return dates.order_in_time([row["date"] for _, row in rows])


def _read(
    accounts: dict[str, _Account],
    line: int,
    row: dict[str, str],
    decimals: amounts.Decimals,
    order: dates.Order,
) -> None:
    code = row["currency"].upper()
    if not code:
        reason = "the row has no currency"
        raise ValueError(reason)
    account = accounts[code]
    memo = row.get("balance impact", "").lower() == "memo"
    if memo or not row["net"] or row.get("status", "completed").lower() not in _DONE:
        account.unread += 1
        return
    moved = BankLine(
        date=dates.parse(row["date"], order),
        amount=_minor(row["net"], code, decimals),
        counterparty=row.get("name", ""),
        reference=row["transaction id"],
        line=line,
        text=row["type"],
    )
    balance = row.get("balance", "")
    account.read.append((moved, _minor(balance, code, decimals) if balance else None))


def _minor(cell: str, code: str, decimals: amounts.Decimals) -> int:
    """Return minor units; PayPal shows hundredths for every currency it offers."""
    return from_hundredths(amounts.parse(cell, decimals), code)


def _statement(code: str, account: _Account, source: str) -> BankStatement:
    read = in_time(account.read) if account.read else []
    lines = [line for line, _ in read]
    first, last = (read[0][1], read[-1][1]) if read else (None, None)
    findings = []
    if account.unread:
        what = (
            f"{account.unread} rows in {code} move no money (cart items, memos, or not completed)."
        )
        findings.append(Finding(what, source))
    return BankStatement(
        format=FORMAT,
        source=source,
        account=f"PayPal {code}",
        currency=code,
        lines=tuple(lines),
        opening=first - lines[0].amount if first is not None else None,
        closing=last,
        line=lines[0].line if lines else 1,
        unread=account.unread,
        findings=tuple(findings),
    )
