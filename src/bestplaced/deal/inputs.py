"""The figures behind a line of a benefit: value, unit, source, grade. The second of two steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.case.responsibility import TIERS
from bestplaced.catalogue import load_catalogue
from bestplaced.catalogue.defaults import performers, settings, touches
from bestplaced.catalogue.services import load_services

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bestplaced.case.business import Case
    from bestplaced.case.provenance import Figure
    from bestplaced.case.risk import Risk
    from bestplaced.deal.lines import Line

_FEW = 10  # a year: below it, part of a unit is told
_SETTINGS = {
    "hand_offs": ("hand_off_hours", "hand_off_max_cycles", "hand_off_rate"),
    "upkeep": ("provider_search_hours", "provider_monitoring_hours"),
    "overtime": ("overtime_factor",),
    "term": ("transition_hours", "transition_share", "hand_off_rate", "term_months"),
    "premium": ("insurer_load",),
    "undone": ("nobody_risk_factor",),
    "deductible": ("insured_deductible_share",),
    "months": ("term_months",),
    "size": ("size_exponent", "reference_staff"),
    "learning": ("onboarding_factor", "onboarding_months"),
    "decision_cap": ("decision_cap_share", "owner_decision_quality"),
    "step": ("step_hours",),
    "switching": ("focus_minutes_per_day", "focus_ceiling", "working_days"),
}
WRITTEN = "case"
_DEAL_UNITS = {
    "months_behind": "months",
    "clean_up_month": "{}/month behind",
    "clean_up_exponent": "exponent of months",
    "fee_tax_rate": "share of the fee",
    "fee_tax": "share of the fee, tax not given back",
    "minimum_margin": "share of the fee",
    "guarantee_load": "share of the risk assumed",
    "switching_cost": "{} once",
    "volume_band": "share of volume",
    "volume_spread": "share of volume",
    "fee_today": "{}/year",
}


@dataclass(frozen=True)
class Input:
    """One figure as the case uses it; ``source`` is `WRITTEN` where the case file says it.

    ``key`` is then where: the keys of the file down to it, people, providers and offers by name.
    """

    name: str
    value: str
    unit: str
    source: str
    grade: str
    key: tuple[str, ...] = ()


def inputs_of(case: Case, line: Line) -> tuple[Input, ...]:
    """Return the figures behind a line, without repeats."""
    return inputs_named(case, line.inputs)


def inputs_named(case: Case, names: Iterable[str]) -> tuple[Input, ...]:
    """Return the figures that some names stand for (``risks.R26``, ``work.D14``), no repeats."""
    found = [figure for name in names for figure in _resolved(case, name)]
    return tuple(dict.fromkeys(found))


def _resolved(case: Case, name: str) -> Iterator[Input]:
    """Yield the figures that one name stands for."""
    kind, _, subject = name.partition(".")
    source = _SOURCES.get(kind)
    if source is not None:
        yield from source(case, subject)
    yield from _set(case, kind)


def _set(case: Case, kind: str) -> Iterator[Input]:
    """Yield the general settings of one kind."""
    for setting in _SETTINGS.get(kind, ()):
        known = settings()[setting]
        used = getattr(case.assumptions, setting)
        unit = known.unit.replace("USD", case.currency)  # converted with the case
        yield Input(setting.replace("_", " "), f"{used:g}", unit, known.source, known.grade)


def _scope(case: Case, _: str) -> Iterator[Input]:
    """Yield which work of the catalogue the case leaves out."""
    out = [r for r in load_catalogue().responsibilities if r not in case.responsibilities]
    if out:
        told, key = ", ".join(out), ("out_of_scope",)
        yield Input("out of scope", told, "pieces of work", WRITTEN, "", key)


def _notice(_: Case, __: str) -> Iterator[Input]:
    """Yield the notice that a letter proposes."""
    yield _figure("usual notice", load_services().terms.notice_months)


def _touches(_: Case, __: str) -> Iterator[Input]:
    """Yield how often work of each cadence calls for attention in a day (F3)."""
    for name, figure in touches().items():
        yield _figure(f"touches of {name.replace('_', ' ')} work", figure)


def _pair(case: Case, name: str) -> Iterator[Input]:
    """Yield what a duty pair in one person's hands does to its risks."""
    x = next(p for p in case.pairs if p.id == name).multiplier
    yield Input(f"{name} makes risks worse", f"{x.value:g}", x.unit, x.source, x.grade)


