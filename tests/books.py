"""Made-up books, and how each format would write them: what is written has to be read back.

The writers follow the same public layouts as :mod:`tests.exports`; they share no code with the
readers. Amounts are hundredths, debit positive.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

# Number, name and QuickBooks type of each account; the balances of the last four are credits.
ACCOUNTS: dict[str, tuple[str, str]] = {
    "1000": ("Checking", "BANK"),
    "1200": ("Accounts Receivable (A/R)", "AR"),
    "5000": ("Materials Cost", "COGS"),
    "6000": ("Rent Expense", "EXP"),
    "6100": ("Utilities", "EXP"),
    "2000": ("Accounts Payable (A/P)", "AP"),
    "2200": ("Sales Tax Payable", "OCLIAB"),
    "3000": ("Owner's Equity", "EQUITY"),
    "4000": ("Service Income", "INC"),
}
CREDITS = frozenset({"2000", "2200", "3000", "4000"})


class Booked(NamedTuple):
    """An entry: its number, day and postings of ``(account, hundredths)``."""

    number: str
    date: dt.date
    postings: tuple[tuple[str, int], ...]


class BankDay(NamedTuple):
    """A line of a bank: its day and hundredths, money in positive."""

    date: dt.date
    amount: int


FIRST, LAST = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
_AMOUNT = st.integers(1, 10**9).flatmap(lambda n: st.sampled_from((n, -n)))


@st.composite
def _entry(draw: st.DrawFn) -> tuple[dt.date, tuple[tuple[str, int], ...]]:
    moved = draw(st.lists(st.sampled_from(sorted(ACCOUNTS)), min_size=2, max_size=4, unique=True))
    first = [(account, draw(_AMOUNT)) for account in moved[1:]]
    rest = -sum(amount for _, amount in first)
    both = [(moved[0], rest), *first] if rest else first
    if not rest and len(both) < 2:
        both = [(moved[0], -5), (moved[1], 5)]
    return draw(st.dates(FIRST, LAST)), tuple(both)


@st.composite
def books(draw: st.DrawFn, most: int = 8) -> list[Booked]:
    """Draw entries in order of time, each balanced and numbered."""
    drawn = sorted(draw(st.lists(_entry(), min_size=1, max_size=most)), key=lambda item: item[0])
    return [Booked(str(101 + n), *item) for n, item in enumerate(drawn)]


def bank_days(most: int = 12) -> st.SearchStrategy[list[BankDay]]:
    """Draw lines of a bank in order of time."""
    line = st.builds(BankDay, st.dates(FIRST, LAST), _AMOUNT)
    return st.lists(line, min_size=1, max_size=most).map(sorted)


def plain(amount: int) -> str:
    """Return ``-1234.56``."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def grouped(amount: int) -> str:
    """Return ``1,234.56``."""
    return f"{amount // 100:,}.{amount % 100:02d}"


def german(amount: int) -> str:
    """Return ``-1.234,56``."""
    return f"{'-' if amount < 0 else ''}{grouped(abs(amount))}".translate(str.maketrans(",.", ".,"))


def sides(amount: int, write: Callable[[int], str] = plain) -> tuple[str, str]:
    """Return the cells of a debit and a credit column."""
    return (write(amount), "") if amount > 0 else ("", write(-amount))


