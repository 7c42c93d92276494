"""Hours and cost of each responsibility by each performer: F1, F2 and F3."""

from bestplaced.effort.hours import hours, learning, lost_hours, standard_hours, touches
from bestplaced.effort.labour import PersonYear, person_year, steps_needed

__all__ = [
    "PersonYear",
    "hours",
    "learning",
    "lost_hours",
    "person_year",
    "standard_hours",
    "steps_needed",
    "touches",
]
