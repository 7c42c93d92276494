"""Figures that carry their unit, their source and a grade of trust.

Grades: A official statistics or law, B primary source read, C secondary or reported,
D arithmetic on cited figures, E expert judgement.
"""

import math
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Grade = Literal["A", "B", "C", "D", "E"]
Real = Annotated[float, Field(allow_inf_nan=False)]
SourceIds = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+(,[A-Za-z0-9-]+)*$")]
Unit = Annotated[str, Field(min_length=1)]


class Traced(BaseModel):
    """Base of all figures: where the number comes from and how far to trust it.

    ``source`` holds source ids joined by commas without spaces, such as ``S44,S45``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: SourceIds
    grade: Grade

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The single source ids, in the order given."""
        return tuple(self.source.split(","))


class Figure(Traced):
    """One number in ``unit``."""

    value: Real
    unit: Unit


class Pert(Traced):
    """A low, most likely and high value in ``unit``, read as a PERT distribution."""

    lo: Real
    mode: Real
    hi: Real
    unit: Unit

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.lo <= self.mode <= self.hi:
            message = f"expected lo <= mode <= hi, got {self.lo}, {self.mode}, {self.hi}"
            raise ValueError(message)
        return self

    @property
    def mean(self) -> float:
        """PERT mean, in ``unit``."""
        return (self.lo + 4 * self.mode + self.hi) / 6


class Quantiles(Traced):
    """The 5th, 50th and 95th percentile in ``unit``; positive and strictly rising."""

    p5: Real
    p50: Real
    p95: Real
    unit: Unit

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if not 0 < self.p5 < self.p50 < self.p95:
            message = f"expected 0 < p5 < p50 < p95, got {self.p5}, {self.p50}, {self.p95}"
            raise ValueError(message)
        return self


class Rate(Traced):
    """A range of yearly frequencies, events/year."""

    lo: Annotated[Real, Field(ge=0)]
    hi: Real
    unit: Literal["events/year"]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.lo > self.hi:
            message = f"expected lo <= hi, got {self.lo}, {self.hi}"
            raise ValueError(message)
        return self

    @property
    def mean(self) -> float:
        """Middle of the range, events/year."""
        return (self.lo + self.hi) / 2

    @property
    def geometric_mean(self) -> float:
        """Middle of the range on a logarithmic scale, events/year; never above ``mean``."""
        return math.sqrt(self.lo * self.hi)


class Multiplier(BaseModel):
    """Factors on the frequency and the severity of a risk for one kind of performer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    frequency: Annotated[Real, Field(ge=0)]
    severity: Annotated[Real, Field(ge=0)]