def table(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Return rows as delimited text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _moves(entries: Sequence[Booked]) -> Iterator[tuple[Booked, str, int]]:
    for entry in entries:
        for account, amount in entry.postings:
            yield entry, account, amount


def _by_account(entries: Sequence[Booked]) -> dict[str, list[tuple[Booked, int]]]:
    accounts: dict[str, list[tuple[Booked, int]]] = defaultdict(list)
    for entry, account, amount in _moves(entries):
        accounts[account].append((entry, amount))
    return dict(accounts)


def as_csv(entries: Sequence[Booked]) -> str:
    """Write a ledger table with German headers, dates and amounts."""
    rows = [(f"{e.date:%d.%m.%Y}", e.number, a, *sides(m, german)) for e, a, m in _moves(entries)]
    return table([("Buchungsdatum", "Belegnummer", "Konto", "Soll", "Haben"), *rows], ";")


def as_fec(entries: Sequence[Booked]) -> str:
    """Write a French FEC with 18 columns, zeros on the empty side."""
    head = (
        "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib",
        "CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit",
        "EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise",
    )  # fmt: skip
    rows = []
    for e, a, m in _moves(entries):
        debit, credit = (cell.replace(".", ",") or "0,00" for cell in sides(m))
        day = f"{e.date:%Y%m%d}"
        rows.append(("OD", "Divers", e.number, day, a, ACCOUNTS[a][0], "", "", e.number, day, "x",
                     debit, credit, "", "", day, "", ""))  # fmt: skip
    return table([head, *rows], "\t")


def as_sie(entries: Sequence[Booked]) -> str:
    """Write SIE 4."""
    out = ["#FLAGGA 0", "#FORMAT PC8", "#SIETYP 4", "#RAR 0 20250101 20251231"]
    out += [f'#KONTO {a} "{name}"' for a, (name, _) in ACCOUNTS.items()]
    for e in entries:
        out += [f'#VER A {e.number} {e.date:%Y%m%d} "x"', "{"]
        out += [f"#TRANS {a} {{}} {plain(m)}" for a, m in e.postings]
        out.append("}")
    return "\n".join(out) + "\n"


def as_datev(entries: Sequence[Booked]) -> str:
    """Write a DATEV batch: rows of one account against a clearing account of each entry."""
    head = (
        '"EXTF";700;21;"Buchungsstapel";9;20250306;;"XY";"";"";1001;77;20250101;4;20250101;'
        '20251231;"Test";"";1;;0;"EUR";;;;;"03"\n'
        "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Konto;Gegenkonto;"
        "Belegdatum;Belegfeld 1;Buchungstext\n"
    )
    rows = [
        f'{plain(abs(m)).replace(".", ",")};"{"S" if m > 0 else "H"}";"";{a};1590;'
        f'{e.date:%d%m};"{e.number}";"x"\n'
        for e, a, m in _moves(entries)
    ]
    return head + "".join(rows)


def as_saft(entries: Sequence[Booked]) -> str:
    """Write the OECD core of SAF-T."""
    out = [
        '<?xml version="1.0" encoding="utf-8"?><AuditFile><Header>',
        "<DefaultCurrencyCode>EUR</DefaultCurrencyCode></Header><GeneralLedgerEntries>",
        "<Journal><JournalID>GL</JournalID>",
    ]
    for e in entries:
        out.append(
            f"<Transaction><TransactionID>{e.number}</TransactionID>"
            f"<TransactionDate>{e.date}</TransactionDate>"
        )
        for n, (a, m) in enumerate(e.postings):
            side = "Debit" if m > 0 else "Credit"
            out.append(
                f"<Line><RecordID>{n}</RecordID><AccountID>{a}</AccountID><{side}Amount><Amount>"
                f"{plain(abs(m))}</Amount></{side}Amount></Line>\n"
            )
        out.append("</Transaction>")
    return "".join([*out, "</Journal></GeneralLedgerEntries></AuditFile>\n"])


def as_iif(entries: Sequence[Booked]) -> str:
    """Write QuickBooks Desktop's IIF."""
    rows: list[tuple[str, ...]] = [("!ACCNT", "NAME", "REFNUM", "ACCNTTYPE")]
    rows += [("ACCNT", a, str(n), kind) for n, (a, (_, kind)) in enumerate(ACCOUNTS.items())]
    for mark in ("!TRNS", "!SPL"):
        rows.append((mark, "TRNSTYPE", "DATE", "ACCNT", "AMOUNT", "DOCNUM"))
    rows.append(("!ENDTRNS",))
    for e in entries:
        for n, (a, m) in enumerate(e.postings):
            day = f"{e.date.month}/{e.date.day}/{e.date.year}"
            kind = "SPL" if n else "TRNS"
            rows.append((kind, "GENERAL JOURNAL", day, a, plain(m), e.number))
        rows.append(("ENDTRNS",))
    return table(rows, "\t")


def as_audit_data(entries: Sequence[Booked]) -> str:
    """Write the GL detail of the Audit Data Standard."""
    head = (
        "Journal_ID", "Journal_ID_Line_Number", "Effective_Date", "GL_Account_Number", "Amount",
        "Amount_Credit_Debit_Indicator", "Amount_Currency",
    )  # fmt: skip
    rows = [
        (e.number, str(n), e.date.isoformat(), a, plain(abs(m)), "D" if m > 0 else "C", "USD")
        for e in entries
        for n, (a, m) in enumerate(e.postings)
    ]
    return table([head, *rows], "|")


def as_sage(entries: Sequence[Booked]) -> str:
    """Write Sage Intacct's GL detail."""
    head = ("recordno", "accountno", "accounttitle", "batch_no", "entry_date", "amount", "currency")
    rows = [
        (str(n), a, ACCOUNTS[a][0], e.number, e.date.isoformat(), plain(m), "USD")
        for n, (e, a, m) in enumerate(_moves(entries))
    ]
    return table([head, *rows])


def as_paired(entries: Sequence[Booked]) -> str:
    """Write a journal with both accounts in a row, here one of them at a time."""
    rows = [
        (f"{e.date:%d.%m.%Y}", e.number, "x", german(abs(m)), *((a, "") if m > 0 else ("", a)))
        for e, a, m in _moves(entries)
    ]
    head = ("Belegdatum", "Belegnummer", "Buchungstext", "Buchungsbetrag", "Sollkonto",
            "Habenkonto")  # fmt: skip
    return table([head, *rows], ";")


def as_sage_trail(entries: Sequence[Booked]) -> str:
    """Write Sage 50's audit trail: journals, one row for each side."""
    rows = [
        (str(n), "JD" if m > 0 else "JC", "", a, "x", f"{e.date:%d/%m/%Y}", e.number, plain(abs(m)),
         "0.00")
        for n, (e, a, m) in enumerate(
            (e, a, m) for e in entries for a, m in sorted(e.postings, key=lambda p: -p[1])
        )
    ]  # fmt: skip
    return table([("No", "Type", "A/C", "N/C", "Details", "Date", "Ref", "Net", "Tax"), *rows])


def as_running(entries: Sequence[Booked]) -> str:
    """Write a general ledger by account with running balances."""
    rows = []
    for account, moves in _by_account(entries).items():
        balance = 0
        for e, m in moves:
            balance += m
            rows.append((account, e.date.isoformat(), e.number, "x", *sides(m), plain(balance)))
    head = ("Account", "Date", "Ref", "Description", "Debit", "Credit", "Balance")
    return table([head, *rows])


def as_qbo(entries: Sequence[Booked]) -> str:
    """Write QuickBooks Online's general ledger: natural signs under account headings."""
    rows: list[tuple[str, ...]] = [
        ("General Ledger",), ("Harbour Example LLC",), ("January - December, 2025",), ("",),
        ("", "Date", "Transaction Type", "Num", "Name", "Memo/Description", "Split", "Amount",
         "Balance"),
    ]  # fmt: skip
    for account, moves in _by_account(entries).items():
        name, turn, balance = ACCOUNTS[account][0], -1 if account in CREDITS else 1, 0
        rows.append((name,))
        for e, m in moves:
            balance += turn * m
            rows.append(("", f"{e.date:%m/%d/%Y}", "Journal Entry", e.number, "", "x", "-Split-",
                         plain(turn * m), plain(balance)))  # fmt: skip
        rows.append((f"Total for {name}", *[""] * 6, plain(balance)))
    return table(rows)


def as_qbo_journal(entries: Sequence[Booked]) -> str:
    """Write QuickBooks Online's journal report, each entry closed by its total."""
    rows: list[tuple[str, ...]] = [
        ("Journal",), ("Harbour Example LLC",), ("January - December, 2025",), ("",),
        ("Date", "Transaction Type", "Num", "Name", "Memo/Description", "Account", "Debit",
         "Credit"),
    ]  # fmt: skip
    for e in entries:
        for n, (a, m) in enumerate(e.postings):
            head = ("", "", "") if n else (f"{e.date:%m/%d/%Y}", "Journal Entry", e.number)
            rows.append((*head, "", "x", ACCOUNTS[a][0], *sides(m)))
        total = plain(sum(m for _, m in e.postings if m > 0))
        rows += [(*[""] * 6, total, total), ("",) * 8]
    return table(rows)


def as_xero(entries: Sequence[Booked]) -> str:
    """Write Xero's account transactions."""
    rows: list[tuple[str, ...]] = [
        ("Account Transactions",), ("Harbour Example Ltd",),
        ("For the period 1 January 2025 to 31 December 2025",), ("",),
        ("Date", "Source", "Description", "Reference", "Debit", "Credit", "Running Balance"),
    ]  # fmt: skip
    for account, moves in _by_account(entries).items():
        name, balance = ACCOUNTS[account][0], 0
        rows.append((name,))
        for e, m in moves:
            balance += m
            rows.append((f"{e.date:%d %b %Y}", "Manual Journal", "x", e.number, *sides(m),
                         plain(balance)))  # fmt: skip
        total_in = sum(m for _, m in moves if m > 0)
        total_out = -sum(m for _, m in moves if m < 0)
        rows.append((f"Total {name}", "", "", "", plain(total_in), plain(total_out), ""))
    return table(rows)


def as_xero_journal(entries: Sequence[Booked]) -> str:
    """Write Xero's journal report with a header above."""
    head = ("Date", "Journal ID", "Account Code", "Account", "Details", "Narration", "Debit EUR",
            "Credit EUR")  # fmt: skip
    rows = [
        (f"{e.date:%d %b %Y}", e.number, a, ACCOUNTS[a][0], "x", "n", *sides(m, grouped))
        for e, a, m in _moves(entries)
    ]
    return table([("Journal Report",), ("Harbour",), ("",), head, *rows])


def as_api_tables(entries: Sequence[Booked]) -> dict[str, str]:
    """Write the two tables of journals that Xero's API gives."""
    head = "journal_id,journal_date,journal_number,reference,source_type\n"
    heads = "".join(f"j{e.number},{e.date},{e.number},,\n" for e in entries)
    line = "journal_line_id,account_code,account_id,account_name,account_type,journal_id,net_amount"
    lines = "".join(
        f"{n},{a},a{a},x,CURRENT,j{e.number},{plain(m)}\n"
        for n, (e, a, m) in enumerate(_moves(entries))
    )
    return {"xero_journal_data": head + heads, "xero_journal_line_data": f"{line}\n{lines}"}


def as_journal(entries: Sequence[Booked]) -> str:
    """Write a journal of hledger and ledger."""
    return "".join(
        f"{e.date} entry {e.number}\n"
        + "".join(f"    assets:{a}  {plain(m)} EUR\n" for a, m in e.postings)
        + "\n"
        for e in entries
    )


# How each is written, and whether it names accounts by number.
LEDGERS: dict[str, tuple[Callable[[Sequence[Booked]], str], bool]] = {
    "csv": (as_csv, True), "fec": (as_fec, True), "sie": (as_sie, True), "saft": (as_saft, True),
    "iif": (as_iif, True), "audit data": (as_audit_data, True), "sage": (as_sage, True),
    "paired": (as_paired, True), "running": (as_running, True), "qbo": (as_qbo, False),
    "qbo journal": (as_qbo_journal, False), "xero": (as_xero, False),
    "xero journal": (as_xero_journal, True), "sage trail": (as_sage_trail, True),
}  # fmt: skip


def as_ofx(lines: Sequence[BankDay]) -> str:
    """Write OFX 1."""
    rows = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{d.date:%Y%m%d}<TRNAMT>{plain(d.amount)}<FITID>{n}"
        "<NAME>x</STMTTRN>\n"
        for n, d in enumerate(lines)
    )
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>"
        f"<CURDEF>USD<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST>{rows}</BANKTRANLIST>"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    )


