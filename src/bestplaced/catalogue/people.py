"""Parties and performers of a case: what the file says, filled from roles, grades and wages."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bestplaced.case.business import BUSINESS, NOBODY, Party, Performer
from bestplaced.case.case_file import PersonEntry, ProviderEntry, ProviderPersonEntry
from bestplaced.case.provenance import Figure
from bestplaced.catalogue.defaults import performers, settings
from bestplaced.catalogue.loading import load_catalogue
from bestplaced.errors import CaseError, Fault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from bestplaced.case.business import Case
    from bestplaced.case.case_file import CaseFile
    from bestplaced.case.responsibility import Access
    from bestplaced.catalogue.entries import Wage

INSIDE_ACCESS: frozenset[Access] = frozenset(
    {"none", "documents", "ledger", "sensitive", "custody", "bank_release", "system_admin"}
)
OUTSIDE_ACCESS: frozenset[Access] = frozenset(
    {"none", "documents", "ledger", "sensitive", "system_admin"}
)


@dataclass
class Filling:
    """Figures filled in so far: the price level and each figure's provenance by path."""

    price_level: float
    currency: str
    wages: Mapping[str, Wage]
    provenance: dict[str, Figure] = field(default_factory=dict)

    def note(self, path: str, value: float, unit: str, source: str, grade: Any) -> float:  # noqa: ANN401
        """Record a filled figure and return it."""
        self.provenance[path] = Figure(value=value, unit=unit, source=source, grade=grade)
        return value

    def money(self, path: str, dollars: float, per: str, source: str, grade: Any) -> float:  # noqa: ANN401
        """Convert catalogue dollars by the case's price level, and record the result."""
        value = round(dollars * self.price_level, 2)
        return self.note(path, value, f"{self.currency}/{per}", source, grade)


def stand_in(name: str | None = None) -> ProviderEntry:
    """Return the catalogue's practice, for a case that names no provider."""
    default = performers()["stand_in"]
    people = tuple(
        ProviderPersonEntry.model_validate({"name": f"practice {grade}", "grade": grade})
        for grade in default["people"]
    )
    return ProviderEntry.model_validate(
        {
            "name": name or default["name"],
            "kind": default["kind"],
            "inside_deal": True,
            "people": people,
        }
    )


def fill_people(
    file: CaseFile, providers: tuple[ProviderEntry, ...], filling: Filling
) -> tuple[dict[str, Party], dict[str, Performer]]:
    """Return the parties and performers of a case, `nobody` last."""
    parties = {BUSINESS: _business(file, filling)}
    people = [_person(entry, filling) for entry in file.people]
    for provider in providers:
        parties[provider.name] = _provider(_with_caps(provider, file), filling)
        people += [_provider_person(p, provider, filling) for p in provider.people]
    people.append(_nobody())
    return parties, {p.name: p for p in people}


def _tolerance(path: str, figures: list[tuple[str, float]], filling: Filling) -> float:
    """Return the lowest positive of the rules of thumb (F4)."""
    usable = [(rule, value) for rule, value in figures if value > 0]
    rule, value = min(usable, key=lambda item: item[1])
    known = settings()[rule]
    what = f"{filling.currency}, {known.value:g} of {rule.removeprefix('tolerance_of_')}"
    return filling.note(path, value, what, known.source, known.grade)


def _means(path: str, tolerance: float, filling: Filling) -> float:
    """Return the most a party can pay for one event: τ / 0.157 (F4)."""
    rule = settings()["tolerance_of_equity"]
    value = tolerance / rule.value
    unit = f"{filling.currency}/event, tolerance / {rule.value:g}"
    return filling.note(path, value, unit, rule.source, "D")


def _business(file: CaseFile, filling: Filling) -> Party:
    """Return the business as a party: its risk tolerance and means (F4)."""
    rules = settings()
    revenue = float(file.revenue)
    income = float(file.net_income or 0)
    equity = float(file.equity or 0)
    if file.net_income is None:
        income = revenue * rules["result_share"].value
        filling.note("net_income", income, f"{filling.currency}/year", "judgement", "E")
    figures = [
        ("tolerance_of_sales", rules["tolerance_of_sales"].value * revenue),
        ("tolerance_of_income", rules["tolerance_of_income"].value * income),
        ("tolerance_of_equity", rules["tolerance_of_equity"].value * equity),
    ]
    tolerance = (
        float(file.tolerance) if file.tolerance else _tolerance("tolerance", figures, filling)
    )
    means = float(file.means) if file.means else _means("means", tolerance, filling)
    return Party(
        name=BUSINESS,
        kind="business",
        inside_deal=True,
        tolerance=tolerance,
        means=means,
        liability_cap=0.0,
        yearly_policy_limit=_endless(file.yearly_policy_limit),
    )


