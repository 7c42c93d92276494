"""What a few placements hang on at the figures assumed: one figure alone, both, and what it costs.

The draws say with which figures a placement turns while all others are off, too; here the case is
solved anew with these figures changed and all others as assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bestplaced.explain.alternatives import Reasons
from bestplaced.explain.flips import HIGH, LOW, alone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    does so nowhere in its range. ``together_move_it``, where no hinge of several does: whether all
    at the ends of their ranges do. Each is missing where nobody looked.

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
        if len(s["hangs_on"]) > 1 and all(h["alone_flips_at"] is None for h in s["hangs_on"]):
            ends = {h["input"]: h["low" if _side(h) == LOW else "high"] for h in s["hangs_on"]}
            there = reasons.place_at(s["responsibility"], ends)
            s["together_move_it"] = there is not None and there != s["place"]


def _side(hinge: dict[str, Any]) -> int:
    """Return on which side of what is assumed the work leaves more often in the draws."""
    return LOW if hinge["correlation"] > 0 else HIGH
