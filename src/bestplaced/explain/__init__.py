"""Why here, what binds: data, not prose."""

from bestplaced.explain.binding import Binding, binding_rules
from bestplaced.explain.placement import Bearing, PlacementView, placement_views
from bestplaced.explain.warnings import large_surplus, overloaded_today, steep_prices

__all__ = [
    "Bearing",
    "Binding",
    "PlacementView",
    "binding_rules",
    "large_surplus",
    "overloaded_today",
    "placement_views",
    "steep_prices",
]
