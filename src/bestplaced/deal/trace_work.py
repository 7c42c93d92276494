"""The trace of hours: of work, lost to switching, of hand-offs, of moving (F1-F3, F7)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS, NOBODY
from bestplaced.deal.provider import onboardings
from bestplaced.deal.traced import HOURS, Traced, known, summed
from bestplaced.effort import learning, standard_hours, touches
from bestplaced.plan import Verifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bestplaced.case.business import Case
    from bestplaced.deal.agreement import Deal
    from bestplaced.plan import Account

LEAST = 0.005  # hours a year: half a hundredth
_THREE = "of three figures low / usual / high counts their mean: (low + 4 x usual + high) / 6"


def of_work(deal: Deal) -> Iterator[Traced]:
    """Yield the hours of each piece of work, and what each person loses to switching."""
    for r in deal.case.responsibilities:
        yield _hours(deal, r)
    for name in deal.account.people:
        if max(a.people[name].lost_hours for a in (deal.today, deal.account)) >= LEAST:
            yield _lost(deal, name)


def _hours(deal: Deal, r: str) -> Traced:
    """Return the hours of one responsibility in the plan (F1)."""
    case, work = deal.case, deal.case.responsibilities[r]
    old, new = deal.today.placements[r], deal.account.placements[r]
    lines = [
        work.name,
        f"at usual speed {standard_hours(case, work):,.4f} h = {_standard(case, r)}",
    ]
    for account, when in ((deal.today, "today"), (deal.account, "in the plan")):
        lines.append(f"{when}: {_taken(case, account, r)}")
    names = (f"work.{r}", f"people.{old}", f"people.{new}")
    also, how = (f"{r} {work.name}",), "\n".join(lines)
    return Traced(r, HOURS, deal.account.hours[r], how, known(case, *names), unit="h", also=also)


def _standard(case: Case, r: str) -> str:
    """Return the hours of somebody able, at usual speed, as arithmetic."""
    work, assumed = case.responsibilities[r], case.assumptions
    if r in case.measured_hours:
        return f"{case.measured_hours[r]:,.4f} as measured / the speed of {case.today[r]}"
    terms = []
    if work.minutes is not None and work.driver:
        terms.append(f"{case.volumes.get(work.driver, 0.0):,.6g} x {work.minutes.mean:.6g} / 60")
    if work.fixed_hours is not None and work.cycles:
        term = f"{work.cycles:g} x {work.fixed_hours.mean:.6g}"
        if work.tier in {"direction", "strategy"}:
            term += f" x ({case.staff} / {assumed.reference_staff:g})^{assumed.size_exponent:g}"
        terms.append(term)
    return f"{' + '.join(terms) or '0'}; {_THREE}"


def _taken(case: Case, account: Account, r: str) -> str:
    """Return the hours that whoever has the work takes: standard x speed x learning."""
    who, spent = account.placements[r], account.hours[r]
    if who == NOBODY:
        return "done by nobody"
    work = case.responsibilities[r]
    slow, whole = learning(case, work, case.performers[who]), standard_hours(case, work)
    speed = spent / whole / slow if whole > 0 else 1.0
    told = f"{spent:,.2f} h by {who} = {whole:,.4f} x {speed:.4g} speed"
    if slow == 1:
        return told
    assumed, factor = case.assumptions, case.assumptions.onboarding_factor
    months, term = min(assumed.onboarding_months, assumed.term_months), assumed.term_months
    return f"{told} x (1 + ({factor:g} - 1) x {months:g} / {term:g}) learning"


def _lost(deal: Deal, name: str) -> Traced:
    """Return the hours that one person loses to switching (F3)."""
    case, person, assumed = deal.case, deal.case.performers[name], deal.case.assumptions
    each = dict(zip(case.responsibilities, touches(case).tolist(), strict=True))
    lines = []
    for account, when in ((deal.today, "today"), (deal.account, "in the plan")):
        lost = account.people[name].lost_hours
        held = Counter(each[r] for r, p in account.placements.items() if p == name)
        told = " + ".join(f"{n} x {x:g}" for x, n in sorted(held.items(), reverse=True)) or "0"
        if lost < LEAST:
            lines.append(f"{when}: none, with {told} touches a day")
            continue
        lines.append(
            f"{when}: {lost:,.2f} h = {assumed.working_days:g} x "
            f"{person.resume_minutes:g} / 60 x ({told} - 1): days, minutes a switch, touches a day "
            "less one"
        )
    most = assumed.focus_ceiling * assumed.focus_minutes_per_day
    lines.append(
        f"never more than {assumed.focus_ceiling:g} x {assumed.focus_minutes_per_day:g} = "
        f"{most:g} minutes a day, nor less than none"
    )
    lost, inputs = deal.account.people[name].lost_hours, known(case, f"hired.{name}", "touches")
    also = (f"{name} lost to switching",)
    label = f"hours lost to switching by {name}"
    return Traced(label, HOURS, lost, "\n".join(lines), inputs, unit="h", also=also)


def handed(deal: Deal, account: Account, party: str | None = None) -> tuple[str, str]:
    """Return the cost of both sides' hand-offs, of all or with one party, and how often they come.

    Every dependency between two parties takes both of them the same hours, so often a year (F7).
    """
    case, assumed = deal.case, deal.case.assumptions
    people, often = case.performers, Counter[str]()
    for before, after in Verifier(case).crossings(account.placements):
        ends = {people[account.placements[r]].party for r in (before, after)}
        if party is None or party in ends:
            often[after] += 1
    times, whole = [], 0.0
    for r, count in often.items():
        work = case.responsibilities[r]
        units = case.volumes.get(work.driver, 1.0) if work.driver else 1.0
        usual = min(work.cycles if work.cycles > 0 else units, assumed.hand_off_max_cycles)
        times.append((count * usual, r))
        whole += count * usual
    cost = f"2 x {assumed.hand_off_hours:g} h x {assumed.hand_off_rate:,.6g} x {whole:,.2f}"
    return cost, f"{whole:,.2f} times a year = {summed(times)}"


def kept_up(deal: Deal, account: Account) -> str:
    """Return the owner's hours of finding and watching the providers of a plan (F7)."""
    case, assumed = deal.case, deal.case.assumptions
    each = (
        f"{case.owner.rate:,.6g} x ({assumed.provider_search_hours:g} h x 12 / "
        f"{assumed.term_months:g} + {assumed.provider_monitoring_hours:g} h)"
    )
    return f"{sum(account.provider_upkeep.values()):,.2f} = {len(account.provider_upkeep)} x {each}"


def moved(deal: Deal, party: str = BUSINESS) -> str:
    """Return one side's part of moving each piece of work, as a sum."""
    case, assumed = deal.case, deal.case.assumptions
    people, placed = case.performers, deal.account.placements
    if party == BUSINESS:
        own, rate = dict(deal.account.transition), f"{assumed.hand_off_rate:,.6g}"
        for other in case.parties.values():
            if other.inside_deal:
                for r, amount in onboardings(case, deal.account, other.name).items():
                    own[r] -= amount
        takers = [case.parties[people[placed[r]].party] for r, v in own.items() if v > 0]
        if any(q.name == BUSINESS or not q.inside_deal for q in takers):
            rate = f"({rate} + the rate of who takes it over, a provider inside the deal left out)"
    else:
        own, rate = onboardings(case, deal.account, party), "the rate of an hour"
    return (
        f"{summed((amount, r) for r, amount in own.items())}; each is ({assumed.transition_hours:g}"
        f" h + {assumed.transition_share:g} x its hours a year) x {rate} x 12 / "
        f"{assumed.term_months:g}"
    )
