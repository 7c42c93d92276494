"""Why each responsibility lies where it lies: data, from which any writer makes sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.plan.rules import business_rules
from bestplaced.risk import TERMS

if TYPE_CHECKING:
    from bestplaced.case.business import Case
    from bestplaced.plan import Outcome, Verifier


@dataclass(frozen=True)
class Bearing:
    """How one risk of a responsibility is borne: terms, provider's share, what is collectable.

    ``price`` is money a year; ``care`` is the part of it that is no loss but the welfare lost as
    the one who can prevent does not pay (F5); ``expected`` is the expected loss.
    """

    risk: str
    terms: str
    share: float
    collectable: float
    price: float
    care: float
    expected: float


@dataclass(frozen=True)
class PlacementView:
    """One responsibility before and after, money and hours a year.

    ``gain`` is what is lost if this one goes back to where it lies today while all else stays as
    planned (below 0 where only a rule stops that); for work that does not move it is 0.
    """

    responsibility: str
    tier: str
    today: str
    performer: str
    answerable: str
    bearings: tuple[Bearing, ...]
    hours: float
    cost: float
    risk_price: float
    gain: float
    reasons: tuple[str, ...]

    @property
    def moves(self) -> bool:
        """Whether another performer does it than today."""
        return self.today != self.performer


def placement_views(outcome: Outcome, verifier: Verifier) -> tuple[PlacementView, ...]:
    """Return every responsibility's view, in the catalogue's order."""
    assert outcome.plan is not None  # noqa: S101 - callers hold a plan
    case, best, today = outcome.case, outcome.plan.account, outcome.today
    forbidden = _forbidden(case)
    views = []
    for r, work in case.responsibilities.items():
        performer, before = best.placements[r], today.placements[r]
        gain, obstacle = 0.0, ""
        if performer != before:
            back = verifier.account({**best.placements, r: before}, offers=best.offers)
            gain = back.objective - best.objective
            obstacle = back.broken[0] if back.broken else ""
        person = case.performers[performer]
        answerable = BUSINESS if work.answerable == "business" else person.party
        rate = person.rate if person.has_steps else person.hour_cost
        if r in best.under_offer and not case.parties[person.party].inside_deal:
            rate = 0.0  # its offer's fee pays, which no single responsibility has a part of
        views.append(
            PlacementView(
                responsibility=r,
                tier=work.tier,
                today=before,
                performer=performer,
                answerable=answerable,
                bearings=_bearings(outcome, r, performer),
                hours=best.hours[r],
                cost=best.hours[r] * rate + best.transition[r],
                risk_price=best.risk_of(r),
                gain=gain,
                reasons=_reasons(outcome, r, gain, obstacle, forbidden),
            )
        )
    return tuple(views)


_FIRST = ("pin", "non-delegable", "authority", "access", "independence")


def _forbidden(case: Case) -> dict[str, dict[str, str]]:
    """Return responsibility -> performer -> the rule that forbids it."""
    found: dict[str, dict[str, str]] = {r: {} for r in case.responsibilities}
    rules = sorted(business_rules(case), key=lambda rule: rule.family not in _FIRST)
    for rule in rules:
        for r, p in rule.forbids:
            found[r].setdefault(p, rule.label)
    return found


def _bearings(outcome: Outcome, responsibility: str, performer: str) -> tuple[Bearing, ...]:
    """Return how each risk of a responsibility is borne under the plan."""
    tags = outcome.tags
    j = list(outcome.case.performers).index(performer)
    return tuple(
        Bearing(
            part.risk,
            TERMS[tags.terms[i, j]],
            float(tags.share[i, j]) if TERMS[tags.terms[i, j]] != "retained" else 0.0,
            float(tags.collectable[i, j]),
            float(tags.prices[i, j]),
            float(tags.care[i, j]),
            float(tags.expected[i, j]),
        )
        for i, part in enumerate(tags.portions)
        if part.responsibility == responsibility and tags.prices[i, j] > 0
    )


def _reasons(
    outcome: Outcome, r: str, gain: float, obstacle: str, forbidden: dict[str, dict[str, str]]
) -> tuple[str, ...]:
    """Return the reasons of one placement, strongest first."""
    assert outcome.plan is not None  # noqa: S101 - callers hold a plan
    performer, before = outcome.plan.placements[r], outcome.today.placements[r]
    if r in outcome.case.pins:
        return (f"pin: {r} stays with {performer}",)
    if performer == before:
        return _why_it_stays(outcome.case, performer, forbidden[r])
    reasons = _why_it_moves(outcome, r)
    if obstacle:
        reasons.append(f"staying would break a rule ({obstacle})")
    elif gain < 1 or not reasons:
        reasons.append("makes room for other moves")
    return tuple(reasons)


def _why_it_moves(outcome: Outcome, r: str) -> list[str]:
    """Return what changes when one responsibility moves."""
    assert outcome.plan is not None  # noqa: S101 - callers hold a plan
    case, best, today = outcome.case, outcome.plan.account, outcome.today
    before, value = today.placements[r], case.decision_values.get(r)
    relief = today.risk_of(r) - best.risk_of(r)
    saved = today.hours[r] - best.hours[r]
    reasons = []
    if before == NOBODY:
        reasons.append("not done today")
    if abs(relief) > 1:
        word = "falls" if relief > 0 else "rises"
        reasons.append(f"price of its risks {word} by {abs(relief):,.0f} {case.currency}")
    if before == NOBODY and value is not None:
        reasons.append(f"better decisions, up to {value.amount:,.0f} {case.currency}")
    if before != NOBODY and saved > 1:
        reasons.append(f"saves {saved:,.0f} h a year")
    gone = case.performers[before].party
    if gone in today.party_use and gone not in best.party_use:
        reasons.append(f"{gone} is no longer needed")
    if before != NOBODY and best.people[before].steps < today.people[before].steps:
        reasons.append(f"lets part of {before}'s paid time go")
    return reasons


def _why_it_stays(case: Case, performer: str, forbidden: dict[str, str]) -> tuple[str, ...]:
    """Return the rules that keep one responsibility where it is, or that nothing beats it."""
    outside = [p.name for p in case.performers.values() if p.party != BUSINESS]
    if performer == NOBODY:
        if all(p in forbidden for p in outside):
            return ("no provider here may do it, and the owner's time is worth more",)
        return ("doing it would cost more than it is worth here",)
    barred = [forbidden[p] for p in outside if p in forbidden]
    if case.performers[performer].party == BUSINESS and outside and len(barred) == len(outside):
        return tuple(dict.fromkeys(barred))
    return ("no other place is cheaper, risks priced in",)