def _use(case: Case, _: str) -> Iterator[Input]:
    """Yield the risks that come with using a provider."""
    for risk in case.risks.values():
        if risk.attaches.scope == "provider_use":
            yield from _risk(case, risk.id)


def _owner(case: Case, _: str) -> Iterator[Input]:
    """Yield the worth of an hour of the owner's."""
    yield from _person(case, case.owner.name)


def _values(case: Case, only: str) -> Iterator[Input]:
    """Yield the values of better decisions (F13), or that of one piece of work."""
    for r, value in case.decision_values.items():
        if only not in {"", r}:
            continue
        f13 = value.provenance
        yield Input(f"value of {r}", f"{value.amount:,.0f}", f13.unit, f13.source, f13.grade)
    if only:
        yield Input(
            "revenue", f"{case.revenue:,.0f}", f"{case.currency}/year", WRITTEN, "", ("revenue",)
        )
    else:
        yield from _set(case, "decision_cap")
    yield _result(case)


def _result(case: Case) -> Input:
    """Return the business's yearly result."""
    unit = f"{case.currency}/year"
    return _filled(case, ("net_income",), "net income", case.net_income, unit)


def _risk(case: Case, name: str) -> Iterator[Input]:
    """Yield how often and how badly a risk strikes this business (F4)."""
    risk = case.risks[name]
    f, s, m = risk.frequency, risk.severity, risk.max_loss
    yield Input(f"{name} frequency", f"{f.lo:.3g}-{f.hi:.3g}", f.unit, f.source, f.grade)
    text = f"{s.p5:,.0f} / {s.p50:,.0f} / {s.p95:,.0f}"
    yield Input(f"{name} severity, 5/50/95 %", text, s.unit, s.source, s.grade)
    yield Input(f"{name} largest loss", f"{m.value:,.0f}", m.unit, m.source, m.grade)
    yield from _fitted(case, risk)
    attached = risk.attaches
    weights = f"{attached.scope}, by hours".replace("_", " ")
    if attached.responsibilities:
        weights = ", ".join(f"{r} {w:g}" for r, w in attached.responsibilities.items())
    yield Input(f"{name} hangs on", weights, "parts of its frequency", "catalogue", "E")
    by = [risk.multipliers[who] for who in ("owner", "in_house", "practice", "bureau")]
    text = " / ".join(f"{x.frequency:g} x {x.severity:g}" for x in by)
    unit = "frequency x severity: owner / in house / practice / bureau"
    source, grade = risk.multipliers_source, risk.multipliers_grade
    yield Input(f"{name} multipliers by hand", text, unit, source, grade)
    yield _figure(f"{name} caused by the client", risk.client_control)


def _fitted(case: Case, risk: Risk) -> Iterator[Input]:
    """Yield how the catalogue's frequency and severity of a risk were fitted to this business."""
    usual = load_catalogue().risks[risk.id]
    for name, old, new in (
        ("frequency", usual.frequency.geometric_mean, risk.frequency.geometric_mean),
        ("severity", usual.severity.p50, risk.severity.p50),
    ):
        if getattr(risk, name).source == WRITTEN:
            continue
        told = f"{new:,.6g} = {old:,.6g} x {new / old:.6g}"
        if name == "severity":
            of = f"median in {case.currency}"
            sized = "" if risk.scales_with != "revenue" else ", root of sales / the usual"
            unit = f"{of}: the catalogue's x price level {case.price_level:g}{sized}"
        elif risk.scales_with == "revenue":
            base = case.assumptions.reference_revenue
            unit = f"a year: the catalogue's x root of sales {case.revenue:,.0f} / {base:,.0f}"
        else:
            unit = f"a year: the catalogue's x {risk.scales_with.replace('_', ' ')} / the usual"
        yield Input(f"{risk.id} {name} here", told, unit, "CATALOGUE-DERIVED", "D")


