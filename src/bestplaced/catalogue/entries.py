"""Catalogue entries that no case repeats: wages, price levels, sources."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bestplaced.case.provenance import Figure, Real, Traced

Positive = Annotated[Real, Field(gt=0)]


class HourlyWage(Traced):
    """Percentiles of the hourly wage in ``unit``; None where the survey does not publish it."""

    p10: Positive | None
    p25: Positive | None
    p50: Positive | None
    p75: Positive | None
    p90: Positive | None
    unit: str


class Wage(BaseModel):
    """What one occupation earns, before on-costs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    hourly: HourlyWage


class PriceLevel(BaseModel):
    """``factor``: units of ``currency`` that buy what one USD buys of this kind of service."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    factor: Figure
    date: dt.date
    note: str


class Source(BaseModel):
    """Where a figure comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    year: int | None
    address: tuple[str, ...]
    note: str
