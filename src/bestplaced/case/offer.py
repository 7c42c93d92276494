"""Offers: a provider's quote as written down, its fee a list of lines that may be of any kind (F8).

Money is in the case's currency without tax; volumes, hours and amounts are a year unless a line
says ``per: month``. The arithmetic stands in `bestplaced.fees`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bestplaced.case.entry import Entry, Hours, Money, Name, Volume

Share = Annotated[Decimal, Field(ge=0, le=1, allow_inf_nan=False, max_digits=12)]
Months = Annotated[int, Field(ge=0, le=120)]
Period = Literal["month", "year"]
Names = tuple[str, ...]

MEASURES = ("staff", "revenue")
"""What a fee may be measured in besides the catalogue's drivers: people, money a year."""


class _Line(Entry):
    """Base of all lines of a fee."""

    label: Name | None = None
    covers: Names = Field(
        (), description="charged only where one of these lies with the provider; default: always"
    )


def _one_amount(monthly: Decimal | None, yearly: Decimal | None) -> None:
    """Refuse an amount given both ways, or not at all."""
    if (monthly is None) == (yearly is None):
        message = "give the fee as either 'monthly' or 'yearly', exactly one"
        raise ValueError(message)


class _Amount(_Line):
    """A line with an amount a month or a year."""

    monthly: Money | None = None
    yearly: Money | None = None

    @model_validator(mode="after")
    def _priced(self) -> Self:
        _one_amount(self.monthly, self.yearly)
        return self

    @property
    def a_year(self) -> Decimal:
        """Money a year."""
        return self.yearly if self.yearly is not None else 12 * (self.monthly or Decimal(0))


class FixedFee(_Amount):
    """The same amount whatever the volumes."""

    kind: Literal["fixed"]


class HourlyFee(_Line):
    """``min(cap, rate · max(0, hours - included))``; hours stated, else those of the work done."""

    kind: Literal["hourly"]
    rate: Money
    hours: Hours | None = Field(None, description="hours a year; default: the workload's")
    included: Hours = Field(0, description="hours a year that another line already pays")
    cap: Money | None = Field(None, description="most that is charged a year")


class UnitFee(_Line):
    """``price · volume``."""

    kind: Literal["unit"]
    driver: str
    price: Money


class Band(Entry):
    """Volumes above ``above``, up to and including ``up_to``; the first band holds 0, too.

    ``monthly`` or ``yearly`` is charged while the volume lies in the band; ``price`` is charged
    for each unit (of the whole volume, or of those inside the band where the line is graduated).
    """

    above: Volume
    up_to: Volume | None = None
    monthly: Money | None = None
    yearly: Money | None = None
    price: Money | None = None

    @model_validator(mode="after")
    def _priced(self) -> Self:
        given = [v for v in (self.monthly, self.yearly, self.price) if v is not None]
        if len(given) != 1:
            message = "give a band's fee as 'monthly', 'yearly' or 'price' a unit, exactly one"
            raise ValueError(message)
        if self.up_to is not None and self.up_to <= self.above:
            message = f"a band ends above its start, got above {self.above:g}, up_to {self.up_to:g}"
            raise ValueError(message)
        return self


class BandedFee(_Line):
    """A fee by the band in which a volume lies; ``per`` is the period the bands are stated in."""

    kind: Literal["banded"]
    driver: str
    per: Period = "year"
    graduated: bool = Field(
        default=False, description="each band's price for the units inside it only"
    )
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _graduated_has_prices(self) -> Self:
        if self.graduated and any(b.price is None for b in self.bands):
            message = "bands of a graduated fee are priced a unit: give each a 'price'"
            raise ValueError(message)
        return self


