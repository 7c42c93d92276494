"""Read a trace as a reader with a pocket calculator would: every ``a = b x c`` is worked out.

A remark stands in brackets with words in it, an operand never does; words between operands count
for nothing, ``x`` multiplies, ``s`` stands for the figure that the same line gives it.
"""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REMARK = re.compile(r" \((?=[^()]*(?:[A-Za-z]{2}|[A-D]\d\d))[^()]*\)")
WORD = re.compile(r"(?<![\w.])[A-Za-z%£$&][\w'&%/-]*")
CENT = 0.01
LOGARITHM = re.compile(r"ln\(([\d.,]+) / ([\d.,]+)\)")


def number(text: str) -> float:
    return float(text.replace(",", ""))


def clauses(told: str, names: Iterable[str]) -> Iterator[str]:
    """Yield the clauses of an account without remarks and ``names``, those of figures in it."""
    for name in sorted(names, key=len, reverse=True):
        told = told.replace(name, "")
    for line in told.split("\n"):
        given, spread = line, re.search(r"s = ln.*? = ([\d.]+);", line)
        if spread:
            given = given.replace("e^(s^2 / 2)", f"{math.e}^({spread[1]}^2 / 2)")
            given = given.replace("e^(2 x s^2)", f"{math.e}^(2 x {spread[1]}^2)")
        given = LOGARITHM.sub(lambda m: str(math.log(number(m[1]) / number(m[2]))), given)
        yield from re.split(r"; |: | with |, (?=[a-z])", REMARK.sub("", given))


def equations(told: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield both sides of every equation in an account."""
    for clause in clauses(told, names):
        yield from ((a, b) for a, b in pairwise(clause.split(" = ")) if re.search(r"\d", a))


def beginning(told: str, names: Iterable[str]) -> str:
    """Return what an account begins with: what the figure itself comes to."""
    return next(clauses(told, names)).split(" = ")[0]


def worth(side: str) -> float:
    """Return what one side of an equation comes to.

    Raises:
        ValueError: it is no arithmetic, more is left of it than digits, + - * / ^ and brackets.

    """
    plain = WORD.sub(" ", side.replace(" x ", " * ").replace("^", "**")).replace(",", "")
    plain = plain.strip().rstrip(".")
    if not set(plain) <= set("0123456789.+-*/() "):
        raise ValueError(plain)
    if re.search(r"[\d.)]\s+[\d(.]|\d\(", plain):  # figures with words alone between them
        raise ValueError(plain)
    try:
        return float(eval(plain))  # noqa: S307 - digits and operators, as just checked
    except (SyntaxError, TypeError) as fault:
        raise ValueError(plain) from fault


def holds(left: str, right: str) -> bool:
    """Whether both sides are the same but for the rounding of the figures told."""
    told, found = worth(left), worth(right)
    terms = 2 + right.count(" + ") + right.count(" - ")
    alone = re.fullmatch(r"\D*[\d,]+(?:\.(\d+))?\D*", left)
    last = 10.0 ** -len(alone[1] or "") if alone else CENT
    share = 1e-4 if "^" in left or last < CENT else 1e-5  # squares double their roots' rounding
    return abs(told - found) <= 0.6 * min(last, CENT) * terms + share * abs(found)
