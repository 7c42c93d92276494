"""Charts of risk: prices before and after, how bad years can be, how sure each move is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bestplaced.documents.charts.frame import (
    DARK,
    INK,
    LIGHT,
    PALE,
    amounts,
    colours,
    label,
    names,
    room,
    spec,
)
from bestplaced.documents.content import Chart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.documents.content import Figure


def risk_trade(
    rows: Sequence[tuple[str, tuple[float, ...], Figure, tuple[float, ...], Figure]],
    when: tuple[str, str],
    bearers: Sequence[str],
    texts: tuple[str, str],
) -> Chart:
    """Return the price of each risk before and after, divided over who bears it.

    ``rows`` are (risk, parts before, sum before, parts after, sum after), the parts by bearer.
    """
    values: list[dict[str, Any]] = []
    sums: list[dict[str, Any]] = []
    for risk, before, old, after, new in rows:
        for moment, parts, total in ((when[0], before, old), (when[1], after, new)):
            start = 0.0
            for bearer, part in zip(bearers, parts, strict=True):
                values.append(
                    {"risk": risk, "when": moment, "who": bearer, "from": start, "to": start + part}
                )
                start += part
            sums.append(
                {"risk": risk, "when": moment, "to": start, "text": f"{total.text}  {moment}"}
            )
    y, offset = names("risk", [r[0] for r in rows]), {"field": "when", "sort": list(when)}
    x = room(max((s["to"] for s in sums), default=0.0), 1.2)
    bars = {
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 0.5},
        "encoding": {
            "y": y, "yOffset": offset, "x": amounts("from", **x), "x2": {"field": "to"},
            "color": colours("who", list(bearers), [DARK, LIGHT, PALE]),
        },
    }  # fmt: skip
    text = {
        "data": {"values": sums},
        "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 10},
        "encoding": {"y": y, "yOffset": offset, "x": amounts("to", **x), "text": label("text")},
    }
    return Chart("risks", spec(values, [bars, text], 32 * len(rows) + 30), *texts)


@dataclass(frozen=True)
class YearOfLoss:
    """One party's year under one plan: middle, mean, one bad year in twenty, one in a hundred."""

    party: str
    when: str
    median: Figure
    mean: Figure
    bad: Figure
    worst: Figure


def years_of_loss(
    name: str, rows: Sequence[YearOfLoss], marks: tuple[str, str, str], texts: tuple[str, str]
) -> Chart:
    """Return the spread of one party's yearly loss, before and after, on a scale of its own.

    ``marks`` name the middle, one year in 20 and one in 100.
    """
    order = [r.when for r in rows]
    values = [
        {"row": name, "kind": mark, "value": figure.value, "text": figure.text}
        for name, r in zip(order, rows, strict=True)
        for mark, figure in zip(marks, (r.median, r.bad, r.worst), strict=True)
    ]
    spans = [
        {"row": name, "from": r.median.value, "to": r.worst.value}
        for name, r in zip(order, rows, strict=True)
    ]
    most = max((float(r.worst.value) for r in rows), default=0.0)  # type: ignore[arg-type]
    y, x = names("row", order), room(most, 1.08)
    line = {
        "data": {"values": spans},
        "mark": {"type": "rule", "strokeWidth": 2, "color": PALE},
        "encoding": {"y": y, "x": amounts("from", **x), "x2": {"field": "to"}},
    }
    points = {
        "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1, "stroke": INK},
        "encoding": {
            "y": y, "x": amounts("value", **x),
            "shape": {"field": "kind", "title": None, "scale": {"domain": list(marks),
                      "range": ["circle", "square", "triangle-up"]}, "legend": {"orient": "top"}},
            "color": {"field": "kind", "title": None, "scale": {"domain": list(marks),
                      "range": [DARK, LIGHT, "#d55e00"]}, "legend": {"orient": "top"}},
        },
    }  # fmt: skip
    text = {
        "mark": {"type": "text", "dy": -13, "fontSize": 9.5, "align": "center"},
        "encoding": {"y": y, "x": amounts("value", **x), "text": label("text")},
    }
    return Chart(name, spec(values, [line, points, text], 44 * len(rows) + 30), *texts)


def robustness_bars(
    rows: Sequence[tuple[str, Figure]], certain: float, texts: tuple[str, str]
) -> Chart:
    """Return in what share of draws each move stays as recommended; below ``certain`` paler."""
    values = [
        {"move": name, "share": f.value, "text": f.text, "sure": float(f.value) >= certain}  # type: ignore[arg-type]
        for name, f in rows
    ]
    y, x = names("move", [r[0] for r in rows]), {"scale": {"domain": [0, 1.12]}}
    bars = {
        "mark": {"type": "bar", "height": 11},
        "encoding": {
            "y": y, "x": amounts("share", **x),
            "color": {"field": "sure", "scale": {"domain": [True, False],
                      "range": [DARK, LIGHT]}, "legend": None},
        },
    }  # fmt: skip
    text = {
        "mark": {"type": "text", "align": "left", "dx": 4},
        "encoding": {"y": y, "x": amounts("share", **x), "text": label("text")},
    }
    return Chart("robustness", spec(values, [bars, text], 19 * len(rows) + 20), *texts)
