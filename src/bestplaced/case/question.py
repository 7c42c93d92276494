"""The questions that find out what keeps an owner awake, the answers, and how a tier is sold."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bestplaced.case.provenance import Figure, Grade, Real, SourceIds, Traced
from bestplaced.case.responsibility import Tier

Quality = Literal["distance", "objectivity", "accountability", "breadth", "focus"]
Often = Literal["never", "yearly", "quarterly", "monthly", "weekly"]
OFTEN: tuple[Often, ...] = ("never", "yearly", "quarterly", "monthly", "weekly")
MOST_SEVERE = 4
MOST = MOST_SEVERE * (len(OFTEN) - 1)  # the largest score of one answer, 16


class Question(BaseModel):
    """One question, what it points at, and what an outsider brings to it (``quality``).

    ``solvable``: share of the worry that finance work from outside can change (judgement);
    ``service_level``: what would prove that it changed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Annotated[int, Field(ge=1)]
    text: str
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)]
    responsibilities: tuple[str, ...]
    risks: tuple[str, ...]
    grounding: str
    quality: Annotated[tuple[Quality, ...], Field(min_length=1)]
    hook: str
    solvable: Figure
    service_level: str


class ServiceLevel(Traced):
    """One measure of delivered work: ``entry`` is acceptable, ``good`` is aimed at, in ``unit``."""

    id: str
    tier: Tier
    name: str
    entry: Real
    good: Real
    unit: str
    lower: bool


class TierStory(BaseModel):
    """How a tier may be sold where its buyer gave no answers: worry, quality, proof."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: SourceIds
    grade: Grade
    tier: Tier
    worry: str
    quality: Quality
    service_level: str


class QualityMeaning(BaseModel):
    """What one quality of an outsider means, in a sentence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Quality
    name: str
    means: str


class Pain(BaseModel):
    """One answered question: how bad, how often, in the client's own words.

    ``felt`` is severity (0-4) times how often (0-4), ``score`` that times solvable; both 0 to 16.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Question
    severity: Annotated[int, Field(ge=0, le=MOST_SEVERE)]
    often: Often
    words: str = ""

    @property
    def felt(self) -> int:
        """Return how much it hurts, whoever could help, 0 to 16."""
        return self.severity * OFTEN.index(self.often)

    @property
    def score(self) -> float:
        """Return how much it weighs in the story, 0 to 16."""
        return self.felt * self.question.solvable.value
