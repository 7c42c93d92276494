"""One Vega-Lite specification for each chart, as plain dicts; texts and figures come formatted.

Colours are told apart by who sees no colours and on black-and-white paper: they differ in
lightness, and every bar carries its figure.
"""

from bestplaced.documents.charts.money import crossover, fee_band, waterfall
from bestplaced.documents.charts.placing import hours_by_person, tier_map
from bestplaced.documents.charts.risks import risk_trade, robustness_bars, years_of_loss
from bestplaced.documents.charts.timeline import Span, gantt

__all__ = [
    "Span",
    "crossover",
    "fee_band",
    "gantt",
    "hours_by_person",
    "risk_trade",
    "robustness_bars",
    "tier_map",
    "waterfall",
    "years_of_loss",
]
