"""How one plan places one stream of events: how often it strikes, and who pays what of a loss."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bestplaced.case.business import BUSINESS
from bestplaced.errors import CaseError, Fault
from bestplaced.risk.exposures import UNBORNE
from bestplaced.risk.frequency import check
from bestplaced.risk.layer import NOTHING, Layer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

STEP = 1024.0  # simulated money is a whole number of 1/1024ths, so that sums are exact


def to_steps(money: Array) -> Array:
    """Return money rounded to 1/1024; sums of it are exact in any order up to 2^43."""
    rounded: Array = np.rint(money * STEP)
    rounded *= 1.0 / STEP
    return rounded


@dataclass(frozen=True, eq=False)
class Placing:
    """One stream in one performer's hands.

    ``rate`` events a year (of a shock's hits, and of a Bernoulli risk: the probability).
    ``gross`` is the loss there as a function of the stream's own loss. Each account of ``parts``
    pays its layer of the stream's loss, in this order and no more than is left; ``rest`` takes
    what remains, but per event at most ``ceiling``: more than its means goes to `UNBORNE`.
    """

    rate: float
    gross: Layer
    parts: tuple[tuple[str, Layer], ...] = ()
    rest: str = BUSINESS
    ceiling: float = math.inf

    @property
    def accounts(self) -> tuple[str, ...]:
        """Return who can be called on, in order of payment."""
        last = (UNBORNE,) if math.isfinite(self.ceiling) else ()
        return (*(name for name, _ in self.parts), self.rest, *last)

    def check(self, stream: str) -> None:
        """Refuse a rate or ceiling that is not a number, and accounts named twice."""
        check(self.rate, stream, "rate", 0.0)
        if not self.ceiling >= 0:
            raise CaseError(Fault(f"got {self.ceiling!r}; 0 or more is needed.", f"{stream}.means"))
        if len(set(self.accounts)) < len(self.accounts):
            raise CaseError(Fault("one account is to pay twice.", f"{stream}.parts"))

    def split(self, loss: Array) -> list[Array]:
        """Return what each of `accounts` pays of each loss; the sum is the gross loss exactly."""
        # Sums are rounded, not parts: where the parts make up the loss, nothing is left over.
        gross, before = (
            to_steps(self._pieces[0].onto(np.zeros(loss.shape), loss)),
            np.zeros(loss.shape),
        )
        total, paid = np.zeros(loss.shape), []
        for pieces in self._pieces[1:]:
            total = pieces.onto(total, loss)
            upto = np.minimum(to_steps(total), gross)
            paid.append(upto - before)
            before = upto
        left = gross - before
        if math.isfinite(self.ceiling):
            part = np.minimum(left, to_steps(np.asarray(self.ceiling)))
            return [*paid, part, left - part]
        return [*paid, left]

    @cached_property
    def _pieces(self) -> tuple[Pieces, ...]:
        """The layers as sums of clipped pieces, gross first."""
        return tuple(Pieces(layer) for layer in (self.gross, *(f for _, f in self.parts)))

    @cached_property
    def pieces(self) -> Array:
        """Rows (layer, start, end, slope) of the gross loss, layer 0, and of each part."""
        rows = [(i, *piece) for i, f in enumerate(self._pieces) for piece in f.pieces]
        return np.array(rows, float).reshape(-1, 4)

    def layer(self, account: str) -> Layer:
        """Return an account's part of an event as a layer, for the lattice.

        ``parts`` must not overlap (their sum at most the gross loss), as a waterfall's do not.
        """
        for name, layer in self.parts:
            if name == account:
                return layer
        rest = self.gross
        for _, layer in self.parts:
            rest = _less(rest, layer)
        kept = rest.at_most(self.ceiling)
        if account == self.rest:
            return kept
        beyond = account == UNBORNE and math.isfinite(self.ceiling)
        return _less(rest, kept) if beyond else NOTHING


class Pieces:
    """A layer as ``Σ slope · clip(x - start, 0, length)``: quicker than a search per loss."""

    def __init__(self, layer: Layer) -> None:
        ends = np.append(layer.starts[1:], math.inf)
        rising = (layer.slopes > 0) & (ends > layer.starts)
        starts, ends, slopes = layer.starts[rising], ends[rising], layer.slopes[rising]
        self.pieces: list[tuple[float, float, float]] = []
        for start, end, slope in zip(starts.tolist(), ends.tolist(), slopes.tolist(), strict=True):
            if self.pieces and self.pieces[-1][1:] == (start, slope):
                start = self.pieces.pop()[0]  # noqa: PLW2901  one piece with the last
            self.pieces.append((start, end, slope))

    def onto(self, total: Array, loss: Array) -> Array:
        """Add each loss's part to ``total``, piece by piece, as the compiled loops do."""
        for start, end, slope in self.pieces:
            part: Array = np.minimum(loss, end) if math.isfinite(end) else np.array(loss)
            if start:
                part -= start
                np.maximum(part, 0.0, out=part)
            if slope != 1.0:
                part *= slope
            total += part
        return total


def _less(whole: Layer, part: Layer) -> Layer:
    """Return ``whole(x) - part(x)``, which must not fall."""
    starts = np.unique(np.concatenate((whole.starts, part.starts)))
    slopes = np.zeros(starts.size)
    for sign, layer in ((1.0, whole), (-1.0, part)):
        place = np.searchsorted(layer.starts, starts, side="right") - 1
        slopes += sign * layer.slopes[place]
    return Layer(starts, np.where(np.abs(slopes) < 1e-12, 0.0, slopes))  # noqa: PLR2004  rounding
