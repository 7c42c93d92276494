"""One figure of a deal's page, with its arithmetic: the record that every part of the trace makes.

A figure leads on either to inputs (of the case file or of the catalogue) or to other figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.deal.inputs import inputs_named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bestplaced.case.business import Case
    from bestplaced.deal.inputs import Input

WORTH = "the plan"
BAND = "the fee"
SOURCES = "where it comes from"
RISKS = "who carries which risk"
OTHERWISE = "without the flagged"
SHAPE = "how to charge it"
HOURS = "hours of work"
REPORTED = "what others report"
NOW = "price today"
THEN = "price in the plan"


@dataclass(frozen=True)
class Traced:
    """One figure: the ``part`` of the page it stands in, its ``amount``, and how it comes about.

    ``unit`` is empty for money a year; ``also`` are other names of it on the page; ``parts`` name
    the figures that it is made of as (name, part of the page), ``inputs`` are figures of the case.
    """

    name: str
    part: str
    amount: float
    how: str
    inputs: tuple[Input, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    also: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """Name and part of the page."""
        return self.name, self.part


def known(case: Case, *names: str) -> tuple[Input, ...]:
    """Return the inputs that some names stand for."""
    return inputs_named(case, names)


def summed(terms: Iterable[tuple[float, str]]) -> str:
    """Return a sum as arithmetic: ``1,200.00 its fee - 30.00 decisions``; no term is signed twice.

    Terms below half a cent are left out; of none the sum is 0.00.
    """
    told = ""
    for value, name in terms:
        if abs(value) < 0.005:  # noqa: PLR2004 - half a cent
            continue
        sign = ("-" if value < 0 else "") if not told else (" - " if value < 0 else " + ")
        told += f"{sign}{abs(value):,.2f} {name}".rstrip()
    return told or "0.00"
