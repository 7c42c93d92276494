"""What is delivered for each responsibility, and by when: agreed and statutory dates.

Proposals for agreement, not measurements: each carries its source and grade. `load_services` reads
the two data files once and refuses any name that leads nowhere.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bestplaced.case.calendar import Deposits, LegalForm
from bestplaced.case.provenance import Figure, Grade, SourceIds, Traced
from bestplaced.case.responsibility import Cadence
from bestplaced.catalogue.defaults import read_data
from bestplaced.catalogue.loading import load_catalogue
from bestplaced.catalogue.references import cited_sources
from bestplaced.errors import CatalogueError, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable

Every = Literal[
    "day",
    "week",
    "month",
    "quarter",
    "vat_quarter",
    "year",
    "accounting_year",
    "pay_run",
    "semi_weekly",
    "event",
]
Roll = Literal["none", "forward", "back"]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
PERIODS = frozenset({"month", "quarter", "vat_quarter", "year", "accounting_year"})


class DateRule(BaseModel):
    """When something is due.

    After the end of each period (``month``, ``quarter`` of the calendar, ``vat_quarter``, calendar
    ``year``, ``accounting_year``): on the ``business_day``-th business day, or on ``day`` (at most
    the month's last) of the month ``month_after`` months later (0: the period's last month,
    negative: before its end). ``week``: on ``weekday`` (1 Monday). ``pay_run`` and ``event``:
    ``business_days`` after the pay day or the event (negative: before). ``semi_weekly``: the same
    after the Friday or Tuesday that closes the pay day's half week. A date that is no business day
    rolls ``forward``, ``back`` or stays.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    every: Every
    month_after: int = 1
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    business_day: Annotated[int, Field(ge=1, le=20)] | None = None
    weekday: Annotated[int, Field(ge=1, le=5)] | None = None
    business_days: Annotated[int, Field(ge=-20, le=20)] | None = None
    roll: Roll = "none"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        wanted = {"week": ("weekday",), "day": ()}.get(self.every, ("business_days",))
        if self.every in PERIODS:
            wanted = ("business_day",) if self.business_day is not None else ("day",)
        names = ("day", "business_day", "weekday", "business_days")
        given = tuple(name for name in names if getattr(self, name) is not None)
        if given != wanted:
            message = f"a rule for every {self.every} takes {wanted}, not {given}"
            raise ValueError(message)
        return self


class Service(Traced):
    """What a provider delivers for one responsibility and what it needs from the business for it.

    ``cut_off`` is in business days before the due date. ``due_in`` holds rules of countries that
    differ. ``privacy`` is the provider's usual role for personal data in this work.
    """

    id: str
    deliverable: str
    due: DateRule
    due_in: dict[Country, DateRule] = Field(default_factory=dict)
    needs: str
    cut_off: Annotated[int, Field(ge=0, le=20)]
    privacy: Literal["processor", "controller"]

    def due_for(self, country: str) -> DateRule:
        """Return the rule that holds in a country."""
        return self.due_in.get(country, self.due)


class Condition(BaseModel):
    """Which businesses a statutory date concerns; an empty tuple asks nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    legal_form: tuple[LegalForm, ...] = ()
    deposits: tuple[Deposits, ...] = ()


class StatutoryDate(Traced):
    """A date that the law sets for one responsibility in one country.

    ``except_year_end``: months of accounting year-ends for which the rule is not reliable.
    """

    id: str
    country: Country
    responsibility: str
    title: str
    due: DateRule
    when: Condition = Condition()
    except_year_end: tuple[int, ...] = ()


class TransitionSettings(BaseModel):
    """How long a hand-over takes, in weeks (days for ``hypercare_days``); all judgement."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    diagnosis_weeks: Figure
    wave_weeks: Figure
    clean_up_weeks_first: Figure
    clean_up_weeks_month: Figure
    clean_up_weeks_most: Figure
    hypercare_days: Figure
    at_quarter: tuple[str, ...]


