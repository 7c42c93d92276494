"""The FEC reader: separators, decimals, stray carriage returns, numbers that say nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.errors import IntakeError
from bestplaced.intake.fec import looks_like_fec, read_fec
from bestplaced.intake.formats import parse_ledger
from bestplaced.intake.measure import measure_ledgers

NAMES = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib",
    "CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit",
    "EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip


def row(  # noqa: PLR0913  - a row has that many parts
    account: str,
    debit: str,
    credit: str,
    *,
    number: str = "1",
    date: str = "20250105",
    piece: str = "F1",
    journal: str = "VE",
) -> list[str]:
    """Return the 18 cells of a row."""
    return [
        journal, "Ventes", number, date, account, f"Compte {account}", "", "", piece, date,
        "\u00e9criture", debit, credit, "", "", date, "", "",
    ]  # fmt: skip


SALE = (
    row("411000", "120,00", "0,00"), row("706000", "0,00", "100,00"),
    row("445710", "0,00", "20,00"),
)  # fmt: skip


def fec(*rows: list[str], sign: str = "\t", end: str = "\r\n", extra: int = 0) -> bytes:
    """Return a file in CP1252 with 18 to 22 columns."""
    names = [*NAMES, "DateRglt", "ModeRglt", "NatOp", "IdClient"][: len(NAMES) + extra]
    table = [names, *([*cells, *[""] * extra] for cells in rows)]
    return "".join(sign.join(cells) + end for cells in table).encode("cp1252")


@pytest.mark.parametrize("sign", ["\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"])
@pytest.mark.parametrize("extra", [0, 3, 4])
def test_layouts(sign: str, end: str, extra: int) -> None:
    ledger = parse_ledger(fec(*SALE, sign=sign, end=end, extra=extra), "x.txt")
    (entry,) = ledger.entries
    assert [p.amount for p in entry.postings] == [12_000, -10_000, -2_000]
    assert entry.name == "VE 1"
    assert entry.text == "\u00e9criture"
    assert measure_ledgers([ledger]).pnl.revenue == 10_000


@pytest.mark.parametrize(
    ("cell", "value"),
    [("000000000120,00", 12_000), ("120.00", 12_000), ("1 200,5", 120_050), ("-5,00", -500)],
)
def test_amounts(cell: str, value: int) -> None:
    zero = "0.00" if "." in cell else "0,00"
    ledger = read_fec(fec(row("512000", cell, zero), row("758000", zero, cell)), "x.txt")
    assert ledger.entries[0].postings[0].amount == value


def test_amount_and_side_columns() -> None:
    content = fec(row("512000", "5,00", "D"), row("758000", "5,00", "C"))
    content = content.replace(b"Debit\tCredit", b"Montant\tSens")
    assert [p.amount for p in read_fec(content, "x.txt").entries[0].postings] == [500, -500]


def test_stray_carriage_returns_inside_cells() -> None:
    content = fec(*SALE).replace("\u00e9criture".encode("cp1252"), b"ecri\rture")
    assert read_fec(content, "x.txt").entries[0].text == "ecriture"


@pytest.mark.parametrize("number", ["0", "", "000", "0" * 12])
def test_numbers_that_say_nothing_give_way_to_documents(number: str) -> None:
    rows = [
        row("512000", "5,00", "0,00", number=number, piece="A"),
        row("411000", "7,00", "0,00", number=number, piece="B"),
        row("758000", "0,00", "5,00", number=number, piece="A"),
        row("706000", "0,00", "7,00", number=number, piece="B"),
        row("706000", "0,00", "9,00", number=number, piece="A", date="20250106"),
        row("512000", "9,00", "0,00", number=number, piece="A", date="20250106"),
    ]
    ledger = read_fec(fec(*rows), "x.txt")
    assert [(e.name, len(e.postings), e.line) for e in ledger.entries] == [
        ("VE A", 2, 2), ("VE B", 2, 3), ("VE A", 2, 6),
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["10", "1000000000000"])
def test_a_number_that_ends_in_zeros_is_a_number(number: str) -> None:
    ledger = read_fec(
        fec(
            row("411000", "5,00", "0,00", number=number, piece="A"),
            row("706000", "0,00", "5,00", number=number, piece="B"),
        ),
        "x.txt",
    )
    (entry,) = ledger.entries  # by its document, neither half would balance
    assert entry.name == f"VE {number}"
    assert not ledger.findings


def test_numbers_used_again_on_other_dates() -> None:
    later = [row(c[4], c[11], c[12], date="20250210", piece="F2") for c in SALE]
    ledger = read_fec(fec(*SALE, *later), "x.txt")
    assert len(ledger.entries) == 2
    assert "1 entry numbers are used again" in str(ledger.findings[0])


def test_documents_that_balance_only_together() -> None:
    rows = [
        row("512000", "5,00", "0,00", number="0", piece="A"),
        row("758000", "0,00", "5,00", number="0", piece="B"),
    ]
    ledger = read_fec(fec(*rows), "x.txt")
    assert len(ledger.entries) == 1
    assert "balance only together" in str(ledger.findings[0])


def test_one_number_over_two_dates_that_needs_both() -> None:
    rows = [row("512000", "5,00", "0,00"), row("758000", "0,00", "5,00", date="20250106")]
    assert len(read_fec(fec(*rows), "x.txt").entries) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (fec(*SALE[:2]), "x.txt:2: entry VE 1 of 2025-01-05 does not balance: debits less credits"),
        (fec(row("1", "1.00", "0,50")), "a decimal comma on line 2"),
        (fec(row("1", "x", "0,00")), "'x' is not an amount"),
        (fec(row("1", "1,00", "0,00", date="20250230")), "'20250230' is not a date"),
        (fec(row("", "1,00", "0,00")), "the row has no CompteNum"),
        (fec([*row("1", "1,00", "0,00"), "more"]), "x.txt:2: the row has 19 cells under 18"),
        (fec(SALE[0][:3]), "the row has 3 cells under 18 headers"),
        (fec(), "the file holds no entries"),
        (fec(*SALE).replace(b"CompteNum", b"Other"), "the header lacks comptenum"),
        (fec(*SALE).replace(b"PieceRef", b"PieceDate"), "a column stands twice"),
        (fec(*SALE).replace(b"Credit", b"Other"), "debit and credit, or montant and sens"),
        (fec(*SALE)[:-60], "does not balance"),
    ],
)
def test_refusals(content: bytes, words: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read_fec(content, "x.txt")
    assert words in str(caught.value)


def test_rows_add_up() -> None:
    ledger = read_fec(fec(*SALE, row("512000", "0,00", "0,00", number="9")), "x.txt")
    assert ledger.rows is not None
    assert (ledger.rows.total, ledger.rows.read, ledger.rows.refused) == (4, 3, 1)


def test_detection() -> None:
    assert looks_like_fec(fec())
    assert looks_like_fec(fec().decode().encode("utf-8-sig"))
    assert looks_like_fec(fec().decode().encode("utf-16"))
    assert not looks_like_fec(b"Journal,Date\n")


@given(st.binary(max_size=200), st.integers(0, 500))
def test_any_bytes_give_a_ledger_or_an_intake_error(junk: bytes, cut: int) -> None:
    whole = fec(*SALE)
    for content in (junk, whole[:cut] + junk + whole[cut:], whole[:cut]):
        try:
            read_fec(content, "x.txt")
        except IntakeError as error:
            assert error.faults  # noqa: PT017  - both outcomes are right
