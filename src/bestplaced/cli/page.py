"""What the tables of every command share: the page, the frame of a table, money, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rich import box
from rich.console import Console
from rich.table import Table

from bestplaced.case.currency import currency_amount

if TYPE_CHECKING:
    from bestplaced.case.business import Case

Side = Literal["left", "right"]

__all__ = ["Side", "column_amount", "currency_amount", "figure", "frame", "money_of", "page"]


def page(width: int = 120) -> Console:
    """Return the terminal, or a page of ``width`` where the output is a file or a pipe."""
    console = Console()
    return console if console.is_terminal else Console(width=width)


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


def money_of(case: Case, value: float | None, *, cents: bool = False) -> str:
    """Return an amount in the case's currency."""
    return currency_amount(case.currency, value, cents=cents)


def column_amount(currency: str, value: float | None) -> str:
    """Return an amount for a table whose title names the currency: a code is left out."""
    return currency_amount(currency, value).replace(f"{currency}\N{NO-BREAK SPACE}", "")


def figure(value: float) -> str:
    """Return a number with three figures that count."""
    if abs(value) >= 100:  # noqa: PLR2004 - digits
        return f"{value:,.0f}"
    return f"{value:.3g}"
