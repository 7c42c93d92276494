"""Small exports of an invented firm, after the public layouts of each product.

Harbour Example: 5 January buys timber 200.00 by card; 10 January invoices 1,500.00, of which 100.00
sales tax; 15 January is paid; 31 January pays 650.00 for rent 600.00 and water 50.00. Debits make
200 + 1,500 + 1,500 + 650 = 3,850.00.
"""

from __future__ import annotations

QBO_CLASSIC = """General Ledger,,,,,,,,
Harbour Example LLC,,,,,,,,
"January - March, 2026",,,,,,,,
,,,,,,,,
,Date,Transaction Type,Num,Name,Memo/Description,Split,Amount,Balance
Checking,,,,,,,,
,Beginning Balance,,,,,,,"1,000.00"
,01/05/2026,Expense,,Oak Supplies,timber,Materials Cost,-200.00,800.00
,01/15/2026,Payment,1001,Client A,,Accounts Receivable (A/R),"$1,500.00","2,300.00"
,01/31/2026,Check,55,Landlord,rent,-Split-,(650.00),"1,650.00"
Total for Checking,,,,,,,$650.00,
Accounts Receivable (A/R),,,,,,,,
,01/10/2026,Invoice,1001,Client A,,-Split-,"1,500.00","1,500.00"
,01/15/2026,Payment,1001,Client A,,Checking,"$(1,500.00)",0.00
Total for Accounts Receivable (A/R),,,,,,,$0.00,
Sales Tax Payable,,,,,,,,
,01/10/2026,Invoice,1001,Client A,,Accounts Receivable (A/R),100.00,100.00
Total for Sales Tax Payable,,,,,,,$100.00,
Income,,,,,,,,
Service Income,,,,,,,,
,01/10/2026,Invoice,1001,Client A,work,Accounts Receivable (A/R),"1,400.00","1,400.00"
Total for Service Income,,,,,,,"$1,400.00",
Total for Income with sub-accounts,,,,,,,"$1,400.00",
Materials Cost,,,,,,,,
,01/05/2026,Expense,,Oak Supplies,timber,Checking,200.00,200.00
Total for Materials Cost,,,,,,,$200.00,
Rent,,,,,,,,
,01/31/2026,Check,55,Landlord,rent,Checking,600.00,600.00
Total for Rent,,,,,,,$600.00,
Utilities,,,,,,,,
,01/31/2026,Check,55,Landlord,water,Checking,50.00,50.00
Total for Utilities,,,,,,,$50.00,
,,,,,,,,
"Accrual Basis Tuesday, April 7, 2026 10:00 AM GMT-7",,,,,,,,
"""

_NEW_HEAD = (
    "Distribution account,Transaction date,Transaction type,Num,Name,Description,Split account,"
    "Amount,Balance"
)


def _new_layout() -> str:
    """Return the same ledger with the account in the first column of every line."""
    rows, account = [], ""
    for row in QBO_CLASSIC.splitlines()[5:]:
        if row.startswith(","):
            rows.append(account + row if row.strip(",") else row)
        else:
            account = row.rstrip(",") if not row.startswith(("Total", '"')) else account
            rows.append(row)
    return "\n".join(["General Ledger", "Harbour Example LLC", "", _NEW_HEAD, *rows]) + "\n"


QBO_NEW = _new_layout()

QBO_JOURNAL = """Journal,,,,,,,
Harbour Example LLC,,,,,,,
January 2026,,,,,,,
,,,,,,,
Date,Transaction Type,Num,Name,Memo/Description,Account,Debit,Credit
01/05/2026,Expense,,Oak Supplies,timber,Checking,,$200.00
,,,,timber,Materials Cost,$200.00,
,,,,,,$200.00,$200.00
,,,,,,,
01/10/2026,Invoice,1001,Client A,,Accounts Receivable (A/R),"$1,500.00",
,,,,,Sales Tax Payable,,$100.00
,,,,work,Service Income,,"$1,400.00"
,,,,,,"$1,500.00","$1,500.00"
,,,,,,,
01/15/2026,Payment,1001,Client A,,Checking,"$1,500.00",
,,,,,Accounts Receivable (A/R),,"$1,500.00"
,,,,,,"$1,500.00","$1,500.00"
,,,,,,,
01/31/2026,Check,55,Landlord,rent,Checking,,$650.00
,,,,rent,Rent,$600.00,
,,,,water,Utilities,$50.00,
,,,,,,$650.00,$650.00
,,,,,,,
TOTAL,,,,,,"$3,850.00","$3,850.00"
"""

