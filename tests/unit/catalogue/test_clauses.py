"""Clauses stand for the services chosen and under the law of the letter."""

import copy
import itertools

import pytest

from bestplaced.catalogue import load_catalogue
from bestplaced.catalogue.clauses import LAWS, build_clauses, load_clauses
from bestplaced.catalogue.defaults import read_data
from bestplaced.errors import CatalogueError

WORK = list(load_catalogue().responsibilities)


def words(law: str, services: set[str], *facts: str) -> str:
    """Return all paragraphs that stand, joined."""
    standing = load_clauses().standing(law, services, facts)
    return "\n".join(text.text for _, texts in standing for text in texts)


def test_payroll_clauses_stand_only_where_payroll_is_chosen() -> None:
    assert "payroll taxes" in words("US", {"B08"})
    assert "payroll taxes" not in words("US", {"B02"})


def test_clauses_of_one_law_never_stand_under_the_other() -> None:
    us, uk = words("US", set(WORK)), words("GB", set(WORK))
    assert "Form 8655" in us
    assert "anti-money-laundering" in uk
    for foreign in ("HM Revenue", "Contracts (Rights", "England"):
        assert foreign not in us
    for foreign in ("IRS", "7216", "Form 8655", "FTC"):
        assert foreign not in uk


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("service", WORK)
def test_exactly_one_paragraph_says_which_tax_work_is_excluded(law: str, service: str) -> None:
    said = [
        text.text
        for clause, texts in load_clauses().standing(law, {service}, ())
        if clause.id == "exclusions"
        for text in texts
        if "tax advice" in text.text
    ]
    assert len(said) == 1


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("taxed", "untaxed"),
        ("capped", "uncapped"),
        ("metered", "unmetered"),
        ("credited", "uncredited"),
        ("indexed", "unindexed"),
    ],
)
def test_opposite_facts_never_leave_a_clause_empty(law: str, first: str, second: str) -> None:
    ids = {
        fact: [clause.id for clause, _ in load_clauses().standing(law, set(WORK), {fact})]
        for fact in (first, second)
    }
    assert ids[first] == ids[second]


def test_the_wording_is_marked_as_judgement_with_its_sources() -> None:
    clauses = load_clauses()
    assert clauses.grade == "E"
    assert "judgement" in clauses.source


def test_a_clause_about_work_that_is_not_known_is_refused() -> None:
    raw = copy.deepcopy(read_data("clauses"))
    first = next(t for t in itertools.chain(*(c["texts"] for c in raw["clauses"])) if "any_of" in t)
    first["any_of"] = ["B99"]
    with pytest.raises(CatalogueError, match="'B99' leads nowhere"):
        build_clauses(raw)
