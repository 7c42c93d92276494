"""Acceptance: what signing means, and where to sign."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bestplaced.documents.content import Block, Heading, Paragraph, Signatory, Signatures

if TYPE_CHECKING:
    from bestplaced.documents.proposal.material import Material

_OPEN = dt.timedelta(days=30)  # for which the proposal stands


def agreement(m: Material) -> list[Block]:
    """Return what is accepted, until when, and the blocks to sign."""
    first, second, third, fourth = m.texts.listed("sign.labels")
    year, month = m.figures.money(m.fee), m.figures.money(m.fee / 12)
    return [
        Heading(m.said("accept.heading")),
        Paragraph(
            m.text("accept.lead", year=year, month=month, until=m.figures.date(m.date + _OPEN))
        ),
        Signatures(
            (
                Signatory(m.case.name, m.case.owner.name, m.said("accept.owner")),
                Signatory(m.provider),
            ),
            (first, second, third, fourth),
        ),
    ]
