"""The trace of both sides' accounts: what the business gains, what the provider needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.deal.schedule import bad_together, by_side
from bestplaced.deal.spending import FINDING, HAND_OFFS, MOVING, TAX
from bestplaced.deal.trace_terms import TERMS
from bestplaced.deal.trace_work import LEAST, handed, kept_up, moved, of_work
from bestplaced.deal.traced import BAND, HOURS, RISKS, WORTH, Traced, known, summed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bestplaced.case.business import Case
    from bestplaced.deal.agreement import Deal
    from bestplaced.deal.business_side import BusinessSide
    from bestplaced.deal.provider import GradeCost, ProviderSide
    from bestplaced.deal.spending import Spending
    from bestplaced.effort import PersonYear

_ITEMS = {
    HAND_OFFS: ("hand_offs",),
    MOVING: ("term",),
    FINDING: ("upkeep", "months"),
    TAX: ("deal.fee_tax_rate", "deal.fee_tax"),
}


def of_accounts(deal: Deal) -> Iterator[Traced]:
    """Yield the figures of both accounts in the order of the page."""
    old, new = deal.today.objective, deal.account.objective
    how = f"yearly total of F9: {old:,.2f} today - {new:,.2f} in the plan; benefits split it"
    parts = tuple((name.replace("_", " "), "where it comes from") for name in deal.benefits.parts)
    also = ("together", "worth of the plan")
    yield Traced("surplus", WORTH, deal.surplus, how, parts=parts, also=also)
    for item in deal.spending:
        yield _item(deal, item)
    if deal.business is not None:
        yield from _gains(deal, deal.business)
    if deal.side is not None:
        yield from _provider(deal, deal.side)
    yield from of_work(deal)


def _gains(deal: Deal, b: BusinessSide) -> Iterator[Traced]:
    """Yield what the business gains at the fee."""
    items = tuple((x.name, BUSINESS) for x in deal.spending)
    old = summed((x.before, x.name) for x in deal.spending)
    new = summed((x.after, x.name) for x in deal.spending)
    how = f"{b.cost_today:,.2f} today - {b.cost_then:,.2f} in the plan; {old}; then {new}"
    cash = [sum(x.cash[i] for x in deal.spending) for i in (0, 1)]
    how += f"; in cash alone {cash[0]:,.2f} today, {cash[1]:,.2f} in the plan"
    yield Traced("money and hours", BUSINESS, b.saving, how, parts=items)
    how = (
        f"{b.risk_today:,.2f} today - {b.risk_then:,.2f} in the plan: the price of what it bears "
        "and of its own policies, the schedule's columns of the business"
    )
    bad = bad_together(deal.today, deal.account)
    for when, i in (("today", 0), ("in the plan", 1)):
        terms = [(by_side([row])[i], row.risk) for row in deal.schedule]
        how += f"\n{when}: {summed((*terms, (bad[i], 'several in one bad year')))}"
    risks = tuple((row.risk, RISKS) for row in deal.schedule)
    parts = (*risks, ("several in one bad year", RISKS))
    yield Traced("less risk", BUSINESS, b.risk_relief, how, parts=parts)
    yield _decisions(deal, b)
    gains = ((b.saving, "money and hours"), (b.risk_relief, "less risk"))
    how = summed((*gains, (b.decisions, "better decisions")))
    parts = tuple((n, BUSINESS) for n in ("money and hours", "less risk", "better decisions"))
    yield Traced(
        "better off by",
        BUSINESS,
        b.value,
        how,
        parts=parts,
        also=("better off", "what the business gains"),
    )


def _decisions(deal: Deal, b: BusinessSide) -> Traced:
    """Return the value of better decisions with its cap (F13)."""
    case, placed = deal.case, deal.account.placements
    most = case.assumptions.decision_cap_share * max(0.0, case.net_income)
    less = case.assumptions.owner_decision_quality
    terms = []
    for r, value in case.decision_values.items():
        person = case.performers[placed[r]]
        if person.kind != "nobody":
            below = person.skill < case.responsibilities[r].skill
            terms.append((value.amount * (less if below else 1.0), f"value of {r}"))
    how = (
        f"{deal.account.decisions:,.2f} in the plan - {deal.today.decisions:,.2f} today (F13)\n"
        f"in the plan {summed(terms)}, at most {case.assumptions.decision_cap_share:g} x "
        f"{case.net_income:,.2f} net income = {most:,.2f}: no more is believed of advice"
    )
    parts, also = tuple((n, TERMS) for _, n in terms), ("cap on decisions",)
    return Traced(
        "better decisions", BUSINESS, b.decisions, how, known(case, "values"), parts, also=also
    )


def _item(deal: Deal, item: Spending) -> Traced:
    """Return one item of what the business spends."""
    case, amounts = deal.case, _change(item)
    if item.kind == "person":
        return _person(deal, item)
    if item.kind == "own":
        how, inputs = f"{amounts}: {_own(deal, item)}", known(case, *_ITEMS[item.name])
        return Traced(item.name, BUSINESS, item.after, how, inputs)
    if item.kind == "offer":
        inputs_ = known(case, f"offers.{item.name}")
        return Traced(item.name, BUSINESS, item.after, f"{amounts}: the offer's fee", inputs_)
    return _paid(deal, item)


def _own(deal: Deal, item: Spending) -> str:
    """Return the arithmetic of what moving, handing over, finding or tax costs the business."""
    plans, name = ((deal.account, item.after), (deal.today, item.before)), item.name
    if name == MOVING:
        return moved(deal)
    if name == FINDING:
        new, old = (kept_up(deal, a) for a, _ in plans)
        return (
            f"the owner's hours, search over the term and watching; in the plan {new}; today {old}"
        )
    if name == HAND_OFFS:
        new, old = (
            f"{own:,.2f} = {a.hand_offs:,.2f} - {a.hand_offs - own:,.2f} of providers inside the "
            f"deal; {a.hand_offs:,.2f} = {'; '.join(handed(deal, a))}"
            for a, own in plans
        )
        return f"in the plan {new}; today {old}"
    share = deal.case.deal_terms.fee_tax
    return f"{share:g} of fees to providers inside the deal: tax that nobody gives back"


def _paid(deal: Deal, item: Spending) -> Traced:
    """Return what one provider is paid: at known cost its fee, else what it charges."""
    case, name, how = deal.case, item.name, _change(item)
    people = [n for n, p in case.performers.items() if p.party == name]
    also = (f"fee to {name}",)
    if not case.parties[name].inside_deal:
        charged, how = (
            known(case, *(f"bills.{n}" for n in people)),
            f"{how}: its hours at its rates",
        )
        return Traced(name, BUSINESS, item.after, how, charged, also=also)
    costs = [f"people.{n}" for n in people]
    struck = name == deal.provider and deal.fee is not None
    how += ": the fee" if struck else ": its fee where one is struck, else what it needs"
    if case.deal_terms.fee_today:
        inputs = known(case, "deal.fee_today")
    else:
        inputs = known(case, *costs)
        how += "; what is paid today is not written: what the work costs it stands in"
    band = deal.bands.get(name)
    if not struck and band is not None and band.floor is not None:
        how += f"; it works from {band.floor:,.2f} and is paid at most {band.ceiling:,.2f}: trace "
        how += f"these with --provider '{name}'"
    parts = (("fee", BAND),) if struck else ()
    return Traced(name, BUSINESS, item.after, how, inputs, parts, also=also)


def _change(item: Spending) -> str:
    """Return what an item costs today and in the plan, and by how much that is better."""
    better = item.before - item.after
    told = f"- {better:,.2f} better" if better >= 0 else f"+ {-better:,.2f} worse"
    return f"{item.before:,.2f} today {told}"


def _person(deal: Deal, item: Spending) -> Traced:
    """Return what one of the business's people costs in finance work, today and in the plan."""
    case, name = deal.case, item.name
    old, new = deal.today.people[name], deal.account.people[name]
    how = f"{_change(item)}: {_year(case, name, old)} today; {_year(case, name, new)} in the plan"
    held = [
        r
        for r in case.responsibilities
        if name in (deal.today.placements[r], deal.account.placements[r])
    ]
    inputs = known(case, f"people.{name}", f"hired.{name}", "overtime")
    parts = tuple((r, HOURS) for r in held)
    if max(old.lost_hours, new.lost_hours) >= LEAST:
        parts = ((f"hours lost to switching by {name}", HOURS), *parts)
    return Traced(name, BUSINESS, item.after, how, inputs, parts)


