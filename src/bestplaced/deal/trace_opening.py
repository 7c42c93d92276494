"""The trace of what the page opens with: what is bought, what is given up, when it would end."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.deal.judgement import judged_change, newly_done
from bestplaced.deal.spending import ended
from bestplaced.deal.traced import BAND, HOURS, RISKS, SOURCES, Traced, known, summed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bestplaced.deal.agreement import Deal
    from bestplaced.deal.business_side import BusinessSide

OPENING = "the opening"


def of_opening(deal: Deal) -> Iterator[Traced]:
    """Yield the figures of the page's opening that stand in no schedule."""
    if deal.provider is not None:
        yield from _bought(deal, deal.provider)
    if deal.business is not None:
        yield from _beside_others(deal, deal.business)
        yield from _paid_out(deal)
        yield from _believed(deal, deal.business)
    if deal.side is not None and deal.fee is not None and deal.side.labour > 0:
        name, side = deal.side.name, deal.side
        how = (
            f"{side.profit(deal.fee):,.2f} that it earns / {side.labour:,.2f} of its people's cost"
        )
        parts = (("earns", name), *((g.performer, name) for g in side.grades))
        grow, also = (
            100 * side.profit(deal.fee) / side.labour,
            ("what would end it", "loses by it", "loses money", "hours grow"),
        )
        yield Traced("hours may grow by", OPENING, grow, how, parts=parts, unit="%", also=also)


def _counted(items: Iterable[str]) -> str:
    """Return how often each item comes: ``13 direction + 8 bookkeeping``."""
    return " + ".join(f"{n} {name}" for name, n in Counter(items).most_common())


def _bought(deal: Deal, provider: str) -> Iterator[Traced]:
    """Yield the work that the provider does, its hours, and what of it the business gives up."""
    case, placed, people = deal.case, deal.account.placements, deal.case.performers
    work = [r for r, p in placed.items() if people[p].party == provider]
    parts = tuple((r, HOURS) for r in work)
    today = (people[case.today[r]] for r in work)
    who = _counted(p.name if p.party == BUSINESS else p.party for p in today)
    how = f"{len(work)} (of {len(placed)} in scope) = "
    how += (
        f"{_counted(case.responsibilities[r].tier for r in work)}; today {who}\n{', '.join(work)}"
    )
    inputs, also = known(case, "scope"), ("what is bought", "the work", "pieces")
    yield Traced("pieces of work", OPENING, len(work), how, inputs, parts, "pieces", also)
    hours = [deal.account.hours[r] for r in work]
    told, called = summed(zip(hours, work, strict=True)), (f"hours of {provider}", "hours a year")
    yield Traced("its hours", OPENING, sum(hours), told, (), parts, "h", called)
    own = [
        r
        for r, p in placed.items()
        if people[p].party != BUSINESS
        and people[case.today[r]].party == BUSINESS
        and case.today[r] != NOBODY
    ]
    how = (
        f"done inside today, outside in the plan: {_counted(case.today[r] for r in own) or 'none'}"
    )
    new = [(r.risk, RISKS) for r in deal.schedule if r.created]
    how += f"\n{', '.join(own)}"
    label, parts = "what the business gives up", (*((r, HOURS) for r in own), *new)
    yield Traced(label, OPENING, len(own), how, inputs, parts, "pieces", ("gives up", "new risks"))


def _beside_others(deal: Deal, b: BusinessSide) -> Iterator[Traced]:
    """Yield what the business gains beside each other choice, and if new work brings nothing."""
    tax = deal.case.deal_terms.fee_tax
    for name, top in (deal.band.ceilings if deal.band else {}).items():
        how = f"{top:,.2f} at most - {b.fee:,.2f} fee"
        how, also = (f"({how}) x {1 + tax:g} with tax" if tax else how), (f"gains against {name}",)
        parts = ((name, BAND), ("fee", BAND))
        yield Traced(
            f"against {name}", OPENING, (top - b.fee) * (1 + tax), how, (), parts, "", also
        )
    yield from _newly_done(deal, b)
    if b.risk_relief > 0:
        how = f"{-b.saving:,.2f} / {b.risk_relief:,.2f} less risk"
        parts = (("money and hours", BUSINESS), ("less risk", BUSINESS))
        label, part = "less risk that must come true alone", -100 * b.saving / b.risk_relief
        yield Traced(label, OPENING, part, how, (), parts, "%", ("without those",))


