"""Why here, what binds: data, not prose."""

from bestplaced.explain.binding import binding_rules
from bestplaced.explain.placement import Bearing, PlacementView, placement_views
from bestplaced.explain.warnings import steep_prices

__all__ = ["Bearing", "PlacementView", "binding_rules", "placement_views", "steep_prices"]
