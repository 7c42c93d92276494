"""Robustness as plain data: what ``robust --json`` prints and the tables show.

The keys are documented in docs/reference/robust-json.md; ``version`` counts breaking changes.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.explain.certainty import Certainty, Hinge, Learning

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from bestplaced.explain.certainty import Standing
    from bestplaced.plan.inputs import Input
    from bestplaced.plan.robust import Robustness
    from bestplaced.plan.verify import Account

ROBUST_JSON_VERSION = 1
_LISTED = 10  # inputs worth learning that are listed
_TRIFLE = 1e-3  # of the plan's gain: a fact worth less is not worth checking


def robust_data(robust: Robustness) -> dict[str, Any]:
    """Return the robustness as JSON values; money in the case's currency a year, to the cent."""
    case, sure = robust.case, Certainty(robust)
    data: dict[str, Any] = {
        "version": ROBUST_JSON_VERSION,
        "case": case.name,
        "currency": case.currency,
        "seed": robust.seed,
        "draws_asked": robust.asked,
        "draws_done": robust.done,
        "without_plan": _without_plan(robust),
        "inputs": [input_data(entry) for entry in robust.inputs],
    }
    if not robust.draws:
        return data
    standings = sure.standings()
    knowing, error = sure.knowing_all()
    return data | {
        "worst_gap": max(d.gap for d in robust.draws),
        "gain_as_assumed": money(robust.gain),
        "gain_of_best": _deciles(robust.gains),
        "gain_of_recommended": _deciles(robust.kept_gains),
        "regret": _deciles(robust.regrets),
        "recommended_fits": round(float(np.mean([d.fits for d in robust.draws])), 4),
        "recommended_cannot_be_kept": round(float(np.mean(~np.isfinite(robust.regrets))), 4),
        "recommended_breaks": _breaks(robust),
        **_extremes(robust),
        "standings": [_standing(robust, s) for s in standings],
        "knowing_everything": {"worth": money(knowing), "standard_error": money(error)},
        "worth_checking_from": money(max(case.owner.rate, _TRIFLE * abs(robust.gain))),
        "worth_learning": [_learning(one) for one in sure.learning()[:_LISTED]],
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


def _breaks(robust: Robustness) -> list[dict[str, Any]]:
    """Return whose hours run out, or which rule breaks, in how many draws of the plan as it is."""
    counts = Counter(name for d in robust.draws for name in {_whose(rule) for rule in d.broken})
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [{"what": name, "draws": count} for name, count in ranked]


def _whose(rule: str) -> str:
    """Return whose hours run out; of other rules their text."""
    if not rule.startswith("capacity: "):
        return rule
    return "the hours of " + rule.removeprefix("capacity: ").partition(" carries ")[0]


def tell_alone(robust: Robustness, best: Account, standings: Iterable[Mapping[str, Any]]) -> None:
    """Add to the hinges of some standings where each input, changed alone, moves the placement.

    The key ``alone_flips_at`` is nothing where the input, on the side on which the draws say it
    leaves, does not move it anywhere in its range; it is missing where nobody looked.
    """
    from bestplaced.explain.flips import HIGH, LOW, alone  # noqa: PLC0415 - imported when used

    few = [(s, h) for s in standings for h in s["hangs_on"]]
    names = {h["input"] for _, h in few}
    found = alone(robust.case, best, [e for e in robust.inputs if e.name in names])
    for s, h in few:
        side = LOW if h["correlation"] > 0 else HIGH
        flip = found.get((s["responsibility"], h["input"], side))
        h["alone_flips_at"] = None if flip is None else flip.value


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


def _standing(robust: Robustness, standing: Standing) -> dict[str, Any]:
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
        "hangs_on": [_hinge(h) for h in standing.hinges],
        "hangs_on_kinds": [
            {"kind": kind, "share": round(share, 3)} for kind, share in standing.kinds
        ],
    }


def _hinge(hinge: Hinge) -> dict[str, Any]:
    """Return one input that a placement turns with."""
    return {
        "input": hinge.entry.name,
        **{key: v for key, v in input_data(hinge.entry).items() if key != "name"},
        "correlation": round(hinge.correlation, 3),
        "median_where_it_stays": hinge.stays_at,
        "median_where_it_leaves": hinge.leaves_at,
    }


def _learning(one: Learning) -> dict[str, Any]:
    """Return what learning one input is worth."""
    return {
        **input_data(one.entry),
        "worth": money(one.worth),
        "standard_error": money(one.error),
    }


def _next_plan(robust: Robustness, places: Sequence[str]) -> dict[str, Any] | None:
    """Return the plan, of those compared, that is cheapest on average after the recommended one.

    A plan that differs only in who does the work inside a provider is no other plan.
    """
    every, names = robust.costs(), np.array(places)
    every = every[np.isfinite(every[:, 0])]  # where the recommended one can be kept
    if not len(every):
        return None
    costs = every.mean(axis=0)
    here = names[robust.recommended.placement]
    others = [
        k
        for k in range(1, len(costs))
        if np.isfinite(costs[k]) and (names[robust.plans[k].placement] != here).any()
    ]
    if not others:
        return None
    k = min(others, key=lambda k: (costs[k], k))
    more = every[:, k] - every[:, 0]
    error = more.std(ddof=1) / np.sqrt(len(more)) if len(more) > 1 else 0.0
    return {
        "dearer_on_average": money(costs[k] - costs[0]),
        "standard_error": money(error),
        "cheaper_in": round(float((more < 0).mean()), 4),
        "differs": _differs(robust, k, places),
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
    return {
        "gain": _deciles(gains),
        "differs": [
            {"responsibility": d["responsibility"], "name": d["name"],
             "recommended": d["recommended"], "safest": d["other"]}
            for d in _differs(robust, k, places)
        ],
    }  # fmt: skip
