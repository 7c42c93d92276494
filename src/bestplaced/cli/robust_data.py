"""Robustness as plain data: what ``robust --json`` prints and the tables show.

The keys are documented in docs/reference/robust-json.md; ``version`` counts breaking changes.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.explain.certainty import Certainty, Hinge, Learning
from bestplaced.explain.keeping import Keeping, Swap, keeping
from bestplaced.plan.verify import Verifier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bestplaced.explain.certainty import Standing
    from bestplaced.plan.inputs import Input
    from bestplaced.plan.robust import Robustness

    Asides = Mapping[str, Mapping[str, Any]]

ROBUST_JSON_VERSION = 1
_HOURS = "the hours of "
_LISTED = 10  # inputs worth learning that are listed
_CLEAR_OF_MANY = 3.0  # standard errors: the best of up to 16 plans reaches 2 by chance alone
_TRIFLE = 1e-3  # of the plan's gain: a fact worth less is not worth checking


def robust_data(robust: Robustness, kept: Keeping | None = None) -> dict[str, Any]:
    """Return the robustness as JSON values; money in the case's currency a year, to the cent.

    ``kept`` is what comes of keeping the plan, where that is known; else it is looked for.
    """
    case, sure, known = robust.case, Certainty(robust), _asides(robust)
    data: dict[str, Any] = {
        "version": ROBUST_JSON_VERSION,
        "case": case.name,
        "currency": case.currency,
        "seed": robust.seed,
        "draws_asked": robust.asked,
        "draws_done": robust.done,
        "without_plan": _without_plan(robust),
        "inputs": [_told(entry, known) for entry in robust.inputs],
    }
    if not robust.draws:
        return data
    standings = sure.standings()
    kept = kept or keeping(robust)
    knowing, error = sure.knowing_all()
    return data | {
        "worst_gap": max(d.gap for d in robust.draws),
        "gain_as_assumed": money(robust.gain),
        "gain_of_best": _deciles(robust.gains),
        "gain_of_recommended": _deciles(robust.kept_gains),
        "regret": _deciles(robust.regrets),
        "recommended_fits": round(float(np.mean([d.fits for d in robust.draws])), 4),
        "recommended_cannot_be_kept": round(float(np.mean(~np.isfinite(robust.regrets))), 4),
        "recommended_breaks": _breaks(robust, kept),
        "swaps": [_swap(robust, one) for one in kept.swaps],
        **_extremes(robust),
        "standings": [_standing(robust, s, known) for s in standings],
        "knowing_everything": {"worth": money(knowing), "standard_error": money(error)},
        "worth_checking_from": money(max(case.owner.rate, _TRIFLE * abs(robust.gain))),
        "worth_learning": [_learning(one, known) for one in sure.learning()[:_LISTED]],
        "plans_compared": len(robust.plans),
        "next_plan": _next_plan(robust, sure.places),
        "safest_plan": _safest(robust, sure.places),
        "draws": [
            {
                "draw": d.number,
                "gain": money(d.today - d.cost),
                "regret": money(d.regret),
                "fits": d.fits,
                "gap": d.gap,
            }
            for d in robust.draws
        ],
    }


def _swap(robust: Robustness, swap: Swap) -> dict[str, Any]:
    """Return the recommended plan with one piece of work elsewhere."""
    return {
        "responsibility": swap.responsibility,
        "name": robust.case.responsibilities[swap.responsibility].name,
        "performer": swap.performer,
        "place": swap.place,
        "saves": money(swap.saves),
        "standard_error": money(swap.error),
        "clearly_cheaper": swap.saves > _CLEAR_OF_MANY * swap.error,
    }


def _breaks(robust: Robustness, kept: Keeping) -> list[dict[str, Any]]:
    """Return whose hours run out, or which rule breaks, in how many draws, and what is handed on.

    Of the plan as it is; the work handed on is that of the cheapest single moves.
    """
    work = robust.case.responsibilities
    counts = Counter(name for d in robust.draws for name in {_whose(rule) for rule in d.broken})
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [
        {
            "what": name,
            "draws": count,
            "handed_on": [
                {
                    "responsibility": h.responsibility,
                    "name": work[h.responsibility].name,
                    "place": h.place,
                    "draws": h.draws,
                }
                for h in kept.handed_on.get(name.removeprefix(_HOURS), ())
            ],
        }
        for name, count in ranked
    ]


def _whose(rule: str) -> str:
    """Return whose hours run out; of other rules their text."""
    if not rule.startswith("capacity: "):
        return rule
    return _HOURS + rule.removeprefix("capacity: ").partition(" carries ")[0]


def _asides(robust: Robustness) -> Asides:
    """Return by input what a reader has to know besides its value.

    Of a speed the hours a year today and in the plan recommended; of a frequency whether nobody
    sees the events.
    """
    case, verifier = robust.case, Verifier(robust.case)
    names = (robust.performers[p] for p in robust.recommended.placement)
    held = dict(zip(case.responsibilities, names, strict=True))
    planned = verifier.account(held, offers=robust.recommended.taken()).people
    today, found = verifier.today().people, dict[str, dict[str, Any]]()
    for p in case.performers.values():
        inside = p.party == BUSINESS
        hours = found.setdefault(
            f"speed.{p.name if inside else p.party}",
            {"inside": inside, "hours_today": 0.0, "hours_planned": 0.0},
        )
        for key, people in (("hours_today", today), ("hours_planned", planned)):
            if p.name in people:
                hours[key] = round(hours[key] + people[p.name].load, 1)
    return found | {f"frequency.{k.id}": {"hidden": k.hidden} for k in case.risks.values()}


def _told(entry: Input, known: Asides) -> dict[str, Any]:
    """Return one uncertain input with what a reader has to know besides."""
    return {**input_data(entry), **known.get(entry.name, {})}


def _without_plan(robust: Robustness) -> dict[str, Any]:
    """Return how many draws have no plan, and which rules conflict in how many of them."""
    counts = Counter(one.conflict for one in robust.planless)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {
        "draws": len(robust.planless),
        "conflicts": [{"rules": list(rules), "draws": count} for rules, count in ranked],
    }


def money(value: float) -> float | None:
    """Return money to the cent, or nothing where there is no finite figure."""
    return round(float(value), 2) if np.isfinite(value) else None


def input_data(entry: Input) -> dict[str, Any]:
    """Return one uncertain input."""
    return {
        "name": entry.name,
        "what": entry.what,
        "unit": entry.unit,
        "value": entry.value,
        "low": entry.low,
        "high": entry.high,
        "law": entry.law,
        "grade": entry.grade,
        "stated": entry.stated,
    }


def _deciles(values: NDArray[np.float64]) -> dict[str, float | None]:
    """Return the 10, 50 and 90 % points and the mean; nothing where one is not finite."""
    points = np.quantile(values, (0.1, 0.5, 0.9), method="lower")
    names = ("p10", "p50", "p90")
    found = {n: money(v) for n, v in zip(names, points, strict=True)}
    return found | {"mean": money(values.mean())}


def _extremes(robust: Robustness) -> dict[str, float]:
    """Return how often moving nothing, and moving all that may be moved, is best."""
    case = robust.case
    outside = np.array([case.performers[p].party != BUSINESS for p in robust.performers])
    inside_today = np.array([case.performers[p].party == BUSINESS for p in case.today.values()])
    work = case.responsibilities.values()
    movable = np.array([r.delegable and r.id not in case.pins for r in work])
    nobody = np.array([p == NOBODY for p in robust.performers])
    held = [d.plan.placement for d in robust.draws]
    none = [not (outside[x] & inside_today).any() for x in held]
    every = [(outside[x] | nobody[x])[movable].all() for x in held]
    cheaper = [d.nothing <= d.cost for d in robust.draws]
    return {
        "nothing_moves_best": round(float(np.mean(none)), 4),
        "everything_moves_best": round(float(np.mean(every)), 4),
        "nothing_moved_cheaper_though_it_breaks_rules": round(float(np.mean(cheaper)), 4),
        "share_outside": round(float(robust.outside().mean()), 4),
    }


def _standing(robust: Robustness, standing: Standing, known: Asides) -> dict[str, Any]:
    """Return one responsibility's standing."""
    case = robust.case
    i = list(case.responsibilities).index(standing.responsibility)
    return {
        "responsibility": standing.responsibility,
        "name": case.responsibilities[standing.responsibility].name,
        "tier": case.responsibilities[standing.responsibility].tier,
        "today": case.today[standing.responsibility],
        "performer": robust.performers[robust.recommended.placement[i]],
        "place": standing.place,
        "share": round(standing.share, 4),
        "next_place": standing.elsewhere or None,
        "next_share": round(standing.elsewhere_share, 4),
        "hangs_on": [_hinge(h, known) for h in standing.hinges],
        "hangs_on_kinds": [
            {"kind": kind, "share": round(share, 3)} for kind, share in standing.kinds
        ],
    }


