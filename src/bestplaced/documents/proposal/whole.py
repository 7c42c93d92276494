"""The proposal in its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.documents.content import Block, Document
from bestplaced.documents.proposal.agreement import agreement
from bestplaced.documents.proposal.honesty import evidence, wary
from bestplaced.documents.proposal.money import fee, options_part, worth
from bestplaced.documents.proposal.opening import measured, opening, worries
from bestplaced.documents.proposal.placing import map_part, stays
from bestplaced.documents.proposal.quotes import quotes
from bestplaced.documents.proposal.risks import risks
from bestplaced.documents.proposal.sureness import sureness
from bestplaced.documents.proposal.working import duties, service_levels, transition_part

if TYPE_CHECKING:
    from bestplaced.documents.proposal.material import Material

PARTS = (
    opening,
    worries,
    measured,
    map_part,
    stays,
    options_part,
    fee,
    quotes,
    worth,
    risks,
    transition_part,
    duties,
    service_levels,
    wary,
    evidence,
    sureness,
    agreement,
)


def proposal(m: Material) -> Document:
    """Return the proposal as a document."""
    blocks: list[Block] = []
    for part in PARTS:
        blocks.extend(part(m))
    return Document(
        title=m.said("proposal.title"),
        subtitle=m.said("proposal.subtitle"),
        date=m.figures.date(m.date),
        brand=m.brand,
        language=str(m.figures.locale).replace("_", "-"),
        blocks=tuple(blocks),
        footer=m.said("proposal.footer"),
    )
