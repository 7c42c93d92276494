"""A case's own frailty groups and common shocks, laid over those of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.case.dependence import KINDS_OF_SCOPE, CommonShock, FrailtyGroup
from bestplaced.case.provenance import Figure
from bestplaced.case.reading import nearest
from bestplaced.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from bestplaced.case.case_file import CaseFile, GroupEntry, ShockEntry
    from bestplaced.case.reading import ReadCase
    from bestplaced.catalogue.contents import Catalogue

SHAPE_UNIT = "gamma shape r (variance of the yearly factor is 1/r)"
RATE_UNIT = "shocks/year for each person or party"
OWN = "the case's own figure"


def frailty_groups(file: CaseFile, catalogue: Catalogue) -> dict[str, FrailtyGroup]:
    """Return the groups of this business; `dependence_faults` has refused what is wrong."""
    groups = dict(catalogue.groups)
    for name, own in file.groups.items():
        groups[name] = _group(name, own, catalogue.groups.get(name))
    return groups


def _group(name: str, own: GroupEntry, known: FrailtyGroup | None) -> FrailtyGroup:
    """Return one group: what the case gives, the rest from the catalogue."""
    shape = known.shape if known else None
    if own.shape is not None:
        shape = Figure(value=own.shape, unit=SHAPE_UNIT, source="case", grade="E")
    return FrailtyGroup.model_validate(
        {
            "id": name,
            "name": known.name if known else name,
            "shape": shape,
            "risks": own.risks if own.risks is not None else known and known.risks,
            "basis": OWN,
        }
    )


def common_shocks(file: CaseFile, catalogue: Catalogue) -> dict[str, CommonShock]:
    """Return the shocks of this business; `dependence_faults` has refused what is wrong."""
    shocks = dict(catalogue.shocks)
    for name, own in file.shocks.items():
        shocks[name] = _shock(name, own, catalogue.shocks.get(name))
    return shocks


def _shock(name: str, own: ShockEntry, known: CommonShock | None) -> CommonShock:
    """Return one shock: what the case gives, the rest from the catalogue."""
    values = known.model_dump() if known else {"id": name, "name": name}
    given = own.model_dump(exclude_none=True)
    if "rate" in given:
        given["rate"] = Figure(value=given["rate"], unit=RATE_UNIT, source="case", grade="E")
    if "hits" in given:
        given |= {"hits_source": "case", "hits_grade": "E"}
    return CommonShock.model_validate({**values, **given, "basis": OWN})


def dependence_faults(read: ReadCase, catalogue: Catalogue) -> list[Fault]:
    """Return faults of a case's groups and shocks: names, missing fields, doubled risks."""
    file, risks = read.file, list(catalogue.risks)
    faults = _incomplete(read, "groups", file.groups, catalogue.groups, ("shape", "risks"))
    needed = ("scope", "kinds", "rate", "hits")
    faults += _incomplete(read, "shocks", file.shocks, catalogue.shocks, needed)
    for name, group in file.groups.items():
        for i, risk in enumerate(group.risks or ()):
            if risk not in risks:
                what = f"groups.{name}.risks: unknown risk '{risk}'."
                faults.append(
                    Fault(what, read.place("groups", name, "risks", i), nearest(risk, risks))
                )
    for name, shock in file.shocks.items():
        for risk in shock.hits or ():
            if risk not in risks:
                what = f"shocks.{name}.hits: unknown risk '{risk}'."
                faults.append(
                    Fault(what, read.place("shocks", name, "hits", risk), nearest(risk, risks))
                )
        faults += _kind_faults(read, name, shock, catalogue)
    return faults + _doubled(read, catalogue)


def _incomplete(
    read: ReadCase,
    key: str,
    given: Mapping[str, BaseModel],
    known: Mapping[str, BaseModel],
    needed: tuple[str, ...],
) -> list[Fault]:
    """Return faults of entries that are not in the catalogue and leave something out."""
    faults = []
    for name, entry in given.items():
        missing = [f for f in needed if getattr(entry, f) is None and read.whole(key, name, f)]
        if name not in known and missing:
            what = f"{key}.{name}: unknown to the catalogue, and without {', '.join(missing)}."
            remedy = f"{nearest(name, list(known))} A new one gives {', '.join(needed)}."
            faults.append(Fault(what, read.place(key, name), remedy))
    return faults


def _kind_faults(read: ReadCase, name: str, shock: ShockEntry, catalogue: Catalogue) -> list[Fault]:
    """Return faults of kinds that do not belong to the shock's scope."""
    known = catalogue.shocks.get(name)
    scope = shock.scope or (known.scope if known else None)
    kinds = shock.kinds or (known.kinds if known else ())
    if scope is None or not all(read.whole("shocks", name, k) for k in ("scope", "kinds")):
        return []
    valid: list[str] = sorted(KINDS_OF_SCOPE[scope])
    part = "kinds" if shock.kinds else "scope"
    return [
        Fault(
            f"shocks.{name}.{part}: '{kind}' is no kind of a {scope}.",
            read.place("shocks", name, part),
            nearest(kind, valid),
        )
        for kind in kinds
        if kind not in valid
    ]


def _doubled(read: ReadCase, catalogue: Catalogue) -> list[Fault]:
    """Return faults of risks in two groups, or twice in one, once the case's own are laid over."""
    if not read.whole("groups", "*", "risks"):
        return []
    members = [(g.id, g.risks) for g in catalogue.groups.values() if g.id not in read.file.groups]
    for name, own in read.file.groups.items():
        known = catalogue.groups.get(name)
        members.append((name, own.risks if own.risks is not None else known.risks if known else ()))
    seen: dict[str, str] = {}
    faults = []
    for name, risks in members:
        for risk in risks:
            if risk in seen:
                what = f"groups.{name}.risks: {risk} is in the group '{seen[risk]}' already."
                remedy = "A risk is in one group at most; take it out of one of them."
                faults.append(Fault(what, read.place("groups", name, "risks"), remedy))
            seen[risk] = name
    return faults
