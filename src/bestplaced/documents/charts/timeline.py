"""The chart of the transition: what happens when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.documents.charts.frame import DARK, LIGHT, PALE, colours, names, spec, tip
from bestplaced.documents.content import Chart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.documents.content import Figure


@dataclass(frozen=True)
class Span:
    """One bar: what, of which kind, from when to when (figures of dates)."""

    what: str
    kind: str
    start: Figure
    end: Figure

    @property
    def told(self) -> str:
        """The bar in words."""
        return f"{self.what}: {self.start.text} \N{EN DASH} {self.end.text}"


def gantt(
    spans: Sequence[Span], kinds: Sequence[str], months: Sequence[str], texts: tuple[str, str]
) -> Chart:
    """Return spans of time below each other, in the order given; ``months`` are twelve names."""
    values = [
        {"what": s.what, "kind": s.kind, "start": str(s.start.value), "end": str(s.end.value),
         "tip": s.told}
        for s in spans
    ]  # fmt: skip
    named = f"{json.dumps(list(months))}[utcmonth(datum.value)] + ' ' + utcyear(datum.value)"
    y = names("what", list(dict.fromkeys(s.what for s in spans)))
    x = {
        "field": "start", "type": "temporal", "title": None, "timeUnit": "utcyearmonthdate",
        "axis": {"labelExpr": named, "tickCount": "month", "labelAngle": 0, "grid": True},
    }  # fmt: skip
    bars = {
        "mark": {"type": "bar", "height": 12},
        "encoding": {
            "y": y, "x": x, "x2": {"field": "end", "timeUnit": "utcyearmonthdate"},
            "color": colours("kind", list(kinds), [PALE, LIGHT, DARK, "#56b4e9"][: len(kinds)]),
            "description": tip(),
        },
    }  # fmt: skip
    height = 21 * len({s.what for s in spans}) + 40
    return Chart("transition", spec(values, [bars], height), *texts)
