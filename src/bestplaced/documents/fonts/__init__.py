"""The one font family of all documents and charts: Inter, three faces, under the OFL.

`coverage.yaml` names the faces' checksums, where they come from, and the characters they show.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from pathlib import Path

import yaml

FAMILY = "Inter"


def font_folder() -> Path:
    """Return the folder with the faces."""
    return Path(str(resources.files(__package__)))


@lru_cache
def _covered() -> tuple[tuple[int, int], ...]:
    content = (font_folder() / "coverage.yaml").read_text(encoding="utf-8")
    ranges = yaml.safe_load(content)["ranges"]
    return tuple((int(a, 16), int(b or a, 16)) for a, _, b in (r.partition("-") for r in ranges))


def not_shown(text: str) -> frozenset[str]:
    """Return the characters of a text for which the family has no shape."""
    return frozenset(
        c for c in set(text) if not c.isspace() and not any(a <= ord(c) <= b for a, b in _covered())
    )
