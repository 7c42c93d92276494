"""Which plan to sign, and four questions about it, answered in plain sentences (F12).

What is certain, what is a toss-up and on what it hangs, what the next best plan is, and which one
fact to check first. Every sentence is made from the data of ``robust --json``; none knows a case.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from bestplaced.cli.input_words import assumed, how, noun
from bestplaced.cli.page import begun, currency_amount, listed, percent
from bestplaced.cli.robust_hinges import CLEAR, at, first_few, hanging, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Data = Mapping[str, Any]

CERTAIN, LIKELY = 0.95, 0.75  # shares of draws from which a placement is called so
EVEN = 0.2  # of all draws: within it of the most frequent other place, it is a toss-up
BANDS = {
    "certain": "95% of draws or more, and kept there by every plan on this page",
    "likely": "75% of draws or more",
    "open": "less, but more than 20 points above any other place",
    "toss-up": "share within 20 points of the next place's",
    "oftener elsewhere": "more than 20 points below another place, but best as assumed",
}
"""How sure a placement is, surest first, by the share of draws in which it is best."""
FIVE, THREE = 5, 3


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
    if standing["share"] >= CERTAIN and standing["responsibility"] not in moved:
        return "certain"
    if standing["share"] >= LIKELY:
        return "likely"
    ahead = _lead(standing)
    return "open" if ahead > EVEN else "toss-up" if ahead >= -EVEN else "oftener elsewhere"


def _lead(standing: Data) -> float:
    """Return how far the plan's place leads the most frequent other one, a share of the draws."""
    return round(float(standing["share"] - standing["next_share"]), 4)


def most_certain(standings: Iterable[Data]) -> list[Data]:
    """Return five placements: those that move first, those worth most, then the surest."""

    def order(s: Data) -> tuple[bool, bool, float, float, str]:
        stays, worth = s["performer"] == s["today"], s.get("staying_costs") or 0.0
        return stays, s["place"] == "nobody", -worth, -s["share"], s["responsibility"]

    return sorted(standings, key=order)[:FIVE]