QB_DESKTOP = """"","Type","Date","Num","Adj","Name","Memo","Split","Debit","Credit","Balance"
"1000 · Checking","","","","","","","","","","1,000.00"
"","Check","01/05/2026","54","","Oak Supplies","timber","5000 · Materials Cost","","200.00","800.00"
"","Payment","01/15/2026","1001","","Client A","","1200 · Accounts Receivable","1,500.00","","2,300.00"
"","Check","01/31/2026","55","","Landlord","rent","-SPLIT-","","650.00","1,650.00"
"Total 1000 · Checking","","","","","","","","1,500.00","850.00","1,650.00"
"1200 · Accounts Receivable","","","","","","","","","","0.00"
"","Invoice","01/10/2026","1001","","Client A","","-SPLIT-","1,500.00","","1,500.00"
"","Payment","01/15/2026","1001","","Client A","","1000 · Checking","","1,500.00","0.00"
"Total 1200 · Accounts Receivable","","","","","","","","1,500.00","1,500.00","0.00"
"2200 · Sales Tax Payable","","","","","","","","","","0.00"
"","Invoice","01/10/2026","1001","","Client A","","1200 · Accounts Receivable","","100.00","-100.00"
"Total 2200 · Sales Tax Payable","","","","","","","","0.00","100.00","-100.00"
"4000 · Service Income","","","","","","","","","","0.00"
"","Invoice","01/10/2026","1001","","Client A","work","1200 · Accounts Receivable","","1,400.00","-1,400.00"
"Total 4000 · Service Income","","","","","","","","0.00","1,400.00","-1,400.00"
"5000 · Materials Cost","","","","","","","","","","0.00"
"","Check","01/05/2026","54","","Oak Supplies","timber","1000 · Checking","200.00","","200.00"
"Total 5000 · Materials Cost","","","","","","","","200.00","0.00","200.00"
"6000 · Rent","","","","","","","","","","0.00"
"","Check","01/31/2026","55","","Landlord","rent","1000 · Checking","600.00","","600.00"
"Total 6000 · Rent","","","","","","","","600.00","0.00","600.00"
"6100 · Utilities","","","","","","","","","","0.00"
"","Check","01/31/2026","55","","Landlord","water","1000 · Checking","50.00","","50.00"
"Total 6100 · Utilities","","","","","","","","50.00","0.00","50.00"
"TOTAL","","","","","","","","3,850.00","3,850.00","0.00"
"""  # noqa: E501

XERO = """Account Transactions
Harbour Example Ltd
For the period 1 January 2026 to 31 January 2026

Date,Source,Description,Reference,Debit,Credit,Running Balance,Gross,Tax

Business Bank Account
Opening Balance,,,,1000.00,,1000.00,,
05 Jan 2026,Spend Money,Oak Supplies - timber,S-1,,200.00,800.00,-200.00,0.00
15 Jan 2026,Receivable Payment,Client A,INV-1001,1500.00,,2300.00,1500.00,0.00
31 Jan 2026,Spend Money,Landlord - rent,S-2,,650.00,1650.00,-650.00,0.00
Total Business Bank Account,,,,1500.00,850.00,650.00,650.00,0.00
Closing Balance,,,,1650.00,,1650.00,,

Accounts Receivable
10 Jan 2026,Receivable Invoice,Client A - work,INV-1001,1500.00,,1500.00,1500.00,0.00
15 Jan 2026,Receivable Payment,Client A,INV-1001,,1500.00,0.00,-1500.00,0.00
Total Accounts Receivable,,,,1500.00,1500.00,0.00,0.00,0.00

Sales Tax
10 Jan 2026,Receivable Invoice,Client A - work,INV-1001,,100.00,-100.00,-100.00,0.00
Total Sales Tax,,,,,100.00,-100.00,-100.00,0.00

Sales
10 Jan 2026,Receivable Invoice,Client A - work,INV-1001,,1400.00,-1400.00,-1400.00,-100.00
Total Sales,,,,,1400.00,-1400.00,-1400.00,-100.00

Purchases
05 Jan 2026,Spend Money,Oak Supplies - timber,S-1,200.00,,200.00,200.00,0.00
Total Purchases,,,,200.00,,200.00,200.00,0.00

Rent
31 Jan 2026,Spend Money,Landlord - rent,S-2,600.00,,600.00,600.00,0.00
Total Rent,,,,600.00,,600.00,600.00,0.00

Water utilities
31 Jan 2026,Spend Money,Landlord - water,S-2,50.00,,50.00,50.00,0.00
Total Water utilities,,,,50.00,,50.00,50.00,0.00
Total,,,,3850.00,3850.00,,,
"""

