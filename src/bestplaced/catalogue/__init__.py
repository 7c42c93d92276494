"""Default responsibilities, risks, duties, wages: every figure with unit and provenance."""

from bestplaced.catalogue.checking import name_faults
from bestplaced.catalogue.completion import complete
from bestplaced.catalogue.loading import Catalogue, load_catalogue

__all__ = ["Catalogue", "complete", "load_catalogue", "name_faults"]