def nearest_to_even(standings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the three placements best as often where the plan has them as at one other place."""
    ranked = sorted(standings, key=lambda s: (abs(_lead(s)), s["responsibility"]))
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


def holds(data: Data) -> list[str]:
    """Return how often the plan fits as it is, what stops it, and which work is handed on then."""
    fits = data["recommended_fits"]
    if fits == 1:
        return ["That of 'bestplaced plan' fits in all draws: nobody's hours run out."]
    few = data["recommended_breaks"][:THREE]
    broken = ", ".join(f"{one['what']} ({_draws(one['draws'])})" for one in few) or "hours"
    told = (
        f"That of 'bestplaced plan' can be kept as it is in {percent(fits)} of draws; in the other "
        f"{percent(1 - fits)} it asks for more than there is of {broken}."
    )
    ways: dict[str, list[str]] = {}
    for h in few[0]["handed_on"][:THREE] if few else ():
        ways.setdefault(h["place"], []).append(f"{named(h)} ({h['draws']})")
    if ways:
        work = "; ".join(f"to {place} {', '.join(names)}" for place, names in ways.items())
        told += f" Then it is cheapest to hand on (in so many draws): {work}."
    return [told]


def cannot_be_kept(data: Data) -> str:
    """Return in how many draws no single moves make the plan fit; nothing where they always do."""
    if not data["recommended_cannot_be_kept"]:
        return ""
    return (
        f" In {percent(data['recommended_cannot_be_kept'])} of draws it cannot be patched, but all "
        "would be planned anew: what that costs is in none of these figures."
    )


def _signed(data: Data) -> Data | None:
    """Return what is better to sign than the plan of 'bestplaced plan': a plan, a swap, nothing."""
    clear = [s for s in [data["next_plan"], *data["swaps"]] if s and s["clearly_cheaper"]]
    return max(clear, key=_saves, default=None)


def verdict(data: Data) -> str:
    """Return in a few words which plan to sign."""
    signed = _signed(data)
    if signed is None:
        return "To sign: the plan of 'bestplaced plan'."
    if signed is data["next_plan"]:
        return "To sign: the next best plan above, its pieces pinned (--pin)."
    return (
        f"To sign: the plan of 'bestplaced plan', but {named(signed)} with {signed['place']} "
        f'(--pin "{signed["responsibility"]}={signed["performer"]}").'
    )


def _sign(data: Data) -> str:
    """Return in one sentence which of the plans on the page to sign, and why."""
    signed, careful = _signed(data), data["safest_plan"]
    if signed is not None and signed is data["next_plan"]:
        less = currency_amount(data["currency"], _saves(signed))
        return (
            f"Not the one of 'bestplaced plan', but the next best one below: it costs {less} a "
            "year less on average, clear of chance. To plan it, pin its pieces (--pin)."
        )
    if signed is not None:
        told = _swapped(data["currency"], [s for s in data["swaps"] if s["clearly_cheaper"]])
        return told if careful is None else f"{told} {_careful(data, careful)}."
    told = (
        f"The one of 'bestplaced plan': none of {data['plans_compared']} plans compared is clearly "
        "cheaper on average, nor is it with one piece moved."
    )
    if careful is None:
        return told
    told += f" {_careful(data, careful)}"
    mean, error = careful["dearer_on_average"], careful["standard_error"]
    if mean is not None and mean > CLEAR * error:
        return f"{told}, but costs {currency_amount(data['currency'], mean)} more on average."
    seems = "" if mean is None or mean > 0 else (
        f" and seems {currency_amount(data['currency'], -mean)} cheaper on average, which may be "
        "chance"
    )  # fmt: skip
    which = "next best" if same_places(careful, data["next_plan"]) else "more careful"
    return (
        f"{told}{seems}. If bad years weigh most with you, sign the {which} one; else that of "
        "'bestplaced plan', the cheapest as assumed."
    )


def _careful(data: Data, careful: Data) -> str:
    """Return what the more careful plan saves in bad draws, against that of 'bestplaced plan'."""
    which = "The next best one below" if same_places(careful, data["next_plan"]) else (
        "The more careful one below"
    )  # fmt: skip
    more = careful["gain"]["p10"] - data["gain_of_recommended"]["p10"]
    return (
        f"{which} saves {currency_amount(data['currency'], more)} a year more than that of "
        "'bestplaced plan' if figures turn out badly (one draw in ten)"
    )


def same_places(one: Data, other: Data | None) -> bool:
    """Return whether two plans have all work at the same places."""
    moves = [
        {(d["responsibility"], d["other_place"]) for d in p["differs"]
         if d["place"] != d["other_place"]}
        for p in (one, other) if p is not None
    ]  # fmt: skip
    return len(moves) > 1 and moves[0] == moves[1]


def _swapped(currency: str, swaps: Sequence[Data]) -> str:
    """Return which piece of the recommended plan to move, and which would do by themselves."""
    first, *others = swaps
    told = (
        f"The one of 'bestplaced plan', cheapest at the figures assumed, but {named(first)} with "
        f'{first["place"]} (--pin "{first["responsibility"]}={first["performer"]}"): so it costs '
        f"{currency_amount(currency, first['saves'])} a year less on average over the draws "
        f"(standard error {currency_amount(currency, first['standard_error'])})."
    )
    if others:
        more = [
            f"{named(o)} with {o['place']} ({currency_amount(currency, o['saves'])})"
            for o in others
        ]
        told += f" {listed(more, 'or')} alone would save less; two together were not tried."
    return told


def _certain(data: Data) -> list[str]:
    """Answer which placements are certain: five of them, those whose move is worth most first."""
    standings, moved = data["standings"], moved_by(data)
    sure = [s for s in standings if band(s, moved) == "certain"]
    if not sure:
        first = sorted(standings, key=lambda s: (-s["share"], s["responsibility"]))[:FIVE]
        told = f"None: no placement is best in {percent(CERTAIN)} of draws. The surest are:"
        return [told, *(f"- {_lies(s, data['currency'])}" for s in first)]
    few = most_certain(sure)
    told = f"{len(sure)} of {len(standings)} ({BANDS['certain']})"
    if any("staying_costs" in s for s in few):
        told += ". Those worth most, each by itself against leaving it as today (no sum)"
    lines = [f"{told}:", *(f"- {_lies(s, data['currency'])}" for s in few)]
    more = len(sure) - len(few)
    return [*lines, f"{more} more are listed below."] if more else lines


def _lies(s: Data, currency: str) -> str:
    """Return where a placement lies, in what share of draws, and what moving it there is worth."""
    where = at(s["place"], s["performer"])
    if s["place"] == "nobody":
        text = "stays undone"
    elif s["performer"] == s["today"]:
        text = f"stays with {where}"
    elif s["today"] == "nobody":
        text = f"to {where}, done by nobody today"
    else:
        text = f"from {s['today']} to {where}"
    told = f"{named(s)}: {text}, {percent(s['share'])}"
    if s.get("staying_costs") is not None:
        told += f", {currency_amount(currency, s['staying_costs'])} a year"
    return told


def _toss_ups(data: Data) -> list[str]:
    """Answer which placements are a toss-up, and on what each hangs."""
    few, moved = nearest_to_even(data["standings"]), moved_by(data)
    counts = Counter(band(s, moved) for s in data["standings"])
    lead = (
        f"{counts['toss-up'] or 'None'} in the strict sense ({BANDS['toss-up']}). The {len(few)} "
        "nearest to even:"
    )
    lines = [lead, *(f"- {hanging(s, data['currency'], data['swaps'])}" for s in few)]
    if any("moving_costs" in s for s in few):
        lines.append(
            "In brackets: what is assumed, and where it alone moves the work. 'As assumed': other "
            "work is placed anew around the move. 'On average over the draws': only this piece "
            "moves, so that somebody may run out of hours and it can cost far more."
        )
    return lines


def _next_best(data: Data) -> list[str]:
    """Answer what the next best plan costs more, and where it differs; a nearer move before it."""
    other, signed = data["next_plan"], _signed(data)
    saved = 0.0 if signed is None else _saves(signed)
    swaps = [s for s in data["swaps"] if s is not signed]
    lines = []
    if swaps and (other is None or _saves(swaps[0]) > _saves(other)):
        which = "Another single move, instead," if "saves" in (signed or ()) else "A single move"
        lines.append(f"{which} comes nearer: {_moved_alone(data, swaps[0], saved)}.")
    if other is None:
        return [*lines, "No other whole plan met in the draws can be kept in all of them."]
    lead = f"Of the {'other ' if lines else ''}whole plans compared, the best "
    lead += "costs " + _against_plan(data["currency"], other)
    lead += f" and is cheaper in {percent(other['cheaper_in'])} of them"
    if other is signed:
        lead += ": it is the one to sign, that of 'bestplaced plan' the next best"
    elif not other["clearly_cheaper"] and -_saves(other) <= CLEAR * other["standard_error"]:
        lead += ": on all we know, as good as that"
    if signed is not None and other is not signed:
        more = currency_amount(data["currency"], saved - _saves(other))
        lead += f", but it costs {more} more than the one to sign"
    if signed is None or other is signed:
        lines.append(f"{lead}. What differs from that of 'bestplaced plan':")
        return [*lines, *differences(other["differs"])]
    lines.append(f"{lead}. What differs from the one to sign:")
    return [*lines, *differences(_from_signed(data, other["differs"], signed))]


def _from_signed(data: Data, differs: Iterable[Data], signed: Data) -> list[Data]:
    """Return where a plan differs from the one to sign, which has one piece moved already."""
    key = signed["responsibility"]
    here = {"place": signed["place"], "recommended": signed["performer"]}
    own = next((d for d in differs if d["responsibility"] == key), None)
    others = [d for d in differs if d["responsibility"] != key]
    if own is not None:
        return [{**own, **here}, *others]
    was = next(s for s in data["standings"] if s["responsibility"] == key)
    stays = {"other_place": was["place"], "other": was["performer"]}
    return [{"responsibility": key, "name": signed["name"], **here, **stays}, *others]


def _moved_alone(data: Data, swap: Data, saved: float) -> str:
    """Return a plan with one piece moved, and what it costs; ``saved`` is what the signed saves."""
    told = f"{named(swap)} with {swap['place']}"
    if swap["place"] == "nobody":
        told = f"{named(swap)} undone"
    told += f" costs {_against_plan(data['currency'], swap)}"
    if saved:
        more = saved - _saves(swap)
        told += (
            f", {currency_amount(data['currency'], abs(more))} {'more' if more >= 0 else 'less'} "
        )
        told += "than the one to sign"
    return told


def _saves(other: Data) -> float:
    """Return what a plan or a single swap saves on average against that of 'bestplaced plan'."""
    return float(other["saves"] if "saves" in other else -other["dearer_on_average"])


def _against_plan(currency: str, other: Data) -> str:
    """Return what a plan or a single swap costs against that of 'bestplaced plan', on average."""
    more = -_saves(other)
    return (
        f"{currency_amount(currency, abs(more))} a year {'more' if more >= 0 else 'less'} than "
        "that of 'bestplaced plan' on average over the draws (standard error "
        f"{currency_amount(currency, other['standard_error'])})"
    )


def differences(differs: Iterable[Data]) -> list[str]:
    """Return as lines who does which work in another plan instead of whom; by persons and firms."""
    ways: dict[tuple[str, str], list[str]] = {}
    for d in differs:
        if d["place"] != d["other_place"]:
            pair = (at(d["place"], d["recommended"]), at(d["other_place"], d["other"]))
            ways.setdefault(pair, []).append(named(d))
    return [f"- {there}, not {here}: {listed(work)}" for (here, there), work in ways.items()]


def worth_checking(data: Data) -> list[Data]:
    """Return the facts whose worth is clear of chance and more than a trifle, dearest first.

    Clear: more than two standard errors. A trifle: less than a thousandth of the plan's gain, or
    than an hour of the owner.
    """
    return [
        one
        for one in data["worth_learning"]
        if one["worth"] > CLEAR * one["standard_error"]
        and one["worth"] >= data["worth_checking_from"]
    ]


def turns_most(data: Data) -> tuple[Data, list[Data]] | None:
    """Return the input with which most placements turn that are not certain, and these."""
    moved = moved_by(data)
    found: dict[str, tuple[Data, list[Data]]] = {}
    for s in data["standings"]:
        for h in s["hangs_on"] if band(s, moved) != "certain" else ():
            found.setdefault(h["input"], (h, []))[1].append(s)
    return min(found.values(), key=lambda f: (-len(f[1]), f[0]["input"]), default=None)


def _check_first(data: Data) -> list[str]:
    """Answer which fact to check first, what is assumed of it, what it is worth, and how."""
    total = currency_amount(data["currency"], data["knowing_everything"]["worth"])
    clear = worth_checking(data)
    if clear:
        first = clear[0]
        worth = currency_amount(data["currency"], first["worth"])
        error = currency_amount(data["currency"], first["standard_error"])
        told = f"Knowing it before signing is worth {worth} a year more than signing without "
        told += f"(standard error {error}); knowing every figure, {total}."
        return [f"{begun(noun(first))}: {assumed(first)}. {how(first)}", told]
    told = (
        f"None has to be: {_too_little(data)} Knowing every figure would be worth {total} a year."
    )
    most = turns_most(data)
    if most is None:
        return [told]
    first, work = most
    check = f"If you check one all the same: more placements hang on {noun(first)} than on any "
    check += f"other figure: {assumed(first)}. "
    check += f"They are {first_few(work)}; where they would move, both places cost the same, so "
    check += f"that a small error costs little. {how(first)}"
    return [told, check]


def _too_little(data: Data) -> str:
    """Return why no fact is worth checking by itself."""
    if not data["worth_learning"]:
        return "no single figure, known before signing, would change the plan."
    first = data["worth_learning"][0]
    worth = currency_amount(data["currency"], first["worth"])
    told = f"the most that knowing one figure before signing seems worth is {worth} a year "
    told += f"({noun(first)}), "
    if first["worth"] > CLEAR * first["standard_error"]:
        floor = currency_amount(data["currency"], data["worth_checking_from"])
        return f"{told}less than the {floor} from which checking pays."
    error = currency_amount(data["currency"], first["standard_error"])
    return f"{told}no more than chance can show (standard error {error})."
