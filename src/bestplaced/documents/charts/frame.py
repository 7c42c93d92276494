"""What all charts share: width, colours, and how a specification is put together."""

from __future__ import annotations

from typing import Any

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH = 690  # pixels over everything: text then prints at about 8 points on A4 and letter
NAME = 210  # pixels a label may take before it is shortened

# Dark to light, from the set of Okabe and Ito (2008), which the colour-blind tell apart.
DARK, MIDDLE, LIGHT, PALE = "#1b4965", "#d55e00", "#e9b44c", "#c4cad3"
SCALE = (DARK, LIGHT, "#56b4e9", "#009e73", PALE)
INK = "#1c2430"


def spec(values: list[dict[str, Any]], layers: list[dict[str, Any]], height: int,
         **more: Any) -> dict[str, Any]:  # fmt: skip  # noqa: ANN401 - parts of a specification
    """Return a specification of layers over the same values.

    A mark with a `tip` says it in a browser and to a screen reader; all others are silent there.
    """
    for layer in layers:
        layer["mark"]["aria"] = "description" in layer["encoding"]
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "data": {"values": values},
        "layer": layers,
        **more,
    }


def names(field: str, order: list[str] | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return an axis of names, in the given order, without title."""
    return {
        "field": field,
        "type": "nominal",
        "sort": order,
        "title": None,
        "axis": {"labelLimit": NAME, "ticks": False, "domain": False, "labelPadding": 8},
        **more,
    }


def amounts(field: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a quantitative axis without numbers: every mark is labelled with its figure."""
    return {"field": field, "type": "quantitative", "title": None, "axis": None, **more}


def room(most: float, factor: float) -> dict[str, Any]:
    """Return a scale from 0 with room for labels behind the longest mark."""
    return {"scale": {"domain": [0, max(most, 1e-9) * factor], "nice": False}}


def tip() -> dict[str, Any]:
    """Return the encoding of what a mark says when it is pointed at: the field ``tip``."""
    return {"field": "tip", "type": "nominal"}


def label(field: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a mark's text encoding."""
    return {"field": field, "type": "nominal", **more}


def colours(field: str, domain: list[str], scale: list[str]) -> dict[str, Any]:
    """Return a colour encoding with its legend above the chart."""
    return {
        "field": field,
        "type": "nominal",
        "title": None,
        "scale": {"domain": domain, "range": scale},
        "legend": {"orient": "top", "direction": "horizontal", "symbolType": "square"},
    }
