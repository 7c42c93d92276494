"""What the answers weigh: by tier, by responsibility, and for the value of better decisions.

Pains order the story and scale F13. They never change the frequency of a loss: that would count
the same worry twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.case.question import MOST
from bestplaced.case.responsibility import TIERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bestplaced.case.question import Pain
    from bestplaced.case.responsibility import Tier

LEAST, SPREAD = 0.5, 1.0  # a worry answered "never" halves F13's default, the worst adds half


def ordered(pains: Iterable[Pain]) -> tuple[Pain, ...]:
    """Return pains worst first; equal ones in the order of the questions."""
    return tuple(sorted(pains, key=lambda pain: (-pain.score, pain.question.number)))


def tier_scores(pains: Sequence[Pain]) -> dict[Tier, float]:
    """Return the score of each tier: the sum over the answered questions that point at it.

    A question that points at several tiers is split evenly, so that the scores sum to the total.
    """
    scores: dict[Tier, float] = dict.fromkeys(TIERS, 0.0)
    for pain in pains:
        for tier in pain.question.tiers:
            scores[tier] += pain.score / len(pain.question.tiers)
    return scores


def responsibility_weights(pains: Sequence[Pain]) -> dict[str, float]:
    """Return ``w_i = Σ_q score_q · map_qi / Σ``, which sums to 1; nothing where nothing hurts."""
    weights: dict[str, float] = {}
    for pain in pains:
        for name in pain.question.responsibilities:
            share = pain.score / len(pain.question.responsibilities)
            weights[name] = weights.get(name, 0.0) + share
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()} if total > 0 else {}


def value_factor(pains: Sequence[Pain], responsibility: str) -> float:
    """Return the factor on F13's default value of one responsibility, 0.5 to 1.5 (judgement).

    ``0.5 + mean felt / 16`` over the answered questions that point at it; 1 where none does.
    """
    felt = [p.felt / MOST for p in pains if responsibility in p.question.responsibilities]
    return LEAST + SPREAD * sum(felt) / len(felt) if felt else 1.0
