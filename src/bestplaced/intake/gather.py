"""Rows of a table as columns of texts, and rows gathered into entries.

Every column is dictionary-encoded while it is read, so that each distinct amount, date or account
is understood once, however often it stands in the table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from bestplaced.intake.entries import Coder, Entries, Words, filled
from bestplaced.intake.texts import WORD, Texts, numbered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bestplaced.intake.cutting import Cut
    from bestplaced.intake.entries import Codes, Dates, Flags, Ints

T = TypeVar("T")
_AT_ONCE: Final = 1 << 16
_NARROW: Final = 1 << 31  # times as many codes as there are rows, 64 bits still hold


class _Growing:
    """A column while it is filled: the codes of its rows and, piece by piece, their texts.

    Everything grows in three blocks of bytes: many small arrays would leave holes in memory.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self._codes, self._sizes, self._data = bytearray(), bytearray(), bytearray()
        self._count = 0

    def add(self, codes: Codes, texts: Texts) -> None:
        """Add rows, whose codes are those of their own texts."""
        self._codes += (codes + np.int32(self._count)).data
        self._sizes += texts.size.astype(np.int32).data
        self._data += texts.data[:-WORD].data
        self._count += len(texts)

    def words(self) -> tuple[Codes, Texts]:
        """Return the whole column, equal texts under one code; nothing can be added after."""
        bound = np.zeros(self._count + 1, np.int64)
        np.cumsum(np.frombuffer(self._sizes, np.int32), out=bound[1:])
        self._data += bytes(WORD)
        code, texts = Texts(np.frombuffer(self._data, np.uint8), bound).coded()
        return code[np.frombuffer(self._codes, np.int32)], texts


