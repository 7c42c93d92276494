"""What the tables of every command share: the page, the frame of a table, money, figures."""

from __future__ import annotations

from typing import Literal

from babel.numbers import get_currency_symbol
from rich import box
from rich.console import Console
from rich.table import Table

Side = Literal["left", "right"]
_PAGE = 120  # characters, where the output is a file or a pipe


def page() -> Console:
    """Return the terminal, or a page of fixed width where the output is a file or a pipe."""
    console = Console()
    return console if console.is_terminal else Console(width=_PAGE)


def frame(*columns: tuple[str, Side], title: str | None = None) -> Table:
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


def currency_amount(currency: str, value: float | None) -> str:
    """Return whole units of a currency; a minus sign before, a dash for none."""
    if value is None:
        return "-"
    symbol = get_currency_symbol(currency, locale="en")
    space = "\N{NO-BREAK SPACE}" if symbol == currency else ""
    sign = "-" if round(value) < 0 else ""
    return f"{sign}{symbol}{space}{abs(round(value)):,}"


def figure(value: float) -> str:
    """Return a number with three figures that count."""
    if abs(value) >= 100:  # noqa: PLR2004 - digits
        return f"{value:,.0f}"
    return f"{value:.3g}"
