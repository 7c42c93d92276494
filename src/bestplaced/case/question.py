"""The questions that find out what keeps an owner awake."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bestplaced.case.responsibility import Tier

Quality = Literal["distance", "objectivity", "accountability", "breadth", "focus"]


class Question(BaseModel):
    """One question, what it points at, and what an outsider brings to it (``quality``)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Annotated[int, Field(ge=1)]
    text: str
    tiers: Annotated[tuple[Tier, ...], Field(min_length=1)]
    responsibilities: tuple[str, ...]
    risks: tuple[str, ...]
    grounding: str
    quality: Annotated[tuple[Quality, ...], Field(min_length=1)]
    hook: str
