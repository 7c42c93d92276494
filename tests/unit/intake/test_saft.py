"""The SAF-T reader: the layouts of Portugal and Norway, totals, balances, damaged files."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bestplaced.errors import IntakeError
from bestplaced.intake.formats import parse_ledger
from bestplaced.intake.meaning import account_meanings
from bestplaced.intake.measure import measure_ledgers
from bestplaced.intake.saft import looks_like_saft, read_saft

PT = """<?xml version="1.0" encoding="Windows-1252"?>
<AuditFile xmlns="urn:OECD:StandardAuditFile-Tax:PT_1.04_01"><Header>
<TaxAccountingBasis>C</TaxAccountingBasis><CompanyName>Inven\u00e7\u00e3o Lda</CompanyName>
<CompanyAddress><Country>PT</Country></CompanyAddress><StartDate>2025-01-01</StartDate>
<EndDate>2025-12-31</EndDate><CurrencyCode>EUR</CurrencyCode></Header><MasterFiles>
<GeneralLedgerAccounts>
<Account><AccountID>12</AccountID><AccountDescription>Bancos</AccountDescription>
<OpeningDebitBalance>9.00</OpeningDebitBalance><ClosingDebitBalance>1.00</ClosingDebitBalance>
<GroupingCategory>GR</GroupingCategory></Account>
<Account><AccountID>1201</AccountID><AccountDescription>Banco A</AccountDescription>
<OpeningDebitBalance>100.00</OpeningDebitBalance><OpeningCreditBalance>0.00</OpeningCreditBalance>
<ClosingDebitBalance>161.50</ClosingDebitBalance><ClosingCreditBalance>0.00</ClosingCreditBalance>
<GroupingCategory>GM</GroupingCategory></Account>
<Account><AccountID>711</AccountID><AccountDescription>Vendas</AccountDescription></Account>
<Account><AccountID>24331</AccountID><AccountDescription>IVA</AccountDescription></Account>
</GeneralLedgerAccounts></MasterFiles><GeneralLedgerEntries>
<NumberOfEntries>1</NumberOfEntries><TotalDebit>61.50</TotalDebit><TotalCredit>61.50</TotalCredit>
<Journal><JournalID>VD</JournalID><Description>Vendas</Description>
<Transaction><TransactionID>2025-01-05 VD 1</TransactionID><Period>1</Period>
<TransactionDate>2025-01-05</TransactionDate><Description>Venda</Description>
<Lines><DebitLine><RecordID>1</RecordID><AccountID>1201</AccountID>
<DebitAmount>61.50</DebitAmount></DebitLine>
<CreditLine><RecordID>2</RecordID><AccountID>711</AccountID><CreditAmount>50.00</CreditAmount>
</CreditLine><CreditLine><RecordID>3</RecordID><AccountID>24331</AccountID>
<CreditAmount>11.50</CreditAmount></CreditLine></Lines></Transaction></Journal>
</GeneralLedgerEntries></AuditFile>
"""
NO = """<?xml version="1.0" encoding="utf-8"?>
<n1:AuditFile xmlns:n1="urn:StandardAuditFile-Taxation-Financial:NO"><n1:Header>
<n1:AuditFileCountry>NO</n1:AuditFileCountry><n1:Company><n1:Name>Oppdiktet AS</n1:Name>
</n1:Company><n1:DefaultCurrencyCode>NOK</n1:DefaultCurrencyCode><n1:SelectionCriteria>
<n1:SelectionStartDate>2025-01-01</n1:SelectionStartDate></n1:SelectionCriteria></n1:Header>
<n1:GeneralLedgerEntries><n1:Journal><n1:JournalID>GL</n1:JournalID><n1:Transaction>
<n1:TransactionID>7</n1:TransactionID><n1:TransactionDate>2025-02-01</n1:TransactionDate>
<n1:Line><n1:RecordID>1</n1:RecordID><n1:AccountID>5000</n1:AccountID>
<n1:DebitAmount><n1:Amount>300.00</n1:Amount></n1:DebitAmount></n1:Line>
<n1:Line><n1:RecordID>2</n1:RecordID><n1:AccountID>1920</n1:AccountID>
<n1:CreditAmount><n1:Amount>300.00</n1:Amount></n1:CreditAmount></n1:Line>
</n1:Transaction></n1:Journal></n1:GeneralLedgerEntries></n1:AuditFile>
"""
PT_BYTES = PT.encode("cp1252")


def test_portugal() -> None:
    ledger = read_saft(PT_BYTES, "x.xml")
    assert (ledger.organisation, ledger.currency) == ("Inven\u00e7\u00e3o Lda", "EUR")
    assert (ledger.fiscal_first, ledger.fiscal_last) == (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    (entry,) = ledger.entries
    assert entry.series == "VD"
    assert [p.amount for p in entry.postings] == [6_150, -5_000, -1_150]
    assert ledger.findings == ()  # 100.00 + 61.50 = 161.50; the heading 12 is left out
    means = account_meanings(ledger)
    assert [means[a].meaning for a in ("1201", "711", "24331")] == ["bank", "revenue", "sales_tax"]
    assert measure_ledgers([ledger]).pnl.revenue == 5_000


def test_norway_and_the_oecd_core() -> None:
    ledger = parse_ledger(NO.encode(), "x.xml")
    assert (ledger.organisation, ledger.currency, ledger.lines) == ("Oppdiktet AS", "NOK", 2)
    assert ledger.fiscal_first == dt.date(2025, 1, 1)
    means = account_meanings(ledger)
    assert means["5000"].wages
    assert means["1920"].meaning == "bank"
    assert "account 1920 is posted to but never declared." in str(ledger.findings[0])


def test_totals_and_balances_that_differ_are_findings() -> None:
    text = PT.replace("<TotalDebit>61.50", "<TotalDebit>70.00")
    text = text.replace("NumberOfEntries>1<", "NumberOfEntries>5<")
    text = text.replace("161.50", "161.51")
    found = [str(finding) for finding in read_saft(text.encode("cp1252"), "x.xml").findings]
    assert "TotalDebit says 70.00, the entries make 61.50" in found[0]
    assert "NumberOfEntries says 5, the file holds 1 entries" in found[1]
    assert "opening 100.00 + postings 61.50 = 161.50, but the file closes it at 161.51" in found[2]
    assert len(found) == 3


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("</AuditFile>", "", "damaged or cut off"),
        ("<CreditAmount>50.00", "<CreditAmount>49.00", "x.xml:19: entry VD 2025-01-05 VD 1"),
        ("<CreditAmount>50.00", "<CreditAmount>5,0.00", "'5,0.00' is not an amount"),
        ("<TransactionDate>2025-01-05", "<TransactionDate>2025-02-30", "is not a date"),
        ("<AccountID>711</AccountID><Cr", "<Cr", "the line has no AccountID"),
        ("<AuditFile ", '<!DOCTYPE a [<!ENTITY b "c">]><AuditFile ', "declares a document type"),
    ],
)
def test_refusals(old: str, new: str, words: str) -> None:
    with pytest.raises(IntakeError) as caught:
        parse_ledger(PT.replace(old, new).encode("cp1252"), "x.xml")
    assert words in str(caught.value)


def test_a_file_of_invoices_says_what_it_holds() -> None:
    head, _, _ = PT.partition("<GeneralLedgerEntries>")
    text = head.replace(">C<", ">I<") + (
        "<SourceDocuments><SalesInvoices><Invoice/><Invoice><DocumentTotals><Payment/>"
        "</DocumentTotals></Invoice></SalesInvoices></SourceDocuments></AuditFile>"
    )
    with pytest.raises(
        IntakeError, match=r"TaxAccountingBasis I\) holds 2 invoices, but no general ledger"
    ):
        read_saft(text.encode("cp1252"), "x.xml")


def test_detection() -> None:
    assert looks_like_saft(PT_BYTES)
    assert looks_like_saft(NO.encode())
    assert not looks_like_saft(b"<Document/>")


@given(st.binary(max_size=200), st.integers(0, len(PT)))
def test_any_bytes_give_a_ledger_or_an_intake_error(junk: bytes, cut: int) -> None:
    for content in (junk, PT_BYTES[:cut] + junk + PT_BYTES[cut:], PT_BYTES[:cut]):
        try:
            read_saft(content, "x.xml")
        except IntakeError as error:
            assert error.faults  # noqa: PT017  - both outcomes are right


RO = """<?xml version="1.0" encoding="utf-8"?>
<AuditFile xmlns="mfp:anaf:dgti:d406:declaratie:v1"><Header>
<Company><Name>N\u0103scocit SRL</Name></Company></Header><MasterFiles><GeneralLedgerAccounts>
<Account><AccountID>704</AccountID><AccountType>Pasiv</AccountType></Account>
<Account><AccountID>4111</AccountID><AccountType>Activ</AccountType></Account>
<Account><AccountID>1012</AccountID><AccountType>Pasiv</AccountType>
<OpeningCreditBalance>200.00</OpeningCreditBalance></Account>
</GeneralLedgerAccounts></MasterFiles><GeneralLedgerEntries><Journal><JournalID>V</JournalID>
<Transaction><TransactionID>1</TransactionID><TransactionDate>2026-06-05</TransactionDate>
<SourceID>ana</SourceID><SystemEntryDate>2026-07-20</SystemEntryDate>
<CustomerID>17</CustomerID><SupplierID>0</SupplierID>
<TransactionLine><AccountID>4111</AccountID><CustomerID>0</CustomerID>
<SourceDocumentID>F 1</SourceDocumentID>
<DebitAmount><Amount>100.00</Amount></DebitAmount></TransactionLine>
<TransactionLine><AccountID>704</AccountID>
<CreditAmount><Amount>100.00</Amount></CreditAmount></TransactionLine>
</Transaction></Journal></GeneralLedgerEntries></AuditFile>
"""


def test_romania_by_its_namespace() -> None:
    ledger = read_saft(RO.encode(), "d406.xml")
    assert (ledger.currency, ledger.chart, ledger.organisation) == (
        "RON", "RO", "N\u0103scocit SRL")  # fmt: skip
    means = account_meanings(ledger)
    assert (means["704"].meaning, means["4111"].meaning) == ("revenue", "receivables")
    (entry,) = ledger.entries
    assert (entry.entered, entry.person, entry.document) == (dt.date(2026, 7, 20), "ana", "F 1")
    assert {posting.party for posting in entry.postings} == {"17"}
    (month,) = measure_ledgers([ledger]).months
    assert dict(month.balance)["equity"] == -20_000  # opened, never moved


def test_the_standard_account_says_what_a_number_of_the_program_means() -> None:
    rows = "".join(
        f"<n1:Account><n1:AccountID>{number}</n1:AccountID><n1:StandardAccountID>{standard}"
        "</n1:StandardAccountID></n1:Account>"
        for number, standard in (("1042", "3000"), ("1920", "1920"), ("77", "5000"))
    )
    head = f"<n1:MasterFiles><n1:GeneralLedgerAccounts>{rows}</n1:GeneralLedgerAccounts>"
    text = NO.replace("</n1:Header>", f"</n1:Header>{head}</n1:MasterFiles>")
    text = text.replace(">5000</n1:AccountID>", ">1042</n1:AccountID>")
    means = account_meanings(read_saft(text.encode(), "x.xml"))
    assert means["1042"].meaning == "revenue"  # by its own digits it would be a fixed asset
    assert means["1920"].meaning == "bank"
