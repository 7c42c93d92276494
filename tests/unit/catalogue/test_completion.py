"""From ten lines to a complete case: what is filled, from where, and in which currency."""

from __future__ import annotations

import itertools

import pytest
import yaml

from bestplaced.case.reading import parse_case
from bestplaced.catalogue import complete, load_catalogue
from bestplaced.catalogue.completion import by_staff
from bestplaced.catalogue.defaults import decision_values, performers, settings, touches
from bestplaced.errors import CaseError
from tests.cases import TEN_LINES, full_case


def test_ten_lines_give_a_complete_case_with_provenance_for_every_filled_figure() -> None:
    case = full_case()
    known = set(load_catalogue().sources)
    assert len(case.responsibilities) == 69
    assert set(case.today) == set(case.responsibilities)
    for name in ("price_level", "net_income", "tolerance", "people.Dana.rate", "people.Olive.rate"):
        assert name in case.provenance, name
    for driver in case.volumes:
        assert f"volumes.{driver}" in case.provenance
    for path, figure in case.provenance.items():
        assert figure.unit, path
        assert set(figure.source.split(",")) <= known, path


def test_every_figure_of_settings_performers_and_values_has_unit_source_and_grade() -> None:
    known, people = set(load_catalogue().sources), performers()
    for figure in [*settings().values(), *touches().values()]:
        assert set(figure.source.split(",")) <= known
    rows = [*people["roles"].values(), *people["grades"].values(), *people["kinds"].values()]
    for row in [*rows, *decision_values().values()]:
        assert set(str(row["source"]).split(",")) <= known
        assert row["grade"] in "ABCDE"
    for row in rows:
        numbers = [k for k, v in row.items() if isinstance(v, int | float | dict)]
        assert set(numbers) <= set(people["units"])


def test_wages_are_the_official_median_with_employer_costs_on_top() -> None:
    # Bookkeeping clerks, median 23.66 USD an hour (May 2024), times 1.35.
    case = full_case()
    assert case.performers["Dana"].rate == pytest.approx(23.66 * 1.35, abs=0.005)
    assert case.provenance["people.Dana.rate"].grade == "D"


def test_the_tolerance_is_the_lowest_positive_rule_of_thumb() -> None:
    # 6.4 % of 4m = 256,000; 1.24 x 8 % of 4m = 396,800; with a known small income the second rules.
    assert full_case().business.tolerance == pytest.approx(256_000)
    assert full_case(net_income=100_000).business.tolerance == pytest.approx(124_000)
    assert full_case(net_income=-50_000).business.tolerance == pytest.approx(256_000)
    assert full_case().business.means == pytest.approx(256_000 / 0.157)


def test_volumes_are_written_else_measured_else_by_staff() -> None:
    read = parse_case(yaml.safe_dump({**TEN_LINES, "volumes": {"payslips": 700}}))
    case = complete(read, {"payslips": 1, "bank_lines": 9_999})
    assert case.volumes["payslips"] == 700
    assert case.volumes["bank_lines"] == 9_999
    assert case.provenance["volumes.bank_lines"].source == "ledger"
    assert case.volumes["journals"] == pytest.approx(216)  # the default for 25 staff


def test_default_volumes_meet_the_table_and_grow_between() -> None:
    points = {10: 100.0, 25: 250.0, 50: 400.0}
    for staff, volume in points.items():
        assert by_staff(points, staff) == pytest.approx(volume)
    values = [by_staff(points, staff) for staff in range(5, 101)]
    assert all(a < b for a, b in itertools.pairwise(values))


@pytest.mark.parametrize("currency", ["GBP", "EUR", "SEK", "NOK", "DKK", "CAD", "AUD", "NZD"])
def test_catalogue_money_is_converted_by_the_dated_factor(currency: str) -> None:
    factor = load_catalogue().price_levels[currency].factor.value
    case = full_case(currency=currency, revenue=4_000_000 * factor)
    assert case.performers["Dana"].rate == pytest.approx(23.66 * 1.35 * factor, rel=1e-3)
    dollars = load_catalogue().risks["R15"].severity.p50
    assert case.risks["R15"].severity.p50 == pytest.approx(dollars * factor)


