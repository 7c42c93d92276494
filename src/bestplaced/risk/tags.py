"""The price tag of every portion of risk for every performer, under the cheapest terms (F4-F6).

Axes: portions x performers x terms. Money a year; the chosen terms are the minimum over the
admissible ones of expected loss, swings of each side, premium and care.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bestplaced.case.business import BUSINESS
from bestplaced.risk.linked import Borne, Square, first_members, squares
from bestplaced.risk.portions import Portion, portions, summed
from bestplaced.risk.price import best_share, compound_price
from bestplaced.risk.severity import Severity
from bestplaced.risk.waterfall import Cover, at_kinks, piecewise_moments

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from bestplaced.case.business import Case, Party, Performer
    from bestplaced.case.risk import Risk

    Array = NDArray[np.float64]

TERMS = ("retained", "shared", "transferred", "insured")


@dataclass(frozen=True)
class TermPrices:
    """Prices of one set of terms for arrays of (risk, performer); money a year.

    ``total`` is expected loss, both sides' swings, premiums and care; ``care`` is the part of it
    that is welfare lost because the one who can prevent does not pay (F5), shown apart.
    ``provider`` and ``business`` are each side's price; ``share`` is the provider's share s: the
    best one, of a penalty its share of the cause. ``promised`` is the provider's expected debt a
    year and ``collected`` what arrives of it.
    ``business_mean`` and ``provider_mean`` are what one event costs each side on average.
    """

    total: Array
    care: Array
    business: Array
    provider: Array
    premium: Array
    share: Array
    promised: Array
    collected: Array
    business_mean: Array
    provider_mean: Array


@dataclass(frozen=True)
class RiskTags:
    """Price tags of a case.

    ``prices`` is shape (portions, performers), money a year under ``terms`` (index into `TERMS`);
    ``party_use`` is the price of the risks that come with using a provider, by party;
    ``hand_off`` is that of one dependency that crosses parties. ``squares`` are what dependence
    adds to the prices of a whole plan.
    """

    portions: tuple[Portion, ...]
    prices: Array
    care: Array
    terms: NDArray[np.intp]
    share: Array
    business: Array
    provider: Array
    premium: Array
    collectable: Array
    expected: Array
    party_use: dict[str, float]
    hand_off: float
    squares: tuple[Square, ...]

    def by_responsibility(self, names: Sequence[str]) -> Array:
        """Return prices summed per responsibility, shape (len(names), performers)."""
        row = {name: i for i, name in enumerate(names)}
        return summed([row[p.responsibility] for p in self.portions], self.prices, len(names))


@dataclass(frozen=True)
class _Exposure:
    """Frequency and severity of cells (portion x performer), and who stands on each side."""

    frequency: Array
    severity: Severity
    careless: Array
    client_control: Array
    by_cause: NDArray[np.bool_]
    tolerance: Array
    means: Array
    cap: Array
    deductible: Array
    limit: Array
    business: Party
    insurer_load: float
    insured_deductible: Array


def effective_class(case: Case, performer: Performer, skill_needed: int) -> tuple[str, float]:
    """Return whose multipliers apply, and an extra factor on the frequency.

    Work done below the required skill counts as the owner's; work nobody does, as the owner's
    with half as many events again (DESIGN, *performer*).
    """
    if performer.kind == "nobody":
        return "owner", case.assumptions.nobody_risk_factor
    if performer.skill < skill_needed:
        return "owner", 1.0
    return performer.risk_class, 1.0


def multipliers(case: Case, risk: Risk, performer: Performer, skill: int) -> tuple[float, float]:
    """Return factors on frequency and severity of one risk in one performer's hands."""
    outside = performer.party != BUSINESS and performer.kind != "nobody"
    if risk.created and not outside:
        return 0.0, 1.0
    if risk.attaches.requires_attest and not case.parties[performer.party].attests:
        return 0.0, 1.0
    name, extra = effective_class(case, performer, skill)
    if risk.created:
        name = "bureau" if performer.risk_class == "bureau" else "practice"
    factor = risk.multipliers[name]  # type: ignore[index]
    return factor.frequency * extra, max(factor.severity, 1e-9)


