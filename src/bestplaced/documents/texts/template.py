"""Everything that a translator translates, as one YAML file: ``python -m ...template > sv.yaml``.

The texts of the documents stand in English as in `en.yaml`; under ``known`` stands what the
catalogue says, each text beside itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from bestplaced.catalogue import load_catalogue
from bestplaced.catalogue.clauses import load_clauses
from bestplaced.catalogue.defaults import settings
from bestplaced.catalogue.people import stand_in
from bestplaced.catalogue.services import load_services
from bestplaced.documents.texts import SOURCE, shipped
from bestplaced.engagement.exit_plan import AUTHORITIES

if TYPE_CHECKING:
    from collections.abc import Iterator


def template() -> dict[str, Any]:
    """Return all texts in English, nested as in a file of texts."""
    values: dict[str, Any] = yaml.safe_load(shipped(SOURCE))
    known = dict(values.pop("known", {}))
    for text in (*_catalogue(), *_worries(), *_engagement(), *_performers()):
        if any(c.isalpha() for c in text):
            known.setdefault(text, text)
    return {**values, "known": known}


def _catalogue() -> Iterator[str]:
    """Yield what the catalogue says in a document."""
    c = load_catalogue()
    for work in c.responsibilities.values():
        yield from (work.name, work.inputs, work.outputs)
    for risk in c.risks.values():
        yield from (risk.name, risk.frequency.unit)
    for driver in c.drivers.values():
        yield from (driver.name, driver.id.replace("_", " "))
    for group in c.groups.values():
        yield from (group.name, group.shape.unit)
    for shock in c.shocks.values():
        yield from (shock.name, shock.rate.unit)
    for name, figure in settings().items():
        yield from (name.replace("_", " "), figure.unit)


def _worries() -> Iterator[str]:
    """Yield what the catalogue says of worries, of what answers them, and of what others claim."""
    c = load_catalogue()
    for level in c.service_levels.values():
        yield from (level.name, level.unit)
    for question in c.questions:
        yield from (question.text, question.hook)
    yield from (story.worry for story in c.stories)
    for quality in c.qualities.values():
        yield from (quality.name, quality.means)
    for claim in c.claims.values():
        yield from (claim.says, claim.reported_by, claim.population, claim.own)


def _engagement() -> Iterator[str]:
    """Yield what services, dates of law and clauses say."""
    services, clauses = load_services(), load_clauses()
    for service in services.by_responsibility.values():
        yield from (service.deliverable, service.needs)
    yield from (date.title for date in services.statutory)
    yield from services.not_held.values()
    for figure in dict(services.terms).values():
        yield from (figure.unit, figure.source)
    for clause in clauses.clauses:
        yield clause.title
        yield from (text.text for text in clause.texts)
    yield from (text.text for text in clauses.review)
    for country in AUTHORITIES.values():
        yield from country.values()


def _performers() -> Iterator[str]:
    """Yield the catalogue's practice and its people."""
    practice = stand_in()
    yield practice.name
    yield from (person.name for person in practice.people)


def main() -> None:
    """Print the file to translate."""
    text = yaml.safe_dump(template(), allow_unicode=True, sort_keys=False, width=100)
    print(text, end="")  # noqa: T201 - this is what it is for


if __name__ == "__main__":
    main()
