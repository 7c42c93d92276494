"""The risk schedule in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from bestplaced.case.business import BUSINESS
from bestplaced.catalogue import load_catalogue
from bestplaced.cli.page import frame, money_of

if TYPE_CHECKING:
    from rich.console import Console

    from bestplaced.deal import Deal, RiskRow

_MOST = 14
_WHOLE = 0.995  # share from which a promise counts as wholly collectable
_PENALTIES = (
    "Penalties and interest that the provider causes are the provider's, those from late or wrong "
    "inputs the business's. The tax itself is always the business's, and so is the answer in law.\n"
    "The prices above follow the shares shown, which may differ a little from that rule."
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
            *(
                money_of(case, v)
                for v in (
                    row.before.total,
                    row.after.total,
                    row.after.business,
                    row.after.providers,
                    row.after.insurers,
                )
            ),
            _how(row),
        )
    mine = sum(s.charge for s in deal.account.swings if s.bearer == BUSINESS)
    rest_ = deal.account.dependence - mine
    sums = (deal.today.dependence, deal.account.dependence, mine, rest_, 0.0)
    table.add_row("several in one bad year", *(money_of(case, v) for v in sums), "on top (F4)")
    console.print(table)
    if len(rows) > _MOST:
        rest = len(rows) - _MOST
        console.print(
            Text(f"and {rest} more that matter; --json has all {len(deal.schedule)}.", "dim")
        )
    caps = {r.receiver: r.cap for r in deal.schedule if r.receiver is not None}
    for name, cap in caps.items():
        console.print(Text(f"{name} pays at most {money_of(case, cap)} for one event."))
    _trades(console, deal)
    if any(r.penalty for r in deal.schedule):
        console.print(Text(_PENALTIES))


def _how(row: RiskRow) -> str:
    """Return how a risk is borne after the deal, in a few words."""
    if row.share is None:
        return "insured" if "insured" in row.terms else "kept"
    mark = "! " if row.flagged else ""
    short = row.collectable is not None and row.collectable < _WHOLE
    got = f" ({row.collectable:.0%} collectable)" if short else ""
    ruled = f"; penalties it causes: {row.cause:.0%}" if row.penalty else ""
    return f"{mark}{row.share:.0%} provider{got}{ruled}"


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
    flagged = [r for r in moved if r.flagged]
    for r in flagged:
        assert r.verdict is not None  # noqa: S101 - chosen above
        why = "; ".join(_FAILED[t] for t in r.verdict.failed)
        console.print(Text(f"! {r.risk} {r.name}: not worth moving; {why}.", "yellow"))
    if deal.unflagged is not None:
        u, case = deal.unflagged, deal.case
        console.print(
            Text(
                f"Without the {len(flagged)} flagged, an estimate (the work stays where it "
                f"is and is not placed anew): surplus {money_of(case, u.surplus)}, the fee lies "
                f"between {money_of(case, u.floor)} and {money_of(case, u.ceiling)}."
            )
        )
