"""Where each value of a case stands in its workbook: sheets, columns, units, choices.

A path is the way to a value in the case file; ``*`` stands for the row: its number in a list, or
the key in its first column. What no sheet has a column for stands on the sheet ``More``, by path.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from bestplaced.case.case_file import PersonGrade, ProviderKind, Role
from bestplaced.case.provenance import Grade
from bestplaced.case.question import MOST_SEVERE, Often

Kind = Literal["text", "number", "yes", "any"]

READ_ME: Final = "Read me"
BUSINESS: Final = "Business"
MORE: Final = "More"
KEY, VALUE, UNIT, MEANING = "key", "value", "unit", "meaning"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet; without a path it only explains and is not read back."""

    label: str
    path: tuple[str, ...] = ()
    kind: Kind = "number"
    says: str = ""
    choices: tuple[str, ...] = ()
    width: int = 14


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet with one row for each entry. ``keyed``: its first column is the key of the entry."""

    name: str
    columns: tuple[Column, ...]
    keyed: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sheet of the business: one key of the case, its unit and meaning."""

    key: str
    unit: str
    meaning: str
    kind: Kind = "number"
    choices: tuple[str, ...] = ()
    least: float | None = 0.0


_MONEY: Final = "money"
_YEARLY: Final = "money a year"
LINES: Final = (
    Line("name", "text", "what the business is called", "text"),
    Line("country", "ISO 3166", "two letters, such as US or SE", "text"),
    Line("currency", "ISO 4217", "three letters, such as USD; all money of the case", "text"),
    Line("staff", "people", "everybody who works there, the owner too"),
    Line("revenue", _YEARLY, "sales without tax"),
    Line("net_income", _YEARLY, "profit after tax; below zero for a loss", least=None),
    Line("equity", _MONEY, "what the owners have in it", least=None),
    Line("tolerance", _MONEY, "risk tolerance (F4); blank: worked out from the three above"),
    Line("means", _MONEY, "most it could pay for one event; blank: worked out"),
    Line("term_months", "months", "over how many months the change is paid back"),
    Line("price_level.factor", "currency per USD", "what a dollar of catalogue money is"),
    Line("price_level.date", "date", "when that was so", "text"),
    Line("price_level.source", "text", "who says so", "text"),
    Line("price_level.grade", "A to E", "A official ... E judgement", "text", get_args(Grade)),
    Line("deal.months_behind", "months", "by which the books are behind"),
    Line("deal.clean_up_month", _MONEY, "price of cleaning up one month"),
    Line("deal.clean_up_exponent", "1 to 2", "how the price grows with the months"),
    Line("deal.fee_tax_rate", "share", "sales tax or VAT on the fee, such as 0.20"),
    Line("deal.fee_tax_recoverable", "share", "of that tax which the business gets back"),
    Line("deal.minimum_margin", "share of fee", "least margin the provider works for"),
    Line("deal.guarantee_load", "share", "load on the price of the risk the provider takes"),
    Line("deal.switching_cost", _MONEY, "what changing to a rival costs once"),
)

_WHO: Final = ("people", "*")
_PROVIDER: Final = ("providers", "*")
_INSIDE: Final = ("providers", "@", "people", "*")
PROVIDER: Final = "provider"
SCOPE: Final = "done here"

PEOPLE: Final = TableSheet("People", (
    Column("name", (*_WHO, "name"), "text", "who could do finance work at the business", width=24),
    Column("role", (*_WHO, "role"), "text", "owner, admin, bookkeeper ...", get_args(Role)),
    Column("hours", (*_WHO, "hours"), says="hours a year available for finance work"),
    Column("rate", (*_WHO, "rate"), says="loaded cost an hour; for the owner, the value"),
    Column("value of time", (*_WHO, "value_of_time"), says="worth of one freed hour, below rate"),
    Column("skill", (*_WHO, "skill"), says="1 clerk ... 5 senior specialist",
           choices=("0", "1", "2", "3", "4", "5")),
    Column("releasable", (*_WHO, "releasable"), "yes",
           "TRUE: paid half posts can be released when the work moves", ("TRUE", "FALSE")),
    Column("may grow by", (*_WHO, "may_grow_by"), says="hours a year the role may be enlarged"),
))  # fmt: skip

