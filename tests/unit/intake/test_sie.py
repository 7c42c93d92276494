"""The SIE reader: encodings, quoting, corrected rows, balance, and every fault at once."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.errors import IntakeError
from bestplaced.intake.sie import looks_like_sie, read_sie
from bestplaced.intake.sie_fields import fields

HEAD = "#FLAGGA 0\n#SIETYP 4\n#KONTO 1930 Bank\n#KONTO 3000 Sales\n"


def voucher(number: int, *rows: str, date: str = "20250102") -> str:
    """Return the text of one voucher."""
    body = "\n".join(rows)
    return f'#VER A {number} {date} "t"\n{{\n{body}\n}}\n'


def faults(text: str) -> list[str]:
    """Return the faults for which a text is refused."""
    with pytest.raises(IntakeError) as caught:
        read_sie(text.encode(), "x.se")
    return [str(fault) for fault in caught.value.faults]


def test_reads_heads_and_vouchers(sie_bytes: bytes) -> None:
    ledger = read_sie(sie_bytes, "f.se")
    assert ledger.organisation == 'Fjällviken Snickeri "Åre" AB'
    assert ledger.currency == "SEK"  # no #VALUTA: the standard's default
    assert (ledger.fiscal_first, ledger.fiscal_last) == (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert [entry.name for entry in ledger.entries] == ["A 1", "A 2", "A 3", "A 4", "A 5"]
    # 3 + 3 + 2 + 3 + 2 rows; 1250 + 500 + 1250 + 600 + 500 = 4100.00 on each side
    assert (ledger.lines, ledger.debits, ledger.credits) == (13, 410_000, 410_000)
    assert ledger.entries[0].postings[1].text == "Luckor"
    assert ledger.findings == ()  # opening + postings = closing, and #RES agrees


def test_corrected_rows_count_once(sie_bytes: bytes) -> None:
    last = read_sie(sie_bytes, "f.se").entries[-1]
    assert [(p.account, p.amount) for p in last.postings] == [("2440", 50_000), ("1930", -50_000)]


def test_added_row_without_its_repetition_counts() -> None:
    text = HEAD + voucher(1, "#TRANS 1930 {} 5", "#RTRANS 3000 {} -5")
    assert read_sie(text.encode(), "x.se").lines == 2


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_encodings(sie_bytes: bytes, encoding: str) -> None:
    content = sie_bytes.decode("cp437").encode(encoding)
    assert read_sie(content, "f.se").organisation.startswith("Fjällviken")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("TRANS 1930 {} -1.00", ["TRANS", "1930", (), "-1.00"]),
        ('X {1 "a b" 6 c} "q \\" {z}" y', ["X", ("1", "a b", "6", "c"), 'q " {z}', "y"]),
        ("X 1930{} 5", ["X", "1930", (), "5"]),
        ('VER "" "" 20250101', ["VER", "", "", "20250101"]),
    ],
)  # fmt: skip
def test_fields(line: str, expected: list[object]) -> None:
    assert fields(line) == expected


@given(st.lists(st.text("ab \"{}å#'-", max_size=6), max_size=5))
def test_quoted_fields_round_trip(words: list[str]) -> None:
    quoted = " ".join('"' + word.replace('"', '\\"') + '"' for word in words)
    assert fields(quoted) == words


@given(st.lists(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=5), min_size=1))
def test_written_vouchers_are_read_back(entries: list[list[int]]) -> None:
    closed = [[*amounts, -sum(amounts)] for amounts in entries]
    text = HEAD + "".join(
        voucher(n, *(f"#TRANS 1930 {{}} {'-' * (a < 0)}{abs(a) // 100}.{abs(a) % 100:02d}"
                     for a in amounts))
        for n, amounts in enumerate(closed)
    )  # fmt: skip
    ledger = read_sie(text.encode(), "x.se")
    assert [[p.amount for p in entry.postings] for entry in ledger.entries] == closed


def test_every_unbalanced_voucher_is_named() -> None:
    text = HEAD + voucher(1, "#TRANS 1930 {} 5.00", "#TRANS 3000 {} -4.99")
    text += voucher(2, "#TRANS 1930 {} 5.00", "#TRANS 3000 {} -5.00")
    text += voucher(3, "#TRANS 1930 {} 1.00", "#TRANS 3000 {} -3.00", date="20250331")
    first, second = faults(text)
    assert first.startswith("x.se:5: entry A 1 of 2025-01-02 does not balance")
    assert "are 0.01." in first
    assert second.startswith("x.se:15: entry A 3 of 2025-03-31")  # 4 head + 2 x 5 lines before
    assert "are -2.00." in second


def test_all_faults_at_once_with_their_lines() -> None:
    text = HEAD + voucher(1, "#TRANS 1930 {} 5,00", "#TRANS 3000 {} -1.234")
    text += voucher(2, "#TRANS 1930 {} 1.00", date="20250230")
    text += "what is this\n"
    text += voucher(3, '#TRANS 1930 {} 1.00 20250101 "open')
    found = faults(text)
    assert [fault.split(":")[1] for fault in found] == ["7", "8", "10", "14", "17"]
    assert "'5,00' is not an amount" in found[0]
    assert "more than two decimals" in found[1]
    assert "'20250230' is not a date" in found[2]
    assert "not a SIE line" in found[3]
    assert "a quote is not closed" in found[4]


def test_truncated_file(sie_bytes: bytes) -> None:
    text = sie_bytes.decode("cp437").rstrip().removesuffix("}")
    assert any("ends inside voucher A 5" in fault for fault in faults(text))


def test_missing_brace_between_vouchers() -> None:
    text = HEAD + voucher(1, "#TRANS 1930 {} 0").replace("}\n", "").replace("{ 0", "{} 0")
    text += voucher(2, "#TRANS 1930 {} 0")
    assert any("A 1 is not closed before the next" in fault for fault in faults(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("#FLAGGA 0\n#SIETYP 2\n#KONTO 1930 x\n", "holds no vouchers and no balances"),
        ("#FLAGGA 0\n#KSUMMA\n#VER A 1 20250101\n{\n}\n", "closing #KSUMMA is missing"),
        ("#FLAGGA 0\n#TRANS 1930 {} 1\n#VER A 1 20250101\n{\n}\n", "outside a voucher"),
        ("#FLAGGA 0\n}\n#VER A 1 20250101\n{\n}\n", "closes nothing"),
        ("#FLAGGA 0\n#IB 0 1930 x\n#VER A 1 20250101\n{\n}\n", "'x' is not an amount"),
        ("date;account\n", "not a SIE file"),
    ],
)
def test_refusals(text: str, words: str) -> None:
    assert any(words in fault for fault in faults(text))


@pytest.mark.parametrize(
    ("written", "name"),
    [('"L"n Kim"', 'L"n Kim'), ('"Kund "Norr"', 'Kund "Norr'), ('""', ""), ("", ""),
     (r'"\"A\" B"', '"A" B')],
)  # fmt: skip
def test_names_with_quotes_of_their_own_are_kept(written: str, name: str) -> None:
    text = f"{HEAD}#KONTO 7010 {written}\n" + voucher(1, "#TRANS 1930 {} 0")
    assert read_sie(text.encode(), "x.se").name_of("7010") == name


def test_a_slip_in_a_line_of_no_use_does_no_harm() -> None:
    text = '#FLAGGA 0\n#PROGRAM "Kassan\n#SRU 1930 {"\n#VER A 1 20260105\n{\n#TRANS 1930 {} 1\n'
    ledger = read_sie((text + "#TRANS 3001 {} -1\n}\n").encode(), "x.se")
    assert len(ledger.entries) == 1


def test_a_fiscal_year_without_days_is_none() -> None:
    found = read_sie(f"{HEAD}#RAR 0  \n{voucher(1, '#TRANS 1930 {} 0')}".encode(), "x.si")
    assert (found.fiscal_first, found.fiscal_last) == (None, None)


def test_undeclared_account_and_wrong_closing_balance_are_findings(sie_bytes: bytes) -> None:
    text = sie_bytes.decode("cp437").replace("#UB 0 1930 1330.00", "#UB 0 1930 1330.50")
    text = text.replace("#KONTO 7210", "#KONTO 7211").replace("#RES 0 4010 400", "#RES 0 4010 4")
    found = [str(finding) for finding in read_sie(text.encode("cp437"), "f.se").findings]
    assert "account 7210 is posted to but never declared (#KONTO)." in found[0]
    # 1000.00 + 1250.00 - 420.00 - 500.00 = 1330.00
    assert "1,000.00 + postings 330.00 = 1,330.00" in found[1]
    assert "difference 0.50" in found[1]
    assert "account 4010: postings 400.00, but the file declares a result of 4.00" in found[2]
    assert len(found) == 3


def test_looks_like_sie(sie_bytes: bytes) -> None:
    assert looks_like_sie(sie_bytes)
    assert not looks_like_sie(b"#comment\nDate,Account\n")
