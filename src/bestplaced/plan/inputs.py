"""Every uncertain input of a case: what it is worth, within what range, and how to set it (F12).

An input is one number of the case with a name that stays the same from case to case. Its range
is the stated one where the case or the catalogue states it (low, most likely and high; a range of
frequencies), else a spread that follows from the grade of the figure: the better the source, the
narrower (`spread_*` in the catalogue's settings, judgement).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bestplaced.case.business import BUSINESS
from bestplaced.catalogue.defaults import settings
from bestplaced.risk.severity import Z95

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bestplaced.case.business import Case, Performer
    from bestplaced.case.provenance import Pert

Law = Literal["pert", "lognormal"]

Z90 = 1.2815515655446004  # 90 % point of the standard normal law

SETTINGS = (
    "hand_off_hours",
    "onboarding_factor",
    "provider_monitoring_hours",
    "transition_share",
    "insurer_load",
    "owner_decision_quality",
)
"""General settings that are drawn; each is a judgement with a spread of its grade."""

CLASSES = {"practice": "the practice", "bureau": "a bureau", "owner": "the owner"}


@dataclass(frozen=True)
class Input:
    """One uncertain input: ``value`` in ``unit`` as the case has it, and where it may lie.

    ``low`` and ``high`` are the ends of a PERT law (``value`` is then its mean, ``mode`` its most
    likely value) or the 5 and 95 % points of a lognormal one (``value`` its median). ``stated``
    says that somebody stated the range; else it follows from the ``grade``.
    """

    name: str
    what: str
    unit: str
    value: float
    low: float
    high: float
    law: Law
    grade: str
    stated: bool
    mode: float = 0.0

    @property
    def width(self) -> float:
        """The whole range, in ``unit``."""
        return self.high - self.low


def uncertain_inputs(case: Case) -> tuple[Input, ...]:
    """Return every uncertain input that can matter to this case, in a fixed order."""
    found = [
        *_volumes(case),
        *_efforts(case),
        *_rates(case),
        *_speeds(case),
        *_risks(case),
        *_classes(case),
        *_values(case),
        *_general(case),
    ]
    return tuple(entry for entry in found if entry.value > 0 and entry.width > 0)


def _spread(name: str, what: str, unit: str, value: float, grade: str) -> Input:
    """Return a lognormal input whose 5-95 % range follows from the grade of the figure."""
    factor = settings()[f"spread_{grade.lower()}"].value
    return Input(
        name, what, unit, value, value / factor, value * factor, "lognormal", grade, stated=False
    )


def _grade(case: Case, path: str) -> str:
    """Return the grade of a figure that was filled in; what the user wrote counts as B."""
    figure = case.provenance.get(path)
    return "B" if figure is None else figure.grade


def _volumes(case: Case) -> Iterator[Input]:
    """Yield the volumes that drive some work here or the frequency of some risk."""
    used = {r.driver for r in case.responsibilities.values()}
    used |= {k.scales_with for k in case.risks.values()}
    for driver, value in case.volumes.items():
        if driver in used:
            what = driver.replace("_", " ")
            if driver in case.volume_ranges:
                yield _ranged(driver, what, value, *case.volume_ranges[driver])
                continue
            grade = _grade(case, f"volumes.{driver}")
            yield _spread(f"volumes.{driver}", what, "a year", value, grade)


def _ranged(driver: str, what: str, value: float, low: float, high: float) -> Input:
    """Return a volume whose 10 and 90 % points are stated; an input keeps the 5 and 95 % ones."""
    middle, half = math.sqrt(low * high), math.sqrt(high / low) ** (Z95 / Z90)
    return Input(
        f"volumes.{driver}", what, "a year", value, middle / half, middle * half, "lognormal", "B",
        stated=True,
    )  # fmt: skip


def _efforts(case: Case) -> Iterator[Input]:
    """Yield minutes, fixed hours, and hours measured at the business."""
    for r in case.responsibilities.values():
        if r.id in case.measured_hours:
            what = f"hours of {r.id} {r.name}"
            hours = case.measured_hours[r.id]
            yield _spread(f"hours.{r.id}", what, "hours/year", hours, "B")
            continue
        if r.minutes is not None and case.volumes.get(r.driver or "", 0.0) > 0:
            yield _pert(f"minutes.{r.id}", f"minutes per unit of {r.id} {r.name}", r.minutes)
        if r.fixed_hours is not None:
            what = f"hours per cycle of {r.id} {r.name}"
            yield _pert(f"fixed_hours.{r.id}", what, r.fixed_hours)


def _pert(name: str, what: str, law: Pert) -> Input:
    """Return an input with a stated low, most likely and high value."""
    return Input(
        name, what, law.unit, law.mean, law.lo, law.hi, "pert", law.grade, stated=True,
        mode=law.mode,
    )  # fmt: skip


def _rates(case: Case) -> Iterator[Input]:
    """Yield what an hour of each person costs, and what an employee's freed hour is worth."""
    unit = f"{case.currency}/hour"
    for p in case.performers.values():
        if p.kind == "nobody":
            continue
        what = "worth of an hour of" if p.kind == "owner" else "cost of an hour of"
        yield _spread(f"rates.{p.name}", f"{what} {p.name}", unit, p.rate, _rate_grade(case, p))
        if p.kind == "employee" and p.hour_cost > 0:
            grade = _grade(case, f"people.{p.name}.value_of_time")
            what = f"worth of a freed hour of {p.name}"
            entry = _spread(f"value_of_time.{p.name}", what, unit, p.hour_cost, grade)
            yield entry


