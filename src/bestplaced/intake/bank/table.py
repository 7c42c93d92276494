"""A bank statement as a table (CSV), as banks let people download it.

Read only where it plainly is one: a date, a text, money in and out or one amount, and no account
headings. Running balances are checked line by line, in whichever order the bank lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts, dates
from bestplaced.intake.bank.statement import BankLine, BankStatement, say
from bestplaced.intake.columns import normal
from bestplaced.intake.ledger import Finding
from bestplaced.intake.reports.layout import DELIMITERS, HEADER_WITHIN, Row, read_rows
from bestplaced.intake.text import decode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.intake.columns import Mapping

FORMAT: Final = "bank CSV"
_HEAD: Final = 64_000
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "date": ("date", "posting date", "posted date", "transaction date", "booking date",
             "value date", "buchungstag", "buchungsdatum", "datum", "bokföringsdag",
             "bokföringsdatum", "date opération", "date de comptabilisation", "fecha"),
    "text": ("description", "details", "narrative", "memo", "transaction description", "reference",
             "payee", "verwendungszweck", "text", "libellé", "particulars", "merchant", "concepto",
             "specifikation", "transaction details"),
    "party": ("name", "payee", "counterparty", "other party", "beneficiary", "merchant name",
              "auftraggeber empfänger", "begünstigter zahlungspflichtiger", "mottagare"),
    "in": ("credit", "credit amount", "paid in", "money in", "deposits", "deposit", "credits",
           "crédit", "in", "haben"),
    "out": ("debit", "debit amount", "paid out", "money out", "withdrawals", "withdrawal",
            "debits", "débit", "out", "soll"),
    "amount": ("amount", "transaction amount", "betrag", "belopp", "montant", "importe",
               "amount eur", "amount gbp", "amount usd"),
    "balance": ("balance", "running balance", "running bal", "saldo", "solde", "saldo nach buchung",
                "balance gbp", "account balance"),
    "currency": ("currency", "währung", "valuta", "devise"),
}  # fmt: skip
# Columns that only ledgers have.
_LEDGER: Final = frozenset(
    {"account", "account code", "account name", "account number", "konto", "kontonummer", "compte",
     "gl account", "split", "transaction type", "journal", "distribution account", "comptenum"}
)  # fmt: skip
_REMEDY: Final = "Download the statement again, or in CAMT, OFX or MT940."


def _header(rows: Sequence[Row]) -> tuple[int, dict[str, int]]:
    """Return the place of the header row and of its parts; -1 where there is none."""
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        cells = [normal(cell) for cell in row.cells]
        if _LEDGER & set(cells):
            return -1, {}
        places = {
            part: next(cells.index(word) for word in words if word in cells)
            for part, words in _WORDS.items()
            if any(word in cells for word in words)
        }
        moves = "amount" in places or {"in", "out"} <= places.keys()
        if "date" in places and moves and ("text" in places or "party" in places):
            return place, places
    return -1, {}


def _cut(text: str, source: str) -> tuple[list[Row], int, dict[str, int]]:
    best: tuple[list[Row], int, dict[str, int]] = ([], -1, {})
    for delimiter in DELIMITERS:
        if delimiter not in text:
            continue
        try:
            rows = read_rows(text, delimiter, source)
        except IntakeError:
            continue
        place, places = _header(rows)
        if len(places) > len(best[2]):
            best = rows, place, places
    return best


def looks_like_bank_table(content: bytes) -> bool:
    """Say whether the bytes are a table of bank lines, with no column that only ledgers have."""
    try:
        text = decode(content[:_HEAD], "")
    except IntakeError:
        text = content[:_HEAD].decode("latin-1")
    return _cut(text, "")[1] >= 0


def read_bank_table(
    content: bytes, source: str, mapping: Mapping | None = None
) -> tuple[BankStatement, ...]:
    """Return the statement in a table of bank lines.

    Raises IntakeError with every fault found: amounts and dates that read two ways, rows that
    cannot be read, running balances that do not follow, mixed currencies.
    """
    text = decode(content, source, encoding=mapping.encoding if mapping else "")
    rows, place, places = _cut(text, source)
    if place < 0:
        raise IntakeError(Fault("no header of a bank statement was found.", source, _REMEDY))
    table = [row for row in rows[place + 1 :] if any(row.cells)]
    faults: list[Fault] = []
    decimals = _decimals(table, places, mapping, source, faults)
    order = _order(table, places, mapping, source, faults)
    lines: list[BankLine] = []
    balances: list[int | None] = []
    currencies: set[str] = set()
    other = 0
    for row in table if not faults else ():
        date = _cell(row, places, "date")
        if not date and not _moves(row, places):
            other += 1
            continue
        try:
            line, balance = _line(row, places, decimals, order)
        except ValueError as error:
            faults.append(Fault(f"{error}.", f"{source}:{row.line}", _REMEDY))
            continue
        currencies |= {_cell(row, places, "currency").upper()} - {""}
        lines.append(line)
        balances.append(balance)
    if len(currencies) > 1:
        what = f"the table mixes currencies: {', '.join(sorted(currencies))}."
        faults.append(Fault(what, source, "Download one account at a time."))
    if not lines and not faults:
        faults.append(Fault("the table holds no bank lines.", source, _REMEDY))
    stated = mapping.currency_code.upper() if mapping else ""
    currency = next(iter(currencies), stated)
    if not faults:
        lines, balances = _in_time(lines, balances)
        faults += _steps(lines, balances, source, currency)
    if faults:
        raise IntakeError(faults)
    return (_statement(source, currency, lines, balances, other),)


def _cell(row: Row, places: dict[str, int], part: str) -> str:
    place = places.get(part, -1)
    return row.cells[place] if 0 <= place < len(row.cells) else ""


def _moves(row: Row, places: dict[str, int]) -> bool:
    return any(_cell(row, places, part) for part in ("in", "out", "amount"))


def _decimals(
    table: Sequence[Row],
    places: dict[str, int],
    mapping: Mapping | None,
    source: str,
    faults: list[Fault],
) -> amounts.Decimals:
    parts = ("in", "out", "amount", "balance")
    decimals, seen = amounts.decide(
        (r.line, _cell(r, places, part)) for r in table for part in parts
    )
    chosen = (mapping.decimal if mapping else None) or decimals
    if chosen is None:
        what = "amounts can be read in two ways."
        remedy = "State decimal=point or decimal=comma."
        faults.append(Fault(what, f"{source}:{min(seen.values())}", remedy))
    return chosen or "point"


def _order(
    table: Sequence[Row],
    places: dict[str, int],
    mapping: Mapping | None,
    source: str,
    faults: list[Fault],
) -> dates.Order:
    cells = [(row.line, _cell(row, places, "date")) for row in table]
    order, seen = dates.decide(cells)
    chosen = (mapping.date_order if mapping else None) or order
    if chosen is None and "dmy" not in seen:
        chosen = dates.order_in_time([cell for _, cell in cells if cell])
    if chosen is None:
        what = "dates can be read in two ways."
        remedy = "State date_order=dmy or date_order=mdy."
        faults.append(Fault(what, f"{source}:{min(seen.values())}", remedy))
    return chosen or "dmy"


def _line(
    row: Row, places: dict[str, int], decimals: amounts.Decimals, order: dates.Order
) -> tuple[BankLine, int | None]:
    if "amount" in places and _cell(row, places, "amount"):
        value = amounts.parse(_cell(row, places, "amount"), decimals)
    else:  # money out is printed plain or with a minus
        paid_in = amounts.parse(_cell(row, places, "in"), decimals)
        value = paid_in - abs(amounts.parse(_cell(row, places, "out"), decimals))
    balance = _cell(row, places, "balance")
    line = BankLine(
        date=dates.parse(_cell(row, places, "date"), order),
        amount=value,
        counterparty=_cell(row, places, "party") or _cell(row, places, "text"),
        reference="",
        line=row.line,
        text=_cell(row, places, "text"),
    )
    return line, amounts.parse(balance, decimals) if balance else None


def _in_time(
    lines: list[BankLine], balances: list[int | None]
) -> tuple[list[BankLine], list[int | None]]:
    """Return lines and balances oldest first: within a day too, as the balances show."""
    if lines[0].date > lines[-1].date or (
        lines[0].date == lines[-1].date and _off(lines[::-1], balances[::-1]) == []
    ):
        return lines[::-1], balances[::-1]
    return lines, balances


def _off(lines: Sequence[BankLine], balances: Sequence[int | None]) -> list[int]:
    return [
        place
        for place in range(1, len(lines))
        if (before := balances[place - 1]) is not None
        and (after := balances[place]) is not None
        and after - before != lines[place].amount
    ]


def _steps(
    lines: Sequence[BankLine], balances: Sequence[int | None], source: str, currency: str
) -> list[Fault]:
    return [
        Fault(
            f"the balance {say(balances[place] or 0, currency)} does not follow from the line "
            f"before and this amount, {say(lines[place].amount, currency)}.",
            f"{source}:{lines[place].line}",
            "A line is missing, doubled or changed: download the statement again.",
        )
        for place in _off(lines, balances)
    ]


def _statement(
    source: str,
    currency: str,
    lines: Sequence[BankLine],
    balances: Sequence[int | None],
    other: int,
) -> BankStatement:
    findings = []
    if other:
        what = f"{other} rows have neither date nor amount and are no bank lines."
        findings.append(Finding(what, source))
    if not currency:
        what = "the file does not say its currency (currency_code=... states it)."
        findings.append(Finding(what, source))
    first, last = balances[0], balances[-1]
    if first is None or last is None:
        what = "the table gives no balances: nothing shows that it is complete."
        findings.append(Finding(what, source))
    return BankStatement(
        format=FORMAT,
        source=source,
        account=source,
        currency=currency,
        lines=tuple(lines),
        opening=first - lines[0].amount if first is not None else None,
        closing=last,
        line=lines[0].line,
        unread=other,
        findings=tuple(findings),
    )
