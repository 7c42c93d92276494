"""From the ten lines a person wrote to a complete `Case`: every figure known, with provenance.

This is the one place where money stops being Decimal and dollars become the case's currency.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from bestplaced.case.business import Assumptions, Bundle, Case, DecisionValue
from bestplaced.case.pains import value_factor
from bestplaced.case.provenance import Figure, Quantiles, Rate
from bestplaced.catalogue.bargain import answered, check_fee_today, deal_terms
from bestplaced.catalogue.checking import name_faults
from bestplaced.catalogue.defaults import decision_values, settings, touches
from bestplaced.catalogue.dependence import common_shocks, frailty_groups
from bestplaced.catalogue.loading import load_catalogue
from bestplaced.catalogue.offers import resolved_offers
from bestplaced.catalogue.people import Filling, fill_people, stand_in
from bestplaced.catalogue.today import today_placements
from bestplaced.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bestplaced.case.business import Performer
    from bestplaced.case.case_file import CaseFile, RiskEntry
    from bestplaced.case.question import Pain
    from bestplaced.case.reading import ReadCase
    from bestplaced.case.risk import Risk
    from bestplaced.catalogue.loading import Catalogue

MONEY_SETTINGS = ("hand_off_rate", "reference_revenue")


def complete(
    read: ReadCase,
    measured: Mapping[str, float] | None = None,
    pins: Mapping[str, str] | None = None,
    logged: Mapping[str, float] | None = None,
) -> Case:
    """Fill a case from the catalogue, measured volumes (driver -> a year), logged hours a year.

    Raises:
        CaseError: names that do not resolve, a currency without a factor, figures that contradict
            each other; all faults at once.

    """
    catalogue, file = load_catalogue(), read.file
    providers = file.providers or (stand_in(),)
    all_pins = {**file.pins, **(pins or {})}
    if faults := name_faults(read, pins):
        raise CaseError(faults)
    filling = _filling(read, catalogue)
    parties, performers = fill_people(file, providers, filling)
    chosen = {i: r for i, r in catalogue.responsibilities.items() if i not in file.out_of_scope}
    net = _net_income(file, filling)
    volumes = _volumes(file, catalogue, filling, measured or {})
    pains = answered(file, catalogue)
    today = today_placements(file, chosen, performers, filling)
    check_fee_today(read, today, performers, parties)
    return Case(
        name=file.name,
        country=file.country,
        currency=file.currency,
        staff=file.staff,
        revenue=float(file.revenue),
        net_income=net,
        price_level=filling.price_level,
        responsibilities=chosen,
        risks=_risks(file, catalogue, filling, volumes),
        groups=frailty_groups(file, catalogue),
        shocks=common_shocks(file, catalogue),
        worst_year={party: float(most) for party, most in file.worst_year.items()},
        pairs=catalogue.pairs,
        fixed_duties=catalogue.fixed_duties,
        attest_forbidden=frozenset(catalogue.independence.forbidden),
        parties=parties,
        performers=performers,
        volumes=volumes,
        measured_hours=_hours(file, performers, today, filling, logged or {}),
        today=today,
        pins=all_pins,
        bundles=_bundles(file),
        controls=frozenset(file.controls),
        decision_values=_decision_values(file, chosen, net, filling, pains),
        assumptions=_assumptions(filling, file),
        pains=pains,
        deal_terms=deal_terms(file, performers, filling),
        provenance=filling.provenance,
        volume_ranges={name: (r.lo, r.hi) for name, r in file.volume_ranges.items()},
        offers=resolved_offers(file, chosen),
        calendar=file.calendar,
    )


def _net_income(file: CaseFile, filling: Filling) -> float:
    """Return the stated net income, else the one filled in."""
    stated = file.net_income
    return filling.provenance["net_income"].value if stated is None else float(stated)


def _filling(read: ReadCase, catalogue: Catalogue) -> Filling:
    """Return the currency's price level: the case's own, else the catalogue's dated one.

    `name_faults` has refused a currency without either.
    """
    file = read.file
    if file.price_level is not None:
        own = file.price_level
        factor, source, grade = own.factor, "case", own.grade
    else:
        level = catalogue.price_levels[file.currency].factor
        factor, source, grade = level.value, level.source, level.grade
    filling = Filling(factor, file.currency, catalogue.wages)
    filling.note("price_level", factor, f"{file.currency} per USD", source, grade)
    return filling


def _volumes(
    file: CaseFile, catalogue: Catalogue, filling: Filling, measured: Mapping[str, float]
) -> dict[str, float]:
    """Return volumes a year by driver: written, else measured, else by number of staff."""
    volumes = {}
    for name, driver in catalogue.drivers.items():
        if name in file.volumes:
            volumes[name] = file.volumes[name]
        elif name in measured:
            volumes[name] = filling.note(
                f"volumes.{name}", measured[name], driver.unit, "ledger", "B"
            )
        else:
            points = {staff: f.value for staff, f in driver.volumes.items()}
            value = by_staff(points, file.staff)
            filling.note(f"volumes.{name}", value, driver.unit, "judgement", "E")
            volumes[name] = value
    return volumes


def _hours(
    file: CaseFile,
    performers: Mapping[str, Performer],
    today: Mapping[str, str],
    filling: Filling,
    logged: Mapping[str, float],
) -> dict[str, float]:
    """Return today's hours a year by responsibility: written, else logged where somebody does it.

    Hours logged for work that the case keeps out, or that nobody does, are left to the case.
    """
    hours = dict(file.hours)
    for item, value in logged.items():
        if item in hours or item not in today or performers[today[item]].kind == "nobody":
            continue
        hours[item] = filling.note(f"hours.{item}", value, "hours/year", "time-log", "B")
    return hours


def by_staff(points: Mapping[int, float], staff: int) -> float:
    """Interpolate a default volume in the logarithms of staff and volume, flat in slope outside."""
    sizes = sorted(points)
    low = max(i for i in range(len(sizes) - 1) if i == 0 or sizes[i] <= staff)
    a, b = sizes[low], sizes[low + 1]
    slope = math.log(points[b] / points[a]) / math.log(b / a)
    return float(points[a] * (staff / a) ** slope)


def _risks(
    file: CaseFile, catalogue: Catalogue, filling: Filling, volumes: Mapping[str, float]
) -> dict[str, Risk]:
    """Return the risks of this business: frequency and severity scaled, in its currency.

    Frequency and severity each grow with the square root of revenue; where a driver is named,
    frequency grows with its volume instead and severity stays.
    """
    reference = settings()["reference_revenue"].value * filling.price_level
    size = math.sqrt(float(file.revenue) / reference)
    scaled = {}
    for risk in catalogue.risks.values():
        own = file.risks.get(risk.id)
        if risk.scales_with == "revenue":
            often, large = size, size
        else:
            usual = by_staff(
                {s: f.value for s, f in catalogue.drivers[risk.scales_with].volumes.items()}, 25
            )
            often, large = volumes[risk.scales_with] / usual, 1.0
        scaled[risk.id] = _scaled(risk, own, often, large * filling.price_level, filling.currency)
    return scaled


def _scaled(risk: Risk, own: RiskEntry | None, often: float, large: float, currency: str) -> Risk:
    """Return one risk with this business's frequency and severity, or with its own figures."""
    f, s, top = risk.frequency, risk.severity, risk.max_loss
    frequency = Rate(lo=f.lo * often, hi=f.hi * often, unit=f.unit, source=f.source, grade=f.grade)
    unit = f"{currency}/event"
    severity = Quantiles(
        p5=s.p5 * large,
        p50=s.p50 * large,
        p95=s.p95 * large,
        unit=unit,
        source=s.source,
        grade=s.grade,
    )
    most = Figure(value=top.value * large, unit=unit, source=top.source, grade=top.grade)
    if own is not None and own.frequency is not None:
        given = own.frequency
        frequency = Rate(lo=given.lo, hi=given.hi, unit=f.unit, source="case", grade="E")
    if own is not None and own.severity is not None:
        q = own.severity
        severity = Quantiles(
            p5=float(q.p5), p50=float(q.p50), p95=float(q.p95), unit=unit, source="case", grade="E"
        )
        most = Figure(value=float(q.max_loss), unit=unit, source="case", grade="E")
    return risk.model_copy(update={"frequency": frequency, "severity": severity, "max_loss": most})


