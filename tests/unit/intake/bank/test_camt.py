"""The CAMT reader: versions, signs, what is not booked, and XML that is never read."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.errors import IntakeError
from bestplaced.intake.bank.camt import looks_like_camt, read_camt
from bestplaced.intake.formats import parse_export
from tests.exports import CAMT

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."


def entry(amount: str, mark: str = "CRDT", status: str = "BOOK", extra: str = "") -> str:
    """Return an entry of the old layout, in EUR on 5 January 2026."""
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd><Sts>{status}</Sts>'
        f"<BookgDt><Dt>2026-01-05</Dt></BookgDt>{extra}</Ntry>\n"
    )


def balance(code: str, amount: str, day: str, mark: str = "CRDT", currency: str = "EUR") -> str:
    """Return one balance of a statement."""
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def message(*parts: str, version: str = "02", kind: str = "Stmt") -> bytes:
    """Return a message with one statement of an invented account."""
    body = "".join(parts)
    return (
        f'{HEAD}<Document xmlns="{SPACE}{version}"><BkToCstmrStmt><GrpHdr/>\n<{kind}><Acct><Id>'
        f"<IBAN>XX00TEST</IBAN></Id><Ccy>EUR</Ccy></Acct>\n{body}</{kind}></BkToCstmrStmt>"
        "</Document>"
    ).encode()


FULL = message(
    balance("OPBD", "100.00", "2026-01-01"),
    balance("CLBD", "70.50", "2026-01-31"),
    entry("20.00"),
    entry("49.50", "DBIT"),
)


def test_statement_adds_up() -> None:
    (found,) = read_camt(FULL, "x.xml")
    # 100.00 + 20.00 - 49.50 = 70.50
    assert (found.opening, found.money_in, found.money_out, found.closing) == (
        10_000, 2_000, 4_950, 7_050,
    )  # fmt: skip
    assert found.difference == 0
    assert (found.account, found.currency, found.format) == ("XX00TEST", "EUR", "CAMT.053")
    assert (found.first, found.last) == (dt.date(2026, 1, 1), dt.date(2026, 1, 31))
    assert [line.line for line in found.lines] == [6, 7]  # declaration, head, account, 2 balances


def test_details_of_both_layouts() -> None:
    party = "<NtryDtls><TxDtls><RltdPties><Dbtr>{}</Dbtr></RltdPties></TxDtls></NtryDtls>"
    old = entry("1", extra=party.format("<Nm>Ann</Nm>"))
    new = entry("1", "CRDT", "<Cd>BOOK</Cd>", party.format("<Pty><Nm>Bob</Nm></Pty>"))
    (found,) = read_camt(message(old, new, version="08"), "x.xml")
    assert [line.counterparty for line in found.lines] == ["Ann", "Bob"]


def test_batches_are_one_line_of_many_parts() -> None:
    batch = "<NtryDtls><Btch><NbOfTxs>12</NbOfTxs></Btch></NtryDtls>"
    (found,) = read_camt(message(entry("600", extra=batch)), "x.xml")
    assert [(line.amount, line.parts) for line in found.lines] == [(60_000, 12)]


def test_pending_entries_are_not_counted_but_said() -> None:
    (found,) = read_camt(message(entry("5"), entry("7", status="PDNG")), "x.xml")
    assert (len(found.lines), found.unread) == (1, 1)  # read + not read = 2 entries
    assert "1 entries are pending" in str(found.findings[0])


def test_yen_have_no_minor_unit() -> None:
    content = message(entry("2700")).replace(b"EUR", b"JPY")
    (found,) = read_camt(content, "x.xml")
    assert found.lines[0].amount == 2700
    assert found.say(2700) == "2,700 JPY"


def test_balance_in_another_currency_is_not_compared() -> None:
    (found,) = read_camt(
        message(balance("OPBD", "1", "2026-01-01", currency="SEK"), entry("5")), "x.xml"
    )
    assert found.opening is None
    assert "balance is in SEK, the account in EUR" in str(found.findings[0])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (FULL[:-60], "x.xml:7: the XML is damaged or cut off"),
        (message(entry("x")), "x.xml:4: 'x' is not an amount"),
        (message(entry("1.234")), "finer than the smallest unit of EUR"),
        (message(entry("1", "")), "neither CRDT nor DBIT"),
        (message(entry("1").replace("2026-01-05", "2026-02-30")), "'2026-02-30' is not a date"),
        (message(entry("1").replace("BookgDt", "Other")), "no booking date"),
        (message(entry("1"), entry("2").replace("EUR", "USD")), "an entry is in USD"),
        (message(kind="Other"), "holds no statement"),
    ],
)
def test_refusals(content: bytes, words: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read_camt(content, "x.xml")
    assert words in str(caught.value)


BOMB = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c '
    '"&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("declaration", [BOMB, OUTSIDE, '<!DOCTYPE x SYSTEM "http://x.test/d">'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declarations_are_refused_before_they_act(declaration: str, encoding: str) -> None:
    text = FULL.decode().replace(HEAD, declaration).replace("XX00TEST", "&c;&f;")
    for read in (read_camt, parse_export):
        with pytest.raises(IntakeError, match="declares a document type or entities"):
            read(text.encode(encoding), "x.xml")


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(IntakeError, match="nested more than 60 deep"):
        read_camt(message("<a>" * 100 + "</a>" * 100), "x.xml")


def test_detection() -> None:
    assert looks_like_camt(FULL)
    assert not looks_like_camt(b"<Document xmlns='urn:other'/>")
    assert not looks_like_camt(b"Date,Amount")


@given(st.binary(max_size=300))
def test_any_bytes_give_a_statement_or_an_intake_error(junk: bytes) -> None:
    for content in (junk, FULL[:400] + junk + FULL[400:], FULL[: len(junk) * 3]):
        try:
            read_camt(content, "x.xml")
        except IntakeError as error:
            assert error.faults  # noqa: PT017  - both outcomes are right


@given(st.lists(st.integers(-(10**12), 10**12), max_size=20))
def test_written_entries_are_read_back(amounts: list[int]) -> None:
    entries = [
        entry(f"{abs(a) // 100}.{abs(a) % 100:02d}", "DBIT" if a < 0 else "CRDT") for a in amounts
    ]
    (found,) = read_camt(message(*entries), "x.xml")
    assert [line.amount for line in found.lines] == amounts


def test_notifications_have_entries_and_no_balances() -> None:
    """CAMT.054: the same entries under other names, without balances."""
    content = re.sub(r"<Bal>.*?</Bal>", "", CAMT, flags=re.DOTALL)
    for old, new in (
        ("camt.053", "camt.054"),
        ("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn"),
        ("<Stmt>", "<Ntfctn>"),
        ("</Stmt>", "</Ntfctn>"),
    ):
        content = content.replace(old, new)
    (statement,) = read_camt(content.encode(), "n.xml")
    assert (statement.format, statement.kind) == ("CAMT.054", "notification")
    assert [line.amount for line in statement.lines] == [550]
    assert (statement.opening, statement.closing) == (None, None)
