"""One who performs and exactly one answerable, from the plan."""

import pytest

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.engagement import raci
from tests.engagements import PROVIDER, engaged

CASE, ACCOUNT, SCOPE = engaged()
ROWS = {row.responsibility: row for row in raci(CASE, ACCOUNT.placements)}


def test_everything_that_is_done_has_one_row_and_nothing_else_has() -> None:
    assert set(ROWS) == {r for r, p in ACCOUNT.placements.items() if p != NOBODY}


@pytest.mark.parametrize("name", ROWS)
def test_each_row_has_one_who_performs_and_exactly_one_answerable(name: str) -> None:
    parts = list(ROWS[name].parts.values())
    assert sum("answerable" in part for part in parts) == 1
    assert sum("performs" in part for part in parts) == 1
    assert ROWS[name].performs == ACCOUNT.placements[name]
    assert NOBODY not in ROWS[name].parts


def test_a_provider_clerk_is_answered_for_by_the_provider_senior_not_by_the_owner() -> None:
    assert ROWS["A06"].answerable == "Fernhill senior"


def test_a_partner_answers_for_their_own_return_and_an_officer_for_work_inside() -> None:
    assert ROWS["D13"].parts["Fernhill partner"] == "performs and is answerable"
    assert ROWS["B03"].answerable == "Olive"


def test_a_decision_is_answered_for_by_the_business_wherever_it_is_prepared() -> None:
    row = ROWS["C03"]
    assert (row.performs, row.answerable, row.law) == ("Fernhill partner", "Olive", BUSINESS)


def test_payroll_tax_stays_the_business_in_law_though_the_provider_performs_it() -> None:
    assert ROWS["B09"].law == BUSINESS
    assert CASE.performers[ROWS["B09"].performs].party == PROVIDER


def test_who_gives_the_input_is_consulted_and_who_uses_the_output_is_informed() -> None:
    # B02 rests on the coding of bank lines (B01, Dana); close management (D01) rests on B21 (Dana)
    assert "Dana" in ROWS["B02"].consulted
    assert "Fernhill senior" in ROWS["B21"].informed


def test_the_owner_hears_of_every_reconciliation() -> None:
    assert "Olive" in ROWS["B02"].informed
