"""``bestplaced frontier CASE``: what a calmer worst year costs (F9)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from bestplaced.case.business import BUSINESS
from bestplaced.cli.opening import case_options, opened
from bestplaced.cli.robust import counting

if TYPE_CHECKING:
    from bestplaced.case.business import Case
    from bestplaced.plan.frontier import Frontier, FrontierPoint

FRONTIER_JSON_VERSION = 3


@click.command("frontier")
@case_options
@click.option("--points", default=10, show_default=True, help="Plans to look for, 2 to 50.")
@click.option("--party", default=BUSINESS, show_default=True, help="Whose worst years.")
@click.option("--seed", default=0, show_default=True, help="Seed of the solver.")
@click.option("--rounds", default=2, show_default=True, type=click.IntRange(1, 100),
              help="Programs solved for one point at most; more prove more.")  # fmt: skip
def frontier(  # noqa: PLR0913 - one parameter per option of the command
    case_file: str,
    ledgers: tuple[str, ...],
    mapping: tuple[str, ...],
    pins: tuple[str, ...],
    *,
    points: int,
    party: str,
    seed: int,
    rounds: int,
    as_json: bool,
) -> None:
    """Weigh cost against the worst 5 years in 100 of a CASE, from the cheapest plan to the calmest.

    Each point is the best plan found within a limit, verified, and how far a better one could be.
    """
    from bestplaced.plan.frontier import frontier as found_frontier  # noqa: PLC0415 - when used

    case = opened(case_file, ledgers, mapping, pins)
    with counting("Points found", quiet=as_json) as tell:
        found = found_frontier(case, points, party, seed=seed, rounds=rounds, progress=tell)
    data = frontier_data(case, found)
    if as_json:
        click.echo(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))
        return
    from bestplaced.cli.frontier_tables import show  # noqa: PLC0415 - imported when used

    show(case, data)


def frontier_data(case: Case, found: Frontier) -> dict[str, Any]:
    """Return the frontier as JSON values; money in the case's currency a year, to the cent."""
    first = found.points[0]
    return {
        "version": FRONTIER_JSON_VERSION,
        "case": case.name,
        "currency": case.currency,
        "party": found.party,
        "points_asked": found.asked,
        "limits_tried": found.tried,
        "limits_proven": found.proven,
        "interrupted": found.interrupted,
        "no_plan_below": round(found.floor, 2),
        "calmest_met": round(found.calmest, 2),
        "points": [_point(case, one, first) for one in found.points],
    }


def _point(case: Case, one: FrontierPoint, first: FrontierPoint) -> dict[str, Any]:
    """Return one point: what it costs, what is proven, and what differs from the best plan."""
    before = first.account.placements
    return {
        "limit": round(one.limit, 2),
        "worst_year": round(one.worst_year, 2),
        "objective": round(one.cost, 2),
        "bound": round(one.bound, 2),
        "gap": one.gap,
        "dearer_than_the_best": round(one.cost - first.cost, 2),
        "placements": dict(one.account.placements),
        "moved": {
            r: {"from": before[r], "to": p}
            for r, p in one.account.placements.items()
            if before[r] != p
        },
        "terms": {
            risk: dict(people) for risk, people in one.case.terms.items() if risk in case.risks
        },
        "broken_rules": list(one.account.broken),
    }