def as_camt(lines: Sequence[BankDay]) -> str:
    """Write CAMT.053 with both balances."""

    def side(amount: int) -> str:
        return (
            f'<Amt Ccy="EUR">{plain(abs(amount))}</Amt>'
            f"<CdtDbtInd>{'DBIT' if amount < 0 else 'CRDT'}</CdtDbtInd>"
        )

    def balance(code: str, amount: int) -> str:
        return (
            f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{side(amount)}"
            "<Dt><Dt>2025-01-01</Dt></Dt></Bal>"
        )

    rows = "".join(
        f"<Ntry>{side(d.amount)}<Sts>BOOK</Sts><BookgDt><Dt>{d.date}</Dt></BookgDt></Ntry>\n"
        for d in lines
    )
    both = balance("OPBD", 1_000) + balance("CLBD", 1_000 + sum(d.amount for d in lines))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>'
        "<Id>1</Id><Acct><Id><IBAN>DE1</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{both}{rows}</Stmt></BkToCstmrStmt></Document>\n"
    )


def as_mt940(lines: Sequence[BankDay]) -> str:
    """Write MT940 with both balances."""

    def balance(tag: str, amount: int) -> str:
        side = "D" if amount < 0 else "C"
        return f":{tag}:{side}250101EUR{plain(abs(amount)).replace('.', ',')}\n"

    rows = "".join(
        f":61:{d.date:%y%m%d}{d.date:%m%d}{'D' if d.amount < 0 else 'C'}"
        f"{plain(abs(d.amount)).replace('.', ',')}NTRFNONREF\n:86:x\n"
        for d in lines
    )
    total = 1_000 + sum(d.amount for d in lines)
    head = f":20:REF\n:25:12345\n:28C:1/1\n{balance('60F', 1_000)}"
    return f"{head}{rows}{balance('62F', total)}-\n"


