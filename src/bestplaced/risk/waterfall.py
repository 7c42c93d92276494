"""Who pays how much of one event: provider, its insurer, the business (F5).

A loss ``x`` is shared at ``s`` up to a contractual cap: the provider owes ``u = min(s x, cap)``.
Its policy pays ``min(max(u - d, 0), L)``; it pays the rest from its means; what is left falls on
the business. Everything is piecewise linear in ``x``, so moments are sums over pieces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bestplaced.risk.severity import Severity

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Cover:
    """What a provider has promised and what stands behind the promise; broadcast arrays.

    ``share`` in [0, 1]; ``cap``, ``means``, ``deductible``, ``limit`` in money per event.
    """

    share: Array
    cap: Array
    means: Array
    deductible: Array
    limit: Array

    def owed(self, loss: Array) -> Array:
        """Return what the provider owes for a loss."""
        return np.minimum(self.share * loss, self.cap)

    def insurer_pays(self, loss: Array) -> Array:
        """Return what the provider's policy pays for a loss."""
        return np.minimum(np.maximum(self.owed(loss) - self.deductible, 0.0), self.limit)

    def provider_pays(self, loss: Array) -> Array:
        """Return what the provider pays from its own means for a loss."""
        return np.minimum(self.owed(loss) - self.insurer_pays(loss), self.means)

    def collectable(self, loss: Array) -> Array:
        """Return ``min(u, means + min(max(u - d, 0), L))``, ``u = min(s x, cap)``: what arrives.

        F5 writes ``s x`` for the inner ``u``; a policy pays for no more than is owed, and where
        the means carry the deductible both are the same.
        """
        return self.provider_pays(loss) + self.insurer_pays(loss)

    def kinks(self, max_loss: Array) -> Array:
        """Return the losses at which a slope can change, sorted, from 0 to ``max_loss``."""
        owed_kinks = [
            self.cap,
            self.deductible,
            self.means,
            self.deductible + self.limit,
            self.limit + self.means,
        ]
        share = np.maximum(self.share, 1e-12)
        inner = [np.minimum(kink / share, max_loss) for kink in owed_kinks]
        shapes = np.broadcast_arrays(np.zeros_like(max_loss), *inner, max_loss)
        return np.sort(np.stack(shapes, axis=-1), axis=-1)


def at_kinks(severity: Severity, kinks: Array) -> tuple[Array, Array]:
    """Return the limited moments of each loss at its kinks, which have the last axis."""
    return _wide(severity).limited(kinks)


def _wide(severity: Severity) -> Severity:
    """Return the law with one more axis, for the kinks."""
    parts = (severity.mu, severity.sigma, severity.max_loss)
    return type(severity)(*(np.expand_dims(a, -1) for a in parts))


def piecewise_moments(
    severity: Severity,
    kinks: Array,
    values: Array,
    ceiling: Array | float = np.inf,
    known: tuple[Array, Array] | None = None,
) -> tuple[Array, Array]:
    """Return ``E[min(f(X), ceiling)]`` and its square's mean for a piecewise linear ``f``.

    ``kinks`` and ``values`` have the pieces on the last axis; ``f`` is non-decreasing with
    ``f(0) = 0``. A piece that would pass the ceiling ends where it meets it. ``known`` are the
    limited moments `at_kinks`, where several functions share their kinks.
    """
    known1, known2 = at_kinks(severity, kinks) if known is None else known
    start, end = kinks[..., :-1], kinks[..., 1:]
    width = np.maximum(end - start, 0.0)
    slope = np.where(width > 0, np.diff(values, axis=-1) / np.where(width > 0, width, 1.0), 0.0)
    low1, low2 = known1[..., :-1], known2[..., :-1]
    if np.isscalar(ceiling) and ceiling == np.inf:
        high1, high2 = known1[..., 1:], known2[..., 1:]
    else:
        room = np.maximum(np.expand_dims(np.asarray(ceiling, float), -1) - values[..., :-1], 0.0)
        reach = np.where(slope > 0, room / np.where(slope > 0, slope, 1.0), np.inf)
        high1, high2 = _wide(severity).limited(np.minimum(end, start + reach))
    offset = values[..., :-1] - slope * start
    first = slope * (high1 - low1)
    second = 2 * offset * slope * (high1 - low1) + slope**2 * (high2 - low2)
    return first.sum(axis=-1), second.sum(axis=-1)
