"""Reads the catalogue's data files once and refuses any reference that leads nowhere."""

from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bestplaced.case.dependence import CommonShock, FrailtyGroup
from bestplaced.case.duties import DutyPair, FixedDuty, Independence, NonDelegable
from bestplaced.case.question import QualityMeaning, Question, ServiceLevel, TierStory
from bestplaced.case.responsibility import Driver, Responsibility
from bestplaced.case.risk import Risk
from bestplaced.catalogue.contents import Catalogue
from bestplaced.catalogue.entries import PriceLevel, Principle, ReportedClaim, Source, Wage
from bestplaced.catalogue.references import faults_of_references
from bestplaced.errors import CatalogueError, Fault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Catalogue", "build_catalogue", "load_catalogue", "read_files"]

Entry = TypeVar("Entry", bound=BaseModel)
Raw = dict[str, Any]

FILES = (
    "responsibilities",
    "risks",
    "duties",
    "dependence",
    "drivers",
    "questions",
    "stories",
    "claims",
    "principles",
    "wages",
    "price_levels",
    "sources",
)


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """Return the shipped catalogue, read and checked once per process."""
    return build_catalogue(read_files())


def read_files() -> dict[str, Raw]:
    """Return each data file as plain values, keyed by file name without suffix."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    folder = resources.files("bestplaced.catalogue").joinpath("data")
    read: dict[str, Raw] = {}
    for name in FILES:
        text = folder.joinpath(f"{name}.yaml").read_text(encoding="utf-8")
        read[name] = yaml.load(text, Loader=loader)  # noqa: S506  (a safe loader, see above)
    return read


def build_catalogue(files: "Mapping[str, Raw]") -> Catalogue:
    """Validate plain values into a catalogue; raise `CatalogueError` with every fault found."""
    faults: list[Fault] = []
    responsibilities = _entries(files, "responsibilities", Responsibility, faults)
    risks = _entries(files, "risks", Risk, faults)
    duties = files["duties"]
    pairs = _validated(duties["pairs"], DutyPair, "duties.yaml pairs", faults)
    fixed = _validated(duties["fixed_duties"], FixedDuty, "duties.yaml fixed_duties", faults)
    kept = _validated(duties["non_delegable"], NonDelegable, "duties.yaml non_delegable", faults)
    ruled = _validated([duties["independence"]], Independence, "duties.yaml independence", faults)
    moves = files["dependence"]
    groups = _validated(moves["groups"], FrailtyGroup, "dependence.yaml groups", faults)
    shocks = _validated(moves["shocks"], CommonShock, "dependence.yaml shocks", faults)
    drivers = _entries(files, "drivers", Driver, faults)
    questions = _entries(files, "questions", Question, faults)
    told = files["stories"]
    levels_met = _validated(told["service_levels"], ServiceLevel, "stories.yaml levels", faults)
    stories = _validated(told["tiers"], TierStory, "stories.yaml tiers", faults)
    qualities = _validated(told["qualities"], QualityMeaning, "stories.yaml qualities", faults)
    claims = _entries(files, "claims", ReportedClaim, faults)
    principles = _entries(files, "principles", Principle, faults)
    wages = _entries(files, "wages", Wage, faults)
    levels = _entries(files, "price_levels", PriceLevel, faults)
    sources = _entries(files, "sources", Source, faults)
    if faults:
        raise CatalogueError(faults)
    catalogue = Catalogue(
        responsibilities=_keyed(responsibilities, "id", "responsibilities.yaml", faults),
        risks=_keyed(risks, "id", "risks.yaml", faults),
        pairs=tuple(pairs),
        fixed_duties=_keyed(fixed, "id", "duties.yaml fixed_duties", faults),
        non_delegable=tuple(kept),
        independence=ruled[0],
        groups=_keyed(groups, "id", "dependence.yaml groups", faults),
        shocks=_keyed(shocks, "id", "dependence.yaml shocks", faults),
        drivers=_keyed(drivers, "id", "drivers.yaml", faults),
        questions=tuple(questions),
        service_levels=_keyed(levels_met, "id", "stories.yaml", faults),
        stories=tuple(stories),
        qualities={quality.id: quality for quality in qualities},
        claims=_keyed(claims, "id", "claims.yaml", faults),
        principles=_keyed(principles, "id", "principles.yaml", faults),
        wages=_keyed(wages, "id", "wages.yaml", faults),
        price_levels=_keyed(levels, "currency", "price_levels.yaml", faults),
        sources=_keyed(sources, "id", "sources.yaml", faults),
    )
    faults.extend(faults_of_references(catalogue))
    if faults:
        raise CatalogueError(faults)
    return catalogue


def _entries(
    files: "Mapping[str, Raw]", name: str, model: type[Entry], faults: list[Fault]
) -> list[Entry]:
    return _validated(files[name][name], model, f"{name}.yaml", faults)


def _validated(
    values: "Sequence[Raw]", model: type[Entry], where: str, faults: list[Fault]
) -> list[Entry]:
    entries: list[Entry] = []
    for position, value in enumerate(values, start=1):
        try:
            entries.append(model.model_validate(value))
        except ValidationError as error:
            name = value.get("id", value.get("currency", value.get("number", f"entry {position}")))
            for detail in error.errors():
                path = ".".join(str(part) for part in detail["loc"])
                faults.append(Fault(f"{path}: {detail['msg']}", f"{where}, {name}"))
    return entries


def _keyed(
    entries: "Sequence[Entry]", key: str, where: str, faults: list[Fault]
) -> dict[str, Entry]:
    keyed: dict[str, Entry] = {}
    for entry in entries:
        name = str(getattr(entry, key))
        if name in keyed:
            faults.append(Fault(f"{name!r} is defined twice", where, "Keep one of them."))
        keyed[name] = entry
    return keyed
