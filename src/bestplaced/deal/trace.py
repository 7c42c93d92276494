"""Every figure of a deal's page with its arithmetic and its inputs: traced in two steps.

The first step is a name on the page (a risk, a responsibility, a person, a part of an account): its
arithmetic, down to figures that rest on inputs. The second is one of these, each input with unit,
source and grade (`bestplaced.deal.inputs`).
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from bestplaced.deal.benefits import BENEFITS
from bestplaced.deal.trace_accounts import of_accounts
from bestplaced.deal.trace_benefits import of_benefits
from bestplaced.deal.trace_fee import of_fee
from bestplaced.deal.trace_opening import of_opening
from bestplaced.deal.trace_risks import of_risks
from bestplaced.deal.trace_shape import of_shape
from bestplaced.deal.trace_terms import of_formulas, of_terms
from bestplaced.deal.traced import BAND, NOW, RISKS, SHAPE, SOURCES, THEN, WORTH, Traced
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.deal.agreement import Deal

__all__ = ["BAND", "RISKS", "SHAPE", "SOURCES", "WORTH", "Traced", "traced", "traced_by", "way_to"]

_NAMES = (
    "Take a name from the page: a risk (R26), a responsibility (D14), a person, onboarding, fee."
)

_OWN_TRACE = {RISKS, NOW, THEN, *(name.replace("_", " ") for name in BENEFITS)}


def traced(deal: Deal) -> tuple[Traced, ...]:
    """Return every figure of the page; money a year unless its unit says otherwise."""
    parts = (of_opening, of_accounts, of_fee, of_shape, of_risks, of_benefits, of_terms)
    figures = tuple(figure for part in parts for figure in part(deal))
    return (*figures, *of_formulas(figures))


def traced_by(figures: Sequence[Traced], name: str) -> tuple[Traced, ...]:
    """Return those of a page's figures that have one name: R26, D14, *onboarding*, a person.

    Raises:
        CaseError: nothing on the page is called that.

    """
    wanted = _plain(name)
    found = tuple(f for f in figures if wanted in _names(f))
    if not found:
        known = sorted({n for f in figures for n in _names(f)})
        near = get_close_matches(wanted, known, n=3)
        remedy = f"Did you mean {', '.join(near)}?" if near else _NAMES
        raise CaseError(Fault(f"no figure is called '{name}'.", "--trace", remedy))
    return tuple(sorted(found, key=lambda f: f.name.casefold() != wanted))  # its own trace first


def way_to(
    figures: Sequence[Traced], found: Sequence[Traced]
) -> tuple[tuple[Traced, ...], tuple[Traced, ...]]:
    """Return what lies between some figures and their inputs: sums on the way, and their ends.

    A sum is made of other figures, an end has inputs of its own; some have both.
    """
    by_key: dict[tuple[str, str], list[Traced]] = {}
    for f in figures:
        by_key.setdefault(f.key, []).append(f)
    met, ahead = {f.key for f in found}, [key for f in found for key in f.parts]
    way: list[Traced] = []
    while ahead:
        key = ahead.pop(0)
        if key not in met:
            met.add(key)
            way += by_key[key]
            ahead += [part for f in by_key[key] if not _an_end(f) for part in f.parts]
    sums = tuple(f for f in way if f.parts and not _an_end(f))
    return sums, tuple(f for f in way if f.inputs)


def _an_end(figure: Traced) -> bool:
    """Whether a figure has a trace of its own to be asked for: a risk, a line of a benefit."""
    return bool(figure.inputs) and figure.part in _OWN_TRACE


def _plain(name: str) -> str:
    """Return a name as it is compared: without marks, amounts after it, and capitals."""
    bare = re.sub(r"^!\s*|\s+-?[^\w\s-]*[\d,.]+$", "", name.casefold().strip())
    return bare or name.casefold().strip()


def _names(figure: Traced) -> set[str]:
    """Return what one figure is called on the page."""
    whole, parts = figure.name.casefold(), figure.name.casefold().split(" on ")
    parts = parts[:1] if figure.part in {NOW, THEN} else parts  # D14 is not every risk on it
    also = (name.casefold() for name in figure.also)
    if figure.part == RISKS:
        parts = [*parts, whole.split(", ")[0]]  # a hectic year, whoever bears it
    return {whole, *parts, *also, *(_plain(name) for name in (whole, *figure.also))}
