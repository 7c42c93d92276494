"""The commands as a user runs them: output, JSON, and every kind of bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.cases import TEN_LINES

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "harbour-joinery.yaml"
LEDGER = ROOT / "examples" / "ledgers" / "harbour-joinery.csv"


def run(*args: str | Path) -> subprocess.CompletedProcess[str]:
    code = "from bestplaced.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, args)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )


def case_file(folder: Path, **changes: object) -> Path:
    path = folder / "case.yaml"
    path.write_text(yaml.safe_dump({**TEN_LINES, **changes}, sort_keys=False), encoding="utf-8")
    return path


def refused(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith(("error: ", "Usage: "))
    return done.stderr


def test_plan_json_has_the_documented_keys_and_sums() -> None:
    done = run("plan", EXAMPLE, "--ledger", LEDGER, "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["version"] == 1
    assert data["termination"] == "optimal"
    assert len(data["placements"]) == 69
    named = {p["name"]: p["objective"] for p in data["reference_plans"]}
    assert set(named) == {
        "today", "nothing moved", "everything moved", "without the provider", "cheapest by cost",
        "best",
    }  # fmt: skip
    assert data["objective"] == named["best"]
    assert data["surplus"] == pytest.approx(named["today"] - named["best"], abs=0.011)
    assert sum(round(100 * v) for v in data["benefits"].values()) == round(100 * data["surplus"])
    assert set(data["benefits"]) == {
        "staffing", "efficiency", "cost", "objectivity", "focus", "risk_relief", "decisions",
    }  # fmt: skip
    for placement in data["placements"]:
        assert placement["reasons"], placement["responsibility"]
        assert placement["answerable"]


def test_every_key_of_the_json_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "plan-json.md").read_text(encoding="utf-8")
    data = json.loads(run("plan", EXAMPLE, "--json").stdout)
    keys = set(data) | set(data["placements"][0]) | set(data["reference_plans"][0])
    assert {key for key in keys if f"`{key}`" not in page} == set()


def test_plan_shows_the_map_the_reasons_and_the_plans() -> None:
    done = run("plan", EXAMPLE)
    assert done.returncode == 0, done.stderr
    for part in (
        "Strategy (bought by the owner)",
        "What stays, and why",
        "The plans side by side",
        "From today to the plan",
        "Rules that bind",
        "proven best",
    ):
        assert part in done.stdout, part


def test_names_give_way_and_figures_never_where_a_page_is_narrow() -> None:
    """The bakery's longest names of work and people leave no room for a whole map."""
    bakery = ROOT / "examples" / "rowan-lane-bakery.yaml"
    shown, data = run("plan", bakery), json.loads(run("plan", bakery, "--json").stdout)
    assert shown.stdout.count("gain of move ") == 4  # a tier each
    for placement in data["placements"]:
        gain = placement["gain"]
        assert gain is None or f"{abs(gain):,.0f}" in shown.stdout
    # the even deal shares the whole worth of the plan: what the practice earns today is not new
    even = data["deal"]["provider_gain"] + data["business_gain_at_even_split"]
    assert even == pytest.approx(data["surplus"], abs=0.011)


def test_a_pin_on_the_command_line_is_kept() -> None:
    data = json.loads(run("plan", EXAMPLE, "--pin", "D05=Olive", "--json").stdout)
    placed = {p["responsibility"]: p["performer"] for p in data["placements"]}
    assert placed["D05"] == "Olive"


def test_new_writes_a_case_that_plans_and_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    assert run("new", path).returncode == 0
    assert run("plan", path).returncode == 0
    before = path.read_text(encoding="utf-8")
    assert "exists already" in refused(run("new", path))
    assert path.read_text(encoding="utf-8") == before


def test_schema_describes_the_case_file() -> None:
    schema = json.loads(run("schema").stdout)
    assert {"name", "country", "currency", "staff", "revenue", "people"} == set(schema["required"])
    stored = (ROOT / "docs" / "reference" / "case.schema.json").read_text(encoding="utf-8")
    assert json.loads(stored) == schema, "run `make docs`"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"pins": {"B99": "Dana"}}, "unknown responsibility 'B99'"),
        ({"pins": {"B08": "Dan"}}, "Did you mean 'Dana'?"),
        ({"currency": "XYZ"}, "no price-level factor for the currency XYZ"),
        ({"tolerance": 0}, "tolerance"),
        ({"tolerance": -5}, "tolerance"),
        ({"people": [{"name": "Olive", "role": "owner", "hours": -1}]}, "people[1].hours"),
        ({"revenue": ".nan"}, "revenue"),
        ({"staf": 25}, "Did you mean 'staff'?"),
    ],
)
def test_a_wrong_case_is_refused_with_place_and_remedy(
    tmp_path: Path, changes: dict[str, object], expected: str
) -> None:
    message = refused(run("plan", case_file(tmp_path, **changes)))
    assert expected in message
    assert "case.yaml:" in message


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    path = case_file(tmp_path, pins={"B99": "Dana"}, controls=["P99"], volumes={"bank_line": 3})
    message = refused(run("plan", path))
    assert all(name in message for name in ("'B99'", "'P99'", "'bank_line'"))


def test_missing_wrong_and_truncated_files_are_refused(tmp_path: Path) -> None:
    assert "no such file" in refused(run("plan", tmp_path / "none.yaml"))
    assert "cannot be read" in refused(run("plan", tmp_path))
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00name")
    assert "not UTF-8" in refused(run("plan", binary))
    cut = tmp_path / "cut.yaml"
    cut.write_text("name: Half\npeople: [{name: Ol", encoding="utf-8")
    assert "not valid YAML" in refused(run("plan", cut))
    assert refused(run("plan", EXAMPLE, "--ledger", tmp_path / "none.se"))


def test_pins_that_contradict_each_other_are_refused() -> None:
    message = refused(run("plan", EXAMPLE, "--pin", "B08=Dana", "--pin", "B08=Sam"))
    assert "B08 is pinned to Dana and to Sam" in message


def test_a_wrong_pin_of_the_command_line_is_not_blamed_on_the_file() -> None:
    message = refused(run("plan", EXAMPLE, "--pin", "B08=Dan"))
    assert "--pin: pins.B08: unknown performer 'Dan'. Did you mean 'Dana'?" in message


def test_a_pin_that_contradicts_a_rule_names_the_smallest_conflict() -> None:
    message = refused(run("plan", EXAMPLE, "--pin", "D06=practice senior"))
    assert "pin: D06 stays with practice senior" in message
    assert "D06 Payment release" in message
    assert message.count("\n  - ") == 2


def test_a_ledger_in_another_currency_is_refused(tmp_path: Path) -> None:
    fixture = next((ROOT / "tests" / "fixtures" / "ledgers").glob("*.se"))
    message = refused(run("plan", case_file(tmp_path), "--ledger", fixture))
    assert "the ledger is in SEK, the case in USD" in message
