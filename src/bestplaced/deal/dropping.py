"""Where there is no band: what destroys surplus, and the deal without it (F10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.deal.band import Band
from bestplaced.deal.provider import provider_side

if TYPE_CHECKING:
    from bestplaced.case.business import Case
    from bestplaced.deal.bearing import Bearings
    from bestplaced.plan import Outcome, Verifier

LEAST = 0.005  # money a year


@dataclass(frozen=True)
class Step:
    """One responsibility left out; ``worth``: what the band widens by, money a year."""

    responsibility: str
    worth: float


@dataclass(frozen=True)
class Dropped:
    """What was left where it lies today, dearest first, and the band of what is left.

    ``opened`` says whether a band came of it.
    """

    steps: tuple[Step, ...]
    band: Band
    opened: bool
    placements: dict[str, str]


def drop_destroyers(
    case: Case, verifier: Verifier, bearings: Bearings, outcome: Outcome, party: str, band: Band
) -> Dropped:
    """Take back, one at a time, the responsibility whose return widens the band most.

    A return that breaks a rule is not tried. Stops when a band opens or nothing widens it. Ceilings
    that rest on other plans and offers shift with the surplus and the need of what is left.
    """
    assert outcome.plan is not None  # noqa: S101 - a deal has a plan
    placed = dict(outcome.plan.placements)
    base = _width(case, verifier, bearings, outcome, party, placed)
    shift, tax, steps = 0.0, case.deal_terms.fee_tax, []
    start = band.ceiling - (band.floor or 0.0)
    while start + shift < 0:
        best: tuple[float, str] | None = None
        for r, p in placed.items():
            back = outcome.today.placements[r]
            if case.performers[p].party != party or back == p:
                continue
            trial = {**placed, r: back}
            if verifier.account(trial, offers=_offers(outcome)).broken:
                continue
            gain = _width(case, verifier, bearings, outcome, party, trial) - base
            if gain > LEAST and (best is None or gain > best[0]):
                best = gain, r
        if best is None:
            break
        gain, r = best
        placed[r] = outcome.today.placements[r]
        base, shift = base + gain, shift + gain / (1 + tax)
        steps.append(Step(r, gain / (1 + tax)))
    account = verifier.account(placed, offers=_offers(outcome))
    side = provider_side(case, verifier, account, bearings.under(placed), party)
    left = Band(side.floor, side.floor + start + shift, band.cut_by, {})
    return Dropped(tuple(steps), left, start + shift >= 0, placed)


def _offers(outcome: Outcome) -> dict[str, tuple[str, ...]]:
    """Return the offers that the best plan takes: dropping work of one party keeps the others'."""
    return {} if outcome.plan is None else outcome.plan.account.offers


def _width(
    case: Case,
    verifier: Verifier,
    bearings: Bearings,
    outcome: Outcome,
    party: str,
    placements: dict[str, str],
) -> float:
    """Return surplus + need - floor of a plan, gross of tax: what the band's width moves by."""
    account = verifier.account(placements, offers=_offers(outcome))
    side = provider_side(case, verifier, account, bearings.under(placements), party)
    surplus = outcome.today.objective - account.objective
    return surplus + side.need - side.floor * (1 + case.deal_terms.fee_tax)
