"""F8: fees as pure functions of volumes and months, invoices, crossover volumes, scopes."""

from bestplaced.fees.crossover import Crossing, crossings
from bestplaced.fees.invoices import Invoice, contract_price, invoices, recognised
from bestplaced.fees.scope import deliverable, parts_taken, possible_choices
from bestplaced.fees.structure import (
    Usage,
    charge,
    index_factor,
    one_off,
    recurring,
    to_cents,
    unit_price,
    usage_of,
    yearly_cost,
)

__all__ = [
    "Crossing",
    "Invoice",
    "Usage",
    "charge",
    "contract_price",
    "crossings",
    "deliverable",
    "index_factor",
    "invoices",
    "one_off",
    "parts_taken",
    "possible_choices",
    "recognised",
    "recurring",
    "to_cents",
    "unit_price",
    "usage_of",
    "yearly_cost",
]
