"""What placements hang on at the figures assumed: one figure alone, both, and what they are worth.

The draws say with which figures a placement turns while all others are off, too; here the case is
solved anew with these figures changed and all others as assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bestplaced.explain.alternatives import Reasons
from bestplaced.explain.flips import HIGH, LOW, alone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bestplaced.case.business import Case
    from bestplaced.plan.robust import Robustness
    from bestplaced.plan.verify import Account

    Standings = Sequence[dict[str, Any]]
    Tell = Callable[[int, int], None]


def tell_alone(
    robust: Robustness, best: Account, standings: Standings, tell: Tell | None = None
) -> None:
    """Add to some standings what moving them costs, and to their hinges where each alone moves it.

    ``moving_costs``: what the best plan with the work at its next place costs more, money a year;
    nothing where rules bar it. ``alone_flips_at`` of a hinge: the value from which on that input,
    changed alone, moves the work on the side on which the draws say it leaves; nothing where it
    does so nowhere in its range; ``goes_to`` is then the place it moves to. ``touches``: whether
    the input, there or at that end, bears on what moving just this work costs; where not,
    ``along`` is what moves then, too. ``together_move_it``, where no hinge of several does:
    whether all at the ends of their ranges do. Each is missing where nobody looked.

    Raises:
        SolverError: a plan did not survive verification.

    """
    names = {h["input"] for s in standings for h in s["hangs_on"]}
    entries = [e for e in robust.inputs if e.name in names]
    found = {}
    for number, entry in enumerate(entries):
        found.update(alone(robust.case, best, [entry]))
        if tell is not None:
            tell(number + 1, len(entries))
    reasons = Reasons(robust.case, best)
    for s in standings:
        if s["next_place"]:
            other = reasons.moving(s["responsibility"], s["next_place"])
            s["moving_costs"] = None if other is None else round(other.regret, 2)
        for h in s["hangs_on"]:
            flip = found.get((s["responsibility"], h["input"], _side(h)))
            h["alone_flips_at"] = None if flip is None else flip.value
            h["goes_to"] = h["goes_to"] if flip is None else flip.place
            value = h["low" if _side(h) == LOW else "high"] if flip is None else flip.value
            _tell_way(robust.case, reasons, s, h, value)
        if len(s["hangs_on"]) > 1 and all(h["alone_flips_at"] is None for h in s["hangs_on"]):
            ends = {h["input"]: h["low" if _side(h) == LOW else "high"] for h in s["hangs_on"]}
            there = reasons.place_at(s["responsibility"], ends)
            s["together_move_it"] = there is not None and there != s["place"]


def _tell_way(
    case: Case, reasons: Reasons, s: dict[str, Any], h: dict[str, Any], value: float
) -> None:
    """Add to a hinge whether its input bears on the move itself, and what moves along if not."""
    work, change = s["responsibility"], {h["input"]: value}
    h["touches"] = reasons.touches(work, h["goes_to"], change)
    if h["touches"] or h["alone_flips_at"] is None:
        return
    moves = reasons.moves_at(change) or {}
    h["along"] = [
        {"responsibility": name, "name": case.responsibilities[name].name,
         "place": reasons.place(name), "other_place": there}
        for name, there in moves.items() if name != work
    ]  # fmt: skip


def tell_staying(
    robust: Robustness, best: Account, standings: Standings, tell: Tell | None = None
) -> None:
    """Add to some standings what leaving them where the work is today costs, money a year.

    ``staying_costs``: what the best plan with the work there costs more; nothing where rules bar
    it, missing where the plan leaves it there.

    Raises:
        SolverError: a plan did not survive verification.

    """
    reasons = Reasons(robust.case, best)
    today = dict(zip(robust.performers, reasons.places, strict=True))
    for number, s in enumerate(standings):
        there = today[s["today"]]
        if there != s["place"]:
            other = reasons.moving(s["responsibility"], there)
            s["staying_costs"] = None if other is None else round(other.regret, 2)
        if tell is not None:
            tell(number + 1, len(standings))


def _side(hinge: dict[str, Any]) -> int:
    """Return on which side of what is assumed the work leaves more often in the draws."""
    return LOW if hinge["correlation"] > 0 else HIGH
