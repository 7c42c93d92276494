"""The business's side of a deal: what finance work costs it, and what it gains at the fee."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BusinessSide:
    """What the business gains a year, against today, at the fee.

    ``saving`` (money and hours, all fees and their unrecoverable ``tax`` paid), ``risk_relief`` and
    ``decisions`` sum to ``value``. ``cost_today`` is what finance costs it today, ``risk_today``
    the price of all risks but those that providers of known cost bear. ``fee`` is that of the
    deal's provider, ``other_fees`` go to others of known cost.
    """

    cost_today: float
    fee: float
    other_fees: float
    tax: float
    saving: float
    risk_relief: float
    decisions: float
    risk_today: float

    @property
    def cost_then(self) -> float:
        """What finance costs it in the plan, all fees paid."""
        return self.cost_today - self.saving

    @property
    def risk_then(self) -> float:
        """The price of its risks in the plan."""
        return self.risk_today - self.risk_relief

    @property
    def needed(self) -> float:
        """The share of the risk relief without which nothing is gained; at most 0: none of it."""
        left = self.risk_relief - self.value
        return left / self.risk_relief if self.risk_relief > 0 else 0.0

    @property
    def value(self) -> float:
        """The whole gain."""
        return self.saving + self.risk_relief + self.decisions
