"""What an offer covers under a choice of parts, and what its provider may do of it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bestplaced.case.business import Case
    from bestplaced.case.offer import FeeLine, Offer

Part = tuple[tuple[str, ...], tuple["FeeLine", ...]]


def parts_taken(offer: Offer, choice: Iterable[str]) -> tuple[Part, ...]:
    """Return (covers, fee lines) of the offer itself and of each chosen package and add-on."""
    names = set(choice)
    chosen = [p for p in (*offer.packages, *offer.add_ons) if p.name in names]
    return ((offer.covers, offer.fee), *((p.covers, p.fee) for p in chosen))


def possible_choices(offer: Offer) -> tuple[tuple[str, ...], ...]:
    """Return every choice that the offer allows: one package if it has any, any add-ons.

    Where the case names a choice (``chosen``), its package is the only one and its add-ons are
    taken; a choice of add-ons alone leaves the package open.
    """
    picked = set(offer.chosen)
    packages = [p.name for p in offer.packages]
    named = [name for name in packages if name in picked]
    firsts: list[tuple[str, ...]] = [(name,) for name in named or packages] or [()]
    extras = [p.name for p in offer.add_ons]
    if picked:
        fixed = tuple(name for name in extras if name in picked)
        return tuple((*first, *fixed) for first in firsts)
    subsets = itertools.chain.from_iterable(
        itertools.combinations(extras, size) for size in range(len(extras) + 1)
    )
    return tuple((*first, *subset) for subset in subsets for first in firsts)


def deliverable(case: Case, offer: Offer, names: Iterable[str]) -> tuple[str, ...]:
    """Return those responsibilities that the provider's people may do at all, in the given order.

    Skill, access, delegation, authority and independence decide; capacity and pins do not.
    """
    people = [p for p in case.performers.values() if p.party == offer.provider]
    attests = case.parties[offer.provider].attests
    found = []
    for name in dict.fromkeys(names):
        work = case.responsibilities[name]
        barred = attests and (work.decision or name in case.attest_forbidden)
        able = any(p.skill >= work.skill and work.access in p.access for p in people)
        if work.delegable and able and not barred:
            found.append(name)
    return tuple(found)
