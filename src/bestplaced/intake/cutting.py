"""Plain delimited tables cut into columns of codes by numpy: no Python object for a cell.

A piece is plain when every line has the same number of cells, and quotes stand around whole cells
only. What is not plain (quotes or line ends inside a quoted cell) is left to the standard
library's reader; both ways give the same texts, row by row.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bestplaced.intake.texts import WORD, Texts, coded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from concurrent.futures import Future

    from bestplaced.intake.entries import Codes
    from bestplaced.intake.large_file import Content
    from bestplaced.intake.texts import Bytes, Ints

_NEWLINE, _QUOTE = ord("\n"), ord('"')
_WIDEST: Final = 256  # bytes of a cell: a wider one leaves the piece to the slow way
PIECE: Final = 1 << 20  # bytes cut at a time
_FIRST: Final = 1 << 15
THREADS: Final = min(4, os.cpu_count() or 1)
_AHEAD: Final = 2 * THREADS


@dataclass(frozen=True, slots=True)
class Cut:
    """The columns wanted of a piece: row i of a column reads ``values[codes[i]]``."""

    rows: int
    columns: dict[str, tuple[Codes, Texts]]


def cut(
    piece: bytes, delimiter: str, width: int, places: Mapping[str, int], *, quotes: bool = False
) -> Cut | None:
    """Return the columns of a piece of whole lines, or None where it is not plain.

    ``places`` says in which of the ``width`` cells of a line each column stands. Lines end in a
    line feed, or all in a carriage return and a line feed. ``quotes`` lets quotes stand for
    themselves, as in formats that have none.
    """
    if not piece.endswith(b"\n"):
        piece += b"\n"
    breaks = 1
    if b"\r" in piece:
        breaks = 2
        if not piece.count(b"\r") == piece.count(b"\r\n") == piece.count(b"\n"):
            return None
    data = np.frombuffer(piece + bytes(WORD), np.uint8)
    ends = np.flatnonzero((data == ord(delimiter)) | (data == _NEWLINE))
    count = piece.count(b'"') if not quotes else 0
    if count:  # what stands after an odd number of quotes stands inside a cell
        ends = ends[np.cumsum(data == _QUOTE, dtype=np.uint8)[ends] % 2 == 0]
    if len(ends) % width:
        return None
    closing = (data[ends] == _NEWLINE).reshape(-1, width)
    if not closing[:, -1].all() or closing[:, :-1].any() or len(closing) != piece.count(b"\n"):
        return None
    begins = np.empty_like(ends)
    begins[:1], begins[1:] = 0, ends[:-1] + 1
    ends[width - 1 :: width] -= breaks - 1
    if count and not _unquote(data, begins, ends, count):
        return None
    table, starts = ends.reshape(-1, width), begins.reshape(-1, width)
    columns: dict[str, tuple[Codes, Texts]] = {}
    for name, place in places.items():
        begin = starts[:, place]
        size = table[:, place] - begin
        if size.max(initial=0) > _WIDEST:
            return None
        code, first = coded(data, begin, size)
        texts = Texts.cut(data, begin[first], size[first])
        columns[name] = code, texts
    return Cut(len(table), columns)


def _unquote(data: Bytes, begins: Ints, ends: Ints, count: int) -> bool:
    """Leave the quotes out of quoted cells; say whether those are all the quotes there are."""
    quoted = (data[begins] == _QUOTE) & (data[ends - 1] == _QUOTE) & (ends - begins > 1)
    begins += quoted
    ends -= quoted
    return 2 * int(quoted.sum()) == count


class Pieces:
    """The pieces of a table, cut in other threads while the one before is being taken."""

    def __init__(
        self, data: Content, read: Callable[[bytes], Cut | None], pool: ThreadPoolExecutor | None
    ) -> None:
        """Start with nothing cut; without a pool pieces are cut when they are asked for."""
        self._data, self._read, self._pool = data, read, pool
        self._ahead: dict[int, tuple[int, Future[Cut | None]]] = {}

    @classmethod
    @contextmanager
    def of(cls, data: Content, read: Callable[[bytes], Cut | None]) -> Iterator[Pieces]:
        """Lend the pieces of a table; small ones are not worth a thread."""
        if len(data) < _AHEAD * PIECE:
            yield cls(data, read, None)
            return
        with ThreadPoolExecutor(THREADS) as pool:
            try:
                yield cls(data, read, pool)
            finally:
                pool.shutdown(cancel_futures=True)

    def cut(self, begin: int) -> tuple[int, Cut | None]:
        """Return where the piece that begins somewhere ends, and its cut if it is plain."""
        if self._pool is None:
            end = piece_end(self._data, begin)
            return end, self._read(self._data[begin:end])
        if begin not in self._ahead:  # the first, or the slow way went beyond its piece
            self._ahead.clear()
        last = max((end for end, _ in self._ahead.values()), default=begin)
        while len(self._ahead) < _AHEAD and last < len(self._data):
            end = piece_end(self._data, last)
            self._ahead[last] = end, self._pool.submit(self._one, last, end)
            last = end
        end, found = self._ahead.pop(begin)
        return end, found.result()

    def _one(self, begin: int, end: int) -> Cut | None:
        return self._read(self._data[begin:end])


def piece_end(data: Content, begin: int) -> int:
    """Return where the piece that begins somewhere ends: after a line feed, or with the data.

    The first piece is short, as it holds the header and is read the slow way.
    """
    return data.find(b"\n", begin + (PIECE if begin else _FIRST)) + 1 or len(data)
