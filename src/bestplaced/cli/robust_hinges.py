"""What a toss-up hangs on, in words: where the work goes, if which figure changes, and why (F12).

Every sentence is made from the data of ``robust --json``; none knows a case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bestplaced.cli.input_words import amount, apart, clause, hours
from bestplaced.cli.page import begun, currency_amount, listed, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Data = Mapping[str, Any]

CLEAR = 2.0  # standard errors from which a difference is not chance
FEW = 3  # pieces of work that are named before the rest is counted


def named(one: Data) -> str:
    """Return a responsibility as id and name."""
    return f"{one['responsibility']} {one['name']}"


def at(place: str, performer: str) -> str:
    """Return a place; of a provider also which of its people does the work."""
    return place if place == performer else f"{place} ({performer})"


def first_few(work: Sequence[Data]) -> str:
    """Return the first pieces of work by name, and how many more there are."""
    told = [named(one) for one in work[:FEW]]
    return listed([*told, f"{len(work) - FEW} more"] if len(work) > FEW else told)


def elsewhere(s: Data) -> str:
    """Return where work lies in the other draws, with the shares of draws."""
    if not s["next_place"]:
        return ""
    told = f"{s['next_place']} {percent(s['next_share'])}"
    rest = round(1 - s["share"] - s["next_share"], 4)
    return f"{told}, others {percent(rest)}" if rest > 0 else told


def hanging(s: Data, currency: str, swaps: Iterable[Data] = ()) -> str:
    """Return one placement with its other places, what moving it costs, and what it hangs on.

    ``swaps`` are single moves priced over the draws.
    """
    here = "undone" if s["place"] == "nobody" else f"with {at(s['place'], s['performer'])}"
    text = f"{named(s)}: {here} in {percent(s['share'])} of draws"
    if not s["next_place"]:
        return f"{text}. It hangs on nothing: it never moves."
    text += f", {elsewhere(s)}"
    if s.get("moving_costs") is not None:
        cost = currency_amount(currency, s["moving_costs"])
        undone = s["next_place"] == "nobody"
        does = "leaving it undone" if undone else f"moving it to {s['next_place']}"
        text += f"; {does} costs {cost} a year more as assumed{_over_draws(s, currency, swaps)}"
    if s["hangs_on"]:
        return f"{text}. {turning(s)}.{_together(s)}"
    kinds = [
        f"{one['kind']} ({percent(round(one['share'], 2))} of what decides it)"
        for one in s["hangs_on_kinds"]
    ]
    if kinds:
        return f"{text}. It hangs on no single figure, but on many together: {listed(kinds)}."
    return f"{text}. It hangs on no single figure and no one kind of them: on everything together."


def _over_draws(s: Data, currency: str, swaps: Iterable[Data]) -> str:
    """Return what moving just this work to its next place costs on average over the draws."""
    for swap in swaps:
        if (swap["responsibility"], swap["place"]) == (s["responsibility"], s["next_place"]):
            saves = swap["saves"]
            word = "less" if saves > 0 else "more"
            seen = abs(saves) > CLEAR * swap["standard_error"]
            if saves > 0:  # as the verdict judges it
                seen = swap["clearly_cheaper"]
            return (
                f", {currency_amount(currency, abs(saves))} {word} on average over the draws"
                f"{'' if seen else ' (not clear of chance)'}"
            )
    return ""


def _shown(s: Data) -> Sequence[Data]:
    """Return the first figure that moves a placement alone, or all if none does.

    Those that bear on one of the two places come before others, or instead of them.
    """
    hinges = s["hangs_on"]
    near = [h for h in hinges if h.get("touches", True)]
    enough = [h for h in [*near, *hinges] if h.get("alone_flips_at") is not None]
    return enough[:1] or near or hinges


def turning(s: Data) -> str:
    """Return where one placement goes more often, and if which figure changes how.

    The same risk is named once.
    """
    shown = _shown(s)
    told = [_turns(h, s["place"]) for h in shown]
    risks = [h["what"].partition(" of ")[2] for h in shown]
    if len(set(risks)) < len(risks) and risks[0]:
        told[1:] = [text.replace(f"'{risks[0]}'", "it") for text in told[1:]]
    ways: dict[str, list[str]] = {}
    for h, text in zip(shown, told, strict=True):
        ways.setdefault(h["goes_to"], []).append(text)
    parts = [
        f"more often {'undone' if there == 'nobody' else f'with {there}'} if {', or if '.join(ifs)}"
        for there, ifs in ways.items()
    ]
    text = "; ".join(parts)
    return begun(text)


def _together(s: Data) -> str:
    """Return whether both figures move the work together, where none of them does alone."""
    shown = _shown(s)
    if "together_move_it" in s and len(shown) > 1:
        if s["together_move_it"]:
            return " Both together move it; neither alone."
        return " Both together do not move it either: it takes more of them."
    if all(h.get("alone_flips_at", 0) is None for h in shown):
        return " It takes other figures off as well."
    return ""


def _turns(hinge: Data, here: str) -> str:
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
        then = f"alone not even at {amount(hinge, hinge['high' if rises else 'low'])}"
    elif "alone_flips_at" in hinge:
        value, flips_at = apart(hinge, hinge["value"], known)
        now = now if factor else value
        then = f"alone {'above' if rises else 'below'} {flips_at}"
        if hinge["input"].startswith("frequency.") and flips_at.startswith("once"):
            then = f"alone from {flips_at} on"
    told = "; ".join(part for part in (now, then, _by_way_of(hinge, here)) if part)
    return f"{text} ({told})" if told else f"{text} than assumed"


def _by_way_of(hinge: Data, here: str) -> str:
    """Return which other work makes a figure matter that bears on neither of the two places."""
    if hinge.get("touches", True):
        return ""
    along, there = hinge.get("along", ()), hinge["goes_to"]
    comes = [d for d in along if d["other_place"] == here]
    if comes and here != "nobody":
        return f"{here} then takes over {first_few(comes)}"
    leaves = [d for d in along if d["place"] == there]
    if leaves and there != "nobody":
        return f"{there} then hands on {first_few(leaves)}"
    return f"together with {first_few(along)}" if along else "by way of other work"
