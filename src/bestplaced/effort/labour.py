"""F2: what a person's year costs: hours, indivisible steps, overtime, idle hours' worth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bestplaced.case.business import Case, Performer


@dataclass(frozen=True)
class PersonYear:
    """One person's year under a plan: hours a year and money a year.

    ``salary`` is the cost of the paid steps, ``worked`` that of the productive hours at
    ``hour_cost`` (0 for stepped employees, whose hours the salary covers), ``lost`` that of hours
    lost to switching, ``overtime`` that of hours beyond capacity, ``idle`` the (negative) worth of
    paid hours free for other work. The same hour is in one of them only.
    """

    steps: int
    load: float
    lost_hours: float
    overtime_hours: float
    salary: float
    worked: float
    lost: float
    overtime: float
    idle: float

    @property
    def cost(self) -> float:
        """Everything together, money a year."""
        return self.salary + self.worked + self.lost + self.overtime + self.idle


def steps_needed(performer: Performer, load: float) -> int:
    """Return the paid steps that a load of hours takes, within the bounds of the role."""
    needed = math.ceil(load / performer.step_hours - 1e-9)
    return max(performer.steps_min, min(performer.steps_max, needed))


def person_year(
    case: Case, performer: Performer, productive: float, lost: float, steps: int | None = None
) -> PersonYear:
    """Return the cost of one person's year (F2, F3).

    ``productive`` and ``lost`` are hours a year; ``steps`` fixes the paid steps (today's), else
    the fewest that carry the load are paid.
    """
    load = productive + lost
    if not performer.has_steps:
        over = max(0.0, load - performer.capacity)
        worked = productive * performer.hour_cost
        return PersonYear(
            0, load, lost, over, 0.0, worked, lost * performer.lost_hour_cost, 0.0, 0.0
        )
    paid = steps_needed(performer, load) if steps is None else steps
    hours_paid = paid * performer.step_hours
    over = max(0.0, load - hours_paid)
    idle = max(0.0, hours_paid - load)
    return PersonYear(
        steps=paid,
        load=load,
        lost_hours=lost,
        overtime_hours=over,
        salary=paid * performer.step_cost,
        worked=0.0,
        lost=0.0,
        overtime=over * performer.rate * case.assumptions.overtime_factor,
        idle=-idle * performer.hour_cost,
    )