def _newly_done(deal: Deal, b: BusinessSide) -> Iterator[Traced]:
    """Yield what work brings that nobody does today, and the gain without (F11)."""
    case, new = deal.case, newly_done(deal.case, deal.lines)
    lines = [x for x in deal.lines if x.benefit == "decisions"]
    told = summed((x.amount, x.subject) for x in lines if x.subject not in case.responsibilities)
    parts = (("decisions", SOURCES),)
    label = "newly done work brings"
    yield Traced(label, OPENING, new, told, (), parts, "", ("newly done", "new work"))
    how = f"{b.value:,.2f} better off - {new:,.2f} that newly done work brings"
    found = (("better off by", BUSINESS), (label, OPENING))
    also = ("bring nothing", "worse off")
    yield Traced(
        "gain if new work brings nothing", OPENING, b.value - new, how, (), found, "", also
    )


def _paid_out(deal: Deal) -> Iterator[Traced]:
    """Yield what the business pays out more than today, beside its result, and today's overtime."""
    case, items = deal.case, deal.spending
    old, new = (sum(x.cash[i] for x in items) for i in (0, 1))
    parts = tuple((x.name, BUSINESS) for x in items if any(x.cash))
    told = [summed((x.cash[i], x.name) for x in items if x.cash[i]) for i in (0, 1)]
    how = (
        f"{new:,.2f} cash in the plan - {old:,.2f} today\nin the plan: {told[1]}\ntoday: {told[0]}"
    )
    yield Traced("more cash", OPENING, new - old, how, (), parts, "", ("cash",))
    if case.net_income > 0:
        how = f"{new - old:,.2f} more cash / {case.net_income:,.2f} yearly profit"
        label, found = "more cash of the yearly profit", (("more cash", OPENING),)
        share, inputs = 100 * (new - old) / case.net_income, known(case, "result")
        yield Traced(label, OPENING, share, how, inputs, found, "%", ("of the yearly profit",))
    worked = [(x.hours[0].overtime, x.name) for x in items if x.hours and x.hours[0].overtime]
    parts = tuple((name, BUSINESS) for _, name in worked)
    for name, hours, _, pay in ended(case, deal.spending):
        rate = case.performers[name].rate
        how = f"{hours:,.2f} h x {rate:,.6g}, counted as saved in full from the first day"
        given, of = known(case, f"people.{name}"), ((name, BUSINESS),)
        yield Traced(f"pay of {name} that ends", OPENING, pay, how, given, of, "", ("of pay",))
    if len(gone := ended(case, items)) > 1:
        how = summed((pay, f"pay of {name} that ends") for name, _, _, pay in gone)
        each = tuple((f"pay of {name} that ends", OPENING) for name, *_ in gone)
        whole = sum(pay for *_, pay in gone)
        yield Traced("pay that ends", OPENING, whole, how, (), each, "", ("of pay really ends",))
    if worked:
        value, how = sum(v for v, _ in worked), summed(worked)
        yield Traced(
            "overtime today", OPENING, value, how, (), parts, "", ("of overtime", "overtime")
        )


def _believed(deal: Deal, b: BusinessSide) -> Iterator[Traced]:
    """Yield what of less risk must come true, and what of it and decisions is judgement."""
    risk = ("less risk", BUSINESS)
    if b.risk_relief > 0:
        part = (b.risk_relief - b.value) / b.risk_relief
        how = f"({b.risk_relief:,.2f} less risk - {b.value:,.2f} better off) / {b.risk_relief:,.2f}"
        also, label = ("comes true", "break-even"), "less risk that must come true"
        off = ("better off by", BUSINESS)
        yield Traced(label, OPENING, 100 * part, how, (), (risk, off), "%", also)
    judged, whole = judged_change(deal.case, deal.schedule, b.decisions)
    how = f"{judged:,.2f} / {whole:,.2f}: of the change of each risk to the business and of better "
    how += "decisions, up or down, what rests on a frequency, a severity or a value of grade E"
    parts = (risk, ("better decisions", BUSINESS))
    label, share = "part that is judgement", 100 * judged / whole if whole else 0.0
    yield Traced(label, OPENING, share, how, (), parts, "%", ("rests on judgement",))
