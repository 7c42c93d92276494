"""Four questions about a plan, answered in plain sentences from the data of ``robust`` (F12).

What is certain, what is a toss-up and on what it hangs, what the next best plan is, and which one
fact to check first. Every sentence is made from the JSON data; none knows a case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bestplaced.cli.page import currency_amount, figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Data = Mapping[str, Any]

CERTAIN = 0.95  # share of draws from which a placement is called certain
OPEN = 0.75  # below it a placement is called open
FIVE, THREE = 5, 3
_NAMED = 8  # differences of the next best plan that are named
_CLEAR = 2.0  # standard errors from which a difference is not chance

_CHECKS = {
    "volumes": "Count it in the books of the last twelve months.",
    "minutes": "Time twenty of them.",
    "fixed_hours": "Note the hours that the next cycles take.",
    "hours": "Keep a time sheet for a month.",
    "rates": "Work it out from the payroll, or ask for a written quote.",
    "value_of_time": "Write down what the freed hours would be used for, and what that brings.",
    "speed": "Keep a time sheet for two weeks and compare it with the hours assumed.",
    "frequency": "Count how often it has happened in the last years.",
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
    "settings": ("", "the setting '{x}'", "the setting '{x}' is {more}"),
}  # fmt: skip
"""By kind of input: what stands before the thing in its name, a noun for it, and a clause."""


def answers(data: Data) -> list[tuple[str, list[str]]]:
    """Return each question with the lines that answer it, from what ``robust --json`` prints."""
    return [
        ("Which placements are certain?", _certain(data)),
        ("Which are a toss-up, and on what do they hang?", _toss_ups(data)),
        ("What is the next best plan?", _next_best(data)),
        ("Which one fact should be checked first?", _check_first(data)),
    ]


def most_certain(standings: Iterable[Data]) -> list[Data]:
    """Return five placements: those that move first, then those done at all, the surest first."""

    def order(s: Data) -> tuple[bool, bool, float, str]:
        stays = s["performer"] == s["today"]
        return stays, s["place"] == "nobody", -s["share"], s["responsibility"]

    return sorted(standings, key=order)[:FIVE]


def nearest_to_even(standings: Iterable[Data]) -> list[Data]:
    """Return the three placements whose share of draws is nearest to one half."""
    ranked = sorted(standings, key=lambda s: (abs(s["share"] - 0.5), s["responsibility"]))
    return ranked[:THREE]


def no_plan(data: Data) -> list[str]:
    """Return in how many draws no plan obeys all rules, and which rules conflict in them."""
    without = data["without_plan"]
    if not without["draws"]:
        return []
    told = (
        f"In {without['draws']} of {data['draws_done']} draws no plan obeys all rules, whatever is "
        "moved. All figures below are over the other draws. What conflicts:"
    )
    lines = [told]
    for one in without["conflicts"]:
        rules = "; ".join(one["rules"]) or "no set of rules found"
        lines.append(f"- in {_draws(one['draws'])}: {rules}")
    return lines


def _draws(count: int) -> str:
    """Return a number of draws in words."""
    return f"{count} draw" if count == 1 else f"{count} draws"


def _name(one: Data) -> str:
    """Return a responsibility as id and name."""
    return f"{one['responsibility']} {one['name']}"


def _certain(data: Data) -> list[str]:
    """Answer which placements are certain: five of them, those that move first."""
    standings = data["standings"]
    sure = [s for s in standings if s["share"] >= CERTAIN]
    if not sure:
        first = sorted(standings, key=lambda s: (-s["share"], s["responsibility"]))[:FIVE]
        told = f"None: no placement is best in {CERTAIN:.0%} of draws. The surest are:"
        return [told, *(f"- {_lies(s)}" for s in first)]
    told = (
        f"{len(sure)} of {len(standings)} are best where the plan puts them in {CERTAIN:.0%} of "
        "draws or more"
    )
    few = most_certain(sure)
    told += ":" if len(few) == len(sure) else f". {FIVE} of them, moves first:"
    return [told, *(f"- {_lies(s)}" for s in few)]


def _lies(s: Data) -> str:
    """Return where a placement lies, and in what share of draws."""
    today = "nobody does it today" if s["today"] == "nobody" else f"{s['today']} does it today"
    if s["place"] == "nobody":
        where = "stays undone"
    elif s["performer"] == s["today"]:
        where = f"stays with {s['place']}"
    else:
        where = f"goes to {s['place']} ({today})"
    return f"{_name(s)} {where}: {s['share']:.0%} of draws."


def _toss_ups(data: Data) -> list[str]:
    """Answer which placements are a toss-up, and on what each hangs."""
    few = nearest_to_even(data["standings"])
    loose = sum(s["share"] < OPEN for s in data["standings"])
    if few and few[0]["share"] >= OPEN:
        lead = f"None is: each is best where it is in {OPEN:.0%} of draws or more. The least sure:"
    else:
        lead = f"{loose} are open (below {OPEN:.0%} of draws). The {len(few)} nearest to even:"
    return [lead, *(f"- {_hanging(s)}" for s in few)]


def _hanging(s: Data) -> str:
    """Return one placement with its other place and what it hangs on."""
    other = f", else mostly {s['next_place']} ({s['next_share']:.0%})" if s["next_place"] else ""
    text = f"{_name(s)}: {s['place']} in {s['share']:.0%} of draws{other}. "
    if not s["next_place"]:
        return text + "It hangs on nothing: it never leaves."
    if s["hangs_on"]:
        return text + f"It leaves when {' or '.join(_turns(h) for h in s['hangs_on'])}."
    kinds = [f"{one['kind']} ({one['share']:.0%} of it)" for one in s["hangs_on_kinds"]]
    if kinds:
        return text + f"It hangs on no single figure, but together on {' and '.join(kinds)}."
    return text + "It hangs on no single figure and no one kind of them: on everything together."


def _turns(hinge: Data) -> str:
    """Return when a placement leaves: with which figure, and about where."""
    stays, leaves = hinge["median_where_it_stays"], hinge["median_where_it_leaves"]
    if hinge["unit"].startswith("x "):
        about = f"about {figure(leaves)} times what is assumed, not {figure(stays)}"
    else:
        about = f"about {figure(leaves)} {hinge['unit']}, not {figure(stays)}"
    return f"{_clause(hinge, 'more' if leaves > stays else 'less')} than thought ({about})"


def _thing(entry: Data, form: int, more: str = "") -> str:
    """Return an input in words: form 1 is a noun, form 2 a clause with ``more`` in it."""
    words = _WORDS[entry.get("input", entry.get("name", "")).partition(".")[0]]
    before, cut, after = entry["what"].partition(words[0]) if words[0] else ("", "", entry["what"])
    return words[form].format(x=after if cut or not words[0] else before, more=more)


def _noun(entry: Data) -> str:
    """Return an input as a noun."""
    return _thing(entry, 1)


def _clause(entry: Data, more: str) -> str:
    """Return an input as a clause; work takes *fewer* hours, and risks strike *less* often."""
    return _thing(entry, 2, more).replace("less hours", "fewer hours")


def _next_best(data: Data) -> list[str]:
    """Answer what the next best plan costs more, and where it differs."""
    other = data["next_plan"]
    if other is None:
        return ["No other plan met in the draws can be kept in all of them."]
    more, error = other["dearer_on_average"], other["standard_error"]
    amount = currency_amount(data["currency"], abs(more))
    word = "more" if more >= 0 else "less"
    chance = currency_amount(data["currency"], error)
    if abs(more) <= _CLEAR * error:
        lead = (
            f"One that is as good as the plan recommended, on all we know: it costs {amount} a "
            f"year {word} on average over the draws (± {chance}, so by chance)"
        )
    else:
        lead = f"One that costs {amount} a year {word} on average over the draws (± {chance})"
    lead += f", and is the cheaper one in {other['cheaper_in']:.0%} of them. In it:"
    ways: dict[tuple[str, str], list[str]] = {}
    named = [d for d in other["differs"] if d["place"] != d["other_place"]]
    for d in named[:_NAMED]:
        ways.setdefault((d["place"], d["other_place"]), []).append(_name(d))
    lines = [f"- {there}, not {here}, does {_listed(work)}" for (here, there), work in ways.items()]
    if len(named) > _NAMED:
        lines.append(f"- and {len(named) - _NAMED} more differ (--json names all)")
    return [lead, *lines]


def _listed(names: list[str]) -> str:
    """Return names as one list in words."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _check_first(data: Data) -> list[str]:
    """Answer which fact to check first, what is assumed of it, what it is worth, and how."""
    total = currency_amount(data["currency"], data["knowing_everything"]["worth"])
    everything = f"Knowing every figure before deciding would be worth {total} a year."
    if not data["worth_learning"]:
        return [_by_hinge(data), everything]
    first = data["worth_learning"][0]
    worth = currency_amount(data["currency"], first["worth"])
    error = currency_amount(data["currency"], first["standard_error"])
    sure = (
        "clear of chance"
        if first["worth"] > _CLEAR * first["standard_error"]
        else "the most of any single fact, though chance alone can show as much in "
        f"{_draws(len(data['draws']))}"
    )
    return [
        f"{_upper(_noun(first))}, {assumed(first)}. {_how(first['name'])}",
        f"Knowing it before deciding is worth {worth} a year ± {error}, {sure}. {everything}",
    ]


def _by_hinge(data: Data) -> str:
    """Return what to check where no fact has a worth: what the nearest toss-up hangs on."""
    for s in nearest_to_even(data["standings"]):
        if s["hangs_on"]:
            first = s["hangs_on"][0]
            return (
                f"None would change the choice by itself. Nearest to it is {_noun(first)}, on "
                f"which {_name(s)} hangs. {_how(first['input'])}"
            )
    return "None: no single fact would change the choice."


def _how(name: str) -> str:
    """Return how to check an input."""
    return _CHECKS[name.partition(".")[0]]


def assumed(entry: Data) -> str:
    """Return what is assumed of an input, as a phrase; factors are about what is assumed."""
    low, high = figure(entry["low"]), figure(entry["high"])
    if entry["unit"].startswith("x "):
        return f"which may be {low} to {high} times what is assumed (grade {entry['grade']})"
    value = f"{figure(entry['value'])} {entry['unit']}"
    return f"assumed {value} (grade {entry['grade']}, between {low} and {high})"


def _upper(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]
