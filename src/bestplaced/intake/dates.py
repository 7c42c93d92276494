"""Dates as exports write them; the order of day and month is decided for a whole column."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal
from unicodedata import combining, normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Order = Literal["dmy", "mdy"]

_ISO: Final = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})")
_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_DOTTED: Final = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4}|[0-9]{2})")
_SLASHED: Final = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_DAY_NAME: Final = re.compile(
    r"([0-9]{1,2})\.?[ -](?:de )?([^\W\d_]{3,10})\.?[ -](?:de )?([0-9]{4}|[0-9]{2})"
)
_NAME_DAY: Final = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})")
_TIME: Final = re.compile(r"[T ][0-9]{1,2}:[0-9]{2}.*$")
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
# The same by their first letters elsewhere, accents aside: French, German, Spanish, Italian,
# Dutch, Portuguese and the Nordic languages. English comes first; none of these contradicts it.
_ELSEWHERE: Final = {
    "janv": 1, "ene": 1, "gen": 1, "fev": 2, "mrt": 3, "avr": 4, "abr": 4, "mai": 5, "maj": 5,
    "mei": 5, "mag": 5, "juin": 6, "giu": 6, "juil": 7, "lug": 7, "aou": 8, "ago": 8, "set": 9,
    "okt": 10, "ott": 10, "out": 10, "dez": 12, "dic": 12, "des": 12,
}  # fmt: skip
_CENTURY: Final = 2000
_PIVOT: Final = 70  # two digits from here on are of the twentieth century
FIRST_YEAR, LAST_YEAR = 1950, 2100  # no books of a business are dated outside


def decide(cells: Iterable[tuple[int, str]]) -> tuple[Order | None, dict[str, int]]:
    """Return the order of day and month of numbered cells, and the line that first shows each.

    None when cells contradict each other, or when all can be read both ways and would differ;
    the second value then holds ``dmy`` and ``mdy``, or only ``either``.
    """
    seen: dict[str, int] = {}
    for line, cell in cells:
        match = _SLASHED.fullmatch(_TIME.sub("", cell.strip()))
        if match is None:
            continue
        first, second = int(match[1]), int(match[3])
        if first != second:
            shown = "dmy" if first > len(_MONTHS) else "mdy" if second > len(_MONTHS) else "either"
            seen.setdefault(shown, line)
    if "dmy" in seen and "mdy" in seen:
        return None, seen
    if "dmy" in seen:
        return "dmy", seen
    if "mdy" in seen:
        return "mdy", seen
    return (None if "either" in seen else "dmy"), seen


def parse(cell: str, order: Order) -> dt.date:
    """Return the date in a cell; a time of day is dropped.

    Raises ValueError saying why when it is no date.
    """
    text = _TIME.sub("", cell.strip())
    try:
        year, month, day = _parts(text, order)
        date = dt.date(year, month, day)
    except ValueError:
        reason = f"{cell.strip()[:40]!r} is not a date"
        raise ValueError(reason) from None
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        reason = f"{cell.strip()[:40]!r} is not a date between {FIRST_YEAR} and {LAST_YEAR}"
        raise ValueError(reason)
    return date


def _parts(text: str, order: Order) -> tuple[int, int, int]:
    if match := _COMPACT.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _ISO.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _DOTTED.fullmatch(text):
        return _year(match[3]), int(match[2]), int(match[1])
    if match := _SLASHED.fullmatch(text):
        first, second = int(match[1]), int(match[3])
        day, month = (first, second) if order == "dmy" else (second, first)
        return _year(match[4]), month, day
    if match := _DAY_NAME.fullmatch(text):
        return _year(match[3]), _month(match[2]), int(match[1])
    if match := _NAME_DAY.fullmatch(text):
        return int(match[3]), _month(match[1]), int(match[2])
    raise ValueError(text)


def _year(text: str) -> int:
    if len(text) == len("2025"):
        return int(text)
    return int(text) + _CENTURY - (100 if int(text) >= _PIVOT else 0)


@lru_cache(maxsize=256)
def _month(name: str) -> int:
    plain = "".join(c for c in normalize("NFD", name.lower()) if not combining(c))
    for length in (4, 3):
        if plain[:length] in _ELSEWHERE:
            return _ELSEWHERE[plain[:length]]
    return _MONTHS.index(plain[:3]) + 1


def order_in_time(cells: Sequence[str]) -> Order | None:
    """Return the order of day and month in which dates run in time, up or down, if one does."""
    fits: list[Order] = []
    for order in ("mdy", "dmy"):
        try:
            days = [parse(cell, order) for cell in cells]
        except ValueError:
            continue
        if days in (sorted(days), sorted(days, reverse=True)):
            fits.append(order)
    return fits[0] if len(fits) == 1 else None
