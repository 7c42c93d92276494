"""Several ledgers of one business: one currency, and no period counted twice."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.ledger import Entry, Finding, Ledger

if TYPE_CHECKING:
    from collections.abc import Sequence


def one_currency(ledgers: Sequence[Ledger]) -> str:
    """Return the currency of all ledgers that state one; raise IntakeError when they differ."""
    stated = {ledger.currency for ledger in ledgers if ledger.currency}
    if len(stated) > 1:
        faults = [
            Fault(f"the ledger is in {ledger.currency or 'an unstated currency'}.", ledger.source)
            for ledger in ledgers
        ]
        head = Fault(
            f"the files mix currencies: {', '.join(sorted(stated))}.",
            remedy="Measure the ledgers of each currency apart.",
        )
        raise IntakeError([head, *faults])
    return next(iter(stated), "")


def overlap(ledgers: Sequence[Ledger]) -> list[Finding]:
    """Report entries that two files share.

    Raises IntakeError for a file that only repeats another, and for balances of days that another
    file covers too.
    """
    found: list[Finding] = []
    faults = _balances_twice(ledgers)
    spans = [(ledger.first_date, ledger.last_date) for ledger in ledgers]
    keys = [
        Counter(map(_key, ledger.entries))
        if any(first <= b and a <= last for n, (a, b) in enumerate(spans) if n != place)
        else Counter()
        for place, (ledger, (first, last)) in enumerate(zip(ledgers, spans, strict=True))
    ]
    for later, ledger in enumerate(ledgers):
        for earlier in range(later):
            shared = (keys[later] & keys[earlier]).total()
            if shared and shared in {keys[later].total(), keys[earlier].total()}:
                what = f"the entries are all in {ledgers[earlier].source} too, or the reverse."
                faults.append(Fault(what, ledger.source, "Give each period once."))
            elif shared:
                what = f"{shared} entries stand in {ledgers[earlier].source} too; counted twice."
                found.append(Finding(what, ledger.source))
    if faults:
        raise IntakeError(faults)
    names = sorted({ledger.organisation for ledger in ledgers if ledger.organisation})
    if len(names) > 1:
        found.append(Finding(f"the files are of different organisations: {'; '.join(names)}."))
    return found


def _balances_twice(ledgers: Sequence[Ledger]) -> list[Fault]:
    """Return a fault for each file of balances whose days another file covers too."""
    spans = [ledger.period if ledger.balances_only and ledger.period
             else (ledger.first_date, ledger.last_date) for ledger in ledgers]  # fmt: skip
    faults = []
    for later, ledger in enumerate(ledgers):
        for earlier in range(later):
            other = ledgers[earlier]
            (first, last), (begin, end) = spans[later], spans[earlier]
            either = ledger.balances_only or other.balances_only
            if either and first <= end and begin <= last:
                what = f"its balances and those of {other.source} are of the same days."
                faults.append(Fault(what, ledger.source, "Give each period once."))
    return faults


def _key(entry: Entry) -> tuple[object, ...]:
    return entry.series, entry.number, entry.date, entry.postings
