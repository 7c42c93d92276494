"""From exports to a measurement: what was read, the result it shows, and the driver volumes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.errors import Fault, IntakeError
from bestplaced.intake.bank import (
    BankStatement,
    BankVolumes,
    StatementSummary,
    measure_statements,
)
from bestplaced.intake.entities import Entities, count_entities
from bestplaced.intake.folders import Unread, read_all
from bestplaced.intake.health import Health, examine
from bestplaced.intake.hours import Hours, measure_hours
from bestplaced.intake.ledger import Finding, Ledger, major, money
from bestplaced.intake.meaning import AccountMeaning, account_meanings
from bestplaced.intake.months import Baseline, Month, baseline, monthly
from bestplaced.intake.seen import Seen
from bestplaced.intake.several import one_currency, overlap
from bestplaced.intake.volumes import (
    DRIVERS,
    Cover,
    Volume,
    cover,
    cover_findings,
    measure_volumes,
    unseen,
)

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Callable, Sequence
    from collections.abc import Mapping as AnyMapping

    from bestplaced.intake.columns import Mapping
    from bestplaced.intake.stated import Stated

MEASURE_JSON_VERSION = 1
_YEAR_DAYS = 365
_MANY_UNKNOWN = 10
_YEAR = (365, 366)  # covered days that are one year as they stand
_EXPENSES = ("cost_of_sales", "payroll", "other_expense", "financial", "tax")


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What was read from one file; debits and credits in hundredths, credits positive.

    ``balances_only`` says that it holds no vouchers: no entries and lines then, and debits and
    credits are those of the accounts' movements.
    """

    source: str
    format: str
    organisation: str
    currency: str
    entries: int
    lines: int
    debits: int
    credits: int
    balanced: bool
    unbalanced_entries: int
    first_date: dt.date
    last_date: dt.date
    accounts: int
    rows_total: int | None
    rows_refused: int | None
    balances_only: bool = False


@dataclass(frozen=True, slots=True)
class ProfitAndLoss:
    """The result shown by the postings of the covered period, in hundredths.

    ``result = revenue - expenses`` exactly; ``by_meaning`` splits the expenses.
    """

    revenue: int
    expenses: int
    by_meaning: tuple[tuple[str, int], ...]

    @property
    def result(self) -> int:
        """Return revenue less expenses, in hundredths."""
        return self.revenue - self.expenses

    def to_json(self) -> dict[str, object]:
        """Return plain values for JSON; money in major units."""
        return {
            "revenue": _number(self.revenue),
            "expenses": _number(self.expenses),
            "result": _number(self.result),
            "by_meaning": {name: _number(value) for name, value in self.by_meaning},
        }


@dataclass(frozen=True, slots=True)
class Measurement:
    """Everything measured from the ledgers and bank statements of one business.

    The ledgers are in one currency, ``currency``; without a ledger it is empty, the result is
    zero and ``statements`` alone speak. ``cover`` is what the ledgers cover, where there are any.
    """

    files: tuple[FileSummary, ...]
    currency: str
    cover: Cover
    volumes: tuple[Volume, ...]
    unseen: tuple[str, ...]
    pnl: ProfitAndLoss
    accounts: tuple[AccountMeaning, ...]
    findings: tuple[Finding, ...]
    statements: tuple[StatementSummary, ...] = ()
    hours: Hours | None = None
    health: Health | None = None
    months: tuple[Month, ...] = ()
    baseline: Baseline | None = None
    unread: tuple[Unread, ...] = ()
    entities: Entities | None = None

    @property
    def months_behind(self) -> float:
        """Return how far the books lie behind, for the price of cleaning up (F8)."""
        return self.health.backlog_months if self.health else 0.0

    @property
    def planned(self) -> tuple[Volume, ...]:
        """Return the volumes sure enough to stand in a plan for the catalogue's defaults."""
        return tuple(volume for volume in self.volumes if volume.confidence != "low")

    def to_json(self) -> dict[str, object]:
        """Return plain values for JSON; money in major units, exact to the cent."""
        return {
            "version": MEASURE_JSON_VERSION,
            "currency": self.currency or None,
            "covered_days": self.cover.days,
            "files": [_file_json(item) for item in self.files],
            "statements": [item.to_json() for item in self.statements],
            "volumes": {volume.driver: volume.to_json() for volume in self.volumes},
            "unseen": list(self.unseen),
            "hours": self.hours.to_json() if self.hours else None,
            "entities": self.entities.to_json() if self.entities else None,
            "pnl": self.pnl.to_json() if self.files else None,
            "health": self.health.to_json() if self.health else None,
            "baseline": self.baseline.to_json() if self.baseline else None,
            "months": {month.name: month.to_json() for month in self.months},
            "accounts": [
                {
                    "account": item.account, "name": item.name or None, "meaning": item.meaning,
                    "confidence": item.confidence, "basis": item.basis, "role": item.role or None,
                }
                for item in self.accounts
            ],
            "unread": [item.to_json() for item in self.unread],
            "findings": [{"what": item.what, "where": item.where} for item in self.findings],
        }  # fmt: skip


