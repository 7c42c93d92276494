"""Bank statements: CAMT, OFX, MT940, QIF, PayPal, Venmo, Open Collective and tables, one value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bestplaced.intake.bank.camt import looks_like_camt, read_camt
from bestplaced.intake.bank.counting import BankVolumes, StatementSummary, measure_statements
from bestplaced.intake.bank.mt940 import looks_like_mt940, read_mt940
from bestplaced.intake.bank.ofx import looks_like_ofx, read_ofx
from bestplaced.intake.bank.open_collective import (
    looks_like_open_collective,
    read_open_collective,
)
from bestplaced.intake.bank.paypal import looks_like_paypal, read_paypal
from bestplaced.intake.bank.qif import looks_like_qif, read_qif
from bestplaced.intake.bank.statement import (
    BankLine,
    BankStatement,
    balance_findings,
    chain_findings,
    say,
)
from bestplaced.intake.bank.table import looks_headless, looks_like_bank_table, read_bank_table
from bestplaced.intake.bank.venmo import looks_like_venmo, read_venmo

if TYPE_CHECKING:
    from bestplaced.intake.columns import Mapping

__all__ = [
    "BankLine",
    "BankStatement",
    "BankVolumes",
    "StatementSummary",
    "balance_findings",
    "chain_findings",
    "looks_headless",
    "looks_like_bank_table",
    "looks_like_statement",
    "measure_statements",
    "parse_statements",
    "read_bank_table",
    "say",
]

_READERS: Final = (
    (looks_like_ofx, read_ofx),
    (looks_like_camt, read_camt),
    (looks_like_mt940, read_mt940),
    (looks_like_open_collective, read_open_collective),
    (looks_like_venmo, read_venmo),
)
# Those whose dates and amounts may read two ways, so that a mapping may settle them.
_ASKING: Final = ((looks_like_paypal, read_paypal), (looks_like_qif, read_qif))


def looks_like_statement(content: bytes) -> bool:
    """Say whether the bytes begin a bank file in a format of its own."""
    return any(looks(content) for looks, _ in (*_READERS, *_ASKING))


def parse_statements(
    content: bytes, source: str, mapping: Mapping | None = None
) -> tuple[BankStatement, ...]:
    """Return the statements in the bytes of a bank file; empty when they are no bank file.

    Raises IntakeError with every fault found in a file that is one.
    """
    for looks, read in _READERS:
        if looks(content):
            return read(content, source)
    return next((read(content, source, mapping) for looks, read in _ASKING if looks(content)), ())
