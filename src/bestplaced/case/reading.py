"""Read a case file: YAML with positions, so that every fault names its file and line.

YAML 1.1 traps are shut: ``NO`` stays text, ``1:30`` stays text, doubled keys are refused.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import yaml
from pydantic import BaseModel, ValidationError

from bestplaced.case.case_file import CaseFile
from bestplaced.case.offer import FEE_KINDS
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Callable

Location = tuple[str | int, ...]

_LARGEST_FILE = 4_000_000  # bytes; a case is a few pages, anything larger is the wrong file
_MOST_VALUES = 100_000  # aliases of aliases would otherwise fill the memory
_LONGEST_NUMBER = 400  # digits; more fit in no figure, and Python refuses to read them


class _Loader(yaml.SafeLoader):
    """SafeLoader without YAML 1.1 booleans, sexagesimal and octal numbers."""


_KEPT_TAGS = {"tag:yaml.org,2002:null", "tag:yaml.org,2002:merge"}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT_TAGS]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9][0-9_]*$"), list("-+0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?$|^[-+]?\.(?:inf|nan)$"),
    list("-+.0123456789"),
)


@dataclass
class _Positions:
    """Where each value and each key of the file stands, and the faults met on the way."""

    source: str
    lines: dict[Location, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    values: int = 0

    def place(self, location: Location) -> str:
        """Return ``file:line`` of the deepest known part of a location."""
        for depth in range(len(location), -1, -1):
            if location[:depth] in self.lines:
                return f"{self.source}:{self.lines[location[:depth]]}"
        return self.source


def _text(node: yaml.Node) -> str:
    """Return a node's text; half of a surrogate pair, which no file can hold, becomes ``?``."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value).encode("utf-8", "replace").decode()
    return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"


def _scalar(node: yaml.ScalarNode) -> object:
    """Turn a scalar node into text, number, truth value or nothing."""
    kind, text = node.tag.rsplit(":", 1)[-1], _text(node)
    if kind == "null":
        return None
    if kind == "bool":
        return text == "true"
    if kind in {"int", "float"}:
        return _number(kind, text)
    return text


def _number(kind: str, text: str) -> object:
    """Turn the text of a number into one; what is none (``!!int`` before a word) stays text."""
    plain = text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan")
    try:
        return int(plain) if kind == "int" and len(plain) <= _LONGEST_NUMBER else float(plain)
    except ValueError:
        return text


def _build(node: yaml.Node, location: Location, seen: _Positions) -> object:
    """Turn a node into plain values, noting positions and refusing doubled keys."""
    seen.lines.setdefault(location, node.start_mark.line + 1)
    seen.values += 1
    if seen.values > _MOST_VALUES:
        raise CaseError(Fault("holds far more values than any case.", seen.source))
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*location, i), seen) for i, item in enumerate(node.value)]
    result: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = _text(key_node)
        if key in result:
            seen.faults.append(
                Fault(
                    f"the key '{key}' stands twice.",
                    f"{seen.source}:{key_node.start_mark.line + 1}",
                    "Keep one of the two.",
                )
            )
        seen.lines[(*location, key)] = key_node.start_mark.line + 1
        result[key] = _build(value_node, (*location, key), seen)
    return result


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


def _known_keys(model: type[BaseModel], location: Location) -> list[str]:
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


def _in_file(location: Location) -> Location:
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


def _faults(error: ValidationError, seen: _Positions) -> list[Fault]:
    """Translate pydantic's faults into ours: place, key, what, nearest valid name."""
    faults, items = [], error.errors(include_url=False)
    for item in items:
        full: Location = tuple(item["loc"])
        location = _in_file(full)
        deeper = any(other["loc"][:-1][: len(full)] == full for other in items)
        if item["type"] == "too_short" and deeper:
            continue  # a list is short only because what stands in it is wrong, told below
        key = ".".join(str(part) for part in location)
        if item["type"] == "extra_forbidden":
            name = str(location[-1])
            remedy = nearest(name, _known_keys(CaseFile, full))
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
    """A case file that was read, with the places of its values for later messages."""

    file: CaseFile
    source: str
    lines: dict[Location, int]

    def place(self, *location: str | int) -> str:
        """Return ``file:line`` of a value."""
        return _Positions(self.source, self.lines).place(location)


def _compose(text: str, source: str) -> yaml.Node | None:
    """Return the node tree of a YAML text; everything that hinders it is a fault."""
    try:
        return yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{source}:{mark.line + 1}" if mark else source
        problem = (
            getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        )
        raise CaseError(Fault(f"not valid YAML: {problem}.", place)) from error
    except RecursionError as error:
        raise CaseError(Fault("nested too deeply to be a case.", source)) from error
    except (ValueError, OverflowError) as error:  # an escape that names no character
        raise CaseError(Fault(f"not valid YAML: {error}.", source)) from error


def _in_file_order(faults: list[Fault]) -> list[Fault]:
    """Return faults by line; those without a line come first."""
    lines = {f: re.search(r":(\d+)$", f.where) for f in faults}
    return sorted(faults, key=lambda f: int(line[1]) if (line := lines[f]) else 0)


def parse_values(text: str, source: str) -> tuple[dict[str, Any], Callable[[Location], str]]:
    """Read a YAML mapping into plain values, and return with it where each of them stands.

    Raises:
        CaseError: not valid YAML, no mapping, a key that stands twice.

    """
    node, seen = _compose(text, source), _Positions(source)
    if not isinstance(node, yaml.MappingNode):
        raise CaseError(Fault("holds no 'key: value' lines.", source))
    try:
        values = _build(node, (), seen)
    except RecursionError as error:
        raise CaseError(Fault("nested too deeply.", source)) from error
    if seen.faults:
        raise CaseError(seen.faults)
    assert isinstance(values, dict)  # noqa: S101 - a mapping node builds a dictionary
    return values, seen.place


def parse_case(text: str, source: str = "case") -> ReadCase:
    """Read a case from YAML text.

    Raises:
        CaseError: with every fault found, each with file, line, key and remedy.

    """
    node, seen = _compose(text, source), _Positions(source)
    if not isinstance(node, yaml.MappingNode):
        remedy = "Start with 'name: ...'; `bestplaced new` writes an example."
        raise CaseError(Fault("a case file is a list of 'key: value' lines.", source, remedy))
    try:
        values = _build(node, (), seen)
    except RecursionError as error:
        raise CaseError(Fault("nested too deeply to be a case.", source)) from error
    try:
        file = CaseFile.model_validate(values)
    except ValidationError as error:
        raise CaseError(_in_file_order(seen.faults + _faults(error, seen))) from error
    if seen.faults:
        raise CaseError(seen.faults)
    return ReadCase(file, source, seen.lines)


def read_case(path: str | Path) -> ReadCase:
    """Read a case file.

    Raises:
        CaseError: the file is missing, not text, too large, or wrong; all faults at once.

    """
    path = Path(path)
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise CaseError(Fault("far larger than any case file.", str(path)))
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        remedy = "Save it as UTF-8."
        raise CaseError(
            Fault(f"not UTF-8 text at byte {error.start}.", str(path), remedy)
        ) from error
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        remedy = "`bestplaced new` writes a case to start from."
        raise CaseError(Fault(f"cannot be read: {reason}.", str(path), remedy)) from error
    return parse_case(text, str(path))