def measure(
    paths: Sequence[str | os.PathLike[str]],
    mapping: Mapping | Stated | None = None,
    *,
    hours: AnyMapping[str, str] | None = None,
    accounts: AnyMapping[str, str] | None = None,
    as_of: dt.date | None = None,
    progress: Callable[[str], None] | None = None,
) -> Measurement:
    """Return the measurement of the ledgers, bank statements and time logs of one business.

    ``hours`` assigns work, as the time logs name it, to responsibilities of the catalogue.

    A folder stands for the files in it, or for the tables of an API export; what lies in it and is
    no export is named in ``unread``. ``accounts`` states
    meanings by account number, ``as_of`` the day the books are judged on (the last day that any
    file shows, if not given); ``progress`` is told each file before it is read.

    Raises IntakeError with the faults of all files, or when ledgers differ in currency or one
    repeats another.
    """
    if not paths:
        raise IntakeError(Fault("no file was given.", remedy="Name at least one ledger file."))
    held = read_all(paths, mapping, progress)
    logged = measure_hours(held.logs, hours)
    measurement = measure_ledgers(held.ledgers, held.statements, accounts=accounts, as_of=as_of)
    measurement = replace(measurement, unread=tuple(held.unread))
    if logged is None:
        return measurement
    findings = (*measurement.findings, *logged.findings)
    return replace(measurement, hours=logged, findings=findings)


def measure_ledgers(
    ledgers: Sequence[Ledger],
    statements: Sequence[BankStatement] = (),
    *,
    accounts: AnyMapping[str, str] | None = None,
    as_of: dt.date | None = None,
) -> Measurement:
    """Return the measurement of what is already read; raises IntakeError like measure."""
    currency = one_currency(ledgers)
    shared = overlap(ledgers)
    _check_stated(ledgers, accounts or {})
    meanings = [account_meanings(ledger, accounts) for ledger in ledgers]
    seen = [Seen(*pair) for pair in zip(ledgers, meanings, strict=True)]
    booked = [item for item in seen if not item.ledger.balances_only]
    bank = measure_statements(statements)
    covered = cover(ledgers) if ledgers else bank.cover
    volumes, compared = _together(measure_volumes(booked) if booked else (), bank)
    pnl, closing = _profit_and_loss(ledgers, meanings)
    return Measurement(
        files=tuple(_summary(ledger) for ledger in ledgers),
        currency=currency,
        cover=covered,
        entities=count_entities(ledgers),
        volumes=volumes,
        unseen=unseen(volumes),
        pnl=pnl,
        accounts=tuple(meaning for found in meanings for meaning in found.values()),
        findings=(
            *(finding for ledger in ledgers for finding in ledger.findings),
            *shared,
            *closing,
            *_unknown(ledgers, meanings),
            *(cover_findings(covered) if ledgers else ()),
            *bank.findings,
            *compared,
        ),
        statements=bank.summaries,
        health=examine(
            booked,
            currency,
            as_of or _last_day(ledgers, bank.summaries),
            stated=as_of is not None,
            statements=statements,
        )
        if booked
        else None,
        months=monthly(seen),
        baseline=baseline(seen, _YEAR_DAYS / covered.days if covered.days not in _YEAR else 1.0)
        if seen
        else None,
    )


def _check_stated(ledgers: Sequence[Ledger], stated: AnyMapping[str, str]) -> None:
    """Raise IntakeError for a stated account that no ledger has."""
    known = {account.number for ledger in ledgers for account in ledger.accounts}
    faults = [
        Fault(f"account {number} is in no ledger.", "--account", "Check the number.")
        for number in stated
        if number not in known
    ]
    if faults:
        raise IntakeError(faults)


def _last_day(ledgers: Sequence[Ledger], statements: Sequence[StatementSummary]) -> dt.date:
    """Return the last day that any file shows or says it was made for."""
    days = [ledger.last_date for ledger in ledgers]
    days += [ledger.period[1] for ledger in ledgers if ledger.period]
    return max([*days, *(item.last_date for item in statements if item.last_date)])


