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
    assert data["version"] == 2
    assert data["limits_tried"] == data["limits_asked"] == 3
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
