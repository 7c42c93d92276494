"""A case file as plain values: nested, or flat with the way to each; and written as YAML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml

from bestplaced.case.reading import Loader

if TYPE_CHECKING:
    from bestplaced.case.case_file import CaseFile
    from bestplaced.case.locations import Location


class _Dumper(yaml.SafeDumper):
    """SafeDumper that quotes every text which either kind of loader would take for a number."""


_Dumper.yaml_implicit_resolvers = {
    first: [*yaml.SafeDumper.yaml_implicit_resolvers.get(first, []),
            *Loader.yaml_implicit_resolvers.get(first, [])]
    for first in {*yaml.SafeDumper.yaml_implicit_resolvers, *Loader.yaml_implicit_resolvers}
}  # fmt: skip


def values_of(file: CaseFile) -> dict[str, Any]:
    """Return what the case says beyond the defaults, as mappings, lists, texts and numbers.

    Money is a whole number or a float where that is exact, else its text.
    """
    found = _plain(file.model_dump(exclude_defaults=True))
    assert isinstance(found, dict)  # noqa: S101 - a model dumps to a mapping
    return found


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value)
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def flat(value: object, path: Location = ()) -> dict[Location, object]:
    """Return the way to every text, number and empty collection in nested values."""
    if isinstance(value, dict) and value:
        pairs = [(key, item) for key, item in value.items()]
    elif isinstance(value, list) and value:
        pairs = list(enumerate(value))
    else:
        return {path: value}
    return {way: leaf for step, item in pairs for way, leaf in flat(item, (*path, step)).items()}


def to_yaml(file: CaseFile) -> str:
    """Return the case as YAML that reads back as the same case."""
    return yaml.dump(
        values_of(file), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100,
        default_flow_style=None,
    )  # fmt: skip
