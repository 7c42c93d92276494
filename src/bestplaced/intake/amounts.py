"""Amounts as people write them: ``1,234.56``, ``1.234,56``, ``(1.00)``, ``12.50-``, ``5 CR``.

The decimal sign is decided once for a whole column set, from cells that can be read in only one
way; where every cell could be read both ways, the caller has to say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Decimals = Literal["point", "comma"]

_BLANKS: Final = re.compile(r"[\s\u00a0\u202f'\u2019]+")
_SIGNS: Final = (
    r"(?:[A-Z]{0,2}[$\u20a0-\u20bf\u00a3\u00a5\u0e3f]|[A-Z]{3}|kr\.?|Fr\.|z\u0142|K\u010d|Ft|lei)"
)
_UNIT: Final = re.compile(rf"^{_SIGNS}|{_SIGNS}$", re.IGNORECASE)
# "5.-" and "5,--" of Switzerland and the Netherlands: no hundredths, and no minus.
_ROUND: Final = re.compile(r"(?<=[0-9])[.,][-\u2013\u2014\u2212]{1,2}(?=[^0-9]*$)")
_SIDE: Final = re.compile(r"(?:CR|DR)\.?$", re.IGNORECASE)
_MINUS: Final = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-"})
# Thousands in threes, or as in India: 12,34,567.89.
_POINT: Final = re.compile(
    r"([0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,2}(?:,[0-9]{2}){1,5},[0-9]{3})?"
    r"(?:\.([0-9]{0,12}))?"
)
_COMMA: Final = re.compile(r"([0-9]{1,15}|[0-9]{1,3}(?:\.[0-9]{3}){1,4})?(?:,([0-9]{0,12}))?")
# The commonest form, worth a short way: digits, a decimal sign, two digits.
_PLAIN: Final = re.compile(r"(-?)([0-9]{1,15})([.,])([0-9]{2})", re.ASCII)
_EITHER: Final = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


def _core(cell: str) -> tuple[str, int]:
    """Return the digits and separators of a cell, and its sign."""
    text = _ROUND.sub("", _BLANKS.sub("", cell)).translate(_MINUS)
    minuses = 0
    side = _SIDE.search(text)
    if side:
        minuses += side[0].upper().startswith("C")
        text = text[: side.start()]
    for _ in range(3):  # a unit may stand on either side of a sign or of brackets
        text = _UNIT.sub("", text)
        if text.startswith("(") and text.endswith(")"):
            minuses, text = minuses + 1, text[1:-1]
        elif text.startswith("-"):
            minuses, text = minuses + 1, text[1:]
        elif text.endswith("-"):
            minuses, text = minuses + 1, text[:-1]
        text = text.removeprefix("+")
    if minuses > 1:  # minus of a minus: nobody can tell what was meant
        return cell, 1
    return text, -1 if minuses else 1


def sided(cell: str) -> bool:
    """Say whether a cell names its side itself: ``5.00 CR``, ``5.00 Dr``.

    :func:`parse` takes a credit as negative, as ledgers do; a bank's credit is money in.
    """
    return _SIDE.search(_BLANKS.sub("", cell)) is not None


def evidence(cell: str) -> Decimals | Literal["either", ""]:
    """Return the decimal sign a cell proves, ``either`` if it reads both ways, else empty."""
    plain = _PLAIN.fullmatch(cell)
    if plain:
        return "point" if plain[3] == "." else "comma"
    text, _ = _core(cell)
    points, commas = text.count("."), text.count(",")
    if not points and not commas:
        return ""
    if points and commas:
        return "point" if text.rindex(".") > text.rindex(",") else "comma"
    if points > 1 or commas > 1:
        return "comma" if points else "point"
    if _EITHER.fullmatch(text):
        return "either"
    return "point" if points else "comma"


def decide(cells: Iterable[tuple[int, str]]) -> tuple[Decimals | None, dict[str, int]]:
    """Return the decimal sign of numbered cells and the first line that shows each reading.

    The sign is None when the cells contradict each other or all can be read both ways; with
    no separator at all it does not matter and is ``point``.
    """
    seen: dict[str, int] = {}
    for line, cell in cells:
        shown = evidence(cell)
        if shown:
            seen.setdefault(shown, line)
    if "point" in seen and "comma" in seen:
        return None, seen
    if "point" in seen:
        return "point", seen
    if "comma" in seen:
        return "comma", seen
    return (None if "either" in seen else "point"), seen


def parse(cell: str, decimals: Decimals) -> int:
    """Return an amount in hundredths; an empty cell is zero.

    Raises ValueError saying why when the cell is no amount or is finer than a hundredth.
    """
    plain = _PLAIN.fullmatch(cell)
    if plain and (plain[3] == ".") == (decimals == "point"):
        value = int(plain[2] + plain[4])
        return -value if plain[1] else value
    text, sign = _core(cell)
    if not text and not cell.strip(" -\u2013\u2014\u2212"):
        return 0
    pattern, thousands = (_POINT, ",") if decimals == "point" else (_COMMA, ".")
    match = pattern.fullmatch(text)
    if match is None or not (match[1] or match[2]):
        reason = f"{cell.strip()!r} is not an amount (decimal {decimals})"
        raise ValueError(reason)
    part = (match[2] or "").ljust(2, "0")
    if part[2:].strip("0"):
        reason = f"{cell.strip()!r} is finer than a hundredth"
        raise ValueError(reason)
    whole = int((match[1] or "0").replace(thousands, ""))
    return sign * (whole * 100 + int(part[:2]))
