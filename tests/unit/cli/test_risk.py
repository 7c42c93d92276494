"""`bestplaced risk` as a user runs it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bestplaced.cli.risk_tables import _average, _names
from bestplaced.explain import Carried
from tests.unit.cli.test_cli import EXAMPLE, ROOT, case_file, refused, run

if TYPE_CHECKING:
    from pathlib import Path


def test_json_has_the_documented_keys() -> None:
    done = run("risk", EXAMPLE, "--years", "500", "--seed", "3", "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    text = (ROOT / "docs" / "reference" / "risk-json.md").read_text(encoding="utf-8")
    for part in (data, data["tags"][0], data["tags"][0]["today"], data["scenarios"][0]):
        for key in part:
            assert f"`{key}`" in text, key
    assert data["version"] == 1
    assert data["seed"] == 3
    assert 0.9 < data["p_best_beats_today"] < 1
    year = data["parties"]["the business"]
    assert set(year) == {"today", "best", "everything"}
    assert set(year["best"]) == {
        "mean", "median", "q95", "q99", "cvar95", "cvar99", "p_zero", "std", "bucket", "method",
    }  # fmt: skip
    assert len(data["scenarios"]) == 5
    assert data["simulation"]["mean"]["the business"]["best"]["standard_error"] > 0
    tag = next(t for t in data["tags"] if t["risk"] == "R15")
    assert set(tag["price_by_party"]) == {"the business", "the practice"}
    for tag in data["tags"]:  # the flat keys say what the nested ones do
        assert tag["bearer_today"] == tag["today"]["bearer"]
        assert tag["bearer_best"] == tag["plan"]["bearer"]


def test_the_tables_fit_and_tell_the_trade_the_years_and_the_worst(tmp_path: Path) -> None:
    done = run("risk", case_file(tmp_path), "--years", "200", "--plan", "everything")
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 100
    for words in (
        "the trade of risk",
        "Price tag",
        "Yearly loss of each party",
        "The 5 worst of 200 simulated years",
        "standard error",
        "of 100 years",
        "judgement",
        "Scope grows at a fixed fee: that work is a loss of whoever does it, and no gain",
    ):
        assert words in " ".join(done.stdout.split())
    told = re.search(r"losses from these risks average \$([\d,]+) a year, ([\d.]+)% of revenue",
                     " ".join(done.stdout.split()))  # fmt: skip
    table = re.search(r"the business +\n +today +\$([\d,]+)", done.stdout)
    assert told is not None
    assert table is not None
    assert told[1] == table[1]  # the exact mean of the business's year today
    mean = amounts(f"${told[1]}")[0]
    assert float(told[2]) == pytest.approx(100 * mean / 4_000_000, abs=0.05)  # Harbour's revenue
    years = re.split(r"\nYear \d+: ", done.stdout)[1:]
    assert len(years) == 5
    for year in years:
        told_in_full(year.partition("\nThe simulated years")[0])


def test_today_alone_is_told_once_the_dearest_risk_first(tmp_path: Path) -> None:
    done = run("risk", case_file(tmp_path), "--years", "50", "--plan", "today")
    assert done.returncode == 0, done.stderr
    table = done.stdout.partition("The trade of every risk")[2].partition("The price of a risk")[0]
    assert "worth" not in table
    sums = [amounts(line) for line in table.splitlines() if "$" in line]
    assert {len(row) for row in sums} == {1}
    *risks, _others, _shared, whole = (row[0] for row in sums)
    assert risks == sorted(risks, reverse=True)
    assert sum(risks) + _others + _shared == pytest.approx(whole, abs=len(sums))  # each rounded


@pytest.mark.parametrize(
    ("performers", "told"),
    [
        (("nobody",), "nobody"),
        (("nobody", "Dana"), "Dana (in part with nobody)"),
        (("Dana", "Sam", "Olive"), "Dana and Sam and others"),
    ],
)
def test_work_that_nobody_does_is_told_last(performers: tuple[str, ...], told: str) -> None:
    assert _names(performers) == told


def side(*performers: str, **parts: float) -> Carried:
    """Return one side of a trade of which only these parts count."""
    return Carried(
        "", 0.0, 0.0, 0.0, {q.replace("_", " "): x for q, x in parts.items()}, performers
    )


@pytest.mark.parametrize(
    ("today", "plan", "told"),
    [
        (side("Dana", the_business=900.2), side("Dana", the_business=300.0, Pod=60.0),
         "the business $900 today, $300 then; Pod $0 today, $60 then."),
        (side(), side("Pia", Pod=60.0, the_business=0.4), "Pod $60 then."),  # the plan brings it
    ],
)  # fmt: skip
def test_an_average_year_is_told_today_and_then(today: Carried, plan: Carried, told: str) -> None:
    assert _average("USD", today, plan) == f" An average year's losses from it: {told}"


def told_in_full(year: str) -> None:
    """Assert that the lines of a told year add up, and that no large part is left untold."""
    opening, _, lines = year.partition("when ")
    loses = amounts(opening.partition("as things stand")[0])[0]
    edge = len("when " + lines.splitlines()[0].rstrip()) + 1  # of the column of sums
    rows = [line for line in lines.splitlines() if len(line.rstrip()) == edge and "$" in line]
    paid = [amounts(line)[-1] for line in rows]
    assert sum(paid) == pytest.approx(loses, abs=len(paid))  # each rounded
    events, _, small = lines.partition("smaller events")
    others = sum(amounts(opening.partition("Others pay")[2]))
    everything = sum(amounts(events)) + sum(amounts(small))
    assert everything - sum(paid) == pytest.approx(others, abs=20)
    assert len(paid) >= 5
    if len(paid) < 9:  # eight events and the rest
        assert paid[-1] <= 0.1 * loses + 1


def amounts(text: str) -> list[float]:
    """Return the sums of money in a text."""
    return [float(found.replace(",", "")) for found in re.findall(r"\$([\d,]+)", text)]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"shocks": {"person_ill": {"hits": {"R99": 0.5}}}}, "unknown risk 'R99'"),
        ({"shocks": {"person_ill": {"hits": {"R33": 1.5}}}}, "shocks.person_ill.hits.R33"),
        ({"groups": {"cash_year": {"shape": ".inf"}}}, "groups.cash_year.shape"),
        ({"groups": {"cash_year": {"risks": ["R28", "R99"]}}}, "unknown risk 'R99'"),
        ({"risks": {"R15": {"frequency": {"lo": 0.1, "hi": float("nan")}}}}, "risks.R15.frequency"),
        (  # without a maximum credible loss a mean may be infinite: one must be given, and finite
            {"risks": {"R15": {"severity": {"p5": 1, "p50": 8, "p95": 70}}}},
            "risks.R15.severity.max_loss",
        ),
        (
            {
                "risks": {
                    "R15": {"severity": {"p5": 1, "p50": 8, "p95": 70, "max_loss": float("inf")}}
                }
            },
            "risks.R15.severity.max_loss",
        ),
        (
            {
                "providers": [
                    {
                        "name": "Pod",
                        "kind": "practice",
                        "yearly_cap": -1,
                        "people": [{"name": "Pia", "grade": "senior"}],
                    }
                ]
            },
            "yearly_cap",
        ),
        (
            {
                "providers": [
                    {
                        "name": "Pod",
                        "kind": "practice",
                        "liability_cap": 800,
                        "policy_deductible": 2_000,
                        "people": [{"name": "Pia", "grade": "senior"}],
                    }
                ]
            },
            "Pod: liability_cap 800 is below the policy's deductible of 2,000 an event",
        ),
        (
            {"risks": {"R15": {"severity": {"p5": 9, "p50": 8, "p95": 70, "max_loss": 90}}}},
            "risks.R15.severity",
        ),
    ],
)
def test_bad_figures_name_risk_and_field(
    tmp_path: Path, changes: dict[str, object], named: str
) -> None:
    assert named in refused(run("risk", case_file(tmp_path, **changes)))


@pytest.mark.parametrize("args", [("--years", "1"), ("--plan", "worst"), ("--years", "many")])
def test_options_that_cannot_be_are_refused(args: tuple[str, str]) -> None:
    assert args[0] in refused(run("risk", EXAMPLE, *args))


MAIN = "from bestplaced.cli import main; main()"


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_progress_is_shown_where_a_person_is_watching(tmp_path: Path) -> None:
    import pty  # noqa: PLC0415 - not on every system

    watching, terminal = pty.openpty()
    args = [sys.executable, "-c", MAIN, "risk", str(case_file(tmp_path)), "--years", "50"]
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    seen, child = b"", subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=terminal, env=env)
    os.close(terminal)
    while True:
        try:
            part = os.read(watching, 4096)
        except OSError:  # the terminal is gone with its last user
            break
        if not part:
            break
        seen += part
    os.close(watching)
    assert child.wait(60) == 0
    assert b"Yearly loss: " in seen
