"""Uncertain inputs and their values in words: what is assumed, when it turns, how to learn more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bestplaced.case.currency import currency_amount
from bestplaced.cli.page import figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    Data = Mapping[str, Any]

_DIGITS = 9  # that count, at most, to tell a figure from the one it is compared with
_SEEN = 1.0  # events a year from which one business can count its own; not what stays hidden
_RARE = (
    "Too rare, or too well hidden, to count here: ask the insurer or the trade how often it "
    "happens to others."
)

_CHECKS = {
    "volumes": "Count it in the books of the last twelve months.",
    "minutes": "Time twenty of them.",
    "fixed_hours": "Note the hours that the next cycles take.",
    "hours": "Keep a time sheet for a month.",
    "rates": "Work it out from the payroll, or ask for a written quote.",
    "value_of_time": "Write down what the freed hours would be used for, and what that brings.",
    "speed": "Keep a time sheet for two weeks and compare it with the hours assumed.",
    "speed outside": "Ask for the hours in writing and compare them with those assumed.",
    "frequency": "Count how often it happened in the last three years, here or in the trade.",
    "severity": "Look up what it cost when it last happened, here or in the trade.",
    "errors": "Count the mistakes found in the last twelve months.",
    "values": "Write down what the last decisions of this kind brought or cost.",
    "tolerance": "Ask the owner which loss in one year would hurt.",
    "settings": "Ask somebody who has handed work over before.",
}
"""How to learn more about an input, by its kind."""

_WORDS = {
    "volumes": ("", "how many {x} there are", "there are {more} {x}"),
    "minutes": ("minutes per unit of ", "the minutes that one '{x}' takes",
                "'{x}' takes {more} minutes a unit"),
    "fixed_hours": ("hours per cycle of ", "the hours that one cycle of '{x}' takes",
                    "'{x}' takes {more} hours a cycle"),
    "hours": ("hours of ", "the hours that '{x}' takes", "'{x}' takes {more} hours"),
    "rates": ("an hour of ", "what an hour of {x} costs", "an hour of {x} costs {more}"),
    "value_of_time": ("a freed hour of ", "what a freed hour of {x} is worth",
                      "a freed hour of {x} is worth {more}"),
    "speed": ("hours ", "how long {x} for the same work", "{x} {more} hours for the same work"),
    "frequency": ("frequency of ", "how often '{x}' strikes", "'{x}' strikes {more} often"),
    "severity": ("median event of ", "what one event of '{x}' costs",
                 "one event of '{x}' costs {more}"),
    "errors": ("how often things go wrong with ", "how often things go wrong with {x}",
               "things go wrong {more} often with {x}"),
    "values": ("value of ", "what {x} is worth", "{x} is worth {more}"),
    "tolerance": ("risk tolerance of ", "how much risk {x} can bear", "{x} can bear {more} risk"),
    "settings": ("", "the general assumption '{x}'",
                 "the general assumption '{x}' is {more}"),
}  # fmt: skip
"""By kind of input: what stands before the thing in its name, a noun for it, and a clause."""


def noun(entry: Data) -> str:
    """Return an input as a noun."""
    return _thing(entry, 1)


def clause(entry: Data, *, rises: bool) -> str:
    """Return what an input does, as a clause: work takes *fewer* hours, risks strike *less* often.

    ``entry`` has ``input`` or ``name``, ``what``, ``unit`` (as `robust --json` has them).
    """
    told = _thing(entry, 2, "more" if rises else "less")
    return told.replace("less hours", "fewer hours").replace("less minutes", "fewer minutes")


def _thing(entry: Data, form: int, more: str = "") -> str:
    """Return an input in words: form 1 is a noun, form 2 a clause with ``more`` in it."""
    words = _WORDS[_name(entry).partition(".")[0]]
    before, cut, after = entry["what"].partition(words[0]) if words[0] else ("", "", entry["what"])
    return words[form].format(x=after if cut or not words[0] else before, more=more)


def _name(entry: Data) -> str:
    """Return the name of an input."""
    return str(entry.get("input", entry.get("name", "")))


def how(entry: Data) -> str:
    """Return how to learn more about an input; what cannot be seen is not to be counted."""
    kind = _name(entry).partition(".")[0]
    if kind == "frequency" and (entry["value"] < _SEEN or entry["hidden"]):
        return _RARE
    return _CHECKS["speed outside" if kind == "speed" and not entry["inside"] else kind]


def hours(entry: Data) -> str:
    """Return the hours that a person's or a firm's speed is about; nothing for other inputs."""
    today, planned = entry.get("hours_today"), entry.get("hours_planned")
    told = [f"{today:,.0f} hours a year today"] if today else []
    if planned:
        told.append(f"{planned:,.0f}{'' if told else ' hours a year'} in the plan")
    return " and ".join(told)


def amount(entry: Data, value: float, digits: int = 3) -> str:
    """Return a value of an input with its unit in words, three digits that count.

    Events rarer than once a year are told as once in so many years.
    """
    unit, told = entry["unit"], figure(float(f"{value:.{digits}g}"))
    if digits > 3:  # noqa: PLR2004 - more than a figure tells
        told = f"{value:,.{digits}g}"
    if unit == "events/year":
        if value < 1:
            count = digits - 1
            years = float(f"{1 / value:.{count}g}")
            form = ",.0f" if years >= 10**count else f",.{count}g"  # never as 1e+03
            return f"once in {years:{form}} years"
        return f"{told} times a year"
    if unit.startswith("x as"):
        return "as assumed" if value == 1 else f"{told} times what is assumed"
    before, slash, per = unit.partition("/")
    if len(before) == 3 and before.isupper():  # noqa: PLR2004 - a currency's code
        rounded = float(f"{value:.{digits}g}")
        money = currency_amount(before, rounded, cents=rounded != round(rounded))
        return f"{money} {'an' if per in {'event', 'hour'} else 'a'} {per}" if slash else money
    return f"{told} {before} a {per}" if slash else f"{told} {unit}"


def apart(entry: Data, one: float, other: float) -> tuple[str, str]:
    """Return two values of an input in words, with as many digits as tell them apart."""
    told = amount(entry, one), amount(entry, other)
    digits = 4
    while told[0] == told[1] and digits <= _DIGITS:
        told = amount(entry, one, digits), amount(entry, other, digits)
        digits += 1
    return told


def span(entry: Data) -> str:
    """Return the range of an input in words; factors are about what is assumed."""
    low, high = entry["low"], entry["high"]
    if entry["unit"].startswith("x as"):
        return f"{figure(low)} to {figure(high)} times what is assumed"
    return f"{amount(entry, low)} to {amount(entry, high)}"


def assumed(entry: Data) -> str:
    """Return what is assumed of an input, as a phrase."""
    if not entry["unit"].startswith("x as"):
        now = amount(entry, entry["value"])
    else:
        now = hours(entry) or "as in the catalogue"
    return (
        f"assumed {now} (grade {entry['grade']}, {span(entry).replace('what is assumed', 'that')})"
    )
