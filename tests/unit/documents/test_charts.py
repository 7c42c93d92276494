"""Charts: each a valid Vega-Lite specification whose marks say their figures."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import subprocess
from functools import lru_cache
from html import unescape
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest

from bestplaced.documents import charts
from bestplaced.documents import content as c
from bestplaced.documents.charts.risks import YearOfLoss
from bestplaced.documents.drawing import svg
from bestplaced.documents.html import html
from bestplaced.documents.proposal import proposal
from tests.documents_sample import FIGURES, MARKUP, sample
from tests.proposals import material

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
TEXTS = ("caption", "alternative text")
F = FIGURES


@lru_cache(maxsize=1)
def drawn() -> tuple[c.Chart, ...]:
    """Return every kind of chart: those of a proposal, and those of what it was not asked for."""
    quotes = {n: [F.money(v) for v in line] for n, line in {"A": (3, 3), "B": (1, 5)}.items()}
    more = (
        charts.crossover("Lines", [F.number(1), F.number(9)], quotes, ("usual", 4), TEXTS),
        charts.robustness_bars([("A01", F.percent(0.97)), ("A02", F.percent(0.4))], 0.9, TEXTS),
    )
    return *(b for b in proposal(material()).blocks if isinstance(b, c.Chart)), *more


def test_every_builder_of_a_chart_is_drawn() -> None:
    builders = [name for name in charts.__all__ if name != "Span"]
    kinds = {re.sub(r"\d", "", chart.name) for chart in drawn()}
    assert len(kinds) == len(builders), kinds


def test_every_specification_keeps_the_schema_of_its_version() -> None:
    pytest.importorskip("altair", reason="altair, which ships the schema, is not installed")
    jsonschema = pytest.importorskip("jsonschema")
    folder = resources.files("altair.vegalite.v6.schema")
    schema = json.loads(folder.joinpath("vega-lite-schema.json").read_text(encoding="utf-8"))
    check = jsonschema.Draft7Validator(schema)
    for chart in drawn():
        assert [e.message[:200] for e in check.iter_errors(dict(chart.spec))] == [], chart.name
    spoiled = {**drawn()[0].spec, "layer": [{"mark": "barr", "encoding": {}}]}
    assert not check.is_valid(spoiled)


def marks(chart: c.Chart) -> list[str]:
    """Return what the marks of a drawn chart say."""
    return re.findall(
        r'<(?:path|line|rect) aria-label="([^"]*)" role="graphics-symbol"', svg(chart)
    )


def test_every_mark_that_stands_for_a_figure_says_it() -> None:
    for chart in drawn():
        said = {v["tip"] for v in chart.spec["data"]["values"]}
        assert set(map(unescape, marks(chart))) == said, chart.name


def year(*values: float) -> YearOfLoss:
    median, bad, worst = (F.money(v) for v in values)
    return YearOfLoss("We", "today", median, median, bad, worst)


def test_labels_that_would_cover_each_other_stand_apart_or_once() -> None:
    def labels(*values: float) -> list[tuple[str, str]]:
        chart = charts.years_of_loss(
            "years", [year(*values), year(0, 0, 1000)], ("a", "b", "c"), TEXTS
        )
        return [(v["above"], v["below"]) for v in chart.spec["data"]["values"][:3]]

    assert labels(100, 500, 900) == [("£100", ""), ("£500", ""), ("£900", "")]
    assert labels(100, 150, 900) == [("£100", ""), ("", "£150"), ("£900", "")]
    assert labels(100, 500, 500) == [("£100", ""), ("£500", ""), ("", "")]


def test_a_span_says_its_dates() -> None:
    day = F.date(dt.date(2027, 1, 4)), F.date(dt.date(2027, 2, 1))
    chart = charts.gantt([charts.Span("Look", "a", *day)], ["a"], F.months(), TEXTS)
    assert marks(chart) == ["Look: 4 January 2027 \N{EN DASH} 1 February 2027"]
    assert "Feb 2027" in svg(chart)


# ---- in a browser ---------------------------------------------------------------------------
ASK = """<script>
addEventListener("load", () => {
  const figure = document.querySelector("figure.chart"), svg = figure.querySelector("svg");
  const said = [];
  const bars = [...svg.querySelectorAll("path[role=graphics-symbol]")];
  bars[1].dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
  said.push(figure.querySelector(".tip").textContent);
  svg.dispatchEvent(new PointerEvent("pointerleave"));
  said.push(String(figure.querySelector(".tip").hidden));
  svg.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
  said.push(figure.querySelector(".tip").textContent);
  const entry = svg.querySelectorAll("[role=button]")[1];
  entry.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  said.push(bars.map((bar) => (bar.classList.contains("dim") ? "dim" : "lit")).join(" "));
  entry.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  said.push(String(svg.querySelectorAll(".dim").length));
  document.body.dataset.said = JSON.stringify(said);
});
</script></body>"""


def two_series(name: str) -> c.Chart:
    """Return a chart of two people, before and after."""
    rows = [(name, F.hours(30), F.hours(20)), ("Bo", F.hours(5), F.hours(9))]
    return charts.hours_by_person(rows, ("today", "planned"), TEXTS)


@pytest.mark.skipif(not BROWSER, reason="Chromium is not installed")
@pytest.mark.timeout(120)
def test_a_browser_tells_marks_by_pointer_and_keys_and_leaves_one_series_alone(
    tmp_path: Path,
) -> None:
    page = tmp_path / "page.html"
    shown = html(sample(blocks=(two_series(MARKUP),))).decode()
    page.write_text(shown.replace("</body>", ASK), encoding="utf-8")
    dom = subprocess.run(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
         f"--user-data-dir={tmp_path / 'p'}", page.as_uri()],
        check=True, capture_output=True, timeout=100, text=True,
    ).stdout  # fmt: skip
    found = re.search(r'data-said="([^"]*)"', dom)
    assert found is not None
    said = json.loads(unescape(found[1]))
    first, second = (
        f"{MARKUP}, today: 30\N{NO-BREAK SPACE}h",
        f"{MARKUP}, planned: 20\N{NO-BREAK SPACE}h",
    )
    assert said == [second, "true", first, "dim lit dim lit", "0"]


def titles(page: str) -> list[str]:
    return re.findall(r"<title>([^<]*)</title></(?:path|line|rect)>", page)


def test_without_scripts_each_mark_has_its_title_and_nothing_is_fetched() -> None:
    page = html(sample(blocks=(two_series("Ann"),))).decode()
    assert titles(page) == [
        "Ann, today: 30\N{NO-BREAK SPACE}h", "Ann, planned: 20\N{NO-BREAK SPACE}h",
        "Bo, today: 5\N{NO-BREAK SPACE}h", "Bo, planned: 9\N{NO-BREAK SPACE}h",
    ]  # fmt: skip
    assert page.count("<script>") == 1
    fetched: Callable[[str], list[Any]] = re.compile(r"(?:src|href)=[\"']?(?!data:|#)").findall
    assert fetched(page) == []
