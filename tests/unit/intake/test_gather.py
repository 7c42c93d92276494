"""Columns filled row by row, piece by piece, and rows gathered into entries."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.intake.cutting import cut
from bestplaced.intake.entries import Coder, Words, days
from bestplaced.intake.gather import (
    Grid,
    Lines,
    coded,
    first_rows,
    group_any,
    group_sums,
    understand,
)

CELLS = st.text(st.characters(codec="ascii", exclude_characters='\0\r\n,"'), max_size=4)
ROWS = st.lists(st.tuples(CELLS, CELLS).filter(any), min_size=1, max_size=20)
NUMBERS = st.integers(-3, 3) | st.sampled_from([2**40, -(2**62), 2**62])
KEYS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30)


def words(*texts: str) -> Words:
    """Return texts as a column."""
    coder = Coder()
    codes = np.array([coder[text] for text in texts], np.int32)
    return Words(codes, tuple(coder))


@given(ROWS)
def test_rows_pieces_and_columns_fill_the_same_grid(rows: list[tuple[str, str]]) -> None:
    by_row, by_column, by_piece = (Grid(2, {"x": 1, "y": 0}) for _ in range(3))
    by_row.add((n, list(row)) for n, row in enumerate(rows))
    by_column.extend(range(len(rows)), list(zip(*rows, strict=True)))
    piece = cut("".join(f"{a},{b}\n" for a, b in rows).encode(), ",", 2, by_piece.places)
    assert piece is not None
    by_piece.extend_cut(0, piece)
    for name, place in by_row.places.items():
        expected = [row[place].strip() for row in rows]
        assert [list(grid.column(name)) for grid in (by_row, by_column, by_piece)] == [expected] * 3
    for grid in (by_row, by_column, by_piece):
        assert grid.lines.tolist() == list(range(len(rows)))


def test_an_absent_column_is_empty_texts() -> None:
    grid = Grid(1, {"x": 0})
    grid.add([(1, ["a"]), (2, ["b"])])
    assert list(grid.column("y")) == ["", ""]


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=30))
def test_combinations_share_a_code_only_with_themselves(keys: list[tuple[int, int, int]]) -> None:
    codes = coded(*(np.array(part, np.int64) for part in zip(*keys, strict=True))).tolist()
    assert len(set(codes)) == len(set(keys))
    assert len(set(zip(codes, keys, strict=True))) == len(set(keys))


@given(KEYS)
def test_sums_and_flags_of_groups(keys: list[tuple[int, int]]) -> None:
    group, amount = (np.array(part, np.int64) for part in zip(*keys, strict=True))
    for row, (mine, _) in enumerate(keys):
        assert group_sums(group, amount)[row] == sum(a for g, a in keys if g == mine)
        assert group_any(group, amount > 2)[row] == any(a > 2 for g, a in keys if g == mine)


def test_the_first_row_of_each_text_and_what_cannot_be_understood() -> None:
    column = words("b", "a", "b", "x")
    assert first_rows(column).tolist() == [0, 1, 3]
    values, why = understand(column, "ba".index, -1)
    assert values == [0, 1, -1]
    assert list(why) == [2]


def test_lines_are_gathered_by_date_and_an_entry_has_what_its_first_line_has() -> None:
    column = words("", "", "", "")
    lines = Lines(
        np.array([2, 3, 4, 5]), days(np.array([9, 9, 1, 1])), column, words("7", "7", "8", "8"),
        words("first", "second", "x", "y"), words("1", "2", "1", "2"),
        np.array([500, -500, 300, -300]), person=words("Ann", "Bo", "", ""),
    )  # fmt: skip
    entries = lines.gather(np.array([4, 4, 9, 9]))
    assert [(e.number, e.line, e.text, e.person) for e in entries] == [
        ("8", 4, "x", ""), ("7", 2, "first", "Ann"),
    ]  # fmt: skip
    assert entries.differences.tolist() == [0, 0]
    assert entries.party is None


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=12))
def test_every_line_is_in_the_entry_of_its_group(rows: list[tuple[int, int]]) -> None:
    group, day = (np.array(part, np.int64) for part in zip(*rows, strict=True))
    none, line = words(*[""] * len(rows)), np.arange(len(rows)) + 2
    entries = Lines(line, days(day), none, none, none, none, line * 100).gather(group)
    groups = group.tolist()
    firsts = {g: groups.index(g) for g in groups}
    expected = [
        (at + 2, [(n + 2) * 100 for n, row in enumerate(rows) if row[0] == g])
        for g, at in sorted(firsts.items(), key=lambda pair: (day[pair[1]], pair[1]))
    ]
    assert [(e.line, [p.amount for p in e.postings]) for e in entries] == expected
