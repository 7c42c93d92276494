"""Write ``harbour-joinery.csv``: the general ledger 2025 of a joinery that does not exist.

Harbour Joinery, its customers and its suppliers are invented. Seeded: the same file every time.
Run ``python examples/ledgers/generate.py``. Amounts are integer cents until they are printed.
Its books have the faults that such books have: numbers missing and used twice, suppliers paid
twice, late postings, one pair of hands, money in suspense. None changes how much work there is.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections import defaultdict
from pathlib import Path

YEAR = 2025
FIRST, LAST = dt.date(YEAR, 1, 1), dt.date(YEAR, 12, 31)
HEADER = (
    "Date", "Entry", "Account", "Account name", "Description", "Debit", "Credit", "Currency",
    "Entered", "Entered by",
)  # fmt: skip
ACCOUNTS = {
    1000: "Operating checking", 1010: "Payroll checking", 1020: "Savings account",
    1200: "Accounts receivable", 1300: "Raw materials inventory", 1400: "Prepaid insurance",
    1500: "Workshop machinery", 1590: "Accumulated depreciation",
    2000: "Accounts payable",
    2100: "Accrued payroll", 2110: "Payroll taxes payable", 2200: "Sales tax payable",
    2300: "Accrued expenses", 2500: "Equipment loan", 3000: "Common stock",
    3200: "Retained earnings", 4000: "Sales, fitted joinery", 4100: "Sales, repairs",
    5000: "Materials used", 5100: "Subcontractors", 5200: "Freight in", 6000: "Wages, workshop",
    6010: "Salaries, office", 6100: "Employer payroll taxes", 6110: "Health insurance, staff",
    6200: "Rent", 6300: "Utilities", 6400: "Repairs and maintenance", 6500: "Vehicle expenses",
    6600: "Insurance", 6650: "Advertising", 6700: "Office supplies", 6720: "Software",
    6750: "Professional fees", 6780: "Bank fees", 6800: "Depreciation expense",
    6850: "Warranty expense", 6990: "Uncategorized expense", 7000: "Interest expense",
}  # fmt: skip
CUSTOMERS = [
    f"{a} {b}"
    for a in ("Elm", "Quay", "Larch", "Tern", "Cove", "Dune", "Ash", "Reef")
    for b in ("Homes", "Builders", "Kitchens", "Interiors", "Estates", "Cafe")
]
SUPPLIERS = [f"{a} {b}" for a in ("Alder", "Beacon", "Cedar", "Drift", "Ember", "Fathom", "Gull")
             for b in ("Timber", "Hardware", "Glass", "Coatings", "Tools", "Freight")]  # fmt: skip

Lines = list[tuple[int, int]]


class Book:
    """Collects balanced entries and numbers them by series."""

    def __init__(self) -> None:
        """Start an empty book."""
        self.entries: list[tuple[dt.date, str, str, Lines]] = []
        self.count: dict[str, int] = defaultdict(int)

    def post(self, date: dt.date, series: str, text: str, lines: Lines) -> None:
        """Add one entry; debits are positive cents."""
        if sum(amount for _, amount in lines):
            raise ValueError(text)
        self.count[series] += 1
        self.entries.append((date, f"{series}-{self.count[series]:04d}", text, lines))


def spread(rng: random.Random, count: int, total: int) -> list[int]:
    """Return ``count`` amounts of very different size that add up to ``total`` cents."""
    weights = [rng.lognormvariate(0, 0.9) for _ in range(count)]
    amounts = [max(100, int(total * weight / sum(weights))) for weight in weights]
    amounts[-1] += total - sum(amounts)
    return amounts


def workday(rng: random.Random) -> dt.date:
    """Return a weekday of the year."""
    while True:
        date = FIRST + dt.timedelta(days=rng.randrange(365))
        if date.weekday() < 5:
            return date


def month_end(month: int) -> dt.date:
    """Return the last day of a month of the year."""
    return (dt.date(YEAR, month, 28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def sales(book: Book, rng: random.Random) -> None:
    """Post 1,560 invoices of 4.0m in all, and a receipt for each one paid within the year."""
    for number, net in enumerate(spread(rng, 1560, 400_000_000), start=7001):
        date, customer, repair = workday(rng), rng.choice(CUSTOMERS), rng.random() < 0.15
        tax = net * 6 // 100 if repair else 0
        lines = [(1200, net + tax), (4100 if repair else 4000, -net)]
        book.post(date, "SI", f"{customer} {number}", lines + [(2200, -tax)] * repair)
        paid = date + dt.timedelta(days=rng.randrange(12, 58))
        if paid <= LAST:
            book.post(paid, "CR", f"{customer} {number}", [(1000, net + tax), (1200, -net - tax)])
    for number, part in enumerate(spread(rng, 60, 31_000_000), start=6901):
        paid = FIRST + dt.timedelta(days=rng.randrange(2, 45))
        text = f"{rng.choice(CUSTOMERS)} {number}"
        book.post(paid, "CR", text, [(1000, part), (1200, -part)])


def purchases(book: Book, rng: random.Random) -> None:
    """Post 1,920 supplier invoices, paid supplier by supplier in weekly runs."""
    overheads = (6200, 6300, 6400, 6500, 6600, 6650, 6700, 6720, 6750)
    bills = [(rng.choices((5000, 5100, 5200), (7, 2, 1))[0], amount)
             for amount in spread(rng, 1300, 148_000_000)]  # fmt: skip
    bills += [(rng.choice(overheads), amount) for amount in spread(rng, 608, 56_500_000)]
    bills += [(6110, 568_800)] * 12
    due: dict[tuple[dt.date, str], int] = defaultdict(int)
    for number, (account, amount) in enumerate(bills, start=1):
        date, supplier = workday(rng), rng.choice(SUPPLIERS)
        book.post(date, "PI", f"{supplier} {number}", [(account, amount), (2000, -amount)])
        pay = date + dt.timedelta(days=rng.randrange(14, 40))
        due[pay + dt.timedelta(days=(3 - pay.weekday()) % 7), supplier] += amount
    for (date, supplier), amount in due.items():
        if date <= LAST:
            book.post(date, "SP", f"{supplier} payment", [(2000, amount), (1000, -amount)])


def payroll(book: Book) -> None:
    """Post 26 pay runs of 51,154 gross, and the transfer and deposit that go with each."""
    office, workshop = 1_470_000, 3_645_400
    gross = office + workshop
    employer, withheld = gross * 765 // 10_000, gross * 21 // 100
    for run in range(26):
        date = dt.date(YEAR, 1, 10) + dt.timedelta(days=14 * run)
        net, deposit = gross - withheld, withheld + employer
        book.post(date, "TR", "To payroll account", [(1010, net), (1000, -net)])
        book.post(date, "PR", f"Pay run {run + 1}", [
            (6000, workshop), (6010, office), (6100, employer), (2110, -deposit), (1010, -net),
        ])  # fmt: skip
        paid = min(date + dt.timedelta(days=3), LAST)
        book.post(paid, "TX", "Payroll tax deposit", [(2110, deposit), (1000, -deposit)])


def card(book: Book, rng: random.Random) -> None:
    """Post 640 debit-card purchases."""
    for amount in spread(rng, 640, 6_000_000):
        account = rng.choice((5000, 6500, 6500, 6700, 6720))
        book.post(workday(rng), "DC", "Card purchase", [(account, amount), (1000, -amount)])


def months(book: Book, rng: random.Random) -> None:
    """Post what recurs monthly: fees, loan, sales tax, savings, and eighteen journals."""
    owed: dict[int, int] = defaultdict(int)
    for date, _, _, lines in list(book.entries):
        owed[date.month] -= sum(amount for account, amount in lines if account == 2200)
    for month in range(1, 13):
        end = month_end(month)
        tax = owed[month - 1] if month > 1 else 112_000
        pay = dt.date(YEAR, month, 20)
        book.post(pay, "ST", "Sales tax return", [(2200, tax), (1000, -tax)])
        book.post(end, "BF", "Bank fees", [(6780, 30_000), (1000, -30_000)])
        interest = 90_000 - 2_500 * month
        loan = [(2500, 240_000 - interest), (7000, interest), (1000, -240_000)]
        book.post(pay, "LN", "Loan instalment", loan)
        book.post(end, "TR", "To savings", [(1020, 500_000), (1000, -500_000)])
        book.post(end, "JE", "Depreciation", [(6800, 460_000), (1590, -460_000)])
        book.post(end, "JE", "Insurance used", [(6600, 150_000), (1400, -150_000)])
        swing = 900_000 if month % 2 else -900_000
        book.post(end, "JE", "Stock count", [(1300, swing), (5000, -swing)])
        book.post(end, "JE", "Pay accrued", [(6000, 820_000), (2100, -820_000)])
        book.post(end, "JE", "Pay accrual back", [(2100, 820_000), (6000, -820_000)])
        book.post(end, "JE", "Warranty", [(6850, 40_000), (2300, -40_000)])
        for _ in range(12):
            amount = rng.randrange(5_000, 90_000)
            book.post(end, "JE", "Job reclass", [(5100, amount), (5000, -amount)])


def opening(book: Book) -> None:
    """Post the opening balances of 1 January."""
    lines = [(1000, 42_000_000), (1010, 1_500_000), (1020, 6_000_000), (1200, 31_000_000),
             (1300, 18_000_000), (1400, 2_000_000), (1500, 46_000_000), (1590, -17_000_000),
             (2200, -112_000), (2500, -16_000_000), (3000, -10_000_000)]  # fmt: skip
    rest = -sum(amount for _, amount in lines)
    book.post(FIRST, "OB", "Opening balances", [*lines, (3200, rest)])


def spoil(book: Book, rng: random.Random) -> None:
    """Put in what is amiss: gaps, doubled numbers, part payments, suspense, double payments."""
    order = sorted(range(len(book.entries)), key=lambda at: book.entries[at][0])

    def of(series: str) -> list[int]:
        return [at for at in order if book.entries[at][1].startswith(series)]

    lost = sorted(rng.sample(range(1, 1560), 12))  # invoice numbers that nobody can find
    for at in of("SI-"):
        date, number, text, lines = book.entries[at]
        shift = sum(gap <= int(number[3:]) for gap in lost)
        book.entries[at] = (date, f"SI-{int(number[3:]) + shift:04d}", text, lines)
    bought = of("PI-")
    for at, other in zip(rng.sample(bought, 9), rng.sample(bought, 9), strict=True):
        date, _, text, lines = book.entries[at]  # numbered by hand, and wrongly
        if book.entries[other][0] != date:
            book.entries[at] = (date, book.entries[other][1], text, lines)
    early = [
        at for at in of("CR-") if dt.date(YEAR, 3, 1) < book.entries[at][0] < dt.date(YEAR, 8, 1)
    ]
    for at in rng.sample(early, 24):  # paid in part, and never asked for the rest
        date, number, text, lines = book.entries[at]
        part = [(account, amount * 2 // 5) for account, amount in lines[:1]]
        book.entries[at] = (date, number, text, [*part, (1200, -part[0][1])])
    for at in rng.sample(of("DC-"), 16):  # nobody knows any more what this was for
        date, number, text, lines = book.entries[at]
        book.entries[at] = (date, number, text, [(6990, lines[0][1]), lines[1]])
    paid: dict[str, int] = {}
    twice = 0
    for at in (at for at in order if book.entries[at][1].startswith("SP-")):
        date, number, text, lines = book.entries[at]
        last = book.entries[paid[text]] if text in paid else None
        if twice < 7 and last and (date - last[0]).days == 7 and rng.random() < 0.05:
            book.entries[at] = (date, number, text, last[3])  # the last one again, not the new one
            twice += 1
        paid[text] = at


def keyed(rng: random.Random, date: dt.date) -> tuple[str, str]:
    """Return when an entry was keyed in, one in eleven more than a month late, and by whom."""
    late = rng.randrange(31, 75) if rng.random() < 0.09 else rng.randrange(9)
    return (date + dt.timedelta(days=late)).isoformat(), "Dana" if rng.random() < 0.83 else "Sam"


def build(seed: int = 2025) -> list[tuple[str, ...]]:
    """Return the rows of the ledger below its header, in order of date."""
    book, rng = Book(), random.Random(seed)  # noqa: S311  (an example, not a secret)
    opening(book)
    sales(book, rng)
    purchases(book, rng)
    payroll(book)
    card(book, rng)
    months(book, rng)
    amiss = random.Random(seed + 1)  # noqa: S311  (an example, not a secret)
    spoil(book, amiss)
    rows: list[tuple[str, ...]] = []
    for date, number, text, lines in sorted(book.entries, key=lambda entry: entry[0]):
        entered = keyed(amiss, date)
        for account, amount in lines:
            value = f"{abs(amount) // 100}.{abs(amount) % 100:02d}"
            sides = (value, "") if amount > 0 else ("", value)
            name = ACCOUNTS[account]
            rows.append(
                (date.isoformat(), number, str(account), name, text, *sides, "USD", *entered)
            )
    return rows


def main() -> None:
    """Write the file beside this script."""
    target = Path(__file__).with_name("harbour-joinery.csv")
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(build())


if __name__ == "__main__":
    main()