def _decision_values(
    file: CaseFile,
    chosen: Mapping[str, Any],
    net_income: float,
    filling: Filling,
    pains: Sequence[Pain],
) -> dict[str, DecisionValue]:
    """Return F13 by responsibility: the owner's estimate, else the default scaled by the pains."""
    values = {}
    bases = {"revenue": float(file.revenue), "result": max(0.0, net_income)}
    defaults = decision_values()
    for name in dict.fromkeys((*defaults, *file.values)):
        own = file.values.get(name)
        if own is not None:
            base, source, grade = float(own.base), "case", "E"
            rest = own.improvement * own.probability_of_acting * (1 - own.overlap)
        else:
            default = defaults[name]
            base, source, grade = bases[default["base"]], default["source"], default["grade"]
            rest = (
                default["improvement"] * default["probability_of_acting"] * (1 - default["overlap"])
            ) * value_factor(pains, name)
        if name in chosen:
            amount = filling.note(
                f"values.{name}", base * rest, f"{filling.currency}/year", source, grade
            )
            values[name] = DecisionValue(
                amount=amount, provenance=filling.provenance[f"values.{name}"]
            )
    return values


def _bundles(file: CaseFile) -> tuple[Bundle, ...]:
    """Return the bundles of the case file."""
    return tuple(Bundle(name=b.name, responsibilities=b.responsibilities) for b in file.bundles)


def _assumptions(filling: Filling, file: CaseFile) -> Assumptions:
    """Return the general settings with money in the case's currency."""
    known = settings()
    term = float(file.term_months or known["term_months"].value)
    values: dict[str, Any] = {
        name: known[name].value for name in Assumptions.model_fields if name in known
    }
    for name in MONEY_SETTINGS:
        values[name] *= filling.price_level
    values["term_months"] = term
    values["touches"] = {name: figure.value for name, figure in touches().items()}
    return Assumptions.model_validate(values)
