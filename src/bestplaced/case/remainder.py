"""What of a faulty case file can be read, so that its names are checked beside its form.

Each part that pydantic refuses is left out, or replaced by a stand-in where its entry could not
stand without it: the entry keeps its name, so nothing that refers to it seems unknown.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from bestplaced.case.business import NOBODY
from bestplaced.case.case_file import CaseFile
from bestplaced.case.locations import in_file, known_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bestplaced.case.locations import Location

UNREAD = "(unread)"
"""The name of an entry whose own cannot be read."""

_LEFT_OUT = object()
_STAND_INS: dict[str, object] = {
    "name": UNREAD,
    "country": "US",
    "currency": "USD",
    "staff": 1,
    "revenue": 1,
    "people": [{"name": UNREAD, "role": "owner"}],
    "people.*.name": UNREAD,
    "people.*.role": "admin",
    "providers.*.name": UNREAD,
    "providers.*.kind": "practice",
    "providers.*.people": [{"name": UNREAD, "grade": "clerk"}],
    "providers.*.people.*.name": UNREAD,
    "providers.*.people.*.grade": "clerk",
    "bundles.*.name": UNREAD,
    "volumes.*": 0,
    "hours.*": 0,
    "today.*": NOBODY,
    "pins.*": NOBODY,
    "worst_year.*": 1,
    "risks.*": {},
    "groups.*": {},
    "shocks.*": {},
    "shocks.*.hits.*": 0,
    "values.*": {"base": 0, "improvement": 0, "probability_of_acting": 0},
    "answers.*": {"severity": 0, "often": "never"},
    "volume_ranges.*": {"lo": 0, "hi": 0},
    "offers.*.name": UNREAD,
    "offers.*.provider": UNREAD,
    "offers.*.packages.*.name": UNREAD,
    "offers.*.add_ons.*.name": UNREAD,
    "offers.*.packages.*.fee": [{"kind": "fixed", "yearly": 0}],
    "offers.*.add_ons.*.fee": [{"kind": "fixed", "yearly": 0}],
}
_PATTERNS = [(tuple(pattern.split(".")), value) for pattern, value in _STAND_INS.items()]


def _stand_in(location: Location) -> object:
    """Return what takes the place of a faulty part: a stand-in, or nothing."""
    for pattern, value in _PATTERNS:
        if len(pattern) == len(location) and all(
            one in {"*", part} for one, part in zip(pattern, location, strict=True)
        ):
            return value
    return _LEFT_OUT


@dataclass(frozen=True)
class Remainder:
    """The valid rest of a case file.

    ``origin`` maps locations of the rest to those of the file (entries of lists move up where
    one is left out); ``unread`` are the locations, in the rest, of all that is not as written.
    """

    file: CaseFile
    origin: Mapping[Location, Location]
    unread: frozenset[Location]

    @classmethod
    def of(cls, values: object, doubled: Iterable[Location]) -> Remainder | None:
        """Return the rest of a file's values, or nothing where no rest stands.

        Of a key that stands twice (``doubled``) only the last was read.
        """
        mends: dict[Location, object] = {}
        unread = set(doubled)
        while True:
            copy = _Copy(mends)
            try:
                rest = copy.part(values, (), ())
                file = CaseFile.model_validate(rest)
            except ValidationError as error:
                if not _mend(error, copy, mends, unread):
                    return None
            except RecursionError:
                return None
            else:
                moved = {old: new for new, old in copy.origin.items()}
                return cls(file, copy.origin, frozenset(_moved(x, moved) for x in unread))

    def lines(self, of_file: Mapping[Location, int | str]) -> dict[Location, int | str]:
        """Return the line of each location of the rest."""
        return {new: of_file[old] for new, old in self.origin.items() if old in of_file}


class _Copy:
    """A copy of a file's values with some parts left out or replaced."""

    def __init__(self, mends: Mapping[Location, object]) -> None:
        self.mends = mends
        self.origin: dict[Location, Location] = {}
        self.added: dict[Location, list[Any]] = {}
        for location in mends:
            self.added.setdefault(location[:-1], []).append(location[-1])

    def part(self, value: object, old: Location, new: Location) -> object:
        """Return the copy of one part, noting where it and all within it stood."""
        self.origin[new] = old
        if old in self.mends:
            return self.mends[old]
        if isinstance(value, dict):
            keys = dict.fromkeys([*value, *self.added.get(old, ())])
            kept = [k for k in keys if self.mends.get((*old, k)) is not _LEFT_OUT]
            return {k: self.part(value.get(k), (*old, k), (*new, k)) for k in kept}
        if isinstance(value, list):
            stay = [i for i in range(len(value)) if self.mends.get((*old, i)) is not _LEFT_OUT]
            return [self.part(value[i], (*old, i), (*new, n)) for n, i in enumerate(stay)]
        return value

    def stood(self, location: Location) -> Location:
        """Return where a part of the copy stood in the file, or would have."""
        for depth in range(len(location), 0, -1):
            if location[:depth] in self.origin:
                return (*self.origin[location[:depth]], *location[depth:])
        return location


def _mend(
    error: ValidationError,
    copy: _Copy,
    mends: dict[Location, object],
    unread: set[Location],
) -> bool:
    """Leave out or replace each faulty part, or what holds it where it is obligatory."""
    before, items = len(mends), error.errors(include_url=False)
    around = {item["loc"][:depth] for item in items for depth in range(len(item["loc"]))}
    for item in items:
        full: Location = item["loc"]
        if full in around:
            continue  # e.g. a list too short only because of what stands in it
        place = copy.stood(in_file(full))
        if item["type"] == "extra_forbidden":
            unread.update((*place[:-1], key) for key in _meant(full))
        missing = item["type"] == "missing"
        if missing:
            unread.add(place)
        while place and (place in mends or (missing and _stand_in(place) is _LEFT_OUT)):
            place, missing = place[:-1], False  # its entry cannot stand without it
        if place:
            mends[place] = _stand_in(place)
            unread.add(place)
    return len(mends) > before


def _meant(location: Location) -> list[str]:
    """Return the keys that an unknown key may be meant for: those near it, else any."""
    known = known_keys(CaseFile, location)
    return difflib.get_close_matches(str(location[-1]), known, n=9, cutoff=0.6) or known


def _moved(location: Location, moved: Mapping[Location, Location]) -> Location:
    """Return where a part of the file stands in the rest; what was left out stands nowhere."""
    for depth in range(len(location), -1, -1):
        if location[:depth] in moved:
            rest = location[depth:]
            return (*moved[location[:depth]], *(-1 if isinstance(p, int) else p for p in rest))
    return location
