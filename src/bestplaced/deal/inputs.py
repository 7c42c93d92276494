"""The figures behind a line of a benefit: value, unit, source, grade. The second of two steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.catalogue.defaults import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bestplaced.case.business import Case
    from bestplaced.case.provenance import Figure
    from bestplaced.deal.lines import Line

_SETTINGS = {
    "hand_offs": ("hand_off_hours", "hand_off_max_cycles", "hand_off_rate"),
    "upkeep": ("provider_search_hours", "provider_monitoring_hours"),
    "overtime": ("overtime_factor",),
    "term": ("transition_hours", "transition_share", "hand_off_rate"),
}
WRITTEN = "case"


@dataclass(frozen=True)
class Input:
    """One figure as the case uses it; ``source`` is `WRITTEN` where the case file says it."""

    name: str
    value: str
    unit: str
    source: str
    grade: str


def inputs_of(case: Case, line: Line) -> tuple[Input, ...]:
    """Return the figures behind a line, without repeats."""
    found = [figure for name in line.inputs for figure in _resolved(case, name)]
    return tuple(dict.fromkeys(found))


def _resolved(case: Case, name: str) -> Iterator[Input]:
    """Yield the figures that one name stands for."""
    kind, _, subject = name.partition(".")
    source = _SOURCES.get(kind)
    if source is not None:
        yield from source(case, subject)
    for setting in _SETTINGS.get(kind, ()):
        known = settings()[setting]
        used = getattr(case.assumptions, setting)
        yield Input(setting, f"{used:g}", known.unit, known.source, known.grade)


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


def _values(case: Case, _: str) -> Iterator[Input]:
    """Yield the values of better decisions (F13)."""
    for r, value in case.decision_values.items():
        f13 = value.provenance
        yield Input(f"value of {r}", f"{value.amount:,.0f}", f13.unit, f13.source, f13.grade)


def _risk(case: Case, name: str) -> Iterator[Input]:
    """Yield how often and how badly a risk strikes this business (F4)."""
    risk = case.risks[name]
    f, s, m = risk.frequency, risk.severity, risk.max_loss
    yield Input(f"{name} frequency", f"{f.lo:g}-{f.hi:g}", f.unit, f.source, f.grade)
    text = f"{s.p5:,.0f} / {s.p50:,.0f} / {s.p95:,.0f}"
    yield Input(f"{name} severity, 5/50/95 %", text, s.unit, s.source, s.grade)
    yield Input(f"{name} largest loss", f"{m.value:,.0f}", m.unit, m.source, m.grade)


def _together(case: Case, name: str) -> Iterator[Input]:
    """Yield how strongly a group of risks, or a shock, makes them bad together (F4)."""
    for group in case.groups.values():
        if name.startswith(group.name):
            yield _figure(group.name, group.shape)
    for shock in case.shocks.values():
        if name.startswith(shock.name):
            yield _figure(shock.name, shock.rate)


def _figure(name: str, figure: Figure) -> Input:
    """Return a traced figure as an input."""
    return Input(name, f"{figure.value:g}", figure.unit, figure.source, figure.grade)


def _work(case: Case, r: str) -> Iterator[Input]:
    """Yield what the hours of one responsibility are made of (F1)."""
    work = case.responsibilities[r]
    if r in case.measured_hours:
        yield Input(f"hours of {r}", f"{case.measured_hours[r]:,.1f}", "hours/year", WRITTEN, "")
        return
    for name, figure in (("minutes", work.minutes), ("fixed hours", work.fixed_hours)):
        if figure is not None:
            text = f"{figure.lo:g} / {figure.mode:g} / {figure.hi:g}"
            yield Input(f"{r} {name}", text, figure.unit, figure.source, figure.grade)
    if work.driver is not None:
        volume = f"{case.volumes[work.driver]:,.0f}"
        filled = case.provenance.get(f"volumes.{work.driver}")
        source, grade = (filled.source, filled.grade) if filled else (WRITTEN, "")
        yield Input(work.driver.replace("_", " "), volume, "units/year", source, grade)


def _person(case: Case, name: str) -> Iterator[Input]:
    """Yield what one hour of a person is made of (F2)."""
    person = case.performers[name]
    unit = f"{case.currency}/hour"
    paths = (f"people.{name}", f"providers.{person.party}.{name}")
    kinds = ("rate", "value_of_time", "cost_rate")
    told = False
    for key in kinds:
        filled = next((f for p in paths if (f := case.provenance.get(f"{p}.{key}"))), None)
        if filled is not None:
            told = True
            yield Input(f"{name} {key}", f"{filled.value:,.2f}", unit, filled.source, filled.grade)
    if not told and person.kind != "nobody":
        yield Input(f"{name} rate", f"{person.rate:,.2f}", unit, WRITTEN, "")


_SOURCES: dict[str, Callable[[Case, str], Iterator[Input]]] = {
    "work": _work,
    "risks": _risk,
    "people": _person,
    "pairs": _pair,
    "parties": _use,
    "upkeep": _owner,
    "values": _values,
    "together": _together,
}
