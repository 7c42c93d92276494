"""A bank's list without a header row: its columns are guessed, proven or shown, never just taken.

Where a running balance follows from the amounts line by line, that proves which columns they are.
Without it the guess is shown as the ``--map`` that confirms it, and nothing is read until then.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, permutations
from typing import TYPE_CHECKING, Final

from bestplaced.errors import Fault, NotAnExportError
from bestplaced.intake import amounts, dates
from bestplaced.intake.bank.table_layout import Places, side_of
from bestplaced.intake.reports.layout import Row, tables_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ORDERS: Final[tuple[dates.Order, ...]] = ("dmy", "mdy")
_LOOK: Final = 300  # rows that the guess is made from
_FEWEST: Final = 3
_SAME_WIDTH: Final = 0.9  # of the rows, titles and totals aside
_PROVEN: Final = 3  # steps of the balance
_LABEL: Final = {"date": "date", "text": "text", "amount": "amount", "in": "credit",
                 "out": "debit", "balance": "balance"}  # fmt: skip
_Cells = list[int | None]


def guess_headless(text: str, source: str) -> tuple[Places, bool] | None:
    """Return the columns of a bank's list without header, and whether its balances prove them.

    None when the text is no such list: rows of one width that each hold a date and an amount.
    """
    for rows in tables_in(text, source):
        body = [row for row in rows if any(row.cells)][:_LOOK]
        if len(body) < _FEWEST:
            continue
        width, count = Counter(len(row.cells) for row in body).most_common(1)[0]
        if width > 1 and count >= _SAME_WIDTH * len(body):
            found = _guess([row for row in body if len(row.cells) == width], width)
            if found is not None:
                parts, side, proven = found
                # An empty row stands for the header that is not there.
                return Places((Row(0, ()), *rows), 0, parts, -1, side), proven
    return None


def confirm_fault(places: Places, source: str) -> NotAnExportError:
    """Return the refusal that shows a guess and how to confirm or correct it."""
    stated = as_mapping(places)
    first = next(row for row in places.rows[1:] if any(row.cells))
    shown = ", ".join(f"{at + 1} {cell[:24]!r}" for at, cell in enumerate(first.cells) if cell)
    what = (
        f"no header row was found. If this is a bank's list, its columns look like {stated} "
        f"(first row: {shown})."
    )
    remedy = (
        f'Confirm or correct it with --map "{stated}" (column numbers; debit is money out, credit '
        "money in), or download it with headings, or as CAMT, OFX or MT940."
    )
    return NotAnExportError(Fault(what, f"{source}:{first.line}", remedy))


def as_mapping(places: Places) -> str:
    """Return the columns as ``--map`` states them, by number from 1."""
    parts = sorted(places.parts.items(), key=lambda item: item[1])
    return ",".join(f"{_LABEL[part]}={at + 1}" for part, at in parts)


def _guess(rows: Sequence[Row], width: int) -> tuple[dict[str, int], int, bool] | None:
    columns = [[row.cells[at] for row in rows] for at in range(width)]
    dated = [at for at, cells in enumerate(columns) if _all_dates(cells)]
    money = {
        at: values
        for at, cells in enumerate(columns)
        if at not in dated and (values := _money(cells)) is not None
    }
    if not dated or not money:
        return None
    texts = [
        at
        for at in range(width)
        if at not in dated and at not in money and len(set(columns[at])) > 1
    ]
    text = max(texts, key=lambda at: sum(map(len, columns[at])), default=-1)
    parts = {"date": dated[0]} | ({"text": text} if text >= 0 else {})
    for candidate, moved in _readings(money, rows):
        if _follows(moved, money[candidate["balance"]]):
            return parts | candidate, side_of(candidate, rows), True
    full = [at for at, values in money.items() if None not in values]
    pairs = [
        (out, paid_in)
        for out, paid_in in permutations(sorted(money), 2)
        if out < paid_in
        and all((a is None) != (b is None) for a, b in zip(money[out], money[paid_in], strict=True))
    ]
    if full:
        unproven = {"amount": full[0]}
    elif pairs:
        unproven = dict(zip(("out", "in"), pairs[0], strict=True))
    else:
        return None
    return parts | unproven, side_of(unproven, rows), False


def _readings(
    money: dict[int, _Cells], rows: Sequence[Row]
) -> Iterator[tuple[dict[str, int], _Cells]]:
    """Yield each way in which columns may be amounts beside a balance, and what then moved."""
    for amount, balance in permutations(money, 2):
        found = {"amount": amount, "balance": balance}
        side = side_of({"amount": amount}, rows)
        signs = [Places(side=side).sign(row) for row in rows]
        values = money[amount]
        yield found, [None if v is None else s * v for v, s in zip(values, signs, strict=True)]
    for out, paid_in, balance in permutations(money, 3):
        both = zip(money[out], money[paid_in], strict=True)
        moved = [
            None if (spent is None) == (got is None) else (got or 0) - abs(spent or 0)
            for spent, got in both
        ]
        yield {"out": out, "in": paid_in, "balance": balance}, moved


def _follows(moved: _Cells, balances: _Cells) -> bool:
    """Say whether balances follow from what moved, whichever end of the list is older."""
    if None in moved or None in balances or len(set(balances)) < _PROVEN:
        return False
    pairs = list(zip(moved, balances, strict=True))
    for way in (pairs, pairs[::-1]):
        steps = [(after[1] or 0) - (before[1] or 0) == after[0] for before, after in pairwise(way)]
        if len(steps) >= _PROVEN - 1 and all(steps):
            return True
    return False


def _all_dates(cells: Sequence[str]) -> bool:
    for order in _ORDERS:
        try:
            for cell in cells:
                dates.parse(cell, order)
        except ValueError:
            continue
        return True
    return False


def _money(cells: Sequence[str]) -> _Cells | None:
    """Return the hundredths of a column of money, None for empty cells; None if it is none.

    Whole numbers alone are references, not money: some cell has to show a decimal sign.
    """
    filled = [cell for cell in cells if cell]
    sign, _ = amounts.decide(enumerate(filled))
    if not filled or sign is None or not any(map(amounts.evidence, filled)):
        return None
    try:
        return [amounts.parse(cell, sign) if cell else None for cell in cells]
    except ValueError:
        return None
