"""The DATEV reader: sides, contra accounts, dates without year, personal accounts."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.errors import IntakeError
from bestplaced.intake.datev import looks_like_datev, read_datev
from bestplaced.intake.formats import parse_ledger
from bestplaced.intake.meaning import account_meanings
from bestplaced.intake.measure import measure_ledgers

HEAD = (
    '"EXTF";700;21;"Buchungsstapel";9;20250306;;"XY";"";"";1001;77;20240701;4;20250201;20250228;'
    '"Test";"";1;;0;"EUR";;;;;{chart}\n'
)
NAMES = (
    "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Kurs;Basisumsatz;"
    "WKZ Basisumsatz;Konto;Gegenkonto (ohne BU-Schl\u00fcssel);BU-Schl\u00fcssel;Belegdatum;"
    "Belegfeld 1;Buchungstext;Generalumkehr (GU)\n"
)


def row(  # noqa: PLR0913  - a row has that many parts
    amount: str,
    side: str = "S",
    account: str = "10000",
    contra: str = "8400",
    day: str = "502",
    document: str = "R1",
    *,
    foreign: str = ";;",
    reversal: str = "",
) -> str:
    """Return one row; the date 502 is 5 February."""
    head, rate, base = foreign.split(";")
    return (
        f'{amount};"{side}";"{head}";{rate};{base};"";{account};{contra};"";{day};"{document}";'
        f'"B\u00fcro";"{reversal}"\n'
    )


def batch(*rows: str, chart: str = '"03"') -> bytes:
    """Return a posting batch in CP1252."""
    return (HEAD.format(chart=chart) + NAMES + "".join(rows)).encode("cp1252")


def amounts(*rows: str) -> list[tuple[str, int]]:
    """Return the postings of some rows."""
    ledger = read_datev(batch(*rows), "x.csv")
    return [(p.account, p.amount) for entry in ledger.entries for p in entry.postings]


def test_sides() -> None:
    assert amounts(row("1.190,00")) == [("10000", 119_000), ("8400", -119_000)]
    assert amounts(row("24,95", "H", "1200", "4940")) == [("1200", -2_495), ("4940", 2_495)]
    # a general reversal takes the posting back
    assert amounts(row("5,00", reversal="1")) == [("10000", -500), ("8400", 500)]
    # account 27 of a four-digit chart is 0027
    assert amounts(row("1,00", account="27", contra="1200"))[0] == ("0027", 100)


def test_foreign_amounts_take_the_base_amount() -> None:
    assert amounts(row("100,00", foreign="USD;1,10;90,91"))[0] == ("10000", 9_091)
    with pytest.raises(IntakeError, match="the amount is in USD and no base amount is given"):
        amounts(row("100,00", foreign="USD;;"))


def test_years_come_from_the_fiscal_year() -> None:
    ledger = read_datev(batch(row("1,00", day="3112"), row("1,00", day="102")), "x.csv")
    # fiscal year from 1 July 2024: 31.12. is of 2024, 1.2. of 2025
    assert [entry.date for entry in ledger.entries] == [dt.date(2024, 12, 31), dt.date(2025, 2, 1)]


def test_rows_of_one_document_on_one_person_are_one_entry() -> None:
    rows = (
        row("1,00", account="8400", contra="10000"), row("2,00", account="8300", contra="10000"),
        row("3,00", account="10001"),  # the same document number on another customer
        row("4,00", account="1200", contra="4940", document="K1"),
        row("5,00", account="1200", contra="4950", document="K1"),
    )  # fmt: skip
    ledger = read_datev(batch(*rows), "x.csv")
    assert [len(entry.postings) for entry in ledger.entries] == [4, 2, 2, 2]
    assert [entry.line for entry in ledger.entries] == [3, 5, 6, 7]


def test_meanings_and_period() -> None:
    ledger = parse_ledger(batch(row("119,00"), row("59,50", "H", "70000", "4940")), "x.csv")
    means = account_meanings(ledger)
    assert means["10000"].meaning == "receivables"
    assert means["70000"].meaning == "payables"
    found = measure_ledgers([ledger])
    assert found.cover.days == 28  # the batch is of February 2025
    assert (found.pnl.revenue, found.pnl.expenses) == (11_900, 5_950)
    assert any("include the sales tax" in str(finding) for finding in found.findings)


@pytest.mark.parametrize(
    ("account", "chart", "words"),
    [("8400", "SKR03", "SKR03"), ("6300", "SKR04", "SKR04"), ("1200", "", "do not tell")],
)
def test_chart_is_guessed_and_said(account: str, chart: str, words: str) -> None:
    ledger = read_datev(batch(row("1,00", contra=account), chart='""'), "x.csv")
    assert ledger.chart == chart
    assert words in str(ledger.findings[0])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (batch(row("1,00", "X")), "x.csv:3: the side is 'X', neither S nor H"),
        (batch(row("1.00")), "'1.00' is not an amount (decimal comma)"),
        (batch(row("1,00", day="3002")), "'3002' is not a date (TTMM)"),
        (batch(row("1,00", contra="")), "'' is not an account number"),
        (batch(), "the batch holds no postings"),
        (batch(row("1,00")).replace(b";21;", b";16;"), "holds customers and suppliers, not a"),
        (batch(row("1,00")).replace(b"20240701", b"2024"), "does not say when the fiscal year"),
        (batch(row("1,00")).replace(b"Gegenkonto", b"Other"), "lacks the columns: gegenkonto"),
        (batch(row("1,00"))[:-40], "is not a"),
    ],
)
def test_refusals(content: bytes, words: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read_datev(content, "x.csv")
    assert words in str(caught.value)


def test_rows_without_amount_are_counted_as_refused() -> None:
    ledger = read_datev(batch(row("1,00"), row("0,00")), "x.csv")
    assert ledger.rows is not None
    assert (ledger.rows.total, ledger.rows.read, ledger.rows.refused) == (2, 1, 1)


def test_detection() -> None:
    assert looks_like_datev(batch())
    assert not looks_like_datev(b"Umsatz;Konto")


@given(st.binary(max_size=200), st.integers(0, 900))
def test_any_bytes_give_a_ledger_or_an_intake_error(junk: bytes, cut: int) -> None:
    whole = batch(row("1,00"), row("2,00"))
    for content in (junk, whole[:cut] + junk + whole[cut:], whole[:cut]):
        try:
            read_datev(content, "x.csv")
        except IntakeError as error:
            assert error.faults  # noqa: PT017  - both outcomes are right


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=20))
def test_written_rows_are_read_back(values: list[int]) -> None:
    rows = [row(f"{v // 100},{v % 100:02d}", document=str(n)) for n, v in enumerate(values)]
    ledger = read_datev(batch(*rows), "x.csv")
    assert [entry.postings[0].amount for entry in ledger.entries] == values
