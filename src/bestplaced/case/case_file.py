"""The case file: what a person writes about one business. Everything else is filled in.

A case may be ten lines. Money is in the case's own currency, per year unless said otherwise;
hours are hours per year. ``bestplaced.catalogue.complete`` turns a `CaseFile` into a `Case`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bestplaced.case.calendar import CalendarEntry
from bestplaced.case.dependence import Probability, ShockScope
from bestplaced.case.entry import (
    Balance,
    Entry,
    Hours,
    Money,
    Name,
    PositiveMoney,
    Skill,
    Volume,
)
from bestplaced.case.offer import Offer
from bestplaced.case.provenance import Grade
from bestplaced.case.question import MOST_SEVERE, Often

Role = Literal["owner", "admin", "bookkeeper", "controller", "cfo"]
PersonGrade = Literal["clerk", "bookkeeper", "senior", "partner"]
ProviderKind = Literal["practice", "freelancer", "bureau", "software"]


class PersonEntry(Entry):
    """Somebody at the business who does, or could do, finance work."""

    name: Name
    role: Role
    hours: Hours | None = Field(None, description="hours per year available for finance work")
    rate: Money | None = Field(None, description="loaded cost per hour; for the owner, the value")
    value_of_time: Money | None = Field(
        None, description="worth of one freed hour; below the rate, or idle hires would pay"
    )
    skill: Skill | None = Field(None, description="1 clerk ... 5 senior specialist")
    releasable: bool | None = Field(
        None, description="can paid half-FTE steps be released when the work moves?"
    )
    may_grow_by: Hours = Field(0, description="hours per year this role may be enlarged by hiring")


class ProviderPersonEntry(Entry):
    """A named person or grade at a provider; duties can only be separated between people."""

    name: Name
    grade: PersonGrade
    hours: Hours | None = Field(None, description="hours per year available for this business")
    bill_rate: Money | None = Field(None, description="what the business pays per hour")
    cost_rate: Money | None = Field(None, description="what the provider pays per paid hour")
    skill: Skill | None = None


class ProviderEntry(Entry):
    """A party outside the business that offers finance work."""

    name: Name
    kind: ProviderKind
    inside_deal: bool | None = Field(
        None, description="true for a practice that opens its costs: these count, not its fees"
    )
    attests: bool = Field(False, description="audits or reviews this business's accounts")  # noqa: FBT003
    sales: PositiveMoney | None = Field(None, description="yearly sales; sets its risk tolerance")
    tolerance: PositiveMoney | None = None
    means: PositiveMoney | None = Field(None, description="most it could ever pay for one event")
    liability_cap: Money | None = Field(None, description="contractual cap per event")
    yearly_cap: Money | None = Field(
        None, description="contractual cap on all events of a year together, its insurer's part in"
    )
    policy_deductible: Money | None = Field(
        None, description="what it pays of an event itself before its liability policy pays"
    )
    policy_limit: Money | None = Field(
        None, description="most that its policy pays for one event; 0: it has none"
    )
    yearly_policy_limit: Money | None = Field(
        None, description="most that its insurer pays in a year"
    )
    people: Annotated[tuple[ProviderPersonEntry, ...], Field(min_length=1)]


class PriceLevelEntry(Entry):
    """What one US dollar of catalogue money is in the case's currency, and who says so."""

    factor: Annotated[float, Field(ge=1e-6, le=1e6, allow_inf_nan=False)]
    date: date
    source: str
    grade: Grade


class RateRange(Entry):
    """A frequency in events per year, as a low and a high figure."""

    lo: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    hi: Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.lo > self.hi:
            message = f"expected lo <= hi, got {self.lo}, {self.hi}"
            raise ValueError(message)
        return self


class SeverityRange(Entry):
    """A loss per event as 5, 50 and 95 % points, in the case's currency."""

    p5: PositiveMoney
    p50: PositiveMoney
    p95: PositiveMoney
    max_loss: PositiveMoney

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if not self.p5 < self.p50 < self.p95 < self.max_loss:
            given = f"{self.p5}, {self.p50}, {self.p95}, {self.max_loss}"
            message = f"expected p5 < p50 < p95 < max_loss, got {given}"
            raise ValueError(message)
        return self


class RiskEntry(Entry):
    """What this business knows better than the catalogue about one risk."""

    frequency: RateRange | None = None
    severity: SeverityRange | None = None


class GroupEntry(Entry):
    """Risks whose frequencies rise and fall together from year to year, and how strongly."""

    shape: Annotated[float, Field(ge=0.05, le=1e6, allow_inf_nan=False)] | None = Field(
        None, description="gamma shape r; the yearly factor has mean 1 and variance 1/r"
    )
    risks: tuple[str, ...] | None = Field(None, description="an empty list switches the group off")


class ShockEntry(Entry):
    """What strikes one person or one party, and which risks it then causes."""

    scope: ShockScope | None = None
    kinds: Annotated[tuple[str, ...], Field(min_length=1)] | None = Field(
        None, description="kinds of performer (scope person) or of party (scope party) it strikes"
    )
    rate: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] | None = Field(
        None, description="shocks a year for each person or party; 0 switches it off"
    )
    hits: dict[str, Probability] | None = Field(
        None, description="risk -> chance that one shock causes an event of it"
    )


