"""Amounts in their commonest form, ``-1234.56``, read by the column; others one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from bestplaced.intake import amounts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from bestplaced.intake.entries import Ints, Words

_LONGEST: Final = 19  # a minus, fifteen digits, the decimal sign, two digits
_SIGN_AT: Final = 2  # counted from the end
_FEWEST: Final = len("0.00")
_AT_ONCE: Final = 50_000
_WEIGHTS: Final = np.array([1, 10, 0, *(10**n for n in range(2, 18))], np.int64)
_SIGNS: Final[dict[amounts.Decimals, int]] = {"point": ord("."), "comma": ord(",")}
_MOST: Final = 2**61


def plain(texts: Sequence[str]) -> tuple[Ints, NDArray[np.uint8]]:
    """Return hundredths and the byte of the decimal sign of every text; 0 for other forms."""
    values, signs = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.uint8)
    for low in range(0, len(texts), _AT_ONCE):
        part = slice(low, low + _AT_ONCE)
        values[part], signs[part] = _some(texts[part])
    return values, signs


def _some(texts: Sequence[str]) -> tuple[Ints, NDArray[np.uint8]]:
    joined = "\n".join(texts)
    none = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.uint8)
    if not joined.isascii() or joined.count("\n") != len(texts) - 1:
        return none
    data = np.frombuffer(b"\n" * _LONGEST + joined.encode() + b"\n", np.uint8)
    ends = np.flatnonzero(data[_LONGEST:] == ord("\n")) + _LONGEST
    begins = np.concatenate(([_LONGEST], ends[:-1] + 1))
    minus = data[begins] == ord("-")
    size = ends - begins - minus
    back = np.arange(_LONGEST)
    digits = data[ends[:, None] - 1 - back] - np.uint8(ord("0"))  # other characters wrap beyond 9
    sign = data[ends - 1 - _SIGN_AT]
    inside = (back < size[:, None]) & (back != _SIGN_AT)
    fits = (size >= _FEWEST) & (size < _LONGEST) & np.isin(sign, list(_SIGNS.values()))
    fits &= (~inside | (digits <= 9)).all(axis=1)  # noqa: PLR2004 - the digit
    worth = np.where(inside & fits[:, None], digits, 0).astype(np.int64) @ _WEIGHTS
    return np.where(minus, -worth, worth), np.where(fits, sign, 0).astype(np.uint8)


def decide(
    columns: Sequence[Words], first: Callable[[Words], Ints], line: Ints
) -> tuple[amounts.Decimals | None, dict[str, int]]:
    """Return what ``amounts.decide`` returns for all cells of some columns.

    ``first`` says which row holds each text first, ``line`` where in the file each row begins.
    """
    cells = []
    for words in columns:
        lines = line[first(words)] if len(line) else line
        _, signs = plain(words.values)
        rest = np.flatnonzero(signs == 0).tolist()
        for sign in _SIGNS.values():
            hits = np.flatnonzero(signs == sign)
            rest += hits[np.argmin(lines[hits])].reshape(-1).tolist() if len(hits) else []
        cells += [(int(lines[code]), words.values[code]) for code in rest if words.values[code]]
    return amounts.decide(sorted(cells))


def amounts_of(
    words: Words, decimals: amounts.Decimals, read: Callable[[str], int]
) -> tuple[Ints, dict[int, str]]:
    """Return the hundredths in every row (0 where unread), and why by code where there are none.

    ``read`` understands what is not in the commonest form with this decimal sign.
    """
    values, signs = plain(words.values)
    why: dict[int, str] = {}
    for code in np.flatnonzero(signs != _SIGNS[decimals]).tolist():
        values[code] = 0
        try:
            value = read(words.values[code])
        except ValueError as error:
            why[code] = str(error)
            continue
        if abs(value) >= _MOST:
            why[code] = f"{words.values[code][:30]!r} is too large to be money"
        else:
            values[code] = value
    return values[words.codes], why
