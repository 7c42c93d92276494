"""What each account means: from the Swedish BAS chart, from its name, or from its number.

A SIE file is read by BAS number ranges. A table is read by account names first; the names then
show whether its numbers follow the usual American chart (4 revenue, 5 cost of sales) or BAS
(3 revenue, 4 cost of sales), and the numbers settle what names leave open.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.charts import MEANINGS, Meaning, Statement, place
from bestplaced.intake.sie import FORMATS as SIE
from bestplaced.intake.text import decode, read_bytes

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    from bestplaced.intake.ledger import Account, Ledger

_Range = tuple[int, int, Meaning, Statement, str]

# BAS 2024 (bas.se), first two to four digits; the first range that holds a number wins.
_BAS: Final[tuple[_Range, ...]] = (
    (1000, 1399, "fixed_assets", "balance", "fixed assets"),
    (1400, 1499, "inventory", "balance", "inventory and work in progress"),
    (1500, 1599, "receivables", "balance", "customers"),
    (1630, 1649, "tax", "balance", "tax account and tax claims"),
    (1650, 1659, "sales_tax", "balance", "VAT claim"),
    (1600, 1899, "other_asset", "balance", "other current assets"),
    (1910, 1919, "cash", "balance", "cash in hand"),
    (1900, 1999, "bank", "balance", "bank"),
    (2000, 2099, "equity", "balance", "equity"),
    (2440, 2449, "payables", "balance", "suppliers"),
    (2500, 2599, "tax", "balance", "income tax"),
    (2600, 2699, "sales_tax", "balance", "VAT"),
    (2100, 2999, "other_liability", "balance", "other liabilities"),
    (3000, 3999, "revenue", "result", "operating income"),
    (4000, 4999, "cost_of_sales", "result", "goods, materials, subcontractors"),
    (5000, 6999, "other_expense", "result", "other external costs"),
    (7000, 7699, "payroll", "result", "staff"),
    (7700, 7999, "other_expense", "result", "depreciation and other operating costs"),
    (8000, 8799, "financial", "result", "financial income and costs"),
    (8800, 8899, "other_expense", "result", "appropriations"),
    (8900, 8989, "tax", "result", "tax on the year's result"),
    (8990, 8999, "equity", "balance", "result of the year carried to equity"),
)
_US: Final[tuple[_Range, ...]] = (
    (1000, 1999, "other_asset", "balance", "assets"),
    (2000, 2999, "other_liability", "balance", "liabilities"),
    (3000, 3999, "equity", "balance", "equity"),
    (4000, 4999, "revenue", "result", "revenue"),
    (5000, 5999, "cost_of_sales", "result", "cost of sales"),
    (6000, 7999, "other_expense", "result", "operating expenses"),
    (8000, 8999, "financial", "result", "other income and costs"),
    (9000, 9999, "tax", "result", "taxes"),
)
# What an expense says about the finance function of today.
ROLES: Final = ("accounting_fees", "software", "outsourcing", "finance_payroll")
_BAS_WAGES: Final = (7000, 7299)
_ENOUGH_NAMES: Final = 5
_MAJORITY: Final = 0.7

# Account names, first match wins; lower case. English, with the commonest Swedish, German and
# French words.
_NAMES: Final[tuple[tuple[str, Meaning, Statement], ...]] = (
    (r"\b(sales tax|vat|gst|hst|moms|umsatzsteuer|vorsteuer|tva)\b", "sales_tax", "balance"),
    (r"^(sales|revenue)\b(?!.*(commission|expense|salar|wage|payroll|discount|return))",
     "revenue", "result"),
    (r"accum\w*\.? (depreciation|amorti[sz]ation)", "fixed_assets", "balance"),
    (r"(deferred|unearned) (revenue|income)|customer deposits?", "other_liability", "balance"),
    ((r"(accounts?|trade) payable|^(trade )?creditors|leverantörssk|verbindlichkeiten aus l|"
     r"^fournisseurs"), "payables", "balance"),
    (r"(accounts?|trade) receivable|^(trade )?debtors|kundfordr|forderungen aus l|^clients?$",
     "receivables", "balance"),
    (r"(payable|accrued|withh(e|o)ld|withholding|liabilit)", "other_liability", "balance"),
    ((r"(loan|mortgage|line of credit|overdraft|credit card|\blån\b|darlehen|emprunt)(?!.*"
     r"(interest|expense|fee))"), "other_liability", "balance"),
    (r"(bank|merchant|card) (fee|charge|service)|processing fee", "other_expense", "result"),
    (r"interest|dividends? (income|received)|exchange (gain|loss|difference)|\bränt|zinsen",
     "financial", "result"),
    ((r"(income|corporation|corporate|federal|profit) tax|tax on (profit|income)|skatt på|"
     r"impôt sur"), "tax", "result"),
    (r"petty cash|cash (in|on) hand|\bkassa\b|^kasse$|^caisse$", "cash", "balance"),
    ((r"\b(bank|checking|chequing|cheque account|current account|savings?|operating account|"
     r"payroll account|cash|giro|plusgiro|bankgiro)\b|^banque"), "bank", "balance"),
    ((r"equity|retained earnings|share capital|common stock|owner'?s? |drawings?|capital stock|"
     r"eget kapital|aktiekapital|eigenkapital|paid.in capital"), "equity", "balance"),
    (r"prepaid|prepayment|deposits? (paid|held)|security deposit|other (current )?assets?",
     "other_asset", "balance"),
    ((r"cost of (goods|sales)|\bcogs\b|cost of revenue|direct (material|labor|labour|cost)|"
     r"subcontract|purchases|freight|varuinköp|wareneinsatz|^achats|materials? (used|purchased|"
     r"cost)"), "cost_of_sales", "result"),
    ((r"inventory|raw material|finished goods|work in (progress|process)|stock (on|in) hand|"
     r"^stock$|\blager\b|vorräte"), "inventory", "balance"),
    ((r"wages|salar|payroll|social security|employer|pension|retirement|401|health insurance|"
     r"workers.? comp|staff|\blöner?\b|löhne|gehälter|salaires"), "payroll", "result"),
    ((r"depreciation|amorti[sz]ation|expense|\bcosts?\b|fees?\b|rent\b|utilit|insurance|repair|"
     r"maintenance|advertis|marketing|travel|supplies|telephone|internet|software|subscription|"
     r"postage|licen[cs]e|meals|fuel|training|hyra|miete|loyer|professional|legal|bad debt"),
     "other_expense", "result"),
    (r"\b(sales|revenue|income|turnover|fees earned)\b|försäljning|umsatz|erlöse|^ventes",
     "revenue", "result"),
    ((r"equipment|machiner|vehicle|furniture|fixtures|building|\bland\b|leasehold|computers?|"
     r"goodwill|patents?|inventarier|maschinen"), "fixed_assets", "balance"),
)  # fmt: skip
_PATTERNS: Final = tuple((re.compile(word), what, where) for word, what, where in _NAMES)
# The first part of names such as Expenses:Meals, in the five classes of double entry.
_ROOTS: Final = {
    "expense": "other_expense", "expenses": "other_expense", "income": "revenue",
    "revenue": "revenue", "revenues": "revenue", "asset": "other_asset", "assets": "other_asset",
    "liability": "other_liability", "liabilities": "other_liability", "equity": "equity",
}  # fmt: skip
_WAGES: Final = re.compile(r"wages|salar|\blöner?\b|löhne|gehälter|salaires")
_PAYROLL_DEBT: Final = re.compile(
    r"payroll (tax|liab)|social (sec|charges)|withh(e|o)ld|\bpaye\b|arbetsgivaravg|personalskatt|"
    r"sociala avg|lohnsteuer|sozialvers|urssaf|sécurité sociale|arbeidsgiveravg|skattetrekk"
)
_LOAN: Final = re.compile(r"\bloan|mortgage|\blån\b|banklån|darlehen|emprunt|empréstimo")
_KIND_STATEMENT: Final[dict[str, Statement]] = {
    "asset": "balance", "liability": "balance", "expense": "result", "revenue": "result",
}  # fmt: skip
_KIND_MEANING: Final[dict[str, Meaning]] = {
    "asset": "other_asset", "liability": "other_liability",
    "expense": "other_expense", "revenue": "revenue",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccountMeaning:
    """What one account means, in which statement it stands, and why that is thought.

    ``wages`` marks gross pay itself, apart from what employing people costs besides.
    """

    account: str
    meaning: Meaning
    statement: Statement
    basis: str
    wages: bool = False
    name: str = ""
    role: str = ""

    @property
    def confidence(self) -> str:
        """Say how sure the meaning is: ``stated``, ``high``, ``medium``, ``low`` or ``none``.

        High where the file declares it or its format fixes the chart, medium where the name says
        it, low where the chart itself was guessed from other accounts' names.
        """
        if self.meaning == "unknown":
            return "none"
        marks = (("stated", "stated"), ("declared", "high"), ("name", "medium"),
                 ("US chart", "low"))  # fmt: skip
        return next((word for mark, word in marks if self.basis.startswith(mark)), "high")

    @property
    def payroll_debt(self) -> bool:
        """Say whether payroll taxes or social charges are owed here, by its name."""
        return self.statement == "balance" and _PAYROLL_DEBT.search(self.name.lower()) is not None

    @property
    def loan(self) -> bool:
        """Say whether a loan is owed here, by its name."""
        return self.meaning == "other_liability" and _LOAN.search(self.name.lower()) is not None


def account_meanings(
    ledger: Ledger, stated: Mapping[str, str] | None = None
) -> dict[str, AccountMeaning]:
    """Return the meaning of every account of a ledger, by account number.

    ``stated`` gives meanings (:data:`bestplaced.intake.charts.MEANINGS`) or roles (:data:`ROLES`)
    that the user knows better, by number. An account that nothing explains means ``unknown`` and
    stands in no figure.
    """
    found = _meanings(ledger)
    stated = stated or {}
    return {
        account.number: replace(
            _stated(found[account.number], stated.get(account.number, "")), name=account.name
        )
        for account in ledger.accounts
    }


def stated_meanings(pairs: Iterable[str]) -> dict[str, str]:
    """Return number -> meaning from ``6230=accounting_fees``.

    Raises IntakeError naming every pair that is not an account and a known meaning or role.
    """
    known = (*MEANINGS, *ROLES)
    found: dict[str, str] = {}
    faults = []
    for pair in pairs:
        number, _, meaning = (part.strip() for part in pair.partition("="))
        if not number or meaning not in known:
            what = f"--account {pair!r} is not ACCOUNT=MEANING."
            faults.append(Fault(what, remedy=f"Meanings are: {', '.join(known)}."))
        elif found.setdefault(number, meaning) != meaning:
            what = f"account {number} is stated as {found[number]} and as {meaning}."
            faults.append(Fault(what, "--account", "Keep one of the two."))
    if faults:
        raise IntakeError(faults)
    return found


def meanings_in(path: str | os.PathLike[str]) -> dict[str, str]:
    """Return number -> meaning from a CSV file of ``account,meaning`` rows, with or without header.

    Raises IntakeError naming the line of every row that is not an account and a known meaning.
    """
    source = Path(path).name
    rows = csv.reader(io.StringIO(decode(read_bytes(path), source), newline=""))
    known = (*MEANINGS, *ROLES)
    found: dict[str, str] = {}
    faults = []
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and [c.lower() for c in cells] == ["account", "meaning"]):
            continue
        if len(cells) != 2 or not cells[0] or cells[1] not in known:  # noqa: PLR2004 - a pair
            what = f"{','.join(cells)[:60]!r} is not an account and a meaning."
            remedy = f"Meanings are: {', '.join(known)}."
            faults.append(Fault(what, f"{source}:{number}", remedy))
        elif found.setdefault(cells[0], cells[1]) != cells[1]:
            what = f"account {cells[0]} is stated as {found[cells[0]]} and as {cells[1]}."
            faults.append(Fault(what, f"{source}:{number}", "Keep one of the two."))
    if faults:
        raise IntakeError(faults)
    return found


def _stated(found: AccountMeaning, stated: str) -> AccountMeaning:
    """Return what the user states of an account, a role of expense included."""
    if not stated:
        return found
    role = stated if stated in ROLES else ""
    key = {"finance_payroll": "payroll"}.get(role, "other_expense") if role else stated
    meaning, statement = MEANINGS[key]
    if role and found.statement == "result":
        meaning = found.meaning
    basis = f"stated as {stated.replace('_', ' ')}"
    return AccountMeaning(found.account, meaning, statement, basis, found.wages, role=role)


def _meanings(ledger: Ledger) -> dict[str, AccountMeaning]:
    if ledger.format in SIE or ledger.chart == "BAS":
        return {account.number: _by_bas(account) for account in ledger.accounts}
    if ledger.chart:
        return {account.number: _by_chart(account, ledger.chart) for account in ledger.accounts}
    named = {account.number: by_name(account) for account in ledger.accounts}
    chart = _chart(tuple(named.values()))
    return {
        account.number: _declared(account)
        or _within(account, named[account.number])
        or _settle(account, named[account.number], chart)
        for account in ledger.accounts
    }


def _by_bas(account: Account) -> AccountMeaning:
    found = _in_range(account.number, _BAS, "BAS")
    declared = _KIND_STATEMENT.get(account.kind)
    if declared and (found is None or found.statement != declared) and not _carried(account):
        basis = f"declared as {account.kind} by the file (#KTYP)"
        return AccountMeaning(account.number, _KIND_MEANING[account.kind], declared, basis)
    return found or _unknown(account)


def _declared(account: Account) -> AccountMeaning | None:
    """Return what the file says of an account, where it says exactly what it means."""
    if account.kind not in MEANINGS:
        return None
    meaning, statement = MEANINGS[account.kind]
    wages = meaning == "payroll" and _WAGES.search(account.name.lower()) is not None
    basis = f"declared as {account.kind.replace('_', ' ')} by the file"
    return AccountMeaning(account.number, meaning, statement, basis, wages)


def _within(account: Account, named: AccountMeaning) -> AccountMeaning | None:
    """Return the meaning of an account of which the file declares the statement only.

    Its name decides, unless it contradicts the file.
    """
    declared = _KIND_STATEMENT.get(account.kind)
    if declared is None:
        return None
    if named.statement == declared and named.meaning != "revenue":
        return named
    basis = f"declared as {account.kind} by the file"
    return AccountMeaning(account.number, _KIND_MEANING[account.kind], declared, basis)


def _by_chart(account: Account, chart: str) -> AccountMeaning:
    found = place(account.standard or account.number, chart)
    declared = _declared(account)
    if declared:
        return declared
    if found is None:
        return by_name(account)
    basis = f"{chart} chart, class {found.prefix}"
    return AccountMeaning(account.number, found.meaning, found.statement, basis, found.wages)


def _carried(account: Account) -> bool:
    """Say whether the account carries the year's result to equity, an expense by type only."""
    return account.number.startswith("899")


