"""CAMT.053 statements, CAMT.052 reports and CAMT.054 notifications of ISO 20022, any version."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.bank.statement import BankLine, BankStatement, Kind, minor
from bestplaced.intake.ledger import Finding
from bestplaced.intake.xml_guard import read_records, root_of

if TYPE_CHECKING:
    from bestplaced.intake.xml_guard import Node

_FORMATS: Final[dict[str, tuple[str, Kind]]] = {
    "Stmt": ("CAMT.053", "statement"),
    "Rpt": ("CAMT.052", "report"),
    "Ntfctn": ("CAMT.054", "notification"),
}
_REMEDY: Final = "Ask the bank for the statement again."
_OPENING: Final = ("OPBD", "PRCD")
_CLOSING: Final = ("CLBD",)


def looks_like_camt(content: bytes) -> bool:
    """Say whether the bytes begin an XML document of the camt family."""
    root, namespace = root_of(content)
    return root == "Document" and ":camt." in namespace


@dataclass(slots=True)
class _State:
    source: str
    statements: list[BankStatement] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lines: list[BankLine] = field(default_factory=list)
    pending: int = 0
    currencies: dict[str, int] = field(default_factory=dict)

    def fault(self, node: Node, what: str) -> None:
        self.faults.append(Fault(what, f"{self.source}:{node.line}", _REMEDY))


def read_camt(content: bytes, source: str) -> tuple[BankStatement, ...]:
    """Return the statements of a camt.052, 053 or 054 message, in the order of the file.

    Raises IntakeError with every fault found: XML that is damaged, cut off or declares a DTD,
    entries without amount, sign or date, no statement at all.
    """
    state = _State(source)

    def handle(node: Node, _: Node | None) -> None:
        if node.tag == "Ntry":
            _entry(state, node)
        else:
            _statement(state, node)

    read_records(content, source, frozenset({"Ntry", *_FORMATS}), handle)
    if not state.statements and not state.faults:
        what = "the message holds no statement, report or notification."
        state.faults.append(Fault(what, source, "Export camt.053 statements."))
    if state.faults:
        raise IntakeError(state.faults)
    return tuple(state.statements)


def _entry(state: _State, node: Node) -> None:
    status = node.get("Sts", "Cd") or node.get("Sts")
    if status and status != "BOOK":
        state.pending += 1
        return
    amount = node.find("Amt")
    currency = amount.attributes.get("Ccy", "") if amount else ""
    try:
        value = _signed(node, currency)
        date = _date(node.find("BookgDt")) or _date(node.find("ValDt"))
    except ValueError as error:
        state.fault(node, f"{error}.")
        return
    if date is None:
        state.fault(node, "the entry has no booking date and no value date.")
        return
    if currency:
        state.currencies.setdefault(currency, node.line)
    details = list(node.all("TxDtls"))
    count = node.get("NtryDtls", "Btch", "NbOfTxs")
    parts = int(count) if count.isascii() and count.isdigit() else len(details)
    state.lines.append(
        BankLine(
            date=date,
            amount=value,
            counterparty=_counterparty(details, money_in=value > 0),
            reference=node.get("AcctSvcrRef") or _first(details, "Refs", "EndToEndId"),
            line=node.line,
            text=" ".join(t.text.strip() for t in node.all("Ustrd")) or node.get("AddtlNtryInf"),
            parts=max(parts, 1),
        )
    )


def _signed(node: Node, currency: str) -> int:
    """Return an amount with the sign of its credit or debit mark.

    A reversal (RvslInd) needs no turn: the mark already says which way the money went.
    """
    mark = node.get("CdtDbtInd")
    if mark not in {"CRDT", "DBIT"}:
        reason = f"CdtDbtInd is {mark!r}, neither CRDT nor DBIT"
        raise ValueError(reason)
    value = minor(node.get("Amt"), currency)
    return value if mark == "CRDT" else -value


def _date(node: Node | None) -> dt.date | None:
    text = node.get("Dt") or node.get("DtTm") if node else ""
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        reason = f"{text[:40]!r} is not a date"
        raise ValueError(reason) from None


def _first(details: list[Node], *path: str) -> str:
    return next((found for found in (item.get(*path) for item in details) if found), "")


def _counterparty(details: list[Node], *, money_in: bool) -> str:
    party = "Dbtr" if money_in else "Cdtr"
    names = [
        item.get("RltdPties", party, "Nm") or item.get("RltdPties", party, "Pty", "Nm")
        for item in details
    ]
    known = [name for name in names if name]
    return known[0] if len(set(known)) == 1 else "; ".join(dict.fromkeys(known))[:200]


def _statement(state: _State, node: Node) -> None:
    name, kind = _FORMATS[node.tag]
    lines, state.lines = tuple(state.lines), []
    pending, state.pending = state.pending, 0
    currencies, state.currencies = state.currencies, {}
    account = node.get("Acct", "Id", "IBAN") or node.get("Acct", "Id", "Othr", "Id")
    if not account:
        state.fault(node, "the statement does not say its account.")
    findings: list[Finding] = []
    balances = _balances(state, node)
    opens = next((balances[c] for c in _OPENING if c in balances), None)
    closes = next((balances[c] for c in _CLOSING if c in balances), None)
    stated = node.get("Acct", "Ccy") or (opens[1] if opens else "") or next(iter(currencies), "")
    foreign = {code: line for code, line in currencies.items() if code != stated}
    for code, line in foreign.items():
        what = f"an entry is in {code}, the account in {stated}; their sum says nothing."
        state.faults.append(Fault(what, f"{state.source}:{line}", _REMEDY))
    if pending:
        what = f"{pending} entries are pending or for information: not booked, not counted."
        findings.append(Finding(what, f"{state.source}:{node.line}"))
    first, last = _period(state, node)
    state.statements.append(
        BankStatement(
            format=name,
            source=state.source,
            account=account,
            currency=stated,
            lines=lines,
            opening=_in_currency(opens, stated, "opening", findings, state, node),
            closing=_in_currency(closes, stated, "closing", findings, state, node),
            first=first or (opens[2] if opens else None),
            last=(closes[2] if closes else None) or last,
            line=node.line,
            kind=kind,
            owner=node.get("Acct", "Ownr", "Nm"),
            unread=pending,
            findings=tuple(findings),
        )
    )


_Known = tuple[int, str, "dt.date | None"]


def _balances(state: _State, node: Node) -> dict[str, _Known]:
    found: dict[str, _Known] = {}
    for child in node.children:
        if child.tag != "Bal":
            continue
        code = child.get("Tp", "CdOrPrtry", "Cd")
        amount = child.find("Amt")
        currency = amount.attributes.get("Ccy", "") if amount else ""
        try:
            found.setdefault(code, (_signed(child, currency), currency, _date(child.find("Dt"))))
        except ValueError as error:
            state.fault(child, f"balance {code}: {error}.")
    return found


def _in_currency(
    known: _Known | None, stated: str, name: str, findings: list[Finding], state: _State, node: Node
) -> int | None:
    """Return a balance, or None with a finding when it is in another currency."""
    if known is None:
        return None
    amount, currency, _ = known
    if currency and currency != stated:
        what = f"the {name} balance is in {currency}, the account in {stated}: not checked."
        findings.append(Finding(what, f"{state.source}:{node.line}"))
        return None
    return amount


def _period(state: _State, node: Node) -> tuple[dt.date | None, dt.date | None]:
    ends: list[dt.date | None] = []
    for tag in ("FrDtTm", "ToDtTm"):
        text = node.get("FrToDt", tag)
        try:
            ends.append(dt.date.fromisoformat(text[:10]) if text else None)
        except ValueError:
            state.fault(node, f"FrToDt: {text[:40]!r} is not a date.")
            ends.append(None)
    return ends[0], ends[1]
