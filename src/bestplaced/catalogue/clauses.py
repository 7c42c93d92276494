"""The clauses of the engagement letter: wording by law and by the services chosen.

The wording is our own and a draft for professional review; its source and grade stand with it.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bestplaced.case.provenance import Grade, SourceIds
from bestplaced.catalogue.defaults import read_data
from bestplaced.catalogue.loading import load_catalogue
from bestplaced.errors import CatalogueError, Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Law = Literal["US", "GB"]
LAWS: tuple[Law, ...] = ("US", "GB")
Fact = Literal[
    "decisions",
    "statutory",
    "taxed",
    "untaxed",
    "metered",
    "unmetered",
    "moves",
    "clean_up",
    "penalties",
    "capped",
    "uncapped",
    "shares",
    "insured",
    "uninsured",
    "processor",
    "controller",
    "independence",
    "credited",
    "uncredited",
    "indexed",
    "unindexed",
    "bound",
]


class ClauseText(BaseModel):
    """One paragraph and when it stands: every condition given has to hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, Field(min_length=1)]
    law: Law | None = None
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    given: Fact | None = None

    def stands(self, law: str, services: Collection[str], facts: Collection[str]) -> bool:
        """Whether the paragraph stands in a letter under a law, for services, given facts."""
        return (
            self.law in {None, law}
            and (not self.any_of or any(s in services for s in self.any_of))
            and not any(s in services for s in self.none_of)
            and (self.given is None or self.given in facts)
        )

    @property
    def places(self) -> frozenset[str]:
        """Names in braces that have to be filled."""
        return frozenset(p for _, p, _, _ in Formatter().parse(self.text) if p is not None)


class ContractClause(BaseModel):
    """One clause: it stands if one of its paragraphs does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    texts: Annotated[tuple[ClauseText, ...], Field(min_length=1)]


class ClauseSet(BaseModel):
    """All clauses in the order of the letter, and what a reviewer has to look at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model_version: Literal[1]
    source: SourceIds
    grade: Grade
    as_of: dt.date
    clauses: tuple[ContractClause, ...]
    review: tuple[ClauseText, ...]

    def standing(
        self, law: str, services: Collection[str], facts: Collection[str]
    ) -> Iterator[tuple[ContractClause, tuple[ClauseText, ...]]]:
        """Yield the clauses that stand, each with the paragraphs that do."""
        for clause in self.clauses:
            texts = tuple(t for t in clause.texts if t.stands(law, services, facts))
            if texts:
                yield clause, texts


@lru_cache(maxsize=1)
def load_clauses() -> ClauseSet:
    """Return the shipped clauses, read and checked once per process."""
    return build_clauses(read_data("clauses"))


def build_clauses(raw: dict[str, Any]) -> ClauseSet:
    """Validate plain values; raise `CatalogueError` with every fault found."""
    try:
        found = ClauseSet.model_validate(raw)
    except ValidationError as error:
        raise CatalogueError(
            [
                Fault(f"{'.'.join(map(str, d['loc']))}: {d['msg']}", "clauses.yaml")
                for d in error.errors()
            ]
        ) from error
    catalogue = load_catalogue()
    named = {
        name
        for clause in found.clauses
        for text in clause.texts
        for name in (*text.any_of, *text.none_of)
    }
    unknown = sorted(named - set(catalogue.responsibilities))
    unknown += [s for s in found.source.split(",") if s not in catalogue.sources]
    if unknown:
        raise CatalogueError(
            [Fault(f"{name!r} leads nowhere.", "clauses.yaml") for name in unknown]
        )
    return found
