"""A large text file read in pieces: its bytes are never held whole."""

from __future__ import annotations

import codecs
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, Self

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.text import LARGEST, LONGEST_LINE, holds_controls

if TYPE_CHECKING:
    from types import TracebackType

LARGE_FROM: Final = 32 << 20  # bytes; smaller files are read whole
_HEAD: Final = 1 << 20
_BLOCK: Final = 4 << 20
_STEP: Final = 1 << 12


class Content(Protocol):
    """The bytes of a file, held or still to be read."""

    def __len__(self) -> int:
        """Return how many there are."""

    def __getitem__(self, key: slice, /) -> bytes:
        """Return those of a slice."""

    def find(self, wanted: bytes, start: int, /) -> int:
        """Return where some bytes are met first from a place on, -1 where they are not."""


@dataclass(frozen=True, slots=True)
class LargeFile:
    """The UTF-8 text in an open file, its byte-order mark left out, as a sequence of bytes.

    Slices raise IntakeError when the file was changed after it was opened.
    """

    handle: int
    name: str
    first: int
    size: int
    changed: int  # when, in nanoseconds

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> LargeFile | None:
        """Return a file that may be read in pieces, or None for one that is to be read whole.

        Such a file is large and UTF-8 text in lines of a sensible length that end in line feeds.
        """
        if not hasattr(os, "pread"):
            return None
        try:
            known = Path(path).stat()
            if not stat.S_ISREG(known.st_mode) or not LARGE_FROM <= known.st_size <= LARGEST:
                return None
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except (OSError, ValueError):  # said by the one who reads it whole
            return None
        name, changed = Path(path).name, known.st_mtime_ns
        file = cls(handle, name, 0, known.st_size, changed)
        if file[:3] == codecs.BOM_UTF8:
            file = cls(handle, name, 3, known.st_size, changed)
        if file._plain():
            return file
        os.close(handle)
        return None

    def __enter__(self) -> Self:
        """Return the file itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        os.close(self.handle)

    @property
    def head(self) -> bytes:
        """Return whole lines from the beginning, about a megabyte."""
        part = self[:_HEAD]
        return part[: part.rfind(b"\n") + 1]

    def __len__(self) -> int:
        """Return the bytes of text."""
        return self.size - self.first

    def __getitem__(self, key: slice, /) -> bytes:
        """Return some of the bytes."""
        begin, end, _ = key.indices(len(self))
        parts, at = [], self.first + begin
        while at < self.first + end:
            part = os.pread(self.handle, self.first + end - at, at)
            if not part:
                break
            parts.append(part)
            at += len(part)
        if at < self.first + end or os.fstat(self.handle).st_mtime_ns != self.changed:
            what = "the file was changed while it was read."
            raise IntakeError(Fault(what, self.name, "Measure it again when it is complete."))
        return b"".join(parts)

    def find(self, wanted: bytes, start: int, /) -> int:
        """Return where a single byte is met first from a place on, -1 where it is not."""
        for begin in range(start, len(self), _STEP):
            at = self[begin : begin + _STEP].find(wanted)
            if at >= 0:
                return begin + at
        return -1

    def _plain(self) -> bool:
        """Say whether every block is text, in lines that are not too long."""
        decoder = codecs.getincrementaldecoder("utf-8")()
        open_line = 0
        for begin in range(0, len(self), _BLOCK):
            block = self[begin : begin + _BLOCK]
            if holds_controls(block) or b"\x1a" in block:
                return False
            if not (block.isascii() and decoder.getstate()[0] == b""):
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    return False
            at, last = -open_line, len(block)
            while last - at > LONGEST_LINE:
                end = block.rfind(b"\n", max(at, 0), at + LONGEST_LINE)
                if end < 0:
                    return False
                at = end + 1
            open_line = last - at
        return decoder.getstate()[0] == b""
