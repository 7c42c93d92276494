"""The risk schedule in the terminal."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from bestplaced.cli.page import column_amount, frame, money_of, put
from bestplaced.deal.schedule import bad_together, by_side, flagged_sums, moving, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from bestplaced.deal import BusinessSide, Deal, RiskRow, Unflagged

_SMALL = 0.001  # of a plan's worth; what two plans differ by less is no reason to choose
_PENALTIES = (
    "Penalties and interest follow the cause: the provider pays its part{shares}, the business "
    "what late or wrong inputs cause. The tax itself is always the business's, and so is the "
    "answer in law."
)
_FAILED = {
    "cheaper together": "both together are cheaper without",
    "receiver is paid": "the fee does not cover it",
    "giver gains": "the provider asks more than the business is relieved of",
    "receiver can act": "the provider can neither prevent nor insure it",
}
_LASTS = {
    ("control", "insurance"): "controls the main cause of {} and insures it",
    ("control",): "controls the main cause of {}",
    ("insurance",): "insures {} without controlling its main cause",
}


def risks(console: Console, deal: Deal, *, full: bool) -> None:
    """Print who carries which risk before and after, what moves and why it lasts.

    ``full``: with the dearest risks that stay, one by one.
    """
    amount = partial(column_amount, deal.case.currency)
    table = frame(
        ("risk", "left"), ("business\ntoday", "right"), ("\nthen", "right"),
        ("provider\nthen", "right"), ("pays of\nlosses", "right"),
        ("asks\nfor it", "right"), ("business\nrelieved", "right"),
    )  # fmt: skip
    told = shown(deal.schedule) if full else moving(deal.schedule)
    for row in told:
        old, new, _, theirs = (amount(v) for v in by_side([row]))
        name = f"{'! ' * row.flagged}{row.risk} {row.name}"
        style = "yellow" if row.flagged else ""
        table.add_row(name, old, new, theirs, *_trade(deal, row), style=style)
    others = [r for r in deal.schedule if r not in told]
    bad, sums = bad_together(deal.today, deal.account), by_side(others)
    whole = [x + y + z for x, y, z in zip(sums, bad, by_side(told), strict=True)]
    for name, values, style in (
        (f"the other {len(others)}" if full else "what stays, and small parts", sums, ""),
        ("several in one bad year", bad, ""),
        ("all risks", whole, "bold"),
    ):
        table.add_row(name, *(amount(values[i]) for i in (0, 1, 3)), style=style)
    put(console, table)
    if deal.business is not None:
        console.print(Text(_relief(deal, deal.business, whole)))
    _reasons(console, deal)


def _trade(deal: Deal, row: RiskRow) -> tuple[str, str, str]:
    """Return what part of all losses providers pay, what they ask for it, and the relief."""
    if row.trade is None:
        return "insured" if "insured" in row.terms else "-", "-", "-"
    amount = partial(column_amount, deal.case.currency)
    return f"{row.paid:.0%}", amount(row.trade.fee_part), amount(row.trade.relief)


def _relief(deal: Deal, b: BusinessSide, whole: Sequence[float]) -> str:
    """Return where the business's relief and the provider's price of risk stand in the table."""
    case = deal.case
    old, new, relief = (money_of(case, v) for v in (b.risk_today, b.risk_then, b.risk_relief))
    text = f"Less risk = {old} - {new} = {relief}: the business's columns"
    if abs(b.risk_today - whole[0]) + abs(b.risk_then - whole[1]) > 0.5:  # noqa: PLR2004 - rounding
        text += ", and what providers of unknown cost bear"
    then = ""
    if deal.side is not None and len(deal.bands) == 1:
        then = f" and {money_of(case, whole[3])} then"
    text += (
        f". Providers carry {money_of(case, whole[2])} today{then}, their premiums included. "
        "Relieved is by the transfer alone; the rest of a fall is work done better."
    )
    if any(r.after.by_business < 0 for r in deal.schedule):
        text += " A minus is a gain: work beyond a fixed fee is the provider's loss."
    return text


def _reasons(console: Console, deal: Deal) -> None:
    """Print why what moves lasts or does not, the plan without the latter, caps and penalties."""
    moved = moving(deal.schedule)
    if not moved:
        console.print(Text("No risk changes hands."))
        return
    flagged = [r for r in moved if r.flagged]
    console.print(Text(_lasting([r for r in moved if not r.flagged], deal.provider or "")))
    if flagged:
        why = _grouped((reason, r.risk) for r in flagged for reason in _why(r))
        told = "; ".join(f"{reason} ({names})" for reason, names in why.items())
        console.print(
            Text(f"Marked (!) is what fails a test of a lasting transfer: {told}.", "yellow")
        )
    if deal.unflagged is not None:
        console.print(Text(_reconciled(deal, [r for r in flagged if not r.penalty])))
        console.print(Text(_without(deal, deal.unflagged)))
    elif any(not r.penalty for r in flagged):
        console.print(Text("No plan without them keeps within the limits on worst years."))
    caps = {r.receiver: r.cap for r in deal.schedule if r.receiver is not None}
    said = [
        f"{name[:1].upper()}{name[1:]} pays at most {money_of(deal.case, cap)} for one event."
        for name, cap in caps.items()
    ]
    penalties = [r for r in deal.schedule if r.penalty]
    if penalties:
        rates = ", ".join(f"{r.name} {r.share:.0%}" for r in penalties if r.share is not None)
        said.append(_PENALTIES.format(shares=f" ({rates})" if rates else ""))
    console.print(Text(" ".join(said)))


def _grouped(reasons: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the risks of each reason as one list of names."""
    found: dict[str, str] = {}
    for why, name in reasons:
        found[why] = f"{found[why]}, {name}" if why in found else name
    return found


