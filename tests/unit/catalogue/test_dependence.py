"""Frailty groups and common shocks: the catalogue's, and a case's own laid over them."""

import copy

import pytest

from bestplaced.catalogue.loading import build_catalogue, load_catalogue, read_files
from bestplaced.errors import CaseError, CatalogueError
from tests.cases import full_case


def faults_of(**changes: object) -> list[str]:
    with pytest.raises(CaseError) as caught:
        full_case(**changes)
    return [str(fault) for fault in caught.value.faults]


def test_the_catalogue_names_groups_and_shocks_that_a_finance_team_knows() -> None:
    catalogue = load_catalogue()
    assert list(catalogue.groups) == ["hectic_year", "cash_year", "cyber_year"]
    assert list(catalogue.shocks) == [
        "person_leaves",
        "person_ill",
        "system_outage",
        "provider_fails",
    ]
    assert all(g.basis for g in catalogue.groups.values())
    assert all(s.basis for s in catalogue.shocks.values())
    assert all(g.shape.grade == "E" for g in catalogue.groups.values())
    assert all(s.rate.grade == s.hits_grade == "E" for s in catalogue.shocks.values())


def test_no_risk_is_in_two_groups() -> None:
    members = [risk for group in load_catalogue().groups.values() for risk in group.risks]
    assert len(members) == len(set(members))


def test_unknown_names_and_doubled_risks_of_the_catalogue_are_all_reported() -> None:
    files = copy.deepcopy(read_files())
    files["dependence"]["groups"][0]["risks"].append("R98")
    files["dependence"]["groups"][1]["risks"].append("R15")  # of cyber_year
    files["dependence"]["shocks"][0]["hits"]["R99"] = 0.5
    files["dependence"]["shocks"][1]["hits_source"] = "S999"
    with pytest.raises(CatalogueError) as caught:
        build_catalogue(files)
    text = str(caught.value)
    assert len(caught.value.faults) == 4
    for name in ("'R98'", "'R15'", "'R99'", "'S999'"):
        assert name in text


@pytest.mark.parametrize(
    ("part", "entry", "field", "value"),
    [
        ("groups", 0, "shape", {"value": 0, "unit": "r", "source": "judgement", "grade": "E"}),
        ("groups", 0, "risks", ["R01", "R01"]),
        ("shocks", 0, "hits", {"R33": 1.2}),
        ("shocks", 0, "kinds", ["practice"]),  # a kind of party, where a person is struck
        ("shocks", 0, "rate", {"value": -1, "unit": "x", "source": "judgement", "grade": "E"}),
    ],
)
def test_impossible_figures_of_the_catalogue_are_refused(
    part: str, entry: int, field: str, value: object
) -> None:
    files = copy.deepcopy(read_files())
    files["dependence"][part][entry][field] = value
    with pytest.raises(CatalogueError, match=field):
        build_catalogue(files)


def test_a_case_lays_its_own_figures_over_the_catalogue() -> None:
    case = full_case(
        groups={
            "cyber_year": {"shape": 0.5},
            "cash_year": {"risks": []},
            "harvest": {"shape": 3, "risks": ["R22", "R23"]},
        },
        shocks={
            "person_leaves": {"rate": 0.5},
            "flood": {"scope": "party", "kinds": ["business"], "rate": 0.01, "hits": {"R35": 0.9}},
        },
    )
    known = load_catalogue()
    assert case.groups["cyber_year"].shape.value == 0.5
    assert case.groups["cyber_year"].shape.source == "case"
    assert case.groups["cyber_year"].risks == known.groups["cyber_year"].risks
    assert case.groups["cash_year"].risks == ()
    assert case.groups["harvest"].risks == ("R22", "R23")
    assert case.groups["hectic_year"] == known.groups["hectic_year"]
    assert case.shocks["person_leaves"].rate.value == 0.5
    assert case.shocks["person_leaves"].hits == known.shocks["person_leaves"].hits
    assert case.shocks["flood"].hits_source == "case"
    assert case.shocks["flood"].hits == {"R35": 0.9}


def test_unknown_risks_are_named_with_the_nearest_valid_one() -> None:
    found = faults_of(
        groups={"cyber_year": {"risks": ["R34", "R340"]}},
        shocks={"person_ill": {"hits": {"R3": 0.5}}},
    )
    assert len(found) == 2
    assert "groups.cyber_year.risks: unknown risk 'R340'" in found[0]
    assert "Did you mean 'R34'?" in found[0]
    assert "shocks.person_ill.hits: unknown risk 'R3'" in found[1]


def test_a_new_entry_has_to_be_complete() -> None:
    found = faults_of(groups={"cybr_year": {"shape": 2}}, shocks={"flood": {"rate": 0.01}})
    assert len(found) == 2
    assert "groups.cybr_year: unknown to the catalogue, and without risks" in found[0]
    assert "Did you mean 'cyber_year'?" in found[0]
    assert "shocks.flood: unknown to the catalogue, and without scope, kinds, hits" in found[1]


def test_a_risk_in_two_groups_is_refused_and_the_group_named() -> None:
    found = faults_of(groups={"harvest": {"shape": 3, "risks": ["R22"]}})
    assert len(found) == 1
    assert "groups.harvest.risks: R22 is in the group 'cash_year' already" in found[0]


def test_a_shock_of_a_party_strikes_no_kind_of_person() -> None:
    found = faults_of(shocks={"system_outage": {"kinds": ["busines"]}})
    assert "shocks.system_outage.kinds: 'busines' is no kind of a party" in found[0]
    assert "Did you mean 'business'?" in found[0]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"shocks": {"person_ill": {"hits": {"R33": 1.01}}}}, "shocks.person_ill.hits.R33"),
        ({"shocks": {"person_ill": {"rate": float("inf")}}}, "shocks.person_ill.rate"),
        ({"groups": {"cash_year": {"shape": float("nan")}}}, "groups.cash_year.shape"),
        ({"groups": {"cash_year": {"shape": 0}}}, "groups.cash_year.shape"),
    ],
)
def test_figures_that_cannot_be_are_refused_with_their_field(
    changes: dict[str, object], named: str
) -> None:
    assert named in faults_of(**changes)[0]