def _hinge(hinge: Hinge, known: Asides) -> dict[str, Any]:
    """Return one input that a placement turns with."""
    return {
        "input": hinge.entry.name,
        **{key: v for key, v in _told(hinge.entry, known).items() if key != "name"},
        "correlation": round(hinge.correlation, 3),
        "median_where_it_stays": hinge.stays_at,
        "median_where_it_leaves": hinge.leaves_at,
        "goes_to": hinge.goes_to,
    }


def _learning(one: Learning, known: Asides) -> dict[str, Any]:
    """Return what learning one input is worth."""
    return {
        **_told(one.entry, known),
        "worth": money(one.worth),
        "standard_error": money(one.error),
    }


def _next_plan(robust: Robustness, places: Sequence[str]) -> dict[str, Any] | None:
    """Return the plan, of those compared, that is cheapest on average after the recommended one.

    One that is cheaper than it, clear of chance, comes before one that only seems to be. A plan
    that differs only in who does the work inside a provider is no other plan.
    """
    names = np.array(places)
    here = names[robust.recommended.placement]
    costs = {
        k: _dearer(robust, k)
        for k in range(1, len(robust.plans))
        if (names[robust.plans[k].placement] != here).any()
    }
    met = {k: more for k, more in costs.items() if len(more) and np.isfinite(more).all()}
    if not met:
        return None
    k = min(met, key=lambda k: (not _clearly_cheaper(met[k]), met[k].mean(), k))
    return _against(met[k]) | {"differs": _differs(robust, k, places)}


