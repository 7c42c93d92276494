"""Which plan to sign, and four questions about it, answered in plain sentences (F12).

What is certain, what is a toss-up and on what it hangs, what the next best plan is, and which one
fact to check first. Every sentence is made from the data of ``robust --json``; none knows a case.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from bestplaced.cli.input_words import amount, apart, assumed, clause, hours, how, noun
from bestplaced.cli.page import currency_amount, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Data = Mapping[str, Any]

CERTAIN, LIKELY = 0.95, 0.75  # shares of draws from which a placement is called so
TOSS_UP = (0.4, 0.6)  # shares of draws from which and to which it is a toss-up
BANDS = {
    "certain": "95% of draws or more, and kept there by every plan on this page",
    "likely": "75% or more",
    "open": "60-75%",
    "toss-up": "40-60%",
    "unlikely": "below 40%: best there at the figures assumed, oftener elsewhere in the draws",
}
"""How sure a placement is, surest first, with the share of draws in which it is best."""
FIVE, THREE = 5, 3
_CLEAR = 2.0  # standard errors from which a difference is not chance


def answers(data: Data) -> list[tuple[str, list[str]]]:
    """Return each question with the lines that answer it, from what ``robust --json`` prints."""
    return [
        ("Which plan should be signed?", [_sign(data), *holds(data)]),
        ("Which placements are certain?", _certain(data)),
        ("Which are a toss-up, and on what do they hang?", _toss_ups(data)),
        ("What is the next best plan?", _next_best(data)),
        ("Which one fact should be checked first?", _check_first(data)),
    ]


def moved_by(data: Data) -> dict[str, tuple[str, str]]:
    """Return where other plans on the page have work elsewhere: id -> (which plan, the place)."""
    found: dict[str, tuple[str, str]] = {}
    for key, which in (("next_plan", "next best"), ("safest_plan", "more careful")):
        for d in [] if data[key] is None else data[key]["differs"]:
            if d["place"] != d["other_place"]:
                found.setdefault(d["responsibility"], (which, d["other_place"]))
    return found


def band(standing: Data, moved: Iterable[str]) -> str:
    """Return how sure a placement is, as a key of `BANDS`; ``moved`` by a plan on the page."""
    share = standing["share"]
    if share >= CERTAIN and standing["responsibility"] not in moved:
        return "certain"
    if share >= LIKELY:
        return "likely"
    low, high = TOSS_UP
    return "open" if share > high else "toss-up" if share >= low else "unlikely"


def most_certain(standings: Iterable[Data]) -> list[Data]:
    """Return five placements: those that move first, then those done at all, the surest first."""

    def order(s: Data) -> tuple[bool, bool, float, str]:
        stays = s["performer"] == s["today"]
        return stays, s["place"] == "nobody", -s["share"], s["responsibility"]

    return sorted(standings, key=order)[:FIVE]


def nearest_to_even(standings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
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
    """Return how often the plan fits as it is, what stops it, and which work is handed on then."""
    fits = data["recommended_fits"]
    if fits == 1:
        return ["The plan fits as it is in all draws: nobody's hours run out."]
    few = data["recommended_breaks"][:THREE]
    broken = ", ".join(f"{one['what']} ({_draws(one['draws'])})" for one in few) or "hours"
    told = (
        f"The plan can be kept as it is in {percent(fits)} of draws; in the other "
        f"{percent(1 - fits)} it asks for more than there is of {broken}."
    )
    ways: dict[str, list[str]] = {}
    for h in few[0]["handed_on"][:THREE] if few else ():
        ways.setdefault(h["place"], []).append(f"{_name(h)} ({h['draws']})")
    if ways:
        work = "; ".join(f"to {place} {', '.join(names)}" for place, names in ways.items())
        told += f" Then it is cheapest to hand on (in so many draws): {work}."
    return [told]


def cannot_be_kept(data: Data) -> str:
    """Return in how many draws no single moves make the plan fit; nothing where they always do."""
    if not data["recommended_cannot_be_kept"]:
        return ""
    return (
        f" In {percent(data['recommended_cannot_be_kept'])} of draws no single moves make it fit: "
        "all would be planned anew, at a cost that no regret counts."
    )


def _sign(data: Data) -> str:
    """Return in one sentence which of the plans on the page to sign, and why."""
    other, careful = data["next_plan"], data["safest_plan"]
    swaps = [one for one in data["swaps"] if one["clearly_cheaper"]]
    saved = swaps[0]["saves"] if swaps else 0.0
    if other is not None and other["clearly_cheaper"] and -other["dearer_on_average"] > saved:
        less = currency_amount(data["currency"], -other["dearer_on_average"])
        return (
            f"Not the one of 'bestplaced plan', but the next best one below: it costs {less} a "
            "year less on average, clear of chance. To plan it, pin its pieces (--pin)."
        )
    if swaps:
        return _swapped(data["currency"], swaps)
    told = (
        f"The one of 'bestplaced plan': none of {data['plans_compared']} plans compared is clearly "
        "cheaper on average, and no single move makes it so."
    )
    if careful is None:
        return told
    more = careful["gain"]["p10"] - data["gain_of_recommended"]["p10"]
    told += f" The more careful one saves {currency_amount(data['currency'], more)} more"
    told += " a year if figures turn out badly (one draw in ten)"
    mean, error = careful["dearer_on_average"], careful["standard_error"]
    if mean is None or mean <= _CLEAR * error:
        return (
            f"{told}, and on average as much, as far as chance lets us tell: either may be signed; "
            "'bestplaced plan' keeps the one that is best at the figures assumed."
        )
    return f"{told}, {currency_amount(data['currency'], mean)} less on average."


def _swapped(currency: str, swaps: Sequence[Data]) -> str:
    """Return which piece of the recommended plan to move, and which would do by themselves."""
    first, *others = swaps
    told = (
        f"The one of 'bestplaced plan', but {_name(first)} with {first['place']} (--pin "
        f'"{first["responsibility"]}={first["performer"]}"): that costs '
        f"{currency_amount(currency, first['saves'])} a year less on average over the draws "
        f"(standard error {currency_amount(currency, first['standard_error'])})."
    )
    if others:
        more = [
            f"{_name(o)} with {o['place']} ({currency_amount(currency, o['saves'])})"
            for o in others
        ]
        told += f" Instead of it, {_listed(more, 'or')} saves less; both together were not tried."
    return told


def _at(place: str, performer: str) -> str:
    """Return a place; of a provider also which of its people does the work."""
    return place if place == performer else f"{place} ({performer})"


def _certain(data: Data) -> list[str]:
    """Answer which placements are certain: five of them, those that move first."""
    standings, moved = data["standings"], moved_by(data)
    sure = [s for s in standings if band(s, moved) == "certain"]
    if not sure:
        first = sorted(standings, key=lambda s: (-s["share"], s["responsibility"]))[:FIVE]
        told = f"None: no placement is best in {percent(CERTAIN)} of draws. The surest are:"
        return [told, *(f"- {_lies(s)}" for s in first)]
    few = most_certain(sure)
    told = f"{len(sure)} of {len(standings)} ({BANDS['certain']})"
    told += ":" if len(few) == len(sure) else ". Five of them:"
    return [told, *(f"- {_lies(s)}" for s in few)]


def _lies(s: Data) -> str:
    """Return where a placement lies, and in what share of draws."""
    where = _at(s["place"], s["performer"])
    if s["place"] == "nobody":
        text = "stays undone"
    elif s["performer"] == s["today"]:
        text = f"stays with {where}"
    elif s["today"] == "nobody":
        text = f"to {where}, nobody today"
    else:
        text = f"from {s['today']} to {where}"
    return f"{_name(s)}: {text}, {percent(s['share'])}"


def _toss_ups(data: Data) -> list[str]:
    """Answer which placements are a toss-up, and on what each hangs."""
    few, moved = nearest_to_even(data["standings"]), moved_by(data)
    counts = Counter(band(s, moved) for s in data["standings"])
    lead = (
        f"{counts['toss-up'] or 'None'} by count ({BANDS['toss-up']} of draws); {counts['open']} "
        f"are open ({BANDS['open']}); all are listed below. The {len(few)} nearest to even:"
    )
    lines = [lead, *(f"- {_hanging(s, data['currency'])}" for s in few)]
    if any("alone_flips_at" in h for s in few for h in s["hangs_on"]):
        lines.append(
            "In brackets: what is assumed, and where it alone moves the work, all else as assumed."
        )
    return lines


def _hanging(s: Data, currency: str) -> str:
    """Return one placement with its other places, what moving it costs, and what it hangs on."""
    here = "undone" if s["place"] == "nobody" else f"with {_at(s['place'], s['performer'])}"
    text = f"{_name(s)}: {here} in {percent(s['share'])} of draws"
    if not s["next_place"]:
        return f"{text}. It hangs on nothing: it never moves."
    text += f", {elsewhere(s)}"
    if s.get("moving_costs") is not None:
        where = f" to {s['next_place']}" if s["next_place"] != "nobody" else ""
        cost = currency_amount(currency, s["moving_costs"])
        does = "leaving it undone" if s["next_place"] == "nobody" else f"moving it{where}"
        text += f"; {does} costs {cost} a year at the figures assumed"
    text += ". "
    moves = "Done" if s["place"] == "nobody" else f"Leaves {s['place']}"
    if s["hangs_on"]:
        return f"{text}{moves} more often if {_hinges(s['hangs_on'])}.{_together(s)}"
    kinds = [
        f"{one['kind']} ({percent(round(one['share'], 2))} of what decides it)"
        for one in s["hangs_on_kinds"]
    ]
    if kinds:
        return text + f"It hangs on no single figure, but on many together: {' and '.join(kinds)}."
    return text + "It hangs on no single figure and no one kind of them: on everything together."


def _hinges(hinges: Sequence[Data]) -> str:
    """Return what one placement hangs on: the first figure that moves it alone, or all if none.

    The same risk is named once.
    """
    enough = [h for h in hinges if h.get("alone_flips_at") is not None]
    shown = enough[:1] or hinges
    told = [_turns(h) for h in shown]
    risks = [h["what"].partition(" of ")[2] for h in shown]
    if len(set(risks)) < len(risks) and risks[0]:
        told[1:] = [text.replace(f"'{risks[0]}'", "it") for text in told[1:]]
    return ", or if ".join(told)


def elsewhere(s: Data) -> str:
    """Return where work lies in the other draws, with the shares of draws."""
    if not s["next_place"]:
        return ""
    told = f"{s['next_place']} {percent(s['next_share'])}"
    rest = round(1 - s["share"] - s["next_share"], 4)
    return f"{told}, others {percent(rest)}" if rest > 0 else told


def _together(s: Data) -> str:
    """Return whether both figures move the work together, where none of them does alone."""
    if "together_move_it" in s:
        if s["together_move_it"]:
            return " Neither is enough alone; both together, at these ends, move it."
        return " Neither is enough alone, nor are both together: it takes more of them."
    if all(h.get("alone_flips_at", 0) is None for h in s["hangs_on"]):
        return " It takes other figures off as well."
    return ""


def _turns(hinge: Data) -> str:
    """Return when a placement leaves, what is assumed, and where that figure alone moves it.

    What is assumed is what the plan was made with, never a middle of some draws.
    """
    rises = hinge["correlation"] < 0
    text = clause(hinge, rises=rises)
    known = hinge["alone_flips_at"] if "alone_flips_at" in hinge else hinge["value"]
    factor = hinge["unit"].startswith("x as")
    now = hours(hinge) if factor else amount(hinge, hinge["value"])
    then = ""
    if known is None:
        then = f"alone not enough, even at {amount(hinge, hinge['high' if rises else 'low'])}"
    elif "alone_flips_at" in hinge:
        value, flips_at = apart(hinge, hinge["value"], known)
        now = now if factor else value
        then = f"alone {'above' if rises else 'below'} {flips_at}"
        if hinge["input"].startswith("frequency.") and flips_at.startswith("once"):
            then = f"alone from {flips_at} on"
    told = "; ".join(part for part in (now, then) if part)
    return f"{text} ({told})" if told else f"{text} than assumed"


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
        f"Of the whole plans compared, one that costs {cost} a year {word} than that of "
        f"'bestplaced plan' on average over the draws (standard error {chance}) and is cheaper in "
        f"{percent(other['cheaper_in'])} of them"
    )
    if not other["clearly_cheaper"] and more <= _CLEAR * error:
        lead += ": on all we know, as good"
    swaps = [one for one in data["swaps"] if one["clearly_cheaper"]]
    if swaps and not other["clearly_cheaper"]:
        beside = currency_amount(data["currency"], more + swaps[0]["saves"])
        lead += f"; than the one to sign, {beside} more"
    return [f"{lead}. What differs:", *differences(other["differs"])]


def differences(differs: Iterable[Data]) -> list[str]:
    """Return as lines who does which work in another plan instead of whom; by persons and firms."""
    ways: dict[tuple[str, str], list[str]] = {}
    for d in differs:
        if d["place"] != d["other_place"]:
            pair = (_at(d["place"], d["recommended"]), _at(d["other_place"], d["other"]))
            ways.setdefault(pair, []).append(_name(d))
    return [f"- {there}, not {here}: {_listed(work)}" for (here, there), work in ways.items()]


def _listed(names: list[str], word: str = "and") -> str:
    """Return names as one list in words."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


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


