"""Folders: what is no export is named and left; what is a bad export is a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from bestplaced.errors import IntakeError, NotAnExportError
from bestplaced.intake.folders import read_all
from bestplaced.intake.formats import read_export
from bestplaced.intake.measure import measure

EXAMPLE = Path(__file__).parents[3] / "examples" / "ledgers" / "harbour-joinery.csv"
STRAYS = {
    ".hidden": b"x",
    "contacts.csv": b"name,phone\nAda,1\n",
    "empty.csv": b"",
    "letter.pdf": b"%PDF-1.7",
    "notes.txt": b"ring the bank about March\n",
    "picture.dat": bytes(range(32)),
    "README.txt": b"Dear accountant",
    "renamed.csv": b"%PDF-1.7 of a ledger",
}


def strays(folder: Path) -> Path:
    """Write files that are no exports, and a folder, into a folder."""
    for name, content in STRAYS.items():
        (folder / name).write_bytes(content)
    (folder / "older").mkdir()
    return folder


def test_strays_are_named_and_the_rest_is_measured(tmp_path: Path) -> None:
    alone = measure([EXAMPLE])
    (strays(tmp_path) / "ledger.csv").write_bytes(EXAMPLE.read_bytes())
    found = measure([tmp_path])
    assert [item.source for item in found.files] == ["ledger.csv"]
    assert (found.pnl, found.volumes) == (alone.pnl, alone.volumes)
    names = sorted([*STRAYS, "older"])
    assert [item.source for item in found.unread] == [f"{tmp_path.name}/{n}" for n in names]
    assert all(item.why for item in found.unread)
    said = found.to_json()["unread"]
    assert said == [{"source": item.source, "why": item.why} for item in found.unread]


@pytest.mark.parametrize("name", ["contacts.csv", "empty.csv", "letter.pdf", "notes.txt",
                                  "picture.dat", "renamed.csv"])  # fmt: skip
def test_a_stray_that_is_named_itself_is_a_fault(tmp_path: Path, name: str) -> None:
    strays(tmp_path)
    with pytest.raises(NotAnExportError):
        read_export(tmp_path / name)
    with pytest.raises(IntakeError):
        measure([EXAMPLE, tmp_path / name])


def test_a_damaged_export_in_a_folder_is_a_fault(tmp_path: Path) -> None:
    (strays(tmp_path) / "ledger.csv").write_bytes(EXAMPLE.read_bytes())
    bad = "Date,Entry,Account,Debit,Credit\n2025-01-02,1,1930 Bank,5.00,\n"
    (tmp_path / "march.csv").write_text(bad)
    with pytest.raises(IntakeError, match=r"march\.csv.* does not balance"):
        measure([tmp_path])


def test_a_folder_without_exports_is_a_fault_that_names_what_lies_in_it(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    with pytest.raises(IntakeError, match="It is empty"):
        read_all([EXAMPLE, tmp_path / "nothing"])
    (tmp_path / "nothing" / "notes.txt").write_text("nothing here\n")
    with pytest.raises(IntakeError, match=r"Left unread: nothing/notes\.txt"):
        read_all([EXAMPLE, tmp_path / "nothing"])


def test_beside_api_tables_all_else_is_named(tmp_path: Path) -> None:
    (tmp_path / "xero_journal_data.csv").write_text("journal_id,journal_date\nj,2025-01-02\n")
    (tmp_path / "xero_journal_line_data.csv").write_text(
        "journal_id,net_amount,account_id,account_name,account_type\n"
        "j,5.00,a,Bank,BANK\nj,-5.00,b,Sales,REVENUE\n"
    )
    (tmp_path / "xero_contact_data.csv").write_text("contact_id,name\nc,Ada\n")
    found = measure([tmp_path])
    assert [item.format for item in found.files] == ["Xero tables"]
    assert [item.source for item in found.unread] == [f"{tmp_path.name}/xero_contact_data.csv"]
