"""The risk schedule in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from bestplaced.case.business import BUSINESS
from bestplaced.catalogue import load_catalogue
from bestplaced.cli.page import frame, money_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from bestplaced.deal import Band, Deal, RiskRow, Unflagged

_MOST = 14
_WHOLE = 0.995  # share from which a promise counts as wholly collectable
_PENALTIES = (
    "Penalties and interest follow the cause: the provider pays the part of each that it causes"
    "{shares}, the business the part from late or wrong inputs.\nThe tax itself is always the "
    "business's, and so is the answer in law."
)
_FAILED = {
    "cheaper together": "dearer in all with the transfer than without",
    "receiver is paid": "the fee does not cover what it is worth to the receiver",
    "giver gains": "the business pays more for it than it is rid of",
    "receiver can act": "the receiver neither controls the main cause nor can insure it",
}


def risks(console: Console, deal: Deal) -> None:
    """Print who carries which risk before and after, what moves and why it lasts."""
    rows = [r for r in deal.schedule if r.matters]
    case = deal.case
    table = frame(
        ("risk", "left"),
        ("today", "right"),
        ("then", "right"),
        ("business", "right"),
        ("provider", "right"),
        ("insurers", "right"),
        ("how", "left"),
        title="\nWho carries which risk (price a year)",
    )
    for row in rows[:_MOST]:
        table.add_row(
            f"{row.risk} {row.name}",
            *(money_of(case, v) for v in _sums([row])),
            _how(row),
        )
    told = rows[:_MOST]
    others = [r for r in deal.schedule if r not in told]
    sums = _sums(others)
    table.add_row(f"the other {len(others)}", *(money_of(case, v) for v in sums), "")
    mine = sum(s.charge for s in deal.account.swings if s.bearer == BUSINESS)
    rest_ = deal.account.dependence - mine
    bad = (deal.today.dependence, deal.account.dependence, mine, rest_, 0.0)
    table.add_row("several in one bad year", *(money_of(case, v) for v in bad), "on top (F4)")
    table.add_section()
    whole = [x + y + z for x, y, z in zip(sums, bad, _sums(told), strict=True)]
    table.add_row("all risks", *(money_of(case, v) for v in whole), "the sum", style="bold")
    console.print(table)
    if len(rows) > _MOST:
        rest = len(rows) - _MOST
        console.print(
            Text(f"Of the others {rest} matter; --json has all {len(deal.schedule)}.", "dim")
        )
    caps = {r.receiver: r.cap for r in deal.schedule if r.receiver is not None}
    for name, cap in caps.items():
        said = f"{name[:1].upper()}{name[1:]} pays at most {money_of(case, cap)} for one event."
        console.print(Text(said))
    _trades(console, deal)
    penalties = [r for r in deal.schedule if r.penalty]
    if penalties:
        moved = ", ".join(f"{r.risk} {r.share:.0%}" for r in penalties if r.share is not None)
        console.print(Text(_PENALTIES.format(shares=f" ({moved})" if moved else "")))


def _sums(rows: Sequence[RiskRow]) -> list[float]:
    """Return the sums of the columns of some rows."""
    columns = [
        (
            r.before.total,
            r.after.total,
            r.after.business,
            r.after.providers,
            r.after.insurers,
        )
        for r in rows
    ]
    return [sum(values) for values in zip(*columns, strict=True)] if columns else [0.0] * 5


def _how(row: RiskRow) -> str:
    """Return how a risk is borne after the deal, in a few words."""
    if row.share is None:
        return "insured" if "insured" in row.terms else "kept"
    mark = "! " if row.flagged else ""
    short = row.collectable is not None and row.collectable < _WHOLE
    got = f" ({row.collectable:.0%} collectable)" if short else ""
    ruled = ", by cause" if row.penalty else ""
    return f"{mark}{row.share:.0%} provider{ruled}{got}"


def _trades(console: Console, deal: Deal) -> None:
    """Print the trades of risk: what is paid, what is relieved, why it lasts or does not."""
    moved = [r for r in deal.schedule if r.trade is not None and r.verdict is not None]
    if not moved:
        console.print(Text("No risk changes hands."))
        return
    sound = [r for r in moved if not r.flagged]
    known = load_catalogue().principles
    table = frame(
        ("risk that moves", "left"),
        ("paid for it", "right"),
        ("business rid of", "right"),
        ("why it lasts", "left"),
        title="What is paid for taking a risk over",
    )
    for r in [r for r in sound if r.matters][:_MOST]:
        assert r.trade is not None  # noqa: S101 - chosen above
        assert r.verdict is not None  # noqa: S101 - chosen above
        why = "; ".join(known[p].says for p in r.verdict.principles if p != "efficiency")
        paid, rid = money_of(deal.case, r.trade.fee_part), money_of(deal.case, r.trade.relief)
        table.add_row(f"{r.risk} {r.name}", paid, rid, why)
    console.print(table)
    for r in (r for r in moved if r.flagged):
        assert r.verdict is not None  # noqa: S101 - chosen above
        why = "; ".join(_FAILED[t] for t in r.verdict.failed)
        rule = " It stays, by cause: that is a rule." if r.penalty else ""
        console.print(Text(f"! {r.risk} {r.name}: not worth moving; {why}.{rule}", "yellow"))
    if deal.unflagged is not None and deal.band is not None:
        _without(console, deal, deal.unflagged, deal.band)
    elif any(r.flagged and not r.penalty for r in moved):
        console.print(Text("No plan without them keeps within the limits on worst years."))


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
    charged = f"fee at β = {deal.beta:g}" if deal.side else "fee as charged"
    for name, here, there in (
        ("worth of the plan", told(deal.surplus), told(found.surplus)),
        ("price of all its risks", told(deal.account.risk), told(found.account.risk)),
        ("provider works from", told(band.floor, least), told(ends[0], least)),
        ("business pays at most", told(band.ceiling), told(ends[1])),
        (charged, told(deal.fee), told(found.fee)),
    ):
        table.add_row(name, here, there)
    console.print(table)
    work = case.responsibilities
    moves = ", ".join(f"{r} {work[r].name} to {p}" for r, p in found.moved.items())
    text = f"Work that then lies elsewhere: {moves}." if moves else "The work stays where it is."
    forced = [k for k in found.kept if "retained" not in case.risks[k].terms]
    if forced and found.surplus > deal.surplus:
        text += (
            f" It is worth more because {', '.join(forced)} may stay with the business here; by "
            "the catalogue whoever causes them bears a part."
        )
    console.print(Text(text))
