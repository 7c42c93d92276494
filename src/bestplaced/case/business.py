"""The complete case: every figure known, with where it comes from. The input of the plan.

Money is float64 in the case's currency per year (converted once, in
`bestplaced.catalogue.completion`); hours are per year. Frozen: a changed case is a new case.
"""

from __future__ import annotations

import math
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bestplaced.case.calendar import CalendarEntry
from bestplaced.case.dependence import CommonShock, FrailtyGroup
from bestplaced.case.duties import DutyPair, FixedDuty
from bestplaced.case.offer import Offer
from bestplaced.case.provenance import Figure
from bestplaced.case.question import Pain
from bestplaced.case.responsibility import Access, Responsibility, Tier
from bestplaced.case.risk import Risk, RiskClass

NOBODY = "nobody"
BUSINESS = "the business"
OFFICERS = frozenset({"owner", "controller", "cfo"})
"""Roles that may commit and release the business's money."""

PerformerKind = Literal["owner", "employee", "provider", "software", "nobody"]


class Frozen(BaseModel):
    """Base of the complete case's parts."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Party(Frozen):
    """A legal person that can bear a loss.

    ``tolerance`` and ``means`` are money (F4); ``liability_cap`` is money per event, frozen.
    ``deductible`` and ``limit`` describe the party's own policy per event; a limit of 0 is none.
    In a year the party and its insurer together pay at most ``yearly_cap``, and the insurer at
    most ``yearly_policy_limit``; without end where none was agreed.
    """

    name: str
    kind: Literal["business", "practice", "freelancer", "bureau", "software"]
    inside_deal: bool
    tolerance: float
    means: float
    liability_cap: float
    deductible: float = 0.0
    limit: float = 0.0
    yearly_cap: float = math.inf
    yearly_policy_limit: float = math.inf
    attests: bool = False


class Performer(Frozen):
    """Who does work: a person in a party, or `nobody`.

    Shapes and units: ``capacity`` hours a year; ``hour_cost`` money per hour worked (owner: value
    of an hour; employee: value of time; inside provider: cost over utilisation; outside: bill
    rate); ``lost_hour_cost`` money per hour lost to switching; an employee is paid in
    ``steps_today`` steps of ``step_hours`` at ``step_cost`` each and may have up to ``steps_max``;
    ``bill_rate`` is what a provider charges per hour (0: nobody is charged).
    """

    name: str
    party: str
    kind: PerformerKind
    role: str
    risk_class: RiskClass
    skill: int
    capacity: float
    hour_cost: float
    lost_hour_cost: float
    rate: float
    bill_rate: float = 0.0
    step_hours: float = 0.0
    step_cost: float = 0.0
    steps_today: int = 0
    steps_min: int = 0
    steps_max: int = 0
    access: frozenset[Access]
    on_site: bool
    speed: dict[Tier, float]
    on_site_speed: float = 1.0
    resume_minutes: float

    @property
    def has_steps(self) -> bool:
        """Whether this person is paid in indivisible steps (F2)."""
        return self.step_hours > 0


class DecisionValue(Frozen):
    """F13 for one responsibility: money a year when it is done well."""

    amount: float
    provenance: Figure


class Bundle(Frozen):
    """Responsibilities that lie with one party."""

    name: str
    responsibilities: tuple[str, ...]


class Assumptions(Frozen):
    """The catalogue's general settings, in the case's currency where they are money.

    Units stand in `catalogue/data/settings.yaml`, each with its source and grade.
    """

    step_hours: float
    working_days: float
    focus_minutes_per_day: float
    focus_ceiling: float
    onboarding_factor: float
    onboarding_months: float
    term_months: float
    size_exponent: float
    reference_staff: float
    reference_revenue: float
    overtime_factor: float
    nobody_risk_factor: float
    volume_low: float
    volume_high: float
    hand_off_hours: float
    hand_off_max_cycles: float
    hand_off_rate: float
    provider_search_hours: float
    provider_monitoring_hours: float
    transition_hours: float
    transition_share: float
    insurer_load: float
    insured_deductible_share: float
    decision_cap_share: float
    owner_decision_quality: float
    touches: dict[str, float]


class DealTerms(Frozen):
    """What the deal is struck on beside the work (F10).

    ``months_behind`` months; ``clean_up_month`` money for the first month, growing with
    ``clean_up_exponent``; ``fee_tax`` is the part of the fee that is tax nobody gives back
    (rate times 1 - recoverable); ``minimum_margin`` share of the fee; ``guarantee_load`` share on
    the price of risk assumed; ``switching_cost`` money once; ``volume_band`` and ``volume_spread``
    (one standard deviation) shares of the yearly volume; ``fee_today`` money a year, net of tax (0:
    not known, or nothing).
    """

    months_behind: float
    clean_up_month: float
    clean_up_exponent: float
    fee_tax_rate: float
    fee_tax: float
    minimum_margin: float
    guarantee_load: float
    switching_cost: float
    volume_band: float
    volume_spread: float
    fee_today: float = 0.0


class Case(Frozen):
    """One business, complete: the input of `bestplaced.plan.plan`.

    ``volume_ranges`` are the stated 10 and 90 % points by driver; ``offers`` are quotes by name
    with their scopes as responsibilities of this case, money in its currency (F8). ``worst_year``
    is party -> the most that the mean of its worst 5 years in 100 may be (F9); ``terms`` is
    risk -> performer -> the terms it is borne under where these are not the cheapest (F5); ``kept``
    is risk -> parties to which no part of it is given.
    """

    name: str
    country: str
    currency: str
    staff: int
    revenue: float
    net_income: float
    price_level: float
    responsibilities: dict[str, Responsibility]
    risks: dict[str, Risk]
    groups: dict[str, FrailtyGroup]
    shocks: dict[str, CommonShock]
    pairs: tuple[DutyPair, ...]
    fixed_duties: dict[str, FixedDuty]
    attest_forbidden: frozenset[str]
    parties: dict[str, Party]
    performers: dict[str, Performer]
    volumes: dict[str, float]
    measured_hours: dict[str, float]
    today: dict[str, str]
    pins: dict[str, str]
    bundles: tuple[Bundle, ...]
    controls: frozenset[str]
    decision_values: dict[str, DecisionValue]
    assumptions: Assumptions
    pains: tuple[Pain, ...]
    deal_terms: DealTerms
    provenance: dict[str, Figure]
    volume_ranges: dict[str, tuple[float, float]] = {}
    offers: dict[str, Offer] = {}
    calendar: CalendarEntry = CalendarEntry()
    worst_year: dict[str, float] = {}
    terms: dict[str, dict[str, str]] = {}
    kept: dict[str, tuple[str, ...]] = {}

    @property
    def business(self) -> Party:
        """The party whose finance work is placed."""
        return self.parties[BUSINESS]

    @property
    def owner(self) -> Performer:
        """The person above strategy, to whom everything falls that nobody else may do."""
        return next(p for p in self.performers.values() if p.kind == "owner")

    @property
    def hand_offs(self) -> tuple[tuple[str, str], ...]:
        """Edges (before, after) of the dependency graph among the case's responsibilities."""
        return tuple(
            (before, after.id)
            for after in self.responsibilities.values()
            for before in after.depends_on
            if before in self.responsibilities
        )
