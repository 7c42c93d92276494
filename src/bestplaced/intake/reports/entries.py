"""From the lines of an account report to balanced entries, each posting counted once.

A report over all accounts prints every entry once in each account it touches. Its lines are put
together by what they share, finest first; what balances is an entry, what does not is tried with
coarser keys. A report over some accounts only prints one side: where each line names its
other account (the split) and that account is not in the report, the other side is taken from it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault
from bestplaced.intake.ledger import Account, Entry, Finding, Posting, money
from bestplaced.intake.reports.signs import sides

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bestplaced.intake.reports.body import Line

_Key = "Callable[[Line], tuple[object, ...]]"
_MANY: Final = frozenset({"-split-", "split", "--split--", "multiple", "various"})
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Gathered:
    """Entries and what had to be assumed or refused on the way."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    findings: tuple[Finding, ...]


def gather(
    lines: Sequence[Line], accounts: Sequence[Account], source: str, *, sided: bool, blocks: bool
) -> Gathered:
    """Return the entries that lines make; those that do not balance are faults.

    ``sided`` says that amounts are debit less credit; otherwise their sides are found first.
    ``blocks`` says that the report may print each entry as a block of its own.
    """
    faults: list[Fault] = []
    if not sided:
        lines, faults = _turn(lines, accounts, source)
    if faults:
        return Gathered((), tuple(faults), ())
    by_block = blocks and _mostly_whole(lines)
    groups, left, coarse = _settle(lines, [_by_block] if by_block else _KEYS)
    findings: list[Finding] = []
    if coarse:
        what = (
            f"{coarse} entries were put together from lines that share only their date (and type): "
            "volumes that count entries may be low."
        )
        findings.append(Finding(what, source))
    held = {account.number for account in accounts} | {account.name for account in accounts}
    if left and all(_names_other_side(line, held) for line in left):
        groups += [[line, _other_side(line)] for line in left]
        what = (
            f"{len(left)} lines are of a report over one side: their other side is the account in "
            "the split column."
        )
        findings.append(Finding(what, source))
        left = []
    return Gathered(
        entries=tuple(sorted(map(_entry, groups), key=lambda entry: (entry.date, entry.line))),
        faults=tuple(_unbalanced(left, source)),
        findings=tuple(findings),
    )


def _by_block(line: Line) -> tuple[object, ...]:
    return (line.block,)


def _mostly_whole(lines: Sequence[Line]) -> bool:
    """Say whether most blocks balance: elsewise they are parts of accounts, not entries."""
    sums: Counter[int] = Counter()
    for line in lines:
        sums[line.block] += line.amount
    return 2 * sum(not value for value in sums.values()) >= len(sums)


def _by_number(line: Line) -> tuple[object, ...]:
    return line.date, line.kind, line.number, line.name if not line.number else ""


# Finest first. A number names an entry, unless two parties use the same one on a day.
_KEYS: Final[tuple[Callable[[Line], tuple[object, ...]], ...]] = (
    lambda line: (line.date, line.kind, line.number, line.name),
    _by_number,
    lambda line: (line.date, line.kind, line.number),
    lambda line: (line.date, line.memo) if not line.kind and not line.number else (line.date, ""),
    lambda line: (line.date, line.kind),
    lambda line: (line.date,),
)
_COARSE_FROM: Final = 3


def _settle(
    lines: Sequence[Line], keys: Sequence[Callable[[Line], tuple[object, ...]]]
) -> tuple[list[list[Line]], list[Line], int]:
    """Return the groups that balance, the lines of those that do not, and how many were coarse."""
    done: list[list[Line]] = []
    left = list(lines)
    coarse = 0
    for rank, key in enumerate(keys):
        groups: dict[tuple[object, ...], list[Line]] = defaultdict(list)
        for line in left:
            groups[key(line)].append(line)
        left = []
        for group in groups.values():
            if sum(line.amount for line in group):
                left += group
            else:
                done += _pairs(group) if rank == 0 else [group]
                coarse += rank >= _COARSE_FROM
    return done, left, coarse


def _pairs(group: list[Line]) -> list[list[Line]]:
    """Part a group of lines without number into the entries of two lines that it plainly holds.

    Ten payments to one supplier on one day share everything but their amounts; where each line
    names its other account, the amounts tell them apart.
    """
    if len(group) < 3 or any(line.number or not line.split for line in group):  # noqa: PLR2004
        return [group]
    open_lines: dict[int, list[Line]] = defaultdict(list)
    out: list[list[Line]] = []
    for line in group:
        match = next((o for o in open_lines[-line.amount] if o.account != line.account), None)
        if match is None:
            open_lines[line.amount].append(line)
        else:
            open_lines[-line.amount].remove(match)
            out.append([match, line])
    rest = any(open_lines.values())
    return [group] if rest else out


def _turn(
    lines: Sequence[Line], accounts: Sequence[Account], source: str
) -> tuple[list[Line], list[Fault]]:
    """Give every amount its side: debit positive."""
    groups: dict[tuple[object, ...], Counter[str]] = defaultdict(Counter)
    for line in lines:
        groups[_by_number(line)][line.account] += line.amount
    known = sides(list(groups.values()), _with_names(lines, accounts))
    lost = sorted({line.account for line in lines if line.account not in known})
    faults = [
        Fault(
            f"nothing tells whether amounts of account {account} are debits or credits.",
            f"{source}:{next(line.line for line in lines if line.account == account)}",
            "Export the Journal report, or the general ledger with Debit and Credit columns.",
        )
        for account in lost[:_SHOWN]
    ]
    turned = [replace(li, amount=li.amount * known.get(li.account, 1)) for li in lines]
    return turned, faults


def _with_names(lines: Sequence[Line], accounts: Sequence[Account]) -> list[Account]:
    """Return one account for each heading; the last part of its path is the name that tells."""
    declared = {account.number: account for account in accounts}
    return [
        Account(path, declared[path].name or path if path in declared else path)
        for path in dict.fromkeys(line.account for line in lines)
    ]


def _names_other_side(line: Line, held: set[str]) -> bool:
    return bool(line.split) and line.split.lower() not in _MANY and line.split not in held


def _other_side(line: Line) -> Line:
    return replace(line, account=line.split, amount=-line.amount, code="")


def _entry(group: Sequence[Line]) -> Entry:
    first = min(group, key=lambda line: line.line)
    text = next((line.name for line in group if line.name), first.memo)
    postings = tuple(Posting(line.account, line.amount, line.memo, line.name) for line in group)
    return Entry(first.kind, first.number, first.date, text, postings, first.line)


def _unbalanced(left: Sequence[Line], source: str) -> list[Fault]:
    groups: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    for line in left:
        groups[line.date, line.kind, line.number].append(line)
    faults = []
    for group in groups.values():
        first = min(group, key=lambda line: line.line)
        name = f"{first.kind} {first.number}".strip() or "(no number)"
        accounts = sorted({line.account for line in group})
        shown = ", ".join(accounts[:3]) + (" and others" if len(accounts) > 3 else "")  # noqa: PLR2004
        what = (
            f"entry {name} of {first.date.isoformat()} does not balance: debits less credits on "
            f"{shown} are {money(sum(line.amount for line in group))}."
        )
        remedy = (
            "Export the report over all accounts, or the Journal report; a report over one account "
            "holds one side only."
        )
        faults.append(Fault(what, f"{source}:{first.line}", remedy))
    return faults
