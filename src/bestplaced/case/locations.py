"""Where a value stands in a case, how that is written, and which keys are valid there."""

from __future__ import annotations

import re
from typing import Any, Final, get_args

from pydantic import BaseModel

from bestplaced.case.offer import FEE_KINDS

Location = tuple[str | int, ...]
_STEP: Final = re.compile(r"((?:\\.|[^.\[\\])+)|\[([0-9]{1,6})\]|(\.)", re.DOTALL)


def written(location: Location) -> str:
    """Return a location as faults and the sheet More show it: ``offers[1].fee[2].rate``, from 1."""
    text = ""
    for step in location:
        if isinstance(step, int):
            text += f"[{step + 1}]"
        else:
            text += ("." if text else "") + re.sub(r"([.\[\\])", r"\\\1", step)
    return text


def parsed(text: str) -> Location:
    """Return the location in ``offers[1].fee[2].rate``; raises ValueError when it is none."""
    steps: list[str | int] = []
    at, reason = 0, f"{text!r} is no key of a case"
    while at < len(text):
        found = _STEP.match(text, at)
        if found is None or (found[2] is not None and int(found[2]) == 0):
            raise ValueError(reason)
        if found[1]:
            steps.append(re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL))
        elif found[2]:
            steps.append(int(found[2]) - 1)
        at = found.end()
    if not steps or isinstance(steps[0], int):
        raise ValueError(reason)
    return tuple(steps)


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
