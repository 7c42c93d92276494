"""What is wrong with the values of a case, told by place: file and line, or sheet and cell."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import ValidationError

from bestplaced.case.case_file import CaseFile
from bestplaced.case.locations import in_file, known_keys, written
from bestplaced.case.offer import FEE_KINDS
from bestplaced.case.remainder import Remainder
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from bestplaced.case.locations import Location


@dataclass
class Positions:
    """Where each value and each key of the file stands, and the faults met on the way."""

    source: str
    lines: dict[Location, int | str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    doubled: list[Location] = field(default_factory=list)
    values: int = 0

    def place(self, location: Location) -> str:
        """Return ``file:line`` of the deepest known part of a location."""
        for depth in range(len(location), -1, -1):
            if location[:depth] in self.lines:
                return f"{self.source}:{self.lines[location[:depth]]}"
        return self.source


def _likeness(one: str, other: str) -> tuple[float, int]:
    """Return how alike two names are, between 0 and 1, and how many letters they begin alike."""
    alike = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    ratio = difflib.SequenceMatcher(None, one, other).ratio()
    return round(ratio, 6), min(len(one), len(other)) if alike is None else alike


def nearest(name: str, known: list[str] | tuple[str, ...]) -> str:
    """Return a remedy that names the nearest valid name, or lists a few valid ones."""
    close = difflib.get_close_matches(name, known, n=9, cutoff=0.6)
    if close:  # of names equally near, the one that begins alike
        return f"Did you mean '{max(close, key=lambda other: _likeness(name, other))}'?"
    shown = ", ".join(known[:12]) + (" ..." if len(known) > 12 else "")  # noqa: PLR2004 - a line's worth
    return f"Valid here: {shown}."


def _faults(error: ValidationError, seen: Positions) -> list[Fault]:
    """Translate pydantic's faults into ours: place, key, what, nearest valid name."""
    faults, items = [], error.errors(include_url=False)
    for item in items:
        full: Location = tuple(item["loc"])
        location = in_file(full)
        deeper = any(other["loc"][:-1][: len(full)] == full for other in items)
        if item["type"] == "too_short" and deeper:
            continue  # a list is short only because what stands in it is wrong, told below
        key = written(location)
        if item["type"] == "extra_forbidden":
            name = str(location[-1])
            remedy = nearest(name, known_keys(CaseFile, full))
            faults.append(Fault(f"unknown key '{key}'.", seen.place(location), remedy))
        elif item["type"] == "union_tag_not_found":
            remedy = f"Add 'kind: ...', one of {', '.join(FEE_KINDS)}."
            faults.append(Fault(f"'{key}.kind' is missing.", seen.place(location), remedy))
        elif item["type"] == "union_tag_invalid":
            given = str(item.get("ctx", {}).get("tag", ""))
            text = f"'{key}.kind': unknown kind of fee '{given}'."
            where = seen.place((*location, "kind"))
            faults.append(Fault(text, where, nearest(given, FEE_KINDS)))
        elif item["type"] == "missing":
            place = seen.place(location[:-1])
            faults.append(Fault(f"'{key}' is missing.", place, f"Add '{location[-1]}: ...'."))
        else:
            given = "" if isinstance(item["input"], dict | list) else f", not {item['input']!r}"
            message = item["msg"].removeprefix("Value error, ")
            text = message[0].lower() + message[1:]
            faults.append(Fault(f"'{key}': {text}{given}.", seen.place(location)))
    return faults


@dataclass(frozen=True)
class ReadCase:
    """A case file that was read, with the places of its values for later messages.

    ``unread`` are the locations of faulty parts that were left out or replaced, so that the rest
    could be checked; a case that is computed with has none.
    """

    file: CaseFile
    source: str
    lines: dict[Location, int | str]  # the line, or sheet and cell, of each value
    unread: frozenset[Location] = frozenset()

    def place(self, *location: str | int) -> str:
        """Return ``file:line`` of a value."""
        return Positions(self.source, self.lines).place(location)

    def whole(self, *location: str | int) -> bool:
        """Return whether all at a location was read (``*``: any entry); else it is not judged."""
        return not any(
            all(part in {"*", lost} for part, lost in zip(location, place, strict=False))
            for place in self.unread
        )


NameFaults = Callable[[ReadCase], Sequence[Fault]]
"""What finds the names of a case that lead nowhere."""


def in_file_order(faults: list[Fault]) -> list[Fault]:
    """Return faults by line; those without a line come first."""
    lines = {f: re.search(r":(\d+)$", f.where) for f in faults}
    return sorted(faults, key=lambda f: int(line[1]) if (line := lines[f]) else 0)


def checked(
    values: object,
    source: str,
    lines: dict[Location, int | str],
    faults: Sequence[Fault] = (),
    *,
    doubled: Iterable[Location] = (),
    names: NameFaults | None = None,
) -> ReadCase:
    """Return the case in plain values, which stand at the given lines or cells of their source.

    Where something is wrong, ``names`` checks the names of the rest, so that both kinds of fault
    are told together; of ``doubled`` keys only the last was read.

    Raises:
        CaseError: with ``faults`` and every fault found in the values.

    """
    found = list(faults)
    try:
        file = CaseFile.model_validate(values)
    except ValidationError as error:
        found += _faults(error, Positions(source, lines))
    else:
        if not found:
            return ReadCase(file, source, lines)
    rest = Remainder.of(values, doubled) if names else None
    if names and rest:
        found += names(ReadCase(rest.file, source, rest.lines(lines), rest.unread))
    raise CaseError(in_file_order(found))