def _why(row: RiskRow) -> list[str]:
    """Return which tests a flagged transfer fails, and that a penalty stays where it is caused."""
    assert row.verdict is not None  # noqa: S101 - a flagged row has one
    stays = ["who causes a penalty pays it all the same"] if row.penalty else []
    return [*(_FAILED[t] for t in row.verdict.failed), *stays]


def _lasting(rows: Sequence[RiskRow], provider: str) -> str:
    """Return why transfers that are not flagged last (Abrahamson's principles)."""
    told = _grouped(
        (_LASTS[tuple(p for p in r.verdict.principles if p in {"control", "insurance"})], r.risk)
        for r in rows
        if r.verdict is not None
    )
    if not told:
        return "Nothing that moves lasts."
    reasons = "; it ".join(why.format(names) for why, names in told.items())
    cheaper = "Each is cheaper for both together, before the provider's margin."
    return f"What else moves lasts: {provider} {reasons}. {cheaper}"


def _reconciled(deal: Deal, rows: Sequence[RiskRow]) -> str:
    """Return what the flagged transfers cost each side, from what is asked to the joint loss."""
    asked, price, relief = flagged_sums(rows)
    asks, costs, load, relieved, both = (
        money_of(deal.case, v) for v in (asked, price, asked - price, relief, abs(relief - price))
    )
    saves = "saves both together" if relief > price else "costs both together"
    return (
        f"For the marked the provider asks {asks} and its margin: they cost it {costs}, and {load} "
        f"is for its guarantee, which only changes hands. The business is relieved of {relieved}, "
        f"so moving them {saves} {both} a year."
    )


def _without(deal: Deal, found: Unflagged) -> str:
    """Return what the plan without the flagged transfers is worth, and which one to sign."""
    case, other, gain = deal.case, found.band, found.surplus - deal.surplus
    worth, differs = (money_of(case, v) for v in (found.surplus, abs(gain)))
    text = (
        f"If the business keeps the marked and all work is placed anew, the plan is worth {worth}, "
        f"{differs} {'more' if gain >= 0 else 'less'}"
    )
    if other is not None and found.fee is not None:
        low = "at most" if other.floor is None else f"between {money_of(case, other.floor)} and"
        text += f"; the fee is {money_of(case, found.fee)}, {low} {money_of(case, other.ceiling)}"
    work = case.responsibilities
    moves = ", ".join(f"{r} {work[r].name} to {p}" for r, p in found.moved.items())
    moved = f"work that then lies elsewhere: {moves}" if moves else "the work stays where it is"
    return f"{text}; {moved}. {_forced(deal, found)}{_to_sign(deal.surplus, found.surplus)}"


def _forced(deal: Deal, found: Unflagged) -> str:
    """Return which of the flagged the other plan leaves with the business against the catalogue."""
    forced = [k for k in found.kept if "retained" not in deal.case.risks[k].terms]
    if not forced:
        return ""
    return f"It leaves {', '.join(forced)} with the business, whoever causes it. "


def _to_sign(here: float, there: float) -> str:
    """Return which of two plans to sign: this deal's, or the one without what is flagged."""
    if abs(there - here) < _SMALL * abs(here):
        return "Sign this deal as it stands: that is too little to choose by."
    if there > here:
        return "Sign the one without."
    return "Sign this deal: all that moves makes both together better off."
