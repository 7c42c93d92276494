"""``bestplaced offers``: what a person sees, the JSON, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bestplaced.cli import main

EXAMPLE = Path(__file__).parents[3] / "examples" / "brightwater-interiors.yaml"
JOINERY = EXAMPLE.with_name("harbour-joinery.yaml")


def test_three_quotes_of_different_structure_are_compared_as_documented(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["offers", str(EXAMPLE), "--json"])
    assert not stopped.value.code
    data = json.loads(capsys.readouterr().out)
    options = {o["name"]: o for o in data["offers"]}
    assert len(options) == 4  # three quotes, and none of them
    for option in options.values():
        low, usual, high = (option["cost"][p] for p in ("p10", "p50", "p90"))
        assert low <= usual <= high
        rest = option["risk_price"] - option["decisions"]
        assert option["total"] == pytest.approx(usual + rest, abs=0.02)
    assert data["best"] == min(options.values(), key=lambda o: o["total"])["name"]
    assert set(options["Paymill per volume"]["gaps"]) <= set(data["scope"])
    assert "B13" in options["Paymill per volume"]["gaps"]  # its quote leaves sales tax out
    page = (EXAMPLE.parents[1] / "docs" / "reference" / "offers-json.md").read_text("utf-8")
    told = {*data, *options["no offer"]}
    assert not [key for key in told if f"`{key}`" not in page]
    curve = data["curve"]
    assert all(len(costs) == len(curve["volumes"]) for costs in curve["cost"].values())


def test_a_retainer_has_no_unit_price_and_a_case_without_offers_nothing_to_compare(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for args, said in (
        ([str(EXAMPLE), "--per", "payslips"], "its fee is no price for each of payslips"),
        ([str(EXAMPLE), "--per", "payslip"], "Did you mean 'payslips'?"),
        ([str(JOINERY)], "no offers to compare"),
    ):
        with pytest.raises(SystemExit) as stopped:
            main(["offers", *args])
        assert stopped.value.code == 2
        assert said in capsys.readouterr().err
