"""Rows of a table as columns of texts, and rows gathered into entries.

Every column is dictionary-encoded while it is read, so that each distinct amount, date or account
is understood once, however often it stands in the table.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from bestplaced.intake.entries import Coder, Entries, Words, filled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bestplaced.intake.cutting import Cut
    from bestplaced.intake.entries import Codes, Dates, Flags, Ints

T = TypeVar("T")


@dataclass(slots=True)
class Grid:
    """Columns being filled; ``lines`` is where in the file each row begins."""

    width: int
    places: dict[str, int]
    lines: array[int] = field(default_factory=lambda: array("q"))
    _coders: dict[str, tuple[Coder, array[int]]] = field(default_factory=dict)
    _words: dict[str, Words] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give every column in use its own codes."""
        self._coders = {name: (Coder(), array("i")) for name in self.places}

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.lines)

    def extend(self, lines: Iterable[int], columns: Sequence[Sequence[str]]) -> None:
        """Add rows, given as all columns of the table."""
        self.lines.extend(lines)
        for name, place in self.places.items():
            coder, codes = self._coders[name]
            codes.extend(map(coder.__getitem__, columns[place]))

    def extend_cut(self, lines: Iterable[int], piece: Cut) -> None:
        """Add rows whose columns are cut and coded already."""
        self.lines.extend(lines)
        for name, (coder, codes) in self._coders.items():
            given, values = piece.columns[name]
            known = np.fromiter(map(coder.__getitem__, values), np.int32, len(values))
            codes.frombytes(known[given].tobytes())

    def add(self, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Add rows of ``width`` cells one by one, each with its line."""
        pairs = list(rows)
        if pairs:
            lines, cells = zip(*pairs, strict=True)
            self.extend(lines, list(zip(*cells, strict=True)))

    def column(self, name: str, clean: Callable[[str], str] = str.strip) -> Words:
        """Return a column with its texts cleaned; absent columns are empty texts.

        No rows can be added after; the column stays cleaned as it was asked for first.
        """
        if name not in self._words:
            coder, codes = self._coders.pop(
                name, (Coder({"": 0}), array("i", bytes(4 * len(self))))
            )
            self._words[name] = _cleaned(tuple(coder), np.array(codes, np.int32), clean)
        return self._words[name]


def _cleaned(texts: tuple[str, ...], codes: Codes, clean: Callable[[str], str]) -> Words:
    cleaned = tuple(map(clean, texts))
    if cleaned == texts:
        return Words(codes, texts)
    again = Coder()
    renamed = np.fromiter(map(again.__getitem__, cleaned), np.int32, len(cleaned))
    return Words(renamed[codes], tuple(again))


def first_rows(words: Words) -> Ints:
    """Return for every text of a column the row that holds it first."""
    rows = np.arange(len(words))
    first = np.zeros(len(words.values), np.int64)
    first[words.codes[::-1]] = rows[::-1]
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


def coded(*keys: Ints | Codes) -> Ints:
    """Return one number for each distinct combination of the keys, from 0."""
    code = np.zeros(len(keys[0]), np.int64)
    for key in keys:
        _, part = np.unique(key, return_inverse=True)
        _, code = np.unique(code * (len(key) + 1) + part, return_inverse=True)
    return code


def group_sums(group: Ints, amount: Ints) -> Ints:
    """Return for every row the exact sum of its group."""
    sums = np.zeros(int(group.max(initial=-1)) + 1, np.int64)
    np.add.at(sums, group, amount)
    return np.asarray(sums[group], np.int64)


def group_any(group: Ints, flags: Flags) -> Flags:
    """Return for every row whether any row of its group is flagged."""
    hit = np.zeros(int(group.max(initial=-1)) + 1, np.bool_)
    hit[group[flags]] = True
    return np.asarray(hit[group], np.bool_)


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

    def gather(self, group: Ints) -> Entries:
        """Return one entry for each group of rows, by date and line of its first row."""
        _, first, group = np.unique(group, return_index=True, return_inverse=True)
        order = np.lexsort((self.line[first], self.date[first]))
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        rows = np.argsort(rank[group], kind="stable")
        heads = first[order]
        sizes = np.bincount(rank[group], minlength=len(order))

        def pick(words: Words | None, at: Ints) -> Words | None:
            return filled(words.take(at)) if words is not None else None

        return Entries(
            np.concatenate(([0], np.cumsum(sizes))), self.series.take(heads),
            self.number.take(heads), self.date[heads], self.text.take(heads), self.line[heads],
            self.account.take(rows).compact(), self.amount[rows], self.text.take(rows),
            entered=self.entered[heads] if self.entered is not None else None,
            person=pick(self.person, heads), approver=pick(self.approver, heads),
            document=pick(self.document, heads), party=pick(self.party, rows),
            matched=pick(self.matched, rows),
        )  # fmt: skip
