"""The proposal: from the client's worries to acceptance, and what could make it a bad deal."""

from bestplaced.documents.proposal.material import Material, gather
from bestplaced.documents.proposal.whole import proposal

__all__ = ["Material", "gather", "proposal"]
