"""The same export as another program, country or hand would save it: read alike, or refused.

Every variant changes how a table is written, never what it says. None may be read as other money
or other days; those that each reader has to read are held too.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest

from bestplaced.errors import IntakeError
from bestplaced.intake.formats import parse_export
from bestplaced.intake.ledger import Ledger
from bestplaced.intake.timelog import TimeLog
from tests import exports

if TYPE_CHECKING:
    from collections.abc import Callable

    from bestplaced.intake.formats import Export

TABLES = (
    "csv", "fec", "paypal", "sage", "qbo", "qbo new", "qbo journal", "qb desktop", "xero",
    "xero journal", "running", "paired", "audit data", "open collective", "bank", "toggl",
    "clockify", "harvest", "hours", "venmo", "sage trail", "headless",
)  # fmt: skip
Rows = list[list[str]]


def cut(text: str) -> tuple[Rows, str]:
    """Return the rows of a table and the mark between its cells."""
    mark = max("\t;|,", key=lambda m: max(line.count(m) for line in text.splitlines()))
    return list(csv.reader(io.StringIO(text), delimiter=mark)), mark


def paste(rows: Rows, mark: str, end: str = "\n", quote: int = csv.QUOTE_MINIMAL) -> str:
    """Return rows as a table."""
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator=end, quoting=quote).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def reshaped(change: Callable[[Rows], Rows]) -> Callable[[str], bytes]:
    """Return a variant that changes rows."""

    def write(text: str) -> bytes:
        rows, mark = cut(text)
        return paste(change(rows), mark).encode()

    return write


def remarked(mark: str) -> Callable[[str], bytes]:
    """Return a variant with another mark between cells."""
    return lambda text: paste(cut(text)[0], mark).encode()


def _turned(change: Callable[[str], str]) -> Callable[[Rows], Rows]:
    """Return what changes each negative amount with a decimal sign."""
    negative = re.compile(r"\$?-[0-9][0-9,.]*[.,][0-9]{2}")
    return lambda rows: [
        [change(cell.replace("-", "")) if negative.fullmatch(cell) else cell for cell in row]
        for row in rows
    ]


def _priced(sign: str) -> Callable[[Rows], Rows]:
    """Return what puts a currency sign in front of each amount that has none."""
    amount = re.compile(r"[0-9][0-9,.]*[.,][0-9]{2}")
    return lambda rows: [
        [sign + cell if amount.fullmatch(cell) else cell for cell in row] for row in rows
    ]


VARIANTS: dict[str, Callable[[str], bytes]] = {
    "byte-order mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "CR": lambda text: text.replace("\n", "\r").encode(),
    "semicolons": remarked(";"),
    "tabs": remarked("\t"),
    "all quoted": lambda text: paste(*cut(text), quote=csv.QUOTE_ALL).encode(),
    "blank lines": lambda text: text.replace("\n", "\n\n").encode(),
    "blank lines at the end": lambda text: (text + "\n\n\n").encode(),
    "no line end at the end": lambda text: text.rstrip("\n").encode(),
    "empty cells behind": reshaped(lambda rows: [[*row, "", ""] for row in rows]),
    "blanks around cells": reshaped(lambda rows: [[f" {cell} " for cell in row] for row in rows]),
    "titles above": reshaped(lambda rows: [["Harbour Example"], ["Exported today"], [], *rows]),
    "a remark below": reshaped(lambda rows: [*rows, [], ["End of report"]]),
    "headers in capitals": reshaped(
        lambda rows: [[cell.upper() if cell[:1].isalpha() else cell for cell in row]
                      if at < 8 and len([c for c in row if c]) > 3
                      and not re.search(r"[0-9]{2}", "".join(row)) else row
                      for at, row in enumerate(rows)]),
    "negatives in brackets": reshaped(_turned("({})".format)),
    "minus behind": reshaped(_turned("{}-".format)),
    "a long minus": reshaped(_turned("\u2212{}".format)),
    "euro signs": reshaped(_priced("\u20ac")),
}  # fmt: skip
# Nothing but plain habits of spreadsheets: every reader of tables takes these.
ALWAYS = ("byte-order mark", "CRLF", "blank lines at the end", "no line end at the end")


def read(content: bytes) -> Export | None:
    """Return what the bytes hold, or None when they are refused."""
    try:
        return parse_export(content, "x.dat")
    except IntakeError:
        return None


def figures(found: Export | None) -> object:
    """Return every day and amount of what was read."""
    if isinstance(found, Ledger):
        return sorted(
            (entry.date, posting.account.strip().lower(), posting.amount)
            for entry in found.entries
            for posting in entry.postings
        )
    if isinstance(found, TimeLog):
        return sorted((entry.date, entry.seconds) for entry in found.entries)
    return sorted((line.date, line.amount) for item in found or () for line in item.lines)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", TABLES)
def test_a_variant_is_read_alike_or_refused(name: str, variant: str) -> None:
    text = exports.TEXTS[name]
    found = read(VARIANTS[variant](text))
    if found is None:
        assert variant not in ALWAYS
        return
    assert figures(found) == figures(read(text.encode()))
