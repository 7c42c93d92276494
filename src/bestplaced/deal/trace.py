"""Every figure of a deal's page with its arithmetic and its inputs: traced in two steps.

The first step is a name on the page (a risk, a responsibility, a person, a part of an account): its
arithmetic, down to figures that rest on inputs. The second is one of these, each input with unit,
source and grade (`bestplaced.deal.inputs`).
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from bestplaced.deal.inputs import inputs_of
from bestplaced.deal.trace_accounts import of_accounts
from bestplaced.deal.trace_fee import of_fee
from bestplaced.deal.trace_risks import of_risks
from bestplaced.deal.traced import BAND, RISKS, SHAPE, SOURCES, WORTH, Traced, summed
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bestplaced.deal.agreement import Deal
    from bestplaced.deal.lines import Line

__all__ = ["BAND", "RISKS", "SHAPE", "SOURCES", "WORTH", "Traced", "traced", "traced_by", "way_to"]

_NAMES = (
    "Take a name from the page: a risk (R26), a responsibility (D14), a person, onboarding, fee."
)
_TOLD = 1.0  # money a year; smaller lines of a benefit are told as one


def traced(deal: Deal) -> tuple[Traced, ...]:
    """Return every figure of the page; money a year unless its unit says otherwise."""
    return (*of_accounts(deal), *of_fee(deal), *_benefits(deal), *of_risks(deal))


def traced_by(deal: Deal, name: str) -> tuple[Traced, ...]:
    """Return the figures of one name: R26, D14, *onboarding*, a person, a benefit.

    Raises:
        CaseError: nothing on the page is called that.

    """
    wanted, figures = _plain(name), traced(deal)
    found = tuple(f for f in figures if wanted in _names(f))
    if not found:
        known = sorted({n for f in figures for n in _names(f)})
        near = get_close_matches(wanted, known, n=3)
        remedy = f"Did you mean {', '.join(near)}?" if near else _NAMES
        raise CaseError(Fault(f"no figure is called '{name}'.", "--trace", remedy))
    return found


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
            ahead += [part for f in by_key[key] for part in f.parts]
    return tuple(f for f in way if f.parts), tuple(f for f in way if f.inputs)


def _plain(name: str) -> str:
    """Return a name as it is compared: without marks, amounts after it, and capitals."""
    bare = re.sub(r"^!\s*|\s+-?[^\w\s-]*[\d,.]+$", "", name.casefold().strip())
    return bare or name.casefold().strip()


def _names(figure: Traced) -> set[str]:
    """Return what one figure is called on the page."""
    whole = figure.name.casefold()
    also = (name.casefold() for name in figure.also)
    return {whole, *whole.split(" on "), *also, *(_plain(name) for name in (whole, *figure.also))}


def _benefits(deal: Deal) -> Iterator[Traced]:
    """Yield each benefit as the sum of its lines, then the lines."""
    for benefit, amount in deal.benefits.parts.items():
        lines = [x for x in deal.lines if x.benefit == benefit]
        lines.sort(key=lambda x: -abs(x.amount))
        large = [x for x in lines if abs(x.amount) >= _TOLD]
        rest = amount - sum(x.amount for x in large)
        terms = [(x.amount, x.subject) for x in large]
        how = summed((*terms, (rest, f"of {len(lines) - len(large)} smaller lines")))
        parts = tuple(dict.fromkeys((x.subject, benefit.replace("_", " ")) for x in large))
        yield Traced(benefit.replace("_", " "), SOURCES, amount, how, parts=parts)
    for line in deal.lines:
        yield _line(deal, line)


def _line(deal: Deal, line: Line) -> Traced:
    """Return one line of a benefit."""
    how = f"{line.what}: ({line.before:,.2f} - {line.after:,.2f}) x {line.factor:,.6g}"
    how += f" [{line.unit}]"
    inputs, part = inputs_of(deal.case, line), line.benefit.replace("_", " ")
    also = ("value of better decisions",) if line.subject == "values" else ()
    return Traced(line.subject, part, line.amount, how, inputs, also=also)
