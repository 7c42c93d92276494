"""The risk schedule in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from bestplaced.cli.page import frame, money_of
from bestplaced.deal.schedule import bad_together, by_side, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from bestplaced.case.business import Case
    from bestplaced.deal import Band, BusinessSide, Deal, RiskRow, Unflagged

_NAME = 34  # characters of a risk's name that stand on one line
_SMALL = 0.001  # of a plan's worth; what two plans differ by less is no reason to choose
_WHOLE = 0.995  # share from which a promise counts as wholly collectable
_PENALTIES = (
    "Penalties and interest follow the cause: the provider pays the part of each that it causes"
    "{shares}, the business the part from late or wrong inputs.\nThe tax itself is always "
    "the business's, and so is the answer in law."
)
_FAILED = {
    "cheaper together": "costs both sides more",
    "receiver is paid": "the fee does not cover it",
    "giver gains": "paid more than rid of",
    "receiver can act": "neither control nor insurance",
}
_LASTS = {"control": "controls the cause", "insurance": "is insured", "benefit": "gains by it"}


def risks(console: Console, deal: Deal) -> None:
    """Print who carries which risk before and after, what moves and why it lasts."""
    table = frame(
        ("risk", "left"), ("business\ntoday", "right"), ("\nthen", "right"),
        ("provider\ntoday", "right"), ("\nthen", "right"), ("\nhow: its work / all", "left"),
        title="\nWho carries which risk, price a year",
    )  # fmt: skip
    told = shown(deal.schedule)
    for row in told:
        name = f"{row.risk} {row.name}"
        table.add_row(name, *(money_of(deal.case, v) for v in by_side([row])), _how(row))
    others = [r for r in deal.schedule if r not in told]
    bad, sums = bad_together(deal.today, deal.account), by_side(others)
    cells = (money_of(deal.case, v) for v in sums)
    table.add_row(f"the other {len(others)}", *cells, "each smaller")
    table.add_row("several in one bad year", *(money_of(deal.case, v) for v in bad), "on top")
    table.add_section()
    whole = [x + y + z for x, y, z in zip(sums, bad, by_side(told), strict=True)]
    table.add_row("all risks", *(money_of(deal.case, v) for v in whole), "the sum", style="bold")
    console.print(table)
    if deal.business is not None:
        console.print(Text(_relief(deal, deal.business, whole)))
    _trades(console, deal)


def _relief(deal: Deal, b: BusinessSide, whole: Sequence[float]) -> str:
    """Return where the business's relief and the provider's price of risk stand in the table."""
    case = deal.case
    shares = (
        "Shares are the provider's: of losses from the work it does / of all losses from that "
        "risk, and what of it arrives, its cap and means counted; what is kept is the business's. "
    )
    old, new, relief = (money_of(case, v) for v in (b.risk_today, b.risk_then, b.risk_relief))
    text = f"Less risk = {old} - {new} = {relief}: the business's columns"
    if abs(b.risk_today - whole[0]) + abs(b.risk_then - whole[1]) > 0.5:  # noqa: PLR2004 - rounding
        text += ", and to be careful what providers of unknown cost bear"
    text += ". A premium stands with whoever pays it"
    if deal.side is not None and len(deal.bands) == 1:
        text += f"; the provider's {money_of(case, whole[3])} are what it needs for risk"
    return f"{shares}{text}."


def _how(row: RiskRow) -> str:
    """Return how a risk is borne after the deal, in a few words."""
    if row.share is None:
        return "insured" if "insured" in row.terms else "kept"
    mark = "! " if row.flagged else ""
    got = ""
    if row.collectable is not None and row.collectable < _WHOLE:
        got = f", {row.collectable:.0%} arrives"
    return f"{mark}{row.share:.0%} / {row.of_all or 0.0:.0%}{got}"


def _trades(console: Console, deal: Deal) -> None:
    """Print the trades of risk: what is paid, what is relieved, why it lasts or does not."""
    moved = [r for r in deal.schedule if r.trade is not None and (r.matters or r.flagged)]
    if not moved:
        console.print(Text("No risk changes hands."))
        return
    table = frame(
        ("risk that moves", "left"), ("paid for it", "right"), ("business\nrid of", "right"),
        ("why it lasts, or not", "left"),
        title="\nWhat is paid for taking a risk over, in the fee; ! is not worth moving",
    )  # fmt: skip
    table.columns[0].min_width = _NAME
    for r in sorted(moved, key=lambda r: r.flagged):
        assert r.trade is not None  # noqa: S101 - chosen above
        assert r.verdict is not None  # noqa: S101 - it comes with the trade
        why = ", ".join(_LASTS[p] for p in r.verdict.principles if p in _LASTS)
        if r.flagged:
            why = "; ".join(_FAILED[t] for t in r.verdict.failed)
            why += " (stays, by cause: a rule)" if r.penalty else ""
        paid, rid = money_of(deal.case, r.trade.fee_part), money_of(deal.case, r.trade.relief)
        style = "yellow" if r.flagged else ""
        table.add_row(f"{'! ' * r.flagged}{r.risk} {r.name}", paid, rid, why, style=style)
    console.print(table)
    if deal.unflagged is not None and deal.band is not None:
        _without(console, deal, deal.unflagged, deal.band)
    elif any(r.flagged and not r.penalty for r in moved):
        console.print(Text("No plan without them keeps within the limits on worst years."))
    caps = {r.receiver: r.cap for r in deal.schedule if r.receiver is not None}
    for name, cap in caps.items():
        said = (
            f"{name[:1].upper()}{name[1:]} pays at most {money_of(deal.case, cap)} for one event."
        )
        console.print(Text(said))
    penalties = [r for r in deal.schedule if r.penalty]
    if penalties:
        rates = ", ".join(f"{r.risk} {r.share:.0%}" for r in penalties if r.share is not None)
        console.print(Text(_PENALTIES.format(shares=f" ({rates})" if rates else "")))


def _without(console: Console, deal: Deal, found: Unflagged, band: Band) -> None:
    """Print the plan without the flagged transfers beside the deal's."""
    case, other = deal.case, found.band

    def told(value: float | None, none: str = "none") -> str:
        return none if value is None else money_of(case, value)

    table = frame(
        ("a year", "left"), ("this deal", "right"), ("without the flagged", "right"),
        title="The plan without what is flagged (!), placed anew",
    )  # fmt: skip
    least = "none" if deal.side else "not known"
    ends = (other.floor, other.ceiling) if other else (None, None)
    for name, here, there in (
        ("worth of the plan", told(deal.surplus), told(found.surplus)),
        ("price of all its risks", told(deal.account.risk), told(found.account.risk)),
        ("provider works from", told(band.floor, least), told(ends[0], least)),
        ("business pays at most", told(band.ceiling), told(ends[1])),
        ("fee", told(deal.fee), told(found.fee)),
    ):
        table.add_row(name, here, there)
    console.print(table)
    work = case.responsibilities
    moves = ", ".join(f"{r} {work[r].name} to {p}" for r, p in found.moved.items())
    text = f"Work that then lies elsewhere: {moves}." if moves else "The work stays where it is."
    text = f"{_to_sign(case, deal.surplus, found.surplus)} {text}"
    forced = [k for k in found.kept if "retained" not in case.risks[k].terms]
    if forced and found.surplus > deal.surplus:
        text += (
            f" It is worth more because {', '.join(forced)} may stay with the business here; by "
            "the catalogue whoever causes them bears a part."
        )
    console.print(Text(text))


def _to_sign(case: Case, here: float, there: float) -> str:
    """Return which of two plans to sign: this deal's, or the one without what is flagged."""
    gain = there - here
    told = f"{money_of(case, abs(gain))} a year {'more' if gain >= 0 else 'less'}"
    if abs(gain) < _SMALL * abs(here):
        return (
            f"Sign this deal as it stands, the flagged in its fee: without them the plan is worth "
            f"{told}, too little to choose by."
        )
    if gain > 0:
        return f"Sign the one without: it is worth {told}."
    return (
        f"Sign this deal: without the flagged the plan is worth {told}. All they move together "
        "costs both sides less, though for some more is paid than the business is rid of."
    )
