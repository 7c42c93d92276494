"""From an accepted deal to work that is delivered: scope, who does what, transition, dates, exit.

::

    scope = Scope(case, provider, placements)
    rows = raci(case, placements)
    moving = transition(case, account, start)
    year = year_calendar(scope, 2027)
    leaving = exit_plan(scope, account)
"""

from bestplaced.engagement.calendar import CalendarDate, OpenPoint, YearCalendar, year_calendar
from bestplaced.engagement.exit_plan import ExitPlan, HandBack, exit_plan
from bestplaced.engagement.quoted import QuotedTerms, quoted_terms
from bestplaced.engagement.raci import RaciRow, raci
from bestplaced.engagement.scope import Scope
from bestplaced.engagement.transition import Move, Transition, begins, transition

__all__ = [
    "CalendarDate",
    "ExitPlan",
    "HandBack",
    "Move",
    "OpenPoint",
    "QuotedTerms",
    "RaciRow",
    "Scope",
    "Transition",
    "YearCalendar",
    "begins",
    "exit_plan",
    "quoted_terms",
    "raci",
    "transition",
    "year_calendar",
]
