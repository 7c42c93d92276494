"""Plain tables cut by numpy read as the standard library reads them, whatever the piece size."""

from __future__ import annotations

import csv
import io
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.errors import IntakeError
from bestplaced.intake import cutting
from bestplaced.intake.csv_ledger import read_csv
from bestplaced.intake.cutting import cut, piece_end
from bestplaced.intake.fec import read_fec

CELLS = st.text(st.characters(blacklist_characters='\0\r\n,"', blacklist_categories=["Cs"]),
                max_size=30)  # fmt: skip
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(CELLS, min_size=width, max_size=width).filter(any), min_size=1, max_size=12
    )
)
FEC_HEAD = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\t"
    "CompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\t"
    "ValidDate\tMontantdevise\tIdevise\n"
)


@given(TABLES, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_every_cell_reads_as_the_standard_library_reads_it(
    table: list[list[str]],
    ending: str,
    last: bool,  # noqa: FBT001 - drawn
) -> None:
    text = ending.join(",".join(row) for row in table) + ending * last
    if not last and ending == "\r\n":
        return  # the last line ends otherwise than the others: left to the slow way
    width = len(table[0])
    found = cut(text.encode(), ",", width, {str(n): n for n in range(width)})
    assert found is not None
    assert found.rows == len(table)
    read = list(csv.reader(io.StringIO(text, newline="")))
    for n in range(width):
        codes, values = found.columns[str(n)]
        assert [values[code] for code in codes] == [row[n] for row in read]
        assert len(set(values)) == len(values)


@pytest.mark.parametrize(
    "text",
    [
        'a,"b""c"\n',
        'a,b"c"\n',
        'a, "b"\n',
        '"a\nb",c\n',
        '"a,b\n',
        'a","b\n',
        "a\n",
        "a,b,c\n",
        "a,b\n\nc,d\n",
        "a,b\rc,d\n",
        "a,b\r\nc,d\n",
        "a," + "b" * 300,
    ],
)
def test_what_is_not_plain_is_left_to_the_slow_way(text: str) -> None:
    assert cut(text.encode(), ",", 2, {"x": 0, "y": 1}) is None


@given(TABLES, st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
       st.sampled_from(["\n", "\r\n"]))  # fmt: skip
def test_quoted_cells_read_as_the_standard_library_reads_them(
    table: list[list[str]], quoting: Literal[0, 1, 2], ending: str
) -> None:
    table = [[cell.replace("x", ",") for cell in row] for row in table]  # delimiters inside
    written = io.StringIO()
    csv.writer(written, quoting=quoting, lineterminator=ending).writerows(table)
    width = len(table[0])
    found = cut(written.getvalue().encode(), ",", width, {str(n): n for n in range(width)})
    assert found is not None
    for n in range(width):
        codes, values = found.columns[str(n)]
        assert [values[code] for code in codes] == [row[n] for row in table]


@given(st.lists(st.text('a",\n\r ', max_size=12), min_size=1, max_size=6))
def test_quotes_anywhere_are_read_alike_or_left_to_the_slow_way(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    found = cut(text.encode(), ",", 2, {"x": 0, "y": 1})
    if found is not None:
        read = list(csv.reader(io.StringIO(text, newline="")))
        cells = [found.columns[name] for name in "xy"]
        assert [[v[c] for c in codes] for codes, v in cells] == [
            [row[n] for row in read] for n in (0, 1)
        ]


def test_a_quote_stands_for_itself_where_a_format_has_none() -> None:
    found = cut(b'a,"b"\n', ",", 2, {"y": 1}, quotes=True)
    assert found is not None
    assert tuple(found.columns["y"][1]) == ('"b"',)


def ledger_rows(names: list[str]) -> str:
    """Return a table in which name n is the text of an entry of n + 1 euro."""
    return "Date,Entry,Account,Amount,Description\n" + "".join(
        f"2026-01-{n % 28 + 1:02d},E{n},100,{n + 1}.00,{text}\n"
        f"2026-01-{n % 28 + 1:02d},E{n},300,-{n + 1}.00,{text}\n"
        for n, text in enumerate(names)
    )


TEXTS = st.lists(
    st.sampled_from(["a", "", "bö", '"x, y"', '"two\nlines"', '5" pipe', "é" * 40]), min_size=1,
    max_size=20,
)  # fmt: skip


@given(TEXTS, st.integers(1, 90))
def test_pieces_of_any_size_make_the_same_ledger(names: list[str], size: int) -> None:
    content = ledger_rows(names).encode()
    whole = read_csv(content, "x.csv")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting, "PIECE", size)
        patch.setattr(cutting, "_FIRST", size)
        assert read_csv(content, "x.csv") == whole


@given(st.lists(st.sampled_from(["a", '"q"', "bö", ""]), min_size=1, max_size=20),
       st.integers(1, 90))  # fmt: skip
def test_pieces_of_any_size_make_the_same_fec(names: list[str], size: int) -> None:
    rows = "".join(
        f"VE\tV\t{n + 1}\t20260105\t{a}\tN\t\t\tP{n}\t20260105\t{text}\t{d}\t{c}"
        "\t\t\t20260106\t\t\n"
        for n, text in enumerate(names)
        for a, d, c in ((411, "0012,50", "0"), (706, "0", "12,50"))
    )
    content = (FEC_HEAD + rows).encode()
    whole = read_fec(content, "x.txt")
    assert whole.debits == 1250 * len(names)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting, "PIECE", size)
        patch.setattr(cutting, "_FIRST", size)
        assert read_fec(content, "x.txt") == whole


def test_a_fault_far_down_a_table_names_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "PIECE", 50)
    monkeypatch.setattr(cutting, "_FIRST", 50)
    text = ledger_rows(["a"] * 20) + "2026-01-05,E99,100,x1,a\n2026-01-05,E99,300,-1.00,a\n"
    with pytest.raises(IntakeError) as caught:
        read_csv(text.encode(), "x.csv")
    assert caught.value.faults[0].where == "x.csv:42"  # a header, twenty entries of two lines


def test_a_piece_ends_after_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "PIECE", 2)
    assert piece_end(b"abc\ndef\nghi", 4) == 8
    assert piece_end(b"abc\ndef\nghi", 8) == 11
