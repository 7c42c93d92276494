"""The deal in the terminal: a page that can be read aloud to both sides."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from bestplaced.cli.deal_accounts import accounts
from bestplaced.cli.deal_opening import opening
from bestplaced.cli.deal_risks import risks
from bestplaced.cli.deal_story import stories
from bestplaced.cli.page import frame, mean_of, money_of, page, places, put, rate_of
from bestplaced.deal.beside import beside
from bestplaced.deal.ceilings import AT_BILL_RATES
from bestplaced.deal.claims import lost_hours
from bestplaced.deal.trace_fee import REPORTS, way

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from bestplaced.deal import Band, Deal, Line, Rival
    from bestplaced.deal.claims import Claim

_BAR = 52
_WATER = 26
_MOST_LINES = 2
_ROUNDED = (
    "Each figure and each sum is rounded by itself: a last digit may differ. --trace NAME leads "
    "from the name of a row, or a word of a sentence, to arithmetic and inputs."
)
_REPORTS = {
    False: "--full adds the risks that stay, lines of benefits and what others report.",
    True: "None of these reports is a forecast.",
}
_COUNTED = {
    "stated": "stated in the case",
    "measured": "measured in the ledger",
    "judged": "judged: count before signing",
}
_OF = {
    "staffing": "shortfall relieved, capacity freed",
    "efficiency": "fewer hours for the same work, hand-offs",
    "cost": "rates, paid time, moving the work, search",
    "objectivity": "risks that live on missing separation",
    "focus": "switching, providers' too, owner's hours",
    "risk_relief": "all other risks, new ones netted",
    "decisions": "direction and strategy newly done, less its cost",
}


def show(deal: Deal, *, full: bool = False) -> None:
    """Print the deal: the part that both sides read aloud, then the schedules behind it.

    ``full``: with what is only for checking, the lines of each benefit, risks that stay, reports.
    """
    console = page(100)
    opening(console, deal)
    if deal.provider is None:
        return
    risky = f"Who carries which risk, price a year in {deal.case.currency}"
    parts: list[tuple[Callable[[Console, Deal], None], str]] = [
        (_band, "The fee, a year"),
        (accounts, "Both sides' year"),
        (partial(_waterfall, full=full), "Where it comes from: from today to the plan"),
        (stories, "What is bought, why, and by whom"),
        (partial(risks, full=full), risky),
        (_shape, "How to charge it"),
        (partial(_honesty, full=full), "What the figures are"),
    ]
    empty = [accounts] * (deal.business is None) + [_shape] * (deal.shape is None)  # no fee
    told = [part for part in parts if part[0] not in empty]
    for n, (part, title) in enumerate(told, 1):
        console.print(Text(f"\nSchedule {n}. {title}", "bold"))
        part(console, deal)


def _band(console: Console, deal: Deal) -> None:
    """Print both reservation prices on one scale, and the fees between them."""
    band, case = deal.band, deal.case
    if band is None:
        return
    top = max(band.ceiling, band.floor or 0.0, deal.fee or 0.0, 1.0)
    rows = [("provider works from", band.floor, "░")]
    fees = {**deal.fees, deal.beta: deal.fee} if deal.side is not None else {}
    rows += [(way(b), fee, "▒") for b, fee in sorted(fees.items()) if fee is not None]
    if deal.side is None:
        rows.append(("fee as charged", deal.fee, "▒"))
    rows.append(("business pays at most", band.ceiling, "█"))
    for name, value, mark in rows:
        said = "not known" if value is None else money_of(case, value)
        bar = "" if value is None else mark * max(0, round(_BAR * value / top))
        console.print(Text(f"  {name:<23} {said:>12}  {bar}"))
    console.print(Text(_why_most(deal, band)))
    _providers(console, deal)
    _rivals(console, deal)


def _providers(console: Console, deal: Deal) -> None:
    """Print the fees of all providers of the plan, where it uses several."""
    if len(deal.bands) < len(("this one", "another")):
        return
    case = deal.case
    table = frame(
        ("provider", "left"), ("works from", "right"), ("paid at most", "right"),
        ("fee", "right"), ("set by", "left"), title="\nAll providers of the plan, a year",
    )  # fmt: skip
    for name, band in deal.bands.items():
        floor = "not known" if band.floor is None else money_of(case, band.floor)
        fee = deal.fees_of[name]
        cells = (
            floor,
            money_of(case, band.ceiling),
            "none" if fee is None else money_of(case, fee),
        )
        how = "its charge" if band.floor is None else f"{deal.beta:.0%} of the way up"
        table.add_row(name, *cells, "no band" if fee is None else how)
    table.caption = (
        "Each band is what the plan gains by that provider while the others are paid what they "
        "need. All fees together never take more than the plan is worth."
    )
    table.caption_justify = "left"
    put(console, table)


def _why_most(deal: Deal, band: Band) -> str:
    """Return why the business pays no more, money and hours apart from risk and decisions."""
    case, side, worth = deal.case, deal.side, deal.worth
    said = f"  The most it pays is set by {band.cut_by}"
    if side is not None and band.cut_by == AT_BILL_RATES:
        hours, rate = mean_of(case, side.hours, side.standard)
        said += (
            f": {hours} at {rate} in the mean are {money_of(case, side.standard)}, the rest is "
            f"what switching costs, over {case.assumptions.term_months:.0f} months"
        )
    said += "."
    if worth is not None:
        risk = worth.risk_relief + worth.decisions
        said += (
            f" Before any fee the plan is worth {money_of(case, worth.value)} to it: "
            f"{money_of(case, worth.saving)} in money and hours, {money_of(case, risk)} in less "
            "risk and better decisions."
        )
    others = [(n, v) for n, v in band.ceilings.items() if n != band.cut_by]
    if others:
        told = "; ".join(f"{money_of(case, v)} against {n}" for n, v in others)
        said += f"\n  Its other choices would leave room for more: {told}."
    return said


def _rivals(console: Console, deal: Deal) -> None:
    """Print what each written offer asks for the same work, in its parts."""
    written = [r for r in deal.rivals if r.fee is not None]
    if not written or deal.band is None:
        return
    case = deal.case
    table = frame(
        ("written offer", "left"), ("its fee", "right"), ("other money", "right"),
        ("risk", "right"), ("decisions", "right"), ("for the same work", "right"),
        title="\nWhat the written offers ask for the same work, a year",
    )  # fmt: skip
    for r in written:
        parts = f" ({', '.join(r.parts)})" if r.parts else ""
        cells = (r.fee, r.money, r.risk, -r.decisions, r.cost)
        table.add_row(r.name + parts, *(money_of(case, v) for v in cells))
    table.caption = (
        "Its fee as the business pays it: a mean year of the term with its rises and onboarding, "
        "with tax that nobody gives back, clean-up apart as in this deal; then what the "
        "business's year costs more beside it than beside this deal: hours, bill rates for what "
        "it leaves out, risk kept. Switching to another comes on top."
    )
    table.caption_justify = "left"
    put(console, table)
    for r in written:
        if r.own:
            console.print(Text(_quoted(deal, r)))


def _quoted(deal: Deal, quote: Rival) -> str:
    """Return why the deal's fee is not the one that its provider has quoted."""
    case, b = deal.case, beside(deal, quote.covers)
    new = f", {b.new} of them done by nobody today" if b.new else ""
    kept = ", ".join(
        f"{r} {case.responsibilities[r].name} (here with {deal.account.placements[r]})"
        for r in b.less
    )
    stated = f" ({quote.bought:,.0f} as it says)" if quote.bought else ""
    less = f"; it covers {kept}, which this deal does not" if kept else ""
    return (
        f"{quote.name} is {money_of(case, quote.fee)} for {len(quote.covers)} pieces of work that "
        f"take about {quote.hours:,.0f} hours{stated}; this deal is for {b.pieces}, "
        f"{b.hours:,.0f} hours: {b.more} that it does not cover{new}, take "
        f"{b.more_hours:,.0f}{less}. "
        "'offers' compares quotes with each other and with 'no offer': the year planned anew "
        "without any, at bill rates. This page is against today and on the provider's own costs, "
        "so both can be true."
    )


