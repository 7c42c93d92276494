"""Who performs, is answerable for, is consulted about and informed of each responsibility.

Read from the plan, not invented: the performer performs; the answerable person is one of the
performing party whom the other side can hold to account (an officer of the business for its
decisions and its own work); consulted are those whose work it rests on; informed are those whose
work rests on it, and the owner of all that authorises, holds or checks. Who answers in law stands
beside, for it does not move.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bestplaced.case.business import BUSINESS, NOBODY, OFFICERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bestplaced.case.business import Case, Performer
    from bestplaced.case.responsibility import Responsibility

Part = Literal["performs", "answerable", "performs and is answerable", "consulted", "informed"]
REVIEWS = 4  # skill from which a provider's person may answer for others' work
WATCHED = frozenset({"authorise", "custody", "reconcile"})  # duties the owner hears of


@dataclass(frozen=True)
class RaciRow:
    """One responsibility's row: exactly one performer and exactly one answerable person.

    ``law`` is the party that answers in law, which never moves: a provider's person may be
    answerable to the business for work whose legal duty stays with the business.
    """

    responsibility: str
    name: str
    performs: str
    answerable: str
    consulted: tuple[str, ...]
    informed: tuple[str, ...]
    law: str

    @property
    def parts(self) -> dict[str, Part]:
        """Person -> part; everybody has one."""
        found: dict[str, Part] = dict.fromkeys(self.informed, "informed")
        found |= dict.fromkeys(self.consulted, "consulted")
        found[self.answerable] = "answerable"
        found[self.performs] = (
            "performs and is answerable" if self.performs == self.answerable else "performs"
        )
        return found


def raci(case: Case, placements: Mapping[str, str]) -> tuple[RaciRow, ...]:
    """Return a row for each responsibility that somebody performs, in the order of the case."""
    after: dict[str, list[str]] = {r: [] for r in placements}
    for before, later in case.hand_offs:
        after[before].append(later)
    return tuple(
        _row(case, placements, case.responsibilities[r], after[r])
        for r, p in placements.items()
        if p != NOBODY
    )


def _row(
    case: Case, placements: Mapping[str, str], work: Responsibility, after: list[str]
) -> RaciRow:
    """Return one row; who has a stronger part is left out of the weaker ones."""
    performer = case.performers[placements[work.id]]
    answers = answerable(case, performer, work)
    taken = {performer.name, answers.name, NOBODY}
    before = [placements[d] for d in work.depends_on if d in placements]
    consulted = tuple(dict.fromkeys(p for p in before if p not in taken))
    taken |= set(consulted)
    hears = [placements[r] for r in after]
    if work.duty in WATCHED or work.tier in {"direction", "strategy"}:
        hears.append(case.owner.name)
    informed = tuple(dict.fromkeys(p for p in hears if p not in taken))
    law = BUSINESS if work.answerable == "business" or work.decision else performer.party
    return RaciRow(work.id, work.name, performer.name, answers.name, consulted, informed, law)


def answerable(case: Case, performer: Performer, work: Responsibility) -> Performer:
    """Return the person answerable for work under a placement.

    A decision, and work inside the business, is answered for by an officer: the performer where an
    officer, else the owner. At a provider it is the least senior person who may review (skill 4),
    else the most skilled; the performer where senior enough.
    """
    if work.decision or performer.party == BUSINESS:
        return performer if performer.role in OFFICERS else case.owner
    if performer.skill >= REVIEWS:
        return performer
    people = [p for p in case.performers.values() if p.party == performer.party]
    seniors = sorted((p for p in people if p.skill >= REVIEWS), key=lambda p: p.skill)
    return seniors[0] if seniors else max(people, key=lambda p: p.skill)
