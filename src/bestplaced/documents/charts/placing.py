"""Charts of who does what: the map of tiers and parties, and hours by person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bestplaced.documents.charts.frame import (
    INK,
    PALE,
    SCALE,
    amounts,
    colours,
    label,
    names,
    room,
    spec,
    tip,
)
from bestplaced.documents.content import Chart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bestplaced.documents.content import Figure

_DARK_FILLS = frozenset({SCALE[0], SCALE[3]})


def tier_map(
    tiers: Sequence[str],
    when: tuple[str, str],
    counts: Mapping[tuple[str, str, str], int],
    parties: Sequence[str],
    texts: tuple[str, str],
) -> Chart:
    """Return how many responsibilities of each tier lie with each party, before and after.

    ``counts`` is by (tier, when, party); the last party is the one that does nothing (grey).
    ``texts`` are caption and alternative text.
    """
    fill = dict(zip(parties, (*SCALE[: len(parties) - 1], PALE), strict=False))
    values: list[dict[str, Any]] = []
    for tier in tiers:
        for moment in when:
            start = 0
            for party in parties:
                count = counts.get((tier, moment, party), 0)
                if count:
                    values.append(
                        {
                            "tier": tier, "when": moment, "party": party, "from": start,
                            "to": start + count, "middle": start + count / 2, "count": str(count),
                            "tip": f"{tier}, {moment}: {party} {count}",
                            "ink": "white" if fill[party] in _DARK_FILLS else INK,
                        }
                    )  # fmt: skip
                start += count
    y = names("tier", list(tiers))
    offset = {"field": "when", "sort": list(when)}
    bars = {
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 1},
        "encoding": {
            "y": y, "yOffset": offset, "x": amounts("from"), "x2": {"field": "to"},
            "color": colours("party", list(parties), list(fill.values())), "description": tip(),
        },
    }  # fmt: skip
    inside = {
        "mark": {"type": "text", "fontWeight": 600},
        "encoding": {
            "y": y, "yOffset": offset, "x": amounts("middle"), "text": label("count"),
            "color": {"field": "ink", "type": "nominal", "scale": None},
        },
    }  # fmt: skip
    ends: dict[tuple[str, str], int] = {}
    for v in values:
        ends[v["tier"], v["when"]] = max(v["to"], ends.get((v["tier"], v["when"]), 0))
    first = [{"tier": t, "when": moment, "to": end} for (t, moment), end in ends.items()]
    moments = {
        "data": {"values": first},
        "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 10, "color": "#5a6270"},
        "encoding": {"y": y, "yOffset": offset, "x": amounts("to"), "text": label("when")},
    }
    return Chart("map", spec(values, [bars, inside, moments], 46 * len(tiers) + 30), *texts)


def hours_by_person(
    rows: Sequence[tuple[str, Figure, Figure]], when: tuple[str, str], texts: tuple[str, str]
) -> Chart:
    """Return hours a year of each person before and after; ``rows`` are (name, before, after)."""
    values = [
        {"who": who, "when": moment, "hours": figure.value, "text": figure.text,
         "tip": f"{who}, {moment}: {figure.text}"}
        for who, *figures in rows
        for moment, figure in zip(when, figures, strict=True)
    ]  # fmt: skip
    y, offset = names("who", [r[0] for r in rows]), {"field": "when", "sort": list(when)}
    x = room(max((float(v["hours"]) for v in values), default=0.0), 1.1)  # type: ignore[arg-type]
    bars = {
        "mark": {"type": "bar"},
        "encoding": {
            "y": y, "yOffset": offset, "x": amounts("hours", **x),
            "color": colours("when", list(when), [PALE, SCALE[0]]), "description": tip(),
        },
    }  # fmt: skip
    text = {
        "mark": {"type": "text", "align": "left", "dx": 4},
        "encoding": {"y": y, "yOffset": offset, "x": amounts("hours", **x), "text": label("text")},
    }
    return Chart("hours", spec(values, [bars, text], 36 * len(rows) + 30), *texts)
