"""Journal entries held as columns: a million lines in a few tens of megabytes.

Texts are held once each and referred to by a code; amounts are 64-bit integers of hundredths, so
that every sum is exact. :class:`Entry` and :class:`Posting` are views made on demand.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.texts import Texts

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Dates = NDArray[np.datetime64]
Flags = NDArray[np.bool_]

_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
_NO_DAY: Final = np.iinfo(np.int64).min  # numpy's NaT
_MOST: Final = 2**62  # sums below it cannot overflow 64 bits


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of an entry: ``amount`` in hundredths, debit positive, credit negative.

    ``party`` is the customer or supplier, ``matched`` the mark under which the line was
    reconciled or settled; both are empty where the file does not say.
    """

    account: str
    amount: int
    text: str = ""
    party: str = ""
    matched: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal entry or voucher; ``line`` is where it starts in its file (1 = first line).

    ``entered`` is the day it was keyed in, ``person`` who did and ``approver`` who approved it,
    ``document`` the number of the outside document; empty where the file does not say.
    """

    series: str
    number: str
    date: dt.date
    text: str
    postings: tuple[Posting, ...]
    line: int
    entered: dt.date | None = None
    person: str = ""
    approver: str = ""
    document: str = ""

    @property
    def name(self) -> str:
        """Return series and number as a bookkeeper says them: ``B 12``."""
        return f"{self.series} {self.number}".strip()

    @property
    def difference(self) -> int:
        """Return debits less credits, in hundredths; zero for a balanced entry."""
        return sum(posting.amount for posting in self.postings)


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A column of texts: ``values[codes[i]]`` is the text of row i."""

    codes: Codes
    values: Sequence[str]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.codes)

    def __getitem__(self, row: int) -> str:
        """Return the text of a row."""
        return self.values[int(self.codes[row])]

    def __iter__(self) -> Iterator[str]:
        """Return the texts in order."""
        return (self.values[code] for code in self.codes.tolist())

    def __eq__(self, other: object) -> bool:
        """Say whether two columns hold the same texts in the same order."""
        return isinstance(other, Words) and (
            (self.values == other.values and np.array_equal(self.codes, other.codes))
            or (len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True)))
        )

    __hash__ = None  # type: ignore[assignment]  # holds arrays

    def where(self, holds: Callable[[str], object]) -> Flags:
        """Return for every row whether its text passes; each text is asked once."""
        return np.fromiter((bool(holds(v)) for v in self.values), np.bool_)[self.codes]

    @property
    def given(self) -> Flags:
        """Say for every row whether its text is not empty."""
        return np.asarray((self.texts.size > 0)[self.codes], np.bool_)

    @property
    def texts(self) -> Texts:
        """Return the texts as columns."""
        return Texts.of(self.values)

    def take(self, rows: Ints) -> Words:
        """Return the rows named, in that order."""
        return Words(self.codes[rows], self.values)

    def compact(self) -> Words:
        """Return the same column without texts that no row holds."""
        met = np.bincount(self.codes, minlength=len(self.values)) > 0
        if met.all():
            return self
        used, again = np.flatnonzero(met), np.cumsum(met, dtype=np.int32) - np.int32(1)
        if isinstance(self.values, Texts):
            return Words(again[self.codes], self.values.take(used))
        return Words(again[self.codes], tuple(self.values[code] for code in used.tolist()))


class Coder(dict[str, int]):
    """Gives each new text the next code: ``coder[text]``."""

    def __missing__(self, text: str) -> int:
        """Return the code of a text that is new."""
        code = self[text] = len(self)
        return code


