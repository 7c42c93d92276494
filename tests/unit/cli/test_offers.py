"""``bestplaced offers``: what a person sees, the JSON, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from bestplaced.catalogue import load_catalogue
from bestplaced.cli import main
from bestplaced.intake import measure

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


def test_offers_are_compared_on_volumes_measured_from_a_ledger(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    whole = yaml.safe_load(JOINERY.read_text("utf-8"))
    kept = {"B01", "B02", "B03", "B08"}
    whole["out_of_scope"] = [r for r in load_catalogue().responsibilities if r not in kept]
    whole["providers"] = [
        {"name": "Mill", "kind": "bureau", "people": [{"name": "Kim", "grade": "bookkeeper"}]}
    ]
    fee = [{"kind": "unit", "driver": "bank_lines", "price": 2}]
    whole["offers"] = [{"name": "part", "provider": "Mill", "covers": ["B01"], "fee": fee}]
    case = tmp_path / "case.yaml"
    case.write_text(yaml.safe_dump(whole), encoding="utf-8")
    ledger = JOINERY.with_name("ledgers") / "harbour-joinery.csv"
    fees = []
    for more in ([], ["--ledger", str(ledger)]):
        with pytest.raises(SystemExit) as stopped:
            main(["offers", str(case), "--json", *more])
        assert not stopped.value.code
        data = json.loads(capsys.readouterr().out)
        fees.append(next(o["fee"]["p50"] for o in data["offers"] if o["name"] == "part"))
    (measured,) = (v for v in measure([str(ledger)]).planned if v.driver == "bank_lines")
    assert fees[1] == pytest.approx(2 * measured.per_year, abs=0.01)
    assert fees[0] != fees[1]


def test_the_page_says_how_the_deal_with_one_who_quotes_differs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["offers", str(EXAMPLE), "--json"])
    data = json.loads(capsys.readouterr().out)
    deal, quotes = data["deal"], {o["name"]: o for o in data["offers"]}
    quote = quotes[deal["quote"]]
    assert deal["provider"] == quote["provider"] == "Tidewell Accounting"
    assert (deal["quote_fee"], deal["quote_hours"]) == (quote["fee"]["p50"], quote["hours_needed"])
    assert deal["pieces_more"] >= deal["pieces"] - deal["quote_pieces"]
    assert deal["new_pieces"] <= deal["pieces_more"]
    assert deal["hours_more"] <= deal["hours"]
    page = (EXAMPLE.parents[1] / "docs" / "reference" / "offers-json.md").read_text("utf-8")
    assert not [key for key in deal if f"`{key}`" not in page]
    with pytest.raises(SystemExit):
        main(["offers", str(EXAMPLE)])
    told = " ".join(capsys.readouterr().out.split())
    assert f"${deal['fee']:,.0f} a year for {deal['pieces']} pieces of work" in told
    assert f"does not cover, {deal['new_pieces']} of them done by nobody today" in told
    assert "'No offer' is not today" in told
    assert "done by Corner senior, whom Corner Ledger Co charges by the hour on top" in told