@dataclass(slots=True)
class Grid:
    """Columns being filled, each by its name and place in the table."""

    width: int
    places: dict[str, int]
    _lines: list[Ints | range] = field(default_factory=list)
    _filling: dict[str, _Growing] = field(default_factory=dict)
    _words: dict[str, Words] = field(default_factory=dict)
    _rows: int = 0

    def __post_init__(self) -> None:
        """Start every column in use."""
        self._filling = {name: _Growing() for name in self.places}

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._rows

    @property
    def lines(self) -> Ints:
        """Return where in the file each row begins."""
        found, row = np.empty(len(self), np.int64), 0
        for part in self._lines:
            own = np.arange(part.start, part.stop) if isinstance(part, range) else part
            found[row : row + len(part)] = own
            row += len(part)
        return found

    def extend(self, lines: Iterable[int], columns: Sequence[Sequence[str]]) -> None:
        """Add rows, given as all columns of the table."""
        self._add_lines(np.fromiter(lines, np.int64))
        for name, place in self.places.items():
            coder = Coder()
            codes = np.fromiter(map(coder.__getitem__, columns[place]), np.int32)
            self._filling[name].add(codes, Texts.of(coder))

    def extend_cut(self, first: int, piece: Cut) -> None:
        """Add rows whose columns are cut and coded already, one on each line from the first."""
        self._add_lines(range(first, first + piece.rows))
        for name, growing in self._filling.items():
            growing.add(*piece.columns[name])

    def forget(self, *names: str) -> None:
        """Let go of some columns, which are empty then, or of all; the rows stay counted."""
        for name in names or (*self.places, *self._words):
            self._words.pop(name, None)
            self._filling.pop(name, None)

    def _add_lines(self, lines: Ints | range) -> None:
        self._lines.append(lines)
        self._rows += len(lines)

    def add(self, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Add rows of ``width`` cells one by one, each with its line."""
        pairs = list(rows)
        if pairs:
            lines, cells = zip(*pairs, strict=True)
            self.extend(lines, list(zip(*cells, strict=True)))

    def column(self, name: str, clean: Callable[[str], str] = str.strip) -> Words:
        """Return a column with its texts cleaned; absent columns are empty texts.

        ``clean`` takes blanks or quotes off the ends of a text. No rows can be added after; the
        column stays cleaned as it was asked for first.
        """
        if name not in self._words:
            if name not in self._filling:
                self._words[name] = absent(len(self))
            else:
                self._words[name] = _cleaned(*self._filling.pop(name).words(), clean)
        return self._words[name]


def absent(rows: int) -> Words:
    """Return a column of empty texts, which takes no room."""
    return Words(np.broadcast_to(np.zeros(1, np.int32), rows), Texts.of([""]))


def _cleaned(codes: Codes, texts: Texts, clean: Callable[[str], str]) -> Words:
    found = texts.cleaned(clean)
    return Words(codes, texts) if found is None else Words(found[0][codes], found[1])


def first_rows(words: Words) -> Ints:
    """Return for every text of a column the row that holds it first."""
    return firsts(words.codes, len(words.values))


def firsts(codes: Ints | Codes, count: int) -> Ints:
    """Return for each of so many codes the row that holds it first, 0 where none does."""
    first = np.zeros(count, np.int64)
    for low in range(0, len(codes), _AT_ONCE)[::-1]:
        part = codes[low : low + _AT_ONCE]
        first[part[::-1]] = np.arange(low, low + len(part))[::-1]  # what is written last stays
    return first


def understand(words: Words, read: Callable[[str], T], none: T) -> tuple[list[T], dict[int, str]]:
    """Return what each distinct text means, and why by its code where ``read`` raises ValueError.

    The meaning of a text that cannot be read is ``none``.
    """
    values: list[T] = []
    why: dict[int, str] = {}
    for code, text in enumerate(words.values):
        try:
            values.append(read(text))
        except ValueError as error:
            values.append(none)
            why[code] = str(error)
    return values, why


def coded(*keys: Ints | Codes) -> Codes:
    """Return one number for each distinct combination of the keys, from 0 in the order met."""
    code = np.zeros(len(keys[0]), np.int32)
    for key in keys:
        part, spread = key, int(key.max(initial=0)) - int(key.min(initial=0)) + 1
        if spread > _NARROW:
            part, _ = numbered(np.asarray(key, np.int64).view(np.uint64))
            spread = len(key)
        joint = code * np.int64(spread)  # a code apart, whatever the keys count from
        joint += part
        code, _ = numbered(joint.view(np.uint64))
    return code


def group_sums(group: Ints | Codes, amount: Ints) -> Ints:
    """Return for every row the exact sum of its group."""
    sums = np.zeros(int(group.max(initial=-1)) + 1, np.int64)
    np.add.at(sums, group, amount)
    return np.asarray(sums[group], np.int64)


def group_any(group: Ints | Codes, flags: Flags) -> Flags:
    """Return for every row whether any row of its group is flagged."""
    hit = np.zeros(int(group.max(initial=-1)) + 1, np.bool_)
    hit[group[flags]] = True
    return np.asarray(hit[group], np.bool_)


def one_each(group: Ints | Codes, key: Ints) -> bool:
    """Say whether no group has two different keys."""
    own = key[firsts(group, int(group.max(initial=-1)) + 1)]
    return all(
        np.array_equal(own[group[low : low + _AT_ONCE]], key[low : low + _AT_ONCE])
        for low in range(0, len(group), _AT_ONCE)
    )


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows that were read, before they are gathered; what an entry has is taken from its first."""

    line: Ints
    date: Dates
    series: Words
    number: Words
    text: Words
    account: Words
    amount: Ints
    entered: Dates | None = None
    document: Words | None = None
    party: Words | None = None
    matched: Words | None = None
    person: Words | None = None
    approver: Words | None = None

    def gather(self, group: Ints | Codes) -> Entries:
        """Return one entry for each group of rows, by date and line of its first row."""
        group, first = _dense(group)
        order = np.lexsort((self.line[first], self.date[first]))
        if (np.diff(order) != 1).any():
            rank = np.empty(len(order), np.int64)
            rank[order] = np.arange(len(order))
            group = rank[group]
        heads, sizes = first[order], np.bincount(group, minlength=len(order))
        apart = (group[1:] < group[:-1]).any()
        rows = np.argsort(group, kind="stable") if apart else None

        def pick(words: Words | None, at: Ints | None) -> Words | None:
            if words is None or not words.texts.size.any():
                return None
            return filled(words if at is None else words.take(at))

        def every(words: Words) -> Words:
            return words if rows is None else words.take(rows)

        return Entries(
            np.concatenate(([0], np.cumsum(sizes))), self.series.take(heads),
            self.number.take(heads), self.date[heads], self.text.take(heads), self.line[heads],
            every(self.account).compact(), self.amount if rows is None else self.amount[rows],
            every(self.text),
            entered=self.entered[heads] if self.entered is not None else None,
            person=pick(self.person, heads), approver=pick(self.approver, heads),
            document=pick(self.document, heads), party=pick(self.party, rows),
            matched=pick(self.matched, rows),
        )  # fmt: skip


def _dense(group: Ints | Codes) -> tuple[Ints | Codes, Ints]:
    """Return groups numbered without gaps, and the first row of each."""
    most = int(group.max(initial=-1)) + 1
    if most > 2 * len(group):
        return numbered(np.asarray(group, np.int64).view(np.uint64))
    first = firsts(group, most)
    met = np.bincount(group, minlength=most) > 0
    if met.all():
        return group, first
    return (np.cumsum(met, dtype=np.int32) - np.int32(1))[group], first[met]
