"""Charts as pictures: a Vega-Lite specification becomes SVG or PNG, without a browser."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bestplaced.documents.content import clean
from bestplaced.documents.fonts import FAMILY, font_folder

if TYPE_CHECKING:
    from bestplaced.documents.content import Chart

VEGA_LITE = "6.4"
"""The version that specifications are written for."""

_CONFIG = {
    "font": FAMILY,
    "background": "white",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "labelColor": "#1c2430",
        "titleColor": "#5a6270",
        "gridColor": "#e3e6eb",
        "domainColor": "#9aa3b0",
        "tickColor": "#9aa3b0",
    },
    "legend": {"labelFontSize": 11, "titleFontSize": 11, "labelLimit": 260},
    "text": {"fontSize": 11, "color": "#1c2430"},
}
_SHARP = 2.0  # pixels a point: crisp at the width of a printed page


@lru_cache(maxsize=1)
def _ready() -> None:
    """Give the renderer the font of the documents, once."""
    import vl_convert  # noqa: PLC0415 - slow, and needed only where a chart is drawn

    vl_convert.register_font_directory(str(font_folder()))


def svg(chart: Chart) -> str:
    """Return a chart as SVG; identifiers inside carry its name, so that many fit on one page."""
    return _svg(json.dumps(_cleaned(chart.spec), sort_keys=True), chart.name)


def _cleaned(value: Any) -> Any:  # noqa: ANN401 - the values of JSON
    """Return a specification with its texts cleaned: a control character would end the process."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _cleaned(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(inner) for inner in value]
    return value


@lru_cache(maxsize=64)
def _svg(spec: str, name: str) -> str:
    import vl_convert  # noqa: PLC0415 - slow, and needed only where a chart is drawn

    _ready()
    drawn = vl_convert.vegalite_to_svg(
        spec, vl_version=VEGA_LITE, config=_CONFIG, allowed_base_urls=[]
    )
    return re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", drawn)


@lru_cache(maxsize=64)
def _png(drawn: str) -> bytes:
    import vl_convert  # noqa: PLC0415 - slow, and needed only where a chart is drawn

    return bytes(vl_convert.svg_to_png(drawn, scale=_SHARP))


def png(chart: Chart) -> bytes:
    """Return a chart as PNG, sharp enough for print."""
    return _png(svg(chart))


def svg_as_png(picture: bytes) -> bytes:
    """Return an SVG picture as PNG, for formats that take no SVG."""
    return _png(picture.decode("utf-8"))
