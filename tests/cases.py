"""Small cases for tests: a business with a few responsibilities, everything else out of scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from bestplaced.case.reading import parse_case
from bestplaced.catalogue import complete, load_catalogue

if TYPE_CHECKING:
    from bestplaced.case.business import Case

TEN_LINES: dict[str, Any] = {
    "name": "Harbour Joinery",
    "country": "US",
    "currency": "USD",
    "staff": 25,
    "revenue": 4_000_000,
    "people": [
        {"name": "Olive", "role": "owner"},
        {"name": "Dana", "role": "bookkeeper", "hours": 1600},
        {"name": "Sam", "role": "admin", "hours": 800},
    ],
}


def full_case(**changes: object) -> Case:
    """Return the 25-person example, complete, with changes to its top-level keys."""
    return complete(parse_case(yaml.safe_dump({**TEN_LINES, **changes})))


def small_case(*responsibilities: str, **changes: object) -> Case:
    """Return a case of only the named responsibilities."""
    others = [r for r in load_catalogue().responsibilities if r not in responsibilities]
    return full_case(out_of_scope=others, **changes)
