"""Plain delimited tables cut into columns of codes by numpy: no Python object for a cell.

A piece is plain when it holds no quotes and every line has the same number of cells. What is not
plain is left to the standard library's reader; both ways give the same texts, row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bestplaced.intake.entries import Ints

_Bytes = NDArray[np.uint8]
_Numbers = NDArray[np.uint64]

_NEWLINE: Final = 10
_WIDEST: Final = 256  # bytes of a cell: a wider one leaves the piece to the slow way
_WORD: Final = 8  # bytes mixed into a hash at a time
_KEEP: Final = np.array([2 ** (8 * n) - 1 for n in range(_WORD + 1)], np.uint64)  # little-endian
_MIX: Final = np.random.default_rng(20250101).integers(
    1, 2**63, _WIDEST // _WORD + 1, np.uint64
) * np.uint64(2) + np.uint64(1)
PIECE: Final = 1 << 20  # bytes cut at a time
_FIRST: Final = 1 << 15


@dataclass(frozen=True, slots=True)
class Cut:
    """The columns wanted of a piece: row i of a column reads ``values[codes[i]]``."""

    rows: int
    columns: dict[str, tuple[Ints, list[str]]]


def cut(
    piece: bytes, delimiter: str, width: int, places: Mapping[str, int], *, quotes: bool = False
) -> Cut | None:
    """Return the columns of a piece of whole lines, or None where it is not plain.

    ``places`` says in which of the ``width`` cells of a line each column stands. Lines end in a
    line feed, or all in a carriage return and a line feed. ``quotes`` lets quotes stand for
    themselves, as in formats that have none.
    """
    if b'"' in piece and not quotes:
        return None
    if not piece.endswith(b"\n"):
        piece += b"\n"
    breaks = 1
    if b"\r" in piece:
        breaks = 2
        if not piece.count(b"\r") == piece.count(b"\r\n") == piece.count(b"\n"):
            return None
    data = np.frombuffer(piece + bytes(_WIDEST + _WORD), np.uint8)
    ends = np.flatnonzero((data == ord(delimiter)) | (data == _NEWLINE))
    if len(ends) % width:
        return None
    table = ends.reshape(-1, width)
    closing = data[table] == _NEWLINE
    if not closing[:, -1].all() or closing[:, :-1].any():
        return None
    begins = np.concatenate(([0], ends[:-1] + 1)).reshape(-1, width)
    text = piece.decode() if piece.isascii() else ""
    columns = {}
    for name, place in places.items():
        last = place == width - 1
        column = _encode(
            text or piece, data, begins[:, place], table[:, place] - (breaks - 1) * last
        )
        if column is None:
            return None
        columns[name] = column
    return Cut(len(table), columns)


def piece_end(data: bytes, begin: int) -> int:
    """Return where the piece that begins somewhere ends: after a line feed, or with the data.

    The first piece is short, as it holds the header and is read the slow way.
    """
    return data.find(b"\n", begin + (PIECE if begin else _FIRST)) + 1 or len(data)


def _encode(
    piece: str | bytes, data: _Bytes, begin: Ints, end: Ints
) -> tuple[Ints, list[str]] | None:
    """Return the code of each cell and the text of each code, in the order they are met."""
    size = end - begin
    widest = int(size.max(initial=0))
    if widest > _WIDEST:
        return None
    numbers = _numbers(data, begin, size, widest)
    fresh = np.append([True], (numbers[1:] != numbers[:-1]).any(axis=1))  # not the cell above
    heads, run = np.flatnonzero(fresh), np.cumsum(fresh) - 1
    numbers = numbers[heads]
    mixed = ((numbers ^ (numbers >> np.uint64(29))) * _MIX[: numbers.shape[1]]).sum(axis=1)
    _, first, code = np.unique(mixed, return_index=True, return_inverse=True)
    if not np.array_equal(numbers[first][code], numbers):
        return None  # two texts share a hash: as good as never, and then read the slow way
    order = np.argsort(first)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    at = heads[first[order]]
    pairs = zip(begin[at].tolist(), end[at].tolist(), strict=True)
    if isinstance(piece, str):  # one byte for each character
        return rank[code][run], [piece[a:b] for a, b in pairs]
    return rank[code][run], [piece[a:b].decode() for a, b in pairs]


def _numbers(data: _Bytes, begin: Ints, size: Ints, widest: int) -> _Numbers:
    """Return the bytes of each cell as whole numbers, eight bytes in each, zeros behind.

    No text holds a zero byte (``text.decode`` refuses it): different cells differ here too.
    """
    words = -(-max(widest, 1) // _WORD)
    anywhere = np.ndarray(len(data) - _WORD + 1, np.dtype("<u8"), data.data, strides=(1,))
    steps = np.arange(words) * _WORD
    numbers: _Numbers = anywhere.take(begin[:, None] + steps, mode="clip")
    return np.asarray(numbers & _KEEP[np.clip(size[:, None] - steps, 0, _WORD)], np.uint64)