def _together(case: Case, name: str) -> Iterator[Input]:
    """Yield how strongly a group of risks, or a shock, makes them bad together (F4)."""
    for group in case.groups.values():
        if name.startswith(group.name):
            yield _figure(group.name, group.shape)
    for shock in case.shocks.values():
        if name.startswith(shock.name):
            yield _figure(shock.name, shock.rate)


def _bears(case: Case, party: str) -> Iterator[Input]:
    """Yield what a party can take: tolerance, means, cap and policy (F4, F5)."""
    known, path = case.parties[party], () if party == BUSINESS else ("providers", party)
    limits = {"tolerance": known.tolerance, "means": known.means}
    if party != BUSINESS:
        limits |= {
            "liability_cap": known.liability_cap,
            "policy_deductible": known.deductible,
            "policy_limit": known.limit,
        }
    for name, value in limits.items():
        told = f"{name.replace('_', ' ')} of {party}"
        found = _filled(case, (*path, name), told, value, f"{case.currency}/event")
        if name == "liability_cap" and found.source != WRITTEN:
            times = performers()["kinds"][known.kind]["cap_fee_multiple"]
            found = replace(found, unit=f"{found.unit}, {times:g} x a usual fee for a year")
        yield found


def _deal(case: Case, name: str) -> Iterator[Input]:
    """Yield one of the terms that the deal is struck on (F10)."""
    value, unit = getattr(case.deal_terms, name), _DEAL_UNITS[name].format(case.currency)
    key = "fee_tax_recoverable" if name == "fee_tax" else name
    yield _filled(case, ("deal", key), name.replace("_", " "), value, unit)


def _filled(case: Case, key: tuple[str, ...], name: str, value: float, unit: str) -> Input:
    """Return a figure with its source: filled in at a key of the case, else written there."""
    filled = case.provenance.get(".".join(key))
    if filled is None:
        return Input(name, _told(value), unit, WRITTEN, "", key)
    return Input(name, _told(filled.value), filled.unit, filled.source, filled.grade)


def _told(value: float) -> str:
    """Return a figure without digits that do not count: money to the cent, shares to four."""
    return f"{round(value, 2 if abs(value) >= 100 else 4):,.12g}"  # noqa: PLR2004 - digits


def _utilisation(case: Case, party: str) -> Iterator[Input]:
    """Yield the productive share of paid hours, which cost rates are divided by (F2)."""
    kind = performers()["kinds"][case.parties[party].kind]
    value = f"{kind['utilisation']:g}"
    yield Input(f"utilisation of {party}", value, "of paid hours", kind["source"], kind["grade"])


def _offer(case: Case, name: str) -> Iterator[Input]:
    """Yield the fee lines of a written offer (F8)."""
    name, _, kind = name.partition(".") if name not in case.offers else (name, "", "")
    offer = case.offers[name]
    parts = [(p.name, p.fee) for p in (*offer.packages, *offer.add_ons)]
    for part, fee in [(offer.name, offer.fee), *parts]:
        for line in fee:
            if kind not in {"", line.kind}:
                continue
            terms = line.model_dump(mode="json", exclude_defaults=True, exclude={"kind", "covers"})
            text = ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in terms.items())
            key = ("offers", name, line.kind) if part == offer.name else ("offers", name)
            yield Input(f"{part}: {line.kind}", text, case.currency, WRITTEN, "", key)
            if driver := getattr(line, "driver", None):
                yield from _volume(case, driver)


def _figure(name: str, figure: Figure) -> Input:
    """Return a traced figure as an input."""
    return Input(name, f"{figure.value:g}", figure.unit, figure.source, figure.grade)


