"""Facts that decide which dates of law concern a business, and when they fall."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from bestplaced.case.entry import Entry

LegalForm = Literal[
    "corporation",
    "s_corporation",
    "partnership",
    "sole_proprietor",
    "limited_company",
    "llp",
]
Deposits = Literal["monthly", "semi_weekly"]
Month = Annotated[int, Field(ge=1, le=12)]


class CalendarEntry(Entry):
    """What the calendar has to know; what is not stated is never assumed, but told as open."""

    year_end_month: Month | None = Field(
        None, description="month on whose last day the accounting year ends, e.g. 12"
    )
    legal_form: LegalForm | None = Field(None, description="decides the tax return and its date")
    pay_day: dt.date | None = Field(
        None, description="any pay day; the others follow from the number of pay runs a year"
    )
    vat_quarter_month: Annotated[int, Field(ge=1, le=3)] | None = Field(
        None, description="month in which the year's first VAT quarter ends, 1 to 3"
    )
    deposits: Deposits | None = Field(None, description="US: how payroll tax is deposited")
    region: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,3}$")] | None = Field(
        None, description="state or nation whose holidays count, e.g. CA or SCT"
    )