RUNNING = """Account,Date,Ref,Description,Debit,Credit,Balance
Bank,2026-01-01,,Opening balance,,,1000.00
Bank,2026-01-05,J1,timber,,200.00,800.00
Bank,2026-01-15,J3,Client A,1500.00,,2300.00
Bank,2026-01-31,J4,rent and water,,650.00,1650.00
Debtors,2026-01-10,J2,Client A,1500.00,,1500.00
Debtors,2026-01-15,J3,Client A,,1500.00,0.00
VAT,2026-01-10,J2,Client A,,100.00,-100.00
Sales,2026-01-10,J2,Client A,,1400.00,-1400.00
Materials cost,2026-01-05,J1,timber,200.00,,200.00
Rent,2026-01-31,J4,rent,600.00,,600.00
Water expense,2026-01-31,J4,water,50.00,,50.00
"""

IIF = (
    "!ACCNT\tNAME\tREFNUM\tACCNTTYPE\tDESC\n"
    "ACCNT\tChecking\t1\tBANK\t\nACCNT\tReceivables\t2\tAR\t\nACCNT\tTax\t3\tOCLIAB\t\n"
    "ACCNT\tServices\t4\tINC\t\nACCNT\tMaterials\t5\tCOGS\t\nACCNT\tRent\t6\tEXP\t\n"
    "ACCNT\tWater\t7\tEXP\t\n"
    "!TRNS\tTRNSID\tTRNSTYPE\tDATE\tACCNT\tNAME\tAMOUNT\tDOCNUM\tMEMO\n"
    "!SPL\tSPLID\tTRNSTYPE\tDATE\tACCNT\tNAME\tAMOUNT\tDOCNUM\tMEMO\n!ENDTRNS\n"
    "TRNS\t1\tCHECK\t1/5/2026\tChecking\tOak Supplies\t-200.00\t54\ttimber\n"
    "SPL\t2\tCHECK\t1/5/2026\tMaterials\t\t200.00\t\ttimber\nENDTRNS\n"
    "TRNS\t3\tINVOICE\t1/10/2026\tReceivables\tClient A\t1500.00\t1001\t\n"
    "SPL\t4\tINVOICE\t1/10/2026\tTax\t\t-100.00\t\t\n"
    "SPL\t5\tINVOICE\t1/10/2026\tServices\t\t-1400.00\t\twork\nENDTRNS\n"
    "TRNS\t6\tPAYMENT\t1/15/2026\tChecking\tClient A\t1500.00\t1001\t\n"
    "SPL\t7\tPAYMENT\t1/15/2026\tReceivables\t\t-1500.00\t\t\nENDTRNS\n"
    "TRNS\t8\tCHECK\t1/31/2026\tChecking\tLandlord\t-650.00\t55\trent\n"
    "SPL\t9\tCHECK\t1/31/2026\tRent\t\t600.00\t\trent\n"
    "SPL\t10\tCHECK\t1/31/2026\tWater\t\t50.00\t\twater\nENDTRNS\n"
)