def _column(values: Iterable[float]) -> Array:
    """Return one value per cell, shape (cells, 1)."""
    return np.array(list(values), float)[:, None]


def _row(values: Iterable[float]) -> Array:
    """Return one value per performer, shape (1, performers)."""
    return np.array(list(values), float)[None, :]


def _severity(risks: Sequence[Risk]) -> Severity:
    """Return the severities of the cells' risks before any multiplier, shape (cells, 1)."""
    return Severity.from_quantiles(
        _column(k.severity.p5 for k in risks),
        _column(k.severity.p50 for k in risks),
        _column(k.severity.p95 for k in risks),
        _column(k.max_loss.value for k in risks),
    )


def _exposure(case: Case, cells: Sequence[tuple[Risk, float, int]]) -> _Exposure:
    """Return arrays of shape (len(cells), performers); a cell is (risk, weight, skill)."""
    performers = list(case.performers.values())
    parties = [case.parties[p.party] if p.kind != "nobody" else case.business for p in performers]
    pairs = [multipliers(case, k, p, skill) for k, _, skill in cells for p in performers]
    factors = np.array(pairs, float).reshape(len(cells), len(performers), 2)
    risks = [k for k, _, _ in cells]
    rate = _column(k.frequency.geometric_mean * w for k, w, _ in cells)
    base = _severity(risks)
    own = _column(k.multipliers["owner"].frequency for k in risks)
    own_severity = _column(max(k.multipliers["owner"].severity, 1e-9) for k in risks)
    careless = rate * own * base.scaled(own_severity).limited(base.max_loss)[0]
    return _Exposure(
        frequency=rate * factors[..., 0],
        severity=base.scaled(factors[..., 1]),
        careless=np.broadcast_to(careless, factors.shape[:2]),
        client_control=_column(k.client_control.value for k in risks),
        by_cause=np.array([k.penalty for k in risks], bool)[:, None],
        tolerance=_row(p.tolerance for p in parties),
        means=_row(p.means for p in parties),
        cap=_row(p.liability_cap for p in parties),
        deductible=_row(p.deductible for p in parties),
        limit=_row(p.limit for p in parties),
        business=case.business,
        insurer_load=case.assumptions.insurer_load,
        insured_deductible=case.assumptions.insured_deductible_share * base.max_loss,
    )


def _care(exposed: _Exposure, share: Array, outside: NDArray[np.bool_]) -> Array:
    """Return ``½ I_p (1-s)² + ½ I_c s²`` (F5), money a year; nothing between people inside."""
    care_p, care_c = _incentives(exposed)
    lost = 0.5 * care_p * (1 - share) ** 2 + 0.5 * care_c * share**2
    return np.where(outside, lost, 0.0)


def _incentives(exposed: _Exposure) -> tuple[Array, Array]:
    """Return the yearly losses that the provider's and the client's care avoid (F5)."""
    own = exposed.frequency * exposed.severity.limited(exposed.severity.max_loss)[0]
    avoided = np.maximum(exposed.careless - own, 0.0)
    return avoided * (1 - exposed.client_control), avoided * exposed.client_control


