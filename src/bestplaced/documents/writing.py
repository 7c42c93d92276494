"""Files, whole or not at all: written beside their place under another name, then moved."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bestplaced.documents.content import Document
    from bestplaced.documents.sheets import Book

FORMATS = ("pdf", "docx", "html", "xlsx")


def writer_of(form: str) -> Callable[[Document], bytes]:
    """Return the writer of a format: ``pdf``, ``docx``, ``html``, or its tables as ``xlsx``.

    Raises:
        CaseError: there is no such format, or what it needs is not installed.

    """
    try:
        if form == "pdf":
            from bestplaced.documents.pdf import pdf  # noqa: PLC0415 - an extra, imported when used

            return pdf
        if form == "docx":
            from bestplaced.documents.docx import docx  # noqa: PLC0415 - as above

            return docx
        if form == "html":
            from bestplaced.documents.html import html  # noqa: PLC0415 - as above

            return html
        if form == "xlsx":
            from bestplaced.documents.tabled import tabled  # noqa: PLC0415 - as above
            from bestplaced.documents.xlsx import xlsx  # noqa: PLC0415 - as above

            return lambda document: xlsx(tabled(document))
    except ModuleNotFoundError as error:
        text = f"{form} needs {error.name}, which is not installed."
        raise CaseError(Fault(text, "--format", "Install bestplaced[docs].")) from error
    raise CaseError(Fault(f"unknown format '{form}'.", "--format", f"Use {', '.join(FORMATS)}."))


def book_of(book: Book) -> bytes:
    """Return a workbook as XLSX.

    Raises:
        CaseError: what it needs is not installed.

    """
    try:
        from bestplaced.documents.xlsx import xlsx  # noqa: PLC0415 - an extra, imported when used
    except ModuleNotFoundError as error:
        text = f"xlsx needs {error.name}, which is not installed."
        raise CaseError(Fault(text, "--format", "Install bestplaced[docs].")) from error
    return xlsx(book)


def written(
    document: Document, forms: tuple[str, ...], name: str
) -> tuple[dict[str, bytes], tuple[Fault, ...]]:
    """Return a document in several formats, by file name, and why a format is missing.

    A name that no font here can show costs the PDF, not the other formats.
    """
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    for form in forms:
        try:
            files[f"{name}.{form}"] = writer_of(form)(document)
        except CaseError as error:
            faults.extend(error.faults)
    if f"{name}.docx" in files:
        faults.extend(_boxes(document))
    return files, tuple(faults)


def _boxes(document: Document) -> tuple[Fault, ...]:
    """Return the fault of charts in a DOCX that show boxes; its text is the reader's fonts'."""
    from bestplaced.documents.pdf import boxes_in_pictures  # noqa: PLC0415 - an extra

    boxes = boxes_in_pictures(document)
    if not boxes:
        return ()
    shown = "".join(sorted(boxes)[:20])
    text = (
        f"the docx was written, but its charts show boxes: no font on this machine has '{shown}'."
    )
    return (Fault(text, "", "Install a font that has these characters, or send the html."),)


def save(files: Mapping[str, bytes], folder: str | Path) -> tuple[Path, ...]:
    """Write files into a folder, which is made; each appears whole or not at all.

    All are written before the first is moved, so that a full disk leaves the old ones alone.

    Raises:
        OSError: the folder cannot be made or written.

    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    waiting: list[tuple[Path, Path]] = []
    try:
        for name, content in files.items():
            with tempfile.NamedTemporaryFile(
                dir=place, prefix=f".{name}.", suffix=".part", delete=False
            ) as part:
                waiting.append((Path(part.name), place / name))
                part.write(content)
                part.flush()
                os.fsync(part.fileno())
        for part_path, final in waiting:
            part_path.chmod(0o666 & ~_umask())
            part_path.replace(final)
    finally:
        for part_path, _ in waiting:
            part_path.unlink(missing_ok=True)
    return tuple(final for _, final in waiting)


def _umask() -> int:
    """Return the permissions that new files are not given; asking means setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def file_name(text: str) -> str:
    """Return a text as a file name: letters and digits of any script, hyphens, 60 at most."""
    kept = "".join(c if c.isalnum() else " " for c in text.lower())
    return "-".join(kept.split())[:60].strip("-") or "case"
