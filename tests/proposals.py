"""A small case with a deal, gathered for a proposal once for all tests of a process."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from bestplaced.deal import deal
from bestplaced.documents.content import Brand
from bestplaced.documents.proposal import Material, gather
from bestplaced.plan import plan
from tests.cases import small_case

DAY = dt.date(2026, 3, 4)
WORK = ("A03", "B01", "B02", "B07", "B09", "D01", "D05", "D06", "D10", "C03", "C04")


@lru_cache(maxsize=1)
def material() -> Material:
    """Return the material of a proposal to eleven pieces of work, names full of markup."""
    case = small_case(
        *WORK,
        name="<b>Harbour</b> & *Joinery* #x",
        answers={1: {"severity": 4, "often": "monthly", "words": "If they pay late, I cannot"}},
    )
    outcome = plan(case)
    return gather(outcome, deal(outcome), Brand("Teasel & Quill"), DAY)
