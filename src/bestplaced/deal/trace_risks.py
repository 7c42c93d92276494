"""The trace of the risk schedule: each risk, its sums, and the plan without what is flagged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.deal.schedule import bad_together, by_side, flagged_sums, moving, shown
from bestplaced.deal.traced import BAND, OTHERWISE, RISKS, WORTH, Traced, known, summed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bestplaced.deal.agreement import Deal
    from bestplaced.deal.schedule import RiskRow


def of_risks(deal: Deal) -> Iterator[Traced]:
    """Yield the figures of the schedule in the order of the page; amounts are the plan's."""
    for row in deal.schedule:
        yield _risk(deal, row)
    for told, name in ((moving, "what stays, and small parts"), (shown, "the other risks")):
        others = [r for r in deal.schedule if r not in told(deal.schedule)]
        if others:
            how = f"{_sides(by_side(others))}: {summed((r.after.total, r.risk) for r in others)}"
            parts, also = tuple((r.risk, RISKS) for r in others), (f"the other {len(others)}",)
            amount = sum(r.after.total for r in others)
            yield Traced(name, RISKS, amount, how, parts=parts, also=also)
    yield _together(deal)
    after, bad = deal.account.risk, bad_together(deal.today, deal.account)
    whole = [x + y for x, y in zip(by_side(deal.schedule), bad, strict=True)]
    terms = ((r.after.total, r.risk) for r in deal.schedule)
    how = (
        f"{_sides(whole)}: {summed((*terms, (deal.account.dependence, 'several in one bad year')))}"
    )
    parts = tuple((r.risk, RISKS) for r in deal.schedule)
    parts = (*parts, ("several in one bad year", RISKS))
    also = ("price of all its risks",)
    yield Traced("all risks", RISKS, after, how, parts=parts, also=also)
    for name, cap in {r.receiver: r.cap for r in deal.schedule if r.receiver}.items():
        how = f"the most that {name} pays for one event: the liability cap of the deal"
        inputs, also = known(deal.case, f"bears.{name}"), (f"{name} pays at most",)
        label, unit = f"most for one event, {name}", "an event"
        yield Traced(label, RISKS, cap or 0.0, how, inputs, unit=unit, also=also)
    yield from _otherwise(deal)


def _sides(columns: Sequence[float]) -> str:
    """Return a row of the schedule: the business's and providers' price, today and then."""
    b0, b1, p0, p1 = (f"{x:,.2f}" for x in columns)
    return f"{b0} the business's today and {b1} then, {p0} providers' today and {p1} then"


def _risk(deal: Deal, row: RiskRow) -> Traced:
    """Return one risk of the schedule, in the plan."""
    a, b = row.after, row.before
    how = (
        f"{row.name}: {b.total:,.2f} today ({b.by_business:,.2f} the business's, "
        f"{b.by_providers:,.2f} providers'); in the plan {a.by_business:,.2f} the business's + "
        f"{a.by_providers:,.2f} providers', {a.insurers:,.2f} of it premiums: an expected loss of "
        f"{a.expected:,.2f}, and {a.total - a.expected:,.2f} for swings, care and the load of "
        "premiums (F4, F5)"
    )
    if row.share is not None:
        how += f"; share s = {row.share:.4f}{' by cause' if row.penalty else ''} of losses on the "
        how += f"provider's work, {row.of_all or 0.0:.4f} of all"
    if row.collectable is not None:
        how += f", {row.collectable:.4f} of it collectable"
    if row.trade is not None:
        t = row.trade
        how += (
            f"; paid for it {t.fee_part:,.2f} = {t.receiver_price:,.2f} its price + "
            f"{t.fee_part - t.receiver_price:,.2f} guarantee, and the business is relieved of "
            f"{t.relief:,.2f}"
        )
    parties = (BUSINESS, *((row.receiver,) if row.receiver else ()))
    names = (f"risks.{row.risk}", *(f"bears.{q}" for q in parties))
    also = (f"{row.risk} {row.name}",)
    return Traced(row.risk, RISKS, a.total, how, known(deal.case, *names), also=also)


def _together(deal: Deal) -> Traced:
    """Return what it adds that risks are bad in the same years (F4)."""
    terms = [(s.charge, f"{s.name}, {s.bearer}") for s in deal.account.swings]
    how = f"{_sides(bad_together(deal.today, deal.account))}: {summed(terms)}"
    names = [f"together.{s.name}" for s in deal.account.swings]
    inputs = known(deal.case, *names, *(f"bears.{q}" for q in {s.bearer: 0 for s in
                                                              deal.account.swings}))  # fmt: skip
    return Traced("several in one bad year", RISKS, deal.account.dependence, how, inputs)


def _otherwise(deal: Deal) -> Iterator[Traced]:
    """Yield the figures of the plan without flagged transfers, placed anew."""
    found = deal.unflagged
    if found is None:
        return
    kept = ", ".join(found.kept)
    again = f"the whole case placed and priced again with {kept} kept from the providers"
    risks = tuple((k, RISKS) for k in found.kept if k in {r.risk for r in deal.schedule})
    figures = [
        ("worth of the plan", found.surplus, ("surplus", WORTH)),
        ("price of all its risks", found.account.risk, ("all risks", RISKS)),
        ("fee", found.fee, ("fee", BAND)),
    ]
    if found.band is not None:
        ends = found.band.floor, found.band.ceiling
        figures.append(("provider works from", ends[0], ("works from", deal.provider or "")))
        figures.append(("business pays at most", ends[1], ("business pays at most", BAND)))
    paid, price, relief = flagged_sums(r for r in deal.schedule if r.flagged and not r.penalty)
    how = (
        f"in the fee {paid:,.2f} = {price:,.2f} that it costs providers + {paid - price:,.2f} of "
        f"guarantee; the business is relieved of {relief:,.2f}; {relief - price:,.2f} for both"
    )
    yield Traced("the flagged", OTHERWISE, paid, how, parts=risks)
    told = False  # the first figure is the plan's worth: what decides which of them to sign
    for name, amount, here in figures:
        if amount is not None:
            than = f"; {amount - deal.surplus:,.2f} more than this deal's" * (not told)
            told = True
            yield Traced(name, OTHERWISE, amount, again + than, parts=(here, *risks))
