"""Catalogue entries that no case repeats: wages, price levels, sources, claims, principles."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bestplaced.case.provenance import Figure, Grade, Real, Traced

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


class ReportedClaim(BaseModel):
    """Somebody else's claim: a ceiling, never a forecast; shown beside the case's own ``measure``.

    ``ceiling`` is a share, None where the claim has no figure; ``own`` names the case's figure.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    says: str
    reported_by: str
    population: str
    ceiling: Annotated[float, Field(gt=0, le=1)] | None
    source: str
    grade: Grade
    measure: Literal["focus", "expenses", "income"]
    own: str


class Principle(BaseModel):
    """One reason why a loss may lie with a party (Abrahamson), in our own words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    says: str
    means: str
    source: str
    grade: Grade
