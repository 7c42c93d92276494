"""Files and folders of one business, read one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError, NotAnExportError
from bestplaced.intake.api_tables import holds_api_tables, is_api_table
from bestplaced.intake.formats import read_export
from bestplaced.intake.ledger import Ledger
from bestplaced.intake.stated import Stated
from bestplaced.intake.timelog import TimeLog

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

    from bestplaced.intake.bank import BankStatement
    from bestplaced.intake.columns import Mapping

_PAPER: Final = frozenset({
    ".pdf", ".md", ".rst", ".html", ".htm", ".doc", ".docx", ".odt", ".rtf", ".ppt", ".pptx",
    ".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".heic", ".svg", ".eml", ".msg",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that lies in a folder of exports and was not read, and why."""

    source: str
    why: str

    def to_json(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {"source": self.source, "why": self.why}


@dataclass(slots=True)
class Exports:
    """What several files hold together."""

    ledgers: list[Ledger] = field(default_factory=list)
    statements: list[BankStatement] = field(default_factory=list)
    logs: list[TimeLog] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Say whether there is any export."""
        return bool(self.ledgers or self.statements or self.logs)

    def add(self, export: Ledger | tuple[BankStatement, ...] | TimeLog) -> None:
        """Add what one file holds."""
        if isinstance(export, Ledger):
            self.ledgers.append(export)
        elif isinstance(export, TimeLog):
            self.logs.append(export)
        else:
            self.statements.extend(export)


def read_all(
    paths: Sequence[str | os.PathLike[str]],
    mapping: Mapping | Stated | None = None,
    progress: Callable[[str], None] | None = None,
) -> Exports:
    """Return what the files hold, and what in the folders was left unread.

    What lies in a folder and is no export (documents, hidden files, folders, files in no known
    format) is named in ``unread``.

    Raises IntakeError with the faults of all files: exports that are damaged or do not balance
    wherever they lie, any file that is named itself, and folders without a single export.
    """
    held = Exports()
    faults: list[Fault] = []
    stated = mapping if isinstance(mapping, Stated) else Stated(mapping)
    stated.refuse_unmet(inner.name for path in map(Path, paths) for inner, _ in _in_folder(path))
    for path in map(Path, paths):
        found = Exports()
        wrong: list[Fault] = []
        for inner, why in _in_folder(path):
            if why:
                found.unread.append(Unread(f"{path.name}/{inner.name}".lstrip("/"), why))
            else:
                _read(inner, path, stated.of(inner.name), progress, found, wrong)
        if path.is_dir() and not (wrong or found):
            left = "; ".join(f"{item.source}: {item.why}" for item in found.unread)
            what = "no export lies in this folder."
            wrong.append(Fault(what, str(path), f"Left unread: {left}" if left else "It is empty."))
        faults += wrong
        held.ledgers += found.ledgers
        held.statements += found.statements
        held.logs += found.logs
        held.unread += found.unread
    if faults:
        raise IntakeError(faults)
    return held


def _read(
    inner: Path,
    given: Path,
    mapping: Mapping | None,
    progress: Callable[[str], None] | None,
    found: Exports,
    wrong: list[Fault],
) -> None:
    """Read one file into ``found``; one that is no export is a fault where it was named itself."""
    if progress is not None:
        progress(str(inner))
    try:
        export = read_export(inner, mapping)
    except NotAnExportError as error:
        if inner == given:
            wrong.extend(error.faults)
        else:
            found.unread.append(Unread(f"{given.name}/{inner.name}", error.faults[0].what))
    except IntakeError as error:
        wrong.extend(error.faults)
    else:
        found.add(export)


def _in_folder(given: Path) -> Iterator[tuple[Path, str]]:
    """Yield the files a path stands for, each with why it is not to be read, or nothing.

    A path stands for itself, or for the files in a folder that is no API export.
    """
    if not given.is_dir():
        yield given, ""
        return
    tables = holds_api_tables(given)
    found = [
        (inner, _why_not(inner) or ("no table of this API export" if tables else ""))
        for inner in sorted(given.iterdir())
        if not (tables and is_api_table(inner))
    ]
    if tables:
        yield given, ""
    yield from found


def _why_not(path: Path) -> str:
    """Say why a file is by its name no export, or nothing."""
    if path.is_dir():
        return "a folder inside; name it by itself to have it read"
    if path.name.startswith((".", "~$")):
        return "a hidden file"
    if path.suffix.lower() in _PAPER or path.stem.lower().startswith("readme"):
        return "a document for people to read"
    return ""
