"""SIE types 1, 2 and 3: balances of a year and of its months, without vouchers.

Type 1 holds opening and closing balances and the results of a year, types 2 and 3 the movements
of each month besides (``#PSALDO``). They become a ledger whose entries are those movements, so
that results and balances are measured; there is nothing in them to count volumes by.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault
from bestplaced.intake.entries import Builder, Entries
from bestplaced.intake.ledger import Finding, money

if TYPE_CHECKING:
    from collections.abc import Mapping

    Amounts = Mapping[str, int]

_SHOWN: Final = 5
_REMEDY: Final = "Export the file again; a SIE 4 file shows the vouchers too."


@dataclass(frozen=True, slots=True)
class Balances:
    """What the file declares of year 0, in hundredths by account, and the days it covers.

    ``months`` holds the movements of each month (``202501``); ``first`` and ``last`` are None
    where the file does not say them.
    """

    source: str
    opening: Amounts
    closing: Amounts
    results: Amounts
    months: Mapping[str, Amounts]
    first: dt.date | None
    last: dt.date | None

    @property
    def period(self) -> tuple[dt.date, dt.date] | None:
        """Return the days covered; months reach beyond the last day that is declared."""
        named = sorted(self.months)
        first = self.first or (_first_day(named[0]) if named else None)
        last = max(filter(None, (self.last, last_day(named[-1]) if named else None)), default=None)
        return (first, last) if first and last and first <= last else None


def movements(balances: Balances) -> dict[str, int]:
    """Return the movement of every account over the period, in hundredths.

    That is its result, or its closing less its opening balance, or what its months add up to.
    """
    moved: dict[str, int] = defaultdict(int)
    for amounts in balances.months.values():
        for account, amount in amounts.items():
            moved[account] += amount
    for account in balances.opening.keys() | balances.closing.keys():
        moved[account] = balances.closing.get(account, 0) - balances.opening.get(account, 0)
    return {**moved, **balances.results}


def balance_entries(balances: Balances) -> tuple[Entries, list[Fault], list[Finding]]:
    """Return one entry for each month, or for the period where months do not explain it.

    The movements of all accounts have to add up to zero: a difference is a fault, and so is a
    file that does not say which days it covers.
    """
    source, period = balances.source, balances.period
    moved = movements(balances)
    off = sum(moved.values())
    faults = []
    if period is None:
        what = "the file does not say which days its balances cover (#RAR 0, #OMFATTN)."
        faults.append(Fault(what, source, _REMEDY))
    if off:
        what = (
            f"the balances do not balance: the movements of all accounts (#UB less #IB, #RES) "
            f"make {money(off)}."
        )
        faults.append(Fault(what, source, _REMEDY))
    if faults or period is None:
        return Builder().build(), faults, []
    findings = [_nothing_counted(source), *_opening_findings(balances)]
    odd = _odd_months(balances, moved)
    builder = Builder()
    if balances.months and not odd:
        for name in sorted(balances.months):
            day = min(last_day(name), period[1])
            _post(builder, name, day, balances.months[name])
    else:
        findings += odd
        _post(builder, "", period[1], moved)
    return builder.build(), [], findings


def _post(builder: Builder, month: str, day: dt.date, amounts: Amounts) -> None:
    name = f"{month[:4]}-{month[4:]}" if month else "the period"
    builder.entry("", name, day, f"movements of {name}, no voucher", 1)
    for account, amount in amounts.items():
        if amount:
            builder.post(account, amount)


def _nothing_counted(source: str) -> Finding:
    what = (
        "the file holds balances and no vouchers: results and balances are read, volumes and the "
        "health of the books are not; every volume stays at its default (SIE 4 shows them)."
    )
    return Finding(what, source)


def _opening_findings(balances: Balances) -> list[Finding]:
    total = sum(balances.opening.values())
    if not total:
        return []
    what = f"the opening balances add up to {money(total)}, not to zero."
    return [Finding(what, balances.source)]


def _odd_months(balances: Balances, moved: Amounts) -> list[Finding]:
    """Say where the months do not explain the period, or do not balance by themselves."""
    if not balances.months:
        return []
    by_account: dict[str, int] = defaultdict(int)
    for amounts in balances.months.values():
        for account, amount in amounts.items():
            by_account[account] += amount
    found = [
        f"account {account}: months {money(by_account[account])}, period {money(amount)}"
        for account, amount in sorted(moved.items())
        if by_account[account] != amount
    ]
    found += [
        f"{name[:4]}-{name[4:]}: all accounts make {money(sum(amounts.values()))}"
        for name, amounts in sorted(balances.months.items())
        if sum(amounts.values())
    ]
    if not found:
        return []
    shown = "; ".join(found[:_SHOWN]) + (
        f"; and {len(found) - _SHOWN} more" * (len(found) > _SHOWN)
    )
    what = f"the months (#PSALDO) do not explain the period, which alone is shown ({shown})."
    return [Finding(what, balances.source)]


def _first_day(month: str) -> dt.date:
    return dt.date(int(month[:4]), int(month[4:]), 1)


def last_day(month: str) -> dt.date:
    """Return the last day of a month written as ``202501``."""
    first = _first_day(month)
    return first.replace(day=monthrange(first.year, first.month)[1])
