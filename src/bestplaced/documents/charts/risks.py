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
    tip,
)
from bestplaced.documents.content import Chart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bestplaced.documents.content import Figure


def risk_trade(
    rows: Sequence[tuple[str, tuple[Figure, ...], Figure, tuple[Figure, ...], Figure]],
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
                end = start + float(part.value)  # type: ignore[arg-type]
                if end == start:
                    continue
                values.append(
                    {
                        "risk": risk, "when": moment, "who": bearer, "from": start, "to": end,
                        "tip": f"{risk}, {moment}: {bearer} {part.text}",
                    }
                )  # fmt: skip
                start = end
            sums.append(
                {"risk": risk, "when": moment, "to": start, "text": f"{total.text}  {moment}"}
            )
    y, offset = names("risk", [r[0] for r in rows]), {"field": "when", "sort": list(when)}
    x = room(max((s["to"] for s in sums), default=0.0), 1.2)
    bars = {
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 0.5},
        "encoding": {
            "y": y, "yOffset": offset, "x": amounts("from", **x), "x2": {"field": "to"},
            "color": colours("who", list(bearers), [DARK, LIGHT, PALE]), "description": tip(),
        },
    }  # fmt: skip
    text = {
        "data": {"values": sums},
        "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 10},
        "encoding": {"y": y, "yOffset": offset, "x": amounts("to", **x), "text": label("text")},
    }
    return Chart("risks", spec(values, [bars, text], 32 * len(rows) + 30), *texts)


LABEL = 0.1  # of the longest line: as wide as a label with its money


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
    most = max((float(r.worst.value) for r in rows), default=0.0)  # type: ignore[arg-type]
    values = [value for r in rows for value in _marks_of(r, marks, most)]
    spans = [
        {"row": name, "from": r.median.value, "to": r.worst.value}
        for name, r in zip(order, rows, strict=True)
    ]
    y, x = names("row", order), room(most, 1.08)
    x["scale"]["domain"][0] = -0.03 * max(most, 1e-9)  # a mark at nothing leaves the name free
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
            "description": tip(),
        },
    }  # fmt: skip
    labels = [
        {
            "mark": {"type": "text", "dy": dy, "fontSize": 9.5, "align": "center"},
            "encoding": {"y": y, "x": amounts("value", **x), "text": label(field)},
        }
        for field, dy in (("above", -13), ("below", 15))
    ]
    return Chart(name, spec(values, [line, points, *labels], 48 * len(rows) + 30), *texts)


def _marks_of(
    row: YearOfLoss, marks: tuple[str, str, str], most: float
) -> Iterator[dict[str, object]]:
    """Yield the marks of a row; a label that another would cover goes below, or is left out."""
    last: tuple[float, str] | None = None
    for mark, figure in zip(marks, (row.median, row.bad, row.worst), strict=True):
        at = float(figure.value)  # type: ignore[arg-type]
        near = last is not None and at - last[0] < LABEL * most
        same = last is not None and last[1] == figure.text
        yield {
            "row": row.when, "kind": mark, "value": figure.value,
            "tip": f"{row.party}, {row.when}, {mark}: {figure.text}",
            "above": "" if near else figure.text,
            "below": figure.text if near and not same else "",
        }  # fmt: skip
        last = None if near and not same else (at, figure.text)


def robustness_bars(
    rows: Sequence[tuple[str, Figure]], certain: float, texts: tuple[str, str]
) -> Chart:
    """Return in what share of draws each move stays as recommended; below ``certain`` paler."""
    values = [
        {"move": name, "share": f.value, "text": f.text, "tip": f"{name}: {f.text}",
         "sure": float(f.value) >= certain}  # type: ignore[arg-type]
        for name, f in rows
    ]  # fmt: skip
    y, x = names("move", [r[0] for r in rows]), {"scale": {"domain": [0, 1.12]}}
    bars = {
        "mark": {"type": "bar", "height": 11},
        "encoding": {
            "y": y, "x": amounts("share", **x),
            "color": {"field": "sure", "scale": {"domain": [True, False],
                      "range": [DARK, LIGHT]}, "legend": None},
            "description": tip(),
        },
    }  # fmt: skip
    text = {
        "mark": {"type": "text", "align": "left", "dx": 4},
        "encoding": {"y": y, "x": amounts("share", **x), "text": label("text")},
    }
    return Chart("robustness", spec(values, [bars, text], 19 * len(rows) + 20), *texts)
