"""Four questions about a plan, answered in plain sentences from the data of ``robust`` (F12).

What is certain, what is a toss-up and on what it hangs, what the next best plan is, and which one
fact to check first. Every sentence is made from the JSON data; none knows a case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bestplaced.cli.input_words import amount, apart, assumed, clause, how, noun
from bestplaced.cli.page import currency_amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Data = Mapping[str, Any]

CERTAIN = 0.95  # share of draws from which a placement is called certain
OPEN = 0.75  # below it a placement is called open, from it likely
TOSS_UP = (0.4, 0.6)  # shares of draws from which and to which an open one is a toss-up
FIVE, THREE = 5, 3
_CLEAR = 2.0  # standard errors from which a difference is not chance


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


def holds(data: Data) -> list[str]:
    """Return how often the plan fits as it is, what stops it, and what is done then."""
    fits = data["recommended_fits"]
    if fits == 1:
        return ["The plan fits as it is in all draws: nobody's hours run out."]
    told = (
        f"The plan can be kept just as it is in {fits:.0%} of draws only. In the other "
        f"{1 - fits:.0%} it asks for more than there is: {_broken(data)}. The owner would then "
        "have to move some work; the figures below count the cheapest single moves that make it "
        "fit."
    )
    lines = [told]
    if data["recommended_cannot_be_kept"]:
        lines.append(
            f"In {data['recommended_cannot_be_kept']:.1%} of draws no such moves are enough, and "
            "everything would have to be planned anew; these draws are bad ones for the plan, and "
            "are left out of its regret below."
        )
    return lines


def _broken(data: Data) -> str:
    """Return what runs out, in how many draws each."""
    few = data["recommended_breaks"][:THREE]
    return ", ".join(f"{one['what']} (in {_draws(one['draws'])})" for one in few) or "hours"


def _at(place: str, performer: str) -> str:
    """Return a place; of a provider also which of its people does the work."""
    return place if place == performer else f"{place} ({performer})"


def _certain(data: Data) -> list[str]:
    """Answer which placements are certain: five of them, those that move first."""
    standings = data["standings"]
    sure = [s for s in standings if s["share"] >= CERTAIN]
    if not sure:
        first = sorted(standings, key=lambda s: (-s["share"], s["responsibility"]))[:FIVE]
        told = f"None: no placement is best in {CERTAIN:.0%} of draws. The surest are:"
        return [told, *(f"- {_lies(s)}" for s in first)]
    told = (
        f"{len(sure)} of {len(standings)} are best with the person or firm the plan puts them "
        f"with in {CERTAIN:.0%} of draws or more"
    )
    few = most_certain(sure)
    told += ":" if len(few) == len(sure) else f". {FIVE} of them, work that moves first:"
    return [told, *(f"- {_lies(s)}" for s in few)]


def _lies(s: Data) -> str:
    """Return where a placement lies, and in what share of draws."""
    today = "nobody does it today" if s["today"] == "nobody" else f"{s['today']} does it today"
    where = _at(s["place"], s["performer"])
    if s["place"] == "nobody":
        text = "stays undone"
    elif s["performer"] == s["today"]:
        text = f"stays with {where}"
    else:
        text = f"goes to {where}; {today}"
    return f"{_name(s)} {text}: {s['share']:.0%} of draws."


def _toss_ups(data: Data) -> list[str]:
    """Answer which placements are a toss-up, and on what each hangs."""
    few = nearest_to_even(data["standings"])
    low, high = TOSS_UP
    even = sum(low <= s["share"] <= high for s in data["standings"])
    loose = sum(s["share"] < OPEN for s in data["standings"])
    if few and few[0]["share"] >= OPEN:
        lead = f"None is: each is best where it is in {OPEN:.0%} of draws or more. The least sure:"
    else:
        is_one = "is a toss-up" if even == 1 else "are toss-ups"
        first = f"{even or 'None'} {is_one if even else 'is a toss-up'}"
        lead = (
            f"{first} ({low:.0%}-{high:.0%} of draws); {loose} "
            f"{'is' if loose == 1 else 'are'} open (below {OPEN:.0%}). "
            f"The {len(few)} nearest to even:"
        )
    lines = [lead, *(f"- {_hanging(s)}" for s in few)]
    if any("alone_flips_at" in h for s in few for h in s["hangs_on"]):
        lines.append(
            "In the draws many figures are off at once; 'alone' says where one figure moves the "
            "work while all others stay as assumed, as 'bestplaced flips' does for every figure."
        )
    return lines


def _hanging(s: Data) -> str:
    """Return one placement with its other places and what it hangs on."""
    low, high = TOSS_UP
    word = "toss-up" if low <= s["share"] <= high else "open" if s["share"] < OPEN else "likely"
    here = "stays undone" if s["place"] == "nobody" else _at(s["place"], s["performer"])
    text = f"{_name(s)}: {word}, {here} in {s['share']:.0%} of draws"
    if not s["next_place"]:
        return f"{text}. It hangs on nothing: it never moves."
    rest = 1 - s["share"] - s["next_share"]
    text += f", {s['next_place']} in {s['next_share']:.0%}"
    text += f", others in {rest:.0%}. " if rest >= 0.005 else ". "  # noqa: PLR2004 - half a percent
    moves = "It is done" if s["place"] == "nobody" else f"It leaves {s['place']}"
    if s["hangs_on"]:
        return (
            text + f"{moves} more often when {'; or when '.join(_turns(h) for h in s['hangs_on'])}."
        )
    kinds = [
        f"{one['kind']} ({one['share']:.0%} of what decides it)" for one in s["hangs_on_kinds"]
    ]
    if kinds:
        return text + f"It hangs on no single figure, but on many together: {' and '.join(kinds)}."
    return text + "It hangs on no single figure and no one kind of them: on everything together."


def _turns(hinge: Data) -> str:
    """Return when a placement leaves, what is assumed, and where that figure alone moves it.

    What is assumed is what the plan was made with, never a middle of some draws.
    """
    rises = hinge["correlation"] < 0
    text = f"{clause(hinge, rises=rises)} than assumed"
    known = hinge["alone_flips_at"] if "alone_flips_at" in hinge else hinge["value"]
    factor = hinge["unit"].startswith("x as")
    if known is None:
        end = hinge["high" if rises else "low"]
        now = "" if factor else f"assumed {amount(hinge, hinge['value'])}; "
        return f"{text} ({now}alone it does not move it, even at {amount(hinge, end)})"
    value, flips_at = apart(hinge, hinge["value"], known)
    if "alone_flips_at" not in hinge:
        return text if factor else f"{text} ({value})"
    now = "" if factor else f"assumed {value}; "
    if hinge["input"].startswith("frequency.") and flips_at.startswith("once"):
        return f"{text} ({now}alone from {flips_at} on)"
    return f"{text} ({now}alone {'above' if rises else 'below'} {flips_at})"


def _next_best(data: Data) -> list[str]:
    """Answer what the next best plan costs more, and where it differs."""
    other = data["next_plan"]
    if other is None:
        return ["No other plan met in the draws can be kept in all of them."]
    more, error = other["dearer_on_average"], other["standard_error"]
    cost = currency_amount(data["currency"], abs(more))
    chance = currency_amount(data["currency"], error)
    word = "more" if more >= 0 else "less"
    lead = (
        f"The best other plan over the draws costs {cost} a year {word} on average (standard error "
        f"{chance}), and is the cheaper of the two in {other['cheaper_in']:.0%} of draws"
    )
    if abs(more) <= _CLEAR * error:
        lead += ": on all we know, as good as the plan recommended"
    elif more < 0:
        lead += (
            ". The plan recommended is the best at the figures assumed; over the whole ranges this "
            "one is better"
        )
    lead += ". In it:"
    ways: dict[tuple[str, str], list[str]] = {}
    named = [d for d in other["differs"] if d["place"] != d["other_place"]]
    for d in named:
        pair = (_at(d["place"], d["recommended"]), _at(d["other_place"], d["other"]))
        ways.setdefault(pair, []).append(_name(d))
    lines = [f"- {there}, not {here}, does {_listed(work)}" for (here, there), work in ways.items()]
    lines.append(
        "This is one plan kept in all draws. What moving a single piece of work would cost at the "
        "figures assumed, 'bestplaced why CASE RESPONSIBILITY' tells; that can be less."
    )
    return [lead, *lines]


def _listed(names: list[str]) -> str:
    """Return names as one list in words."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def worth_checking(data: Data) -> list[Data]:
    """Return the facts whose worth is clear of chance and more than a trifle, dearest first.

    Clear: more than two standard errors. A trifle: less than a thousandth of the plan's gain, or
    than an hour of the owner.
    """
    return [
        one
        for one in data["worth_learning"]
        if one["worth"] > _CLEAR * one["standard_error"]
        and one["worth"] >= data["worth_checking_from"]
    ]


