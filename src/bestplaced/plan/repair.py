"""What would mend a case without a plan: changes near its conflict, one or two, solved anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.catalogue.people import with_hire, with_practice
from bestplaced.plan.assembly import assemble
from bestplaced.plan.conflict import smallest_conflict
from bestplaced.plan.formulation import formulate
from bestplaced.plan.rules import business_rules
from bestplaced.plan.tangents import solve_curved
from bestplaced.plan.verify import Verifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bestplaced.case.business import Case, Performer
    from bestplaced.plan.rules import Rule

GAP = 1e-3  # relative, of the plan under a repair; enough to rank them
LISTED = 5
_MORE_HOURS = (100.0, 400.0, 1600.0)  # a year, tried in turn
_HIRES = ("admin", "bookkeeper", "controller")
_PRACTICE = "a practice"
_HIRED = "the new "


@dataclass(frozen=True)
class Repair:
    """A change of the case under which some plan obeys all rules.

    ``cost`` is the whole of F9 under the best such plan, ``gain`` what it saves against today,
    ``paid`` the salary of a person hired; money a year.
    """

    what: str
    cost: float
    gain: float
    paid: float


def repairs(case: Case, conflict: Sequence[str]) -> tuple[Repair, ...]:
    """Return changes near a conflict (labels of rules) that let a plan be, cheapest first.

    Where no single change does, the case has several conflicts, and pairs of changes are
    returned. None, where more than two would be needed.
    """
    found: dict[str, Repair] = {}
    for group, what, mended in _near(case, conflict):
        if group not in found:
            repair = _tried(what, mended)
            if repair is not None:
                found[group] = repair
    mending = found.values() or _pairs(case, conflict)
    return tuple(sorted(mending, key=lambda r: (r.cost, r.what)))


def _pairs(case: Case, conflict: Sequence[str]) -> list[Repair]:
    """Return pairs of changes that let a plan be: one near the conflict, one near what is left.

    Of two groups of changes the first pair that mends the case is enough.
    """
    found: dict[frozenset[str], Repair] = {}
    for group, what, half in _near(case, conflict):
        for other, more, whole in _near(half, smallest_conflict(half)):
            groups = frozenset({group, other})
            if len(groups) == 1 or groups in found:
                continue
            repair = _tried(f"{what}, and {more}", whole)
            if repair is not None:
                found[groups] = repair
    return list(found.values())


def _near(case: Case, conflict: Sequence[str]) -> Iterator[tuple[str, str, Case]]:
    """Yield the candidates near a conflict, given as labels of rules."""
    return _candidates(case, [rule for rule in business_rules(case) if rule.label in conflict])


def told_repairs(case: Case, conflict: Sequence[str]) -> tuple[str, ...]:
    """Return the cheapest repairs in words, with what each costs more than the first."""

    def money(value: float) -> str:
        return f"{value:,.0f} {case.currency}"

    found, told = repairs(case, conflict)[:LISTED], []
    for repair in found:
        paid = f" (salary {money(repair.paid)} a year)" if repair.paid > 0 else ""
        more = repair.cost - found[0].cost
        word = "saves" if repair.gain >= 0 else "costs"
        against = "against" if repair.gain >= 0 else "more than"
        rest = f", {money(more)} a year dearer than the first" if more >= 1 else ""
        told.append(
            f"{repair.what}{paid}: the best plan then {word} {money(abs(repair.gain))} a year "
            f"{against} today{rest}"
        )
    return tuple(told)


def _tried(what: str, case: Case) -> Repair | None:
    """Return the repair with what its best plan costs, if it lets one be."""
    problem = assemble(case)
    form = formulate(problem)
    found = solve_curved(form.program, form.curves, gap=GAP)
    if found.point is None:
        return None
    names = (problem.performers[p] for p in form.placements(found.point))
    placed, verifier = dict(zip(problem.responsibilities, names, strict=True)), Verifier(case)
    account = verifier.account(placed, offers=form.offers(found.point))
    if account.broken:
        return None
    gain = verifier.today().objective - account.objective
    paid = sum(year.salary for name, year in account.people.items() if name.startswith(_HIRED))
    return Repair(what, account.objective, gain, paid)


def _candidates(case: Case, rules: Sequence[Rule]) -> Iterator[tuple[str, str, Case]]:
    """Yield (group, words, changed case); of one group the first that mends it is enough."""
    for rule in rules:
        yield from _released(case, rule)
        if rule.limits is not None:
            yield from _longer_hours(case, case.performers[rule.limits])
        if rule.family == "access":
            yield from _more_access(case, rule)
    if any(rule.family in {"capacity", "segregation", "skill", "authority"} for rule in rules):
        for role in _HIRES:
            name = f"{_HIRED}{role}"
            if name not in case.performers:
                yield f"hire {role}", f"hire a half-time {role}", with_hire(case, name, role)
    if _PRACTICE not in case.parties:
        yield "practice", "buy work from a practice at usual rates", with_practice(case, _PRACTICE)


def _released(case: Case, rule: Rule) -> Iterator[tuple[str, str, Case]]:
    """Yield the case without a rule that is the user's own wish."""
    for r, p in case.pins.items():
        if rule.label == f"pin: {r} stays with {p}":
            pins = {key: value for key, value in case.pins.items() if key != r}
            text = f"release the pin of {r} {case.responsibilities[r].name} to {p}"
            yield rule.label, text, case.model_copy(update={"pins": pins})
    for bundle in case.bundles:
        if rule.label.startswith(f"bundle: {bundle.name} ("):
            rest = tuple(b for b in case.bundles if b is not bundle)
            yield (
                rule.label,
                f"let the bundle {bundle.name} be split",
                case.model_copy(update={"bundles": rest}),
            )
    if rule.quoted is not None:
        others = {name: o for name, o in case.offers.items() if name != rule.quoted}
        text = f"leave the offer {rule.quoted} aside and buy at the rates"
        yield rule.label, text, case.model_copy(update={"offers": others})
    if rule.family == "independence":
        for party in case.parties.values():
            if party.attests and rule.label.startswith(f"independence: {party.name} "):
                free = party.model_copy(update={"attests": False})
                parties = {**case.parties, party.name: free}
                yield (
                    rule.label,
                    f"let another firm than {party.name} attest the accounts",
                    case.model_copy(update={"parties": parties}),
                )


def _longer_hours(case: Case, person: Performer) -> Iterator[tuple[str, str, Case]]:
    """Yield the case with more hours of a person."""
    group = f"hours {person.name}"
    if person.has_steps:
        more = person.model_copy(update={"steps_max": person.steps_max + 1})
        text = f"let {person.name} work up to {person.step_hours:,.0f} hours a year more"
        yield group, text, _with(case, more)
        return
    for hours in _MORE_HOURS:
        more = person.model_copy(update={"capacity": person.capacity + hours})
        yield (
            group,
            f"find up to {hours:,.0f} hours a year more of {person.name}",
            _with(case, more),
        )


def _more_access(case: Case, rule: Rule) -> Iterator[tuple[str, str, Case]]:
    """Yield the case in which somebody to whom work is pinned gets the access it needs."""
    for r, p in sorted(rule.forbids):
        person, needed = case.performers[p], case.responsibilities[r].access
        if case.pins.get(r) == p:
            more = person.model_copy(update={"access": person.access | {needed}})
            words = needed.replace("_", " ")
            yield f"access {p}", f"give {p} {words} access", _with(case, more)


def _with(case: Case, person: Performer) -> Case:
    """Return the case with one performer changed."""
    return case.model_copy(update={"performers": {**case.performers, person.name: person}})
