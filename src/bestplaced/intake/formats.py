"""From a file to a neutral value: which format it is in, told by its content."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from bestplaced.errors import Fault, IntakeError, NotAnExportError
from bestplaced.intake.api_tables import (
    looks_like_api_table,
    one_table_fault,
    read_api_folder,
)
from bestplaced.intake.audit_data import looks_like_audit_data, read_audit_data
from bestplaced.intake.bank import (
    BankStatement,
    looks_headless,
    looks_like_bank_table,
    looks_like_statement,
    parse_statements,
    read_bank_table,
)
from bestplaced.intake.canonical import looks_like_canonical, read_canonical
from bestplaced.intake.columns import ROLES, Mapping
from bestplaced.intake.csv_ledger import read_csv
from bestplaced.intake.dates import FIRST_YEAR, LAST_YEAR
from bestplaced.intake.datev import looks_like_datev, read_datev
from bestplaced.intake.fec import looks_like_fec, read_fec
from bestplaced.intake.iif import looks_like_iif, read_iif
from bestplaced.intake.journal_text import looks_like_journal, read_journal
from bestplaced.intake.large_file import LargeFile
from bestplaced.intake.ledger import Ledger
from bestplaced.intake.paired import looks_like_paired, read_paired
from bestplaced.intake.reports import looks_like_report, read_report
from bestplaced.intake.saft import looks_like_saft, read_saft
from bestplaced.intake.sage import looks_like_sage, read_sage
from bestplaced.intake.sage_trail import looks_like_sage_trail, read_sage_trail
from bestplaced.intake.sie import looks_like_sie, read_sie
from bestplaced.intake.spreadsheet import looks_like_workbook, read_sheets
from bestplaced.intake.text import read_bytes, refuse_foreign
from bestplaced.intake.timelog import TimeLog, looks_like_time_log, read_time_log
from bestplaced.intake.xero_journal import looks_like_xero_journal, read_xero_journal
from bestplaced.intake.xml_guard import refuse_declared

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

# How each format is told, and its reader: content, source, encoding ("" detects it).
_LEDGERS: Final[tuple[tuple[Callable[[bytes], bool], Callable[[bytes, str, str], Ledger]], ...]] = (
    (looks_like_canonical, read_canonical),
    (looks_like_saft, read_saft),
    (looks_like_datev, read_datev),
    (looks_like_fec, read_fec),
    (looks_like_sie, read_sie),
    (looks_like_sage, read_sage),
    (looks_like_audit_data, read_audit_data),
    (looks_like_journal, read_journal),
)

Export = Ledger | tuple[BankStatement, ...] | TimeLog


def read_ledger(path: str | os.PathLike[str], mapping: Mapping | None = None) -> Ledger:
    """Return the ledger in a file, whose format is told by its content and not by its suffix.

    Raises IntakeError, with every fault found, for a file that is missing, is no ledger, cannot
    be read in full, or does not balance.
    """
    return _only_ledger(read_export(path, mapping), Path(path).name)


def parse_ledger(content: bytes, source: str, mapping: Mapping | None = None) -> Ledger:
    """Return the ledger in the bytes of a file named ``source``; raises like read_ledger."""
    return _only_ledger(parse_export(content, source, mapping), source)


def _only_ledger(export: Export, source: str) -> Ledger:
    if isinstance(export, TimeLog):
        what = f"this is a time log ({export.format}), not a general ledger."
        remedy = "Measure it beside a ledger, or export the general ledger or journal."
        raise IntakeError(Fault(what, source, remedy))
    if not isinstance(export, Ledger):
        what = f"this is a bank statement ({export[0].format}), not a general ledger."
        remedy = "Measure it as a bank file, or export the general ledger or journal."
        raise IntakeError(Fault(what, source, remedy))
    return export


def read_statements(path: str | os.PathLike[str]) -> tuple[BankStatement, ...]:
    """Return the bank statements in a file (CAMT, OFX, MT940, QIF, tables), told by its content.

    Raises IntakeError, with every fault found, for a file that is missing, holds no bank
    statement, or cannot be read in full.
    """
    content, source = read_bytes(path), Path(path).name
    statements = parse_statements(content, source)
    if not statements:
        export = parse_export(content, source) if looks_like_workbook(content) else None
        if isinstance(export, tuple):
            return export
        if looks_like_bank_table(content) or looks_headless(content):
            return read_bank_table(content, source)
        what = "this is no bank statement in CAMT, OFX, MT940, QIF, or a table of bank lines."
        raise IntakeError(Fault(what, source, "Download the statement in one of these formats."))
    return statements


def read_export(path: str | os.PathLike[str], mapping: Mapping | None = None) -> Export:
    """Return the ledger, bank statements or time log at a path; raises like read_ledger.

    A folder is read when it holds the journal tables of an API export.
    """
    if Path(path).is_dir():
        ledger = read_api_folder(path, mapping.currency_code if mapping else "")
        if ledger is not None:
            return ledger
    large = LargeFile.open(path) if not (mapping and mapping.encoding) else None
    if large is not None:
        with large:
            found = _from_large(large, mapping)
        if found is not None:
            return _checked(found, large.name, mapping)
    return parse_export(read_bytes(path), Path(path).name, mapping)


def _from_large(file: LargeFile, mapping: Mapping | None) -> Ledger | None:
    """Return the ledger in a large FEC or plain table, or None where it is to be read whole."""
    head = file.head
    if looks_like_workbook(head) or looks_like_statement(head):
        return None
    reader = next((read for looks, read in _LEDGERS if looks(head)), None)
    if reader is read_fec:
        return read_fec(file, file.name)
    if reader is None:
        with suppress(NotAnExportError):  # said by the one who reads it whole
            if _table_reader(head, file.name, mapping) is read_csv:
                return read_csv(file, file.name, mapping)
    return None


def parse_export(content: bytes, source: str, mapping: Mapping | None = None) -> Export:
    """Return what the bytes of a file hold; raises like read_ledger.

    Raises NotAnExportError for bytes in no known format.
    """
    return _checked(_parse(content, source, mapping), source, mapping)


def _checked(export: Export, source: str, mapping: Mapping | None) -> Export:
    refuse_far_dates(export, source)
    if isinstance(export, Ledger) and mapping is not None and mapping.chart:
        return replace(export, chart=mapping.chart)
    return export


def _parse(content: bytes, source: str, mapping: Mapping | None) -> Export:
    if looks_like_workbook(content):
        return _from_workbook(content, source, mapping)
    statements = parse_statements(content, source, mapping)
    if statements:
        return statements
    refuse_declared(content, source)
    encoding = mapping.encoding if mapping else ""
    for looks, read in _LEDGERS:
        if looks(content):
            return read(content, source, encoding)
    refuse_foreign(content, source)
    return _table_reader(content, source, mapping)(content, source, mapping)


def refuse_far_dates(export: Export, source: str) -> None:
    """Raise IntakeError when records are dated outside the years that books can be of."""
    if isinstance(export, Ledger):
        years = export.book.date.astype("datetime64[Y]").astype(int) + 1970
        far = np.flatnonzero((years < FIRST_YEAR) | (years > LAST_YEAR))
        found = [(entry.line, entry.date) for entry in (export.entries[int(at)] for at in far)]
    else:
        lines = (
            export.entries
            if isinstance(export, TimeLog)
            else [line for statement in export for line in statement.lines]
        )
        found = [
            (line.line, line.date)
            for line in lines
            if not FIRST_YEAR <= line.date.year <= LAST_YEAR
        ]
    if found:
        remedy = "Correct the date in the accounting program and export again."
        what = f"is not a date between {FIRST_YEAR} and {LAST_YEAR}."
        raise IntakeError(
            [Fault(f"{day.isoformat()} {what}", f"{source}:{line}", remedy) for line, day in found]
        )


# The same for tables, whose columns may also be named; read_csv takes what is left.
_TABLES: Final[
    tuple[tuple[Callable[[bytes], bool], Callable[[bytes, str, Mapping | None], Ledger]], ...]
] = (
    (looks_like_xero_journal, read_xero_journal),
    (looks_like_paired, read_paired),
    (looks_like_sage_trail, read_sage_trail),
)


def _table_reader(
    content: bytes, source: str, mapping: Mapping | None
) -> Callable[[bytes, str, Mapping | None], Export]:
    """Return the reader of a table: the layouts with names of their own first, then any ledger."""
    if looks_like_iif(content):
        return read_iif
    if mapping is None and looks_like_api_table(content):
        raise NotAnExportError(one_table_fault(source))
    if looks_like_time_log(content):
        return read_time_log
    named = mapping is not None and any(getattr(mapping, role) for role in ROLES)
    for looks, read in _TABLES if not named else ():
        if looks(content):
            return read
    if looks_like_report(content, mapping):
        return read_report
    if looks_like_bank_table(content, mapping) or (mapping is None and looks_headless(content)):
        return read_bank_table
    return read_csv


def _from_workbook(content: bytes, source: str, mapping: Mapping | None) -> Export:
    """Return what the one sheet of a workbook that is an export holds.

    Raises IntakeError when no sheet is one, or when several are: their entries might be the same.
    """
    sheets = read_sheets(content, source)
    wanted = mapping.sheet.lower() if mapping else ""
    if wanted and not any(sheet.name.lower() == wanted for sheet in sheets):
        names = ", ".join(sheet.name for sheet in sheets)
        what = f"there is no sheet {mapping.sheet if mapping else ''!r} with anything in it."
        raise IntakeError(Fault(what, source, f"The sheets are: {names}."))
    exports: list[tuple[str, Export]] = []
    faults: list[Fault] = []
    notes: list[Fault] = []
    for sheet in sheets:
        if wanted and sheet.name.lower() != wanted:
            continue
        place = source if len(sheets) == 1 else f"{source}[{sheet.name}]"
        try:
            exports.append((sheet.name, parse_export(sheet.content, place, mapping)))
        except NotAnExportError as error:  # a sheet of notes
            notes.extend(error.faults)
        except IntakeError as error:
            faults.extend(error.faults)
    if faults:
        raise IntakeError(faults)
    if not exports:
        raise NotAnExportError(notes)
    if len(exports) > 1:
        names = ", ".join(name for name, _ in exports)
        what = f"{len(exports)} sheets are exports ({names}); they may hold the same entries."
        raise IntakeError(Fault(what, source, "State one with sheet=..., or save each as a file."))
    return exports[0][1]
