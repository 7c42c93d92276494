"""Driver volumes that bank statements show, and what was read from each account."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bestplaced.intake.bank.statement import balance_findings, chain_findings, major_units
from bestplaced.intake.ledger import Finding
from bestplaced.intake.volumes import Confidence, Cover, Volume

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bestplaced.intake.bank.statement import BankLine, BankStatement

_BELIEVED_DAYS: Final = 366
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class StatementSummary:
    """What was read of one account in one file; money in minor units of its currency.

    ``balanced`` is None where no statement gives both balances; ``differences`` holds what
    opening + lines - closing leaves in each statement that does not add up.
    """

    source: str
    format: str
    account: str
    owner: str
    currency: str
    statements: int
    lines: int
    unread: int
    money_in: int
    money_out: int
    balanced: bool | None
    differences: tuple[int, ...]
    first_date: dt.date | None
    last_date: dt.date | None

    def to_json(self) -> dict[str, object]:
        """Return plain values for JSON; money in major units."""
        return {
            "source": self.source,
            "format": self.format,
            "account": self.account,
            "owner": self.owner or None,
            "currency": self.currency,
            "statements": self.statements,
            "lines": self.lines,
            "unread": self.unread,
            "money_in": float(major_units(self.money_in, self.currency)),
            "money_out": float(major_units(self.money_out, self.currency)),
            "balanced": self.balanced,
            "differences": [float(major_units(d, self.currency)) for d in self.differences],
            "first_date": self.first_date.isoformat() if self.first_date else None,
            "last_date": self.last_date.isoformat() if self.last_date else None,
        }


@dataclass(frozen=True, slots=True)
class BankVolumes:
    """What the statements of a business show together."""

    summaries: tuple[StatementSummary, ...]
    volumes: tuple[Volume, ...]
    cover: Cover
    findings: tuple[Finding, ...]


def summarise(statements: Sequence[BankStatement]) -> tuple[StatementSummary, ...]:
    """Return one summary for each account in each file, in the order given."""
    groups: dict[tuple[str, str, str, str], list[BankStatement]] = defaultdict(list)
    for item in statements:
        groups[item.source, item.format, item.account, item.currency].append(item)
    return tuple(_summary(group) for group in groups.values())


def _summary(group: Sequence[BankStatement]) -> StatementSummary:
    known = [item.difference for item in group if item.difference is not None]
    wrong = tuple(difference for difference in known if difference)
    days = [line.date for item in group for line in item.lines]
    days += [day for item in group for day in (item.first, item.last) if day]
    return StatementSummary(
        source=group[0].source,
        format=group[0].format,
        account=group[0].account,
        owner=group[0].owner,
        currency=group[0].currency,
        statements=len(group),
        lines=sum(len(item.lines) for item in group),
        unread=sum(item.unread for item in group),
        money_in=sum(item.money_in for item in group),
        money_out=sum(item.money_out for item in group),
        balanced=not wrong if known else None,
        differences=wrong,
        first_date=min(days, default=None),
        last_date=max(days, default=None),
    )


def measure_statements(statements: Sequence[BankStatement]) -> BankVolumes:
    """Return the bank lines and account-months of statements, each account scaled to a year.

    A line that stands in two files of one account counts once; notifications of an account
    count only where its statements are not given.
    """
    findings = [finding for item in statements for finding in item.findings]
    findings += [finding for item in statements for finding in balance_findings(item)]
    findings += chain_findings(statements)
    accounts: dict[tuple[str, str], list[BankStatement]] = defaultdict(list)
    for item in statements:
        accounts[item.account, item.currency].append(item)
    covers: list[tuple[dt.date, dt.date]] = []
    lines, months, per_year = 0, 0, 0.0
    sure: Confidence = "high"
    for name, group in accounts.items():
        counting = _without_repeats(group, findings)
        count = _count(counting, findings)
        span = _span(counting, findings)
        if span is None:
            findings.append(Finding(f"account {name[0]}: neither lines nor dates; not counted."))
            continue
        cover = Cover((span,))
        if cover.weak:
            sure = "low"
            what = f"account {name[0]}: {cover.days} day(s) covered; its figures per year are weak."
            findings.append(Finding(what, group[0].source))
        covers.append(span)
        lines, months = lines + count, months + cover.months
        per_year += cover.per_year(float(count))
    counted = (lines, round(per_year, 1)), (months, len(covers) * _MONTHS)
    volumes = _volumes(len(covers), *counted, sure)
    return BankVolumes(summarise(statements), volumes, _union(covers), tuple(findings))


def _volumes(
    accounts: int, lines: tuple[int, float], months: tuple[int, int], sure: Confidence
) -> tuple[Volume, ...]:
    """Return both volumes; ``lines`` and ``months`` are as observed and per year."""
    if not accounts:
        return ()
    said = f"lines of {accounts} account(s) in bank statements, each scaled to a year"
    each = f"{accounts} account(s) in bank statements x {_MONTHS} months; observed: months touched"
    return (
        Volume("bank_lines", float(lines[0]), lines[1], said, sure),
        Volume("bank_account_months", float(months[0]), float(months[1]), each),
    )


def _without_repeats(
    group: Sequence[BankStatement], findings: list[Finding]
) -> Sequence[BankStatement]:
    """Leave out advance notices where the statements themselves are given."""
    booked = [item for item in group if item.kind == "statement"]
    if not booked or len(booked) == len(group):
        return group
    for item in group:
        if item.kind != "statement":
            what = (
                f"account {item.account}: the {len(item.lines)} lines of this {item.kind} are not "
                "counted, because statements of the account are given."
            )
            findings.append(Finding(what, item.place))
    return booked


def _count(group: Sequence[BankStatement], findings: list[Finding]) -> int:
    """Return the number of lines; those that several files share count once."""
    files: dict[str, Counter[tuple[object, ...]]] = defaultdict(Counter)
    for item in group:
        files[item.source].update(map(_key, item.lines))
    union: Counter[tuple[object, ...]] = Counter()
    for lines in files.values():
        union |= lines
    doubled = sum(lines.total() for lines in files.values()) - union.total()
    if doubled:
        names = ", ".join(files)
        what = f"account {group[0].account}: {doubled} lines stand in several files; counted once."
        findings.append(Finding(what, names))
    return union.total()


def _key(line: BankLine) -> tuple[object, ...]:
    return line.date, line.amount, line.reference, line.counterparty, line.text


def _span(
    group: Sequence[BankStatement], findings: list[Finding]
) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day that the statements of an account cover.

    The days a file states count, unless they lie more than a year away from every line.
    """
    days = sorted(line.date for item in group for line in item.lines)
    stated = sorted(day for item in group for day in (item.first, item.last) if day)
    if not days:
        return (stated[0], stated[-1]) if stated else None
    near = dt.timedelta(days=_BELIEVED_DAYS)
    believed = [day for day in stated if days[0] - near <= day <= days[-1] + near]
    if len(believed) < len(stated):
        what = (
            f"account {group[0].account}: the file states {stated[0]} to {stated[-1]}, but its "
            f"lines run from {days[0]} to {days[-1]}; days more than a year off do not count."
        )
        findings.append(Finding(what, group[0].place))
    every = sorted([*days, *believed])
    return every[0], every[-1]


def _union(spans: Iterable[tuple[dt.date, dt.date]]) -> Cover:
    """Return the days that any account covers; overlaps count once."""
    joined: list[tuple[dt.date, dt.date]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + dt.timedelta(days=1):
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return Cover(tuple(joined))
