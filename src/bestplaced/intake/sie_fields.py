"""The fields of a SIE line: words, lists in braces, days and amounts.

Source: SIE-Gruppen, *SIE filformat, utgåva 4C*.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

_AMOUNT: Final = re.compile(r"([+-]?)([0-9]{1,15})?(?:\.([0-9]{1,12}))?", re.ASCII)
_NAMED: Final = frozenset({"KONTO", "OBJEKT", "DIM"})  # a number and a name


class FieldError(ValueError):
    """A field that cannot be read; the message says why."""


def fields(line: str) -> list[str | tuple[str, ...]]:
    r"""Split a SIE line into fields; a ``{...}`` list becomes a tuple.

    Quotes may hold blanks, and ``\"`` a quote. Raises ValueError for an open quote or brace.
    """
    out: list[str | tuple[str, ...]] = []
    position = 0
    while position < len(line):
        char = line[position]
        if char.isspace():
            position += 1
        elif char == "{":
            inner, position = _braced(line, position + 1)
            out.append(inner)
        else:
            word, position = _word(line, position)
            out.append(word)
    return out


def _braced(line: str, position: int) -> tuple[tuple[str, ...], int]:
    words: list[str] = []
    while position < len(line) and line[position] != "}":
        if line[position].isspace():
            position += 1
        else:
            word, position = _word(line, position)
            words.append(word)
    if position >= len(line):
        reason = "a list begun with { is not closed on its line"
        raise FieldError(reason)
    return tuple(words), position + 1


def _word(line: str, position: int) -> tuple[str, int]:
    quoted = line[position] == '"'
    position += quoted
    out: list[str] = []
    while position < len(line):
        char = line[position]
        if char == "\\" and line[position + 1 : position + 2] in {'"', "\\"}:
            out.append(line[position + 1])
            position += 2
            continue
        if quoted and char == '"':
            return "".join(out), position + 1
        if not quoted and (char.isspace() or char in "{}"):
            break
        out.append(char)
        position += 1
    if quoted:
        reason = "a quote is not closed"
        raise FieldError(reason)
    if not out:  # a lone closing brace among the fields
        return line[position], position + 1
    return "".join(out), position


def fields_of(line: str) -> list[str | tuple[str, ...]]:
    """Split a line; a name with quotes of its own, which some programs write, is kept whole."""
    loose = line.split(maxsplit=2)
    if not loose or loose[0].upper() not in _NAMED:
        return fields(line)
    try:
        found = fields(line)
    except FieldError:
        found = []
    whole = [word.strip().removeprefix('"').removesuffix('"') for word in loose]
    return found if 0 < len(found) <= len(loose) else list[str | tuple[str, ...]](whole)


def year_number(text: str) -> int:
    """Return the number of a fiscal year, 0 the present one; raise FieldError for other text."""
    if not re.fullmatch(r"-?[0-9]{1,3}", text, re.ASCII):
        reason = f"{text!r} is not a year number"
        raise FieldError(reason)
    return int(text)


def day_of(text: str) -> dt.date:
    """Return the day written as ``20250131``; raise FieldError when it is none."""
    if re.fullmatch(r"[0-9]{8}", text, re.ASCII):
        try:
            return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            pass
    reason = f"{text!r} is not a date (YYYYMMDD)"
    raise FieldError(reason)


def hundredths(text: str) -> int:
    """Return an amount in hundredths; raise FieldError when it is none, or finer than that."""
    match = _AMOUNT.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        reason = f"{text!r} is not an amount (digits with a decimal point)"
        raise FieldError(reason)
    sign, whole, part = match[1], match[2] or "0", (match[3] or "").ljust(2, "0")
    if part[2:].strip("0"):
        reason = f"{text!r} has more than two decimals"
        raise FieldError(reason)
    value = int(whole) * 100 + int(part[:2])
    return -value if sign == "-" else value


def maybe_day(text: str) -> dt.date | None:
    """Return the day, or None when the text is none."""
    try:
        return day_of(text)
    except FieldError:
        return None