def _waterfall(console: Console, deal: Deal, *, full: bool) -> None:
    """Print the benefits as a waterfall, each with the lines that make most of it."""
    case, parts = deal.case, deal.benefits.parts
    start, low, high = 0.0, 0.0, 0.0
    for value in parts.values():
        start += value
        low, high = min(low, start), max(high, start)
    scale = _WATER / max(high - low, 1.0)
    start, wide = 0.0, max(10, *(len(money_of(case, value)) for value in parts.values()))
    for name, value in parts.items():
        a, b = sorted((start, start + value))
        left, width = round((a - low) * scale), max(round((b - a) * scale), int(abs(value) >= 1))
        bar = " " * left + ("█" if value >= 0 else "░") * width
        label = name.replace("_", " ")
        console.print(
            Text(f"  {label:<12} {money_of(case, value):>{wide}}  {bar:<{_WATER + 1}} {_OF[name]}")
        )
        if full:
            _mostly(console, deal, name)
        start += value
    total = money_of(case, deal.benefits.surplus)
    console.print(
        Text(f"  {'surplus':<12} {total:>{wide}}  the sum, to the cent; ░ is a cost", "bold")
    )
    console.print(Text("Risks that newly done work keeps away stand under decisions."))
    if full:
        nothing = money_of(case, 0)
        text = f"An hour of somebody on a salary is {nothing} in these lines: the salary stands in "
        console.print(Text(f"{text}that person's own. Of three changes at once each has its part."))