class ValueEntry(Entry):
    """The owner's estimate of what better work on one responsibility is worth (F13)."""

    base: Money
    improvement: Annotated[float, Field(ge=0, le=1)]
    probability_of_acting: Annotated[float, Field(ge=0, le=1)]
    overlap: Annotated[float, Field(ge=0, le=1)] = 0.0


class BundleEntry(Entry):
    """Responsibilities that must all lie with the same party."""

    name: Name
    responsibilities: Annotated[tuple[str, ...], Field(min_length=2)]


class AnswerEntry(Entry):
    """An answer to one of the catalogue's questions (`bestplaced ask` writes them)."""

    severity: Annotated[
        int, Field(ge=0, le=MOST_SEVERE, description="0 no worry ... 4 keeps me awake")
    ]
    often: Often = Field(description="how often it comes up")
    words: Annotated[str, Field(max_length=500)] = Field("", description="in your own words")


class DealEntry(Entry):
    """What is known about the deal beside the work: state of the books, tax on fees, margin."""

    months_behind: Annotated[float, Field(ge=0, le=120)] = Field(
        0, description="months by which the books are behind; priced as clean-up, c·m^g"
    )
    clean_up_month: Money | None = Field(None, description="price of cleaning up one month (c)")
    clean_up_exponent: Annotated[float, Field(ge=1, le=2)] | None = None
    fee_tax_rate: Annotated[float, Field(ge=0, le=0.5)] = Field(
        0, description="sales tax or VAT on the fee, e.g. 0.20"
    )
    fee_tax_recoverable: Annotated[float, Field(ge=0, le=1)] = Field(
        1, description="share of that tax which the business gets back"
    )
    minimum_margin: Annotated[float, Field(ge=0, le=0.8)] | None = Field(
        None, description="least margin the provider works for, as a share of the fee"
    )
    guarantee_load: Annotated[float, Field(ge=0, le=2)] | None = Field(
        None, description="load on the price of the risk the provider assumes"
    )
    fee_today: Money | None = Field(
        None,
        description="what the practice inside the deal is paid a year for its work today, net",
    )
    switching_cost: Money | None = Field(
        None, description="what changing to a rival costs once; for each rival offer"
    )


class VolumeRange(Entry):
    """A driver's volume in a slow and in a busy year: 10 and 90 % points, units a year."""

    lo: Volume
    hi: Volume

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.lo > self.hi:
            message = f"expected lo <= hi, got {self.lo}, {self.hi}"
            raise ValueError(message)
        return self


class CaseFile(Entry):
    """One business as written down by a person: at least name, country, staff, revenue, people."""

    name: Name
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166 code, e.g. US")]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217 code, e.g. USD")]
    staff: Annotated[int, Field(ge=1, le=1000)]
    revenue: PositiveMoney
    people: Annotated[tuple[PersonEntry, ...], Field(min_length=1)]
    net_income: Balance | None = None
    equity: Balance | None = None
    tolerance: PositiveMoney | None = Field(None, description="risk tolerance of the business (F4)")
    means: PositiveMoney | None = None
    yearly_policy_limit: Money | None = Field(
        None, description="most that the business's insurer pays in a year"
    )
    term_months: Annotated[int, Field(ge=1, le=120)] | None = None
    price_level: PriceLevelEntry | None = None
    providers: tuple[ProviderEntry, ...] = ()
    volumes: dict[str, Volume] = Field({}, description="driver -> units a year")
    hours: dict[str, Hours] = Field({}, description="measured hours of a responsibility today")
    today: dict[str, str] = Field({}, description="responsibility or tier -> who does it today")
    pins: dict[str, str] = Field({}, description="responsibility -> performer it must stay with")
    out_of_scope: tuple[str, ...] = Field((), description="responsibilities that do not occur here")
    bundles: tuple[BundleEntry, ...] = ()
    controls: tuple[str, ...] = Field((), description="duty pairs whose control is scheduled")
    risks: dict[str, RiskEntry] = Field(
        {}, description="risk -> what this business knows better than the catalogue"
    )
    worst_year: dict[str, PositiveMoney] = Field(
        {},
        description="party ('the business' or a provider) -> the most that the mean of its worst "
        "5 years in 100 may be",
    )
    groups: dict[str, GroupEntry] = Field(
        {}, description="frailty group -> what differs from the catalogue, or a new group"
    )
    shocks: dict[str, ShockEntry] = Field(
        {}, description="common shock -> what differs from the catalogue, or a new shock"
    )
    values: dict[str, ValueEntry] = Field(
        {}, description="responsibility -> the owner's estimate of better work (F13)"
    )
    answers: dict[str, AnswerEntry] = Field({}, description="question number -> answer")
    deal: DealEntry = DealEntry()
    calendar: CalendarEntry = Field(
        CalendarEntry(), description="what the dates of the calendar and the letter depend on"
    )
    volume_ranges: dict[str, VolumeRange] = Field(
        {}, description="driver -> volumes of a slow and of a busy year (10 and 90 % points)"
    )
    offers: tuple[Offer, ...] = Field((), description="providers' quotes (F8)")
