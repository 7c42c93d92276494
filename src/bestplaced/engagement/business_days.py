"""Business days of a country, and dates that move off days that are none.

Holidays are those of the `holidays` library. US federal tax dates also mind the District of
Columbia's (Emancipation Day), wherever the business is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import holidays

from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from bestplaced.catalogue.services import Roll

DAY = dt.timedelta(days=1)
HOME = {"US": None, "GB": "ENG"}  # holidays meant where a case names no region
AUTHORITY = {"US": "DC", "GB": "ENG"}  # where the tax authority's own holidays are kept


@dataclass(frozen=True)
class BusinessDays:
    """Working days of a country, or of one region of it (a state, a nation of the UK)."""

    country: str
    region: str | None = None

    @classmethod
    def of(cls, country: str, region: str | None = None) -> BusinessDays:
        """Return the business days of a country and region.

        Raises:
            CaseError: no holidays are known for them.

        """
        known = holidays.list_supported_countries(include_aliases=True)
        if country not in known:
            text = f"no holidays are known for country {country}."
            remedy = "Use a country whose holidays the calendar knows."
            raise CaseError(Fault(text, "country", remedy))
        region = region or HOME.get(country)
        if region is not None and region not in known[country]:
            text = f"{country} has no region {region}."
            some = ", ".join(sorted(known[country])[:12])
            raise CaseError(Fault(text, "calendar.region", f"For example {some}."))
        return cls(country, region)

    @classmethod
    def of_authority(cls, country: str, region: str | None = None) -> BusinessDays:
        """Return the days on which a country's tax authority works."""
        return cls.of(country, AUTHORITY.get(country, region))

    @cached_property
    def _holidays(self) -> holidays.HolidayBase:
        return holidays.country_holidays(self.country, subdiv=self.region)

    def works(self, day: dt.date) -> bool:
        """Whether a day is a business day."""
        return bool(self._holidays.is_working_day(day))

    def rolled(self, day: dt.date, roll: Roll) -> dt.date:
        """Return a date moved off a day that is no business day, in the direction given."""
        if roll == "none":
            return day
        step = DAY if roll == "forward" else -DAY
        while not self.works(day):
            day += step
        return day

    def shifted(self, day: dt.date, count: int) -> dt.date:
        """Return the date ``count`` business days after a day (before it where negative)."""
        step = DAY if count > 0 else -DAY
        for _ in range(abs(count)):
            day = self.rolled(day + step, "forward" if count > 0 else "back")
        return day

    def nth_after(self, day: dt.date, count: int) -> dt.date:
        """Return the ``count``-th business day after a day, itself not counted."""
        return self.shifted(day, count)