def _check_first(data: Data) -> list[str]:
    """Answer which fact to check first, what is assumed of it, what it is worth, and how."""
    total = currency_amount(data["currency"], data["knowing_everything"]["worth"])
    everything = f"Knowing every figure before deciding would be worth {total} a year."
    clear = worth_checking(data)
    if not clear:
        return [
            f"No single fact is worth checking before deciding: {_too_little(data)} {everything}"
        ]
    first = clear[0]
    worth = currency_amount(data["currency"], first["worth"])
    error = currency_amount(data["currency"], first["standard_error"])
    return [
        f"{_upper(noun(first))}, {assumed(first)}. {how(first)}",
        f"Knowing it before deciding is worth {worth} a year (standard error {error}). "
        + everything,
    ]


def _too_little(data: Data) -> str:
    """Return why no fact is worth checking by itself."""
    if not data["worth_learning"]:
        return "none would change the choice by itself."
    first = data["worth_learning"][0]
    worth = currency_amount(data["currency"], first["worth"])
    error = currency_amount(data["currency"], first["standard_error"])
    floor = currency_amount(data["currency"], data["worth_checking_from"])
    if first["worth"] > _CLEAR * first["standard_error"]:
        return (
            f"{noun(first)} would be worth most, {worth} a year (standard error {error}), less "
            f"than the {floor} from which checking pays."
        )
    return (
        f"the most that any seems worth is {worth} a year ({noun(first)}), with a standard error "
        f"of {error}: chance alone can show as much in {_draws(len(data['draws']))}."
    )


def _upper(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]