def as_qif(lines: Sequence[BankDay]) -> str:
    """Write a QIF register."""
    rows = "".join(
        f"D{d.date.month}/{d.date.day}'{d.date:%y}\nT{plain(d.amount)}\nPx\n^\n" for d in lines
    )
    return f"!Type:Bank\n{rows}"


def as_paypal(lines: Sequence[BankDay]) -> str:
    """Write PayPal's activity: gross, fee and net, with the balance after each."""
    rows, balance = [], 0
    for n, d in enumerate(lines):
        balance += d.amount
        rows.append((f"{d.date:%m/%d/%Y}", "10:00:00", "PST", "Ann", "Payment", "Completed", "USD",
                     plain(d.amount + 30), "-0.30", plain(d.amount), f"T{n}",
                     plain(balance)))  # fmt: skip
    head = ("Date", "Time", "TimeZone", "Name", "Type", "Status", "Currency", "Gross", "Fee", "Net",
            "Transaction ID", "Balance")  # fmt: skip
    return table([head, *rows])


def as_open_collective(lines: Sequence[BankDay]) -> str:
    """Write Open Collective's transactions, newest first."""
    rows, balance = [], 0
    for n, d in enumerate(lines):
        balance += d.amount
        rows.append((f"{d.date}T10:00:00", f"b{n}", "x", plain(d.amount), plain(d.amount),
                     plain(balance), "USD", "harbour"))  # fmt: skip
    head = ("effectiveDate", "shortId", "description", "amount", "netAmount", "balance", "currency",
            "accountSlug")  # fmt: skip
    return table([head, *reversed(rows)])