def _price_provider(exposed: _Exposure, share: Array, outside: NDArray[np.bool_]) -> TermPrices:
    """Price a share borne by the provider, up to its cap and with its policy behind it."""
    law, biz = exposed.severity, exposed.business
    terms = (share, exposed.cap, exposed.means, exposed.deductible, exposed.limit, law.max_loss)
    wide = [np.broadcast_to(a, exposed.frequency.shape)[..., None] for a in terms]
    cover = Cover(*wide[:5])
    kinks = cover.kinks(wide[5])[..., 0, :]
    paid, insured = cover.provider_pays(kinks), cover.insurer_pays(kinks)
    known = at_kinks(law, kinks)
    provider = piecewise_moments(law, kinks, paid, known=known)
    insurer = piecewise_moments(law, kinks, insured, known=known)
    business = piecewise_moments(law, kinks, kinks - paid - insured, biz.means, known)
    owed = piecewise_moments(law, kinks, share[..., None] * kinks, known=known)
    rate = exposed.frequency
    price_p = compound_price(rate, *provider, exposed.tolerance)
    price_c = compound_price(rate, *business, biz.tolerance)
    premium = rate * insurer[0] * (1 + exposed.insurer_load)
    mean = np.maximum(law.limited(law.max_loss)[0], 1e-300)
    care = _care(exposed, (provider[0] + insurer[0]) / mean, outside)
    collected = rate * (provider[0] + insurer[0])
    total = price_p + price_c + premium + care
    debt, means = rate * owed[0], (business[0], provider[0])
    return TermPrices(total, care, price_c, price_p, premium, share, debt, collected, *means)


def _price_insured(exposed: _Exposure, outside: NDArray[np.bool_]) -> TermPrices:
    """Price the business's own policy: a deductible, cover to the maximum credible loss."""
    law, biz = exposed.severity, exposed.business
    rate = exposed.frequency
    deductible = np.broadcast_to(exposed.insured_deductible, rate.shape)
    claims = law.limited(law.max_loss)[0] - law.limited(deductible)[0]
    premium = rate * claims * (1 + exposed.insurer_load)
    # No event costs a party more than its means (F4), the deductible included.
    kept = law.limited(np.minimum(deductible, biz.means))
    price_c = compound_price(rate, *kept, biz.tolerance)
    zero = np.zeros_like(rate)
    care = _care(exposed, zero, outside)
    total, means = price_c + premium + care, (kept[0], zero)
    return TermPrices(total, care, price_c, zero, premium, zero, zero, zero, *means)


def term_prices(case: Case, cells: Sequence[tuple[Risk, float, int]]) -> dict[str, TermPrices]:
    """Return the price of each of the four `TERMS`, arrays of shape (cells, performers)."""
    return _term_prices(_exposure(case, cells), _outside(case))


def _outside(case: Case) -> NDArray[np.bool_]:
    """Return which performers work for another party, shape (performers,)."""
    people = case.performers.values()
    return np.array([p.party != BUSINESS and p.kind != "nobody" for p in people], bool)


def _term_prices(
    exposed: _Exposure, performers_outside: NDArray[np.bool_]
) -> dict[str, TermPrices]:
    """Price the four `TERMS` on a given exposure."""
    outside = np.broadcast_to(performers_outside, exposed.frequency.shape)
    law = exposed.severity
    square = law.limited(law.max_loss)[1]
    care_p, care_c = _incentives(exposed)
    share = best_share(
        care_p, care_c, exposed.frequency * square, exposed.tolerance, exposed.business.tolerance
    )
    # A penalty is not shared as is best for both, but by cause (F5).
    share = np.where(exposed.by_cause, 1 - exposed.client_control, share)
    zero, one = np.zeros_like(share), np.ones_like(share)
    return {
        "retained": _price_provider(exposed, zero, outside),
        "shared": _price_provider(exposed, share, outside),
        "transferred": _price_provider(exposed, one, outside),
        "insured": _price_insured(exposed, outside),
    }


def _admissible(case: Case, cells: Sequence[tuple[Risk, float, int]]) -> NDArray[np.bool_]:
    """Return which terms each cell may have, shape (cells, performers, terms).

    A risk that is kept from a party stays with the business, or with its insurer.
    """
    allowed = np.zeros((len(cells), len(case.performers), len(TERMS)), bool)
    outside, people = _outside(case), case.performers.values()
    for i, (risk, _, _) in enumerate(cells):
        kept = case.kept.get(risk.id, ())
        given = outside & np.array([p.party not in kept for p in people], bool)
        for t, name in enumerate(TERMS):
            stays = name == "retained" or (name == "insured" and name in risk.terms)
            allowed[i, :, t] = np.where(given, name in risk.terms, stays)
    return allowed


