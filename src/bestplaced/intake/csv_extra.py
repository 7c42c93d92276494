"""What a ledger table may say beside its postings: the day of entry, marks of reconciliation."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import numpy as np

from bestplaced.intake import dates
from bestplaced.intake.entries import Words, days
from bestplaced.intake.gather import first_rows, understand

if TYPE_CHECKING:
    from bestplaced.intake.entries import Dates, Ints

_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
_NO_DAY: Final = int(np.iinfo(np.int64).min)
_NO: Final = frozenset({"no", "n", "false", "0", "nej", "nein", "non"})
_LONGEST_NO: Final = max(map(len, _NO))


def marks(words: Words) -> Words:
    """Return marks of reconciliation; a word for no is none."""
    if not (_NO & {text.lower() for text in words.texts.up_to(_LONGEST_NO)}):
        return words
    return Words(words.codes, tuple("" if t.lower() in _NO else t for t in words.values))


def days_entered(
    words: Words, line: Ints, order: dates.Order, *, known: bool
) -> tuple[Dates | None, list[tuple[int, str]]]:
    """Return the day each row was keyed in, None without such days, and what to note by line.

    ``order`` is that of the days and months of the dates of the entries, ``known`` says that they
    show it. A column that reads two ways is left out, and days that cannot be read are unknown:
    the figures of the books do not hang on them.
    """
    if not words.given.any():
        return None, []
    first = line[first_rows(words)]
    own, found = dates.decide(sorted(zip(first.tolist(), words.values, strict=True)))
    if own is None and not known:
        what = "the day of entry can be read in two ways: it is left out (date_order=... says)."
        return None, [(min(found.values()), what)]
    chosen = order if known or own is None else own
    found_days, why = understand(
        words, lambda text: dates.parse(text, chosen).toordinal() - _EPOCH, _NO_DAY
    )
    odd = [int(first[code]) for code in why if words.values[code]]
    notes = [(min(odd), f"{len(odd)} day(s) of entry cannot be read: unknown.")] if odd else []
    return days(np.array(found_days, np.int64)[words.codes]), notes