AUDIT_DATA = (
    "Journal_ID|Journal_ID_Line_Number|JE_Header_Description|JE_Line_Description|Source|"
    "Effective_Date|Entered_Date|Entered_By|Approved_By|GL_Account_Number|Amount|"
    "Amount_Credit_Debit_Indicator|Amount_Currency\n"
    "1|1|timber|timber|AP|2026-01-05|2026-01-06|dana|lee|5000|200.00|D|USD\n"
    "1|2|timber|timber|AP|2026-01-05|2026-01-06|dana|lee|1000|200.00|C|USD\n"
    "2|1|sale|work|AR|2026-01-10|2026-01-10|dana|lee|1200|1500.00|D|USD\n"
    "2|2|sale|tax|AR|2026-01-10|2026-01-10|dana|lee|2200|100.00|C|USD\n"
    "2|3|sale|work|AR|2026-01-10|2026-01-10|dana|lee|4000|1400.00|C|USD\n"
    "3|1|receipt||CR|2026-01-15|2026-01-15|dana|dana|1000|1500.00|D|USD\n"
    "3|2|receipt||CR|2026-01-15|2026-01-15|dana|dana|1200|1500.00|C|USD\n"
    "4|1|rent||AP|2026-01-31|2026-02-20|dana|lee|1000|650.00|C|USD\n"
    "4|2|rent||AP|2026-01-31|2026-02-20|dana|lee|6000|600.00|D|USD\n"
    "4|3|rent||AP|2026-01-31|2026-02-20|dana|lee|6100|50.00|D|USD\n"
)

QIF = """!Account
NChecking
TBank
^
!Type:Bank
D1/1'26
T1,000.00
POpening Balance
L[Checking]
^
D1/5'26
T-200.00
POak Supplies
LMaterials
^
D1/31'26
T-650.00
N55
PLandlord
SRent
$-600.00
SWater
$-50.00
^
"""

OPEN_COLLECTIVE = (
    '"effectiveDate","shortId","shortGroup","description","type","kind","amount","netAmount",'
    '"balance","currency","accountSlug","accountName","oppositeAccountSlug","oppositeAccountName"\n'
    '"2026-01-20T10:00:00","b2","g2","Hosting","DEBIT","EXPENSE",-30,-30,65,"USD","harbour",'
    '"Harbour","host","Host Co"\n'
    '"2026-01-10T10:00:00","b1","g1","Monthly gift","CREDIT","CONTRIBUTION",100,95,95,"USD",'
    '"harbour","Harbour","ann","Ann"\n'
)

BANK = """Account statement
Date,Description,Money Out,Money In,Balance
31/01/2026,Landlord,650.00,,1650.00
15/01/2026,Client A,,1500.00,2300.00
05/01/2026,Oak Supplies,200.00,,800.00
"""

TOGGL = """User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,Amount ()
Dana,d@harbour.example,Own,Office,Credit control,calls,No,2026-01-05,09:00:00,2026-01-05,10:30:00,01:30:00,,
Lee,l@harbour.example,Own,Office,Bank feeds,coding,No,2026-02-06,09:00:00,2026-02-06,12:00:00,03:00:00,,
"""  # noqa: E501

CLOCKIFY = """Project,Client,Description,Task,User,Group,Email,Tags,Billable,Start Date,Start Time,End Date,End Time,Duration (h),Duration (decimal)
Office,Own,calls,Credit control,Dana,,d@harbour.example,,No,01/05/2026,09:00 AM,01/05/2026,10:30 AM,01:30:00,1.50
Office,Own,coding,Bank feeds,Lee,,l@harbour.example,,No,02/16/2026,09:00 AM,02/16/2026,12:00 PM,03:00:00,3.00
"""  # noqa: E501

HARVEST = """Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,First Name,Last Name
2026-01-05,Own,Office,O,Credit control,calls,1.5,No,Dana,Doe
2026-02-06,Own,Office,O,Bank feeds,coding,3.0,No,Lee,Roe
"""

HOURS = """Day;Person;Activity;Hours
05.01.2026;Dana;Credit control;1,5
06.02.2026;Lee;Bank feeds;3
"""

