"""How much of what a deal gains rests on the makers' judgement (grade E), and on new work."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.case.business import Case
    from bestplaced.deal.lines import Line
    from bestplaced.deal.schedule import RiskRow


def newly_done(case: Case, lines: Sequence[Line]) -> float:
    """Return what direction and strategy work brings that nobody does today, money a year (F11).

    Fewer losses and better decisions; what doing it costs is not taken off.
    """
    new = [x for x in lines if x.benefit == "decisions" and x.subject not in case.responsibilities]
    return sum(line.amount for line in new)


def judged_share(case: Case, rows: Sequence[RiskRow], decisions: float) -> float:
    """Return the share of less risk and better decisions that rests on judgement; 0 of nothing."""
    judged, whole = judged_change(case, rows, decisions)
    return judged / whole if whole else 0.0


def judged_change(case: Case, rows: Sequence[RiskRow], decisions: float) -> tuple[float, float]:
    """Return what of the change in risk and decisions rests on a figure of grade E, and all of it.

    A risk rests on it where how often or how badly it strikes is of that grade, ``decisions``
    (money a year) where one of their values is; each counts by how much it changes.
    """
    changes = [
        (
            abs(row.before.by_business - row.after.by_business),
            "E" in {case.risks[row.risk].frequency.grade, case.risks[row.risk].severity.grade},
        )
        for row in rows
    ]
    values = {value.provenance.grade for value in case.decision_values.values()}
    changes.append((abs(decisions), "E" in values))
    judged = sum(change for change, is_judged in changes if is_judged)
    return judged, sum(change for change, _ in changes)
