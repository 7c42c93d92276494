"""`bestplaced frontier`: points rise and fall, the chart fits the page, the JSON is whole."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from bestplaced.catalogue import load_catalogue
from bestplaced.cli import app
from bestplaced.cli.frontier_tables import _fewer
from tests.cases import TEN_LINES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def case_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    others = [r for r in load_catalogue().responsibilities if r not in {"B08", "D06"}]
    path = tmp_path_factory.mktemp("frontier") / "case.yaml"
    path.write_text(yaml.safe_dump({**TEN_LINES, "out_of_scope": others}), encoding="utf-8")
    return path


def test_the_json_has_the_plan_behind_each_point(case_file: Path) -> None:
    run = CliRunner().invoke(app, ["frontier", str(case_file), "--points", "3", "--json"])
    assert run.exit_code == 0, run.output
    data = json.loads(run.stdout)
    assert data["version"] == 3
    assert len(data["points"]) == data["points_asked"] == 3
    assert data["limits_proven"] <= data["limits_tried"]
    assert not data["interrupted"]
    first = data["points"][0]
    assert first["moved"] == {}
    assert first["dearer_than_the_best"] == 0
    for one, calmer in pairwise(data["points"]):
        assert calmer["worst_year"] < one["worst_year"]
        assert calmer["objective"] > one["objective"]
    for one in data["points"]:
        assert set(one["placements"]) == {"B08", "D06"}
        assert one["broken_rules"] == []


def test_the_page_is_a_table_and_a_chart_within_a_hundred_columns(case_file: Path) -> None:
    run = CliRunner().invoke(app, ["frontier", str(case_file), "--points", "3"])
    assert run.exit_code == 0, run.output
    assert "(the best plan)" in run.stdout
    assert "mean of the worst 5 years in 100" in run.stdout
    assert "The first step takes" in run.stdout
    assert max(map(len, run.stdout.splitlines())) <= 100


def test_fewer_points_than_asked_are_explained() -> None:
    """Of 8 limits tried 6 were proven, so within 2 nothing was near the cheapest."""
    data = {"points": [{}] * 4, "points_asked": 5, "limits_tried": 8, "limits_proven": 6}
    assert "4 of 5 points: 8 limits were tried; within 2 no plan" in _fewer(
        {**data, "interrupted": False}
    )
    assert _fewer({**data, "interrupted": True}) == "Interrupted: 4 of 5 points, from 8 limits."
