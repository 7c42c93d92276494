"""The one place where a value becomes text: money, hours, shares, counts and dates by locale."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, get_month_names
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol

from bestplaced.documents.content import Figure

if TYPE_CHECKING:
    import datetime as dt

    from bestplaced.case.business import Case

COUNTED_WHOLE = 100  # units a year from which counts are told without decimals
NONE = "\N{EN DASH}"
"""Stands where there is no figure."""


@dataclass(frozen=True)
class Figures:
    """Makes figures of one currency in one locale.

    Money is in whole units unless cents are asked for; what rounds to nothing has no sign.
    """

    locale: Locale
    currency: str

    @classmethod
    def of(cls, case: Case, language: str = "en") -> Figures:
        """Return the maker for a case: its currency, its country's ways, in a language."""
        return cls(locale_of(language, case.country), case.currency)

    def money(self, value: float, *, cents: bool = False) -> Figure:
        """Return money in the case's currency."""
        places = 2 if cents else 0
        shown = _unsigned_zero(value, places)
        zeros = "0.00" if cents else "0"
        pattern = self.locale.currency_formats["standard"].pattern.replace("0.00", zeros)
        text = format_currency(
            shown, self.currency, pattern, locale=self.locale, currency_digits=False
        )
        return Figure(text, shown, "money", _sheet(pattern, self._symbol))

    def hours(self, value: float) -> Figure:
        """Return whole hours, with the unit."""
        shown = _unsigned_zero(value, 0)
        text = f"{format_decimal(shown, '#,##0', locale=self.locale)}\N{NO-BREAK SPACE}h"
        return Figure(text, shown, "hours", '#,##0" h"')

    def percent(self, value: float, places: int = 0) -> Figure:
        """Return a share as a percentage."""
        shown = _unsigned_zero(value, places + 2)
        inner = "#,##0" + ("." + "0" * places if places else "")
        own = self.locale.percent_formats[None].pattern  # where the sign stands is the locale's
        pattern = own.replace("#,##0", inner)
        text = format_percent(shown, pattern, locale=self.locale)
        return Figure(text, shown, "percent", pattern.replace("\N{NO-BREAK SPACE}", " "))

    def number(self, value: float, places: int = 0) -> Figure:
        """Return a plain number."""
        shown = _unsigned_zero(value, places)
        pattern = "#,##0" + ("." + "0" * places if places else "")
        return Figure(format_decimal(shown, pattern, locale=self.locale), shown, "number", pattern)

    def counted(self, value: float) -> Figure:
        """Return a count, with a decimal where it is small and not whole."""
        whole = abs(value) >= COUNTED_WHOLE or value == round(value)
        return self.number(value, 0 if whole else 1)

    def date(self, value: dt.date) -> Figure:
        """Return a date written out, with the month's name."""
        text = format_date(value, "long", locale=self.locale)
        return Figure(text, value, "date", "d mmmm yyyy")

    def months(self) -> tuple[str, ...]:
        """Return the short names of the twelve months."""
        names = get_month_names("abbreviated", context="stand-alone", locale=self.locale)
        return tuple(names[n] for n in range(1, 13))

    @property
    def _symbol(self) -> str:
        return get_currency_symbol(self.currency, locale=self.locale)


def locale_of(language: str, country: str) -> Locale:
    """Return the locale of a language in a country, or of the language alone."""
    try:
        return Locale.parse(f"{language}_{country}")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(language)


def _unsigned_zero(value: float, places: int) -> float:
    """Return a value rounded to places as a spreadsheet does (halves away from nothing).

    Never minus nothing.
    """
    if not math.isfinite(value):
        message = f"{value} is no figure to show"
        raise ValueError(message)
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return float(exact) + 0.0


def _sheet(pattern: str, symbol: str) -> str:
    """Return a spreadsheet's number format for money."""
    return pattern.replace("\N{CURRENCY SIGN}", f'"{symbol}"').replace("\N{NO-BREAK SPACE}", " ")
