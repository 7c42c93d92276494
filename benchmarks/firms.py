"""The real thing: ten-line cases completed from the shipped catalogue, varied by seed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from bestplaced.case.reading import parse_case
from bestplaced.catalogue import complete
from bestplaced.plan.assembly import assemble

if TYPE_CHECKING:
    from bestplaced.plan.problem import Problem

STAFF, REVENUE = 25, 4_000_000
SIZES = (12, 18, 25, 32, 40)
INVOICES = 2_000  # sales invoices a year at twenty-five staff


def firm(seed: int) -> Problem:
    """Return the ten-line firm as a problem; seed 0 is the plain one."""
    draw = random.Random(seed)  # noqa: S311 - an instance, not a secret
    staff, revenue, volumes = STAFF, REVENUE, "{}"
    if seed:
        staff = draw.choice(SIZES)
        revenue = round(REVENUE / STAFF * staff * draw.uniform(0.7, 1.4))
        volumes = f"{{sales_invoices: {round(INVOICES * staff / STAFF * draw.uniform(0.6, 1.6))}}}"
    return assemble(complete(parse_case(text(staff, revenue, volumes))))


def text(staff: int, revenue: int, volumes: str) -> str:
    """Return the case file."""
    return f"""\
name: Example firm
country: US
currency: USD
staff: {staff}
revenue: {revenue}
volumes: {volumes}
people:
  - {{name: Olive, role: owner}}
  - {{name: Dana, role: bookkeeper, hours: 1600}}
  - {{name: Sam, role: admin, hours: 800}}
"""
