"""A case as YAML reads back as the same case; values are told by the way to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.case.case_file import CaseFile
from bestplaced.case.plain_values import flat, to_yaml, values_of
from bestplaced.case.reading import parse_case, read_case

if TYPE_CHECKING:
    from decimal import Decimal

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.yaml"))
HEAD = {"country": "US", "currency": "USD", "staff": 5, "revenue": 9}
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20),
    st.sampled_from(["no", "true", "09", "1:30", "1_000", "0x1", "1e5", "~", "2025-01-01", "- a"]),
)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_written_as_yaml_is_the_same_case(path: Path) -> None:
    file = read_case(path).file
    assert parse_case(to_yaml(file)).file == file


@given(TEXTS, st.decimals(0, 10**9, allow_nan=False, places=5))
def test_texts_stay_texts_and_money_exact(text: str, rate: Decimal) -> None:
    file = CaseFile.model_validate(
        {**HEAD, "name": text, "people": [{"name": text, "role": "cfo", "rate": rate}]}
    )
    again = parse_case(to_yaml(file)).file
    assert (again.name, again.people[0].rate) == (text, rate)


def test_the_way_to_each_value() -> None:
    assert flat({"a": [1, {"b": "x"}], "c": []}) == {
        ("a", 0): 1, ("a", 1, "b"): "x", ("c",): [],
    }  # fmt: skip


def test_defaults_are_left_out() -> None:
    file = CaseFile.model_validate({**HEAD, "name": "x", "people": [{"name": "y", "role": "cfo"}]})
    assert values_of(file)["people"] == [{"name": "y", "role": "cfo"}]
    assert "offers" not in values_of(file)