class LetterTerms(BaseModel):
    """Terms that a letter states and no plan decides: proposals, to be agreed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    notice_months: Figure
    payment_days: Figure
    non_solicitation_months: Figure
    provider_reply: Figure
    business_reply: Figure
    notice_hand_over: Figure
    breach_notice_hours: Figure
    hand_back_days: Figure
    change_reply_days: Figure


class _ServiceFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    model_version: Literal[1]
    services: tuple[dict[str, Any], ...]
    source: SourceIds
    grade: Grade
    overlap_weeks: dict[Cadence, Figure]
    transition: TransitionSettings
    terms: LetterTerms
    measures: dict[str, tuple[str, ...]]
    whole_measures: tuple[str, ...]
    most_measures: Figure
    always_measured: tuple[str, ...]


class _DateFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    model_version: Literal[1]
    as_of: dt.date
    dates: tuple[StatutoryDate, ...]
    not_held: dict[Country, str]


@dataclass(frozen=True)
class Services:
    """Deliverables by responsibility, statutory dates, and the terms of moving and of the letter.

    ``measures``: service level -> the services that move it (see `promisable`); at most
    ``most_measures`` are agreed beside those ``always_measured``.
    ``not_held`` says, by country, which dates of law no rule here covers; a country without an
    entry has no statutory dates at all.
    """

    by_responsibility: dict[str, Service]
    statutory: tuple[StatutoryDate, ...]
    as_of: dt.date
    not_held: dict[str, str]
    overlap_weeks: dict[Cadence, Figure]
    transition: TransitionSettings
    terms: LetterTerms
    measures: dict[str, tuple[str, ...]]
    whole_measures: tuple[str, ...]
    most_measures: int
    always_measured: tuple[str, ...]

    def promisable(self, work: Iterable[str], scope: Iterable[str]) -> tuple[str, ...]:
        """Return the service levels that whoever does the ``work`` can promise, in file order.

        Nobody promises what hangs on the work of others: one of ``whole_measures`` takes all of
        its services that are in ``scope``, any other one of them. Ids of responsibilities.
        """
        mine, met = {*work}, {*scope}
        return tuple(
            name
            for name, needed in self.measures.items()
            if mine & {*needed} and (name not in self.whole_measures or mine >= met & {*needed})
        )


@lru_cache(maxsize=1)
def load_services() -> Services:
    """Return the shipped services and dates, read and checked once per process."""
    return build_services(read_data("services"), read_data("statutory_dates"))


def build_services(services: dict[str, Any], dates: dict[str, Any]) -> Services:
    """Validate plain values into services; raise `CatalogueError` with every fault found."""
    try:
        file = _ServiceFile.model_validate(services)
        law = _DateFile.model_validate(dates)
        shared = {"source": file.source, "grade": file.grade}
        delivered = [Service.model_validate({**shared, **s}) for s in file.services]
    except ValidationError as error:
        raise CatalogueError(
            [
                Fault(f"{'.'.join(map(str, d['loc']))}: {d['msg']}", "services, statutory_dates")
                for d in error.errors()
            ]
        ) from error
    moved = (*file.transition.at_quarter, *(r for work in file.measures.values() for r in work))
    faults = _faults([s.id for s in delivered], moved, law.dates)
    levels = set(load_catalogue().service_levels)
    faults += [
        Fault(f"{name!r} is no service level.", "services.yaml")
        for name in (*file.measures, *file.always_measured)
        if name not in levels
    ]
    faults += [
        Fault(f"{name!r} is measured by no service.", "services.yaml, whole_measures")
        for name in file.whole_measures
        if name not in file.measures
    ]
    cited = {*cited_sources(list(law.dates)), *cited_sources(delivered), *cited_sources(file.terms)}
    faults += [
        Fault(f"{name!r} is no source.", "services, statutory_dates", "Add it to sources.yaml.")
        for name in sorted(cited - set(load_catalogue().sources))
    ]
    if faults:
        raise CatalogueError(faults)
    return Services(
        by_responsibility={s.id: s for s in delivered},
        statutory=law.dates,
        as_of=law.as_of,
        not_held=dict(law.not_held),
        overlap_weeks=file.overlap_weeks,
        transition=file.transition,
        terms=file.terms,
        measures=file.measures,
        whole_measures=file.whole_measures,
        most_measures=round(file.most_measures.value),
        always_measured=file.always_measured,
    )


def _faults(
    delivered: list[str], named: tuple[str, ...], dates: tuple[StatutoryDate, ...]
) -> list[Fault]:
    """Return work without a service, and services or dates of work that is not known."""
    known = list(load_catalogue().responsibilities)
    wrong = [name for name in (*delivered, *named) if name not in known]
    wrong += [date.responsibility for date in dates if date.responsibility not in known]
    doubled = {name for name in delivered if delivered.count(name) > 1}
    return [
        *(Fault(f"{name!r} is no responsibility.", "services, statutory_dates") for name in wrong),
        *(Fault(f"{name} is defined twice.", "services.yaml") for name in sorted(doubled)),
        *(
            Fault(f"{name} has no service.", "services.yaml")
            for name in known
            if name not in delivered
        ),
    ]
