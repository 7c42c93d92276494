"""What offers cost and cover in a complete plan, recomputed from the Case alone (F8).

Shares no code with the formulation; `bestplaced.plan.verify` calls it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.fees import deliverable, parts_taken, possible_choices, usage_of, yearly_cost
from bestplaced.fees.structure import tax_factor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bestplaced.case.business import Case


def covered(
    case: Case, placements: Mapping[str, str], offers: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """Return responsibility -> offer, for what lies with a provider under an offer taken."""
    found = {}
    for name, choice in offers.items():
        offer = case.offers[name]
        for covers, _ in parts_taken(offer, choice):
            for r in covers:
                if r in placements and case.performers[placements[r]].party == offer.provider:
                    found[r] = name
    return found


def fees(
    case: Case,
    hours: Mapping[str, float],
    under: Mapping[str, str],
    offers: Mapping[str, tuple[str, ...]],
) -> dict[str, float]:
    """Return what each offer taken costs, money a year over the term.

    ``hours`` by responsibility; ``under`` as `covered` returns it. Fees inside the deal are
    transfers and cancel; tax on them that nobody gives back is an outside cost and stays (F10).
    """
    months, found = round(case.assumptions.term_months), {}
    for name, choice in offers.items():
        offer = case.offers[name]
        usage = usage_of(case, {r: hours[r] for r, under_it in under.items() if under_it == name})
        cost = yearly_cost(offer, choice, usage, months)
        if case.parties[offer.provider].inside_deal:
            cost -= cost / tax_factor(offer)
        found[name] = float(cost)
    return found


def offer_faults(
    case: Case, placements: Mapping[str, str], offers: Mapping[str, tuple[str, ...]]
) -> list[str]:
    """Return what is not bought as quoted."""
    faults = []
    under = covered(case, placements, offers)
    for name, choice in offers.items():
        offer = case.offers[name]
        if set(choice) not in [set(known) for known in possible_choices(offer)]:
            faults.append(f"offer: {name} is not sold as {', '.join(choice) or 'no package'}")
        scope = [r for covers, _ in parts_taken(offer, choice) for r in covers]
        # another provider's offer that covers it does not bring it to this one
        able = deliverable(case, offer, scope)
        left = [r for r in able if case.performers[placements[r]].party != offer.provider]
        if left and not offer.divisible:
            faults.append(f"offer: {name} is taken whole, but {', '.join(left)} lies elsewhere")
        for other in offers:
            same = case.offers[other].provider == offer.provider and other > name
            both = set(deliverable(case, offer, offer.scope)) & set(case.offers[other].scope)
            if same and both:
                faults.append(f"offer: {name} and {other} are alternatives of {offer.provider}")
    return faults + _bought_without(case, placements, under)


def _bought_without(
    case: Case, placements: Mapping[str, str], under: Mapping[str, str]
) -> list[str]:
    """Return work that a provider quoted for and newly does without an offer taken."""
    faults = []
    for r, p in placements.items():
        party = case.performers[p].party
        before = case.performers[case.today[r]].party
        if r in under or party == before or case.parties[party].inside_deal:
            continue
        for offer in case.offers.values():
            if offer.provider == party and r in deliverable(case, offer, offer.scope):
                faults.append(f"offer: {r} lies with {party}, which quoted for it, at no quote")
                break
    return faults
