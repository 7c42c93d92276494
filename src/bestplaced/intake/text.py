"""From bytes to text: which encoding a file is in, and whether it is a ledger at all."""

from __future__ import annotations

import codecs
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError, NotAnExportError

if TYPE_CHECKING:
    import os
    from typing import BinaryIO

# å ä ö Å Ä Ö é ü as single bytes in the two code pages a SIE file is met in.
_CP437_LETTERS: Final = b"\x86\x84\x94\x8f\x8e\x99\x82\x81"
_CP1252_LETTERS: Final = "åäöÅÄÖéü".encode("cp1252")
# All but tab, line feed, form feed, carriage return and the old end-of-file mark.
_CONTROLS: Final = bytes({*range(32)} - {*b"\t\n\f\r\x1a"})

# Files beyond this are not read at all, nor are files whose first part holds no line end.
LARGEST: Final = 4 << 30
_FIRST_PART: Final = 256 << 20
LONGEST_LINE: Final = 1 << 20
# Sizes by which an alphabet of bytes with a zero in every other place shows: UTF-16 unmarked.
_SAMPLE: Final = 4096
_PART: Final = 1 << 20
_LIKE_ASCII: Final = frozenset({
    "ascii", "utf-8", "utf-8-sig", "cp1252", "cp437", "cp850", "iso8859-1", "iso8859-15",
})  # fmt: skip
_UTF16_SHARE: Final = 0.3
_EURO_8859_15: Final = 0xA4
_NOT_CP1252: Final = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})

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
        with Path(path).open("rb") as file:
            content = _bounded(file, str(path))
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


def _bounded(file: BinaryIO, place: str) -> bytes:
    """Read a file in two parts; refuse what is one endless line before the rest is fetched."""
    content = file.read(_FIRST_PART)
    if len(content) < _FIRST_PART:
        return content
    if b"\n" not in content and b"\r" not in content:
        what = f"the first {_FIRST_PART >> 20} MB are one line: this is no export."
        raise IntakeError(Fault(what, place, "Export the file again, one record on each line."))
    content += file.read(LARGEST - _FIRST_PART + 1)
    if len(content) > LARGEST:
        what = f"the file is larger than {LARGEST >> 30} GB."
        raise IntakeError(Fault(what, place, "Export one year at a time."))
    return content


def refuse_long_lines(content: bytes, source: str) -> None:
    """Raise IntakeError when a line of a text file is longer than :data:`LONGEST_LINE` bytes."""
    place, last = 0, len(content)
    while last - place > LONGEST_LINE:
        window = place, place + LONGEST_LINE
        end = max(content.rfind(b"\n", *window), content.rfind(b"\r", *window))
        if end < 0:
            line = content.count(b"\n", 0, place) + 1
            what = f"the line is longer than {LONGEST_LINE:,} bytes."
            raise IntakeError(Fault(what, f"{source}:{line}", "Export the file again."))
        place = end + 1


def refuse_foreign(content: bytes, source: str) -> None:
    """Raise NotAnExportError for an empty file and for formats that are plainly something else."""
    if not content.strip():
        raise NotAnExportError(Fault("the file is empty.", source, "Export the ledger again."))
    head = content.removeprefix(BOM_UTF8).lstrip()[:16]
    for mark, name in _FOREIGN:
        if head.startswith(mark):
            fault = Fault(
                f"this is {name}, not a general ledger in SIE 4 or CSV.",
                source,
                "Export the general ledger or journal as SIE 4 or as CSV.",
            )
            raise NotAnExportError(fault)


def decode(content: bytes, source: str, *, encoding: str = "", sie: bool = False) -> str:
    """Return the text of a file.

    A stated encoding wins, then a byte-order mark, UTF-16 that shows by its zeros, then UTF-8;
    what is left is CP437 for a SIE file unless its Swedish letters are plainly CP1252, and for a
    table CP1252, ISO-8859-15 where it holds that page's euro sign, or CP850 where CP1252 cannot be.

    Raises IntakeError when the bytes cannot be text in that encoding, or hold an endless line, and
    NotAnExportError when they hold what no text does.
    """
    refuse_long_lines(content, source)
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
    like_ascii = codecs.lookup(chosen).name in _LIKE_ASCII
    if holds_controls(content if like_ascii else text.encode(errors="surrogatepass")):
        fault = Fault(
            "the file holds control characters: it is not a text file.",
            source,
            "Export the ledger as SIE 4 or as CSV.",
        )
        raise NotAnExportError(fault)
    return text.removesuffix("\x1a")


def head_text(content: bytes, *, encoding: str = "", size: int = 64_000) -> str:
    """Return the whole lines (in UTF-16: characters) of the first ``size`` bytes of a file.

    Formats are told by it. Never raises: bytes that are no text come as latin-1. A cut inside a
    line could fall inside a character, and the file be taken for one of another encoding.
    """
    head = content[:size]
    if len(head) < len(content):
        end = max(head.rfind(b"\n"), head.rfind(b"\r")) + 1
        # UTF-16 has two bytes for each character, zeros among them.
        head = content[: end + end % 2 if 0 in head else end] or head
    try:
        return decode(head, "", encoding=encoding)
    except IntakeError:
        return head.decode("latin-1")


def holds_controls(content: bytes) -> bool:
    """Say whether bytes hold what no text does, in any encoding that extends ASCII."""
    parts = (content[at : at + _PART] for at in range(0, len(content), _PART))
    return any(len(part.translate(None, _CONTROLS)) < len(part) for part in parts)


def decode_to_utf8(content: bytes, source: str, *, encoding: str = "") -> bytes:
    """Return the text of a file as UTF-8 without a mark; raises IntakeError like decode."""
    text = decode(content, source, encoding=encoding)
    plain = text.isascii() and len(text) == len(content)
    return content if plain else text.encode()


def _detect(content: bytes, *, sie: bool) -> str:
    if content.startswith(BOM_UTF8):
        return "utf-8-sig"
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    unmarked = _utf16_without_mark(content[:_SAMPLE])
    if unmarked:
        return unmarked
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _swedish_code_page(content) if sie else _western_code_page(content)
    return "utf-8"


def _utf16_without_mark(sample: bytes) -> str:
    """Return the UTF-16 that a sample is in, told by where its zero bytes stand, or empty."""
    half = max(len(sample) // 2, 1)
    if sample[1::2].count(0) / half > _UTF16_SHARE and not sample[::2].count(0):
        return "utf-16-le"
    if sample[::2].count(0) / half > _UTF16_SHARE and not sample[1::2].count(0):
        return "utf-16-be"
    return ""


def _western_code_page(content: bytes) -> str:
    """Return CP1252, or ISO-8859-15 or CP850 where only that page explains a byte.

    CP850, the page of old DOS programs, has a letter for every byte; CP1252 lacks five. Bytes 80
    to 9F are letters and quotes in CP1252 and controls in ISO-8859-15; byte A4 is a euro sign in
    ISO-8859-15 and a sign that nobody writes in CP1252.
    """
    if _NOT_CP1252 & set(content):
        return "cp850"
    controls = any(0x80 <= byte <= 0x9F for byte in set(content))  # noqa: PLR2004  - the range
    return "iso8859-15" if _EURO_8859_15 in content and not controls else "cp1252"


def _swedish_code_page(content: bytes) -> str:
    cp437 = sum(content.count(bytes([letter])) for letter in _CP437_LETTERS)
    cp1252 = sum(content.count(bytes([letter])) for letter in _CP1252_LETTERS)
    return "cp1252" if cp1252 > cp437 else "cp437"
