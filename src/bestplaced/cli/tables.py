"""What every table in the terminal shares: money as text, and a plain table."""

from __future__ import annotations

from typing import Literal

from babel.numbers import get_currency_symbol
from rich import box
from rich.table import Table

Side = Literal["left", "right"]
PAGE = 120  # characters, where the output is a file or a pipe


def money(currency: str, value: float | None) -> str:
    """Return whole units of a currency; a minus sign before, a dash for none."""
    if value is None:
        return "-"
    symbol = get_currency_symbol(currency, locale="en")
    space = "\N{NO-BREAK SPACE}" if symbol == currency else ""
    sign = "-" if round(value) < 0 else ""
    return f"{sign}{symbol}{space}{abs(round(value)):,}"


def plain_table(*columns: tuple[str, Side], title: str | None = None) -> Table:
    """Return a plain table; a column is (header, justification). Figures are never cut."""
    table = Table(
        box=box.SIMPLE_HEAD,
        title=title,
        title_justify="left",
        title_style="bold",
        pad_edge=False,
    )
    for header, side in columns:
        table.add_column(
            header, justify=side, no_wrap=side == "right" or header == "plan", overflow="fold"
        )
    return table
