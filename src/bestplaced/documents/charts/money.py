"""Charts of money: where the gain comes from, the fee band, and where quotes change order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bestplaced.documents.charts.frame import (
    DARK,
    INK,
    LIGHT,
    MIDDLE,
    amounts,
    colours,
    label,
    names,
    spec,
    tip,
)
from bestplaced.documents.content import Chart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bestplaced.documents.content import Figure


def waterfall(
    steps: Sequence[tuple[str, Figure]],
    total: tuple[str, Figure],
    signs: tuple[str, str, str],
    texts: tuple[str, str],
) -> Chart:
    """Return how parts add up to a total; ``signs`` name gains, costs and the sum."""
    values: list[dict[str, Any]] = []
    at = 0.0
    for name, figure in steps:
        value = float(figure.value)  # type: ignore[arg-type]
        low, high = sorted((at, at + value))
        sign = signs[0] if value >= 0 else signs[1]
        said = {"text": figure.text, "tip": f"{name}: {figure.text}"}
        values.append({"part": name, "from": low, "to": high, "sign": sign, **said})
        at += value
    end = float(total[1].value)  # type: ignore[arg-type]
    low, high = sorted((0.0, end))
    said = {"text": total[1].text, "tip": f"{total[0]}: {total[1].text}"}
    values.append({"part": total[0], "from": low, "to": high, "sign": signs[2], **said})
    y = names("part", [v["part"] for v in values])
    bars = {
        "mark": {"type": "bar", "height": 17},
        "encoding": {
            "y": y, "x": amounts("from"), "x2": {"field": "to"},
            "color": colours("sign", list(signs), [DARK, LIGHT, "#6b7785"]),
            "description": tip(),
        },
    }  # fmt: skip
    text = {
        "mark": {"type": "text", "align": "left", "dx": 5},
        "encoding": {"y": y, "x": amounts("to"), "text": label("text")},
    }
    zero = {
        "data": {"values": [{"zero": 0}]},
        "mark": {"type": "rule", "color": "#9aa3b0"},
        "encoding": {"x": amounts("zero")},
    }
    return Chart("waterfall", spec(values, [zero, bars, text], 25 * len(values) + 30), *texts)


def fee_band(
    floor: tuple[str, Figure],
    ceiling: tuple[str, Figure],
    fees: Sequence[tuple[str, Figure]],
    texts: tuple[str, str],
) -> Chart:
    """Return the band between both reservation prices with fees inside it, on one scale."""
    ends = [float(f.value) for _, f in (floor, ceiling)]  # type: ignore[arg-type]
    spread = max(abs(ends[1] - ends[0]), 1.0)
    domain = [min(ends) - 0.35 * spread, max(ends) + 0.35 * spread]
    rows = [floor, *fees, ceiling]
    values = [
        {"name": name, "value": figure.value, "text": figure.text,
         "tip": f"{name}: {figure.text}",
         "kind": "end" if row in {0, len(rows) - 1} else "fee"}
        for row, (name, figure) in enumerate(rows)
    ]  # fmt: skip
    y, x = names("name", [r[0] for r in rows]), {"scale": {"domain": domain, "zero": False}}
    band = {
        "data": {"values": [{"low": min(ends), "high": max(ends)}]},
        "mark": {"type": "rect", "color": "#dfe8f0"},
        "encoding": {"x": amounts("low", **x), "x2": {"field": "high"}},
    }
    points = {
        "mark": {"type": "point", "filled": True, "size": 130, "opacity": 1},
        "encoding": {
            "y": y, "x": amounts("value", **x),
            "shape": {"field": "kind", "scale": {"domain": ["end", "fee"],
                      "range": ["triangle-right", "circle"]}, "legend": None},
            "color": {"field": "kind", "scale": {"domain": ["end", "fee"],
                      "range": [DARK, MIDDLE]}, "legend": None},
            "description": tip(),
        },
    }  # fmt: skip
    text = {
        "mark": {"type": "text", "align": "left", "dx": 12, "fontWeight": 600},
        "encoding": {"y": y, "x": amounts("value", **x), "text": label("text")},
    }
    return Chart("band", spec(values, [band, points, text], 30 * len(rows)), *texts)


def crossover(
    driver: str,
    volumes: Sequence[Figure],
    costs: Mapping[str, Sequence[Figure]],
    usual: tuple[str, float],
    texts: tuple[str, str],
) -> Chart:
    """Return what each quote costs over the volume of a driver; the usual volume is marked."""
    options = list(costs)
    values = [
        {"quote": name, "volume": v.value, "cost": c.value, "tip": f"{name}, {v.text}: {c.text}"}
        for name, line in costs.items()
        for v, c in zip(volumes, line, strict=True)
    ]
    x = {"field": "volume", "type": "quantitative", "title": driver,
         "scale": {"zero": False, "nice": False},
         "axis": {"tickCount": 6, "grid": False}}  # fmt: skip
    y = {"field": "cost", "type": "quantitative", "title": None,
         "scale": {"zero": False}, "axis": {"tickCount": 5, "format": "~s"}}  # fmt: skip
    dashes = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [3, 5]]
    scale = [DARK, MIDDLE, "#009e73", "#56b4e9", "#6b7785"]
    lines: dict[str, Any] = {
        "mark": {"type": "line", "strokeWidth": 2.2},
        "encoding": {
            "x": x, "y": y, "color": colours("quote", options, scale[: len(options)]),
            "strokeDash": {"field": "quote", "scale": {"domain": options,
                           "range": dashes[: len(options)]}, "legend": None},
        },
    }  # fmt: skip
    lines["encoding"]["color"]["legend"]["symbolType"] = "stroke"
    points = {
        "mark": {"type": "point", "filled": True, "size": 60, "opacity": 0.01},  # felt, not seen
        "encoding": {"x": x, "y": y, "detail": label("quote"), "description": tip()},
    }
    mark = [{"volume": usual[1], "text": usual[0]}]
    rule = {
        "data": {"values": mark},
        "mark": {"type": "rule", "color": INK, "strokeDash": [3, 3]},
        "encoding": {"x": {**x, "field": "volume"}},
    }
    text = {
        "data": {"values": mark},
        "mark": {"type": "text", "align": "left", "dx": 4, "y": 8, "fontSize": 10},
        "encoding": {"x": {**x, "field": "volume"}, "text": label("text")},
    }
    return Chart("crossover", spec(values, [lines, points, rule, text], 240), *texts)