def _year(case: Case, name: str, year: PersonYear) -> str:
    """Return the arithmetic of one person's year (F2)."""
    person, load = case.performers[name], f"{year.load:,.4f} hours"
    if year.lost_hours >= LEAST:
        load += f", of them {year.lost_hours:,.2f} lost to switching"
    if not person.has_steps:
        rates = f"{year.load - year.lost_hours:,.4f} h x {person.hour_cost:,.6g}"
        if year.lost:
            rates += f" + {year.lost_hours:,.4f} h x {person.lost_hour_cost:,.6g}"
        return f"{year.cost:,.2f} = {rates} ({load})"
    paid = year.steps * person.step_hours
    told = f"{year.cost:,.2f} = {paid:,.0f} paid h x {person.step_cost / person.step_hours:,.6g}"
    if year.overtime:
        more = case.assumptions.overtime_factor
        told += f" + {year.overtime_hours:,.4f} h beyond x {person.rate:,.6g} x {more:g}"
        told += f" ({year.overtime:,.2f} of overtime)"
    if year.idle:
        told += f" - {paid - year.load:,.4f} free h x {person.hour_cost:,.6g}"
        told += f" ({-year.idle:,.2f}, no cash)"
    return f"{told} ({load})"


def _provider(deal: Deal, side: ProviderSide) -> Iterator[Traced]:
    """Yield the parts of the provider's account."""
    case = deal.case
    for g in side.grades:
        yield _grade(deal, side, g)
    people = tuple(f"people.{g.performer}" for g in side.grades)
    borne = [b for b in deal.bearings if b.party == side.name and b.moved]
    risks = tuple((k, RISKS) for k in dict.fromkeys(b.risk for b in borne))
    party = known(case, f"bears.{side.name}")
    mine = "its part of each risk that it shares"
    how, moving = moved(deal, side.name), known(case, "term", *people)
    yield Traced("onboarding", side.name, side.onboarding, how, moving)
    both, often = handed(deal, deal.account, side.name)
    how = f"{both} / 2: its half of hand-offs; {often}"
    yield Traced("coordination", side.name, side.coordination, how, known(case, "hand_offs"))
    each = summed(_by_risk((b.risk, b.provider) for b in borne))
    how = f"price to it (F4) of {mine}: {each}"
    yield Traced("risk it assumes", side.name, side.risk_price, how, party, risks)
    each = summed(_by_risk((b.risk, b.premium) for b in borne if b.terms != "insured"))
    how = f"premium for what its insurer pays of {mine}: {each}"
    premium = (*party, *known(case, "premium"))
    yield Traced("policy", side.name, side.policy, how, premium, risks)
    swinging = [s for s in deal.account.swings if s.bearer == side.name and s.charge >= LEAST]
    how = summed((s.charge, f"{s.name}, {s.bearer}") for s in swinging)
    groups = tuple((f"{s.name}, {s.bearer}", RISKS) for s in swinging)
    yield Traced("several in one bad year", side.name, side.dependence, how, parts=groups)
    each = summed(_by_risk((b.risk, b.care_provider) for b in borne))
    how = f"half of what the client's own care would avoid, at the square of the share (F5): {each}"
    yield Traced("client takes less care", side.name, side.care, how, party, risks)
    yield from _ends(deal, side)