def by_name(account: Account) -> AccountMeaning:
    """Return what the name of an account says, or ``unknown``."""
    name = (account.name or account.number).lower()
    for pattern, meaning, statement in _PATTERNS:
        match = pattern.search(name)
        if match:
            wages = meaning == "payroll" and _WAGES.search(name) is not None
            basis = f"name contains {match[0].strip()!r}"
            return AccountMeaning(account.number, meaning, statement, basis, wages)
    root = account.number.partition(":")[0].lower()
    if root in _ROOTS and root != account.number.lower():
        meaning, statement = MEANINGS[_ROOTS[root]]
        return AccountMeaning(account.number, meaning, statement, f"name stands under {root!r}")
    return _unknown(account)


def _chart(named: Sequence[AccountMeaning]) -> str:
    """Return ``US`` or ``BAS`` when seven in ten of at least five named accounts agree, else ''.

    Where both agree, a chart in which revenue stands in class 4 is American.
    """
    votes: Counter[str] = Counter()
    asked = 0
    for item in named:
        numbers = {"US": _in_range(item.account, _US, ""), "BAS": _in_range(item.account, _BAS, "")}
        if item.statement == "unknown" or numbers["US"] is None:
            continue
        asked += 1
        votes.update(c for c, hit in numbers.items() if hit and _agree(hit, item))
    for chart, count in votes.most_common():
        if asked >= _ENOUGH_NAMES and count >= _MAJORITY * asked:
            return chart
    return ""


def _agree(number: AccountMeaning, name: AccountMeaning) -> bool:
    if "revenue" in {number.meaning, name.meaning}:
        return number.meaning == name.meaning
    return number.statement == name.statement


def _settle(account: Account, named: AccountMeaning, chart: str) -> AccountMeaning:
    table = {"US": _US, "BAS": _BAS}.get(chart)
    number = _in_range(account.number, table, chart) if table else None
    if number is None:
        return named
    if named.meaning == "unknown" or not _agree(number, named):
        return number
    return named


def _in_range(number: str, table: Sequence[_Range], chart: str) -> AccountMeaning | None:
    if not re.fullmatch(r"[0-9]{4,6}", number, re.ASCII):
        return None
    four = int(number[:4])
    for low, high, meaning, statement, words in table:
        if low <= four <= high:
            wages = table is _BAS and _BAS_WAGES[0] <= four <= _BAS_WAGES[1]
            basis = f"{chart} chart {low}-{high}: {words}"
            return AccountMeaning(number, meaning, statement, basis, wages)
    return None


def _unknown(account: Account) -> AccountMeaning:
    return AccountMeaning(account.number, "unknown", "unknown", "neither name nor number says")