FEC = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\t"
    "CompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\t"
    "Montantdevise\tIdevise\n"
    "VE\tVentes\t1\t20260105\t411\tClients\t\t\tF1\t20260105\tVente\t120,00\t0,00\t\t\t\t\t\n"
    "VE\tVentes\t1\t20260105\t706\tPrestations\t\t\tF1\t20260105\tVente\t0,00\t120,00\t\t\t\t\t\n"
)
SIE = (
    '#FLAGGA 0\n#FORMAT PC8\n#SIETYP 4\n#FNAMN "Hamn AB"\n#RAR 0 20260101 20261231\n'
    '#KONTO 1930 "Bank"\n#KONTO 3000 "Intäkt"\n'
    '#VER A 1 20260105 "Sale"\n{\n#TRANS 1930 {} 120.00\n#TRANS 3000 {} -120.00\n}\n'
)
TABLE = "Date,Entry,Account,Debit,Credit\n2026-01-05,1,Bank,5.50,\n2026-01-05,1,Sales,,5.50\n"
OFX = (
    "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>"
    "<CURDEF>USD<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT"
    "<DTPOSTED>20260105<TRNAMT>-5.50<FITID>1<NAME>Oak</STMTTRN></BANKTRANLIST>"
    "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
)
MT940 = (
    ":20:REF\n:25:12345\n:28C:1/1\n:60F:C260101EUR1000,00\n:61:2601050105D200,00NTRFNONREF\n"
    ":86:Oak\n:62F:C260105EUR800,00\n-\n"
)
CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>1</Id>
<Acct><Id><IBAN>DE1</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">10.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">15.50</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-31</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">5.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-01-05</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>
"""
PAYPAL = (
    '"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net",'
    '"Transaction ID","Balance"\n"01/15/2026","10:00:00","PST","Ann","Payment","Completed","USD",'
    '"10.00","-0.50","9.50","T1","9.50"\n'
)
SAGE = (
    "recordno,accountno,accounttitle,batch_no,entry_date,amount,currency\n"
    "1,1000,Bank,7,2026-01-05,5.50,USD\n2,4000,Sales,7,2026-01-05,-5.50,USD\n"
)
# One good sample for each reader of text.
# The same month as the two layouts of a Xero journal report show it.
XERO_JOURNAL = """Journal Report,,,,,,,,,,
Harbour Example LLC,,,,,,,,,,
For the period 1 January 2026 to 31 March 2026,,,,,,,,,,
,,,,,,,,,,
Date,Journal ID,Account Code,Account,Details,Narration,Posted Date,Posted By,Debit USD,Credit USD
5 Jan 2026,11,310,Materials Cost,timber,Spend money - Oak Supplies,6 Jan 2026,Ada E,200.00,
5 Jan 2026,11,,Pier Street 44,timber,Spend money - Oak Supplies,6 Jan 2026,Ada E,,200.00
,11,,Total,,,,,200.00,200.00
10 Jan 2026,12,610,Accounts Receivable,work,Invoice 1001 - Client A,10 Jan 2026,Ada E,"1,500.00",
10 Jan 2026,12,200,Sales,work,Invoice 1001 - Client A,10 Jan 2026,Ada E,,"1,400.00"
10 Jan 2026,12,820,Sales Tax,work,Invoice 1001 - Client A,10 Jan 2026,Ada E,,100.00
,12,,Total,,,,,"1,500.00","1,500.00"
15 Jan 2026,13,,Pier Street 44,,Payment - Client A,20 Feb 2026,Ben E,"1,500.00",
15 Jan 2026,13,610,Accounts Receivable,,Payment - Client A,20 Feb 2026,Ben E,,"1,500.00"
,13,,Total,,,,,"1,500.00","1,500.00"
31 Jan 2026,14,469,Rent,rent,Spend money - Landlord,31 Jan 2026,Ada E,600.00,
31 Jan 2026,14,445,Utilities,water,Spend money - Landlord,31 Jan 2026,Ada E,50.00,
31 Jan 2026,14,,Pier Street 44,,Spend money - Landlord,31 Jan 2026,Ada E,,650.00
,14,,Total,,,,,650.00,650.00
"""
XERO_JOURNAL_BLOCKS = """Journal Report,,,
Harbour Example LLC,,,
For the period 1 January 2026 to 31 March 2026,,,
,,,
ID 11,,Posted 6 Jan 2026 by Ada E,
5 Jan 2026,Spend money - Oak Supplies,,
Account,Description,Debit USD,Credit USD
Materials Cost (310),timber,200.00,
Pier Street 44,timber,,200.00
Total,,200.00,200.00
,,,
ID 12,,Posted 10 Jan 2026 by Ada E,
10 Jan 2026,Invoice 1001 - Client A,,
Account,Description,Debit USD,Credit USD
Accounts Receivable (610),work,"1,500.00",
Sales (200),work,,"1,400.00"
Sales Tax (820),work,,100.00
Total,,"1,500.00","1,500.00"
,,,
ID 13,,Posted 20 Feb 2026 by Ben E,
15 Jan 2026,Payment - Client A,,
Account,Description,Debit USD,Credit USD
Pier Street 44,,"1,500.00",
Accounts Receivable (610),,,"1,500.00"
Total,,"1,500.00","1,500.00"
,,,
ID 14,,Posted 31 Jan 2026 by Ada E,
31 Jan 2026,Spend money - Landlord,,
Account,Description,Debit USD,Credit USD
Rent (469),rent,600.00,
Utilities (445),water,50.00,
Pier Street 44,,,650.00
Total,,650.00,650.00
"""

# The same month as a journal with both accounts in a row (SKR03), an entry of three in two rows.
PAIRED = """Belegdatum;Belegnummer;Buchungstext;Buchungsbetrag;Sollkonto;Habenkonto
05.01.2026;1;Holz;200,00;3400;1200
10.01.2026;2;Kunde A;1.500,00;1400;
10.01.2026;2;Kunde A;1.400,00;;8400
10.01.2026;2;Steuer;100,00;;1776
15.01.2026;3;Kunde A;1.500,00;1200;1400
31.01.2026;4;Miete;600,00;4210;1200
31.01.2026;4;Wasser;50,00;4240;1200
"""

# A posting batch of DATEV: an invoice, and its receipt with a contra account of the bank.
DATEV = (
    '"EXTF";700;21;"Buchungsstapel";9;20260306;;"XY";"";"";1001;77;20260101;4;20260101;20261231;'
    '"Test";"";1;;0;"EUR";;;;;"03"\n'
    "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Konto;Gegenkonto;Belegdatum;"
    "Belegfeld 1;Buchungstext\n"
    '1.190,00;"S";"";10000;8400;0501;"R1";"work"\n'
    '1.190,00;"S";"";1200;10000;1501;"R1";"x"\n'
)
# The OECD core of SAF-T: one sale.
SAFT = """<?xml version="1.0" encoding="utf-8"?>
<AuditFile><Header><AuditFileCountry>DK</AuditFileCountry>
<DefaultCurrencyCode>DKK</DefaultCurrencyCode></Header><GeneralLedgerEntries>
<NumberOfEntries>1</NumberOfEntries><TotalDebit>300.00</TotalDebit><TotalCredit>300.00</TotalCredit>
<Journal><JournalID>GL</JournalID><Transaction><TransactionID>7</TransactionID>
<TransactionDate>2026-02-01</TransactionDate><Description>work</Description>
<Line><RecordID>1</RecordID><AccountID>1920</AccountID>
<DebitAmount><Amount>300.00</Amount></DebitAmount></Line>
<Line><RecordID>2</RecordID><AccountID>3000</AccountID>
<CreditAmount><Amount>300.00</Amount></CreditAmount></Line>
</Transaction></Journal></GeneralLedgerEntries></AuditFile>
"""
# Balances of a year, without vouchers.
SIE_1 = (
    '#FLAGGA 0\n#FORMAT PC8\n#SIETYP 1\n#FNAMN "Hamn AB"\n#RAR 0 20260101 20261231\n'
    '#KONTO 1930 "Bank"\n#KONTO 3000 "Int\u00e4kt"\n'
    "#IB 0 1930 0\n#UB 0 1930 120.00\n#RES 0 3000 -120.00\n"
)
OFX_2 = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'
    "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD</CURDEF><BANKACCTFROM><ACCTID>1</ACCTID>"
    "</BANKACCTFROM><BANKTRANLIST>\n<STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>20260105</DTPOSTED>"
    "<TRNAMT>-5.50</TRNAMT><FITID>1</FITID><NAME>Oak</NAME></STMTTRN>\n</BANKTRANLIST>"
    "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
)
# Tables of the Xero API, each a file of a folder: one invoice, one receipt.
API = {
    "xero_journal_data": (
        "journal_id,journal_date,journal_number,reference,source_type\n"
        "j1,2026-01-05,1,INV-1,ACCREC\nj2,2026-01-20,2,,ACCRECPAYMENT\n"
    ),
    "xero_journal_line_data": (
        "journal_line_id,account_code,account_id,account_name,account_type,journal_id,net_amount\n"
        "1,610,a1,Accounts Receivable,CURRENT,j1,110.00\n2,200,a2,Sales,REVENUE,j1,-100\n"
        "3,820,a3,GST,CURRLIAB,j1,-10.0\n4,,a4,Main Account,BANK,j2,110\n"
        "5,610,a1,Accounts Receivable,CURRENT,j2,-110\n"
    ),
}

# Venmo: a card pays for timber (no line of the balance), a client pays, a transfer to the bank.
VENMO = """Account Statement - (@harbour) ,,,,,,,,,,,,,
Account Activity,,,,,,,,,,,,,
,ID,Datetime,Type,Status,Note,From,To,Amount (total),Amount (fee),Funding Source,Destination,Beginning Balance,Ending Balance
,,,,,,,,,,,,$10.00,
,41,2026-01-05T10:00:00,Payment,Complete,timber,Harbour,Oak Supplies,- $20.00,,Visa *0040,,,
,42,2026-01-10T10:00:00,Payment,Complete,work,Client A,Harbour,"+ $1,500.00",$25.00,,Venmo balance,,
,43,2026-01-15T10:00:00,Standard Transfer,Issued,,,,- $485.00,,Venmo balance,Bank *1,,
,44,2026-01-16T10:00:00,Payment,Pending,x,Ann,Harbour,+ $5.00,,,Venmo balance,,
,,,,,,,,,,,,,"$1,000.00"
"""  # noqa: E501
# Sage 50: the month of Harbour Example, with purchase invoices, wages, and a credit note.
SAGE_TRAIL = """Audit Trail (Detailed)
Harbour Example Ltd
No,Type,A/C,N/C,Dept,Details,Date,Ref,Ex.Ref,Net,Tax,T/C,Paid,Amount Paid,Bank Rec. Date
1,PI,OAK01,5000,0,timber,05/01/2026,B77,,200.00,40.00,T1,Y,240.00,
2,SI,CLI01,4000,0,work,10/01/2026,1001,,1000.00,200.00,T1,Y,1680.00,
3,SI,CLI01,4001,0,more work,10/01/2026,1001,,400.00,80.00,T1,Y,,
4,SR,CLI01,1200,0,receipt,15/01/2026,BACS,,1680.00,0.00,T9,Y,1680.00,31/01/2026
5,PP,OAK01,1200,0,payment,20/01/2026,BACS,,240.00,0.00,T9,Y,240.00,31/01/2026
6,BP,1200,7100,0,rent,31/01/2026,DD,,600.00,0.00,T2,Y,600.00,31/01/2026
7,JD,1200,7003,0,wages,31/01/2026,SAL,,900.00,0.00,T9,Y,900.00,
8,JC,1200,2220,0,wages,31/01/2026,SAL,,900.00,0.00,T9,Y,900.00,
9,SC,CLI01,4000,0,credit,31/01/2026,1001C,,100.00,20.00,T1,N,0.00,
,,,,,,,,Totals,4320.00,340.00,,,,
"""

# A bank's list without headings: its balances prove which columns they are.
HEADLESS = (
    '31/01/2026,"-650.00","Landlord","+1650.00"\n15/01/2026,"+1500.00","Client A","+2300.00"\n'
    '05/01/2026,"-200.00","Oak Supplies","+800.00"\n'
)

TEXTS: dict[str, str] = {
        "fec": FEC, "sie": SIE, "csv": TABLE, "ofx": OFX, "mt940": MT940, "camt": CAMT,
        "paypal": PAYPAL, "sage": SAGE, "qbo": QBO_CLASSIC, "qbo new": QBO_NEW,
        "qbo journal": QBO_JOURNAL, "qb desktop": QB_DESKTOP,
        "xero": XERO, "xero journal": XERO_JOURNAL, "xero journal in blocks": XERO_JOURNAL_BLOCKS,
        "running": RUNNING, "paired": PAIRED, "iif": IIF,
        "audit data": AUDIT_DATA, "qif": QIF,
        "open collective": OPEN_COLLECTIVE, "bank": BANK, "toggl": TOGGL,
        "clockify": CLOCKIFY, "harvest": HARVEST, "hours": HOURS, "datev": DATEV, "saft": SAFT,
        "sie 1": SIE_1, "ofx 2": OFX_2, "venmo": VENMO, "headless": HEADLESS,
        "sage trail": SAGE_TRAIL,
}  # fmt: skip