def _person(entry: PersonEntry, filling: Filling) -> Performer:
    """Return a person at the business."""
    role = performers()["roles"][entry.role]
    path = f"people.{entry.name}"
    rate = float(entry.rate) if entry.rate is not None else _wage(path, role["wage"], filling)
    available = role["hours"] if entry.hours is None else entry.hours
    if entry.hours is None:
        filling.note(f"{path}.hours", available, "hours/year", "judgement", "E")
    if entry.skill is None:
        filling.note(f"{path}.skill", role["skill"], "1 clerk ... 5 specialist", "judgement", "E")
    shared: dict[str, Any] = {
        "name": entry.name,
        "party": BUSINESS,
        "role": entry.role,
        "skill": role["skill"] if entry.skill is None else entry.skill,
        "access": INSIDE_ACCESS,
        "on_site": True,
        "speed": role["speed"],
        "resume_minutes": role["resume_minutes"],
        "rate": rate,
        "capacity": available,
    }
    if entry.role == "owner":
        return Performer(
            kind="owner", risk_class="owner", hour_cost=rate, lost_hour_cost=rate, **shared
        )
    worth = _value_of_time(entry, path, rate, filling)
    releasable = entry.releasable if entry.releasable is not None else available >= _step()
    return Performer(
        kind="employee",
        risk_class="in_house",
        hour_cost=worth,
        lost_hour_cost=worth,
        **_steps(available, entry.may_grow_by, rate, releasable=releasable),
        **shared,
    )


def _value_of_time(entry: PersonEntry, path: str, rate: float, filling: Filling) -> float:
    """Return the worth of one freed hour, below the rate; money per hour.

    Raises:
        CaseError: it is not below the rate, so that idle hires would pay (F2).

    """
    if entry.value_of_time is None:
        share = settings()["value_of_time_share"]
        unit = f"{filling.currency}/hour"
        return filling.note(f"{path}.value_of_time", share.value * rate, unit, share.source, "E")
    worth = float(entry.value_of_time)
    if worth >= rate > 0:
        text = f"value_of_time {worth:g} is not below the loaded rate {rate:g} filled in."
        raise CaseError(Fault(text, path, "Lower it, or write the person's rate."))
    return worth


def _step() -> float:
    """Return the hours of one indivisible step (half an FTE)."""
    return settings()["step_hours"].value


def _steps(available: float, growth: float, rate: float, *, releasable: bool) -> dict[str, Any]:
    """Return a role's paid steps: near half an FTE each, and together the hours written."""
    today = max(1, round(available / _step())) if available > 0 else 0
    size = max(available, 1.0) / today if today else _step()
    return {
        "step_hours": size,
        "step_cost": size * rate,
        "steps_today": today,
        "steps_min": 0 if releasable else today,
        "steps_max": today + math.ceil(growth / size - 1e-9),
    }


def _wage(path: str, occupation: str | None, filling: Filling) -> float:
    """Return a loaded hourly rate from the wage of an occupation, or the owner's value."""
    rules = settings()
    if occupation is None:
        value = rules["owner_value_hour"]
        return filling.money(f"{path}.rate", value.value, "hour", value.source, value.grade)
    wage = filling.wages[occupation]
    dollars = (wage.hourly.p50 or 0.0) * rules["loading"].value
    return filling.money(f"{path}.rate", dollars, "hour", "BLS-OEWS-2024", "D")


def _with_caps(entry: ProviderEntry, file: CaseFile) -> ProviderEntry:
    """Return the provider with the liability caps of its offers (the lowest), if it has none."""
    offers = [offer for offer in file.offers if offer.provider == entry.name]
    for name in ("liability_cap", "yearly_cap"):
        caps = [cap for offer in offers if (cap := getattr(offer, name)) is not None]
        if getattr(entry, name) is None and caps:
            entry = entry.model_copy(update={name: min(caps)})
    return entry


def _endless(limit: Decimal | None) -> float:
    """Return a yearly limit in money; infinity where none was agreed."""
    return math.inf if limit is None else float(limit)