def _together(
    booked: Sequence[Volume], bank: BankVolumes
) -> tuple[tuple[Volume, ...], list[Finding]]:
    """Join the volumes of ledgers and of bank statements.

    Where both show a driver the larger figure per year stands: a ledger may book several lines
    in one posting or be behind, statements may be given for some of the accounts only.
    """
    chosen = {volume.driver: volume for volume in booked}
    findings = []
    for volume in bank.volumes:
        other = chosen.get(volume.driver)
        if other is None or volume.per_year > other.per_year:
            chosen[volume.driver] = volume
        if other is not None and volume.per_year != other.per_year:
            what = (
                f"{volume.driver.replace('_', ' ')} per year: {other.per_year:,.0f} in the "
                f"ledger, {volume.per_year:,.0f} in the bank statements; the larger stands."
            )
            findings.append(Finding(what))
    return tuple(chosen[driver] for driver in DRIVERS if driver in chosen), findings


def _summary(ledger: Ledger) -> FileSummary:
    unbalanced = len(ledger.unbalanced)
    first, last = (ledger.balances_only and ledger.period) or (ledger.first_date, ledger.last_date)
    return FileSummary(
        source=ledger.source,
        format=ledger.format,
        organisation=ledger.organisation,
        currency=ledger.currency,
        entries=0 if ledger.balances_only else len(ledger.entries),
        lines=0 if ledger.balances_only else ledger.lines,
        debits=ledger.debits,
        credits=ledger.credits,
        balanced=not unbalanced and ledger.debits == ledger.credits,
        unbalanced_entries=unbalanced,
        first_date=first,
        last_date=last,
        accounts=len(ledger.accounts),
        rows_total=ledger.rows.total if ledger.rows else None,
        rows_refused=ledger.rows.refused if ledger.rows else None,
        balances_only=ledger.balances_only,
    )


def _profit_and_loss(
    ledgers: Sequence[Ledger], meanings: Sequence[AnyMapping[str, AccountMeaning]]
) -> tuple[ProfitAndLoss, list[Finding]]:
    """Add up the result accounts, leaving out entries that only close them to equity."""
    net: Counter[str] = Counter()
    closing: list[Finding] = []
    for ledger, means in zip(ledgers, meanings, strict=True):
        seen = Seen(ledger, means)
        closes = seen.closes()
        for row in np.flatnonzero(closes).tolist():
            entry = ledger.book[row]
            what = f"entry {entry.name} closes the year to equity; not in profit and loss."
            closing.append(Finding(what, f"{ledger.source}:{entry.line}"))
        for meaning in ("revenue", *_EXPENSES):
            lines = seen.on(meaning) & seen.chosen(lambda item: item.statement == "result")
            net[meaning] += int(ledger.book.sums(lines)[~closes].sum())
    costs = tuple((name, net[name]) for name in _EXPENSES)
    return ProfitAndLoss(-net["revenue"], sum(value for _, value in costs), costs), closing


def _unknown(
    ledgers: Sequence[Ledger], meanings: Sequence[AnyMapping[str, AccountMeaning]]
) -> list[Finding]:
    found = [
        Finding(
            f"account {number} {ledger.name_of(number)}: neither name nor number says what it is; "
            f"{money(amount, ledger.currency)} stand in no figure.".replace(" :", ":"),
            ledger.source,
        )
        for ledger, means in zip(ledgers, meanings, strict=True)
        for number, amount in ledger.turnover().items()
        if means[number].meaning == "unknown"
    ]
    if len(found) <= _MANY_UNKNOWN:
        return found
    what = (
        f"{len(found)} accounts are explained by neither name nor number and stand in no figure, "
        "the first five below: state their chart (--map chart=SKR03 ...) or each (--account)."
    )
    return [Finding(what), *found[:5]]


def _number(hundredths: int) -> float:
    return float(major(hundredths))


def _file_json(item: FileSummary) -> dict[str, object]:
    return {
        "source": item.source,
        "format": item.format,
        "organisation": item.organisation or None,
        "currency": item.currency or None,
        "entries": item.entries,
        "lines": item.lines,
        "debits": _number(item.debits),
        "credits": _number(item.credits),
        "balanced": item.balanced,
        "unbalanced_entries": item.unbalanced_entries,
        "first_date": item.first_date.isoformat(),
        "last_date": item.last_date.isoformat(),
        "accounts": item.accounts,
        "rows_total": item.rows_total,
        "rows_refused": item.rows_refused,
        "balances_only": item.balances_only,
    }