def _work(case: Case, r: str) -> Iterator[Input]:
    """Yield what the hours of one responsibility are made of (F1)."""
    work = case.responsibilities[r]
    if r in case.measured_hours:
        told = f"{case.measured_hours[r]:,.1f}"
        noted = case.provenance.get(f"hours.{r}")
        if noted is not None:
            yield Input(f"hours of {r}", told, noted.unit, noted.source, noted.grade)
        else:
            yield Input(f"hours of {r}", told, "hours/year", WRITTEN, "", ("hours", r))
        return
    for name, figure in (("minutes", work.minutes), ("fixed hours", work.fixed_hours)):
        if figure is not None:
            text = f"{figure.lo:g} / {figure.mode:g} / {figure.hi:g}"
            yield Input(f"{r} {name}", text, figure.unit, figure.source, figure.grade)
    if work.fixed_hours is not None:
        yield Input(f"{r} cycles", f"{work.cycles:g}", "cycles/year", "catalogue", "E")
    if work.tier in {"direction", "strategy"}:
        yield Input("staff", str(case.staff), "people", WRITTEN, "", ("staff",))
        yield from _set(case, "size")
    yield from _set(case, "learning")
    if work.driver is not None:
        yield from _volume(case, work.driver)


def _volume(case: Case, driver: str) -> Iterator[Input]:
    """Yield how often a year something is counted."""
    filled = case.provenance.get(f"volumes.{driver}")
    source, grade = (filled.source, filled.grade) if filled else (WRITTEN, "")
    key = () if filled else ("volumes", driver)
    counted = case.volumes[driver]
    volume = f"{counted:,.0f}" if counted >= _FEW else f"{counted:.3g}"
    yield Input(driver.replace("_", " "), volume, "units/year", source, grade, key)


def _bills(case: Case, name: str) -> Iterator[Input]:
    """Yield what an hour of a provider's person is charged at."""
    person = case.performers[name]
    unit, path = f"{case.currency}/hour", ("providers", person.party, name, "bill_rate")
    yield _filled(case, path, f"{name} bill rate", person.bill_rate, unit)


def _speed(case: Case, name: str) -> Input:
    """Return how many hours a person takes for a standard hour, by tier (F1)."""
    told = " / ".join(f"{case.performers[name].speed[tier]:g}" for tier in TIERS)
    unit = "x standard hours: admin / bookkeeping / direction / strategy"
    return Input(f"{name} speed by tier", told, unit, "judgement", "E")


def _person(case: Case, name: str) -> Iterator[Input]:
    """Yield what one hour of a person is made of (F2).

    Of a provider inside the deal the cost rate before utilisation, of one outside the bill rate.
    """
    person, unit = case.performers[name], f"{case.currency}/hour"
    if person.kind == "nobody":
        return
    if person.kind in {"provider", "software"}:
        party = case.parties[person.party]
        if not party.inside_deal:
            yield from _bills(case, name)
            yield _speed(case, name)
            return
        cost = ("providers", party.name, name, "cost_rate")
        paid = person.rate * performers()["kinds"][party.kind]["utilisation"]
        yield _filled(case, cost, f"{name} cost rate", paid, unit)
        yield from _utilisation(case, party.name)
        yield _speed(case, name)
        return
    yield _filled(case, ("people", name, "rate"), f"{name} rate", person.rate, unit)
    yield _speed(case, name)
    if person.kind == "employee":
        path = ("people", name, "value_of_time")
        yield _filled(case, path, f"{name} worth of a freed hour", person.hour_cost, unit)


def _hired(case: Case, name: str) -> Iterator[Input]:
    """Yield the hours that an employee is paid for, and the minutes a switch takes (F2, F3)."""
    person = case.performers[name]
    if person.has_steps:
        key = ("people", name, "hours")
        paid = person.steps_today * person.step_hours
        yield _filled(case, key, f"{name} paid hours", paid, "hours/year")
        yield from _set(case, "step")
    minutes = f"{person.resume_minutes:g}"
    yield Input(f"{name} resumes after a switch in", minutes, "minutes", "judgement", "E")
    yield from _set(case, "switching")


_SOURCES: dict[str, Callable[[Case, str], Iterator[Input]]] = {
    "work": _work,
    "risks": _risk,
    "people": _person,
    "bills": _bills,
    "pairs": _pair,
    "parties": _use,
    "upkeep": _owner,
    "values": _values,
    "together": _together,
    "bears": _bears,
    "deal": _deal,
    "offers": _offer,
    "result": lambda case, _: iter((_result(case),)),
    "volumes": _volume,
    "hired": _hired,
    "touches": _touches,
    "notice": _notice,
    "scope": _scope,
}
