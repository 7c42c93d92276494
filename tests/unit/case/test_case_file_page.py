"""The reference page of the case file: what it shows is a case, and no key is left untold."""

from __future__ import annotations

import re
from pathlib import Path

from bestplaced.case.business import BUSINESS
from bestplaced.case.case_file import CaseFile
from bestplaced.case.offer import Offer
from bestplaced.case.reading import parse_case
from bestplaced.catalogue import complete
from bestplaced.plan import plan

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "case-file.md").read_text("utf-8")
FIRST, PROVIDERS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_case_on_the_page_is_read_and_planned() -> None:
    """Without its limit on worst years, which takes counted work of its own."""
    free = "\n".join(x for x in FIRST.splitlines() if not x.startswith("worst_year"))
    case = complete(parse_case(f"{free}\n{PROVIDERS}"))
    assert set(case.parties) == {BUSINESS, "Quill & Co"}
    found = plan(case, references=())
    assert found.plan is not None
    assert found.plan.placements["B08"] == "Kim"  # the pin of the page


def test_the_limit_on_the_page_is_read_too() -> None:
    case = complete(parse_case(FIRST))
    assert case.worst_year == {BUSINESS: 190_000}


def test_every_key_of_a_case_and_of_a_quote_is_on_the_page() -> None:
    keys = {*CaseFile.model_fields, *Offer.model_fields}
    untold = {key for key in keys if not re.search(rf"\b{key}\b", PAGE)}
    assert untold == set()
