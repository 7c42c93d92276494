"""One sample of each format, and one trial of a reader: what may come out of any bytes at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.errors import IntakeError
from bestplaced.intake.canonical import write_ledger
from bestplaced.intake.formats import parse_export, parse_ledger
from bestplaced.intake.ledger import Ledger
from bestplaced.intake.timelog import TimeLog
from tests import exports

if TYPE_CHECKING:
    from bestplaced.intake.columns import Mapping
    from bestplaced.intake.formats import Export

SAMPLES = {name: text.encode() for name, text in exports.TEXTS.items()}
SAMPLES["canonical"] = write_ledger(parse_ledger(SAMPLES["qbo"], "q.csv"))


def tried(content: bytes, mapping: Mapping | None = None) -> Export | None:
    """Return what the bytes hold, or None when they are refused with reasons; hold the promises."""
    found: Export | None = None
    try:
        found = parse_export(content, "x.dat", mapping)
    except IntakeError as error:
        refused = error.faults
    else:
        refused = ()
    if found is None:
        assert refused
        assert all(fault.what.strip() for fault in refused)
        return None
    if isinstance(found, Ledger):
        assert found.debits == found.credits
        assert not found.unbalanced
    rows = found.rows if isinstance(found, Ledger | TimeLog) else None
    assert rows is None or rows.total == rows.read + rows.refused
    return found
