"""Rules on who may hold what: duty pairs, fixed duties, non-delegable duties, independence."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bestplaced.case.provenance import Figure, Grade, SourceIds

Rule = Literal["hard", "soft"]
Holder = Literal["owner", "nobody_inside"]
Names = Annotated[tuple[str, ...], Field(min_length=1)]


class FixedDuty(BaseModel):
    """A duty that is never placed: it has a standing holder, or nobody inside holds it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    holder: Holder
    what: str


class Control(BaseModel):
    """What compensates for a soft pair in one person's hands; ``hours`` in hours/year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: str
    hours: Figure


class DutyPair(BaseModel):
    """Two sides that one person should not hold together.

    A ``hard`` pair may not be chosen; a ``soft`` pair multiplies the linked ``risks`` by
    ``multiplier`` unless its control is scheduled. Sides name responsibilities or fixed duties.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    left: Names
    right: Names
    rule: Rule
    risks: tuple[str, ...]
    multiplier: Figure
    reason: str
    control: Control | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if (self.rule == "soft") != (self.control is not None):
            message = f"{self.id}: a soft pair needs a control and a hard pair has none"
            raise ValueError(message)
        if set(self.left) & set(self.right):
            message = f"{self.id}: the same duty stands on both sides"
            raise ValueError(message)
        return self


class NonDelegable(BaseModel):
    """A duty that stays with ``keeper`` in law or in substance, whoever does the work."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    what: str
    keeper: str
    responsibilities: tuple[str, ...]
    source: SourceIds
    grade: Grade


class Independence(BaseModel):
    """Responsibilities that a firm which audits or reviews the client may not hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    forbidden: Names
    note: str
    source: SourceIds
    grade: Grade
