"""The neutral bank statement: what every bank reader returns, and whether it adds up.

Amounts are integers in the minor unit of the statement's currency (cents, öre, whole yen):
money in positive, money out negative.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from bestplaced.intake.ledger import Finding

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

Kind = Literal["statement", "notification", "report"]

# ISO 4217: minor units other than two digits.
_EXPONENTS: Final = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
         "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}  # fmt: skip
_HUNDREDTHS: Final = 2  # digits
_PADDED: Final = re.compile(r"(?<![0-9.,])0+(?=[0-9])", re.ASCII)  # zeros in front of an amount
_AMOUNT: Final = re.compile(r"([+-]?)([0-9]{0,15})(?:[.,]([0-9]{0,12}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class BankLine:
    """One line of a statement; ``date`` is when the bank booked it, ``line`` where it stands.

    ``parts`` is how many payments a collective line holds, 1 where the bank does not say.
    """

    date: dt.date
    amount: int
    counterparty: str
    reference: str
    line: int
    text: str = ""
    parts: int = 1


@dataclass(frozen=True, slots=True)
class BankStatement:
    """One statement of one account, as its bank sent it.

    ``opening`` and ``closing`` are None where the file does not give them in the currency of
    the account. ``first`` and ``last`` are the days that the file says it covers; ``unread``
    counts records that are no bank lines or not booked; each kind of them has a finding.
    """

    format: str
    source: str
    account: str
    currency: str
    lines: tuple[BankLine, ...]
    opening: int | None = None
    closing: int | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    line: int = 1
    kind: Kind = "statement"
    owner: str = ""
    unread: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def money_in(self) -> int:
        """Return the sum of the lines that bring money, in minor units."""
        return sum(line.amount for line in self.lines if line.amount > 0)

    @property
    def money_out(self) -> int:
        """Return the sum of the lines that take money, as a positive number of minor units."""
        return -sum(line.amount for line in self.lines if line.amount < 0)

    @property
    def difference(self) -> int | None:
        """Return opening + lines - closing; None where either balance is not given."""
        if self.opening is None or self.closing is None:
            return None
        return self.opening + self.money_in - self.money_out - self.closing

    @property
    def place(self) -> str:
        """Return file and line, as findings name them."""
        return f"{self.source}:{self.line}"

    def say(self, amount: int) -> str:
        """Return an amount of this statement for people: ``1,234.56 EUR``."""
        return say(amount, self.currency)


def exponent(currency: str) -> int:
    """Return how many digits stand after the decimal sign in a currency."""
    return _EXPONENTS.get(currency, 2)


def major_units(amount: int, currency: str) -> Decimal:
    """Return minor units as an exact decimal amount."""
    return Decimal(amount).scaleb(-exponent(currency))


def say(amount: int, currency: str) -> str:
    """Return an amount in minor units for people."""
    digits = exponent(currency)
    return f"{major_units(amount, currency):,.{digits}f} {currency}".strip()


def minor(text: str, currency: str) -> int:
    """Return the minor units of a plain amount with decimal point or comma.

    Raises ValueError saying why when it is no amount or finer than the currency's minor unit.
    """
    cell = text.strip()
    match = _AMOUNT.fullmatch(_PADDED.sub("", cell))
    if match is None or not (match[2] or match[3]):
        reason = f"{cell[:40]!r} is not an amount"
        raise ValueError(reason)
    digits = exponent(currency)
    part = (match[3] or "").ljust(digits, "0")
    if part[digits:].strip("0"):
        reason = f"{cell!r} is finer than the smallest unit of {currency or 'the currency'}"
        raise ValueError(reason)
    value = int((match[2] or "0") + part[:digits])
    return -value if match[1] == "-" else value


def from_hundredths(value: int, currency: str) -> int:
    """Return the minor units of an amount read as hundredths, as tables of any currency are.

    Raises ValueError when the currency has no hundredths and the amount has.
    """
    digits = exponent(currency)
    if digits >= _HUNDREDTHS:
        return int(value * 10 ** (digits - _HUNDREDTHS))
    if value % 10 ** (_HUNDREDTHS - digits):
        reason = f"{major_units(value, '')} is finer than the smallest unit of {currency}"
        raise ValueError(reason)
    return int(value // 10 ** (_HUNDREDTHS - digits))


def balance_findings(statement: BankStatement) -> tuple[Finding, ...]:
    """Return a finding with all amounts when opening and lines do not make the closing balance."""
    difference = statement.difference
    if not difference or statement.opening is None or statement.closing is None:
        return ()
    what = (
        f"account {statement.account}: opening {statement.say(statement.opening)} + "
        f"{len(statement.lines)} lines {statement.say(statement.money_in - statement.money_out)} "
        f"is not closing {statement.say(statement.closing)}; difference "
        f"{statement.say(-difference)}: lines are missing, doubled or changed."
    )
    return (Finding(what, statement.place),)


def chain_findings(statements: Sequence[BankStatement]) -> tuple[Finding, ...]:
    """Return a finding where a statement does not open with what the one before closed at.

    Statements that end on the same day follow each other in the order they were given.
    """
    found = []
    last: dict[tuple[str, str], BankStatement] = {}
    dated = [(item.last, item) for item in statements if item.kind == "statement" and item.last]
    for _, item in sorted(dated, key=lambda pair: pair[0]):
        before = last.get((item.account, item.currency))
        known = before and before.closing is not None and item.opening is not None
        if before and known and before.closing != item.opening:
            what = (
                f"account {item.account}: this statement opens at {item.say(item.opening or 0)}, "
                f"but {before.place} closed at {item.say(before.closing or 0)}: a statement "
                "between them is missing, or one is damaged."
            )
            found.append(Finding(what, item.place))
        last[item.account, item.currency] = item
    return tuple(found)
