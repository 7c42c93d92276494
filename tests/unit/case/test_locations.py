"""Where values stand, as a person reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.case.locations import parsed, written


@given(st.text(min_size=1),
       st.lists(st.one_of(st.integers(0, 999_998), st.text(min_size=1)), max_size=5))  # fmt: skip
def test_a_location_reads_back_as_it_was_written(first: str, rest: list[str | int]) -> None:
    assert parsed(written((first, *rest))) == (first, *rest)


@pytest.mark.parametrize("text", ["", "[1]", "a[0]", "a[x]"])
def test_what_is_no_location_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no key"):
        parsed(text)


def test_lists_count_from_one() -> None:
    assert parsed("offers[1].fee[2].rate") == ("offers", 0, "fee", 1, "rate")
