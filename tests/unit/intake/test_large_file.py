"""A large file read in pieces holds what it holds read whole, or is left to be read whole."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bestplaced.errors import IntakeError
from bestplaced.intake import cutting, formats, large_file
from bestplaced.intake.formats import parse_ledger, read_export, read_ledger
from bestplaced.intake.large_file import LargeFile

if TYPE_CHECKING:
    from pathlib import Path

CSV = "Date,Entry,Account,Debit,Credit,Description\n" + "".join(
    f"2026-01-{n % 28 + 1:02d},E{n},{a},{d},{c},{text} {n}\n"
    for n, text in enumerate(["Kaffe å mjölk", "Rent", '"two, parts"', "5"] * 30)
    for a, d, c in ((4000, f"{n + 1}.50", ""), (1930, "", f"{n + 1}.50"))
)
FEC = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\t"
    "CompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\t"
    "ValidDate\tMontantdevise\tIdevise\r\n"
) + "".join(
    f"VE\tVentes\t{n}\t20260105\t{a}\tCompte\t\t\tP{n}\t20260105\tFacture n°{n}\t{d}\t{c}"
    "\t\t\t20260106\t\t\r\n"
    for n in range(1, 60)
    for a, d, c in ((411, "12,50", "0,00"), (706, "0,00", "12,50"))
)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Call a file large from a hundred bytes on, and read it in small pieces and blocks."""
    monkeypatch.setattr(large_file, "LARGE_FROM", 100)
    for name in ("_BLOCK", "_STEP"):
        monkeypatch.setattr(large_file, name, 37)
    monkeypatch.setattr(cutting, "PIECE", 300)
    monkeypatch.setattr(cutting, "_FIRST", 50)


def never_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file that is read whole fail the test."""

    def fail(path: object) -> bytes:
        pytest.fail(f"{path} is read whole")

    monkeypatch.setattr(formats, "read_bytes", fail)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("text", [CSV, FEC, CSV.rstrip("\n"), CSV.replace("\n", "\r\n")])
def test_pieces_hold_what_the_whole_holds(
    text: str, mark: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes((mark + text).encode())
    whole = parse_ledger(path.read_bytes(), "x.csv")
    never_whole(monkeypatch)
    assert read_ledger(path) == whole


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("Rent", "\x07"), "control characters"),
        (("Rent", "R" * 1_048_600), "longer than 1,048,576"),
        (("Date,Entry", "When,Entry"), "no header row"),
    ],
)
def test_what_is_no_plain_text_or_table_is_left_to_be_read_whole(
    change: tuple[str, str], why: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(CSV.replace(*change), encoding="utf-8")
    with pytest.raises(IntakeError, match=why):
        read_ledger(path)


def test_another_encoding_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(CSV.encode("cp1252"))
    assert LargeFile.open(path) is None
    assert read_ledger(path).entries[0].text == "Kaffe å mjölk 0"


def test_a_small_file_a_folder_and_no_file_are_no_large_ones(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"x" * 99)
    for other in (path, tmp_path, tmp_path / "none"):
        assert LargeFile.open(other) is None


def test_a_line_far_down_is_named_in_its_fault(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(CSV + "2026-01-05,Z,4000,x1,,bad\n", encoding="utf-8")
    with pytest.raises(IntakeError) as caught:
        read_export(path)
    assert caught.value.faults[0].where == "x.csv:242"  # a header, 120 entries of two lines


def test_a_file_changed_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(CSV, encoding="utf-8")
    opened = LargeFile.open(path)
    assert opened is not None
    with opened:
        assert opened[:4] == b"Date"
        os.truncate(path, 50)
        with pytest.raises(IntakeError, match="changed while it was read"):
            opened[:90]
