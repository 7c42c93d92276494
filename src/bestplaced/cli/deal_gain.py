"""What a deal gains the business in money, risk and decisions, and how far to believe it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from bestplaced.cli.page import begun, lines, listed, money_of, say
from bestplaced.deal.band import AGAINST_TODAY
from bestplaced.deal.ceilings import AT_BILL_RATES
from bestplaced.deal.judgement import judged_share, newly_done
from bestplaced.deal.spending import ended

if TYPE_CHECKING:
    from rich.console import Console

    from bestplaced.deal import BusinessSide, Deal

_WHOLE = 0.995  # share from which all of it is meant


def gains(console: Console, deal: Deal, b: BusinessSide) -> None:
    """Print what the business gains in money, risk and decisions, and how far to believe it."""
    case = deal.case

    def told(value: float) -> str:
        return money_of(case, value)

    cash = [told(x) for x in _cash(deal)]
    spending = (
        f"cash {cash[0]} to {cash[1]}; with unpaid hours {told(b.cost_today)} to "
        f"{told(b.cost_then)}"
    )
    risk = f"the price of its risks falls from {told(b.risk_today)} to {told(b.risk_then)}"
    title = f"What the business gains, an estimate: {told(b.value)} a year against today"
    console.print(Text(title, "bold"))
    lines(
        console,
        ("money and hours", told(b.saving), spending),
        ("less risk", told(b.risk_relief), risk),
        ("better decisions", told(b.decisions), "direction and strategy work gets done"),
    )
    say(console, "", *_elsewhere(deal, b), *_doubt(deal, b))


def _cash(deal: Deal) -> tuple[float, float]:
    """Return what the business pays out for finance work a year, today and then."""
    was, now = (sum(x.cash[i] for x in deal.spending) for i in (0, 1))
    return was, now


def _elsewhere(deal: Deal, b: BusinessSide) -> list[str]:
    """Return what the business gains beside its other choices than staying as today (F10)."""
    case, band = deal.case, deal.band
    gross = 1 + case.deal_terms.fee_tax
    others = {} if band is None else band.ceilings
    told = [
        f"{money_of(case, (top - b.fee) * gross)} against {name}"
        + " (assumed)" * (name == AT_BILL_RATES)
        for name, top in others.items()
        if name != AGAINST_TODAY
    ]
    said = [f"It gains {listed(told)}."] if told else []
    for r in deal.rivals:
        if r.own and r.fee is not None:
            term = f"a mean year of {case.assumptions.term_months:.0f} months"
            comes = f"comes to {money_of(case, r.fee)} in {term} for {len(r.covers)} pieces of work"
            said.append(f"{begun(deal.provider or '')}'s own quote {r.name} {comes}.")
    return said


def _doubt(deal: Deal, b: BusinessSide) -> list[str]:
    """Return what of the gain is money and what an estimate, and when it is none (F10)."""
    case, judged = deal.case, judged_share(deal.case, deal.schedule, b.decisions)
    part = "all of it" if judged >= _WHOLE else f"{judged:.0%} of it"
    bears = money_of(case, case.business.tolerance)
    can = "taken" if "tolerance" in case.provenance else "said"
    told = _paid(deal, b)
    told.append(
        f"Less risk and better decisions are estimates, no money in the bank: {part} rests on how "
        "often and how badly things go wrong in the judgement of the makers of this tool. Hold it "
        "against what went wrong last year. The price of a risk is its expected loss and a charge "
        f"for bad years (the business is {can} to bear a swing of {bears})."
    )
    new = newly_done(case, deal.lines)
    if new > 0:
        of, left = (money_of(case, v) for v in (new, abs(b.value - new)))
        told.append(
            f"{of} of fewer losses and better decisions comes of forecasts, cases and reviews that "
            "nobody does today. They help only who acts on them: did they bring nothing, the "
            f"business would be {left} {'worse' if new > b.value else 'better'} off than today."
        )
    bare = -b.saving / b.risk_relief if b.risk_relief > 0 else 0.0
    if 0 < b.needed < 1:
        text = f"It breaks even if {b.needed:.0%} of the fall in risk comes true"
        if f"{bare:.0%}" != f"{b.needed:.0%}":
            text += f" and all of the better decisions; without those, {bare:.0%}"
        told.append(f"{text}.")
    return told


def _paid(deal: Deal, b: BusinessSide) -> list[str]:
    """Return what more the business pays out to have less risk, where it does."""
    case, (old, new) = deal.case, _cash(deal)
    if not b.saving < 0 < b.value:
        return []
    more, hour = "", money_of(case, case.owner.hour_cost, cents=True)
    if new > old:
        more = f": {money_of(case, new - old)} more cash a year"
    if new > old and case.net_income > 0:
        said = "assumed" if "net_income" in case.provenance else "written in the case"
        result = money_of(case, case.net_income)
        more += f", {(new - old) / case.net_income:.0%} of the yearly profit ({result}, {said})"
    overtime = sum(h.overtime for x in deal.spending for h in (x.hours or ())[:1])
    pay, stops = sum(x[-1] for x in ended(case, deal.spending)), []
    if overtime >= 1:
        stops.append(f"{money_of(case, overtime)} of overtime is really paid today and stops")
    if pay >= 1:
        stops.append(f"{money_of(case, pay)} of pay really ends")
    ends = f", if {listed(stops)}" if stops else ""
    text = f"So the business pays money to have less risk{more}{ends}. Hours are estimated; one of "
    return [f"{text}{case.owner.name}'s counts at {hour}."]
