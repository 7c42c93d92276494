"""Amounts in their commonest form, ``-1234.56``, read by the column; others one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from bestplaced.intake import amounts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bestplaced.intake.entries import Ints, Words
    from bestplaced.intake.texts import Bytes, Texts

_LONGEST: Final = 19  # a minus, fifteen digits, the decimal sign, two digits
_SIGN_AT: Final = 2  # counted from the end
_FEWEST: Final = len("0.00")
_AT_ONCE: Final = 1 << 16
_WEIGHTS: Final = np.array([1, 10, 0, *(10**n for n in range(2, 18))], np.int64)
_POINT, _COMMA = ord("."), ord(",")
_SIGNS: Final[dict[amounts.Decimals, int]] = {"point": _POINT, "comma": _COMMA}
_MOST: Final = 2**61


def plain(texts: Texts) -> tuple[Ints, Bytes]:
    """Return hundredths and the byte of the decimal sign of every text; 0 for other forms."""
    values, signs = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.uint8)
    for low in range(0, len(texts), _AT_ONCE):
        part = slice(low, low + _AT_ONCE)
        values[part], signs[part] = _some(texts.data, texts.bound[:-1][part], texts.bound[1:][part])
    return values, signs


def _some(data: Bytes, begin: Ints, end: Ints) -> tuple[Ints, Bytes]:
    """Read amounts digit by digit from the right, all of them at once."""
    minus = (data[begin] == ord("-")) & (end > begin)
    size = end - begin - minus
    sign = data[np.maximum(end - 1 - _SIGN_AT, 0)]
    fits = (size >= _FEWEST) & (size < _LONGEST) & ((sign == _POINT) | (sign == _COMMA))
    worth = np.zeros(len(size), np.int64)
    for back in range(min(int(size.max(initial=0)), _LONGEST)):
        if back == _SIGN_AT:
            continue
        inside = back < size
        digit = data[np.maximum(end - 1 - back, 0)] - np.uint8(ord("0"))  # others wrap beyond 9
        fits &= ~inside | (digit <= 9)  # noqa: PLR2004 - the digit
        worth += np.where(inside, digit, 0) * _WEIGHTS[back]
    worth[~fits] = 0
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
        _, signs = plain(words.texts)
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
    values, signs = plain(words.texts)
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
