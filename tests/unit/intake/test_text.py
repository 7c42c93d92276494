"""From bytes to text: whole lines, in the encoding of the whole file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.intake.bank.table import looks_like_bank_table
from bestplaced.intake.text import head_text

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
LINES = st.lists(st.text("aåö;Ċ,1", max_size=9), min_size=1, max_size=20)


@given(LINES, st.sampled_from(("utf-8", "utf-8-sig", "utf-16")), st.sampled_from(("\n", "\r\n")))
def test_a_head_is_made_of_whole_lines_wherever_the_cut_falls(
    lines: list[str], encoding: str, end: str
) -> None:
    text = "first" + end + "".join(line + end for line in lines)
    content = text.encode(encoding)
    for size in range(len(("first" + end).encode(encoding)), len(content) + 1):
        head = head_text(content, size=size)
        assert text.startswith(head)
        if encoding != "utf-16":  # where one of the two bytes of a character looks like a line end
            assert head.endswith(("\n", "\r"))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("pad", range(4))
def test_a_long_table_is_known_wherever_the_cut_falls(encoding: str, pad: int) -> None:
    # One line is 42 characters, 63 bytes in UTF-8: four paddings move the cut inside a character.
    rows = ["Bokföringsdag;Text;Belopp;Saldo", "x" * pad]
    rows += [f"2025-01-{1 + at % 28:02d};{'åö' * 10};-1,00;-9,00" for at in range(2000)]
    content = "\n".join(rows).encode(encoding)
    assert len(content) > 64_000
    assert looks_like_bank_table(content)


def test_bytes_that_are_no_text_still_have_a_head() -> None:
    assert head_text(b"\xff\xfe\x00") == "\xff\xfe\x00"
    assert head_text(b"") == ""
    assert head_text("åäö".encode(), size=3) == "Ã¥Ã"  # no line end to cut at
