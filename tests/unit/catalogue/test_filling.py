"""From ten lines to a complete case: names resolve, figures are filled with their provenance."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.case.reading import parse_case
from bestplaced.catalogue import complete
from bestplaced.catalogue.loading import load_catalogue
from bestplaced.errors import CaseError
from tests.strategies import CURRENCIES, calibration_case, completed, ten_lines


def faults_of(text: str) -> list[str]:
    with pytest.raises(CaseError) as caught:
        complete(parse_case(text, "firm.yaml"))
    return [str(fault) for fault in caught.value.faults]


def faults_after_ten_lines(*lines: str) -> list[str]:
    """Return the faults of a ten-line case with further lines, from line 11 on."""
    return faults_of(ten_lines(more="\n".join(lines) + "\n"))


# ---------------------------------------------------------------------------- names resolve


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("pins: {A1: Bea}", "pins: unknown responsibility 'A1'. Did you mean 'A"),
        ("pins: {A01: Beo}", "pins.A01: unknown performer 'Beo'. Did you mean 'Bea'?"),
        ("today: {admn: Bea}", "unknown responsibility or tier 'admn'. Did you mean 'admin'?"),
        ("today: {admin: Noboddy}", "unknown performer 'Noboddy'"),
        ("volumes: {document: 9}", "unknown driver 'document'. Did you mean 'documents'?"),
        ("hours: {A011: 9}", "unknown responsibility 'A011'. Did you mean 'A01'?"),
        ("risks: {R1: {}}", "unknown risk 'R1'. Did you mean 'R"),
        ("controls: [P99]", "unknown duty pair 'P99'. Did you mean 'P"),
        ("out_of_scope: [A0l]", "unknown responsibility 'A0l'. Did you mean 'A0"),
        ("bundles: [{name: b, responsibilities: [A01, A0]}]", "unknown responsibility 'A0'."),
        ("values: {C1: {base: 1, improvement: 1, probability_of_acting: 1}}", "unknown resp"),
    ],
)
def test_a_name_that_leads_nowhere_is_answered_with_the_nearest(line: str, words: str) -> None:
    (found,) = faults_after_ten_lines(line)
    assert found.startswith("firm.yaml:11: ")
    assert words in found


def test_all_wrong_names_are_told_at_once_with_their_lines() -> None:
    found = faults_after_ten_lines(
        "pins:",
        "  A1: Bea",
        "  A02: Beo",
        "volumes:",
        "  document: 3",
        "out_of_scope: [A03]",
        "hours:",
        "  A03: 12",
    )
    assert len(found) == 4
    for line in (12, 13, 15, 18):
        assert sum(fault.startswith(f"firm.yaml:{line}: ") for fault in found) == 1


def test_two_owners_or_none_are_a_fault() -> None:
    (found,) = faults_after_ten_lines("  - {name: Ben, role: owner}")
    assert "exactly one person with 'role: owner', not 2" in found
    (found,) = faults_of(ten_lines().replace("role: owner", "role: cfo"))
    assert "not 0" in found


def test_two_people_of_one_name_are_a_fault() -> None:
    (found,) = faults_after_ten_lines("  - {name: Bea, role: admin}")
    assert "the name 'Bea' stands twice" in found
    (found,) = faults_after_ten_lines("  - {name: nobody, role: admin}")
    assert "'nobody' is taken" in found


def test_a_freed_hour_is_worth_less_than_it_costs() -> None:
    ben = "  - {name: Ben, role: admin, rate: 20, value_of_time: 20}"
    (found,) = faults_after_ten_lines(ben)
    assert found.startswith("firm.yaml:11: Ben: value_of_time 20 is not below the rate 20.")
    case = completed(ten_lines(more=ben.replace("time: 20", "time: 19.99") + "\n"))
    assert case.performers["Ben"].hour_cost == 19.99


def test_a_freed_hour_is_worth_less_than_the_default_rate_too() -> None:
    assert faults_after_ten_lines("  - {name: Ben, role: admin, value_of_time: 500}")


def test_two_providers_of_one_name_are_a_fault() -> None:
    one, two = (
        f"  - {{name: P, kind: {kind}, people: [{{name: {kind}, grade: clerk}}]}}"
        for kind in ("practice", "bureau")
    )
    assert faults_after_ten_lines("providers:", one, two)


def test_a_provider_may_not_be_called_the_business() -> None:
    line = f"  - {{name: {BUSINESS}, kind: practice, people: [{{name: Q, grade: clerk}}]}}"
    assert faults_after_ten_lines("providers:", line)


def test_a_currency_without_a_factor_is_a_fault_that_says_how_to_give_one() -> None:
    (found,) = faults_of(ten_lines("ISK"))
    assert found.startswith("firm.yaml:3: no price-level factor for the currency ISK.")
    for word in ("price_level", *CURRENCIES):
        assert word in found
    own = "price_level: {factor: 110, date: 2026-01-01, source: a guess, grade: E}\n"
    case = completed(ten_lines("ISK", more=own))
    assert case.price_level == 110
    assert case.provenance["price_level"].source == "case"


def test_a_currency_without_a_factor_is_told_with_all_other_faults() -> None:
    found = faults_of(ten_lines("ISK", more="pins: {A1: Bea}\n"))
    assert len(found) == 2


def test_an_unknown_item_of_a_list_stands_at_its_own_line() -> None:
    (found,) = faults_after_ten_lines("out_of_scope:", "  - A01", "  - A999")
    assert found.startswith("firm.yaml:13: ")


# ------------------------------------------------------------------------- figures are filled


@pytest.mark.parametrize("currency", CURRENCIES)
def test_ten_lines_complete_in_every_shipped_currency(currency: str) -> None:
    case = completed(ten_lines(currency))
    assert case.currency == currency
    assert case.price_level == load_catalogue().price_levels[currency].factor.value
    assert set(case.volumes) == set(load_catalogue().drivers)
    assert set(case.today) == set(case.responsibilities) == set(load_catalogue().responsibilities)
    assert set(case.today.values()) <= set(case.performers)
    for party in case.parties.values():
        assert party.tolerance > 0
        assert math.isfinite(party.tolerance)
        assert party.means >= party.tolerance
    dollars = calibration_case()
    for risk in case.risks.values():
        assert risk.severity.unit == f"{currency}/event"
        assert risk.max_loss.value > risk.severity.p95
        # The same sales in a weaker currency are a smaller firm: severity grows with the square
        # root of sales in dollars, 1 / sqrt(factor), and is then converted, factor.
        usual = dollars.risks[risk.id].severity.p50
        root = risk.scales_with == "revenue"
        growth = math.sqrt(case.price_level) if root else case.price_level
        assert risk.severity.p50 == pytest.approx(usual * growth)


def test_every_shipped_currency_is_tried() -> None:
    assert set(load_catalogue().price_levels) == set(CURRENCIES)


@pytest.mark.parametrize("currency", CURRENCIES)
def test_every_filled_figure_has_a_provenance_with_its_value(currency: str) -> None:
    case = completed(ten_lines(currency))
    known = case.provenance
    filled = {"price_level": case.price_level, "net_income": case.net_income}
    filled["tolerance"] = case.business.tolerance
    filled |= {f"volumes.{name}": value for name, value in case.volumes.items()}
    filled |= {f"values.{name}": value.amount for name, value in case.decision_values.items()}
    for name in ("Ann", "Bea"):
        filled[f"people.{name}.rate"] = case.performers[name].rate
        filled[f"people.{name}.hours"] = case.performers[name].capacity
    for party in case.parties.values():
        if party.name != BUSINESS:
            path = f"providers.{party.name}"
            filled[f"{path}.tolerance"] = party.tolerance
            filled[f"{path}.liability_cap"] = party.liability_cap
            filled[f"{path}.policy_deductible"] = party.deductible
            filled[f"{path}.policy_limit"] = party.limit
    for path, value in filled.items():
        assert known[path].value == pytest.approx(value), path
        assert known[path].unit
        assert known[path].grade in "ABCDE"
    assert all(f"today.{name}" in known for name in case.today)


def test_every_other_default_of_people_and_parties_has_a_provenance() -> None:
    paths = {"means", "people.Bea.value_of_time", "providers.the practice.means"}
    paths |= {"people.Bea.skill", "providers.the practice.practice clerk.hours"}
    assert paths <= set(calibration_case().provenance)


def test_what_is_written_is_kept_and_has_no_provenance_of_a_default() -> None:
    more = "tolerance: 12345\nnet_income: -5\nmeans: 99999\nvolumes: {documents: 7}\n"
    case = completed(ten_lines(more=more))
    assert (case.business.tolerance, case.business.means) == (12_345, 99_999)
    assert (case.net_income, case.volumes["documents"]) == (-5, 7)
    assert not {"tolerance", "net_income", "volumes.documents"} & set(case.provenance)


def test_the_tolerance_is_the_lowest_positive_rule_of_thumb() -> None:
    # Sales 4m: 6.4 % = 256,000. Income 100,000: 124,000. Equity 500,000: 78,500.
    case = completed(ten_lines(more="net_income: 100000\nequity: 500000\n"))
    assert case.business.tolerance == pytest.approx(78_500)
    assert case.business.means == pytest.approx(500_000)  # τ / 0.157
    # A loss and negative equity set no tolerance: sales remain.
    loss = completed(ten_lines(more="net_income: -100000\nequity: -1\n"))
    assert loss.business.tolerance == pytest.approx(256_000)


def test_measured_volumes_come_before_defaults_and_after_written_ones() -> None:
    read = parse_case(ten_lines(more="volumes: {documents: 7}\n"), "firm.yaml")
    case = complete(read, measured={"documents": 5.0, "sales_invoices": 321.0})
    assert case.volumes["documents"] == 7
    assert case.volumes["sales_invoices"] == 321
    assert case.provenance["volumes.sales_invoices"].source == "ledger"


def test_a_business_twice_the_size_has_risks_root_two_as_often_and_as_large() -> None:
    # Frequency and severity each follow the square root of sales, unless a driver is named.
    double = completed(ten_lines(revenue=8_000_000))
    for name, risk in calibration_case().risks.items():
        factor = math.sqrt(2) if risk.scales_with == "revenue" else 1.0
        other = double.risks[name]
        assert other.frequency.hi == pytest.approx(risk.frequency.hi * factor)
        assert other.severity.p50 == pytest.approx(risk.severity.p50 * factor)


def test_an_own_figure_of_a_risk_replaces_the_catalogue_s() -> None:
    own = "{frequency: {lo: 1, hi: 2}, severity: {p5: 1, p50: 2, p95: 3, max_loss: 4}}"
    risk = completed(ten_lines("SEK", more=f"risks: {{R01: {own}}}\n")).risks["R01"]
    assert (risk.frequency.lo, risk.frequency.hi) == (1, 2)
    assert (risk.severity.p5, risk.severity.p95, risk.max_loss.value) == (1, 3, 4)
    assert risk.severity.source == risk.frequency.source == "case"


@given(st.integers(1, 1_000), st.floats(1_000, 1e12), st.sampled_from(CURRENCIES))
def test_a_business_of_any_size_completes(staff: int, revenue: float, currency: str) -> None:
    text = ten_lines(currency, staff=staff, revenue=round(revenue, 2))
    case = complete(parse_case(text))
    assert case.business.tolerance > 0
    assert all(math.isfinite(v) and v >= 0 for v in case.volumes.values())
    assert case.performers[NOBODY].hour_cost == 0


HOURS = st.one_of(st.just(0.0), st.floats(1, 20_000))


@given(HOURS, HOURS, st.integers(0, 5), st.booleans())
def test_a_person_of_any_hours_completes(
    hours: float,
    growth: float,
    skill: int,
    releasable: bool,  # noqa: FBT001
) -> None:
    line = (
        f"  - {{name: Ben, role: admin, hours: {hours!r}, may_grow_by: {growth!r}, "
        f"skill: {skill}, releasable: {str(releasable).lower()}}}\n"
    )
    ben = complete(parse_case(ten_lines(more=line))).performers["Ben"]
    assert 0 <= ben.steps_min <= ben.steps_today <= ben.steps_max
    assert ben.steps_today * ben.step_hours >= hours - 1e-3
    assert ben.hour_cost < ben.rate
