"""The business rules of F9, one function per rule; each rule can be named, dropped and explained.

A rule forbids cells (responsibility, performer), separates two responsibilities on one person,
limits a person's hours, or keeps responsibilities with one party. The conflict search drops rules
one by one; the formulation takes what is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS, NOBODY, OFFICERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bestplaced.case.business import Case

Cell = tuple[str, str]


@dataclass(frozen=True)
class Rule:
    """One rule, in words and in effect."""

    family: str
    label: str
    forbids: frozenset[Cell] = frozenset()
    separates: tuple[str, str] | None = None
    limits: str | None = None
    together: tuple[str, ...] = ()
    rests: tuple[str, str] | None = None
    quoted: str | None = None


def _forbid(family: str, label: str, cells: Iterable[Cell]) -> Iterator[Rule]:
    """Yield a forbidding rule if it forbids anything."""
    found = frozenset(cells)
    if found:
        yield Rule(family, label, forbids=found)


def _people(case: Case) -> list[str]:
    """Return the names of performers that are somebody."""
    return [p.name for p in case.performers.values() if p.kind != "nobody"]


def skill(case: Case) -> Iterator[Rule]:
    """Hired people and providers need the skill; the owner may do anything, at his own risk."""
    for r in case.responsibilities.values():
        weak = [
            p.name
            for p in case.performers.values()
            if p.kind not in {"owner", "nobody"} and p.skill < r.skill
        ]
        yield from _forbid(
            "skill", f"skill: {r.id} {r.name} needs skill {r.skill}", ((r.id, p) for p in weak)
        )


def access(case: Case) -> Iterator[Rule]:
    """The performer may be given the access that the work needs."""
    for r in case.responsibilities.values():
        barred = [p for p in _people(case) if r.access not in case.performers[p].access]
        yield from _forbid(
            "access",
            f"access: {r.id} {r.name} needs {r.access.replace('_', ' ')} access",
            ((r.id, p) for p in barred),
        )


def non_delegable(case: Case) -> Iterator[Rule]:
    """Work that is never delegated stays with people of the business."""
    for r in case.responsibilities.values():
        if not r.delegable:
            outside = [p for p in _people(case) if case.performers[p].party != BUSINESS]
            yield from _forbid(
                "non-delegable",
                f"non-delegable: {r.id} {r.name} stays with the business",
                ((r.id, p) for p in outside),
            )


def authority(case: Case) -> Iterator[Rule]:
    """Committing or releasing the business's money is for its officers: owner, controller, CFO."""
    for r in case.responsibilities.values():
        if not r.delegable and r.duty == "authorise":
            clerks = [p for p in _people(case) if case.performers[p].role not in OFFICERS]
            yield from _forbid(
                "authority",
                f"authority: {r.id} {r.name} is for an officer of the business",
                ((r.id, p) for p in clerks),
            )


def independence(case: Case) -> Iterator[Rule]:
    """A firm that audits or reviews the accounts holds no management duty."""
    for party in case.parties.values():
        if party.attests:
            people = [p.name for p in case.performers.values() if p.party == party.name]
            duties = [
                r.id
                for r in case.responsibilities.values()
                if r.id in case.attest_forbidden or r.decision
            ]
            label = (
                f"independence: {party.name} attests the accounts and may hold no management duty"
            )
            yield from _forbid("independence", label, ((d, p) for d in duties for p in people))


def undone(case: Case) -> Iterator[Rule]:
    """Only direction and strategy work that nobody does today may stay undone."""
    for r in case.responsibilities.values():
        free = r.tier in {"direction", "strategy"} and not r.must_be_done
        if not free or case.today[r.id] != NOBODY:
            yield Rule("done", f"done: {r.id} {r.name} has to be done", frozenset({(r.id, NOBODY)}))


def dependence(case: Case) -> Iterator[Rule]:
    """Work on which performed work rests is done, too."""
    for before, after in case.hand_offs:
        yield Rule("dependence", f"dependence: {after} rests on {before}", rests=(before, after))


def pins(case: Case) -> Iterator[Rule]:
    """What the user pinned stays with the pinned performer."""
    for responsibility, performer in case.pins.items():
        others = [p for p in case.performers if p != performer]
        yield from _forbid(
            "pin",
            f"pin: {responsibility} stays with {performer}",
            ((responsibility, p) for p in others),
        )


def segregation(case: Case) -> Iterator[Rule]:
    """The two duties of a hard pair are never in one person's hands."""
    for pair in case.pairs:
        if pair.rule != "hard":
            continue
        for a in pair.left:
            for b in pair.right:
                label = f"segregation {pair.id}: {a} and {b} in different hands ({pair.reason})"
                yield from _separate(case, a, b, label)


def _separate(case: Case, a: str, b: str, label: str) -> Iterator[Rule]:
    """Yield the rule that separates two duties, either of which may be a fixed one."""
    known = case.responsibilities
    if a in known and b in known:
        yield Rule("segregation", label, separates=(a, b))
        return
    fixed, free = (a, b) if b in known else (b, a)
    duty = case.fixed_duties.get(fixed)
    if duty is not None and free in known and duty.holder == "owner":
        yield Rule("segregation", label, forbids=frozenset({(free, case.owner.name)}))


def capacity(case: Case) -> Iterator[Rule]:
    """Hours, with those lost to switching, fit into the hours a person has."""
    for name in _people(case):
        p = case.performers[name]
        hours = p.steps_max * p.step_hours if p.has_steps else p.capacity
        yield Rule("capacity", f"capacity: {name} has {hours:,.0f} hours a year", limits=name)


def bundles(case: Case) -> Iterator[Rule]:
    """Responsibilities bought or kept together lie with one party."""
    for bundle in case.bundles:
        inside = tuple(r for r in bundle.responsibilities if r in case.responsibilities)
        if len(inside) > 1:
            yield Rule("bundle", f"bundle: {bundle.name} ({', '.join(inside)})", together=inside)


def offers(case: Case) -> Iterator[Rule]:
    """What a provider quoted for is bought as quoted: whole, or in parts where it says so."""
    for offer in case.offers.values():
        if not case.parties[offer.provider].inside_deal:
            label = f"offer: {offer.provider}'s work is bought as {offer.name} quotes it"
            yield Rule("offer", label, quoted=offer.name)


RULES: tuple[Callable[[Case], Iterator[Rule]], ...] = (
    skill,
    access,
    non_delegable,
    authority,
    independence,
    undone,
    dependence,
    pins,
    segregation,
    capacity,
    bundles,
    offers,
)


def business_rules(case: Case) -> tuple[Rule, ...]:
    """Return all rules of a case."""
    return tuple(rule for source in RULES for rule in source(case))
