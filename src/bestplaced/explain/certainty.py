"""How sure each placement is, what it hangs on, and what one fact to learn first (F12).

Everything here is read from draws that are re-solved already. A *place* is a person of the business
by name, or a provider as a whole: who does the work inside a provider is the provider's affair.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.plan.resolve import places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bestplaced.plan.inputs import Input
    from bestplaced.plan.robust import Robustness

    Array = NDArray[np.float64]

_CLEAR = 3.5  # standard errors from which a correlation is told: among 250, chance reaches 3
_ABOVE = 2.0  # standard errors from which a kind of inputs is told
_SHUFFLES = 20  # shuffled streams that show what chance alone would seem to be worth


_WORK = "hours the work takes"
_LOSSES = "how often things go wrong and what that costs"
_HOURS = "what an hour costs"
KINDS = {
    "volumes": "volumes",
    "minutes": _WORK,
    "fixed_hours": _WORK,
    "hours": _WORK,
    "speed": _WORK,
    "rates": _HOURS,
    "value_of_time": _HOURS,
    "frequency": _LOSSES,
    "severity": _LOSSES,
    "errors": _LOSSES,
    "values": "value of better decisions",
    "tolerance": "risk tolerance",
    "settings": "general settings",
}
"""Kinds of inputs in words; several that say the same count together."""


@dataclass(frozen=True)
class Hinge:
    """An input with which a placement turns: its middle value where the work stays and where not.

    ``correlation`` is between the input's rank score and the margin by which staying is cheaper
    than leaving, in [-1, 1]. ``goes_to`` is where the work most often lies in the draws in which
    it leaves and the input is on the side of its median on which it leaves more often.
    """

    entry: Input
    correlation: float
    stays_at: float
    leaves_at: float
    goes_to: str


@dataclass(frozen=True)
class Standing:
    """How sure one placement is: ``share`` of draws in which it is best where the plan puts it.

    ``elsewhere`` is the next most frequent place and ``elsewhere_share`` its share of draws.
    ``kinds`` are kinds of inputs with the share of the margin's variance that hangs on each, told
    where no single input is.
    """

    responsibility: str
    place: str
    share: float
    elsewhere: str
    elsewhere_share: float
    hinges: tuple[Hinge, ...]
    kinds: tuple[tuple[str, float], ...]


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
        return places(self.robust.case, self.robust.performers)

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
            margin = self._margin(where == here, place[self._pool[:, i]] == here)
            hinges = self._hinges(where, here, margin, order)
            found.append(
                Standing(
                    name,
                    order[here],
                    float(counts[here]),
                    order[other] if rest[other] > 0 else "",
                    float(rest[other]),
                    hinges,
                    () if hinges else self._kinds(where == here, margin),
                )
            )
        return tuple(found)

    @cached_property
    def _pool(self) -> NDArray[np.intp]:
        """Placements of the plans compared, (K, R)."""
        return np.array([plan.placement for plan in self.robust.plans])

    def _margin(self, stays: NDArray[np.bool_], here: NDArray[np.bool_]) -> Array:
        """Return what leaving costs more than staying in each draw, money a year, (draws,).

        From the plans compared and each draw's best; only whether it stays, as 1 or 0, where no
        plan compared leaves or stays.
        """
        costs, best = self.robust.costs(), np.array([d.cost for d in self.robust.draws])
        if here.all() or not here.any():
            return stays.astype(float)
        staying = np.minimum(costs[:, here].min(axis=1), np.where(stays, best, np.inf))
        leaving = np.minimum(costs[:, ~here].min(axis=1), np.where(stays, np.inf, best))
        margin = leaving - staying
        return margin if np.isfinite(margin).all() else stays.astype(float)

    def _correlation(self, margin: Array) -> Array:
        """Return the correlation of every input's score with a margin, (inputs,)."""
        scaled = (margin - margin.mean()) / margin.std()
        scores = self._scores
        return np.asarray((scores * scaled[:, None]).mean(axis=0) / scores.std(axis=0))

    def _hinges(
        self, where: NDArray[np.intp], home: int, margin: Array, order: list[str]
    ) -> tuple[Hinge, ...]:
        """Return the inputs that a placement clearly turns with, strongest first, at most two.

        ``where`` (draws,) and ``home`` are numbers of places in ``order``.
        """
        stays = where == home
        count = len(stays)
        if not 0 < stays.sum() < count:
            return ()
        correlation = self._correlation(margin)
        values = self.robust.values[[d.number for d in self.robust.draws]]
        found: list[Hinge] = []
        for j in np.argsort(-np.abs(correlation), kind="stable"):
            if abs(correlation[j]) * np.sqrt(count) <= _CLEAR or len(found) == 2:  # noqa: PLR2004
                break
            here, away = np.median(values[stays, j]), np.median(values[~stays, j])
            if (here > away) == (correlation[j] > 0):
                entry, side = self.robust.inputs[j], np.sign(away - here)
                there = ~stays & (side * (values[:, j] - np.median(values[:, j])) >= 0)
                goes = order[int(np.argmax(np.bincount(where[there])))]
                found.append(Hinge(entry, float(correlation[j]), float(here), float(away), goes))
        return tuple(found)

    def _kinds(self, stays: NDArray[np.bool_], margin: Array) -> tuple[tuple[str, float], ...]:
        """Return the kinds of inputs that a margin hangs on, largest share first, at most two.

        Inputs are independent, so squared correlations add up; of each, the part that chance
        alone brings (1 in the number of draws) is taken off. Standard error of the sum over m
        inputs: sqrt(2 m) in the number of draws.
        """
        if not 0 < stays.sum() < len(stays):
            return ()
        count = len(stays)
        above = self._correlation(margin) ** 2 - 1 / count
        kinds = np.array([KINDS[e.name.partition(".")[0]] for e in self.robust.inputs])
        found: list[tuple[str, float]] = []
        for kind in dict.fromkeys(KINDS.values()):
            inside = kinds == kind
            share = float(above[inside].sum())
            if share > _ABOVE * np.sqrt(2 * inside.sum()) / count:
                found.append((kind, min(share, 1.0)))
        return tuple(sorted(found, key=lambda one: (-one[1], one[0])))[:2]

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
        """Return what knowing every input would be worth, and its standard error (mean regret).

        Over the draws in which the recommended plan fits or can be made to; 0 without any.
        """
        regrets = self.robust.regrets[np.isfinite(self.robust.regrets)]
        if not len(regrets):
            return 0.0, 0.0
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
