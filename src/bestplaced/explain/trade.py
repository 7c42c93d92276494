"""The trade of risk: who carries each risk today, who would under a plan, what that is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.risk.party_laws import bearers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.case.business import Case
    from bestplaced.risk.exposures import PlacedRisk


@dataclass(frozen=True)
class Carried:
    """One risk under one plan, money a year.

    ``parts`` is party -> expected loss; ``bearer`` the party with the largest part, empty where
    nobody loses by it or, without ``performers``, it does not occur; ``share`` that part of the
    whole; ``price`` the joint price (F4-F6), care included.
    """

    bearer: str
    share: float
    expected: float
    price: float
    parts: dict[str, float]
    performers: tuple[str, ...]


@dataclass(frozen=True)
class RiskTrade:
    """One risk before and after: ``worth`` is the price today less the price under the plan.

    ``prices`` is party -> price if that party did the work and paid every loss itself.
    """

    risk: str
    today: Carried
    plan: Carried
    prices: dict[str, float]

    @property
    def worth(self) -> float:
        """What the trade is worth to all together, money a year; below 0 for risks it brings."""
        return self.today.price - self.plan.price


def risk_trades(
    case: Case,
    today: Sequence[PlacedRisk],
    plan: Sequence[PlacedRisk],
    prices: dict[str, dict[str, float]],
) -> tuple[RiskTrade, ...]:
    """Return the trade of every risk that occurs under either plan, in the catalogue's order."""
    found = []
    for risk in case.risks:
        one, other = (carried([p for p in side if p.risk == risk]) for side in (today, plan))
        if one.performers or other.performers:
            found.append(RiskTrade(risk, one, other, prices.get(risk, {})))
    return tuple(found)


def carried(placed: Sequence[PlacedRisk]) -> Carried:
    """Return who carries the portions of one risk under one plan."""
    parts = {party: sum(p.mean(party) for p in placed) for party in bearers(placed)}
    parts = {party: part for party, part in parts.items() if part > 0}
    total = sum(parts.values())
    bearer = max(parts, key=lambda party: parts[party]) if parts else ""
    return Carried(
        bearer=bearer,
        share=parts[bearer] / total if bearer else 0.0,
        expected=total,
        price=sum(p.price for p in placed),
        parts=parts,
        performers=tuple(dict.fromkeys(p.performer for p in placed)),
    )
