"""Why here, what binds: data, not prose."""

from bestplaced.explain.binding import Binding, binding_rules
from bestplaced.explain.placement import Bearing, PlacementView, placement_views
from bestplaced.explain.risk_report import PLANS, Odds, RiskReport, risk_report
from bestplaced.explain.trade import Carried, RiskTrade, risk_trades
from bestplaced.explain.warnings import (
    idle_policies,
    large_surplus,
    overloaded_today,
    plan_warnings,
    steep_prices,
)
from bestplaced.explain.worst_years import Simulation, WorstYear

__all__ = [
    "PLANS",
    "Bearing",
    "Binding",
    "Carried",
    "Odds",
    "PlacementView",
    "RiskReport",
    "RiskTrade",
    "Simulation",
    "WorstYear",
    "binding_rules",
    "idle_policies",
    "large_surplus",
    "overloaded_today",
    "placement_views",
    "plan_warnings",
    "risk_report",
    "risk_trades",
    "steep_prices",
]
