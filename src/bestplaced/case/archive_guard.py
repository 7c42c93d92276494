"""A workbook measured before it is opened: how far it unpacks, how wide its sheets claim to be.

A file of a few kilobytes can claim either without end.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault

if TYPE_CHECKING:
    from bestplaced.errors import InputError

_CHUNK: Final = 1 << 20
_REMEDY: Final = "Save it again, or as CSV."
_REFERENCE: Final = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3})([0-9]{1,7})"')
_ROW: Final = re.compile(rb'<(?:\w+:)?row\s[^>]*?r="([0-9]{1,7})"')
_OVERLAP: Final = 200
_LETTERS: Final = 26


def refuse_bombs(
    content: bytes, source: str, *, unpacked: int, cells: int, error: type[InputError]
) -> None:
    """Unpack every part in small pieces, keeping none, and count bytes and claimed cells.

    Raises ``error`` where the archive is damaged, unpacks to more than ``unpacked`` bytes, claims
    more than ``cells`` cells, or declares a document type.
    """
    size = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                what, read = _measure(archive, part, (unpacked - size, unpacked), cells)
                if what:
                    raise error(Fault(what, source, _REMEDY))
                size += read
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as failed:
        what = f"the workbook is damaged or locked ({failed})."
        raise error(Fault(what, source, _REMEDY)) from None
    except (OSError, ValueError, OverflowError) as failed:
        what = f"the workbook is damaged ({type(failed).__name__})."
        raise error(Fault(what, source, _REMEDY)) from None


def _measure(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, room: tuple[int, int], cells: int
) -> tuple[str, int]:
    """Return what is wrong with a part, and how many bytes it unpacks to: its header may lie."""
    left, most = room
    honest = copy.copy(part)
    honest.file_size = left + 1
    del honest.CRC
    size, wide, deep, tail = 0, 1, 1, b""
    with archive.open(honest) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > left:
                return f"the workbook unpacks to more than {most:,} bytes: not opened.", size
            piece = tail + chunk
            if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                return f"{part.filename} declares a document type or entities: never read.", size
            if "/worksheets/" in part.filename:
                wide = max([wide, *(_column(found[1]) for found in _REFERENCE.finditer(piece))])
                deep = max([deep, *(int(found[2]) for found in _REFERENCE.finditer(piece))])
                deep = max([deep, *(int(found[1]) for found in _ROW.finditer(piece))])
                if wide * deep > cells:
                    claim = f"claims {deep:,} rows of {wide:,} columns"
                    return f"{part.filename} {claim}: not opened. Delete stray cells.", size
            tail = piece[-_OVERLAP:]
    return "", size


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * _LETTERS + letter - ord("A") + 1
    return place