@dataclass(frozen=True, slots=True, eq=False)
class Entries(Sequence[Entry]):
    """Entries as columns, and a sequence of :class:`Entry` made on demand.

    Entry i owns the postings ``start[i]`` to ``start[i + 1]``. ``date`` and ``entered`` are days
    (NaT where unknown), ``amount`` hundredths; a column that no row fills is None.
    """

    start: Ints
    series: Words
    number: Words
    date: Dates
    text: Words
    line: Ints
    account: Words
    amount: Ints
    posting_text: Words
    entered: Dates | None = None
    person: Words | None = None
    approver: Words | None = None
    document: Words | None = None
    party: Words | None = None
    matched: Words | None = None

    def __post_init__(self) -> None:
        """Raise IntakeError when the amounts are too large to be summed exactly."""
        if len(self.amount) and float(np.abs(self.amount.astype(np.float64)).sum()) >= _MOST:
            what = "the amounts add up to more than 46,000,000,000,000,000: they cannot be money."
            raise IntakeError(Fault(what, remedy="Check the decimal sign of the export."))

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Entries:
        """Return the columns of entries given one by one."""
        if isinstance(entries, Entries):
            return entries
        builder = Builder()
        for entry in entries:
            builder.entry(
                entry.series, entry.number, entry.date, entry.text, entry.line,
                entered=entry.entered, person=entry.person, approver=entry.approver,
                document=entry.document,
            )  # fmt: skip
            for item in entry.postings:
                builder.post(item.account, item.amount, item.text, item.party, item.matched)
        return builder.build()

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self.date)

    @overload
    def __getitem__(self, key: int) -> Entry: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Entry, ...]: ...
    def __getitem__(self, key: int | slice) -> Entry | tuple[Entry, ...]:
        """Return one entry, or those of a slice."""
        if isinstance(key, slice):
            return tuple(self[row] for row in range(*key.indices(len(self))))
        row = range(len(self))[key]
        entered = None if self.entered is None else self.entered[row].item()
        return Entry(
            self.series[row],
            self.number[row],
            self.date[row].item(),
            self.text[row],
            tuple(self.posting(at) for at in range(self.start[row], self.start[row + 1])),
            int(self.line[row]),
            entered,
            *("" if column is None else column[row]
              for column in (self.person, self.approver, self.document)),
        )  # fmt: skip

    def posting(self, at: int) -> Posting:
        """Return one posting by its place among all."""
        more = ("" if column is None else column[at] for column in (self.party, self.matched))
        return Posting(self.account[at], int(self.amount[at]), self.posting_text[at], *more)

    def __iter__(self) -> Iterator[Entry]:
        """Return the entries in order."""
        return (self[row] for row in range(len(self)))

    def __eq__(self, other: object) -> bool:
        """Say whether the other holds the same entries in the same order."""
        if not isinstance(other, Entries):
            return False
        return all(
            _bits(a) == _bits(b) if isinstance(a, np.ndarray) else a == b
            for a, b in ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        )

    def __hash__(self) -> int:
        """Return a hash that equal entries share."""
        return hash((len(self), len(self.amount), int(self.amount[:1000].sum())))

    @property
    def owner(self) -> Ints:
        """Return for every posting the place of its entry."""
        return np.repeat(np.arange(len(self)), np.diff(self.start))

    @property
    def differences(self) -> Ints:
        """Return debits less credits of every entry, in hundredths."""
        return self.sums(np.ones(len(self.amount), np.bool_))

    def sums(self, lines: Flags) -> Ints:
        """Return the exact sum of the named postings of every entry, in hundredths."""
        running = np.concatenate(([0], np.cumsum(np.where(lines, self.amount, 0))))
        return np.asarray(running[self.start[1:]] - running[self.start[:-1]], np.int64)

    def counts(self, lines: Flags) -> Ints:
        """Return how many of the named postings every entry has."""
        running = np.concatenate(([0], np.cumsum(lines)))
        return np.asarray(running[self.start[1:]] - running[self.start[:-1]], np.int64)

    def months(self) -> Ints:
        """Return the month of every entry, counted from January 1970."""
        return self.date.astype("datetime64[M]").astype(np.int64)

    def take(self, rows: Ints) -> Entries:
        """Return the entries named, in that order, with their postings."""
        sizes = np.diff(self.start)[rows]
        start = np.concatenate(([0], np.cumsum(sizes)))
        shift = np.repeat(self.start[:-1][rows] - start[:-1], sizes)
        lines = np.arange(start[-1]) + shift

        def pick(name: str, at: Ints) -> Words | None:
            column: Words | None = getattr(self, name)
            return None if column is None else column.take(at)

        return Entries(
            start, self.series.take(rows), self.number.take(rows), self.date[rows],
            self.text.take(rows), self.line[rows], self.account.take(lines), self.amount[lines],
            self.posting_text.take(lines),
            None if self.entered is None else self.entered[rows],
            pick("person", rows), pick("approver", rows), pick("document", rows),
            pick("party", lines), pick("matched", lines),
        )  # fmt: skip

    def in_order(self) -> Entries:
        """Return the entries by date, and within a day by their line."""
        return self.take(np.lexsort((self.line, self.date)).astype(np.int64))


