"""Deliverables and dates: complete, sourced, and no rule left open."""

import copy

import pytest
from pydantic import ValidationError

from bestplaced.catalogue import load_catalogue
from bestplaced.catalogue.defaults import read_data
from bestplaced.catalogue.services import DateRule, build_services, load_services
from bestplaced.errors import CatalogueError


def test_every_responsibility_of_the_catalogue_has_a_deliverable_a_date_and_an_input() -> None:
    services = load_services().by_responsibility
    assert list(services) == list(load_catalogue().responsibilities)
    assert all(s.deliverable and s.needs and s.grade == "E" for s in services.values())


def test_every_date_of_law_names_its_source_and_grade() -> None:
    known = load_catalogue().sources
    for law in load_services().statutory:
        assert set(law.source_ids) <= set(known)
        assert law.grade in "ABCDE"


def test_each_country_with_dates_of_law_says_which_it_does_not_hold() -> None:
    services = load_services()
    assert {law.country for law in services.statutory} == set(services.not_held)


@pytest.mark.parametrize(
    "rule",
    [
        {"every": "week"},
        {"every": "month"},
        {"every": "month", "day": 3, "business_day": 3},
        {"every": "pay_run", "day": 3},
        {"every": "day", "day": 3},
    ],
)
def test_a_rule_that_leaves_its_date_open_or_gives_it_twice_is_refused(rule: object) -> None:
    with pytest.raises(ValidationError):
        DateRule.model_validate(rule)


def test_all_faults_of_the_files_are_told_at_once() -> None:
    services, dates = copy.deepcopy(read_data("services")), read_data("statutory_dates")
    services["services"][0]["id"] = "Z99"
    services["source"] = "NOWHERE"
    with pytest.raises(CatalogueError) as told:
        build_services(services, dates)
    text = str(told.value)
    assert "'Z99' is no responsibility" in text
    assert "A01 has no service" in text
    assert "'NOWHERE' is no source" in text


def test_what_hangs_on_the_work_of_others_is_nobodys_to_promise() -> None:
    services, scope = load_services(), [*load_catalogue().responsibilities]
    for name, needed in services.measures.items():
        assert name in services.promisable(needed, scope)
        for one in needed:  # of a whole measure one piece is not enough, unless it is the only one
            alone = name in services.promisable([one], scope)
            assert alone is (name not in services.whole_measures or len(needed) == 1), name
            assert name in services.promisable([one], [one])  # nobody does the rest
    assert "close_day" not in services.promisable(["D01", "D02"], scope)  # B21 stays
