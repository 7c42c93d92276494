"""Amounts as they are told: one way for every page, note and message."""

from __future__ import annotations

from babel.numbers import get_currency_symbol


def currency_amount(
    currency: str, value: float | None, *, cents: bool = False, places: int = 0
) -> str:
    """Return whole units of a currency, cents or ``places``; a minus sign before, a dash for none.

    Every figure is rounded by itself, so that it reads the same wherever it stands.
    """
    if value is None:
        return "-"
    symbol = get_currency_symbol(currency, locale="en")
    space = "\N{NO-BREAK SPACE}" if symbol == currency else ""
    places = 2 if cents else places
    sign = "-" if round(value, places) < 0 else ""
    return f"{sign}{symbol}{space}{abs(round(value, places)):,.{places}f}"