class Builder:
    """Gathers entries into columns: ``entry(...)`` begins one, ``post(...)`` adds its lines."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._starts = array("q")
        self._days = array("q")
        self._entered = array("q")
        self._lines = array("q")
        self._amounts = array("q")
        names = (
            "series", "number", "text", "person", "approver", "document",
            "account", "posting_text", "party", "matched",
        )  # fmt: skip
        self._texts = {name: (Coder(), array("i")) for name in names}

    def entry(  # noqa: PLR0913 - one parameter per field of an entry
        self,
        series: str,
        number: str,
        date: dt.date,
        text: str,
        line: int,
        *,
        entered: dt.date | None = None,
        person: str = "",
        approver: str = "",
        document: str = "",
    ) -> None:
        """Begin an entry; its fields are those of :class:`Entry`."""
        self._starts.append(len(self._amounts))
        self._days.append(date.toordinal() - _EPOCH)
        self._entered.append(_NO_DAY if entered is None else entered.toordinal() - _EPOCH)
        self._lines.append(line)
        given = (series, number, text, person, approver, document)
        for (coder, codes), word in zip(self._texts.values(), given, strict=False):
            codes.append(coder[word])

    def post(
        self, account: str, amount: int, text: str = "", party: str = "", matched: str = ""
    ) -> None:
        """Add a line to the entry begun last; its fields are those of :class:`Posting`."""
        try:
            self._amounts.append(amount)
        except OverflowError:
            what = f"{amount // 100} is too large to be money."
            raise IntakeError(Fault(what, remedy="Check the decimal sign.")) from None
        texts = self._texts
        texts["account"][1].append(texts["account"][0][account])
        texts["posting_text"][1].append(texts["posting_text"][0][text])
        texts["party"][1].append(texts["party"][0][party])
        texts["matched"][1].append(texts["matched"][0][matched])

    def build(self) -> Entries:
        """Return the columns of what was gathered."""
        entered = _array(self._entered)
        return Entries(
            np.append(_array(self._starts), len(self._amounts)),
            self._words("series"),
            self._words("number"),
            days(_array(self._days)),
            self._words("text"),
            _array(self._lines),
            self._words("account"),
            _array(self._amounts),
            self._words("posting_text"),
            days(entered) if (entered != _NO_DAY).any() else None,
            *(self._filled(n) for n in ("person", "approver", "document", "party", "matched")),
        )

    def _words(self, name: str) -> Words:
        coder, codes = self._texts[name]
        return Words(np.frombuffer(codes, np.int32).copy() if codes else _NONE, tuple(coder))

    def _filled(self, name: str) -> Words | None:
        return filled(self._words(name))


_NONE: Final = np.zeros(0, np.int32)


def filled(words: Words) -> Words | None:
    """Return a column, or None when every text of it is empty."""
    return words if words.texts.size.any() else None


def days(ordinals: Ints) -> Dates:
    """Return dates from days since 1970."""
    return np.ascontiguousarray(ordinals, np.int64).view("datetime64[D]")


def _bits(column: Ints | Dates | None) -> bytes:
    """Return what a column holds; an unknown day then equals itself."""
    return b"" if column is None else column.tobytes()


def _array(values: array[int]) -> Ints:
    return np.frombuffer(values, np.int64).copy() if values else np.zeros(0, np.int64)
