"""What the state of the books is judged by: one function for each check.

A check looks at every ledger and returns how much of what it looked at is amiss, from 0 to 1, or
says which column or fact the files lack. Nothing here accuses anybody: the two screens of digits
only say where a person may want to look. Weights and limits are judgements (grade E).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bestplaced.intake.ledger import money
from bestplaced.intake.seen import sales_invoice, supplier_payment
from bestplaced.intake.texts import coded, numbered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bestplaced.intake.entries import Flags, Ints, Words
    from bestplaced.intake.seen import Seen

_MOST_DIGITS: Final = 9
_LEAST_SERIES: Final = 10  # numbers, below which a gap says nothing
_LEAST_DIGITS: Final = 300  # amounts, below which first digits say nothing
_STALE_DAYS: Final = 90
_LATE_DAYS: Final = 30
_TWICE_DAYS: Final = 10
_USUAL_WORDS: Final = 0.05  # of the payments, above which words name no supplier
_SUSPENSE: Final = re.compile(
    r"suspense|clearing|uncategori[sz]ed|ask my accountant|unallocated|undeposited|"
    r"observationskonto|ej fördelat|avräkning|attente|durchlauf|interimskonto|ungeklärt"
)
_SMALL_CHANGE: Final = 1_000  # hundredths; below 10.00 amounts have habits of their own
_THOUSAND: Final = 100_000  # hundredths
_NIGRINI: Final = 0.015  # Nigrini (2012), first digit: mean absolute deviation of nonconformity


@dataclass(frozen=True, slots=True)
class Check:
    """One part of the health report.

    ``amiss`` runs from 0 (sound) to 1 (bad) and is None where the files lack what it needs
    (``lacks``); ``weight`` is its part of the score, 0 for screens. ``count`` and ``amount``
    (hundredths) say how much was found, ``where`` the first places.
    """

    name: str
    title: str
    weight: int
    says: str
    amiss: float | None = None
    lacks: str = ""
    count: int = 0
    amount: int = 0
    where: tuple[str, ...] = ()

    @property
    def screen(self) -> bool:
        """Say whether this only shows where to look, and takes no part in the score."""
        return self.weight == 0


def share(part: float, whole: float, bad: float) -> float:
    """Return how far a part of a whole reaches towards what counts as bad, from 0 to 1."""
    return min(1.0, part / whole / bad) if whole else 0.0


def _at(seen: Seen, rows: Ints, most: int = 5) -> list[str]:
    book, source = seen.book, seen.ledger.source
    return [
        f"{source}:{book.line[row]} {book[row].name} {book.date[row]} {book.text[row][:40]}".strip()
        for row in rows[:most].tolist()
    ]


def balance(seen: Sequence[Seen], currency: str) -> Check:
    """Entries whose debits and credits differ."""
    off = [np.flatnonzero(item.book.differences) for item in seen]
    count, all_ = sum(map(len, off)), sum(len(item.book) for item in seen)
    amount = sum(int(np.abs(item.book.differences).sum()) for item in seen)
    says = f"{count:,} of {all_:,} entries do not balance, by {money(amount, currency)}" if count \
        else f"all {all_:,} entries balance to the cent"  # fmt: skip
    where = tuple(place for item, rows in zip(seen, off, strict=True) for place in _at(item, rows))
    return Check("balance", "Entries balance", 15, says, share(count, all_, 0.01), "", count,
                 amount, where[:5])  # fmt: skip


def _numbered(words: Words, series: Words, rows: Flags) -> dict[str, Ints]:
    """Return the numbers in order, by series and what stands before the digits."""
    at = np.flatnonzero(rows)
    texts = words.texts
    numbers, digits = texts.numbers_behind(_MOST_DIGITS)
    stem_of, first = coded(texts.data, texts.bound[:-1], texts.size - digits)
    at = at[digits[words.codes[at]] > 0]
    codes = words.codes[at]
    key = series.codes[at].astype(np.int64) * len(first) + stem_of[codes]
    met, heads = numbered(key.view(np.uint64))
    by_key = np.argsort(key[heads])
    rank = np.empty(len(heads), np.int64)
    rank[by_key] = np.arange(len(heads))
    group = rank[met]
    order = np.lexsort((numbers[codes], group))
    ends = np.cumsum(np.bincount(group, minlength=len(heads)))
    ordered, begin = numbers[codes][order], 0
    found: dict[str, list[Ints]] = {}
    for row, end in zip(heads[by_key].tolist(), ends.tolist(), strict=True):
        code = int(codes[row])
        stem = texts[code][: -int(digits[code])]
        name = f"{series[int(at[row])]} {stem}".strip()
        found.setdefault(name, []).append(ordered[begin:end])
        begin = end
    joined = {name: np.sort(np.concatenate(parts)) for name, parts in found.items()}
    return {name: part for name, part in joined.items() if len(part) >= _LEAST_SERIES}


def _gaps(numbers: Ints) -> list[tuple[int, int]]:
    holes = np.flatnonzero(np.diff(numbers) > 1)
    return [(a + 1, b - 1) for a, b in zip(numbers[holes].tolist(), numbers[holes + 1].tolist(),
                                           strict=True)]  # fmt: skip


def numbering(
    seen: Sequence[Seen], *, rule: Callable[[Seen], Flags] | None, name: str, title: str
) -> tuple[Check, Check]:
    """Gaps, and numbers used twice, in the running numbers of entries or sales invoices.

    A series in which fewer than half the numbers are present is not a running one.
    """
    missing = twice = total = 0
    gaps: list[str] = []
    doubles: list[str] = []
    for item in seen:
        rows = np.ones(len(item.book), np.bool_) if rule is None else rule(item)
        words = item.book.number if item.book.document is None or rule is None \
            else item.book.document  # fmt: skip
        for series, numbers in _numbered(words, item.book.series, rows).items():
            holes = _gaps(numbers)
            lost = sum(b - a + 1 for a, b in holes)
            if lost > len(numbers):
                continue
            total += len(numbers)
            missing += lost
            gaps += [f"{series} {a}" + (f" to {b}" if b > a else "") for a, b in holes]
            same = numbers[1:][np.diff(numbers) == 0].tolist()
            twice += len(same)
            doubles += [f"{series} {number}" for number in dict.fromkeys(same)]
    if not total:
        lacks = "running numbers (the file has none, or too few)"
        return (Check(name, f"{title}: gaps", 8, "", lacks=lacks),
                Check(f"{name}_twice", f"{title}: used twice", 7, "", lacks=lacks))  # fmt: skip
    said = f"{missing:,} numbers missing among {total:,}" if missing \
        else f"no gap among {total:,} numbers"  # fmt: skip
    again = f"{twice:,} numbers used more than once" if twice else "no number used twice"
    return (
        Check(name, f"{title}: gaps", 8, said, share(missing, total, 0.05), "", missing, 0,
              tuple(gaps[:5])),
        Check(f"{name}_twice", f"{title}: used twice", 7, again, share(twice, total, 0.02), "",
              twice, 0, tuple(doubles[:5])),
    )  # fmt: skip


def duplicate_payments(seen: Sequence[Seen], currency: str) -> Check:
    """Payments to a supplier with the same words and amount within ten days."""
    count = amount = paid = told = 0
    where: list[str] = []
    for item in seen:
        rows = np.flatnonzero(supplier_payment(item))
        paid += len(rows)
        named = item.book.text.take(rows).compact()
        # Words that stand on many payments name no supplier: they would accuse every instalment.
        usual = np.bincount(named.codes, minlength=len(named.values))
        rare = usual <= max(_USUAL_WORDS * len(rows), 3)
        rows = rows[rare[named.codes] & named.given]
        told += len(rows)
        out = item.book.sums(item.on("payables"))[rows]
        text, date = item.book.text.codes[rows], item.book.date[rows].astype(np.int64)
        order = np.lexsort((date, out, text))
        same = (
            (np.diff(text[order]) == 0)
            & (np.diff(out[order]) == 0)
            & (np.diff(date[order]) <= _TWICE_DAYS)
        )
        again = rows[order][1:][same]
        count += len(again)
        amount += int(out[order][1:][same].sum())
        where += _at(item, again)
    if told < paid / 2 or not paid:
        lacks = "the supplier of each payment" if paid else "payments booked against suppliers"
        return Check("duplicate_payments", "Payments made twice", 10, "", lacks=lacks)
    says = f"none among {paid:,} supplier payments"
    if count:
        says = (
            f"{count:,} of {paid:,} supplier payments repeat another of the same words and "
            f"amount within {_TWICE_DAYS} days ({money(amount, currency)}): to be looked at"
        )
    return Check("duplicate_payments", "Payments made twice", 10, says, share(count, paid, 0.01),
                 "", count, amount, tuple(where[:5]))  # fmt: skip


def stale(seen: Sequence[Seen], meaning: str, currency: str) -> Check:
    """What customers owe, or suppliers are owed, for more than ninety days.

    Payments are taken to settle the oldest first, so that the figure is the least there can be.
    """
    name, title = f"stale_{meaning}", f"Old open {meaning}"
    if not any(item.on(meaning).any() for item in seen):
        return Check(name, title, 10, "", lacks=f"{meaning} accounts")
    sign = 1 if meaning == "receivables" else -1
    by_date = sorted(seen, key=lambda item: item.ledger.last_date)
    last = by_date[-1]
    end = np.datetime64(last.ledger.last_date)
    start = sum(
        sign * b.amount for b in by_date[0].ledger.opening
        if b.account in by_date[0].meanings and by_date[0].meanings[b.account].meaning == meaning
    )  # fmt: skip
    owed, fresh = start, 0
    for item in seen:
        net = sign * item.net(meaning)
        owed += int(net.sum())
        recent = item.book.date > end - np.timedelta64(_STALE_DAYS, "D")
        fresh += int(net[recent & (net > 0)].sum())
    old = max(0, owed - fresh)
    if owed < 0:
        says = (
            f"{meaning} end at {money(owed, currency)}, below zero: the opening balance is "
            "missing, or payments are booked without their invoices"
        )
        return Check(name, title, 10, says, 1.0 if last.ledger.opening else None,
                     "" if last.ledger.opening else "an opening balance", 0, owed)  # fmt: skip
    part = money(old, currency) if old else "none"
    says = f"{part} of {money(owed, currency)} open for more than {_STALE_DAYS} days"
    return Check(name, title, 10, says, share(old, owed, 0.3), "", 0, old)


def unmatched(seen: Sequence[Seen], currency: str) -> Check:
    """Lines on customers and suppliers older than ninety days without a reconciliation mark."""
    title = "Unreconciled lines"
    open_ = all_ = amount = 0
    for item in seen:
        marks = item.book.matched
        if marks is None:
            continue
        old = item.book.date <= np.datetime64(item.ledger.last_date) - np.timedelta64(
            _STALE_DAYS, "D"
        )
        trade = (item.on("receivables") | item.on("payables")) & old[item.book.owner]
        bare = trade & ~marks.given
        all_, open_ = all_ + int(trade.sum()), open_ + int(bare.sum())
        amount += int(np.abs(item.book.amount[bare]).sum())
    if not all_:
        lacks = "marks of what is reconciled or settled"
        return Check("unreconciled", title, 8, "", lacks=lacks)
    found = f"{open_:,} of {all_:,} lines older than {_STALE_DAYS} days bear no mark"
    says = f"{found} ({money(amount, currency)})"
    return Check("unreconciled", title, 8, says, share(open_, all_, 0.2), "", open_, amount)


def late(seen: Sequence[Seen]) -> Check:
    """Entries keyed in more than thirty days after their date."""
    title = "Entered late"
    gaps = [
        (item.book.entered - item.book.date)[~np.isnat(item.book.entered)].astype(np.int64)
        for item in seen
        if item.book.entered is not None
    ]
    days = np.concatenate(gaps) if gaps else np.zeros(0, np.int64)
    if not len(days):
        return Check("late", title, 10, "", lacks="the day each entry was keyed in")
    count = int((days > _LATE_DAYS).sum())
    says = (
        f"{count:,} of {len(days):,} entries were keyed in more than {_LATE_DAYS} days after "
        f"their date; half of all within {int(np.median(days)):,} days"
    )
    return Check("late", title, 10, says, share(count, len(days), 0.25), "", count)


def suspense(seen: Sequence[Seen], currency: str) -> Check:
    """Balances left on accounts that should be empty, and on accounts nobody can explain."""
    left: dict[str, int] = {}
    for item in seen:
        odd = {
            number: found for number, found in item.meanings.items()
            if found.meaning == "unknown" or _SUSPENSE.search(found.name.lower())
        }  # fmt: skip
        for b in item.ledger.opening if item is seen[0] else ():
            if b.account in odd:
                left[b.account] = left.get(b.account, 0) + b.amount
        for number, value in item.ledger.turnover().items():
            if number in odd:
                left[number] = left.get(number, 0) + value
    held = {number: value for number, value in left.items() if value}
    amount = sum(map(abs, held.values()))
    gross = sum(item.ledger.debits for item in seen)
    says = (
        f"{money(amount, currency)} left on {len(held)} account(s) that should be empty or "
        "that nothing explains"
        if held
        else "nothing left on suspense or unexplained accounts"
    )
    where = tuple(f"account {number}: {money(v, currency)}" for number, v in held.items())
    return Check("suspense", "Suspense and unexplained", 10, says, share(amount, gross, 0.02), "",
                 len(held), amount, where[:5])  # fmt: skip


def negative_cash(seen: Sequence[Seen], currency: str) -> Check:
    """Bank and cash accounts whose balance in the books falls below zero."""
    title, found, days, lowest, known = "Cash below zero", {}, 0, 0, 0
    opened = any(item.ledger.opening for item in seen) or any((~item.work).any() for item in seen)
    if not opened:
        return Check("negative_cash", title, 8, "", lacks="opening balances")
    for item in seen[:1]:
        start = {b.account: b.amount for b in item.ledger.opening}
        lines = item.on("bank") | item.on("cash")
        for code in np.unique(item.book.account.codes[lines]).tolist():
            number = item.book.account.values[code]
            at = np.flatnonzero(item.book.account.codes == code)
            date = item.book.date[item.book.owner[at]]
            order = np.argsort(date, kind="stable")
            held = start.get(number, 0) + np.cumsum(item.book.amount[at][order])
            ends = np.append(np.diff(date[order]).astype(np.int64) > 0, [True])
            known += 1
            below = held[ends] < 0
            if below.any():
                found[number] = int(held[ends].min())
                days += int(below.sum())
                lowest = min(lowest, found[number])
    says = f"none of {known} bank and cash accounts falls below zero"
    if found:
        says = (
            f"{len(found)} of {known} bank and cash accounts fall below zero in the books, at "
            f"worst to {money(lowest, currency)}: an overdraft, or receipts not booked"
        )
    where = tuple(f"account {n}: {money(v, currency)}" for n, v in found.items())
    return Check("negative_cash", title, 8, says, share(len(found), known, 0.5), "", days, lowest,
                 where[:5])  # fmt: skip


def one_person(seen: Sequence[Seen]) -> Check:
    """Who keys in how much, and who approves what they keyed in themselves."""
    title = "One pair of hands"
    counts: dict[str, int] = {}
    own = approved = 0
    for item in seen:
        person, approver = item.book.person, item.book.approver
        if person is None:
            continue
        many = np.bincount(person.codes, minlength=len(person.values)).tolist()
        for name, number in zip(person.values, many, strict=True):
            counts[name] = counts.get(name, 0) + number
        if approver is not None:
            place = {name: code for code, name in enumerate(person.values)}
            same = np.array([place.get(name, -1) for name in approver.values], np.int64)
            told = approver.given
            approved += int(told.sum())
            own += int((told & (same[approver.codes] == person.codes)).sum())
    counts.pop("", None)
    counts = {name: number for name, number in counts.items() if number}
    if not counts:
        return Check("one_person", title, 7, "", lacks="who keyed in and who approved each entry")
    top, most = max(counts.items(), key=lambda pair: pair[1])
    part = most / sum(counts.values())
    says = f"{top} keyed in {part:.0%} of the entries; {len(counts)} people did in all"
    if approved:
        says += f"; {own:,} of {approved:,} approvals are of one's own entries"
    worst = max(0.0, (part - 0.5) / 0.5, own / approved if approved else 0.0)
    return Check("one_person", title, 7, says, worst, "", own)


def first_digit(seen: Sequence[Seen]) -> Check:
    """Screen: how far first digits stray from Benford's law (mean absolute deviation)."""
    amounts = np.concatenate([np.abs(item.book.amount) for item in seen])
    amounts = amounts[amounts >= _SMALL_CHANGE]
    title = "First digits (a screen)"
    if len(amounts) < _LEAST_DIGITS:
        return Check("first_digit", title, 0, "", lacks=f"{_LEAST_DIGITS} amounts of 10 or more")
    scale = 10 ** np.floor(np.log10(amounts.astype(np.float64))).astype(np.int64)
    seen_digits = np.bincount(np.clip(amounts // scale, 1, 9), minlength=10)[1:] / len(amounts)
    away = float(np.abs(seen_digits - np.log10(1 + 1 / np.arange(1, 10))).mean())
    verdict = "stray from" if away > _NIGRINI else "follow"
    digit = int(np.argmax(np.abs(seen_digits - np.log10(1 + 1 / np.arange(1, 10))))) + 1
    says = (
        f"first digits {verdict} Benford's law (mean deviation {away:.3f}, limit {_NIGRINI}), "
        f"most at {digit}; prices and instalments that repeat do this too: no finding of fraud"
    )
    return Check("first_digit", title, 0, says, min(1.0, away / (2 * _NIGRINI)))


def round_numbers(seen: Sequence[Seen]) -> Check:
    """Screen: how many amounts of a thousand and more are whole thousands."""
    amounts = np.concatenate([np.abs(item.book.amount) for item in seen])
    amounts = amounts[amounts >= _THOUSAND]
    title = "Round amounts (a screen)"
    if len(amounts) < _LEAST_SERIES * 5:
        return Check("round_numbers", title, 0, "", lacks="fifty amounts of 1,000 or more")
    count = int((amounts % _THOUSAND == 0).sum())
    says = (
        f"{count / len(amounts):.1%} of {len(amounts):,} amounts of 1,000 or more are whole "
        "thousands: estimates or transfers, worth a look, no finding of fraud"
    )
    return Check("round_numbers", title, 0, says, share(count, len(amounts), 0.2), "", count)


def all_checks(seen: Sequence[Seen], currency: str) -> list[Check]:
    """Return every check in the order of the report, screens last; backlog stands apart."""
    return [
        balance(seen, currency),
        *numbering(seen, rule=None, name="numbers", title="Entry numbers"),
        numbering(seen, rule=sales_invoice, name="invoices", title="Sales invoices")[0],
        duplicate_payments(seen, currency),
        stale(seen, "receivables", currency),
        stale(seen, "payables", currency),
        unmatched(seen, currency),
        late(seen),
        suspense(seen, currency),
        negative_cash(seen, currency),
        one_person(seen),
        first_digit(seen),
        round_numbers(seen),
    ]
