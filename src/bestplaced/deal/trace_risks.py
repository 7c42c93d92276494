"""The trace of the risk schedule: each risk, its sums, and the plan without what is flagged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.deal.schedule import bad_together, by_side, flagged_sums, moving, shown
from bestplaced.deal.trace_prices import of_prices, pieces
from bestplaced.deal.traced import (
    BAND,
    NOW,
    OTHERWISE,
    RISKS,
    THEN,
    WORTH,
    Traced,
    known,
    summed,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bestplaced.deal.agreement import Deal
    from bestplaced.deal.schedule import RiskRow

LEAST = 0.005  # money a year: half a cent
LOADS = 8  # of those that swing together, told one by one


def of_risks(deal: Deal) -> Iterator[Traced]:
    """Yield the figures of the schedule in the order of the page; amounts are the plan's."""
    for row in deal.schedule:
        yield _risk(deal, row)
    yield from of_prices(deal)
    for told, name in ((moving, "what stays, and small parts"), (shown, "the other risks")):
        others = [r for r in deal.schedule if r not in told(deal.schedule)]
        if others:
            how = f"{_sides(by_side(others))}: {summed((r.after.total, r.risk) for r in others)}"
            parts, also = tuple((r.risk, RISKS) for r in others), (f"the other {len(others)}",)
            amount = sum(r.after.total for r in others)
            yield Traced(name, RISKS, amount, how, parts=parts, also=also)
    yield from _together(deal)
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
    """Return one risk of the schedule, in the plan, as the sum of its pieces."""
    lines, parts = [], []
    for part, carried in ((NOW, row.before), (THEN, row.after)):
        mine = [x for x in pieces(deal, part) if x.first.risk == row.risk]
        parts += [(x.name, part) for x in mine]
        told = summed((x.sum("total"), x.name) for x in mine)
        sides = (
            ("borne_by_business", carried.by_business),
            ("borne_by_provider", carried.by_providers),
        )
        by = [f"{v:,.2f} = {summed((x.sum(n), '') for x in mine)}" for n, v in sides]
        lines.append(f"{part}: {carried.total:,.2f} = {told}; the business's {by[0]}")
        lines[-1] += f"; providers' {by[1]}" if carried.by_providers else ""
    lines += _moved(deal, row)
    parties = (BUSINESS, *((row.receiver,) if row.receiver else ()))
    names = (f"risks.{row.risk}", *(f"bears.{q}" for q in parties))
    also, inputs = (f"{row.risk} {row.name}",), known(deal.case, *names)
    how = "\n".join((row.name, *lines))
    return Traced(row.risk, RISKS, row.after.total, how, inputs, tuple(parts), also=also)


def _moved(deal: Deal, row: RiskRow) -> Iterator[str]:
    """Yield how much of a risk moves, and what is paid and saved by that (F10)."""
    moved = [b for b in deal.bearings if b.risk == row.risk and b.moved]
    if row.share is not None:
        part = sum(b.expected for b in moved)
        yield (
            f"moves: {row.share:.4f} of losses from the provider's work"
            f"{' (by cause)' if row.penalty else ''}, {row.collectable or 0.0:.4f} of it "
            f"collectable; {row.of_all or 0.0:.4f} of all = {row.share:.4f} x {part:,.2f} / "
            f"{row.after.expected:,.2f} expected; it pays {row.paid:.4f} of all = "
            f"{row.of_all or 0.0:.4f} x {row.collectable or 0.0:.4f}"
        )
    if (t := row.trade) is not None:
        load = deal.case.deal_terms.guarantee_load
        price = sum(max(0.0, b.provider) for b in moved)
        kept = sum(b.borne_by_business for b in moved)
        yield (
            f"paid for it: {t.fee_part:,.2f} = {t.receiver_price:,.2f} the provider bears + "
            f"{load:g} guarantee x {price:,.2f} its price; the business is relieved of "
            f"{t.relief:,.2f} "
            f"= {t.alone:,.2f} if it bore all of that work's - {kept:,.2f} it bears"
        )


def _together(deal: Deal) -> Iterator[Traced]:
    """Yield what it adds that risks are bad in the same years, and each part of that (F4)."""
    terms = [(s.charge, f"{s.name}, {s.bearer}") for s in deal.account.swings]
    how = f"{_sides(bad_together(deal.today, deal.account))}: {summed(terms)}"
    swings = [s for a in (deal.account, deal.today) for s in a.swings if s.loads]
    parts = dict.fromkeys((f"{s.name}, {s.bearer}", RISKS) for s in swings if s.charge >= LEAST)
    label = "several in one bad year"
    yield Traced(label, RISKS, deal.account.dependence, how, parts=tuple(parts))
    for name in dict.fromkeys(f"{s.name}, {s.bearer}" for s in swings):
        yield _swing(deal, name)


def _swing(deal: Deal, name: str) -> Traced:
    """Return one group's or shock's charge to one bearer, with the loads that swing together."""
    case, lines, inputs = deal.case, [], known(deal.case)
    for part, account in ((NOW, deal.today), (THEN, deal.account)):
        for s in (s for s in account.swings if f"{s.name}, {s.bearer}" == name):
            inputs = known(case, f"together.{s.name}", f"bears.{s.bearer}")
            loads = sorted(s.loads.items(), key=lambda x: -x[1])
            told = [(v, " on ".join(n for n in key if n)) for key, v in loads if v >= LEAST]
            whole, squares = sum(s.loads.values()), sum(s.apart.values())
            rest = whole - sum(v for v, _ in told[:LOADS])
            twice = f"(2 x {case.parties[s.bearer].tolerance:,.2f}"
            group = next((g for g in case.groups.values() if g.name == s.name), None)
            rate = s.weight * 2 * case.parties[s.bearer].tolerance
            by = f"1 / {twice} x {group.shape.value:g})" if group else f"{rate:.6g} / {twice})"
            less = "" if group else f" - {squares:,.2f}"
            of = "" if group else " (less the squares of each, which are in each one's price)"
            lines.append(
                f"{part}: {s.charge:,.2f} = ({whole:,.4f}^2{less}) x {by}{of}; {whole:,.2f} of "
                f"losses in a usual year = {summed((*told[:LOADS], (rest, 'smaller')))}"
            )
    after = sum(x.charge for x in deal.account.swings if f"{x.name}, {x.bearer}" == name)
    return Traced(name, RISKS, after, "\n".join(lines), inputs)


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
        f"asked {paid:,.2f} = {price:,.2f} that it costs providers + {paid - price:,.2f} of "
        f"guarantee; the business is relieved of {relief:,.2f}; {relief - price:,.2f} for both"
    )
    yield Traced("the flagged", OTHERWISE, paid, how, parts=risks, also=("flagged",))
    told = False  # the first figure is the plan's worth: what decides which of them to sign
    for name, amount, here in figures:
        if amount is not None:
            than = f"; {amount - deal.surplus:,.2f} more than this deal's" * (not told)
            told = True
            how, also = again + than, ("flagged", "without the flagged")
            yield Traced(name, OTHERWISE, amount, how, parts=(here, *risks), also=also)
