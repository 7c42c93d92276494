"""How sure each placement is, what it hangs on, and what one fact to learn first (F12).

Everything here is read from draws that are re-solved already. A *place* is a person of the business
by name, or a provider as a whole: who does the work inside a provider is the provider's affair.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.case.business import BUSINESS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bestplaced.plan.inputs import Input
    from bestplaced.plan.robust import Robustness

    Array = NDArray[np.float64]

_CLEAR = 3.5  # standard errors from which a correlation is told: among 250, chance reaches 3
_SHUFFLES = 20  # shuffled streams that show what chance alone would seem to be worth


@dataclass(frozen=True)
class Hinge:
    """An input with which a placement turns: its middle value where the work stays and where not.

    ``correlation`` is between the input's rank score and staying, in [-1, 1].
    """

    entry: Input
    correlation: float
    stays_at: float
    leaves_at: float


@dataclass(frozen=True)
class Standing:
    """How sure one placement is: ``share`` of draws in which it is best where the plan puts it.

    ``elsewhere`` is the next most frequent place and ``elsewhere_share`` its share of draws.
    """

    responsibility: str
    place: str
    share: float
    elsewhere: str
    elsewhere_share: float
    hinges: tuple[Hinge, ...]


@dataclass(frozen=True)
class Learning:
    """What knowing one input before deciding is worth, money a year, with its standard error."""

    entry: Input
    worth: float
    error: float


@dataclass(frozen=True)
class Certainty:
    """What the draws of one case say."""

    robust: Robustness

    @cached_property
    def _scores(self) -> Array:
        """Normal scores of the inputs' ranks in the draws done, (draws, inputs)."""
        from scipy.special import ndtri  # noqa: PLC0415 - used here only

        values = self.robust.values[[d.number for d in self.robust.draws]]
        ranks = np.argsort(np.argsort(values, axis=0, kind="stable"), axis=0, kind="stable")
        return np.asarray(ndtri((ranks + 0.5) / len(values)))

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The place of each performer."""
        people = self.robust.case.performers
        names = self.robust.performers
        return tuple(p if people[p].party == BUSINESS else people[p].party for p in names)

    def standings(self) -> tuple[Standing, ...]:
        """Return every responsibility's standing, in the catalogue's order."""
        robust = self.robust
        held = np.array([d.plan.placement for d in robust.draws])
        order = list(dict.fromkeys(self.places))
        place = np.array([order.index(name) for name in self.places])
        found = []
        for i, name in enumerate(robust.case.responsibilities):
            here = place[robust.recommended.placement[i]]
            where = place[held[:, i]]
            counts = np.bincount(where, minlength=len(order)) / len(held)
            rest = counts.copy()
            rest[here] = 0.0
            other = int(np.argmax(rest))
            found.append(
                Standing(
                    name,
                    order[here],
                    float(counts[here]),
                    order[other] if rest[other] > 0 else "",
                    float(rest[other]),
                    self._hinges(where == here),
                )
            )
        return tuple(found)

    def _hinges(self, stays: NDArray[np.bool_]) -> tuple[Hinge, ...]:
        """Return the inputs that a placement clearly turns with, strongest first, at most two."""
        count = len(stays)
        if not 0 < stays.sum() < count:
            return ()
        flag = (stays - stays.mean()) / stays.std()
        scores = self._scores
        correlation = (scores * flag[:, None]).mean(axis=0) / scores.std(axis=0)
        values = self.robust.values[[d.number for d in self.robust.draws]]
        strongest = np.argsort(-np.abs(correlation), kind="stable")[:2]
        return tuple(
            Hinge(
                self.robust.inputs[j],
                float(correlation[j]),
                float(np.median(values[stays, j])),
                float(np.median(values[~stays, j])),
            )
            for j in strongest
            if abs(correlation[j]) * np.sqrt(count) > _CLEAR
        )

    def learning(self) -> tuple[Learning, ...]:
        """Return what learning each input exactly, before deciding, is worth; dearest first.

        Among the plans compared, the cost of each is fitted to the input by a parabola; the worth
        is what choosing by the fit gains over choosing once for all (expected value of partial
        perfect information; Strong, Oakley and Brennan 2014, *Medical Decision Making* 34), less
        what shuffled draws seem to gain by chance. The standard error is over tenths of the draws
        left out in turn (jackknife).
        """
        costs = self.robust.costs()
        costs = costs[:, np.isfinite(costs).all(axis=0)]
        if len(costs) < _SHUFFLES or costs.shape[1] < 2:  # noqa: PLR2004 - a choice needs two
            return ()
        stream = np.random.default_rng(self.robust.seed)
        shuffled = [stream.permutation(len(costs)) for _ in range(_SHUFFLES)]
        blind = float(np.mean([_worth(self._scores[s, 0], costs) for s in shuffled]))
        found = []
        for j, entry in enumerate(self.robust.inputs):
            score = self._scores[:, j]
            worth = _worth(score, costs) - blind
            if worth > 0:
                found.append(Learning(entry, worth, _jackknife(score, costs)))
        return tuple(sorted(found, key=lambda one: (-one.worth, one.entry.name)))

    def knowing_all(self) -> tuple[float, float]:
        """Return what knowing every input would be worth, and its standard error (mean regret)."""
        regrets = self.robust.regrets
        error = float(regrets.std(ddof=1) / np.sqrt(len(regrets))) if len(regrets) > 1 else 0.0
        return float(regrets.mean()), error


def _worth(score: Array, costs: Array) -> float:
    """Return what choosing a plan by the fitted costs gains over choosing one for all."""
    terms = np.stack([np.ones_like(score), score, score**2], axis=1)
    fit = terms @ np.linalg.lstsq(terms, costs, rcond=None)[0]
    return float(fit.mean(axis=0).min() - fit.min(axis=1).mean())


def _jackknife(score: Array, costs: Array, groups: int = 10) -> float:
    """Return the standard error of `_worth`, one tenth of the draws left out at a time."""
    part = np.arange(len(score)) % groups
    each = np.array([_worth(score[part != g], costs[part != g]) for g in range(groups)])
    return float(np.sqrt((groups - 1) / groups * ((each - each.mean()) ** 2).sum()))