def as_venmo(lines: Sequence[BankDay]) -> str:
    """Write Venmo's statement, with both balances in rows of their own."""

    def cell(amount: int) -> str:
        return f"{'-' if amount < 0 else '+'} ${grouped(abs(amount))}"

    rows = [
        ("", str(n), f"{d.date}T10:00:00", "Payment", "Complete", "x", "a", "b", cell(d.amount),
         "Venmo balance", "Venmo balance", "", "")
        for n, d in enumerate(lines)
    ]  # fmt: skip
    head = ("", "ID", "Datetime", "Type", "Status", "Note", "From", "To", "Amount (total)",
            "Funding Source", "Destination", "Beginning Balance", "Ending Balance")  # fmt: skip
    first = (*[""] * 11, "$10.00", "")
    last = (*[""] * 12, cell(1_000 + sum(d.amount for d in lines)))
    return table([("Account Statement - (@harbour)",), head, first, *rows, last])


def as_bank(lines: Sequence[BankDay]) -> str:
    """Write a bank's table, newest first, with the balance after each line."""
    rows, balance = [], 0
    for d in lines:
        balance += d.amount
        paid_in, paid_out = sides(d.amount, grouped)
        rows.append((f"{d.date:%d %b %Y}", "x", paid_out, paid_in, plain(balance)))
    head = ("Date", "Description", "Money Out", "Money In", "Balance")
    return table([("Account statement",), head, *reversed(rows)])


BANKS: dict[str, Callable[[Sequence[BankDay]], str]] = {
    "ofx": as_ofx, "camt": as_camt, "mt940": as_mt940, "qif": as_qif, "paypal": as_paypal,
    "open collective": as_open_collective, "bank": as_bank, "venmo": as_venmo,
}  # fmt: skip
