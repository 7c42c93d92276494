"""Both sides' accounts of a deal in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from bestplaced.cli.page import frame, money_of

if TYPE_CHECKING:
    from rich.console import Console

    from bestplaced.case.business import Case
    from bestplaced.deal import BusinessSide, Deal, ProviderSide


def accounts(console: Console, deal: Deal) -> None:
    """Print both sides' accounts at the fee."""
    if deal.business is not None:
        _business(console, deal.case, deal.business)
    if deal.side is None or deal.fee is None:
        return
    _provider(console, deal, deal.side, deal.fee)
    up = deal.side.clean_up
    if up.months > 0:
        first, price = (money_of(deal.case, v) for v in (up.first_month, up.price))
        console.print(
            Text(
                f"Clean-up, once and apart: {price} for {up.months:g} months behind ({first} x "
                f"{up.months:g}^{up.exponent:g}); fixed only after looking at the books. It is "
                "needed whoever keeps them."
            )
        )


def _business(console: Console, case: Case, b: BusinessSide) -> None:
    """Print what the business gains against today."""
    table = frame(("The business", "left"), ("a year", "right"), ("", "left"))
    own = b.cost_today - b.saving - b.fee - b.other_fees - b.tax
    less = [(own, "of its own in the plan"), (b.fee, "fee")]
    less += [(v, n) for v, n in ((b.other_fees, "fees to others"), (b.tax, "tax")) if v]
    what = f"{money_of(case, b.cost_today)} today, its own hours included"
    what += "".join(f", less {money_of(case, v)} {n}" for v, n in less)
    table.add_row("money and hours", money_of(case, b.saving), what)
    table.add_row(
        "less risk",
        money_of(case, b.risk_relief),
        "fall in the price of what it bears or insures, F4",
    )
    table.add_row("better decisions", money_of(case, b.decisions), "owner's estimate or default")
    table.add_section()
    table.add_row("better off by", money_of(case, b.value), "the sum", style="bold")
    console.print(table)


def _provider(console: Console, deal: Deal, side: ProviderSide, fee: float) -> None:
    """Print what serving the plan costs the provider, and what it earns at the fee."""
    case = deal.case
    table = frame((side.name, "left"), ("a year", "right"), ("", "left"))
    for g in side.grades:
        rate = f"{g.hours:,.0f} h at {money_of(case, g.rate, cents=True)} an hour"
        lost = f", {g.lost_hours:,.0f} h lost to switching" if round(g.lost_hours) else ""
        table.add_row(g.performer, money_of(case, g.cost), rate + lost)
    for name, value, what in (
        ("onboarding", side.onboarding, "its part, over the term"),
        ("coordination", side.coordination, "its half of the hand-offs"),
        ("risk it assumes", side.risk_price, "price of the risks it bears, F4"),
        ("policy", side.policy, "premium for what its insurer pays"),
        ("risks bad together", side.dependence, "what it adds that bad years come together, F4"),
        ("client's want of care", side.care, "no loss, but what it costs it (F5)"),
    ):
        table.add_row(name, money_of(case, value), what)
    table.add_section()
    table.add_row("needs", money_of(case, side.need), "the sum", style="bold")
    table.add_row("works from", money_of(case, side.floor), _floor(case, side))
    earned = f"{side.profit(fee) / fee:.0%} of the fee" if fee > 0 else ""
    realised, rate_ = side.realisation(fee), side.effective_rate(fee)
    if realised is not None and rate_ is not None:
        earned += f", which is {money_of(case, rate_)} an hour worked, {realised:.0%} of bill rates"
    table.add_row("earns", money_of(case, side.profit(fee)), earned, style="bold")
    for c in deal.creep:
        table.add_row(f"if hours grow {c.share:.0%}", money_of(case, c.profit), "at the same fee")
    console.print(table)


def _floor(case: Case, side: ProviderSide) -> str:
    """Return what the provider's least fee is made of."""
    if side.floor == side.need + side.profit_today:
        return f"needs + the {money_of(case, side.profit_today)} it earns today"
    load, margin = case.deal_terms.guarantee_load, side.minimum_margin
    return f"(needs + {load:.0%} of the risk it assumes) / (1 - {margin:.0%} margin)"
