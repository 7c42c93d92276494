"""A case with other values of its uncertain inputs: the same case, one number (or many) moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bestplaced.case.business import BUSINESS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bestplaced.case.business import Case, Performer
    from bestplaced.case.provenance import Pert
    from bestplaced.case.risk import Risk

_CEILING = 0.95  # an employee's freed hour is worth at most this share of what it costs (F2)


def changed(case: Case, values: Mapping[str, float]) -> Case:
    """Return the case with the named inputs (`uncertain_inputs`) at these values.

    Names of inputs the case does not have change nothing. Risks that follow a driver's volume
    move with it.
    """
    by_kind: dict[str, dict[str, float]] = {}
    for name, value in values.items():
        kind, _, item = name.partition(".")
        by_kind.setdefault(kind, {})[item] = value
    updates: dict[str, Any] = {}
    for kinds, change in _CHANGES:
        if any(kind in by_kind for kind in kinds):
            updates |= change(case, by_kind)
    return case.model_copy(update=updates)


Kinds = dict[str, dict[str, float]]


def _volumes(case: Case, by_kind: Kinds) -> dict[str, Any]:
    known = {d: v for d, v in by_kind["volumes"].items() if d in case.volumes}
    return {"volumes": {**case.volumes, **known}}


def _work(case: Case, by_kind: Kinds) -> dict[str, Any]:
    """Return minutes, fixed hours and measured hours."""
    minutes, fixed = by_kind.get("minutes", {}), by_kind.get("fixed_hours", {})
    work = dict(case.responsibilities)
    for r in (*minutes, *fixed):
        if r in work:
            entry, update = work[r], {}
            if r in minutes and entry.minutes is not None:
                update["minutes"] = _exactly(entry.minutes, minutes[r])
            if r in fixed and entry.fixed_hours is not None:
                update["fixed_hours"] = _exactly(entry.fixed_hours, fixed[r])
            work[r] = entry.model_copy(update=update)
    known = {r: h for r, h in by_kind.get("hours", {}).items() if r in case.measured_hours}
    return {"responsibilities": work, "measured_hours": {**case.measured_hours, **known}}


def _exactly(law: Pert, value: float) -> Pert:
    """Return the law that is this value for certain."""
    return law.model_copy(update={"lo": value, "mode": value, "hi": value})


def _people(case: Case, by_kind: Kinds) -> dict[str, Any]:
    """Return performers with other rates, worths of freed hours and speeds."""
    return {"performers": {n: _person(p, by_kind) for n, p in case.performers.items()}}


def _person(person: Performer, by_kind: Kinds) -> Performer:
    """Return one performer; a freed hour stays worth less than it costs."""
    name, update = person.name, dict[str, Any]()
    rate = by_kind.get("rates", {}).get(name, person.rate)
    factor = rate / person.rate if person.rate > 0 else 1.0
    if factor != 1.0:
        update = {
            "rate": rate,
            "step_cost": person.step_cost * factor,
            "hour_cost": person.hour_cost * factor,
            "lost_hour_cost": person.lost_hour_cost * factor,
        }
    worth = by_kind.get("value_of_time", {}).get(name)
    if worth is not None and person.kind == "employee":
        worth = min(worth * factor, _CEILING * rate)
        update |= {"hour_cost": worth, "lost_hour_cost": worth}
    holder = name if person.party == BUSINESS else person.party
    speed = by_kind.get("speed", {}).get(holder)
    if speed is not None and person.kind != "nobody":
        update["speed"] = {tier: s * speed for tier, s in person.speed.items()}
        update["on_site_speed"] = person.on_site_speed * speed
    return person.model_copy(update=update) if update else person


def _risks(case: Case, by_kind: Kinds) -> dict[str, Any]:
    return {"risks": {name: _risk(case, k, by_kind) for name, k in case.risks.items()}}


def _risk(case: Case, risk: Risk, by_kind: Kinds) -> Risk:
    """Return one risk with another frequency, severity or multipliers."""
    update: dict[str, Any] = {}
    often = by_kind.get("frequency", {}).get(risk.id, risk.frequency.geometric_mean)
    driver = risk.scales_with
    if driver in by_kind.get("volumes", {}) and risk.frequency.source != "case":
        before = case.volumes.get(driver, 0.0)
        often *= by_kind["volumes"][driver] / before if before > 0 else 1.0
    if often != risk.frequency.geometric_mean:
        update["frequency"] = risk.frequency.model_copy(update={"lo": often, "hi": often})
    large = by_kind.get("severity", {}).get(risk.id)
    if large is not None:
        law, factor = risk.severity, large / risk.severity.p50
        points = {name: getattr(law, name) * factor for name in ("p5", "p50", "p95")}
        update["severity"] = law.model_copy(update=points)
        most = risk.max_loss
        update["max_loss"] = most.model_copy(update={"value": most.value * factor})
    if not risk.created:
        update |= _multipliers(risk, by_kind.get("errors", {}))
    return risk.model_copy(update=update) if update else risk


def _multipliers(risk: Risk, factors: Mapping[str, float]) -> dict[str, Any]:
    """Return the multipliers on frequency of the classes whose error rates are changed."""
    if not factors:
        return {}
    return {
        "multipliers": {
            name: m.model_copy(update={"frequency": m.frequency * factors.get(name, 1.0)})
            for name, m in risk.multipliers.items()
        }
    }


def _values(case: Case, by_kind: Kinds) -> dict[str, Any]:
    known = {
        r: v.model_copy(update={"amount": by_kind["values"].get(r, v.amount)})
        for r, v in case.decision_values.items()
    }
    return {"decision_values": known}


def _tolerance(case: Case, by_kind: Kinds) -> dict[str, Any]:
    update = {"tolerance": by_kind["tolerance"][""]}
    return {"parties": {**case.parties, BUSINESS: case.business.model_copy(update=update)}}


def _settings(case: Case, by_kind: Kinds) -> dict[str, Any]:
    return {"assumptions": case.assumptions.model_copy(update=by_kind["settings"])}


_CHANGES: tuple[tuple[tuple[str, ...], Callable[[Case, Kinds], dict[str, Any]]], ...] = (
    (("volumes",), _volumes),
    (("minutes", "fixed_hours", "hours"), _work),
    (("rates", "value_of_time", "speed"), _people),
    (("frequency", "severity", "volumes", "errors"), _risks),
    (("values",), _values),
    (("tolerance",), _tolerance),
    (("settings",), _settings),
)
