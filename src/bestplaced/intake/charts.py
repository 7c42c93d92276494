"""National charts of accounts: what an account number means by its first digits.

Used where a file's format fixes the chart (FEC: the French plan; DATEV: SKR03 or SKR04; SAF-T:
the standard accounts of Portugal, Romania
or Norway). The longest prefix that fits wins.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Meaning = Literal[
    "revenue", "cost_of_sales", "payroll", "other_expense", "financial", "tax", "bank", "cash",
    "receivables", "payables", "equity", "inventory", "fixed_assets", "sales_tax", "other_asset",
    "other_liability", "unknown",
]  # fmt: skip
Statement = Literal["result", "balance", "unknown"]

MEANINGS: Final[dict[str, tuple[Meaning, Statement]]] = {
    "revenue": ("revenue", "result"),
    "cost_of_sales": ("cost_of_sales", "result"),
    "payroll": ("payroll", "result"),
    "other_expense": ("other_expense", "result"),
    "financial": ("financial", "result"),
    "income_tax": ("tax", "result"),
    "tax": ("tax", "balance"),
    "bank": ("bank", "balance"),
    "cash": ("cash", "balance"),
    "receivables": ("receivables", "balance"),
    "payables": ("payables", "balance"),
    "equity": ("equity", "balance"),
    "inventory": ("inventory", "balance"),
    "fixed_assets": ("fixed_assets", "balance"),
    "sales_tax": ("sales_tax", "balance"),
    "other_asset": ("other_asset", "balance"),
    "other_liability": ("other_liability", "balance"),
}


class Place(NamedTuple):
    """Where a chart puts an account; ``prefix`` is what its number begins with."""

    prefix: str
    meaning: Meaning
    statement: Statement
    wages: bool


# meaning -> prefixes; "income_tax" is the cost, "tax" the claim or debt.
_PREFIXES: Final[dict[str, dict[str, str]]] = {
    "PCG": {  # plan comptable général (ANC 2014-03 and 2022-06)
        "equity": "10 11 12 13 14 8",
        "other_liability": "15 16 17 18 419 42 43 45 46 47 487",
        "fixed_assets": "2",
        "inventory": "3",
        "payables": "40",
        "other_asset": "409 48 50 52 54 58 59",
        "receivables": "41 49",
        "tax": "44",
        "sales_tax": "445",
        "bank": "51",
        "cash": "53",
        "cost_of_sales": "60",
        "other_expense": "6 606 61 62 63 65 67 68 78 79",
        "payroll": "631 633 64 691",
        "financial": "66 76",
        "income_tax": "69",
        "revenue": "7",
    },
    "SNC": {  # sistema de normalização contabilística (Portaria 218/2015)
        "cash": "11",
        "bank": "12 13",
        "other_asset": "14 28",
        "receivables": "21",
        "payables": "22",
        "other_liability": "23 25 26 27 29",
        "tax": "24",
        "sales_tax": "243",
        "inventory": "3",
        "fixed_assets": "4",
        "equity": "5 8",
        "cost_of_sales": "61 621",
        "other_expense": "62 64 65 66 67 68",
        "payroll": "63",
        "financial": "69 79",
        "revenue": "71 72 73 74 75 76 77 78",
        "income_tax": "812",
    },
    "RO": {  # Romanian plan de conturi (OMFP 1802/2014)
        "equity": "10 11 12 14",
        "other_liability": "13 15 16 17 419 42 43 45 46 47 48 519",
        "fixed_assets": "2",
        "inventory": "3",
        "payables": "40",
        "other_asset": "409 461 471 50 52 54 55 58 59",
        "receivables": "41 49",
        "tax": "44",
        "sales_tax": "442",
        "bank": "51",
        "cash": "53",
        "cost_of_sales": "60",
        "other_expense": "6 603 604 605 61 62 63 65 68 78",
        "payroll": "64",
        "financial": "66 76",
        "income_tax": "69",
        "revenue": "7",
    },
    "NS4102": {  # Norwegian standard chart
        "fixed_assets": "10 11 12 13",
        "inventory": "14",
        "receivables": "15",
        "other_asset": "16 17 18",
        "bank": "19",
        "cash": "190",
        "equity": "20 89",
        "other_liability": "21 22 23 26 277 278 28 29",
        "payables": "24",
        "tax": "25",
        "sales_tax": "27",
        "revenue": "3",
        "cost_of_sales": "4",
        "payroll": "5",
        "other_expense": "6 7",
        "financial": "80 81 82",
        "income_tax": "83 84 86",
    },
    "SKR03": {  # DATEV, process order
        "fixed_assets": "00 01 02 03 04 05",
        "other_liability": "06 07 09 17",
        "equity": "08 18 19 9",
        "cash": "10",
        "bank": "11 12",
        "other_asset": "13 15",
        "receivables": "14",
        "sales_tax": "157 177 178 179",
        "payables": "16",
        "other_expense": "20 23 24 4",
        "financial": "21 26",
        "income_tax": "22",
        "revenue": "25 27 8",
        "cost_of_sales": "3",
        "inventory": "397 398 7",
        "payroll": "41",
    },
    "SKR04": {  # DATEV, balance-sheet order
        "fixed_assets": "0",
        "inventory": "10 11",
        "receivables": "12",
        "other_asset": "13 15 19",
        "sales_tax": "14 38",
        "cash": "16",
        "bank": "17 18",
        "equity": "2 9",
        "other_liability": "30 31 32 34 35 36 37 39",
        "payables": "33",
        "revenue": "4",
        "cost_of_sales": "5",
        "payroll": "60 61",
        "other_expense": "62 63 64 65 66 67 68 69",
        "financial": "70 71 72 73",
        "income_tax": "76",
    },
    "SAGE50": {  # the default nominal codes of Sage 50 Accounts in the United Kingdom
        "fixed_assets": "00",
        "inventory": "10",
        "other_asset": "11",
        "receivables": "110",
        "bank": "12",
        "cash": "123",
        "other_liability": "2",
        "payables": "210",
        "sales_tax": "220",
        "equity": "3",
        "revenue": "4",
        "cost_of_sales": "5 6",
        "payroll": "700",
        "other_expense": "7 8",
        "financial": "79",
        "income_tax": "900",
    },
}
_WAGES: Final = {
    "PCG": ("641",), "RO": ("641",), "SNC": ("631", "632"), "NS4102": ("50",),
    "SKR03": ("411", "412"), "SKR04": ("600", "601", "602"),
    "SAGE50": ("700",),
}  # fmt: skip
CHARTS: Final = {
    chart: {
        prefix: MEANINGS[name] for name, prefixes in table.items() for prefix in prefixes.split()
    }
    for chart, table in _PREFIXES.items()
}
NATIONAL: Final = (*CHARTS, "BAS")  # Sweden's stands apart, by ranges of numbers


def place(number: str, chart: str) -> Place | None:
    """Return where a chart puts an account number, or None."""
    table = CHARTS.get(chart, {})
    for length in range(min(len(number), 3), 0, -1):
        found = table.get(number[:length])
        if found:
            return Place(number[:length], *found, number.startswith(_WAGES[chart]))
    return None