def test_risks_grow_with_the_square_root_of_revenue_each_way() -> None:
    usual, large = full_case().risks["R01"], full_case(revenue=16_000_000).risks["R01"]
    assert large.frequency.hi == pytest.approx(2 * usual.frequency.hi)
    assert large.severity.p50 == pytest.approx(2 * usual.severity.p50)


def test_what_the_case_knows_better_about_a_risk_stands_unscaled() -> None:
    own = {
        "R15": {
            "frequency": {"lo": 0.1, "hi": 0.4},
            "severity": {"p5": 10, "p50": 20, "p95": 40, "max_loss": 90},
        }
    }
    risk = full_case(risks=own, revenue=16_000_000).risks["R15"]
    assert (risk.frequency.lo, risk.severity.p50, risk.max_loss.value) == (0.1, 20, 90)


def test_who_does_what_today_is_assumed_by_role_and_can_be_written() -> None:
    case = full_case()
    assert case.today["B01"] == "Dana"
    assert case.today["D06"] == "Olive"
    assert case.today["D05"] == "nobody"
    assert case.performers[case.today["D13"]].party == "the practice"
    written = full_case(today={"bookkeeping": "Sam", "B08": "Dana"})
    assert (written.today["B01"], written.today["B08"]) == ("Sam", "Dana")


def test_work_on_which_performed_work_rests_is_not_assumed_undone() -> None:
    # Olive writes the lender reports (D18), which rest on the close (D01): then she closes too.
    case = full_case(today={"D18": "Olive"})
    for before, after in case.hand_offs:
        assert not (case.today[before] == "nobody" != case.today[after]), (before, after)


def test_an_employee_is_paid_in_half_year_steps_and_a_part_of_a_role_in_one() -> None:
    case = full_case()
    dana, sam = case.performers["Dana"], case.performers["Sam"]
    assert (dana.steps_today, dana.step_hours, dana.steps_min) == (2, 800, 0)
    assert (sam.steps_today, sam.step_hours) == (1, 800)
    assert dana.hour_cost < dana.rate


def refused(**changes: object) -> str:
    with pytest.raises(CaseError) as caught:
        full_case(**changes)
    return str(caught.value)


def test_a_fee_of_today_with_two_providers_at_work_inside_the_deal_is_refused() -> None:
    one = {"kind": "practice", "inside_deal": True}
    providers = [
        {**one, "name": n, "people": [{"name": f"{n} 1", "grade": "senior"}]} for n in ("X", "Y")
    ]
    paid = {"providers": providers, "deal": {"fee_today": 100}}
    both = refused(**paid, today={"B01": "X 1", "B02": "Y 1"})
    assert "fee_today is one fee, but X and Y both work inside the deal today" in both
    assert full_case(**paid, today={"B01": "X 1"}).deal_terms.fee_today == 100


def test_out_of_scope_work_cannot_be_pinned() -> None:
    assert "B08 is out of scope" in refused(out_of_scope=["B08"], pins={"B08": "Dana"})


@pytest.mark.parametrize("hours", [400, 800, 801, 900, 1600, 1700, 2400])
def test_paid_steps_add_up_to_the_hours_written(hours: float) -> None:
    person = {"name": "Kim", "role": "bookkeeper", "hours": hours, "rate": 34}
    kim = full_case(people=[*TEN_LINES["people"], person]).performers["Kim"]
    assert kim.steps_today * kim.step_hours == pytest.approx(hours)
    assert kim.step_cost * kim.steps_today == pytest.approx(34 * hours)
    assert kim.steps_today == max(1, round(hours / 800))


def test_an_owners_estimate_counts_wherever_decisions_are_made_and_nowhere_else() -> None:
    claim = {"base": 500_000, "improvement": 0.1, "probability_of_acting": 0.5, "overlap": 0.2}
    case = full_case(values={"D09": claim})  # 500,000 · 0.1 · 0.5 · 0.8 = 20,000
    assert case.decision_values["D09"].amount == pytest.approx(20_000)
    assert "bookkeeping work carries no value" in refused(values={"B07": claim})


def test_a_control_cannot_lift_a_hard_pair() -> None:
    assert "P01 is a hard pair" in refused(controls=["P06", "P01"])
