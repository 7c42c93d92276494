"""A bank statement as a table (CSV), as banks let people download it.

Read only where it plainly is one: a date, a text, money in and out or one amount, and no column
that ledgers have. Running balances are checked line by line, in whichever order the bank lists.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError, NotAnExportError
from bestplaced.intake import amounts, dates
from bestplaced.intake.bank.headless import as_mapping, confirm_fault, guess_headless
from bestplaced.intake.bank.running import breaks, in_time
from bestplaced.intake.bank.statement import BankLine, BankStatement, from_hundredths, say
from bestplaced.intake.bank.table_layout import Places, find_places, states_bank
from bestplaced.intake.ledger import Finding
from bestplaced.intake.text import decode, head_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from bestplaced.intake.bank.running import Balanced
    from bestplaced.intake.columns import Mapping
    from bestplaced.intake.reports.layout import Row

FORMAT: Final = "bank CSV"
_PROVE: Final = 3  # balances that do not follow, from which on the column may be none
_CODE: Final = re.compile(r"[A-Z]{3}")
_OPEN: Final = frozenset({"pending", "reverted", "declined", "failed", "cancelled", "canceled",
                          "umsatz vorgemerkt", "umsatz vorgemerkt und nicht gebucht"})  # fmt: skip
_REMEDY: Final = "Download the statement again, or in CAMT, OFX or MT940."


def looks_like_bank_table(content: bytes, mapping: Mapping | None = None) -> bool:
    """Say whether the bytes are a table of bank lines, with no column that only ledgers have.

    So is a list without header row, and every table of which a mapping names columns by number.
    """
    stated = states_bank(mapping)
    if stated and all(name.isdecimal() for name in stated.values()):
        return True
    return find_places(head_text(content), "", mapping).header >= 0


def looks_headless(content: bytes) -> bool:
    """Say whether the bytes are a list of dated amounts without a header row."""
    return guess_headless(head_text(content), "") is not None


def read_bank_table(
    content: bytes, source: str, mapping: Mapping | None = None
) -> tuple[BankStatement, ...]:
    """Return the statement in a table of bank lines.

    Raises IntakeError with every fault found: amounts and dates that read two ways, rows that
    cannot be read, running balances that do not follow, mixed currencies.
    """
    text = decode(content, source, encoding=mapping.encoding if mapping else "")
    places, guessed = _places(text, source, mapping)
    table = [row for row in places.rows[places.header + 1 :] if any(row.cells)]
    faults: list[Fault] = []
    decimals = _decimals(table, places, mapping, source, faults)
    order = _order(table, places, mapping, source, faults)
    accounts: dict[str, list[Balanced]] = defaultdict(list)
    currencies: set[str] = {places.currency} - {""}
    other = waiting = 0
    for row in table if not faults else ():
        if not places.moves(row):
            other += 1
            continue
        if places.cell(row, "state").lower() in _OPEN:
            waiting += 1
            continue
        try:
            read = _line(row, places, decimals, order)
        except ValueError as error:
            faults.append(Fault(f"{error}.", f"{source}:{row.line}", _REMEDY))
            continue
        stated = places.cell(row, "currency").upper()
        currencies |= {stated} if _CODE.fullmatch(stated) else set()
        accounts[places.account(row)].append(read)
    faults += _whole(accounts, currencies, source) if not faults or len(currencies) > 1 else []
    currency = next(iter(currencies), mapping.currency_code.upper() if mapping else "")
    found = []
    for account, read_lines in accounts.items() if not faults else ():
        lines = _in_units(read_lines, currency, source, faults)
        found.append(_statement(source, account, currency, lines, (other, waiting), faults))
        other = waiting = 0  # said once
    if faults:
        raise IntakeError(faults)
    if guessed:
        found[0] = replace(found[0], findings=(_guessed(places, source), *found[0].findings))
    return tuple(found)


def _whole(
    accounts: dict[str, list[Balanced]], currencies: Collection[str], source: str
) -> list[Fault]:
    """Return what is wrong with the table as a whole."""
    if len(currencies) > 1:
        what = f"the table mixes currencies: {', '.join(sorted(currencies))}."
        return [Fault(what, source, "Download one account at a time.")]
    if not accounts:
        return [Fault("the table holds no bank lines.", source, _REMEDY)]
    if _cancels([line for lines in accounts.values() for line, _ in lines]):
        what = "the amounts of each day cancel out: this is a ledger, not a bank statement."
        return [Fault(what, source, "Name its column of accounts (--map account=...).")]
    return []


def _cancels(lines: Sequence[BankLine]) -> bool:
    """Say whether the lines of every day make nothing, as postings do and payments do not."""
    sums: Counter[dt.date] = Counter()
    for line in lines:
        sums[line.date] += line.amount
    return len(sums) >= _PROVE and not any(sums.values())


def _places(text: str, source: str, mapping: Mapping | None) -> tuple[Places, bool]:
    """Return the columns of a table, and whether they were guessed without a header.

    Raises NotAnExportError showing a guess that has to be confirmed, or what is missing.
    """
    places = find_places(text, source, mapping)
    if places.header >= 0:
        return places, False
    stated = states_bank(mapping)
    if stated:
        names = ", ".join(map(repr, stated.values()))
        what = f"no row has the columns {names}, each once."
        remedy = "Name headers as they stand in the file, or columns by number from 1."
        raise IntakeError(Fault(what, source, remedy))
    found = guess_headless(text, source)
    if found is None:
        raise NotAnExportError(Fault("no header of a bank statement was found.", source, _REMEDY))
    if not found[1]:
        raise confirm_fault(found[0], source)
    return found[0], True


def _guessed(places: Places, source: str) -> Finding:
    what = (
        f"there is no header row: the columns are read as {as_mapping(places)}, because the "
        "balances follow so; --map states others."
    )
    return Finding(what, source)


def _decimals(
    table: Sequence[Row],
    places: Places,
    mapping: Mapping | None,
    source: str,
    faults: list[Fault],
) -> amounts.Decimals:
    parts = ("in", "out", "amount", "balance")
    decimals, seen = amounts.decide((r.line, places.cell(r, part)) for r in table for part in parts)
    chosen = (mapping.decimal if mapping else None) or decimals
    if chosen is None:
        what = "amounts can be read in two ways."
        remedy = "State decimal=point or decimal=comma."
        faults.append(Fault(what, f"{source}:{min(seen.values())}", remedy))
    return chosen or "point"


def _order(
    table: Sequence[Row],
    places: Places,
    mapping: Mapping | None,
    source: str,
    faults: list[Fault],
) -> dates.Order:
    cells = [(row.line, places.cell(row, "date")) for row in table]
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
    row: Row, places: Places, decimals: amounts.Decimals, order: dates.Order
) -> tuple[BankLine, int | None]:
    if places.cell(row, "amount"):
        value = places.sign(row) * _money(places.cell(row, "amount"), decimals)
        fee = places.cell(row, "fee")
        value -= abs(_money(fee, decimals)) if fee else 0
    else:  # money out is printed plain or with a minus
        paid_in = _money(places.cell(row, "in"), decimals)
        value = paid_in - abs(_money(places.cell(row, "out"), decimals))
    balance = places.cell(row, "balance")
    line = BankLine(
        date=dates.parse(places.cell(row, "date"), order),
        amount=value,
        counterparty=places.cell(row, "party") or places.cell(row, "text"),
        reference="",
        line=row.line,
        text=places.cell(row, "text"),
    )
    return line, _money(balance, decimals) if balance else None


def _money(cell: str, decimals: amounts.Decimals) -> int:
    """Return hundredths; what a bank marks CR is money in, DR money out."""
    value = amounts.parse(cell, decimals)
    return -value if amounts.sided(cell) else value


def _in_units(
    read: Sequence[Balanced], currency: str, source: str, faults: list[Fault]
) -> list[Balanced]:
    """Return lines, read as hundredths, in the smallest unit of their currency (yen have none)."""
    turned: list[Balanced] = []
    for line, balance in read:
        try:
            amount = from_hundredths(line.amount, currency)
            after = None if balance is None else from_hundredths(balance, currency)
        except ValueError as error:
            faults.append(Fault(f"{error}.", f"{source}:{line.line}", _REMEDY))
            amount, after = line.amount, balance
        turned.append((replace(line, amount=amount), after))
    return turned


def _steps(read: Sequence[Balanced], source: str, currency: str) -> list[Fault]:
    return [
        Fault(
            f"the balance {say(balance or 0, currency)} does not follow from the line "
            f"before and this amount, {say(line.amount, currency)}.",
            f"{source}:{line.line}",
            "A line is missing, doubled or changed: download the statement again.",
        )
        for line, balance in (read[place] for place in breaks(read))
    ]


def _statement(
    source: str,
    account: str,
    currency: str,
    read: list[Balanced],
    left: tuple[int, int],
    faults: list[Fault],
) -> BankStatement:
    """Return the statement of one account; balances that do not follow are faults.

    Where most of them do not, the column is no running balance and is not used.
    """
    read = in_time(read)
    known = [balance is not None for _, balance in read]
    steps = sum(a and b for a, b in pairwise(known))
    odd = breaks(read)
    useless = len(odd) >= _PROVE and len(odd) > steps / 2
    if odd and not useless:
        faults += _steps(read, source, currency)
    first, last = (None, None) if useless else (read[0][1], read[-1][1])
    return BankStatement(
        format=FORMAT,
        source=source,
        account=account or source,
        currency=currency,
        lines=tuple(line for line, _ in read),
        opening=first - read[0][0].amount if first is not None else None,
        closing=last,
        line=read[0][0].line,
        unread=sum(left),
        findings=tuple(_findings(source, currency, left, useless=useless, proved=None not in
                                 {first, last})),
    )  # fmt: skip


def _findings(
    source: str, currency: str, left: tuple[int, int], *, useless: bool, proved: bool
) -> list[Finding]:
    other, waiting = left
    unproven = (
        "the table gives no balances: nothing shows that it is complete, nor that a plus is money "
        "in."
    )
    said = [
        (other, f"{other} rows have no amount and are no bank lines."),
        (waiting, f"{waiting} rows are not booked yet, or were taken back: left out."),
        (not currency, "the file does not say its currency (currency_code=... states it)."),
        (useless, "the balance column does not follow the lines: it is not used."),
        (not proved and not useless, unproven),
    ]  # fmt: skip
    return [Finding(what, source) for holds, what in said if holds]
