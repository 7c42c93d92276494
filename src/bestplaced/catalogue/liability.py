"""What providers promise to pay and what their policies pay: figures that contradict each other.

Only what a case states on both sides is a fault; where one side is the catalogue's judgement,
the reader is warned instead (`bestplaced.explain.idle_policies`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from bestplaced.case.case_file import ProviderEntry
    from bestplaced.case.locations import Location
    from bestplaced.case.reading import ReadCase

NEVER = "its insurer would never pay"
REMEDY = (
    "Correct the smaller of the two; where its policy is no help to this business, write "
    "'policy_limit: 0'."
)
SWAPPED = (
    "A limit is what the insurer pays beyond the deductible: are the two figures in each other's "
    "place?"
)


def liability_faults(read: ReadCase) -> list[Fault]:
    """Return a fault for each cap or limit that a provider's stated deductible leaves idle (F5).

    Caps are those of the provider and of its offers, for one event and for a year. A cap of 0
    promises nothing and a limit of 0 is no policy: neither contradicts a deductible.
    """
    faults = []
    for i, provider in enumerate(read.file.providers):
        deductible, place = provider.policy_deductible, ("providers", i)
        if not deductible or provider.policy_limit == 0:
            continue
        told = f"the policy's deductible of {deductible:,} an event"
        for name, limit in _limits(provider):
            what = f"{provider.name}: {name} {limit:,} is below {told}."
            if read.whole(*place, name) and limit < deductible:
                faults.append(Fault(what, read.place(*place, name), SWAPPED))
        for name, cap, location in _caps(read, provider, place):
            what = f"{provider.name}: {name} {cap:,} is below {told}: {NEVER}."
            if cap < deductible:
                faults.append(Fault(what, read.place(*location), REMEDY))
    return faults


def _limits(provider: ProviderEntry) -> Iterator[tuple[str, Decimal]]:
    """Yield what the insurer pays at most, for one event and in a year, where stated."""
    for name in ("policy_limit", "yearly_policy_limit"):
        if limit := getattr(provider, name):
            yield name, limit


def _caps(
    read: ReadCase, provider: ProviderEntry, place: Location
) -> Iterator[tuple[str, Decimal, Location]]:
    """Yield the caps of a provider and of its offers, with where they stand."""
    for name in ("liability_cap", "yearly_cap"):
        if cap := getattr(provider, name):
            yield name, cap, (*place, name)
        for k, offer in enumerate(read.file.offers):
            if offer.provider == provider.name and (cap := getattr(offer, name)):
                yield f"{name} of the offer '{offer.name}'", cap, ("offers", k, name)
