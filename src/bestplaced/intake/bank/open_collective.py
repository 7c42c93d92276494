"""Open Collective transactions as CSV: each account and currency is a register."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts, dates
from bestplaced.intake.bank.running import in_time
from bestplaced.intake.bank.statement import BankLine, BankStatement, minor
from bestplaced.intake.ledger import Finding
from bestplaced.intake.tables import header_of, read_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.intake.bank.running import Balanced

FORMAT: Final = "Open Collective"
_IDS: Final = ("shortid", "transactionid", "id", "legacyid")
_DATES: Final = ("effectivedate", "datetime", "date", "createdat")
_NETS: Final = ("netamount", "netamountincollectivecurrency", "displaynetamount")
_REMEDY: Final = "Export the transactions from Open Collective again, with the default fields."


@dataclass(slots=True)
class _Register:
    """One account in one currency while it is read; a balance belongs to the line beside it."""

    read: list[Balanced] = field(default_factory=list)


def _first(names: Sequence[str], held: frozenset[str] | dict[str, str]) -> str:
    return next((name for name in names if name in held), "")


def looks_like_open_collective(content: bytes) -> bool:
    """Say whether the bytes begin a table of transactions of Open Collective."""
    names = header_of(content)
    own = {"accountslug", "collectiveslug", "oppositeaccountslug", "hostslug", "shortgroup"}
    return bool(names & own) and bool(_first(_NETS, names)) and bool(_first(_DATES, names))


def read_open_collective(content: bytes, source: str) -> tuple[BankStatement, ...]:
    """Return one statement for each account and currency.

    Each row of the ledger is one movement of one account at its net amount; fees and taxes that
    have rows of their own are lines of their own. Raises IntakeError with every fault found.
    """
    table = read_table(content, source)
    net, day, key = (_first(names, table.columns) for names in (_NETS, _DATES, _IDS))
    faults: list[Fault] = []
    registers: dict[tuple[str, str], _Register] = defaultdict(_Register)
    if not (net and day and "currency" in table.columns):
        what = "the table lacks a net amount, a date or the currency."
        raise IntakeError(Fault(what, f"{source}:1", _REMEDY))
    for line, row in table.rows:
        place = f"{source}:{line}"
        code = row["currency"].upper()
        account = row.get("accountslug") or row.get("collectiveslug", "")
        try:
            date = dates.parse(row[day].partition("T")[0], "mdy")
            amount = _minor(row[net], code)
            balance = _minor(row["balance"], code) if row.get("balance") else None
        except ValueError as error:
            faults.append(Fault(f"{error}.", place, _REMEDY))
            continue
        register = registers[account, code]
        other = row.get("oppositeaccountname") or row.get("oppositeaccountslug", "")
        text = row.get("description") or row.get("kind", "")
        reference = row.get(key, "") if key else ""
        register.read.append((BankLine(date, amount, other, reference, line, text), balance))
    if not registers and not faults:
        faults.append(Fault("the table holds no transactions.", source, _REMEDY))
    if faults:
        raise IntakeError(faults)
    return tuple(
        _statement(source, account, code, register)
        for (account, code), register in registers.items()
    )


def _minor(cell: str, code: str) -> int:
    """Return minor units; the export writes a plain decimal point."""
    if amounts.evidence(cell) == "comma":
        reason = f"{cell[:40]!r} has a decimal comma, which Open Collective does not write"
        raise ValueError(reason)
    return minor(cell, code)


def _statement(source: str, account: str, code: str, register: _Register) -> BankStatement:
    read = in_time(register.read)
    lines = [line for line, _ in read]
    first, last = read[0][1], read[-1][1]
    findings = []
    if first is None or last is None:
        what = f"account {account}: the table gives no balances: nothing shows it is complete."
        findings.append(Finding(what, source))
    return BankStatement(
        format=FORMAT,
        source=source,
        account=account or "Open Collective",
        currency=code,
        lines=tuple(lines),
        opening=first - lines[0].amount if first is not None else None,
        closing=last,
        line=lines[0].line,
        owner=account,
        findings=tuple(findings),
    )
