"""Where there is no band: what destroys surplus, and the deal without it (F10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bestplaced.deal.band import Band
    from bestplaced.deal.ceilings import Ceilings
    from bestplaced.plan import Outcome

LEAST = 0.005  # money a year


@dataclass(frozen=True)
class Step:
    """One responsibility left out; ``worth``: what the band widens by, money a year."""

    responsibility: str
    worth: float


@dataclass(frozen=True)
class Dropped:
    """What was left where it lies today, step by step, and the band of what is left.

    ``opened`` says whether a band came of it.
    """

    steps: tuple[Step, ...]
    band: Band
    opened: bool
    placements: dict[str, str]


def drop_destroyers(outcome: Outcome, ends: Ceilings, party: str, band: Band) -> Dropped:
    """Take back, one at a time, the responsibility whose return widens the band most.

    A return that breaks a rule is not tried; floor and every ceiling are taken anew each time.
    Stops when a band opens or nothing widens it.
    """
    assert outcome.plan is not None  # noqa: S101 - a deal has a plan
    placed, offers = dict(outcome.plan.placements), outcome.plan.account.offers
    people, steps = ends.case.performers, []
    while band.closed:
        best: tuple[float, str, Band] | None = None
        for r, p in placed.items():
            back = outcome.today.placements[r]
            if people[p].party != party or back == p:
                continue
            trial = {**placed, r: back}
            account = ends.verifier.account(trial, offers=offers)
            if account.broken or not _serves(ends, trial, party):
                continue
            after = ends.band(party, account, ends.bearings.under(trial))
            gain = (after.width or 0.0) - (band.width or 0.0)
            if gain > LEAST and (best is None or gain > best[0]):
                best = gain, r, after
        if best is None:
            break
        gain, r, band = best
        placed[r] = outcome.today.placements[r]
        steps.append(Step(r, gain))
    return Dropped(tuple(steps), band, not band.closed, placed)


def _serves(ends: Ceilings, placements: dict[str, str], party: str) -> bool:
    """Return whether the provider still does something: a band of no work is no deal."""
    return any(ends.case.performers[p].party == party for p in placements.values())
