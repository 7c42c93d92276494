"""The opening of a deal's page: what two people read to one another before they sign."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.text import Text

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.catalogue.people import stand_in
from bestplaced.catalogue.services import load_services
from bestplaced.cli.deal_gain import gains
from bestplaced.cli.page import begun, lines, listed, money_of, say
from bestplaced.deal.ceilings import AT_BILL_RATES
from bestplaced.deal.judgement import newly_done
from bestplaced.deal.spending import ended

if TYPE_CHECKING:
    from rich.console import Console

    from bestplaced.deal import Band, BusinessSide, Deal, ProviderSide, RiskRow

_MOST = 3  # risks told of each kind; more nobody keeps in mind
# Figures of a provider's own side, and what they are.
_OWN = {"cost_rate": "what its hours cost it", "bill_rate": "what it charges for them",
        "policy_deductible": "its liability insurance",
        "liability_cap": "the most it pays for one event"}  # fmt: skip
_WHOLE = 0.995  # share from which all of it is meant


def opening(console: Console, deal: Deal) -> None:
    """Print what is bought and for what, what each side gains and why, and what would end it."""
    case = deal.case
    console.print(
        Text(f"{case.name} (the business) and {deal.provider or 'nobody outside'}", "bold")
    )
    if deal.provider is not None:
        say(console, "What is bought", _bought(deal, deal.provider))
    if deal.fee is not None and deal.business is not None and deal.band is not None:
        say(console, "The fee", _fee(deal, deal.fee, deal.band))
        gains(console, deal, deal.business)
        if deal.side is not None:
            _earns(console, deal, deal.side, deal.fee)
        say(console, "What the business gives up", *_given_up(deal))
        _risks(console, deal)
        say(console, "What would end it", *_ends(deal, deal.business))
    for note in deal.notes:
        console.print(Text(f"Note: {note}.", "yellow"))
    _left_out(console, deal)


def _bought(deal: Deal, provider: str) -> str:
    """Return how much work the provider does, of which tiers, and who does it today."""
    case, placed = deal.case, deal.account.placements
    work = [r for r, p in placed.items() if case.performers[p].party == provider]
    tiers = Counter(case.responsibilities[r].tier for r in work).most_common()
    people = (case.performers[case.today[r]] for r in work)
    today = Counter(p.name if p.party == BUSINESS else p.party for p in people)
    (first, n), *rest = today.most_common()
    who = listed([f"{first} does {n} of these", *(f"{w} {n}" for w, n in rest)])
    hours = sum(deal.account.hours[r] for r in work)
    outside = sum(case.performers[p].party != BUSINESS for p in placed.values()) - len(work)
    others = f"Other providers do {outside} more. " if outside else ""
    return (
        f"{begun(provider)} does {len(work)} of {len(placed)} pieces of finance work, "
        f"{hours:,.0f} hours a year: {listed([f'{n} of {tier}' for tier, n in tiers])}. "
        f"Today {who}. {others}It prepares payments and decisions; releasing and deciding stay in "
        "the house."
    )


def _fee(deal: Deal, fee: float, band: Band) -> str:
    """Return the fee with its tax and term, and both ends of the band."""
    case, months = deal.case, deal.case.assumptions.term_months
    yearly, monthly, top = (money_of(case, v) for v in (fee, fee / 12, band.ceiling))
    text = f"{yearly} a year, {monthly} a month{_fee_tax(deal)}, the same for {months:.0f} months"
    text += " within the volumes of Schedule 6" if deal.shape is not None else ""
    text += f"{_clean_up(deal)}. "
    rival = band.cut_by + (
        " (assumed: nobody quoted the same work)" if band.cut_by == AT_BILL_RATES else ""
    )
    if band.floor is None:
        return f"{text}Above {top} the business is better served by {rival}."
    terms, low = case.deal_terms, money_of(case, band.floor)
    needs, losses = low, ""
    if deal.side is not None:
        needs, losses = (money_of(case, v) for v in (deal.side.need, deal.side.risk_price))
    said = ", both assumed" if "deal.minimum_margin" in case.provenance else ""
    return (
        f"{text}{begun(deal.provider or '')} works from {low}: the {needs} that it needs, with "
        f"{terms.guarantee_load:.0%} on the {losses} that its losses count at and a margin of "
        f"{terms.minimum_margin:.0%}{said}. Above {top} the business is better served by {rival}. "
        f"The fee lies {deal.beta:.0%} of the way from the one to the other: a proposal, not the "
        "fair price."
    )


def _clean_up(deal: Deal) -> str:
    """Return what putting the books in order costs beside the fee."""
    up = deal.side.clean_up if deal.side is not None else None
    if up is None or up.months <= 0:
        return ""
    known = "as it quotes" if up.quoted else "not quoted"
    return f"; about {money_of(deal.case, up.price)} once and apart to clean up the books, {known}"


def _fee_tax(deal: Deal) -> str:
    """Return what tax comes on top of a fee, and whether the business gets it back."""
    terms = deal.case.deal_terms
    if not terms.fee_tax_rate:
        return ""
    lost = terms.fee_tax / terms.fee_tax_rate
    back = "all of it" if lost == 0 else "none of it" if lost == 1 else f"{1 - lost:.0%} of it"
    return f" ({terms.fee_tax_rate:.0%} tax comes on top, {back} recovered)"


def _earns(console: Console, deal: Deal, side: ProviderSide, fee: float) -> None:
    """Print what the provider gains: the fee less what it needs for hours and for risk."""
    case, more, tax = deal.case, "", ""
    if side.profit_today:
        more = f", {money_of(case, deal.provider_gain)} more than today"
    if deal.business is not None and deal.business.tax:
        tax = f", less {money_of(case, deal.business.tax)} tax on fees that nobody gives back"
    both, parts = "both" if len(deal.bands) == 1 else "all", ""
    if deal.business is not None and len(deal.bands) == 1:
        gained = deal.business.value, deal.provider_gain
        parts = f", {' and '.join(money_of(case, x) for x in gained)},"
    needs, work, risk, worth = (
        money_of(case, v) for v in (side.need, side.cost, side.risk, deal.surplus)
    )
    say(
        console,
        f"What {side.name} gains: {money_of(case, side.profit(fee))} a year{more}",
        f"The fee less the {needs} that it needs: {work} for hours and hand-over, {risk} for "
        "risk (its losses, its insurance, less care by the client), before overheads that its "
        "hourly costs leave out. "
        f"What {both} gain over today{parts} is the worth of the plan: {worth} a year{tax}.",
        *_not_its_own(deal, side.name),
    )


def _not_its_own(deal: Deal, provider: str) -> list[str]:
    """Return which figures of the provider's side the catalogue stands in for."""
    case = deal.case
    at_work = {p for p in deal.account.placements.values() if case.performers[p].party == provider}
    keys = {key.removeprefix(f"providers.{provider}.") for key in case.provenance
            if key.startswith(f"providers.{provider}.")}  # fmt: skip
    told = [what for part, what in _OWN.items()
            if part in keys or any(f"{who}.{part}" in keys for who in at_work)]  # fmt: skip
    if not told:
        return []
    if provider == stand_in().name:
        return [
            "Nobody has quoted: these are the catalogue's usual figures. Ask before you bargain."
        ]
    verb = "is" if len(told) == 1 else "are"
    what = f"{begun(listed(told))} {verb} not its own but the catalogue's usual figures"
    return [f"{what}: put in its own before you bargain."]


