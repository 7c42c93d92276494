"""Whole files: format by content, one currency, no file twice, never a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bestplaced.errors import IntakeError
from bestplaced.intake import Ledger, Mapping, measure, parse_ledger, read_ledger

EXAMPLE = Path(__file__).parents[3] / "examples" / "ledgers" / "harbour-joinery.csv"
TABLE = "Date,Entry,Account,Account name,Debit,Credit,Currency\n"


def write(folder: Path, name: str, body: str) -> Path:
    """Write a table below the common header."""
    path = folder / name
    path.write_text(TABLE + body, encoding="utf-8")
    return path


def test_format_by_content_not_suffix(sie_bytes: bytes, tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_bytes(sie_bytes)
    assert read_ledger(path).format == "SIE 4"


def test_measurement_of_the_small_joinery(sie_path: Path) -> None:
    found = measure([sie_path]).to_json()
    assert json.loads(json.dumps(found)) == found
    (file,) = cast("list[dict[str, object]]", found["files"])
    assert (file["entries"], file["lines"], file["debits"]) == (5, 13, 4100.0)
    assert (file["balanced"], file["unbalanced_entries"]) == (True, 0)
    assert (file["first_date"], file["last_date"]) == ("2025-01-03", "2025-01-31")
    pnl = cast("dict[str, object]", found["pnl"])
    assert (pnl["revenue"], pnl["expenses"], pnl["result"]) == (1000.0, 1000.0, 0.0)
    assert pnl["by_meaning"] == {"cost_of_sales": 400.0, "payroll": 600.0, "other_expense": 0.0,
                                 "financial": 0.0, "tax": 0.0}  # fmt: skip


def test_shipped_example() -> None:
    found = measure([EXAMPLE])
    values = {volume.driver: volume.value for volume in found.volumes}
    # the generator's own counts: 1,560 invoices, 1,920 bills, 26 runs, 12 x 18 journals
    assert values["sales_invoices"] == 1560
    assert values["supplier_invoices"] == 1920
    assert values["pay_runs"] == 26
    assert values["journals"] == 216
    assert values["sales_tax_returns"] == 12
    assert found.pnl.revenue == 400_000_000
    payroll = dict(found.pnl.by_meaning)["payroll"]
    assert payroll == pytest.approx(150_000_000, rel=0.001)
    assert found.pnl.result / found.pnl.revenue == pytest.approx(0.08, abs=0.005)
    assert found.findings == ()


def test_mixed_currencies_are_refused(tmp_path: Path) -> None:
    body = "2026-01-05,1,1000,Bank,5,,{0}\n2026-01-05,1,4000,Sales,,5,{0}\n"
    paths = [write(tmp_path, f"{code}.csv", body.format(code)) for code in ("USD", "EUR")]
    with pytest.raises(IntakeError, match="mix currencies: EUR, USD"):
        measure(paths)


def test_the_same_file_twice_is_refused(sie_path: Path) -> None:
    with pytest.raises(IntakeError, match="Give each period once"):
        measure([sie_path, sie_path])


def test_a_folder_stands_for_the_files_in_it(csv_path: Path, tmp_path: Path) -> None:
    (tmp_path / "book.csv").write_bytes(csv_path.read_bytes())
    (tmp_path / ".hidden").write_bytes(b"not a ledger")
    told: list[str] = []
    measured = measure([tmp_path], progress=told.append)
    assert [item.source for item in measured.files] == ["book.csv"]
    assert told == [str(tmp_path / "book.csv")]


def test_shared_entries_are_a_finding(tmp_path: Path) -> None:
    row = "2026-01-0{0},{0},1000,Bank,5,,USD\n2026-01-0{0},{0},4000,Sales,,5,USD\n"
    one = write(tmp_path, "a.csv", row.format(1) + row.format(2))
    two = write(tmp_path, "b.csv", row.format(2) + row.format(3))
    assert any("1 entries stand in a.csv too" in str(f) for f in measure([one, two]).findings)


def test_closing_entries_do_not_wipe_out_the_result(tmp_path: Path) -> None:
    body = (
        "2026-01-05,1,10,Bank,9,,USD\n2026-01-05,1,40,Sales,,9,USD\n"
        "2026-01-31,2,40,Sales,9,,USD\n2026-01-31,2,30,Retained earnings,,9,USD\n"
    )
    found = measure([write(tmp_path, "a.csv", body)])
    assert found.pnl.result == 900
    assert any("closes the year to equity" in str(finding) for finding in found.findings)


def test_accounts_not_understood_are_told_with_their_amount(tmp_path: Path) -> None:
    body = "2026-01-05,1,10,Bank,9,,USD\n2026-01-05,1,77,Zzz,,9,USD\n"
    found = [str(item) for item in measure([write(tmp_path, "a.csv", body)]).findings]
    assert any("account 77 Zzz: neither name nor number" in f and "-9.00 USD" in f for f in found)


def test_faults_of_all_files_come_together(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b" \n")
    (tmp_path / "book.xlsx").write_bytes(b"PK\x03\x04rest")
    (tmp_path / "folder").mkdir()
    names = ("none.csv", "folder", "empty.csv", "book.xlsx")
    paths = [tmp_path / name for name in names]
    with pytest.raises(IntakeError) as caught:
        measure(paths)
    said = [fault.what for fault in caught.value.faults]
    assert said == [
        "there is no such file.",
        "no export lies in this folder.",
        "the file is empty.",
        "this is an Excel workbook or a zip archive, not a general ledger in SIE 4 or CSV.",
    ]


def test_no_files_and_impossible_paths() -> None:
    for paths in ([], ["a\0b"]):
        with pytest.raises(IntakeError):
            measure(paths)


def test_wrong_encoding(csv_path: Path) -> None:
    with pytest.raises(IntakeError, match="not text in utf-8"):
        read_ledger(csv_path, Mapping(encoding="utf-8"))
    with pytest.raises(IntakeError, match="no encoding called"):
        read_ledger(csv_path, Mapping(encoding="klingon"))


def attempt(content: bytes) -> None:
    """Read bytes; only an IntakeError with a place may come of it, or a balanced ledger."""
    try:
        ledger = parse_ledger(content, "fuzz")
    except IntakeError as error:
        places = [fault.where for fault in error.faults]
    else:
        places = ["fuzz"]
        assert_balanced(ledger)
    assert places
    assert all(place.startswith("fuzz") for place in places)


def assert_balanced(ledger: Ledger) -> None:
    """Check that what was read is a ledger whose sides agree."""
    assert isinstance(ledger, Ledger)
    assert ledger.debits == ledger.credits


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"\xff\xfe#\x00F\x00L\x00A\x00G\x00G\x00A\x00 ")
@example(b"\xef\xbb\xbf")
def test_any_bytes(content: bytes) -> None:
    attempt(content)


WORDS = [b"#VER A 1 20250101", b"#TRANS 1930 {} 5", b"#RTRANS 1 {} 1", b"{", b"}", b'"', b"\n",
         b"#RAR 0 1",
         b"#UB 0 1 1", b"#KSUMMA", b" ", b"\\", b"#", b"\xc3", b"#IB", b"#KTYP 1 T"]  # fmt: skip
CELLS = [b",", b"\n", b'"', b"2025-01-01", b"1/2/25", b"1.5", b"1,5", b"a", b"-", b"total", b"USD",
         b"\r", b"9" * 30, b"\x00", b"\xff"]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_sie_like_bytes(words: list[bytes]) -> None:
    attempt(b"#FLAGGA 0\n" + b"".join(words))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(CELLS), max_size=60))
def test_any_table_like_bytes(cells: list[bytes]) -> None:
    attempt(b"Date,Account,Amount,Currency\n" + b"".join(cells))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_files(data: st.DataObject) -> None:
    content = (EXAMPLE.parents[2] / "tests/fixtures/ledgers/fjallviken-snickeri.se").read_bytes()
    start = data.draw(st.integers(0, len(content)))
    attempt(content[:start] + data.draw(st.binary(max_size=4)) + content[start + 3 :])


def test_balances_and_ledger_of_the_same_days_are_not_added_up(tmp_path: Path) -> None:
    year = "#FLAGGA 0\n#SIETYP {}\n#RAR 0 20250101 20251231\n"
    (tmp_path / "balances.se").write_text(
        year.format(1) + "#IB 0 1930 0\n#UB 0 1930 5\n#RES 0 3010 -5\n"
    )
    row = "#TRANS 1930 {} 5\n#TRANS 3010 {} -5\n"
    (tmp_path / "vouchers.se").write_text(f"{year.format(4)}#VER A 1 20250301\n{{\n{row}}}\n")
    with pytest.raises(IntakeError, match="of the same days"):
        measure([tmp_path])


def test_a_folder_of_documents_alone_is_no_measurement(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(IntakeError, match="no export"):
        measure([tmp_path])