def _dearer(robust: Robustness, k: int) -> NDArray[np.float64]:
    """Return what a plan compared costs more than the recommended one, where that can be kept."""
    costs = robust.costs()
    costs = costs[np.isfinite(costs[:, 0])]
    return np.asarray(costs[:, k] - costs[:, 0])


def _error(more: NDArray[np.float64]) -> float:
    """Return the standard error of a mean over draws."""
    return float(more.std(ddof=1) / np.sqrt(len(more))) if len(more) > 1 else 0.0


def _clearly_cheaper(more: NDArray[np.float64]) -> bool:
    """Return whether a plan is cheaper on average than the recommended one, clear of chance."""
    return bool(more.mean() < -_CLEAR_OF_MANY * _error(more))


def _against(more: NDArray[np.float64]) -> dict[str, Any]:
    """Return what a plan costs more than the recommended one on average, and how often less."""
    return {
        "dearer_on_average": money(more.mean()),
        "standard_error": money(_error(more)),
        "clearly_cheaper": _clearly_cheaper(more),
        "cheaper_in": round(float((more < 0).mean()), 4),
    }


def _differs(robust: Robustness, k: int, places: Sequence[str]) -> list[dict[str, str]]:
    """Return where a plan compared differs from the recommended one."""
    plan, base = robust.plans[k].placement, robust.recommended.placement
    work = list(robust.case.responsibilities.values())
    return [
        {
            "responsibility": work[i].id,
            "name": work[i].name,
            "recommended": robust.performers[base[i]],
            "other": robust.performers[plan[i]],
            "place": places[base[i]],
            "other_place": places[plan[i]],
        }
        for i in np.nonzero(plan != base)[0]
    ]


def _safest(robust: Robustness, places: Sequence[str]) -> dict[str, Any] | None:
    """Return the plan with the best worst decile where it is not the recommended one."""
    k = robust.safest()
    if k == 0:
        return None
    gains = np.array([d.today - d.candidates[k] for d in robust.draws])
    differs = _differs(robust, k, places)
    return {
        "gain": _deciles(gains),
        **_against(_dearer(robust, k)),
        "differs": [{**d, "safest": d["other"]} for d in differs],
    }