def choose_terms(case: Case, cells: Sequence[tuple[Risk, float, int]]) -> dict[str, Array]:
    """Return the chosen terms' figures of each cell (risk, weight, skill), by name of the figure.

    Names are those of `TermPrices`, with ``expected`` (loss), ``terms`` (index into `TERMS`) and
    ``alone``: the total at s = 0, care included (F10). Arrays of shape (cells, performers).

    Every figure in money is proportional to the weight (the share `s*` and the terms are not
    touched by it), so each (risk, skill) is priced once and its portions are multiples of it.
    """
    kinds: dict[tuple[str, tuple[bool, ...]], int] = {}
    unique: list[tuple[Risk, float, int]] = []
    row = []
    people = case.performers.values()
    able = {s: tuple(p.skill >= s for p in people) for s in {skill for _, _, skill in cells}}
    for risk, _, skill in cells:
        kind = risk.id, able[skill]
        if kind not in kinds:
            kinds[kind] = len(unique)
            unique.append((risk, 1.0, skill))
        row.append(kinds[kind])
    few, of_few = _told_apart(case, unique)
    pick = {name: table[:, of_few] for name, table in _cheapest_terms(few, unique).items()}
    weight = np.array([w for _, w, _ in cells])[:, None]
    return {n: a[row] if n in _NO_MONEY else a[row] * weight for n, a in pick.items()}


def _told_apart(
    case: Case, cells: Sequence[tuple[Risk, float, int]]
) -> tuple[Case, NDArray[np.intp]]:
    """Return the case with one performer of each kind that prices differ for, and who is whom.

    People of one party and class who are able to do the same have one price (`multipliers` asks
    for no more), unless the case has settled other terms for them.
    """
    kinds: dict[tuple[Any, ...], int] = {}
    few: dict[str, Performer] = {}
    of_few = []
    levels = sorted({skill for _, _, skill in cells})
    for name, p in case.performers.items():
        settled = tuple(people.get(name, "") for people in case.terms.values())
        able = tuple(p.skill >= level for level in levels)
        key = p.party, p.kind == "nobody", p.risk_class, able, settled
        if key not in kinds:
            kinds[key] = len(kinds)
            few[name] = p
        of_few.append(kinds[key])
    return case.model_copy(update={"performers": few}), np.array(of_few, np.intp)


_NO_MONEY = ("share", "terms", "business_mean", "provider_mean")  # or money an event


def _cheapest_terms(case: Case, cells: Sequence[tuple[Risk, float, int]]) -> dict[str, Array]:
    """Return the figures of each cell under its cheapest admissible terms, by name."""
    exposed = _exposure(case, cells)
    priced = _term_prices(exposed, _outside(case))
    stack = {
        name: np.stack([getattr(priced[t], name) for t in TERMS], axis=-1)
        for name in TermPrices.__dataclass_fields__
    }
    admissible = _admissible(case, cells)
    chosen = np.argmin(np.where(admissible, stack["total"], np.inf), axis=-1)
    _take_terms(case, cells, admissible, chosen)
    pick = {n: np.take_along_axis(a, chosen[..., None], -1)[..., 0] for n, a in stack.items()}
    transfer = np.array([risk.transfer for risk, _, _ in cells], bool)[:, None]
    expected = exposed.frequency * exposed.severity.limited(exposed.severity.max_loss)[0]
    # A loss that is the other side's gain cancels in the joint surplus; its swings do not.
    alone = stack["total"][..., TERMS.index("retained")]
    pick["alone"] = np.where(transfer, np.maximum(alone - expected, 0.0), alone)
    pick["expected"] = np.broadcast_to(expected, pick["total"].shape)
    pick["total"] = np.where(transfer, np.maximum(pick["total"] - expected, 0.0), pick["total"])
    pick["terms"] = chosen
    pick["frequency"] = exposed.frequency
    return pick


