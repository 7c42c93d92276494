"""Amounts read by the column are the amounts read one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.intake import amounts, plain_amounts
from bestplaced.intake.entries import Coder, Words
from bestplaced.intake.gather import first_rows

AMOUNTS = st.one_of(
    st.from_regex(r"-?[0-9]{1,16}[.,][0-9]{2}", fullmatch=True),
    st.sampled_from(["", "5", "1,234.56", "1.234,56", "(1.00)", "5 CR", "x", "--1.00", "1.0.00",
                     "-.50", ".50", "1\n2", "\u0661.00", "00001.00", "9" * 30]),
)  # fmt: skip
SIGNS = st.sampled_from(["point", "comma"])


def words(texts: list[str]) -> Words:
    """Return texts as a column."""
    coder = Coder()
    codes = np.array([coder[text] for text in texts], np.int32)
    return Words(codes, tuple(coder))


@given(st.lists(AMOUNTS, min_size=1), SIGNS)
def test_a_column_of_amounts_reads_as_its_cells_do(
    texts: list[str], decimals: amounts.Decimals
) -> None:
    column = words(texts)
    values, why = plain_amounts.amounts_of(
        column, decimals, lambda text: amounts.parse(text, decimals)
    )
    for row, text in enumerate(texts):
        try:
            expected = amounts.parse(text, decimals)
        except ValueError as error:
            expected, told = 0, str(error)
        else:
            told = ""
        assert why.get(int(column.codes[row]), "") == told
        assert values[row] == expected


@given(st.lists(AMOUNTS, min_size=1))
def test_the_decimal_sign_is_decided_as_from_the_cells(texts: list[str]) -> None:
    line = np.arange(len(texts), dtype=np.int64) + 2
    cells = [(n + 2, text) for n, text in enumerate(texts) if text]
    found = plain_amounts.decide([words(texts)], first_rows, line)
    assert found == amounts.decide(cells)
