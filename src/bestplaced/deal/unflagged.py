"""The plan without the transfers of risk that do not last: placed anew, and its band (F10).

Each flagged risk is kept from the parties that it went to, the placements are solved again, and
the new plan's transfers are tested, until none of them is flagged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bestplaced.case.business import BUSINESS
from bestplaced.deal.bearing import Bearings
from bestplaced.deal.schedule import risk_schedule
from bestplaced.errors import InfeasibleError
from bestplaced.plan import Verifier, plan
from bestplaced.plan.resolve import CaseResolver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bestplaced.case.business import Case
    from bestplaced.deal.band import Band
    from bestplaced.deal.bearing import Bearing
    from bestplaced.deal.ceilings import Ceilings
    from bestplaced.deal.schedule import RiskRow
    from bestplaced.plan import Account, Outcome

    Kept = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Unflagged:
    """The best plan in which none of the ``kept`` risks (risk -> parties) is given to these.

    ``surplus`` is against today, money a year; ``band`` and ``fee`` (in it at the same β, or as
    charged) are the deal's provider's, None where that plan has no work for it. ``moved`` is what
    lies elsewhere than in the deal's plan (responsibility -> performer). Proven like that one.
    """

    kept: Kept
    account: Account
    schedule: tuple[RiskRow, ...]
    surplus: float
    band: Band | None
    fee: float | None
    moved: dict[str, str]


def without_flagged(
    outcome: Outcome, ends: Ceilings, rows: Sequence[RiskRow], party: str, beta: float,
) -> Unflagged | None:  # fmt: skip
    """Return the best plan without transfers that are flagged; nothing where none is.

    Nothing either where the limits on worst years leave no such plan. Penalties stay where they
    are caused, flagged or not: that is a rule, not a trade.
    """
    assert outcome.plan is not None  # noqa: S101 - a deal has a plan
    case, best = outcome.case, outcome.plan.account
    account, schedule = best, tuple(rows)
    kept: Kept = {}
    borne = ends.bearings.under(best.placements)
    anew = _Anew(outcome, ends.time_limit)
    while more := _given(case, borne, schedule, kept):
        kept = {k: tuple(sorted({*kept.get(k, ()), *more.get(k, ())})) for k in {**kept, **more}}
        found = anew.best(case.model_copy(update={"kept": kept}))
        if found is None:
            return None
        settled, account = found
        borne = Bearings(Verifier(settled)).under(account.placements)
        schedule = risk_schedule(settled, ends.before, borne)
    if not kept:
        return None
    band = fee = None
    if any(case.performers[p].party == party for p in account.placements.values()):
        band = ends.band(party, account, borne)
        fee = ends.charged(account, party) if band.floor is None else band.fee(beta)
    return Unflagged(
        kept=dict(sorted(kept.items())),
        account=account,
        schedule=schedule,
        surplus=outcome.today.objective - account.objective,
        band=band,
        fee=fee,
        moved={r: p for r, p in account.placements.items() if best.placements[r] != p},
    )


def _given(
    case: Case, borne: Sequence[Bearing], rows: Sequence[RiskRow], kept: Kept
) -> dict[str, set[str]]:
    """Return the parties that flagged risks went to, where these are not kept from them yet.

    What a hand-off risks is priced at the dearest provider's, so it is kept from all.
    """
    flagged = {row.risk for row in rows if row.flagged and not row.penalty}
    found: dict[str, set[str]] = {}
    for b in borne:
        if b.risk in flagged and b.moved:
            wide = case.risks[b.risk].attaches.scope == "hand_offs"
            to = {*case.parties} - {BUSINESS} if wide else {b.party}
            found.setdefault(b.risk, set()).update(to - {*kept.get(b.risk, ())})
    return {k: to for k, to in found.items() if to}


class _Anew:
    """Solves the case again with risks kept; the first solve's basis serves all."""

    def __init__(self, outcome: Outcome, time_limit: float | None) -> None:
        self.outcome, self.time_limit = outcome, time_limit
        self._resolver: CaseResolver | None = None

    def best(self, case: Case) -> tuple[Case, Account] | None:
        """Return the best plan's account, and the case with the terms that it is borne under."""
        assert self.outcome.plan is not None  # noqa: S101 - a deal has a plan
        if case.worst_year:
            return self._limited(case)
        if self._resolver is None:
            self._resolver = CaseResolver(self.outcome.case)
        problem, verifier = self._resolver.problem(case)
        known = self._resolver.candidate(self.outcome.plan.account)
        solved = self._resolver.solve(problem, verifier, [known])
        assert solved is not None  # noqa: S101 - terms forbid no placement
        return case, solved[1]

    def _limited(self, case: Case) -> tuple[Case, Account] | None:
        """Return the same within limits on worst years, which choose terms of their own."""
        free = case.model_copy(update={"terms": {}})
        try:
            found = plan(free, time_limit=self.time_limit, references=(), explain=False)
        except InfeasibleError:
            return None
        return None if found.plan is None else (found.case, found.plan.account)
