"""Lines of a bank with the balance printed after each: their order in time, and where they part."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.intake.bank.statement import BankLine

    Balanced = tuple[BankLine, "int | None"]  # a line, and the balance after it where printed


def in_time(read: Sequence[Balanced]) -> list[Balanced]:
    """Return lines oldest first, in that order of those possible which the balances follow best.

    Lines of one day may stand either way round; without balances the order of the file is kept.
    """
    listed = list(read)
    newest_first = listed[::-1]
    down = listed[0][0].date > listed[-1][0].date
    ways = [newest_first, listed] if down else [listed, newest_first]
    ways += [sorted(way, key=lambda item: item[0].date) for way in ways]
    return min(ways, key=lambda way: len(breaks(way)))


def breaks(read: Sequence[Balanced]) -> list[int]:
    """Return the places of lines whose balance does not follow from the one before."""
    return [
        place
        for place in range(1, len(read))
        if (before := read[place - 1][1]) is not None
        and (after := read[place][1]) is not None
        and after - before != read[place][0].amount
    ]
