"""What a reader of a plan should be warned of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.case.business import Case
    from bestplaced.explain.placement import PlacementView
    from bestplaced.plan import Outcome

OVERLOAD = 1.5  # times the hours a person has: beyond that today's picture is doubtful
STEEP = 10  # times its expected loss: a price above that is reported (F4)


def plan_warnings(outcome: Outcome, views: Sequence[PlacementView]) -> tuple[str, ...]:
    """Return all warnings of a plan and its placements."""
    case = outcome.case
    return (
        *overloaded_today(outcome),
        *large_surplus(outcome),
        *idle_policies(case),
        *steep_prices(case, views),
    )


def steep_prices(case: Case, views: Sequence[PlacementView]) -> tuple[str, ...]:
    """Return a warning for each risk whose price is far above its expected loss (F4).

    Care is left out of the comparison: it is no loss.
    """
    steep = [
        (view.responsibility, b, b.price - b.care)
        for view in views
        for b in view.bearings
        if b.expected > 0 and b.price - b.care > STEEP * b.expected
    ]
    return tuple(
        f"{b.risk} {case.risks[b.risk].name} on {r}: the price of {price:,.0f} {case.currency} a "
        f"year is {price / b.expected:.0f} times its expected loss; consider insuring it, or "
        "check its maximum loss"
        for r, b, price in steep
    )


def overloaded_today(outcome: Outcome) -> tuple[str, ...]:
    """Return a warning for each person whose work today is far beyond the hours there are."""
    case, found = outcome.case, []
    for name, year in outcome.today.people.items():
        person = case.performers[name]
        hours = person.steps_today * person.step_hours if person.has_steps else person.capacity
        if hours > 0 and year.load > OVERLOAD * hours:
            found.append(
                f"today {name} would need {year.load:,.0f} hours a year and has {hours:,.0f}: who "
                "does what today is assumed where the case does not say; write 'today:', 'hours:' "
                "or 'out_of_scope:' before trusting the comparison with today"
            )
    return tuple(found)


def large_surplus(outcome: Outcome) -> tuple[str, ...]:
    """Return a warning where the surplus is larger than the business's yearly result."""
    if outcome.plan is None or outcome.surplus <= max(0.0, outcome.case.net_income):
        return ()
    text = (
        "the surplus is larger than a year's result: it counts owner's time and prices of risk, "
        "which are no money in the bank; check today's hours and the dearest risks"
    )
    return (text,)


def idle_policies(case: Case) -> tuple[str, ...]:
    """Return a warning for each provider whose liability cap is below its policy's deductible.

    No error, since one of the two is the catalogue's judgement: where a case states both, it is
    refused (`bestplaced.catalogue.liability`). But its insurer never pays anything then.
    """
    least = [(min(q.liability_cap, q.yearly_cap), q) for q in case.parties.values() if q.limit > 0]
    return tuple(
        f"{q.name} pays at most {cap:,.0f} {case.currency} of an event, less than the "
        f"deductible of {q.deductible:,.0f} {case.currency} of its policy: its insurer never pays; "
        "ask for a higher cap, or count on its own money only"
        for cap, q in least
        if 0 < cap < q.deductible
    )
