"""The chart of the transition: what happens when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.documents.charts.frame import DARK, LIGHT, PALE, colours, label, names, spec
from bestplaced.documents.content import Chart

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


@dataclass(frozen=True)
class Span:
    """One bar: what, of which kind, from when to when, and the text behind it."""

    what: str
    kind: str
    start: dt.date
    end: dt.date
    text: str = ""


def gantt(
    spans: Sequence[Span], kinds: Sequence[str], months: str, texts: tuple[str, str]
) -> Chart:
    """Return spans of time below each other, in the order given; ``months`` is a d3 date format."""
    values = [
        {"what": s.what, "kind": s.kind, "start": s.start.isoformat(), "end": s.end.isoformat(),
         "text": s.text}
        for s in spans
    ]  # fmt: skip
    y = names("what", list(dict.fromkeys(s.what for s in spans)))
    x = {
        "field": "start", "type": "temporal", "title": None, "timeUnit": "utcyearmonthdate",
        "axis": {"format": months, "tickCount": "month", "labelAngle": 0, "grid": True},
    }  # fmt: skip
    bars = {
        "mark": {"type": "bar", "height": 12},
        "encoding": {
            "y": y, "x": x, "x2": {"field": "end", "timeUnit": "utcyearmonthdate"},
            "color": colours("kind", list(kinds), [PALE, LIGHT, DARK, "#56b4e9"][: len(kinds)]),
        },
    }  # fmt: skip
    text = {
        "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 9.5},
        "encoding": {"y": y, "x": {**x, "field": "end"}, "text": label("text")},
    }
    height = 21 * len({s.what for s in spans}) + 40
    return Chart("transition", spec(values, [bars, text], height), *texts)
