"""Bank statements: CAMT, OFX, MT940 and PayPal into one neutral value."""

from __future__ import annotations

from bestplaced.intake.bank.camt import looks_like_camt, read_camt
from bestplaced.intake.bank.counting import BankVolumes, StatementSummary, measure_statements
from bestplaced.intake.bank.mt940 import looks_like_mt940, read_mt940
from bestplaced.intake.bank.ofx import looks_like_ofx, read_ofx
from bestplaced.intake.bank.paypal import looks_like_paypal, read_paypal
from bestplaced.intake.bank.statement import (
    BankLine,
    BankStatement,
    balance_findings,
    chain_findings,
    say,
)

__all__ = [
    "BankLine",
    "BankStatement",
    "BankVolumes",
    "StatementSummary",
    "balance_findings",
    "chain_findings",
    "measure_statements",
    "parse_statements",
    "say",
]


def parse_statements(content: bytes, source: str) -> tuple[BankStatement, ...]:
    """Return the statements in the bytes of a bank file; empty when they are no bank file.

    Raises IntakeError with every fault found in a file that is one.
    """
    if looks_like_ofx(content):
        return read_ofx(content, source)
    if looks_like_camt(content):
        return read_camt(content, source)
    if looks_like_mt940(content):
        return read_mt940(content, source)
    if looks_like_paypal(content):
        return read_paypal(content, source)
    return ()