PROVIDERS: Final = TableSheet("Providers", (
    Column("name", (*_PROVIDER, "name"), "text", "a party outside that offers work", width=24),
    Column("kind", (*_PROVIDER, "kind"), "text", "what it is", get_args(ProviderKind)),
    Column("inside deal", (*_PROVIDER, "inside_deal"), "yes",
           "TRUE for the practice that uses this tool", ("TRUE", "FALSE")),
    Column("attests", (*_PROVIDER, "attests"), "yes",
           "TRUE: audits or reviews this business", ("TRUE", "FALSE")),
    Column("sales", (*_PROVIDER, "sales"), says="money a year; sets its risk tolerance"),
    Column("tolerance", (*_PROVIDER, "tolerance"), says="money; blank: worked out"),
    Column("means", (*_PROVIDER, "means"), says="most it could pay for one event"),
    Column("liability cap", (*_PROVIDER, "liability_cap"), says="by contract, for one event"),
))  # fmt: skip

PROVIDER_PEOPLE: Final = TableSheet("Provider people", (
    Column(PROVIDER, (), "text", "its name on the sheet Providers", width=24),
    Column("name", (*_INSIDE, "name"), "text", "a person or a grade", width=24),
    Column("grade", (*_INSIDE, "grade"), "text", "how senior", get_args(PersonGrade)),
    Column("hours", (*_INSIDE, "hours"), says="hours a year available for this business"),
    Column("bill rate", (*_INSIDE, "bill_rate"), says="what the business pays an hour"),
    Column("cost rate", (*_INSIDE, "cost_rate"), says="what the provider pays a paid hour"),
    Column("skill", (*_INSIDE, "skill"), says="1 clerk ... 5 senior specialist",
           choices=("0", "1", "2", "3", "4", "5")),
))  # fmt: skip

VOLUMES: Final = TableSheet("Volumes", (
    Column("driver", (), "text", "what is counted", width=24),
    Column("a year", ("volumes", "*"), says="units in a usual year; blank: the catalogue's"),
    Column("slow year", ("volume_ranges", "*", "lo"), says="one year in ten has fewer"),
    Column("busy year", ("volume_ranges", "*", "hi"), says="one year in ten has more"),
    Column(UNIT, width=16), Column(MEANING, width=60),
), keyed=True, key="driver")  # fmt: skip

RESPONSIBILITIES: Final = TableSheet("Responsibilities", (
    Column("id", (), "text", "of the catalogue; a tier stands for all of it", width=12),
    Column("what it is", width=40),
    Column("today", ("today", "*"), "text", "who does it today; blank: the catalogue's", width=24),
    Column("stays with", ("pins", "*"), "text", "pinned to this performer", width=24),
    Column(SCOPE, (), "yes", "FALSE: does not occur at this business", ("TRUE", "FALSE")),
    Column("hours", ("hours", "*"), says="measured hours a year today"),
    Column("value base", ("values", "*", "base"), says="money a year that better work acts on"),
    Column("improvement", ("values", "*", "improvement"), says="share of the base, 0 to 1"),
    Column("acting", ("values", "*", "probability_of_acting"), says="chance that it is acted on"),
    Column("overlap", ("values", "*", "overlap"), says="share counted elsewhere already"),
), keyed=True, key="id")  # fmt: skip

RISKS: Final = TableSheet("Risks", (
    Column("id", (), "text", "of the catalogue", width=12),
    Column("what can go wrong", width=44),
    Column("a year, low", ("risks", "*", "frequency", "lo"), says="events a year, low figure"),
    Column("a year, high", ("risks", "*", "frequency", "hi"), says="events a year, high figure"),
    Column("small loss", ("risks", "*", "severity", "p5"), says="19 of 20 events cost more"),
    Column("usual loss", ("risks", "*", "severity", "p50"), says="half of all events cost more"),
    Column("large loss", ("risks", "*", "severity", "p95"), says="1 of 20 events costs more"),
    Column("worst loss", ("risks", "*", "severity", "max_loss"), says="no event costs more"),
), keyed=True, key="id")  # fmt: skip

ANSWERS: Final = TableSheet("Answers", (
    Column("question", (), "text", "its number", width=10),
    Column("asks", width=80),
    Column("severity", ("answers", "*", "severity"), says="0 no worry ... 4 keeps me awake",
           choices=tuple(str(n) for n in range(MOST_SEVERE + 1))),
    Column("often", ("answers", "*", "often"), "text", "how often it comes up", get_args(Often)),
    Column("words", ("answers", "*", "words"), "text", "in your own words", width=60),
), keyed=True, key="question")  # fmt: skip

TABLES: Final = (PEOPLE, PROVIDERS, PROVIDER_PEOPLE, VOLUMES, RESPONSIBILITIES, RISKS, ANSWERS)
