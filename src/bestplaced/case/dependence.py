"""How risks move together: years that are bad for several, and shocks that strike several at once.

Both keep every risk's stated frequency (ADR "Shocks are carved out of the stated frequencies"):
a frailty has mean 1, and the events a shock brings are part of those already counted.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bestplaced.case.provenance import Figure, Grade, Real, SourceIds

ShockScope = Literal["person", "party"]
PersonKind = Literal["owner", "employee", "provider", "software"]
PartyKind = Literal["business", "practice", "freelancer", "bureau", "software"]
Probability = Annotated[Real, Field(ge=0, le=1)]

PERSON_KINDS: tuple[PersonKind, ...] = ("owner", "employee", "provider", "software")
PARTY_KINDS: tuple[PartyKind, ...] = ("business", "practice", "freelancer", "bureau", "software")
KINDS_OF_SCOPE: dict[ShockScope, frozenset[str]] = {
    "person": frozenset(PERSON_KINDS),
    "party": frozenset(PARTY_KINDS),
}


class FrailtyGroup(BaseModel):
    """Risks whose frequencies share one factor a year, gamma with mean 1 and this ``shape`` r.

    The factor's variance is 1 / r, so a small r makes years differ much. A risk is in one group
    at most.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    shape: Figure
    risks: tuple[str, ...]
    basis: str

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.shape.value <= 0:
            message = f"{self.id}: shape must be above 0, got {self.shape.value:g}"
            raise ValueError(message)
        if len(set(self.risks)) != len(self.risks):
            message = f"{self.id}: risks are named twice"
            raise ValueError(message)
        return self


class CommonShock(BaseModel):
    """What strikes one performer (scope ``person``) or one party (``party``) ``rate`` times a year.

    Each shock causes an event of risk k, among the risks that hang on work of the one struck,
    with probability ``hits[k]``, independently of the other risks; ``kinds`` says which kinds of
    performer or party it strikes. ``rate`` in shocks/year for each of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    scope: ShockScope
    kinds: Annotated[tuple[str, ...], Field(min_length=1)]
    rate: Figure
    hits: dict[str, Probability]
    hits_source: SourceIds
    hits_grade: Grade
    basis: str

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        unknown = [kind for kind in self.kinds if kind not in KINDS_OF_SCOPE[self.scope]]
        if unknown:
            valid = ", ".join(sorted(KINDS_OF_SCOPE[self.scope]))
            message = f"{self.id}: kinds of a {self.scope} are {valid}, not {', '.join(unknown)}"
            raise ValueError(message)
        if self.rate.value < 0:
            message = f"{self.id}: rate must be 0 or more, got {self.rate.value:g}"
            raise ValueError(message)
        return self
