"""Running balances: each line's balance is the one before it and its amount."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bestplaced.intake.ledger import Finding, money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.intake.reports.body import Body, Line

_Step = tuple["Line", int]  # a line, and by how much its balance is off


def check_running(body: Body) -> list[Finding]:
    """Record a fault for each line whose running balance does not follow from the line before.

    An account may print its balances with either sign and its lines in either order of time; a
    report may run one balance over all its lines.
    Where the column plainly is no running balance of an account (most of its steps are off) it is
    not used, and a finding says so.
    """
    openings = {section.path: section.opening for section in body.sections}
    by_account: dict[str, list[Line]] = defaultdict(list)
    for line in body.lines:
        if line.balance is not None:
            by_account[line.account].append(line)
    right, wrong = 0, []
    for account, lines in by_account.items():
        steps, off = _best(lines, openings.get(account))
        right += steps - len(off)
        wrong += off
    steps, off = _best([line for line in body.lines if line.balance is not None], None)
    if wrong and not off:
        body.checked += steps
        return []
    if wrong and len(wrong) > right:
        what = "the balance column does not follow the lines of each account: it is not used."
        return [Finding(what, body.source)]
    for line, by in sorted(wrong, key=lambda step: step[0].line):
        what = (
            f"the running balance of {line.account} is {money(line.balance or 0)}, off by "
            f"{money(by)} from the line before and this amount."
        )
        body.fault(line.line, what, "A line is missing, doubled or changed: export again.")
    body.checked += right
    return []


def _best(lines: Sequence[Line], opening: int | None) -> tuple[int, list[_Step]]:
    """Return the number of steps and those that are off, under the reading that fits best."""
    tries = []
    for ordered in (lines, lines[::-1]):
        for sign in (1, -1):
            off: list[_Step] = []
            before = opening
            steps = 0
            for line in ordered:
                balance = line.balance or 0
                if before is not None:
                    steps += 1
                    by = balance - before - sign * line.amount
                    if by:
                        off.append((line, by))
                before = balance
            tries.append((len(off), steps, off))
    _, steps, off = min(tries, key=lambda item: item[0])
    return steps, off
