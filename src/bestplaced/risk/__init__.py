"""Severity and frequency, prices, terms and sharing, collectability: F4, F5 and F6."""

from bestplaced.risk.linked import Square
from bestplaced.risk.portions import Portion, portions
from bestplaced.risk.price import best_share, compound_price
from bestplaced.risk.severity import Severity
from bestplaced.risk.tags import TERMS, RiskTags, effective_class, risk_tags
from bestplaced.risk.waterfall import Cover, piecewise_moments

__all__ = [
    "TERMS",
    "Cover",
    "Portion",
    "RiskTags",
    "Severity",
    "Square",
    "best_share",
    "compound_price",
    "effective_class",
    "piecewise_moments",
    "portions",
    "risk_tags",
]
