"""Read a case file: YAML with positions, so that every fault names its file and line.

YAML 1.1 traps are shut: ``NO`` stays text, ``1:30`` stays text, doubled keys are refused.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from bestplaced.case.faults import NameFaults, Positions, ReadCase, checked, nearest
from bestplaced.case.workbook import WORKBOOK, parse_workbook
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from bestplaced.case.locations import Location

_LARGEST_FILE = 4_000_000  # bytes; a case is a few pages, anything larger is the wrong file
_MOST_VALUES = 100_000  # aliases of aliases would otherwise fill the memory
_LONGEST_NUMBER = 400  # digits; more fit in no figure, and Python refuses to read them

__all__ = ["Loader", "ReadCase", "nearest", "parse_case", "parse_values", "read_case"]


class Loader(yaml.SafeLoader):
    """SafeLoader without YAML 1.1 booleans, sexagesimal and octal numbers."""


_KEPT_TAGS = {"tag:yaml.org,2002:null", "tag:yaml.org,2002:merge"}
Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT_TAGS]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9][0-9_]*$"), list("-+0123456789")
)
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?$|^[-+]?\.(?:inf|nan)$"),
    list("-+.0123456789"),
)


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


def _build(node: yaml.Node, location: Location, seen: Positions) -> object:
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
            seen.doubled.append((*location, key))
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


def _compose(text: str, source: str) -> yaml.Node | None:
    """Return the node tree of a YAML text; everything that hinders it is a fault."""
    try:
        return yaml.compose(text, Loader=Loader)
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


def parse_values(text: str, source: str) -> tuple[dict[str, Any], Callable[[Location], str]]:
    """Read a YAML mapping into plain values, and return with it where each of them stands.

    Raises:
        CaseError: not valid YAML, no mapping, a key that stands twice.

    """
    node, seen = _compose(text, source), Positions(source)
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


def parse_case(text: str, source: str = "case", names: NameFaults | None = None) -> ReadCase:
    """Read a case from YAML text.

    Where its form is wrong, ``names`` (see `bestplaced.catalogue.name_faults`) checks the names
    of the rest, so that both kinds of fault are told together.

    Raises:
        CaseError: with every fault found, each with file, line, key and remedy.

    """
    node, seen = _compose(text, source), Positions(source)
    if not isinstance(node, yaml.MappingNode):
        remedy = "Start with 'name: ...'; `bestplaced new` writes an example."
        raise CaseError(Fault("a case file is a list of 'key: value' lines.", source, remedy))
    try:
        values = _build(node, (), seen)
    except RecursionError as error:
        raise CaseError(Fault("nested too deeply to be a case.", source)) from error
    return checked(values, source, seen.lines, seen.faults, doubled=seen.doubled, names=names)


def read_case(path: str | Path, names: NameFaults | None = None) -> ReadCase:
    """Read a case file: YAML, or a workbook that ``bestplaced workbook`` wrote.

    ``names`` as in `parse_case`.

    Raises:
        CaseError: the file is missing, not text, too large, or wrong; all faults at once.

    """
    path = Path(path)
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise CaseError(Fault("far larger than any case file.", str(path)))
        content = path.read_bytes()
        if content.startswith(WORKBOOK):
            return parse_workbook(content, str(path), names)
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        remedy = "Save it as UTF-8."
        raise CaseError(
            Fault(f"not UTF-8 text at byte {error.start}.", str(path), remedy)
        ) from error
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        remedy = "`bestplaced new` writes a case to start from."
        raise CaseError(Fault(f"cannot be read: {reason}.", str(path), remedy)) from error
    return parse_case(text, str(path), names)