def _given_up(deal: Deal) -> list[str]:
    """Return what the business gives up: work of its own, new risks, freedom."""
    case, placed = deal.case, deal.account.placements
    people, today = case.performers, case.today
    own = [today[r] for r, p in placed.items() if people[p].party != BUSINESS
           and people[today[r]].party == BUSINESS and today[r] != NOBODY]  # fmt: skip
    said = []
    if own:
        who = listed([*dict.fromkeys(own)])
        said.append(f"{len(own)} pieces of work that {who} do today, and with them the know-how.")
    said += [
        f"{f'The job of {who}' if hours == paid else f'Of the job of {who} a part'} ends: "
        f"{hours:,.0f} of {paid:,.0f} paid hours, {money_of(case, pay)} a year; see the note."
        for who, hours, paid, pay in ended(case, deal.spending)
    ]
    new = [(r.after.by_business - r.before.by_business, r) for r in deal.schedule if r.created]
    dearest = sorted((x for x in new if x[0] >= 1), key=lambda x: -x[0])[:_MOST]
    if dearest:
        named = [f"{r.risk} {r.name} ({_prices(deal, r)})" for _, r in dearest]
        of = f"the dearest are {listed(named)}"
        said.append(f"New or larger risks, counted above already; {of}.")
    if case.deal_terms.switching_cost > 0:
        once = money_of(case, case.deal_terms.switching_cost)
        only = (
            "the search only, assumed" if "deal.switching_cost" in case.provenance else "as stated"
        )
        told = (
            f"Changing to another provider later costs {once} once ({only}), and a new hand-over."
        )
        said.append(told)
    return said


