"""XML exports, read record by record; the one file that touches an XML parser.

A document type declaration is refused when the parser meets it, before any entity in it could
be expanded or fetched, whatever encoding the file is in. Memory stays bounded: a record is
handed over when its element closes and is then dropped from the tree.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from bestplaced.errors import Fault, IntakeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Set as AbstractSet

DOCTYPE: Final = "!DOCTYPE"
_DEEPEST: Final = 60
_REMEDY: Final = "Export the file again in full."


@dataclass(slots=True)
class Node:
    """An element: its local name without namespace, the line it starts on, text and children."""

    tag: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def find(self, *path: str) -> Node | None:
        """Return the first descendant along a path of tags, or None."""
        if not path:
            return self
        for child in self.children:
            if child.tag == path[0]:
                found = child.find(*path[1:])
                if found is not None:
                    return found
        return None

    def get(self, *path: str) -> str:
        """Return the text at a path without blanks around it, or an empty text."""
        found = self.find(*path)
        return found.text.strip() if found else ""

    def all(self, tag: str) -> Iterator[Node]:
        """Yield the descendants with a tag, in the order of the file."""
        for child in self.children:
            if child.tag == tag:
                yield child
            yield from child.all(tag)


class _Refusal(Exception):  # noqa: N818  - a signal that never leaves this module
    """The parser met something that is never read."""


class _Builder:
    """Builds the tree and hands over the wanted elements as they close."""

    def __init__(
        self, wanted: AbstractSet[str], handle: Callable[[Node, Node | None], None]
    ) -> None:
        self.wanted, self.handle = wanted, handle
        self.stack: list[Node] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._declaration
        self.parser.EntityDeclHandler = self._declaration
        self.parser.ExternalEntityRefHandler = self._declaration

    def _declaration(self, *_: object) -> int:
        raise _Refusal("the file declares a document type or entities, which are never read.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.stack) >= _DEEPEST:
            raise _Refusal(f"elements are nested more than {_DEEPEST} deep.")
        line = self.parser.CurrentLineNumber
        node = Node(name.rpartition(":")[2], line, attributes)
        if self.stack:
            self.stack[-1].children.append(node)
        self.stack.append(node)

    def _end(self, _: str) -> None:
        node = self.stack.pop()
        parent = self.stack[-1] if self.stack else None
        if node.tag in self.wanted:
            self.handle(node, parent)
            if parent is not None:
                parent.children.pop()

    def _text(self, data: str) -> None:
        self.stack[-1].text += data


def read_records(
    content: bytes,
    source: str,
    wanted: AbstractSet[str],
    handle: Callable[[Node, Node | None], None],
) -> None:
    """Call ``handle(record, parent)`` for each closed element whose tag is wanted.

    The parent is still open: it holds what stood before the record. Raises IntakeError when the
    file is not well-formed, is cut off, or declares a document type or entities.
    """
    builder = _Builder(wanted, handle)
    try:
        builder.parser.Parse(content, True)  # noqa: FBT003  - by position only
    except _Refusal as refusal:
        place = f"{source}:{builder.parser.CurrentLineNumber}"
        raise IntakeError(Fault(str(refusal), place, "Export it without a DTD.")) from None
    except expat.ExpatError as error:
        words = expat.errors.messages.get(error.code, str(error))
        what = f"the XML is damaged or cut off ({words})."
        raise IntakeError(Fault(what, f"{source}:{error.lineno}", _REMEDY)) from None
    except (LookupError, ValueError) as error:
        raise IntakeError(Fault(f"the XML cannot be read ({error}).", source, _REMEDY)) from None


def root_of(content: bytes) -> tuple[str, str]:
    """Return the local name and the namespace of the root element, or two empty texts.

    A file that declares a document type first has the name :data:`DOCTYPE`.
    """
    found: list[tuple[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        prefix, _, local = name.rpartition(":")
        found.append((local, attributes.get(f"xmlns:{prefix}" if prefix else "xmlns", "")))
        raise _Refusal

    def refuse(*_: object) -> int:
        found.append((DOCTYPE, ""))
        raise _Refusal

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    with suppress(_Refusal, expat.ExpatError, LookupError, ValueError):
        parser.Parse(content[:20_000], False)  # noqa: FBT003  - by position only
    return found[0] if found else ("", "")


def refuse_declared(content: bytes, source: str) -> None:
    """Raise IntakeError for an XML file that declares a document type."""
    if root_of(content)[0] == DOCTYPE:
        what = "the file declares a document type or entities, which are never read."
        raise IntakeError(Fault(what, source, "Export it without a DTD."))