def _by_risk(amounts: Iterator[tuple[str, float]]) -> list[tuple[float, str]]:
    """Return the sums by risk, as terms of a sum."""
    found: dict[str, float] = {}
    for risk, amount in amounts:
        found[risk] = found.get(risk, 0.0) + amount
    return [(amount, risk) for risk, amount in found.items()]


def _grade(deal: Deal, side: ProviderSide, g: GradeCost) -> Traced:
    """Return one person of the provider's: hours by piece of work, at the cost of an hour."""
    case, account = deal.case, deal.account
    held = [r for r, p in account.placements.items() if p == g.performer]
    hours = " + ".join(f"{account.hours[r]:,.4f} {r}" for r in held)
    how = (
        f"{g.hours + g.lost_hours:,.4f} h x {g.rate:,.4f}, with {g.hours + g.lost_hours:,.4f} = "
        f"{hours} + {g.lost_hours:,.4f} lost; an hour is "
        f"{g.paid_rate:,.2f} paid / {g.utilisation:g} of paid hours that are worked for clients"
    )
    parts = tuple((r, HOURS) for r in held)
    if g.lost_hours >= LEAST:
        parts = ((f"hours lost to switching by {g.performer}", HOURS), *parts)
    inputs = known(case, f"people.{g.performer}")
    return Traced(g.performer, side.name, g.cost, how, inputs, parts)


