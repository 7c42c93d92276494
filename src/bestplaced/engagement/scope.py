"""What one provider takes on under a plan: the scope of an engagement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.case.business import NOBODY
from bestplaced.catalogue.services import load_services

if TYPE_CHECKING:
    from bestplaced.case.business import Case
    from bestplaced.case.responsibility import Responsibility
    from bestplaced.catalogue.services import Service


@dataclass(frozen=True)
class Scope:
    """The responsibilities that a provider performs, in the order of the case.

    ``placements`` are the whole plan's: responsibility -> performer.
    """

    case: Case
    provider: str
    placements: dict[str, str]

    @property
    def chosen(self) -> tuple[Responsibility, ...]:
        """Responsibilities that the provider performs."""
        people = self.case.performers
        return tuple(
            self.case.responsibilities[r]
            for r, p in self.placements.items()
            if people[p].party == self.provider
        )

    @property
    def ids(self) -> frozenset[str]:
        """Their ids."""
        return frozenset(r.id for r in self.chosen)

    @property
    def kept(self) -> tuple[Responsibility, ...]:
        """Responsibilities that somebody else performs."""
        mine = self.ids
        return tuple(
            self.case.responsibilities[r]
            for r, p in self.placements.items()
            if r not in mine and p != NOBODY
        )

    @property
    def undone(self) -> tuple[Responsibility, ...]:
        """Responsibilities that nobody performs under the plan."""
        return tuple(
            self.case.responsibilities[r] for r, p in self.placements.items() if p == NOBODY
        )

    def service(self, responsibility: str) -> Service:
        """Return what is delivered for a responsibility."""
        return load_services().by_responsibility[responsibility]
