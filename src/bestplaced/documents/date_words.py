"""A date rule in words: ``monthly, by business day 5 after the month``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.dates import get_day_names, get_month_names

if TYPE_CHECKING:
    from babel import Locale

    from bestplaced.catalogue.services import DateRule
    from bestplaced.documents.texts import Texts


def rule_words(rule: DateRule, texts: Texts, locale: Locale) -> str:
    """Return when something is due, in words."""
    key = f"letter.rule.{_form(rule)}"
    count = rule.business_day or rule.day or abs(rule.business_days or 0)
    return texts(
        key,
        number=str(count),
        months=str(abs(rule.month_after)),
        weekday=get_day_names(locale=locale)[(rule.weekday or 1) - 1],
        month=get_month_names(locale=locale)[(rule.month_after - 1) % 12 + 1],
    )


def _form(rule: DateRule) -> str:
    """Return which form of words a rule takes."""
    match rule.every:
        case "day" | "week" | "event":
            return rule.every
        case "pay_run" | "semi_weekly":
            count = rule.business_days or 0
            return "pay_run_on" if count == 0 else f"pay_run_{'after' if count > 0 else 'before'}"
        case "accounting_year" if rule.month_after <= 0:
            before = {0: "in", -1: "month_before"}.get(rule.month_after, "before")
            return f"accounting_year_{before}"
        case "month" if rule.day is not None and rule.month_after == 0:
            return "month_same"
        case _:
            return f"{rule.every}_{'day' if rule.business_day is None else 'business_day'}"