def _provider(entry: ProviderEntry, filling: Filling) -> Party:
    """Return a provider as a party: tolerance, means, liability cap frozen in money, policy."""
    kind, rules = performers()["kinds"][entry.kind], settings()
    path = f"providers.{entry.name}"
    source, grade = kind["source"], kind["grade"]
    sales = (
        float(entry.sales)
        if entry.sales
        else filling.money(f"{path}.sales", kind["sales"], "year", source, grade)
    )
    figures = [("tolerance_of_sales", rules["tolerance_of_sales"].value * sales)]
    tolerance = (
        float(entry.tolerance)
        if entry.tolerance
        else _tolerance(f"{path}.tolerance", figures, filling)
    )
    fee = performers()["reference_fee"]
    cap = (
        float(entry.liability_cap)
        if entry.liability_cap is not None
        else filling.money(
            f"{path}.liability_cap",
            fee["value"] * kind["cap_fee_multiple"],
            "event",
            fee["source"],
            fee["grade"],
        )
    )
    policy = {
        name: float(stated)
        if (stated := getattr(entry, name)) is not None
        else filling.money(f"{path}.{name}", kind[name], "event", source, grade)
        for name in ("policy_deductible", "policy_limit")
    }
    return Party(
        name=entry.name,
        kind=entry.kind,
        inside_deal=bool(entry.inside_deal),
        tolerance=tolerance,
        means=float(entry.means) if entry.means else _means(f"{path}.means", tolerance, filling),
        liability_cap=cap,
        deductible=policy["policy_deductible"],
        limit=policy["policy_limit"],
        yearly_cap=_endless(entry.yearly_cap),
        yearly_policy_limit=_endless(entry.yearly_policy_limit),
        attests=entry.attests,
    )


def _provider_person(
    entry: ProviderPersonEntry, provider: ProviderEntry, filling: Filling
) -> Performer:
    """Return a person at a provider: cost over utilisation inside the deal, else the bill rate."""
    kind, grade = performers()["kinds"][provider.kind], performers()["grades"][entry.grade]
    path = f"providers.{provider.name}.{entry.name}"
    bill = (
        float(entry.bill_rate)
        if entry.bill_rate is not None
        else filling.money(
            f"{path}.bill_rate", grade["bill"], "hour", grade["source"], grade["grade"]
        )
    )
    cost = (
        float(entry.cost_rate)
        if entry.cost_rate is not None
        else filling.money(
            f"{path}.cost_rate", grade["cost"], "hour", grade["source"], grade["grade"]
        )
    )
    available = grade["hours"] if entry.hours is None else entry.hours
    if entry.hours is None:
        filling.note(f"{path}.hours", available, "hours/year", grade["source"], grade["grade"])
    inside = bool(provider.inside_deal)
    rate = cost / kind["utilisation"] if inside else bill
    return Performer(
        name=entry.name,
        party=provider.name,
        kind="software" if provider.kind == "software" else "provider",
        role=entry.grade,
        risk_class=kind["risk_class"],
        skill=grade["skill"] if entry.skill is None else entry.skill,
        capacity=available,
        hour_cost=rate,
        lost_hour_cost=rate if inside else 0.0,
        rate=rate,
        bill_rate=bill,
        access=OUTSIDE_ACCESS,
        on_site=False,
        speed=kind["speed"],
        on_site_speed=kind["on_site_speed"],
        resume_minutes=kind["resume_minutes"],
    )


def with_hire(case: Case, name: str, role: str) -> Case:
    """Return the case with one more person of the business, half-time at the catalogue's wage.

    The step is paid only where some work needs it.
    """
    entry = PersonEntry.model_validate({"name": name, "role": role, "hours": 0})
    entry = entry.model_copy(update={"may_grow_by": _step()})
    return _with_people(case, [_person(entry, _filling(case))])


def with_practice(case: Case, name: str) -> Case:
    """Return the case with the catalogue's practice beside its providers, at its bill rates."""
    entry = stand_in(name).model_copy(update={"inside_deal": False})
    people = tuple(p.model_copy(update={"name": f"{name} {p.grade}"}) for p in entry.people)
    entry, filling = entry.model_copy(update={"people": people}), _filling(case)
    case = case.model_copy(update={"parties": {**case.parties, name: _provider(entry, filling)}})
    return _with_people(case, [_provider_person(p, entry, filling) for p in entry.people])


def _filling(case: Case) -> Filling:
    """Return what fills further figures of a complete case."""
    return Filling(case.price_level, case.currency, load_catalogue().wages)


def _with_people(case: Case, people: list[Performer]) -> Case:
    """Return the case with more performers, `nobody` still last."""
    last = next(p for p in case.performers.values() if p.kind == "nobody")
    known = [p for p in case.performers.values() if p.kind != "nobody"]
    return case.model_copy(update={"performers": {p.name: p for p in (*known, *people, last)}})


def _nobody() -> Performer:
    """Return the performer of work that is not done."""
    tiers = performers()["roles"]["owner"]["speed"]
    return Performer(
        name=NOBODY,
        party=BUSINESS,
        kind="nobody",
        role="nobody",
        risk_class="owner",
        skill=0,
        capacity=math.inf,
        hour_cost=0.0,
        lost_hour_cost=0.0,
        rate=0.0,
        access=INSIDE_ACCESS,
        on_site=True,
        speed=dict.fromkeys(tiers, 1.0),
        resume_minutes=0.0,
    )
