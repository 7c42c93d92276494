"""Responsibilities (recurring pieces of finance work) and the drivers of their volume."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bestplaced.case.provenance import Figure, Pert, Real, SourceIds

Tier = Literal["admin", "bookkeeping", "direction", "strategy"]
TIERS: tuple[Tier, ...] = ("admin", "bookkeeping", "direction", "strategy")
Duty = Literal["authorise", "custody", "record", "reconcile", "neutral"]
Access = Literal[
    "none", "documents", "ledger", "sensitive", "custody", "bank_release", "system_admin"
]
Cadence = Literal["daily", "weekly", "pay_run", "monthly", "quarterly", "annual", "event"]
Answerable = Literal["business", "performer"]


class Driver(BaseModel):
    """What a volume is counted in; ``volumes`` by number of staff (10, 25, 50), units/year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    unit: Literal["units/year"]
    what: str
    volumes: dict[int, Figure]


class Responsibility(BaseModel):
    """One recurring piece of finance work.

    ``minutes`` is in minutes/unit of ``driver``, ``fixed_hours`` in hours/cycle, ``cycles`` per
    year. ``cycles`` of 0 stands with cadence ``event``: each unit is its own cycle.
    ``decision`` marks work whose decision always stays with the client, wherever it is prepared.
    ``anchors`` names the sources behind the description and the deadline.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    tier: Tier
    process: str
    what: str
    cadence: Cadence
    driver: str | None
    minutes: Pert | None
    fixed_hours: Pert | None
    cycles: Annotated[Real, Field(ge=0)]
    skill: Annotated[int, Field(ge=1, le=5)]
    duty: Duty
    decision: bool
    access: Access
    on_site: bool
    delegable: bool
    must_be_done: bool
    depends_on: tuple[str, ...]
    suitability: Figure
    answerable: Answerable
    inputs: str
    outputs: str
    deadline: str
    pitfalls: str
    anchors: SourceIds = "judgement"

    @model_validator(mode="after")
    def _effort_is_complete(self) -> Self:
        if (self.driver is None) != (self.minutes is None):
            message = f"{self.id}: a driver and minutes per unit come together or not at all"
            raise ValueError(message)
        if self.minutes is None and self.fixed_hours is None:
            message = f"{self.id}: neither minutes per unit nor fixed hours are given"
            raise ValueError(message)
        if self.fixed_hours is not None and self.cycles == 0:
            message = f"{self.id}: fixed hours need a number of cycles per year"
            raise ValueError(message)
        return self
