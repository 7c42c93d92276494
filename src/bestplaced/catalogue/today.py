"""Who does what today, where the case does not say: by role and tier, labelled as assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.case.responsibility import TIERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bestplaced.case.business import Performer
    from bestplaced.case.case_file import CaseFile
    from bestplaced.case.responsibility import Responsibility
    from bestplaced.catalogue.people import Filling

# Which role does a tier's work today, in order; what nobody holds falls to the owner or is undone.
_USUAL = {
    "admin": ("admin", "bookkeeper"),
    "bookkeeping": ("bookkeeper", "controller"),
    "direction": ("controller", "cfo"),
    "strategy": ("cfo",),
}
# Annual accounts and the income-tax return are with an outside accountant in most small firms.
_YEAR_END = ("D11", "D12", "D13")


def today_placements(
    file: CaseFile,
    responsibilities: Mapping[str, Responsibility],
    performers: Mapping[str, Performer],
    filling: Filling,
) -> dict[str, str]:
    """Return responsibility -> performer today; the file may name responsibilities or tiers."""
    placed = {}
    for r in responsibilities.values():
        written = file.today.get(r.id, file.today.get(r.tier))
        placed[r.id] = written or _usual(r, performers)
        if written is None:
            filling.note(f"today.{r.id}", 1.0, f"assumed: {placed[r.id]}", "judgement", "E")
    return _with_foundations(placed, responsibilities, file, performers)


def _usual(work: Responsibility, performers: Mapping[str, Performer]) -> str:
    """Return who usually does this work in a business with these people."""
    people = list(performers.values())
    owner = next(p.name for p in people if p.kind == "owner")
    if work.id in _YEAR_END:
        outside = [p for p in people if p.party != BUSINESS and p.skill >= work.skill]
        outside.sort(key=lambda p: p.skill)
        if outside:
            return outside[0].name
    if not work.delegable and work.duty == "authorise":
        return owner
    for role in _USUAL[work.tier]:
        able = [p.name for p in people if p.party == BUSINESS and p.role == role]
        if able:
            return able[0]
    return owner if work.must_be_done or work.tier in TIERS[:2] else NOBODY


def _with_foundations(
    placed: dict[str, str],
    responsibilities: Mapping[str, Responsibility],
    file: CaseFile,
    performers: Mapping[str, Performer],
) -> dict[str, str]:
    """Give undone work on which performed work rests to the owner, unless the case says nobody."""
    owner = next(p.name for p in performers.values() if p.kind == "owner")
    changed = True
    while changed:
        changed = False
        for r in responsibilities.values():
            if placed[r.id] == NOBODY:
                continue
            for before in r.depends_on:
                written = file.today.get(before) or file.today.get(
                    responsibilities[before].tier if before in responsibilities else ""
                )
                if placed.get(before) == NOBODY and written is None:
                    placed[before] = owner
                    changed = True
    return placed
