"""Risks: what can go wrong, how often, how much, and who can carry it."""

import math
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bestplaced.case.provenance import Figure, Grade, Multiplier, Quantiles, Rate, SourceIds
from bestplaced.case.responsibility import Tier

Terms = Literal["retained", "shared", "transferred", "insured"]
RiskClass = Literal["owner", "in_house", "practice", "bureau"]
Scope = Literal["all_work", "tier_work", "moved_work", "moved_tiers", "provider_use", "hand_offs"]
TIERED_SCOPES: frozenset[Scope] = frozenset({"tier_work", "moved_tiers"})


class Attachment(BaseModel):
    """What a risk hangs on: weighted responsibilities, or a scope of work.

    The weights split the frequency and sum to 1. ``tiers`` narrows ``tier_work`` and
    ``moved_tiers``. ``requires_attest``: only where the same firm attests to the accounts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    responsibilities: dict[str, float] | None = None
    scope: Scope | None = None
    tiers: tuple[Tier, ...] = ()
    requires_attest: bool = False

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.responsibilities is None) == (self.scope is None):
            message = "a risk attaches to either responsibilities or a scope, exactly one"
            raise ValueError(message)
        if bool(self.tiers) != (self.scope in TIERED_SCOPES):
            message = "tiers are named for the scopes tier_work and moved_tiers, and only for them"
            raise ValueError(message)
        weights = () if self.responsibilities is None else tuple(self.responsibilities.values())
        if self.responsibilities is not None and (
            not all(weight > 0 for weight in weights)
            or not math.isclose(math.fsum(weights), 1.0, abs_tol=1e-9)
        ):
            message = f"weights must be positive and sum to 1, got {weights}"
            raise ValueError(message)
        return self


class Risk(BaseModel):
    """One thing that can go wrong, calibrated on a business of 25 staff with a bookkeeper.

    ``frequency`` in events/year, ``severity`` and ``max_loss`` in USD/event. ``scales_with`` is
    ``revenue`` or the driver whose volume the frequency follows. ``client_control`` is the share
    of the cause in the client's hands. ``terms`` are the admissible ways to bear the loss.
    ``separation``: lives on missing separation of duties or self-review. ``penalty``: a statutory
    penalty or interest, shared by cause and in no other way (F5). ``transfer``: the provider's
    loss is the business's gain, work that it did not pay for. ``hidden``: nobody sees an event when
    it happens, so nobody can count it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    cause: str
    attaches: Attachment
    created: bool
    frequency: Rate
    severity: Quantiles
    max_loss: Figure
    multipliers: dict[RiskClass, Multiplier]
    multipliers_source: SourceIds
    multipliers_grade: Grade
    scales_with: str
    client_control: Figure
    terms: Annotated[tuple[Terms, ...], Field(min_length=1)]
    separation: bool
    penalty: bool
    transfer: bool
    hidden: bool = False
    better_placed: str
    contract: str
    basis: str
    anchors: SourceIds = "judgement"

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.max_loss.value <= self.severity.p95:
            message = f"{self.id}: max_loss must exceed the 95th percentile of the severity"
            raise ValueError(message)
        if not 0 < self.client_control.value < 1:
            message = f"{self.id}: client_control must lie strictly between 0 and 1"
            raise ValueError(message)
        missing = {"owner", "in_house", "practice", "bureau"} - set(self.multipliers)
        if missing:
            message = f"{self.id}: no multiplier for {', '.join(sorted(missing))}"
            raise ValueError(message)
        if self.penalty and self.terms != ("shared",):
            message = f"{self.id}: a penalty is shared by cause; its terms must be [shared]"
            raise ValueError(message)
        if len(set(self.terms)) != len(self.terms):
            message = f"{self.id}: terms are named twice"
            raise ValueError(message)
        return self
