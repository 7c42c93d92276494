"""Where a fault that pydantic found stands in a case file, and which keys are valid there."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel

from bestplaced.case.offer import FEE_KINDS

Location = tuple[str | int, ...]


def known_keys(model: type[BaseModel], location: Location) -> list[str]:
    """Return the keys that are valid at a location of a model, for the remedy."""
    current: Any = model
    for part in location[:-1]:
        fields = getattr(current, "model_fields", None)
        if fields is None or isinstance(part, int) or part not in fields:
            continue
        models = [m for m in _models_in(fields[part].annotation) if issubclass(m, BaseModel)]
        chosen = [m for m in models if _kind_of(m) in location]
        current = chosen[0] if chosen else models[0] if models else current
    return list(current.model_fields)


def _kind_of(model: type[BaseModel]) -> str:
    """Return the one value that a model's ``kind`` may have, or nothing."""
    kind = model.model_fields.get("kind")
    values = get_args(kind.annotation) if kind is not None else ()
    return str(values[0]) if len(values) == 1 else ""


def in_file(location: Location) -> Location:
    """Return a location without the kinds that pydantic puts into it after a fee's line."""
    kept = [
        part
        for i, part in enumerate(location)
        if not (part in FEE_KINDS and i > 1 and location[i - 2] == "fee")
    ]
    return tuple(kept)


def _models_in(annotation: Any) -> list[type]:  # noqa: ANN401 - annotations have no common type
    """Return the classes inside a nested annotation."""
    if isinstance(annotation, type) and not getattr(annotation, "__args__", ()):
        return [annotation]
    return [m for arg in getattr(annotation, "__args__", ()) for m in _models_in(arg)]
