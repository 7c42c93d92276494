"""What every entry of a case file is made of: frozen parts, money, hours, names."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Money = Annotated[Decimal, Field(ge=0, allow_inf_nan=False, max_digits=18)]
Hours = Annotated[float, Field(ge=0, le=20_000, allow_inf_nan=False)]
PositiveMoney = Annotated[Decimal, Field(gt=0, allow_inf_nan=False, max_digits=18)]
Balance = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=18)]
Skill = Annotated[int, Field(ge=0, le=5)]
Volume = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1, max_length=80)]


class Entry(BaseModel):
    """Base of everything in a case file: frozen, and an unknown key is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")
