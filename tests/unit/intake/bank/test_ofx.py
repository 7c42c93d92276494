"""The OFX reader: SGML and XML, closed and unclosed elements, damaged files."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.errors import IntakeError
from bestplaced.intake.bank.ofx import looks_like_ofx, read_ofx

SGML = """OFXHEADER:100
DATA:OFXSGML
CHARSET:1252

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR
<BANKACCTFROM><BANKID>1<ACCTID>T-1<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260101<DTEND>20260131
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260105120000[-5:EST]<TRNAMT>-1234,50<FITID>1<CHECKNUM>
<NAME>Caf\u00e9 &amp; Co<MEMO>lunch
</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260106<TRNAMT>+10.00<FITID>2<NAME>Ann</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>775.50<DTASOF>20260131</LEDGERBAL>
<AVAILBAL><BALAMT>9.99<DTASOF>20260131</AVAILBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


def closed(text: str) -> str:
    """Return the statement as OFX 2: every value in a closed element."""
    lines = []
    for piece in text[text.index("<OFX>") :].replace("\n", "").split("<")[1:]:
        name, _, value = piece.partition(">")
        lines.append(f"<{name}>{value}</{name}>" if value else f"<{name}>")
    return '<?xml version="1.0"?><?OFX OFXHEADER="200" VERSION="211"?>' + "\n".join(lines)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
@pytest.mark.parametrize("text", [SGML, closed(SGML), SGML.replace("\n", "\r\n")])
def test_both_versions(text: str, encoding: str) -> None:
    (found,) = read_ofx(text.encode(encoding), "x.ofx")
    assert (found.account, found.currency, found.closing) == ("T-1", "EUR", 77_550)
    assert (found.first, found.last) == (dt.date(2026, 1, 1), dt.date(2026, 1, 31))
    assert [line.amount for line in found.lines] == [-123_450, 1_000]
    assert [line.counterparty for line in found.lines] == ["Caf\u00e9 & Co", "Ann"]
    assert found.lines[0].text == "lunch"
    assert found.lines[0].date == dt.date(2026, 1, 5)
    assert found.opening is None  # OFX never gives it, so nothing can be checked
    assert found.difference is None


def test_lines_are_numbered() -> None:
    (found,) = read_ofx(SGML.encode(), "x.ofx")
    assert [line.line for line in found.lines] == [8, 11]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("</OFX>", "", "x.ofx: the file is cut off"),
        ("-1234,50", "-1.234,50", "x.ofx:8: '-1.234,50' is not an amount"),
        ("-1234,50", "", "is not an amount"),
        ("<DTPOSTED>20260106", "", "x.ofx:11: the transaction has no date"),
        ("20260106", "20260230", "'20260230' is not a date"),
        ("<ACCTID>T-1", "", "does not say its account"),
        ("<STMTRS>", "", "a transaction stands outside a statement"),
        ("<OFX>", "<!DOCTYPE a><OFX>", "declares a document type"),
        ("<OFX>", '<!ENTITY a "b"><OFX>', "declares a document type or entities"),
    ],
)
def test_refusals(old: str, new: str, words: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read_ofx(SGML.replace(old, new).encode(), "x.ofx")
    assert words in str(caught.value)


def test_currency_of_the_lines_stands_in_for_that_of_the_statement() -> None:
    bare = SGML.replace("<CURDEF>EUR", "<CURDEF></CURDEF>")
    (found,) = read_ofx(bare.encode(), "x.ofx")
    assert found.currency == ""
    assert "does not say its currency" in str(found.findings[0])
    named = bare.replace("</STMTTRN>", "<CURRENCY><CURRATE>1<CURSYM>AUD</CURRENCY></STMTTRN>")
    (found,) = read_ofx(named.encode(), "x.ofx")
    assert (found.currency, found.findings) == ("AUD", ())


def test_no_statement_at_all() -> None:
    with pytest.raises(IntakeError, match="holds no bank, card or brokerage statement"):
        read_ofx(b"<OFX><SIGNONMSGSRSV1></SIGNONMSGSRSV1></OFX>", "x.ofx")


def test_own_entities_are_never_expanded() -> None:
    (found,) = read_ofx(SGML.replace("lunch", "&secret;").encode(), "x.ofx")
    assert found.lines[0].text == "&secret;"


def test_detection() -> None:
    assert looks_like_ofx(SGML.encode())
    assert not looks_like_ofx(b"Date,Amount\n2026-01-01,5\n")


@given(st.binary(max_size=200), st.integers(0, len(SGML)))
def test_any_bytes_give_statements_or_an_intake_error(junk: bytes, cut: int) -> None:
    whole = SGML.encode("cp1252")
    for content in (junk, whole[:cut] + junk + whole[cut:], whole[:cut]):
        try:
            read_ofx(content, "x.ofx")
        except IntakeError as error:
            assert error.faults  # noqa: PT017  - both outcomes are right
