"""The deal: the benefits of a plan, and how its surplus is split."""

from bestplaced.deal.benefits import BENEFITS, Waterfall, waterfall
from bestplaced.deal.split import Split, even_split, inside_provider

__all__ = ["BENEFITS", "Split", "Waterfall", "even_split", "inside_provider", "waterfall"]