def _ends(deal: Deal, side: ProviderSide) -> Iterator[Traced]:
    """Yield what the provider needs, works from and earns."""
    case, name = deal.case, side.name
    told = (
        *((g.cost, g.performer) for g in side.grades),
        (side.onboarding, "onboarding"),
        (side.coordination, "coordination"),
        (side.risk_price, "risk it assumes"),
        (side.policy, "policy"),
        (side.dependence, "several in one bad year"),
        (side.care, "client takes less care"),
    )
    parts = tuple((n, name) for _, n in told)
    also = ("provider needs at least",)
    how = f"{summed(told)}; {side.cost:,.2f} without risk + {side.risk:,.2f} for risk"
    yield Traced("needs", name, side.need, how, parts=parts, also=also)
    needs, terms = ("needs", name), case.deal_terms
    also = ("provider works from",)
    if side.floor == side.need + side.profit_today:
        how = f"{side.need:,.2f} it needs + {side.profit_today:,.2f} it earns today"
        inputs = known(case, "deal.fee_today")
    else:
        load, margin, risk = terms.guarantee_load, side.minimum_margin, max(0.0, side.risk_price)
        how = f"({side.need:,.2f} + {load:g} x {risk:,.2f}) / (1 - {margin:g})"
        inputs = known(case, "deal.guarantee_load", "deal.minimum_margin")
    both = (needs, ("risk it assumes", name))
    yield Traced("works from", name, side.floor, how, inputs, both, also=also)
    if deal.fee is not None:
        left, both = f"{deal.fee:,.2f} - {side.need:,.2f}", (("fee", BAND), needs)
        how = f"{left}; {side.profit_today:,.2f} of it today, with the work it does and its fee"
        if deal.provider_gain is not None and side.hours:
            how += f", {deal.provider_gain:,.2f} more; the fee is {deal.fee / side.hours:,.2f} an "
            how += f"hour worked, its bill rates come to {side.standard:,.2f}"
        also = (f"what {name} gains",)
        yield Traced("earns", name, side.profit(deal.fee), how, parts=both, also=also)
        hours = tuple((g.performer, name) for g in side.grades)
        for c in deal.creep:
            how = f"{left} - {c.share:g} x {side.labour:,.2f}"
            label = f"if hours grow {c.share:.0%}"
            yield Traced(label, name, c.profit, how, parts=(*both, *hours))
    if side.clean_up.months > 0:
        up = side.clean_up
        how = f"once: {up.first_month:,.2f} x {up.months:g}^{up.exponent:g}"
        usual = ("deal.clean_up_month", "deal.clean_up_exponent")
        price = (f"offers.{up.quoted}.clean_up",) if up.quoted else usual
        inputs = known(case, "deal.months_behind", *price)
        yield Traced("clean-up", name, up.price, how, inputs, unit="once")