def _rate_grade(case: Case, person: Performer) -> str:
    """Return the grade of a person's rate."""
    if person.party == BUSINESS:
        return _grade(case, f"people.{person.name}.rate")
    side = "cost_rate" if case.parties[person.party].inside_deal else "bill_rate"
    return _grade(case, f"providers.{person.party}.{person.name}.{side}")


def _speeds(case: Case) -> Iterator[Input]:
    """Yield how fast each provider, and each person inside, works: one factor for all tiers."""
    holders = {
        p.name if p.party == BUSINESS else p.party: p
        for p in case.performers.values()
        if p.kind != "nobody"
    }
    for name in holders:
        yield _spread(f"speed.{name}", f"hours {name} takes", "x as assumed", 1.0, "C")


def _risks(case: Case) -> Iterator[Input]:
    """Yield how often each risk strikes and how much one event costs."""
    for k in case.risks.values():
        f, s = k.frequency, k.severity
        what = f"{k.id} {k.name}"
        yield Input(
            f"frequency.{k.id}", f"frequency of {what}", f.unit, f.geometric_mean, f.lo, f.hi,
            "lognormal", f.grade, stated=True,
        )  # fmt: skip
        yield _spread(f"severity.{k.id}", f"median event of {what}", s.unit, s.p50, s.grade)


def _classes(case: Case) -> Iterator[Input]:
    """Yield how often risks strike in the hands of each class, as a factor on what is assumed."""
    present = {p.risk_class for p in case.performers.values()}
    for name, who in CLASSES.items():
        if name in present:
            yield _spread(
                f"errors.{name}", f"how often things go wrong with {who}", "x as assumed", 1.0, "C"
            )


def _values(case: Case) -> Iterator[Input]:
    """Yield the value of better decisions (F13)."""
    for r, value in case.decision_values.items():
        what = f"value of {r} {case.responsibilities[r].name} done well"
        unit = f"{case.currency}/year"
        yield _spread(f"values.{r}", what, unit, value.amount, value.provenance.grade)


def _general(case: Case) -> Iterator[Input]:
    """Yield the business's risk tolerance and the general settings."""
    figure = case.provenance.get("tolerance")
    grade = "B" if figure is None else figure.grade
    yield _spread(
        "tolerance", "risk tolerance of the business", case.currency, case.business.tolerance, grade
    )
    for name in SETTINGS:
        known = settings()[name]
        value = float(getattr(case.assumptions, name))
        words = name.replace("_", " ")
        yield _spread(f"settings.{name}", words, known.unit, value, known.grade)