def turns_most(data: Data) -> tuple[Data, int] | None:
    """Return the input with which most placements turn that are not certain, and how many do."""
    moved = moved_by(data)
    hinges = [h for s in data["standings"] if band(s, moved) != "certain" for h in s["hangs_on"]]
    counts = Counter(h["input"] for h in hinges)
    if not counts:
        return None
    name = min(counts, key=lambda name: (-counts[name], name))
    return next(h for h in hinges if h["input"] == name), counts[name]


def _check_first(data: Data) -> list[str]:
    """Answer which fact to check first, what is assumed of it, what it is worth, and how."""
    total = currency_amount(data["currency"], data["knowing_everything"]["worth"])
    clear = worth_checking(data)
    if clear:
        first = clear[0]
        worth = currency_amount(data["currency"], first["worth"])
        error = currency_amount(data["currency"], first["standard_error"])
        told = (
            f"{_upper(noun(first))}: {assumed(first)}. {how(first)} Knowing it before signing is "
        )
        return [f"{told}worth {worth} a year (standard error {error}); all figures, {total}."]
    told = f"None is worth checking before signing: {_too_little(data)} "
    told += f"All figures together: {total}. Where one tips a piece, either place costs the same, "
    told += "so that a small error there costs little."
    most = turns_most(data)
    if most is None:
        return [told]
    first, count = most
    turn = "placement turns" if count == 1 else "placements turn"
    told += f" If one is checked, then {noun(first)}, with which {count} {turn}: {assumed(first)}."
    return [f"{told} {how(first)}"]


def _too_little(data: Data) -> str:
    """Return why no fact is worth checking by itself."""
    if not data["worth_learning"]:
        return "none would change the choice by itself."
    first = data["worth_learning"][0]
    worth = currency_amount(data["currency"], first["worth"])
    error = currency_amount(data["currency"], first["standard_error"])
    told = f"the most that any seems worth is {worth} a year ({noun(first)}), "
    if first["worth"] > _CLEAR * first["standard_error"]:
        floor = currency_amount(data["currency"], data["worth_checking_from"])
        return f"{told}less than the {floor} from which checking pays."
    return f"{told}no more than chance can show (standard error {error})."


def _upper(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]