class IncludedFee(_Amount):
    """Base + band + overage: an amount that includes a quantity, then a price for the excess.

    ``amount + overage · max(0, v - quantity (1 + band)) - refund · max(0, quantity (1 - band) -
    v)``.
    """

    kind: Literal["included"]
    driver: str
    quantity: Volume
    per: Period = "year"
    band: Share = Field(Decimal(0), description="share either side within which nothing changes")
    overage: Money
    refund: Money = Field(Decimal(0), description="given back a unit below the band")

    @model_validator(mode="after")
    def _never_negative(self) -> Self:
        units = Decimal(str(self.quantity)) * (1 - self.band) * (12 if self.per == "month" else 1)
        if self.refund * units > self.a_year:
            message = "the refund at no volume is more than the base: the fee would be negative"
            raise ValueError(message)
        return self


class PercentFee(_Line):
    """``rate · amount``: of revenue, or of an amount that the line states."""

    kind: Literal["percent"]
    of: Name = Field(description="'revenue', or what the amount is, e.g. payroll")
    rate: Share
    amount: Money | None = Field(None, description="money a year; not for revenue")


class OnboardingFee(_Line):
    """Paid once at the start."""

    kind: Literal["onboarding"]
    amount: Money


class CleanUpFee(_Line):
    """``amount · months behind ^ exponent``, once; exponent 1 is a price for each month behind."""

    kind: Literal["clean_up"]
    amount: Money
    exponent: Annotated[Decimal, Field(ge=0, le=3)] = Decimal(1)


FeeLine = Annotated[
    FixedFee
    | HourlyFee
    | UnitFee
    | BandedFee
    | IncludedFee
    | PercentFee
    | OnboardingFee
    | CleanUpFee,
    Field(discriminator="kind"),
]
FEE_KINDS = (
    "fixed",
    "hourly",
    "unit",
    "banded",
    "included",
    "percent",
    "onboarding",
    "clean_up",
)


class OfferPart(Entry):
    """A package (one of an offer's packages is taken) or an add-on (taken or not)."""

    name: Name
    covers: Names = Field((), description="responsibilities or tiers, besides the offer's own")
    fee: Annotated[tuple[FeeLine, ...], Field(min_length=1)]
    hours: Hours | None = Field(None, description="hours a year bought with it")


class Tax(Entry):
    """A tax on the fee, such as VAT or sales tax; what is recoverable costs nothing."""

    rate: Share
    recoverable: bool = True


class ServiceCredits(Entry):
    """Part of the fee at risk if a service level is missed."""

    share: Annotated[Share, Field(description="of the recurring fee, given back when missed")]
    missed: Share = Field(
        Decimal(0), description="share of the time it is expected to be missed; 0 where unknown"
    )


class Offer(Entry):
    """A provider's quote: what it covers, what it costs, on what terms.

    In a case file ``covers`` may name tiers; in a complete `Case` it names responsibilities only.
    """

    name: Name
    provider: str
    covers: Names = Field((), description="responsibilities or tiers")
    divisible: bool = Field(
        default=False, description="true: any part of the scope may be taken; false: all of it"
    )
    fee: tuple[FeeLine, ...] = ()
    packages: tuple[OfferPart, ...] = Field((), description="good, better, best: one is taken")
    add_ons: tuple[OfferPart, ...] = ()
    chosen: Names = Field((), description="the package and add-ons meant; default: the best")
    exclusions: Names = Field((), description="what the quote says it leaves out, in its words")
    hours: Hours | None = Field(None, description="hours a year that the quote buys, if stated")
    minimum_fee: Money | None = Field(None, description="least recurring fee a year")
    term_months: Months | None = Field(None, description="minimum term")
    notice_months: Months = 0
    indexation: Share = Field(Decimal(0), description="rise of the fee a year, e.g. 0.03")
    credits: ServiceCredits | None = None
    tax: Tax | None = None
    liability_cap: Money | None = Field(None, description="most paid for one event")
    yearly_cap: Money | None = Field(None, description="most paid for all events of a year")

    @property
    def scope(self) -> Names:
        """Everything that the offer with all its packages and add-ons covers, each name once."""
        parts = (*self.packages, *self.add_ons)
        return tuple(dict.fromkeys((*self.covers, *(r for part in parts for r in part.covers))))
