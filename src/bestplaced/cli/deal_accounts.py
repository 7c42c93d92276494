"""Both sides' accounts of a deal in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from bestplaced.cli.page import frame, hours_at, money_of, put

if TYPE_CHECKING:
    from rich.console import Console

    from bestplaced.case.business import Case
    from bestplaced.deal import BusinessSide, Deal, ProviderSide
    from bestplaced.deal.provider import CleanUp, GradeCost
    from bestplaced.deal.spending import Hours, Spending

_HOUR = 0.5  # hours a year; fewer are none on a page of whole hours
_SMALL = 0.005  # of a person's cost; overtime or free time below it is in no line of its own


def accounts(console: Console, deal: Deal) -> None:
    """Print both sides' accounts at the fee."""
    if deal.business is not None:
        _business(console, deal, deal.business)
    if deal.side is None or deal.fee is None:
        return
    _provider(console, deal, deal.side, deal.fee)
    up = deal.side.clean_up
    if up.months > 0:
        first, price = (money_of(deal.case, v) for v in (up.first_month, up.price))
        console.print(
            Text(
                f"Clean-up, once and apart: {price} for {up.months:g} months behind ({first} x "
                f"{up.months:g}^{up.exponent:g}), {_whose(deal, up)}; fixed only after looking at "
                "the books. It is needed whoever keeps them."
            )
        )


def _whose(deal: Deal, up: CleanUp) -> str:
    """Return whose figure the clean-up is: quoted, written in the case, or a usual one."""
    if up.quoted:
        return f"as quoted in {up.quoted}"
    if "deal.clean_up_month" in deal.case.provenance:
        return "a usual price, judged and not quoted"
    return "by the case's price of a month, not quoted"


def _business(console: Console, deal: Deal, b: BusinessSide) -> None:
    """Print what finance work costs the business today and in the plan, and what it gains."""
    case = deal.case
    table = frame(
        ("The business, a year", "left"), ("today", "right"), ("then", "right"),
        ("better by", "right"), ("", "left"),
    )  # fmt: skip

    def row(name: str, before: float, after: float, what: str, style: str = "") -> None:
        cells = (money_of(case, v) for v in (before, after, before - after))
        table.add_row(name, *cells, what, style=style)

    for item in deal.spending:
        row(item.name, item.before, item.after, _what(deal, item))
    row("money and hours", b.cost_today, b.cost_then, "the sum")
    row("less risk", b.risk_today, b.risk_then, "the price of what it bears")
    # a value is better the higher it is, so it counts against the costs above it
    old, new = deal.today.decisions, deal.account.decisions
    what = "their worth: estimated"
    cells = (money_of(case, v) for v in (old, new, b.decisions))
    table.add_row("better decisions", *cells, what)
    table.add_row("better off by", "", "", money_of(case, b.value), "the sum", style="bold")
    put(console, table)


def _what(deal: Deal, item: Spending) -> str:
    """Return what an item is, in a few words: of a person, what happens to the paid time."""
    if item.hours is not None:
        return _worked(deal.case, item, *item.hours)
    if item.kind != "provider":
        return "an offer's fee" if item.kind == "offer" else ""
    if not deal.case.parties[item.name].inside_deal:
        return "what it charges"
    if item.name in deal.bands and deal.fees_of[item.name] is not None:
        paid = deal.case.deal_terms.fee_today
        return "its fee" if paid or not item.before else "its fee; today what its work costs it"
    return "what it needs"


def _worked(case: Case, item: Spending, first: Hours, then: Hours) -> str:
    """Return one person's hours today and then, and what becomes of the paid time."""
    if first.paid is None or then.paid is None:
        rate = case.owner.hour_cost
        was, at = hours_at(case, first.worked, rate, item.before)
        now, _ = hours_at(case, then.worked, rate, item.after)
        return f"{was}, then {now}, at {at}"
    said = f"{first.worked:,.0f} h of {first.paid:,.0f} paid, then {then.worked:,.0f}"
    said += "" if then.paid == first.paid else f" of {then.paid:,.0f}"
    if first.paid - then.paid >= _HOUR:
        said += f": {first.paid - then.paid:,.0f} paid hours end"
    factor = f"overtime x {case.assumptions.overtime_factor:g}"
    for name, old, new in (
        (factor, first.overtime, then.overtime),
        ("free time counts", -first.freed, -then.freed),
    ):
        if max(abs(old), abs(new)) >= _SMALL * max(item.before, item.after):
            said += f"; {name} {money_of(case, old)}, then {money_of(case, new)}"
    return said


def _provider(console: Console, deal: Deal, side: ProviderSide, fee: float) -> None:
    """Print what serving the plan costs the provider, and what it earns at the fee."""
    case, term = deal.case, deal.case.assumptions.term_months
    table = frame((f"{side.name}, a year", "left"), ("then", "right"), ("", "left"))
    for g in side.grades:
        table.add_row(g.performer, money_of(case, g.cost), _hours(case, g))
    for name, value, what in (
        ("onboarding", side.onboarding, f"its part of moving the work, over {term:.0f} months"),
        ("coordination", side.coordination, "its half of hand-offs"),
        ("risk it assumes", side.risk_price, "price of the losses it bears"),
        ("policy", side.policy, "premium for what its insurer pays of them"),
        ("several in one bad year", side.dependence, "more, as such losses fall in the same years"),
        (
            "client takes less care",
            side.care,
            "who bears only a part of a loss prevents less of it",
        ),
    ):
        if value:
            table.add_row(name, money_of(case, value), what)
    risk = f"the sum; {money_of(case, side.risk)} of it for risk"
    table.add_row("needs", money_of(case, side.need), risk, style="bold")
    table.add_row("works from", money_of(case, side.floor), _floor(case, side))
    earned = f"{side.profit(fee) / fee:.0%} of the fee" if fee > 0 else ""
    realised, rate_ = side.realisation(fee), side.effective_rate(fee)
    if realised is not None and rate_ is not None:
        earned += f"; the fee is {money_of(case, rate_)} an hour, {realised:.0%} of bill rates"
    if side.profit_today:
        earned += f"; {money_of(case, side.profit_today)} today"
    table.add_row("earns", money_of(case, side.profit(fee)), earned, style="bold")
    put(console, table)
    creep = ", ".join(f"{c.share:.0%}: {money_of(case, c.profit)}" for c in deal.creep)
    console.print(Text(f"What it earns at the same fee if hours grow by {creep}."))


def _hours(case: Case, g: GradeCost) -> str:
    """Return the hours of one of the provider's people, and what an hour costs."""
    lost = f", {g.lost_hours:,.0f} of them lost to switching," if g.lost_hours >= _HOUR else ""
    hours, rate = hours_at(case, g.hours + g.lost_hours, g.rate, g.cost)
    paid = money_of(case, g.paid_rate, cents=True)
    return f"{hours}{lost} at {rate} ({paid} / {g.utilisation:.0%} of paid time used)"


def _floor(case: Case, side: ProviderSide) -> str:
    """Return what the provider's least fee is made of."""
    if side.floor == side.need + side.profit_today:
        return f"needs + the {money_of(case, side.profit_today)} it earns today"
    load, margin = case.deal_terms.guarantee_load, side.minimum_margin
    return f"(needs + {load:.0%} of the risk it assumes) / (1 - {margin:.0%} margin)"
