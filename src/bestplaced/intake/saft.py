"""SAF-T Financial: the ledger in the files of Portugal, Norway, Romania and the OECD core."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake import amounts
from bestplaced.intake.ledger import (
    Account,
    Balance,
    Entry,
    Finding,
    Ledger,
    Posting,
    money,
    unbalanced_faults,
)
from bestplaced.intake.xml_guard import read_records, root_of

if TYPE_CHECKING:
    from bestplaced.intake.xml_guard import Node

FORMAT: Final = "SAF-T"
_REMEDY: Final = "Export the SAF-T file again in full."
_DOCUMENTS: Final = {
    "Invoice": "invoices",
    "StockMovement": "goods movements",
    "WorkDocument": "working documents",
    "Payment": "payments",
}
_MASTER: Final = frozenset({"Customer", "Supplier", "Product", "TaxTableEntry", "Owner", "Asset"})
_WANTED: Final = frozenset(
    {"Header", "Account", "Transaction", "GeneralLedgerEntries", *_DOCUMENTS, *_MASTER}
)
_LINES: Final = frozenset({"Line", "TransactionLine", "DebitLine", "CreditLine"})
# Country -> chart and currency, where the file itself says neither; by the end of its namespace.
_COUNTRIES: Final = {"PT": ("SNC", "EUR"), "NO": ("NS4102", "NOK"), "RO": ("RO", "RON")}
_SPACES: Final = ((":PT_", "PT"), ("Financial:NO", "NO"), (":anaf:", "RO"))
_SUMS: Final = frozenset({"GR", "GA", "AR", "AA"})  # headings of the Portuguese chart
_KINDS: Final = {
    "asset": "asset", "liability": "liability", "sale": "revenue", "income": "revenue",
    "expense": "expense", "revenue": "revenue", "equity": "equity",
}  # fmt: skip


@dataclass(slots=True)
class _State:
    source: str
    country: str = ""  # of the file's namespace
    header: Node | None = None
    accounts: dict[str, Account] = field(default_factory=dict)
    opening: dict[str, int] = field(default_factory=dict)
    closing: dict[str, int] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    totals: Node | None = None
    documents: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, node: Node, what: str) -> None:
        self.faults.append(Fault(what, f"{self.source}:{node.line}", _REMEDY))


def looks_like_saft(content: bytes) -> bool:
    """Say whether the bytes begin a SAF-T audit file."""
    return root_of(content)[0] == "AuditFile"


def read_saft(content: bytes, source: str, _encoding: str = "") -> Ledger:
    """Return the general ledger in a SAF-T file, whose encoding the XML itself declares.

    Raises IntakeError with every fault found: XML that is damaged, cut off or declares a DTD,
    a file of invoices without ledger, lines that cannot be read, entries that do not balance.
    """
    space = root_of(content)[1]
    state = _State(source, next((country for mark, country in _SPACES if mark in space), ""))
    read_records(content, source, _WANTED, lambda node, parent: _record(state, node, parent))
    if not state.entries and not state.faults:
        raise IntakeError(_no_ledger(state))
    state.faults.extend(unbalanced_faults(state.entries, source, _REMEDY))
    if state.faults:
        raise IntakeError(state.faults)
    return _ledger(state)


def _record(state: _State, node: Node, parent: Node | None) -> None:
    within = parent.tag if parent else ""
    if node.tag == "Header":
        state.header = node
    elif node.tag == "Account" and within == "GeneralLedgerAccounts":
        _account(state, node)
    elif node.tag == "Transaction" and within == "Journal":
        _transaction(state, node, parent.get("JournalID") if parent else "")
    elif node.tag == "GeneralLedgerEntries":
        state.totals = node
    elif node.tag in _DOCUMENTS and within != "DocumentTotals":
        state.documents[_DOCUMENTS[node.tag]] += 1


def _no_ledger(state: _State) -> Fault:
    held = ", ".join(f"{count} {name}" for name, count in state.documents.items()) or "no documents"
    kind = state.header.get("TaxAccountingBasis") if state.header else ""
    basis = f" (TaxAccountingBasis {kind})" if kind else ""
    return Fault(
        f"this SAF-T file{basis} holds {held}, but no general ledger entries.",
        state.source,
        "Export the accounting SAF-T (in Portugal: contabilidade, basis C), not the invoicing one.",
    )


def _account(state: _State, node: Node) -> None:
    number = node.get("AccountID")
    if not number:
        state.fault(node, "an account has no AccountID.")
        return
    kind = _KINDS.get(node.get("AccountType").lower(), "")
    standard = node.get("StandardAccountID")
    if standard and number.startswith(standard):  # it only says less than the number itself
        standard = ""
    state.accounts[number] = Account(number, node.get("AccountDescription"), kind, standard)
    if node.get("GroupingCategory") in _SUMS:
        return
    for name, balances in (("Opening", state.opening), ("Closing", state.closing)):
        debit, credit = node.find(f"{name}DebitBalance"), node.find(f"{name}CreditBalance")
        if debit or credit:
            balances[number] = _amount(state, debit) - _amount(state, credit)


def _amount(state: _State, node: Node | None) -> int:
    """Return an amount in hundredths; in later versions it stands in an Amount of its own."""
    if node is None:
        return 0
    text = node.get("Amount") if node.find("Amount") else node.text.strip()
    try:
        return amounts.parse(text, "point")
    except ValueError as error:
        state.fault(node, f"{node.tag}: {error}.")
        return 0


def _transaction(state: _State, node: Node, journal: str) -> None:
    text = node.get("TransactionDate") or node.get("GLPostingDate")
    try:
        date = dt.date.fromisoformat(text[:10])
    except ValueError:
        state.fault(node, f"transaction {node.get('TransactionID')}: {text[:40]!r} is not a date.")
        return
    postings = []
    for line in _lines(node):
        account = line.get("AccountID")
        if not account:
            state.fault(line, "the line has no AccountID.")
        value = _amount(state, line.find("DebitAmount")) - _amount(state, line.find("CreditAmount"))
        party = _party(line) or _party(node)
        postings.append(Posting(account, value, line.get("Description"), party))
    if not postings:
        state.fault(node, f"transaction {node.get('TransactionID')} has no lines.")
        return
    number, words = node.get("TransactionID"), node.get("Description")
    entry = Entry(
        journal, number, date, words, tuple(postings), node.line,
        entered=_iso(_first(node, "SystemEntryDate")), person=node.get("SourceID"),
        document=_first(node, "SourceDocumentID"),
    )  # fmt: skip
    state.entries.append(entry)


def _first(node: Node, name: str) -> str:
    """Return what a transaction, or else the first of its lines that says it, says."""
    return node.get(name) or next((line.get(name) for line in _lines(node) if line.get(name)), "")


def _party(node: Node) -> str:
    """Return the customer or supplier; 0 stands for none in Romania."""
    return next(
        (
            name
            for part in ("CustomerID", "SupplierID")
            if (name := node.get(part)) not in {"", "0"}
        ),
        "",
    )


def _iso(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _lines(node: Node) -> list[Node]:
    return [
        line
        for child in node.children
        for line in (child.children if child.tag == "Lines" else [child])
        if line.tag in _LINES
    ]


def _ledger(state: _State) -> Ledger:
    header = state.header
    used = {posting.account for entry in state.entries for posting in entry.postings}
    held = used | state.opening.keys()
    findings = [
        Finding(f"account {number} is posted to but never declared.", state.source)
        for number in sorted(used - state.accounts.keys())
    ]
    accounts = [account for number, account in state.accounts.items() if number in held]
    accounts += [Account(number) for number in sorted(used - state.accounts.keys())]
    ledger = Ledger(
        format=FORMAT,
        source=state.source,
        organisation=_organisation(header),
        currency=_currency(state),
        accounts=tuple(accounts),
        entries=tuple(state.entries),
        opening=tuple(Balance(*pair) for pair in state.opening.items()),
        closing=tuple(Balance(*pair) for pair in state.closing.items()),
        fiscal_first=_day(header, "StartDate", "SelectionStartDate"),
        fiscal_last=_day(header, "EndDate", "SelectionEndDate"),
        chart=_COUNTRIES.get(_country(state), ("", ""))[0],
    )
    findings += _check_totals(state, ledger)
    findings += _check_balances(state, ledger)
    return replace(ledger, findings=tuple(findings))


def _country(state: _State) -> str:
    """Return the country whose chart and currency the file follows, by its header or namespace."""
    header = state.header
    if header is None:
        return state.country
    return (
        header.get("AuditFileCountry")
        or header.get("CompanyAddress", "Country")
        or header.get("Company", "Address", "Country")
        or state.country
    )


def _currency(state: _State) -> str:
    header = state.header
    stated = (header.get("CurrencyCode") or header.get("DefaultCurrencyCode")) if header else ""
    return stated.upper() or _COUNTRIES.get(_country(state), ("", ""))[1]


def _organisation(header: Node | None) -> str:
    if header is None:
        return ""
    return header.get("CompanyName") or header.get("Company", "Name")


def _day(header: Node | None, *names: str) -> dt.date | None:
    for name in names:
        text = ""
        if header is not None:
            text = header.get(name) or header.get("SelectionCriteria", name)
        try:
            return dt.date.fromisoformat(text[:10])
        except ValueError:
            continue
    return None


def _check_totals(state: _State, ledger: Ledger) -> list[Finding]:
    """Return a finding for each total of the file that its own entries do not make."""
    if state.totals is None:
        return []
    found = []
    place = f"{state.source}:{state.totals.line}"
    for name, summed in (("TotalDebit", ledger.debits), ("TotalCredit", ledger.credits)):
        text = state.totals.get(name)
        if not text:
            continue
        try:
            stated = amounts.parse(text, "point")
        except ValueError as error:
            found.append(Finding(f"{name}: {error}.", place))
            continue
        if stated != summed:
            what = f"{name} says {money(stated)}, the entries make {money(summed)}."
            found.append(Finding(what, place))
    count = state.totals.get("NumberOfEntries")
    if count and count not in {str(len(ledger.entries)), str(ledger.lines)}:
        what = f"NumberOfEntries says {count[:20]}, the file holds {len(ledger.entries)} entries."
        found.append(Finding(what, place))
    return found


def _check_balances(state: _State, ledger: Ledger) -> list[Finding]:
    moved = ledger.turnover()
    found = []
    for number, closing in state.closing.items():
        opening = state.opening.get(number, 0)
        made = opening + moved.get(number, 0)
        if made != closing and (number in moved or opening != closing):
            what = (
                f"account {number}: opening {money(opening)} + postings "
                f"{money(moved.get(number, 0))} = {money(made)}, but the file closes it at "
                f"{money(closing)}."
            )
            found.append(Finding(what, state.source))
    return found
