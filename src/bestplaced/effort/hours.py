"""F1: hours of each responsibility by each performer, and F3: productivity lost to switching."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bestplaced.case.business import Case, Performer
    from bestplaced.case.responsibility import Responsibility

    Array = NDArray[np.float64]


def standard_hours(case: Case, responsibility: Responsibility) -> float:
    """Return hours a year for a competent performer at speed 1 (F1 without speed and learning).

    ``volume · minutes / 60 + cycles · fixed hours · (staff / 25)^0.35``; the size scale applies to
    direction and strategy work only. A responsibility measured today is scaled back by the speed
    of whoever does it.
    """
    measured = case.measured_hours.get(responsibility.id)
    if measured is not None:
        return measured / _speed(case.performers[case.today[responsibility.id]], responsibility)
    volume = case.volumes.get(responsibility.driver or "", 0.0)
    minutes = responsibility.minutes.mean if responsibility.minutes else 0.0
    fixed = responsibility.fixed_hours.mean if responsibility.fixed_hours else 0.0
    assumed = case.assumptions
    scale = 1.0
    if responsibility.tier in {"direction", "strategy"}:
        scale = (case.staff / assumed.reference_staff) ** assumed.size_exponent
    return volume * minutes / 60 + responsibility.cycles * fixed * scale


def _speed(performer: Performer, responsibility: Responsibility) -> float:
    """Return the performer's hours per standard hour; on-site work is slow from outside."""
    if responsibility.on_site and not performer.on_site:
        return max(performer.on_site_speed, performer.speed[responsibility.tier])
    return performer.speed[responsibility.tier]


def learning(case: Case, responsibility: Responsibility, performer: Performer) -> float:
    """Return the factor for learning, averaged over the term: 1 for whoever does it today."""
    assumed = case.assumptions
    if case.today[responsibility.id] == performer.name or performer.kind == "nobody":
        return 1.0
    months = min(assumed.onboarding_months, assumed.term_months)
    return 1 + (assumed.onboarding_factor - 1) * months / assumed.term_months


def hours(case: Case) -> Array:
    """Return hours a year, shape (responsibilities, performers), in the case's order (F1).

    `nobody` takes none. No value is missing or negative.
    """
    table = np.zeros((len(case.responsibilities), len(case.performers)))
    for i, responsibility in enumerate(case.responsibilities.values()):
        standard = standard_hours(case, responsibility)
        for j, performer in enumerate(case.performers.values()):
            if performer.kind != "nobody":
                factor = _speed(performer, responsibility) * learning(
                    case, responsibility, performer
                )
                table[i, j] = standard * factor
    return table


def touches(case: Case) -> Array:
    """Return touches per working day of each responsibility, shape (responsibilities,) (F3)."""
    return np.array([case.assumptions.touches[r.cadence] for r in case.responsibilities.values()])


def lost_hours(case: Case, performer: Performer, touches_held: float) -> float:
    """Return hours a year lost to switching by one person (F3).

    ``min(40 % of 480 minutes, switches · resume minutes)`` a day over the working days, with
    ``switches = max(0, touches - 1)``.
    """
    assumed = case.assumptions
    ceiling = assumed.focus_ceiling * assumed.focus_minutes_per_day
    minutes = min(ceiling, max(0.0, touches_held - 1) * performer.resume_minutes)
    return minutes / 60 * assumed.working_days