def _mostly(console: Console, deal: Deal, benefit: str) -> None:
    """Print the largest lines of a benefit with their arithmetic."""
    lines = sorted((x for x in deal.lines if x.benefit == benefit), key=lambda x: -abs(x.amount))
    for line in lines[:_MOST_LINES]:
        if abs(line.amount) >= 1:
            said = f"{_arithmetic(deal, line)} = {money_of(deal.case, line.amount)}"
            console.print(Padding(Text(said, "dim"), (0, 0, 0, 6)))


def _arithmetic(deal: Deal, line: Line) -> str:
    """Return a line's arithmetic in one sentence."""
    case = deal.case
    subject = (
        case.responsibilities[line.subject].name if line.subject in case.responsibilities else ""
    )
    if " on " in line.subject:
        subject = case.risks[line.subject.split(" ")[0]].name
    named = f"{line.subject} {subject}".strip()
    b, a, f = line.before, line.after, line.factor
    if line.unit == "hours":
        h, r = places(line.amount, lambda h, r: (round(b, h) - round(a, h)) * round(f, r))
        return f"{named}: ({b:,.{h}f} h - {a:,.{h}f} h) x {rate_of(case, f, r)}"
    if line.unit.endswith("/hour"):
        h, d = places(line.amount, lambda h, r: (round(b, r) - round(a, r)) * round(f, h))
        prices = f"{rate_of(case, b, d)} - {rate_of(case, a, d)}"
        return f"{named}: ({prices}) an hour x {f:,.{h}f} h"
    terms = (line.before, line.after) if line.factor > 0 else (line.after, line.before)
    first, second = (money_of(case, term) for term in terms)
    what = line.what.replace(" (F11)", "").replace(" (F13)", "")
    said = what if line.subject == "values" else f"{named}, {what}"
    return f"{said}: {first} - {second}"


def _shape(console: Console, deal: Deal) -> None:
    """Print the proposed shape of the fee, and the swings that each side then carries."""
    shape, case = deal.shape, deal.case
    if shape is None:
        return
    text = (
        f"A fixed {money_of(case, shape.fee / 12)} a month while yearly volumes stay within "
        f"±{shape.band:.1%} of these; each unit beyond is charged, each unit short credited."
    )
    console.print(Text(text))
    table = frame(
        ("counted", "left"), ("a year", "right"), ("from", "right"), ("to", "right"),
        ("a unit beyond", "right"), ("a year's figure is", "left"),
    )  # fmt: skip
    for m in shape.meters:
        cells = (f"{v:,.10g}" for v in (m.volume, m.low, m.high))
        price = money_of(case, m.unit_price, cents=True)
        table.add_row(m.driver.replace("_", " "), *cells, price, _COUNTED[m.source])
    put(console, table)
    stated = {v for v in case.volumes if f"volumes.{v}" not in case.provenance}
    if inside := sorted(v.replace("_", " ") for v in stated - {*shape.costs}):
        console.print(
            Text(f"Not counted, as none of the provider's work goes by them: {', '.join(inside)}.")
        )
    grows, metered = (
        money_of(case, sum(costs))
        for costs in (shape.costs.values(), (shape.costs[m.driver] for m in shape.meters))
    )
    swings = [
        f"{s.shape}{', as proposed,' * (s.shape == 'fixed in the band')} "
        f"{money_of(case, s.provider)} and {money_of(case, s.business)}"
        for s in shape.swings
    ]
    console.print(
        Text(
            f"{grows} of the provider's time grows with volume, {metered} of it with what is "
            f"counted. Volumes swing by {shape.spread:.0%} of a year (one standard deviation); the "
            f"provider's and the business's year then swing, if the fee is: {'; '.join(swings)}, "
            "were every volume counted."
        )
    )


def _honesty(console: Console, deal: Deal, *, full: bool) -> None:
    """Print reported claims beside this case's own figures, and what the figures are."""
    for c in deal.claims if full else ():
        said = f"Reported: {c.says} ({c.reported_by}; {c.population})."
        if c.after is not None:
            said += f" Here, {REPORTS[c.measure]}: {_own(deal, c)}."
        console.print(Text(said))
    judged = sum(figure.grade == "E" for figure in deal.case.provenance.values())
    console.print(
        Text(
            f"{judged} figures are the makers' judgement. {_ROUNDED} {_REPORTS[full]} Not advice.",
            "dim",
        )
    )


def _own(deal: Deal, claim: Claim) -> str:
    """Return this case's own figure beside a reported one."""
    if claim.before is None and claim.measure == "income" and (claim.after or 0) < 0:
        told_share = f"{-(claim.after or 0.0):.0%}"
        return f"this deal costs {told_share} of it in money and hours, less risk left aside"
    if claim.before is None:
        return f"{claim.after:+.0%}, {claim.own}"
    told = []
    for account, share in ((deal.today, claim.before), (deal.account, claim.after)):
        lost, load = lost_hours(deal.case, account)
        told.append(f"{lost:,.0f} h of {load:,.0f} ({share:.0%})")
    return f"{told[0]} today, {told[1]} in the plan"
