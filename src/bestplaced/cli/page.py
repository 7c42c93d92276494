"""What the tables of every command share: the page, the frame of a table, money, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bestplaced.case.currency import currency_amount

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bestplaced.case.business import Case

Side = Literal["left", "right"]

__all__ = [
    "Side",
    "begun",
    "column_amount",
    "currency_amount",
    "figure",
    "frame",
    "hours_at",
    "lines",
    "listed",
    "mean_of",
    "money_of",
    "page",
    "percent",
    "places",
    "put",
    "rate_of",
    "say",
]


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


def put(console: Console, table: Table) -> None:
    """Print a table indented under its title, without blank lines around it."""
    table.show_edge = False
    console.print(Padding(table, (0, 0, 0, 2)))


def money_of(case: Case, value: float | None, *, cents: bool = False) -> str:
    """Return an amount in the case's currency."""
    return currency_amount(case.currency, value, cents=cents)


_TIE = 0.01  # of a unit: 850.50 is told as 850 and multiplied as 851
_TRIES = ((1, 2), (2, 2), (1, 3), (3, 2), (2, 3), (3, 3), (2, 4), (3, 4), (4, 6))


def places(
    total: float, product: Callable[[int, int], float], tries: Sequence[tuple[int, int]] = _TRIES
) -> tuple[int, int]:
    """Return the fewest decimals of two operands at which their product reads as the total.

    ``product`` multiplies the operands as they are printed with so many decimals of each; a total
    is told in whole units, so a reader who multiplies finds it.
    """

    def reads(value: float) -> bool:
        return round(value) == round(total) or abs(value - total) < _TIE

    return next((t for t in tries if reads(product(*t))), tries[-1])


def hours_at(case: Case, hours: float, rate: float, total: float) -> tuple[str, str]:
    """Return hours and their rate with as many decimals as their product needs."""
    h, r = places(total, lambda h, r: round(hours, h) * round(rate, r))
    return f"{hours:,.{h}f} h", rate_of(case, rate, r)


def mean_of(case: Case, hours: float, total: float) -> tuple[str, str]:
    """Return hours as printed and the mean rate of these that gives their total."""
    told = round(hours, 1)
    rate = total / told if told else 0.0
    return f"{told:,.1f} h", hours_at(case, told, rate, total)[1]


def rate_of(case: Case, value: float, places: int = 2) -> str:
    """Return a rate to the cent, or with more decimals where they are no zeros."""
    while places > 2 and round(value, places) == round(value, places - 1):  # noqa: PLR2004 - cents
        places -= 1
    return currency_amount(case.currency, value, places=places)


def column_amount(currency: str, value: float | None) -> str:
    """Return an amount for a table whose title names the currency: a code is left out."""
    return currency_amount(currency, value).replace(f"{currency}\N{NO-BREAK SPACE}", "")


def figure(value: float) -> str:
    """Return a number with three figures that count."""
    if abs(value) >= 100:  # noqa: PLR2004 - digits
        return f"{value:,.0f}"
    return f"{value:.3g}"


def percent(share: float) -> str:
    """Return a share in per cent, tenths where there are any: 42.5% and 57.5% add up to 100%.

    What is not all is never told as 100%, nor as 0% what is not nothing.
    """
    told = f"{100 * share:.1f}".removesuffix(".0")
    if 0 < share < 1 and told in {"0", "100"}:
        return "<0.1%" if told == "0" else ">99.9%"
    return f"{told}%"


def begun(text: str) -> str:
    """Return a text as a sentence begins with it."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str], word: str = "and") -> str:
    """Return names as one list in words."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


def say(console: Console, title: str, *sentences: str) -> None:
    """Print a title, if there is one, and sentences under it."""
    if title:
        console.print(Text(title, "bold"))
    for sentence in sentences:
        console.print(Padding(Text(sentence), (0, 0, 0, 2)))


def lines(console: Console, *rows: tuple[str, str, str]) -> None:
    """Print labels, figures and their reasons one below the other."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for label, figure, why in rows:
        table.add_row(f"  {label}", figure, Text(why))
    console.print(table)
