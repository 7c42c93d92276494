"""Offers of a case file checked and resolved: names, bands, packages, terms (F8)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bestplaced.case.offer import MEASURES, BandedFee, IncludedFee, PercentFee, UnitFee
from bestplaced.case.reading import nearest
from bestplaced.case.remainder import UNREAD
from bestplaced.case.responsibility import TIERS
from bestplaced.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bestplaced.case.case_file import CaseFile
    from bestplaced.case.locations import Location
    from bestplaced.case.offer import FeeLine, Offer, OfferPart
    from bestplaced.case.reading import ReadCase
    from bestplaced.case.responsibility import Responsibility
    from bestplaced.catalogue.contents import Catalogue


def offer_faults(read: ReadCase, catalogue: Catalogue, providers: list[str]) -> list[Fault]:
    """Return every fault of the case's offers, each with its line and a remedy."""
    names = [offer.name for offer in read.file.offers]
    faults = [
        Fault(
            f"offers: the name '{name}' stands twice.",
            read.place("offers", i, "name"),
            "Give each offer a name of its own.",
        )
        for i, name in enumerate(names)
        if name in names[:i] and name != UNREAD
    ]
    for i, offer in enumerate(read.file.offers):
        checked = _Checked(read, ("offers", i), offer.name, catalogue)
        sure = read.whole("providers", "*", "name") and read.whole("offers", i, "provider")
        if sure and offer.provider not in providers:
            what = f"unknown provider '{offer.provider}'"
            remedy = nearest(offer.provider, providers) + " Providers stand under 'providers'."
            faults.append(checked.fault(what, remedy, "provider"))
        faults += [*checked.scope(offer), *checked.parts(offer), *checked.terms(offer)]
        for place, line in _lines(offer):
            faults += checked.line(line, place)
    return faults


def _lines(offer: Offer) -> Iterator[tuple[Location, FeeLine]]:
    """Yield each line of an offer's fees with where it stands in the offer."""
    for k, line in enumerate(offer.fee):
        yield ("fee", k), line
    for key, parts in (("packages", offer.packages), ("add_ons", offer.add_ons)):
        for j, part in enumerate(parts):
            for k, line in enumerate(part.fee):
                yield (key, j, "fee", k), line


