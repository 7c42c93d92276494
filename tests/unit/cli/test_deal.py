"""`bestplaced deal`: the page for both sides, the documented JSON, and bad input."""

from __future__ import annotations

import contextlib
import io
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from bestplaced.catalogue import load_catalogue
from bestplaced.cli import app
from bestplaced.cli.deal_tables import show
from bestplaced.deal import deal as strike
from bestplaced.errors import CaseError
from bestplaced.plan import plan
from tests.cases import full_case

ROOT = Path(__file__).parents[3]
BAKERY = ROOT / "examples" / "rowan-lane-bakery.yaml"


@lru_cache(maxsize=4)
def told(*args: str) -> str:
    done = CliRunner().invoke(app, ["deal", str(BAKERY), *args], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    found = json.loads(told("--json"))
    assert isinstance(found, dict)
    return found


def keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {k for v in value.values() for k in keys(v)}
    if isinstance(value, list):
        return {k for v in value for k in keys(v)}
    return set()


def test_both_sides_gains_sum_to_the_surplus_and_so_do_the_benefits() -> None:
    deal = data()
    whole = deal["business"]["value"] + deal["provider"]["surplus"] + deal["business"]["tax"]
    whole -= deal["provider"]["earned_today"]  # with the work it does, at the fee of today
    assert whole == pytest.approx(deal["surplus"], abs=0.02)
    assert sum(round(100 * v) for v in deal["benefits"].values()) == round(100 * deal["surplus"])
    for name, value in deal["benefits"].items():
        lines = sum(x["amount"] for x in deal["benefit_lines"] if x["benefit"] == name)
        assert lines == pytest.approx(value, abs=2), name  # lines are rounded one by one


def test_every_key_is_documented() -> None:
    page = (ROOT / "docs" / "reference" / "deal-json.md").read_text(encoding="utf-8")
    deal = data()
    free: dict[str, Any] = {"bands": {}, "ceilings": {}, "fees": {}, "bad_together": {}}
    free["without_flagged_transfers"] = {
        **deal["without_flagged_transfers"], "kept": {}, "placed_otherwise": {},
    }  # fmt: skip
    free["fee_shape"] = {**deal["fee_shape"], "costs": {}}
    fixed = {**deal, **free, "band": {**deal["band"], "ceilings": {}, "fees": {}}}
    assert {key for key in keys(fixed) if f"`{key}`" not in page} == set()


def test_the_page_names_both_sides_prices_risks_and_words() -> None:
    page = told()
    for part in (
        "provider works from",
        "business pays at most",
        "better off by",
        "Clean-up, once and apart",
        "the sum, to the cent",
        "It breaks even if ",
        "“Sundays at the kitchen table with receipts”",
        "Bought by Maud",
        "Not answered by this deal",
        "Who carries which risk",
        "The tax itself is always the business's",
        "A fixed £",
        "Not advice.",
    ):
        assert part in page, part
    assert max(len(line) for line in page.splitlines()) <= 100


def test_the_part_to_read_aloud_is_short_and_comes_first() -> None:
    page = told().splitlines()
    opening = page[: page.index("Schedule 1. The fee, a year")]
    titles = [x.split(":")[0].strip() for x in opening if not x.startswith(" ")]
    assert titles[1:6] == [
        "What is bought", "The fee", "What the business gains, an estimate",
        "What Teasel & Quill gains", "What the business gives up",
    ]  # fmt: skip
    assert titles[6].startswith(
        "Where Teasel & Quill would relieve it most, at most £17,520 an event"
    )
    assert len(opening) <= 62
    assert len(page) < 215


def page_of(**changes: object) -> str:
    console = io.StringIO()
    with contextlib.redirect_stdout(console):
        show(strike(plan(full_case(**changes), references=()), unflagged=False))
    return " ".join(console.getvalue().split())


def test_without_a_fee_no_account_is_promised_and_schedules_count_on() -> None:
    page = page_of(deal={"minimum_margin": 0.6})
    assert "there is no fee at which both win" in page
    assert "Leave out, one after the other" in page
    assert "Both sides' year" not in page
    assert "What the business gains" not in page
    told = [int(n) for n in re.findall(r"Schedule (\d)\. ", page)]
    assert told == [1, 2, 3, 4, 5]  # the band, benefits, why, risks, figures


def test_of_several_providers_the_page_counts_the_work_of_all() -> None:
    opened = [
        {"name": "Open", "kind": "practice", "inside_deal": True,
         "people": [{"name": "open senior", "grade": "senior"}]},
        {"name": "Books", "kind": "bureau", "inside_deal": True,
         "people": [{"name": "books clerk", "grade": "bookkeeper"}]},
    ]  # fmt: skip
    page = page_of(providers=opened)
    others = re.search(r"Other providers do (\d+) more", page)
    assert others
    assert int(others[1]) >= 1
    assert "All providers of the plan, a year" in page
    assert "What all gain over today is the worth" in page


def test_what_is_only_for_checking_stands_behind_an_option() -> None:
    page, whole = told(), told("--full")
    for part in ("Reported: ", "R31 on C04", "the other 2"):
        assert part in whole
        assert part not in page


def test_a_gain_that_is_no_money_is_said_to_be_a_judgement() -> None:
    b = data()["business"]
    joined = " ".join(told().split())
    assert "42% of the yearly profit (£74,000, written in the case)" in joined  # 30,878 / 74,000
    assert (
        "all of it rests on how often and how badly things go wrong in the judgement" in joined
    )  # every risk of the catalogue is E
    least = (b["risk_relief"] - b["value"]) / b["risk_relief"]
    assert f"breaks even if {least:.0%} of the fall in risk comes true" in joined


def test_an_unknown_provider_is_refused_with_the_nearest_name() -> None:
    args = ["deal", str(BAKERY), "--provider", "Teasel and Quill"]
    with pytest.raises(CaseError, match="Did you mean 'Teasel & Quill'"):
        CliRunner().invoke(app, args, catch_exceptions=False)


def test_written_offers_stand_in_the_deal_as_rivals(tmp_path: Path) -> None:
    whole = yaml.safe_load((ROOT / "examples" / "brightwater-interiors.yaml").read_text("utf-8"))
    kept = {"B01", "B02", "B03", "B08", "B13", "D01", "D03", "D05", "D11"}
    whole["out_of_scope"] = [r for r in load_catalogue().responsibilities if r not in kept]
    whole["today"] = {r: p for r, p in whole["today"].items() if r in kept}
    case = tmp_path / "case.yaml"
    case.write_text(yaml.safe_dump(whole), encoding="utf-8")
    done = CliRunner().invoke(app, ["deal", str(case), "--json"], catch_exceptions=False)
    data = json.loads(done.output)
    rivals = {o["name"]: o for o in data["offers"]}
    assert set(rivals) == {"Tidewell package", "Corner by the hour", "Paymill per volume"}
    assert [n for n, o in rivals.items() if o["own"]] == ["Tidewell package"]
    for rival in rivals.values():
        parts = rival["fee"] + rival["money"] + rival["risk"] - rival["decisions"]
        assert rival["cost"] == pytest.approx(parts, abs=0.03)
    worth = data["worth_before_fee"]
    parts = worth["money_and_hours"] + worth["risk_relief"] + worth["decisions"]
    assert worth["value"] == pytest.approx(parts, abs=0.03)
    assert worth["value"] == pytest.approx(data["band"]["ceilings"]["staying as today"], abs=0.02)
    assert not [n for n in data["notes"] if "not counted" in n]
