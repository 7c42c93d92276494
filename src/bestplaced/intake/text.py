"""From bytes to text: which encoding a file is in, and whether it is a ledger at all."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError

if TYPE_CHECKING:
    import os

# å ä ö Å Ä Ö é ü as single bytes in the two code pages a SIE file is met in.
_CP437_LETTERS: Final = b"\x86\x84\x94\x8f\x8e\x99\x82\x81"
_CP1252_LETTERS: Final = "åäöÅÄÖéü".encode("cp1252")
# All but tab, line feed, form feed, carriage return and the old end-of-file mark.
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")

_FOREIGN: Final[tuple[tuple[bytes, str], ...]] = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF document"),
    (b"<?xml", "an XML file"),
    (b"OFXHEADER", "an OFX bank statement"),
    (b'"EXTF"', "a DATEV posting batch"),
    (b"EXTF;", "a DATEV posting batch"),
    (b":20:", "an MT940 bank statement"),
)


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """Return the content of a file; raise IntakeError when it cannot be opened or is empty."""
    try:
        content = Path(path).read_bytes()
    except IsADirectoryError:
        fault = Fault("this is a directory, not a file.", str(path), "Name the ledger file in it.")
        raise IntakeError(fault) from None
    except FileNotFoundError:
        fault = Fault("there is no such file.", str(path), "Check the spelling of the path.")
        raise IntakeError(fault) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        fault = Fault(f"the file cannot be opened ({reason}).", str(path))
        raise IntakeError(fault) from error
    return content


def refuse_foreign(content: bytes, source: str) -> None:
    """Raise IntakeError for an empty file and for formats that are plainly something else."""
    if not content.strip():
        raise IntakeError(Fault("the file is empty.", source, "Export the ledger again."))
    head = content.removeprefix(BOM_UTF8).lstrip()[:16]
    for mark, name in _FOREIGN:
        if head.startswith(mark):
            fault = Fault(
                f"this is {name}, not a general ledger in SIE 4 or CSV.",
                source,
                "Export the general ledger or journal as SIE 4 or as CSV.",
            )
            raise IntakeError(fault)


def decode(content: bytes, source: str, *, encoding: str = "", sie: bool = False) -> str:
    """Return the text of a file.

    A stated encoding wins, then a byte-order mark, then UTF-8; what is left is CP437 for a SIE
    file unless its Swedish letters are plainly CP1252, and CP1252 for a table.

    Raises IntakeError when the bytes cannot be text in that encoding.
    """
    chosen = encoding or _detect(content, sie=sie)
    try:
        text = content.decode(chosen)
    except LookupError:
        fault = Fault(f"there is no encoding called {chosen!r}.", source, "Try utf-8 or cp1252.")
        raise IntakeError(fault) from None
    except UnicodeError as error:
        fault = Fault(
            f"the bytes are not text in {chosen} ({error}).",
            source,
            "Save the file as UTF-8, or state its encoding.",
        )
        raise IntakeError(fault) from None
    if _CONTROLS.search(text):
        fault = Fault(
            "the file holds control characters: it is not a text file.",
            source,
            "Export the ledger as SIE 4 or as CSV.",
        )
        raise IntakeError(fault)
    return text.removesuffix("\x1a")


def _detect(content: bytes, *, sie: bool) -> str:
    if content.startswith(BOM_UTF8):
        return "utf-8-sig"
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _swedish_code_page(content) if sie else "cp1252"
    return "utf-8"


def _swedish_code_page(content: bytes) -> str:
    cp437 = sum(content.count(bytes([letter])) for letter in _CP437_LETTERS)
    cp1252 = sum(content.count(bytes([letter])) for letter in _CP1252_LETTERS)
    return "cp1252" if cp1252 > cp437 else "cp437"