class _Checked:
    """The faults of one offer."""

    def __init__(self, read: ReadCase, root: Location, name: str, catalogue: Catalogue) -> None:
        self.read, self.root, self.name = read, root, name
        self.work = list(catalogue.responsibilities)
        self.measures = [*catalogue.drivers, *MEASURES]

    def fault(self, what: str, remedy: str, *place: str | int) -> Fault:
        """Return a fault that names the offer and the line of the file."""
        return Fault(f"offer '{self.name}': {what}.", self.read.place(*self.root, *place), remedy)

    def whole(self, *places: str | Location) -> bool:
        """Return whether all of these places of the offer were read."""
        given = ((place,) if isinstance(place, str) else place for place in places)
        return all(self.read.whole(*self.root, *place) for place in given)

    def scope(self, offer: Offer) -> Iterator[Fault]:
        """Yield unknown names in what the offer and its parts cover; a scope that is empty."""
        known = [*self.work, *TIERS]
        yield from self._names(offer.covers, known, "covers")
        for key, parts in (("packages", offer.packages), ("add_ons", offer.add_ons)):
            for j, part in enumerate(parts):
                yield from self._names(part.covers, known, key, j, "covers")
        if not offer.scope and self.whole("covers", "packages", "add_ons"):
            yield self.fault(
                "it covers nothing",
                "Add 'covers: [...]' with responsibilities or tiers.",
            )
        if not offer.fee and not offer.packages and self.whole("fee", "packages"):
            yield self.fault(
                "it has no fee", "Add 'fee: [{kind: fixed, monthly: ...}]', or packages."
            )

    def _names(self, given: Iterable[str], known: list[str], *place: str | int) -> Iterator[Fault]:
        for i, name in enumerate(given):
            if name not in known:
                what = f"unknown responsibility or tier '{name}'"
                yield self.fault(what, nearest(name, known), *place, i)

    def parts(self, offer: Offer) -> Iterator[Fault]:
        """Yield doubled names of parts, and choices that are unknown or made twice."""
        packages = [p.name for p in offer.packages]
        known = packages + [p.name for p in offer.add_ons]
        for key, first, parts in (
            ("packages", 0, offer.packages),
            ("add_ons", len(packages), offer.add_ons),
        ):
            for j, part in enumerate(parts):
                if part.name in known[: first + j] and part.name != UNREAD:
                    what = f"the package or add-on '{part.name}' stands twice"
                    yield self.fault(what, "Give each a name of its own.", key, j, "name")
        sure = self.whole(("packages", "*", "name"), ("add_ons", "*", "name"))
        for i, name in enumerate(offer.chosen):
            if name not in known and not sure:
                continue
            if name not in known:
                remedy = nearest(name, known) if known else "This offer has no packages."
                yield self.fault(f"unknown package or add-on '{name}'", remedy, "chosen", i)
            elif name in offer.chosen[:i]:
                yield self.fault(f"'{name}' is chosen twice", "Keep one of the two.", "chosen", i)
        picked = [name for name in dict.fromkeys(offer.chosen) if name in packages]
        if len(picked) > 1:
            what = f"two packages are chosen: {', '.join(picked)}"
            yield self.fault(what, "One of an offer's packages is taken; keep one.", "chosen")

    def terms(self, offer: Offer) -> Iterator[Fault]:
        """Yield a minimum term that is shorter than its notice."""
        term, notice = offer.term_months, offer.notice_months
        if term is not None and term < notice:
            what = f"the minimum term of {term} months is shorter than the notice of {notice}"
            yield self.fault(what, "Whoever must give notice stays that long.", "term_months")

    def line(self, line: FeeLine, place: Location) -> Iterator[Fault]:
        """Yield the faults of one line of a fee."""
        yield from self._names(line.covers, [*self.work, *TIERS], *place, "covers")
        if isinstance(line, BandedFee | IncludedFee | UnitFee) and line.driver not in self.measures:
            what = f"unknown driver '{line.driver}'"
            yield self.fault(what, nearest(line.driver, self.measures), *place, "driver")
        if not self.whole(place):
            return
        if isinstance(line, BandedFee):
            yield from self._bands(line, place)
        if isinstance(line, PercentFee) and (line.of == "revenue") != (line.amount is None):
            if line.amount is None:
                what = f"a percentage of '{line.of}' needs the amount it is a percentage of"
                yield self.fault(what, "Add 'amount: ...' a year, or 'of: revenue'.", *place, "of")
            else:
                what = "a percentage of revenue takes the case's revenue, not an amount"
                yield self.fault(what, "Take 'amount' out, or name it.", *place, "amount")

    def _bands(self, line: BandedFee, place: Location) -> Iterator[Fault]:
        """Yield gaps, overlaps and an open beginning or end of bands."""
        first, last = line.bands[0], line.bands[-1]
        if first.above != 0:
            what = f"the first band starts above {first.above:g}: below it no fee is given"
            yield self.fault(what, "Start with 'above: 0'.", *place, "bands", 0)
        for k, (one, two) in enumerate(pairwise(line.bands)):
            where = (*place, "bands", k + 1)
            if one.up_to is None:
                what = f"a band follows one without an end (above {one.above:g})"
                yield self.fault(what, f"Write its 'up_to', e.g. {two.above:g}.", *where)
            elif one.up_to < two.above:
                what = f"the bands leave a gap from {one.up_to:g} to {two.above:g}"
                remedy = f"Write 'above: {one.up_to:g}': a band holds volumes above its start."
                yield self.fault(what, remedy, *where)
            elif one.up_to > two.above:
                what = f"the bands overlap from {two.above:g} to {one.up_to:g}"
                yield self.fault(what, f"Write 'above: {one.up_to:g}'.", *where)
        if last.up_to is not None:
            what = f"the last band ends at {last.up_to:g}: above it no fee is given"
            remedy = "Leave 'up_to' out of the last band, or add the band above it."
            yield self.fault(what, remedy, *place, "bands", len(line.bands) - 1)


def resolved_offers(file: CaseFile, work: Mapping[str, Responsibility]) -> dict[str, Offer]:
    """Return the offers by name; tiers become responsibilities, those out of scope fall away."""
    return {offer.name: _resolved(offer, work) for offer in file.offers}


def _resolved(offer: Offer, work: Mapping[str, Responsibility]) -> Offer:
    """Return one offer with every ``covers`` spelt out in responsibilities of the case.

    A tier stands for its work that may be delegated at all.
    """

    def spelt(names: Iterable[str]) -> tuple[str, ...]:
        found = (
            r.id
            for name in names
            for r in work.values()
            if name == r.id or (name == r.tier and r.delegable)
        )
        return tuple(dict.fromkeys(found))

    def lines(fee: Iterable[FeeLine]) -> tuple[FeeLine, ...]:
        spelt_out = [(line, spelt(line.covers)) for line in fee]
        # a line for work that does not occur here is never charged
        return tuple(
            line.model_copy(update={"covers": covers})
            for line, covers in spelt_out
            if covers or not line.covers
        )

    def part(one: OfferPart) -> OfferPart:
        return one.model_copy(update={"covers": spelt(one.covers), "fee": lines(one.fee)})

    return offer.model_copy(
        update={
            "covers": spelt(offer.covers),
            "fee": lines(offer.fee),
            "packages": tuple(part(p) for p in offer.packages),
            "add_ons": tuple(part(p) for p in offer.add_ons),
        }
    )