def _risks(console: Console, deal: Deal) -> None:
    """Print the risks of which the provider takes most, and the dearest that stay."""
    moved = [r for r in deal.schedule if r.trade is not None]
    moved.sort(key=lambda r: -(r.trade.relief if r.trade else 0.0))
    stay = sorted((r for r in deal.schedule if r.share is None), key=lambda r: -r.after.by_business)
    who = deal.provider if len(deal.bands) == 1 else "providers"
    caps = {row.cap for row in moved[:_MOST] if row.cap is not None}
    most = f", at most {money_of(deal.case, max(caps))} an event" if len(caps) == 1 else ""
    taken = f"Where {who} would relieve it most{most} (all in Schedule 5)"
    for title, rows, why in (
        (taken, moved[:_MOST], _taken),
        (
            "The largest risks that stay with the business, its price a year",
            stay[:_MOST],
            _prevented,
        ),
    ):
        if rows:
            console.print(Text(title, "bold"))
            told = [(f"{r.risk} {r.name}", _prices(deal, r), why(deal, r)) for r in rows]
            lines(console, *told)


def _prices(deal: Deal, row: RiskRow) -> str:
    """Return what a risk costs the business today and then."""
    old, new = (money_of(deal.case, x.by_business) for x in (row.before, row.after))
    return f"{old}, then {new}"


def _taken(deal: Deal, row: RiskRow) -> str:
    """Return what part of a risk's losses the provider pays."""
    who = "it" if row.receiver == deal.provider else row.receiver
    return f"{who} would pay {row.paid:.0%}"


def _prevented(deal: Deal, row: RiskRow) -> str:
    """Return which newly placed work makes a risk that stays smaller."""
    case, placed = deal.case, deal.account.placements
    weights = case.risks[row.risk].attaches.responsibilities or {}
    new = [r for r in weights if r in placed and case.today[r] != placed[r]]
    if row.after.by_business > row.before.by_business - 1:
        return "as today"
    if not new:
        return "as the work around it changes"
    r = max(new, key=lambda r: weights[r])
    name, by = case.responsibilities[r].name, case.performers[placed[r]].party
    who = "it" if by == deal.provider else placed[r] if by == BUSINESS else by
    return f"falls, as {who} does {r} {name}"


def _ends(deal: Deal, b: BusinessSide) -> list[str]:
    """Return what would end the deal, for either side."""
    case, side = deal.case, deal.side
    reasons = ["its risks prove smaller than assumed", "somebody offers the same for less"]
    if newly_done(case, deal.lines) > 0:
        reasons.insert(1, "nobody acts on the new forecasts, cases and reviews")
    months = f"{case.assumptions.term_months:.0f} months"
    unpaid = f"One-off work is spread over {months}: leaving sooner leaves a part of it unpaid."
    said = [
        f"{_notice(deal)} {unpaid}",
        f"The business should think again if {', if '.join(reasons[:-1])}, or if {reasons[-1]}.",
    ]
    if side is not None and side.labour > 0 and deal.creep and deal.creep[-1].profit >= 0:
        said.append(  # where it loses money sooner, a note says so
            f"{begun(side.name)} loses by it, before overheads, once hours grow "
            f"{side.bearable(b.fee):.0%} beyond the priced ones at the same fee: count the volumes "
            "of Schedule 6."
        )
    return said


def _notice(deal: Deal) -> str:
    """Return how either side may end the deal: as the provider's own quotes say, else proposed."""
    own = [o for o in deal.case.offers.values() if o.provider == deal.provider and o.notice_months]
    if not own:
        months = load_services().terms.notice_months.value
        proposed = "(proposed; the letter fixes it)"
        return f"Either side may end it with {months:g} months' notice {proposed}."
    longest = max(own, key=lambda o: o.notice_months)
    bound, rises = longest.term_months, float(longest.indexation)
    text = f"Its own quote {longest.name} asks {longest.notice_months} months' notice"
    text += f", {bound} months at least" if bound else ""
    text += f" and {rises:.0%} more a year" if rises else ""
    return f"{text}; the letter fixes what holds here."


def _left_out(console: Console, deal: Deal) -> None:
    """Print what to leave out first, where there is no band."""
    if deal.dropped is None:
        return
    named = ", ".join(
        f"{s.responsibility} {deal.case.responsibilities[s.responsibility].name} "
        f"(+{money_of(deal.case, s.worth)})"
        for s in deal.dropped.steps
    )
    if named:
        console.print(Text(f"Leave out, one after the other: {named}."))
    end = "Then there is a band." if deal.dropped.opened else "Even then there is no band."
    console.print(Text(end))
