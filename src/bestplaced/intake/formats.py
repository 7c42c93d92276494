"""From a file to a neutral value: which format it is in, told by its content."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.api_tables import (
    holds_api_tables,
    looks_like_api_table,
    one_table_fault,
    read_api_folder,
)
from bestplaced.intake.bank import BankStatement, parse_statements
from bestplaced.intake.csv_ledger import read_csv
from bestplaced.intake.datev import looks_like_datev, read_datev
from bestplaced.intake.fec import looks_like_fec, read_fec
from bestplaced.intake.journal_text import looks_like_journal, read_journal
from bestplaced.intake.ledger import Ledger
from bestplaced.intake.saft import looks_like_saft, read_saft
from bestplaced.intake.sage import looks_like_sage, read_sage
from bestplaced.intake.sie import looks_like_sie, read_sie
from bestplaced.intake.text import read_bytes, refuse_foreign
from bestplaced.intake.xml_guard import refuse_declared

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from bestplaced.intake.columns import Mapping

# How each format is told, and its reader: content, source, encoding ("" detects it).
_LEDGERS: Final[tuple[tuple[Callable[[bytes], bool], Callable[[bytes, str, str], Ledger]], ...]] = (
    (looks_like_saft, read_saft),
    (looks_like_datev, read_datev),
    (looks_like_fec, read_fec),
    (looks_like_sie, read_sie),
    (looks_like_sage, read_sage),
    (looks_like_journal, read_journal),
)


def read_ledger(path: str | os.PathLike[str], mapping: Mapping | None = None) -> Ledger:
    """Return the ledger in a file, whose format is told by its content and not by its suffix.

    Raises IntakeError, with every fault found, for a file that is missing, is no ledger, cannot
    be read in full, or does not balance.
    """
    return _only_ledger(read_export(path, mapping), Path(path).name)


def parse_ledger(content: bytes, source: str, mapping: Mapping | None = None) -> Ledger:
    """Return the ledger in the bytes of a file named ``source``; raises like read_ledger."""
    return _only_ledger(parse_export(content, source, mapping), source)


def _only_ledger(export: Ledger | tuple[BankStatement, ...], source: str) -> Ledger:
    if not isinstance(export, Ledger):
        what = f"this is a bank statement ({export[0].format}), not a general ledger."
        remedy = "Measure it as a bank file, or export the general ledger or journal."
        raise IntakeError(Fault(what, source, remedy))
    return export


def read_statements(path: str | os.PathLike[str]) -> tuple[BankStatement, ...]:
    """Return the bank statements in a file (CAMT, OFX, MT940, PayPal), told by its content.

    Raises IntakeError, with every fault found, for a file that is missing, holds no bank
    statement, or cannot be read in full.
    """
    content, source = read_bytes(path), Path(path).name
    statements = parse_statements(content, source)
    if not statements:
        what = "this is no bank statement in CAMT.053, CAMT.054, OFX, MT940 or PayPal CSV."
        raise IntakeError(Fault(what, source, "Download the statement in one of these formats."))
    return statements


def read_export(
    path: str | os.PathLike[str], mapping: Mapping | None = None
) -> Ledger | tuple[BankStatement, ...]:
    """Return the ledger or the bank statements at a path; raises like read_ledger.

    A folder is read when it holds the journal tables of an API export.
    """
    if Path(path).is_dir():
        ledger = read_api_folder(path, mapping.currency_code if mapping else "")
        if ledger is not None:
            return ledger
    return parse_export(read_bytes(path), Path(path).name, mapping)


def in_folder(path: str | os.PathLike[str]) -> list[Path]:
    """Return the files a path stands for: itself, or those in a folder that is no API export.

    Hidden files and folders inside are left out. A folder without any stands for itself, so that
    reading it says why it cannot be read.
    """
    folder = Path(path)
    if not folder.is_dir() or holds_api_tables(folder):
        return [folder]
    return sorted(p for p in folder.iterdir() if p.is_file() and p.name[0] != ".") or [folder]


def parse_export(
    content: bytes, source: str, mapping: Mapping | None = None
) -> Ledger | tuple[BankStatement, ...]:
    """Return the ledger or the bank statements in the bytes of a file; raises like read_ledger."""
    statements = parse_statements(content, source)
    if statements:
        return statements
    refuse_declared(content, source)
    encoding = mapping.encoding if mapping else ""
    for looks, read in _LEDGERS:
        if looks(content):
            return read(content, source, encoding)
    refuse_foreign(content, source)
    if mapping is None and looks_like_api_table(content):
        raise IntakeError(one_table_fault(source))
    return read_csv(content, source, mapping)
