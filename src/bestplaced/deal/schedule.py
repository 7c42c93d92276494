"""The risk schedule: who carries what before and after, at what price, and whether it lasts (F10).

A transfer of risk is *sustainable* if the whole is cheaper with it than without, what is paid for
it covers the receiver's price, the giver's relief covers what is paid, and the receiver controls
the main cause or can insure it. Abrahamson's principles explain; they are no score.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from bestplaced.case.business import BUSINESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bestplaced.case.business import Case
    from bestplaced.deal.bearing import Bearing
    from bestplaced.plan import Account

MAIN_CAUSE = 0.5  # share of the cause from which a party controls the main part of it
MATTERS = 0.95  # the dearest risks that make up this share of all prices matter
ROUNDING = 1e-6  # money a year
SHOWN = 14  # of the dearest risks; with those that move, more nobody reads
Test = Literal["cheaper together", "receiver is paid", "giver gains", "receiver can act"]
Principle = Literal["control", "insurance", "benefit", "efficiency", "first loss"]


@dataclass(frozen=True)
class Trade:
    """A risk taken over from the business; money a year.

    ``alone``: the whole price at s = 0, care included; ``together``: under the chosen terms;
    ``relief``: what the giver's own price falls by; ``receiver_price``: what the receiver's rises
    by; ``fee_part``: what is paid for it. ``control``: the receiver's share of the cause.
    """

    alone: float
    together: float
    relief: float
    receiver_price: float
    fee_part: float
    control: float
    insurable: bool


@dataclass(frozen=True)
class Verdict:
    """The four tests of F10 by name, the figures they compared, and the principles that explain."""

    tests: dict[Test, bool]
    figures: dict[Test, tuple[float, float]]
    principles: tuple[Principle, ...]

    @property
    def sustainable(self) -> bool:
        """Whether every test is passed."""
        return all(self.tests.values())

    @property
    def failed(self) -> tuple[Test, ...]:
        """The tests not passed."""
        return tuple(name for name, passed in self.tests.items() if not passed)


def sustainability(trade: Trade) -> Verdict:
    """Return the verdict on one transfer of risk (F10)."""
    figures: dict[Test, tuple[float, float]] = {
        "cheaper together": (trade.alone, trade.together),
        "receiver is paid": (trade.fee_part, trade.receiver_price),
        "giver gains": (trade.relief, trade.fee_part),
        "receiver can act": (trade.control, MAIN_CAUSE),
    }
    tests: dict[Test, bool] = {n: a >= b - ROUNDING for n, (a, b) in figures.items()}
    tests["cheaper together"] = trade.alone > trade.together + ROUNDING
    controls = trade.control >= MAIN_CAUSE
    tests["receiver can act"] = controls or trade.insurable
    principles: list[Principle] = ["control"] if controls else []
    if trade.insurable:
        principles.append("insurance")
    if tests["cheaper together"]:
        principles.append("efficiency")
    if not all(tests.values()):
        principles = ["first loss"]  # it falls on the business first; no reason to move it
    return Verdict(tests, figures, tuple(principles))


@dataclass(frozen=True)
class Carried:
    """Who bears one risk under one plan; money a year.

    ``insurers`` are premiums, of which the business pays ``own_policy`` and providers the rest.
    """

    expected: float
    business: float
    providers: float
    insurers: float
    total: float
    own_policy: float = 0.0

    @property
    def by_business(self) -> float:
        """What it costs the business: what it bears, and its own policy."""
        return self.business + self.own_policy

    @property
    def by_providers(self) -> float:
        """What it costs providers: what they bear, and their policies."""
        return self.providers + self.insurers - self.own_policy


@dataclass(frozen=True)
class RiskRow:
    """One risk in the schedule, over all the work it hangs on.

    ``share`` is the provider's share s of a loss from the work it does, ``cap`` its liability in
    money per event, ``collectable`` what arrives of each unit promised (means over the moved work,
    by expected loss), ``of_all`` the share of all losses from this risk that it promises, those
    from work that stays counted too; all None where nothing moves. ``cause`` is the provider's
    share of the cause. ``verdict`` is None where nothing moves. ``penalty``: penalties and interest
    that the provider caused are the provider's, others the business's, the tax itself always the
    business's.
    """

    risk: str
    name: str
    matters: bool
    before: Carried
    after: Carried
    terms: tuple[str, ...]
    receiver: str | None
    share: float | None
    cap: float | None
    collectable: float | None
    cause: float
    trade: Trade | None
    verdict: Verdict | None
    penalty: bool
    created: bool
    contract: str
    of_all: float | None = None

    @property
    def penalties(self) -> dict[str, float] | None:
        """Who pays which share of penalties and interest, by cause; None where it is no penalty.

        The tax itself is always the business's.
        """
        if not self.penalty:
            return None
        caused = 0.0 if self.receiver is None else self.cause
        return {"provider": caused, "business": 1 - caused}

    @property
    def paid(self) -> float:
        """The share of all losses from this risk that providers pay: promised and collectable."""
        return (self.of_all or 0.0) * (1.0 if self.collectable is None else self.collectable)

    @property
    def flagged(self) -> bool:
        """Whether something moves that should not."""
        return self.verdict is not None and not self.verdict.sustainable


def risk_schedule(
    case: Case, before: Sequence[Bearing], after: Sequence[Bearing]
) -> tuple[RiskRow, ...]:
    """Return a row for each risk that either plan meets, dearest first."""
    names = dict.fromkeys([b.risk for b in (*before, *after)])
    rows = [_row(case, k, before, after) for k in names]
    rows.sort(key=lambda row: -max(row.before.total, row.after.total))
    whole = sum(max(row.before.total, row.after.total) for row in rows)
    told, marked = 0.0, []
    for row in rows:
        marked.append(replace(row, matters=told < MATTERS * whole or row.flagged))
        told += max(row.before.total, row.after.total)
    return tuple(marked)


def shown(rows: Sequence[RiskRow]) -> tuple[RiskRow, ...]:
    """Return the rows told one by one: the dearest of those that matter, then what else moves."""
    dearest = [r for r in rows if r.matters][:SHOWN]
    return (*dearest, *(r for r in moving(rows) if r not in dearest))


def moving(rows: Sequence[RiskRow]) -> tuple[RiskRow, ...]:
    """Return the rows of which a part moves and that matter, what is flagged last."""
    moved = [r for r in rows if r.trade and (r.matters or r.flagged)]
    return tuple(sorted(moved, key=lambda r: r.flagged))


def flagged_sums(rows: Iterable[RiskRow]) -> tuple[float, float, float]:
    """Return what trades add to the fee, cost their receiver, and relieve the giver of (F10)."""
    trades = [r.trade for r in rows if r.trade is not None]
    return (
        sum(t.fee_part for t in trades),
        sum(t.receiver_price for t in trades),
        sum(t.relief for t in trades),
    )


def by_side(rows: Iterable[RiskRow]) -> list[float]:
    """Return the price of some risks: the business's today and then, providers' today and then.

    A premium counts with whoever pays it; money a year.
    """
    columns = [
        (r.before.by_business, r.after.by_business, r.before.by_providers, r.after.by_providers)
        for r in rows
    ]
    return [sum(values) for values in zip(*columns, strict=True)] if columns else [0.0] * 4


def bad_together(today: Account, account: Account) -> list[float]:
    """Return what it adds that risks are bad in the same years, by the sides of `by_side` (F4)."""
    found = []
    for mine in (True, False):
        for plan in (today, account):
            charges = (s.charge for s in plan.swings if (s.bearer == BUSINESS) == mine)
            found.append(sum(charges))
    return found


def _carried(bearings: Sequence[Bearing]) -> Carried:
    """Return the sums of some bearings."""
    return Carried(
        expected=sum(b.expected for b in bearings),
        business=sum(b.business + b.care_business for b in bearings),
        providers=sum(b.provider + b.care_provider for b in bearings),
        insurers=sum(b.premium for b in bearings),
        total=sum(b.total for b in bearings),
        own_policy=sum(b.premium for b in bearings if b.terms == "insured"),
    )


def _row(case: Case, risk: str, before: Sequence[Bearing], after: Sequence[Bearing]) -> RiskRow:
    """Return one risk's row, not yet marked as one that matters."""
    known = case.risks[risk]
    old = [b for b in before if b.risk == risk]
    new = [b for b in after if b.risk == risk]
    moved = [b for b in new if b.moved]
    outside = [b for b in new if b.party != BUSINESS]
    weight, whole = (sum(b.expected for b in some) for some in (moved, new))
    trade = _trade(case, moved, 1 - known.client_control.value) if moved else None
    receiver = max(moved, key=lambda b: b.expected).party if moved else None

    def mean(name: str) -> float | None:
        """Return a figure's mean over what moves, by expected loss."""
        return sum(getattr(b, name) * b.expected for b in moved) / weight if weight > 0 else None

    return RiskRow(
        risk=risk,
        name=known.name,
        matters=False,
        before=_carried(old),
        after=_carried(new),
        terms=tuple(
            dict.fromkeys(b.terms for b in sorted(outside or new, key=lambda b: -b.expected))
        ),
        receiver=receiver,
        share=mean("share"),
        cap=case.parties[receiver].liability_cap if receiver else None,
        collectable=mean("collectable"),
        cause=1 - known.client_control.value,
        trade=trade,
        verdict=sustainability(trade) if trade else None,
        penalty=known.penalty,
        created=known.created,
        contract=known.contract,
        of_all=sum(b.share * b.expected for b in moved) / whole if moved and whole > 0 else None,
    )


def _trade(case: Case, moved: Sequence[Bearing], control: float) -> Trade:
    """Return the trade of one risk over all the work on which part of it moves."""
    price = sum(b.borne_by_provider for b in moved)
    load = case.deal_terms.guarantee_load * sum(max(0.0, b.provider) for b in moved)
    return Trade(
        alone=sum(b.alone for b in moved),
        together=sum(b.total for b in moved),
        relief=sum(b.alone - b.borne_by_business for b in moved),
        receiver_price=price,
        fee_part=price + load,
        control=control,
        insurable=any(b.premium > 0 for b in moved),
    )
