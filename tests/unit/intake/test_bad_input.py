"""Bad input, the same for every reader: refused with a reason and a place, never with a traceback.

Each reader has one good sample; each damage is done to all of them. A damaged file may still be
read where nothing is lost by it (a title changed, say), but then all its rows are accounted for.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # ships no types

from bestplaced.errors import IntakeError
from bestplaced.intake import text as text_room
from bestplaced.intake.bank import BankStatement
from bestplaced.intake.canonical import write_ledger
from bestplaced.intake.formats import parse_export, parse_ledger, read_export
from bestplaced.intake.ledger import Ledger
from bestplaced.intake.timelog import TimeLog
from tests import trial
from tests.trial import tried

if TYPE_CHECKING:
    from bestplaced.intake.formats import Export


def workbook(*sheets: bytes) -> bytes:
    """Return an XLSX whose sheets hold the cells of comma-separated texts."""
    import csv  # noqa: PLC0415

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for content in sheets:
            sheet = book.add_worksheet()
            for at, row in enumerate(csv.reader(io.StringIO(content.decode()))):
                sheet.write_row(at, 0, row)
    return out.getvalue()


SAMPLES = {**trial.SAMPLES, "xlsx": workbook(trial.SAMPLES["qbo"])}


@pytest.mark.parametrize("name", SAMPLES)
def test_good_samples_are_read(name: str) -> None:
    found = tried(SAMPLES[name])
    assert isinstance(found, Ledger | TimeLog) or isinstance((found or [None])[0], BankStatement)


@pytest.mark.parametrize("name", SAMPLES)
def test_truncated_anywhere_never_gives_more_than_the_whole(name: str) -> None:
    whole = SAMPLES[name]
    step = max(len(whole) // 15, 1)
    for cut in range(0, len(whole) - 1, step):
        found = tried(whole[:cut])
        if isinstance(found, Ledger):
            assert found.debits == found.credits


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("other", ["utf-16", "utf-8-sig", "utf-16-le"])
def test_encodings_make_no_difference(name: str, other: str) -> None:
    if name in {"xlsx", "camt"}:  # one has no text encoding, one declares its own
        pytest.skip("the format fixes its encoding")
    content = SAMPLES[name].decode()
    changed = tried(content.encode(other))
    if changed is None:  # refused rather than misread
        return
    assert _money(changed) == _money(tried(content.encode()))


def _money(found: Export | None) -> object:
    """Return the figures of what was read."""
    if isinstance(found, Ledger):
        return found.debits, found.credits, len(found.entries), found.first_date
    if isinstance(found, TimeLog):
        return found.seconds, found.first_date
    return [[(line.date, line.amount) for line in item.lines] for item in found or ()]


@pytest.mark.parametrize("name", SAMPLES)
def test_random_damage_is_refused_or_harmless(name: str) -> None:
    whole = SAMPLES[name]
    for place in range(0, len(whole), max(len(whole) // 10, 1)):
        for junk in (b"\x00", b"\xff\xfe", b'"', b"<!DOCTYPE x>", b"9" * 400, b"\r\n\r\n"):
            tried(whole[:place] + junk + whole[place + 1 :])


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - {"xlsx"}))
def test_dates_out_of_range_are_refused(name: str) -> None:
    content = SAMPLES[name]
    dated = [b"2026", b"/26", b"2601", b"'26"]
    old = next(mark for mark in dated if mark in content)
    new = {b"2026": b"1226", b"/26": b"/99", b"2601": b"9913", b"'26": b"'9999"}[old]
    assert tried(content.replace(old, new)) is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \r\n \n", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"\x7fELF" + bytes(200), ""),
        (b"PK\x03\x04" + bytes(100), "zip archive"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "declares a document"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/hostname"><x/>', "declares a document"),
        (b"Date,Account,Date,Debit,Credit\n2026-01-05,1,2026-01-05,5,\n", "stands twice"),
        (b"Account,Date,Ref,Ref,Debit,Credit,Balance\nA,2026-01-05,1,1,5,,5\n", "stands twice"),
        (b"Date,Account,Debit,Credit\n" + b"x" * 3_000_000, "longer than"),
        (b'Date,Account,Debit,Credit\n2026-01-05,A,1.50,\n2026-01-05,B,,"1,50"\n', "comma"),
    ],
)
def test_files_that_are_no_exports(content: bytes, words: str) -> None:
    with pytest.raises(IntakeError) as caught:
        parse_export(content, "x.csv")
    assert words in str(caught.value)
    assert all(fault.where.startswith("x.csv") for fault in caught.value.faults)


def test_a_directory_and_a_missing_file(tmp_path: Path) -> None:
    for path, words in ((tmp_path, "a directory"), (tmp_path / "none.csv", "no such file")):
        with pytest.raises(IntakeError, match=words):
            read_export(path)


def test_an_endless_line_is_not_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_room, "_FIRST_PART", 1000)
    path = tmp_path / "x.csv"
    path.write_bytes(b"x" * 5000)
    with pytest.raises(IntakeError, match="one line"):
        read_export(path)


def test_formulas_are_text() -> None:
    text = 'Date,Entry,Account,Amount\n2026-01-05,1,"=cmd|calc",5\n2026-01-05,1,@SUM(A1),-5\n'
    ledger = parse_ledger(text.encode(), "x.csv")
    assert {account.number for account in ledger.accounts} == {"=cmd|calc", "@SUM(A1)"}
    out = write_ledger(ledger).decode()
    cells = [cell for row in out.splitlines() for cell in row.strip('"').split('","')]
    assert not [cell for cell in cells if cell[:1] in {"=", "@", "+"}]
    assert all(cell.replace(".", "").lstrip("-").isdigit() for cell in cells if cell[:1] == "-")


def bomb(**parts: bytes) -> bytes:
    """Return a workbook with some of its parts replaced."""
    source = zipfile.ZipFile(io.BytesIO(SAMPLES["xlsx"]))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, parts.get("sheet", content) if "/sheet1" in name else content)
    return out.getvalue()


def test_an_old_excel_workbook_is_read_like_its_table() -> None:
    """Three entries of an invented shop, with real dates and numbers, and a sheet of notes."""
    path = Path(__file__).parents[2] / "fixtures" / "ledgers" / "pier-shop.xls"
    found = read_export(path)
    assert isinstance(found, Ledger)
    assert (found.currency, len(found.entries), found.debits) == ("NZD", 3, 11_500 + 11_500 + 4_010)
    assert found.first_date == dt.date(2025, 1, 2)


def test_workbook_bombs_are_never_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    head = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    wide = head + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises(IntakeError, match="claims 1,048,576 rows of 16,384 columns"):
        parse_export(bomb(sheet=wide), "x.xlsx")
    entity = b'<!DOCTYPE x [<!ENTITY a "b">]>' + head + b"</sheetData></worksheet>"
    with pytest.raises(IntakeError, match="document type or entities"):
        parse_export(bomb(sheet=entity), "x.xlsx")
    monkeypatch.setattr("bestplaced.intake.spreadsheet._UNPACKED", 1 << 20)
    with pytest.raises(IntakeError, match="unpacks to more than"):
        parse_export(bomb(sheet=bytes(4 << 20)), "x.xlsx")


def test_workbooks_read_like_their_tables() -> None:
    for name in ("qbo", "xero", "running", "csv", "toggl", "bank", "sage"):
        assert _money(tried(workbook(SAMPLES[name]))) == _money(tried(SAMPLES[name])), name


def test_workbooks_with_two_exports_or_only_notes() -> None:
    notes = b"Please read\nthis first\n"
    both = workbook(notes, SAMPLES["csv"])
    assert _money(tried(both)) == _money(tried(SAMPLES["csv"]))
    with pytest.raises(IntakeError, match="2 sheets are exports"):
        parse_export(workbook(SAMPLES["csv"], SAMPLES["qbo"]), "x.xlsx")
    with pytest.raises(IntakeError, match="no header row"):
        parse_export(workbook(notes), "x.xlsx")