def _take_terms(
    case: Case,
    cells: Sequence[tuple[Risk, float, int]],
    admissible: NDArray[np.bool_],
    chosen: NDArray[np.intp],
) -> None:
    """Put the terms that the case has settled in the place of the cheapest ones."""
    column = {name: j for j, name in enumerate(case.performers)}
    for i, (risk, _, _) in enumerate(cells):
        for performer, name in case.terms.get(risk.id, {}).items():
            if performer not in column:  # priced like another one
                continue
            j, t = column[performer], TERMS.index(name)
            if admissible[i, j, t]:
                chosen[i, j] = t


def risk_tags(case: Case, standard_hours: Mapping[str, float]) -> RiskTags:
    """Return the price tag of every portion for every performer (F4-F6).

    ``standard_hours`` (hours a year by responsibility) weigh the scopes *all work*, *work in a
    tier* and *work moved*.
    """
    parts = portions(case, standard_hours)
    cells = [
        (case.risks[p.risk], p.weight, case.responsibilities[p.responsibility].skill) for p in parts
    ]
    pick, of_use, of_crossing = choose_terms(case, cells), _of_use(case), _of_crossing(case)
    promised = pick["promised"]
    ratio = np.where(promised > 0, pick["collected"] / np.maximum(promised, 1e-300), 1.0)
    dearest = _dearest(case, of_crossing[1]["total"])
    hand_off = 0.0 if dearest is None else float(of_crossing[1]["total"].sum(axis=0)[dearest])
    work = _borne(cells, pick)
    return RiskTags(
        portions=parts,
        prices=pick["total"],
        care=pick["care"],
        terms=pick["terms"].astype(np.intp),
        share=pick["share"],
        business=pick["business"],
        provider=pick["provider"],
        premium=pick["premium"],
        collectable=ratio,
        expected=pick["expected"],
        party_use=_party_use(case, of_use[1]["total"]),
        hand_off=hand_off,
        squares=squares(case, work, _borne(*of_use), _borne(*of_crossing), dearest),
    )


Cells = list[tuple["Risk", float, int]]


def _borne(cells: Cells, pick: Mapping[str, Array]) -> Borne:
    """Return what an event of each cell costs each side under the chosen terms."""
    means = pick["business_mean"], pick["provider_mean"]
    return Borne([(k.id, w) for k, w, _ in cells], pick["frequency"], *means)


def _of_use(case: Case) -> tuple[Cells, dict[str, Array]]:
    """Return the cells of the risks that come with using a provider (F6), and their figures."""
    cells = [(k, 1.0, 0) for k in case.risks.values() if k.attaches.scope == "provider_use"]
    return cells, choose_terms(case, cells)


def _of_crossing(case: Case) -> tuple[Cells, dict[str, Array]]:
    """Return the cells of one dependency that crosses parties (F6), and their figures."""
    weight = 1.0 / max(1, len(case.hand_offs))
    cells = [(k, weight, 0) for k in case.risks.values() if k.attaches.scope == "hand_offs"]
    return cells, choose_terms(case, cells)


def _party_use(case: Case, totals: Array) -> dict[str, float]:
    """Return the price of the risks that come with using each party, money a year."""
    prices = dict.fromkeys(case.parties, 0.0)
    members = first_members(case)
    return prices | {q: float(totals[:, j].sum()) for q, j in members.items()}


def _dearest(case: Case, totals: Array) -> int | None:
    """Return the outside performer with whom a hand-off is dearest, if anything can cross."""
    outside = np.flatnonzero(_outside(case))
    if not case.hand_offs or not len(outside):
        return None
    return int(outside[np.argmax(totals.sum(axis=0)[outside])])
