"""Cross-references of the catalogue: every name must lead somewhere, and work to no circle."""

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from pydantic import BaseModel

from bestplaced.case.responsibility import TIERS
from bestplaced.catalogue.contents import Catalogue
from bestplaced.errors import Fault

SOURCE_FIELDS = ("source", "multipliers_source", "hits_source", "anchors")


def faults_of_references(catalogue: Catalogue) -> list[Fault]:
    """Return one fault for each name that is not defined, and one for a circle of work."""
    return [
        *_of_responsibilities(catalogue),
        *_of_risks(catalogue),
        *_of_duties(catalogue),
        *_of_dependence(catalogue),
        *_of_questions(catalogue),
        *_of_sources(catalogue),
        *_of_circles(catalogue),
    ]


def cited_sources(value: object) -> Iterator[str]:
    """Yield each source id cited anywhere inside a model, a mapping or a sequence."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            part = getattr(value, name)
            if name in SOURCE_FIELDS:
                yield from str(part).split(",")
            else:
                yield from cited_sources(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from cited_sources(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from cited_sources(part)


def _unknown(names: Iterable[str], known: Iterable[str], kind: str, where: str) -> list[Fault]:
    allowed = set(known)
    return [
        Fault(f"{name!r} is no {kind}", where, "Define it, or correct the name.")
        for name in names
        if name not in allowed
    ]


def _of_responsibilities(catalogue: Catalogue) -> Iterator[Fault]:
    for item in catalogue.responsibilities.values():
        where = f"responsibilities.yaml, {item.id}"
        yield from _unknown(
            item.depends_on, catalogue.responsibilities, "responsibility", f"{where}, depends_on"
        )
        drivers = () if item.driver is None else (item.driver,)
        yield from _unknown(drivers, catalogue.drivers, "driver", f"{where}, driver")


def _of_risks(catalogue: Catalogue) -> Iterator[Fault]:
    scales = {"revenue", *catalogue.drivers}
    for risk in catalogue.risks.values():
        where = f"risks.yaml, {risk.id}"
        attached = risk.attaches.responsibilities or {}
        yield from _unknown(
            attached, catalogue.responsibilities, "responsibility", f"{where}, attaches"
        )
        yield from _unknown((risk.scales_with,), scales, "driver", f"{where}, scales_with")


def _of_duties(catalogue: Catalogue) -> Iterator[Fault]:
    work = catalogue.responsibilities
    sides = {*work, *catalogue.fixed_duties}
    for pair in catalogue.pairs:
        where = f"duties.yaml, {pair.id}"
        held = (*pair.left, *pair.right)
        yield from _unknown(held, sides, "responsibility or fixed duty", where)
        yield from _unknown(pair.risks, catalogue.risks, "risk", f"{where}, risks")
    for kept in catalogue.non_delegable:
        yield from _unknown(
            kept.responsibilities, work, "responsibility", f"duties.yaml, {kept.id}"
        )
    forbidden = catalogue.independence.forbidden
    yield from _unknown(forbidden, work, "responsibility", "duties.yaml, independence")


def _of_dependence(catalogue: Catalogue) -> Iterator[Fault]:
    grouped: dict[str, str] = {}
    for group in catalogue.groups.values():
        where = f"dependence.yaml, {group.id}, risks"
        yield from _unknown(group.risks, catalogue.risks, "risk", where)
        for risk in group.risks:
            if risk in grouped:
                what = f"{risk!r} is in the group {grouped[risk]!r} too"
                yield Fault(what, where, "A risk is in one group at most.")
            grouped[risk] = group.id
    for shock in catalogue.shocks.values():
        yield from _unknown(
            shock.hits, catalogue.risks, "risk", f"dependence.yaml, {shock.id}, hits"
        )


def _of_questions(catalogue: Catalogue) -> Iterator[Fault]:
    for question in catalogue.questions:
        where = f"questions.yaml, question {question.number}"
        yield from _unknown(
            question.responsibilities, catalogue.responsibilities, "responsibility", where
        )
        yield from _unknown(question.risks, catalogue.risks, "risk", where)
        levels = catalogue.service_levels
        yield from _unknown((question.service_level,), levels, "service level", where)
        yield from _unknown(question.quality, catalogue.qualities, "quality", where)
    for tier in TIERS:
        told = {story.tier for story in catalogue.stories}
        yield from _unknown((tier,), told, "tier with a story", "stories.yaml")
    for story in catalogue.stories:
        proof = (story.service_level,)
        yield from _unknown(
            proof, catalogue.service_levels, "service level", f"stories.yaml, {story.tier}"
        )


def _of_sources(catalogue: Catalogue) -> Iterator[Fault]:
    parts: tuple[tuple[str, object], ...] = (
        ("responsibilities.yaml", catalogue.responsibilities),
        ("risks.yaml", catalogue.risks),
        ("duties.yaml", (catalogue.pairs, catalogue.non_delegable, catalogue.independence)),
        ("dependence.yaml", (catalogue.groups, catalogue.shocks)),
        ("drivers.yaml", catalogue.drivers),
        ("questions.yaml", catalogue.questions),
        ("stories.yaml", (catalogue.service_levels, catalogue.stories)),
        ("claims.yaml", catalogue.claims),
        ("principles.yaml", catalogue.principles),
        ("wages.yaml", catalogue.wages),
        ("price_levels.yaml", catalogue.price_levels),
    )
    for where, part in parts:
        cited = dict.fromkeys(cited_sources(part))
        yield from _unknown(cited, catalogue.sources, "source", where)


def _of_circles(catalogue: Catalogue) -> Iterator[Fault]:
    graph = {item.id: item.depends_on for item in catalogue.responsibilities.values()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        yield Fault(
            f"responsibilities wait for each other: {circle}",
            "responsibilities.yaml, depends_on",
            "Leave out one of these dependencies.",
        )
